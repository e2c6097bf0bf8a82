// A pair of kernels: kind by kind, why, what to do, and the live updates that tried.

import {h, link, nothing} from '../dom.js';
import {get} from '../api.js';
import {badge, consequence, count, glyph, many} from '../words.js';

export const load = async ({params: [from, to], signal}) => [await get(link(['kernels', from, to]), signal)];

export function view([pair], {params: [from, to]}) {
  return [`${from} → ${to}`, [
    h('p', {class: 'crumbs'}, h('a', {href: '/kernels'}, 'Kernels')),
    h('section', {class: 'headline'},
      h('h1', {}, h('span', {class: 'outgoing'}, from), ' → ', h('span', {class: 'incoming'}, to)),
      h('p', {class: 'lead'}, badge(pair.outcome), ' ', consequence(pair.consequence) || 'the incoming kernel reads what the outgoing one leaves', ' · ',
        from === to ? null : h('a', {href: link(['kernels', to, from])}, 'the way back'))),
    h('div', {class: 'columns'},
      h('section', {class: 'panel', 'aria-labelledby': 'kinds'}, h('h2', {id: 'kinds'}, 'Kind by kind'), pair.kinds.map(kind)),
      h('div', {}, updates(pair), structs(pair, from, to))),
  ]];
}

function kind(one) {
  const matters = one.findings.filter(finding => finding.severity !== 'INFO');
  const notes = one.findings.filter(finding => finding.severity === 'INFO');
  return h('details', {class: 'kind', open: one.outcome !== 'COMPATIBLE'},
    h('summary', {}, glyph(one.outcome), h('strong', {}, one.kind), ' ', h('span', {class: 'small'}, [consequence(one.consequence), one.guardFrom && `${one.guardFrom} → ${one.guardTo ?? 'none'}`].filter(Boolean).join(' · ') || one.outcome.toLowerCase())),
    one.findings.length === 0 ? h('p', {class: 'small'}, 'No difference.') : null,
    h('ul', {class: 'reasons'}, matters.map(reason)),
    notes.length === 0 ? null : h('details', {class: 'notes'}, h('summary', {}, many(notes.length, 'difference'), ' that a guard covers, or that changes nothing'), h('ul', {class: 'reasons'}, notes.map(reason))));
}

const reason = finding => h('li', {},
  h('p', {}, badge(finding.severity), ' ', h('span', {class: 'mono'}, finding.path), ' ', finding.from || finding.to ? h('span', {class: 'mono small'}, `${finding.from ?? 'none'} → ${finding.to ?? 'none'}`) : null),
  h('p', {}, finding.explanation),
  finding.remedy ? h('p', {class: 'small'}, h('strong', {}, 'What to do: '), finding.remedy) : null,
  h('p', {class: 'small mono'}, finding.id));

function updates(pair) {
  return h('section', {class: 'panel', 'aria-labelledby': 'updates'}, h('h2', {id: 'updates'}, 'Live updates of this pair'),
    pair.updates.length === 0 ? nothing('None told of') : [
      h('ul', {class: 'plain'}, pair.updates.map(update => h('li', {}, h('a', {href: link(['hosts', update.host, 'updates', update.liveUpdate])}, `${update.host}, update ${update.liveUpdate}`), ' ', badge(update.outcome)))),
      pair.updatesTotal > pair.updates.length ? h('p', {class: 'small'}, `The newest ${pair.updates.length} of `, h('a', {href: link(['updates'], {from: pair.from, to: pair.to})}, count(pair.updatesTotal)), '.') : null,
    ]);
}

function structs(pair, from, to) {
  const touched = new Set(pair.kinds.flatMap(one => one.findings).map(finding => finding.path?.split(/[./]/)[0]));
  return h('section', {class: 'panel', 'aria-labelledby': 'structs'}, h('h2', {id: 'structs'}, 'Preserved structs'),
    h('p', {class: 'small'}, `${many(pair.structs.length, 'struct')}; those with a finding first.`),
    h('ul', {class: 'chips'}, [...pair.structs].sort((a, b) => touched.has(b) - touched.has(a)).map(struct =>
      h('li', {}, h('a', {class: touched.has(struct) ? 'touched' : '', href: link(['kernels', from, to, struct])}, struct)))));
}
