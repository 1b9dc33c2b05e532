// SPDX-License-Identifier: ISC
// The recordings of the original, of 2022 and 2023: their rows, and what differs
// in our answer.  Compared are status and content type, below 300 all that it
// has in "data" (more members are no difference), for a redirect where it leads.
// Lists by kind and id, their order on its own; times as instants.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { insert, replaced } from './rows.mjs';

const isObject = (v) => v !== null && typeof v === 'object' && !Array.isArray(v);
const TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d ?Z?$/;
const plain = (v) => (typeof v === 'string' && TIME.test(v) ? v.replace('T', ' ').replace(/ ?Z$/, '') : v);
const same = (a, b) => plain(a) === plain(b) || JSON.stringify(a) === JSON.stringify(b);
const tail = (url) => (url ?? '').replace(/^https?:\/\/[^/]+/, '');

// What a thing of a list is called, or undefined.
function ident(x) {
  if (!isObject(x))
    return undefined;
  if (x.item && x.item_type)
    return x.item_type + ident(x.item);
  const id = typeof x.id === 'string' ? x.id : undefined; // what /v1 calls it; legacy routes have numbers
  const named = [['p', 'playlist_name', id ?? x.playlist_id ?? x.id], ['t', 'title', id ?? x.track_id ?? x.id],
    ['u', 'handle', id ?? x.user_id ?? x.id], ['t', 'track_id', x.track_id], ['c', 'cnode_sp_id', x.cnode_sp_id]];
  const found = named.find(([, member, name]) => member in x && name !== undefined);
  return found && `${found[0]}${found[2]}`;
}

function lists(a, b, path, out) {
  const [ka, kb] = [a.map(ident), b.map(ident)];
  const named = [ka, kb].every((list) => list.length > 0 && !list.includes(undefined) && new Set(list).size === list.length);
  if (!named) {
    if (a.length !== b.length)
      out.push({ path: `${path}.length`, expected: a.length, got: b.length });
    a.slice(0, b.length).forEach((x, i) => differ(x, b[i], `${path}[]`, out));
    return;
  }
  const missing = ka.filter((x) => !kb.includes(x));
  const extra = kb.filter((x) => !ka.includes(x));
  if (missing.length > 0)
    out.push({ path: `${path}.missing`, expected: missing, got: undefined });
  if (extra.length > 0)
    out.push({ path: `${path}.extra`, expected: undefined, got: extra });
  const both = ka.filter((x) => kb.includes(x));
  const ours = kb.filter((x) => ka.includes(x));
  if (!same(both, ours))
    out.push({ path: `${path}.order`, expected: both, got: ours });
  for (const x of both)
    differ(a[ka.indexOf(x)], b[kb.indexOf(x)], `${path}[]`, out);
}

function differ(a, b, path, out) {
  if (same(a, b))
    return;
  if (Array.isArray(a) && Array.isArray(b))
    lists(a, b, path, out);
  else if (isObject(a) && isObject(b))
    for (const k of Object.keys(a))
      if (k in b)
        differ(a[k], b[k], `${path}.${k}`, out);
      else
        out.push({ path: `${path}.${k}`, expected: a[k], got: undefined });
  else
    out.push({ path, expected: a, got: b });
}

const dataOf = (json, text) => (isObject(json) && 'data' in json ? json.data : json ?? text);

export class Original {
  #all;

  constructor(file) {
    this.#all = JSON.parse(gunzipSync(readFileSync(file)));
    this.years = Object.keys(this.#all.meta.versions);
    // What occurs again is kept once.
    const things = [];
    const whole = (v) => {
      if (Array.isArray(v))
        return v.map(whole);
      if (!isObject(v))
        return v;
      if ('$' in v)
        return (things[v.$] ??= whole(this.#all.things[v.$]));
      return Object.fromEntries(Object.entries(v).map(([k, x]) => [k, whole(x)]));
    };
    const seen = {};
    this.requests = this.#all.requests.map(({ group, answers, ...r }) => {
      const recorded = whole(answers);
      seen[group] = (seen[group] ?? 0) + 1;
      return { ...r, route: group, name: `${group}#${seen[group]}`,
        recorded: Object.fromEntries(this.years.map((y) => [y, typeof recorded[y] === 'string' ? recorded[recorded[y]] : recorded[y]])) };
    });
  }

  /** Statements that make the database that of the recording. */
  statements(schema) {
    return replaced(schema, Object.entries(this.#all.rows).map(([table, rows]) =>
      (table in schema ? insert(schema, table, rows) : '')).join('\n'));
  }

  /** What differs in our answer from that of a year: [{path, expected, got}]. */
  differences(r, year, { status, headers, json, text }) {
    const was = r.recorded[year];
    const out = [];
    if (status !== was.status)
      return [{ path: 'status', expected: was.status, got: status }];
    if (status === 302)
      differ(tail(was.location), tail(headers.location), 'location', out);
    else if (status < 300)
      differ(was.data, dataOf(json, text), 'data', out);
    const type = (headers['content-type'] ?? '').split(';')[0];
    if (type !== was.type)
      out.push({ path: 'content-type', expected: was.type, got: type });
    return out;
  }
}

// What a list of tracks was sorted by.
const keyOf = (url, x) => (url.includes('/genre/top') ? x.follower_count
  : url.includes('sort_method=title') ? x.title : x.release_date ?? x.created_at);

/** Conditions that rules of differences.json name. */
export const SPECIAL = {
  /** What stands elsewhere stands among its equals. */
  'they tie': (r, { expected, got }, { json }) => {
    const key = new Map((json.data.users ?? json.data).map((x) => [ident(x), keyOf(r.url, x)]));
    return expected.every((id, i) => same(key.get(id), key.get(got[i])));
  },
};
