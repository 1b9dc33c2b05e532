// SPDX-License-Identifier: ISC
// Writes em_main_cases.json: cases of EntityManager about users, tracks,
// playlists and social acts, in the form of em_cases.mjs.
//
//     node tests/live/em_main_cases.mjs >tests/live/em_main_cases.json
import { createHash, createPrivateKey, sign as signBytes } from 'node:crypto';

import { encodeBase58, ethers } from 'ethers-6';

const T = 1690000000;
const wallets = Object.fromEntries(['alice', 'bob', 'carol', 'app', 'eth'].map(
  (name, i) => [name, new ethers.Wallet('0x' + String(i + 1).repeat(64))]));
const addr = (who) => wallets[who].address;
const lc = (who) => addr(who).toLowerCase();
const ids = { alice: 3000001, bob: 3000002, carol: 3000003 };
const { alice: ALICE, bob: BOB, carol: CAROL } = ids;
const SONG = 2000001, GATED = 2000002, NEW = 2000003, MIX = 400001, LP = 400002, NEXT = 400003, OLD_LIST = 17;
const FOLLOW = { follow_user_id: ALICE };

const user = (who, more = {}) => ({ user_id: ids[who], wallet: lc(who), handle: who, handle_lc: who,
  is_deactivated: false, ...more });
const track = (track_id, owner_id, more = {}) => ({ track_id, owner_id, title: `Song ${track_id}`,
  is_unlisted: false, is_delete: false, created_at: T - 1000, ...more });
const list = (playlist_id, playlist_owner_id, tracks, more = {}) => ({ playlist_id, playlist_owner_id,
  playlist_name: 'Mix', is_album: false, is_private: false,
  playlist_contents: { track_ids: tracks.map((t) => ({ track: t, time: T - 900, metadata_time: T - 950 })) },
  ...more });
const base = () => ({
  users: [user('alice'), user('bob'), user('carol', { handle: null, handle_lc: null })],
  tracks: [track(SONG, ALICE), track(GATED, ALICE, {
    is_stream_gated: true, is_download_gated: true, stream_conditions: FOLLOW, download_conditions: FOLLOW })],
  playlists: [list(MIX, ALICE, [SONG]), list(LP, ALICE, [SONG], { is_album: true })],
});

const cases = [];
const ev = (who, type, entity, action, data = '', more = {}) => ({
  _userId: ids[who] ?? 0, _signer: addr(who), _entityType: type, _entityId: entity,
  _metadata: typeof data === 'string' ? data : JSON.stringify({ cid: '', data }), _action: action, ...more });

function add(name, expect, rule, event, { prior = {}, config = {}, rows, absent } = {}) {
  cases.push({ id: cases.length + 1, name, block_timestamp: T,
    config: { verified_address: addr('app'), ...config }, prior: { ...base(), ...prior },
    ...(Array.isArray(event) ? { events: event } : { event }), expect, rule,
    ...(rows && { rows }), ...(absent && { absent }) });
}
const ok = (name, rule, event, more) => add(name, 'accept', rule, event, more);
const no = (name, rule, event, more) => add(name, 'reject', rule, event, more);
const ignored = (name, rule, event, more) => add(name, 'ignore', rule, event, more);

// Users.
const join = (id, data, who = 'eth') => ev(who, 'User', id, 'Create', data, { _userId: id });
const change = (who, data) => ev(who, 'User', ids[who], 'Update', data);
no('a sign-up without handle', 'U5', join(3000009, { name: 'x' }));
no('a sign-up whose handle is null', 'U5', join(3000009, { handle: null }));
no('a sign-up whose handle is a number', 'U5', join(3000009, { handle: 5 }));
no('two sign-ups with one handle in one block', 'U9', [
  join(3000009, { handle: 'Eve' }), join(3000010, { handle: 'eVE' }, 'app')], {
  rows: { users: { user_id: 3000009, handle: 'Eve', handle_lc: 'eve' } },
  absent: { users: { user_id: 3000010 } } });
