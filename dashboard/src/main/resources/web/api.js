// The API under these pages: answers are kept by their ETag, so that what hasn't changed costs no bytes and no drawing.

const KEPT = 60;
const AGAIN_MILLIS = 300;
const kept = new Map();

/** Why there is no answer, as the API tells it (RFC 9457). */
export class Problem extends Error {
  constructor(status, title, detail, againMillis) {
    super(detail || title);
    this.status = status;
    this.title = title;
    /** After which it is worth asking again, undefined where it isn't. */
    this.againMillis = againMillis;
  }
}

export const unanswered = () => new Problem(0, 'No answer', 'luo-ledger doesn’t answer; is it still running?');

/** A connection may break just when something is asked for: a second attempt is worth its while. */
export async function twice(ask) {
  try {
    return await ask();
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    await new Promise(resolve => setTimeout(resolve, AGAIN_MILLIS));
    return ask();
  }
}

/** The answer at a path; the very same object as long as it hasn't changed. */
export async function get(path, signal) {
  const url = `/api/v1${path}`;
  const known = kept.get(url);
  let response;
  try {
    response = await twice(() => fetch(url, {signal, cache: 'no-store', headers: known ? {'If-None-Match': known.etag} : {}}));
  } catch (failure) {
    if (failure.name === 'AbortError') throw failure;
    throw unanswered();
  }
  if (response.status === 304) return known.body;
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(response.status, body.title ?? 'No answer', body.detail, 1000 * response.headers.get('Retry-After') || undefined);
  kept.delete(url);
  kept.set(url, {etag: response.headers.get('ETag') ?? '', body});
  if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  return body;
}

/** A list that comes page by page, as far as it is looked at. */
export class Pages {
  constructor(path, query, limit = 200, items = 'items') {
    this.path = path;
    this.query = query;
    this.limit = limit;
    this.name = items;
    this.items = [];
    this.total = 0;
    this.over = false;
  }

  /** Fetches the next page; the whole answer, or null when there is none or it is on its way. */
  async more(signal) {
    if (this.over || this.waiting) return null;
    this.waiting = true;
    try {
      const query = new URLSearchParams(Object.entries(this.query).filter(([, value]) => value !== null && value !== undefined && value !== ''));
      query.set('limit', this.limit);
      if (this.after) query.set('after', this.after);
      const page = await get(`${this.path}?${query}`, signal);
      this.items.push(...page[this.name]);
      this.total = page.total;
      this.after = page.next;
      this.over = !page.next;
      return page;
    } finally {
      this.waiting = false;
    }
  }
}

/** Tells of changes as they come, at most twice a second, and of the connection's state. */
export function listen(changed, connected) {
  let due = null;
  const stream = new EventSource('/api/v1/stream');
  stream.addEventListener('open', () => connected(true));
  stream.addEventListener('error', () => connected(false));
  stream.addEventListener('changed', () => {
    due ??= setTimeout(() => {
      due = null;
      changed();
    }, 500);
  });
}
