// SPDX-License-Identifier: ISC
// What an answer is compared with.  A want is a function of what asker.ask()
// gave that throws; a client's model may have less than the books know, never
// something else.
import assert from 'node:assert/strict';

import { hashId, idOfHash } from '../chain/lib/model/text.mjs';

/** Dates may come with or without zone and fraction: the moment counts. */
function moment(value) {
  return value === null ? null : Date.parse(/[Zz]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`);
}

/** Compares what the model has room for; gives the number of values. */
export function compare(answer, wanted, where) {
  assert.ok(answer !== null && typeof answer === 'object', `${where}: ${JSON.stringify(answer)}`);
  const keys = Object.keys(wanted).filter((key) => key in answer);
  for (const key of keys)
    compareValue(answer[key], wanted[key], `${where}.${key}`);
  return keys.length;
}

function compareValue(value, wanted, where) {
  if (/(?:At|Date)$/.test(where))
    assert.equal(moment(value), moment(wanted), where);
  else if (wanted === null || typeof wanted !== 'object')
    assert.equal(value, wanted, where);
  else if (value === null)
    assert.fail(`${where} is missing`);
  else if (Array.isArray(wanted)) {
    assert.equal(value.length, wanted.length, `${where}: ${JSON.stringify(value).slice(0, 200)}`);
    wanted.forEach((entry, i) => compareValue(value[i], entry, `${where}[${i}]`));
  } else
    compare(value, wanted, where);
}

function answered({ answer, error, status, asked }) {
  assert.equal(error, undefined, `${error} ${status ?? ''} ${asked.map((each) => `${each.path} ${each.status}`)}`);
  assert.ok(asked.every((each) => each.status < 400), JSON.stringify(asked));
  return answer;
}

/** The data of an envelope, or the answer of a client that takes it off. */
export function dataOf(got) {
  const answer = answered(got);
  return answer !== null && typeof answer === 'object' && 'data' in answer ? answer.data : answer;
}

const sorted = (ids) => [...ids].sort();

function sameList(found, wanted, { inOrder = true } = {}) {
  assert.deepEqual(inOrder ? found : sorted(found), inOrder ? wanted : sorted(wanted));
  return wanted.length;
}

const LEAST = 8; // of the values that the books know, in the poorest of the models

/** Entities of one kind: their ids, in this order or in any, and their values. */
function entities(story, kind, ids, { inOrder = false, of = (data) => data, model = (entry) => entry } = {}) {
  return (got) => {
    const entries = of(dataOf(got)).map(model);
    const wanted = ids.map(hashId);
    const found = entries.map(({ id }) => id);
    assert.deepEqual(inOrder ? found : sorted(found), inOrder ? wanted : sorted(wanted), `which ${kind}s`);
    for (const entry of entries) {
      const id = ids[wanted.indexOf(entry.id)];
      const count = compare(entry, story[kind](id), `${kind} ${id}`);
      assert.ok(count >= LEAST, `${kind} ${id}: only ${count} values compared`);
    }
    return ids.length;
  };
}

export const wantsOf = (story) => ({
  users: (ids, options) => entities(story, 'user', ids, options),
  tracks: (ids, options) => entities(story, 'track', ids, options),
  playlists: (ids, options) => entities(story, 'playlist', ids, options),
  user: (id) => entities(story, 'user', [id], { of: (data) => [data].flat() }),
  track: (id) => entities(story, 'track', [id], { of: (data) => [data].flat() }),
  playlist: (id) => entities(story, 'playlist', [id], { of: (data) => [data].flat() }),

  /** Activities: [[kind, id], ...] in any order, or in this one. */
  activities: (wanted, { inOrder = false } = {}) => (got) => {
    const found = dataOf(got).map(({ itemType, item }) => `${itemType ?? 'item'} ${item?.id}`);
    const names = wanted.map(([kind, id]) => `${kind} ${hashId(id)}`);
    assert.deepEqual(inOrder ? found : sorted(found), inOrder ? names : sorted(names));
    return names.length;
  },

  /** Data that hold all of this. */
  holds: (wanted) => (got) => {
    const data = dataOf(got);
    compareValue(data, wanted, 'data');
    return Array.isArray(wanted) ? wanted.length : 1;
  },

  /** A list, of which only this is compared. */
  listed: (wanted, pick, options) => (got) => sameList(dataOf(got).map(pick), wanted, options),

  /** The same, of ids. */
  ids: (ids, options) => (got) => sameList(dataOf(got).map(({ id }) => id), ids.map(hashId), options),
  events: (ids) => (got) => sameList(dataOf(got).map(({ eventId }) => eventId), ids.map(hashId), { inOrder: false }),

  /** Some of these entities, who knows which, but each as the books have it. */
  only: (kind, ids) => (got) => {
    const entries = dataOf(got);
    const known = new Map(ids.map((id) => [hashId(id), id]));
    entries.forEach((entry) => {
      assert.ok(known.has(entry.id), `${kind} ${entry.id} has no place here`);
      compare(entry, story[kind](known.get(entry.id)), `${kind} ${entry.id}`);
    });
    return entries.length;
  },

  /** The first of these ids, in this order; or so many of them in any. */
  led: (ids, limit) => (got) => sameList(dataOf(got).map(({ id }) => id), ids.slice(0, limit).map(hashId)),
  some: (ids, limit) => (got) => {
    const found = dataOf(got).map(({ id }) => id);
    assert.ok(found.every((id) => ids.map(hashId).includes(id)), `${found}`);
    assert.equal(new Set(found).size, Math.min(ids.length, limit));
    assert.ok(found.length > 0);
    return found.length;
  },

  /** A list in which this entity is, or which it leads. */
  among: (kind, id) => (got) => {
    const entry = dataOf(got).find((each) => each.id === hashId(id));
    assert.ok(entry, `${kind} ${id} is missing`);
    return compare(entry, story[kind](id), kind);
  },
  first: (kind, id) => (got) => compare(dataOf(got)[0], story[kind](id), kind),

  /** A hash id that nobody has. */
  hash: (got) => {
    const id = dataOf(got);
    assert.ok((typeof id === 'number' ? id : idOfHash(id)) > 0, `${id}`);
    return 1;
  },

  /** Only for him who proves who he is, which not every version does. */
  signed: (want, otherwise) => (got) => (got.asked[0].isSigned ? want : otherwise)(got),

  /** What the books cannot know: data that this is true of. */
  such: (test) => (got) => {
    const data = dataOf(got);
    assert.ok(test(data), JSON.stringify(data));
    return 1;
  },

  status: (status) => ({ asked }) => assert.deepEqual(asked.map((each) => each.status), [status]),

  /** The node sends the client elsewhere, where nobody is in a test; some versions only name the link. */
  leadsTo: (pattern) => ({ answer, asked }) => {
    const sent = asked.find(({ path }) => /\/(stream|download)\b/.test(path));
    if (sent === undefined)
      return assert.match(answer, /\/v1\/tracks\/\w+\/(stream|download)\b/);
    assert.equal(sent.status, 302, JSON.stringify(asked));
    return assert.match(sent.location, pattern);
  },
});