no('two sign-ups with one id in one block', 'U1', [
  join(3000009, { handle: 'eve' }), join(3000009, { handle: 'eva' }, 'app')], {
  rows: { users: { user_id: 3000009, handle: 'eve', wallet: lc('eth') } } });
ok('a sign-up and an update in one block', 'U', [
  join(3000009, { handle: 'eve', name: 'Eve' }),
  ev('eth', 'User', 3000009, 'Update', { bio: 'hi' }, { _userId: 3000009 })], {
  rows: { users: { user_id: 3000009, handle: 'eve', name: 'Eve', bio: 'hi', created_at: T } } });
ok('a guest chooses a handle with the first update', 'U', change('carol', { handle: 'Carol', bio: 'b' }), {
  rows: { users: { user_id: CAROL, handle: 'Carol', handle_lc: 'carol', bio: 'b' } } });
no('a guest takes the handle of another', 'U9', change('carol', { handle: 'BOB' }));
no('a guest changes the name without a handle', 'U5', change('carol', { name: 'C' }));
ok('a sign-up whose text is nothing we know', 'U', join(3000009, 'v9'), {
  rows: { users: { user_id: 3000009, handle: null, is_storage_v2: true } } });
ok('a sign-up that names nodes nobody heard of', 'U', join(3000009, '1,2,3'), { rows: { users: {
  user_id: 3000009, primary_id: 1, secondary_ids: [2, 3], creator_node_endpoint: ',,', is_storage_v2: false } } });
ok('columns that null clears, and absent ones that stay', 'U', change('bob', { bio: null }), {
  prior: { users: [user('alice'), user('bob', { bio: 'old', location: 'there' })] },
  rows: { users: { user_id: BOB, bio: null, location: 'there' } } });
ok('a name of another type is null', 'U', change('bob', { name: 7, is_deactivated: 'yes' }), {
  rows: { users: { user_id: BOB, name: null, is_deactivated: false } } });
ok('columns that no metadata may set', 'U', change('bob', { blocknumber: 1, user_id: 5, is_verified: true,
  is_available: false, created_at: '2001-01-01', txhash: 'x', bio: 'b' }), {
  rows: { users: { user_id: BOB, blocknumber: 100, is_verified: false, is_available: true, bio: 'b' } } });
no('an artist pick of another', 'U11', change('bob', { artist_pick_track_id: SONG }));
no('an artist pick that is no id', 'U11', change('bob', { artist_pick_track_id: 'x' }));
ok('an artist pick of their own', 'U', change('alice', { artist_pick_track_id: SONG }), {
  rows: { users: { user_id: ALICE, artist_pick_track_id: SONG } } });
const SOL = encodeBase58(new Uint8Array(32).fill(7));
ok('a payout wallet', 'U', change('alice', { spl_usdc_payout_wallet: SOL }), { rows: {
  users: { user_id: ALICE, spl_usdc_payout_wallet: SOL },
  user_payout_wallet_history: { user_id: ALICE, spl_usdc_payout_wallet: SOL, block_timestamp: T } } });
no('a payout wallet that is no key', 'U12', change('alice', { spl_usdc_payout_wallet: `${SOL}1` }));
no('a payout wallet of another chain', 'U12', change('alice', { spl_usdc_payout_wallet: lc('eth') }));
ok('names of other sites are forced once verified', 'U', change('bob', { twitter_handle: 'other' }), {
  prior: { users: [user('alice'), user('bob', { is_verified: true, verified_with_twitter: true })] },
  rows: { users: { user_id: BOB, twitter_handle: 'bob' } } });
ok('a verified user stays verified', 'U', ev('app', 'User', BOB, 'Verify', { is_verified: false,
  instagram_handle: 'b' }, { _userId: BOB }), {
  prior: { users: [user('alice'), user('bob', { is_verified: true })] },
  rows: { users: { user_id: BOB, is_verified: true, instagram_handle: 'b', verified_with_instagram: false } } });
