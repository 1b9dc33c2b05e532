// SPDX-License-Identifier: ISC
// What one user can do to the indexer's memory: every kind of it ends in
// rows, or with the block on record, and the indexer goes on.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'node:test';

import { AbiCoder, Wallet } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { cidOfContent, digestOf } from '../chain/lib/model/cid.mjs';
import { chainVectors } from '../chain/lib/vectors.mjs';
import { importer } from '../clients/unixfs.mjs';
import { PROGRAM, alone, index, openPlace, run, settings } from './index_lib.mjs';
import { startMadeChain } from './made_chain.mjs';

const REGISTRY = '0x00000000000000000000000000000000000000aa';
const calls = Object.fromEntries(chainVectors.calls
  .filter((call) => call.contract === 'Registry' && call.return_data)
  .map((call) => [call.calldata, call.return_data]));
const addressOf = (name) => chainVectors.logs.find(({ contract }) => contract === name).address;

const documents = new Map(); // by CID
const { place, gateway, chains } = await openPlace((cid, res) => {
  if (documents.has(cid))
    res.end(documents.get(cid));
  return documents.has(cid);
});

/** What a process is counted to have held is, at first, what its parent holds: so a small shell is its parent. */
function measured(env, ...args) {
  return alone(async () => {
    const child = spawn('sh', ['-c', '"$0" "$@"; exit $?', PROGRAM, '--catch-up', ...args],
      { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    child.stderr.on('data', (data) => { log += data; });
    const [code] = await once(child, 'close');
    return { code, log };
  });
}

/** A run that must go well with little memory. */
async function light(t, env, most_kb) {
  const { code, log } = await measured(env);
  assert.equal(code, 0, log);
  const peak = Number(log.match(/peak_kb=(\d+)/)[1]);
  t.diagnostic(`peak ${peak} kB`);
  assert.ok(sanitized || peak < most_kb, `${peak} kB`);
}

const sanitized = execFileSync('sh', ['-c', `grep -q __asan_init ${PROGRAM} && echo y || echo n`]).toString().trim() === 'y';

/** A transaction with one event. */
function emit(contract, name, ...values) {
  const { topic0, inputs } = chainVectors.events.find((event) => event.contract === contract && event.name === name);
  const data = AbiCoder.defaultAbiCoder().encode(inputs.map(({ type }) => type), values);
  const to = addressOf(contract);
  return { to, logs: [{ address: to, topics: [topic0], data }] };
}

const WALLET = new Wallet(keyOf('hostile', 'ann')).address;
const act = (user, type, entity, action, data) =>
  emit('EntityManager', 'ManageEntity', user, WALLET, type, entity, JSON.stringify({ cid: '', data }), action);

const entityManager = { audius_contracts_entity_manager_address: addressOf('EntityManager') };
const patience = { audius_ipfs_fetch_timeout_ms: '30000', audius_ipfs_fetch_pass_ms: '60000',
  audius_ipfs_fetch_deadline_sec: '90' };

/** A chain of its own, and settings for a new database that follows it. */
async function scene({ registry = '' } = {}) {
  const chain = await startMadeChain({ calls });
  chains.push(chain);
  const to = (more = {}) => {
    const database = place.database();
    const env = settings({ chain: { rpc: chain.url, registry }, database, gateway, runDir: database.name,
      ...entityManager, ...patience, ...more });
    return { database, env };
  };
  return { chain, to };
}

/** The chain with the factories, and a user on it. */
async function factories() {
  const it = await scene({ registry: REGISTRY });
  it.chain.add([emit('UserFactory', 'AddUser', 1, `0x${'61'.repeat(3)}`.padEnd(34, '0'), WALLET)]);
  return it;
}

async function publish(bytes) {
  let cid = cidOfContent(bytes);
  if (bytes.length > 262144)
    for await (const file of importer([{ path: 'x', content: bytes }], { put: () => {}, get: () => {} },
      { onlyHash: true, cidVersion: 0, rawLeaves: false }))
      cid = file.cid.toString();
  documents.set(cid, bytes);
  return cid;
}
const setDocument = (cid) => emit('UserFactory', 'UpdateMultihash', 1, digestOf(cid));
const current = (database) => database.rows('SELECT number FROM disc.blocks WHERE is_current')[0].number;
const trouble = (database) => JSON.parse(database.value('indexing:error') ?? 'null');
const skipped = (database) => database.rows('SELECT blocknumber, txhash, level FROM disc.skipped_transactions');

test('300 long lists of hosts and 20 documents in one stretch', async (t) => {
  const { chain, to } = await factories();
  const hosts = (i) => Array.from({ length: 40 }, (_, k) => `http://h${i}-${k}.${'long'.repeat(50)}.test`).join(',');
  for (let i = 0; i < 300; i++)
    chain.add([emit('UserFactory', 'UpdateCreatorNodeEndpoint', 1, hosts(i))]);
  const cids = [];
  for (let i = 0; i < 20; i++) {
    cids.push(await publish(Buffer.from(`{"bio":"${i}"}`)));
    chain.add([setDocument(cids[i])]);
  }
  const { database, env } = to({ audius_discprov_block_processing_window: '250' });
  await light(t, env, 150_000);
  assert.equal(current(database), chain.head());
  assert.deepEqual(database.rows('SELECT bio, creator_node_endpoint AS hosts FROM disc.users'),
    [{ bio: '19', hosts: hosts(299) }]);
  assert.equal(database.table('cid_data').length, 20);
});

/** Blocks of n documents of this size each, whose text begins like this and is of no column. */
async function library(chain, n, size, before = '') {
  const cids = [];
  for (let i = 0; i < n; i++)
    cids.push(await publish(Buffer.from(`${`{"bio":"bio ${i}${before}","unknown":"`.padEnd(size - 2, 'x')}"}`)));
  return chain.add(cids.map(setDocument));
}
const bio = (database) => database.rows('SELECT bio FROM disc.users')[0].bio;
const kept = (database) => database.rows("SELECT count(*) FROM disc.cid_data WHERE cid LIKE 'Qm%'")[0].count;

test('725 documents of 256 KiB in one block', async (t) => {
  const { chain, to } = await factories();
  await library(chain, 725, 262144);
  const { database, env } = to();
  await light(t, env, 250_000);
  documents.clear();
  assert.deepEqual([bio(database), kept(database)], ['bio 724', 725]);
});

test('40 documents of more than 256 KiB in one block, kept at once or later, or already there', async () => {
  const { chain, to } = await factories();
  await library(chain, 40, 900_000);
  chain.add([act(1, 'User', 1, 'Update', { name: 'Ann' })]);
  const [whole, later] = [to(), to({ audius_discprov_enable_save_cid: 'false' })];
  await index(whole.env);
  await index(later.env);
  assert.deepEqual([kept(whole.database), kept(later.database)], [40, 0]);
  const { code, log } = await run({ ...later.env, audius_discprov_enable_save_cid: 'true' }, '--refetch');
  assert.equal(code, 0, log);
  const again = to({ audius_ipfs_gateway_hosts: 'http://127.0.0.1:1' });
  await index(again.env, '--until', '0');
  again.database.copyFrom(whole.database, 'cid_data');
  await index(again.env);
  documents.clear();
  const rows = ({ database }) => ['users', 'cid_data'].map((table) => database.rows(
    `SELECT md5(string_agg(t::text, '/' ORDER BY t::text)) AS sum, count(*) FROM disc.${table} AS t`)[0]);
  assert.deepEqual(rows(again), rows(whole));
});

test('documents that make more columns than memory holds: the block is on record, and can be stepped over', async () => {
  const { chain, to } = await factories();
  const bad = await library(chain, 600, 262144, 'y'.repeat(262144 - 40));
  chain.add([act(1, 'User', 1, 'Update', { name: 'Ann' })]);
  const { database, env } = to();
  const { code, log } = await run(env, '--catch-up');
  documents.clear();
  assert.equal(code, 65, log);
  assert.match(log, new RegExp(`block ${bad.number}: transaction 0x[0-9a-f]{64}: UpdateMultihash: rows of the block take`));
  assert.deepEqual([trouble(database).blocknumber, trouble(database).txhash], [bad.number, 'commit']);
  assert.equal(current(database), bad.number - 1);
  await index({ ...env, audius_discprov_skip: String(bad.number) });
  assert.equal(trouble(database), null);
  assert.equal(current(database), chain.head());
  assert.deepEqual(skipped(database), [{ blocknumber: bad.number, txhash: 'commit', level: 'network' }]);
});

// --- EntityManager

const ANN = 3000001, SONG = 2000001, MIX = 400001;
const signUp = (chain) => chain.add([act(ANN, 'User', ANN, 'Create', { handle: 'ann', name: 'Ann' })]);
const song = (id, more = {}) => act(ANN, 'Track', id, 'Create', { title: 'Song', genre: 'Jazz', track_cid: 'bag',
  duration: 1, ...more });
const holds = (tracks) => ({ playlist_contents: { track_ids: tracks.map((track) => ({ track, time: 1 })) } });

test('comments that mention 20000 users each, more in a block than memory holds', async (t) => {
  const { chain, to } = await scene();
  signUp(chain);
  chain.add([song(SONG)]);
  const mentions = (i) => Array.from({ length: 20000 }, (_, k) => 1 + k + i * 20000);
  chain.add(Array.from({ length: 6 }, (_, i) => act(ANN, 'Comment', 4000001 + i, 'Create',
    { body: `${i}`, entity_type: 'Track', entity_id: SONG, mentions: mentions(i) })));
  const { database, env } = to();
  await light(t, env, 250_000);
  assert.equal(database.rows('SELECT count(*) FROM disc.comment_mentions')[0].count, 120000);
  assert.equal(database.rows("SELECT count(*) FROM disc.notification WHERE type = 'comment_mention'")[0].count, 120000);
});

test('1500 updates of a document of 60 kB in one block', async (t) => {
  const { chain, to } = await scene();
  signUp(chain);
  chain.add([act(ANN, 'User', ANN, 'Update', { bio: 'big', extra: 'x'.repeat(60000) })]);
  chain.add(Array.from({ length: 1500 }, (_, i) => act(ANN, 'User', ANN, 'Update', { name: `Ann ${i}` })));
  const { database, env } = to();
  await light(t, env, 250_000);
  assert.deepEqual(database.rows('SELECT name FROM disc.users'), [{ name: 'Ann 1499' }]);
});

test('a playlist of 5000 tracks with long titles comes and changes', async (t) => {
  const { chain, to } = await scene();
  signUp(chain);
  const ids = Array.from({ length: 5000 }, (_, i) => SONG + i);
  for (let i = 0; i < 5000; i += 1000)
    chain.add(ids.slice(i, i + 1000).map((id) => song(id)));
  const { database, env } = to();
  await index(env);
  database.sql("UPDATE disc.tracks SET title = repeat('long title ', 900)");
  chain.add([act(ANN, 'Playlist', MIX, 'Create', { playlist_name: 'Mix', ...holds(ids) })]);
  await light(t, env, 300_000);
  const members = () => database.rows(`SELECT count(*) FROM disc.tracks WHERE playlists_containing_track = '{${MIX}}'`)[0].count;
  assert.equal(members(), 5000);
  chain.add([act(ANN, 'Playlist', MIX, 'Update', holds(ids.slice(1))),
    act(ANN, 'Track', SONG + 7, 'Update', { title: 'Short' }), act(ANN, 'Track', SONG + 1, 'Update', { title: 'Short' }),
    act(ANN, 'Playlist', MIX, 'Update', holds(ids.slice(2)))]);
  await light(t, env, 300_000);
  assert.equal(members(), 4998);
  assert.deepEqual(database.rows(`SELECT title, playlists_containing_track AS held FROM disc.tracks
    WHERE track_id IN (${SONG + 1}, ${SONG + 7}) ORDER BY track_id`),
  [{ title: 'Short', held: [] }, { title: 'Short', held: [MIX] }]);
});

test('metadata, conditions and lists as large as a log may be', async () => {
  const { chain, to } = await scene();
  signUp(chain);
  const long = 'x'.repeat(1_000_000);
  const many = (item, n) => Array.from({ length: n }, () => item);
  const { number, txHashes } = chain.add([
    act(ANN, 'User', ANN, 'Update', { name: 'Too much', extra: 'x'.repeat(3_000_000) }),
    song(SONG, { description: long, title: 'Huge' }),
    song(SONG + 1, { artists: many({ name: 'a', roles: ['b'] }, 20_000) }),
    song(SONG + 2, { is_stream_gated: true, is_download_gated: true, stream_conditions: { tip_user_id: many(1, 100_000) },
      download_conditions: { tip_user_id: many(1, 100_000) } }),
    song(SONG + 3, { remix_of: { tracks: many({ parent_track_id: SONG }, 30_000) } }),
    song(SONG + 4, { ddex_release_ids: Object.fromEntries(many(0, 50_000).map((_, i) => [`k${i}`, i])) }),
    act(ANN, 'Playlist', MIX, 'Create', { playlist_name: long.slice(500_000), ...holds(many(SONG, 5000)) }),
    act(ANN, 'User', ANN, 'Update', { playlist_library: { contents: many({ a: 1 }, 80_000) } }),
    act(ANN, 'User', ANN, 'Update', { associated_wallets: Object.fromEntries(many(0, 8000).map((_, i) => [`w${i}`, { signature: '0x' }])) }),
    act(ANN, 'Event', 1, 'Create', { event_type: 'new_release', end_date: '2090-01-01', event_data: many([], 300_000) }),
    act(ANN, 'Track', SONG, 'Nothing', { x: long }),
  ]);
  chain.add([act(ANN, 'User', ANN, 'Update', { name: 'Still there' })]);
  const { database, env } = to();
  await index(env);
  assert.equal(current(database), chain.head());
  assert.deepEqual(database.rows('SELECT name FROM disc.users'), [{ name: 'Still there' }]);
  assert.deepEqual(skipped(database), [{ blocknumber: number, txhash: txHashes[0], level: 'node' }]);
});

test('a host without memory: the block is on record, and indexed when there is some', { skip: sanitized }, async () => {
  const { chain, to } = await scene();
  signUp(chain);
  chain.add([song(SONG)]);
  const calm = chain.head();
  chain.add(Array.from({ length: 3 }, (_, i) => act(ANN, 'Comment', 4000001 + i, 'Create', { body: `${i}`,
    entity_type: 'Track', entity_id: SONG, mentions: Array.from({ length: 20000 }, (_, k) => 1 + k + i * 20000) })));
  const { database, env } = to();
  const within = (kb, ...args) => alone(async () => {
    const child = spawn('sh', ['-c', `ulimit -v ${kb}; exec "$0" "$@"`, PROGRAM, '--catch-up', ...args],
      { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    child.stderr.on('data', (data) => { log += data; });
    const [code] = await once(child, 'close');
    return { code, log };
  });
  let kb = 30_000;
  while ((await within(kb, '--until', String(calm))).code !== 0)
    kb += 5000;
  const { code, log } = await within(kb + 15_000);
  assert.equal(code, 71, log);
  assert.match(log, /lvl=err .*no memory/);
  assert.ok(trouble(database), log);
  const { blocknumber, txhash, count, message } = trouble(database);
  assert.deepEqual([blocknumber, count], [calm + 1, 1]);
  assert.match(txhash, /^0x[0-9a-f]{64}$/);
  assert.match(message, /no memory/);
  await index(env);
  assert.equal(trouble(database), null);
  assert.equal(database.rows('SELECT count(*) FROM disc.comment_mentions')[0].count, 60000);
});

test('6000 users and as many tracks in a few blocks', async () => {
  const { chain, to } = await scene();
  for (let i = 0; i < 6000; i += 2000)
    chain.add(Array.from({ length: 2000 }, (_, k) => {
      const id = ANN + i + k;
      return [act(id, 'User', id, 'Create', { handle: `u${id}`, name: 'x'.repeat(200) }),
        act(id, 'Track', SONG + i + k, 'Create', { title: 'Song', genre: 'Jazz', track_cid: 'bag', description: 'y'.repeat(900) })];
    }).flat());
  const { database, env } = to();
  await index(env);
  assert.deepEqual(database.rows('SELECT (SELECT count(*) FROM disc.users) AS users, (SELECT count(*) FROM disc.tracks) AS tracks'),
    [{ users: 6000, tracks: 6000 }]);
});
