// SPDX-License-Identifier: ISC
// A person with a key: what they sign, in words.
import { computeAddress } from 'ethers-6';

import { fixedBytes } from './signer.mjs';

const SHA2_256 = 18;
const DIGEST_SIZE = 32;

const word = (text) => fixedBytes(text, 32);
const same = (...args) => args;

/** The person's id comes first: contract, function, the other arguments. */
const AS_USER = {
  setName: ['UserFactory', 'updateName', (text) => [word(text)]],
  setLocation: ['UserFactory', 'updateLocation', (text) => [word(text)]],
  setBio: ['UserFactory', 'updateBio', same],
  setProfilePhoto: ['UserFactory', 'updateProfilePhoto', same],
  setCoverPhoto: ['UserFactory', 'updateCoverPhoto', same],
  setIsCreator: ['UserFactory', 'updateIsCreator', same],
  setEndpoint: ['UserFactory', 'updateCreatorNodeEndpoint', same],
  follow: ['SocialFeatureFactory', 'addUserFollow', same],
  unfollow: ['SocialFeatureFactory', 'deleteUserFollow', same],
  repostTrack: ['SocialFeatureFactory', 'addTrackRepost', same],
  unrepostTrack: ['SocialFeatureFactory', 'deleteTrackRepost', same],
  repostPlaylist: ['SocialFeatureFactory', 'addPlaylistRepost', same],
  unrepostPlaylist: ['SocialFeatureFactory', 'deletePlaylistRepost', same],
  saveTrack: ['UserLibraryFactory', 'addTrackSave', same],
  unsaveTrack: ['UserLibraryFactory', 'deleteTrackSave', same],
  savePlaylist: ['UserLibraryFactory', 'addPlaylistSave', same],
  unsavePlaylist: ['UserLibraryFactory', 'deletePlaylistSave', same],
};

/** The item's id comes first. */
const ON_ITEM = {
  deleteTrack: ['TrackFactory', 'deleteTrack', same],
  deletePlaylist: ['PlaylistFactory', 'deletePlaylist', same],
  addToPlaylist: ['PlaylistFactory', 'addPlaylistTrack', same],
  removeFromPlaylist: ['PlaylistFactory', 'deletePlaylistTrack', same],
  orderPlaylist: ['PlaylistFactory', 'orderPlaylistTracks', same],
  namePlaylist: ['PlaylistFactory', 'updatePlaylistName', same],
  hidePlaylist: ['PlaylistFactory', 'updatePlaylistPrivacy', same],
  coverPlaylist: ['PlaylistFactory', 'updatePlaylistCoverPhoto', same],
  describePlaylist: ['PlaylistFactory', 'updatePlaylistDescription', same],
  setPlaylistUPC: ['PlaylistFactory', 'updatePlaylistUPC', (text) => [word(text)]],
};

export class Actor {
  constructor(world, key) {
    this.world = world;
    this.key = key;
    this.wallet = computeAddress(key);
  }

  get id() {
    return this.world.userIdOf(this.wallet);
  }

  request(contract, fn, args) {
    return this.world.request(this.key, contract, fn, args);
  }

  signUp(handle) {
    return this.request('UserFactory', 'addUser', [this.wallet, fixedBytes(handle, 16)]);
  }

  setMetadata(document) {
    this.request('UserFactory', 'updateMultihash', [this.id, this.world.publish(document)]);
  }

  addTrack(document, ownerId = this.id) {
    const digest = this.world.publish(document);
    return this.request('TrackFactory', 'addTrack', [ownerId, digest, SHA2_256, DIGEST_SIZE]);
  }

  updateTrack(trackId, document, ownerId = this.id) {
    const digest = this.world.publish(document);
    this.request('TrackFactory', 'updateTrack', [trackId, ownerId, digest, SHA2_256, DIGEST_SIZE]);
  }

  createPlaylist({ name, tracks = [], isAlbum = false, isPrivate = false }) {
    return this.request('PlaylistFactory', 'createPlaylist', [this.id, name, isPrivate, isAlbum, tracks]);
  }

  moveTo([primary, ...secondaries]) {
    const old = this.world.ledger.state.users.get(this.id) ?? { primary: 0, secondaries: [] };
    const args = [this.id, primary, secondaries, old.primary, old.secondaries];
    this.request('UserReplicaSetManager', 'updateReplicaSet', args);
  }
}

for (const [method, [contract, fn, argsOf]] of Object.entries(AS_USER))
  Actor.prototype[method] = function act(...rest) {
    this.request(contract, fn, [this.id, ...argsOf(...rest)]);
  };

for (const [method, [contract, fn, argsOf]] of Object.entries(ON_ITEM))
  Actor.prototype[method] = function act(itemId, ...rest) {
    this.request(contract, fn, [itemId, ...argsOf(...rest)]);
  };
