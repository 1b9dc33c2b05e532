// SPDX-License-Identifier: ISC
// The network moved: the second chain's blocks follow the last block of the
// first one, with its number added to theirs.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Wallet, id } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { startAnvil } from '../chain/lib/anvil.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import { Network } from '../chain/lib/network.mjs';
import { Random } from '../chain/lib/random.mjs';
import { RequestSigner } from '../chain/lib/signer.mjs';
import { sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import { Place, differences, firstDifference, index, run, settings, start, startGateway } from './index_lib.mjs';

const KILLS = 12;
const NOBODY = 'http://127.0.0.1:1';
const seed = process.env.SEED ?? String(Date.now());
const random = new Random(seed);

const place = new Place();
const [first, second] = await Promise.all([startAnvil(), startAnvil()]);
const gateway = await startGateway(place.ipfs);
test.after(async () => {
  gateway.close();
  await Promise.all([first.stop(), second.stop()]);
  place.close();
});

const chain = await deploy(first.url);
const world = await World.open({ chain, ipfs: place.ipfs });
await tell(world, sizeOf('small'));
const F = world.network.head.number;
const books = world.books.summary();
// The first chain is left behind, not stopped: nobody reads what comes here.
await world.mine();
await world.mine();

/** The second chain from its block 0 on, with n people signing up. */
let network, entityManager;
async function tellSecond(people, label) {
  // Its block 1 is like no other: the development chains are all born alike.
  await (await new Network(second.url).sync()).mine([{ to: new Wallet(id(label)).address, data: '0x' }]);
  const deployed = await deploy(second.url);
  entityManager = deployed.entityManager;
  network = await new Network(second.url).sync();
  let nonces = 0;
  const signer = new RequestSigner(
    'EntityManager', entityManager, deployed.chainId, () => id(`${label} ${++nonces}`));
  for (let i = 0; i < people; i++) {
    const key = keyOf(label, String(i));
    const { receipts } = await network.mine([{ to: entityManager, data: signer.call(key, 'manageEntity', [
      3000001 + i, 'User', 3000001 + i, 'Create',
      JSON.stringify({ cid: '', data: { handle: `${label}${i}`, name: new Wallet(key).address, bio: null } }),
    ]) }]);
    assert.equal(Number(receipts[0].status), 1);
  }
}
const blockZero = await new Network(second.url).sync();
let beforeAll = await blockZero.rpc.call('evm_snapshot');
await tellSecond(9, 'ann');

const both = (more) => settings({
  chain, gateway, audius_web3_nethermind_rpc: second.url, audius_final_poa_block: String(F),
  audius_contracts_nethermind_entity_manager_address: entityManager, ...more,
});
const onlySecond = (more) => both({ audius_contracts_registry: '', ...more });
const current = (database) => database.rows('SELECT number, blockhash FROM disc.blocks WHERE is_current')[0];
const head = () => ({ number: F + network.head.number, blockhash: network.head.hash });
const published = (database) => Number(database.value('latest_block_from_chain'));

function assertSame(a, b) {
  const [want, got] = [a.dump(), b.dump()];
  assert.ok(want === got, firstDifference(want, got));
}

/** What an indexer makes of both chains as they are now. */
async function fresh(configure = both) {
  const database = place.database();
  await index(configure({ database }));
  return database;
}

/** Each block names the one before it, across the move too. */
function assertLinked(database, from) {
  const blocks = database.rows('SELECT number, blockhash, parenthash FROM disc.blocks WHERE number >= ' +
    `${from} ORDER BY number`);
  assert.equal(blocks.length, head().number - from + 1);
  for (const [i, block] of blocks.entries()) {
    assert.equal(block.number, from + i);
    assert.equal(block.parenthash, i === 0 ? block.parenthash : blocks[i - 1].blockhash);
  }
}

const database = place.database();
const env = both({ database });

test('the first chain is read up to its last block, and its heights are those of the second', async () => {
  await index(env, '--until', String(F));
  assert.deepEqual(differences(database, books), []);
  assert.equal(current(database).number, F);
  assert.equal(published(database), head().number);
  assert.equal(Number(database.value('most_recently_indexed_block_from_db')), F);
});

test('the second chain follows, its numbers behind those of the first', async () => {
  await index(env);
  assert.deepEqual(current(database), head());
  assert.equal(published(database), head().number);
  assertLinked(database, 0);
  const people = database.rows('SELECT user_id, blocknumber FROM disc.users WHERE user_id > 3000000 ORDER BY 1');
  assert.deepEqual(people.map(({ user_id: user, blocknumber }) => [user, blocknumber]),
    Array.from({ length: 9 }, (_, i) => [3000001 + i, head().number - 8 + i]));
});

test('one catch-up, and the timer\'s runs with windows of any size, give the same', async () => {
  assertSame(database, await fresh());
  for (const size of [1, 7]) {
    const other = place.database();
    const timer = both({ database: other, audius_discprov_block_processing_window: size });
    await index(timer, '--until', String(F - 2 * size));
    for (let runs = 0; current(other).number < head().number; runs++) {
      const { code, log } = await run(timer);
      assert.equal(code, 0, log);
      assert.ok(runs < 60, 'it gets on');
    }
    assertSame(database, other);
  }
});

test('nobody needs the first chain any more once its last block is here', async () => {
  await network.mine([]);
  await index(both({ database, rpc: NOBODY }));
  assert.deepEqual(current(database), head());
});

test('the first chain is read while nobody answers for the second', async () => {
  const other = place.database();
  const { code, log } = await run(
    both({ database: other, audius_web3_nethermind_rpc: NOBODY }), '--catch-up', '--until', String(F));
  assert.equal(code, 0, log);
  assert.match(log, /second chain: /);
  assert.equal(current(other).number, F);
});

for (const [name, configure] of [['both chains', both], ['the second chain alone', onlySecond]])
  test(`${name}: a fork down to block 1 of the second chain is undone, and nothing below`, async () => {
    const changed = await fresh(configure);
    const depth = head().number - F;
    const from = name === 'both chains' ? 0 : F;
    await network.rpc.call('evm_revert', beforeAll);
    beforeAll = await network.rpc.call('evm_snapshot');
    await tellSecond(4, name === 'both chains' ? 'ben' : 'cleo');
    const { log } = await index(configure({ database: changed }));
    assert.match(log, new RegExp(`from=${F + depth} to=${F + 1} depth=${depth} .*reorganisation undone`));
    assert.deepEqual(current(changed), head());
    assertLinked(changed, from);
    assertSame(await fresh(configure), changed);
  });

test('on an empty database without contracts of a first chain, the second one begins at its number', async () => {
  const other = await fresh(onlySecond);
  assert.deepEqual(current(other), head());
  assertLinked(other, F);
  assert.equal(other.rows('SELECT count(*) AS n FROM disc.users')[0].n, 4);
});

test('a start block of the second chain is found by its own number', async () => {
  const other = place.database();
  await index(onlySecond({ database: other, audius_discprov_start_block: '3' }));
  assertLinked(other, F + 3);
});

test('a database of the other chain is refused, and nothing changes', async () => {
  const before = database.dump();
  const { code, log } = await run(
    both({ database, audius_web3_nethermind_rpc: '', audius_contracts_nethermind_entity_manager_address: '' }));
  assert.equal(code, 78, log);
  assert.match(log, /above audius_final_poa_block, but no node of that chain is configured/);
  assert.ok(database.dump() === before);
  const other = place.database();
  await index(both({ database: other }), '--until', String(F - 3));
  const result = await run(onlySecond({ database: other }));
  assert.equal(result.code, 78, result.log);
  assert.match(result.log, /below audius_final_poa_block, but no node of that chain is configured/);
});

test(`killed ${KILLS} times around the move (seed ${seed}), the database is the same`, async (t) => {
  const want = await fresh();
  const killed = place.database();
  const slow = both({ database: killed, audius_discprov_block_processing_window: 2 });
  await index(slow, '--until', String(F - 6));
  let kills = 0;
  for (let done = false; !done && kills < KILLS;) {
    const { child, ended } = start(slow);
    await Promise.race([ended, sleep(1 + random.below(60))]);
    child.kill('SIGKILL');
    const { code, signal, log } = await ended;
    kills += signal === 'SIGKILL' ? 1 : 0;
    assert.ok(signal === 'SIGKILL' || [0, 75].includes(code), log);
    done = current(killed).number === head().number;
  }
  t.diagnostic(`${kills} kills`);
  await killed.settled();
  await index(slow);
  assertSame(want, killed);
});
