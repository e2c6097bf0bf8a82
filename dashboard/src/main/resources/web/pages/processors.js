// The stream processors: their drawing, how far behind they are, what they keep, what they couldn't take.

import {h, s, nothing} from '../dom.js';
import {get} from '../api.js';
import {badge, count, many} from '../words.js';

const WIDTH = 142;
const HEIGHT = 46;
const GAP_X = 46;
const GAP_Y = 22;
const STORE = 20;

export const load = async ({signal}) => [await get('/processors', signal)];

export function view([told]) {
  return ['Processors', [
    h('h1', {}, 'Processors'),
    told.live ? tiles(told) : h('p', {class: 'lead'}, 'A log file is read without processors. This is what runs on a cluster, with ', h('code', {}, 'luo-ledger serve'), '.'),
    h('section', {class: 'panel wide', 'aria-labelledby': 'topology'}, h('h2', {id: 'topology'}, 'Topology'), drawing(told.topology.text),
      h('details', {}, h('summary', {}, 'As text'), h('pre', {tabindex: 0}, told.topology.text))),
    told.live ? h('div', {class: 'columns'}, stores(told.stores), lag(told.lag)) : null,
    told.live ? h('div', {class: 'columns'}, threads(told.threads), deadLetters(told.deadLetters)) : null,
  ]];
}

function tiles({state, eventsPerSecond, lag, restore, deadLetters}) {
  const behind = lag.reduce((sum, one) => sum + one.lag, 0);
  const left = restore.reduce((sum, one) => sum + one.remaining, 0);
  const tile = (name, value, look = '') => h('div', {class: `tile ${look}`}, h('span', {class: 'small'}, name), h('strong', {}, value));
  return h('section', {class: 'tiles', 'aria-label': 'State'},
    tile('state', String(state).toLowerCase(), state === 'RUNNING' ? 'good' : 'warn'),
    tile('events per second', eventsPerSecond === null ? 'unknown' : count(Math.round(eventsPerSecond))),
    tile('behind', lag.length === 0 ? 'unknown' : many(behind, 'event'), behind > 0 ? 'warn' : ''),
    tile('to restore', restore.length === 0 ? 'nothing' : many(left, 'record'), left > 0 ? 'warn' : ''),
    tile('dead letters', count(deadLetters.count), deadLetters.count > 0 ? 'bad' : 'good'));
}

// ---- the drawing ----

/** Nodes and edges of the text that Kafka's own tools print, one list per sub-topology. */
export function subtopologies(text) {
  const found = [];
  for (const row of text.split('\n')) {
    if (/^\s*Sub-topology:/.test(row)) found.push([]);
    const head = /^\s*(Source|Processor|Sink):\s+(\S+)\s+\((?:topics?|stores):\s*\[?([^\])]*)\]?\)/.exec(row);
    if (head) {
      const [, kind, name, of] = head;
      const names = of.split(',').map(one => one.trim()).filter(Boolean);
      found.at(-1)?.push({kind, name, stores: kind === 'Processor' ? names : [], topics: kind === 'Processor' ? [] : names, next: []});
    }
    const next = /^\s*-->\s*(.+)$/.exec(row);
    if (next) found.at(-1)?.at(-1)?.next.push(...next[1].split(',').map(name => name.trim()).filter(name => name && name !== 'none'));
  }
  return found;
}

