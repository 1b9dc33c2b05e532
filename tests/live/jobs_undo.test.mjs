// SPDX-License-Identifier: ISC
// Take-downs and blocks: who undoes blocks does not lose a take-down, and
// indexer and job do not change rows at the same time.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { deploy } from '../chain/lib/deploy.mjs';
import { everyEventKind } from '../chain/lib/everything.mjs';
import { World } from '../chain/lib/world.mjs';
import { owned } from '../lib/guard.mjs';
import { TOP, index, settings, start, startGateway } from './index_lib.mjs';
import { mustRun, startJob, startServer, startWorld } from './jobs_lib.mjs';

const JOB = 'delist';
const WALLET = '0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A';
const eth = await startWorld();
const gateway = await startGateway(eth.place.ipfs);
const statuses = { users: [], tracks: [] };
const notifier = await startServer((req, res) => {
  const url = new URL(req.url, 'http://notifier');
  const kind = url.pathname.split('/').pop();
  const after = Date.parse(url.searchParams.get('cursor') ?? '') || 0;
  res.end(JSON.stringify({ result: { [kind]: statuses[kind].filter(({ createdAt: at }) => Date.parse(at) > after) } }));
});
test.after(async () => {
  gateway.close();
  notifier.close();
  await eth.close();
});
await eth.ethereum.send(['TrustedNotifierManager', 'set', 1, WALLET, notifier.url, '']);
const chain = await deploy(eth.anvil.url);
const world = await World.open({ chain, ipfs: eth.place.ipfs });

const database = eth.place.database();
const env = settings({ chain, database, gateway });
const jobEnv = (of) => eth.env(of, { audius_delegate_private_key: `0x${'11'.repeat(32)}`,
  audius_delegate_owner_wallet: WALLET, audius_eth_contracts_trusted_notifier_private: 'true' });
const ids = (table, id, where) => database.rows(`SELECT ${id} AS id FROM disc.${table} WHERE ${where}
  ORDER BY 1`).map((row) => row.id);
const down = (of = database) => [
  of.rows('SELECT user_id AS id FROM disc.users WHERE NOT is_available AND is_deactivated ORDER BY 1'),
  of.rows('SELECT track_id AS id FROM disc.tracks WHERE NOT is_available AND is_delete ORDER BY 1'),
].map((rows) => rows.map(({ id }) => id));
const cursor = () => database.rows("SELECT created_at AT TIME ZONE 'UTC' AS t FROM disc.delist_status_cursor WHERE " +
  "entity = 'USERS'")[0].t;

async function branch(length, label) {
  for (let i = 0; i < length; i++) {
    everyEventKind(world, `${label}_${i}`);
    await world.mine();
  }
}

test('blocks that are undone take no take-down with them', async () => {
  const [ann, bob] = ['ann', 'bob'].map((name) => world.actor(name));
  ann.signUp('ann');
  bob.signUp('bob');
  await branch(2, 'first');
  await index(env);
  const point = await world.snapshot();
  const from = world.network.head.number;
  ann.setName('touched by a block that goes');
  await branch(3, 'old');
  await index(env);
  assert.deepEqual(ids('users', 'user_id', `blocknumber > ${from} AND user_id IN (${ann.id}, ${bob.id})`), [ann.id]);
  const [track] = ids('tracks', 'track_id', 'NOT is_delete');
  // Long before any block: the time of the block below is not what counts.
  statuses.users = [ann.id, bob.id].map((userId, i) =>
    ({ createdAt: `2019-01-0${i + 1}T00:00:00Z`, userId, delisted: true, reason: 'MANUAL' }));
  statuses.tracks = [{ createdAt: '2019-01-01T00:00:00Z', trackId: track, ownerId: 1, trackCid: '', delisted: true,
    reason: 'DMCA' }];
  await mustRun(JOB, jobEnv(database));
  const want = [[ann.id, bob.id].sort((a, b) => a - b), [track]];
  assert.deepEqual(down(), want);
  assert.equal(cursor(), '2019-01-02T00:00:00');

  await world.revert(point);
  await branch(2, 'new');
  await index(env);
  assert.ok(!down()[0].includes(ann.id), 'her row is the one from before these blocks');
  assert.deepEqual(down(), [[], []], 'what was taken down while they stood came back with them');
  assert.deepEqual(database.rows('SELECT * FROM disc.recount_check()'), []);
  assert.ok(cursor() < '2019-01-01T00:00:00');
  await mustRun(JOB, jobEnv(database));
  assert.deepEqual(down(), want);

  const other = eth.place.database();
  await index(settings({ chain, database: other, gateway, runDir: 'other' }));
  await mustRun(JOB, jobEnv(other));
  for (const table of ['users', 'tracks', 'aggregate_user', 'aggregate_track'])
    assert.deepEqual(database.rows(`SELECT * FROM disc.${table} AS t ORDER BY 1, 2`),
      other.rows(`SELECT * FROM disc.${table} AS t ORDER BY 1, 2`), table);
  assert.deepEqual(database.rows('SELECT * FROM disc.recount_check()'), []);
});

