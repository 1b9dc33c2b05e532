// SPDX-License-Identifier: ISC
// Short scenes in which everything unusual happens at least once.  Each takes
// the world and the first five people, who have signed up, and mines blocks.
import { keyOf } from './accounts.mjs';
import { Actor } from './actor.mjs';
import { imageCid, trackDocument, userDocument } from './documents.mjs';
import { digestOf } from './model/cid.mjs';

const BEYOND_INT32 = 2 ** 31;
const BAD_UTF8 = Uint8Array.from([0x6f, 0x6b, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf0, 0x9f, 0x8e, 0x21, 0x00, 0x78]);
const NODE_COUNT = 6;

function document(world, actor, title, changes) {
  return trackDocument(world.random, actor.id, title, changes);
}

export function contentNode(world, id, version = 0) {
  const wallet = (role) => new Actor(world, keyOf(world.seed, 'node', role, id, version)).wallet;
  return {
    id, key: keyOf(world.seed, 'node', 'delegate', id, version), delegate: wallet('delegate'), owner: wallet('owner'),
  };
}

function bootstrapNodes(world) {
  return Array.from({ length: NODE_COUNT }, (_, i) => contentNode(world, i + 1));
}

/** The first nodes, queued if nobody has done it; gives them. */
export function seedOnce(world) {
  const seeds = bootstrapNodes(world);
  if (world.ledger.state.nodes.size === 0)
    world.seedNodes(seeds);
  return seeds;
}

export async function contentNodes(world) {
  const seeds = seedOnce(world);
  await world.mine();
  world.proposeNode(contentNode(world, NODE_COUNT + 1), seeds.slice(0, 3));
  world.proposeNode(contentNode(world, NODE_COUNT, 1), seeds.slice(1, 4));
  world.proposeNode(contentNode(world, BEYOND_INT32 + 7), seeds.slice(2, 5));
  await world.mine();
}

async function hostileText(world, [ann, ben]) {
  ann.setName(BAD_UTF8);
  ann.setLocation(Uint8Array.from([0x00, 0x41, 0x00, 0x42]));
  ann.setBio(BAD_UTF8);
  ben.setName('cut inside a letter: 音楽音楽音楽');
  ben.setEndpoint('https://cn1.example,https://cn2.example,https://cn3.example');
  const list = ben.createPlaylist({ name: BAD_UTF8 });
  ben.describePlaylist(list, Uint8Array.from([0xe2, 0x82, 0x41, 0x00, 0xe2, 0x82, 0xac]));
  ben.setPlaylistUPC(list, Uint8Array.from([0x30, 0x31, 0x80, 0x32]));
  world.actor('nul').signUp(Uint8Array.from([0x4e, 0x75, 0x6c, 0x00, 0xff, 0x4c]));
  await world.mine();
}

async function unknownIds(world, [ann]) {
  world.verify(BEYOND_INT32 + 5, true);
  world.verify(999999, true);
  world.verify(0, true);
  world.verify(ann.id, true);
  await world.mine();
  world.verify(ann.id, false);
  world.verify(ann.id, true);
  await world.mine();
}

async function strangers(world, [ann, ben]) {
  world.pretend(1, '0x' + '41'.repeat(16), '0x' + '42'.repeat(32));
  const ghost = world.actor('ghost');
  world.forwarded(() => ghost.signUp('ghost'));
  const ghostTrack = world.forwarded(() => ann.addTrack(document(world, ann, 'Ghost track')));
  const ghostList = world.forwarded(() => ann.createPlaylist({ name: 'Ghost list', tracks: [ghostTrack] }));
  await world.mine();
  ghost.setName('nobody knows me');
  ann.updateTrack(ghostTrack, document(world, ann, 'Ghost track, again'));
  ann.namePlaylist(ghostList, 'Ghost list, again');
  ben.follow(ghost.id);
  ben.saveTrack(ghostTrack);
  ben.repostTrack(ghostTrack);
  ben.savePlaylist(ghostList);
  ann.createPlaylist({ name: 'Holds a ghost', tracks: [ghostTrack] });
  world.forwarded(() => ben.setName('not read'));
  await world.mine();
  ann.deleteTrack(ghostTrack);
  await world.mine();
}

async function albumsInTheirFirstBlock(world, [ann, ben, cid]) {
  const track = ann.addTrack(document(world, ann, 'On the album'));
  const album = ann.createPlaylist({ name: 'Album', isAlbum: true, tracks: [track, track] });
  ben.repostPlaylist(album);
  ben.savePlaylist(album);
  cid.repostTrack(track);
  cid.saveTrack(track);
  await world.mine();
  cid.repostPlaylist(album);
  ben.unrepostPlaylist(album);
  cid.savePlaylist(album);
  cid.unsavePlaylist(album);
  await world.mine();
  ann.deletePlaylist(album);
  ben.savePlaylist(album);
  await world.mine();
  cid.savePlaylist(album);
  ann.namePlaylist(album, 'Album, deleted and renamed');
  await world.mine();
}

