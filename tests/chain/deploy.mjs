// SPDX-License-Identifier: ISC
// Deploys the contracts: node deploy.mjs --rpc URL --out chain.json [--chain first|second]
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { CHAINS, deploy } from './lib/deploy.mjs';

const text = { type: 'string' };
const { values } = parseArgs({ options: { rpc: text, out: text, chain: { ...text, default: 'first' } } });
if (!values.rpc || !values.out || !CHAINS.includes(values.chain)) {
  console.error('usage: deploy.mjs --rpc URL --out chain.json [--chain first|second]');
  process.exit(64);
}
const chain = await deploy(values.rpc, values.chain);
writeFileSync(values.out, `${JSON.stringify(chain, null, 2)}\n`);
console.log(`contracts deployed, EntityManager ${chain.entityManager}, start block ${chain.startBlock}`);
