// SPDX-License-Identifier: ISC
// The indexer may die on any line: what the next run makes of it is what an
// undisturbed run makes.  SEED=n repeats the moments of a run.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import { Random } from '../chain/lib/random.mjs';
import { sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import { Place, differences, firstDifference, index, settings, start, startGateway } from './index_lib.mjs';

const KILLS = 50;
const seed = process.env.SEED ?? String(Date.now());
const random = new Random(seed);

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
await tell(world, sizeOf('large'));
const books = world.books.summary();

const quiet = place.database();
const began = Date.now();
await index(settings({ chain, database: quiet, gateway }));
const took = Date.now() - began;
const dump = quiet.dump();

/** One run, killed after ms unless it is faster.  How it ended. */
async function killedAfter(env, ms) {
  const { child, ended } = start(env, '--catch-up');
  await Promise.race([ended, sleep(ms)]);
  const running = child.exitCode === null && child.signalCode === null;
  child.kill('SIGKILL');
  const { code, signal, log } = await ended;
  return { landed: running && signal === 'SIGKILL', code, log };
}

test('the undisturbed run equals the books', () => {
  assert.deepEqual(differences(quiet, books), []);
});

test(`killed ${KILLS} times (seed ${seed}), the database is the same in the end`, async (t) => {
  let kills = 0;
  for (let round = 1; kills < KILLS; round++) {
    const database = place.database();
    const window = random.pick([3, 20, 50]);
    const env = settings({ chain, database, gateway, audius_discprov_block_processing_window: window });
    for (let done = false; !done && kills < KILLS;) {
      const { landed, code, log } = await killedAfter(env, 1 + random.below(Math.ceil(took / 4)));
      kills += landed ? 1 : 0;
      // 75: the killed run's session is not gone yet.  0: nothing left to do.
      assert.ok(landed || [0, 75].includes(code), log);
      done = code === 0;
    }
    await sleep(100);
    await index(env);
    const other = database.dump();
    assert.ok(other === dump, `round ${round}: ${firstDifference(dump, other)}`);
    t.diagnostic(`round ${round}, windows of ${window}: ${kills} kills so far`);
  }
});
