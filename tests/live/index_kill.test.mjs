// SPDX-License-Identifier: ISC
// The indexer may die on any line: what the next run makes of it is what an
// undisturbed run makes.  SEED=n repeats the moments of a run.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import { Random } from '../chain/lib/random.mjs';
import { ERAS, sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import {
  Place, differences, entityManager, firstDifference, index, settings, start, startGateway,
} from './index_lib.mjs';

// How often, on a story told in this way, of this size.
const KILLS = { both: [50, 75], legacy: [10, 'small'], 'entity-manager': [10, 'small'] };
const seed = process.env.SEED ?? String(Date.now());
const random = new Random(seed);

const place = new Place();
const gateway = await startGateway(place.ipfs);
test.after(() => {
  gateway.close();
  place.close();
});

async function withStory(era, size, act) {
  const anvil = await startAnvil();
  try {
    const chain = await deploy(anvil.url, ERAS[era]);
    const world = await World.open({ chain, ipfs: place.ipfs });
    await tell(world, sizeOf(size), { era });
    await act({ chain, books: world.books.summary() });
  } finally {
    await anvil.stop();
  }
}

/** One run, killed after ms unless it is faster.  How it ended. */
async function killedAfter(env, ms) {
  const { child, ended } = start(env, '--catch-up');
  await Promise.race([ended, sleep(ms)]);
  const running = child.exitCode === null && child.signalCode === null;
  child.kill('SIGKILL');
  const { code, signal, log } = await ended;
  return { landed: running && signal === 'SIGKILL', code, log };
}

/** Runs that are killed until one has nothing left to do, or kills are enough. */
async function killUntilDone(env, most, within) {
  let kills = 0;
  for (let done = false; !done && kills < most;) {
    const { landed, code, log } = await killedAfter(env, 1 + random.below(Math.ceil(within / 4)));
    kills += landed ? 1 : 0;
    // 75: the killed run's session is not gone yet.  0: nothing left to do.
    assert.ok(landed || [0, 75].includes(code), log);
    done = code === 0;
  }
  return kills;
}

for (const [era, [most, size]] of Object.entries(KILLS))
  test(`killed ${most} times in a story of ${era} (seed ${seed}), the database is the same in the end`, (t) =>
    withStory(era, size, async ({ chain, books }) => {
      const env = (database, more) => settings({ chain, database, gateway, ...entityManager(chain), ...more });
      const quiet = place.database();
      const began = Date.now();
      await index(env(quiet));
      const took = Date.now() - began;
      assert.deepEqual(differences(quiet, books), []);
      const dump = quiet.dump();
      let kills = 0;
      for (let round = 1; kills < most; round++) {
        const database = place.database();
        const window = random.pick([3, 20, 50]);
        const killed = env(database, { audius_discprov_block_processing_window: window });
        kills += await killUntilDone(killed, most - kills, took);
        await database.settled();
        await index(killed);
        const other = database.dump();
        assert.ok(other === dump, `round ${round}: ${firstDifference(dump, other)}`);
        t.diagnostic(`round ${round}, windows of ${window}: ${kills} kills so far`);
      }
    }));
