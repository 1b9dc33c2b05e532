// SPDX-License-Identifier: ISC
// What sdk 7 can write, scene by scene; each goes on from the one before.
import { Wallet } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { idOfHash } from '../chain/lib/model/text.mjs';
import { fileCid } from './host.mjs';
import { audio, image } from './write_files.mjs';

const ids = (hashes) => hashes.map(idOfHash);
const entries = (hashes) => ({ track_ids: ids(hashes).map((track) => ({ track })) });
const LIVE = { is_delete: false };
const GONE = { is_delete: true };
const made = {}; // hash ids of things by name

const FIRST_USER = 3_100_001;

/** This version has no method for it: apps of its time signed it with the service that all methods use. */
async function signUp(s) {
  for (const [i, who] of ['ann', 'ben', 'cleo'].entries()) {
    const { wallet, address } = await s.join(who);
    const userId = FIRST_USER + i;
    await s.act(who, 'services.entityManager.manageEntity', { auth: true, userId, entityType: 'User', entityId: userId,
      action: 'Create', metadata: JSON.stringify({ cid: '', data: { handle: `${who}.7`, name: `${who} of sdk 7`,
        bio: null, wallet: address } }) }, 'User Create', [
      ['users', { user_id: userId }, { handle: `${who}.7`, wallet, name: `${who} of sdk 7`, bio: null }]]);
    s.knows(who, userId);
    await s.read(who, 'users.getUser', { id: s.people[who].hash }, { handle: `${who}.7`, name: `${who} of sdk 7`,
      wallet, ercWallet: wallet });
  }
}

async function profile(s) {
  const { hash: userId, id: user_id } = s.people.ann;
  await s.act('ann', 'users.updateProfile', { userId, metadata: { name: 'Ann', bio: 'sings', location: 'Rome' },
    profilePictureFile: image('face'), coverArtFile: image('cover') }, 'User Update', [
    // the keys that it sends the pictures under say nothing any more
    ['users', { user_id }, { name: 'Ann', bio: 'sings', location: 'Rome', profile_picture: null,
      profile_picture_sizes: null, cover_photo: null, is_deactivated: false }]]);
  await s.read('ann', 'users.getUser', { id: userId }, { name: 'Ann', bio: 'sings', location: 'Rome',
    handle: 'ann.7' });
  await s.read('ann', 'full.users.getUser', { id: userId, userId }, [{ name: 'Ann', bio: 'sings', handleLc: 'ann.7' }]);
}

async function follows(s) {
  const { ann, ben } = s.people;
  const both = { userId: ben.hash, followeeUserId: ann.hash };
  const follow = { follower_user_id: ben.id, followee_user_id: ann.id };
  const subscription = { subscriber_id: ben.id, user_id: ann.id, entity_type: 'User' };
  const subscribing = { userId: ben.hash, subscribeeUserId: ann.hash };
  await s.act('ben', 'users.followUser', both, 'User Follow', [['follows', follow, LIVE],
    ['subscriptions', subscription, LIVE]]);
  await s.read('ben', 'users.getFollowers', { id: ann.hash, userId: ben.hash }, [{ id: ben.hash }]);
  await s.act('ben', 'users.unfollowUser', both, 'User Unfollow', [['follows', follow, GONE]]);
  await s.read('ben', 'users.getFollowers', { id: ann.hash, userId: ben.hash }, []);
  await s.act('ben', 'users.subscribeToUser', subscribing, 'User Subscribe', [
    ['subscriptions', subscription, LIVE]]);
  await s.act('ben', 'users.unsubscribeFromUser', subscribing, 'User Unsubscribe', [
    ['subscriptions', subscription, GONE]]);
}

async function upload(s, who, name, metadata, row) {
  const { hash: userId, id } = s.people[who];
  const { trackId } = await s.act(who, 'tracks.uploadTrack', { userId, trackFile: audio(name),
    coverArtFile: image(name),
    metadata: { title: name, genre: 'Electronic', ...metadata } }, 'Track Create', ({ trackId: hash }) => [
    ['tracks', { track_id: idOfHash(hash) }, { title: name, genre: 'Electronic', owner_id: id, duration: 123,
      orig_file_cid: fileCid(audio(name).buffer), orig_filename: `${name}.wav`, bpm: 120.5, musical_key: 'A minor',
        ...row }],
    ['track_routes', { track_id: idOfHash(hash) }, { owner_id: id, is_current: true }],
  ]);
  made[name] = trackId;
}

