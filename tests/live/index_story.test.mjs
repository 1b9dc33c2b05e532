// SPDX-License-Identifier: ISC
// The story, indexed from a real chain, is what its own books say: told by both
// ways at once, by the factories alone, and by EntityManager alone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import { ERAS, sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import {
  differences, entityManager, firstDifference, index, openStage, reach, run, settings as basics, start, startGateway,
} from './index_lib.mjs';

const { place, gateway, chain } = await openStage();
const world = await World.open({ chain, ipfs: place.ipfs });
await tell(world, sizeOf('small'), { era: 'both' });
const books = world.books.summary();
const settings = (options) => basics({ ...entityManager(options.chain), ...options });

async function indexed(more = {}, ...args) {
  const database = place.database();
  await index(settings({ chain, database, gateway, ...more }), ...args);
  return database;
}

const first = await indexed();
const dump = first.dump();
const same = (database) => {
  const other = database.dump();
  assert.ok(other === dump, firstDifference(dump, other));
};

test('every table equals the story\'s books', () => {
  assert.deepEqual(differences(first, books), []);
});

test('the story has rejected transactions, and they are on record', () => {
  const skipped = first.table('skipped_transactions');
  assert.ok(skipped.length > 0);
  assert.ok(skipped.every(({ level }) => level === 'node'));
});

test('what is published says where we are', () => {
  assert.equal(first.value('most_recently_indexed_block_from_db'), String(books.head.number));
  assert.equal(first.value('most_recently_indexed_block_hash_from_db'), books.head.hash);
  assert.equal(first.value('latest_block_from_chain'), String(books.head.number));
  assert.equal(first.value('latest_blockhash_from_chain'), books.head.hash);
  assert.equal(first.value('indexing:error'), undefined);
  const blocks = first.table('ipld_blacklists').map(({ blocknumber }) => blocknumber);
  assert.equal(first.value('most_recent_indexed_ipld_block_redis_key'), String(Math.max(...blocks)));
});

test('a run at the head changes nothing', async () => {
  const { code } = await run(settings({ chain, database: first, gateway }));
  assert.equal(code, 0);
  same(first);
});

for (const window of [1, 7, 50, 600])
  test(`windows of ${window} make the same database`, async () => {
    same(await indexed({ audius_discprov_block_processing_window: window }));
  });

test('window by window, as the timer runs it, makes the same database', async () => {
  const database = place.database();
  const env = settings({ chain, database, gateway, audius_discprov_block_processing_window: 20 });
  for (let runs = 0; runs < Math.ceil((books.head.number + 1) / 20); runs++) {
    const { code, log } = await run(env);
    assert.equal(code, 0, log);
  }
  same(database);
});

test('every counter is what a recount makes', () => {
  assert.deepEqual(first.rows('SELECT * FROM disc.recount_check()'), []);
});

test('without a journal the same rows are there', async () => {
  const shallow = await indexed({ audius_discprov_undo_depth: 3, audius_discprov_block_processing_window: 10 });
  assert.deepEqual(differences(shallow, books), []);
  const journaled = shallow.rows('SELECT number FROM disc.blocks WHERE journaled ORDER BY number');
  assert.deepEqual(journaled.map(({ number }) => number), [2, 1, 0].map((back) => books.head.number - back));
  const deep = await indexed({ audius_discprov_undo_depth: 3, audius_discprov_block_processing_window: 2000 });
  assert.ok(deep.dump() === shallow.dump(), firstDifference(deep.dump(), shallow.dump()));
});

test('receipts instead of eth_getLogs make the same database', async () => {
  same(await indexed({}, '--receipts'));
});

test('documents that are kept need no gateway', async () => {
  const database = place.database();
  const env = settings({ chain, database, gateway: { url: 'http://127.0.0.1:1' } });
  await index(env, '--until', '0');
  database.copyFrom(first, 'cid_data');
  await index(env);
  assert.deepEqual(differences(database, books), []);
  assert.deepEqual(database.table('cid_data').length, first.table('cid_data').length);
});

