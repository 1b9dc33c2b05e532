// SPDX-License-Identifier: ISC
// --refetch brings in the documents that rows name and that are not kept,
// while gateways come and go and the indexer is at work.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { trackDocument, userDocument } from '../chain/lib/documents.mjs';
import { World } from '../chain/lib/world.mjs';
import { firstDifference, index, openStage, run, settings, start } from './index_lib.mjs';

const { place, gateway, chain } = await openStage();
const world = await World.open({ chain, ipfs: place.ipfs });
const ann = world.actor('refetch/ann');
ann.signUp('refetch_ann');
await world.mine();
ann.setMetadata(userDocument(world.random));
for (let i = 0; i < 130; i++)
  ann.addTrack(trackDocument(world.random, ann.id, `Song ${i}`));
await world.mine();

const patience = { audius_ipfs_fetch_timeout_ms: '20000', audius_ipfs_fetch_pass_ms: '40000',
  audius_ipfs_fetch_deadline_sec: '60' };
const kept = place.database();
await index(settings({ chain, database: kept, gateway, ...patience }));
const all = kept.table('cid_data').length;

const database = place.database();
const env = settings({ chain, database, gateway, ...patience });
await index({ ...env, audius_discprov_enable_save_cid: 'false' });
const names = (log) => /named=(\d+) kept=(\d+) missing=(\d+) useless=(\d+)/.exec(log).slice(1).map(Number);
const count = () => database.table('cid_data').length;

test('nothing was kept at first, and rows name documents', () => {
  assert.equal(all, 131);
  assert.equal(count(), 0);
});

test('gateways that are gone: nothing is kept, the status and the last line say so', async () => {
  const { code, log } = await run({ ...env, audius_ipfs_gateway_hosts: 'http://127.0.0.1:1' }, '--refetch');
  assert.equal(code, 69, log);
  assert.deepEqual(names(log), [131, 0, 131, 0]);
  assert.match(log, /131 documents are nowhere to be had/);
});

test('a gateway that has some, or lies about some: those that are right are kept', async () => {
  let asked = 0;
  gateway.answer = (cid, res) => {
    const turn = asked++ % 4;
    if (turn === 1)
      res.end('{"title":"a lie"}');
    if (turn === 2)
      res.writeHead(404).end();
    return turn === 1 || turn === 2;
  };
  const { code, log } = await run(env, '--refetch');
  gateway.answer = () => false;
  assert.equal(code, 69, log);
  const [named, taken, missing] = names(log);
  assert.deepEqual([named, taken + missing, taken], [131, 131, count()]);
  assert.ok(taken > 0 && missing > 0);
});

test('while the indexer holds its lock what was found waits, and is kept when it lets go', async () => {
  const before = count();
  const session = database.session('SELECT pg_advisory_lock(1684632432, 1)');
  await session.ready;
  let asked = 0;
  gateway.answer = () => { asked++; return false; };
  const again = start(env, '--refetch');
  while (asked < all - before)
    await sleep(20);
  await sleep(1000); // what was found could have been written by now
  assert.equal(count(), before);
  again.child.kill('SIGTERM');
  const stopped = await again.ended;
  assert.deepEqual(names(stopped.log), [0, 0, 0, 0], 'what could not be kept is not counted');
  asked = 0;
  const last = start(env, '--refetch');
  while (asked < all - before)
    await sleep(20);
  gateway.answer = () => false;
  assert.equal(count(), before);
  session.end();
  const { code, log } = await last.ended;
  assert.equal(code, 0, log);
  assert.equal(count(), all);
});

test('at the end everything is there, the same as if it had been kept at once', async () => {
  const { code, log } = await run(env, '--refetch');
  assert.equal(code, 0, log);
  assert.deepEqual(names(log), [0, 0, 0, 0]);
  const documents = (from) => JSON.stringify(from.rows('SELECT * FROM disc.cid_data ORDER BY cid'));
  assert.equal(documents(database), documents(kept));
});

test('blocks that were reverted and come again need no gateway then', async () => {
  const fresh = place.database();
  const alone = settings({ chain, database: fresh, gateway: { url: 'http://127.0.0.1:1' } });
  await index(alone, '--until', '0');
  fresh.copyFrom(database, 'cid_data');
  await index(alone);
  const other = place.database();
  await index(settings({ chain, database: other, gateway, ...patience }), '--until', '0');
  other.copyFrom(kept, 'cid_data');
  await index(settings({ chain, database: other, gateway, ...patience }));
  assert.ok(fresh.dump() === other.dump(), firstDifference(fresh.dump(), other.dump()));
});

test('it does not go together with options about blocks, nor with documents that are not kept', async () => {
  for (const option of ['--catch-up', '--dry-run', '--receipts'])
    assert.equal((await run(env, '--refetch', option)).code, 64, option);
  assert.equal((await run({ ...env, audius_discprov_enable_save_cid: 'false' }, '--refetch')).code, 78);
});
