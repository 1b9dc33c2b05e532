// SPDX-License-Identifier: ISC
// The contracts of the Ethereum chain on a development chain: nodes, token,
// stakes and the trusted notifier.
import { Interface, encodeBytes32String, getCreateAddress } from 'ethers-6';

import { accountsOf } from './accounts.mjs';
import { artifacts } from './artifacts.mjs';
import { Network } from './network.mjs';

const [{ address: from }] = accountsOf('deployer');

// Contracts by the key that the registry has for them.
const KEYS = {
  AudiusToken: 'Token',
  Staking: 'StakingProxy',
  DelegateManager: 'DelegateManager',
  ServiceProviderFactory: 'ServiceProviderFactory',
  TrustedNotifierManager: 'TrustedNotifierManagerProxy',
};

export const CONTENT = encodeBytes32String('content-node');
export const DISCOVERY = encodeBytes32String('discovery-node');

export class Ethereum {
  constructor(network, address) {
    this.network = network;
    this.address = address;
  }

  static async deploy(url) {
    const network = await new Network(url).sync();
    const names = ['EthRegistry', ...Object.keys(KEYS)];
    const first = network.nonces.get(from);
    const address = Object.fromEntries(
      names.map((name, i) => [name, getCreateAddress({ from, nonce: first + i })]));
    const ethereum = new Ethereum(network, address);
    await ethereum.mine(names.map((name) => ({ from, data: artifacts()[name].bytecode })));
    await ethereum.send(...Object.entries(KEYS).map(([name, key]) =>
      ['EthRegistry', 'setContract', encodeBytes32String(key), address[name]]));
    return ethereum;
  }

  get registry() {
    return this.address.EthRegistry;
  }

  /** One block with these calls: [contract, function, ...arguments]. */
  send(...calls) {
    return this.mine(calls.map(([name, fn, ...args]) => ({
      from, to: this.address[name], data: new Interface(artifacts()[name].abi).encodeFunctionData(fn, args),
    })));
  }

  async mine(calls = []) {
    const block = await this.network.mine(calls);
    const failed = block.receipts.findIndex(({ status }) => Number(status) !== 1);
    if (failed >= 0)
      throw new Error(`transaction ${failed} failed`);
    return block;
  }

  /** So many empty blocks. */
  async pass(count) {
    await this.network.rpc.call('anvil_mine', `0x${count.toString(16)}`);
    await this.network.sync();
  }
}
