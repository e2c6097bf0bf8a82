// All hosts: searched, filtered, as many as there are.

import {h, link} from '../dom.js';
import {Pages} from '../api.js';
import {badge, many, moment, OUTCOMES} from '../words.js';
import {list} from '../list.js';
import {filters} from '../filters.js';

export async function load({query, signal}) {
  const pages = new Pages('/hosts', Object.fromEntries(query));
  const first = await pages.more(signal);
  return [first, pages];
}

export function view([first, pages], {query, signal}) {
  return ['Hosts', [
    h('h1', {}, 'Hosts'),
    filters(query, [
      {name: 'search', label: 'Name', kind: 'search'},
      {name: 'attention', label: 'Attention', kind: 'choice', options: [['', 'any'], ['true', 'needs attention'], ['false', 'well']]},
      {name: 'outcome', label: 'Latest update', kind: 'choice', options: [['', 'any'], ...OUTCOMES.map(outcome => [outcome, outcome.toLowerCase()])]},
    ]),
    h('p', {class: 'found', role: 'status'}, many(first.total, 'host')),
    list({pages, row, height: 46, signal, label: 'Hosts', empty: query.size ? ['No host matches', 'Change the filters above.'] : ['No host has told of anything yet']}).element,
  ]];
}

function row(host) {
  return h('div', {class: 'line host'},
    h('a', {class: 'name', href: host.liveUpdate ? link(['hosts', host.host, 'updates', host.liveUpdate]) : link(['hosts', host.host])}, host.host),
    h('span', {class: 'mono'}, host.kernel ?? 'kernel unknown'),
    host.lastOutcome ? badge(host.lastOutcome) : h('span', {class: 'small'}, 'no update yet'),
    h('span', {class: 'numbers'},
      host.errors ? h('a', {class: 'bad', href: link(['findings'], {host: host.host, severity: 'ERROR'})}, many(host.errors, 'error')) : null,
      host.warnings ? h('a', {href: link(['findings'], {host: host.host, severity: 'WARNING'})}, many(host.warnings, 'warning')) : null),
    h('span', {class: 'small when'}, moment(host.at)));
}
