// A live update as a picture: a lane per resource, on both kernels' clocks or event by event, with the kernel gap between.

import {h, s, onWidth} from './dom.js';
import {bounded, micros} from './words.js';
import {list} from './list.js';

const ROW = 30;
const MIDDLE = 15;
const UNKNOWN_GAP_SHARE = 0.12;
const NARROW = 520;

/** What stands where: one axis over the outgoing kernel, the gap and the incoming kernel. */
class Axis {
  constructor(mode, picture, sequences, firstIncoming) {
    this.mode = mode;
    const {outgoing, incoming} = picture.clocks ?? {};
    if (mode === 'clock') {
      const before = outgoing ? outgoing.toNanos - outgoing.fromNanos : 0;
      const after = incoming ? incoming.toNanos - incoming.fromNanos : 0;
      const gap = picture.gap.micros !== null ? picture.gap.micros * 1000 : (before + after || 1) * UNKNOWN_GAP_SHARE;
      this.clocks = {outgoing, incoming};
      this.gap = [before, before + (incoming ? gap : 0)];
      this.range = [0, Math.max(1, this.gap[1] + after)];
    } else {
      const {first, last} = sequences;
      const crossed = firstIncoming !== null;
      const width = crossed ? Math.max(2, (last - first) * 0.07) : 0;
      this.first = first;
      const end = crossed ? firstIncoming - first : last - first + 1;
      this.gap = [end, end + width];
      this.range = [0, last - first + 1 + width];
    }
    const margin = (this.range[1] - this.range[0]) * 0.01;
    this.range = [this.range[0] - margin, this.range[1] + margin];
    this.zoom = [...this.range];
  }

  /** Where an event stands, or null when nobody knows. */
  at(sequence, clock, nanos) {
    if (this.mode === 'clock') {
      const known = this.clocks[clock];
      if (nanos === null || nanos === undefined || !known) return null;
      return nanos - known.fromNanos + (clock === 'incoming' ? this.gap[1] : 0);
    }
    const place = sequence - this.first + 0.5;
    return clock === 'incoming' ? place + this.gap[1] - this.gap[0] : place;
  }

  x(place, width) {
    return ((place - this.zoom[0]) / (this.zoom[1] - this.zoom[0])) * width;
  }

  /** Zooms around a share of the width. */
  scale(factor, around = 0.5) {
    const [low, high] = this.zoom;
    const full = this.range[1] - this.range[0];
    const size = Math.min(full, Math.max(full / 1e6, (high - low) * factor));
    this.pan(low + (high - low - size) * around, size);
  }

  pan(low, size = this.zoom[1] - this.zoom[0]) {
    const start = Math.min(Math.max(low, this.range[0]), this.range[1] - size);
    this.zoom = [start, start + size];
  }
}

/**
 * @param pages lanes, page by page
 * @param first the picture's first page
 * @param sequences {first, last} of the update
 * @param goTo called with the sequence of an event that was chosen
 */
