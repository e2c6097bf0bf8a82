// A preserved struct byte by byte, old over new, and whether its guard tells of the difference.

import {h, s, link, nothing, onWidth} from '../dom.js';
import {get} from '../api.js';
import {badge, count, glyph, many} from '../words.js';

const ROW = 38;
const LONGEST_FIELD_ROWS = 2;

export const load = async ({params: [from, to, struct], signal}) => [await get(link(['kernels', from, to, 'structs', struct]), signal)];

export function view([data], {params: [from, to, struct]}) {
  const changed = data.changes.length > 0;
  return [struct, [
    h('p', {class: 'crumbs'}, h('a', {href: '/kernels'}, 'Kernels'), ' / ', h('a', {href: link(['kernels', from, to])}, `${from} → ${to}`)),
    h('h1', {class: 'mono'}, struct),
    guard(data.guard),
    h('section', {class: 'panel wide grids'},
      layout(from, 'outgoing', data.from, data.to), layout(to, 'incoming', data.to, data.from)),
    h('section', {class: 'panel', 'aria-labelledby': 'changes'}, h('h2', {id: 'changes'}, 'What changed'),
      changed ? h('ul', {class: 'reasons'}, data.changes.map(change)) : nothing('Nothing', 'Both kernels lay it out alike.')),
  ]];
}

function guard({from, to, shouldHaveChanged, why}) {
  return h('section', {class: `guard ${shouldHaveChanged ? 'bad' : ''}`},
    glyph(shouldHaveChanged ? 'ERROR' : 'OK'),
    h('div', {}, h('p', {}, h('strong', {}, shouldHaveChanged ? 'The guard should have changed, and didn’t' : 'The guard does its work'), ' ',
      h('span', {class: 'mono'}, from === to ? from ?? 'no guard' : `${from ?? 'none'} → ${to ?? 'none'}`)),
    why ? h('p', {class: 'small'}, why) : null));
}

const change = one => h('li', {},
  h('p', {}, badge(one.severity), ' ', h('span', {class: 'mono'}, one.path), ' ', h('span', {class: 'mono small'}, `${one.from ?? 'none'} → ${one.to ?? 'none'}`)),
  h('p', {}, one.explanation),
  one.remedy ? h('p', {class: 'small'}, one.remedy) : null,
  h('p', {class: 'small mono'}, one.id));

function layout(release, side, own, other) {
  const place = h('div', {class: 'grid'});
  if (own) onWidth(place, width => place.replaceChildren(bytes(own, other, width, `${release}: ${many(own.fields.length, 'field')}`)));
  else place.append(nothing('Not in this kernel'));
  return h('div', {class: `layout ${side}`}, h('h2', {}, release, ' ', h('span', {class: 'small'}, own ? `${count(own.size)} bytes · ${own.guard ?? 'no guard'}` : '')), place);
}

/** Rows of bytes; the middle of a long field is left out. */
function bytes(own, other, width, label) {
  const across = width < 520 ? 8 : 16;
  const margin = 44;
  const unit = (width - margin) / across;
  const before = new Map((other?.fields ?? []).map(field => [field.name, field]));
  const rows = [];
  const pieces = own.fields.flatMap((field, index) => cut(field, index, across, rows));
  padding(own, across, rows).forEach(piece => pieces.push(piece));
  const order = [...new Set(rows)].sort((a, b) => a - b);
  const line = new Map(order.map((row, i) => [row, i]));
  return s('svg', {width, height: order.length * ROW + 4, role: 'img', 'aria-label': label, class: 'bytes'},
    order.map((row, i) => [
      s('text', {x: 0, y: i * ROW + 24, class: 'offset'}, String(row * across)),
      i > 0 && order[i - 1] !== row - 1 ? s('text', {x: margin, y: i * ROW + 2, class: 'offset'}, '⋮') : null,
    ]),
    pieces.filter(piece => line.has(piece.row)).map(piece => {
      const x = margin + piece.from * unit;
      const y = line.get(piece.row) * ROW + 3;
      const size = (piece.to - piece.from) * unit;
      if (!piece.field) return s('rect', {class: 'pad', x: x + 1, y, width: size - 2, height: ROW - 6, rx: 3});
      const {field} = piece;
      const was = before.get(field.name);
      const look = !other ? '' : !was ? 'new' : was.offset !== field.offset ? 'moved' : was.size !== field.size || was.type !== field.type || was.bits !== field.bits ? 'changed' : '';
      const text = `${piece.start ? '' : '… '}${field.name}`;
      const words = `${field.name}: ${field.type}, ${field.size} bytes at ${field.offset}${field.bits ? `, bits ${field.bits}` : ''}${look === 'moved' ? `; ${was.offset} in the other kernel` : look === 'new' ? '; not in the other kernel' : look === 'changed' ? `; ${was.type} in the other kernel` : ''}`;
      return s('g', {class: `field f${piece.index % 6} ${look}`, tabindex: piece.start ? 0 : null, role: 'img', 'aria-label': words},
        s('title', {}, words),
        s('rect', {x: x + 1, y, width: Math.max(2, size - 2), height: ROW - 6, rx: 3}),
        size > 34 ? s('text', {x: x + 7, y: y + 14}, clip(text, size - 12, 6.6)) : null,
        size > 60 ? s('text', {class: 'type', x: x + 7, y: y + 27}, clip(look ? `${look} · ${field.type}` : field.type, size - 12, 5.6)) : null);
    }));
}

const clip = (text, width, each) => (text.length * each <= width ? text : `${text.slice(0, Math.max(1, Math.floor(width / each) - 1))}…`);

function cut(field, index, across, rows) {
  const end = field.offset + Math.max(field.size, field.bits ? 1 : 0);
  const firstRow = Math.floor(field.offset / across);
  const lastRow = Math.floor(Math.max(field.offset, end - 1) / across);
  const pieces = [];
  for (let row = firstRow; row <= lastRow; row++) {
    const edge = row - firstRow < LONGEST_FIELD_ROWS || row === lastRow;
    if (!edge) continue;
    rows.push(row);
    pieces.push({field, index, row, start: row === firstRow, from: Math.max(field.offset, row * across) - row * across, to: Math.min(end, (row + 1) * across) - row * across});
  }
  return pieces;
}

/** Bytes that no field has. */
function padding(own, across, rows) {
  const known = own.fields.map(field => [field.offset, field.offset + field.size]).sort((a, b) => a[0] - b[0]);
  const pieces = [];
  let at = 0;
  for (const [start, end] of [...known, [own.size, own.size]]) {
    for (let byte = at; byte < start && byte - at < 2 * across; byte++) {
      const row = Math.floor(byte / across);
      rows.push(row);
      pieces.push({row, from: byte % across, to: (byte % across) + 1});
    }
    at = Math.max(at, end);
  }
  return pieces;
}