ok('verified without metadata', 'U', ev('app', 'User', BOB, 'Verify', '', { _userId: BOB }), {
  rows: { users: { user_id: BOB, is_verified: true } } });
no('verified, but nobody', 'U10', ev('app', 'User', 3999999, 'Verify', '', { _userId: 3999999 }));

// Wallets.
const eth = (id) => ({ signature: wallets.eth.signMessageSync(`AudiusUserID:${id}`) });
const seed = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.alloc(32, 9)]);
const solana = createPrivateKey({ key: seed, format: 'der', type: 'pkcs8' });
const solKey = encodeBase58(Buffer.from(solana.export({ format: 'jwk' }).x, 'base64url'));
const sol = (id) => ({ signature: signBytes(null, Buffer.from(`AudiusUserID:${id}`), solana).toString('hex') });
const wallet = (chain) => ({ user_id: ALICE, wallet: chain === 'eth' ? addr('eth') : solKey, chain,
  is_current: true, is_delete: false });
const none = { associated_wallets: { user_id: ALICE } };
ok('wallets of both chains', 'U', change('alice', {
  associated_wallets: { [addr('eth')]: eth(ALICE) }, associated_sol_wallets: { [solKey]: sol(ALICE) } }), {
  rows: { associated_wallets: [wallet('eth'), wallet('sol')] } });
ok('wallets without proof are passed over', 'U', change('alice', {
  associated_wallets: { [addr('eth')]: eth(BOB), [lc('eth')]: eth(ALICE), x: null },
  associated_sol_wallets: { [solKey]: sol(BOB), y: { signature: 5 } } }), { absent: none });
ok('wallets that are not named any more go', 'U', change('alice', { associated_wallets: {} }), {
  prior: { associated_wallets: [{ blockhash: '0x1', blocknumber: 1, ...wallet('eth') }] }, absent: none });
ok('wallets stay when the key is absent', 'U', change('alice', { bio: 'b' }), {
  prior: { associated_wallets: [{ blockhash: '0x1', blocknumber: 1, ...wallet('eth') }] },
  rows: { associated_wallets: wallet('eth') } });
const link = (action, data) => ev('alice', 'AssociatedWallet', 0, action, data);
ok('one wallet more', 'U', link('Create', { wallet_address: solKey, chain: 'sol', ...sol(ALICE) }), {
  rows: { associated_wallets: wallet('sol') } });
no('one wallet more, of somebody else', 'AW2', link('Create',
  { wallet_address: solKey, chain: 'sol', ...sol(BOB) }));
no('a wallet of an unknown chain', 'AW2', link('Create', { wallet_address: solKey, chain: 'btc', ...sol(ALICE) }));
ok('one wallet less', 'U', link('Delete', { wallet_address: addr('eth'), chain: 'eth' }), {
  prior: { associated_wallets: [{ blockhash: '0x1', blocknumber: 1, ...wallet('eth') }] }, absent: none });
ok('collectibles', 'U', ev('alice', 'Collectibles', 0, 'Update', { collectibles: { a: {} } }), { rows: {
  collectibles: { user_id: ALICE, data: { a: {} } }, users: { user_id: ALICE, has_collectibles: true } } });
ok('a referrer is told once', 'U', change('alice', { events: { referrer: BOB, is_mobile_user: true } }), {
  prior: { user_events: [{ user_id: ALICE, referrer: CAROL, is_mobile_user: false }] },
  rows: { user_events: { user_id: ALICE, referrer: CAROL, is_mobile_user: true } } });

// Tracks.
const make = (data, who = 'alice') => ev(who, 'Track', NEW, 'Create',
  { owner_id: ids[who], title: 'New', genre: 'Pop', ...data });