export function picture({pages, first, sequences, mode, goTo, changeMode, signal}) {
  let now = null;
  let onlyFindings = false;
  const closed = new Set();
  // marks by sequence, as far as lanes have come
  const known = {lanes: 0, marks: new Map(), incoming: null};
  const marksKnown = () => {
    for (; known.lanes < pages.items.length; known.lanes++) {
      for (const mark of pages.items[known.lanes].marks) {
        known.marks.set(mark.sequence, mark);
        if (mark.clock === 'incoming') known.incoming = Math.min(known.incoming ?? mark.sequence, mark.sequence);
      }
    }
    return known;
  };
  const firstIncoming = () => marksKnown().incoming;
  const axis = new Axis(mode, first, sequences, firstIncoming());
  let width = 600;
  let labels = 210;

  const name = lane => (lane.parent && lane.label.startsWith(`${session(lane)} `) ? lane.label.slice(session(lane).length + 1) || '?' : lane.kind === 'session' || lane.kind === 'file' ? lane.label || '""' : `${lane.kind === 'flb' ? 'FLB' : lane.kind} ${lane.kind === 'kernel' ? '' : lane.label}`);

  const session = lane => lane.parent.slice('session:'.length);

  const clip = (from, to) => [Math.max(-2, Math.min(from, to)), Math.min(width + 2, Math.max(from, to))];

  // lanes that are shown: those of a closed session aren't
  const shown = {
    get items() {
      return pages.items.filter(lane => !closed.has(lane.parent) && (!onlyFindings || lane.findings.length > 0 || lane.marks.some(mark => mark.result !== 'OK')));
    },
    get over() {
      return pages.over;
    },
    get total() {
      return pages.total;
    },
    more: stop => pages.more(stop),
  };

  const tip = h('div', {class: 'tip', role: 'tooltip', hidden: true});
  const rows = list({pages: shown, row: lane => draw(lane), height: ROW, signal, label: 'Lanes of the live update', empty: ['No lane to show', 'Nothing of this update is refused or has a finding.'], tall: 600});
  const scale = h('div', {class: 'scale'});
  const head = s('line', {class: 'head'});
  const over = s('svg', {class: 'overlay', 'aria-hidden': 'true'}, head);
  const board = h('div', {class: 'board', tabindex: 0, role: 'application', 'aria-label': 'Picture of the live update. Arrow keys move, plus and minus zoom, 0 shows all, comma and full stop step through events.'}, scale, rows.element, over, tip);

  function draw(lane) {
    const chart = s('svg', {width, height: ROW, 'aria-hidden': 'true'}, zones(), spans(lane), join(lane), marks(lane), alone(lane));
    const children = lane.kind === 'session' && pages.items[pages.items.indexOf(lane) + 1]?.parent === lane.id;
    const bad = lane.findings.some(finding => finding.severity === 'ERROR');
    return h('div', {class: `lane ${lane.kind}${lane.parent ? ' child' : ''}${bad ? ' failing' : ''}`},
      h('span', {class: 'label', style: {width: `${labels}px`}, title: lane.label},
        children ? h('button', {type: 'button', class: 'fold', 'aria-expanded': String(!closed.has(lane.id)), 'aria-label': `Files of ${lane.label}`, onclick: () => fold(lane.id)}, closed.has(lane.id) ? '▸' : '▾') : null,
        h('span', {class: 'text'}, name(lane))),
      chart);
  }

  function fold(id) {
    if (!closed.delete(id)) closed.add(id);
    rows.redraw();
  }

  function zones() {
    const [from, to] = axis.gap.map(place => axis.x(place, width));
    return [
      s('rect', {class: 'zone outgoing', x: 0, y: 0, width: Math.max(0, Math.min(from, width)), height: ROW}),
      to > from ? s('rect', {class: `zone gap ${first.gap.known}`, x: Math.max(0, from), y: 0, width: Math.max(0, Math.min(to, width) - Math.max(0, from)), height: ROW}) : null,
      to < width && to > from ? s('rect', {class: 'zone incoming', x: Math.max(0, to), y: 0, width: width - Math.max(0, to), height: ROW}) : null,
    ];
  }

  function spans(lane) {
    return lane.spans.map(span => {
      const start = axis.at(span.fromSequence, span.clock, span.startNanos);
      if (start === null) return null;
      const ended = span.toSequence !== undefined && span.toSequence !== null;
      const stop = ended ? axis.at(span.toSequence, span.clock, span.endNanos) : span.clock === 'outgoing' ? axis.gap[0] : axis.range[1];
      if (stop === null) return null;
      // a state of the outgoing kernel ends at the gap at the latest, one of the incoming kernel begins behind it
      const [least, most] = span.clock === 'outgoing' ? [-Infinity, axis.gap[0]] : [axis.gap[1], Infinity];
      const [from, to] = clip(axis.x(Math.max(start, least), width), axis.x(Math.min(stop, most), width));
      return to <= from ? null : s('rect', {class: `span ${stateLook(span.state)}`, x: from, y: MIDDLE - 4, width: Math.max(1.5, to - from), height: 8, rx: 3, 'data-tip': `${lane.label}: ${words(span.state)}`});
    });
  }

  /** The promise across the gap: a line where it was kept, torn where it wasn't. */
  function join(lane) {
    if (!['session', 'file', 'flb', 'device'].includes(lane.kind) || axis.gap[1] <= axis.gap[0]) return null;
    const promised = lane.marks.filter(mark => mark.clock === 'outgoing' && mark.result === 'OK');
    if (promised.length === 0) return null;
    const incoming = lane.marks.filter(mark => mark.clock === 'incoming' && mark.result === 'OK');
    const found = incoming.find(mark => /Retrieved|Enumerated/.test(mark.type)) ?? incoming.find(mark => /Finished/.test(mark.type));
    // finished without a retrieve, or found elsewhere: that isn't what was promised
    const kept = found && !/Finished/.test(found.type) && !lane.findings.some(finding => finding.severity === 'ERROR' && finding.id.startsWith('BDF-'));
    const from = axis.x(axis.gap[0], width);
    const to = found ? axis.x(axis.at(found.sequence, found.clock, found.nanos) ?? axis.gap[1], width) : axis.x((axis.gap[0] + axis.gap[1]) / 2, width);
    const [start, end] = clip(from, to);
    if (end <= start) return null;
    return [
      s('line', {class: `join ${kept ? 'kept' : 'torn'}`, x1: start, x2: end, y1: MIDDLE, y2: MIDDLE}),
      found || to < 0 || to > width ? null : s('path', {class: 'torn end', d: cross(to, MIDDLE, 4), 'data-tip': `${lane.label}: promised, nothing of it on the incoming side`}),
    ];
  }

  function marks(lane) {
    // of many that fall on the same spot one is drawn: a session may have ten thousand files
    const drawn = new Set();
    return lane.marks.map(mark => {
      const place = axis.at(mark.sequence, mark.clock, mark.nanos);
      if (place === null) return null;
      const x = axis.x(place, width);
      const spot = `${Math.round(x)} ${mark.result === 'OK' ? mark.type : 'refused'}`;
      if (x < -8 || x > width + 8 || drawn.has(spot)) return null;
      drawn.add(spot);
      const reported = lane.findings.find(finding => finding.evidence.includes(mark.sequence));
      return [
        s('path', {class: `mark ${mark.clock} ${mark.result === 'OK' ? '' : 'refused'} ${mark.sequence === now ? 'now' : ''}`, d: mark.result === 'OK' ? shape(mark.type, x) : cross(x, MIDDLE, 5), 'data-sequence': mark.sequence,
          'data-tip': `#${mark.sequence} ${mark.type}${mark.label ? ` ${mark.label}` : ''}${mark.result === 'OK' ? '' : ` — ${mark.result}`}${time(mark)}`}),
        reported ? s('path', {class: `flag ${reported.severity}`, d: `M${x - 5} 2h10l-5 8z`, 'data-sequence': mark.sequence, 'data-tip': `${reported.severity} ${reported.id}`}) : null,
      ];
    });
  }

  /** Findings whose evidence isn't on the lane: what never happened has no event. */
  function alone(lane) {
    const here = new Set(lane.marks.map(mark => mark.sequence));
    const rest = lane.findings.filter(finding => !finding.evidence.some(sequence => here.has(sequence)));
    return rest.slice(0, 3).map((finding, i) =>
      s('path', {class: `flag ${finding.severity}`, d: `M${width - 20 - i * 14} ${MIDDLE - 4}h10l-5 8z`, 'data-tip': `${finding.severity} ${finding.id}`, 'data-finding': finding.id}));
  }

  function time(mark) {
    const clock = first.clocks?.[mark.clock];
    if (mark.nanos === null || mark.nanos === undefined || !clock) return ' · time unknown';
    return ` · ${micros(Math.round((mark.nanos - clock.fromNanos) / 1000))} after the ${mark.clock} kernel’s first event here`;
  }

  // ---- the two clocks above the lanes ----

  function drawScale() {
    const {fromKernel, toKernel} = first.update;
    const [from, to] = axis.gap.map(place => axis.x(place, width));
    const gapText = first.gap.known === 'unknown' ? (to - from < 90 ? 'gap ?' : 'gap unknown') : `gap ${bounded(first.gap.micros, first.gap.known === 'lower-bound')}`;
    const piece = (look, left, right, text) => {
      const [start, end] = [Math.max(0, left), Math.min(width, right)];
      return end - start < 14 ? null : h('span', {class: `piece ${look}`, style: {left: `${labels + start}px`, width: `${end - start}px`}, title: text}, end - start > 44 ? text : '');
    };
    scale.replaceChildren(...[
      piece('outgoing', 0, from, `${fromKernel} · outgoing kernel’s clock`),
      to > from ? piece(`gap ${first.gap.known}`, from, to, gapText) : null,
      to > from ? piece('incoming', to, width, `${toKernel ?? 'unknown'} · incoming kernel’s clock`) : null,
    ].filter(Boolean));
  }

  function redraw() {
    drawScale();
    rows.redraw();
    drawHead();
  }

  function drawHead() {
    const mark = now === null ? null : marksKnown().marks.get(now);
    const incoming = firstIncoming();
    const clock = mark?.clock ?? (incoming !== null && now >= incoming ? 'incoming' : 'outgoing');
    const place = now === null ? null : axis.at(now, clock, mark?.nanos);
    const x = place === null ? -9 : axis.x(place, width);
    head.style.setProperty('display', x >= 0 && x <= width ? '' : 'none');
    for (const end of ['x1', 'x2']) head.setAttribute(end, labels + x);
    head.setAttribute('y1', 0);
    head.setAttribute('y2', board.clientHeight);
  }

  onWidth(board, outer => {
    labels = outer < NARROW ? 104 : 210;
    width = Math.max(120, outer - labels - 14);
    redraw();
  });

  // ---- hands ----

  board.addEventListener('wheel', event => {
    if (!event.ctrlKey && !event.shiftKey && Math.abs(event.deltaX) < Math.abs(event.deltaY)) return;
    event.preventDefault();
    if (event.ctrlKey) axis.scale(event.deltaY > 0 ? 1.25 : 0.8, share(event));
    else axis.pan(axis.zoom[0] + ((event.deltaX || event.deltaY) / width) * (axis.zoom[1] - axis.zoom[0]));
    redraw();
  }, {passive: false});

  const share = event => Math.min(1, Math.max(0, (event.clientX - board.getBoundingClientRect().left - labels) / width));

  let grip = null;
  board.addEventListener('pointerdown', event => {
    if (event.target.closest('[data-sequence], button')) return;
    grip = {x: event.clientX, low: axis.zoom[0]};
  });
  board.addEventListener('pointermove', event => {
    if (!grip || event.buttons !== 1) return;
    axis.pan(grip.low - ((event.clientX - grip.x) / width) * (axis.zoom[1] - axis.zoom[0]));
    redraw();
  });
  board.addEventListener('pointerup', () => (grip = null));
  board.addEventListener('click', event => {
    const sequence = event.target.closest('[data-sequence]')?.dataset.sequence;
    if (sequence !== undefined) goTo(Number(sequence));
  });
  board.addEventListener('mouseover', event => {
    const told = event.target.closest('[data-tip]')?.dataset.tip;
    tip.hidden = told === undefined;
    if (told === undefined) return;
    const box = board.getBoundingClientRect();
    tip.textContent = told;
    tip.style.setProperty('left', `${Math.max(0, Math.min(event.clientX - box.left + 12, box.width - 320))}px`);
    tip.style.setProperty('top', `${event.clientY - box.top + 16}px`);
  });
  board.addEventListener('mouseleave', () => (tip.hidden = true));
  board.addEventListener('keydown', event => {
    const size = axis.zoom[1] - axis.zoom[0];
    const step = event.shiftKey ? 0.5 : 0.1;
    const does = {
      ArrowLeft: () => axis.pan(axis.zoom[0] - size * step),
      ArrowRight: () => axis.pan(axis.zoom[0] + size * step),
      '+': () => axis.scale(0.7), '=': () => axis.scale(0.7), '-': () => axis.scale(1 / 0.7),
      0: () => axis.scale(Infinity),
      ',': () => goTo(Math.max(sequences.first, (now ?? sequences.last) - 1)),
      '.': () => goTo(Math.min(sequences.last, (now ?? sequences.last) + 1)),
    }[event.key];
    if (!does) return;
    event.preventDefault();
    does();
    redraw();
  });

  // ---- the buttons above ----

  const tools = h('div', {class: 'tools'},
    h('div', {class: 'switch', role: 'group', 'aria-label': 'Horizontal axis'},
      [['order', 'Event by event'], ['clock', 'By the clock']].map(([name, text]) =>
        h('button', {type: 'button', 'aria-pressed': String(name === mode), disabled: name === 'clock' && !first.clocks?.outgoing && !first.clocks?.incoming, title: name === 'clock' && !first.clocks?.outgoing && !first.clocks?.incoming ? 'No event of this update has a time' : null, onclick: () => changeMode(name)}, text))),
    h('div', {class: 'switch', role: 'group', 'aria-label': 'Zoom'},
      h('button', {type: 'button', 'aria-label': 'Zoom out', onclick: () => (axis.scale(1 / 0.6), redraw())}, '−'),
      h('button', {type: 'button', 'aria-label': 'Zoom in', onclick: () => (axis.scale(0.6), redraw())}, '+'),
      h('button', {type: 'button', onclick: () => (axis.scale(Infinity), redraw())}, 'All')),
    h('label', {class: 'check'}, h('input', {type: 'checkbox', onchange: event => ((onlyFindings = event.target.checked), redraw())}), 'only what went wrong'),
    legend());

  return {
    element: h('div', {class: 'picture'}, tools, board),
    /** Moves the reading head to an event. */
    moveTo(sequence) {
      now = sequence;
      drawHead();
    },
  };
}

