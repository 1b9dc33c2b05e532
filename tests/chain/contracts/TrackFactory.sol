// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

import "./RegistryContract.sol";

contract TrackFactory is RegistryContract {
  struct Track {
    uint256 owner;
    bytes32 digest;
    uint8 hashFn;
    uint8 size;
  }

  bytes32 private constant ADD = keccak256(
    "AddTrackRequest(uint trackOwnerId,bytes32 multihashDigest,uint8 multihashHashFn,uint8 multihashSize,bytes32 nonce)"
  );
  bytes32 private constant UPDATE = keccak256(
    "UpdateTrackRequest(uint trackId,uint trackOwnerId,bytes32 multihashDigest,uint8 multihashHashFn,uint8 multihashSize,bytes32 nonce)"
  );
  bytes32 private constant DELETE = keccak256("DeleteTrackRequest(uint trackId,bytes32 nonce)");

  uint256 private lastId;
  mapping(uint256 => Track) private byId;

  event NewTrack(
    uint256 _id, uint256 _trackOwnerId, bytes32 _multihashDigest, uint8 _multihashHashFn, uint8 _multihashSize
  );
  event UpdateTrack(
    uint256 _trackId, uint256 _trackOwnerId, bytes32 _multihashDigest, uint8 _multihashHashFn, uint8 _multihashSize
  );
  event TrackDeleted(uint256 _trackId);

  constructor(uint256 _networkId) {
    setDomain("Track Factory", "1", _networkId);
  }

  function addTrack(
    uint256 _trackOwnerId, bytes32 _multihashDigest, uint8 _multihashHashFn, uint8 _multihashSize,
    bytes32 _nonce, bytes memory _subjectSig
  ) external returns (uint256) {
    bytes memory request =
      abi.encode(ADD, _trackOwnerId, _multihashDigest, _multihashHashFn, _multihashSize, _nonce);
    users().callerOwnsUser(signerOf(request, _subjectSig), _trackOwnerId);
    byId[++lastId] = Track(_trackOwnerId, _multihashDigest, _multihashHashFn, _multihashSize);
    emit NewTrack(lastId, _trackOwnerId, _multihashDigest, _multihashHashFn, _multihashSize);
    return lastId;
  }

  /// The new owner is not asked and not checked.
  function updateTrack(
    uint256 _trackId, uint256 _trackOwnerId, bytes32 _multihashDigest, uint8 _multihashHashFn, uint8 _multihashSize,
    bytes32 _nonce, bytes memory _subjectSig
  ) external returns (bool) {
    bytes memory request =
      abi.encode(UPDATE, _trackId, _trackOwnerId, _multihashDigest, _multihashHashFn, _multihashSize, _nonce);
    callerOwnsTrack(signerOf(request, _subjectSig), _trackId);
    byId[_trackId] = Track(_trackOwnerId, _multihashDigest, _multihashHashFn, _multihashSize);
    emit UpdateTrack(_trackId, _trackOwnerId, _multihashDigest, _multihashHashFn, _multihashSize);
    return true;
  }

  function deleteTrack(uint256 _trackId, bytes32 _nonce, bytes memory _subjectSig) external returns (bool) {
    callerOwnsTrack(signerOf(abi.encode(DELETE, _trackId, _nonce), _subjectSig), _trackId);
    emit TrackDeleted(_trackId);
    return true;
  }

  function trackExists(uint256 _id) public view returns (bool) {
    return _id > 0 && _id <= lastId;
  }

  function getTrack(uint256 _id) external view returns (uint256, bytes32, uint8, uint8) {
    Track storage track = byId[_id];
    return (track.owner, track.digest, track.hashFn, track.size);
  }

  function callerOwnsTrack(address _caller, uint256 _trackId) public view {
    require(trackExists(_trackId), "Track does not exist");
    users().callerOwnsUser(_caller, byId[_trackId].owner);
  }
}