const edit = (data, who = 'alice', id = SONG) => ev(who, 'Track', id, 'Update', data);
no('a track without metadata', 'T3', ev('alice', 'Track', NEW, 'Create'));
no('a track of a user without handle', 'T13', make({}, 'carol'));
no('a remix of a track they cannot hear', 'T6',
  make({ remix_of: { tracks: [{ parent_track_id: GATED }] } }, 'bob'));
ok('a remix of a track that following opens', 'T', make({
  remix_of: { tracks: [{ parent_track_id: GATED }] } }, 'bob'), {
  prior: { follows: [{ follower_user_id: BOB, followee_user_id: ALICE, is_delete: false }] },
  rows: { remixes: { parent_track_id: GATED, child_track_id: NEW } } });
ok('a remix after a follow of the same block', 'T', [ev('bob', 'User', ALICE, 'Follow'),
  make({ remix_of: { tracks: [{ parent_track_id: GATED }] } }, 'bob')], {
  rows: { remixes: { parent_track_id: GATED, child_track_id: NEW } } });
ok('music made after somebody who was not asked', 'T', make({ ai_attribution_user_id: BOB }), {
  rows: { tracks: { track_id: NEW, ai_attribution_user_id: BOB } } });
ok('music made after somebody who did', 'T', make({ ai_attribution_user_id: BOB }), {
  prior: { users: [user('alice'), user('bob', { allow_ai_attribution: true })] },
  rows: { tracks: { track_id: NEW, ai_attribution_user_id: BOB } } });
const priced = (usdc_purchase) => ({ is_stream_gated: true, is_download_gated: true,
  stream_conditions: { usdc_purchase }, download_conditions: { usdc_purchase } });
no('a price in words', 'T14', make(priced({ price: '5', splits: [] })));
no('a price without splits', 'T14', make(priced({ price: 5 })));
ok('a price', 'T', make(priced({ price: 5, splits: [{ user_id: ALICE, percentage: 100 }] })), { rows: {
  track_price_history: { track_id: NEW, total_price_cents: 5, access: 'stream', block_timestamp: T } } });
no('stream gated without conditions', 'T7', make({ is_stream_gated: true, is_download_gated: true }));
no('stream and download conditions differ', 'T7', make({ is_stream_gated: true, is_download_gated: true,
  stream_conditions: FOLLOW, download_conditions: { follow_user_id: BOB } }));
no('download gated without conditions', 'T7', make({ is_download_gated: true }));
const endless = { nft_collection: { name: 'x'.repeat(16384) } };
no('conditions without end', 'T7', make({ is_stream_gated: true, is_download_gated: true,
  stream_conditions: endless, download_conditions: endless }));
no('conditions without end that gate nothing', 'T7', make({ download_conditions: endless }));
ok('download gated', 'T', make({ is_download_gated: true, download_conditions: FOLLOW }), {
  rows: { tracks: { track_id: NEW, is_download_gated: true, is_stream_gated: false, download_conditions: FOLLOW } } });
no('a track of a DDEX application changed by its owner', 'T12', edit({ title: 'x' }), {
  prior: { tracks: [track(SONG, ALICE, { ddex_app: lc('app') })] }, config: { ddex_apps: lc('app') } });
const granted = { grants: [{ user_id: ALICE, grantee_address: lc('app'), is_approved: true, is_revoked: false }],
  developer_apps: [{ address: lc('app'), user_id: BOB, name: 'D', is_delete: false }] };
ok('a track of a DDEX application changed by it', 'T', edit({ mood: 'Cool' }, 'alice', SONG), {
  prior: granted, rows: { tracks: { track_id: SONG, mood: 'Cool', ddex_app: null } } });
ok('a DDEX application delivers', 'T', { ...make({}), _signer: addr('app') }, {
  prior: granted, config: { ddex_apps: `0x00,${addr('app')}` },
  rows: { tracks: { track_id: NEW, ddex_app: lc('app'), owner_id: ALICE } } });
