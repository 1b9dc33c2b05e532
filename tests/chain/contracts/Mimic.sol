// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

/// A stranger that speaks like UserFactory, and passes calls on to others.
contract Mimic {
  event AddUser(uint256 _userId, bytes16 _handle, address _wallet);
  event UpdateName(uint256 _userId, bytes32 _name);

  function pretend(uint256 _userId, bytes16 _handle, bytes32 _name) external {
    emit AddUser(_userId, _handle, msg.sender);
    emit UpdateName(_userId, _name);
  }

  function forward(address _target, bytes calldata _data) external {
    (bool ok, ) = _target.call(_data);
    require(ok, "Forwarded call failed");
  }
}
