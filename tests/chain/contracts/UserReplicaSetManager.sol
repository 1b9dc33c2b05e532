// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

import "./RegistryContract.sol";

/// Which content nodes exist, and which of them keep a user's files.
contract UserReplicaSetManager is RegistryContract {
  struct Node {
    address delegateOwnerWallet;
    address ownerWallet;
  }

  struct ReplicaSet {
    uint256 primaryId;
    uint256[] secondaryIds;
  }

  bytes32 private constant PROPOSE = keccak256(
    "ProposeAddOrUpdateContentNode(uint cnodeSpId,address cnodeDelegateOwnerWallet,address cnodeOwnerWallet,uint proposerSpId,bytes32 nonce)"
  );
  bytes32 private constant UPDATE = keccak256(
    "UpdateReplicaSet(uint userId,uint primaryId,bytes32 secondaryIdsHash,uint oldPrimaryId,bytes32 oldSecondaryIdsHash,bytes32 nonce)"
  );

  bool private initialized;
  bool private seeded;
  address private bootstrap;
  bytes32 private usersKey;
  mapping(uint256 => Node) private nodes;
  mapping(uint256 => ReplicaSet) private sets;

  event UpdateReplicaSet(uint256 _userId, uint256 _primaryId, uint256[] _secondaryIds, address _signer);
  event AddOrUpdateContentNode(
    uint256 _cnodeSpId, address _cnodeDelegateOwnerWallet, address _cnodeOwnerWallet, uint256[3] _proposerSpIds,
    address _proposer1DelegateOwnerWallet, address _proposer2DelegateOwnerWallet, address _proposer3DelegateOwnerWallet
  );

  modifier afterSeed() {
    require(seeded, "Bootstrap nodes are not seeded");
    _;
  }

  function initialize(string memory name, string memory version, uint256 chainId) public {
    require(!initialized, "Already initialized");
    initialized = true;
    setDomain(name, version, chainId);
  }

  function initialize(
    address _registryAddress, bytes32 _userFactoryRegistryKey, address _userReplicaSetBootstrapAddress,
    uint256 _networkId
  ) external {
    initialize("User Replica Set Manager", "1", _networkId);
    registry = _registryAddress;
    usersKey = _userFactoryRegistryKey;
    bootstrap = _userReplicaSetBootstrapAddress;
  }

  function seedBootstrapNodes(
    uint256[] calldata _bootstrapSPIds, address[] calldata _bootstrapNodeDelegateWallets,
    address[] calldata _bootstrapNodeOwnerWallets
  ) external {
    uint256[3] memory none;
    require(msg.sender == bootstrap && !seeded, "Only the bootstrap address, once");
    require(
      _bootstrapSPIds.length == _bootstrapNodeDelegateWallets.length &&
      _bootstrapSPIds.length == _bootstrapNodeOwnerWallets.length, "Lengths differ"
    );
    seeded = true;
    for (uint256 i = 0; i < _bootstrapSPIds.length; i++) {
      nodes[_bootstrapSPIds[i]] = Node(_bootstrapNodeDelegateWallets[i], _bootstrapNodeOwnerWallets[i]);
      emit AddOrUpdateContentNode(
        _bootstrapSPIds[i], _bootstrapNodeDelegateWallets[i], _bootstrapNodeOwnerWallets[i], none,
        address(0), address(0), address(0)
      );
    }
  }

  /// Three registered nodes of three owners vouch for a node.
  function addOrUpdateContentNode(
    uint256 _cnodeSpId, address[2] calldata _cnodeWallets, uint256[3] calldata _proposerSpIds,
    bytes32[3] calldata _proposerNonces, bytes memory _proposer1Sig, bytes memory _proposer2Sig,
    bytes memory _proposer3Sig
  ) external afterSeed {
    address[3] memory signers;
    bytes[3] memory sigs = [_proposer1Sig, _proposer2Sig, _proposer3Sig];
    for (uint256 i = 0; i < 3; i++)
      signers[i] = signerOf(abi.encode(
        PROPOSE, _cnodeSpId, _cnodeWallets[0], _cnodeWallets[1], _proposerSpIds[i], _proposerNonces[i]
      ), sigs[i]);
    checkProposers(_proposerSpIds, signers);
    nodes[_cnodeSpId] = Node(_cnodeWallets[0], _cnodeWallets[1]);
    emit AddOrUpdateContentNode(
      _cnodeSpId, _cnodeWallets[0], _cnodeWallets[1], _proposerSpIds, signers[0], signers[1], signers[2]
    );
  }

  function updateReplicaSet(
    uint256 _userId, uint256 _primaryId, uint256[] memory _secondaryIds, uint256 _oldPrimaryId,
    uint256[] memory _oldSecondaryIds, bytes32 _requestNonce, bytes memory _subjectSig
  ) external afterSeed {
    address signer = signerOf(abi.encode(
      UPDATE, _userId, _primaryId, idsHash(_secondaryIds), _oldPrimaryId, idsHash(_oldSecondaryIds), _requestNonce
    ), _subjectSig);
    require(mayUpdate(signer, _userId, _oldPrimaryId, _oldSecondaryIds), "Signer may not update this user");
    require(
      sets[_userId].primaryId == _oldPrimaryId && idsHash(sets[_userId].secondaryIds) == idsHash(_oldSecondaryIds),
      "Old replica set differs"
    );
    checkSet(_primaryId, _secondaryIds);
    sets[_userId] = ReplicaSet(_primaryId, _secondaryIds);
    emit UpdateReplicaSet(_userId, _primaryId, _secondaryIds, signer);
  }

  function updateUserReplicaBootstrapAddress(address _newBootstrapAddress) external {
    require(msg.sender == bootstrap, "Caller is not the bootstrap address");
    bootstrap = _newBootstrapAddress;
  }

  function getUserReplicaSet(uint256 _userId)
    external view returns (uint256 primaryId, uint256[] memory secondaryIds)
  {
    ReplicaSet storage set = sets[_userId];
    return (set.primaryId, set.secondaryIds);
  }

  function getContentNodeWallets(uint256 _spId)
    external view returns (address delegateOwnerWallet, address ownerWallet)
  {
    Node storage node = nodes[_spId];
    return (node.delegateOwnerWallet, node.ownerWallet);
  }

  function getUserReplicaSetBootstrapAddress() external view returns (address) {
    return bootstrap;
  }

  function getSeedComplete() external view returns (bool) {
    return seeded;
  }

  function checkProposers(uint256[3] calldata ids, address[3] memory signers) private view {
    for (uint256 i = 0; i < 3; i++) {
      uint256 next = (i + 1) % 3;
      require(signers[i] == nodes[ids[i]].delegateOwnerWallet, "Signer is not the proposer");
      require(signers[i] != signers[next], "Proposers are not distinct");
      require(nodes[ids[i]].ownerWallet != nodes[ids[next]].ownerWallet, "Owners are not distinct");
    }
  }

  function mayUpdate(address signer, uint256 userId, uint256 oldPrimaryId, uint256[] memory oldSecondaryIds)
    private view returns (bool)
  {
    (address wallet, ) = Users(Lookup(registry).getContract(usersKey)).getUser(userId);
    require(wallet != address(0), "User does not exist");
    if (signer == wallet || signer == bootstrap || signer == nodes[oldPrimaryId].delegateOwnerWallet)
      return true;
    for (uint256 i = 0; i < oldSecondaryIds.length; i++)
      if (signer == nodes[oldSecondaryIds[i]].delegateOwnerWallet)
        return true;
    return false;
  }

  function checkSet(uint256 primaryId, uint256[] memory secondaryIds) private view {
    require(secondaryIds.length >= 2, "Two secondaries are needed");
    require(
      primaryId != secondaryIds[0] && primaryId != secondaryIds[1] && secondaryIds[0] != secondaryIds[1],
      "Replicas are not distinct"
    );
    checkNode(primaryId);
    for (uint256 i = 0; i < secondaryIds.length; i++)
      checkNode(secondaryIds[i]);
  }

  function checkNode(uint256 id) private view {
    require(nodes[id].delegateOwnerWallet != address(0), "Content node is not registered");
  }
}