ok('columns fixed on creation, and others', 'T', edit({ track_cid: 'x', duration: 5, orig_filename: 'x',
  owner_id: BOB, bpm: 0, musical_key: 'H major', mood: 'Cool', allowed_api_keys: ['AbC'],
  cover_original_song_title: 'S', cover_original_artist: 'A' }), {
  prior: { tracks: [track(SONG, ALICE, { track_cid: 'c', duration: 200, bpm: 99, musical_key: 'A major' })] },
  rows: { tracks: { track_id: SONG, track_cid: 'c', duration: 200, owner_id: ALICE, bpm: 99,
    musical_key: 'A major', mood: 'Cool', allowed_api_keys: ['abc'], orig_filename: null,
    cover_original_song_title: 'S', cover_original_artist: 'A' } } });
ok('no cover_art is no news of the sizes', 'T', edit({ cover_art: null, mood: 'Cool' }), {
  prior: { tracks: [track(SONG, ALICE, { cover_art_sizes: 'sizes' })] },
  rows: { tracks: { track_id: SONG, mood: 'Cool', cover_art_sizes: 'sizes' } } });
ok('no sizes are none', 'T', edit({ cover_art_sizes: null }), {
  prior: { tracks: [track(SONG, ALICE, { cover_art_sizes: 'sizes' })] },
  rows: { tracks: { track_id: SONG, cover_art_sizes: null } } });
ok('a cover of one size counts as sizes', 'T', edit({ cover_art: 'one' }), {
  prior: { tracks: [track(SONG, ALICE, { cover_art_sizes: 'sizes' })] },
  rows: { tracks: { track_id: SONG, cover_art: null, cover_art_sizes: 'one' } } });
ok('a scheduled release in the future hides the track', 'T', make({ is_scheduled_release: true,
  release_date: '2030-01-01T00:00:00.000Z' }), { rows: { tracks: { track_id: NEW, is_unlisted: true } } });
ok('a scheduled release in the past does not', 'T', make({ is_scheduled_release: true, is_unlisted: true,
  release_date: '2020-01-01T00:00:00.000Z' }), { rows: { tracks: { track_id: NEW, is_unlisted: false } } });
ok('one in the second of its block does', 'T', make({ is_scheduled_release: true, is_unlisted: true,
  release_date: '2023-07-22T04:26:40.000Z' }), { rows: { tracks: { track_id: NEW, is_unlisted: true } } });
ok('without a date it is released now', 'T', make({}), { rows: { tracks: { track_id: NEW, release_date: T } } });
ok('a public track does not move into the future', 'T', edit({ release_date: '2030-01-01T00:00:00.000Z' }), {
  prior: { tracks: [track(SONG, ALICE, { release_date: T - 5 })] },
  rows: { tracks: { track_id: SONG, release_date: T - 5 } } });
ok('a deleted track that is updated stays deleted', 'T', edit({ mood: 'Cool' }), {
  prior: { tracks: [track(SONG, ALICE, { is_delete: true })] },
  rows: { tracks: { track_id: SONG, is_delete: true, mood: 'Cool' } } });
ok('a stem', 'T', make({ stem_of: { parent_track_id: SONG, category: 'OTHER' } }), {
  rows: { stems: { parent_track_id: SONG, child_track_id: NEW } } });
ok('a stem that is deleted is none', 'T', ev('alice', 'Track', SONG, 'Delete'), {
  prior: { stems: [{ parent_track_id: GATED, child_track_id: SONG }] },
  absent: { stems: { child_track_id: SONG } } });
ok('two tracks of one title in one block', 'T', [make({}), ev('alice', 'Track', 2000004, 'Create',
  { owner_id: ALICE, title: 'New', genre: 'Pop' })], { rows: { track_routes: [
  { track_id: NEW, slug: 'new' }, { track_id: 2000004, slug: 'new-1', collision_id: 1 }] } });
