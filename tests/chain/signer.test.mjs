// SPDX-License-Identifier: ISC
import assert from 'node:assert/strict';
import test from 'node:test';

import { AbiCoder, computeAddress, keccak256, recoverAddress } from 'ethers-6';

import { REQUESTS } from './lib/requests.mjs';
import {
  DOMAIN_TYPE, argumentTypes, digest, domainSeparator, fieldsOf, fixedBytes, signDigest, structEncoding, typeHash,
} from './lib/signer.mjs';
import { chainVectors, ran } from './lib/vectors.mjs';

const coder = AbiCoder.defaultAbiCoder();

test('the type strings that users sign are the published ones', () => {
  for (const row of chainVectors.eip712_types) {
    const { contract, function: fn, domain_name: domain, type_string: text, type_hash: hash } = row;
    assert.equal(typeHash(text), hash);
    if (contract in REQUESTS) {
      assert.equal(REQUESTS[contract].domain, domain);
      assert.equal(REQUESTS[contract][fn], text);
    }
    ran(row);
  }
});

test('so is the one of the domain', () => {
  const { type_string: text, type_hash: hash } = chainVectors.eip712_domain;
  assert.equal(DOMAIN_TYPE, text);
  assert.equal(typeHash(DOMAIN_TYPE), hash);
  ran(chainVectors.eip712_domain);
});

test('every type string is one of the published ones', () => {
  const published = new Set(chainVectors.eip712_types.map((row) => row.type_string));
  for (const { domain, ...requests } of Object.values(REQUESTS))
    for (const text of Object.values(requests))
      assert.ok(published.has(text), text);
});

test('argument types give the published selectors', () => {
  for (const [contract, { domain, ...requests }] of Object.entries(REQUESTS))
    for (const fn of Object.keys(requests).filter((name) => name !== 'addOrUpdateContentNode')) {
      const signature = `${fn}(${argumentTypes(contract, fn).join(',')})`;
      const published = chainVectors.functions.filter((row) => row.contract === contract);
      assert.ok(published.some((row) => row.signature === signature), signature);
    }
});

/** Values of a vector's message; lists of ids are given beside it. */
function valuesOf({ message, primary_type: primaryType, contract, function: fn, ...vector }) {
  const lists = {
    trackIdsHash: 'track_ids', secondaryIdsHash: 'secondary_ids', oldSecondaryIdsHash: 'old_secondary_ids',
  };
  return fieldsOf(REQUESTS[contract][fn]).map(({ name }) => vector[lists[name]] ?? message[name]);
}

for (const [i, vector] of chainVectors.eip712.entries())
  test(`typed data ${i}: ${vector.contract}.${vector.function} hashes and signs as published`, () => {
    const { contract, function: fn, domain } = vector;
    const separator = domainSeparator({
      name: domain.name, chainId: domain.chain_id, verifyingContract: domain.verifying_contract,
    });
    const text = REQUESTS[contract][fn];
    const encoding = structEncoding(text, valuesOf(vector));
    const hash = digest(separator, text, valuesOf(vector));
    assert.equal(separator, vector.domain_separator);
    assert.equal(encoding, vector.struct_encoding);
    assert.equal(keccak256(encoding), vector.struct_hash);
    assert.equal(hash, vector.digest);

    const signature = signDigest(vector.private_key, hash);
    assert.equal(signature, vector.signature);
    assert.equal(recoverAddress(hash, signature), vector.recovered);
    assert.equal(computeAddress(vector.private_key), vector.recovered);
    const used = keccak256(coder.encode(['bytes32', 'address'], [hash, vector.recovered]));
    assert.equal(used, vector.used_signature_key);
    ran(vector);
  });

test('short text is padded and long text is cut, wherever that falls', () => {
  assert.equal(fixedBytes('ab', 4), '0x61620000');
  assert.equal(fixedBytes('a音', 3), '0x61e99f');
});
