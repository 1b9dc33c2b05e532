// SPDX-License-Identifier: ISC
// A few bytes on the chain that are many in memory, and a catch-up on a bad
// day: the run gets through, and the rows are the same.
import assert from 'node:assert/strict';
import test from 'node:test';

import { id } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { Network } from '../chain/lib/network.mjs';
import { headerHash } from '../chain/lib/proof.mjs';
import { RequestSigner } from '../chain/lib/signer.mjs';
import { firstDifference, index, openStage, run, settings } from './index_lib.mjs';
import { startLiar } from './index_node.mjs';
import { WORDS, startPeer } from './index_peers.mjs';

const BIG = 60000; // bytes of a user's document, which every update copies

const { place, anvil, gateway, chain } = await openStage();
const node = await startLiar(anvil.url);
const peer = await startPeer(WORDS.failed);
test.after(() => {
  peer.close();
  node.close();
});

const network = await new Network(chain.rpc).sync();
let nonces = 0;
const signer = new RequestSigner('EntityManager', chain.entityManager, chain.chainId, () => id(`nonce ${++nonces}`));
const ann = { id: 3000001, key: keyOf('room', 'ann') };
const mine = (action, data) => network.mine([{
  to: chain.entityManager,
  data: signer.call(ann.key, 'manageEntity', [ann.id, 'User', ann.id, action, JSON.stringify({ cid: '', data })]),
}]);

await mine('Create', { handle: 'ann', name: 'ann' });
await mine('Update', { bio: 'big', extra: 'x'.repeat(BIG) });
const first = network.head.number + 1;
for (let i = 0; i < 20; i++)
  await mine('Update', { name: `ann ${i}` });
const last = network.head.number;

/** The node tells each log of these blocks n times. */
function repeat(n, from = first, to = last) {
  node.honest();
  node.spoil = (calls, answers) => {
    calls.forEach(({ method }, i) => {
      if (method !== 'eth_getLogs')
        return;
      answers[i].result = answers[i].result.flatMap((log) =>
        (Number(log.blockNumber) < from || Number(log.blockNumber) > to ? [log]
          : Array.from({ length: n }, (_, k) => ({ ...log, logIndex: `0x${k.toString(16)}` }))));
    });
  };
}

const scene = (more = {}) => {
  const database = place.database();
  return {
    database,
    env: settings({
      chain, gateway, database, runDir: database.name, rpc: node.url,
      audius_contracts_entity_manager_address: chain.entityManager,
      audius_delegate_owner_wallet: `0x${'99'.repeat(20)}`, audius_discprov_block_processing_window: '250', ...more,
    }),
  };
};

const withoutHead = (text) => text.replace(/^latest_block.*$/gm, '');

function assertSame(a, b) {
  const [x, y] = [withoutHead(a.dump()), withoutHead(b.dump())];
  assert.ok(x === y, firstDifference(x, y));
}

/** With or without a journal. */
const content = ({ database }) => ['users', 'cid_data', 'skipped_transactions'].map((table) => database.rows(
  `SELECT md5(string_agg(t::text, '/' ORDER BY t::text)) AS sum, count(*) FROM disc.${table} AS t`)[0]);

test('1600 updates of a document of 60 kB pass in one stretch, in a transaction a block and in few', async () => {
  repeat(80);
  const near = scene();
  await index(near.env);
  const far = scene({ audius_discprov_undo_depth: '0' });
  await index(far.env, '--until', String(last - 1));
  await index(far.env);
  assert.deepEqual(content(near), content(far));
  assert.ok(content(near)[1].count >= 21);
});

test('a transaction that alone is too much for a block is on record, and left out when others failed as well', async () => {
  const block = last - 3;
  const { database, env } = scene();
  await index(env, '--until', String(block - 1));
  repeat(2500, block, block);
  const trouble = () => JSON.parse(database.value('indexing:error') ?? 'null');
  const { code, log } = await run(env, '--until', String(block));
  assert.equal(code, 65, log);
  const { blocknumber, txhash, count } = trouble();
  assert.match(log, new RegExp(`block ${block}: transaction ${txhash}: ManageEntity: rows of the block take more than \\d+ bytes`));
  assert.deepEqual([blocknumber, count], [block, 1]);
  assert.equal(database.value('most_recently_indexed_block_from_db'), String(block - 1));
  await index({ ...env, audius_network_discovery_nodes: `${peer.url}=0x${'1'.repeat(40)}` });
  assert.deepEqual(peer.asked.map(({ transactionhash }) => transactionhash), [txhash]);
  assert.equal(trouble(), null);
  assert.equal(database.value('most_recently_indexed_block_from_db'), String(last));
  assert.deepEqual(database.rows('SELECT blocknumber, txhash, level FROM disc.skipped_transactions'),
    [{ blocknumber: block, txhash, level: 'network' }]);
  assert.deepEqual(database.rows('SELECT name FROM disc.users'), [{ name: 'ann 19' }]);
});

test('a node that refuses to ask the registry is at fault itself', async () => {
  const { env } = scene();
  node.honest();
  node.spoil = (calls, answers) => {
    calls.forEach(({ method, id: call }, i) => {
      if (method === 'eth_call')
        answers[i] = { jsonrpc: '2.0', id: call, error: { code: -32000, message: 'header not found' } };
    });
  };
  const { code, log } = await run(env);
  node.honest();
  assert.equal(code, 69, log);
  assert.match(log, /eth_call: error -32000 'header not found'/);
});

