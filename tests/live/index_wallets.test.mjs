// SPDX-License-Identifier: ISC
// Wallets and events that documents of the first chain's users name: who has
// which wallet, who lost it, whatever the windows, and undone by a fork.
import assert from 'node:assert/strict';
import { createHash, createPrivateKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { encodeBase58, Wallet } from 'ethers-6';

import { cidOfContent } from '../chain/lib/model/cid.mjs';
import { World } from '../chain/lib/world.mjs';
import { TOP, firstDifference, index, openStage, settings } from './index_lib.mjs';

const { place, gateway, chain } = await openStage();
const world = await World.open({ chain, ipfs: place.ipfs });
const [vector] = JSON.parse(readFileSync(`${TOP}/tests/vectors/chain.json`, 'utf8')).personal_sign;
const eth = new Wallet(vector.private_key);
const other = new Wallet(`0x${'7'.repeat(64)}`);

/** A wallet of the other chain: an Ed25519 key that a word decides. */
function solana(word) {
  const seed = createHash('sha256').update(word).digest();
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const { x } = key.export({ format: 'jwk' });
  return { address: encodeBase58(Buffer.from(x, 'base64url')), key };
}
const sol = solana('one');

const message = ({ id }) => `AudiusUserID:${id}`;
const ofEth = (wallet, user) => ({ [wallet.address]: { signature: wallet.signMessageSync(message(user)) } });
const ofSol = (wallet, user) => ({
  [wallet.address]: { signature: sign(null, Buffer.from(message(user)), wallet.key).toString('hex') },
});

const ann = world.actor('ann');
const ben = world.actor('ben');
const both = { chain, gateway, audius_contracts_entity_manager_address: chain.entityManager };
const database = place.database();
const env = settings({ ...both, database });
const mined = {};

/** Mines a block of this name and indexes it. */
async function next(name) {
  mined[name] = (await world.mine()).number;
  await index(env);
}
const live = (user, wallet, kind, name) => [user.id, wallet.address, kind, false, mined[name]];
const lost = (user, wallet, kind, name) => [user.id, wallet.address, kind, true, mined[name]];
const wallets = (from = database) => from.rows(`SELECT user_id, wallet, chain, is_delete, blocknumber, is_current
  FROM disc.associated_wallets ORDER BY user_id, chain, wallet`).map((row) => {
  assert.equal(row.is_current, true);
  return [row.user_id, row.wallet, row.chain, row.is_delete, row.blocknumber];
});
const events = () => database.rows(`SELECT user_id, referrer, is_mobile_user, blocknumber
  FROM disc.user_events ORDER BY user_id`);

ann.signUp('ann');
ben.signUp('ben');
await next('sign-up');

test('the first user signs as the vector does', () => {
  assert.equal(ann.id, 1);
  assert.equal(message(ann), vector.message);
  assert.equal(eth.signMessageSync(message(ann)), vector.signature);
});

test('wallets of both chains that are proved are stored, others passed over', async () => {
  ann.setMetadata({
    name: 'Ann',
    associated_wallets: { ...ofEth(other, ben), x: 5, ...ofEth(eth, ann) },
    associated_sol_wallets: { ...ofSol(sol, ann), [solana('two').address]: { signature: 'ff' } },
    events: { referrer: ben.id, is_mobile_user: false },
  });
  await next('given');
  assert.deepEqual(wallets(), [live(ann, eth, 'eth', 'given'), live(ann, sol, 'sol', 'given')]);
  assert.deepEqual(events(), [{
    user_id: ann.id, referrer: ben.id, is_mobile_user: false, blocknumber: mined.given }]);
});

test('a wallet that somebody has is not given to another, but is still theirs when named again', async () => {
  ben.setMetadata({ name: 'Ben', associated_wallets: { ...ofEth(eth, ben), ...ofEth(other, ben) },
    events: { referrer: ben.id, is_mobile_user: 'yes' } });
  ann.setMetadata({ name: 'Ann', associated_wallets: ofEth(eth, ann), associated_sol_wallets: ofSol(sol, ann),
    events: { referrer: 77, is_mobile_user: true } });
  await next('again');
  assert.deepEqual(wallets(), [live(ann, eth, 'eth', 'again'), live(ann, sol, 'sol', 'again'),
    live(ben, other, 'eth', 'again')]);
  assert.deepEqual(events(), [
    { user_id: ann.id, referrer: ben.id, is_mobile_user: true, blocknumber: mined.again },
    { user_id: ben.id, referrer: null, is_mobile_user: false, blocknumber: mined.again },
  ]);
});

test('within a block a wallet can change hands', async () => {
  ann.setMetadata({ name: 'Ann', associated_wallets: [], associated_sol_wallets: ofSol(sol, ann) });
  ben.setMetadata({ name: 'Ben', associated_wallets: { ...ofEth(eth, ben), ...ofEth(other, ben) } });
  await next('handed');
  const twoOfBen = (name) => [eth, other].sort((a, b) => (a.address < b.address ? -1 : 1))
    .map((wallet) => live(ben, wallet, 'eth', name));
  assert.deepEqual(wallets(), [lost(ann, eth, 'eth', 'handed'), live(ann, sol, 'sol', 'handed'),
    ...twoOfBen('handed')]);
});

test('what was lost before the last change is forgotten; a document without the keys takes all', async () => {
  ann.setMetadata({ name: 'Ann' });
  await next('nothing');
  assert.deepEqual(wallets().filter(([id]) => id === ann.id), [lost(ann, sol, 'sol', 'nothing')]);
  ann.setMetadata({ name: 'Ann', events: { referrer: 9 } });
  await next('still nothing');
  assert.deepEqual(wallets().filter(([id]) => id === ann.id), []);
  assert.equal(events()[0].blocknumber, mined.again);
});

test('a document that EntityManager names by its CID follows the same rule', async () => {
  const content = Buffer.from(JSON.stringify({ name: 'Ann', associated_wallets: { ...ofEth(eth, ann) },
    associated_sol_wallets: ofSol(sol, ann) }));
  const cid = cidOfContent(content);
  writeFileSync(path.join(place.ipfs, cid), content);
  world.request(ann.key, 'EntityManager', 'manageEntity', [ann.id, 'User', ann.id, 'Update', cid]);
  await next('bare');
  assert.deepEqual(wallets().filter(([id]) => id === ann.id), [live(ann, sol, 'sol', 'bare')]);
});

test('JSON of EntityManager replaces the set and asks nobody', async () => {
  world.request(ann.key, 'EntityManager', 'manageEntity', [ann.id, 'User', ann.id, 'Update',
    JSON.stringify({ cid: '', data: { associated_wallets: ofEth(eth, ann), associated_sol_wallets: {} } })]);
  await next('JSON');
  assert.deepEqual(wallets().filter(([id]) => id === ann.id), [live(ann, eth, 'eth', 'JSON')]);
  ben.setMetadata({ name: 'Ben', associated_wallets: { ...ofEth(eth, ben), ...ofEth(other, ben) } });
  await next('shared');
  assert.deepEqual(wallets().filter(([id]) => id === ben.id),
    [lost(ben, eth, 'eth', 'shared'), live(ben, other, 'eth', 'shared')]
      .sort(([, a], [, b]) => (a < b ? -1 : 1)));
});

test('a fork takes the wallets back, and gives others', async () => {
  const before = await world.snapshot();
  ann.setMetadata({ name: 'Ann', associated_sol_wallets: ofSol(sol, ann), events: { is_mobile_user: true } });
  ben.setMetadata({ name: 'Ben' });
  await next('gone');
  await world.revert(before);
  ben.setMetadata({ name: 'Benjamin', associated_sol_wallets: ofSol(sol, ben) });
  await next('other branch');
  await world.mineEmpty(1);
  await index(env);
  const fresh = place.database();
  await index(settings({ ...both, database: fresh }));
  assert.ok(wallets().some(([id, wallet]) => id === ben.id && wallet === sol.address));
  assert.ok(database.dump() === fresh.dump(), firstDifference(database.dump(), fresh.dump()));
});

for (const [name, more] of [['windows of 1', { audius_discprov_block_processing_window: 1 }],
  ['windows of 7', { audius_discprov_block_processing_window: 7 }]])
  test(`${name} make the same database`, async () => {
    const again = place.database();
    await index(settings({ ...both, database: again, ...more }));
    assert.ok(database.dump() === again.dump(), firstDifference(database.dump(), again.dump()));
  });

test('without a journal the same rows are there, however the blocks are cut', async () => {
  const dumps = [];
  for (const window of [1, 3, 600]) {
    const shallow = place.database();
    await index(settings({ ...both, database: shallow, audius_discprov_undo_depth: 1,
      audius_discprov_block_processing_window: window }));
    assert.deepEqual(wallets(shallow), wallets());
    dumps.push(shallow.dump());
  }
  assert.ok(dumps[0] === dumps[1], firstDifference(dumps[0], dumps[1]));
  assert.ok(dumps[0] === dumps[2], firstDifference(dumps[0], dumps[2]));
});
