// SPDX-License-Identifier: ISC
// Sends the story and writes its books:
//   node story.mjs --chain chain.json --size small|large|N --ipfs DIR --books books.json [--seed S]
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { sizeOf, tell } from './lib/story.mjs';
import { World } from './lib/world.mjs';

const text = { type: 'string' };
const { values } = parseArgs({
  options: {
    chain: text, ipfs: text, books: text, size: { ...text, default: 'small' }, seed: { ...text, default: 'discprov' },
  },
});
if (!values.chain || !values.ipfs || !values.books) {
  console.error('usage: story.mjs --chain chain.json --size small|large|N --ipfs DIR --books books.json [--seed S]');
  process.exit(64);
}

const chain = JSON.parse(readFileSync(values.chain, 'utf8'));
const world = await World.open({ chain, ipfs: values.ipfs, seed: values.seed });
await tell(world, sizeOf(values.size));
const summary = { seed: values.seed, size: values.size, ...world.books.summary() };
writeFileSync(values.books, `${JSON.stringify(summary, null, 1)}\n`);
console.log(`story told up to block ${summary.head.number}: ${JSON.stringify(summary.totals)}`);
