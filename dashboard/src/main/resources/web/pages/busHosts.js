// Hosts whose PCI functions aren't where they were.

import {h, link} from '../dom.js';
import {Pages} from '../api.js';
import {glyph, many} from '../words.js';
import {list} from '../list.js';
import {filters} from '../filters.js';

export async function load({query, signal}) {
  const pages = new Pages('/findings', {search: query.get('search') || 'BDF-', group: 'host'});
  return [await pages.more(signal), pages];
}

export function view([first, pages], {query, signal}) {
  return ['Buses', [
    h('h1', {}, 'Buses'),
    h('p', {class: 'lead'}, 'Hosts with findings about the addresses of PCI functions. The topology of any other host is told on its own page.'),
    filters(query, [{name: 'search', label: 'Host, device or finding', kind: 'search'}]),
    h('p', {class: 'found', role: 'status'}, many(first.total, 'host')),
    list({pages, row, height: 56, signal, label: 'Hosts', empty: query.get('search') ? ['No host matches'] : ['No function moved', 'Every preserved device is where it was, on every host that told its topology.']}).element,
  ]];
}

const row = ({key, count: number, severity, first}) =>
  h('div', {class: 'line bus'},
    h('a', {class: 'name', href: link(['hosts', key, 'updates', first.liveUpdate, 'buses'])}, key),
    h('span', {}, glyph(severity), ' ', first.subject, ' expected ', first.expected, ', found ', h('strong', {}, first.found)),
    h('span', {class: 'small'}, h('a', {href: link(['findings'], {host: key, search: 'BDF-'})}, many(number, 'finding')), `, first ${first.id}`));
