// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

/// Requests signed by users and sent by anybody: each signature counts once.
abstract contract Signing {
  bytes32 private constant DOMAIN_TYPEHASH = keccak256(
    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
  );

  bytes32 private domainSeparator;

  mapping(bytes32 => bool) public usedSignatures;

  function setDomain(string memory name, string memory version, uint256 chainId) internal {
    domainSeparator = keccak256(abi.encode(
      DOMAIN_TYPEHASH, keccak256(bytes(name)), keccak256(bytes(version)), chainId, address(this)
    ));
  }

  /// The account that signed `request`, an encoded struct led by its type hash.
  function signerOf(bytes memory request, bytes memory sig) internal returns (address signer) {
    bytes32 digest = keccak256(abi.encodePacked("\x19\x01", domainSeparator, keccak256(request)));
    signer = recover(digest, sig);
    require(signer != address(0), "Invalid signature");
    bytes32 key = keccak256(abi.encode(digest, signer));
    require(!usedSignatures[key], "Signature not unique");
    usedSignatures[key] = true;
  }

  /// How a list of ids enters a signed struct: not the array rule of EIP-712.
  function idsHash(uint256[] memory ids) internal pure returns (bytes32) {
    return keccak256(abi.encode(ids));
  }

  function recover(bytes32 digest, bytes memory sig) private pure returns (address) {
    bytes32 r;
    bytes32 s;
    uint8 v;
    if (sig.length != 65)
      return address(0);
    assembly {
      r := mload(add(sig, 32))
      s := mload(add(sig, 64))
      v := byte(0, mload(add(sig, 96)))
    }
    if (uint256(s) > 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0)
      return address(0);
    return ecrecover(digest, v, r, s);
  }
}
