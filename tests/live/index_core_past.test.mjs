// SPDX-License-Identifier: ISC
// A chain whose first blocks hold what was before it, written down by one whom
// the configuration names: for the rest it is the story of whoever signs now.
import assert from 'node:assert/strict';
import test from 'node:test';

import { computeAddress, id } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { CoreChain, signAct, signPast } from '../chain/lib/core.mjs';
import { startReplay } from '../chain/lib/core_replay.mjs';
import { coreSettings, openCore } from './core_lib.mjs';
import { index } from './index_lib.mjs';

const addressOf = (n) => `0x${n.toString(16).padStart(40, '0')}`;

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
// The final state of what was, with what acts of today do not have, and none of their limits.
const [carl, song2, album, comment] = [9, 80, 800, 4000001];
const WALLET = '0x00000000000000000000000000000000000000aa';
const long = 'x'.repeat(6000);
const inPast = new CoreChain({ chainId: chain.chainId, label: 'past' });
const CARL = keyOf('core', 'carl'), APP = keyOf('core', 'app');
const removed = { track_id: 71, created_at: '2020-03-04T05:06:07Z', updated_at: '2020-04-05T06:07:08Z' };
/** Types whose metadata have no wrapper. */
const bare = (key, userId, entityType, action, data) => signPast(chain.chainId, WRITER, computeAddress(key), {
  userId, entityType, entityId: 0, action, metadata: JSON.stringify(data), nonce: id(`nonce ${++nonces}`) });
inPast.add([
  past(CARL, carl, 'User', carl, 'Create', { handle: 'admin', name: 'Carl '.repeat(20), bio: long, is_verified: true, is_available: false,
    is_deactivated: false, allow_ai_attribution: true, profile_type: 'label', artist_pick_track_id: song2, playlist_library: { contents: [] },
    spl_usdc_payout_wallet: 'none', profile_picture: 'QmOld', created_at: '2018-01-02T03:04:05Z' }),
  past(BOB, bob, 'User', bob, 'Create', { handle: 'Admin', name: 'Bob', wallet: WALLET.toUpperCase().replace('0X', '0x'), bio: null }),
  past(CARL, ann, 'User', ann, 'Create', { name: 'No handle', bio: null }),
]);
inPast.add([
  past(CARL, carl, 'AssociatedWallet', 0, 'Create', { wallet_address: addressOf(1), chain: 'eth' }),
  past(CARL, carl, 'AssociatedWallet', 0, 'Create', { wallet_address: addressOf(2), chain: 'eth', is_delete: true }),
  bare(CARL, carl, 'DashboardWalletUser', 'Create', { wallet: addressOf(3) }),
  bare(CARL, carl, 'DeveloperApp', 'Create', { name: 'App', address: computeAddress(APP), is_delete: true }),
  past(CARL, carl, 'Track', song2, 'Create', { title: 'Song', genre: 'Nothing like it', description: long, owner_id: carl, is_delete: true,
    route_slug: 'old-song-3', route_title_slug: 'old-song', route_collision_id: 3 }),
  past(CARL, carl, 'Track', song2 + 1, 'Create', { title: 'Another', genre: 'Jazz', owner_id: carl }),
  past(CARL, ann, 'Track', song2 + 2, 'Create', { title: 'Of no handle', genre: 'Jazz', owner_id: ann }),
  past(CARL, carl, 'Playlist', album, 'Create', { playlist_name: 'Album', is_album: true, description: long, route_slug: 'my-album',
    playlist_contents: { track_ids: [{ track: song2 + 1, time: 1600000000 }] }, removed_tracks: [removed, { track_id: 'x' }, 7] }),
  past(CARL, carl, 'User', ann, 'Follow', { is_delete: false, created_at: '2019-01-01T00:00:00Z' }),
  past(CARL, ann, 'User', carl, 'Follow', { is_delete: true, created_at: '2019-01-02T00:00:00Z' }),
  past(CARL, ann, 'Track', song2 + 1, 'Save', { is_delete: true }),
  past(CARL, ann, 'Playlist', album, 'Repost', { is_delete: false }),
  bare(CARL, carl, 'Grant', 'Create', { grantee_address: WALLET, is_approved: true, is_revoked: true }),
  past(CARL, carl, 'Comment', comment, 'Create', { body: 'Words', entity_id: song2 + 1, entity_type: 'Track', is_delete: true }),
]);
inPast.add([past(CARL, carl, 'Track', song2 + 3, 'Create', { title: 'Old song', genre: 'Jazz', owner_id: carl }), { signature: '', requestId: '', plays: { plays: [
  { userId: String(carl), trackId: String(song2 + 1), timestamp: '2020-06-07T08:09:10Z', signature: '', city: 'Oslo', region: '', country: 'Norway' },
  { userId: '', trackId: String(song2 + 1), timestamp: '2020-06-07T08:09:11Z', signature: '', city: '', region: '', country: '' },
] } }]);
inPast.add([{ signature: '', requestId: '', plays: { plays: [
  { userId: String(carl), trackId: String(song2 + 1), timestamp: '2020-06-07T08:09:12Z', signature: '', city: '', region: '', country: '' },
] } }]);

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

