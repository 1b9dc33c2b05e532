// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

import "./RegistryContract.sol";

contract PlaylistFactory is RegistryContract {
  bytes32 private constant CREATE = keccak256(
    "CreatePlaylistRequest(uint playlistOwnerId,string playlistName,bool isPrivate,bool isAlbum,bytes32 trackIdsHash,bytes32 nonce)"
  );
  bytes32 private constant DELETE = keccak256("DeletePlaylistRequest(uint playlistId,bytes32 nonce)");
  bytes32 private constant ADD_TRACK =
    keccak256("AddPlaylistTrackRequest(uint playlistId,uint addedTrackId,bytes32 nonce)");
  bytes32 private constant DELETE_TRACK = keccak256(
    "DeletePlaylistTrackRequest(uint playlistId,uint deletedTrackId,uint deletedTrackTimestamp,bytes32 nonce)"
  );
  bytes32 private constant ORDER =
    keccak256("OrderPlaylistTracksRequest(uint playlistId,bytes32 trackIdsHash,bytes32 nonce)");
  bytes32 private constant NAME =
    keccak256("UpdatePlaylistNameRequest(uint playlistId,string updatedPlaylistName,bytes32 nonce)");
  bytes32 private constant PRIVACY =
    keccak256("UpdatePlaylistPrivacyRequest(uint playlistId,bool updatedPlaylistPrivacy,bytes32 nonce)");
  bytes32 private constant COVER_PHOTO = keccak256(
    "UpdatePlaylistCoverPhotoRequest(uint playlistId,bytes32 playlistImageMultihashDigest,bytes32 nonce)"
  );
  bytes32 private constant DESCRIPTION =
    keccak256("UpdatePlaylistDescriptionRequest(uint playlistId,string playlistDescription,bytes32 nonce)");
  bytes32 private constant UPC =
    keccak256("UpdatePlaylistUPCRequest(uint playlistId,bytes32 playlistUPC,bytes32 nonce)");

  uint256 private constant MAX_TRACKS = 199;

  uint256 private lastId;
  mapping(uint256 => uint256) private ownerOf;
  mapping(uint256 => mapping(uint256 => uint256)) private occurrences;

  event PlaylistCreated(
    uint256 _playlistId, uint256 _playlistOwnerId, bool _isPrivate, bool _isAlbum, uint256[] _trackIds
  );
  event PlaylistDeleted(uint256 _playlistId);
  event PlaylistTrackAdded(uint256 _playlistId, uint256 _addedTrackId);
  event PlaylistTrackDeleted(uint256 _playlistId, uint256 _deletedTrackId, uint256 _deletedTrackTimestamp);
  event PlaylistTracksOrdered(uint256 _playlistId, uint256[] _orderedTrackIds);
  event PlaylistNameUpdated(uint256 _playlistId, string _updatedPlaylistName);
  event PlaylistPrivacyUpdated(uint256 _playlistId, bool _updatedIsPrivate);
  event PlaylistCoverPhotoUpdated(uint256 _playlistId, bytes32 _playlistImageMultihashDigest);
  event PlaylistDescriptionUpdated(uint256 _playlistId, string _playlistDescription);
  event PlaylistUPCUpdated(uint256 _playlistId, bytes32 _playlistUPC);

  constructor(uint256 _networkId) {
    setDomain("Playlist Factory", "1", _networkId);
  }

  function createPlaylist(
    uint256 _playlistOwnerId, string memory _playlistName, bool _isPrivate, bool _isAlbum,
    uint256[] memory _trackIds, bytes32 _nonce, bytes memory _subjectSig
  ) external returns (uint256) {
    bytes memory request = abi.encode(
      CREATE, _playlistOwnerId, keccak256(bytes(_playlistName)), _isPrivate, _isAlbum, idsHash(_trackIds), _nonce
    );
    users().callerOwnsUser(signerOf(request, _subjectSig), _playlistOwnerId);
    require(_trackIds.length <= MAX_TRACKS, "Too many tracks");
    ownerOf[++lastId] = _playlistOwnerId;
    for (uint256 i = 0; i < _trackIds.length; i++)
      addOccurrence(lastId, _trackIds[i]);
    emit PlaylistCreated(lastId, _playlistOwnerId, _isPrivate, _isAlbum, _trackIds);
    emit PlaylistNameUpdated(lastId, _playlistName);
    return lastId;
  }

  function deletePlaylist(uint256 _playlistId, bytes32 _nonce, bytes memory _subjectSig) external returns (bool) {
    check(_playlistId, abi.encode(DELETE, _playlistId, _nonce), _subjectSig);
    emit PlaylistDeleted(_playlistId);
    return true;
  }

  function addPlaylistTrack(uint256 _playlistId, uint256 _addedTrackId, bytes32 _nonce, bytes memory _subjectSig)
    external
  {
    check(_playlistId, abi.encode(ADD_TRACK, _playlistId, _addedTrackId, _nonce), _subjectSig);
    addOccurrence(_playlistId, _addedTrackId);
    emit PlaylistTrackAdded(_playlistId, _addedTrackId);
  }

  /// The time names the occurrence for the indexer; it is not checked here.
  function deletePlaylistTrack(
    uint256 _playlistId, uint256 _deletedTrackId, uint256 _deletedTrackTimestamp,
    bytes32 _nonce, bytes memory _subjectSig
  ) external {
    check(
      _playlistId, abi.encode(DELETE_TRACK, _playlistId, _deletedTrackId, _deletedTrackTimestamp, _nonce), _subjectSig
    );
    require(isTrackInPlaylist(_playlistId, _deletedTrackId), "Track is not in the playlist");
    occurrences[_playlistId][_deletedTrackId]--;
    emit PlaylistTrackDeleted(_playlistId, _deletedTrackId, _deletedTrackTimestamp);
  }

  function orderPlaylistTracks(
    uint256 _playlistId, uint256[] memory _trackIds, bytes32 _nonce, bytes memory _subjectSig
  ) external {
    check(_playlistId, abi.encode(ORDER, _playlistId, idsHash(_trackIds), _nonce), _subjectSig);
    require(_trackIds.length <= MAX_TRACKS, "Too many tracks");
    for (uint256 i = 0; i < _trackIds.length; i++)
      require(isTrackInPlaylist(_playlistId, _trackIds[i]), "Track is not in the playlist");
    emit PlaylistTracksOrdered(_playlistId, _trackIds);
  }

  function updatePlaylistName(
    uint256 _playlistId, string memory _updatedPlaylistName, bytes32 _nonce, bytes memory _subjectSig
  ) external {
    check(_playlistId, abi.encode(NAME, _playlistId, keccak256(bytes(_updatedPlaylistName)), _nonce), _subjectSig);
    emit PlaylistNameUpdated(_playlistId, _updatedPlaylistName);
  }

  function updatePlaylistPrivacy(
    uint256 _playlistId, bool _updatedPlaylistPrivacy, bytes32 _nonce, bytes memory _subjectSig
  ) external {
    check(_playlistId, abi.encode(PRIVACY, _playlistId, _updatedPlaylistPrivacy, _nonce), _subjectSig);
    emit PlaylistPrivacyUpdated(_playlistId, _updatedPlaylistPrivacy);
  }

  function updatePlaylistCoverPhoto(
    uint256 _playlistId, bytes32 _playlistImageMultihashDigest, bytes32 _nonce, bytes memory _subjectSig
  ) external {
    check(_playlistId, abi.encode(COVER_PHOTO, _playlistId, _playlistImageMultihashDigest, _nonce), _subjectSig);
    emit PlaylistCoverPhotoUpdated(_playlistId, _playlistImageMultihashDigest);
  }

  function updatePlaylistDescription(
    uint256 _playlistId, string memory _playlistDescription, bytes32 _nonce, bytes memory _subjectSig
  ) external {
    check(
      _playlistId, abi.encode(DESCRIPTION, _playlistId, keccak256(bytes(_playlistDescription)), _nonce), _subjectSig
    );
    emit PlaylistDescriptionUpdated(_playlistId, _playlistDescription);
  }

  function updatePlaylistUPC(
    uint256 _playlistId, bytes32 _updatedPlaylistUPC, bytes32 _nonce, bytes memory _subjectSig
  ) external {
    check(_playlistId, abi.encode(UPC, _playlistId, _updatedPlaylistUPC, _nonce), _subjectSig);
    emit PlaylistUPCUpdated(_playlistId, _updatedPlaylistUPC);
  }

  function playlistExists(uint256 _id) public view returns (bool) {
    return _id > 0 && _id <= lastId;
  }

  function isTrackInPlaylist(uint256 _playlistId, uint256 _trackId) public view returns (bool) {
    return occurrences[_playlistId][_trackId] > 0;
  }

  function callerOwnsPlaylist(address _caller, uint256 _playlistId) public view {
    require(playlistExists(_playlistId), "Playlist does not exist");
    users().callerOwnsUser(_caller, ownerOf[_playlistId]);
  }

  function check(uint256 playlistId, bytes memory request, bytes memory sig) private {
    callerOwnsPlaylist(signerOf(request, sig), playlistId);
  }

  function addOccurrence(uint256 playlistId, uint256 trackId) private {
    require(tracks().trackExists(trackId), "Track does not exist");
    occurrences[playlistId][trackId]++;
  }
}