ok('a download of a stem counts for its parent', 'T', ev('bob', 'Track', SONG, 'Download',
  { city: 'Rome', country: 'Italy' }), {
  prior: { tracks: [track(SONG, ALICE, { stem_of: { parent_track_id: GATED, category: 'OTHER' } })] },
  rows: { track_downloads: { parent_track_id: GATED, track_id: SONG, user_id: BOB, city: 'Rome', region: null,
    country: 'Italy' } } });
no('a download of nothing', 'T8', ev('bob', 'Track', NEW, 'Download'));

// Playlists.
const compose = (data, who = 'alice') => ev(who, 'Playlist', NEXT, 'Create', { playlist_name: 'Next', ...data });
const revise = (data, id = MIX) => ev('alice', 'Playlist', id, 'Update', data);
const entries = (...tracks) => ({ playlist_contents: { track_ids: tracks.map((t) => ({ track: t, time: T - 5 })) } });
no('a playlist id that is taken', 'P1', ev('alice', 'Playlist', MIX, 'Create', { playlist_name: 'x' }));
no('an update of no playlist', 'P3', revise({ description: 'x' }, NEXT));
ok('a description of 2500', 'P', compose({ description: 'd'.repeat(2500) }));
no('a description of 2501', 'P7', compose({ description: 'd'.repeat(2501) }));
no('a playlist without metadata', 'P11', ev('alice', 'Playlist', NEXT, 'Create'));
no('an entry without a time', 'P5', compose({ playlist_contents: { track_ids: [{ track: SONG }] } }));
no('an entry of no track', 'P14', compose({ playlist_contents: { track_ids: [{ track: 'x', time: 1 }] } }));
ok('an entry after the year 9999', 'P', compose({ playlist_contents: {
  track_ids: [{ track: SONG, time: 253402300800 }] } }), { rows: { playlists: { playlist_id: NEXT,
  last_added_to: T, playlist_contents: { track_ids: [{ track: SONG, time: T, metadata_time: 253402300800 }] } } } });
ok('a gated track in a playlist', 'P', compose(entries(SONG, GATED)), { rows: {
  playlist_tracks: { playlist_id: NEXT, track_id: GATED, is_removed: false } } });
ok('a gated track in an album', 'P', compose({ ...entries(SONG, GATED), is_album: true }), {
  rows: { playlist_tracks: [{ playlist_id: NEXT, track_id: SONG, is_removed: false },
    { playlist_id: NEXT, track_id: GATED, is_removed: false }],
  tracks: { track_id: GATED, playlists_containing_track: [NEXT] } } });
ok('a gated track of the same block in another playlist', 'P', [compose({ ...entries(GATED), is_album: true }),
  revise(entries(SONG))], { rows: { playlists: { playlist_id: MIX } } });
no('a gate without conditions', 'P9', compose({ is_stream_gated: true, is_album: true }));
no('a gate of conditions without end', 'P9', compose({ is_stream_gated: true, is_album: true, stream_conditions: endless }));
ok('conditions where there were none', 'P', revise({ stream_conditions: FOLLOW, is_album: true }, LP), {
  rows: { playlists: { playlist_id: LP, stream_conditions: FOLLOW } } });
ok('other conditions', 'P', revise({ stream_conditions: { follow_user_id: BOB }, is_album: true }, LP), {
  prior: { playlists: [list(LP, ALICE, [], { is_album: true, stream_conditions: FOLLOW })] },
  rows: { playlists: { playlist_id: LP, stream_conditions: { follow_user_id: BOB } } } });
const split = [{ user_id: ALICE, percentage: 100 }];
ok('another price', 'P', revise({ stream_conditions: { usdc_purchase: { price: 7, splits: split } },
  is_stream_gated: true, is_album: true }, LP), {
  prior: { playlists: [list(LP, ALICE, [], { is_album: true, is_stream_gated: true,
    stream_conditions: { usdc_purchase: { price: 5, splits: split } } })] },
  rows: { album_price_history: { playlist_id: LP, total_price_cents: 7, block_timestamp: T } } });
