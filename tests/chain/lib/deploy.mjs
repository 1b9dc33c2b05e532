// SPDX-License-Identifier: ISC
// Puts all contracts on a chain and registers them.
import { AbiCoder, Interface, concat, encodeBytes32String, getCreateAddress } from 'ethers-6';

import { accountsOf } from './accounts.mjs';
import { artifacts } from './artifacts.mjs';
import { Network } from './network.mjs';

const [deployer] = accountsOf('deployer');
const [bootstrap] = accountsOf('bootstrap');
const [verifier] = accountsOf('verifier');
const [ddex] = accountsOf('ddex');

/** Chains that a story can be told on, and what is there. */
export const CHAINS = ['first', 'second'];

// In the order of deployment: constructor arguments by name, registered or not,
// on the second chain as well or not.
const CONTRACTS = [
  { name: 'Registry', args: [] },
  { name: 'UserFactory', args: ['networkId', 'verifier'], registered: true },
  { name: 'TrackFactory', args: ['networkId'], registered: true },
  { name: 'PlaylistFactory', args: ['networkId'], registered: true },
  { name: 'SocialFeatureFactory', args: ['networkId'], registered: true },
  { name: 'UserLibraryFactory', args: ['networkId'], registered: true },
  { name: 'IPLDBlacklistFactory', args: ['networkId', 'verifier'], registered: true },
  { name: 'UserReplicaSetManager', args: [], registered: true },
  { name: 'EntityManager', args: [], isSecond: true },
  { name: 'Mimic', args: [], isSecond: true },
];

/** The member of the chain description that holds a contract's address. */
export function memberOf(contract) {
  return contract.replace(/^[A-Z]+(?=[A-Z][a-z]|$)|^[A-Z]/, (capitals) => capitals.toLowerCase());
}

function creation({ name, args }, values) {
  const { abi, bytecode } = artifacts()[name];
  const inputs = abi.find(({ type }) => type === 'constructor')?.inputs ?? [];
  return concat([bytecode, AbiCoder.defaultAbiCoder().encode(inputs, args.map((arg) => values[arg]))]);
}

/** kind: the first chain has all contracts, the second no registry. */
export async function deploy(url, kind = 'first') {
  const contracts = CONTRACTS.filter(({ isSecond }) => kind === 'first' || isSecond);
  const network = await new Network(url).sync();
  const networkId = network.chainId;
  const from = deployer.address;
  const first = network.nonces.get(from);
  const address = Object.fromEntries(
    contracts.map(({ name }, i) => [name, getCreateAddress({ from, nonce: first + i })]),
  );
  const call = (name, fn, ...args) => ({
    from, to: address[name], data: new Interface(artifacts()[name].abi).encodeFunctionData(fn, args),
  });

  const values = { networkId, verifier: verifier.address };
  await mustMine(network, contracts.map((contract) => ({ from, data: creation(contract, values) })));
  await mustMine(network, [
    ...(kind === 'first' ? [call('UserReplicaSetManager', 'initialize(address,bytes32,address,uint256)',
      address.Registry, encodeBytes32String('UserFactory'), bootstrap.address, networkId)] : []),
    call('EntityManager', 'initialize(address,uint256)', verifier.address, networkId),
    ...contracts.filter(({ registered }) => registered).map(({ name }) =>
      call('Registry', 'addContract', encodeBytes32String(name), address[name])),
  ]);

  return {
    rpc: url,
    kind,
    chainId: networkId,
    ...Object.fromEntries(contracts.map(({ name }) => [memberOf(name), address[name]])),
    verifier: verifier.address,
    ddexApps: ddex.address,
    verifierKey: verifier.key,
    bootstrapKey: bootstrap.key,
    relayerKey: accountsOf('relayer')[0].key,
    startBlock: network.head.number,
    startBlockHash: network.head.hash,
  };
}

async function mustMine(network, calls) {
  const { receipts } = await network.mine(calls);
  const failed = receipts.findIndex(({ status }) => Number(status) !== 1);
  if (failed >= 0)
    throw new Error(`transaction ${failed} of the deployment failed`);
}
