// SPDX-License-Identifier: ISC
// What is large on the chain is worked on in stretches, and what is small
// there but large in memory is not built at all.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import test from 'node:test';

import { AbiCoder, Wallet } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { chainVectors } from '../chain/lib/vectors.mjs';
import { PROGRAM, Place, firstDifference, index, settings, startGateway } from './index_lib.mjs';
import { startMadeChain } from './made_chain.mjs';

const ENTITY_MANAGER = '0x0000000000000000000000000000000000000008';
const ANN = 3000001, SONG = 2000001;
const { topic0, inputs } = chainVectors.events.find(({ name }) => name === 'ManageEntity');
const signer = new Wallet(keyOf('stretch', 'ann')).address;

const place = new Place();
const gateway = await startGateway(place.ipfs);
const chain = await startMadeChain();
test.after(() => {
  gateway.close();
  chain.close();
  place.close();
});

const act = (type, entity, action, metadata) => ({ to: ENTITY_MANAGER, logs: [{
  address: ENTITY_MANAGER, topics: [topic0], data: AbiCoder.defaultAbiCoder().encode(
    inputs.map(({ type: one }) => one), [ANN, signer, type, entity, metadata, action]),
}] });
const wrap = (data) => `{"cid":"","data":${data}}`;
const configure = (database, more = {}) => settings({
  chain: { rpc: chain.url, registry: '' }, database, gateway,
  audius_contracts_entity_manager_address: ENTITY_MANAGER, ...more,
});

chain.add([act('User', ANN, 'Create', wrap('{"handle":"ann","name":"Ann"}'))]);
chain.add([act('Track', SONG, 'Create', wrap('{"title":"Song","genre":"Jazz"}'))]);
const long = 'x'.repeat(900_000);
for (let i = 0; i < 12; i++)
  chain.add([act('Track', SONG, 'Update', wrap(`{"description":"${i}","unknown":"${long}"}`))]);

test('12 blocks of 900 kB are worked on in two stretches, and the rows are the same one by one', async () => {
  const [whole, single] = [place.database(), place.database()];
  const { log } = await index(configure(whole), '-v');
  assert.equal(log.match(/msg="blocks"/g).length, 2, log.slice(0, 2000));
  assert.equal(whole.rows('SELECT description FROM disc.tracks')[0].description, '11');
  await index(configure(single, { audius_discprov_block_processing_window: '1' }));
  assert.ok(whole.dump() === single.dump(), firstDifference(whole.dump(), single.dump()));
});

test('the last 50 blocks are a transaction each, whichever windows they are in', async () => {
  const more = await startMadeChain({ label: 'more' });
  try {
    for (let i = 0; i < 130; i++)
      more.add();
    for (const depth of ['0', '10000']) {
      const database = place.database();
      await index({ ...configure(database, { audius_discprov_block_processing_window: '30', audius_discprov_undo_depth: depth }),
        audius_web3_port: new URL(more.url).port });
      const transactions = (where) => database.rows(
        `SELECT count(DISTINCT xmin::text) FROM disc.blocks WHERE number ${where}`)[0].count;
      // a block's row is written once more by the next one, so the last two are alike
      assert.equal(transactions(`> ${more.head() - 50}`), 49, `undo_depth ${depth}`);
      assert.ok(transactions(`<= ${more.head() - 50}`) < 10, `undo_depth ${depth}`);
    }
  } finally {
    more.close();
  }
});

const sanitized = execFileSync('sh', ['-c', `grep -q __asan_init ${PROGRAM} && echo y || echo n`]).toString().trim() === 'y';

test('documents that json-c would make a quarter of a gigabyte of are turned away unbuilt', async (t) => {
  const items = Array.from({ length: 300_000 }, () => '{}').join(',');
  for (const [type, entity, action] of [['Track', SONG, 'Update'], ['Track', SONG + 1, 'Create'], ['User', ANN, 'Update'],
    ['Comment', 4000001, 'Create']])
    chain.add([act(type, entity, action, wrap(`{"title":"Other","genre":"Jazz","x":[${items}]}`))]);
  const database = place.database();
  const { log } = await index(configure(database));
  assert.match(log, /rejected=4 /);
  assert.equal(database.rows('SELECT number FROM disc.blocks WHERE is_current')[0].number, chain.head());
  assert.deepEqual(database.rows('SELECT track_id, title FROM disc.tracks'), [{ track_id: SONG, title: 'Song' }]);
  const peak = Number(log.match(/peak_kb=(\d+)/)[1]);
  t.diagnostic(`peak ${peak} kB`);
  assert.ok(sanitized || peak < 200_000, `${peak} kB`);
});
