// SPDX-License-Identifier: ISC
// EntityManager through the whole indexer: signed on a chain, read, applied,
// in windows of any size, with and without journal, undone and done again.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { Wallet, id } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { cidOfContent } from '../chain/lib/model/cid.mjs';
import { Network } from '../chain/lib/network.mjs';
import { RequestSigner } from '../chain/lib/signer.mjs';
import { firstDifference, index, openStage, settings } from './index_lib.mjs';

const { place, gateway, chain } = await openStage();
const network = await new Network(chain.rpc).sync();
let nonces = 0;
const signer = new RequestSigner(
  'EntityManager', chain.entityManager, chain.chainId, () => id(`nonce ${++nonces}`));

const people = {};
for (const [i, name] of ['ann', 'ben', 'cleo'].entries())
  people[name] = { id: 3000001 + i, key: keyOf('em', name) };
const address = (who) => new Wallet(people[who].key).address;
const wrap = (data, cid = '') => JSON.stringify({ cid, data });

/** A transaction of EntityManager by who. */
const act = (who, type, entity, action, metadata = '') => ({
  to: chain.entityManager,
  data: signer.call(people[who].key, 'manageEntity', [
    people[who].id, type, entity, action,
    typeof metadata === 'string' ? metadata : wrap(metadata),
  ]),
});

/** A document that a gateway has; its CID. */
function publish(document) {
  const content = Buffer.from(JSON.stringify(document));
  const cid = cidOfContent(content);
  writeFileSync(path.join(place.ipfs, cid), content);
  return cid;
}

const SONG = 2000001, REMIX = 2000002, OLD = 2000003, MIX = 400001, ALBUM = 400002;
const times = [];

async function mine(...calls) {
  const block = await network.mine(calls);
  assert.ok(block.receipts.every(({ status }) => Number(status) === 1));
  times.push(block.timestamp);
  return block;
}

const signUps = Object.keys(people).map((who) => act(who, 'User', people[who].id, 'Create', {
  handle: who, name: who.toUpperCase(), bio: null,
  events: who === 'ben' ? { referrer: 3000001, is_mobile_user: true } : null,
}));
await mine(...signUps);
await mine(
  act('ann', 'Track', SONG, 'Create', {
    title: 'Blue Train', genre: 'Jazz', duration: 200, track_cid: 'bagaaudio', cover_art_sizes: 'Qmcover',
    bpm: 101.5, musical_key: 'D flat minor', is_stream_gated: true, is_download_gated: true,
    stream_conditions: { usdc_purchase: { price: 199, splits: { somebody: 199 } } },
    download_conditions: { usdc_purchase: { price: 199, splits: { somebody: 199 } } },
  }),
  act('ben', 'Track', REMIX, 'Create', { title: 'Blue Train', genre: 'Techno',
    remix_of: { tracks: [{ parent_track_id: OLD }] }, is_unlisted: true }),
  act('ann', 'Track', OLD, 'Create', publish({ title: 'Old Times', genre: 'Gigue', length: 99,
    description: 'd'.repeat(1001),
    track_segments: [{ duration: 7.5, multihash: cidOfContent(Buffer.from('x')) }] })),
  act('cleo', 'User', people.ann.id, 'Follow'),
  act('cleo', 'Track', SONG, 'Repost', '{"is_repost_of_repost": true}'),
);
await mine(
  act('ben', 'Playlist', MIX, 'Create', { playlist_name: 'Mix 1', is_private: false,
    playlist_contents: { track_ids: [{ track: REMIX, time: 50 }, { track: OLD, time: 60 }] } }),
  act('ann', 'Playlist', ALBUM, 'Create', { playlist_name: 'Mix 1', is_album: true, is_private: true,
    playlist_contents: { track_ids: [{ track: SONG, time: 70 }] } }),
  act('ann', 'Track', SONG, 'Update', { title: 'Blue Train II', description: 'again',
    stream_conditions: { usdc_purchase: { price: 250, splits: [{ user_id: 3000001, percentage: 100.0 }] } },
    download_conditions: { usdc_purchase: { price: 250, splits: [{ user_id: 3000001, percentage: 100.0 }] } },
    is_stream_gated: true, is_download_gated: true }),
  act('cleo', 'Playlist', MIX, 'Save'),
  act('cleo', 'User', people.cleo.id, 'Update', { bio: 'hello', extra: { z: 1, aa: [1.5, 'ü'] } }),
);
await mine(
  act('cleo', 'User', people.cleo.id, 'Update', { bio: 'again', location: 'here' }),
  act('ben', 'Playlist', MIX, 'Update', {
    playlist_contents: { track_ids: [{ track: OLD, time: 60 }, { track: REMIX, time: 99 }] } }),
  act('ben', 'Track', REMIX, 'Update', { is_unlisted: false }),
  act('ben', 'User', people.ben.id, 'Update', publish({ bio: 'b'.repeat(257) })),
  act('cleo', 'User', people.ann.id, 'Unfollow'),
  act('ann', 'Track', OLD, 'Delete'),
  act('cleo', 'Track', REMIX, 'Delete'),
);
await mine(
  act('ben', 'Playlist', MIX, 'Update', { playlist_name: 'Other name',
    playlist_contents: { track_ids: [{ track: REMIX, time: 99 }] } }),
  act('cleo', 'User', people.cleo.id, 'Update', { location: null, n: 1e2 }),
  { to: chain.entityManager, data: signer.call(people.ann.key, 'manageEntity',
    [people.ann.id, 'Track', 5000000000n, 'Delete', '']) },
);
await mine(act('cleo', 'User', people.cleo.id, 'Update', { m: 1 }));

