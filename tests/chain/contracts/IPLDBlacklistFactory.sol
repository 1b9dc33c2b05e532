// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

import "./RegistryContract.sol";

contract IPLDBlacklistFactory is RegistryContract {
  bytes32 private constant ADD = keccak256("AddIPLDToBlacklistRequest(bytes32 multihashDigest,bytes32 nonce)");

  address private immutable verifier;

  event AddIPLDToBlacklist(bytes32 _multihashDigest);

  constructor(uint256 _networkId, address _verifier) {
    setDomain("IPLD Blacklist Factory", "1", _networkId);
    verifier = _verifier;
  }

  function addIPLDToBlacklist(bytes32 _multihashDigest, bytes32 _nonce, bytes memory _subjectSig) external {
    bytes memory request = abi.encode(ADD, _multihashDigest, _nonce);
    require(signerOf(request, _subjectSig) == verifier, "Signer is not the verifier");
    emit AddIPLDToBlacklist(_multihashDigest);
  }
}
