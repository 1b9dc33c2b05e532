// SPDX-License-Identifier: ISC
// One block with every kind of event in it, on new rows and on old ones.
import { imageCid, trackDocument, userDocument } from './documents.mjs';
import { everyAct } from './em_everything.mjs';
import { digestOf } from './model/cid.mjs';
import { contentNode, seedOnce } from './scenes.mjs';

const NEW_NODE = 1000;

function profile(world, actor) {
  const { random } = world;
  actor.setMetadata(userDocument(random));
  actor.setName('Every event');
  actor.setLocation('Everywhere');
  actor.setBio('Every kind of event, once.');
  actor.setProfilePhoto(digestOf(imageCid(random)));
  actor.setCoverPhoto(digestOf(imageCid(random)));
  actor.setIsCreator(true);
  actor.setEndpoint('https://every.example');
  world.verify(actor.id, true);
}

function tracks(world, actor) {
  const document = (title, changes) => trackDocument(world.random, actor.id, title, changes);
  const kept = actor.addTrack(document('Every event'));
  actor.updateTrack(kept, document('Every event, renamed'));
  const parent = { parent_track_id: kept };
  const deleted = actor.addTrack(document('Every event', { remix_of: { tracks: [parent] } }));
  actor.addTrack(document('Every stem', { stem_of: { category: 'BASS', ...parent } }));
  actor.deleteTrack(deleted);
  return kept;
}

function playlists(world, actor, track) {
  const now = world.network.nextTime();
  const kept = actor.createPlaylist({ name: 'Every event', tracks: [track, track] });
  actor.addToPlaylist(kept, track);
  actor.orderPlaylist(kept, [track, track, track]);
  actor.removeFromPlaylist(kept, track, now);
  actor.namePlaylist(kept, 'Every event, renamed');
  actor.hidePlaylist(kept, true);
  actor.hidePlaylist(kept, false);
  actor.coverPlaylist(kept, digestOf(imageCid(world.random)));
  actor.describePlaylist(kept, 'Every kind of event');
  actor.setPlaylistUPC(kept, '000000000000');
  actor.deletePlaylist(actor.createPlaylist({ name: 'Every event', isAlbum: true }));
  return kept;
}

function reactions(actor, fan, track, playlist) {
  fan.follow(actor.id);
  actor.follow(fan.id);
  actor.unfollow(fan.id);
  for (const person of [actor, fan]) {
    person.repostTrack(track);
    person.repostPlaylist(playlist);
    person.saveTrack(track);
    person.savePlaylist(playlist);
  }
  actor.unrepostTrack(track);
  actor.unrepostPlaylist(playlist);
  actor.unsaveTrack(track);
  actor.unsavePlaylist(playlist);
}

function nodes(world, actor) {
  const seeds = seedOnce(world);
  world.proposeNode(contentNode(world, NEW_NODE + world.network.head.number), seeds.slice(0, 3));
  actor.moveTo([1, 2, 3]);
}

/** Rows that an earlier block made change too: there is something to undo. */
function oldRows(world, newcomer) {
  const { state } = world.books;
  const people = new Map(world.knownActors().map((actor) => [actor.id, actor]));
  const { tracks: onTracks, playlists: onPlaylists } = world.ledger.state;
  const find = (rows, ownerColumn, isThere = () => true) =>
    [...rows.values()].find((row) => people.has(row[ownerColumn]) && !row.is_delete && isThere(row));
  const track = find(state.tracks, 'owner_id', ({ track_id: id }) => onTracks.has(id));
  const list = find(state.playlists, 'playlist_owner_id', ({ playlist_id: id }) => onPlaylists.has(id));
  const follow = find(state.follows, 'follower_user_id');
  for (const person of [...people.values()].slice(0, 1)) {
    person.setName('Renamed in between');
    person.follow(newcomer.id);
    person.moveTo([3, 2, 1]);
  }
  if (track) {
    const owner = people.get(track.owner_id);
    owner.updateTrack(track.track_id, trackDocument(world.random, owner.id, 'Renamed in between'));
    newcomer.saveTrack(track.track_id);
  }
  if (list)
    people.get(list.playlist_owner_id).namePlaylist(list.playlist_id, 'Renamed in between');
  if (follow)
    people.get(follow.follower_user_id).unfollow(follow.followee_user_id);
}

function everyLegacyEvent(world, label) {
  const actor = world.actor(`${label}/actor`);
  const fan = world.actor(`${label}/fan`);
  actor.signUp(`${label}_act`);
  fan.signUp(`${label}_fan`);
  profile(world, actor);
  const track = tracks(world, actor);
  const playlist = playlists(world, actor, track);
  reactions(actor, fan, track, playlist);
  nodes(world, actor);
  world.blacklist(digestOf(imageCid(world.random)));
  oldRows(world, actor);
}

/**
 * Queues the block; mine() it.  label: up to 10 characters of a handle.  era:
 * how the story is told.
 */
export function everyEventKind(world, label, era = 'legacy') {
  if (era !== 'entity-manager')
    everyLegacyEvent(world, label);
  if (era !== 'legacy')
    everyAct(world, label);
}