async function tracks(s) {
  const { ann, ben } = s.people;
  await upload(s, 'ann', 'Sea', { description: 'waves', tags: 'a,b', mood: 'Peaceful', isrc: 'x', license: 'CC',
    releaseDate: new Date('2024-02-03T04:05:06Z'), previewStartSeconds: 10, isDownloadable: true },
  { description: 'waves', tags: 'a,b', mood: 'Peaceful', isrc: 'x', license: 'CC', preview_start_seconds: 10,
    release_date: '2024-02-03T04:05:06', is_downloadable: true, is_unlisted: false,
    preview_cid: fileCid(Buffer.from(`preview ${fileCid(audio('Sea').buffer)}`)) });
  await upload(s, 'ann', 'Hidden', { isUnlisted: true, fieldVisibility: { genre: false } }, { is_unlisted: true,
    field_visibility: { genre: false } });
  await upload(s, 'ann', 'Gated', { isStreamGated: true, streamConditions: { followUserId: ann.hash },
    isDownloadGated: true, downloadConditions: { followUserId: ann.hash } },
  { is_stream_gated: true, stream_conditions: { follow_user_id: ann.id } });
  await upload(s, 'ben', 'Sea Again', { remixOf: { tracks: [{ parentTrackId: made.Sea }] } }, {});
  await upload(s, 'ann', 'Drums', { stemOf: { category: 'KICK', parentTrackId: made.Sea } },
    { stem_of: { parent_track_id: idOfHash(made.Sea), category: 'KICK' } });
  await s.holds('remixes', { parent_track_id: idOfHash(made.Sea), child_track_id: idOfHash(made['Sea Again']) }, {});
  await s.holds('stems', { parent_track_id: idOfHash(made.Sea), child_track_id: idOfHash(made.Drums) }, {});
  await s.read('ann', 'tracks.getTrack', { trackId: made.Sea }, { title: 'Sea', description: 'waves', tags: 'a,b',
    mood: 'Peaceful', permalink: '/ann.7/sea', user: { id: ann.hash } });
  const track_id = idOfHash(made.Sea);
  await s.act('ann', 'tracks.updateTrack', { userId: ann.hash, trackId: made.Sea, coverArtFile: image('Lake'),
    metadata: { title: 'Lake', description: 'calm' } }, 'Track Update', [
    ['tracks', { track_id }, { title: 'Lake', description: 'calm', genre: 'Electronic', mood: 'Peaceful',
      orig_file_cid: fileCid(audio('Sea').buffer) }],
    ['track_routes', { track_id, is_current: true }, { slug: 'lake' }]]);
  await s.read('ann', 'tracks.getTrack', { trackId: made.Sea, userId: ann.hash }, { title: 'Lake',
    description: 'calm' });

  const params = { userId: ben.hash, trackId: made.Sea };
  const save = { user_id: ben.id, save_item_id: track_id, save_type: 'track' };
  const repost = { user_id: ben.id, repost_item_id: track_id, repost_type: 'track' };
  await s.act('ben', 'tracks.favoriteTrack', { ...params, metadata: { isSaveOfRepost: true } }, 'Track Save',
    [['saves', save, { is_delete: false, is_save_of_repost: true }]]);
  await s.act('ben', 'tracks.repostTrack', params, 'Track Repost', [['reposts', repost, LIVE]]);
  await s.read('ben', 'full.tracks.getTrack', params, { favoriteCount: 1, repostCount: 1, hasCurrentUserSaved: true });
  await s.act('ben', 'tracks.recordTrackDownload', params, 'Track Download',
    [['track_downloads', { user_id: ben.id, track_id }, { city: 'Oslo', country: 'Norway' }]]);
  await s.act('ben', 'tracks.unfavoriteTrack', params, 'Track Unsave', [['saves', save, GONE]]);
  await s.act('ben', 'tracks.unrepostTrack', params, 'Track Unrepost', [['reposts', repost, GONE]]);
  await s.act('ann', 'tracks.deleteTrack', { userId: ann.hash, trackId: made.Gated }, 'Track Delete',
    [['tracks', { track_id: idOfHash(made.Gated) }, GONE]]);
}

