// A host's PCI functions before and after a live update: two trees, and lines between what is the same function.

import {h, s, link, nothing, onWidth} from '../dom.js';
import {get} from '../api.js';
import {badge, count, many} from '../words.js';
import {note} from '../main.js';

const ROW = 34;
const GLYPHS = {MOVED: '→', REPARENTED: '↷', MISSING: '×', REPLACED: '⇄', WRONG_DEVICE: '⇄', ADDED: '+', UNKNOWN: '?'};

export async function load({params: [host, update], signal}) {
  return [await get(link(['hosts', host, 'updates', update, 'buses']), signal)];
}

export function view([data], {params: [host, update], query}) {
  const whole = data.before.length + data.after.length > 0;
  return [`Buses of ${host}`, [
    h('p', {class: 'crumbs'}, h('a', {href: '/hosts'}, 'Hosts'), ' / ', h('a', {href: link(['hosts', host, 'updates', update])}, `${host}, update ${update}`)),
    h('h1', {}, 'Buses before and after'),
    h('p', {class: 'lead'}, summary(data.joins), ' ', h('a', {href: link(['hosts', host, 'events'], {update, type: 'DeviceEnumerated'})}, 'The events that tell of it')),
    whole ? trees(data, query.get('show') === 'all') : nothing('No function was enumerated', 'Nothing told of the PCI topology of this host: ', h('code', {}, 'luo-ledger import pci'), ' takes listings of it.'),
    changes(data.joins),
  ]];
}

function summary(joins) {
  const preserved = joins.filter(join => join.preserved);
  const off = preserved.filter(join => join.placement !== 'STABLE');
  return `${many(preserved.length, 'preserved function')}${preserved.length === 0 ? '' : off.length === 0 ? ', each where it was' : `, ${count(off.length)} not where ${off.length === 1 ? 'it was' : 'they were'}`}.`;
}

const address = one => `${one.segment.toString(16).padStart(4, '0')}:${one.bdf}`;

/** Functions in the order of a tree, each with its depth: below the bridge that its path tells, else that has its bus. */
function tree(functions) {
  const byPath = new Map(functions.map(one => [`${one.segment}/${one.path ?? ''}`, one]));
  const parent = one => {
    const up = one.path?.includes('/') ? byPath.get(`${one.segment}/${one.path.slice(0, one.path.lastIndexOf('/'))}`) : null;
    if (up) return up;
    const bus = parseInt(one.bdf.slice(0, 2), 16);
    return functions.find(other => other !== one && other.segment === one.segment && other.bridge?.secondary === bus && bus > 0);
  };
  const below = Map.groupBy(functions, one => parent(one) ?? null);
  const rows = [];
  const visit = (one, depth) => {
    rows.push({one, depth});
    for (const child of sorted(below.get(one))) visit(child, depth + 1);
  };
  for (const root of sorted(below.get(null))) visit(root, 0);
  return rows;
}

const sorted = functions => [...(functions ?? [])].sort((a, b) => (address(a) < address(b) ? -1 : 1));

function trees(data, all) {
  const place = h('div', {class: 'buses'});
  const heads = h('div', {class: 'buses'}, h('h2', {class: 'outgoing'}, 'Before'), h('span', {}), h('h2', {class: 'incoming'}, 'After'));
  const told = new Map();
  for (const join of data.joins) {
    if (join.before) told.set(`before ${join.before}`, join);
    if (join.after) told.set(`after ${join.after}`, join);
  }
  const sides = {before: tree(data.before), after: tree(data.after)};
  const matters = (side, row) => {
    const join = told.get(`${side} ${address(row.one)}`);
    return row.one.preserved || row.one.bridge || (join && join.placement !== 'STABLE');
  };
  let everything = all;

  function draw(width) {
    const narrow = width < 620;
    const middle = narrow ? 44 : 150;
    const rows = Object.fromEntries(Object.entries(sides).map(([side, list]) => [side, everything ? list : list.filter(row => matters(side, row))]));
    const at = side => new Map(rows[side].map((row, i) => [address(row.one), i * ROW + ROW / 2]));
    const [left, right] = [at('before'), at('after')];
    const height = Math.max(rows.before.length, rows.after.length, 1) * ROW;
    const lines = [
      data.joins.map(join => occupant(join, left.get(join.before), right.get(join.before), middle)),
      data.joins.map(join => line(join, left.get(join.before), right.get(join.after), middle)),
    ];
    place.replaceChildren(
      h('ol', {class: 'tree', 'aria-label': 'Before'}, rows.before.map(row => fn(row, told.get(`before ${address(row.one)}`), narrow))),
      s('svg', {width: middle, height, viewBox: `0 0 ${middle} ${height}`, role: 'img', 'aria-label': 'Lines between what is the same function; the list below tells the same'}, lines),
      h('ol', {class: 'tree', 'aria-label': 'After'}, rows.after.map(row => fn(row, told.get(`after ${address(row.one)}`), narrow))));
    for (const grid of [heads, place]) grid.style.setProperty('grid-template-columns', `minmax(0, 1fr) ${middle}px minmax(0, 1fr)`);
  }

  let width = 0;
  onWidth(place, outer => draw((width = outer)));
  return h('section', {class: 'panel wide'},
    h('div', {class: 'tools'}, h('label', {class: 'check'}, h('input', {type: 'checkbox', checked: everything, onchange: event => {
      everything = event.target.checked;
      note({show: everything ? 'all' : null});
      if (width) draw(width);
    }}), 'all functions'),
    data.joins.some(join => join.preserved && ['REPLACED', 'WRONG_DEVICE'].includes(join.placement))
      ? h('span', {class: 'small'}, h('span', {class: 'key dashed'}), 'who sits at the preserved address now: a retrieve by address gets that one') : null),
    heads, place);
}