async function routes(world, [ann, ben]) {
  const titles = ['Track', 'Track 1', 'Track', 'Track', 'Track 1', '...', '!!!'];
  const ids = titles.map((title) => ann.addTrack(document(world, ann, title)));
  await world.mine();
  ann.updateTrack(ids[0], document(world, ann, 'Song'));
  ann.updateTrack(ids[0], document(world, ann, 'Track'));
  ann.updateTrack(ids[1], document(world, ann, 'TRACK 1!'));
  await world.mine();
  ann.updateTrack(ids[2], document(world, ann, 'Track'), ben.id);
  ann.updateTrack(ids[3], document(world, ann, 'Moved and renamed'), ben.id);
  await world.mine();
  ben.updateTrack(ids[3], document(world, ben, 'Track'));
  ben.deleteTrack(ids[2]);
  const brief = ben.addTrack(document(world, ben, 'Brief'));
  ben.updateTrack(brief, document(world, ben, 'Briefer'));
  ben.deleteTrack(brief);
  await world.mine();
  ben.updateTrack(ids[2], document(world, ben, 'Back again'));
  await world.mine();
}

async function relatives(world, [ann, ben]) {
  const parent = ann.addTrack(document(world, ann, 'Parent'));
  const other = ann.addTrack(document(world, ann, 'Other parent'));
  await world.mine();
  const remixOf = (...ids) => ({ tracks: ids.map((id) => ({ parent_track_id: id })) });
  const stem = ann.addTrack(document(world, ann, 'Stem', { stem_of: { category: 'DRUMS', parent_track_id: parent } }));
  const remix = ben.addTrack(document(world, ben, 'Remix', { remix_of: remixOf(parent, other) }));
  ben.addTrack(document(world, ben, 'Odd remix', { remix_of: { ...remixOf(parent), extra: 1 } }));
  ben.addTrack(document(world, ben, 'Odd stem', { stem_of: { parent_track_id: other } }));
  await world.mine();
  ben.updateTrack(remix, document(world, ben, 'Remix', { remix_of: remixOf(other) }));
  ann.updateTrack(stem, document(world, ann, 'No stem any more'));
  await world.mine();
  ben.deleteTrack(remix);
  await world.mine();
}

async function repetitions(world, [ann, ben, cid, dot]) {
  ann.follow(ben.id);
  ann.unfollow(cid.id);
  cid.follow(ann.id);
  cid.unfollow(ann.id);
  cid.follow(dot.id);
  cid.unfollow(dot.id);
  cid.follow(dot.id);
  await world.mine();
  ann.follow(ben.id);
  dot.unfollow(ann.id);
  await world.mine();
  const track = ann.addTrack(document(world, ann, 'To be deleted'));
  await world.mine();
  ben.saveTrack(track);
  cid.saveTrack(track);
  ben.repostTrack(track);
  dot.unsaveTrack(track);
  await world.mine();
  ben.saveTrack(track);
  cid.unsaveTrack(track);
  ben.unrepostTrack(track);
  await world.mine();
  ann.deleteTrack(track);
  dot.saveTrack(track);
  ben.unsaveTrack(track);
  await world.mine();
  dot.repostTrack(track);
  await world.mine();
}

async function gates(world, [ann, ben, cid, dot]) {
  const gate = { is_premium: true, premium_conditions: { follow_user_id: ann.id } };
  const gated = ann.addTrack(document(world, ann, 'For followers', gate));
  const nft = ann.addTrack(document(world, ann, 'For collectors', {
    is_premium: true, premium_conditions: { nft_collection: { chain: 'eth', address: ann.wallet } },
  }));
  await world.mine();
  dot.unfollow(ann.id);
  dot.saveTrack(gated);
  ann.saveTrack(gated);
  ann.repostTrack(nft);
  cid.saveTrack(nft);
  await world.mine();
  dot.follow(ann.id);
  dot.repostTrack(gated);
  dot.saveTrack(gated);
  await world.mine();
  ben.follow(ann.id);
  await world.mine();
  ben.repostTrack(gated);
  await world.mine();
}

async function refusals(world, [ann, ben]) {
  const track = ann.addTrack(document(world, ann, 'Stays'));
  world.reverting(() => {
    ann.follow(ann.id);
    ann.follow(987654);
    ben.deleteTrack(track);
    ben.saveTrack(987654);
    new Actor(world, keyOf(world.seed, 'thief')).signUp('ann');
    new Actor(world, keyOf(world.seed, 'bad handle')).signUp('no spaces');
    ann.request('UserFactory', 'updateIsVerified', [ann.id, true]);
    ann.createPlaylist({ name: 'too long', tracks: Array(200).fill(track) });
  });
  ben.saveTrack(track);
  world.repeatLast();
  await world.mine();
  world.reverting(() => ben.unrepostTrack(track));
  await world.mine();
}

