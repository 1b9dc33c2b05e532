// SPDX-License-Identifier: ISC
// Scenes of the time when both ways led to the same rows: people of the
// factories act through EntityManager, and metadata are documents named by CID.
import { imageCid, trackDocument, userDocument } from './documents.mjs';
import { cidOf } from './model/cid.mjs';
import { seedOnce } from './scenes.mjs';

const act = (world, who, type, id, action, metadata = '') =>
  world.manage(who.key, who.id, type, id, action,
    typeof metadata === 'string' ? metadata : JSON.stringify({ cid: '', data: metadata }));
const published = (world, document) => cidOf(world.publish(document));
const contents = (...entries) => ({ track_ids: entries.map(([track, time]) => ({ track, time })) });

async function profiles(world, [ann, ben], [client]) {
  const { random } = world;
  ann.setMetadata(userDocument(random, { name: 'Ann of old', collectibles: { b: 1, aa: 2 } }));
  await world.mine();
  act(world, ann, 'User', ann.id, 'Update', { name: 'Ann of both', twitter_handle: 'ann_t' });
  act(world, ben, 'User', ben.id, 'Update', published(world, userDocument(random, {
    name: 'Ben, by a document', bio: 'b'.repeat(257), profile_picture: imageCid(random), handle: 'not read',
  })));
  await world.mine();
  ann.setBio('a field, by the factory');
  act(world, ann, 'User', ann.id, 'Update', { location: 'in the same block' });
  act(world, client, 'User', client.id, 'Update', published(world, userDocument(random, { bio: '', name: 'Client' })));
  act(world, ben, 'User', ben.id, 'Update', { website: 'ben.example' });
  await world.mine();
  ann.setMetadata(userDocument(random, { name: 'Ann of old again' }));
  act(world, client, 'User', client.id, 'Update', { donation: 'please' });
  await world.mine();
}

/** The factory's documents know nothing of other links, but a wallet that is another's they do not give. */
async function wallets(world, [ann, ben], [client]) {
  const vault = world.client('mixed/vault');
  const signed = ({ id }) => vault.sign(`AudiusUserID:${id}`).signature;
  const proof = (who) => ({ associated_wallets: { [vault.wallet]: { signature: signed(who) } } });
  const document = (more) => userDocument(world.random, { name: 'A name', ...more });
  const wallet = { wallet_address: vault.wallet, chain: 'eth' };
  const link = (who) => act(world, who, 'AssociatedWallet', 0, 'Create', { ...wallet, signature: signed(who) });
  link(ann);
  await world.mine();
  ann.setMetadata(document());
  act(world, client, 'User', client.id, 'Update', published(world, document(proof(client))));
  act(world, ann, 'User', ann.id, 'Update', { ...proof(ann), events: { is_mobile_user: true } });
  await world.mine();
  ben.setMetadata(document(proof(ben)));
  await world.mine();
  link(client);
  await world.mine();
  ben.setMetadata(document(proof(ben)));
  await world.mine();
  ben.setMetadata(document(proof(ben)));
  link(ann);
  await world.mine();
  act(world, ann, 'AssociatedWallet', 0, 'Delete', wallet);
  ben.setMetadata(document(proof(ben)));
  await world.mine();
}

async function tracks(world, [ann, ben], [client]) {
  const document = (who, title, changes) => trackDocument(world.random, who.id, title, changes);
  const old = ann.addTrack(document(ann, 'Of the factory'));
  await world.mine();
  act(world, ann, 'Track', old, 'Update', { title: 'Of both', bpm: 99, stream_conditions: {} });
  const parent = world.fresh('Track');
  act(world, ann, 'Track', parent, 'Create', published(world, document(ann, 'By a document', {
    genre: 'Gigue', description: 'd'.repeat(1001), length: 99, duration: 215, cover_art: imageCid(world.random),
    remix_of: { tracks: [{ parent_track_id: old }] }, owner_id: ben.id,
  })));
  const stem = world.fresh('Track');
  act(world, client, 'Track', stem, 'Create', published(world, document(client, 'Of both', {
    stem_of: { category: 'BASS', parent_track_id: parent }, is_premium: true, premium_conditions: { tip_user_id: 1 },
    download: { is_downloadable: true, requires_follow: true, cid: 'bad' }, field_visibility: { mood: false },
  })));
  world.expecting('T9', () => act(world, client, 'Track', old, 'Update', published(world, document(client, 'Stolen'))));
  world.expecting('T2', () => act(world, ann, 'Track', 1999999, 'Create', published(world, document(ann, 'Early'))));
  world.expecting('M3', () => act(world, ann, 'Track', world.fresh('Track'), 'Create', published(world, { unknown: 1 })));
  await world.mine();
  ann.updateTrack(old, document(ann, 'Of the factory once more'));
  act(world, ann, 'Track', parent, 'Delete');
  act(world, ann, 'Track', old, 'Delete');
  act(world, client, 'Track', stem, 'Update', { title: 'Said in JSON', is_unlisted: true });
  await world.mine();
  act(world, ann, 'Track', parent, 'Update', published(world, document(ann, 'Back to life')));
  ann.updateTrack(old, document(ann, 'Back to life'));
  act(world, client, 'Track', stem, 'Update', published(world, document(client, 'Public again')));
  await world.mine();
}