function fn({one, depth}, join, narrow) {
  const placement = join?.placement ?? 'UNKNOWN';
  const off = join && placement !== 'STABLE';
  return h('li', {class: `fn ${one.preserved ? 'preserved' : ''} ${off ? 'off' : ''} ${one.bridge ? 'bridge' : ''}`, style: {height: `${ROW}px`, 'padding-left': `${8 + depth * (narrow ? 6 : 18)}px`}, title: [one.identity, one.driver, join?.cause].filter(Boolean).join(' · ')},
    h('span', {class: 'mono bdf'}, narrow ? one.bdf : address(one)),
    narrow ? null : h('span', {class: 'small mono'}, one.bridge ? `bridge to bus ${hex(one.bridge.secondary)}${one.bridge.subordinate > one.bridge.secondary ? `–${hex(one.bridge.subordinate)}` : ''}` : `${one.vendor}:${one.device}`),
    one.driver && !narrow && !one.bridge ? h('span', {class: 'small'}, one.driver) : null,
    one.preserved ? h('span', {class: 'tag'}, narrow ? '★' : '★ preserved') : null);
}

const hex = bus => bus.toString(16).padStart(2, '0');

function line(join, from, to, width) {
  if (from === undefined && to === undefined) return null;
  const look = `line ${join.placement} ${join.preserved ? 'preserved' : ''}`;
  const text = [`${join.before ?? 'nothing'} → ${join.after ?? 'nothing'}: ${join.placement.toLowerCase().replaceAll('_', ' ')}`, join.cause].filter(Boolean).join('; ');
  const half = width / 2;
  const path = from === undefined ? `M${half} ${to}H${width}` : to === undefined ? `M0 ${from}H${half}` : `M0 ${from}C${half} ${from} ${half} ${to} ${width} ${to}`;
  const middle = [half, ((from ?? to) + (to ?? from)) / 2];
  return s('g', {class: look}, s('title', {}, text), s('path', {d: path}),
    join.placement === 'STABLE' ? null : [s('circle', {cx: middle[0], cy: middle[1], r: 9}), s('text', {x: middle[0], y: middle[1] + 4}, GLYPHS[join.placement] ?? '?')]);
}

/** What sits at a preserved address now is what a retrieve by address gets. */
function occupant(join, from, to, width) {
  if (!join.preserved || !['REPLACED', 'WRONG_DEVICE'].includes(join.placement) || from === undefined || to === undefined) return null;
  return s('path', {class: 'occupant', d: `M0 ${from}C${width / 2} ${from} ${width / 2} ${to} ${width} ${to}`}, s('title', {}, `another function sits at ${join.before} now: a retrieve by address gets it`));
}

function changes(joins) {
  const off = joins.filter(join => join.placement !== 'STABLE').sort((a, b) => (b.preserved ?? false) - (a.preserved ?? false));
  return h('section', {class: 'panel', 'aria-labelledby': 'why'}, h('h2', {id: 'why'}, 'What changed, and why'),
    off.length === 0 ? nothing('Nothing') : h('ul', {class: 'reasons'}, off.map(join =>
      h('li', {class: join.preserved ? 'preserved' : ''},
        h('p', {}, badge(join.placement), ' ', h('span', {class: 'mono'}, `${join.before ?? 'nothing'} → ${join.after ?? 'nothing'}`), ' · ', h('span', {class: 'small mono'}, join.identity), ' ', join.preserved ? h('span', {class: 'tag'}, '★ preserved') : null),
        join.cause ? h('p', {}, join.cause) : null))));
}
