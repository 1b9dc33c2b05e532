// SPDX-License-Identifier: ISC
// Plays of a core chain: counted once, of registered nodes, when they were
// heard about in time, in the transaction of their blocks.
import assert from 'node:assert/strict';
import test from 'node:test';

import { computeAddress } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { notePlay, signPlays } from '../chain/lib/core.mjs';
import { job as runJob } from './jobs_lib.mjs';
import { coreSettings, openCore } from './core_lib.mjs';
import { firstDifference, index } from './index_lib.mjs';

const { place, chain, node } = await openCore();
const nodes = [keyOf('node', 'one'), keyOf('node', 'two')];
const T0 = 1732000000;
const at = (s) => new Date((T0 + s) * 1000).toISOString().replace('.000Z', 'Z');
const plays = (key, list, requestId) => signPlays(key, list.map(({ s = 0, timestamp = at(s), ...rest }) =>
  notePlay(key, { timestamp, ...rest })), requestId);

function registered(database) {
  for (const [i, key] of nodes.entries())
    database.execute(`INSERT INTO disc.service_providers (service_type, sp_id, endpoint, owner_wallet, block_number,
      delegate_owner_wallet, checked_at) VALUES ('content-node', ${i + 1}, 'https://node${i}.example', '0x0', 1,
      '${computeAddress(key)}', '2024-01-01')`);
}

/** A database that knows the schema and the nodes, before any block. */
async function opened(more = {}, known = true) {
  const database = place.database();
  const env = coreSettings({ database, node, ...more });
  await index(env, '--until', '1');
  if (known)
    registered(database);
  return { database, env };
}

const rows = (database, columns = '*') => database.rows(`SELECT ${columns} FROM disc.plays ORDER BY id`);

chain.add([], { time: T0 });
chain.add([plays(nodes[0], [
  { userId: 3000001, trackId: 7, city: 'Lyon', region: 'Rhone', country: 'France' },
  { trackId: 7, s: -3500 },
  { userId: 12, trackId: 8, s: 3600, timestamp: at(1).replace('Z', '.123456789Z') },
])], { time: T0 });
const first = chain.blocks.get(2).transactions[0].transaction;
const { database, env } = await opened();

test('plays of a registered node are rows like any others, with the height as their slot', async () => {
  await index(env);
  const signer = computeAddress(nodes[0]);
  assert.deepEqual(rows(database, 'id, user_id, play_item_id, created_at, updated_at, slot, source, signature, city, region, country'),
    [[1, 3000001, 7, '2024-11-19T07:06:40', 'Lyon', 'Rhone', 'France', 0], [2, null, 7, '2024-11-19T06:08:20', '', '', '', 1],
      [3, 12, 8, '2024-11-19T07:06:41.123456', '', '', '', 2]].map(([id, user_id, play_item_id, created_at, city, region, country, i]) => ({
      id, user_id, play_item_id, created_at, updated_at: '2024-11-19T07:06:40', slot: 2, source: 'relay',
      signature: first.plays.plays[i].signature, city, region, country,
    })));
  assert.equal(first.plays.plays[1].userId, signer);
  assert.deepEqual(database.rows('SELECT play_item_id, count FROM disc.aggregate_plays ORDER BY 1'),
    [{ play_item_id: 7, count: 2 }, { play_item_id: 8, count: 1 }]);
  assert.equal(database.rows('SELECT count(*)::int AS n FROM disc.aggregate_monthly_plays')[0].n, 3);
  assert.deepEqual(database.rows('SELECT play_count FROM disc.hourly_play_counts ORDER BY hourly_timestamp'),
    [{ play_count: 1 }, { play_count: 2 }]);
});

/** A block with these, and what the run says became of them. */
async function add(txs, { time = T0 + 60, more = env, args = [] } = {}) {
  const before = rows(database).length;
  chain.add(txs, { time });
  const { log } = await index(more, ...args);
  const told = /plays=(\d+) repeated=(\d+) unregistered=(\d+) untimely=(\d+) broken=(\d+)/.exec(log);
  const [counted, repeated, stranger, untimely, broken] = told ? told.slice(1).map(Number) : [0, 0, 0, 0, 0];
  assert.equal(rows(database).length - before, counted);
  return { counted, repeated, stranger, untimely, broken };
}
const none = { counted: 0, repeated: 0, stranger: 0, untimely: 0, broken: 0 };

test('the same transaction again counts no more, in another block, another envelope, or the same one', async () => {
  assert.deepEqual(await add([first]), { ...none, repeated: 3 });
  assert.deepEqual(await add([{ ...first, requestId: 'other' }]), { ...none, repeated: 3 });
  const tx = plays(nodes[1], [{ trackId: 9 }]);
  assert.deepEqual(await add([tx, { ...tx, requestId: 'other' }]), { ...none, counted: 1, repeated: 1 });
});

test('a stranger who sends it first takes nothing away', async () => {
  const tx = plays(nodes[1], [{ trackId: 9, s: 2 }]);
  const stolen = { ...plays(keyOf('a', 'stranger'), tx.plays.plays), plays: tx.plays };
  chain.add([stolen], { time: T0 + 60 });
  assert.deepEqual(await add([tx, { ...stolen, requestId: 'x' }]), { ...none, counted: 1, stranger: 2 });
});

