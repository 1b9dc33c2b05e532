// SPDX-License-Identifier: ISC
// Typed data (EIP-712) as the contracts check it, and calls that carry it.
import { AbiCoder, SigningKey, concat, getBytes, id, keccak256, toUtf8Bytes, zeroPadBytes } from 'ethers-6';

import { REQUESTS } from './requests.mjs';

const coder = AbiCoder.defaultAbiCoder();
export const DOMAIN_TYPE = 'EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)';

/** addUser names the wallet in the call and not in what is signed. */
const UNSIGNED = { addUser: ['address'] };

export function typeHash(typeString) {
  return id(typeString);
}

/** "Name(uint a,string b)" -> [{type, name}, ...] */
export function fieldsOf(typeString) {
  const list = typeString.slice(typeString.indexOf('(') + 1, -1);
  return list.split(',').map((field) => {
    const [type, name] = field.split(' ');
    return { type, name };
  });
}

export function idsHash(ids) {
  return keccak256(coder.encode(['uint256[]'], [ids]));
}

export function bytesOf(text) {
  return typeof text === 'string' ? toUtf8Bytes(text) : text;
}

function fieldWord({ type, name }, value) {
  if (type === 'string')
    return keccak256(bytesOf(value));
  if (type === 'bytes16')
    return zeroPadBytes(value, 32);
  if (name.endsWith('IdsHash') && Array.isArray(value))
    return idsHash(value);
  return coder.encode([type === 'uint' ? 'uint256' : type], [value]);
}

/** values follow the order of the fields in the type string. */
export function structEncoding(typeString, values) {
  const words = fieldsOf(typeString).map((field, i) => fieldWord(field, values[i]));
  return concat([typeHash(typeString), ...words]);
}

export function domainSeparator({ name, chainId, verifyingContract }) {
  return keccak256(structEncoding(DOMAIN_TYPE, [name, '1', chainId, verifyingContract]));
}

export function digest(separator, typeString, values) {
  return keccak256(concat(['0x1901', separator, keccak256(structEncoding(typeString, values))]));
}

/** r || s || v, v = 27 or 28. */
export function signDigest(privateKey, hash) {
  return new SigningKey(privateKey).sign(hash).serialized;
}

/** ABI encoding in which `string` takes any bytes, UTF-8 or not. */
export function abiEncode(types, values) {
  const loose = types.map((type) => (type === 'string' ? 'bytes' : type));
  return coder.encode(loose, values.map((value, i) => (types[i] === 'string' ? bytesOf(value) : value)));
}

export function encodeCall(fn, types, values) {
  const selector = id(`${fn}(${types.join(',')})`).slice(0, 10);
  return concat([selector, abiEncode(types, values)]);
}

function argumentType({ type, name }) {
  if (name.endsWith('IdsHash'))
    return 'uint256[]';
  return type === 'uint' ? 'uint256' : type;
}

/** Argument types of a write function, nonce and signature included. */
export function argumentTypes(contract, fn) {
  const signed = fieldsOf(REQUESTS[contract][fn]).slice(0, -1).map(argumentType);
  return [...(UNSIGNED[fn] ?? []), ...signed, 'bytes32', 'bytes'];
}

/**
 * Signs requests for one contract.  nonce() gives 32 bytes that were never
 * given before.
 */
export class RequestSigner {
  constructor(contract, address, chainId, nonce) {
    this.contract = contract;
    this.requests = REQUESTS[contract];
    this.separator = domainSeparator({ name: this.requests.domain, chainId, verifyingContract: address });
    this.nonce = nonce;
  }

  sign(privateKey, fn, values) {
    return signDigest(privateKey, digest(this.separator, this.requests[fn], values));
  }

  /** Calldata of fn with these arguments, signed by the key. */
  call(privateKey, fn, args) {
    const nonce = this.nonce();
    const signed = args.slice((UNSIGNED[fn] ?? []).length);
    const sig = this.sign(privateKey, fn, [...signed, nonce]);
    return encodeCall(fn, argumentTypes(this.contract, fn), [...args, nonce, sig]);
  }

  /** A content node needs three proposers: [{id, key}, ...]. */
  proposeNode(node, proposers) {
    const signed = proposers.map((proposer) => {
      const nonce = this.nonce();
      const values = [node.id, node.delegate, node.owner, proposer.id, nonce];
      return { nonce, sig: this.sign(proposer.key, 'addOrUpdateContentNode', values) };
    });
    return encodeCall(
      'addOrUpdateContentNode',
      ['uint256', 'address[2]', 'uint256[3]', 'bytes32[3]', 'bytes', 'bytes', 'bytes'],
      [
        node.id,
        [node.delegate, node.owner],
        proposers.map(({ id: proposerId }) => proposerId),
        signed.map(({ nonce }) => nonce),
        ...signed.map(({ sig }) => sig),
      ],
    );
  }
}

/** Text as a padded word; bytes pass, cut to the size as clients do. */
export function fixedBytes(text, size) {
  const bytes = getBytes(bytesOf(text)).slice(0, size);
  return zeroPadBytes(bytes, size);
}
