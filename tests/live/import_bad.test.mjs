// SPDX-License-Identifier: ISC
// Sources that are none, that are not known, or that hold what our database
// cannot: refused in words that help before anything is written, or left out
// and counted.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { Place, TOP } from './index_lib.mjs';
import { empty, importOnce, isWhole, layout, mustImport, startImport } from './import_lib.mjs';

const place = new Place();
test.after(() => place.close());
const url = (name, user = 'postgres', more = '') => `postgresql:///${name}?host=${place.sockets}&port=5432&user=${user}${more}`;

const ROWS = `
INSERT INTO blocks VALUES ('0x1', '0x0', false, 1), ('0x2', '0x1', true, 2);
INSERT INTO users (user_id, is_current, handle, handle_lc, wallet, txhash, blocknumber, blockhash, created_at, updated_at)
VALUES (1, true, 'Ann', 'ann', '0xa', 't', 1, '0x1', '2020-01-01', '2020-01-01');
INSERT INTO tracks (track_id, owner_id, is_current, is_delete, title, txhash, blocknumber, blockhash, created_at, updated_at)
SELECT i, 1, true, false, 'Song ' || i, 't', 2, '0x2', '2020-01-01', '2020-01-01' FROM generate_series(1, 20) AS i;`;

function source(more = '', name = 'final') {
  const database = layout(place, name);
  database.sql(`SET search_path = public; ${ROWS} ${more}`);
  return database;
}

/** It is refused with this status and these words, and nothing was written. */
async function refused(target, from, code, words) {
  const before = target.dump();
  const result = await importOnce(target, from);
  assert.equal(result.code, code, result.log);
  assert.match(result.log, words);
  assert.equal(target.dump(), before);
  return result;
}

const target = empty(place);
const good = source();

