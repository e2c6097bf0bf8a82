// A finding: what, where, why it matters, what to do, what proves it, and the command that shows the same.

import {h, link} from './dom.js';
import {badge, moment} from './words.js';

const EVIDENCE = 12;

export function findingCard(finding, {host = false} = {}) {
  return h('article', {class: `finding ${finding.severity}`},
    h('header', {},
      badge(finding.severity), h('a', {class: 'mono id', href: link(['findings'], {id: finding.id})}, finding.id),
      host ? h('a', {href: link(['hosts', finding.host])}, finding.host) : null,
      h('strong', {}, finding.subject)),
    h('dl', {class: 'facts'},
      h('dt', {}, 'expected'), h('dd', {}, finding.expected || '–'),
      h('dt', {}, 'found'), h('dd', {class: finding.severity === 'ERROR' ? 'bad' : ''}, finding.found || '–'),
      finding.explanation ? [h('dt', {}, 'why it matters'), h('dd', {}, finding.explanation)] : null,
      finding.remedy ? [h('dt', {}, 'what to do'), h('dd', {}, finding.remedy)] : null,
      h('dt', {}, 'evidence'), h('dd', {}, evidence(finding), ' ', h('span', {class: 'small'}, moment(finding.at))),
      finding.command ? [h('dt', {}, 'shown by'), h('dd', {}, h('code', {}, finding.command))] : null));
}

function evidence({host, liveUpdate, evidence: sequences}) {
  if (!sequences?.length) return 'no event: what is missing has none';
  const links = sequences.slice(0, EVIDENCE).map(sequence => [
    h('a', {href: liveUpdate ? link(['hosts', host, 'updates', liveUpdate], {at: sequence}) : link(['hosts', host, 'events'], {event: sequence})}, `#${sequence}`), ' ']);
  return sequences.length > EVIDENCE ? [links, `and ${sequences.length - EVIDENCE} more`] : links;
}
