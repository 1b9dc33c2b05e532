// SPDX-License-Identifier: ISC
// What sdk 16 can write, scene by scene; each goes on from the one before.
import { generateKeyPairSync, sign as signBytes } from 'node:crypto';

import { Wallet, encodeBase58 } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { idOfHash } from '../chain/lib/model/text.mjs';
import { fileCid } from './host.mjs';
import { NONE } from './session.mjs';
import { audio, image } from './write_files.mjs';

const LATER = '2100-01-01T00:00:00.000Z';
const EVEN_LATER = '2101-01-01T00:00:00.000Z';

const stored = (iso) => iso.replace('.000Z', '');
const ids = (hashes) => hashes.map(idOfHash);
const entries = (hashes) => ({ track_ids: ids(hashes).map((track) => ({ track })) });
const LIVE = { is_delete: false };
const GONE = { is_delete: true };
const made = {}; // hash ids of things by name

async function signUp(s) {
  for (const who of ['ann', 'ben', 'cleo']) {
    const { wallet, address } = await s.join(who);
    const portrait = image(`${who} portrait`);
    const referrer = who === 'ben' ? s.people.ann.hash : undefined;
    const { userId } = await s.act(who, 'users.createUser', {
      metadata: { handle: who, name: `${who} of sdk 16`, bio: 'écoute', location: 'Oslo', wallet: address,
        events: { referrer, isMobileUser: true } },
      profilePictureFile: portrait,
    }, 'User Create', ({ userId: hash }) => [
      ['users', { user_id: idOfHash(hash) }, { handle: who, handle_lc: who, wallet, name: `${who} of sdk 16`,
        bio: 'écoute', location: 'Oslo', profile_picture: null, profile_picture_sizes: fileCid(portrait.buffer),
        is_verified: false, is_deactivated: false, metadata_multihash: null }],
      ['aggregate_user', { user_id: idOfHash(hash) }, { follower_count: 0, track_count: 0 }],
      ['user_events', { user_id: idOfHash(hash) },
        { referrer: referrer ? s.people.ann.id : null, is_mobile_user: true }],
    ]);
    s.knows(who, idOfHash(userId));
    await s.read(who, 'users.getUser', { id: userId }, { id: userId, handle: who, name: `${who} of sdk 16`,
      bio: 'écoute', location: 'Oslo', wallet, ercWallet: wallet });
  }
}

async function guest(s) {
  const { wallet } = await s.join('guest');
  await s.act('guest', 'users.createGuestAccount', [], 'User Create', (answer, [{ userId }]) => [
    ['users', { user_id: userId }, { handle: null, name: null, wallet }],
  ]);
}

async function profile(s) {
  const { hash: id, id: userId } = s.people.ann;
  const payout = encodeBase58(Buffer.alloc(32, 7));
  const cover = image('ann cover');
  await s.act('ann', 'users.updateUser', {
    id, userId: id, coverArtFile: cover,
    metadata: { name: 'Ann', bio: 'sings', website: 'https://ann.example', donation: 'https://give.example',
      twitterHandle: 'ann_t', instagramHandle: 'ann_i', tiktokHandle: 'ann_k', profileType: 'label',
      splUsdcPayoutWallet: payout, allowAiAttribution: true, coinFlairMint: '' },
  }, 'User Update', (answer, [{ block }]) => [
    ['users', { user_id: userId }, { name: 'Ann', bio: 'sings', location: 'Oslo', website: 'https://ann.example',
      donation: 'https://give.example', twitter_handle: 'ann_t', instagram_handle: 'ann_i', tiktok_handle: 'ann_k',
      profile_type: 'label', spl_usdc_payout_wallet: payout, allow_ai_attribution: true, coin_flair_mint: '',
      cover_photo_sizes: fileCid(cover.buffer), handle: 'ann' }],
    ['user_payout_wallet_history', { user_id: userId, blocknumber: block }, { spl_usdc_payout_wallet: payout }],
  ]);
  await s.read('ann', 'users.getUser', { id }, { name: 'Ann', bio: 'sings', location: 'Oslo',
    twitterHandle: 'ann_t', instagramHandle: 'ann_i', tiktokHandle: 'ann_k' });
  await s.read('ann', 'users.getUserByHandle', { handle: 'ann' }, { id, name: 'Ann' });
}

async function follows(s) {
  const { ann, ben } = s.people;
  const both = { userId: ben.hash, followeeUserId: ann.hash };
  const follow = { follower_user_id: ben.id, followee_user_id: ann.id };
  const subscription = { subscriber_id: ben.id, user_id: ann.id, entity_type: 'User' };
  await s.act('ben', 'users.followUser', both, 'User Follow', [
    ['follows', follow, LIVE],
    ['subscriptions', subscription, { is_delete: false, entity_id: null }],
    ['aggregate_user', { user_id: ann.id }, { follower_count: 1 }],
    ['aggregate_user', { user_id: ben.id }, { following_count: 1 }],
  ]);
  await s.read('ann', 'users.getFollowers', { id: ann.hash, userId: ann.hash }, [{ id: ben.hash }]);
  await s.read('ben', 'users.getFollowing', { id: ben.hash, userId: ben.hash }, [{ id: ann.hash }]);
  await s.act('ben', 'users.unfollowUser', both, 'User Unfollow', [
    ['follows', follow, GONE],
    ['subscriptions', subscription, GONE],
    ['aggregate_user', { user_id: ann.id }, { follower_count: 0 }],
  ]);
  await s.read('ann', 'users.getFollowers', { id: ann.hash, userId: ann.hash }, []);
  await s.act('ben', 'users.followUser', both, 'User Follow', [['follows', follow, LIVE]]);
  const subscribing = { userId: ben.hash, subscribeeUserId: ann.hash };
  await s.act('ben', 'users.unsubscribeFromUser', subscribing, 'User Unsubscribe', [
    ['subscriptions', subscription, GONE],
    ['follows', follow, LIVE],
  ]);
  await s.act('ben', 'users.subscribeToUser', subscribing, 'User Subscribe', [
    ['subscriptions', subscription, LIVE],
  ]);
}

