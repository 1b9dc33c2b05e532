// SPDX-License-Identifier: ISC
// Counters that went wrong are mended, to what a recount says, whatever happens
// meanwhile; genres and scores of users follow their rows.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { addUsers, job, mustRun, startJob, startWorld } from './jobs_lib.mjs';

const JOB = 'aggregates';
const PEOPLE = 2500;
let world;
let base;
before(async () => {
  world = await startWorld({ chain: false });
  base = world.database();
  fill(base);
});
after(() => world.close());

/** PEOPLE users with a track and a playlist each, who follow, repost, save and share. */
function fill(database) {
  database.execute(`
    INSERT INTO disc.blocks (blockhash, parenthash, number, is_current) VALUES ('0xa', '0x0', 1, true);
    INSERT INTO disc.users (user_id, handle, created_at, updated_at)
      SELECT i, 'u' || i, '2023-01-01', '2023-01-01' FROM generate_series(1, ${PEOPLE}) AS i;
    INSERT INTO disc.tracks (track_id, owner_id, title, genre, is_delete, is_unlisted, created_at, updated_at)
      SELECT i, i, 't', 'Pop', i % 7 = 0, i % 11 = 0, '2023-01-01', '2023-01-01' FROM generate_series(1, ${PEOPLE}) AS i;
    INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album, is_private, is_delete, playlist_contents, created_at, updated_at)
      SELECT i, i, i % 3 = 0, i % 5 = 0, false, '{}', '2023-01-01', '2023-01-01' FROM generate_series(1, ${PEOPLE}) AS i;
    INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete, created_at)
      SELECT i, 1 + (i + d * d) % ${PEOPLE}, d = 3, '2023-01-01' FROM generate_series(1, ${PEOPLE}) AS i, generate_series(1, 4) AS d;
    INSERT INTO disc.reposts (user_id, repost_item_id, repost_type, is_delete, created_at)
      SELECT i, 1 + i * 7 % ${PEOPLE}, (ARRAY['track', 'playlist', 'album'])[1 + i % 3]::disc.reposttype, i % 13 = 0, '2023-01-01'
        FROM generate_series(1, ${PEOPLE}) AS i;
    INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete, created_at)
      SELECT i, 1 + i * 3 % ${PEOPLE}, (ARRAY['track', 'playlist', 'album'])[1 + i % 3]::disc.savetype, false, '2023-01-01'
        FROM generate_series(1, ${PEOPLE}) AS i;
    INSERT INTO disc.shares (user_id, share_item_id, share_type, created_at, txhash)
      SELECT i, 1 + i % 50, (ARRAY['track', 'playlist'])[1 + i % 2]::disc.sharetype, '2023-01-01', '0x' || i
        FROM generate_series(1, ${PEOPLE}, 9) AS i;
    INSERT INTO disc.comments (comment_id, text, user_id, entity_id, entity_type, created_at, updated_at, txhash, blockhash)
      SELECT i, 'c', i, 1 + i % 40, 'Track', '2023-01-01', '2023-01-01', '0x', '0x' FROM generate_series(1, 300) AS i`);
}

async function stage() {
  const database = await world.place.copyOf(base);
  return { database, env: world.env(database) };
}

/** Every kind of damage: counters too high, too low, rows that are gone, one for nobody. */
const damage = (database) => database.execute(`
  UPDATE disc.aggregate_user SET follower_count = follower_count + 3, album_count = 9, track_share_count = 4 WHERE user_id % 17 = 0;
  UPDATE disc.aggregate_user SET track_count = 0, total_track_count = 8, playlist_count = -1, following_count = 0, repost_count = 5,
    track_save_count = 6 WHERE user_id % 19 = 0;
  UPDATE disc.aggregate_track SET repost_count = 7, save_count = 0, share_count = 3, comment_count = 2 WHERE track_id % 23 = 0;
  UPDATE disc.aggregate_playlist SET repost_count = 7, save_count = 1, share_count = 3, is_album = NOT is_album WHERE playlist_id % 29 = 0;
  DELETE FROM disc.aggregate_user WHERE user_id % 101 = 0;
  DELETE FROM disc.aggregate_track WHERE track_id % 103 = 0;
  DELETE FROM disc.aggregate_playlist WHERE playlist_id % 107 = 0;
  INSERT INTO disc.aggregate_user (user_id, follower_count) VALUES (1000000, 5)`);
