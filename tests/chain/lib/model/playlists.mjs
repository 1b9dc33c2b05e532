// SPDX-License-Identifier: ISC
// What the events of PlaylistFactory do to playlists and their routes.
import { blankPlaylist } from './blank.mjs';
import { cidOf } from './cid.mjs';
import { assignRoute } from './routes.mjs';
import { Versions, blockColumns } from './rows.mjs';
import { timestamp } from './time.mjs';

/** Ids from here on belong to EntityManager. */
const ENTITY_MANAGER_IDS = 400000;

/** Times stay with their tracks; of several times the first is used up. */
function reorder(entries, order, now) {
  const times = new Map();
  for (const { track, time } of entries)
    times.set(track, [...(times.get(track) ?? []), time]);
  return order.map((track) => {
    const known = times.get(track) ?? [now];
    return { track, time: known.length > 1 ? known.shift() : known[0] };
  });
}

const PLAYLIST_EVENTS = {
  PlaylistCreated(row, { _playlistOwnerId, _isPrivate, _isAlbum, _trackIds }, { block }) {
    row.playlist_owner_id = _playlistOwnerId;
    row.is_private = _isPrivate;
    row.is_album = _isAlbum;
    row.playlist_contents = { track_ids: _trackIds.map((track) => ({ track, time: block.timestamp })) };
  },
  PlaylistDeleted(row) {
    row.is_delete = true;
  },
  PlaylistTrackAdded(row, { _addedTrackId }, { block }) {
    row.playlist_contents.track_ids.push({ track: _addedTrackId, time: block.timestamp });
    row.last_added_to = timestamp(block.timestamp);
  },
  PlaylistTrackDeleted(row, { _deletedTrackId, _deletedTrackTimestamp }) {
    const entries = row.playlist_contents.track_ids;
    const at = entries.findIndex(({ track, time }) => track === _deletedTrackId && time === _deletedTrackTimestamp);
    if (at >= 0)
      entries.splice(at, 1);
  },
  PlaylistTracksOrdered(row, { _orderedTrackIds }, { block }) {
    row.playlist_contents.track_ids = reorder(row.playlist_contents.track_ids, _orderedTrackIds, block.timestamp);
  },
  PlaylistNameUpdated(row, { _updatedPlaylistName }, { routes }) {
    row.playlist_name = _updatedPlaylistName;
    assignRoute(routes, { playlist_id: row.playlist_id }, row.playlist_owner_id, _updatedPlaylistName,
      blockColumns({ hash: row.blockhash, number: row.blocknumber }, row.txhash));
  },
  PlaylistPrivacyUpdated(row, { _updatedIsPrivate }) {
    row.is_private = _updatedIsPrivate;
  },
  PlaylistCoverPhotoUpdated(row, { _playlistImageMultihashDigest }) {
    row.playlist_image_sizes_multihash = cidOf(_playlistImageMultihashDigest);
    row.playlist_image_multihash = null;
  },
  PlaylistDescriptionUpdated(row, { _playlistDescription }) {
    row.description = _playlistDescription;
  },
  PlaylistUPCUpdated(row, { _playlistUPC }) {
    row.upc = _playlistUPC;
  },
};

export function applyPlaylistEvents(books, block, events) {
  const playlists = new Versions(books.state.playlists, block);
  const around = { block, routes: books.state.playlistRoutes };
  for (const { name, args, txhash } of events) {
    const id = args._playlistId;
    if (id >= ENTITY_MANAGER_IDS)
      continue;
    const row = playlists.touch(id, txhash, name === 'PlaylistCreated' ? () => blankPlaylist(id) : undefined);
    if (row === undefined) {
      books.skip(block, txhash);
      continue;
    }
    PLAYLIST_EVENTS[name](row, args, around);
    row.updated_at = timestamp(block.timestamp);
  }
  playlists.commit();
}
