// SPDX-License-Identifier: ISC
// Sends the story and writes its books:
//   node story.mjs --chain chain.json --size small|large|N --ipfs DIR --books books.json [--seed S]
//     [--era legacy|entity-manager|both]
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { ERAS, sizeOf, tell } from './lib/story.mjs';
import { World } from './lib/world.mjs';

const text = { type: 'string' };
const { values } = parseArgs({
  options: {
    chain: text, ipfs: text, books: text, size: { ...text, default: 'small' }, seed: { ...text, default: 'discprov' },
    era: text,
  },
});
function usage() {
  console.error('usage: story.mjs --chain chain.json --size small|large|N --ipfs DIR --books books.json [--seed S]');
  console.error(`       [--era ${Object.keys(ERAS).join('|')}]`);
  process.exit(64);
}

if (!values.chain || !values.ipfs || !values.books)
  usage();
const chain = JSON.parse(readFileSync(values.chain, 'utf8'));
const era = values.era ?? (chain.kind === 'first' ? 'both' : 'entity-manager');
if (ERAS[era] !== chain.kind)
  usage();
const world = await World.open({ chain, ipfs: values.ipfs, seed: values.seed });
await tell(world, sizeOf(values.size), {
  era, progress: (what, told, all) => console.log(`block ${world.network.head.number}, ${told} of ${all} ${what} told`),
});
const summary = { seed: values.seed, size: values.size, era, ...world.books.summary() };
writeFileSync(values.books, `${JSON.stringify(summary, null, 1)}\n`);
console.log(`story told up to block ${summary.head.number}: ${JSON.stringify(summary.totals)}`);
