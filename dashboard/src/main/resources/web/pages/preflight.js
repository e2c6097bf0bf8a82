// May this host go, with what it holds?

import {h, link, nothing} from '../dom.js';
import {get} from '../api.js';
import {badge, consequence, glyph} from '../words.js';
import {filters} from '../filters.js';

const LISTS = [['unknown', 'Not known, so never GO'], ['against', 'Against it'], ['losses', 'What would be lost'], ['risks', 'Risks']];

export async function load({params: [host], query, signal}) {
  const kernels = await get('/kernels?pairs=false', signal);
  try {
    return [await get(link(['hosts', host, 'preflight'], {to: query.get('to')}), signal), kernels];
  } catch (failure) {
    // without an announced kernel there is a question to answer first; a host that isn't known has no page
    if (failure.status === undefined || failure.status === 404 || query.get('to')) throw failure;
    return [failure, kernels];
  }
}

export function view([told, kernels], {params: [host], query}) {
  return [`Preflight of ${host}`, [
    h('p', {class: 'crumbs'}, h('a', {href: '/hosts'}, 'Hosts'), ' / ', h('a', {href: link(['hosts', host])}, host)),
    h('h1', {}, `May ${host} go?`),
    filters(query, [{name: 'to', label: 'To kernel', kind: 'choice', options: [['', 'the announced one'], ...kernels.kernels.map(({release}) => [release, release])]}]),
    told instanceof Error ? nothing('Choose a kernel', told.message) : verdict(told),
  ]];
}

function verdict(told) {
  const go = told.verdict === 'GO';
  return [
    h('section', {class: `go ${go ? 'good' : 'bad'}`}, glyph(go ? 'GO' : 'NO-GO'), h('strong', {}, told.verdict),
      h('span', {}, h('span', {class: 'outgoing'}, told.from ?? 'unknown'), ' → ', h('span', {class: 'incoming'}, told.to ?? 'unknown'))),
    h('div', {class: 'columns'},
      h('section', {class: 'panel', 'aria-labelledby': 'why'}, h('h2', {id: 'why'}, 'Why'),
        LISTS.every(([name]) => !told[name].length) ? nothing('Nothing is against it') : LISTS.filter(([name]) => told[name].length).map(([name, title]) => [h('h3', {}, title), h('ul', {class: 'reasons'}, told[name].map(reason))])),
      h('section', {class: 'panel', 'aria-labelledby': 'holds'}, h('h2', {id: 'holds'}, 'What it holds'),
        told.handlers.length + told.flbs.length === 0
          ? nothing('Nothing is preserved now')
          : h('ul', {class: 'chips'}, told.handlers.map(name => h('li', {}, name)), told.flbs.map(name => h('li', {}, `FLB ${name}`))))),
    told.from && told.to ? h('p', {class: 'more'}, h('a', {href: link(['kernels', told.from, told.to])}, 'This pair of kernels, kind by kind')) : null,
  ];
}

function reason(one) {
  if (typeof one === 'string') return h('li', {}, one);
  if (one.id && one.subject) {
    return h('li', {}, h('p', {}, h('strong', {}, one.subject), `: ${one.found}; expected ${one.expected}`), h('p', {class: 'small'}, h('a', {class: 'mono', href: link(['findings'], {id: one.id})}, one.id)));
  }
  const {kind, outcome, consequence: what, ...more} = one;
  const rest = Object.entries(more).filter(([, value]) => value !== null);
  return h('li', {},
    h('p', {}, outcome ? badge(outcome) : null, ' ', kind ? h('strong', {}, kind) : null, ' ', consequence(what)),
    rest.length ? h('p', {class: 'small'}, rest.map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`).join(' · ')) : null);
}
