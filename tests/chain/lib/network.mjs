// SPDX-License-Identifier: ISC
// Blocks on the development chain: what is in them, in which order and when.
import { SigningKey, Transaction } from 'ethers-6';

import { ACCOUNTS, accountsOf } from './accounts.mjs';
import { Rpc } from './rpc.mjs';

const BLOCK_SECONDS = 5;
const GAS_LIMIT = 10_000_000;

const keys = new Map(ACCOUNTS.map(({ address, key }) => [address, new SigningKey(key)]));
const relayers = accountsOf('relayer').map(({ address }) => address);

export class Network {
  constructor(url) {
    this.rpc = new Rpc(url);
  }

  /** Learns the chain's id, its head and the accounts' counters. */
  async sync() {
    const addresses = ACCOUNTS.map(({ address }) => address);
    const [chainId, head, ...counts] = await this.rpc.batch([
      ['eth_chainId'],
      ['eth_getBlockByNumber', 'latest', false],
      ...addresses.map((address) => ['eth_getTransactionCount', address, 'latest']),
    ]);
    this.chainId = Number(chainId);
    this.head = headOf(head);
    this.nonces = new Map(addresses.map((address, i) => [address, Number(counts[i])]));
    return this;
  }

  /**
   * One block with these calls ({to, data, from?}, `to` absent to deploy) in
   * this order: a transaction that pays more goes first, so the price falls.
   */
  async mine(calls) {
    const raw = calls.map((call, i) => this.#signed(call, i, calls.length));
    const batch = raw.map((tx) => ['eth_sendRawTransaction', tx]);
    if (batch.length > 0)
      await this.rpc.batch(batch);
    const time = this.nextTime();
    await this.rpc.call('evm_setNextBlockTimestamp', time);
    await this.rpc.call('evm_mine');
    const block = await this.readBlock(this.head.number + 1);
    if (block.timestamp !== time || block.receipts.length !== calls.length)
      throw new Error(`block ${block.number} is not the one that was asked for`);
    this.head = headOf(block);
    return block;
  }

  nextTime() {
    return this.head.timestamp + BLOCK_SECONDS;
  }

  /** {number, hash, parentHash, timestamp, receipts} */
  async readBlock(number) {
    const quantity = `0x${number.toString(16)}`;
    const [block, receipts] = await this.rpc.batch([
      ['eth_getBlockByNumber', quantity, false],
      ['eth_getBlockReceipts', quantity],
    ]);
    if (!block)
      throw new Error(`block ${number} is not there`);
    return { ...headOf(block), receipts };
  }

  /** What restore() needs after the chain went back to where it is now. */
  state() {
    return { head: { ...this.head }, nonces: new Map(this.nonces) };
  }

  restore({ head, nonces }) {
    this.head = { ...head };
    this.nonces = new Map(nonces);
  }

  #signed({ to, data, from }, i, count) {
    const sender = from ?? relayers[i % relayers.length];
    const nonce = this.nonces.get(sender);
    const tx = Transaction.from({
      type: 0, chainId: this.chainId, nonce, to, data, gasLimit: GAS_LIMIT, gasPrice: count - i, value: 0,
    });
    tx.signature = keys.get(sender).sign(tx.unsignedHash);
    this.nonces.set(sender, nonce + 1);
    return tx.serialized;
  }
}

function headOf({ number, hash, parentHash, timestamp }) {
  return { number: Number(number), hash, parentHash, timestamp: Number(timestamp) };
}