async function playlists(s) {
  const { ann, ben } = s.people;
  const { playlistId } = await s.act('ann', 'playlists.createPlaylist', { userId: ann.hash, coverArtFile: image('Mix'),
    metadata: { playlistName: 'Mix', description: 'for rain', isPrivate: true }, trackIds: [made.Sea, made.Hidden] },
  'Playlist Create', ({ playlistId: hash }) => [
    ['playlists', { playlist_id: idOfHash(hash) }, { playlist_name: 'Mix', description: 'for rain', is_private: true,
      is_album: false, playlist_owner_id: ann.id, playlist_contents: entries([made.Sea, made.Hidden]) }],
    ['playlist_routes', { playlist_id: idOfHash(hash), is_current: true }, { slug: 'mix' }],
  ]);
  const params = { userId: ann.hash, playlistId };
  const key = { playlist_id: idOfHash(playlistId) };
  await s.act('ann', 'playlists.publishPlaylist', params, 'Playlist Update', [
    ['playlists', key, { is_private: false, playlist_name: 'Mix', playlist_contents: entries([made.Sea,
      made.Hidden]) }]]);
  await s.act('ann', 'playlists.addTrackToPlaylist', { ...params, trackId: made['Sea Again'] }, 'Playlist Update', [
    ['playlists', key, { playlist_contents: entries([made.Sea, made.Hidden, made['Sea Again']]) }]]);
  await s.act('ann', 'playlists.removeTrackFromPlaylist', { ...params, trackIndex: 1 }, 'Playlist Update', [
    ['playlists', key, { playlist_contents: entries([made.Sea, made['Sea Again']]) }],
    ['playlist_tracks', { ...key, track_id: idOfHash(made.Hidden) }, { is_removed: true }]]);
  const { playlistContents } = await s.read('ann', 'playlists.getPlaylist', params, { playlistName: 'Mix',
    description: 'for rain' });
  await s.act('ann', 'playlists.updatePlaylist', { ...params, metadata: { playlistName: 'Mix Two',
    playlistContents: [...playlistContents].reverse() } }, 'Playlist Update', [
    ['playlists', key, { playlist_name: 'Mix Two', description: 'for rain',
      playlist_contents: { track_ids: [...playlistContents].reverse().map(({ trackId, timestamp }) =>
        ({ track: idOfHash(trackId), time: timestamp })) } }],
    ['playlist_routes', { ...key, is_current: true }, { slug: 'mix-two' }]]);
  await s.read('ann', 'playlists.getPlaylistTracks', params, [{ id: made['Sea Again'] }, { id: made.Sea }]);

  const his = { userId: ben.hash, playlistId };
  const save = { user_id: ben.id, save_item_id: key.playlist_id, save_type: 'playlist' };
  const repost = { user_id: ben.id, repost_item_id: key.playlist_id, repost_type: 'playlist' };
  await s.act('ben', 'playlists.favoritePlaylist', { ...his, metadata: { isSaveOfRepost: true } }, 'Playlist Save',
    [['saves', save, { is_delete: false, is_save_of_repost: true }]]);
  await s.act('ben', 'playlists.unfavoritePlaylist', his, 'Playlist Unsave', [['saves', save, GONE]]);
  await s.act('ben', 'playlists.repostPlaylist', his, 'Playlist Repost', [['reposts', repost, LIVE]]);
  await s.act('ben', 'playlists.unrepostPlaylist', his, 'Playlist Unrepost', [['reposts', repost, GONE]]);
  await s.act('ann', 'playlists.deletePlaylist', params, 'Playlist Delete', [['playlists', key, GONE]]);

  await s.act('ann', 'playlists.uploadPlaylist', { userId: ann.hash, coverArtFile: image('Up'),
    metadata: { playlistName: 'Up', genre: 'Rock', tags: 'q' }, trackFiles: [audio('Up 1'), audio('Up 2')],
    trackMetadatas: [{ title: 'Up 1', genre: 'Rock' }, { title: 'Up 2', genre: 'Rock' }] },
  ['Track Create', 'Track Create', 'Playlist Create'], ({ playlistId: hash }, told) => [
    ['tracks', { track_id: told[0].entityId }, { genre: 'Rock', tags: 'q' }],
    ['playlists', { playlist_id: idOfHash(hash) }, { playlist_name: 'Up', is_private: false,
      playlist_contents: { track_ids: [{}, {}] } }]]);
}

