// SPDX-License-Identifier: ISC
// What counts as the same in answers of the successor: in the members that both
// bodies have every value; image and stream links without the order of hosts,
// the time and the signature; times as instants; lists by length, members and
// order, where things that tie by the sort key may change places.
import { instant } from './rows.mjs';

const HOST = /^https?:\/\/[^/]+/;
const SIZES = ['150x150', '480x480', '1000x1000', '640x', '2000x'];
const YEAR_S = 400 * 86_400;
const isObject = (v) => v !== null && typeof v === 'object' && !Array.isArray(v);
const equal = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const sorted = (list) => [...list].sort();

/** The arguments of an address. */
export const argsOf = (url) => new URLSearchParams(url.split('?').slice(1).join('?'));

// Members of objects in one order.
function canonical(value) {
  if (Array.isArray(value))
    return value.map(canonical);
  return isObject(value) ? Object.fromEntries(Object.keys(value).sort().map((k) => [k, canonical(value[k])])) : value;
}
const alike = (a, b) => equal(canonical(a), canonical(b));

function parsed(value) {
  if (typeof value !== 'string' || !/^[[{]/.test(value))
    return undefined;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

// What a link leads to, without its host.
function target(url) {
  const [at, ...query] = url.replace(HOST, '').split('?');
  const args = Object.fromEntries(new URLSearchParams(query.join('?')));
  let signed = null;
  try {
    signed = JSON.parse(JSON.parse(args.signature).data);
    delete signed.timestamp;
    delete args.signature;
  } catch { /* not signed as links are */ }
  return { at, args, signed };
}

const link = ({ url, mirrors }) => ({ hosts: sorted(new Set([url.match(HOST)?.[0], ...mirrors ?? []])), ...target(url) });

/** Do both lead to the same, whichever of the hosts they name? */
export const sameTarget = (a, b) => typeof b === 'string' && alike(target(a), target(b));

function image(value) {
  const urls = SIZES.map((k) => value[k]).filter((v) => typeof v === 'string');
  const hosts = urls.flatMap((u) => u.match(HOST)?.[0] ?? []);
  return [sorted(new Set([...hosts, ...value.mirrors ?? []])), sorted(urls.map((u) => u.replace(HOST, '')))];
}
const isImage = (v) => isObject(v) && 'mirrors' in v && SIZES.some((k) => k in v);
const isLink = (v) => isObject(v) && typeof v.url === 'string' && 'mirrors' in v;

/** What a thing of a list is called, or undefined. */
export function ident(x) {
  if (!isObject(x))
    return undefined;
  const id = x.id || x.event_id || x.address;
  if (id)
    return typeof id === 'string' ? id : undefined;
  const k = ['item', 'sender', 'receiver', 'user', 'track', 'playlist', 'manager'].find((name) => isObject(x[name]) && x[name].id);
  return k && `${x.item_type || x.type || k}:${x[k].id}`;
}

const SORTS = { title: 'title', plays: 'play_count', reposts: 'repost_count', saves: 'favorite_count', popular: 'repost_count' };

/** recorded: when, in Unix seconds; shift: how many seconds ago. */
export class Comparison {
  constructor({ recorded, shift }) {
    this.recorded = recorded;
    this.shift = shift;
  }

  // What was "now" when it was recorded is "now" when it is asked again.
  #asLongAgo(a, b) {
    return Math.abs(a - this.recorded) < YEAR_S && Math.abs(a + this.shift - b) < 2;
  }

  same(expected, got) {
    if (expected === got)
      return true;
    const [a, b] = [instant(expected), instant(got)];
    if (a !== undefined && b !== undefined)
      return Math.abs(a - b) < 0.001 || this.#asLongAgo(a, b);
    if (typeof expected === 'number' && typeof got === 'number')
      return Math.abs(expected - got) <= 1e-9 * Math.max(1, Math.abs(expected)) || this.#asLongAgo(expected, got);
    const [c, d] = [parsed(expected), parsed(got)];
    return (c !== undefined && d !== undefined && alike(c, d)) || (isObject(expected) === isObject(got) && alike(expected, got));
  }

  // By which member is this list ordered?
  #sortKey(url, x) {
    const args = argsOf(url);
    return SORTS[args.get('sort_method') || args.get('sort') || ''] ??
      ['follower_count', 'rank', 'timestamp', 'created_at'].find((k) => isObject(x) && k in x);
  }

  // Two pages of a longer list, all of whose things tie.
  #tiedPage(url, expected, got) {
    const k = this.#sortKey(url, expected[0]);
    if (!k || expected.length !== got.length || url.includes('trending') || !url.includes('limit='))
      return false;
    const key = expected[0][k];
    return key !== undefined && key !== null && [...expected, ...got].every((x) => this.same(key, x[k]));
  }

  #tied(url, expected, got) {
    if (url.includes('trending'))
      return false;
    const k = this.#sortKey(url, expected[0]);
    const at = new Map(got.map((x) => [ident(x), x[k]])); // ours: long lists of theirs are cut
    const keys = expected.map((x) => at.get(ident(x)));
    return keys.every((key) => key !== undefined && key !== null) &&
      keys.every((key, i) => this.same(key, got[i][k]));
  }

  #lists(url, expected, got, path, out) {
    if (expected.length !== got.length)
      out.push({ path: `${path}.#`, expected: expected.length, got: got.length });
    const a = expected.map(ident);
    const b = got.map(ident);
    const named = [a, b].every((list) => list.length > 0 && !list.includes(undefined) && new Set(list).size === list.length);
    if (!named || equal(a, b)) {
      expected.slice(0, got.length).forEach((x, i) => this.differ(url, x, got[i], `${path}.${i}`, out));
      return;
    }
    // The same things in another order are told once.
    const whole = equal(sorted(a), sorted(b));
    if (whole ? !this.#tied(url, expected, got) : !this.#tiedPage(url, expected, got))
      out.push({ path: `${path}.${whole ? 'order' : 'members'}`, expected: a, got: b });
    const at = new Map(b.map((id, i) => [id, got[i]]));
    expected.forEach((x, i) => {
      if (at.has(a[i]))
        this.differ(url, x, at.get(a[i]), `${path}.${i}`, out);
    });
  }

  /** Adds to out what differs. */
  differ(url, expected, got, path, out) {
    if (isImage(expected) && isImage(got)) {
      if (!equal(image(expected), image(got)))
        out.push({ path, expected, got });
    } else if (isLink(expected) && isLink(got)) {
      if (!alike(link(expected), link(got)))
        out.push({ path, expected, got });
    } else if (isObject(expected) && isObject(got)) {
      for (const k of Object.keys(expected))
        if (k in got)
          this.differ(url, expected[k], got[k], `${path}.${k}`, out);
    } else if (Array.isArray(expected) && Array.isArray(got)) {
      this.#lists(url, expected, got, path, out);
    } else if (!this.same(expected, got)) {
      out.push({ path, expected, got });
    }
  }
}
