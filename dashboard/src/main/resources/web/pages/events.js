// The events of a host: where every number leads to.

import {h, link, nothing} from '../dom.js';
import {get, Pages} from '../api.js';
import {count, many, micros} from '../words.js';
import {list} from '../list.js';
import {filters} from '../filters.js';

const TOLD = ['host', 'sequence', 'liveUpdate', 'kernel', 'type', 'result', 'timeNanos', 'wallMicros', 'boot', 'side'];

export async function load({params: [host], query, signal}) {
  const {event, ...asked} = Object.fromEntries(query);
  const pages = new Pages(link(['hosts', host, 'events']), asked, 500);
  const [first, chosen] = await Promise.all([
    pages.more(signal),
    event === undefined ? null : get(link(['hosts', host, 'events'], {from: event, to: event, limit: 1}), signal),
  ]);
  return [first, chosen, pages];
}

export function view([first, chosen, pages], {params: [host], query, signal}) {
  const open = chosen?.items[0];
  return [`Events of ${host}`, [
    h('p', {class: 'crumbs'}, h('a', {href: '/hosts'}, 'Hosts'), ' / ', h('a', {href: link(['hosts', host])}, host)),
    h('h1', {}, 'Events'),
    filters(query, [
      {name: 'type', label: 'Kind, as FileRetrieved', kind: 'search'}, {name: 'update', label: 'Live update', kind: 'search'},
      {name: 'from', label: 'From sequence', kind: 'search'}, {name: 'to', label: 'To sequence', kind: 'search'},
    ]),
    h('p', {class: 'found', role: 'status'}, many(first.total, 'event')),
    query.has('event') ? h('section', {class: 'panel', 'aria-label': 'Chosen event'}, open
      ? [h('h2', {}, `#${count(open.sequence)} ${open.type}`), h('dl', {class: 'facts'}, Object.entries(open).map(([name, value]) => [h('dt', {}, name), h('dd', {class: 'mono'}, typeof value === 'object' ? JSON.stringify(value) : String(value))]))]
      : nothing(`Event ${query.get('event')} isn’t kept`)) : null,
    list({pages, row: event => row(event, host, query), height: 34, signal, label: 'Events', empty: ['No event matches', 'Change the filters above.']}).element,
  ]];
}

function row(event, host, query) {
  const body = Object.entries(event).filter(([name, value]) => !TOLD.includes(name) && value !== null).map(([name, value]) => `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`).join('  ');
  return h('div', {class: `line event ${String(event.sequence) === query.get('event') ? 'chosen' : ''}`},
    h('a', {class: 'mono', href: link(['hosts', host, 'events'], {...Object.fromEntries(query), event: event.sequence})}, `#${event.sequence}`),
    h('span', {class: `side ${event.side ?? ''}`}, event.kernel),
    h('strong', {}, event.type),
    h('span', {class: event.result === 'OK' ? 'good' : 'bad'}, event.result),
    h('span', {class: 'small mono body', title: body}, body),
    h('span', {class: 'small when'}, event.timeNanos === undefined ? 'time unknown' : micros(Math.round(event.timeNanos / 1000))));
}
