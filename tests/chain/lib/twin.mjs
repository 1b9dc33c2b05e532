// SPDX-License-Identifier: ISC
// One story on two chains: what is told to EntityManager on an EVM chain is
// told to a core chain as well, at the same times and in the same order.
import { id } from 'ethers-6';

import { CoreChain, signAct, signInOrder, txHash } from './core.mjs';
import { World } from './world.mjs';

const INT64 = 2n ** 63n;
const creates = ({ act }) => /^create$/i.test(act.action);
const isAct = ({ act, forwarded }) => act !== undefined && !forwarded;

/** Nodes serve those that create first: a block ends before one that would have to pass others. */
function blocksOf(acts) {
  const blocks = [[]];
  for (const act of acts) {
    if (creates(act.call) && blocks.at(-1).some(({ call }) => !creates(call)))
      blocks.push([]);
    blocks.at(-1).push(act);
  }
  return blocks;
}

export class Twin extends World {
  static async open(options) {
    const twin = new Twin(options.chain, options.ipfs, options.seed ?? 'discprov');
    await twin.network.sync();
    twin.core = new CoreChain();
    /** Up to this time blocks there may be several here. */
    twin.cutUntil = 0;
    /** As the tables have them: hashes there to hashes here, heights here to numbers there. */
    twin.hashes = new Map();
    twin.numbers = new Map();
    return twin;
  }

  manage(key, userId, entityType, entityId, action, metadata) {
    if (BigInt(userId) >= INT64 || BigInt(entityId) >= INT64)
      return; // a core chain cannot say that
    super.manage(key, userId, entityType, entityId, action, metadata);
    this.pending.at(-1).act = { key, userId, entityType, entityId, action, metadata };
  }

  /** Where nothing is promised of the next block's time, blocks here are cut as they are there. */
  async mine() {
    const cut = this.pending.every(({ act, expect }) => act !== undefined && expect === undefined);
    let block;
    for (const calls of cut ? blocksOf(this.pending.map((call) => ({ call }))) : [this.pending.map((call) => ({ call }))]) {
      this.pending = calls.map(({ call }) => call);
      block = await super.mine();
      const acts = calls.map(({ call }, i) => ({ call, hash: block.receipts[i].transactionHash })).filter(({ call }) => isAct(call));
      const some = blocksOf(acts);
      some.forEach((part) => this.#tell(block, part));
      if (some.length > 1)
        this.cutUntil = block.timestamp;
    }
    return block;
  }

  #tell(block, acts) {
    const height = this.core.head + 1;
    const sign = ({ call: { act: { key, ...act } }, hash }, attempt) =>
      signAct(this.core.chainId, key, { ...act, nonce: id(`${hash} ${attempt}`), requestId: hash });
    const anew = acts.filter(({ call }) => !call.reverts).map((act) => ({ ...act, action: act.call.act.action }));
    const txs = signInOrder(anew, (act, attempt) => (act.call.act.tx = sign(act, attempt)));
    // A signature that is used up there is used again here.
    const again = acts.filter(({ call }) => call.reverts && call.act.tx !== undefined).map(({ call }) => call.act.tx);
    const there = this.core.add([...txs, ...again.map((tx, i) => ({ ...tx, requestId: `again ${i}` }))],
      { time: block.timestamp });
    this.numbers.set(height, block.number);
    this.hashes.set(there.hash, block.hash);
    for (const { call, hash } of anew)
      this.hashes.set(txHash(call.act.tx), hash);
  }
}
