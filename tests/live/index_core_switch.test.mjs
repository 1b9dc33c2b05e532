// SPDX-License-Identifier: ISC
// From the last block of an EVM chain into the core chain, in one run or many,
// killed at any time: the same rows, under numbers that go on.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { computeAddress, id } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { notePlay, signAct, signPlays, CoreChain } from '../chain/lib/core.mjs';
import { startReplay } from '../chain/lib/core_replay.mjs';
import { Network } from '../chain/lib/network.mjs';
import { Random } from '../chain/lib/random.mjs';
import { RequestSigner } from '../chain/lib/signer.mjs';
import { firstDifference, index, openStage, run, settings, start } from './index_lib.mjs';

const KILLS = Number(process.env.KILLS ?? 50);
const seed = process.env.SEED ?? String(Date.now());
const random = new Random(seed);
const PEOPLE = 24;
const NOBODY = 'http://127.0.0.1:1';

const { place, gateway, chain } = await openStage();
const network = await new Network(chain.rpc).sync();
let nonces = 0;
const signer = new RequestSigner('EntityManager', chain.entityManager, chain.chainId, () => id(`nonce ${++nonces}`));
const person = (i) => ({ id: 3000001 + i, key: keyOf('switch', String(i)) });
const signUp = (i) => [person(i).id, 'User', person(i).id, 'Create',
  JSON.stringify({ cid: '', data: { handle: `person${i}`, name: `Person ${i}`, bio: null } })];

// Half of them sign up before the move, the others follow them after it.
for (let i = 0; i < PEOPLE / 2; i++)
  await network.mine([{ to: chain.entityManager, data: signer.call(person(i).key, 'manageEntity', signUp(i)) }]);
const F = network.head.number;
// The EVM chain is left behind, not stopped: nobody reads what comes here.
await network.mine([{ to: chain.entityManager, data: signer.call(person(40).key, 'manageEntity', signUp(40)) }]);

const core = new CoreChain();
const node = await startReplay(core);
test.after(() => node.close());
const T = network.head.timestamp + 100;
const act = (i, entityType, entityId, action, metadata = '') => signAct(core.chainId, person(i).key, {
  userId: person(i).id, entityType, entityId, action, metadata, nonce: id(`core ${++nonces}`), requestId: String(nonces) });
const player = keyOf('a', 'node');
core.addEmpty(2, { time: T });
for (let i = PEOPLE / 2; i < PEOPLE; i++) {
  const [, type, , action, metadata] = signUp(i);
  const before = person(i - PEOPLE / 2).id;
  const time = T + 10 * i;
  core.add([
    act(i, 'User', before, 'Follow'), act(i, type, person(i).id, action, metadata),
    act(i - PEOPLE / 2, 'Track', 2000000 + i, 'Create', JSON.stringify({ cid: '', data: { title: `Song ${i}`, genre: 'Jazz', owner_id: before } })),
    signPlays(player, Array.from({ length: 3 }, (_, n) => notePlay(player, {
      userId: person(i).id, trackId: 2000000 + i, timestamp: new Date((time + n) * 1000).toISOString().replace('.000Z', 'Z'), city: 'Here' }))),
  ], { time });
  core.add([act(i, 'Track', 2000000 + i, 'Save')], { time: time + 5 });
}

const both = (more) => settings({
  chain, gateway, audius_contracts_registry: '', audius_contracts_entity_manager_address: chain.entityManager,
  audius_contracts_verified_address: chain.verifier, audius_discprov_rule_dates: 'all=0',
  audius_core_endpoint: node.url, audius_final_acdc_block: String(F), audius_discprov_core_plays: 'anybody', ...more,
});
const current = (database) => database.rows('SELECT number, height, blockhash FROM disc.blocks WHERE is_current')[0];
const head = () => ({ number: F + core.head, height: core.head, blockhash: core.blocks.get(core.head).hash });
const same = (want, got) => assert.ok(want === got, firstDifference(want, got));

const database = place.database();
const env = both({ database });
let want;