const wrong = (database) => database.rows('SELECT tablename, count(*)::int AS n FROM disc.recount_check() GROUP BY 1 ORDER BY 1');
const counters = (database) => ['aggregate_user', 'aggregate_track', 'aggregate_playlist']
  .map((table) => database.rows(`SELECT * FROM disc.${table} ORDER BY 1`));

test('damaged counters are mended, and told', async () => {
  const { database, env } = await stage();
  assert.deepEqual(wrong(database), []);
  await mustRun(JOB, env);
  const good = counters(database);
  damage(database);
  const [{ n: playlists }, { n: tracks }, { n: users }] = wrong(database);
  const { log } = await mustRun(JOB, env);
  assert.match(log, new RegExp(`counters were wrong: ${users} users, ${tracks} tracks, ${playlists} playlists`));
  assert.deepEqual(wrong(database), []);
  database.execute('DELETE FROM disc.aggregate_user WHERE user_id = 1000000');
  const now = counters(database);
  assert.deepEqual(now.slice(1), good.slice(1));
  assert.match(database.rows(`SELECT did FROM disc.job_runs WHERE job = '${JOB}'`)[0].did,
    new RegExp(`^mended ${users} users, ${tracks} tracks, ${playlists} playlists; `));
  await mustRun(JOB, env); // scores that followed from what was mended behind them
  assert.deepEqual(counters(database), good);
  assert.doesNotMatch((await mustRun(JOB, env)).log, /wrong|changed=[1-9]/);
});

test('killed at any moment, it goes on where it was', async () => {
  const { database, env } = await stage();
  damage(database);
  for (let i = 0; i < 8; i++) {
    const run = startJob(JOB, env);
    await new Promise((done) => { setTimeout(done, 20 + 15 * i); });
    run.child.kill('SIGKILL');
    await run.ended;
    await database.settled();
  }
  await mustRun(JOB, env);
  await mustRun(JOB, env);
  assert.deepEqual(wrong(database), []);
  assert.deepEqual(database.rows("SELECT FROM disc.indexing_checkpoints WHERE tablename = 'update_aggregates'"), []);
});

test('a pass that has to end is gone on with', async () => {
  const { database, env } = await stage();
  damage(database);
  database.execute(`INSERT INTO disc.indexing_checkpoints (tablename, last_checkpoint) VALUES ('update_aggregates', 2000)`);
  await mustRun(JOB, env);
  assert.deepEqual(database.rows('SELECT min(id) > 0 AS before, max(id) <= 2000 AS all FROM disc.recount_check()'),
    [{ before: true, all: true }]);
  await mustRun(JOB, env);
  assert.deepEqual(wrong(database), []);
});

const block = (n, work) => `BEGIN; SELECT pg_advisory_xact_lock(1684632432, 3);
  SELECT disc.block_begin(${n}, '0x${n}', '${n === 2 ? '0xa' : `0x${n - 1}`}', true); ${work}; COMMIT`;

test('what is mended is the current block\'s: undoing it brings back what was, to be mended again', async () => {
  const { database, env } = await stage();
  await mustRun(JOB, env);
  damage(database);
  const before = counters(database);
  database.execute(block(2, `UPDATE disc.follows SET is_delete = NOT is_delete WHERE follower_user_id <= 60;
    UPDATE disc.tracks SET is_delete = NOT is_delete, blocknumber = 2 WHERE track_id <= 60`));
  await mustRun(JOB, env);
  assert.deepEqual(wrong(database), []);
  database.execute('SELECT disc.block_revert(2)');
  assert.deepEqual(counters(database), before);
  await mustRun(JOB, env);
  assert.deepEqual(wrong(database), []);
});

