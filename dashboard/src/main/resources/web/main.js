// The shell: which page stands at which path, what is live, light or dark.

import {h, nothing} from './dom.js';
import {get, listen, twice, unanswered} from './api.js';
import {forget, remember, stand} from './list.js';
import {count, instant, many} from './words.js';

const PAGES = [
  [/^\/$/, 'fleet', 'Fleet'],
  [/^\/updates$/, 'updates', 'Fleet'],
  [/^\/hosts$/, 'hosts', 'Hosts'],
  [/^\/hosts\/([^/]+)$/, 'host', 'Hosts'],
  [/^\/hosts\/([^/]+)\/updates\/(\d+)$/, 'host', 'Hosts'],
  [/^\/hosts\/([^/]+)\/updates\/(\d+)\/buses$/, 'buses', 'Buses'],
  [/^\/hosts\/([^/]+)\/events$/, 'events', 'Hosts'],
  [/^\/hosts\/([^/]+)\/preflight$/, 'preflight', 'Hosts'],
  [/^\/kernels$/, 'kernels', 'Kernels'],
  [/^\/kernels\/([^/]+)\/([^/]+)$/, 'pair', 'Kernels'],
  [/^\/kernels\/([^/]+)\/([^/]+)\/([^/]+)$/, 'struct', 'Kernels'],
  [/^\/buses$/, 'busHosts', 'Buses'],
  [/^\/findings$/, 'findings', 'Findings'],
  [/^\/processors$/, 'processors', 'Processors'],
];
const NAVIGATION = [['/', 'Fleet'], ['/hosts', 'Hosts'], ['/kernels', 'Kernels'], ['/buses', 'Buses'], ['/findings', 'Findings'], ['/processors', 'Processors']];

const AGAIN_MILLIS = 2000;
const main = document.getElementById('main');
let current = null;

/** Goes to a path of these pages. */
export function go(path, {replace = false} = {}) {
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  show();
}

/** Keeps the query string in step with the page, without a step of the back button. */
export function note(values) {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined || value === '') query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  history.replaceState(null, '', location.pathname + (text ? `?${text}` : ''));
}

/** @param again whether it is what couldn't be told a moment ago: that stays until there is more to tell */
async function show({quiet = false, again = false} = {}) {
  const found = PAGES.map(([path, ...rest]) => [path.exec(location.pathname), ...rest]).find(([match]) => match);
  const previous = current;
  if (quiet && previous?.busy) return;
  if (!quiet) previous?.stop.abort();
  const page = {stop: quiet ? previous.stop : new AbortController(), data: quiet ? previous.data : null, busy: true};
  current = page;
  navigation(found?.[2]);
  if (!quiet) {
    main.setAttribute('aria-busy', 'true');
    if (!again) page.slow = setTimeout(() => main.replaceChildren(h('p', {class: 'state'}, 'Loading…')), 250);
  }
  try {
    if (!found) {
      render('Nothing here', nothing('There is no page at this address', h('a', {href: '/'}, 'To the fleet')));
      return;
    }
    const {load, view} = await twice(() => import(`./pages/${found[1]}.js`)).catch(failure => {
      // a page that isn't there yet, or one that doesn't parse: the second is a defect
      throw failure instanceof SyntaxError ? failure : unanswered();
    });
    const context = {
      params: found[0].slice(1).map(decodeURIComponent),
      query: new URLSearchParams(location.search),
      signal: page.stop.signal,
    };
    const data = await load(context);
    if (current !== page) return;
    const same = quiet && page.data !== null && data.every((part, i) => part === page.data[i]);
    page.data = data;
    // what was noted while this was loading is where the reader is now
    if (!same) render(...view(data, {...context, query: new URLSearchParams(location.search)}), quiet);
  } catch (failure) {
    if (failure.name !== 'AbortError' && current === page && !quiet) {
      render(failure.title ?? 'Error', problem(failure));
      if (failure.againMillis) setTimeout(() => current === page && show({again: true}), failure.againMillis);
      if (!('status' in failure)) console.error(failure);
    }
  } finally {
    clearTimeout(page.slow);
    page.busy = false;
    if (current === page) main.removeAttribute('aria-busy');
  }
}

function problem(failure) {
  return h('section', {class: 'problem', role: 'alert'},
    h('h1', {}, failure.status === 404 ? 'Not found' : failure.againMillis ? 'Not ready yet' : failure.title ?? 'This page can’t be shown'),
    h('p', {}, failure.message),
    failure.againMillis ? h('p', {class: 'small'}, 'It is asked again by itself.') : null,
    h('p', {}, h('button', {id: 'again', type: 'button', onclick: () => show()}, 'Try again'), ' ', h('a', {href: '/'}, 'To the fleet')));
}

