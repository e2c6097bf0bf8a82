// Live updates of the fleet, the newest first: where a figure or a bar of the first page leads to.

import {h, link} from '../dom.js';
import {Pages} from '../api.js';
import {badge, bounded, count, instant, many, micros, moment, OUTCOMES} from '../words.js';
import {list} from '../list.js';
import {filters} from '../filters.js';

const RESULTS = [['', 'any'], ['over', 'over'], ['completed', 'completed'], ['failed', 'failed'], ['unknown', 'not known yet']];

export async function load({query, signal}) {
  const pages = new Pages('/updates', Object.fromEntries(query));
  return [await pages.more(signal), pages];
}

export function view([first, pages], {query, signal}) {
  return ['Live updates', [
    h('h1', {}, 'Live updates'),
    filters(query, [
      {name: 'search', label: 'Host', kind: 'search'},
      {name: 'result', label: 'Result', kind: 'choice', options: RESULTS},
      {name: 'outcome', label: 'Outcome', kind: 'choice', options: [['', 'any'], ...OUTCOMES.map(outcome => [outcome, outcome.toLowerCase()])]},
    ]),
    h('p', {class: 'found', role: 'status'}, [many(first.total, 'live update'), ...narrowed(query)].join(' · ')),
    list({pages, row, height: 46, signal, label: 'Live updates', empty: query.size ? ['No live update matches', 'Change the filters above.'] : ['No live update has been told of yet']}).element,
  ]];
}

/** What the address asks for besides the filters that can be seen. */
function narrowed(query) {
  const [from, to, since, until] = ['from', 'to', 'since', 'until'].map(name => query.get(name));
  return [
    from || to ? `${from ?? 'any kernel'} → ${to ?? 'any kernel'}` : null,
    since || until ? `${since ? `from ${instant(Number(since))}` : ''}${until ? ` until ${instant(Number(until))}` : ''}`.trim() : null,
    query.get('timed') === 'false' ? 'of which nobody knows the time' : null,
    query.get('blackout') ? `blackout of ${micros(Number(query.get('blackout')))} or more` : null,
  ].filter(Boolean);
}

const row = update =>
  h('div', {class: 'line update'},
    h('a', {class: 'name', href: link(['hosts', update.host, 'updates', update.liveUpdate])}, `${update.host}, update ${count(update.liveUpdate)}`),
    h('span', {class: 'mono'}, `${update.fromKernel} → ${update.toKernel ?? 'unknown'}`),
    badge(update.outcome),
    h('span', {class: 'files'}, `${count(update.filesRetrieved)} of ${many(update.filesPromised, 'file')}`),
    h('span', {class: 'blackout'}, `blackout ${bounded(update.blackoutMicros, update.blackoutIsLowerBound)}`),
    h('span', {class: 'small when'}, moment(update.at)));
