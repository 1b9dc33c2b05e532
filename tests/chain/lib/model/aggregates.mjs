// SPDX-License-Identifier: ISC
// Counters as they are when everything is counted anew.

const live = (rows) => [...rows.values()].filter((row) => !row.is_delete);

function countBy(rows, key) {
  const counts = new Map();
  for (const row of rows)
    counts.set(row[key], (counts.get(row[key]) ?? 0) + 1);
  return (id) => counts.get(id) ?? 0;
}

function idsOf(...lists) {
  return [...new Set(lists.flat())].sort((a, b) => a - b);
}

const counted = (counters, id) =>
  Object.fromEntries(Object.entries(counters).map(([name, count]) => [name, count(id)]));

const column = (rows, name) => [...rows.values()].map((row) => row[name]);

export function aggregateUser({ users, tracks, playlists, follows, reposts, saves, shares }) {
  const shown = live(tracks).filter((row) => row.is_available && row.stem_of === null);
  const open = live(playlists).filter((row) => !row.is_private);
  const counters = {
    track_count: countBy(shown.filter((row) => !row.is_unlisted), 'owner_id'),
    total_track_count: countBy(shown, 'owner_id'),
    playlist_count: countBy(open.filter((row) => !row.is_album), 'playlist_owner_id'),
    album_count: countBy(open.filter((row) => row.is_album), 'playlist_owner_id'),
    follower_count: countBy(live(follows), 'followee_user_id'),
    following_count: countBy(live(follows), 'follower_user_id'),
    repost_count: countBy(live(reposts), 'user_id'),
    track_save_count: countBy(live(saves).filter((row) => row.save_type === 'track'), 'user_id'),
    track_share_count: countBy([...shares.values()].filter((row) => row.share_type === 'track'), 'user_id'),
  };
  const ids = idsOf(
    [...users.keys()], column(tracks, 'owner_id'), column(follows, 'follower_user_id'),
    column(follows, 'followee_user_id'), column(reposts, 'user_id'), column(saves, 'user_id'),
  );
  // Nothing of this comes from blocks.
  const others = {
    supporter_count: 0, supporting_count: 0, dominant_genre: null, dominant_genre_count: 0, score: 0,
  };
  return ids.map((id) => ({ user_id: id, ...counted(counters, id), ...others }));
}

function itemCounts(state, isWanted) {
  const reposts = [...state.reposts.values()].filter((row) => isWanted(row.repost_type));
  const saves = [...state.saves.values()].filter((row) => isWanted(row.save_type));
  const shares = [...state.shares.values()].filter((row) => isWanted(row.share_type));
  return {
    targets: [column(reposts, 'repost_item_id'), column(saves, 'save_item_id'), column(shares, 'share_item_id')],
    share_count: countBy(shares, 'share_item_id'),
    repost_count: countBy(reposts.filter((row) => !row.is_delete), 'repost_item_id'),
    save_count: countBy(saves.filter((row) => !row.is_delete), 'save_item_id'),
  };
}

export function aggregateTrack(state) {
  const { targets, ...counters } = itemCounts(state, (type) => type === 'track');
  const comments = countBy(live(state.comments).filter((row) => row.entity_type === 'Track'), 'entity_id');
  return idsOf([...state.tracks.keys()], ...targets).map((id) => ({
    track_id: id, ...counted(counters, id), comment_count: comments(id),
  }));
}

export function aggregatePlaylist(state) {
  const { targets, ...counters } = itemCounts(state, (type) => type !== 'track');
  // A target without a row of its own is no album: nothing said so.
  return idsOf([...state.playlists.keys()], ...targets).map((id) => ({
    playlist_id: id, is_album: state.playlists.get(id)?.is_album ?? false, ...counted(counters, id),
  }));
}
