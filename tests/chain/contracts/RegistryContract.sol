// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

import "./Owned.sol";
import "./Signing.sol";

interface Lookup {
  function getContract(bytes32 _name) external view returns (address);
}

interface Users {
  function callerOwnsUser(address _caller, uint256 _userId) external view;
  function userExists(uint256 _id) external view returns (bool);
  function getUser(uint256 _id) external view returns (address wallet, bytes16 handle);
}

interface Tracks {
  function trackExists(uint256 _id) external view returns (bool);
}

interface Playlists {
  function playlistExists(uint256 _id) external view returns (bool);
}

/// A contract that finds its neighbours through the registry.
abstract contract RegistryContract is Owned, Signing {
  address internal registry;

  /// The first registry is set by the deployer or by registering; later ones by the one before.
  function setRegistry(address _registryAddress) external {
    require(registry == address(0) || msg.sender == registry, "Caller is not the registry");
    registry = _registryAddress;
  }

  function kill() external {
    require(msg.sender == registry, "Caller is not the registry");
    selfdestruct(payable(registry));
  }

  function users() internal view returns (Users) {
    return Users(Lookup(registry).getContract("UserFactory"));
  }

  function tracks() internal view returns (Tracks) {
    return Tracks(Lookup(registry).getContract("TrackFactory"));
  }

  function playlists() internal view returns (Playlists) {
    return Playlists(Lookup(registry).getContract("PlaylistFactory"));
  }
}