test('one run goes from the one to the other', async () => {
  await index(env);
  assert.deepEqual(current(database), head());
  assert.deepEqual(database.rows('SELECT * FROM disc.core_chains'), [{ id: 1, chain_id: core.chainId, base: F, first_height: 1 }]);
  const blocks = database.rows('SELECT number, height, blockhash, parenthash FROM disc.blocks WHERE number >= 0 ORDER BY number');
  for (const [i, block] of blocks.entries()) {
    assert.equal(block.number, blocks[0].number + i);
    assert.equal(block.height, block.number > F ? block.number - F : null);
    if (i > 0)
      assert.equal(block.parenthash, blocks[i - 1].blockhash);
  }
  assert.equal(database.rows('SELECT count(*)::int AS n FROM disc.users')[0].n, PEOPLE);
  assert.equal(database.rows('SELECT count(*)::int AS n FROM disc.follows')[0].n, PEOPLE / 2);
  assert.equal(database.rows('SELECT count(*)::int AS n FROM disc.plays')[0].n, 3 * PEOPLE / 2);
  assert.equal(database.value('latest_block_from_chain'), String(core.head));
  want = database.dump();
});

test('while the EVM chain is read, the head is that of the core chain, as a number behind it', async () => {
  const other = place.database();
  await index(both({ database: other }), '--until', String(F - 2));
  assert.equal(current(other).number, F - 2);
  assert.equal(other.value('latest_block_from_chain'), String(F + core.head));
});

test('the timer\'s runs, with windows of any size, give the same', async () => {
  for (const size of [1, 7]) {
    const other = place.database();
    const timer = both({ database: other, audius_discprov_block_processing_window: size });
    await index(timer, '--until', String(F - 2));
    for (let runs = 0; current(other).number < head().number; runs++) {
      const { code, log } = await run(timer);
      assert.equal(code, 0, log);
      assert.ok(runs < 100, 'it gets on');
    }
    same(want, other.dump());
  }
});

test('nobody needs the EVM chain behind its last block, nor the core chain before', async () => {
  const other = place.database();
  await index(both({ database: other, audius_core_endpoint: NOBODY }), '--until', String(F));
  assert.equal(current(other).number, F);
  await index(both({ database: other, rpc: NOBODY }));
  same(want, other.dump());
  const alone = place.database();
  await index(both({ database: alone }), '--until', String(F));
  const later = both({ database: alone, audius_contracts_entity_manager_address: '' });
  await index(later);
  same(want, alone.dump());
});

test('a configuration that does not fit the database is refused', async () => {
  const before = database.dump();
  const refused = async (more, log) => {
    const result = await run(both({ database, ...more }));
    assert.equal(result.code, 78, result.log);
    assert.match(result.log, log);
  };
  await refused({ audius_core_endpoint: '' }, /is of a core chain, but audius_core_endpoint names no node of one/);
  await refused({ audius_final_acdc_block: '' }, /audius_final_acdc_block is not set/);
  assert.ok(database.dump() === before);
  const half = place.database();
  await index(both({ database: half }), '--until', String(F - 2));
  const result = await run(both({ database: half, audius_contracts_entity_manager_address: '' }));
  assert.equal(result.code, 78, result.log);
  assert.match(result.log, /below audius_final_acdc_block, but no node of that chain is configured/);
});

/** A database that is killed again and again on its way over the move; gives how often. */
async function killedOften(most) {
  const killed = place.database();
  const slow = both({ database: killed, audius_discprov_block_processing_window: 2 });
  await index(slow, '--until', String(F - 6));
  let kills = 0;
  while (kills < most && current(killed).number < head().number) {
    const { child, ended } = start(slow, ...(random.chance(0.7) ? ['--catch-up'] : []));
    await Promise.race([ended, sleep(20 + random.below(180))]);
    child.kill('SIGKILL');
    const { code, signal, log } = await ended;
    kills += signal === 'SIGKILL' ? 1 : 0;
    assert.ok(signal === 'SIGKILL' || [0, 75].includes(code), log);
  }
  await killed.settled();
  await index(slow);
  same(want, killed.dump());
  return kills;
}

test(`killed ${KILLS} times (seed ${seed}), the database is the same`, async (t) => {
  const rounds = [];
  for (let left = KILLS; left > 0 && rounds.length < KILLS; left -= rounds.at(-1))
    rounds.push(await killedOften(left));
  t.diagnostic(`kills in each round: ${rounds.join(' ')}`);
});
