// SPDX-License-Identifier: ISC
// The events that are read, per contract in the order in which the events of
// one transaction count, and how their logs become arguments.
import { AbiCoder, EventFragment, getAddress, getBytes } from 'ethers-6';

import { MAX_ID } from './metadata.mjs';
import { cleanBytes, cleanFixed } from './text.mjs';

export const EVENTS = {
  UserFactory: [
    'AddUser(uint256 _userId, bytes16 _handle, address _wallet)',
    'UpdateMultihash(uint256 _userId, bytes32 _multihashDigest)',
    'UpdateName(uint256 _userId, bytes32 _name)',
    'UpdateLocation(uint256 _userId, bytes32 _location)',
    'UpdateBio(uint256 _userId, string _bio)',
    'UpdateProfilePhoto(uint256 _userId, bytes32 _profilePhotoDigest)',
    'UpdateCoverPhoto(uint256 _userId, bytes32 _coverPhotoDigest)',
    'UpdateIsVerified(uint256 _userId, bool _isVerified)',
    'UpdateCreatorNodeEndpoint(uint256 _userId, string _creatorNodeEndpoint)',
  ],
  TrackFactory: [
    'NewTrack(uint256 _id, uint256 _trackOwnerId, bytes32 _multihashDigest, uint8 _multihashHashFn, uint8 _multihashSize)',
    'UpdateTrack(uint256 _trackId, uint256 _trackOwnerId, bytes32 _multihashDigest, uint8 _multihashHashFn, uint8 _multihashSize)',
    'TrackDeleted(uint256 _trackId)',
  ],
  SocialFeatureFactory: [
    'TrackRepostAdded(uint256 _userId, uint256 _trackId)',
    'TrackRepostDeleted(uint256 _userId, uint256 _trackId)',
    'PlaylistRepostAdded(uint256 _userId, uint256 _playlistId)',
    'PlaylistRepostDeleted(uint256 _userId, uint256 _playlistId)',
    'UserFollowAdded(uint256 _followerUserId, uint256 _followeeUserId)',
    'UserFollowDeleted(uint256 _followerUserId, uint256 _followeeUserId)',
  ],
  PlaylistFactory: [
    'PlaylistCreated(uint256 _playlistId, uint256 _playlistOwnerId, bool _isPrivate, bool _isAlbum, uint256[] _trackIds)',
    'PlaylistDeleted(uint256 _playlistId)',
    'PlaylistTrackAdded(uint256 _playlistId, uint256 _addedTrackId)',
    'PlaylistTrackDeleted(uint256 _playlistId, uint256 _deletedTrackId, uint256 _deletedTrackTimestamp)',
    'PlaylistTracksOrdered(uint256 _playlistId, uint256[] _orderedTrackIds)',
    'PlaylistNameUpdated(uint256 _playlistId, string _updatedPlaylistName)',
    'PlaylistPrivacyUpdated(uint256 _playlistId, bool _updatedIsPrivate)',
    'PlaylistCoverPhotoUpdated(uint256 _playlistId, bytes32 _playlistImageMultihashDigest)',
    'PlaylistDescriptionUpdated(uint256 _playlistId, string _playlistDescription)',
    'PlaylistUPCUpdated(uint256 _playlistId, bytes32 _playlistUPC)',
  ],
  UserLibraryFactory: [
    'TrackSaveAdded(uint256 _userId, uint256 _trackId)',
    'PlaylistSaveAdded(uint256 _userId, uint256 _playlistId)',
    'TrackSaveDeleted(uint256 _userId, uint256 _trackId)',
    'PlaylistSaveDeleted(uint256 _userId, uint256 _playlistId)',
  ],
  UserReplicaSetManager: [
    'UpdateReplicaSet(uint256 _userId, uint256 _primaryId, uint256[] _secondaryIds, address _signer)',
    'AddOrUpdateContentNode(uint256 _cnodeSpId, address _cnodeDelegateOwnerWallet, address _cnodeOwnerWallet, uint256[3] _proposerSpIds, address _proposer1DelegateOwnerWallet, address _proposer2DelegateOwnerWallet, address _proposer3DelegateOwnerWallet)',
  ],
  IPLDBlacklistFactory: ['AddIPLDToBlacklist(bytes32 _multihashDigest)'],
  EntityManager: [
    'ManageEntity(uint256 _userId, address _signer, string _entityType, uint256 _entityId, string _metadata, string _action)',
    'ManageIsVerified(uint256 _userId, bool _isVerified)',
  ],
};

/** Digests stay bytes; every other bytes32 or bytes16 is text. */
const isDigest = (name) => /digest$/i.test(name);
/** What an entity's id may be depends on its type. */
const isIdName = (name) => /ids?$/i.test(name) && name !== '_entityId';

const FRAGMENTS = new Map(
  Object.entries(EVENTS).map(([contract, list]) => {
    const fragments = list.map((text) => EventFragment.from(`event ${text}`));
    return [contract, new Map(fragments.map((fragment, rank) => [fragment.topicHash, { fragment, rank }]))];
  }),
);

function toNumber(value) {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}

function argument({ name, type }, value) {
  if (type.startsWith('uint256['))
    return [...value].map(toNumber);
  if (type.startsWith('uint'))
    return toNumber(value);
  if (type === 'string')
    return cleanBytes(getBytes(value));
  if (type === 'address')
    return getAddress(value);
  if (type.startsWith('bytes') && !isDigest(name))
    return cleanFixed(getBytes(value));
  return value;
}

function decode(fragment, data) {
  const types = fragment.inputs.map(({ type }) => (type === 'string' ? 'bytes' : type));
  const values = AbiCoder.defaultAbiCoder().decode(types, data);
  return Object.fromEntries(fragment.inputs.map((input, i) => [input.name, argument(input, values[i])]));
}

function idsFit(args) {
  return Object.entries(args)
    .filter(([name]) => isIdName(name))
    .every(([, value]) => [value].flat().every((id) => id <= MAX_ID));
}

/**
 * The events of one transaction that this contract logged.  fits is false when
 * an id is too large for its column.
 */
export function eventsOf(contract, address, receipt) {
  const known = FRAGMENTS.get(contract);
  return receipt.logs
    .filter((log) => log.address.toLowerCase() === address.toLowerCase() && known.has(log.topics[0]))
    .map((log) => ({ log, ...known.get(log.topics[0]) }))
    .sort((a, b) => a.rank - b.rank || Number(a.log.logIndex) - Number(b.log.logIndex))
    .map(({ fragment, log }) => {
      const args = decode(fragment, log.data);
      return { name: fragment.name, args, txhash: receipt.transactionHash, fits: idsFit(args) };
    });
}
