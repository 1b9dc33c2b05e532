// SPDX-License-Identifier: ISC
// What users sign, per contract: the name of the signing domain and, for each
// write function, the typed data.  The text says `uint`, which no signing
// library of today would hash, so signer.mjs works from these texts itself.
export const REQUESTS = {
  UserFactory: {
    domain: 'User Factory',
    addUser: 'AddUserRequest(bytes16 handle,bytes32 nonce)',
    updateMultihash: 'UpdateUserMultihashRequest(uint userId,bytes32 newValue,bytes32 nonce)',
    updateName: 'UpdateUserNameRequest(uint userId,bytes32 newValue,bytes32 nonce)',
    updateLocation: 'UpdateUserLocationRequest(uint userId,bytes32 newValue,bytes32 nonce)',
    updateBio: 'UpdateUserBioRequest(uint userId,string newValue,bytes32 nonce)',
    updateProfilePhoto: 'UpdateUserProfilePhotoRequest(uint userId,bytes32 newValue,bytes32 nonce)',
    updateCoverPhoto: 'UpdateUserCoverPhotoRequest(uint userId,bytes32 newValue,bytes32 nonce)',
    updateIsCreator: 'UpdateUserCreatorRequest(uint userId,bool newValue,bytes32 nonce)',
    updateIsVerified: 'UpdateUserVerifiedRequest(uint userId,bool newValue,bytes32 nonce)',
    updateCreatorNodeEndpoint: 'UpdateUserCreatorNodeRequest(uint userId,string newValue,bytes32 nonce)',
  },
  TrackFactory: {
    domain: 'Track Factory',
    addTrack:
      'AddTrackRequest(uint trackOwnerId,bytes32 multihashDigest,uint8 multihashHashFn,uint8 multihashSize,bytes32 nonce)',
    updateTrack:
      'UpdateTrackRequest(uint trackId,uint trackOwnerId,bytes32 multihashDigest,uint8 multihashHashFn,uint8 multihashSize,bytes32 nonce)',
    deleteTrack: 'DeleteTrackRequest(uint trackId,bytes32 nonce)',
  },
  PlaylistFactory: {
    domain: 'Playlist Factory',
    createPlaylist:
      'CreatePlaylistRequest(uint playlistOwnerId,string playlistName,bool isPrivate,bool isAlbum,bytes32 trackIdsHash,bytes32 nonce)',
    deletePlaylist: 'DeletePlaylistRequest(uint playlistId,bytes32 nonce)',
    addPlaylistTrack: 'AddPlaylistTrackRequest(uint playlistId,uint addedTrackId,bytes32 nonce)',
    deletePlaylistTrack:
      'DeletePlaylistTrackRequest(uint playlistId,uint deletedTrackId,uint deletedTrackTimestamp,bytes32 nonce)',
    orderPlaylistTracks: 'OrderPlaylistTracksRequest(uint playlistId,bytes32 trackIdsHash,bytes32 nonce)',
    updatePlaylistName: 'UpdatePlaylistNameRequest(uint playlistId,string updatedPlaylistName,bytes32 nonce)',
    updatePlaylistPrivacy: 'UpdatePlaylistPrivacyRequest(uint playlistId,bool updatedPlaylistPrivacy,bytes32 nonce)',
    updatePlaylistCoverPhoto:
      'UpdatePlaylistCoverPhotoRequest(uint playlistId,bytes32 playlistImageMultihashDigest,bytes32 nonce)',
    updatePlaylistDescription:
      'UpdatePlaylistDescriptionRequest(uint playlistId,string playlistDescription,bytes32 nonce)',
    updatePlaylistUPC: 'UpdatePlaylistUPCRequest(uint playlistId,bytes32 playlistUPC,bytes32 nonce)',
  },
  SocialFeatureFactory: {
    domain: 'Social Feature Factory',
    addTrackRepost: 'AddTrackRepostRequest(uint userId,uint trackId,bytes32 nonce)',
    deleteTrackRepost: 'DeleteTrackRepostRequest(uint userId,uint trackId,bytes32 nonce)',
    addPlaylistRepost: 'AddPlaylistRepostRequest(uint userId,uint playlistId,bytes32 nonce)',
    deletePlaylistRepost: 'DeletePlaylistRepostRequest(uint userId,uint playlistId,bytes32 nonce)',
    addUserFollow: 'UserFollowRequest(uint followerUserId,uint followeeUserId,bytes32 nonce)',
    deleteUserFollow: 'DeleteUserFollowRequest(uint followerUserId,uint followeeUserId,bytes32 nonce)',
  },
  UserLibraryFactory: {
    domain: 'User Library Factory',
    addTrackSave: 'TrackSaveRequest(uint userId,uint trackId,bytes32 nonce)',
    deleteTrackSave: 'DeleteTrackSaveRequest(uint userId,uint trackId,bytes32 nonce)',
    addPlaylistSave: 'PlaylistSaveRequest(uint userId,uint playlistId,bytes32 nonce)',
    deletePlaylistSave: 'DeletePlaylistSaveRequest(uint userId,uint playlistId,bytes32 nonce)',
  },
  UserReplicaSetManager: {
    domain: 'User Replica Set Manager',
    updateReplicaSet:
      'UpdateReplicaSet(uint userId,uint primaryId,bytes32 secondaryIdsHash,uint oldPrimaryId,bytes32 oldSecondaryIdsHash,bytes32 nonce)',
    addOrUpdateContentNode:
      'ProposeAddOrUpdateContentNode(uint cnodeSpId,address cnodeDelegateOwnerWallet,address cnodeOwnerWallet,uint proposerSpId,bytes32 nonce)',
  },
  IPLDBlacklistFactory: {
    domain: 'IPLD Blacklist Factory',
    addIPLDToBlacklist: 'AddIPLDToBlacklistRequest(bytes32 multihashDigest,bytes32 nonce)',
  },
  EntityManager: {
    domain: 'Entity Manager',
    manageEntity:
      'ManageEntity(uint userId,string entityType,uint entityId,string action,string metadata,bytes32 nonce)',
  },
};