const cross = (x, y, r) => `M${x - r} ${y - r}L${x + r} ${y + r}M${x + r} ${y - r}L${x - r} ${y + r}`;

/** A shape for each step of a life: ring, dot, square, diamond, bar. */
function shape(type, x) {
  if (/Preserved$/.test(type) && !/Unpreserved/.test(type)) return circle(x, 5);
  if (/Frozen$/.test(type) && !/Unfrozen/.test(type)) return `M${x - 4.5} ${MIDDLE - 4.5}h9v9h-9z`;
  if (/Retrieved$/.test(type)) return `M${x} ${MIDDLE - 6}l6 6l-6 6l-6 -6z`;
  if (/Finished$/.test(type)) return `M${x - 4} ${MIDDLE - 6}v12l9 -6z`;
  if (/Handover|Booted/.test(type)) return `M${x - 1.5} ${MIDDLE - 9}h3v18h-3z`;
  return circle(x, 3);
}

const circle = (x, r) => `M${x - r} ${MIDDLE}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0z`;

function stateLook(state) {
  if (/FAIL|LOST|DISCARD|REFUS|ABORT|STUCK/.test(state)) return 'bad';
  return {FROZEN: 'frozen', RETRIEVED: 'retrieved', FINISHED: 'finished', CLOSED: 'finished'}[state] ?? 'held';
}

const words = text => text.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ').toLowerCase();

function legend() {
  const entry = (type, text, look = '') => h('span', {}, s('svg', {width: 16, height: 2 * MIDDLE, viewBox: `0 0 16 ${2 * MIDDLE}`, 'aria-hidden': 'true'},
    s('path', {class: `mark incoming ${look}`, d: look ? cross(8, MIDDLE, 5) : shape(type, 8)})), text);
  return h('div', {class: 'legend'}, entry('FilePreserved', 'preserve'), entry('FileFrozen', 'freeze'), entry('FileRetrieved', 'retrieve'), entry('FileFinished', 'finish'), entry('', 'refused', 'refused'));
}
