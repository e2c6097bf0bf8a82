// The stream processors: their drawing, how far behind they are, what they keep, what they couldn't take.

import {h, s, nothing} from '../dom.js';
import {get} from '../api.js';
import {badge, count, many} from '../words.js';

const WIDTH = 148;
const HEIGHT = 46;
const GAP_X = 58;
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

/** Nodes and edges of the text that Kafka's own tools print. */
export function nodes(text) {
  const found = [];
  for (const row of text.split('\n')) {
    const head = /^\s*(Source|Processor|Sink):\s+(\S+)\s+\((topics?|stores):\s*\[?([^\])]*)\]?\)/.exec(row);
    if (head) {
      const names = head[4].split(',').map(name => name.trim()).filter(Boolean);
      found.push({kind: head[1], name: head[2], stores: head[1] === 'Processor' ? names : [], topics: head[1] === 'Processor' ? [] : names, next: []});
    }
    const next = /^\s*-->\s*(.+)$/.exec(row);
    if (next && found.length) found.at(-1).next = next[1].split(',').map(name => name.trim()).filter(name => name && name !== 'none');
  }
  return found;
}

function drawing(text) {
  const all = nodes(text ?? '');
  if (all.length === 0) return nothing('No topology was told');
  const byName = new Map(all.map(node => [node.name, node]));
  const depth = new Map();
  const deepen = (node, level, trail) => {
    if (trail.has(node.name) || (depth.get(node.name) ?? -1) >= level) return;
    depth.set(node.name, level);
    for (const next of node.next) if (byName.has(next)) deepen(byName.get(next), level + 1, new Set([...trail, node.name]));
  };
  all.filter(node => node.kind === 'Source').forEach(node => deepen(node, 0, new Set()));
  const columns = Map.groupBy(all, node => depth.get(node.name) ?? 0);
  const place = new Map();
  let tallest = 0;
  for (const [level, column] of columns) {
    let y = 8;
    for (const node of column) {
      place.set(node.name, {x: 8 + level * (WIDTH + GAP_X), y});
      y += HEIGHT + node.stores.length * STORE + GAP_Y;
    }
    tallest = Math.max(tallest, y);
  }
  const width = 16 + Math.max(...columns.keys(), 0) * (WIDTH + GAP_X) + WIDTH;
  const edges = all.flatMap(node => node.next.filter(next => place.has(next)).map(next => edge(place.get(node.name), place.get(next))));
  return h('div', {class: 'topology', tabindex: 0, role: 'region', 'aria-label': 'Drawing of the topology'},
    s('svg', {width, height: tallest, viewBox: `0 0 ${width} ${tallest}`, role: 'img', 'aria-label': `${all.length} nodes, from ${all.filter(node => node.kind === 'Source').map(node => node.topics.join(', ')).join(' and ')}; the text below tells the same`},
      edges, all.map(node => box(node, place.get(node.name)))));
}

function edge(from, to) {
  const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2];
  // within a column the line goes round the nodes
  const bend = x2 > x1 ? (x2 - x1) / 2 : 40;
  return s('path', {class: 'edge', d: `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2 - 6} ${y2}M${x2 - 7} ${y2 - 4}l6 4l-6 4`});
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

const stores = all => panel('Stores', table(['store', 'entries', 'bytes'], all.map(({name, entries, bytes}) => [name, count(entries), count(bytes)]), 'No store'));

const lag = all => panel('Lag', table(['topic', 'partition', 'behind'], all.map(one => [one.topic, count(one.partition), count(one.lag)]), 'Nobody knows yet'));

const threads = all => panel('Threads', table(['thread', 'state', 'tasks'], all.map(({name, state, tasks}) => [name, state.toLowerCase(), tasks.join(', ')]), 'No thread'));

function deadLetters({count: number, last}) {
  return panel('Dead letters', number === 0 ? nothing('None', 'Every record could be read.') : [
    h('p', {}, badge('ERROR', many(number, 'record')), ' could not be taken; ', h('code', {}, 'luo-ledger dlq list'), ' tells them all.'),
    table(['reason', 'topic', 'partition', 'offset'], last.map(one => [one.reason, one.topic, count(one.partition), count(one.offset)]), 'Only their number is known')]);
}