test('a start block by number or hash is where indexing begins', async () => {
  const byNumber = await indexed({ audius_discprov_start_block: chain.startBlock });
  const byHash = await indexed({ audius_discprov_start_block: chain.startBlockHash });
  assert.deepEqual(differences(byNumber, books), []);
  assert.ok(byNumber.dump() === byHash.dump(), firstDifference(byNumber.dump(), byHash.dump()));
  const [lowest] = byNumber.rows('SELECT number, blockhash, parenthash FROM disc.blocks ORDER BY number LIMIT 1');
  assert.deepEqual(lowest, {
    number: chain.startBlock, blockhash: chain.startBlockHash, parenthash: chain.startBlockHash,
  });
});

/** Also without journal, by receipts, and in small windows. */
async function comesOut(era, { known, books: told }) {
  const make = async (more, ...args) => {
    const database = place.database();
    await index(basics({ ...known, database, gateway, ...more }), ...args);
    return database;
  };
  const whole = await make({});
  assert.deepEqual(differences(whole, told), [], era);
  const text = whole.dump();
  for (const [more, ...args] of [[{ audius_discprov_block_processing_window: 7 }], [{}, '--receipts']]) {
    const other = (await make(more, ...args)).dump();
    assert.ok(other === text, `${era}: ${firstDifference(text, other)}`);
  }
  assert.deepEqual(differences(await make({ audius_discprov_undo_depth: 0 }), told), [], era);
}

/** The books of a story on a chain of its own; more: what else to see there. */
async function tellAlone(era, known, more = () => {}) {
  const own = await startAnvil();
  try {
    const ownChain = await deploy(own.url, ERAS[era]);
    const ownWorld = await World.open({ chain: ownChain, ipfs: place.ipfs });
    await tell(ownWorld, sizeOf('small'), { era });
    const told = { books: ownWorld.books.summary(), known: { chain: ownChain, ...known(ownChain) } };
    await comesOut(era, told);
    await more(told);
    return told.books;
  } finally {
    await own.stop();
  }
}

test('so does the story of the second chain, which has EntityManager alone', async () => {
  const alone = await tellAlone('entity-manager', entityManager);
  assert.ok(alone.totals.comments > 0 && alone.totals.ursm_content_nodes === 0);
});

test('so does the story of the factories alone, and EntityManager need not be known', async () => {
  const alone = await tellAlone('legacy', () => ({}), async ({ known, books: told }) => {
    const database = place.database();
    await index(basics({ ...known, database, gateway, audius_discprov_enable_save_cid: 'false' }));
    const { cid_data: documents, ...tables } = told.tables;
    assert.ok(documents.length > 0);
    assert.deepEqual(database.table('cid_data'), [], 'documents that the operator does not want');
    assert.deepEqual(differences(database, { ...told, tables }), []);
  });
  assert.ok(alone.totals.ursm_content_nodes > 0 && alone.totals.subscriptions === 0);
});

test('--until stops there, --dry-run writes nothing', async () => {
  const database = place.database();
  const env = settings({ chain, database, gateway });
  await index(env, '--until', '30');
  assert.equal(database.value('most_recently_indexed_block_from_db'), '30');
  const before = database.dump();
  const dry = await run(env, '--dry-run');
  assert.equal(dry.code, 0, dry.log);
  assert.match(dry.out, /^users +\d+$/m);
  assert.ok(database.dump() === before, firstDifference(before, database.dump()));
  await index(env);
  same(database);
});

test('command lines that make no sense are refused', async () => {
  const env = settings({ chain, database: first, gateway });
  for (const args of [['--until', 'x'], ['--until'], ['--dry-run', '--catch-up'], ['more'], ['--what']])
    assert.equal((await run(env, ...args)).code, 64, args.join(' '));
  assert.equal((await run(env, '-t')).code, 0);
  assert.equal((await run(env, '--version')).code, 0);
});

test('SIGTERM ends a catch-up after a block, with 0', async () => {
  const database = place.database();
  const slow = await startGateway(place.ipfs, (cid, res) => {
    setTimeout(() => res.end(readFileSync(path.join(place.ipfs, cid))), 40);
    return true;
  });
  const started = start(
    settings({ chain, database, gateway: slow, audius_discprov_block_processing_window: 1 }), '--catch-up');
  await reach(5, database, started);
  started.child.kill('SIGTERM');
  const { code, log } = await started.ended;
  slow.close();
  assert.equal(code, 0, log);
  const reached = Number(database.value('most_recently_indexed_block_from_db'));
  assert.ok(reached >= 5 && reached < books.head.number, `stopped at block ${reached}`);
  await index(settings({ chain, database, gateway }));
  same(database);
});
