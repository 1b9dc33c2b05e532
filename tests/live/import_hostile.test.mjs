// SPDX-License-Identifier: ISC
// A source that somebody has made to do harm: what is taken over of it can be
// shown, and indexing goes on over it.
import assert from 'node:assert/strict';
import test from 'node:test';

import { id } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { signAct } from '../chain/lib/core.mjs';
import { computeAddress } from 'ethers-6';
import { coreSettings, openCore } from './core_lib.mjs';
import { index } from './index_lib.mjs';
import { empty, importOnce, isWhole, layout, mustImport } from './import_lib.mjs';

const { place, chain, node } = await openCore();
const ann = { id: 3000001, key: keyOf('core', 'ann') };
chain.addEmpty(2);

const ROWS = `SET search_path = public;
INSERT INTO blocks VALUES ('${chain.blocks.get(2).hash}', '0x0', true, 2);
INSERT INTO core_indexed_blocks (blockhash, parenthash, chain_id, height, em_block) VALUES
  ('${chain.blocks.get(2).hash}', NULL, '${chain.chainId}', 2, 2);
INSERT INTO users (user_id, is_current, handle, handle_lc, wallet, txhash, blocknumber, blockhash, created_at, updated_at)
  VALUES (${ann.id}, true, 'Ann', 'ann', '${computeAddress(ann.key).toLowerCase()}', 't', 1, '0x1', '2020-01-01', '2020-01-01');
INSERT INTO tracks (track_id, owner_id, is_current, is_delete, title, txhash, blocknumber, blockhash, created_at, updated_at)
  SELECT 2000000 + i, ${ann.id}, true, false, 'Song ' || i, 't', 2, '0x2', '2020-01-01', '2020-01-01' FROM generate_series(1, 20) AS i;
INSERT INTO playlists (playlist_id, playlist_owner_id, is_current, is_delete, is_album, is_private, playlist_name, playlist_contents, txhash,
  blocknumber, blockhash, created_at, updated_at)
  SELECT 400000 + i, ${ann.id}, true, false, i % 2 = 0, false, 'List ' || i, '{"track_ids": []}', 't', 2, '0x2', '2020-01-01', '2020-01-01'
  FROM generate_series(1, 20) AS i;`;

function source(more = '') {
  const database = layout(place, 'final');
  database.sql(`${ROWS} ${more}`);
  return database;
}
const url = (database) => database.sourceUrl;

/** Values of a jsonb column that are not what is written there by whoever indexes. */
const ODD = ['[]', '7', '"text"', 'true', '{}', '{"track_ids": 7}', '{"track_ids": [7, null, "x", {}, [1]]}',
  '{"track_ids": [{"track": "1", "time": 2}, {"track": 1, "time": "2"}, {"track": -5, "time": 2}]}',
  '{"track_ids": [{"track": 99999999999, "time": 1e300}]}', '{"track_ids": [{"track": 2000001, "time": -1e308, "metadata_time": []}]}',
  '{"tracks": [{"parent_track_id": "x"}, 7, {"parent_track_id": -1}, {"parent_track_id": 99999999999}]}',
  `{"a\\\\u0001\\\\ud83d\\\\ude00": "\\\\u001f"}`];
const deep = `repeat('[', 3000) || repeat(']', 3000)`;
const JSON_COLUMNS = {
  users: ['playlist_library'],
  playlists: ['playlist_contents', 'stream_conditions', 'ddex_release_ids', 'artists', 'copyright_line', 'producer_copyright_line'],
  tracks: ['track_segments', 'field_visibility', 'stem_of', 'remix_of', 'stream_conditions', 'download_conditions', 'ddex_release_ids', 'artists',
    'resource_contributors', 'rights_controller', 'copyright_line', 'playlists_previously_containing_track'],
};
const KEY = { users: `user_id = ${ann.id}`, tracks: 'track_id', playlists: 'playlist_id' };

let nonces = 0;
const act = (entityType, entityId, action, data) => signAct(chain.chainId, ann.key, {
  userId: ann.id, entityType, entityId, action, metadata: data ? JSON.stringify({ cid: '', data }) : '',
  nonce: id(`nonce ${++nonces}`), requestId: `r${nonces}` });

