// SPDX-License-Identifier: ISC
// A chain whose first blocks hold what was before it, written down by one whom
// the configuration names: for the rest it is the story of whoever signs now.
import assert from 'node:assert/strict';
import test from 'node:test';

import { computeAddress, id } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { signAct, signPast } from '../chain/lib/core.mjs';
import { coreSettings, openCore } from './core_lib.mjs';
import { index } from './index_lib.mjs';

const { place, chain, node } = await openCore();
const WRITER = keyOf('core', 'writer'), ANN = keyOf('core', 'ann'), BOB = keyOf('core', 'bob'), THIEF = keyOf('core', 'thief');
const END = 2;
let nonces = 0;
const act = (userId, entityType, entityId, action, data) => ({
  userId, entityType, entityId, action, metadata: data ? JSON.stringify({ cid: '', data }) : '', nonce: id(`nonce ${++nonces}`),
});
const past = (key, ...args) => signPast(chain.chainId, WRITER, computeAddress(key), act(...args));

// Ids of before EntityManager; in one block, and what others need stands last.
const [ann, bob, song, list] = [7, 8, 70, 700];
const CREATED = { [ann]: '2019-05-06T07:08:09Z', [bob]: '2020-01-02T03:04:05Z', [song]: '2021-06-07T08:09:10Z', [list]: '2022-02-03T04:05:06Z' };
const dated = (of, data) => ({ ...data, created_at: CREATED[of] });
chain.add([
  past(BOB, bob, 'Track', song, 'Save'),
  past(BOB, bob, 'User', ann, 'Follow'),
  past(ANN, ann, 'Playlist', list, 'Create', dated(list, { playlist_name: 'List', playlist_contents: { track_ids: [{ track: song, time: 1622000000 }] } })),
  past(ANN, ann, 'Track', song, 'Create', dated(song, { title: 'Song', genre: 'Jazz', owner_id: ann })),
  past(ANN, ann, 'User', ann, 'Create', dated(ann, { handle: 'ann', name: 'Ann', bio: null })),
  past(BOB, bob, 'User', bob, 'Create', dated(bob, { handle: 'bob', name: 'Bob', bio: null })),
]);
// What is none: signed by another one, of a user who is not asked, there already, too late.
const byThief = signPast(chain.chainId, THIEF, computeAddress(ANN), act(ann, 'Track', 71, 'Create', { title: 'Stolen', genre: 'Jazz', owner_id: ann }));
chain.add([
  byThief,
  past(BOB, ann, 'Track', 72, 'Create', { title: 'Not by Bob', genre: 'Jazz', owner_id: ann }),
  past(ANN, ann, 'User', ann, 'Create', { handle: 'ann2', name: 'Twice', bio: null }),
]);
chain.add([
  past(ANN, ann, 'Track', 73, 'Create', { title: 'Late', genre: 'Jazz', owner_id: ann }),
  signAct(chain.chainId, ANN, act(ann, 'User', ann, 'Update', { name: 'Ann of today' })),
]);
const settings = (database, more = {}) => coreSettings({ database, node, audius_core_migration_address: computeAddress(WRITER),
  audius_core_migration_end_height: String(END), ...more });

test('what was before the chain is there, with its own times and ids, and goes on', async () => {
  const db = place.database();
  await index(settings(db));
  const at = 'to_char(created_at, \'YYYY-MM-DD"T"HH24:MI:SS"Z"\') AS created';
  assert.deepEqual(db.rows(`SELECT user_id, handle, name, ${at} FROM disc.users ORDER BY 1`), [
    { user_id: ann, handle: 'ann', name: 'Ann of today', created: CREATED[ann] }, { user_id: bob, handle: 'bob', name: 'Bob', created: CREATED[bob] }]);
  assert.deepEqual(db.rows(`SELECT track_id, title, ${at} FROM disc.tracks`), [{ track_id: song, title: 'Song', created: CREATED[song] }]);
  assert.deepEqual(db.rows(`SELECT playlist_id, ${at} FROM disc.playlists`), [{ playlist_id: list, created: CREATED[list] }]);
  assert.deepEqual(db.rows('SELECT follower_user_id AS who, followee_user_id AS whom FROM disc.follows'), [{ who: bob, whom: ann }]);
  assert.deepEqual(db.rows('SELECT user_id, save_item_id FROM disc.saves'), [{ user_id: bob, save_item_id: song }]);
  assert.equal(db.rows('SELECT count(*)::int AS n FROM disc.core_acts')[0].n, 1, 'of the past nothing is remembered');
});

test('it is left alone unless somebody is named, and counted', async () => {
  const db = place.database();
  const { log } = await index(settings(db, { audius_core_migration_address: '' }));
  assert.deepEqual(db.rows('SELECT user_id FROM disc.users'), []);
  assert.match(log, /transactions=10 msg="core chain: of a kind that is not /);
});

test('nothing of it counts where no height is named, or another writer', async () => {
  for (const more of [{ audius_core_migration_end_height: '' }, { audius_core_migration_address: computeAddress(THIEF) }]) {
    const db = place.database();
    await index(settings(db, more));
    assert.deepEqual(db.rows('SELECT user_id FROM disc.users'), []);
  }
});