/** Uploads and publishes as the web client does. */
async function publish(s, who, name, metadata, row) {
  const { hash: userId, id } = s.people[who];
  const files = { audioFile: audio(name), imageFile: image(name) };
  const { audioUploadResponse, imageUploadResponse } = await s.ask(who, 'tracks.uploadTrackFiles',
    { ...files, fileMetadata: { previewStartSeconds: metadata.previewStartSeconds } });
  const { trackId } = await s.act(who, 'tracks.publishTrack',
    { userId, metadata: { title: name, genre: 'Electronic', ...metadata }, audioUploadResponse, imageUploadResponse },
    'Track Create', ({ trackId: hash }) => [
      ['tracks', { track_id: idOfHash(hash) }, { title: name, genre: 'Electronic', owner_id: id,
        track_cid: audioUploadResponse.results[320], orig_file_cid: fileCid(files.audioFile.buffer),
        orig_filename: `${name}.wav`, cover_art_sizes: fileCid(files.imageFile.buffer), duration: 123, bpm: 120.5,
        musical_key: 'A minor', is_delete: false, ...row }],
      ['track_routes', { track_id: idOfHash(hash) }, { owner_id: id, is_current: true }],
    ]);
  made[name] = trackId;
}

async function tracks(s) {
  const { ann, ben } = s.people;
  await publish(s, 'ann', 'Blue', { description: 'd'.repeat(2500), tags: 'a,b', mood: 'Easygoing', isrc: 'x1',
    iswc: 'y1',
    license: 'CC', previewStartSeconds: 10, releaseDate: new Date('2024-02-03T04:05:06Z'), isDownloadable: true,
    copyrightLine: { year: '2024', text: 'ann' }, artists: [{ name: 'ann', roles: ['singer'] }],
    parentalWarningType: 'Explicit', allowedApiKeys: ['ABC'], isCustomBpm: true },
  { description: 'd'.repeat(2500), tags: 'a,b', mood: 'Easygoing', isrc: 'x1', iswc: 'y1', license: 'CC',
    preview_start_seconds: 10, release_date: '2024-02-03T04:05:06', is_downloadable: true,
    copyright_line: { year: '2024', text: 'ann' }, artists: [{ name: 'ann', roles: ['singer'] }],
    parental_warning_type: 'Explicit', allowed_api_keys: ['abc'], is_custom_bpm: true, is_unlisted: false,
    field_visibility: { mood: true, tags: true, genre: true, share: true, play_count: true } });
  await publish(s, 'ann', 'Red', { collaborators: [ben.id], isUnlisted: true },
    { is_unlisted: true });
  await publish(s, 'ann', 'Green', { isStreamGated: true, streamConditions:
    { usdcPurchase: { price: 199, splits: [{ userId: ann.id, percentage: 100 }] } },
  isDownloadGated: true, downloadConditions:
    { usdcPurchase: { price: 199, splits: [{ userId: ann.id, percentage: 100 }] } } },
  { is_stream_gated: true, is_download_gated: true, stream_conditions:
    { usdc_purchase: { price: 199, splits: [{ user_id: ann.id, percentage: 100 }] } } });
  await publish(s, 'ben', 'Blue Again', { remixOf: { tracks: [{ parentTrackId: made.Blue }] } }, {});
  await s.holds('remixes', { parent_track_id: idOfHash(made.Blue), child_track_id: idOfHash(made['Blue Again']) }, {});
  await s.holds('track_price_history', { track_id: idOfHash(made.Green), access: 'stream' },
    { total_price_cents: 199 });
  await s.holds('track_collaborators', { track_id: idOfHash(made.Red), collaborator_user_id: ben.id },
    { status: 'pending', invited_by: ann.id });

  await s.read('ann', 'tracks.getTrack', { trackId: made.Blue, userId: ann.hash }, { id: made.Blue, title: 'Blue',
    genre: 'Electronic',
    description: 'd'.repeat(2500), tags: 'a,b', mood: 'Easygoing', isrc: 'x1', duration: 123, permalink: '/ann/blue',
    user: { id: ann.hash, handle: 'ann' } });
  await s.read('ann', 'users.getTracksByUser', { id: ann.hash, userId: ann.hash, sort: 'date' },
    [{ id: made.Green }, { id: made.Red }, { id: made.Blue }]);
}

