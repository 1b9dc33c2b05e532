// SPDX-License-Identifier: ISC
// The catalogue of lies.  Each is told by a chain node while the last blocks
// of a story are indexed.  It is noticed (exit status, message, no block is
// taken), or it does no harm (the tables are those of an honest run).  When it
// ends, the next run makes the tables of an honest run.
import assert from 'node:assert/strict';
import test from 'node:test';

import { sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import { firstDifference, index, openStage, run, settings } from './index_lib.mjs';
import { startLiar } from './index_node.mjs';
import { blocks } from './lies/blocks.mjs';
import { form } from './lies/form.mjs';
import { limits } from './lies/limits.mjs';
import { logs } from './lies/logs.mjs';
import { proofs } from './lies/proofs.mjs';
import { wire } from './lies/wire.mjs';

const { place, anvil, gateway, chain } = await openStage();
const world = await World.open({ chain, ipfs: place.ipfs });
await tell(world, sizeOf('small'));
const head = world.network.head.number;

const base = place.database();
await index(settings({ chain, database: base, gateway }), '--until', String(head - 16));
const good = await place.copyOf(base);
await index(settings({ chain, database: good, gateway }));
const truth = good.dump();

async function isTrue(database) {
  const got = await database.dumped();
  assert.ok(got === truth, firstDifference(truth, got));
}

/**
 * { lie, tell(liar, head), ends: [status, message] or undefined, env, args,
 * proof(liar, log), partly: the blocks before the lie are taken }
 */
async function lie({ tell, ends, partly = false, env = {}, args = [], proof = () => {} }) {
  const liar = await startLiar(anvil.url);
  const database = await place.copyOf(base);
  // Our own gateway has all the time it wants: nothing here is about documents.
  const own = settings({
    chain, database, gateway, rpc: liar.url, runDir: `run-${database.name}`, audius_ipfs_fetch_timeout_ms: '60000',
    audius_ipfs_fetch_pass_ms: '60000', audius_ipfs_fetch_deadline_sec: '120',
  });
  try {
    tell(liar, head);
    const { code, log } = await run({ ...own, ...env }, ...args);
    if (ends === undefined) {
      assert.equal(code, 0, log);
      await isTrue(database);
    } else {
      assert.equal(code, ends[0], log);
      assert.match(log, ends[1]);
      assert.equal(log.split('\n').filter((line) => line.includes('lvl=err')).length, ends[0] === 0 ? 0 : 1, log);
      // A run that took nothing and ends well is silent about it.
      assert.ok(partly || (code === 0 ? !log.includes('blocks=') : /\bblocks=0\b/.test(log)), log);
    }
    proof(liar, log);
    liar.honest();
    const after = await run(own);
    assert.equal(after.code, 0, after.log);
    if (ends !== undefined)
      await isTrue(database);
  } finally {
    liar.close();
  }
}

for (const [what, cases] of Object.entries({ wire, form, blocks, logs, proofs, limits }))
  test(what, { concurrency: 4 }, (t) => Promise.all(cases.map((one) => t.test(one.lie, () => lie(one)))));