async function albums(s) {
  const { ann, ben } = s.people;
  const { albumId } = await s.act('ann', 'albums.uploadAlbum', { userId: ann.hash, coverArtFile: image('Long'),
    metadata: { albumName: 'Long', genre: 'Rock', upc: '123' }, trackFiles: [audio('Long 1')],
    trackMetadatas: [{ title: 'Long 1', genre: 'Rock' }] }, ['Track Create', 'Playlist Create'],
  ({ albumId: hash }, [{ entityId }]) => [
    ['playlists', { playlist_id: idOfHash(hash) }, { playlist_name: 'Long', is_album: true, upc: '123',
      playlist_contents: { track_ids: [{ track: entityId }] } }]]);
  const key = { playlist_id: idOfHash(albumId) };
  await s.read('ann', 'albums.getAlbum', { userId: ann.hash, albumId }, { playlistName: 'Long', isAlbum: true });
  await s.act('ann', 'albums.updateAlbum', { userId: ann.hash, albumId, metadata: { albumName: 'Longer',
    description: 'than before' } }, 'Playlist Update', [
    ['playlists', key, { playlist_name: 'Longer', description: 'than before', is_album: true }]]);
  const his = { userId: ben.hash, albumId };
  const save = { user_id: ben.id, save_item_id: key.playlist_id, save_type: 'playlist' };
  const repost = { user_id: ben.id, repost_item_id: key.playlist_id, repost_type: 'playlist' };
  await s.act('ben', 'albums.favoriteAlbum', his, 'Playlist Save', [['saves', save, LIVE]]);
  await s.act('ben', 'albums.unfavoriteAlbum', his, 'Playlist Unsave', [['saves', save, GONE]]);
  await s.act('ben', 'albums.repostAlbum', his, 'Playlist Repost', [['reposts', repost, LIVE]]);
  await s.act('ben', 'albums.unrepostAlbum', his, 'Playlist Unrepost', [['reposts', repost, GONE]]);
  await s.act('ann', 'albums.deleteAlbum', { userId: ann.hash, albumId }, 'Playlist Delete',
    [['playlists', key, GONE]]);
}

async function comments(s) {
  const { ann, ben, cleo } = s.people;
  const track = idOfHash(made.Sea);
  const comment_id = idOfHash(await s.act('ben', 'comments.postComment', { userId: ben.id, entityId: track,
    body: 'hello',
    trackTimestampS: 5, mentions: [cleo.id] }, 'Comment Create', (hash) => [
    ['comments', { comment_id: idOfHash(hash) }, { text: 'hello', entity_id: track, entity_type: 'Track',
      user_id: ben.id,
      track_timestamp_s: 5 }],
    ['comment_mentions', { comment_id: idOfHash(hash), user_id: cleo.id }, LIVE]]));
  await s.act('ann', 'comments.postComment', { userId: ann.id, entityId: track, body: 'thanks',
    parentCommentId: comment_id },
    'Comment Create', (hash) => [['comment_threads', { parent_comment_id: comment_id, comment_id: idOfHash(hash) },
      {}]]);
  await s.act('ben', 'comments.editComment', { userId: ben.id, entityId: comment_id, trackId: track,
    body: 'hello all' },
    'Comment Update', [['comments', { comment_id }, { text: 'hello all', is_edited: true }]]);
  const liking = { userId: ann.id, commentId: comment_id, trackId: track };
  const reaction = { comment_id, user_id: ann.id };
  await s.act('ann', 'comments.reactComment', { ...liking, isLiked: true }, 'Comment React',
    [['comment_reactions', reaction, LIVE]]);
  await s.act('ann', 'comments.reactComment', { ...liking, isLiked: false }, 'Comment Unreact',
    [['comment_reactions', reaction, GONE]]);
  const pin = { userId: ann.id, entityId: comment_id, trackId: track };
  await s.act('ann', 'comments.pinComment', { ...pin, isPin: true }, 'Comment Pin',
    [['tracks', { track_id: track }, { pinned_comment_id: comment_id }]]);
  await s.act('ann', 'comments.pinComment', { ...pin, isPin: false }, 'Comment Unpin',
    [['tracks', { track_id: track }, { pinned_comment_id: null }]]);
  await s.act('cleo', 'comments.reportComment', [cleo.id, comment_id], 'Comment Report',
    [['comment_reports', { comment_id, user_id: cleo.id }, LIVE]]);
  const mute = { user_id: ben.id, entity_id: comment_id, entity_type: 'Comment' };
  await s.act('ben', 'comments.updateCommentNotificationSetting', { userId: ben.id, entityType: 'Comment',
    entityId: comment_id, action: 'Mute' }, 'Comment Mute', [['comment_notification_settings', mute,
      { is_muted: true }]]);
  await s.act('ben', 'comments.deleteComment', { userId: ben.id, entityId: comment_id }, 'Comment Delete',
    [['comments', { comment_id }, GONE]]);
  const muted = { user_id: ann.id, muted_user_id: ben.id };
  await s.act('ann', 'comments.muteUser', [ann.id, ben.id, false], 'User Mute', [['muted_users', muted, LIVE]]);
  await s.act('ann', 'comments.muteUser', [ann.id, ben.id, true], 'User Unmute', [['muted_users', muted, GONE]]);
}

