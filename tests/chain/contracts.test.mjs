// SPDX-License-Identifier: ISC
import assert from 'node:assert/strict';
import test from 'node:test';

import { EventFragment, FunctionFragment } from 'ethers-6';

import { artifacts } from './lib/artifacts.mjs';
import { EVENTS } from './lib/model/events.mjs';
import { chainVectors } from './lib/vectors.mjs';

// An earlier UpdateReplicaSet without signer was never released.
const DRAFT = 'UpdateReplicaSet(uint256,uint256,uint256[])';
const NOT_BUILT = 'DiscoveryProviderFactory';

const ours = chainVectors.functions
  .map(({ contract }) => contract)
  .filter((name, i, all) => !name.startsWith('eth:') && name !== NOT_BUILT && all.indexOf(name) === i);

const compiled = (contract, type) => artifacts()[contract].abi.filter((entry) => entry.type === type);
const plain = (inputs) => inputs.map(({ name, type, indexed = false }) => ({ name, type, indexed }));
const bySignature = (a, b) => (a.signature < b.signature ? -1 : 1);

function eventsIn(contract) {
  return compiled(contract, 'event').map((entry) => {
    const fragment = EventFragment.from(entry);
    return { signature: fragment.format(), topic0: fragment.topicHash, inputs: plain(entry.inputs) };
  }).sort(bySignature);
}

function functionsIn(contract) {
  return compiled(contract, 'function').map((entry) => {
    const fragment = FunctionFragment.from(entry);
    return {
      signature: fragment.format(), selector: fragment.selector, mutability: entry.stateMutability,
      outputs: entry.outputs.map(({ type }) => type),
    };
  }).sort(bySignature);
}

for (const contract of ours) {
  test(`${contract} has exactly the published events`, () => {
    const published = chainVectors.events
      .filter((event) => event.contract === contract && event.signature !== DRAFT)
      .map(({ signature, topic0, inputs }) => ({ signature, topic0, inputs: plain(inputs) }))
      .sort(bySignature);
    assert.deepEqual(eventsIn(contract), published);
  });

  test(`${contract} has exactly the published functions`, () => {
    const published = chainVectors.functions
      .filter((fn) => fn.contract === contract)
      .map(({ signature, selector, mutability, outputs }) => ({
        signature, selector, mutability, outputs: outputs.map(({ type }) => type),
      }))
      .sort(bySignature);
    assert.deepEqual(functionsIn(contract), published);
  });
}

for (const [contract, texts] of Object.entries(EVENTS))
  test(`the books read ${contract}'s events as the contract writes them`, () => {
    const written = new Map(eventsIn(contract).map((event) => [event.signature, event]));
    for (const text of texts) {
      const fragment = EventFragment.from(`event ${text}`);
      const { topic0, inputs } = written.get(fragment.format());
      assert.equal(fragment.topicHash, topic0);
      assert.deepEqual(fragment.inputs.map(({ name }) => name), inputs.map(({ name }) => name));
    }
  });
