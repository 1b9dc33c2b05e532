// SPDX-License-Identifier: ISC
// Bad input ends in a clear line and the documented exit code or row; nothing
// is halted for ever, nothing is half written.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { cidOfContent, digestOf } from '../chain/lib/model/cid.mjs';
import { userDocument } from '../chain/lib/documents.mjs';
import { sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import {
  differences, firstDifference, index, openStage, reach, run, settings, start, startGateway,
} from './index_lib.mjs';
import { startLiar } from './index_node.mjs';

const { place, anvil, gateway, chain } = await openStage();
const node = await startLiar(anvil.url);
test.after(() => node.close());

const world = await World.open({ chain, ipfs: place.ipfs });
await tell(world, sizeOf('small'));
const books = world.books.summary();

const good = place.database();
await index(settings({ chain, database: good, gateway }));
const dump = good.dump();

const database = place.database();
const env = settings({ chain, database, gateway, rpc: node.url, audius_web3_timeout_sec: '2' });
await index(env, '--until', '10');
const untouched = database.dump();
const withoutHead = (text) => text.replace(/^latest_block.*$/gm, '').replace(/^indexing:error.*$/gm, '');

/** A run that must fail like this and leave everything as it was. */
async function fails(code, message, more = {}, ...args) {
  const result = await run({ ...env, ...more }, ...args);
  assert.equal(result.code, code, result.log);
  assert.match(result.log, message);
  const lines = result.log.trim().split('\n').filter((line) => line.includes('lvl=err'));
  assert.equal(lines.length, 1, `one line says it: ${result.log}`);
  const now = withoutHead(database.dump());
  assert.ok(now === withoutHead(untouched), firstDifference(withoutHead(untouched), now));
}

test('a registry address that is none is a configuration error', async () => {
  const registry = (address) => ({ audius_contracts_registry: address });
  await fails(78, /registry/, registry('0x1234'));
  await fails(78, /is not a registry on this chain \(there is no code/, registry(`0x${'12'.repeat(20)}`));
  await fails(78, /is not a registry on this chain/, registry(chain.userFactory));
  await fails(78, /neither \[contracts\] registry nor entity_manager_address/, registry(''));
});

test('a database that is not there is not reachable, one without schema is refused', async () => {
  await fails(69, /database: /, { audius_db_url: 'postgresql:///x?host=/nowhere&user=discprov_writer' });
  const empty = place.database();
  await fails(78, /discprov migrate/, { audius_db_url: empty.url, audius_db_run_migrations: 'false' });
});

test('a chain node that is down is not reachable', async () => {
  await fails(69, /eth_\w+: chain node not reachable: .*connect/i, { audius_web3_port: '1' });
});

test('a log that does not decode stops the block, which is on record, and not for ever', async () => {
  const other = place.database();
  const own = { ...env, audius_db_url: other.url, audius_discprov_run_dir: env.audius_discprov_run_dir };
  let broken;
  node.honest();
  node.says('eth_getLogs', (answer, { params: [{ fromBlock, toBlock }] }) => {
    if (Number(fromBlock) > 20 || Number(toBlock) < 20)
      return;
    broken = answer.result.find(({ blockNumber }) => Number(blockNumber) >= 20);
    broken.data = '0x12';
  });
  const { code, log } = await run(own, '--catch-up');
  assert.equal(code, 65, log);
  assert.match(log, /block \d+: log \d+: /);
  const before = Number(broken.blockNumber) - 1;
  assert.equal(other.value('most_recently_indexed_block_from_db'), String(before));
  const trouble = JSON.parse(other.value('indexing:error'));
  assert.deepEqual(
    [trouble.count, trouble.blocknumber, trouble.txhash], [1, before + 1, broken.transactionHash]);
  await run(own, '--catch-up');
  assert.equal(JSON.parse(other.value('indexing:error')).count, 2);
  node.honest();
  await index(own);
  assert.ok(other.dump() === dump, firstDifference(dump, other.dump()));
});

/** Index all with this node; the database must be as ever. */
async function comesOut(...args) {
  const other = place.database();
  await index({ ...env, audius_db_url: other.url }, ...args);
  assert.ok(other.dump() === dump, firstDifference(dump, other.dump()));
}

test('a catch-up outlives a node that stumbles', async () => {
  node.honest();
  let fail = 3;
  node.before = (calls) => (calls[0].method === 'eth_getLogs' && fail-- > 0 ? 'hang up' : undefined);
  await comesOut();
});

test('a database that dies under a run is not reachable; the next run makes the same of it', async () => {
  const other = place.database();
  node.honest();
  const slow = await startGateway(place.ipfs, (cid, res) => {
    setTimeout(() => res.end(readFileSync(path.join(place.ipfs, cid))), 30);
    return true;
  });
  const own = { ...env, audius_db_url: other.url };
  const started = start(
    { ...own, audius_ipfs_gateway_hosts: slow.url, audius_discprov_block_processing_window: '2' }, '--catch-up');
  await reach(10, other, started);
  place.down();
  const { code, log } = await started.ended;
  slow.close();
  place.up();
  assert.equal(code, 69, log);
  assert.match(log, /rc=db .*database: /);
  await index(own);
  assert.ok(other.dump() === dump, firstDifference(dump, other.dump()));
});

// Metadata.  From here on the chain grows beyond the books.

const meta = place.database();
const metaEnv = settings({
  chain, database: meta, gateway, audius_ipfs_fetch_timeout_ms: '300', audius_ipfs_fetch_deadline_sec: '2',
});
const actor = world.actor('bad/actor');

test('an honest node makes an honest database', async () => {
  await index(metaEnv);
  assert.deepEqual(differences(meta, books), []);
  actor.signUp('bad_actor');
  await world.mine();
});

/**
 * Three blocks: a name, the document, another name.  The books are not asked,
 * for they cannot read such a document.
 */
async function threeBlocks(cid) {
  const mine = async () => {
    const calls = world.pending;
    world.pending = [];
    return world.network.mine(calls);
  };
  actor.setName(`before ${cid.slice(0, 12)}`);
  await mine();
  world.request(actor.key, 'UserFactory', 'updateMultihash', [actor.id, digestOf(cid)]);
  const block = await mine();
  actor.setName(`after ${cid.slice(0, 12)}`);
  await mine();
  return { number: block.number, hash: block.hash, txhash: block.receipts[0].transactionHash, cid };
}

const put = (cid, bytes) => writeFileSync(path.join(place.ipfs, cid), bytes);
const user = () => meta.rows(`SELECT name, metadata_multihash FROM disc.users WHERE user_id = ${actor.id}`)[0];
const indexed = () => Number(meta.value('most_recently_indexed_block_from_db'));

/** Nobody has this document: the blocks before are in, the error is told. */
async function halts({ number, hash, txhash, cid }, why, count = 1) {
  const { code, log } = await run(metaEnv);
  assert.equal(code, 69, log);
  for (const part of [`block ${number}`, cid, txhash, why])
    assert.ok(log.includes(part), `${part} in ${log}`);
  assert.equal(indexed(), number - 1);
  assert.equal(user().name, `before ${cid.slice(0, 12)}`);
  const trouble = JSON.parse(meta.value('indexing:error'));
  assert.deepEqual([trouble.count, trouble.blocknumber, trouble.blockhash, trouble.txhash, trouble.has_consensus],
    [count, number, hash, txhash, false]);
}

async function goesOn({ number, cid }, more = {}) {
  const { code, log } = await run({ ...metaEnv, ...more });
  assert.equal(code, 0, log);
  assert.equal(indexed(), number + 1);
  assert.equal(user().name, `after ${cid.slice(0, 12)}`);
  assert.equal(meta.value('indexing:error'), undefined);
}

const skippedAs = ({ txhash }) =>
  meta.rows(`SELECT level FROM disc.skipped_transactions WHERE txhash = '${txhash}'`).map(({ level }) => level);

let bios = 0;
const document = () => Buffer.from(JSON.stringify({ ...userDocument(world.random), bio: `document ${++bios}` }));

test('a missing document is asked for again by each run, until it is there', async () => {
  const bytes = document();
  const spot = await threeBlocks(cidOfContent(bytes));
  await halts(spot, 'status 404');
  await halts(spot, 'status 404', 2);
  put(spot.cid, bytes);
  await goesOn(spot);
  assert.equal(user().metadata_multihash, spot.cid);
  assert.deepEqual(skippedAs(spot), []);
});

test('the operator can step over the transaction or the block of a missing document', async () => {
  for (const skip of [({ txhash }) => txhash, ({ number }) => String(number)]) {
    const before = user().metadata_multihash;
    const spot = await threeBlocks(cidOfContent(document()));
    await halts(spot, 'status 404');
    await goesOn(spot, { audius_discprov_skip: skip(spot) });
    assert.equal(user().metadata_multihash, before);
    const [{ level, txhash }] = meta.rows(
      `SELECT level, txhash FROM disc.skipped_transactions WHERE blocknumber = ${spot.number}`);
    assert.equal(level, 'network');
    assert.equal(txhash, skip(spot) === spot.txhash ? spot.txhash : 'commit');
  }
});

test('a document that does not match its content id does not count', async () => {
  const bytes = document();
  const spot = await threeBlocks(cidOfContent(bytes));
  put(spot.cid, Buffer.concat([bytes, Buffer.from(' ')]));
  await halts(spot, 'the content does not match the content id');
  put(spot.cid, bytes);
  await goesOn(spot);
});

test('an oversize document does not count', async () => {
  const bytes = Buffer.alloc(1048577, ' ');
  bytes.write('{"bio":"big"}');
  const spot = await threeBlocks(cidOfContent(document()));
  put(spot.cid, bytes);
  await halts(spot, 'longer than 1048576 bytes');
  put(spot.cid, Buffer.from('x'));
  await halts(spot, 'does not match', 2);
  await goesOn(spot, { audius_discprov_skip: spot.txhash });
});

test('a document of one full chunk counts', async () => {
  const bytes = Buffer.alloc(262144, ' ');
  bytes.write('{"bio":"largest"}');
  const spot = await threeBlocks(cidOfContent(bytes));
  put(spot.cid, bytes);
  await goesOn(spot);
  assert.equal(user().metadata_multihash, spot.cid);
});

test('a gateway that is down or slow leaves the document to the others', async () => {
  const bytes = document();
  const spot = await threeBlocks(cidOfContent(bytes));
  put(spot.cid, bytes);
  const silent = await startGateway(place.ipfs, () => true);
  await goesOn(spot, { audius_ipfs_gateway_hosts: `http://127.0.0.1:1,${silent.url},${gateway.url}` });
  silent.close();
  assert.equal(user().metadata_multihash, spot.cid);
});

test('a slow gateway alone runs into the time-out', async () => {
  const bytes = document();
  const spot = await threeBlocks(cidOfContent(bytes));
  gateway.answer = () => true;
  await halts(spot, 'timed out');
  gateway.answer = () => false;
  put(spot.cid, bytes);
  await goesOn(spot);
});

test('SIGTERM while a document is awaited is no trouble of its block', async () => {
  const bytes = document();
  const spot = await threeBlocks(cidOfContent(bytes));
  await index(metaEnv, '--until', String(spot.number - 1));
  const patient = { ...metaEnv, audius_ipfs_fetch_timeout_ms: '9000', audius_ipfs_fetch_deadline_sec: '9' };
  const { child, ended } = await new Promise((resolve) => {
    const started = start(patient);
    gateway.answer = () => { resolve(started); return true; };
  });
  child.kill('SIGTERM');
  const { code, log } = await ended;
  gateway.answer = () => false;
  assert.equal(code, 0, log);
  assert.equal(indexed(), spot.number - 1);
  assert.equal(meta.value('indexing:error'), undefined);
  put(spot.cid, bytes);
  await goesOn(spot);
});

for (const [what, bytes] of [
  ['that is not JSON', Buffer.from('hello')],
  ['that is cut JSON', Buffer.from('{"bio":"half')],
  ['that is empty', Buffer.alloc(0)],
  ['that is no object', Buffer.from('["bio"]')],
  ['nested too deep', Buffer.from(`{"bio":${'['.repeat(100)}${']'.repeat(100)}}`)],
  ['that says nothing', Buffer.from('{"bio":null,"unknown":1}')],
  ['with numbers nobody can hold', Buffer.from('{"bio":"x","associated_wallets":{"a":1e999999}}')],
])
  test(`a document ${what} is rejected for good, because its bytes are the right ones`, async () => {
    const before = user().metadata_multihash;
    const spot = await threeBlocks(cidOfContent(bytes));
    put(spot.cid, bytes);
    await goesOn(spot);
    assert.deepEqual(skippedAs(spot), ['node']);
    assert.equal(user().metadata_multihash, before);
  });

test('text of a document is cleaned, whatever bytes it has', async () => {
  const bytes = Buffer.concat([
    Buffer.from('{"bio":"a\\u0000b'), Buffer.from([0xff, 0xc0, 0x00]), Buffer.from('c\\ud800d","loc\\u0000ation":"e"}'),
  ]);
  const spot = await threeBlocks(cidOfContent(bytes));
  put(spot.cid, bytes);
  await goesOn(spot);
  const [{ bio, location }] = meta.rows(`SELECT bio, location FROM disc.users WHERE user_id = ${actor.id}`);
  assert.deepEqual([bio, location], ['abcd', 'e']);
  assert.deepEqual(meta.rows(`SELECT data FROM disc.cid_data WHERE cid = '${spot.cid}'`),
    [{ data: { bio: 'abcd', location: 'e' } }]);
});

test('hosts that users name are not asked when they are in a private network', async () => {
  const bytes = document();
  const cid = cidOfContent(bytes);
  put(cid, bytes);
  let asked = 0;
  const inside = await startGateway(place.ipfs, () => { asked++; return false; });
  actor.setEndpoint(`${inside.url},http://127.0.0.1:1/../?x,http://localhost:${new URL(inside.url).port}`);
  const calls = world.pending;
  world.pending = [];
  await world.network.mine(calls);
  await index(metaEnv);
  const spot = await threeBlocks(cid);
  const { code, log } = await run({ ...metaEnv, audius_ipfs_gateway_hosts: 'http://127.0.0.1:1' });
  assert.equal(code, 69);
  assert.match(log, /the host's address is not public/);
  assert.equal(asked, 0);
  await goesOn(spot);
  inside.close();
});

test('the skip list takes hashes and numbers only', async () => {
  const { code, log } = await run({ ...metaEnv, audius_discprov_skip: 'everything' });
  assert.equal(code, 78);
  assert.match(log, /skip/);
});