test('a final state is told as it is: whatever acts of today may not say or be', async () => {
  const replay = await startReplay(inPast);
  const db = place.database();
  await index(settings(db, { audius_core_endpoint: replay.url, audius_core_migration_end_height: '3' }));
  replay.close();
  const rows = (columns, table, order = '1, 2') => db.rows(`SELECT ${columns} FROM disc.${table} ORDER BY ${order}`);
  assert.deepEqual(rows('user_id, handle, wallet, is_verified, is_available', 'users'), [
    { user_id: ann, handle: null, wallet: computeAddress(CARL).toLowerCase(), is_verified: false, is_available: true },
    { user_id: bob, handle: 'Admin', wallet: WALLET, is_verified: false, is_available: true },
    { user_id: carl, handle: 'admin', wallet: computeAddress(CARL).toLowerCase(), is_verified: true, is_available: false }]);
  assert.deepEqual(db.rows(`SELECT length(bio) AS bio, name, allow_ai_attribution AS ai, profile_type, artist_pick_track_id AS pick,
    playlist_library AS library, spl_usdc_payout_wallet AS payout, profile_picture AS picture FROM disc.users WHERE user_id = ${carl}`), [
    { bio: 6000, name: 'Carl '.repeat(20), ai: true, profile_type: 'label', pick: song2, library: { contents: [] }, payout: 'none', picture: 'QmOld' }]);
  assert.deepEqual(rows('wallet, is_delete', 'associated_wallets'), [{ wallet: addressOf(1), is_delete: false }]);
  assert.deepEqual(rows('wallet, user_id', 'dashboard_wallet_users'), [{ wallet: addressOf(3), user_id: carl }]);
  assert.deepEqual(rows('address, is_delete', 'developer_apps'), [{ address: computeAddress(APP).toLowerCase(), is_delete: true }]);
  assert.deepEqual(rows('grantee_address, user_id, is_approved, is_revoked', 'grants'), [
    { grantee_address: WALLET, user_id: carl, is_approved: true, is_revoked: true }]);
  assert.deepEqual(rows('track_id, is_delete, length(description) AS n', 'tracks'), [
    { track_id: song2, is_delete: true, n: 6000 }, { track_id: song2 + 1, is_delete: false, n: null }, { track_id: song2 + 2, is_delete: false, n: null },
    { track_id: song2 + 3, is_delete: false, n: null }]);
  assert.deepEqual(rows('track_id, slug, title_slug, collision_id, is_current', 'track_routes'), [
    { track_id: song2, slug: 'old-song-3', title_slug: 'old-song', collision_id: 3, is_current: true },
    { track_id: song2 + 1, slug: 'another', title_slug: 'another', collision_id: 0, is_current: true },
    { track_id: song2 + 2, slug: 'of-no-handle', title_slug: 'of-no-handle', collision_id: 0, is_current: true },
    { track_id: song2 + 3, slug: 'old-song-4', title_slug: 'old-song', collision_id: 4, is_current: true }]);
  assert.deepEqual(rows('slug, title_slug, playlist_id', 'playlist_routes'), [{ slug: 'my-album', title_slug: 'my-album', playlist_id: album }]);
  assert.deepEqual(db.rows(`SELECT track_id, is_removed, created_at::text AS at, updated_at::text AS until FROM disc.playlist_tracks
    WHERE is_removed`), [{ track_id: 71, is_removed: true, at: '2020-03-04 05:06:07', until: '2020-04-05 06:07:08' }]);
  assert.deepEqual(rows('follower_user_id AS who, is_delete, created_at::text AS at', 'follows'), [
    { who: ann, is_delete: true, at: '2019-01-02 00:00:00' }, { who: carl, is_delete: false, at: '2019-01-01 00:00:00' }]);
  assert.deepEqual(rows('subscriber_id, user_id', 'subscriptions'), [], 'who followed then is not subscribed');
  assert.deepEqual(rows('save_item_id, is_delete', 'saves'), [{ save_item_id: song2 + 1, is_delete: true }]);
  assert.deepEqual(rows('repost_item_id, is_delete', 'reposts'), [{ repost_item_id: album, is_delete: false }]);
  assert.deepEqual(rows('comment_id, is_delete', 'comments'), [{ comment_id: comment, is_delete: true }]);
  assert.deepEqual(rows('created_at::text AS at, user_id, slot', 'plays'), [
    { at: '2020-06-07 08:09:10', user_id: carl, slot: 3 }, { at: '2020-06-07 08:09:11', user_id: null, slot: 3 }],
  'of no registered node, and old; the one above the last height does not count');
  assert.deepEqual(db.rows('SELECT * FROM disc.recount_check()'), []);
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
