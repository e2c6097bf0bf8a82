// Findings of the whole fleet: grouped first, then one by one.

import {h, link, nothing} from '../dom.js';
import {get, Pages} from '../api.js';
import {badge, count, glyph, instant, many} from '../words.js';
import {filters} from '../filters.js';
import {findingCard} from '../finding.js';

const PAGE = 50;

/** Grouped by id, unless something narrower is asked for. */
const grouping = query => query.get('group') ?? (query.get('id') || query.get('host') || query.get('search') ? 'none' : 'id');

export async function load({query, signal}) {
  const asked = Object.fromEntries(query);
  const group = grouping(query);
  const pages = new Pages('/findings', {...asked, group: group === 'none' ? null : group}, PAGE);
  const [first, catalogue] = await Promise.all([pages.more(signal), get('/catalogue', signal)]);
  return [first, catalogue, pages];
}

export function view([first, catalogue, pages], {query, signal}) {
  const group = grouping(query);
  const known = new Map(catalogue.findings.map(finding => [finding.id, finding]));
  const place = h('div', {class: group === 'none' ? 'cards' : 'groups'}, pages.items.map(show));
  const more = h('button', {type: 'button', hidden: pages.over, onclick: async () => {
    const page = await pages.more(signal);
    if (page) place.append(...page.items.map(show));
    more.hidden = pages.over;
  }}, 'More');

  function show(item) {
    return group === 'none' ? findingCard(item, {host: true}) : groupRow(item, group, known, query);
  }

  const chosen = known.get(query.get('id'));
  return ['Findings', [
    h('h1', {}, chosen ? h('span', {class: 'mono'}, chosen.id) : 'Findings'),
    chosen ? h('section', {class: 'panel'}, h('p', {class: 'lead'}, badge(chosen.severity), ' ', chosen.title), h('p', {}, chosen.explanation), h('p', {}, h('strong', {}, 'What to do: '), chosen.remedy)) : null,
    filters(query, [
      {name: 'search', label: 'Host, subject, id or text', kind: 'search'},
      {name: 'severity', label: 'Severity', kind: 'choice', options: [['', 'any'], ['ERROR', 'error'], ['WARNING', 'warning'], ['INFO', 'info']]},
      {name: 'id', label: 'Id', kind: 'choice', options: [['', 'any'], ...catalogue.findings.map(({id}) => [id, id])]},
      {name: 'group', label: 'Together by', kind: 'choice', options: [['', group === 'none' && !query.get('group') ? 'nothing' : 'id'], ...['id', 'host', 'subject', 'none'].map(name => [name, name === 'none' ? 'nothing' : name])]},
    ]),
    h('p', {class: 'found', role: 'status'}, [group === 'none' ? many(first.total, 'finding') : `${many(first.total, 'group')} of ${many(first.findings, 'finding')}`, query.get('update') ? `of live update ${query.get('update')}` : null, query.get('since') ? `from ${instant(Number(query.get('since')))}` : null, query.get('until') ? `until ${instant(Number(query.get('until')))}` : null].filter(Boolean).join(' · ')),
    pages.items.length === 0 ? (query.size ? nothing('No finding matches', 'Change the filters above.') : nothing('Nothing was found', 'Every promise that is due was kept.')) : place,
    h('p', {class: 'more'}, more),
  ]];
}

function groupRow({key, count: number, severity, first}, group, known, query) {
  const {group: ignored, ...others} = Object.fromEntries(query);
  const narrower = group === 'subject' ? {search: key} : {[group]: key};
  return h('a', {class: `group ${severity}`, href: link(['findings'], {...others, ...narrower, group: 'none'})},
    glyph(severity),
    h('span', {class: 'what'}, h('strong', {class: group === 'id' ? 'mono' : ''}, key), h('span', {class: 'small'}, group === 'id' ? known.get(key)?.title ?? '' : `first ${first.id}`)),
    h('span', {class: 'small first'}, `${first.host}, ${first.subject}`),
    h('span', {class: 'figure'}, count(number)));
}