test('a block that cannot even be read is stepped over by its number, and nothing in it is asked for', async () => {
  const block = first + 5;
  node.honest();
  node.spoil = (calls, answers) => {
    calls.forEach(({ method, params }, i) => {
      if (method === 'eth_getLogs' && Number(params[0].fromBlock) <= block && Number(params[0].toBlock) >= block)
        answers[i].result = 'nothing';
    });
  };
  const { database, env } = scene();
  assert.equal((await run(env)).code, 65);
  node.calls = [];
  await index({ ...env, audius_discprov_skip: `${block},${block + 1},${last + 100}` });
  assert.deepEqual(database.rows('SELECT blocknumber, txhash, level FROM disc.skipped_transactions ORDER BY id'),
    [block, block + 1].map((blocknumber) => ({ blocknumber, txhash: 'commit', level: 'network' })));
  assert.deepEqual(database.rows('SELECT name FROM disc.users'), [{ name: 'ann 19' }]);
  const hashes = database.rows(`SELECT blockhash FROM disc.blocks WHERE number IN (${block}, ${block + 1})`);
  for (const { blockhash } of hashes)
    assert.ok(!JSON.stringify(node.calls).includes(blockhash));
  node.honest();
});

test('a track in 20000 playlists comes and goes 2000 times in one block', async () => {
  const act = (type, entity, action, data) => ({
    to: chain.entityManager,
    data: signer.call(ann.key, 'manageEntity', [ann.id, type, entity, action, JSON.stringify({ cid: '', data })]),
  });
  const [song, mix] = [2000001, 400001];
  const holds = (...tracks) => ({ playlist_contents: { track_ids: tracks.map((track) => ({ track, time: 1 })) } });
  await network.mine([act('Track', song, 'Create', { title: 'Song', genre: 'Jazz', duration: 1, track_cid: 'bag' })]);
  await network.mine([act('Playlist', mix, 'Create', { playlist_name: 'Mix', ...holds() })]);
  const { database, env } = scene();
  node.honest();
  await index(env);
  database.sql(`UPDATE disc.tracks SET playlists_containing_track = ARRAY(SELECT generate_series(1, 20000))`);
  const come = await network.mine([act('Playlist', mix, 'Update', holds(song))]);
  const go = await network.mine([act('Playlist', mix, 'Update', holds())]);
  const data = [come, go].map(({ receipts }) => receipts[0].logs[0].data);
  node.spoil = (calls, answers) => {
    calls.forEach(({ method }, i) => {
      if (method === 'eth_getLogs')
        answers[i].result = answers[i].result.flatMap((log) => (Number(log.blockNumber) !== come.number ? [log]
          : Array.from({ length: 2001 }, (_, k) => ({ ...log, data: data[k % 2], logIndex: `0x${k.toString(16)}` }))));
    });
  };
  const holders = () => database.rows(`SELECT cardinality(playlists_containing_track) AS n,
    ${mix} = ANY (playlists_containing_track) AS there FROM disc.tracks`);
  await index(env, '--until', String(come.number));
  assert.deepEqual(holders(), [{ n: 20001, there: true }]);
  await index(env);
  assert.deepEqual(holders(), [{ n: 20000, there: false }]);
  node.honest();
});

// --- a catch-up on a bad day

const steps = { audius_discprov_block_processing_window: '2' };
let good;

test('a catch-up outlives the loss of its session, and has the lock again', async () => {
  node.honest();
  good = scene(steps);
  await index(good.env);
  const { database, env } = scene(steps);
  let cut = 0;
  node.before = (calls) => {
    const at = calls.find(({ method, params }) => method === 'eth_getLogs' && Number(params[0].fromBlock) > first);
    if (at !== undefined && cut < 2) {
      cut++;
      database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'discprov-index' AND datname = current_database()`);
    }
  };
  const { log } = await index(env);
  assert.match(log, /try=1 rc=db msg=/);
  assertSame(database, good.database);
  node.honest();
});

test('a catch-up outlives a block that for a moment does not follow ours', async () => {
  const { database, env } = scene(steps);
  const at = first + 4;
  await index(env, '--until', String(at - 1));
  const parentHash = `0x${'7'.repeat(64)}`;
  const told = await network.rpc.call('eth_getBlockByNumber', `0x${at.toString(16)}`, false);
  const hash = headerHash({ ...told, parentHash });
  let tells = true;
  node.spoil = (calls, answers) => {
    const named = (name) => answers.filter((_, i) => calls[i].method === name).map(({ result }) => result);
    const block = named('eth_getBlockByNumber').find(({ number }) => Number(number) === at);
    // Once what it told is looked for, it has thought better of it.
    tells &&= !calls.some(({ method, params }) => method === 'eth_getBlockByHash' && params[0] === hash);
    if (!tells)
      return;
    if (block)
      Object.assign(block, { parentHash, hash });
    for (const log of named('eth_getLogs').flat())
      if (Number(log.blockNumber) === at)
        log.blockHash = hash;
  };
  const { log } = await index(env, '--until', String(at));
  assert.ok(!tells);
  assert.match(log, /try=1 rc=upstream msg=.*is not there any more/);
  await index(env);
  assertSame(database, good.database);
  node.honest();
});