async function playlists(world, [ann, , cid]) {
  const [a, b, c] = ['One', 'Two', 'Three'].map((title) => ann.addTrack(document(world, ann, title)));
  const list = cid.createPlaylist({ name: 'Mix', tracks: [a, b, a] });
  const twin = cid.createPlaylist({ name: 'Mix', isPrivate: true });
  await world.mine();
  cid.addToPlaylist(list, c);
  cid.addToPlaylist(list, a);
  cid.coverPlaylist(list, digestOf(imageCid(world.random)));
  cid.describePlaylist(list, 'Mixed 🎚️ by hand');
  cid.setPlaylistUPC(list, '0123456789012');
  await world.mine();
  cid.orderPlaylist(list, [c, a, a, b, a]);
  cid.hidePlaylist(twin, false);
  cid.namePlaylist(twin, 'MIX!');
  await world.mine();
  const { track_ids: entries } = world.books.state.playlists.get(list).playlist_contents;
  cid.removeFromPlaylist(list, a, entries.find(({ track }) => track === a).time);
  cid.removeFromPlaylist(list, b, 5);
  cid.removeFromPlaylist(list, c, 2n ** 255n);
  cid.namePlaylist(twin, '…?!');
  await world.mine();
  cid.orderPlaylist(list, [a, b].filter((id) => world.ledger.state.playlists.get(list).occurrences.get(id) > 0));
  cid.hidePlaylist(list, true);
  cid.deletePlaylist(twin);
  await world.mine();
}

async function replicaSets(world, [ann, ben]) {
  ann.setEndpoint('https://before.example');
  ann.moveTo([1, 2, 3]);
  ben.setLocation('same block as the move');
  ben.moveTo([3, 1, 2]);
  await world.mine();
  ann.setEndpoint('https://after.example');
  ann.moveTo([2, 3, 1, 4]);
  await world.mine();
}

async function blacklist(world, [ann]) {
  const banned = digestOf(imageCid(world.random));
  world.blacklist(banned);
  world.blacklist(banned);
  ann.setCoverPhoto(banned);
  await world.mine();
  world.blacklist(banned);
  await world.mine();
}

async function profiles(world, [ann, ben, cid]) {
  const random = world.random;
  ann.setMetadata(userDocument(random, { name: 'Ann', bio: '', location: null, profile_picture: imageCid(random) }));
  ann.setIsCreator(true);
  ben.setMetadata(userDocument(random, {
    playlist_library: { contents: [{ type: 'playlist', playlist_id: 1 }] }, artist_pick_track_id: 1,
    is_deactivated: true,
    profile_picture_sizes: 'not a cid', cover_photo: imageCid(random), cover_photo_sizes: null,
  }));
  cid.setMetadata(userDocument(random, {
    name: 5, bio: 'nul \u0000 inside', playlist_library: [1], unknown: { key: true },
  }));
  await world.mine();
  ben.setIsCreator(false);
  cid.setMetadata(userDocument(random, { name: null, bio: null, collectibles: {}, is_deactivated: 'yes' }));
  await world.mine();
}

/** Wallets are proved by themselves, and nobody's is given twice. */
async function wallets(world, [ann, ben]) {
  const [cold, warm] = ['cold', 'warm'].map((name) => world.client(`legacy/${name}`));
  const proof = (wallet, { id }) => ({ [wallet.wallet]: { signature: wallet.sign(`AudiusUserID:${id}`).signature } });
  const say = (who, associated, more) =>
    who.setMetadata(userDocument(world.random, { associated_wallets: associated, events: null, ...more }));
  say(ann, { ...proof(cold, ann), ...proof(warm, ann) }, { events: { referrer: ben.id } });
  say(ben, { ...proof(cold, ben), [warm.address]: { signature: 'none' } });
  await world.mine();
  say(ann, proof(warm, ann), { events: { referrer: 1, is_mobile_user: true } });
  await world.mine();
  say(ben, { ...proof(cold, ben), ...proof(warm, ben) }, { events: { referrer: ben.id } });
  say(ann, 'none');
  await world.mine();
  say(ann, null);
  say(ben, proof(cold, ben));
  await world.mine();
}

async function oddDocuments(world, [ann]) {
  const add = (title, changes) => ann.addTrack(document(world, ann, title, changes));
  add('Hidden', { is_unlisted: true, field_visibility: { genre: false, mood: false } });
  add('Wrong types', {
    genre: 7, tags: ['a'], is_unlisted: 'yes', field_visibility: { nonsense: true }, track_segments: [{ duration: 1 }],
    download: 'no', release_date: 1640995200, cover_art_sizes: 'Qm', mood: { a: 1 },
  });
  add('Lasts 215 s', { duration: 215, cover_art: imageCid(world.random), cover_art_sizes: '' });
  add('Half to even', { track_segments: [{ multihash: imageCid(world.random), duration: 2.5 }] });
  add('No download', {
    download: { is_downloadable: true, requires_follow: false, cid: 'bad' }, track_cid: 'baeaaaiqse',
  });
  add('Upload of an album', { is_playlist_upload: true, is_premium: true, premium_conditions: {} });
  ann.addTrack({ title: 'Only a title' });
  await world.mine();
}

export const SCENES = [
  hostileText, unknownIds, strangers, albumsInTheirFirstBlock, routes, relatives, repetitions, gates, refusals,
  playlists, replicaSets, blacklist, profiles, wallets, oddDocuments,
];