async function apps(s) {
  const { ann, ben } = s.people;
  const { apiKey, apiSecret } = await s.act('ann', 'developerApps.createDeveloperApp', { userId: ann.hash,
    name: 'Player',
    description: 'plays', imageUrl: 'https://app.example/i.png' }, 'DeveloperApp Create', ({ apiKey: app }) => [
    ['developer_apps', { address: `0x${app}` }, { user_id: ann.id, name: 'Player', description: 'plays',
      image_url: 'https://app.example/i.png', is_delete: false }]]);
  const address = `0x${apiKey}`;
  await s.act('ann', 'developerApps.updateDeveloperApp', { userId: ann.hash, appApiKey: apiKey, name: 'Player 2' },
    'DeveloperApp Update', [['developer_apps', { address }, { name: 'Player 2', description: null }]]);
  const grant = { grantee_address: address, user_id: ben.id };
  await s.act('ben', 'grants.createGrant', { userId: ben.hash, appApiKey: apiKey }, 'Grant Create',
    [['grants', grant, { is_approved: true, is_revoked: false }]]);
  await s.join('app', `0x${apiSecret}`);
  await s.act('app', 'tracks.favoriteTrack', { userId: ben.hash, trackId: made.Sea }, 'Track Save', [
    ['saves', { user_id: ben.id, save_item_id: idOfHash(made.Sea), save_type: 'track' }, LIVE]]);
  await s.act('ben', 'grants.revokeGrant', { userId: ben.hash, appApiKey: apiKey }, 'Grant Delete',
    [['grants', grant, { is_revoked: true }]]);
  await s.refused('app', 'tracks.unfavoriteTrack', { userId: ben.hash, trackId: made.Sea }, 'Track Unsave');
  await s.act('ann', 'developerApps.deleteDeveloperApp', { userId: ann.hash, appApiKey: apiKey }, 'DeveloperApp Delete',
    [['developer_apps', { address }, GONE]]);

  const manager = { grantee_address: ben.wallet, user_id: ann.id };
  const adding = { userId: ann.hash, managerUserId: ben.hash };
  await s.act('ann', 'grants.addManager', adding, 'Grant Create', [['grants', manager, { is_approved: null }]]);
  await s.act('ben', 'grants.approveGrant', { userId: ben.hash, grantorUserId: ann.hash }, 'Grant Approve',
    [['grants', manager, { is_approved: true }]]);
  await s.act('ann', 'grants.removeManager', adding, 'Grant Delete', [['grants', manager, { is_revoked: true }]]);
}

async function rest(s) {
  const { hash: userId, id: user_id } = s.people.ann;
  const board = new Wallet(keyOf('sdk7', 'dashboard'));
  const message = `Connecting Audius user @ann.7 at ${Math.floor(Date.now() / 1000)}`;
  const row = { wallet: board.address.toLowerCase() };
  await s.act('ann', 'dashboardWalletUsers.connectUserToDashboardWallet', { wallet: board.address, userId,
    walletSignature: { message, signature: board.signMessageSync(message) } }, 'DashboardWalletUser Create',
  [['dashboard_wallet_users', row, { user_id, is_delete: false }]]);
  await s.act('ann', 'dashboardWalletUsers.disconnectUserFromDashboardWallet', { wallet: board.address, userId },
    'DashboardWalletUser Delete', [['dashboard_wallet_users', row, GONE]]);
  await s.refused('ann', 'users.sendTipReaction', { userId, metadata: { reactedTo: 'no such tip',
    reactionValue: '😍' } },
    'Tip Update');
}

export const scenes = [
  ['people sign up', signUp],
  ['a profile is changed', profile],
  ['people follow and subscribe', follows],
  ['tracks', tracks],
  ['playlists', playlists],
  ['albums', albums],
  ['comments', comments],
  ['applications and managers', apps],
  ['a dashboard wallet, a tip that is not there', rest],
];
