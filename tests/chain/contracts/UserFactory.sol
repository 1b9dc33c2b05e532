// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

import "./RegistryContract.sol";

contract UserFactory is RegistryContract {
  struct User {
    address wallet;
    bytes16 handle;
  }

  bytes32 private constant ADD = keccak256("AddUserRequest(bytes16 handle,bytes32 nonce)");
  bytes32 private constant MULTIHASH =
    keccak256("UpdateUserMultihashRequest(uint userId,bytes32 newValue,bytes32 nonce)");
  bytes32 private constant NAME =
    keccak256("UpdateUserNameRequest(uint userId,bytes32 newValue,bytes32 nonce)");
  bytes32 private constant LOCATION =
    keccak256("UpdateUserLocationRequest(uint userId,bytes32 newValue,bytes32 nonce)");
  bytes32 private constant BIO =
    keccak256("UpdateUserBioRequest(uint userId,string newValue,bytes32 nonce)");
  bytes32 private constant PROFILE_PHOTO =
    keccak256("UpdateUserProfilePhotoRequest(uint userId,bytes32 newValue,bytes32 nonce)");
  bytes32 private constant COVER_PHOTO =
    keccak256("UpdateUserCoverPhotoRequest(uint userId,bytes32 newValue,bytes32 nonce)");
  bytes32 private constant IS_CREATOR =
    keccak256("UpdateUserCreatorRequest(uint userId,bool newValue,bytes32 nonce)");
  bytes32 private constant IS_VERIFIED =
    keccak256("UpdateUserVerifiedRequest(uint userId,bool newValue,bytes32 nonce)");
  bytes32 private constant CREATOR_NODE =
    keccak256("UpdateUserCreatorNodeRequest(uint userId,string newValue,bytes32 nonce)");

  address private immutable verifier;
  uint256 private lastId;
  mapping(uint256 => User) private byId;
  mapping(bytes16 => bool) private taken;

  event AddUser(uint256 _userId, bytes16 _handle, address _wallet);
  event UpdateMultihash(uint256 _userId, bytes32 _multihashDigest);
  event UpdateName(uint256 _userId, bytes32 _name);
  event UpdateLocation(uint256 _userId, bytes32 _location);
  event UpdateBio(uint256 _userId, string _bio);
  event UpdateProfilePhoto(uint256 _userId, bytes32 _profilePhotoDigest);
  event UpdateCoverPhoto(uint256 _userId, bytes32 _coverPhotoDigest);
  event UpdateIsCreator(uint256 _userId, bool _isCreator);
  event UpdateIsVerified(uint256 _userId, bool _isVerified);
  event UpdateCreatorNodeEndpoint(uint256 _userId, string _creatorNodeEndpoint);

  constructor(uint256 _networkId, address _verifier) {
    setDomain("User Factory", "1", _networkId);
    verifier = _verifier;
  }

  function addUser(address _owner, bytes16 _handle, bytes32 _nonce, bytes memory _subjectSig)
    external returns (uint256)
  {
    require(signerOf(abi.encode(ADD, _handle, _nonce), _subjectSig) == _owner, "Signer is not the owner");
    require(handleIsValid(_handle), "Handle is not valid or taken");
    taken[lower(_handle)] = true;
    byId[++lastId] = User(_owner, _handle);
    emit AddUser(lastId, _handle, _owner);
    return lastId;
  }

  function updateMultihash(uint256 _userId, bytes32 _multihashDigest, bytes32 _nonce, bytes memory _subjectSig)
    external
  {
    checkWord(MULTIHASH, _userId, _multihashDigest, _nonce, _subjectSig);
    emit UpdateMultihash(_userId, _multihashDigest);
  }

  function updateName(uint256 _userId, bytes32 _name, bytes32 _nonce, bytes memory _subjectSig) external {
    checkWord(NAME, _userId, _name, _nonce, _subjectSig);
    emit UpdateName(_userId, _name);
  }

  function updateLocation(uint256 _userId, bytes32 _location, bytes32 _nonce, bytes memory _subjectSig) external {
    checkWord(LOCATION, _userId, _location, _nonce, _subjectSig);
    emit UpdateLocation(_userId, _location);
  }

  function updateBio(uint256 _userId, string memory _bio, bytes32 _nonce, bytes memory _subjectSig) external {
    checkWord(BIO, _userId, keccak256(bytes(_bio)), _nonce, _subjectSig);
    emit UpdateBio(_userId, _bio);
  }

  function updateProfilePhoto(uint256 _userId, bytes32 _profilePhotoDigest, bytes32 _nonce, bytes memory _subjectSig)
    external
  {
    checkWord(PROFILE_PHOTO, _userId, _profilePhotoDigest, _nonce, _subjectSig);
    emit UpdateProfilePhoto(_userId, _profilePhotoDigest);
  }

  function updateCoverPhoto(uint256 _userId, bytes32 _coverPhotoDigest, bytes32 _nonce, bytes memory _subjectSig)
    external
  {
    checkWord(COVER_PHOTO, _userId, _coverPhotoDigest, _nonce, _subjectSig);
    emit UpdateCoverPhoto(_userId, _coverPhotoDigest);
  }

  function updateIsCreator(uint256 _userId, bool _isCreator, bytes32 _nonce, bytes memory _subjectSig) external {
    checkWord(IS_CREATOR, _userId, flag(_isCreator), _nonce, _subjectSig);
    emit UpdateIsCreator(_userId, _isCreator);
  }

  /// Only the verifier may call this, for any id, known or not.
  function updateIsVerified(uint256 _userId, bool _isVerified, bytes32 _nonce, bytes memory _subjectSig) external {
    bytes memory request = abi.encode(IS_VERIFIED, _userId, _isVerified, _nonce);
    require(signerOf(request, _subjectSig) == verifier, "Signer is not the verifier");
    emit UpdateIsVerified(_userId, _isVerified);
  }

  function updateCreatorNodeEndpoint(
    uint256 _userId, string memory _creatorNodeEndpoint, bytes32 _nonce, bytes memory _subjectSig
  ) external {
    checkWord(CREATOR_NODE, _userId, keccak256(bytes(_creatorNodeEndpoint)), _nonce, _subjectSig);
    emit UpdateCreatorNodeEndpoint(_userId, _creatorNodeEndpoint);
  }

  function getUser(uint256 _id) external view returns (address wallet, bytes16 handle) {
    User storage user = byId[_id];
    return (user.wallet, user.handle);
  }

  function userExists(uint256 _id) external view returns (bool) {
    return _id > 0 && _id <= lastId;
  }

  function callerOwnsUser(address _caller, uint256 _userId) public view {
    require(_caller != address(0) && byId[_userId].wallet == _caller, "Caller does not own the user");
  }

  /// Bytes after the first zero byte are not looked at.
  function handleIsValid(bytes16 _handle) public view returns (bool) {
    for (uint256 i = 0; i < 16 && _handle[i] != 0; i++) {
      bytes1 c = _handle[i];
      if (!(isUpper(c) || (c >= "a" && c <= "z") || (c >= "0" && c <= "9") || c == "_"))
        return false;
    }
    return !taken[lower(_handle)];
  }

  function checkWord(bytes32 typeHash, uint256 userId, bytes32 value, bytes32 nonce, bytes memory sig) private {
    callerOwnsUser(signerOf(abi.encode(typeHash, userId, value, nonce), sig), userId);
  }

  function flag(bool value) private pure returns (bytes32) {
    return bytes32(uint256(value ? 1 : 0));
  }

  function isUpper(bytes1 c) private pure returns (bool) {
    return c >= "A" && c <= "Z";
  }

  function lower(bytes16 handle) private pure returns (bytes16) {
    bytes memory out = abi.encodePacked(handle);
    for (uint256 i = 0; i < 16; i++)
      if (isUpper(out[i]))
        out[i] = bytes1(uint8(out[i]) + 32);
    return bytes16(bytes32(out));
  }
}
