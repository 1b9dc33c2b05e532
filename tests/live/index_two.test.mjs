// SPDX-License-Identifier: ISC
// Only one indexer works, wherever the other one was started.
import assert from 'node:assert/strict';
import test from 'node:test';

import { sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import { differences, firstDifference, index, openStage, settings, start } from './index_lib.mjs';

const { place, gateway, chain } = await openStage();
const world = await World.open({ chain, ipfs: place.ipfs });
await tell(world, sizeOf('small'));
const books = world.books.summary();

for (const [name, runDirs, message] of [
  ['on two hosts (two folders)', ['host1', 'host2'], /database lock .*another session holds it/],
  ['on one host (one folder)', ['host1', 'host1'], /lock .*another process holds it/],
])
  test(`of two indexers started at once ${name}, one works and one exits 75`, async () => {
    const database = place.database();
    const alone = place.database();
    // The schema first: two migrations at once wait for each other.
    await index(settings({ chain, database, gateway }), '--until', '0');
    await database.settled();
    const ends = await Promise.all(runDirs.map((runDir) =>
      start(settings({ chain, database, gateway, runDir }), '--catch-up').ended));
    assert.deepEqual(ends.map(({ code }) => code).sort(), [0, 75]);
    assert.match(ends.find(({ code }) => code === 75).log, message);
    assert.deepEqual(differences(database, books), []);
    await index(settings({ chain, database: alone, gateway }));
    assert.ok(database.dump() === alone.dump(), firstDifference(alone.dump(), database.dump()));
  });
