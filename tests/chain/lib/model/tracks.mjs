// SPDX-License-Identifier: ISC
// What the events of TrackFactory do to tracks, routes, stems and remixes.
import { blankTrack } from './blank.mjs';
import { cidOf } from './cid.mjs';
import { parentsOf, trackColumns } from './metadata.mjs';
import { assignRoute } from './routes.mjs';
import { Versions, blockColumns } from './rows.mjs';
import { timestamp } from './time.mjs';

export function setParents(set, children, childId) {
  for (const parentId of children)
    set.set(`${parentId}/${childId}`, { parent_track_id: parentId, child_track_id: childId });
}

export function dropChild(set, childId) {
  for (const [key, row] of set)
    if (row.child_track_id === childId)
      set.delete(key);
}

function applyDocument(books, row, { args, name }) {
  const { state } = books;
  const owner = state.users.get(args._trackOwnerId);
  const document = books.document(cidOf(args._multihashDigest), 'track');
  const columns = trackColumns(document, owner.handle);
  const parents = parentsOf(document);

  if (columns.title !== null && columns.title !== row.title)
    assignRoute(state.trackRoutes, { track_id: row.track_id }, args._trackOwnerId, columns.title,
      blockColumns({ hash: row.blockhash, number: row.blocknumber }, row.txhash));
  Object.assign(row, columns, {
    owner_id: args._trackOwnerId, is_delete: false, metadata_multihash: cidOf(args._multihashDigest),
  });
  if (name === 'NewTrack')
    setParents(state.stems, parents.stems, row.track_id);
  dropChild(state.remixes, row.track_id);
  setParents(state.remixes, parents.remixes, row.track_id);
}

function deleteTrack(row) {
  Object.assign(row, { is_delete: true, stem_of: null, remix_of: null, stream_conditions: null });
}

export function applyTrackEvents(books, block, events) {
  const tracks = new Versions(books.state.tracks, block);
  for (const event of events) {
    const id = event.args._id ?? event.args._trackId;
    const row = tracks.touch(id, event.txhash, event.name === 'NewTrack' ? () => blankTrack(id) : undefined);
    if (row === undefined) {
      books.skip(block, event.txhash);
      continue;
    }
    if (event.name === 'TrackDeleted')
      deleteTrack(row);
    else
      applyDocument(books, row, event);
    row.updated_at = timestamp(block.timestamp);
  }
  tracks.commit();
}