test('many plays of one second by one node are many', async () => {
  assert.deepEqual(await add([plays(nodes[0], Array(5).fill({ userId: 4, trackId: 9 }))]), { ...none, counted: 5 });
});

test('plays of who is no node, or of nobody, do not count', async () => {
  assert.deepEqual(await add([plays(keyOf('a', 'stranger'), [{ trackId: 7 }, { trackId: 8 }])]), { ...none, stranger: 2 });
  assert.deepEqual(await add([{ ...plays(nodes[0], [{ trackId: 7, s: 5 }]), signature: '' }]), { ...none, stranger: 1 });
  const changed = plays(nodes[0], [{ trackId: 7, s: 6 }]);
  changed.plays.plays[0].trackId = '8';
  assert.deepEqual(await add([changed]), { ...none, stranger: 1 });
});

test('nor those whose time is more than an hour from that of the block', async () => {
  assert.deepEqual(await add([plays(nodes[0], [{ trackId: 7, s: 61 + 3600 }, { trackId: 7, s: 59 - 3600 }, { trackId: 7, s: 60 + 3600 }])]),
    { ...none, counted: 1, untimely: 2 });
  assert.deepEqual(await add([plays(nodes[0], [{ trackId: 7, timestamp: '9999-12-31T23:59:59Z' }])]), { ...none, untimely: 1 });
});

test('nor those of no track; nothing that is in them stops a block', async () => {
  const odd = ['', 'abc', '-1', '2147483648', '1.5', '0x7', ' 7', '7\u0000', '99999999999999999999'];
  assert.deepEqual(await add([plays(nodes[0], odd.map((trackId) => ({ trackId })))]), { ...none, broken: odd.length });
  assert.deepEqual(await add([plays(nodes[0], [{ trackId: 7, s: 9, city: 'x'.repeat(300) }])]), { ...none, broken: 1 });
  assert.deepEqual(await add([plays(nodes[0], [{ trackId: 7, s: 10, userId: '-5', city: 'a\u0000b\ud83c\udfb5' }, { trackId: 7, userId: '2147483648' }])]),
    { ...none, counted: 2 });
  assert.deepEqual(rows(database, 'user_id, city').slice(-2), [{ user_id: null, city: 'ab\ud83c\udfb5' }, { user_id: null, city: '' }]);
  assert.deepEqual(await add([signPlays(nodes[0], [])]), none);
});

test('what was seen is forgotten after three hours of block time, when its time refuses it', async () => {
  const seen = () => database.rows('SELECT count(*)::int AS n FROM disc.core_plays')[0].n;
  assert.ok(seen() > 3);
  const late = T0 + 4 * 3600;
  assert.deepEqual(await add([plays(nodes[0], [{ trackId: 7, s: 4 * 3600 }])], { time: late }), { ...none, counted: 1 });
  assert.equal(seen(), 1);
  assert.deepEqual(await add([first], { time: late }), { ...none, untimely: 3 });
});

test('a block at a time, or all at once: the same rows', async () => {
  const other = await opened({ audius_discprov_block_processing_window: 1 });
  await index(other.env);
  const want = database.dump(), got = other.database.dump();
  assert.ok(want === got, firstDifference(want, got));
});

test('ids go on behind plays that came otherwise, and others go on behind these', async () => {
  const { database: mixed, env: its } = await opened();
  mixed.execute(`INSERT INTO disc.plays (play_item_id, created_at, updated_at) VALUES (1, now(), now()), (1, now(), now())`);
  await index(its);
  mixed.execute(`INSERT INTO disc.plays (play_item_id, created_at, updated_at) VALUES (2, now(), now())`);
  const ids = mixed.rows('SELECT id, play_item_id FROM disc.plays ORDER BY id');
  assert.deepEqual(ids.map(({ id }) => id), ids.map((_, i) => i + 1));
  assert.equal(ids.at(-1).play_item_id, 2);
});

test('of anybody, when the configuration says so', async () => {
  const { database: open, env: its } = await opened({ audius_discprov_core_plays: 'anybody' }, false);
  await index(its);
  assert.equal(rows(open).length, rows(database).length + 4);
});

test('no node is registered: none counts, which is told', async () => {
  const { database: empty, env: its } = await opened({}, false);
  const { log } = await index(its);
  assert.equal(rows(empty).length, 0);
  assert.match(log, /plays=0 repeated=0 unregistered=[1-9]/);
});

test('one source at a time: the identity service is asked when the chain does not count', async () => {
  const job = (more) => runJob('plays', { ...env, audius_discprov_identity_service_url: 'http://127.0.0.1:1', ...more });
  const idle = await job({});
  assert.equal(idle.code, 0, idle.log);
  assert.match(database.rows(`SELECT did FROM disc.job_runs WHERE job = 'plays'`)[0].did, /the core chain tells plays/);
  const asks = await job({ audius_discprov_core_plays: 'off' });
  assert.equal(asks.code, 69, asks.log);
  const { database: off, env: its } = await opened({ audius_discprov_core_plays: 'off' });
  await index(its);
  assert.equal(rows(off).length, 0);
});
