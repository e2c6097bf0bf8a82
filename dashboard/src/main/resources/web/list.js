// A list of any length of which only the rows in sight are in the page.

import {h, nothing} from './dom.js';

const AHEAD = 12;
const lists = new WeakMap();

// where the reader stands in what scrolls within the page, by its label
const places = new Map();
const scrolling = root => root.querySelectorAll('[role=region][aria-label]');

/** Notes where the reader stands in a part of the page that is to be drawn anew. */
export function remember(root) {
  for (const element of scrolling(root)) {
    places.set(element.getAttribute('aria-label'), {top: lists.get(element)?.top() ?? element.scrollTop, left: element.scrollLeft});
  }
}

export const forget = () => places.clear();

/** Goes back there, in a part of the page that was drawn anew. */
export function stand(root) {
  for (const element of scrolling(root)) {
    const {top, left} = places.get(element.getAttribute('aria-label')) ?? {top: 0, left: 0};
    if (lists.has(element)) lists.get(element).goTo(top);
    else element.scrollTop = top;
    element.scrollLeft = left;
  }
}

/**
 * @param pages the rows, fetched as far as they are looked at
 * @param row makes the element of an item
 * @param height of a row, pixels
 * @param empty what to say when there is nothing
 */
export function list({pages, row, height, signal, label, empty, tall = 620}) {
  const inside = h('div', {class: 'rows', role: 'list', 'aria-label': label});
  const outside = h('div', {class: 'scroll', tabindex: 0, 'aria-label': label, role: 'region'}, inside);
  const place = h('div', {}, outside);
  let shown = new Map();
  // where to go to, once so many rows have come; none when 0
  let wanted = 0;

  function draw() {
    const length = pages.items.length;
    const waiting = pages.over ? 0 : 1;
    inside.style.setProperty('height', `${(length + waiting) * height}px`);
    outside.style.setProperty('height', `${Math.min(tall, (length + waiting) * height + 2)}px`);
    if (wanted > 0) {
      outside.scrollTop = wanted;
      if (outside.scrollTop >= Math.floor(wanted) || !waiting) wanted = 0;
    }
    const first = Math.max(0, Math.floor(outside.scrollTop / height) - AHEAD);
    const last = Math.min(length, Math.ceil((outside.scrollTop + tall) / height) + AHEAD);
    const next = new Map();
    for (let i = first; i < last; i++) {
      const item = pages.items[i];
      const element = shown.get(item) ?? listed(row(item), i);
      element.style.setProperty('top', `${i * height}px`);
      next.set(item, element);
      if (!element.isConnected) inside.append(element);
    }
    for (const [item, element] of shown) if (next.get(item) !== element) element.remove();
    shown = next;
    if (waiting && last + AHEAD >= length) fetchMore();
  }

  function listed(element, index) {
    element.classList.add('row');
    element.setAttribute('role', 'listitem');
    element.setAttribute('aria-posinset', index + 1);
    element.setAttribute('aria-setsize', pages.total || -1);
    element.style.setProperty('height', `${height}px`);
    return element;
  }

  async function fetchMore() {
    try {
      if ((await pages.more(signal)) !== null) again();
    } catch (failure) {
      if (failure.name !== 'AbortError') {
        pages.over = true;
        outside.after(nothing('The rest can’t be shown', failure.message));
        again();
      }
    }
  }

  function again() {
    const none = pages.over && pages.items.length === 0;
    if (none) place.replaceChildren(nothing(...empty));
    else if (outside.parentNode !== place) place.replaceChildren(outside);
    if (!none) draw();
  }

  let due = false;
  outside.addEventListener('scroll', () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      draw();
    });
  });
  lists.set(outside, {
    top: () => Math.max(wanted, outside.scrollTop),
    goTo(top) {
      wanted = top;
      draw();
    },
  });
  again();
  return {
    element: place,
    /** Makes the rows in sight anew. */
    redraw() {
      for (const element of shown.values()) element.remove();
      shown = new Map();
      again();
    },
  };
}