async function created(s) {
  const { ann } = s.people;
  const { trackId } = await s.act('ann', 'tracks.createTrack', { userId: ann.hash, audioFile: audio('Loose'),
    imageFile: image('Loose'), metadata: { title: 'Loose', genre: 'Jazz', trackCid: fileCid(Buffer.from('loose')),
      duration: 61 } }, 'Track Create', ({ trackId: hash }) => [
    ['tracks', { track_id: idOfHash(hash) }, { title: 'Loose', genre: 'Jazz', duration: 61,
      track_cid: fileCid(Buffer.from('loose')) }],
  ]);
  made.Loose = trackId;
  const { audioUploadResponse } = await s.ask('ann', 'tracks.uploadTrackFiles', { audioFile: audio('drums') });
  await s.act('ann', 'tracks.publishStem', { userId: ann.hash, audioUploadResponse,
    metadata: { category: 'KICK', parentTrackId: made.Blue } }, 'Track Create', ({ trackId: hash }) => [
    ['tracks', { track_id: idOfHash(hash) }, { title: 'drums.wav', is_downloadable: true,
      stem_of: { parent_track_id: idOfHash(made.Blue), category: 'KICK' } }],
    ['stems', { parent_track_id: idOfHash(made.Blue), child_track_id: idOfHash(hash) }, {}],
  ]);
}

async function changes(s) {
  const { ann, ben } = s.people;
  const track_id = idOfHash(made.Blue);
  await s.act('ann', 'tracks.updateTrack', { userId: ann.hash, trackId: made.Blue, imageFile: image('new cover'),
    metadata: { title: 'Blue Two', genre: 'Techno', description: 'changed', commentsDisabled: false,
      isUnlisted: false, tags: null } },
  'Track Update', [
    ['tracks', { track_id }, { title: 'Blue Two', genre: 'Techno', description: 'changed', tags: null,
      mood: 'Easygoing',
      cover_art_sizes: fileCid(image('new cover').buffer), duration: 123,
        orig_file_cid: fileCid(audio('Blue').buffer) }],
    ['track_routes', { track_id, is_current: true }, { slug: 'blue-two' }],
    ['track_routes', { track_id, is_current: false }, { slug: 'blue' }],
  ]);
  await s.read('ann', 'tracks.getTrack', { trackId: made.Blue, userId: ann.hash },
    { title: 'Blue Two', genre: 'Techno', description: 'changed', permalink: '/ann/blue-two' });
  await s.act('ann', 'tracks.updateTrack', { userId: ann.hash, trackId: made.Blue, audioFile: audio('Blue remade'),
    metadata: { title: 'Blue Two' } }, 'Track Update', [
    ['tracks', { track_id }, { orig_file_cid: fileCid(audio('Blue remade').buffer), orig_filename: 'Blue remade.wav' }],
  ]);
  await s.act('ann', 'tracks.updateTrack', { userId: ann.hash, trackId: made.Red, metadata: { isUnlisted: false } },
    'Track Update', [['tracks', { track_id: idOfHash(made.Red) }, { is_unlisted: false, title: 'Red' }]]);

  const collaborator = { track_id: idOfHash(made.Red), collaborator_user_id: ben.id };
  await s.act('ben', 'tracks.acceptTrackCollaboration', { userId: ben.hash, trackId: made.Red },
    'TrackCollaborator Approve',
    [['track_collaborators', collaborator, { status: 'accepted' }]]);
  await s.act('ben', 'tracks.rejectTrackCollaboration', { userId: ben.hash, trackId: made.Red },
    'TrackCollaborator Reject',
    [['track_collaborators', collaborator, { status: 'rejected' }]]);
}

async function trackActs(s) {
  const { ann, ben } = s.people;
  const params = { userId: ben.hash, trackId: made.Blue };
  const track_id = idOfHash(made.Blue);
  const save = { user_id: ben.id, save_item_id: track_id, save_type: 'track' };
  const repost = { user_id: ben.id, repost_item_id: track_id, repost_type: 'track' };
  await s.act('ben', 'tracks.favoriteTrack', { ...params, metadata: { isSaveOfRepost: true } }, 'Track Save', [
    ['saves', save, { is_delete: false, is_save_of_repost: true }],
    ['aggregate_track', { track_id }, { save_count: 1 }],
  ]);
  await s.act('ben', 'tracks.repostTrack', { ...params, repostRequestBody: { isRepostOfRepost: true } },
    'Track Repost', [
    ['reposts', repost, { is_delete: false, is_repost_of_repost: true }],
    ['aggregate_track', { track_id }, { repost_count: 1 }],
  ]);
  await s.read('ben', 'tracks.getTrack', params, { favoriteCount: 1, repostCount: 1, hasCurrentUserSaved: true,
    hasCurrentUserReposted: true });
  await s.act('ben', 'tracks.shareTrack', params, 'Track Share', [
    ['shares', { user_id: ben.id, share_item_id: track_id, share_type: 'track' }, {}],
  ]);
  await s.act('ben', 'tracks.recordTrackDownload', params, 'Track Download', [
    ['track_downloads', { user_id: ben.id, track_id }, { parent_track_id: track_id, city: 'Oslo', region: 'Oslo',
      country: 'Norway' }],
  ]);
  await s.act('ben', 'tracks.unfavoriteTrack', params, 'Track Unsave', [
    ['saves', save, GONE], ['aggregate_track', { track_id }, { save_count: 0 }],
  ]);
  await s.act('ben', 'tracks.unrepostTrack', params, 'Track Unrepost', [
    ['reposts', repost, GONE], ['aggregate_track', { track_id }, { repost_count: 0 }],
  ]);
  await s.read('ben', 'tracks.getTrack', params, { favoriteCount: 0, repostCount: 0, hasCurrentUserSaved: false });
  await s.refused('ann', 'tracks.favoriteTrack', { userId: ann.hash, trackId: made.Blue }, 'Track Save');
}