no('an album with a price in words', 'P13', compose({ is_album: true, is_stream_gated: true,
  stream_conditions: { usdc_purchase: { price: '7', splits: split } } }));
no('a playlist of a DDEX application', 'P12', revise({ description: 'x' }), {
  prior: { playlists: [list(MIX, ALICE, [], { ddex_app: lc('app') })] } });
ok('an album drops tracks of others', 'P', revise({ ...entries(SONG, 2000005, 2999999), is_album: true }, LP), {
  prior: { tracks: [track(SONG, ALICE), track(2000005, BOB)] },
  rows: { playlists: { playlist_id: LP, is_album: true, playlist_contents: { track_ids: [
    { track: SONG, time: T, metadata_time: T - 5 }] } } } });
ok('an album stays one', 'P', revise({ is_album: false, description: 'd' }, LP), {
  rows: { playlists: { playlist_id: LP, is_album: true, description: 'd' } } });
ok('an empty list empties it', 'P', revise({ playlist_contents: { track_ids: [] } }), {
  prior: { playlist_tracks: [{ playlist_id: MIX, track_id: SONG, is_removed: false, created_at: T - 9,
    updated_at: T - 9 }], tracks: [track(SONG, ALICE, { playlists_containing_track: [5, MIX] })] },
  rows: { playlists: { playlist_id: MIX, playlist_contents: { track_ids: [] }, last_added_to: null },
    playlist_tracks: { playlist_id: MIX, track_id: SONG, is_removed: true, updated_at: T },
    tracks: { track_id: SONG, playlists_containing_track: [5], updated_at: T } } });
ok('an image goes to both columns on creation', 'P', compose({ playlist_image_sizes_multihash: 'Qm1' }), {
  rows: { playlists: { playlist_id: NEXT, playlist_image_multihash: 'Qm1',
    playlist_image_sizes_multihash: 'Qm1' } } });
ok('a member that a contract has taken out of the list', 'P', [
  revise({ playlist_contents: { track_ids: [{ track: GATED, time: 5 }] } }, OLD_LIST),
  revise({ playlist_contents: { track_ids: [{ track: GATED, time: 5 }] } }, OLD_LIST)], {
  prior: { playlists: [list(OLD_LIST, ALICE, [])],
    tracks: [track(SONG, ALICE, { playlists_containing_track: [OLD_LIST] }), track(GATED, ALICE)],
    playlist_tracks: [{ playlist_id: OLD_LIST, track_id: SONG, is_removed: false }] },
  rows: { tracks: [{ track_id: SONG, playlists_containing_track: [], updated_at: T },
    { track_id: GATED, playlists_containing_track: [OLD_LIST] }],
  playlist_tracks: [{ playlist_id: OLD_LIST, track_id: SONG, is_removed: true },
    { playlist_id: OLD_LIST, track_id: GATED, is_removed: false }] } });
ok('a deleted playlist keeps its members', 'P', ev('alice', 'Playlist', MIX, 'Delete'), {
  prior: { playlist_tracks: [{ playlist_id: MIX, track_id: SONG, is_removed: false }] },
  rows: { playlists: { playlist_id: MIX, is_delete: true },
    playlist_tracks: { playlist_id: MIX, track_id: SONG, is_removed: false } } });

// Social acts.
no('a save of a user', 'F1', ev('bob', 'User', ALICE, 'Save'));
no('a repost of a comment', 'F1', ev('bob', 'Comment', 4000001, 'Repost'));
no('a follow of a track', 'F1', ev('bob', 'Track', SONG, 'Follow'));
no('a share of their own track', 'F2', ev('alice', 'Track', SONG, 'Share'));
ok('a save of a deleted track', 'F', ev('bob', 'Track', SONG, 'Save'), {
  prior: { tracks: [track(SONG, ALICE, { is_delete: true })] },
  rows: { saves: { user_id: BOB, save_item_id: SONG, is_delete: false } } });