test('columns of JSON hold anything: indexing goes on over each of them', async () => {
  const sets = [];
  for (const table of ['tracks', 'playlists'])
    for (const column of JSON_COLUMNS[table])
      [...ODD, null].forEach((value, i) => sets.push(`UPDATE ${table} SET ${column} = ${value === null ? `(${deep})::jsonb` : `'${value}'`}
        WHERE ${KEY[table]} % 20 = ${i}`));
  sets.push(`UPDATE users SET playlist_library = '[]'`);
  const database = empty(place);
  const { out } = await mustImport(database, url(source(sets.join(';\n'))));
  assert.match(out, /^tracks +20 +20 +0$/m);
  const at = chain.head;
  for (let i = 1; i <= 20; i++) {
    chain.add([act('Playlist', 400000 + i, 'Update', { playlist_name: `New ${i}`, description: 'x' })]);
    chain.add([act('Playlist', 400000 + i, 'Update', { playlist_contents: { track_ids: [{ track: 2000000 + i, time: 1700000000 }] } })]);
    chain.add([act('Playlist', 400000 + i, 'Update', { playlist_contents: { track_ids: [] } })]);
    chain.add([act('Track', 2000000 + i, 'Update', { title: `New ${i}`, genre: 'Jazz', owner_id: ann.id })]);
    chain.add([act('Track', 2000000 + i, 'Update', { remix_of: { tracks: [{ parent_track_id: 2000001 }] } })]);
    chain.add([act('Track', 2000000 + i, 'Download', { city: 'Oslo' })]);
    chain.add([act('Track', 2000000 + i, 'Delete'), act('Playlist', 400000 + i, 'Delete')]);
  }
  chain.add([act('User', ann.id, 'Update', { name: 'Ann of today', playlist_library: { contents: [] } })]);
  const { log } = await index(coreSettings({ database, node }));
  assert.doesNotMatch(log, /lvl=err/);
  assert.ok(chain.head > at);
  assert.equal(database.rows('SELECT height FROM disc.blocks WHERE is_current')[0].height, chain.head);
  assert.deepEqual(database.rows(`SELECT count(*)::int AS n FROM disc.tracks WHERE title LIKE 'New %' AND is_delete`), [{ n: 20 }]);
  assert.deepEqual(database.rows(`SELECT count(*)::int AS n FROM disc.playlists WHERE playlist_name LIKE 'New %' AND is_delete`), [{ n: 20 }]);
  assert.deepEqual(isWhole(database), []);
});

const reasonsOf = (database, table) => {
  const [{ reasons, counts }] = database.rows(`SELECT reasons, counts FROM disc.import_parts WHERE name = '${table}'`);
  return Object.fromEntries(reasons.map((word, i) => [word, counts[i]]));
};

test('numbers that leave no room behind them are left out, and ours go on', async () => {
  const database = empty(place);
  await mustImport(database, url(source(`ALTER TABLE plays ALTER id TYPE bigint;
    INSERT INTO plays (id, play_item_id, created_at, updated_at) SELECT i, 2000001, '2020-01-01', '2020-01-01'
      FROM unnest('{9223372036854775807,-5,7}'::bigint[]) AS i;
    INSERT INTO skipped_transactions (id, blocknumber, blockhash, txhash) SELECT i, 1, '0x1', 't'
      FROM unnest('{2147483647,-5,7}'::int[]) AS i`)));
  for (const table of ['plays', 'skipped_transactions']) {
    assert.deepEqual(reasonsOf(database, table), { 'id: not possible here, row left out': 2 });
    database.sql(table === 'plays' ? `INSERT INTO disc.plays (play_item_id, created_at, updated_at) VALUES (1, '2020-01-01', '2020-01-01')`
      : `INSERT INTO disc.skipped_transactions (blocknumber, blockhash, txhash, created_at, updated_at) VALUES (1, '0x', 't', '2020-01-01', '2020-01-01')`);
    assert.deepEqual(database.rows(`SELECT id FROM disc.${table} ORDER BY 1`), [{ id: 7 }, { id: 8 }]);
  }
});

