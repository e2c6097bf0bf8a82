// A host: its live update as a picture, a slider through its log, what was promised and what was found, side by side.

import {h, link, nothing} from '../dom.js';
import {get, Pages} from '../api.js';
import {badge, bounded, count, glyph, many, moment, PHASES} from '../words.js';
import {picture} from '../picture.js';
import {list, remember, stand} from '../list.js';
import {findingCard} from '../finding.js';
import {go, note} from '../main.js';

const FINDINGS = 60;
const LINES = 200;
const PAUSE_MILLIS = 120;

export async function load({params: [name, wanted], signal}) {
  const path = link(['hosts', name]);
  const host = await get(path, signal);
  const update = wanted === undefined ? host.updates.at(-1)?.liveUpdate : Number(wanted);
  if (update === undefined) return [host, null];
  const lanes = new Pages(`${path}/updates/${update}`, {}, 200, 'lanes');
  const [first, differing, events, found] = await Promise.all([
    lanes.more(signal),
    get(`${path}/updates/${update}/diff?differing=true&limit=${LINES}`, signal),
    get(`${path}/events?update=${update}&limit=1`, signal),
    get(link(['findings'], {host: name, update, limit: FINDINGS}), signal),
  ]);
  return [host, first, differing, events, found, lanes];
}

export function view([host, first, differing, events, found, lanes], context) {
  const name = host.host.host;
  if (first === null) {
    return [name, [heading(host, null, []), h('section', {class: 'panel'}, h('h2', {}, 'Held now'), nothing('No live update yet', `${many(host.host.sessions.length, 'session')} held; `, h('a', {href: link(['hosts', name, 'preflight'])}, 'may it go to its next kernel?')))]];
  }
  return [name, [
    heading(host, first.update, found.items),
    phases(name, first),
    travel(host, first, differing, events, lanes, context),
    findings(name, first.update.liveUpdate, found),
  ]];
}

// ---- who, and what became of it ----

function heading({host, updates, events}, update, found) {
  // errors come first
  const worst = found[0]?.severity === 'INFO' ? undefined : found[0];
  const path = ['hosts', host.host];
  return h('section', {class: 'headline'},
    h('p', {class: 'crumbs'}, h('a', {href: '/'}, 'Fleet'), ' / ', h('a', {href: '/hosts'}, 'Hosts')),
    h('h1', {}, host.host),
    update ? h('p', {class: 'lead'}, badge(update.outcome), ' ',
      h('a', {class: 'mono', href: link(['kernels', update.fromKernel, update.toKernel ?? update.fromKernel])}, `${update.fromKernel} → ${update.toKernel ?? 'unknown'}`), ' · ',
      h('a', {href: link([...path, 'events'], {update: update.liveUpdate, type: 'FileRetrieved'})}, `${count(update.filesRetrieved)} of ${many(update.filesPromised, 'file')}`), ' came back · ', moment(update.at)) : null,
    worst ? h('p', {class: 'verdict'}, glyph(worst.severity), h('span', {}, h('strong', {}, worst.subject), ': ', worst.explanation)) : null,
    h('nav', {class: 'tabs', 'aria-label': 'Of this host'},
      updates.length > 8 ? selector(host.host, updates, update) : updates.map(one => h('a', {href: link([...path, 'updates', one.liveUpdate]), 'aria-current': one.liveUpdate === update?.liveUpdate ? 'page' : null}, glyph(one.outcome), `Update ${one.liveUpdate}`)),
      h('span', {class: 'spacer'}),
      update ? h('a', {href: link([...path, 'updates', update.liveUpdate, 'buses'])}, 'Buses') : null,
      h('a', {href: link([...path, 'preflight'])}, 'Preflight'),
      h('a', {href: link([...path, 'events'], update ? {update: update.liveUpdate} : {})}, events === null ? 'Events' : many(events, 'event'))));
}

function selector(host, updates, update) {
  return h('label', {class: 'field'}, h('span', {}, 'Live update'),
    h('select', {id: 'update', onchange: event => go(link(['hosts', host, 'updates', event.target.value]))},
      updates.map(one => h('option', {value: one.liveUpdate, selected: one.liveUpdate === update?.liveUpdate}, `${one.liveUpdate}: ${one.outcome.toLowerCase()}`))));
}

// ---- phases ----

