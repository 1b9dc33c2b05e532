// SPDX-License-Identifier: ISC
// Several chain nodes: when one is down, refuses or lies, the next one is
// asked, and the rows are those that honest nodes give.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import { firstDifference, index, openStage, run, settings } from './index_lib.mjs';
import { startLiar } from './index_node.mjs';

const { place, anvil, gateway, chain } = await openStage();
const [one, two] = [await startLiar(anvil.url), await startLiar(anvil.url)];
test.after(() => {
  one.close();
  two.close();
});

const world = await World.open({ chain, ipfs: place.ipfs });
await tell(world, sizeOf('small'));
const good = place.database();
await index(settings({ chain, database: good, gateway }));
const dump = good.dump();

const NOBODY = 'http://127.0.0.1:1';
const nodes = (...urls) => {
  const database = place.database();
  return settings({
    chain, database, gateway, runDir: database.name, audius_web3_host: urls.join(','), audius_web3_timeout_sec: '2',
  });
};

/** Both nodes begin anew: the first tells this lie, the second is honest. */
function lies(method, change) {
  one.honest();
  two.honest();
  one.spoil = (calls, answers) => calls.forEach((call, i) => {
    if (call.method === method)
      change(answers[i], call);
  });
}

async function comesOut(env, ...args) {
  const result = await index(env, ...args);
  const got = place.databaseOf(env).dump();
  assert.ok(got === dump, firstDifference(dump, got));
  return result;
}

test('a node that is down leaves the work to the next one', async () => {
  one.honest();
  const { log } = await comesOut(nodes(NOBODY, one.url));
  assert.match(log, /node=http:..127.0.0.1:1 next=http:.* rc=upstream/);
  assert.ok(one.calls.length > 10);
});

test('in which order two nodes are named makes no difference, to the digest either', async () => {
  for (const urls of [[one.url, two.url], [two.url, one.url]]) {
    one.honest();
    two.honest();
    await comesOut(nodes(...urls)); // a dump has the digests of blocks, and counts them again
  }
});

test('the next runs begin with the node that did the work, for some minutes', async () => {
  one.honest();
  const env = nodes(NOBODY, one.url);
  const record = path.join(env.audius_discprov_run_dir, 'discprov-index.node1');
  const turned = async (until) => (await index(env, '--until', String(until))).log.includes('next=');
  assert.equal(await turned(4), true);
  assert.equal(await turned(6), false);
  assert.deepEqual(readdirSync(env.audius_discprov_run_dir).sort(),
    ['discprov-index.lock', 'discprov-index.node1']);
  const old = Date.now() / 1000 - 301;
  utimesSync(record, old, old);
  assert.equal(await turned(8), true, 'an old record counts no more');
  assert.equal(await turned(10), false);
  for (const text of ['', 'http://elsewhere.example\n', `${'x'.repeat(5000)}\n`]) {
    writeFileSync(record, text);
    assert.equal(await turned(12), true, `it says ${text.length} bytes of nothing`);
  }
  rmSync(record, { force: true });
  symlinkSync('/dev/zero', record);
  assert.equal(await turned(14), true, 'no link is followed');
  await comesOut(env);
});

test('a first node that is back has its work back', async () => {
  one.honest();
  two.honest();
  const env = nodes(one.url, two.url);
  const record = path.join(env.audius_discprov_run_dir, 'discprov-index.node1');
  one.before = () => 'hang up';
  await index(env, '--until', '6');
  assert.equal(readFileSync(record, 'utf8'), `${two.url}\n`);
  one.honest();
  const old = Date.now() / 1000 - 301;
  utimesSync(record, old, old);
  await comesOut(env);
  assert.ok(one.calls.length > 10);
});

test('the second chain\'s variable takes several nodes, too', async () => {
  one.honest();
  await comesOut({ ...nodes('nowhere.invalid'), audius_web3_nethermind_rpc: `${NOBODY}, ${one.url}` });
});

for (const [what, method, change] of [
  ['hides the registry', 'eth_call', (answer) => { answer.result = '0x'; }],
  ['refuses headers', 'eth_getBlockByNumber', (answer) => {
    delete answer.result;
    answer.error = { code: -32000, message: 'not today' };
  }],
  ['shows a header of another number', 'eth_getBlockByNumber', ({ result }, { params: [number] }) => {
    if (number === '0xc')
      result.number = '0xd';
  }],
  ['breaks the links', 'eth_getBlockByNumber', ({ result }, { params: [number] }) => {
    if (number === '0xc')
      result.parentHash = `0x${'ab'.repeat(32)}`;
  }],
  ['invents a log', 'eth_getLogs', ({ result }) => { result[0].topics[0] = `0x${'ab'.repeat(32)}`; }],
  ['sends a log that does not decode', 'eth_getLogs', ({ result }) => { result[result.length >> 1].data = '0x12'; }],
  ['forgets blocks', 'eth_getBlockByHash', (answer) => { answer.result = null; }],
])
  test(`a node that ${what} leaves the work to the next one`, async () => {
    lies(method, change);
    const { log } = await comesOut(nodes(one.url, two.url));
    assert.match(log, /node=http.* next=http/);
    assert.ok(two.calls.length > 10);
    assert.doesNotMatch(log, /lvl=err/);
  });

test('a node that is behind undoes nothing, is no fault, and leaves the work to the next one', async () => {
  one.honest();
  two.honest();
  const env = nodes(one.url, two.url);
  await index(env, '--until', '20');
  const before = place.databaseOf(env).dump();
  one.isBehind(12);
  two.isBehind(20);
  const { code, log } = await run(env);
  assert.equal(code, 0, log);
  assert.match(log, /head=12 block=20 msg="chain node is behind"/);
  assert.doesNotMatch(log, /lvl=err|reorganisation/);
  const withoutHead = (text) => text.replace(/^latest_block.*$/gm, '');
  assert.ok(withoutHead(place.databaseOf(env).dump()) === withoutHead(before));
  two.honest();
  await comesOut(env);
});

test('of two nodes at our height the one whose head is old does not keep the run waiting', async () => {
  one.honest();
  two.honest();
  const env = nodes(one.url, two.url);
  await index(env, '--until', '20');
  one.isBehind(20);
  await comesOut(env);
  assert.ok(two.calls.length > 10);
});

test('when all fail, the run ends as with one node, after each was asked', async () => {
  lies('eth_getLogs', ({ result }) => { result[0].removed = true; });
  two.spoil = one.spoil;
  const { code, log } = await run(nodes(one.url, two.url), '--catch-up');
  assert.equal(code, 65, log);
  assert.equal(log.match(/lvl=info .*next=http/g).length, 2, log);
  assert.match(log, /lvl=err .*is marked as removed/);
});

test('two liars do not keep a run busy for ever', async () => {
  lies('eth_getLogs', ({ result }) => { result.reverse(); });
  two.before = () => 'hang up';
  const { code, log } = await run(nodes(one.url, two.url));
  assert.equal(code, 65, log);
});
