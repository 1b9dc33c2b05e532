// SPDX-License-Identifier: ISC
// A chain that changes its mind: the database is that of an indexer that has
// seen only the branch that stayed.
import assert from 'node:assert/strict';
import test from 'node:test';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import { everyEventKind } from '../chain/lib/everything.mjs';
import { ERAS, sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import {
  Place, differences, entityManager, firstDifference, index, run, settings, startGateway,
} from './index_lib.mjs';

const place = new Place();
const gateway = await startGateway(place.ipfs);
const anvils = [];
test.after(async () => {
  gateway.close();
  for (const anvil of anvils)
    await anvil.stop();
  place.close();
});

// Every kind of event, one of the two ways, or nothing at all.
const KINDS = ['all', 'legacy', 'none', 'entity-manager', ...Array(8).fill('none')];

/** A chain on which a story is told in one way, and the database that follows it. */
class Stage {
  static async open(era) {
    const stage = new Stage();
    const anvil = await startAnvil();
    anvils.push(anvil);
    stage.era = era;
    stage.chain = await deploy(anvil.url, ERAS[era]);
    stage.world = await World.open({ chain: stage.chain, ipfs: place.ipfs });
    await tell(stage.world, sizeOf(5), { era });
    stage.database = place.database();
    stage.env = stage.settings(stage.database, { audius_discprov_block_processing_window: 20 });
    await index(stage.env);
    return stage;
  }

  settings(database, more) {
    const { chain, era } = this;
    return settings({ chain, database, gateway, runDir: `run-${era}`, ...entityManager(chain), ...more });
  }

  /** Blocks with every kind of event, on rows old and new, and empty ones. */
  async branch(length, label) {
    for (let i = 0; i < length; i++) {
      const kind = KINDS[i % KINDS.length];
      if (kind === 'all' || (this.era === 'both' && kind !== 'none'))
        everyEventKind(this.world, `${label}_${i}`, kind === 'all' ? this.era : kind);
      await this.world.mine();
    }
  }

  /** What an indexer makes of the chain as it is now. */
  async fresh() {
    const other = place.database();
    await index(this.settings(other));
    assert.deepEqual(differences(other, this.world.books.summary()), []);
    return other;
  }

  /** Documents of an abandoned branch are no harm, but none are left either. */
  assertSame(other) {
    const [want, got] = [other.dump(), this.database.dump()];
    assert.ok(want === got, firstDifference(want, got));
  }

  current() {
    return Number(this.database.value('most_recently_indexed_block_from_db'));
  }

  async fork(depth, length) {
    const { world, database, env } = this;
    const point = await world.snapshot();
    const from = world.network.head.number;
    await this.branch(depth, `old${depth}_${length}`);
    await index(env);
    assert.equal(this.current(), from + depth);
    assert.deepEqual(differences(database, world.books.summary()), []);
    await world.revert(point);
    await this.branch(length, `new${depth}_${length}`);
    const { log } = await index(env);
    assert.match(log, new RegExp(`depth=${depth} .*reorganisation undone`));
    assert.equal(this.current(), from + length);
    this.assertSame(await this.fresh());
  }
}

const stage = await Stage.open('both');
const { world, database, env } = stage;

for (const era of ['legacy', 'entity-manager'])
  test(`branches of a chain of ${era} are left for others`, async () => {
    const alone = await Stage.open(era);
    for (const [depth, length] of [[1, 2], [2, 2], [7, 8], [50, 51]])
      await alone.fork(depth, length);
  });

for (const [depth, length] of [[1, 2], [2, 2], [7, 9], [50, 51], [7, 3], [9, 1]])
  test(`${depth} blocks abandoned for ${length} others`, () => stage.fork(depth, length));

const withoutHead = (text) => text.replace(/^latest_block.*$/gm, '');

test('a chain that is merely shorter undoes nothing until it grows on another branch', async () => {
  const point = await world.snapshot();
  const from = world.network.head.number;
  await stage.branch(3, 'oldshort');
  await index(env);
  const before = withoutHead(database.dump());
  await world.revert(point);
  const { code, log } = await run(env);
  assert.equal(code, 0, log);
  assert.match(log, /chain node is behind/);
  assert.doesNotMatch(log, /lvl=err|reorganisation/);
  assert.ok(withoutHead(database.dump()) === before);
  assert.equal(database.value('latest_block_from_chain'), String(from + 3), 'its head is not told to others');
  await stage.branch(1, 'newshort');
  assert.match((await index(env)).log, /depth=3 .*reorganisation undone/);
  stage.assertSame(await stage.fresh());
});

test('a fork is undone by the timer\'s runs as well, in one run', async () => {
  const point = await world.snapshot();
  const from = world.network.head.number;
  await stage.branch(4, 'oldtimer');
  await index(env);
  await world.revert(point);
  await stage.branch(5, 'newtimer');
  const { code, log } = await run(env);
  assert.equal(code, 0, log);
  assert.equal(stage.current(), from + 5);
  stage.assertSame(await stage.fresh());
});

test('--dry-run finds a fork and undoes nothing', async () => {
  const point = await world.snapshot();
  await stage.branch(2, 'olddry');
  await index(env);
  const before = database.dump();
  await world.revert(point);
  await stage.branch(3, 'newdry');
  const { code, log } = await run(env, '--dry-run');
  assert.equal(code, 0, log);
  assert.match(log, /depth=2 .*reorganisation found/);
  assert.ok(database.dump() === before);
  await index(env);
  stage.assertSame(await stage.fresh());
});

test('a fork deeper than the journal is refused with advice, and nothing changes', async () => {
  const shallow = place.database();
  const few = stage.settings(shallow, { audius_discprov_undo_depth: 3 });
  const point = await world.snapshot();
  await stage.branch(5, 'olddeep');
  await index(few);
  const before = shallow.dump();
  await world.revert(point);
  await stage.branch(6, 'newdeep');
  const { code, log } = await run(few, '--catch-up');
  assert.equal(code, 78, log);
  assert.match(log, /reorganisation: block \d+ .* cannot be undone: .*undo_depth/);
  assert.ok(withoutHead(shallow.dump()) === withoutHead(before));
  await index(env);
  stage.assertSame(await stage.fresh());
});