async function playlists(s) {
  const { ann, ben } = s.people;
  const contents = [made.Blue, made.Red].map((trackId, i) => ({ trackId, timestamp: 1700000000 + i }));
  const { playlistId } = await s.act('ann', 'playlists.createPlaylist', { userId: ann.hash, imageFile: image('Mix'),
    metadata: { playlistName: 'Mix', description: 'for rain', isPrivate: true, playlistContents: contents } },
  'Playlist Create', ({ playlistId: hash }) => [
    ['playlists', { playlist_id: idOfHash(hash) }, { playlist_name: 'Mix', description: 'for rain', is_private: true,
      is_album: false, playlist_owner_id: ann.id, playlist_contents: { track_ids: [
        { track: idOfHash(made.Blue), time: 1700000000, metadata_time: 1700000000 },
        { track: idOfHash(made.Red), time: 1700000001, metadata_time: 1700000001 }] },
      playlist_image_sizes_multihash: fileCid(image('Mix').buffer) }],
    ['playlist_routes', { playlist_id: idOfHash(hash), is_current: true }, { slug: 'mix' }],
    ['playlist_tracks', { playlist_id: idOfHash(hash), track_id: idOfHash(made.Red) }, { is_removed: false }],
  ]);
  made.Mix = playlistId;
  const params = { userId: ann.hash, playlistId };
  const key = { playlist_id: idOfHash(playlistId) };
  await s.read('ann', 'playlists.getPlaylist', params, { id: playlistId, playlistName: 'Mix', description: 'for rain',
    isPrivate: true, playlistContents: contents.map(({ trackId, timestamp }) => ({ trackId, timestamp })) });
  await s.act('ann', 'playlists.publishPlaylist', params, 'Playlist Update', [
    ['playlists', key, { is_private: false, playlist_name: 'Mix', description: 'for rain',
      playlist_contents: { track_ids: [{ track: idOfHash(made.Blue), time: 1700000000 },
        { track: idOfHash(made.Red), time: 1700000001 }] } }],
  ]);
  await s.act('ann', 'playlists.addTrackToPlaylist', { ...params, trackId: made.Loose }, 'Playlist Update', [
    ['playlists', key, { playlist_contents: entries([made.Blue, made.Red, made.Loose]) }],
    ['playlist_tracks', { ...key, track_id: idOfHash(made.Loose) }, { is_removed: false }],
  ]);
  const { playlistContents } = await s.read('ann', 'playlists.getPlaylist', params, { trackCount: 3 });
  await s.act('ann', 'playlists.updatePlaylist', { ...params, metadata: { playlistContents:
    [...playlistContents].reverse().map(({ trackId, timestamp, metadataTimestamp }) => ({ trackId, timestamp,
      metadataTimestamp })) } },
  'Playlist Update', [
    ['playlists', key, { playlist_contents: { track_ids: [{ track: idOfHash(made.Loose) },
      { track: idOfHash(made.Red), time: 1700000001 }, { track: idOfHash(made.Blue), time: 1700000000 }] },
    playlist_name: 'Mix' }],
  ]);
  await s.act('ann', 'playlists.removeTrackFromPlaylist', { ...params, trackIndex: 1 }, 'Playlist Update', [
    ['playlists', key, { playlist_contents: entries([made.Loose, made.Blue]) }],
    ['playlist_tracks', { ...key, track_id: idOfHash(made.Red) }, { is_removed: true }],
  ]);
  await s.act('ann', 'playlists.updatePlaylist', { ...params, imageFile: image('Mix Two'),
    metadata: { playlistName: 'Mix Two', description: 'for sun', isPrivate: false } }, 'Playlist Update', [
    ['playlists', key, { playlist_name: 'Mix Two', description: 'for sun', playlist_contents: entries([made.Loose,
      made.Blue]),
      playlist_image_sizes_multihash: fileCid(image('Mix Two').buffer) }],
    ['playlist_routes', { ...key, is_current: true }, { slug: 'mix-two' }],
  ]);
  await s.read('ann', 'playlists.getPlaylist', params, { playlistName: 'Mix Two', description: 'for sun',
    isPrivate: false, permalink: '/ann/playlist/mix-two' });
  await s.read('ann', 'playlists.getPlaylistTracks', params, [{ id: made.Loose }, { id: made.Blue }]);

  const his = { userId: ben.hash, playlistId };
  const save = { user_id: ben.id, save_item_id: key.playlist_id, save_type: 'playlist' };
  const repost = { user_id: ben.id, repost_item_id: key.playlist_id, repost_type: 'playlist' };
  await s.act('ben', 'playlists.favoritePlaylist', his, 'Playlist Save', [
    ['saves', save, { is_delete: false, is_save_of_repost: false }], ['aggregate_playlist', key, { save_count: 1 }]]);
  await s.act('ben', 'playlists.repostPlaylist', his, 'Playlist Repost', [
    ['reposts', repost, LIVE], ['aggregate_playlist', key, { repost_count: 1 }]]);
  await s.act('ben', 'playlists.sharePlaylist', his, 'Playlist Share', [
    ['shares', { user_id: ben.id, share_item_id: key.playlist_id, share_type: 'playlist' }, {}]]);
  await s.read('ben', 'playlists.getPlaylist', his, { favoriteCount: 1, repostCount: 1, hasCurrentUserSaved: true });
  await s.act('ben', 'playlists.unfavoritePlaylist', his, 'Playlist Unsave', [['saves', save, GONE]]);
  await s.act('ben', 'playlists.unrepostPlaylist', his, 'Playlist Unrepost', [['reposts', repost, GONE]]);
  await s.act('ben', 'notifications.updatePlaylistLastViewedAt', his, 'Notification ViewPlaylist', [
    ['playlist_seen', { user_id: ben.id, ...key }, { is_current: true }]]);
}

