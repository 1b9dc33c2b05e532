// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

import "./Owned.sol";

interface Registered {
  function kill() external;
  function setRegistry(address _registryAddress) external;
}

/// Names of contracts and the addresses they had, newest last.
contract Registry is Owned {
  mapping(bytes32 => address[]) private versions;
  mapping(bytes32 => address) private current;

  event ContractAdded(bytes32 _name, address _address);
  event ContractRemoved(bytes32 _name, address _address);
  event ContractUpgraded(bytes32 _name, address _oldAddress, address _newAddress);

  function addContract(bytes32 _name, address _address) external onlyOwner {
    require(current[_name] == address(0), "Contract already registered");
    record(_name, _address);
    emit ContractAdded(_name, _address);
  }

  function removeContract(bytes32 _name) external onlyOwner {
    emit ContractRemoved(_name, drop(_name));
  }

  function upgradeContract(bytes32 _name, address _newAddress) external onlyOwner {
    address old = drop(_name);
    record(_name, _newAddress);
    emit ContractUpgraded(_name, old, _newAddress);
  }

  function getContract(bytes32 _name) external view returns (address) {
    return current[_name];
  }

  /// Versions count from 1; an unknown one is the zero address.
  function getContract(bytes32 _name, uint256 _version) external view returns (address) {
    address[] storage all = versions[_name];
    return _version == 0 || _version > all.length ? address(0) : all[_version - 1];
  }

  function getContractVersionCount(bytes32 _name) external view returns (uint256) {
    return versions[_name].length;
  }

  function record(bytes32 _name, address _address) private {
    require(_address != address(0), "Address is zero");
    current[_name] = _address;
    versions[_name].push(_address);
    Registered(_address).setRegistry(address(this));
  }

  function drop(bytes32 _name) private returns (address old) {
    old = current[_name];
    require(old != address(0), "Contract is not registered");
    current[_name] = address(0);
    Registered(old).kill();
  }
}