/** Each duration leads to the events that it was told by. */
function phases(host, {update, phases: told, gap}) {
  const of = Object.fromEntries(told.map(phase => [phase.phase, phase]));
  const events = (from, to, text) => (from === null || from === undefined || to === null || to === undefined ? text
    : h('a', {href: link(['hosts', host, 'events'], {from, to})}, text));
  const cell = name => {
    const phase = {...(of[name] ?? {micros: null, known: 'unknown'}), ...(name === 'kernelGap' ? gap : {})};
    return h('div', {class: `phase ${name} ${phase.known}`, title: PHASES[name][1]},
      h('span', {class: 'name'}, PHASES[name][0]),
      h('strong', {}, events(phase.fromSequence, phase.toSequence, bounded(phase.micros, phase.known === 'lower-bound'))),
      phase.known === 'unknown' ? null : h('span', {class: 'small'}, phase.known === 'lower-bound' ? 'at least' : 'exact'));
  };
  return h('section', {class: 'phases', 'aria-label': 'Phases, not to scale'},
    h('div', {class: 'side outgoing'}, h('p', {class: 'clock'}, h('strong', {}, update.fromKernel), ' outgoing kernel’s clock'), h('div', {class: 'cells'}, cell('preserve'), cell('freeze'))),
    h('div', {class: 'side gap'}, h('p', {class: 'clock'}, 'no clock'), h('div', {class: 'cells'}, cell('kernelGap'))),
    h('div', {class: 'side incoming'}, h('p', {class: 'clock'}, h('strong', {}, update.toKernel ?? 'unknown'), ' incoming kernel’s clock'), h('div', {class: 'cells'}, cell('bootToRetrieve'), cell('retrieve'), cell('finish'))),
    h('p', {class: 'blackout'}, h('span', {}, 'blackout ', h('strong', {}, events(of.freeze?.fromSequence ?? of.kernelGap?.fromSequence, of.retrieve?.toSequence ?? of.kernelGap?.toSequence, bounded(update.blackoutMicros, update.blackoutIsLowerBound))))));
}

// ---- the picture, and travel through the log ----

/** Where the slider was moved to a moment ago, which the address doesn't say yet: a page drawn anew meanwhile stays there. */
let moved = null;

function travel(host, first, differing, events, lanes, {query, signal}) {
  const name = host.host.host;
  const from = events.items[0]?.sequence ?? host.firstSequence ?? 0;
  const last = lanes.items.flatMap(lane => lane.marks).reduce((most, mark) => Math.max(most, mark.sequence), from + Math.max(0, events.total - 1));
  const asked = moved?.path === location.pathname ? moved.at : query.get('at');
  let at = asked === null ? last : Math.min(last, Math.max(from, Number(asked) || from));
  const timed = first.clocks?.outgoing || first.clocks?.incoming;
  const mode = query.get('axis') === 'clock' && timed ? 'clock' : 'order';
  const sides = promises(name, first.update, differing, signal);
  const slider = h('input', {type: 'range', id: 'at', min: from, max: last, value: at, 'aria-label': 'Position in the log', oninput: event => moveTo(Number(event.target.value))});
  const told = h('output', {for: 'at', class: 'told'});
  const drawing = picture({
    pages: lanes, first, sequences: {first: from, last}, mode, signal, goTo: sequence => moveTo(sequence),
    changeMode: axis => go(link(['hosts', name, 'updates', first.update.liveUpdate], {...Object.fromEntries(new URLSearchParams(location.search)), axis}), {replace: true}),
  });
  let due = null;
  let asking = null;

  function moveTo(sequence, first = false) {
    at = Math.min(last, Math.max(from, sequence));
    if (!first) moved = {path: location.pathname, at};
    slider.value = at;
    slider.setAttribute('aria-valuetext', `event ${at} of ${last}`);
    drawing.moveTo(at);
    clearTimeout(due);
    due = setTimeout(() => travelTo(first), first ? 0 : PAUSE_MILLIS);
  }

  async function travelTo(first) {
    asking?.abort();
    asking = new AbortController();
    if (!first) {
      note({at: at === last ? null : at});
      moved = null;
    }
    try {
      const path = link(['hosts', name]);
      const stop = AbortSignal.any([asking.signal, signal]);
      const [event] = await Promise.all([
        get(`${path}/events?from=${at}&to=${at}&limit=1`, stop),
        sides.show(at === last ? null : at, stop),
      ]);
      told.replaceChildren(...tell(name, at, event.items[0]));
    } catch (failure) {
      if (failure.name !== 'AbortError') told.textContent = failure.message;
    }
  }

  moveTo(at, true);
  return [
    h('section', {class: 'panel wide', 'aria-labelledby': 'lanes'},
      h('h2', {id: 'lanes'}, 'The live update, ', h('span', {class: 'small'}, `${many(first.total, 'lane')}, ${many(events.total, 'event')}`)),
      drawing.element,
      h('div', {class: 'travel'},
        h('button', {type: 'button', 'aria-label': 'One event back', onclick: () => moveTo(at - 1)}, '‹'), slider,
        h('button', {type: 'button', 'aria-label': 'One event on', onclick: () => moveTo(at + 1)}, '›'),
        h('button', {type: 'button', onclick: () => moveTo(last)}, 'End'), told)),
    sides.element,
  ];
}