test('URLs that lead nowhere say what is wrong and what helps', async () => {
  await refused(target, 'x', 78, /the import's URL: not a PostgreSQL URL/);
  await refused(target, 'postgresql://a:b/c@host/d', 78, /in a password \/ is written %2F/);
  await refused(target, url('nonesuch'), 69, /database \S+nonesuch\S+ does not exist; the import's URL: .*pg_restore -d nonesuch FILE/);
  await refused(target, url(good.name, 'nobody_here'), 69, /role \S+nobody_here\S+ does not exist; the import's URL: name a role/);
  await refused(target, `postgresql:///x?host=${place.folder}/none`, 69, /No such file or directory.*; the import's URL: is PostgreSQL running/);
  await refused(target, 'postgresql://127.0.0.1:1/x', 69, /the import's URL: is PostgreSQL running there/);
});

test('a password is never shown', async () => {
  const { log } = await refused(target, 'postgresql://me:geheim@127.0.0.1:1/x', 69, /Connection refused/);
  assert.doesNotMatch(log, /geheim/);
});

test('databases that are none of the original', async () => {
  await refused(target, url(target.name), 78, /is the database that the import would write into/);
  await refused(target, url(empty(place).name), 78, /is a database of discprov: that moves by pg_dump/);
  await refused(target, url('postgres'), 78, /is no database of the original: .*Has the dump been restored/);
  const nothing = layout(place, 'final');
  await refused(target, nothing.sourceUrl, 78, /none of the rows of its table blocks are current/);
  const start = layout(place, 'final');
  start.sql(`INSERT INTO blocks VALUES ('0x1', '0x1', true, NULL)`);
  await refused(target, start.sourceUrl, 78, /nothing is indexed there but its first block/);
});

test('a role that may not read is told so', async () => {
  await refused(target, url(good.name, 'discprov_reader'), 69, /42501: permission denied for table blocks; the import's URL connects as discprov_reader/);
  good.sql('GRANT SELECT ON public.blocks, public.plays, public.core_indexed_blocks TO discprov_reader');
  await refused(target, url(good.name, 'discprov_reader'), 78, /table \w+ may not be read by the URL's role/);
});

test('layouts that are not known where it matters', async () => {
  await refused(target, source('ALTER TABLE tracks DROP duration, ADD duration interval').sourceUrl, 78,
    /source: column tracks.duration: is of type interval, which this version cannot read as int4/);
  await refused(target, source('ALTER TABLE follows RENAME is_delete TO is_gone').sourceUrl, 78,
    /source: table follows has no column is_delete/);
});

test('what is new and does not matter is named and left', async () => {
  const newer = source(`ALTER TABLE users ADD shoe_size int; CREATE TABLE hats (id int); CREATE TABLE sol_hats (id int);
    DROP TABLE reposts; ALTER TABLE saves DROP is_save_of_repost;
    ALTER TABLE tracks ALTER track_id TYPE bigint`);
  const database = empty(place);
  const { log, out } = await mustImport(database, newer.sourceUrl);
  assert.match(log, /table=users msg="the source has columns that are not known and not taken: shoe_size"/);
  assert.match(log, /tables that are not known and not taken: hats"/);
  assert.match(log, /msg="the source does not have, and empty stay: .*\breposts\b/);
  assert.match(log, /table=saves msg="the source does not have, and defaults stand for: is_save_of_repost"/);
  assert.match(out, /^tracks +20 +20 +0$/m);
  assert.deepEqual(isWhole(database), []);
});

const HOSTILE = `
-- keys and blocks
INSERT INTO users (user_id, is_current, txhash, blocknumber) VALUES (-1, true, 't', 1), (2, true, 't', 3), (3, false, 't', 1);
INSERT INTO users (user_id, is_current, txhash, blocknumber, handle) VALUES (1, true, 'older', 0, 'Old'), (1, true, 'newer', 2, 'Ann');
INSERT INTO users (user_id, is_current, txhash, blocknumber, handle_lc, name) VALUES (4, true, 't', 1, repeat('x', 5000), repeat('y', 5000));
-- cells
ALTER TABLE tracks ALTER track_id TYPE bigint, ALTER ai_attribution_user_id TYPE bigint, ALTER parental_warning TYPE text;
UPDATE tracks SET track_id = 3000000000 WHERE track_id = 1;
UPDATE tracks SET ai_attribution_user_id = 3000000000 WHERE track_id = 2;
UPDATE tracks SET parental_warning = 'new_warning', remix_of = 'null', playlists_previously_containing_track = 'null' WHERE track_id = 3;
UPDATE tracks SET release_date = 'infinity', territory_codes = '{de}' WHERE track_id = 4;
UPDATE tracks SET created_at = '-infinity' WHERE track_id = 5;
UPDATE tracks SET created_at = '0044-03-15 BC' WHERE track_id = 6;
UPDATE tracks SET title = E'\\t\\\\N\\n\\b\\f\\r' || chr(11) || chr(1) || chr(127), allowed_api_keys = '{{a,b},{c,d}}', isrc = repeat('z', 3000),
  territory_codes = '{DE,US}' WHERE track_id = 7;
ALTER TABLE tracks ALTER is_unlisted DROP NOT NULL; UPDATE tracks SET is_unlisted = NULL WHERE track_id = 8;
ALTER TABLE tracks ALTER owner_id DROP NOT NULL; UPDATE tracks SET owner_id = NULL WHERE track_id = 9;
-- what only the database itself knows to refuse
INSERT INTO track_collaborators (track_id, collaborator_user_id, invited_by, status, txhash)
SELECT i, 1, 1, CASE i WHEN 5 THEN 'odd' ELSE 'pending' END, 't' FROM generate_series(1, 9) AS i;
INSERT INTO notification (specifier, group_id, type, timestamp) VALUES (repeat('s', 1400), 'g', 'follow', '2020-01-01');
INSERT INTO events (event_id, event_type, user_id, txhash, blockhash) VALUES (1, 'live_event', 1, 't', '0x1');`;

test('what our database cannot hold is left empty or out, and counted', async () => {
  const database = empty(place);
  const { out, log } = await mustImport(database, source(HOSTILE).sourceUrl);
  const reasons = Object.fromEntries(['users', 'tracks', 'track_collaborators', 'notification'].map((name) => {
    const [{ reasons: words, counts }] = database.rows(`SELECT reasons, counts FROM disc.import_parts WHERE name = '${name}'`);
    return [name, Object.fromEntries(words.map((word, i) => [word, counts[i]]))];
  }));
  assert.deepEqual(reasons, {
    users: {
      'user_id: not possible here, row left out': 1, 'another row of the same key, row left out': 2,
      'blocknumber: behind the newest block, row left out': 1, 'handle_lc: too long, left empty': 1,
    },
    tracks: {
      'ai_attribution_user_id: not possible here, left empty': 1, 'parental_warning: not possible here, left empty': 1,
      'release_date: not possible here, left empty': 1, 'territory_codes: not possible here, left empty': 1,
      'created_at: not possible here, row left out': 2, 'allowed_api_keys: not possible here, left empty': 1,
      'isrc: too long, left empty': 1, 'owner_id: empty, row left out': 1, 'track_id: not possible here, row left out': 1,
    },
    track_collaborators: { 'refused by the database, row left out': 1 },
    notification: { 'specifier: too long, row left out': 1 },
  });
  assert.match(log, /table=track_collaborators msg="row left out: database: track_collaborators: 23514: value refused/);
  assert.match(out, /^track_collaborators +9 +8 +1$/m);
  assert.deepEqual(database.rows('SELECT user_id, handle, length(name) AS n FROM disc.users ORDER BY 1'), [
    { user_id: 1, handle: 'Ann', n: null }, { user_id: 4, handle: null, n: 5000 }]);
  const [seven] = database.rows('SELECT title, territory_codes FROM disc.tracks WHERE track_id = 7');
  assert.deepEqual(seven, { title: '\t\\N\n\b\f\r\v\u0001\u007f', territory_codes: ['DE', 'US'] });
  assert.deepEqual(database.rows(`SELECT remix_of, playlists_previously_containing_track AS was, is_unlisted
    FROM disc.tracks WHERE track_id = 3 OR track_id = 8`), [
    { remix_of: null, was: {}, is_unlisted: false }, { remix_of: null, was: {}, is_unlisted: false }]);
  assert.deepEqual(isWhole(database), []);
});

test('bytes that are no text are found one by one, in a source without an encoding', async () => {
  target.sql(`CREATE DATABASE bytes ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'`);
  const bytes = Object.assign(Object.create(Object.getPrototypeOf(target)), target, { name: 'bytes' });
  bytes.sql(readFileSync(path.join(TOP, 'tests/live/import/final.sql'), 'utf8'));
  bytes.sql(`SET search_path = public; ${ROWS} UPDATE tracks SET title = 'caf' || E'\\xe9' WHERE track_id IN (3, 17)`);
  const database = empty(place);
  const { out } = await mustImport(database, url('bytes'));
  assert.match(out, /^tracks +20 +18 +2\n +2 {2}refused by the database, row left out$/m);
  assert.equal(database.rows('SELECT FROM disc.tracks').length, 18);
  assert.deepEqual(isWhole(database), []);
});

test('a database of an older step is told to migrate first', async () => {
  const database = place.database();
  const { code, log } = await importOnce(database, good.sourceUrl);
  assert.equal(code, 78);
  assert.match(log, /run 'discprov migrate'/);
});

test('while the indexer or a job works nothing begins', async () => {
  const database = empty(place);
  const session = database.session('SELECT pg_advisory_lock(1684632432, 18)');
  await session.ready;
  await refused(database, good.sourceUrl, 75, /somebody else works with the database; stop the timers: systemctl stop/);
  session.end();
});

test('without an argument, or with two, it says what it wants', async () => {
  const { child, ended } = startImport(target, '--what');
  await ended;
  assert.equal(child.exitCode, 64);
  const program = path.join(process.env.BUILD ?? path.join(TOP, 'build'), 'discprov');
  assert.match(spawnSync(program, ['import'], { encoding: 'utf8' }).stderr, /'import' wants a URL/);
  assert.match(spawnSync(program, ['import', 'a', 'b'], { encoding: 'utf8' }).stderr, /'import' takes no argument 'b'/);
});