const base = { chain, gateway, audius_contracts_entity_manager_address: chain.entityManager };
const database = place.database();
const env = settings({ ...base, database });
const row = (query) => database.rows(query)[0];

test('a window of everything', async () => {
  await index(env);
  assert.equal(row('SELECT number FROM disc.blocks WHERE is_current').number, network.head.number);
});

test('users: sign-up, documents merged, events', () => {
  const cleo = row(`SELECT * FROM disc.users WHERE user_id = ${people.cleo.id}`);
  assert.equal(cleo.wallet, address('cleo').toLowerCase());
  assert.deepEqual([cleo.handle, cleo.bio, cleo.location, cleo.name], ['cleo', 'again', null, 'CLEO']);
  const { data } = row(`SELECT data FROM disc.cid_data WHERE cid = '${cleo.metadata_multihash}'`);
  assert.deepEqual(data, { bio: 'again', extra: { z: 1, aa: [1.5, 'ü'] }, location: null, n: 100, m: 1 });
  assert.deepEqual(database.rows('SELECT user_id, referrer, is_mobile_user FROM disc.user_events'),
    [{ user_id: people.ben.id, referrer: 3000001, is_mobile_user: true }]);
});

test('tracks: columns, routes, prices, documents of the older kind', () => {
  const song = row(`SELECT * FROM disc.tracks WHERE track_id = ${SONG}`);
  assert.deepEqual(
    [song.title, song.genre, song.bpm, song.musical_key, song.cover_art_sizes, song.duration, song.description],
    ['Blue Train II', 'Jazz', 101.5, 'D flat minor', 'Qmcover', 200, 'again']);
  assert.deepEqual(song.playlists_containing_track, [ALBUM]);
  assert.deepEqual(database.rows(
    'SELECT track_id, slug, is_current FROM disc.track_routes ORDER BY track_id, slug'), [
    { track_id: SONG, slug: 'blue-train', is_current: false },
    { track_id: SONG, slug: 'blue-train-ii', is_current: true },
    { track_id: REMIX, slug: 'blue-train', is_current: true },
    { track_id: OLD, slug: 'old-times', is_current: true },
  ]);
  assert.deepEqual(database.rows(
    'SELECT total_price_cents, splits, access FROM disc.track_price_history ORDER BY block_timestamp'), [
    { total_price_cents: 199, splits: [{ user_id: 3000001, percentage: 100.0 }], access: 'stream' },
    { total_price_cents: 250, splits: [{ user_id: 3000001, percentage: 100.0 }], access: 'stream' },
  ]);
  const old = row(`SELECT * FROM disc.tracks WHERE track_id = ${OLD}`);
  assert.deepEqual([old.is_delete, old.length, old.duration, old.owner_id], [true, 99, 8, people.ann.id]);
  assert.deepEqual([old.genre, old.description.length], ['Gigue', 1001]);
  assert.match(old.metadata_multihash, /^Qm/);
  assert.equal(row(`SELECT bio FROM disc.users WHERE user_id = ${people.ben.id}`).bio.length, 257);
  const remix = row(`SELECT * FROM disc.tracks WHERE track_id = ${REMIX}`);
  assert.deepEqual([remix.is_unlisted, remix.is_delete], [false, false]);
  assert.equal(new Date(`${remix.release_date}Z`).getTime() / 1000, times[3]);
  assert.deepEqual(database.rows('SELECT * FROM disc.remixes'),
    [{ parent_track_id: OLD, child_track_id: REMIX }]);
});

