// SPDX-License-Identifier: ISC
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';

import { EventFragment } from 'ethers-6';

import { startAnvil } from './lib/anvil.mjs';
import { artifacts } from './lib/artifacts.mjs';
import { deploy } from './lib/deploy.mjs';
import { everyEventKind } from './lib/everything.mjs';
import { EVENTS } from './lib/model/events.mjs';
import { sizeOf, tell } from './lib/story.mjs';
import { World } from './lib/world.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'discprov-story-'));
test.after(() => rmSync(folder, { recursive: true }));

async function onOwnChain(act) {
  const anvil = await startAnvil();
  try {
    const chain = await deploy(anvil.url);
    return await act(await World.open({ chain, ipfs: folder }), chain);
  } finally {
    await anvil.stop();
  }
}

const smallStory = () => onOwnChain(async (world, chain) => {
  await tell(world, sizeOf('small'));
  const again = await World.open({ chain, ipfs: folder });
  return { told: world.books.summary(), read: again.books.summary() };
});

test('the same seed tells the same story, down to the block hashes', async () => {
  const [first, second] = [await smallStory(), await smallStory()];
  assert.deepEqual(first.told, second.told);
  assert.ok(first.told.head.number >= 60);
  assert.deepEqual(first.read, first.told, 'books read back from the chain');
});

const writtenBy = (contract) =>
  artifacts()[contract].abi.filter(({ type, name }) => type === 'event' && name !== 'OwnershipTransferred');

function topicsOf(receipts) {
  return new Set(receipts.flatMap(({ logs }) => logs.map(({ topics }) => topics[0])));
}

test('one block can hold every kind of event, before and after a story', async () => {
  await onOwnChain(async (world) => {
    everyEventKind(world, 'early');
    const early = topicsOf((await world.mine()).receipts);
    await tell(world, sizeOf('small'));
    everyEventKind(world, 'late');
    const late = topicsOf((await world.mine()).receipts);
    for (const entry of Object.keys(EVENTS).flatMap(writtenBy)) {
      const topic = EventFragment.from(entry).topicHash;
      assert.ok(early.has(topic) && late.has(topic), entry.name);
    }
  });
});

test('a world goes back to a snapshot and takes another way', async () => {
  await onOwnChain(async (world) => {
    everyEventKind(world, 'base');
    await world.mine();
    const start = await world.snapshot();
    const before = world.books.summary();
    everyEventKind(world, 'lost');
    const lost = await world.mine();
    await world.mineEmpty(2);
    await world.revert(start);
    assert.deepEqual(world.books.summary(), before);
    world.actor('other').signUp('other');
    const other = await world.mine();
    assert.equal(other.number, lost.number);
    assert.notEqual(other.hash, lost.hash);
    assert.equal(other.parentHash, lost.parentHash);
    assert.equal(world.books.state.users.size, before.totals.users + 1);
  });
});