async function library(s) {
  const { hash: id, id: user_id } = s.people.ann;
  const playlist_id = idOfHash(made.Mix);
  await s.act('ann', 'users.updateUser', { id, userId: id, metadata: { artistPickTrackId: made.Blue,
    playlistLibrary: { contents: [{ type: 'folder', id: 'f1', name: 'Rain', contents:
      [{ type: 'playlist', playlistId: playlist_id }] }, { type: 'explore_playlist', playlistId: 'Heavy' }] } } },
  'User Update', [
    ['users', { user_id }, { artist_pick_track_id: idOfHash(made.Blue), name: 'Ann', playlist_library: { contents: [
      { type: 'folder', id: 'f1', name: 'Rain', contents: [{ type: 'playlist', playlist_id }] },
      { type: 'explore_playlist', playlist_id: 'Heavy' }] } }],
  ]);
}

async function uploadedPlaylist(s) {
  const { ann } = s.people;
  const { playlistId } = await s.act('ann', 'playlists.uploadPlaylist', { userId: ann.hash, imageFile: image('Up'),
    metadata: { playlistName: 'Up', genre: 'Rock', tags: 'q', mood: 'Fiery' }, audioFiles: [audio('Up 1'),
      audio('Up 2')],
    trackMetadatas: [{ title: 'Up 1', genre: 'Rock' }, { title: 'Up 2', genre: 'Rock' }] },
  ['Track Create', 'Track Create', 'Playlist Create'], ({ playlistId: hash }, told) => [
    ['tracks', { track_id: told[0].entityId }, { genre: 'Rock', tags: 'q', mood: 'Fiery', owner_id: ann.id }],
    ['playlists', { playlist_id: idOfHash(hash) }, { playlist_name: 'Up', is_album: false,
      playlist_contents: { track_ids: [{}, {}] } }],
  ]);
  await s.act('ann', 'playlists.deletePlaylist', { userId: ann.hash, playlistId }, 'Playlist Delete', [
    ['playlists', { playlist_id: idOfHash(playlistId) }, GONE]]);
}

async function albums(s) {
  const { ann, ben } = s.people;
  const { playlistId: albumId } = await s.act('ann', 'albums.createAlbum', { userId: ann.hash,
    imageFile: image('Album'),
    trackIds: [made.Blue, made.Red], metadata: { albumName: 'Album', isPrivate: false, upc: '123',
      releaseDate: new Date('2024-05-06T07:08:09Z'), copyrightLine: { year: '2024', text: 'ann' } } },
  'Playlist Create', ({ playlistId: hash }) => [
    ['playlists', { playlist_id: idOfHash(hash) }, { playlist_name: 'Album', is_album: true, is_private: false,
      upc: '123',
      release_date: '2024-05-06T07:08:09', copyright_line: { year: '2024', text: 'ann' },
      playlist_contents: entries([made.Blue, made.Red]) }],
    ['tracks', { track_id: idOfHash(made.Red) }, { playlists_containing_track: [idOfHash(hash)] }],
  ]);
  const key = { playlist_id: idOfHash(albumId) };
  await s.read('ann', 'albums.getAlbum', { userId: ann.hash, albumId }, { playlistName: 'Album', isAlbum: true,
    upc: '123' });
  await s.read('ann', 'albums.getAlbumTracks', { albumId }, [{ id: made.Blue }, { id: made.Red }]);
  const price = { usdcPurchase: { price: 500, splits: [{ userId: ann.id, percentage: 100 }] } };
  await s.act('ann', 'albums.updateAlbum', { userId: ann.hash, albumId, metadata: { albumName: 'Album Two',
    genre: 'Rock',
    isStreamGated: true, streamConditions: price } }, 'Playlist Update', [
    ['playlists', key, { playlist_name: 'Album Two', is_stream_gated: true, playlist_contents: entries([made.Blue,
      made.Red]),
      stream_conditions: { usdc_purchase: { price: 500, splits: [{ user_id: ann.id, percentage: 100 }] } } }],
    ['album_price_history', key, { total_price_cents: 500 }],
    ['playlist_routes', { ...key, is_current: true }, { slug: 'album-two' }],
  ]);
  const his = { userId: ben.hash, albumId };
  const save = { user_id: ben.id, save_item_id: key.playlist_id, save_type: 'playlist' };
  const repost = { user_id: ben.id, repost_item_id: key.playlist_id, repost_type: 'playlist' };
  await s.act('ben', 'albums.favoriteAlbum', his, 'Playlist Save', [['saves', save, LIVE]]);
  await s.act('ben', 'albums.unfavoriteAlbum', his, 'Playlist Unsave', [['saves', save, GONE]]);
  await s.act('ben', 'albums.repostAlbum', { ...his, metadata: { isRepostOfRepost: true } }, 'Playlist Repost', [
    ['reposts', repost, { is_delete: false, is_repost_of_repost: true }]]);
  await s.act('ben', 'albums.unrepostAlbum', his, 'Playlist Unrepost', [['reposts', repost, GONE]]);
  await s.act('ann', 'albums.deleteAlbum', { userId: ann.hash, albumId }, 'Playlist Delete',
    [['playlists', key, GONE]]);

  await s.act('ann', 'albums.uploadAlbum', { userId: ann.hash, imageFile: image('Long'), audioFiles: [audio('Long 1')],
    metadata: { albumName: 'Long', genre: 'Rock' }, trackMetadatas: [{ title: 'Long 1', genre: 'Rock' }] },
  ['Track Create', 'Playlist Create'], ({ albumId: hash }, [{ entityId }]) => [
    ['playlists', { playlist_id: idOfHash(hash) }, { playlist_name: 'Long', is_album: true,
      playlist_contents: { track_ids: [{ track: entityId }] } }],
  ]);
}

