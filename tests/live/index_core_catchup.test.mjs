// SPDX-License-Identifier: ISC
// A catch-up against a chain that goes on meanwhile: it says how far it is of
// how much, and ends when it has met the head, not where that was when it began.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';

import { coreSettings, openCore } from './core_lib.mjs';
import { PROGRAM, run } from './index_lib.mjs';

const { place, chain, node } = await openCore();
const BEGAN = 900, ENDED = 1400;
chain.addEmpty(BEGAN);

/** Each answer with blocks takes a while and so many new ones come meanwhile, up to the last one. */
function moving(blocks, wait = 0) {
  node.honest();
  node.before = (method, { height }) => {
    if (method !== 'GetBlocks' || !(height?.length > 0))
      return undefined;
    chain.addEmpty(Math.min(blocks, ENDED - chain.head));
    const body = { currentHeight: String(chain.head), blocks: Object.fromEntries(height.filter((h) => chain.blocks.has(Number(h)))
      .map((h) => [h, chain.blocks.get(Number(h))])) };
    return (_, res) => setTimeout(() => res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body)), wait);
  };
}

/** The chain is as it was when the first test began. */
function restart() {
  for (let height = BEGAN + 1; height <= chain.head; height++)
    chain.blocks.delete(height);
  chain.head = BEGAN;
}

const reached = (database) => database.rows('SELECT height FROM disc.blocks WHERE is_current')[0].height;

test('it ends at the head that there is then', async () => {
  const database = place.database();
  moving(50);
  const { code, log } = await run(coreSettings({ database, node }), '--catch-up');
  assert.equal(code, 0, log);
  assert.equal(chain.head, ENDED);
  assert.equal(reached(database), ENDED);
});

test('a run that is no catch-up does one window, however far the head is', async () => {
  restart();
  const database = place.database();
  moving(50);
  await run(coreSettings({ database, node }));
  assert.equal(reached(database), 50);
});

/** What a terminal of so many columns would show, each time that the line is drawn. */
async function onTerminal(database, columns) {
  const file = path.join(place.folder, 'typescript');
  await promisify(execFile)('script', ['-qec', `stty cols ${columns}; exec ${PROGRAM} --catch-up`, file], {
    env: { ...coreSettings({ database, node }), SHELL: '/bin/sh' } });
  return readFileSync(file, 'utf8');
}

test('on a terminal one line is written over: done of all, how fast, how long, how far behind', async () => {
  restart();
  const database = place.database();
  moving(50, 250);
  const shown = await onTerminal(database, 120);
  assert.equal(reached(database), ENDED);
  const lines = shown.split('\r').filter((line) => line.startsWith('[')).map((line) => line.replace(/\u001b\[K.*/s, ''));
  assert.ok(lines.length > 1, shown);
  const parsed = lines.map((line) => {
    const m = line.match(/^\[[#.]{10}\] (\d+\.\d)% {2}(\d+)\/(\d+) blocks {2}[\d.]+\/s {2}ETA (\d\d:\d\d:\d\d|\?) {2}lag (\d+) \(.*\)$/);
    assert.ok(m, line);
    return { part: Number(m[1]), done: Number(m[2]), all: Number(m[3]), lag: Number(m[5]) };
  });
  for (const { part, done, all, lag } of parsed) {
    assert.equal(lag, all - done);
    assert.ok(part <= 100 && done <= all, JSON.stringify(parsed));
  }
  assert.ok(parsed.at(-1).all > parsed[0].all, 'all is what there is now');
  assert.ok(lines.every((line) => line.length < 120));
  assert.match(shown, /\r\u001b\[K[^[]*lvl=info prog=index /, 'the last line is not left behind');
});

test('a narrow terminal has no line of two rows', async () => {
  restart();
  moving(50, 250);
  const shown = await onTerminal(place.database(), 40);
  const lines = shown.split('\r').filter((line) => line.startsWith('[')).map((line) => line.replace(/\u001b\[K.*/s, ''));
  assert.ok(lines.length > 0 && lines.every((line) => line.length < 40), shown);
});

test('into a file it is a log line now and then, with the head that there is', async () => {
  restart();
  const database = place.database();
  moving(50, 1500);
  const { code, log } = await run(coreSettings({ database, node }), '--catch-up');
  assert.equal(code, 0, log);
  assert.equal(reached(database), ENDED);
  const lines = [...log.matchAll(/^lvl=info prog=index run=\w+ part=[\d.]+ done=\d+ all=\d+ unit=blocks rate=[\d.]+ eta_s=(?:\d+|\?) block=(\d+) head=(\d+) lag=(\d+) lag_s=\d+ events_s=\d+ msg="catching up"$/gm)];
  assert.ok(lines.length > 0, log);
  for (const [, block, head, lag] of lines)
    assert.equal(Number(lag), Number(head) - Number(block));
  assert.doesNotMatch(log, /[\r\u001b]/);
});
