// Filters that live in the query string: a page is found again by its address.

import {h, link} from './dom.js';
import {go} from './main.js';

const PAUSE_MILLIS = 250;

/** @param fields each {name, label, kind: search or choice, options?: [[value, text]]} */
export function filters(query, fields) {
  let due = null;
  const change = (name, value, replace) => {
    const next = new URLSearchParams(location.search);
    if (value) next.set(name, value);
    else next.delete(name);
    go(link(location.pathname.split('/').slice(1).map(decodeURIComponent), Object.fromEntries(next)), {replace});
  };
  const field = ({name, label, kind, options}) => {
    const value = query.get(name) ?? '';
    const id = `filter-${name}`;
    const control = kind === 'search'
      ? h('input', {id, type: 'search', value, autocomplete: 'off', spellcheck: 'false', oninput: event => {
        clearTimeout(due);
        due = setTimeout(() => change(name, event.target.value.trim(), true), PAUSE_MILLIS);
      }})
      : h('select', {id, onchange: event => change(name, event.target.value, false)},
        options.map(([option, text]) => h('option', {value: option, selected: option === value}, text)));
    return h('label', {class: 'field', for: id}, h('span', {}, label), control);
  };
  return h('form', {class: 'filters', role: 'search', onsubmit: event => event.preventDefault()},
    fields.map(field),
    [...query.keys()].length ? h('a', {class: 'clear', href: location.pathname}, 'Clear') : null);
}