async function comments(s) {
  const { ann, ben, cleo } = s.people;
  const track = { entityType: 'Track', entityId: idOfHash(made.Blue) };
  const { commentId } = await s.act('ben', 'comments.createComment', { userId: ben.hash, metadata: { ...track,
    body: 'hello @cleo', trackTimestampS: 5, mentions: [cleo.id] } }, 'Comment Create', ({ commentId: hash }) => [
    ['comments', { comment_id: idOfHash(hash) }, { text: 'hello @cleo', user_id: ben.id, entity_id: track.entityId,
      entity_type: 'Track', track_timestamp_s: 5, is_delete: false, is_edited: false }],
    ['comment_mentions', { comment_id: idOfHash(hash), user_id: cleo.id }, LIVE],
    ['notification', { type: 'comment', specifier: String(idOfHash(hash)) }, { user_ids: [ann.id] }],
    ['notification', { type: 'comment_mention', specifier: String(cleo.id) }, { user_ids: [cleo.id] }],
  ]);
  const comment_id = idOfHash(commentId);
  const params = (who) => ({ userId: s.people[who].hash, commentId });
  await s.act('ann', 'comments.createComment', { userId: ann.hash, metadata: { ...track, body: 'thanks',
    parentId: comment_id } }, 'Comment Create', ({ commentId: hash }) => [
    ['comment_threads', { parent_comment_id: comment_id, comment_id: idOfHash(hash) }, {}],
    ['notification', { type: 'comment_thread', specifier: String(idOfHash(hash)) }, { user_ids: [ben.id] }],
  ]);
  await s.act('ben', 'comments.updateComment', { ...params('ben'), metadata: { ...track, body: 'hello @ann',
    mentions: [ann.id] } },
    'Comment Update', [
      ['comments', { comment_id }, { text: 'hello @ann', is_edited: true }],
      ['comment_mentions', { comment_id, user_id: cleo.id }, GONE],
      ['comment_mentions', { comment_id, user_id: ann.id }, LIVE],
    ]);
  const reaction = { comment_id, user_id: ann.id };
  await s.act('ann', 'comments.reactToComment', { ...params('ann'), metadata: track }, 'Comment React', [
    ['comment_reactions', reaction, LIVE],
    ['notification', { type: 'comment_reaction', specifier: String(ann.id) }, { user_ids: [ben.id] }],
  ]);
  await s.act('ann', 'comments.unreactToComment', { ...params('ann'), metadata: track }, 'Comment Unreact',
    [['comment_reactions', reaction, GONE]]);
  // pinComment() names the comment where the track belongs
  await s.refused('ann', 'comments.pinComment', { ...params('ann'), metadata: track }, 'Comment Pin');
  const pin = (isPin) => ({ userId: ann.hash, entityId: commentId, trackId: made.Blue, isPin });
  await s.act('ann', 'comments.pinCommentWithEntityManager', pin(true), 'Comment Pin',
    [['tracks', { track_id: track.entityId }, { pinned_comment_id: comment_id }]]);
  await s.act('ann', 'comments.pinCommentWithEntityManager', pin(false), 'Comment Unpin',
    [['tracks', { track_id: track.entityId }, { pinned_comment_id: null }]]);
  await s.act('cleo', 'comments.reportComment', { ...params('cleo') }, 'Comment Report',
    [['comment_reports', { comment_id, user_id: cleo.id }, LIVE]]);
  const setting = { userId: ann.id, entityType: 'Track', entityId: track.entityId };
  const mute = { user_id: ann.id, entity_id: track.entityId, entity_type: 'Track' };
  await s.act('ann', 'comments.updateCommentNotificationSetting', { ...setting, action: 'Mute' }, 'Track Mute',
    [['comment_notification_settings', mute, { is_muted: true }]]);
  await s.act('ann', 'comments.updateCommentNotificationSetting', { ...setting, action: 'Unmute' }, 'Track Unmute',
    [['comment_notification_settings', mute, { is_muted: false }]]);
  await s.act('ben', 'comments.deleteComment', params('ben'), 'Comment Delete',
    [['comments', { comment_id }, GONE]]);
  const muted = { user_id: ann.id, muted_user_id: ben.id };
  await s.act('ann', 'comments.muteUser', [ann.id, ben.id, false], 'User Mute', [['muted_users', muted, LIVE]]);
  await s.act('ann', 'comments.muteUser', [ann.id, ben.id, true], 'User Unmute', [['muted_users', muted, GONE]]);
}

