// SPDX-License-Identifier: ISC
// The story, told to a core chain, makes the same rows as the same acts told to
// EntityManager on an EVM chain; whose rows are those of the books.
import assert from 'node:assert/strict';
import test from 'node:test';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { NEWS } from '../chain/lib/books.mjs';
import { startReplay } from '../chain/lib/core_replay.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import { ERAS, sizeOf, tell } from '../chain/lib/story.mjs';
import { Twin } from '../chain/lib/twin.mjs';
import { coreSettings } from './core_lib.mjs';
import { Place, differences, entityManager, firstDifference, index, run, settings, startGateway } from './index_lib.mjs';

const place = new Place();
const anvil = await startAnvil();
const gateway = await startGateway(place.ipfs);
test.after(async () => {
  gateway.close();
  await anvil.stop();
  place.close();
});
const chain = await deploy(anvil.url, ERAS['entity-manager']);
const world = await Twin.open({ chain, ipfs: place.ipfs });
await tell(world, sizeOf('small'), { era: 'entity-manager' });
const node = await startReplay(world.core);
test.after(() => node.close());

const evm = place.database();
await index(settings({ chain, database: evm, gateway, ...entityManager(chain) }));

const coreOf = (database, more = {}) => coreSettings({
  database, node, audius_contracts_verified_address: chain.verifier, ...more,
});

/** What is known of blocks, and not of what was done in them. */
const OF_BLOCKS = new Set(['blocks', 'core_chains', 'core_acts', 'core_plays', 'keyvalue', 'undo_journal', 'height_history', 'job_runs', 'balance_refresh',
  'schema_step', 'digest_sum', 'digest_bucket', 'digest_block']);

/** News of the state that a block leaves, which is another one where a block had to be cut. */
const isOfCut = ({ type, timestamp }) => NEWS.has(type) && Date.parse(`${timestamp}Z`) <= world.cutUntil * 1000;

/** Rows of all tables as texts, sorted, with hashes and numbers of the EVM chain. */
function tables(database) {
  const names = database.rows(`SELECT relname FROM pg_class WHERE relnamespace = 'disc'::regnamespace AND relkind = 'r'`)
    .map(({ relname }) => relname).filter((name) => !OF_BLOCKS.has(name)).sort();
  const number = (n) => world.numbers.get(n) ?? n;
  return new Map(names.map((name) => [name, database.table(name).filter((row) => name !== 'notification' || !isOfCut(row)).map((row) => {
    const told = (column, value) => (column === 'group_id' ? value?.replace(/(blocknumber:)(\d+)/, (all, word, n) => word + number(Number(n)))
      : /block(number)?$/.test(column) ? number(value) : value);
    // Within a block they are numbered by their hashes.
    const known = Object.entries(row).filter(([column]) => name !== 'skipped_transactions' || column !== 'id').map(([column, value]) => [column, database === core ? told(column, value) : value]);
    return JSON.stringify(Object.fromEntries(known)).replace(/(?<![0-9a-fx])[0-9a-f]{64}(?![0-9a-f])/gi, (hash) => world.hashes.get(hash) ?? hash);
  }).sort().join('\n')]));
}

const core = place.database();
test('the story on the EVM chain is that of the books', () => {
  assert.deepEqual(differences(evm, world.books.summary()), []);
});

test('every row of the core chain is as on the EVM chain', async () => {
  await index(coreOf(core));
  assert.equal(core.rows('SELECT height FROM disc.blocks WHERE is_current')[0].height, world.core.head);
  const [want, got] = [tables(evm), tables(core)];
  assert.deepEqual([...got.keys()], [...want.keys()]);
  for (const [name, lines] of want)
    assert.ok(got.get(name) === lines, `${name}: ${firstDifference(lines, got.get(name))}`);
  assert.ok(core.rows('SELECT count(*)::int AS n FROM disc.core_acts')[0].n > 100);
  assert.ok(core.table('notification').filter((row) => NEWS.has(row.type) && !isOfCut(row)).length > 0);
});

test('so does each way of reading it: block by block, from two nodes, from one that serves in another order', async () => {
  const other = await startReplay(world.core);
  const want = core.dump();
  const ways = [
    { audius_discprov_block_processing_window: 1 },
    { urls: `${node.url},${other.url}` },
    { mixed: true },
  ];
  for (const { mixed, ...more } of ways) {
    const database = place.database();
    const shuffle = (body) => Object.values(body.blocks ?? {}).forEach((block) => block.transactions.reverse());
    node.spoil = mixed ? (method, body) => shuffle(body) : null;
    await index(coreOf(database, more));
    const got = database.dump();
    assert.ok(got === want, firstDifference(want, got));
  }
  node.honest();
  other.close();
});

test('a run at the head changes nothing', async () => {
  const before = core.dump();
  const { code, log } = await run(coreOf(core));
  assert.equal(code, 0, log);
  assert.ok(core.dump() === before);
});
