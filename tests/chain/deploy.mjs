// SPDX-License-Identifier: ISC
// Deploys the contracts: node deploy.mjs --rpc URL --out chain.json
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { deploy } from './lib/deploy.mjs';

const { values } = parseArgs({ options: { rpc: { type: 'string' }, out: { type: 'string' } } });
if (!values.rpc || !values.out) {
  console.error('usage: deploy.mjs --rpc URL --out chain.json');
  process.exit(64);
}
const chain = await deploy(values.rpc);
writeFileSync(values.out, `${JSON.stringify(chain, null, 2)}\n`);
console.log(`contracts deployed, registry ${chain.registry}, start block ${chain.startBlock}`);
