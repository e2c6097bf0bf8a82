// The fleet: who needs attention and why, how updates ended, and how long machines stood still.

import {h, s, link, nothing, onWidth} from '../dom.js';
import {get} from '../api.js';
import {badge, count, glyph, instant, many, micros, moment, OUTCOMES, percent, tone} from '../words.js';

const CASES = 8;
const PAIRS = 6;

export const load = async ({signal}) => [await get('/fleet', signal)];

export function view([fleet]) {
  if (fleet.hosts === 0) {
    return ['Fleet', nothing('No host has told of anything yet',
      'Publish a log with ', h('code', {}, 'luo-ledger import events FILE.avro'), ' or record a live update with ', h('code', {}, 'luo-ledger capture'), '.')];
  }
  return ['Fleet', [
    headline(fleet),
    h('div', {class: 'columns'}, attention(fleet), h('div', {}, overTime(fleet), blackout(fleet))),
  ]];
}

// ---- the five seconds ----

function headline(fleet) {
  const updates = Object.values(fleet.updates).reduce((sum, number) => sum + number, 0);
  const well = fleet.needAttention === 0;
  return h('section', {class: 'headline'},
    h('h1', {},
      well
        ? fleet.hosts === 1 ? 'The one host is well' : ['All ', count(fleet.hosts), ' hosts are well']
        : [h('a', {href: '/hosts?attention=true', class: 'figure bad'}, count(fleet.needAttention)), ` of ${many(fleet.hosts, 'host')} ${fleet.needAttention === 1 ? 'needs' : 'need'} attention`]),
    h('p', {class: 'lead'},
      updates === 0 ? 'No live update has been told of yet.' : [
        h('a', {href: '/updates?result=over'}, percent(fleet.successRate)), ' of the live updates that are over completed. ',
        h('a', {href: '/findings?severity=ERROR'}, many(fleet.findings.ERROR ?? 0, 'error')), ', ',
        h('a', {href: '/findings?severity=WARNING'}, many(fleet.findings.WARNING ?? 0, 'warning')), '.']),
    updates === 0 ? null : outcomes(fleet.updates, updates));
}

/** One bar of all updates, to scale but for a width that can be seen; the figures below it. */
function outcomes(byOutcome, updates) {
  const present = OUTCOMES.filter(outcome => byOutcome[outcome] > 0);
  return h('div', {class: 'outcomes'},
    h('div', {class: 'bar', 'aria-hidden': 'true'}, present.map(outcome => h('span', {class: tone(outcome), style: {'flex-grow': byOutcome[outcome] / updates}}))),
    h('ul', {}, present.map(outcome => h('li', {},
      h('a', {href: link(['updates'], {outcome})}, glyph(outcome), h('strong', {}, count(byOutcome[outcome])), ' ', outcome.toLowerCase())))));
}

// ---- hosts that need attention ----

function attention(fleet) {
  const cases = fleet.attention.slice(0, CASES);
  return h('section', {class: 'panel', 'aria-labelledby': 'attention'},
    h('h2', {id: 'attention'}, 'Needs attention'),
    cases.length === 0
      ? nothing('Nothing', 'Every promise that is due was kept.')
      : h('ol', {class: 'cases'}, cases.map(one =>
        h('li', {},
          h('a', {class: `case ${one.finding ? tone(one.finding.severity) : tone(one.outcome)}`, href: one.liveUpdate ? link(['hosts', one.host, 'updates', one.liveUpdate]) : link(['hosts', one.host])},
            h('span', {class: 'who'}, h('strong', {}, one.host), one.outcome ? badge(one.outcome) : null),
            h('span', {class: 'why'}, one.why),
            h('span', {class: 'small'}, [one.finding?.subject, one.finding?.id, moment(one.at)].filter(Boolean).join(' · ')))))),
    fleet.needAttention > cases.length ? h('p', {class: 'more'}, h('a', {href: '/hosts?attention=true'}, `All ${count(fleet.needAttention)} hosts`)) : null);
}

// ---- blackout ----

function blackout(fleet) {
  const pairs = fleet.pairs.filter(pair => pair.updates > 0).sort((a, b) => b.updates - a.updates);
  const known = pairs.flatMap(pair => [pair.blackoutMicros.p50, pair.blackoutMicros.p99]).filter(value => value > 0).map(Math.log10);
  const low = Math.min(...known) - 0.15;
  const high = Math.max(Math.max(...known) + 0.15, low + 0.6);
  const place = value => `${((Math.log10(Math.max(value, 1)) - low) / (high - low)) * 100}%`;
  const row = pair => {
    const to = query => link(['updates'], {from: pair.fromKernel, to: pair.toKernel, ...query});
    return h('div', {class: 'pair'},
      h('a', {class: 'what', href: link(['kernels', pair.fromKernel, pair.toKernel])}, `${pair.fromKernel} → ${pair.toKernel}`),
      h('span', {class: 'small'}, h('a', {href: to({result: 'over'})}, many(pair.updates, 'update')), pair.failed > 0 ? [', ', h('a', {class: 'bad', href: to({result: 'failed'})}, `${count(pair.failed)} failed`)] : null),
      range(pair.blackoutMicros, place, to),
      pair.kinds.map(kind => [
        h('span', {class: 'kind'}, kind.kind),
        h('span', {class: 'small'}, many(kind.files, 'file'), shortfall(kind, to)),
        // of the only kind it is the same again
        pair.kinds.length > 1 ? range(kind.blackoutMicros, place, to) : null]));
  };
  return h('section', {class: 'panel', 'aria-labelledby': 'blackout'},
    h('h2', {id: 'blackout'}, 'Blackout by kernel pair'),
    h('p', {class: 'small'}, 'From freeze to the last retrieve: ', h('span', {class: 'together'}, h('span', {class: 'key p50'}), 'half of the updates, '), h('span', {class: 'together'}, h('span', {class: 'key p99'}), '99 of 100')),
    pairs.length === 0 ? nothing('No live update yet') : h('div', {class: 'ranges'}, pairs.slice(0, PAIRS).map(row)),
    pairs.length > PAIRS ? h('details', {}, h('summary', {}, many(pairs.length - PAIRS, 'more pair')), h('div', {class: 'ranges'}, pairs.slice(PAIRS).map(row))) : null);
}

