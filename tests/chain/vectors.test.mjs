// SPDX-License-Identifier: ISC
// Calls and transactions of the vectors, against the libraries that the test
// chain is driven with.
import assert from 'node:assert/strict';
import test from 'node:test';

import { AbiCoder, SigningKey, Transaction, computeAddress, concat, id } from 'ethers-6';

import { chainVectors, ran } from './lib/vectors.mjs';

const coder = AbiCoder.defaultAbiCoder();
const typesOf = (signature) => signature.slice(signature.indexOf('(') + 1, -1).split(',').filter(Boolean);
const plain = (value) => JSON.parse(JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v)));
const asText = (value) => (Array.isArray(value) ? value.map(asText) : String(value));

for (const [i, call] of chainVectors.calls.entries())
  test(`call ${i}: ${call.contract}.${call.function}`, () => {
    const data = concat([id(call.function).slice(0, 10), coder.encode(typesOf(call.function), call.args)]);
    assert.equal(data, call.calldata);
    if (call.eip712_index !== undefined)
      assert.equal(call.args.at(-1), chainVectors.eip712[call.eip712_index].signature);
    if (call.return_data !== undefined) {
      const got = plain(coder.decode(call.return_types, call.return_data).toArray(true));
      assert.deepEqual(asText(got), asText(call.return_values));
    }
    ran(call);
  });

for (const [i, vector] of chainVectors.transactions.entries())
  test(`transaction ${i} is signed as published`, () => {
    const tx = Transaction.from({
      type: 0, chainId: vector.chain_id, nonce: vector.nonce, gasPrice: vector.gas_price,
      gasLimit: vector.gas_limit, to: vector.to, value: vector.value, data: vector.data,
    });
    assert.equal(tx.unsignedHash, vector.unsigned_hash);
    tx.signature = new SigningKey(vector.private_key).sign(tx.unsignedHash);
    assert.equal(tx.serialized, vector.raw);
    assert.equal(tx.hash, vector.tx_hash);
    assert.equal(tx.from, vector.from);
    assert.equal(computeAddress(vector.private_key), vector.from);
    ran(vector);
  });
