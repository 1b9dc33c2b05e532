// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

import "./RegistryContract.sol";

/// Saves are announced and not stored: doubles and unmatched deletes pass.
contract UserLibraryFactory is RegistryContract {
  bytes32 private constant SAVE_TRACK = keccak256("TrackSaveRequest(uint userId,uint trackId,bytes32 nonce)");
  bytes32 private constant UNSAVE_TRACK = keccak256("DeleteTrackSaveRequest(uint userId,uint trackId,bytes32 nonce)");
  bytes32 private constant SAVE_PLAYLIST = keccak256("PlaylistSaveRequest(uint userId,uint playlistId,bytes32 nonce)");
  bytes32 private constant UNSAVE_PLAYLIST =
    keccak256("DeletePlaylistSaveRequest(uint userId,uint playlistId,bytes32 nonce)");

  event TrackSaveAdded(uint256 _userId, uint256 _trackId);
  event TrackSaveDeleted(uint256 _userId, uint256 _trackId);
  event PlaylistSaveAdded(uint256 _userId, uint256 _playlistId);
  event PlaylistSaveDeleted(uint256 _userId, uint256 _playlistId);

  constructor(uint256 _networkId) {
    setDomain("User Library Factory", "1", _networkId);
  }

  function addTrackSave(uint256 _userId, uint256 _trackId, bytes32 _requestNonce, bytes memory _subjectSig)
    external returns (bool)
  {
    checkTrack(SAVE_TRACK, _userId, _trackId, _requestNonce, _subjectSig);
    emit TrackSaveAdded(_userId, _trackId);
    return true;
  }

  function deleteTrackSave(uint256 _userId, uint256 _trackId, bytes32 _requestNonce, bytes memory _subjectSig)
    external returns (bool)
  {
    checkTrack(UNSAVE_TRACK, _userId, _trackId, _requestNonce, _subjectSig);
    emit TrackSaveDeleted(_userId, _trackId);
    return true;
  }

  function addPlaylistSave(uint256 _userId, uint256 _playlistId, bytes32 _requestNonce, bytes memory _subjectSig)
    external returns (bool)
  {
    checkPlaylist(SAVE_PLAYLIST, _userId, _playlistId, _requestNonce, _subjectSig);
    emit PlaylistSaveAdded(_userId, _playlistId);
    return true;
  }

  function deletePlaylistSave(uint256 _userId, uint256 _playlistId, bytes32 _requestNonce, bytes memory _subjectSig)
    external returns (bool)
  {
    checkPlaylist(UNSAVE_PLAYLIST, _userId, _playlistId, _requestNonce, _subjectSig);
    emit PlaylistSaveDeleted(_userId, _playlistId);
    return true;
  }

  function check(bytes32 typeHash, uint256 userId, uint256 target, bytes32 nonce, bytes memory sig) private {
    users().callerOwnsUser(signerOf(abi.encode(typeHash, userId, target, nonce), sig), userId);
  }

  function checkTrack(bytes32 typeHash, uint256 userId, uint256 trackId, bytes32 nonce, bytes memory sig) private {
    check(typeHash, userId, trackId, nonce, sig);
    require(tracks().trackExists(trackId), "Track does not exist");
  }

  function checkPlaylist(bytes32 typeHash, uint256 userId, uint256 playlistId, bytes32 nonce, bytes memory sig)
    private
  {
    check(typeHash, userId, playlistId, nonce, sig);
    require(playlists().playlistExists(playlistId), "Playlist does not exist");
  }
}