function shortfall(kind, to) {
  const told = [[kind.failed, 'failed'], [kind.lost, 'lost'], [kind.unknown, 'unknown']].filter(([number]) => number > 0);
  return told.map(([number, word]) => [', ', h('a', {class: 'bad', href: to({result: word === 'unknown' ? 'over' : 'failed'})}, `${count(number)} ${word}`)]);
}

/** Half of the updates, and 99 of 100: both lead to those that took so long or longer. */
function range(blackouts, place, to) {
  if (!blackouts || blackouts.known === 0) {
    return h('div', {class: 'axis unknown'}, h('span', {}, blackouts?.lowerBounds ? `only parts of ${many(blackouts.lowerBounds, 'blackout')} known` : 'unknown'));
  }
  const {p50, p99, known, lowerBounds} = blackouts;
  const figure = blackout => h('a', {href: to({blackout})}, micros(blackout));
  return h('div', {class: 'axis', title: `p50 ${micros(p50)}, p99 ${micros(p99)}, of ${many(known, 'update')}${lowerBounds ? `; of ${count(lowerBounds)} more only parts are known` : ''}`},
    h('span', {class: 'line', style: {left: place(p50), right: `calc(100% - ${place(p99)})`}}),
    h('span', {class: 'p50', style: {left: place(p50)}}), h('span', {class: 'p99', style: {left: place(p99)}}),
    h('span', {class: 'told'}, figure(p50), p50 === p99 ? null : [' – ', figure(p99)], lowerBounds ? `; of ${count(lowerBounds)} more only parts are known` : ''));
}

// ---- over time ----

function overTime(fleet) {
  const chart = h('div', {class: 'chart'});
  const buckets = fleet.overTime;
  onWidth(chart, width => chart.replaceChildren(...(buckets.length ? bars(buckets, width) : [nothing('No update has a known wall time')])));
  return h('section', {class: 'panel', 'aria-labelledby': 'time'},
    h('h2', {id: 'time'}, 'Updates over time'),
    h('p', {class: 'small'}, h('span', {class: 'key good'}), 'completed ', h('span', {class: 'key bad'}), 'failed ', h('span', {class: 'key dim'}), 'not known yet',
      fleet.withoutTime > 0 ? [' · ', h('a', {href: '/updates?timed=false'}, many(fleet.withoutTime, 'update')), ` of which nobody knows the time ${fleet.withoutTime === 1 ? 'is' : 'are'} not here`] : null),
    chart);
}

function bars(buckets, width) {
  const height = 92;
  const most = Math.max(...buckets.map(bucket => bucket.completed + bucket.failed + bucket.unknown), 1);
  const step = width / buckets.length;
  const tall = number => (number / most) * (height - 12);
  const parts = buckets.map((bucket, i) => {
    let y = height;
    const shown = [['good', bucket.completed], ['dim', bucket.unknown], ['bad', bucket.failed]].filter(([, number]) => number > 0);
    const words = `${instant(bucket.fromMicros)}: ${count(bucket.completed)} completed, ${count(bucket.failed)} failed, ${count(bucket.unknown)} unknown`;
    return shown.length === 0 ? null : s('a', {href: link(['updates'], {since: bucket.fromMicros, until: bucket.untilMicros}), 'aria-label': words, class: 'bucket'},
      s('title', {}, words),
      s('rect', {class: 'whole', x: i * step, y: 0, width: step, height}),
      shown.map(([look, number]) => {
        // one failure among thousands is still seen
        const size = Math.max(tall(number), look === 'bad' ? 4 : 1);
        y -= size;
        return s('rect', {class: `fill ${look}`, x: i * step + 1, y: Math.max(0, y), width: Math.max(1, step - 2), height: size, rx: 1});
      }));
  });
  const failed = buckets.reduce((sum, bucket) => sum + bucket.failed, 0);
  return [
    s('svg', {width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': `${many(buckets.length, 'interval')} from ${instant(buckets[0].fromMicros)} to ${instant(buckets.at(-1).untilMicros)}; ${count(failed)} updates failed; at most ${count(most)} updates in one`},
      s('line', {class: 'base', x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5}), parts),
    h('p', {class: 'ends small'}, h('span', {}, instant(buckets[0].fromMicros)), h('span', {}, instant(buckets.at(-1).untilMicros))),
  ];
}
