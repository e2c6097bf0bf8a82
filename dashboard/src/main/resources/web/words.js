// Numbers, times and outcomes as people read them. What nobody knows is said so, never a zero.

import {h, s} from './dom.js';

const COUNT = new Intl.NumberFormat('en');
const UNITS = [[60_000_000, 'min'], [1_000_000, 's'], [1_000, 'ms'], [1, 'µs']];

export const count = number => (number === null || number === undefined ? 'unknown' : COUNT.format(number));

export const many = (number, one, more = one + 's') => `${count(number)} ${number === 1 ? one : more}`;

export function micros(value) {
  if (value === null || value === undefined) return 'unknown';
  if (value === 0) return '0 µs';
  const [size, unit] = UNITS.find(([least]) => Math.abs(value) >= least) ?? [1, 'µs'];
  const number = value / size;
  return `${Number(number.toPrecision(3))} ${unit}`;
}

/** A duration that may be a lower bound or not known at all. */
export const bounded = (value, isLowerBound) =>
  value === null || value === undefined ? 'unknown' : (isLowerBound ? '> ' : '') + micros(value);

export function percent(share) {
  if (share === null || share === undefined) return 'unknown';
  const value = share * 100;
  // never rounded to all, nor to none
  if (value > 99.9 && value < 100) return '> 99.9 %';
  if (value > 0 && value < 0.1) return '< 0.1 %';
  return `${Number(value.toFixed(1))} %`;
}

export function moment(at) {
  if (at?.wallMicros !== undefined && at.wallMicros !== null) return instant(at.wallMicros);
  if (at?.monotonicNanos !== undefined && at.monotonicNanos !== null) {
    return `${(at.monotonicNanos / 1e9).toFixed(3)} s after boot`;
  }
  return 'time unknown';
}

export const instant = wallMicros =>
  new Date(wallMicros / 1000).toISOString().replace('T', ' ').replace(/\.\d+Z$/, ' UTC');

export const OUTCOMES = ['COMPLETED', 'PARTIAL', 'UNFINISHED', 'ABORTED', 'REFUSED', 'LOST'];

/** Every outcome and severity has a shape and a word besides its colour. */
const LOOKS = {
  COMPLETED: ['good', 'M3 8.5l3.2 3.2L13 5'],
  COMPATIBLE: ['good', 'M3 8.5l3.2 3.2L13 5'],
  GO: ['good', 'M3 8.5l3.2 3.2L13 5'],
  OK: ['good', 'M3 8.5l3.2 3.2L13 5'],
  STABLE: ['good', 'M3 8.5l3.2 3.2L13 5'],
  PARTIAL: ['warn', 'M8 3v6M8 12v.5'],
  SILENT: ['bad', 'M8 2.5v7M8 12.5v.5'],
  WARNING: ['warn', 'M8 3v6M8 12v.5'],
  UNFINISHED: ['warn', 'M8 4v4.5l3 2'],
  ABSENT: ['warn', 'M3.5 8h9'],
  UNKNOWN: ['dim', 'M6 6a2 2 0 1 1 2.6 1.9c-.5.2-.6.6-.6 1.1M8 12v.4'],
  ABORTED: ['warn', 'M12 4H6.5a3 3 0 0 0 0 6H12M9.5 7.5L12 10l-2.500 2.5'],
  REFUSED: ['bad', 'M4 4l8 8M12 4l-8 8'],
  'NO-GO': ['bad', 'M4 4l8 8M12 4l-8 8'],
  ERROR: ['bad', 'M4 4l8 8M12 4l-8 8'],
  LOST: ['bad', 'M4 12L12 4M5 5h.1M11 11h.1'],
  INFO: ['dim', 'M8 7.500v5M8 4v.4'],
  MOVED: ['warn', 'M3 8h9M9 5l3 3-3 3'],
  REPARENTED: ['warn', 'M3 8h9M9 5l3 3-3 3'],
  REPLACED: ['bad', 'M4 6h8l-2-2M12 10H4l2 2'],
  WRONG_DEVICE: ['bad', 'M4 6h8l-2-2M12 10H4l2 2'],
  MISSING: ['bad', 'M4 12L12 4M5 5h.1M11 11h.1'],
  ADDED: ['dim', 'M8 3.500v9M3.500 8h9'],
};

/** good, warn, bad or dim. */
export const tone = word => (LOOKS[word] ?? LOOKS.UNKNOWN)[0];

export function glyph(word) {
  const [look, path] = LOOKS[word] ?? LOOKS.UNKNOWN;
  return s('svg', {class: `glyph ${look}`, viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true'},
    s('circle', {cx: 8, cy: 8, r: 7.5}), s('path', {d: path}));
}

export const badge = (word, text = word) =>
  h('span', {class: `badge ${tone(word)}`}, glyph(word), String(text).toLowerCase().replaceAll('_', ' '));

/** cold_boot_memory_freed+flb_lost: cold boot memory freed, and FLB lost. */
export const consequence = text =>
  !text || text === 'none' ? '' : text.split('+').map(part => part.replaceAll('_', ' ').replace(/^flb/, 'FLB')).join(', and ');

export const PHASES = {
  preserve: ['preserve', 'first preserved file to the reboot call'],
  freeze: ['freeze', 'reboot call to the last frozen file'],
  kernelGap: ['kernel gap', 'no kernel runs that could tell the time'],
  bootToRetrieve: ['boot', 'first event of the incoming kernel to the first retrieve'],
  retrieve: ['retrieve', 'first retrieve to the last'],
  finish: ['finish', 'to the last finish'],
};