function render(title, content, quiet = false) {
  clearTimeout(current.slow);
  document.title = title === 'Fleet' ? 'luo-ledger' : `${title} · luo-ledger`;
  const here = quiet || main.dataset.shown === location.pathname;
  const active = here && main.contains(document.activeElement) ? document.activeElement : null;
  const top = scrollY;
  if (quiet) remember(main);
  else forget();
  main.replaceChildren(...[content].flat(Infinity).filter(Boolean));
  main.dataset.shown = location.pathname;
  if (active) refocus(active);
  stand(main);
  if (here || !location.hash) scrollTo(0, here ? top : 0);
}

/** The keyboard stays where it was on a page that is drawn anew, with what was typed meanwhile. */
function refocus(active) {
  const href = active.getAttribute('href');
  const again = active.id ? document.getElementById(active.id) : href ? main.querySelector(`a[href="${CSS.escape(href)}"]`) : null;
  if (!again) return;
  again.focus({preventScroll: true});
  if (again.type === 'search') {
    again.value = active.value;
    again.setSelectionRange(active.selectionStart, active.selectionEnd);
  }
}

function navigation(active) {
  document.getElementById('nav').replaceChildren(
    ...NAVIGATION.map(([href, name]) => h('a', {href, 'aria-current': name === active ? 'page' : null}, name)));
}

// ---- what is shown, and whether it lives ----

let connection = true;
let due = null;

async function source() {
  const place = document.getElementById('source');
  try {
    const log = await get('/log');
    const lost = log.away && log.away.untilMicros === null;
    const state = !connection ? 'no connection' : log.reading ? 'starting' : lost ? 'away' : log.live ? 'live' : 'log file';
    const bad = !connection || lost;
    place.replaceChildren(
      h('span', {class: `dot ${bad ? 'bad' : log.live && !log.reading ? 'good' : 'dim'}`}),
      h('span', {class: 'what'}, `${state} · ${log.name} · `),
      h('span', {}, `${log.events === null ? '' : many(log.events, 'event') + ', '}${many(log.hosts, 'host')}`));
    banner('damaged', 'alert', log.damaged && ['Part of this log can’t be read, so what is missing here may not be missing on the hosts. ',
      Object.entries(log.damaged).map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join('; ') : typeof value === 'object' ? JSON.stringify(value) : count(value)}`).join('; ')]);
    banner('away', lost ? 'alert' : 'status', log.away && [lost
      ? `What changes can’t be followed since ${instant(log.away.sinceMicros)}; what is shown is as it was then, and it is tried again: `
      : `What changed wasn’t followed from ${instant(log.away.sinceMicros)} until ${instant(log.away.untilMicros)}, and has been caught up with since: `, log.away.reason]);
    banner('newest', 'status', log.newest && [`Of each host its newest ${many(log.newest.updates, 'live update')} and ${many(log.newest.findings, 'finding')} are shown and counted. `,
      'The commands “updates” and “findings” have the older ones, too.']);
    // what comes meanwhile changes nothing that the stream tells of
    clearTimeout(due);
    if (log.reading || bad) due = setTimeout(source, AGAIN_MILLIS);
  } catch (failure) {
    place.replaceChildren(h('span', {class: 'dot bad'}), failure.message);
  }
}

/** A line above the page, or none. */
function banner(id, role, told) {
  document.getElementById(id)?.remove();
  if (told) main.before(h('p', {id, class: `banner ${role}`, role}, told));
}

// ---- light and dark ----

const dark = matchMedia('(prefers-color-scheme: dark)');

function theme(wanted) {
  if (wanted) localStorage.setItem('theme', wanted);
  const told = localStorage.getItem('theme');
  document.documentElement.dataset.theme = told ?? (dark.matches ? 'dark' : 'light');
  const other = document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark';
  const button = document.getElementById('theme');
  button.textContent = other === 'dark' ? 'Dark' : 'Light';
  button.setAttribute('aria-label', `Change to ${other} colours`);
  button.onclick = () => theme(other);
}

// ---- start ----

document.addEventListener('click', event => {
  const anchor = event.target.closest?.('a[href]');
  if (!anchor || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const href = anchor.getAttribute('href');
  if (typeof href !== 'string' || !href.startsWith('/') || href.startsWith('/api/') || href.startsWith('/metrics')) return;
  event.preventDefault();
  go(href);
  main.focus({preventScroll: true});
});
addEventListener('popstate', () => show());
dark.addEventListener('change', () => theme());
theme();
show();
source();
listen(
  () => {
    source();
    show({quiet: true});
  },
  open => {
    if (open !== connection) {
      connection = open;
      source();
    }
  });
