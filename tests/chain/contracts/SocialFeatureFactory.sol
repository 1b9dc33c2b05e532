// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

import "./RegistryContract.sol";

contract SocialFeatureFactory is RegistryContract {
  bytes32 private constant ADD_TRACK_REPOST =
    keccak256("AddTrackRepostRequest(uint userId,uint trackId,bytes32 nonce)");
  bytes32 private constant DELETE_TRACK_REPOST =
    keccak256("DeleteTrackRepostRequest(uint userId,uint trackId,bytes32 nonce)");
  bytes32 private constant ADD_PLAYLIST_REPOST =
    keccak256("AddPlaylistRepostRequest(uint userId,uint playlistId,bytes32 nonce)");
  bytes32 private constant DELETE_PLAYLIST_REPOST =
    keccak256("DeletePlaylistRepostRequest(uint userId,uint playlistId,bytes32 nonce)");
  bytes32 private constant FOLLOW =
    keccak256("UserFollowRequest(uint followerUserId,uint followeeUserId,bytes32 nonce)");
  bytes32 private constant UNFOLLOW =
    keccak256("DeleteUserFollowRequest(uint followerUserId,uint followeeUserId,bytes32 nonce)");

  mapping(uint256 => mapping(uint256 => bool)) public userRepostedTrack;
  mapping(uint256 => mapping(uint256 => bool)) public userRepostedPlaylist;

  event TrackRepostAdded(uint256 _userId, uint256 _trackId);
  event TrackRepostDeleted(uint256 _userId, uint256 _trackId);
  event PlaylistRepostAdded(uint256 _userId, uint256 _playlistId);
  event PlaylistRepostDeleted(uint256 _userId, uint256 _playlistId);
  event UserFollowAdded(uint256 _followerUserId, uint256 _followeeUserId);
  event UserFollowDeleted(uint256 _followerUserId, uint256 _followeeUserId);

  constructor(uint256 _networkId) {
    setDomain("Social Feature Factory", "1", _networkId);
  }

  function addTrackRepost(uint256 _userId, uint256 _trackId, bytes32 _requestNonce, bytes memory _subjectSig)
    external
  {
    check(ADD_TRACK_REPOST, _userId, _trackId, _requestNonce, _subjectSig);
    repostTrack(_userId, _trackId, true);
    emit TrackRepostAdded(_userId, _trackId);
  }

  function addPlaylistRepost(uint256 _userId, uint256 _playlistId, bytes32 _requestNonce, bytes memory _subjectSig)
    external
  {
    check(ADD_PLAYLIST_REPOST, _userId, _playlistId, _requestNonce, _subjectSig);
    repostPlaylist(_userId, _playlistId, true);
    emit PlaylistRepostAdded(_userId, _playlistId);
  }

  function deleteTrackRepost(uint256 _userId, uint256 _trackId, bytes32 _requestNonce, bytes memory _subjectSig)
    external
  {
    check(DELETE_TRACK_REPOST, _userId, _trackId, _requestNonce, _subjectSig);
    repostTrack(_userId, _trackId, false);
    emit TrackRepostDeleted(_userId, _trackId);
  }

  function deletePlaylistRepost(uint256 _userId, uint256 _playlistId, bytes32 _requestNonce, bytes memory _subjectSig)
    external
  {
    check(DELETE_PLAYLIST_REPOST, _userId, _playlistId, _requestNonce, _subjectSig);
    repostPlaylist(_userId, _playlistId, false);
    emit PlaylistRepostDeleted(_userId, _playlistId);
  }

  function addUserFollow(
    uint256 _followerUserId, uint256 _followeeUserId, bytes32 _requestNonce, bytes memory _subjectSig
  ) external returns (bool) {
    checkFollow(FOLLOW, _followerUserId, _followeeUserId, _requestNonce, _subjectSig);
    emit UserFollowAdded(_followerUserId, _followeeUserId);
    return true;
  }

  /// Follows are not stored, so there need not be one to take back.
  function deleteUserFollow(
    uint256 _followerUserId, uint256 _followeeUserId, bytes32 _requestNonce, bytes memory _subjectSig
  ) external returns (bool) {
    checkFollow(UNFOLLOW, _followerUserId, _followeeUserId, _requestNonce, _subjectSig);
    emit UserFollowDeleted(_followerUserId, _followeeUserId);
    return true;
  }

  function check(bytes32 typeHash, uint256 userId, uint256 target, bytes32 nonce, bytes memory sig) private {
    users().callerOwnsUser(signerOf(abi.encode(typeHash, userId, target, nonce), sig), userId);
  }

  function checkFollow(bytes32 typeHash, uint256 follower, uint256 followee, bytes32 nonce, bytes memory sig) private {
    check(typeHash, follower, followee, nonce, sig);
    require(follower != followee, "Users do not follow themselves");
    require(users().userExists(followee), "Followee does not exist");
  }

  function repostTrack(uint256 userId, uint256 trackId, bool on) private {
    require(tracks().trackExists(trackId), "Track does not exist");
    require(userRepostedTrack[userId][trackId] != on, "Repost is already so");
    userRepostedTrack[userId][trackId] = on;
  }

  function repostPlaylist(uint256 userId, uint256 playlistId, bool on) private {
    require(playlists().playlistExists(playlistId), "Playlist does not exist");
    require(userRepostedPlaylist[userId][playlistId] != on, "Repost is already so");
    userRepostedPlaylist[userId][playlistId] = on;
  }
}
