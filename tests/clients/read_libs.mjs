// SPDX-License-Identifier: ISC
// What libs asks the routes without a prefix, with raw ids, as the user whom
// it has been told (story.fan): [method, arguments, want, what to say of it].
import assert from 'node:assert/strict';

import { live } from './story.mjs';

// Methods of its class that ask the node nothing, or only when it is chosen.
export const NO_READS = new Set(['init', 'setEndpoint', 'setUnhealthyBlockDiff', 'setUnhealthySlotDiffPlays',
  'getHealthyDiscoveryProviderEndpoint']);

const GONE = 'not served: gone from the servers, too';
const ELSEWHERE = 'not served: rewards are attested on another chain';

// What an entry has of its row, under the same name.
const COLUMNS = ['handle', 'name', 'bio', 'wallet', 'title', 'genre', 'owner_id', 'playlist_name', 'is_album',
  'playlist_owner_id', 'is_delete', 'blocknumber', 'metadata_multihash'];

const byId = (key) => (entry) => entry[key];

export function libsTable(story) {
  const { star, fan, reposted, saved, repostedList, savedList, remixed, stemmed, fullList, album } = story;
  const { handle, wallet } = story.users.get(star);
  const numbers = (ids) => [...ids].sort((a, b) => a - b);

  /** Rows by their ids, each as its table has it where the names are the same. */
  const listed = (key, tableRows, ids, { of = (all) => all, inOrder = false } = {}) => ({ answer, error, asked }) => {
    assert.equal(error, undefined);
    const found = of(answer);
    assert.ok(Array.isArray(found), JSON.stringify({ answer, asked }));
    const got = found.map(byId(key));
    assert.deepEqual(inOrder ? got : numbers(got), inOrder ? ids : numbers(ids));
    for (const entry of found)
      compareRow(entry, tableRows.get(entry[key]));
  };
  const compareRow = (entry, row) => {
    for (const key of COLUMNS.filter((name) => name in entry && name in row))
      assert.deepEqual(entry[key], row[key], key);
  };
  const users = (ids, options) => listed('user_id', story.users, ids, options);
  const tracks = (ids, options) => listed('track_id', story.tracks, ids, options);
  const playlists = (ids, options) => listed('playlist_id', story.playlists, ids, options);
  const such = (test) => ({ answer, error, asked }) => {
    assert.equal(error, undefined);
    assert.ok(test(answer), JSON.stringify({ answer, asked }));
  };
  const gone = ({ asked }) => assert.ok(asked.every(({ status }) => status === 404), JSON.stringify(asked));
  const saves = (type, item) => listed('save_item_id', new Map(story.saves(fan, type)
    .map((row) => [row.save_item_id, row])), story.saves(fan, type).map((row) => row.save_item_id)
    .filter((id) => (item === 'tracks' ? story.tracks : story.playlists).has(id)));
  const isOfFan = (row) => row.follower_user_id === fan;
  const followed = live(story.tables.follows).filter(isOfFan).map((row) => row.followee_user_id);
  const both = (ids) => ids.filter((id) => story.following(fan).includes(id));
  const [, owner, slug] = story.link('track', reposted).split('/');
  const parent = story.tables.remixes.find((row) => row.parent_track_id === remixed);
  const newest = [...story.tables.users].sort((a, b) => (a.created_at < b.created_at ? 1 : -1))[0].created_at;
  const isList = Array.isArray;
  const entries = (kind) => (found) => isList(found) &&
    found.every((entry) => story[kind].has(entry[kind === 'tracks' ? 'track_id' : 'playlist_id']));
  return [
    ['getUsers', [100, 0, [fan, star]], users([fan, star], { inOrder: true })],
    ['getUsers', [100, 0, null, wallet], users([star])],
    ['getUsers', [100, 0, null, null, handle], users([star])],
    ['getTracks', [100, 0, [reposted, saved]], tracks([reposted, saved], { inOrder: true })],
    ['getTracks', [100, 0, null, star, null, null, true], tracks(live(story.tables.tracks)
      .filter((row) => row.owner_id === star).map((row) => row.track_id))],
    ['getTracksByHandleAndSlug', [owner, slug],
      such((track) => [track].flat()[0].title === story.tracks.get(reposted).title)],
    ['getTracksIncludingUnlisted', [[{ id: reposted, url_title: slug, handle: owner }]], tracks([reposted])],
    ['getRandomTracks', ['Pop', 10, [], 'week'], gone, GONE],
    ['getStemsForTrack', [stemmed], tracks(story.stemsOf(stemmed))],
    ['getRemixesOfTrack', [remixed, 100, 0], tracks(story.remixesOf(remixed), { of: (found) => found.tracks })],
    ['getRemixTrackParents', [parent.child_track_id, 100, 0], tracks(story.parentsOf(parent.child_track_id))],
    ['getTrendingTracks', ['Pop', 'week', null, 10, 0], gone, GONE],
    ['getPlaylists', [100, 0, [fullList, album]], playlists([fullList, album])],
    ['getPlaylists', [100, 0, null, star], such(entries('playlists'))],
    ['getSocialFeed', ['all', 100, 0], such(isList)],
    ['getUserRepostFeed', [fan, 100, 0], such((found) => isList(found) && found.length > 0)],
    ['getFollowIntersectionUsers', [100, 0, star, fan], users(both(story.followers(star)))],
    ['getTrackRepostIntersectionUsers', [100, 0, reposted, fan], users(both(story.reposters(reposted)))],
    ['getPlaylistRepostIntersectionUsers', [100, 0, repostedList, fan],
      users(both(story.reposters(repostedList, false)))],
    ['getFollowersForUser', [100, 0, star], users(story.followers(star), { inOrder: true })],
    ['getFolloweesForUser', [100, 0, fan], users(story.byFollowers(followed), { inOrder: true })],
    ['getRepostersForTrack', [100, 0, reposted], users(story.reposters(reposted), { inOrder: true })],
    ['getRepostersForPlaylist', [100, 0, repostedList], users(story.reposters(repostedList, false), { inOrder: true })],
    ['getSaversForTrack', [100, 0, saved], users(story.savers(saved), { inOrder: true })],
    ['getSaversForPlaylist', [100, 0, savedList], users(story.savers(savedList, false), { inOrder: true })],
    ['verifyToken', [story.token(star)], such((found) => found === false),
      'fails: reads the answer, which is right, as a list'],
    ['searchFull', [handle, 'all', 100, 0], such(({ users: found }) => found.some((user) => user.user_id === star))],
    ['searchAutocomplete', [handle, 100, 0], such(({ users: found }) => found.some((user) => user.user_id === star))],
    ['searchTags', [story.tagsOf(star)[0], 1, 'tracks', 100, 0], such(({ tracks: found }) => found.length > 0)],
    ['getSavedPlaylists', [], saves('playlist', 'playlists')],
    ['getSavedAlbums', [], saves('album', 'playlists')],
    ['getSavedTracks', [], saves('track', 'tracks')],
    ['getUserAccount', [wallet],
      such((user) => user.user_id === star && user.handle === handle && isList(user.playlists))],
    ['getTopPlaylists', ['playlist', 100], such(entries('playlists'))],
    ['getTopFolloweeWindowed', ['track', 'week', 100], such(isList)],
    ['getTopFolloweeSaves', ['track', 100], such(entries('tracks'))],
    ['getLatest', ['user'], such((id) => story.users.get(id).created_at === newest)],
    ['getTopCreatorsByGenres', [['Pop'], 30, 0], such((found) => found.user_ids.every((id) => story.isActive(id)))],
    ['getURSMContentNodes', [], gone, 'not served: replica sets ended with the first chain'],
    ['getNotifications', [0, [], 1000], gone, 'not served: read by the identity service alone'],
    ['getSolanaNotifications', [0, 1000], gone, 'not served: read by the identity service alone'],
    ['getTrackListenMilestones', [1000], gone, 'not served: read by the identity service alone'],
    ['getChallengeAttestation', ['u', '7eP5n', 'x', wallet, '$URL'], gone, ELSEWHERE],
    ['getCreateSenderAttestation', [wallet, '$URL'], gone, ELSEWHERE],
    ['getUndisbursedChallenges', [100, 0, 0, null], such((found) => isList(found) && found.length === 0)],
  ];
}
