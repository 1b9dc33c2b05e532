// SPDX-License-Identifier: ISC
// Follows, reposts and saves.
import { blankSocial } from './blank.mjs';
import { Wishes } from './rows.mjs';

/** What each event of the two contracts touches, and whether it takes back. */
const SOCIAL = {
  TrackRepostAdded: { table: 'reposts', item: 'track', undo: false },
  TrackRepostDeleted: { table: 'reposts', item: 'track', undo: true },
  PlaylistRepostAdded: { table: 'reposts', item: 'playlist', undo: false },
  PlaylistRepostDeleted: { table: 'reposts', item: 'playlist', undo: true },
  UserFollowAdded: { table: 'follows', undo: false },
  UserFollowDeleted: { table: 'follows', undo: true },
  TrackSaveAdded: { table: 'saves', item: 'track', undo: false },
  TrackSaveDeleted: { table: 'saves', item: 'track', undo: true },
  PlaylistSaveAdded: { table: 'saves', item: 'playlist', undo: false },
  PlaylistSaveDeleted: { table: 'saves', item: 'playlist', undo: true },
};

const NATURAL = {
  follows: ({ _followerUserId, _followeeUserId }) => ({
    follower_user_id: _followerUserId, followee_user_id: _followeeUserId,
  }),
  reposts: ({ _userId }, id, type) => ({ user_id: _userId, repost_item_id: id, repost_type: type }),
  saves: ({ _userId }, id, type) => ({ user_id: _userId, save_item_id: id, save_type: type }),
};

/** Only EntityManager sets these. */
export const FLAGS = { reposts: 'is_repost_of_repost', saves: 'is_save_of_repost' };

function meetsConditions({ follows }, userId, conditions) {
  const [[kind, target], ...others] = Object.entries(conditions);
  if (kind !== 'follow_user_id' || others.length > 0)
    return false;
  const follow = follows.get(`${userId}/${target}`);
  return follow !== undefined && !follow.is_delete;
}

/** May the user react to this track?  Deleted ones and closed gates say no. */
function trackIsOpen(state, userId, trackId) {
  const track = state.tracks.get(trackId);
  if (track === undefined || track.is_delete)
    return false;
  const gated = track.is_stream_gated && track.stream_conditions !== null && track.owner_id !== userId;
  return !gated || meetsConditions(state, userId, track.stream_conditions);
}

function collectionType(state, playlistId) {
  return state.playlists.get(playlistId)?.is_album ? 'album' : 'playlist';
}

export function applySocialEvents(books, block, events) {
  const { state } = books;
  const wishes = Object.fromEntries(Object.keys(NATURAL).map((table) => [table, new Wishes(state[table], block, blankSocial(FLAGS[table]))]));
  for (const { name, args, txhash } of events) {
    const { table, item, undo } = SOCIAL[name];
    const id = args._trackId ?? args._playlistId;
    if (item === 'track' && !trackIsOpen(state, args._userId, id))
      continue;
    const type = item === 'playlist' ? collectionType(state, id) : item;
    wishes[table].set(NATURAL[table](args, id, type), undo, txhash);
  }
  for (const table of Object.values(wishes))
    table.commit();
}