function drawing(text) {
  const all = subtopologies(text ?? '');
  const nodes = all.flat();
  if (nodes.length === 0) return nothing('No topology was told');
  let height = 12;
  let width = 0;
  const parts = all.map(group => {
    const laid = layout(group, height);
    height = laid.bottom + GAP_Y;
    width = Math.max(width, laid.right + 8);
    return [laid.edges, group.map(node => box(node, laid.place.get(node.name)))];
  });
  return h('div', {class: 'topology', tabindex: 0, role: 'region', 'aria-label': 'Drawing of the topology'},
    s('svg', {width, height, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': `${nodes.length} nodes, from ${nodes.filter(node => node.kind === 'Source').map(node => node.topics.join(', ')).join(' and ')}; the text below tells the same`}, parts));
}

/** Processors in a row, as far to the right as they are deep; what is written at the end, below them. */
function layout(group, top) {
  const byName = new Map(group.map(node => [node.name, node]));
  const depth = new Map();
  const deepen = (node, level, trail) => {
    if (trail.includes(node.name) || (depth.get(node.name) ?? -1) >= level) return;
    depth.set(node.name, level);
    node.next.filter(next => byName.has(next)).forEach(next => deepen(byName.get(next), level + 1, [...trail, node.name]));
  };
  group.filter(node => node.kind === 'Source').forEach(node => deepen(node, 0, []));
  const inner = group.filter(node => node.kind !== 'Sink');
  const last = Math.max(0, ...inner.map(node => depth.get(node.name) ?? 0)) + 1;
  const place = new Map();
  const bottoms = new Map();
  for (const node of inner) {
    const level = depth.get(node.name) ?? 0;
    const y = bottoms.get(level) ?? top;
    place.set(node.name, {x: 8 + level * (WIDTH + GAP_X), y});
    bottoms.set(level, y + tall(node) + GAP_Y);
  }
  const below = Math.max(top, ...bottoms.values());
  const near = node => group.every(from => !from.next.includes(node.name) || depth.get(from.name) === last - 1);
  const sinks = group.filter(node => node.kind === 'Sink').sort((a, b) => near(b) - near(a));
  let y = top;
  for (const node of sinks) {
    if (!near(node)) y = Math.max(y, below);
    place.set(node.name, {x: 8 + last * (WIDTH + GAP_X), y});
    y += HEIGHT + GAP_Y;
  }
  const edges = group.flatMap(node => node.next.filter(next => place.has(next)).map(next => edge(node, place.get(node.name), place.get(next))));
  return {place, edges, bottom: Math.max(below, y), right: Math.max(...[...place.values()].map(({x}) => x)) + WIDTH};
}

const tall = node => HEIGHT + node.stores.length * STORE;

/** To a neighbour straight on; to what is farther, down and then along below the others. */
function edge(node, from, to) {
  const [x2, y2] = [to.x, to.y + HEIGHT / 2];
  const arrow = `M${x2 - 7} ${y2 - 4}l6 4l-6 4`;
  const y1 = from.y + HEIGHT / 2;
  if (y1 === y2 && to.x - from.x < 2 * (WIDTH + GAP_X)) return s('path', {class: 'edge', d: `M${from.x + WIDTH} ${y1}H${x2 - 2}${arrow}`});
  if (y1 === y2) return s('path', {class: 'edge', d: `M${from.x + WIDTH / 2} ${from.y}q0 -6 6 -6H${x2 + WIDTH / 2 - 6}q6 0 6 6m-4 -6l4 6l4 -6`});
  const x1 = from.x + WIDTH / 2;
  return s('path', {class: 'edge', d: `M${x1} ${from.y + tall(node)}V${y2 - 8}q0 8 8 8H${x2 - 2}${arrow}`});
}

function box(node, {x, y}) {
  const round = node.kind === 'Processor' ? 6 : HEIGHT / 2;
  return s('g', {class: `node ${node.kind}`},
    s('rect', {x, y, width: WIDTH, height: HEIGHT, rx: round}),
    s('text', {x: x + WIDTH / 2, y: y + (node.topics.length ? 20 : 28), class: 'name'}, node.name),
    node.topics.length ? s('text', {x: x + WIDTH / 2, y: y + 36, class: 'topic'}, node.topics.join(', ')) : null,
    node.stores.map((store, i) => s('g', {class: 'store'},
      s('path', {d: `M${x + 8} ${y + HEIGHT + i * STORE + 4}h${WIDTH - 16}v${STORE - 4}h${16 - WIDTH}z`}),
      s('text', {x: x + WIDTH / 2, y: y + HEIGHT + i * STORE + 16}, store))));
}

// ---- figures ----

const table = (titles, rows, empty) => rows.length === 0 ? nothing(empty) : h('div', {class: 'table-scroll', tabindex: 0, role: 'region', 'aria-label': titles.join(', ')}, h('table', {class: 'figures'},
  h('thead', {}, h('tr', {}, titles.map(title => h('th', {scope: 'col'}, title)))),
  h('tbody', {}, rows.map(row => h('tr', {}, row.map((cell, i) => h(i === 0 ? 'th' : 'td', i === 0 ? {scope: 'row'} : {class: typeof cell === 'string' && /^[\d,]+$/.test(cell) ? 'number' : ''}, cell)))))));

const panel = (title, content) => h('section', {class: 'panel'}, h('h2', {}, title), content);

const stores = all => panel('Stores', table(['store', 'entries', 'bytes on disk'], all.map(({name, entries, bytes}) => [name, count(entries), count(bytes)]), 'No store'));

const lag = all => panel('Lag', table(['topic', 'partition', 'behind'], all.map(one => [one.topic, count(one.partition), count(one.lag)]), 'Nobody knows yet'));

const threads = all => panel('Threads', table(['thread', 'state', 'tasks'], all.map(({name, state, tasks}) => [name, state.toLowerCase(), tasks.join(', ')]), 'No thread'));

function deadLetters({count: number, last}) {
  return panel('Dead letters', number === 0 ? nothing('None', 'Every record could be read.') : [
    h('p', {}, badge('ERROR', many(number, 'record')), ' could not be taken; ', h('code', {}, 'luo-ledger dlq list'), ' tells them all.'),
    table(['reason', 'topic', 'partition', 'offset'], last.map(one => [one.reason, one.topic, count(one.partition), count(one.offset)]), 'Only their number is known')]);
}
