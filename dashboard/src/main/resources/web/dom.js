// Elements by script. A text is always a text node: names of hosts and sessions come from outside.

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element; properties that start with "on" are listeners, null and false are left out. */
export function h(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** An SVG element. */
export function s(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name === 'style') for (const [key, text] of Object.entries(value)) element.style.setProperty(key, text);
    else if (name === 'value') element.value = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** A path of encoded segments, and a query of what isn't empty. */
export function link(segments, query = {}) {
  const path = '/' + segments.map(segment => encodeURIComponent(segment)).join('/');
  const told = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '');
  return told.length === 0 ? path : `${path}?${new URLSearchParams(told)}`;
}

/** The width an element has, told now and whenever it changes, until it leaves the page. */
export function onWidth(element, tell) {
  let last = 0;
  const observer = new ResizeObserver(entries => {
    const width = Math.floor(entries[0].contentRect.width);
    if (width > 0 && width !== last) tell(last = width);
  });
  observer.observe(element);
}

/** What is shown where nothing is. */
export function nothing(title, ...more) {
  return h('div', {class: 'nothing'}, h('strong', {}, title), more.length ? h('p', {}, ...more) : null);
}
