// What every kernel makes of every other's hand-over.

import {h, link} from '../dom.js';
import {get} from '../api.js';
import {consequence, count, many, tone} from '../words.js';
import {filters} from '../filters.js';

/** Readable without colour. */
const SIGNS = {COMPATIBLE: '=', REFUSED: '×', SILENT: '!', ABSENT: '–'};
const MEANINGS = {
  COMPATIBLE: 'the incoming kernel reads it',
  REFUSED: 'the guards differ, and it notices',
  SILENT: 'the bytes differ, and nobody notices',
  ABSENT: 'it has no such handler, feature or device',
};
const WORDS_UP_TO = 9;

export const load = async ({signal}) => [await get('/kernels', signal)];

export function view([data], {query}) {
  const used = new Set(data.pairs.filter(pair => pair.updates > 0).flatMap(pair => [pair.from, pair.to]));
  const search = query.get('search')?.toLowerCase();
  const which = query.get('show') ?? '';
  const shown = data.kernels.map(kernel => kernel.release).filter(release => {
    if (search) return release.toLowerCase().includes(search);
    return which === 'all' || used.has(release) || (which === '' && /^\d+\.\d+$/.test(release));
  });
  return ['Kernels', [
    h('h1', {}, 'Which kernel reads which'),
    h('p', {class: 'lead'}, `${many(data.kernels.length, 'kernel')} known, `, h('a', {href: '/kernels?show=used'}, `${count(used.size)} in live updates told of here`), '. Choose a pair for the reasons.'),
    filters(query, [
      {name: 'show', label: 'Kernels', kind: 'choice', options: [['', 'releases, and those in use'], ['used', 'in use'], ['all', 'all']]},
      {name: 'search', label: 'Name', kind: 'search'},
    ]),
    h('ul', {class: 'signs'}, Object.entries(SIGNS).map(([outcome, sign]) =>
      h('li', {}, h('span', {class: `sign ${outcome}`, 'aria-hidden': 'true'}, sign), h('strong', {}, outcome.toLowerCase()), ' ', MEANINGS[outcome])),
    h('li', {}, h('span', {class: 'sign seen', 'aria-hidden': 'true'}, '3'), 'live updates of that pair')),
    shown.length === 0 ? h('p', {class: 'nothing'}, 'No kernel matches.') : matrix(data.pairs, shown),
  ]];
}

function matrix(pairs, shown) {
  const of = new Map(pairs.map(pair => [`${pair.from}\n${pair.to}`, pair]));
  const small = shown.length <= WORDS_UP_TO;
  const told = h('p', {class: 'told'}, 'Rows: the outgoing kernel. Columns: the incoming one.');
  let focusable = true;
  const cell = (from, to) => {
    const pair = of.get(`${from}\n${to}`);
    if (!pair) return h('td', {class: 'UNKNOWN'}, '?');
    const words = `${from} → ${to}: ${pair.outcome.toLowerCase()}${consequence(pair.consequence) ? `, ${consequence(pair.consequence)}` : ''}${pair.updates ? `; ${many(pair.updates, 'live update')}` : ''}`;
    const anchor = h('a', {href: link(['kernels', from, to]), tabindex: focusable ? 0 : -1, 'aria-label': words, onfocus: () => (told.textContent = words), onmouseenter: () => (told.textContent = words)},
      h('span', {class: `sign ${pair.outcome}`}, SIGNS[pair.outcome] ?? '?'),
      small ? h('span', {class: 'word'}, consequence(pair.consequence) || pair.outcome.toLowerCase()) : null,
      pair.updates ? h('span', {class: 'seen'}, count(pair.updates)) : null);
    focusable = false;
    return h('td', {class: `${pair.outcome} ${tone(pair.outcome)}${from === to ? ' self' : ''}`}, anchor);
  };
  return h('section', {class: 'panel wide'}, told,
    h('div', {class: 'matrix-scroll', tabindex: 0, role: 'region', 'aria-label': 'Matrix of kernel pairs'},
      h('table', {class: `matrix ${small ? 'small' : 'large'}`, onkeydown: walk},
        h('thead', {}, h('tr', {}, h('th', {scope: 'col'}, 'from ↓ to →'), shown.map(to => h('th', {scope: 'col'}, h('span', {}, to))))),
        h('tbody', {}, shown.map(from => h('tr', {}, h('th', {scope: 'row'}, from), shown.map(to => cell(from, to))))))));
}

/** Arrow keys walk over the cells; only one of them is a tab stop. */
function walk(event) {
  const step = {ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0]}[event.key];
  const cell = event.target.closest('td');
  if (!step || !cell) return;
  event.preventDefault();
  const next = cell.closest('tbody').rows[cell.parentElement.sectionRowIndex + step[0]]?.cells[cell.cellIndex + step[1]]?.querySelector('a');
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}
