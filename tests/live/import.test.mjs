// SPDX-License-Identifier: ISC
// A story that was indexed is written out in the original's layouts; what the
// import makes of it is what indexing has made, and indexing goes on from there.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import { everyEventKind } from '../chain/lib/everything.mjs';
import { ERAS, sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import { TOP, entityManager, firstDifference, index, openStage, run, settings as basics } from './index_lib.mjs';
import { mustRun } from './jobs_lib.mjs';
import {
  addVersions, common, empty, environment, filled, importOnce, isWhole, layout, machinery, mustImport, startImport, text, writeOut,
} from './import_lib.mjs';

const { place, gateway, chain } = await openStage();
const world = await World.open({ chain, ipfs: place.ipfs });
await tell(world, sizeOf('small'), { era: 'both' });
const head = world.books.summary().head.number;
const settings = (options) => basics({ chain, gateway, ...entityManager(chain), ...options });

const PLAYS = `INSERT INTO disc.plays (user_id, play_item_id, created_at, updated_at, source, signature, country)
  SELECT CASE WHEN i % 3 > 0 THEN u.user_id END, t.track_id, timestamp '2021-01-01' + i * interval '7 minutes',
    timestamp '2021-02-01', 'relay', 's' || i, CASE WHEN i % 2 = 0 THEN 'Ghana' END
  FROM generate_series(1, 300) AS i
  JOIN LATERAL (SELECT user_id FROM disc.users ORDER BY user_id OFFSET i % 7 LIMIT 1) AS u ON true
  JOIN LATERAL (SELECT track_id FROM disc.tracks ORDER BY track_id OFFSET i % 5 LIMIT 1) AS t ON true`;

async function indexed(...args) {
  const database = place.database();
  await index(settings({ database }), ...args);
  return database;
}

const whole = await indexed();
whole.sql(PLAYS);

/** Tables by name, of a dump. */
const tables = (dump) => new Map(dump.split(/^## /m).slice(1).map((part) => [part.slice(0, part.indexOf('\n')), part]));

/** What a node knows of itself alone; and what indexing leaves to undo blocks by. */
const NOT_COMPARED = ['import_parts', 'import_run', 'keyvalue', 'undo_journal', 'blocks', 'indexing_checkpoints',
  'digest_sum', 'digest_bucket', 'digest_block'];
/** The final layout has no table for these, and no column for those. */
const NO_TABLE = ['ursm_content_nodes', 'ipld_blacklists'];
const NO_HOME = { tracks: ['length', 'download'] };

function assertSame(database, other) {
  const [x, y] = [tables(database.dump()), tables(other.dump())];
  assert.deepEqual([...x.keys()], [...y.keys()]);
  for (const [table, rows] of x) {
    if (NOT_COMPARED.includes(table) || NO_TABLE.includes(table))
      continue;
    if (!(table in NO_HOME)) {
      assert.ok(rows === y.get(table), `${table}: ${firstDifference(rows, y.get(table))}`);
      continue;
    }
    const columns = database.rows(`SELECT column_name AS c FROM information_schema.columns
      WHERE table_schema = 'disc' AND table_name = '${table}'`).map(({ c }) => c)
      .filter((column) => !NO_HOME[table].includes(column));
    assert.equal(text(database, table, columns), text(other, table, columns), table);
  }
}

const source = layout(place, 'final');
writeOut(whole, source, 'final');
const taken = empty(place);
const machine = machinery(taken);
const first = await mustImport(taken, source.sourceUrl);

test('the final layout: every table is what indexing has made', () => {
  assertSame(taken, whole);
  assert.ok(first.out.match(/^tracks +\d+ +\d+ +0$/m), first.out);
});

test('counters, words, triggers and indexes are as if it had been indexed', () => {
  assert.deepEqual(isWhole(taken), []);
  assert.equal(machinery(taken), machine);
});

test('the newest block is the current one, and is published', () => {
  const current = 'SELECT number, blockhash FROM disc.blocks WHERE is_current';
  assert.deepEqual(taken.rows(current), whole.rows(current));
  assert.equal(taken.value('most_recently_indexed_block_from_db'), String(head));
  assert.ok(Number(taken.value('most_recently_indexed_block_time_from_db')) > 0);
});

test('plays go on with the next number', () => {
  taken.sql(PLAYS);
  assert.deepEqual(taken.rows('SELECT max(id) AS id FROM disc.plays'), [{ id: 600 }]);
});

test('run again it says what was taken, and changes nothing', async () => {
  const before = taken.dump();
  const { code, out, log } = await importOnce(taken, source.sourceUrl);
  assert.equal(code, 0, log);
  assert.equal(out, first.out);
  assert.match(log, /was imported before/);
  assert.equal(taken.dump(), before);
});

/** A story alone on a chain, indexed to the middle, written out, taken over and indexed on. */
async function goesOn(era, name, known) {
  const anvil = await startAnvil();
  try {
    const own = await deploy(anvil.url, ERAS[era]);
    const told = await World.open({ chain: own, ipfs: place.ipfs });
    await tell(told, sizeOf('small'), { era });
    const make = async (database, ...args) => {
      await index(basics({ chain: own, database, gateway, ...known(own) }), ...args);
      return database;
    };
    const middle = Math.floor(told.books.summary().head.number * 0.6);
    const half = layout(place, name);
    writeOut(await make(place.database(), '--until', String(middle)), half, name);
    const database = empty(place);
    await mustImport(database, half.sourceUrl);
    await make(database);
    const alone = await make(place.database());
    assertSame(database, alone);
    assert.deepEqual(isWhole(database), []);
    assert.deepEqual(database.rows('SELECT disc.digest_is_on() AS kept, (SELECT count(*) FROM disc.digest_check()) AS wrong'),
      [{ kept: true, wrong: 0 }]);
    const numbers = 'SELECT number, blockhash, parenthash, is_current FROM disc.blocks ORDER BY number';
    assert.deepEqual(database.rows(numbers), alone.rows(numbers));
  } finally {
    await anvil.stop();
  }
}

test('indexing goes on behind the newest block, and ends where indexing alone does', () =>
  goesOn('entity-manager', 'final', entityManager));

test('so it does from the layout of 2022', () => goesOn('legacy', 'versioned', () => ({})));

test('what was imported cannot be undone: a fork below it ends the indexer with advice, and nothing changes', async () => {
  const anvil = await startAnvil();
  try {
    const own = await deploy(anvil.url, ERAS['entity-manager']);
    const told = await World.open({ chain: own, ipfs: place.ipfs });
    await tell(told, sizeOf('small'), { era: 'entity-manager' });
    const of = (database) => basics({ chain: own, database, gateway, ...entityManager(own) });
    const point = await told.snapshot();
    await told.mine();
    await told.mine();
    const alone = place.database();
    await index(of(alone));
    const abandoned = layout(place, 'final');
    writeOut(alone, abandoned, 'final');
    const database = empty(place);
    await mustImport(database, abandoned.sourceUrl);
    await told.revert(point);
    everyEventKind(told, 'other', 'entity-manager');
    for (let i = 0; i < 3; i++)
      await told.mine();
    const rows = () => JSON.stringify([database.table('users'), database.rows('SELECT number, blockhash, is_current FROM disc.blocks ORDER BY 1')]);
    const before = rows();
    const { code, log } = await run(of(database));
    assert.equal(code, 78, log);
    assert.match(log, /reorganisation: block \d+ .* cannot be undone: this database was imported .*empty the database and import a copy/);
    assert.equal(rows(), before);
  } finally {
    await anvil.stop();
  }
});

test('the layout of 2022: what is current of what it has, and nothing of old versions', async () => {
  const old = layout(place, 'versioned');
  writeOut(whole, old, 'versioned');
  const both = common(whole, old);
  addVersions(old);
  const database = empty(place);
  const { log } = await mustImport(database, old.sourceUrl);
  assert.match(log, /table=users msg="the source does not have, and defaults stand for: .*is_storage_v2/);
  for (const [table, columns] of Object.entries(both))
    if (!NOT_COMPARED.includes(table) && !table.startsWith('aggregate_'))
      assert.equal(text(database, table, columns), text(whole, table, columns), table);
  for (const columns of [['track_id', 'stream_conditions', 'is_stream_gated', 'release_date']])
    assert.equal(text(database, 'tracks', columns), text(whole, 'tracks', columns));
  for (const members of [`SELECT playlist_id, track_id FROM disc.playlist_tracks
      WHERE NOT is_removed AND playlist_id >= 400000 ORDER BY 1, 2`, `SELECT t.track_id, (SELECT array_agg(p ORDER BY p)
      FROM unnest(t.playlists_containing_track) AS p WHERE p >= 400000) AS lists FROM disc.tracks AS t ORDER BY 1`]) {
    assert.notEqual(whole.rows(members).length, 0);
    assert.deepEqual(database.rows(members), whole.rows(members));
  }
  assert.deepEqual(isWhole(database), []);
  await index(settings({ database }));
});

test('a database that is not empty is refused, and nothing is changed', async () => {
  const before = whole.dump();
  const { code, log } = await importOnce(whole, source.sourceUrl);
  assert.equal(code, 78);
  assert.match(log, /disc\.\w+ has rows: an import wants an empty database/);
  assert.equal(whole.dump(), before);
});

test('each table of ours is either filled or one that has its own source', () => {
  const mapping = readFileSync(path.join(TOP, 'import/mapping.c'), 'utf8');
  const own = mapping.slice(mapping.indexOf('map_own[]'), mapping.indexOf('map_left[]'));
  const made = [...own.matchAll(/"(\w+)"/g)].map(([, name]) => name);
  const tables = taken.rows("SELECT relname AS t FROM pg_class WHERE relnamespace = 'disc'::regnamespace AND relkind = 'r'");
  assert.deepEqual([...filled(), ...made].sort(), tables.map(({ t }) => t).sort());
});

test('trending is what its job makes of rows that were indexed', async () => {
  const other = empty(place);
  await mustImport(other, source.sourceUrl);
  for (const database of [other, whole])
    await mustRun(['--as-of', '1609718400', 'trending'], environment(database));
  const made = (database) => [...tables(database.dump())].filter(([name]) => /trending_/.test(name) && name !== 'trending_run')
    .map(([, rows]) => rows).join('');
  assert.match(made(whole), /^track_trending_scores\n\d/m);
  assert.equal(made(other), made(whole));
});

test('two at once: the second one waits for nobody and says who is at work', async () => {
  const database = empty(place);
  const one = startImport(database, source.sourceUrl);
  while (database.rows('SELECT * FROM disc.import_run').length === 0)
    await new Promise((done) => { setTimeout(done, 20); });
  const { code, log } = await startImport(database, source.sourceUrl).ended;
  assert.equal(code, 75);
  assert.match(log, /another process holds it/);
  assert.equal((await one.ended).code, 0);
});