async function events(s) {
  const { ann, ben } = s.people;
  const track = idOfHash(made.Blue);
  let event_id;
  await s.act('ann', 'events.createEvent', { userId: ann.id, eventType: 'remix_contest', entityType: 'track',
    entityId: track,
    endDate: LATER, eventData: { description: 'remix it', prizeInfo: 'fame' } }, 'Event Create', (answer,
      [{ entityId }]) => {
    event_id = entityId;
    return [
      ['events', { event_id }, { user_id: ann.id, event_type: 'remix_contest', entity_type: 'track', entity_id: track,
        end_date: stored(LATER), is_deleted: false, event_data: { description: 'remix it', prize_info: 'fame' } }],
      ['notification', { type: 'fan_remix_contest_started', specifier: String(ben.id) }, { user_ids: [ben.id] }],
    ];
  });
  await s.act('ann', 'events.updateEvent', { userId: ann.id, eventId: event_id, endDate: EVEN_LATER,
    eventData: { description: 'longer' } }, 'Event Update', [
    ['events', { event_id }, { end_date: stored(EVEN_LATER), event_data: { description: 'longer' } }]]);
  const both = { userId: ben.id, eventId: event_id };
  const subscription = { subscriber_id: ben.id, user_id: event_id, entity_type: 'Event' };
  await s.act('ben', 'events.followEvent', both, 'Event Subscribe',
    [['subscriptions', subscription, { is_delete: false, entity_id: event_id }]]);
  await s.act('ann', 'comments.createComment', { userId: ann.hash, metadata: { entityType: 'Event', entityId: event_id,
    body: 'news', videoUrl: 'https://video.example/1' } }, 'Comment Create', ({ commentId }) => [
    ['comments', { comment_id: idOfHash(commentId) }, { entity_type: 'Event', entity_id: event_id, text: 'news',
      video_url: 'https://video.example/1' }],
    ['notification', { type: 'remix_contest_update', specifier: String(ben.id) }, { user_ids: [ben.id] }],
  ]);
  await s.act('ben', 'events.unfollowEvent', both, 'Event Unsubscribe',
    [['subscriptions', subscription, GONE]]);
  await s.act('ann', 'events.deleteEvent', { userId: ann.id, eventId: event_id }, 'Event Delete',
    [['events', { event_id }, { is_deleted: true }]]);
}

async function apps(s) {
  const { ann, ben } = s.people;
  const { apiKey, apiSecret } = await s.act('ann', 'developerApps.createDeveloperApp', { userId: ann.hash, metadata: {
    name: 'Player', description: 'plays', imageUrl: 'https://app.example/i.png',
      redirectUris: ['https://app.example/back'] } },
  'DeveloperApp Create', ({ apiKey: app }) => [
    ['developer_apps', { address: `0x${app}` }, { user_id: ann.id, name: 'Player', description: 'plays',
      image_url: 'https://app.example/i.png', is_delete: false }],
    ['oauth_redirect_uris', { client_id: `0x${app}` }, { redirect_uri: 'https://app.example/back' }],
  ]);
  const address = `0x${apiKey}`;
  await s.act('ann', 'developerApps.updateDeveloperApp', { userId: ann.hash, address: apiKey,
    metadata: { name: 'Player 2',
    description: 'plays on', redirectUris: ['https://app.example/there'] } }, 'DeveloperApp Update', [
    ['developer_apps', { address }, { name: 'Player 2', description: 'plays on', image_url: null }],
    ['oauth_redirect_uris', { client_id: address }, { redirect_uri: 'https://app.example/there' }],
  ]);
  const grant = { grantee_address: address, user_id: ben.id };
  const liking = { userId: ben.hash, trackId: made.Red };
  const save = { user_id: ben.id, save_item_id: idOfHash(made.Red), save_type: 'track' };
  await s.join('app', `0x${apiSecret}`);
  await s.refused('app', 'tracks.favoriteTrack', liking, 'Track Save');
  await s.act('ben', 'grants.createGrant', { userId: ben.hash, appApiKey: apiKey }, 'Grant Create',
    [['grants', grant, { is_approved: true, is_revoked: false }]]);
  await s.act('app', 'tracks.favoriteTrack', liking, 'Track Save', [['saves', save, LIVE]]);
  await s.act('ben', 'grants.revokeGrant', { userId: ben.hash, appApiKey: apiKey }, 'Grant Delete',
    [['grants', grant, { is_revoked: true }]]);
  await s.refused('app', 'tracks.unfavoriteTrack', liking, 'Track Unsave');
  await s.act('ann', 'developerApps.deleteDeveloperApp', { userId: ann.hash, address: apiKey }, 'DeveloperApp Delete',
    [['developer_apps', { address }, GONE]]);
}