test('of rows that all are refused a few are logged, and all are counted', async () => {
  const database = empty(place);
  const { log } = await mustImport(database, url(source(`INSERT INTO track_collaborators
    (track_id, collaborator_user_id, invited_by, status, txhash) SELECT i, 1, 1, 'odd', 't' FROM generate_series(1, 3000) AS i`)));
  assert.equal(log.match(/table=track_collaborators msg="row left out: /g).length, 20);
  assert.deepEqual(reasonsOf(database, 'track_collaborators'), { 'refused by the database, row left out': 3000 });
});

/** It is refused in the beginning, with these words, and nothing is written. */
async function refused(from, code, words) {
  const target = empty(place);
  const before = target.dump();
  const { code: ended, log } = await importOnce(target, from);
  assert.equal(ended, code, log);
  assert.match(log, words);
  assert.equal(target.dump(), before);
}

test('names that no index takes are refused before anything is read', async () => {
  await refused(url(source(`UPDATE core_indexed_blocks SET chain_id = repeat('x', 5000)`)), 78, /source: chain_id 'x+\.\.\.' of its newest block is longer than 200/);
  await refused(url(source(`UPDATE blocks SET blockhash = repeat('x', 5000)`)), 78, /source: blockhash 'x+\.\.\.' of its newest block is longer than 200/);
});

test('heights that fit into no column are refused', async () => {
  await refused(url(source('ALTER TABLE core_indexed_blocks ALTER height TYPE bigint; UPDATE core_indexed_blocks SET height = 9000000000')), 78,
    /source: (base|height) '-?\d+' of its newest block is none/);
  await refused(url(source('UPDATE core_indexed_blocks SET height = 1000000000')), 78, /source: base '-\d+' of its newest block is none/);
});

test('rows that a policy hides are no reason to take the others for all', async () => {
  const hiding = source(`ALTER TABLE tracks ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON tracks USING (track_id % 2 = 0);
    GRANT SELECT ON ALL TABLES IN SCHEMA public TO discprov_reader`);
  const target = empty(place);
  const { code, log } = await importOnce(target, url(hiding).replace('user=postgres', 'user=discprov_reader'));
  assert.equal(code, 69, log);
  assert.match(log, /source: database: tracks: 42501: query would be affected by row-level security policy for table \S+tracks/);
});

test('views in place of tables are read like these; one that fails ends the run, which goes on when it is mended', async () => {
  const viewed = source(`ALTER TABLE reposts RENAME TO kept;
    INSERT INTO kept (user_id, repost_item_id, repost_type, is_current, is_delete, txhash, blocknumber, created_at)
      SELECT ${ann.id}, 400000 + i, 'playlist', true, false, 't', 2, '2020-01-01' FROM generate_series(1, 9) AS i;
    CREATE VIEW reposts AS SELECT * FROM kept WHERE 1 / (repost_item_id - 400005) IS NOT NULL`);
  const target = empty(place);
  const { code, log } = await importOnce(target, url(viewed));
  assert.equal(code, 69, log);
  assert.match(log, /source: database: reposts: 22012: value refused/);
  viewed.sql('CREATE OR REPLACE VIEW public.reposts AS SELECT * FROM public.kept');
  const again = await mustImport(target, url(viewed));
  assert.match(again.out, /^reposts +9 +9 +0$/m);
  assert.deepEqual(isWhole(target), []);
});

test('rows that name each other in circles', async () => {
  const target = empty(place);
  await mustImport(target, url(source(`
    INSERT INTO remixes SELECT 2000000 + i, 2000001 + i % 20 FROM generate_series(1, 20) AS i;
    INSERT INTO stems SELECT 2000000 + i, 2000000 + i FROM generate_series(1, 20) AS i;
    UPDATE tracks SET remix_of = '{"tracks": [{"parent_track_id": 2000001}]}', stem_of = '{"parent_track_id": 2000001, "category": "x"}';
    INSERT INTO comments (comment_id, text, user_id, entity_id, entity_type, txhash, blockhash, blocknumber)
      SELECT 4000000 + i, 'c', ${ann.id}, 2000001, 'Track', 't', '0x', 2 FROM generate_series(1, 3) AS i;
    INSERT INTO comment_threads VALUES (4000001, 4000002), (4000002, 4000003), (4000003, 4000001);
    INSERT INTO grants (grantee_address, user_id, is_revoked, is_current, is_approved, created_at, updated_at, txhash)
      SELECT u.wallet, u.user_id, false, true, true, '2020-01-01', '2020-01-01', 't' FROM users AS u;
    UPDATE playlists SET playlist_contents = jsonb_build_object('track_ids', jsonb_build_array(jsonb_build_object('track', playlist_id, 'time', 1)));
    INSERT INTO muted_users (user_id, muted_user_id, txhash, blockhash) VALUES (${ann.id}, ${ann.id}, 't', '0x');
    INSERT INTO follows (follower_user_id, followee_user_id, is_current, is_delete, txhash, created_at) VALUES (${ann.id}, ${ann.id}, true, false, 't', '2020-01-01')`)));
  assert.deepEqual(isWhole(target), []);
  chain.add([act('Track', 2000002, 'Update', { title: 'In a circle' }), act('Track', 2000003, 'Delete')]);
  chain.add([act('Comment', 4000002, 'Delete')]);
  chain.add([act('Comment', 4000009, 'Create', { body: 'an answer', entity_id: 2000001, entity_type: 'Track', parent_comment_id: 4000001 })]);
  await index(coreSettings({ database: target, node }));
  assert.deepEqual(target.rows('SELECT title FROM disc.tracks WHERE track_id = 2000002'), [{ title: 'In a circle' }]);
  assert.deepEqual(isWhole(target), []);
});

test('of many tables and columns that nobody knows a line names a few, and how many there are', async () => {
  const many = (n, of) => Array.from({ length: n }, (_, i) => of(i + 1)).join(' ');
  const { log } = await mustImport(empty(place), url(source(`${many(1500, (i) => `CREATE TABLE hat_${i} ();`)}
    ALTER TABLE follows ${many(300, (i) => `ADD shoe_${i} int${i < 300 ? ',' : ''}`)}`)));
  assert.match(log, /tables that are not known and not taken: (hat_\d+, ){19}hat_\d+ and 1480 more"/);
  assert.match(log, /table=follows msg="the source has columns that are not known and not taken: (shoe_\d+, ){19}shoe_\d+ and 280 more"/);
});