async function playlists(world, [ann], [client]) {
  const [a, b] = ['Eins', 'Zwei'].map((title) => ann.addTrack(trackDocument(world.random, ann.id, title)));
  const gated = ann.addTrack(trackDocument(world.random, ann.id, 'Gated', { is_premium: true }));
  const old = ann.createPlaylist({ name: 'Old list', tracks: [a, b, a] });
  await world.mine();
  const [{ time }] = world.books.state.playlists.get(old).playlist_contents.track_ids;
  act(world, ann, 'Playlist', old, 'Update', { playlist_contents: contents([b, time], [a, time + 1]) });
  const made = world.fresh('Playlist');
  act(world, client, 'Playlist', made, 'Create', published(world, {
    playlist_id: made, playlist_name: 'By a document', playlist_contents: contents([a, 70], [b, 80]), is_album: false,
    is_private: true, playlist_image_sizes_multihash: imageCid(world.random), description: 'd'.repeat(1001),
  }));
  world.expecting('P10', () => act(world, client, 'Playlist', world.fresh('Playlist'), 'Create',
    published(world, { playlist_name: 'Gated', is_album: true, playlist_contents: contents([gated, 1]) })));
  await world.mine();
  act(world, client, 'Playlist', made, 'Update', published(world, {
    playlist_name: 'By another document', playlist_contents: contents([b, 80], [a, 71], [a, 70]),
  }));
  ann.namePlaylist(old, 'Old list, renamed');
  await world.mine();
  ann.addToPlaylist(old, b);
  const album = world.fresh('Playlist');
  act(world, client, 'Playlist', album, 'Create', { playlist_name: 'To be an album', playlist_contents: contents([a, 1]) });
  act(world, client, 'Playlist', album, 'Update', published(world, { is_album: true, playlist_contents: contents([a, 1]) }));
  await world.mine();
  act(world, ann, 'Playlist', old, 'Update', { playlist_name: 'Old list', is_private: false });
  act(world, client, 'Playlist', made, 'Update', { is_private: false, description: 'in JSON' });
  await world.mine();
}

async function social(world, [ann, ben, cid], [client]) {
  const track = ann.addTrack(trackDocument(world.random, ann.id, 'For followers', {
    is_premium: true, premium_conditions: { follow_user_id: ann.id },
  }));
  const album = ann.createPlaylist({ name: 'An album', isAlbum: true });
  ben.unfollow(ann.id);
  cid.follow(ann.id);
  await world.mine();
  act(world, ben, 'User', ann.id, 'Follow');
  act(world, cid, 'User', ann.id, 'Follow');
  act(world, client, 'User', ann.id, 'Follow');
  act(world, client, 'Playlist', album, 'Save', '{"is_save_of_repost": true}');
  act(world, cid, 'Playlist', album, 'Save', '{"is_save_of_repost": true}');
  act(world, cid, 'Track', track, 'Repost', '{"is_repost_of_repost": true}');
  act(world, cid, 'Track', track, 'Save', '{"is_save_of_repost": true}');
  cid.savePlaylist(album);
  await world.mine();
  ben.repostTrack(track);
  cid.repostTrack(track);
  cid.unsaveTrack(track);
  act(world, cid, 'Playlist', album, 'Unsave');
  await world.mine();
  ben.unfollow(ann.id);
  await world.mine();
  act(world, ben, 'User', ann.id, 'Follow');
  act(world, ben, 'User', client.id, 'Mute');
  await world.mine();
}

async function replicaSets(world, [ann], [client]) {
  const [, , third] = seedOnce(world);
  const served = world.client('nodes');
  ann.moveTo([1, 2, 3]);
  await world.mine();
  act(world, ann, 'UserReplicaSet', ann.id, 'Update', '1,2,3:2,3,9');
  world.manage(third.key, served.id, 'UserReplicaSet', served.id, 'Update', '1,2,3:4,5,6');
  world.expecting('R', () => world.manage(third.key, served.id, 'UserReplicaSet', served.id, 'Update', '4,5,6:1,2,3'));
  world.expecting('R', () => act(world, client, 'UserReplicaSet', ann.id, 'Update', '2,3,9:1,2,3'));
  ann.setEndpoint('https://not.read.example');
  await world.mine();
}

/** Take the world, the people of the factories and the clients. */
export const MIXED_SCENES = [profiles, wallets, tracks, playlists, social, replicaSets];
