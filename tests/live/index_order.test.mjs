// SPDX-License-Identifier: ISC
// The order of a block's transactions: by hash up to a block of the first
// chain's, by index above it.
import assert from 'node:assert/strict';
import test from 'node:test';

import { id } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { Network } from '../chain/lib/network.mjs';
import { RequestSigner } from '../chain/lib/signer.mjs';
import { index, openStage, settings } from './index_lib.mjs';

const { place, gateway, chain } = await openStage();
const network = await new Network(chain.rpc).sync();
let nonces = 0;
const signer = new RequestSigner('EntityManager', chain.entityManager, chain.chainId, () => id(`nonce ${++nonces}`));
const ann = { id: 3000001, key: keyOf('order', 'ann') };
const act = (action, data) => ({
  to: chain.entityManager,
  data: signer.call(ann.key, 'manageEntity', [ann.id, 'User', ann.id, action, JSON.stringify({ cid: '', data })]),
});

await network.mine([act('Create', { handle: 'ann', name: 'ann' })]);

/** A block whose last word depends on the order: {number, index, hash}. */
async function contested() {
  for (;;) {
    const names = ['x', 'y', 'z'].map((letter) => `${letter}${nonces}`);
    const { number, receipts } = await network.mine(names.map((name) => act('Update', { name })));
    const hashes = receipts.map(({ transactionHash }) => transactionHash);
    const last = hashes.indexOf([...hashes].sort().at(-1));
    if (last !== 2)
      return { number, index: names[2], hash: names[last] };
  }
}

const blocks = [await contested(), await contested(), await contested()];
const [, middle] = blocks;

for (const [what, setting, orders] of [
  ['unset, every block is by index', undefined, ['index', 'index', 'index']],
  ['at the middle one, that block is the last by hash', middle.number, ['hash', 'hash', 'index']],
  ['one below it, that block is the first by index', middle.number - 1, ['hash', 'index', 'index']],
  ['above all, every block is by hash', middle.number + 1000, ['hash', 'hash', 'hash']],
])
  test(`three blocks and a switch ${what}`, async () => {
    const database = place.database();
    const env = settings({
      chain, gateway, database, runDir: database.name,
      audius_contracts_entity_manager_address: chain.entityManager,
      ...(setting !== undefined && {
        audius_discprov_indexing_transaction_index_sort_order_start_block: String(setting),
      }),
    });
    for (const [i, block] of blocks.entries()) {
      await index(env, '--until', String(block.number));
      assert.deepEqual(database.rows('SELECT name FROM disc.users'), [{ name: block[orders[i]] }], `block ${i}`);
    }
  });
