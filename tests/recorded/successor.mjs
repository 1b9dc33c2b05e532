// SPDX-License-Identifier: ISC
// The recording of the Go successor: its cases, their rows, and what differs in
// our answer to one of its requests.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import { Comparison, argsOf, sameTarget } from './compare.mjs';
import { asKind, at } from './gjson.mjs';
import { insert, instant, later, replaced } from './rows.mjs';
import { foundAnywhere, searchDiffers } from './searched.mjs';

const FIXED = {
  users: ['address', 'search', 'unclaimed_id', 'top', 'genre', 'account', 'verify_token', 'handle'],
  tracks: ['search', 'unclaimed_id', 'trending', 'recommended', 'recent-premium', 'usdc-purchase', 'inspect',
    'feeling-lucky', 'recent-comments', 'most-shared'],
  playlists: ['search', 'unclaimed_id', 'trending', 'by_permalink'],
  comments: ['unclaimed_id'], events: ['unclaimed_id', 'all', 'entity'], challenges: ['undisbursed'],
  notifications: [], developer_apps: [],
};

/** The family of routes that an address belongs to. */
export function routeOf(url) {
  const parts = url.split('?')[0].split('/').filter((part) => part !== '');
  if (parts[0] !== 'v1')
    return `/${parts.join('/')}`;
  const head = parts.splice(0, parts[1] === 'full' ? 2 : 1);
  if (parts.length > 1 && parts[0] in FIXED && !FIXED[parts[0]].includes(parts[1]))
    parts[1] = '{id}';
  else if (['users/handle', 'users/account', 'challenges/undisbursed'].includes(parts.slice(0, 2).join('/')) && parts.length > 2)
    parts[2] = '{x}';
  else if (parts[0] === 'playlists' && parts[1] === 'by_permalink')
    parts.splice(2, Infinity, '{handle}', '{slug}');
  if (parts.length === 4 && ['supporters', 'supporting'].includes(parts[2]))
    parts[3] = '{id}';
  return `/${[...head, ...parts].join('/')}`;
}

// It keeps entries of tracks that do not exist, with an empty id.
function knownTracksOnly(value) {
  if (value === null || typeof value !== 'object')
    return;
  for (const k of Array.isArray(value) ? [] : ['playlist_contents', 'added_timestamps'])
    if (Array.isArray(value[k])) {
      const all = value[k].length;
      value[k] = value[k].filter((x) => x?.track_id !== '');
      if (k === 'added_timestamps' && value.track_count === all)
        value.track_count = value[k].length;
    }
  Object.values(value).forEach(knownTracksOnly);
}

const WALLET = (id) => `0xf${id.toString(16).padStart(39, '0')}`;
const walletFilled = ({ path, expected }) => path.endsWith('.wallet') && (expected === null || expected === '');

export class Successor {
  comparisons = new Map(); // of each state

  constructor(file) {
    const all = JSON.parse(gunzipSync(readFileSync(file)));
    this.contentNodes = all.meta.content_nodes;
    this.states = all.states;
    this.rows = all.rows;
    this.requests = all.cases.flatMap((c) => c.requests.map((r, i) => ({ ...r, name: `${c.test}#${i + 1}`,
      state: r.state ?? c.state, visible: c.visible, route: routeOf(r.url) })));
    this.recorded = instant(all.meta.recorded_at);
  }

  /** Statements that make the database that of a state, as of now. */
  statements(schema, state) {
    const shift = Math.round(Date.now() / 1000 - this.recorded);
    this.comparisons.set(state, new Comparison({ recorded: this.recorded, shift }));
    return replaced(schema, Object.entries(this.states[state]).sort().map(([name, key]) => {
      let table = name;
      let rows = this.rows[key];
      if (table === 'core_indexed_blocks') { // its newest source of blocks
        table = 'blocks';
        rows = rows.filter((r) => r.blockhash).map((r) => ({ blockhash: r.blockhash, parenthash: r.parenthash, number: r.height,
          is_current: false }));
      }
      if (!(table in schema))
        return '';
      rows = rows.map((row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, later(v, shift)])));
      if (table === 'users') // nobody without one is shown
        rows = rows.map((row) => ({ ...row, wallet: row.wallet ?? WALLET(row.user_id) }));
      // Of two rows of one thing the current one counts.
      return insert(schema, table, rows.sort((a, b) => (a.is_current === false) - (b.is_current === false)));
    }).join('\n'));
  }

  #asserted(r, json) {
    return Object.entries(r.asserts ?? {}).flatMap(([path, expected]) => {
      const [got, there] = at(json, path);
      if ((r.order === 'loose' && foundAnywhere(this.comparisons.get(r.state), json, path, expected)) ||
          this.comparisons.get(r.state).same(asKind(expected, expected), asKind(got ?? null, expected)))
        return [];
      return [{ path, expected, got: there ? got : undefined }];
    });
  }

  #bodies(r, json) {
    const out = [];
    knownTracksOnly(r.body);
    if (r.order === 'loose')
      searchDiffers(this.comparisons.get(r.state), r, json, out);
    else
      for (const k of ['data', 'related'])
        if (k in r.body && k in json)
          this.comparisons.get(r.state).differ(r.url, r.body[k], json[k], k, out);
    return out;
  }

  /** What differs in our answer: [{path, expected, got}]. */
  differences(r, { status, headers, json }) {
    const out = [];
    if (status !== r.status)
      out.push({ path: 'status', expected: r.status, got: status });
    if (r.status >= 400 || status >= 400)
      return out;
    out.push(...this.#asserted(r, json));
    const said = new Set(out.map(({ path }) => path));
    if (r.body && json && typeof json === 'object')
      out.push(...this.#bodies(r, json).filter(({ path }) => !said.has(path)));
    if (r.location && !sameTarget(r.location, headers.location))
      out.push({ path: 'Location', expected: r.location, got: headers.location });
    return out.filter((difference) => !walletFilled(difference));
  }
}

// The thing in whose member a difference is.
const around = (r, path) => at(r.body, path.split('.').slice(0, -1).join('.'))[0] ?? {};

/** Conditions that rules of differences.json name. */
export const SPECIAL = {
  /** Our answer holds something where theirs does. */
  'something is shown': (r, difference, { json }) => r.body?.data?.length === 0 || json?.data?.length !== 0,
  'the user himself': (r, { path }) => around(r, path).id === argsOf(r.url).get('user_id'),
  'differ by rounding': (r, { expected, got }) => Math.abs(Number(expected) - Number(got)) <= Number(expected) / 1e12 + 1,
  'nobody may hear it': (r, { path }) => {
    const track = around(r, path);
    return Boolean(track.is_delete || track.user?.is_deactivated);
  },
};
