// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

/// One account that may administer a contract.
abstract contract Owned {
  address public owner;

  event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

  modifier onlyOwner() {
    require(msg.sender == owner, "Caller is not the owner");
    _;
  }

  constructor() {
    setOwner(msg.sender);
  }

  function isOwner() external view returns (bool) {
    return msg.sender == owner;
  }

  function renounceOwnership() external onlyOwner {
    setOwner(address(0));
  }

  function transferOwnership(address newOwner) external onlyOwner {
    require(newOwner != address(0), "New owner is the zero address");
    setOwner(newOwner);
  }

  function setOwner(address newOwner) private {
    emit OwnershipTransferred(owner, newOwner);
    owner = newOwner;
  }
}