ok('an album is saved as a playlist', 'F', ev('bob', 'Playlist', LP, 'Save', '{"is_save_of_repost":true}'), {
  rows: { saves: { save_item_id: LP, save_type: 'playlist', is_save_of_repost: true } } });
ok('metadata that is no JSON is no flag', 'F', ev('bob', 'Track', SONG, 'Repost', '{'), {
  rows: { reposts: { repost_item_id: SONG, is_repost_of_repost: false } } });
ok('saved and not saved in one block', 'F', [ev('bob', 'Track', SONG, 'Save'), ev('bob', 'Track', SONG, 'Unsave')],
  { rows: { saves: { user_id: BOB, save_item_id: SONG, is_delete: true } } });
ok('a subscription alone', 'F', ev('bob', 'User', ALICE, 'Subscribe'), {
  rows: { subscriptions: { subscriber_id: BOB, user_id: ALICE, is_delete: false } },
  absent: { follows: { follower_user_id: BOB } } });
ok('a follow where the subscription is there', 'F', ev('bob', 'User', ALICE, 'Follow'), {
  prior: { subscriptions: [{ subscriber_id: BOB, user_id: ALICE, is_delete: false, txhash: 'old' }] },
  rows: { follows: { follower_user_id: BOB, followee_user_id: ALICE, is_delete: false },
    subscriptions: { subscriber_id: BOB, txhash: 'old' } } });
ok('a share', 'F', ev('bob', 'Track', SONG, 'Share'), {
  rows: { shares: { user_id: BOB, share_item_id: SONG, share_type: 'track', blocknumber: 100 },
    aggregate_track: { track_id: SONG, share_count: 1 }, aggregate_user: { user_id: BOB, track_share_count: 1 } } });
ok('a second share in one block', 'F', [ev('bob', 'Track', SONG, 'Share'), ev('bob', 'Track', SONG, 'Share')], {
  rows: { aggregate_track: { track_id: SONG, share_count: 1 } } });
ignored('a repost that is taken back twice', 'F3', ev('bob', 'Track', SONG, 'Unrepost'), {
  prior: { reposts: [{ user_id: BOB, repost_item_id: SONG, repost_type: 'track', is_delete: true }] } });

// Metadata and bounds.
no('numbers that no column takes', 'M1', ev('bob', 'User', BOB, 'Update',
  '{"cid":"","data":{"playlist_library":{"a":1e999999}}}'));
no('data that is a list', 'M2', ev('bob', 'User', BOB, 'Update', '{"cid":"","data":[]}'));
no('a wrapper that is a list', 'M2', ev('bob', 'User', BOB, 'Update', '[]'));
ok('a NUL and half a character in text', 'U', ev('bob', 'User', BOB, 'Update',
  '{"cid":null,"data":{"name":"a\\u0000b\\ud800c"}}'), { rows: { users: { user_id: BOB, name: 'abc' } } });
const noise = (n) => Array.from({ length: Math.ceil(n / 64) },
  (_, i) => createHash('sha384').update(String(i)).digest('base64')).join('').slice(0, n);
ok('a name of a document that no index takes', 'U', [
  ev('eth', 'User', 3000009, 'Create', JSON.stringify({ cid: noise(5000), data: { handle: 'eve' } }), { _userId: 3000009 }),
  ev('eth', 'User', 3000009, 'Update', { bio: 'hi' }, { _userId: 3000009 })], {
  rows: { users: { user_id: 3000009, handle: 'eve', bio: 'hi' } } });

process.stdout.write('{"entity_manager_cases": [\n' +
  cases.map((c) => JSON.stringify(c)).join(',\n') + '\n]}\n');
