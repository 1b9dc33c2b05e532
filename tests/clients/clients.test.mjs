// SPDX-License-Identifier: ISC
// The published clients read from a running node and are told what the books
// hold.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { hashId } from '../chain/lib/model/text.mjs';
import { owned } from '../lib/guard.mjs';
import { Expected } from './expected.mjs';
import { openNode } from './node.mjs';

const SAMPLE = 12;
const DEADLINE_MS = 120_000;

// The clients remember things in a folder below the current one.
const scratch = mkdtempSync(path.join(tmpdir(), 'discprov-clients-'));
test.after(() => rmSync(scratch, { recursive: true }));

const node = await openNode();
test.after(() => node.stop());
const expected = new Expected(node.books);

// Per client and prefix: the interface to call, and how many of the values
// that the books know its models must at least have room for.
const CLIENTS = [
  { client: 'sdk3', label: 'sdk 3', prefix: '', user: 15, track: 12, playlist: 9 },
  { client: 'sdk3', label: 'sdk 3, full models', prefix: 'full.', user: 24, track: 27, playlist: 15 },
  { client: 'sdk16', label: 'sdk 16', prefix: '', user: 24, track: 27, playlist: 17 },
];

async function answersOf(client, questions) {
  const script = fileURLToPath(new URL(`${client}.mjs`, import.meta.url));
  const child = owned(spawn(process.execPath, [script, node.url], { cwd: scratch, timeout: DEADLINE_MS }));
  child.stdin.end(JSON.stringify(questions));
  const [out, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  assert.equal(code, 0, said);
  return JSON.parse(out);
}

/** Dates may come with or without zone and fraction: the moment counts. */
function moment(value) {
  return value === null ? null : Date.parse(/[Zz]|[+-]\d\d:?\d\d$/.test(value) ? value : `${value}Z`);
}

/** Compares what the model has room for; gives the number of values. */
function compare(answer, wanted, where) {
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
    assert.equal(value.length, wanted.length, where);
    wanted.forEach((entry, i) => compareValue(value[i], entry, `${where}[${i}]`));
  } else
    compare(value, wanted, where);
}

function check(answer, wanted, atLeast, where) {
  assert.equal(answer.error ?? null, null, `${where}: ${answer.error} ${answer.status ?? ''}`);
  const data = Array.isArray(answer.data) ? answer.data[0] : answer.data;
  assert.ok(data, `${where}: no data`);
  const compared = compare(data, wanted, where);
  assert.ok(compared >= atLeast, `${where}: only ${compared} values compared`);
}

async function checkAll({ client }, ids, questionOf, wantedOf, atLeast) {
  assert.ok(ids.length > 0);
  const answers = await answersOf(client, ids.map(questionOf));
  ids.forEach((id, i) => check(answers[i], wantedOf(id), atLeast, `${questionOf(id).slice(0, 2).join('.')} ${id}`));
}

for (const row of CLIENTS) {
  const { label, prefix } = row;
  const users = expected.openUsers().slice(0, SAMPLE);
  const tracks = expected.openTracks().slice(0, SAMPLE);
  const playlists = expected.openPlaylists().slice(0, SAMPLE);
  const wantedUser = (id) => expected.user(id);

  test(`${label} reads users by id as the books have them`, () =>
    checkAll(row, users, (id) => [`${prefix}users`, 'getUser', { id: hashId(id) }], wantedUser, row.user));

  test(`${label} reads users by handle as the books have them`, () =>
    checkAll(row, users, (id) => [`${prefix}users`, 'getUserByHandle', { handle: expected.user(id).handle }],
      wantedUser, row.user));

  test(`${label} reads tracks as the books have them`, () =>
    checkAll(row, tracks, (id) => [`${prefix}tracks`, 'getTrack', { trackId: hashId(id) }],
      (id) => expected.track(id), row.track));

  test(`${label} reads playlists as the books have them`, () =>
    checkAll(row, playlists, (id) => [`${prefix}playlists`, 'getPlaylist', { playlistId: hashId(id) }],
      (id) => expected.playlist(id), row.playlist));

  test(`${label} is told that an unknown user is not there`, async () => {
    const [answer] = await answersOf(row.client, [[`${prefix}users`, 'getUser', { id: hashId(2147483647) }]]);
    assert.equal(answer.status, 404);
  });
}