test('a take-down in the first of several blocks that go is heard of again', async () => {
  const point = await world.snapshot();
  const cat = world.actor('cat');
  cat.signUp('cat');
  await branch(1, 'deep0');
  const { id } = cat;
  const asked = world.network.head.number;
  await index(env);
  statuses.users.push({ createdAt: '2019-01-03T00:00:00Z', userId: id, delisted: true, reason: 'MANUAL' });
  await mustRun(JOB, jobEnv(database));
  assert.ok(down()[0].includes(id));
  assert.equal(database.rows(`SELECT blocknumber AS n FROM disc.user_delist_statuses WHERE user_id = ${id}`)[0].n, asked);
  await branch(3, 'deep1');
  await index(env);
  await world.revert(point);
  const again = world.actor('cat');
  again.signUp('cat');
  assert.equal(again.id, id);
  await branch(5, 'deep2');
  await index(env);
  assert.ok(!down()[0].includes(id));
  assert.ok(cursor() < '2019-01-03T00:00:00', cursor());
  await mustRun(JOB, jobEnv(database));
  assert.ok(down()[0].includes(id));
});

test('the journal of a block knows nothing of take-downs, which stay when it is not theirs', async () => {
  const point = await world.snapshot();
  await branch(1, 'third');
  await index(env);
  const before = down();
  await world.revert(point);
  await branch(2, 'fourth');
  await index(env);
  assert.deepEqual(down(), before);
});

test('the time of the last block is published, and goes back with it', async () => {
  const time = () => Number(database.value('most_recently_indexed_block_time_from_db'));
  assert.equal(time(), world.network.head.timestamp);
  const point = await world.snapshot();
  await branch(2, 'fifth');
  await index(env);
  assert.equal(time(), world.network.head.timestamp);
  await world.revert(point);
  await branch(1, 'sixth');
  await index(env);
  assert.equal(time(), world.network.head.timestamp);
});

// Holds the lock of the rows as another program would.
async function hold(ms) {
  const child = owned(spawn('sh', ['-c', `. ${TOP}/tests/lib/pg.sh
    sql -d ${database.name} -c "SELECT pg_advisory_lock(1684632432, 3)" -c "SELECT pg_sleep(${ms / 1000})"`],
  { env: { ...process.env, ...eth.place.env, srcdir: TOP }, stdio: 'ignore' }));
  const held = () => database.rows("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND objid = 3").length > 0;
  while (!held())
    await sleep(50);
  return { over: once(child, 'close') };
}

test('while one of them changes rows the other one waits', async () => {
  statuses.users.push({ createdAt: '2019-02-01T00:00:00Z', userId: statuses.users[0].userId, delisted: false,
    reason: 'MANUAL' });
  await branch(1, 'seventh');
  for (const go of [() => startJob(JOB, jobEnv(database)), () => start(env, '--catch-up')]) {
    let free = false;
    const { over } = await hold(1500);
    over.then(() => { free = true; });
    const { code, log } = await go().ended;
    assert.equal(code, 0, log);
    await sleep(100);
    assert.ok(free, 'it did not end before the lock was free');
  }
});