async function managers(s) {
  const { ann, ben, cleo } = s.people;
  const adding = { userId: ann.hash, managerUserId: ben.hash };
  const grant = { grantee_address: ben.wallet, user_id: ann.id };
  const asAnn = { userId: ann.hash, followeeUserId: cleo.hash };
  await s.act('ann', 'grants.addManager', adding, 'Grant Create', [['grants', grant, { is_approved: null,
    is_revoked: false }]]);
  await s.refused('ben', 'users.followUser', asAnn, 'User Follow');
  await s.act('ben', 'grants.approveGrant', { userId: ben.hash, grantorUserId: ann.hash }, 'Grant Approve',
    [['grants', grant, { is_approved: true }]]);
  await s.act('ben', 'users.followUser', asAnn, 'User Follow',
    [['follows', { follower_user_id: ann.id, followee_user_id: cleo.id }, LIVE]]);
  await s.act('ann', 'grants.removeManager', adding, 'Grant Delete', [['grants', grant, { is_revoked: true }]]);
  await s.refused('ben', 'users.unfollowUser', asAnn, 'User Unfollow');
  await s.act('ann', 'grants.addManager', { ...adding, managerUserId: cleo.hash }, 'Grant Create',
    [['grants', { ...grant, grantee_address: cleo.wallet }, { is_approved: null }]]);
  await s.act('cleo', 'grants.rejectGrant', { userId: cleo.hash, grantorUserId: ann.hash }, 'Grant Reject',
    [['grants', { ...grant, grantee_address: cleo.wallet }, { is_approved: false, is_revoked: true }]]);
}

async function wallets(s) {
  const { hash: userId, id: user_id } = s.people.ann;
  const words = `AudiusUserID:${user_id}`;
  const eth = new Wallet(keyOf('sdk16', 'another wallet'));
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const sol = encodeBase58(publicKey.export({ format: 'der', type: 'spki' }).subarray(-32));
  const add = (chain, address, signature) => s.act('ann', 'users.addAssociatedWallet',
    { userId, wallet: { chain, address }, signature }, 'AssociatedWallet Create',
    [['associated_wallets', { user_id, chain, wallet: address }, { is_current: true, is_delete: false }]]);
  await add('eth', eth.address, eth.signMessageSync(words));
  await add('sol', sol, signBytes(null, Buffer.from(words), privateKey).toString('hex'));
  await s.refused('ann', 'users.addAssociatedWallet', { userId, wallet: { chain: 'eth',
    address: s.people.ben.address }, signature: eth.signMessageSync(words) }, 'AssociatedWallet Create');
  await s.act('ann', 'users.removeAssociatedWallet', { userId, wallet: { chain: 'sol', address: sol } },
    'AssociatedWallet Delete', [['associated_wallets', { user_id, chain: 'sol' }, NONE]]);
  await s.refused('ann', 'users.updateCollectibles', { userId, collectibles: { order: ['a'] } }, 'Collectibles Update');

  const board = new Wallet(keyOf('sdk16', 'dashboard'));
  const message = `Connecting Audius user id ${user_id} at ${Math.floor(Date.now() / 1000)}`;
  const connecting = { wallet: board.address, userId };
  const row = { wallet: board.address.toLowerCase() };
  await s.act('ann', 'dashboardWalletUsers.connectUserToDashboardWallet', { ...connecting,
    walletSignature: { message, signature: board.signMessageSync(message) } }, 'DashboardWalletUser Create',
  [['dashboard_wallet_users', row, { user_id, is_delete: false }]]);
  await s.act('ann', 'dashboardWalletUsers.disconnectUserFromDashboardWallet', connecting, 'DashboardWalletUser Delete',
    [['dashboard_wallet_users', row, GONE]]);
}

async function addresses(s) {
  const { ann, ben, cleo } = s.people;
  const share = (receiver, does, rows) => s.act('ann', 'users.shareEmail', { emailOwnerUserId: ann.id,
    receivingUserId: receiver.id, initialEmailEncryptionUuid: 1, email: 'ann@mail.example' }, does, rows);
  const access = ({ id }) => ['email_access',
    { email_owner_user_id: ann.id, receiving_user_id: id, grantor_user_id: ann.id }, { is_initial: false }];
  await share(ben, 'EncryptedEmail AddEmail',
    [['encrypted_emails', { email_owner_user_id: ann.id }, {}], access(ann), access(ben)]);
  await share(cleo, 'EmailAccess Update', [access(cleo)]);
}

async function rest(s) {
  const { ann } = s.people;
  await s.act('ann', 'notifications.markAllNotificationsAsViewed', { userId: ann.hash }, 'Notification View',
    [['notification_seen', { user_id: ann.id }, {}]]);
  await s.refused('ann', 'users.sendTipReaction', { userId: ann.hash,
    metadata: { reactedTo: 'no such tip', reactionValue: '😍' } }, 'Tip Update');
  await s.act('ann', 'tracks.deleteTrack', { userId: ann.hash, trackId: made.Loose }, 'Track Delete',
    [['tracks', { track_id: idOfHash(made.Loose) }, GONE]]);
}

export const scenes = [
  ['people sign up', signUp],
  ['a guest signs up', guest],
  ['a profile is changed', profile],
  ['people follow and subscribe', follows],
  ['tracks are published', tracks],
  ['a track is created, and a stem', created],
  ['tracks are changed', changes],
  ['tracks are saved, reposted, shared, downloaded', trackActs],
  ['a playlist is made, filled, ordered', playlists],
  ['a library and an artist\'s pick', library],
  ['a playlist is uploaded and deleted', uploadedPlaylist],
  ['albums', albums],
  ['comments', comments],
  ['events', events],
  ['applications and what they may do', apps],
  ['managers', managers],
  ['wallets', wallets],
  ['a mail address is shared', addresses],
  ['notifications seen, a tip that is not there, a track deleted', rest],
];
