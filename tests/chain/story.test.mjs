// SPDX-License-Identifier: ISC
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';

import { EventFragment } from 'ethers-6';

import '../lib/guard.mjs';
import { startAnvil } from './lib/anvil.mjs';
import { artifacts } from './lib/artifacts.mjs';
import { deploy } from './lib/deploy.mjs';
import { BEYOND } from './lib/em_everything.mjs';
import { everyEventKind } from './lib/everything.mjs';
import { ACTS } from './lib/model/em.mjs';
import { EVENTS } from './lib/model/events.mjs';
import { ERAS, sizeOf, tell } from './lib/story.mjs';
import { World } from './lib/world.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'discprov-story-'));
test.after(() => rmSync(folder, { recursive: true }));

async function onOwnChain(kind, act) {
  const anvil = await startAnvil();
  try {
    const chain = await deploy(anvil.url, kind);
    return await act(await World.open({ chain, ipfs: folder }), chain);
  } finally {
    await anvil.stop();
  }
}

const smallStory = (era) => onOwnChain(ERAS[era], async (world, chain) => {
  await tell(world, sizeOf('small'), { era });
  const again = await World.open({ chain, ipfs: folder });
  return { told: world.books.summary(), read: again.books.summary(), state: again.books.state };
});

test('the same seed tells the same story, down to the block hashes', async () => {
  const [first, second] = [await smallStory('legacy'), await smallStory('legacy')];
  assert.deepEqual(first.told, second.told);
  assert.ok(first.told.head.number >= 60);
  assert.deepEqual(first.read, first.told, 'books read back from the chain');
});

/** What no story breaks: T10 cannot be broken, F4 held for a while, P10 holds for documents alone. */
const RULES = [
  ...['U1', 'U2', 'U3', 'U4', 'U5', 'U6', 'U7', 'U8', 'U9', 'U10', 'U11', 'U12', 'U13', 'U14', 'U16', 'U16a'],
  ...['AW2', 'AW4', 'CO1', 'TC1', 'TC2', 'TC3'],
  ...['T1', 'T2', 'T3', 'T4', 'T5', 'T6', 'T7', 'T8', 'T9', 'T12', 'T13', 'T14', 'T17', 'T18'],
  ...['P', 'P1', 'P2', 'P3', 'P4', 'P5', 'P6', 'P7', 'P9', 'P11', 'P12', 'P13'],
  ...['F1', 'F2', 'F7', 'N2', 'N3', 'A', 'A2', 'A3', 'A4', 'A5', 'A6', 'A7', 'A8', 'A9', 'A10'],
  ...['G1', 'G2', 'G3', 'G4', 'G5', 'G6', 'G7', 'G8', 'G9', 'W', 'TP', 'R', 'K1', 'K2', 'X1', 'X2', 'X3'],
  ...['V1', 'V2', 'V3', 'V4', 'V5', 'V6', 'V7', 'V9'],
  ...['C1', 'C2', 'C3', 'C4', 'C5', 'C6', 'C7', 'C8', 'C9', 'C10', 'C11', 'C13', 'C14', 'C16', 'C17', 'C19', 'D7'],
  ...['S1', 'S3', 'S4', 'M1', 'M2', 'M3', 'M4', 'ignore', 'skip'],
];

/** What is told when, and a story tells all of it. */
const NOTICES = [
  'announcement', 'comment', 'comment_mention', 'comment_thread', 'comment_reaction', 'remix_contest_update',
  'fan_remix_contest_started', 'fan_remix_contest_submission', 'fan_remix_contest_winners_selected',
  'track_collaborator_invite', 'track_collaborator_accept',
];

for (const era of ['entity-manager', 'both'])
  test(`the story of ${era} breaks every rule, and does everything that is allowed`, async () => {
    const { told, read, state } = await smallStory(era);
    assert.deepEqual(read, told, 'books read back from the chain');
    assert.deepEqual(RULES.filter((rule) => !state.rules.has(rule)), []);
    assert.deepEqual(ACTS.filter((act) => !state.acts.has(act)), ACTS.filter((act) => BEYOND.has(act)));
    const notices = new Set([...state.notifications.values()].map(({ type }) => type));
    assert.deepEqual(NOTICES.filter((type) => !notices.has(type)), []);
  });

const writtenBy = (contract) =>
  artifacts()[contract].abi.filter(({ type, name }) => type === 'event' && name !== 'OwnershipTransferred');

function topicsOf(receipts) {
  return new Set(receipts.flatMap(({ logs }) => logs.map(({ topics }) => topics[0])));
}

test('one block can hold every kind of event, before and after a story', async () => {
  await onOwnChain('first', async (world) => {
    everyEventKind(world, 'early', 'both');
    const early = topicsOf((await world.mine()).receipts);
    assert.deepEqual(ACTS.filter((act) => !BEYOND.has(act) && !world.books.state.acts.has(act)), []);
    await tell(world, sizeOf(5));
    everyEventKind(world, 'late', 'both');
    const late = topicsOf((await world.mine()).receipts);
    for (const entry of Object.keys(EVENTS).flatMap(writtenBy)) {
      const topic = EventFragment.from(entry).topicHash;
      assert.ok(early.has(topic) && late.has(topic), entry.name);
    }
  });
});

test('a world goes back to a snapshot and takes another way', async () => {
  await onOwnChain('first', async (world) => {
    everyEventKind(world, 'base', 'both');
    await world.mine();
    const start = await world.snapshot();
    const before = world.books.summary();
    everyEventKind(world, 'lost', 'both');
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
