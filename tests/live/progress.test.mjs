// SPDX-License-Identifier: ISC
// How far long work is: a bar on a terminal, plain lines in a file, and at
// once, whatever is being waited for, to who sends SIGUSR1, which ends nobody.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ours, owned } from '../lib/guard.mjs';
import { Place, TOP } from './index_lib.mjs';

const BUILD = process.env.BUILD ?? path.join(TOP, 'build');
const place = new Place();
test.after(() => place.close());
const ini = path.join(place.folder, 'd.ini');
writeFileSync(ini, '[discprov]\nloglevel = info\n', { mode: 0o600 });
const env = (database, more = {}) => ours({ PATH: process.env.PATH, LOCAL_CONFIG: ini, TERM: 'xterm',
  ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '', audius_db_url: database.url, audius_discprov_run_dir: place.folder, ...more });

/** A program on its way: {child, log(), said(PATTERN), ended}. */
function start(database, program, args, more) {
  const child = owned(spawn(path.join(BUILD, program), args, { env: env(database, more), stdio: ['ignore', 'ignore', 'pipe'] }));
  let log = '';
  child.stderr.on('data', (part) => { log += part; });
  const ended = once(child, 'exit');
  return { child, ended, log: () => log,
    said: async (pattern) => { while (!pattern.test(log) && child.exitCode === null) await sleep(10); assert.match(log, pattern); } };
}

/** Nobody makes a table until end() of what this gives. */
async function holdTables(database) {
  const session = database.session('BEGIN; LOCK TABLE pg_catalog.pg_type IN SHARE MODE; SELECT 1');
  await session.ready;
  return session;
}

test('SIGUSR1 while the server works at a schema step: a line at once, and the work goes on', async () => {
  const database = place.database();
  const holder = await holdTables(database);
  const { child, ended, said, log } = start(database, 'discprov', ['migrate']);
  const waits = `SELECT FROM pg_stat_activity WHERE datname = '${database.name}' AND wait_event_type = 'Lock'`;
  while (database.rows(waits).length === 0)
    await sleep(20);
  child.kill('SIGUSR1');
  await said(/lvl=info .*part=0\.000 done=0 all=\d\d unit=steps rate=0\.0 eta_s=\? step=0001\S+ msg="migrating"/);
  holder.end();
  assert.deepEqual(await ended, [0, null]);
  assert.equal(log().match(/msg="schema step applied"/g).length, Number(/all=(\d+)/.exec(log())[1]));
  assert.doesNotMatch(log(), /[\r\x1b]/, 'plain lines where there is no terminal');
});

test('on a terminal a bar is drawn, in a line, and taken away', async () => {
  const database = place.database();
  const holder = await holdTables(database);
  const seen = new Promise((done) => execFile('script', ['-qec', `stty cols 80; exec ${BUILD}/discprov migrate`, '/dev/null'],
    { env: env(database) }, (error, out) => done(out)));
  await sleep(500); // ten times a second
  holder.end();
  const out = await seen;
  const bars = out.split('\r').filter((line) => line.startsWith('['));
  assert.ok(bars.length >= 2, out);
  assert.match(bars[0], /^\[\.{10}\] 0\.0% {2}0\/\d\d steps {2}0\/s {2}ETA \? {2}0001_\S+\x1b\[K/);
  for (const bar of bars)
    assert.ok(bar.replace(/\x1b.*/s, '').length < 80, bar);
});

test('a run of the indexer is not ended by it, nor is one that waits for a chain node', async () => {
  const silent = createServer((socket) => socket.on('error', () => {}));
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  test.after(() => silent.close());
  const asked = once(silent, 'connection');
  const { child, ended } = start(place.database(), 'discprov-index', [], {
    audius_web3_host: `http://127.0.0.1:${silent.address().port}`, audius_web3_timeout_sec: '1',
    audius_contracts_entity_manager_address: `0x${'bb'.repeat(20)}` });
  await asked;
  child.kill('SIGUSR1');
  assert.deepEqual(await ended, [69, null]);
});
