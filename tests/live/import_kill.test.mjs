// SPDX-License-Identifier: ISC
// The import may die on any line, and its database under it: run again, it
// makes what an undisturbed import makes.  SEED=n repeats the moments of a run.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Random } from '../chain/lib/random.mjs';
import { Place, firstDifference, run } from './index_lib.mjs';
import { empty, importOnce, isWhole, layout, machinery, mustImport, startImport } from './import_lib.mjs';

const seed = process.env.SEED ?? String(Date.now());
const random = new Random(seed);
const KILLS = 12;
const place = new Place();
test.after(() => place.close());

// More rows than fit into one portion, some of them twice; 300,000 follows are six.
const source = layout(place, 'final');
source.sql(`
INSERT INTO blocks SELECT '0x' || i, '0x' || (i - 1), i = 100, i FROM generate_series(1, 100) AS i;
INSERT INTO users (user_id, is_current, handle, handle_lc, wallet, txhash, blocknumber, blockhash, created_at, updated_at)
SELECT i, true, 'U' || i, 'u' || i, '0x' || i, 'tx', 1 + i % 100, '0x', '2020-01-01', '2020-01-01'
  FROM generate_series(1, 3000) AS i;
INSERT INTO tracks (track_id, owner_id, is_current, is_delete, title, txhash, blocknumber, blockhash, created_at, updated_at)
SELECT i, 1 + i % 3000, true, false, 'Song ' || i, 'tx', 1 + i % 100, '0x', '2020-01-01', '2020-01-01'
  FROM generate_series(1, 5000) AS i;
INSERT INTO follows (follower_user_id, followee_user_id, is_current, is_delete, txhash, blocknumber, blockhash, created_at)
SELECT i % 3000 + 1, i / 3000 + 1, true, i % 7 = 0, t, 5, '0x', '2020-01-01'
  FROM generate_series(1, 300000) AS i, unnest(CASE WHEN i % 1000 = 0 THEN '{a,b}'::text[] ELSE '{a}' END) AS t;
INSERT INTO plays (user_id, play_item_id, created_at, updated_at, slot, signature)
SELECT 1 + i % 3000, 1 + i % 5000, '2020-01-01', '2020-01-01', i, 's' || i FROM generate_series(1, 120000) AS i`);

/** Of a dump all but what knows the clock. */
const rows = (database) => database.dump().replace(/^## import_run\n(?:.*\n)*?(?=## )/m, '');

const whole = empty(place);
const machine = machinery(whole);
const began = Date.now();
await mustImport(whole, source.sourceUrl);
const took = Date.now() - began;
const want = rows(whole);

function same(database) {
  const got = rows(database);
  assert.ok(got === want, firstDifference(want, got));
  assert.deepEqual(isWhole(database), []);
  assert.equal(machinery(database), machine);
}

const isOpen = (database) => database.rows('SELECT FROM disc.import_run WHERE done_at IS NULL').length === 1;

test('rows twice are counted, and the first of the newest is taken', () => {
  assert.equal(whole.rows('SELECT count(*)::int AS n FROM disc.follows')[0].n, 300000);
  assert.deepEqual(whole.rows(`SELECT read, taken, reasons, counts FROM disc.import_parts WHERE name = 'follows'`), [
    { read: 300300, taken: 300000, reasons: ['another row of the same key, row left out'], counts: [300] }]);
});

test(`killed ${KILLS} times anywhere, then left alone: the same (SEED=${seed})`, async () => {
  const database = empty(place);
  let places = 0;
  // Later and later, so that some run gets somewhere however slow the machine has become.
  for (let kills = 0; kills < KILLS || places === 0;) {
    const { child, ended } = startImport(database, source.sourceUrl);
    await Promise.race([ended, sleep(random.below(Math.ceil(took * 0.8 * (1 + kills / KILLS))))]);
    child.kill('SIGKILL');
    const { code, signal, log } = await ended;
    await database.settled();
    assert.ok(signal === 'SIGKILL' || code === 0, log);
    if (code === 0) {
      places = 1; // it was all done before the kill came
      break;
    }
    kills++;
    places = database.rows('SELECT FROM disc.import_parts').length;
    const current = database.rows('SELECT FROM disc.blocks WHERE is_current').length;
    assert.equal(current, database.rows('SELECT FROM disc.import_run').length - Number(isOpen(database)));
  }
  assert.ok(places > 0, 'some run got somewhere');
  await mustImport(database, source.sourceUrl);
  same(database);
});

test('asked to stop it says where it is, and goes on there', async () => {
  const database = empty(place);
  const { child, ended } = startImport(database, source.sourceUrl);
  while (database.rows(`SELECT FROM disc.import_parts WHERE name = 'follows' AND read > 0`).length === 0)
    await sleep(10);
  child.kill('SIGTERM');
  const { code, log } = await ended;
  if (code !== 0) {
    assert.equal(code, 75, log);
    assert.match(log, /asked to stop .*; the next run goes on there/);
    assert.ok(isOpen(database));
  }
  await mustImport(database, source.sourceUrl);
  same(database);
});

test('a half is nobody\'s database: whoever works with it is told what helps', async () => {
  const database = empty(place);
  const { child, ended } = startImport(database, source.sourceUrl);
  while (database.rows(`SELECT FROM disc.import_parts WHERE name = 'users' AND done`).length === 0)
    await sleep(10);
  child.kill('SIGKILL');
  await ended;
  await database.settled();
  const other = layout(place, 'final');
  other.sql(`INSERT INTO blocks VALUES ('0x1', '0x0', true, 1)`);
  const another = await importOnce(database, other.sourceUrl);
  assert.equal(another.code, 78);
  assert.match(another.log, /it is half of another source .*Go on with that one; or begin anew: psql/);
  source.sql(`INSERT INTO plays (play_item_id) VALUES (1)`);
  const moved = await importOnce(database, source.sourceUrl);
  source.sql('DELETE FROM plays WHERE id = (SELECT max(id) FROM plays)');
  assert.equal(moved.code, 78);
  assert.match(moved.log, /it is half of another source/);
  const indexer = await run({ ...process.env, audius_db_url: database.url, audius_discprov_run_dir: place.folder,
    audius_web3_host: '127.0.0.1', audius_web3_port: '1', audius_ipfs_gateway_hosts: 'http://127.0.0.1:1',
    audius_contracts_registry: `0x${'1'.repeat(40)}` });
  assert.equal(indexer.code, 78);
  assert.match(indexer.log, /'discprov import' is at work, or was ended; run it again with the same URL/);
  await mustImport(database, source.sourceUrl);
  same(database);
});

test('the server is restarted under it', async () => {
  const database = empty(place);
  const { ended } = startImport(database, source.sourceUrl);
  while (database.rows(`SELECT FROM disc.import_parts WHERE name = 'follows'`).length === 0)
    await sleep(10);
  place.down();
  const { code, log } = await ended;
  assert.ok([0, 69].includes(code), log);
  place.up();
  await mustImport(database, source.sourceUrl);
  same(database);
});