test('playlists: contents, members, routes', () => {
  const mix = row(`SELECT * FROM disc.playlists WHERE playlist_id = ${MIX}`);
  assert.equal(mix.playlist_name, 'Other name');
  assert.deepEqual(mix.playlist_contents, { track_ids: [{ track: REMIX, time: 99, metadata_time: 99 }] });
  assert.deepEqual(database.rows(
    'SELECT playlist_id, track_id, is_removed FROM disc.playlist_tracks ORDER BY playlist_id, track_id'), [
    { playlist_id: MIX, track_id: REMIX, is_removed: false },
    { playlist_id: MIX, track_id: OLD, is_removed: true },
    { playlist_id: ALBUM, track_id: SONG, is_removed: false },
  ]);
  assert.deepEqual(database.rows(
    'SELECT slug, playlist_id, is_current, collision_id FROM disc.playlist_routes ORDER BY playlist_id, slug'), [
    { slug: 'mix-1', playlist_id: MIX, is_current: false, collision_id: 0 },
    { slug: `mix-1-${MIX}`, playlist_id: MIX, is_current: false, collision_id: 0 },
    { slug: 'other-name', playlist_id: MIX, is_current: true, collision_id: 0 },
    { slug: 'mix-1', playlist_id: ALBUM, is_current: true, collision_id: 0 },
    { slug: `mix-1-${ALBUM}`, playlist_id: ALBUM, is_current: false, collision_id: 0 },
  ]);
});

test('social rows', () => {
  assert.deepEqual(row('SELECT follower_user_id, followee_user_id, is_delete FROM disc.follows'),
    { follower_user_id: people.cleo.id, followee_user_id: people.ann.id, is_delete: true });
  assert.equal(row('SELECT is_delete FROM disc.subscriptions').is_delete, true);
  assert.deepEqual(row('SELECT repost_type, is_repost_of_repost FROM disc.reposts'),
    { repost_type: 'track', is_repost_of_repost: true });
  assert.deepEqual(row('SELECT save_type, save_item_id FROM disc.saves'),
    { save_type: 'playlist', save_item_id: MIX });
});

test('an id that does not fit is on record, what a rule turned away is not', () => {
  assert.deepEqual(database.rows('SELECT level, blocknumber FROM disc.skipped_transactions'),
    [{ level: 'node', blocknumber: network.head.number - 1 }]);
});

test('windows of one and of two blocks, receipts and no journal give the same rows', async () => {
  const want = database.dump();
  const ways = [
    [{ audius_discprov_block_processing_window: '1' }],
    [{ audius_discprov_block_processing_window: '2' }, '--receipts'],
    [{ audius_discprov_undo_depth: '0' }],
  ];
  for (const [more, ...args] of ways) {
    const other = place.database();
    await index(settings({ ...base, database: other, ...more }), ...args);
    const got = other.dump();
    if (more.audius_discprov_undo_depth === undefined)
      assert.ok(got === want, `${JSON.stringify(more)}: ${firstDifference(got, want)}`);
    for (const table of ['users', 'tracks', 'playlists', 'cid_data', 'playlist_routes', 'track_price_history'])
      assert.deepEqual(other.rows(`SELECT * FROM disc.${table} ORDER BY 1, 2, 3`),
        database.rows(`SELECT * FROM disc.${table} ORDER BY 1, 2, 3`), table);
  }
});

test('without a registry it is the second chain, where a bare CID is no metadata', async () => {
  const other = place.database();
  await index(settings({ ...base, database: other, audius_contracts_registry: '' }));
  assert.deepEqual(other.rows('SELECT track_id FROM disc.tracks ORDER BY 1'), [{ track_id: SONG }, { track_id: REMIX }]);
});