test('while blocks are written', async () => {
  const { database, env } = await stage();
  damage(database);
  const blocks = Array.from({ length: 40 }, (_, i) => block(2 + i, `UPDATE disc.follows SET is_delete = NOT is_delete
      WHERE follower_user_id BETWEEN ${i * 50} AND ${i * 50 + 300};
    UPDATE disc.reposts SET is_delete = NOT is_delete WHERE user_id % 40 = ${i};
    UPDATE disc.tracks SET is_unlisted = NOT is_unlisted WHERE track_id % 40 = ${i}`)).join(';');
  const writer = database.session(blocks);
  const codes = [];
  for (let i = 0; i < 3; i++)
    codes.push((await job(JOB, env)).code);
  await writer.ready;
  await writer.end();
  await mustRun(JOB, env);
  assert.deepEqual(codes, [0, 0, 0]);
  assert.deepEqual(wrong(database), []);
  for (let n = 41; n > 1; n--)
    database.execute(`SELECT disc.block_revert(${n})`);
  await mustRun(JOB, env);
  assert.deepEqual(wrong(database), []);
});

/** Users 1 to 4 with tracks of genres, followers and plays. */
function addJudged(database) {
  addUsers(database, { 1: {}, 2: {}, 3: {}, 4: {} });
  database.execute(`
    UPDATE disc.users SET name = 'The Audius Team' WHERE user_id = 2;
    UPDATE disc.users SET name = 'Audius', is_verified = true WHERE user_id = 3;
    UPDATE disc.users SET handle = NULL WHERE user_id = 4;
    INSERT INTO disc.tracks (track_id, owner_id, title, genre, is_delete, is_unlisted, created_at, updated_at) VALUES
      (1, 1, 't', 'Pop', false, false, '2023-01-01', '2023-01-01'), (2, 1, 't', 'Rock', false, false, '2023-01-02', '2023-01-01'),
      (3, 1, 't', 'Jazz', false, true, '2023-01-03', '2023-01-01'), (4, 1, 't', 'Jazz', true, false, '2023-01-04', '2023-01-01'),
      (5, 2, 't', 'Jazz', false, false, '2023-01-05', '2023-01-01');
    INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete, created_at) VALUES
      (2, 1, false, '2023-01-01'), (3, 1, false, '2023-01-01'), (3, 2, false, '2023-01-01');
    INSERT INTO disc.plays (user_id, play_item_id, created_at, updated_at)
      SELECT 1, 1 + i % 5, timestamp '2023-01-01' + i * interval '30 minutes', '2023-01-01' FROM generate_series(0, 19) AS i`);
}

test('genres and scores', async () => {
  const database = world.database();
  const env = world.env(database);
  addJudged(database);
  await mustRun(JOB, env);
  const judged = () => database.rows(`SELECT user_id AS id, dominant_genre AS genre, dominant_genre_count AS n, score
    FROM disc.aggregate_user ORDER BY 1`);
  const expected = [
    { id: 1, genre: 'Rock', n: 1, score: 10 / 2 + 2 + 0 - 1 }, // his followers have one follower in all
    { id: 2, genre: 'Jazz', n: 1, score: 1 - 1 - 10 - 1000 },
    { id: 3, genre: null, n: 0, score: -1 - 10 },
    { id: 4, genre: null, n: 0, score: 0 }, // nobody without a handle is judged
  ];
  assert.deepEqual(judged(), expected);
  database.execute(`UPDATE disc.aggregate_user SET score = NULL WHERE user_id = 1;
    UPDATE disc.tracks SET is_unlisted = true WHERE track_id = 5`);
  await mustRun(JOB, env);
  assert.deepEqual(judged().slice(0, 2), [{ ...expected[0], score: null }, { ...expected[1], genre: null, n: 0 }]);
});
