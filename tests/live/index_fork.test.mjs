// SPDX-License-Identifier: ISC
// A chain that changes its mind: the database is that of an indexer that has
// seen only the branch that stayed.
import assert from 'node:assert/strict';
import test from 'node:test';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import { everyEventKind } from '../chain/lib/everything.mjs';
import { sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import { Place, differences, firstDifference, index, run, settings, startGateway } from './index_lib.mjs';

const place = new Place();
const anvil = await startAnvil();
const gateway = await startGateway(place.ipfs);
test.after(async () => {
  gateway.close();
  await anvil.stop();
  place.close();
});

const chain = await deploy(anvil.url);
const world = await World.open({ chain, ipfs: place.ipfs });
await tell(world, sizeOf('small'));

const database = place.database();
const env = settings({ chain, database, gateway, audius_discprov_block_processing_window: 20 });
await index(env);

/** Blocks with every kind of event, on rows old and new, and empty ones. */
async function branch(length, label) {
  for (let i = 0; i < length; i++) {
    if (i % 3 !== 2)
      everyEventKind(world, `${label}_${i}`);
    await world.mine();
  }
}

/** What an indexer makes of the chain as it is now. */
async function fresh() {
  const other = place.database();
  await index(settings({ chain, database: other, gateway }));
  assert.deepEqual(differences(other, world.books.summary()), []);
  return other;
}

/** Documents of an abandoned branch are no harm, but none are left either. */
function assertSame(other) {
  const [want, got] = [other.dump(), database.dump()];
  assert.ok(want === got, firstDifference(want, got));
}

const withoutHead = (text) => text.replace(/^latest_block.*$/gm, '');
const current = () => Number(database.value('most_recently_indexed_block_from_db'));

for (const [depth, length] of [[1, 2], [2, 2], [7, 9], [50, 51], [7, 3], [9, 1]])
  test(`${depth} blocks abandoned for ${length} others`, async () => {
    const point = await world.snapshot();
    const from = world.network.head.number;
    await branch(depth, `old${depth}_${length}`);
    await index(env);
    assert.equal(current(), from + depth);
    assert.deepEqual(differences(database, world.books.summary()), []);
    await world.revert(point);
    await branch(length, `new${depth}_${length}`);
    const { log } = await index(env);
    assert.match(log, new RegExp(`depth=${depth} .*reorganisation undone`));
    assert.equal(current(), from + length);
    assertSame(await fresh());
  });

test('a chain that is merely shorter undoes nothing until it grows on another branch', async () => {
  const point = await world.snapshot();
  const from = world.network.head.number;
  await branch(3, 'oldshort');
  await index(env);
  const before = withoutHead(database.dump());
  await world.revert(point);
  const { code, log } = await run(env);
  assert.equal(code, 0, log);
  assert.match(log, /chain node is behind/);
  assert.doesNotMatch(log, /lvl=err|reorganisation/);
  assert.ok(withoutHead(database.dump()) === before);
  assert.equal(database.value('latest_block_from_chain'), String(from + 3), 'its head is not told to others');
  await branch(1, 'newshort');
  assert.match((await index(env)).log, /depth=3 .*reorganisation undone/);
  assertSame(await fresh());
});

test('a fork is undone by the timer\'s runs as well, in one run', async () => {
  const point = await world.snapshot();
  const from = world.network.head.number;
  await branch(4, 'oldtimer');
  await index(env);
  await world.revert(point);
  await branch(5, 'newtimer');
  const { code, log } = await run(env);
  assert.equal(code, 0, log);
  assert.equal(current(), from + 5);
  assertSame(await fresh());
});

test('--dry-run finds a fork and undoes nothing', async () => {
  const point = await world.snapshot();
  await branch(2, 'olddry');
  await index(env);
  const before = database.dump();
  await world.revert(point);
  await branch(3, 'newdry');
  const { code, log } = await run(env, '--dry-run');
  assert.equal(code, 0, log);
  assert.match(log, /depth=2 .*reorganisation found/);
  assert.ok(database.dump() === before);
  await index(env);
  assertSame(await fresh());
});

test('a fork deeper than the journal is refused with advice, and nothing changes', async () => {
  const shallow = place.database();
  const few = settings({ chain, database: shallow, gateway, audius_discprov_undo_depth: 3 });
  const point = await world.snapshot();
  await branch(5, 'olddeep');
  await index(few);
  const before = shallow.dump();
  await world.revert(point);
  await branch(6, 'newdeep');
  const { code, log } = await run(few, '--catch-up');
  assert.equal(code, 78, log);
  assert.match(log, /reorganisation: block \d+ .* cannot be undone: .*undo_depth/);
  assert.ok(withoutHead(shallow.dump()) === withoutHead(before));
  await index(env);
  assertSame(await fresh());
});
