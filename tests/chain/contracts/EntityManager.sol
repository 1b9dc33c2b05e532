// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

import "./Signing.sol";

/// Announces whatever a user signs; who may do what is the reader's business.
contract EntityManager is Signing {
  bytes32 private constant MANAGE = keccak256(
    "ManageEntity(uint userId,string entityType,uint entityId,string action,string metadata,bytes32 nonce)"
  );

  bool private initialized;
  address private verifier;

  event ManageEntity(
    uint256 _userId, address _signer, string _entityType, uint256 _entityId, string _metadata, string _action
  );
  event ManageIsVerified(uint256 _userId, bool _isVerified);

  function initialize(string memory name, string memory version, uint256 chainId) public {
    require(!initialized, "Already initialized");
    initialized = true;
    setDomain(name, version, chainId);
  }

  function initialize(address _verifierAddress, uint256 _networkId) external {
    initialize("Entity Manager", "1", _networkId);
    verifier = _verifierAddress;
  }

  function manageEntity(
    uint256 _userId, string memory _entityType, uint256 _entityId, string memory _action, string memory _metadata,
    bytes32 _nonce, bytes memory _subjectSig
  ) external {
    address signer = signerOf(abi.encode(
      MANAGE, _userId, keccak256(bytes(_entityType)), _entityId, keccak256(bytes(_action)),
      keccak256(bytes(_metadata)), _nonce
    ), _subjectSig);
    emit ManageEntity(_userId, signer, _entityType, _entityId, _metadata, _action);
  }

  function manageIsVerified(uint256 _userId, bool _isVerified) external {
    require(msg.sender == verifier, "Caller is not the verifier");
    emit ManageIsVerified(_userId, _isVerified);
  }
}