function tell(host, at, event) {
  if (!event) return [`#${at}: not kept`];
  const what = [event.session, event.token, event.flb, event.bdf && `${event.segment ?? 0}:${event.bdf}`, event.handler].filter(Boolean).join(' ');
  return [h('a', {href: link(['hosts', host, 'events'], {from: Math.max(0, at - 20), to: at + 20, event: at})}, `#${at}`), ' ',
    h('strong', {}, event.type), what ? ` ${what} ` : ' ', event.result === 'OK' ? h('span', {class: 'good'}, 'OK') : h('span', {class: 'bad'}, event.result)];
}

// ---- promise and finding ----

/** Lines page by page, each with its state at the slider's moment: a session may have ten thousand files. */
function promises(host, update, differing, signal) {
  const path = `${link(['hosts', host])}/updates/${update.liveUpdate}/diff`;
  const {kept, promises: total, differences} = differing;
  const open = total - kept - differences;
  // where nothing differs, everything is shown
  let all = differing.total === 0;
  let at = null;
  let latest = 0;
  const place = h('div', {});

  async function draw(stop) {
    const own = ++latest;
    const pages = new Pages(path, {differing: all ? null : true, at}, LINES, 'lines');
    await pages.more(stop);
    if (own !== latest) return;
    remember(place);
    place.replaceChildren(list({
      pages, row: line => row(line, at !== null), height: 52, signal, label: 'Promised and found', tall: 420,
      empty: ['Nothing was promised', 'No file was preserved for this update.'],
    }).element);
    stand(place);
  }

  const told = [
    kept === total ? `All ${count(total)} promises were kept.` : null,
    differences > 0 ? `${count(differences)} of ${many(total, 'promise')} ${differences === 1 ? 'was' : 'were'} not kept.` : null,
    open > 0 ? `Of ${count(open)} nobody knows, or nothing was owed any more.` : null,
    differing.incomingSeen === false ? 'Nothing was seen of the incoming kernel.' : null,
  ].filter(Boolean).join(' ');
  return {
    show(sequence, stop) {
      at = sequence;
      return draw(stop);
    },
    element: h('section', {class: 'panel', 'aria-labelledby': 'promises'},
      h('h2', {id: 'promises'}, 'Promised, and found'),
      h('div', {class: 'tools'},
        h('p', {class: 'lead small'}, told),
        all || differing.total === total ? null : h('label', {class: 'check'}, h('input', {type: 'checkbox', onchange: event => ((all = event.target.checked), draw(signal))}), 'also what was kept')),
      h('div', {class: 'line promise titles', 'aria-hidden': 'true'}, h('span', {}, ''), h('span', {class: 'outgoing'}, `promised by ${update.fromKernel}`), h('span', {class: 'incoming'}, `found by ${update.toKernel ?? 'the incoming kernel'}`)),
      place),
  };
}

function row({kept, subject, findings: found, promised, found: end, then}, travelling) {
  const broken = !travelling && kept === false;
  // at a moment it is on one of the sides, or nowhere
  const before = travelling ? (then?.incoming ? promised : then?.state) : promised;
  const after = travelling ? (then?.incoming ? then.state : null) : end;
  const none = travelling ? 'not yet' : 'nothing';
  return h('div', {class: `line promise ${broken ? 'broken' : ''}`},
    h('span', {class: 'name'}, travelling ? null : glyph(kept === null ? 'UNKNOWN' : kept ? 'OK' : 'ERROR'), subject, found.length ? h('span', {class: 'small mono'}, ' ', found.join(', ')) : null),
    side('outgoing', before, none), side('incoming', after, none));
}

function side(clock, state, none) {
  if (!state) return h('span', {class: `state-of ${clock} none`}, none);
  const more = [state.errno, state.placement && state.placement !== 'UNKNOWN' ? state.placement.toLowerCase().replaceAll('_', ' ') : null, state.foundAt && `at ${state.foundAt}`, state.handler].filter(Boolean).join(' · ');
  return h('span', {class: `state-of ${clock}`}, h('strong', {}, String(state.state).toLowerCase().replaceAll('_', ' ')), more ? h('span', {class: 'small'}, ` ${more}`) : null);
}

// ---- findings ----

function findings(host, update, {items, total}) {
  const matters = items.filter(finding => finding.severity !== 'INFO');
  const rest = items.filter(finding => finding.severity === 'INFO');
  const cards = shown => h('div', {class: 'cards'}, shown.map(finding => findingCard(finding)));
  return h('section', {class: 'panel', 'aria-labelledby': 'found'},
    h('h2', {id: 'found'}, 'Findings of this update'),
    matters.length === 0 ? nothing('Nothing went wrong', 'Every promise that is due was kept.') : cards(matters),
    rest.length === 0 ? null : h('details', {}, h('summary', {}, `${many(rest.length, 'note')} besides, as calls that were refused and did no harm`), cards(rest)),
    total > items.length ? h('p', {class: 'more'}, h('a', {href: link(['findings'], {host, update, group: 'none'})}, `All ${count(total)} findings`)) : null);
}
