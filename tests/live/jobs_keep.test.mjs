// SPDX-License-Identifier: ISC
// Jobs that keep rows true: releases, notices of contests that end and of rewards, tracks that
// no node serves.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { addUsers, mustRun, startJob, startServer, startWorld } from './jobs_lib.mjs';

let world;
let base;
before(async () => {
  world = await startWorld({ chain: false });
  base = world.database();
  addPeople(base);
});
after(() => world.close());

const NOW = `timezone('UTC', clock_timestamp())`;
/** Six users: 2 and 3 subscribe to 1, 4 follows 1, 5 saved track 3, 6 subscribed to event 1. */
function addPeople(database) {
  addUsers(database, { 1: {}, 2: {}, 3: {}, 4: {}, 5: {}, 6: {} });
  database.execute(`
    INSERT INTO disc.subscriptions (subscriber_id, user_id, entity_type, entity_id, is_delete, created_at, txhash) VALUES
      (2, 1, 'User', NULL, false, now(), '0x'), (3, 1, 'User', NULL, false, now(), '0x'), (6, 1, 'Event', 1, false, now(), '0x');
    INSERT INTO disc.follows (follower_user_id, followee_user_id, is_delete, created_at)
      VALUES (4, 1, false, now()), (1, 1, false, now()), (2, 1, true, now());
    INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete, created_at) VALUES (5, 3, 'track', false, now())`);
}

async function stage() {
  const database = await world.place.copyOf(base);
  return { database, env: world.env(database) };
}

/** Tracks: {id, owner, hidden, due (seconds), scheduled, remix (of)}. */
function addTracks(database, ...tracks) {
  database.execute(`INSERT INTO disc.tracks (track_id, owner_id, title, is_delete, is_unlisted, is_scheduled_release, release_date,
      remix_of, created_at, updated_at) VALUES ${tracks.map(({ id, owner = 1, hidden = true, due = -1, scheduled = true, remix }) =>
    `(${id}, ${owner}, 't', false, ${hidden}, ${scheduled}, ${due === null ? 'NULL' : `${NOW} + interval '${due} seconds'`},
      ${remix === undefined ? 'NULL' : `'{"tracks": [{"parent_track_id": ${remix}}]}'`},
      timestamp '2023-01-01' + ${id} * interval '1 minute', '2023-01-01')`).join(', ')}`);
}

const addAlbums = (database) => database.execute(`INSERT INTO disc.playlists (playlist_id, playlist_owner_id, is_album,
    is_private, is_delete, playlist_contents, is_scheduled_release, release_date, created_at, updated_at)
  SELECT id, 1, album, true, false, '{}', scheduled, ${NOW} + due * interval '1 hour', now(), '2023-01-01'
    FROM (VALUES (50, true, true, -1), (51, false, true, -1), (52, true, true, 9), (53, true, false, -1))
      AS p (id, album, scheduled, due)`);

const addContest = (database, hours, deleted = false) => database.execute(`INSERT INTO disc.events (event_id, event_type,
    user_id, entity_type, entity_id, end_date, is_deleted, created_at, updated_at, txhash, blockhash)
  VALUES (1, 'remix_contest', 1, 'track', 3, ${hours === null ? 'NULL' : `${NOW} + interval '${hours} hours'`},
    ${deleted}, now(), now(), '0x', '0x')`);

const hidden = (database) => database.rows('SELECT track_id AS id FROM disc.tracks WHERE is_unlisted ORDER BY 1')
  .map(({ id }) => id);
const told = (database, like = '%contest%') => database.rows(`SELECT type || ' ' || specifier AS told, group_id, data,
    user_ids, blocknumber
  FROM disc.notification WHERE type LIKE '${like}' ORDER BY type, specifier`);
const words = (database, like) => told(database, like).map((row) => row.told);

test('a hundred tracks a pass, those that wait longest first, then albums', async () => {
  const { database, env } = await stage();
  addTracks(database, ...Array.from({ length: 110 }, (_, i) => ({ id: 200 - i })),
    { id: 5, due: 600 }, { id: 6, due: null }, { id: 7, scheduled: false });
  addAlbums(database);
  assert.match((await mustRun('releases', env)).log, /read=101 changed=101/);
  assert.deepEqual(hidden(database), [5, 6, 7, ...Array.from({ length: 10 }, (_, i) => 191 + i)]);
  assert.deepEqual(database.rows('SELECT playlist_id AS id FROM disc.playlists WHERE NOT is_private'), [{ id: 50 }]);
  await mustRun('releases', env);
  assert.deepEqual(hidden(database), [5, 6, 7]);
  assert.deepEqual(database.rows(`SELECT DISTINCT updated_at::date::text AS day FROM disc.tracks`), [{ day: '2023-01-01' }]);
  assert.deepEqual(database.rows('SELECT track_count, album_count FROM disc.aggregate_user WHERE user_id = 1'),
    [{ track_count: 110, album_count: 1 }]);
});

test('albums wait for a pass that releases a track', async () => {
  const { database, env } = await stage();
  addTracks(database, { id: 5, due: 600 }, { id: 7, scheduled: false });
  addAlbums(database);
  await mustRun('releases', env);
  assert.deepEqual([hidden(database), database.rows('SELECT FROM disc.playlists WHERE NOT is_private').length], [[5, 7], 0]);
});

test('a track that is released with a running contest tells of it', async () => {
  const { database, env } = await stage();
  addTracks(database, { id: 3 });
  addContest(database, 100);
  await mustRun('releases', env);
  assert.deepEqual(words(database), [4, 5, 6].map((id) => `fan_remix_contest_started ${id}`));
  assert.equal(told(database)[0].blocknumber, null);
});

test('undoing the current block undoes what jobs have written, which is done again', async () => {
  const { database, env } = await stage();
  database.execute(`INSERT INTO disc.blocks (blockhash, parenthash, number, is_current) VALUES ('0xa', '0x0', 1, true);
    SELECT disc.block_begin(2, '0xb', '0xa', true)`);
  addTracks(database, { id: 3 });
  addContest(database, 1);
  database.execute(`BEGIN; SELECT disc.block_begin(3, '0xc', '0xb', true);
    UPDATE disc.users SET bio = 'x'; INSERT INTO disc.tracks (track_id, owner_id, title, is_delete, is_unlisted, created_at, updated_at)
      VALUES (4, 1, 't', false, false, now(), now()); COMMIT`);
  const seen = () => [hidden(database), words(database).length, database.rows('SELECT * FROM disc.recount_check()'),
    database.rows('SELECT track_count AS n FROM disc.aggregate_user WHERE user_id = 1')[0].n];
  const before = seen();
  assert.deepEqual(before, [[3], 0, [], 1]);
  await mustRun('releases', env);
  await mustRun('contests', env);
  assert.deepEqual(seen(), [[], 3 + 3 + 1, [], 2]);
  database.execute('SELECT disc.block_revert(3)');
  assert.deepEqual(seen(), [[3], 0, [], 0]);
  await mustRun('releases', env);
  await mustRun('contests', env);
  assert.deepEqual(seen(), [[], 3 + 3 + 1, [], 1]);
});

const CONTESTS = [
  ['in 62 hours: its fans', 62, {}, { fan_remix_contest_ending_soon: [4, 5, 6] }],
  ['in 47 hours: its host, too', 47, {}, { artist_remix_contest_ending_soon: [1], fan_remix_contest_ending_soon: [4, 5, 6] }],
  ['ten hours ago: those who made remixes, too', -10, {},
    { artist_remix_contest_ended: [1], fan_remix_contest_ended: [2, 3, 4, 5, 6] }],
  ['25 hours ago: nobody', -25, {}, {}],
  ['in 73 hours: nobody yet', 73, {}, {}],
  ['never: nobody', null, {}, {}],
  ['ten hours ago, deleted: nobody', -10, { deleted: true }, {}],
  ['in an hour, its track hidden: nobody', 1, { hidden: true }, {}],
];
const ENDS = '%contest_end%';
test('who hears of a contest that ends, and once', async () => {
  const { database, env } = await stage();
  for (const [about, hours, more, expected] of CONTESTS) {
    database.execute('TRUNCATE disc.tracks, disc.events, disc.notification');
    addTracks(database, { id: 3, hidden: more.hidden === true, scheduled: false },
      ...[2, 3, 1].map((owner, i) => ({ id: 20 + i, owner, hidden: false, remix: 3 })), { id: 30, owner: 6, hidden: false, remix: 9 });
    addContest(database, hours, more.deleted);
    await mustRun('contests', env);
    const rows = told(database, ENDS);
    assert.deepEqual(rows.map((row) => row.told),
      Object.entries(expected).flatMap(([type, ids]) => ids.map((id) => `${type} ${id}`)), about);
    for (const { told: line, group_id, data, user_ids, blocknumber } of rows) {
      const [type, id] = line.split(' ');
      assert.deepEqual([group_id, user_ids, blocknumber], [`${type}:1`, [Number(id)], null]);
      assert.deepEqual(data, type === 'artist_remix_contest_ended' ? { entity_id: 3 } : { entity_id: 3, entity_user_id: 1 });
    }
  }
  database.execute('UPDATE disc.tracks SET is_unlisted = false');
  await mustRun('contests', env);
  const lines = words(database, ENDS);
  database.execute('UPDATE disc.follows SET is_delete = false');
  await mustRun('contests', env);
  assert.deepEqual([lines.length, words(database, ENDS)], [4, lines]);
});

const ago = (interval) => `${NOW} - interval '${interval}'`;
test('rewards that had to wait a week are told, those that nobody has had, and once', async () => {
  const { database, env } = await stage();
  database.execute(`INSERT INTO disc.challenges (id, type, amount, active, cooldown_days)
      VALUES ('u', 'numeric', '1', true, 7), ('now', 'numeric', '1', true, 0), ('long', 'numeric', '1', true, 9);
    INSERT INTO disc.challenge_disbursements VALUES ('u', 3, 'had', 'sig', 1, '1', now());
    ALTER TABLE disc.user_challenges DISABLE TRIGGER news;
    INSERT INTO disc.user_challenges (challenge_id, user_id, specifier, is_complete, amount, completed_blocknumber, completed_at) VALUES
      ('u', 1, 'due', true, 5, 7, ${ago('8 days')}), ('u', 2, 'young', true, 5, 7, ${ago('6 days')}),
      ('u', 3, 'had', true, 5, 7, ${ago('8 days')}), ('u', 4, 'begun', false, 5, NULL, NULL),
      ('u', 5, 'old', true, 5, 7, ${ago('40 days')}), ('now', 6, 'now', true, 5, 7, ${ago('8 days')}),
      ('long', 6, 'long', true, 5, 7, ${ago('8 days')})`);
  await mustRun('rewards', env);
  const TOLD = { told: 'claimable_reward due', group_id: 'claimable_reward:1:challenge:u:specifier:due', user_ids: [1], blocknumber: 7,
    data: { specifier: 'due', challenge_id: 'u', amount: 5 } };
  assert.deepEqual(told(database, '%reward'), [TOLD]);
  database.execute(`INSERT INTO disc.user_challenges (challenge_id, user_id, specifier, is_complete, amount, completed_at) VALUES
    ('u', 1, 'soon after', true, 5, ${ago('191 hours 30 minutes')}), ('u', 1, 'an hour before', true, 5, ${ago('194 hours')}),
    ('u', 1, 'a day after', true, 5, ${ago('7 days 1 hour')})`);
  await mustRun('rewards', env);
  assert.deepEqual(words(database, '%reward'), ['claimable_reward a day after', TOLD.told]);
});

test('1200 rewards are told in one pass, of a crowd', async () => {
  const { database, env } = await stage();
  database.execute(`INSERT INTO disc.challenges (id, type, amount, active, cooldown_days) VALUES ('u', 'numeric', '1', true, 7);
    ALTER TABLE disc.user_challenges DISABLE TRIGGER news;
    INSERT INTO disc.user_challenges (challenge_id, user_id, specifier, is_complete, completed_at)
      SELECT 'u', i, i, true, ${ago('8 days')} FROM generate_series(1, 1200) AS i;
    INSERT INTO disc.challenge_listen_streak SELECT i, ${ago('42 hours 30 minutes')}, 3 FROM generate_series(1, 1200) AS i`);
  assert.match((await mustRun('rewards', env)).log, /read=1200 changed=1200/);
  assert.match((await mustRun('streaks', env)).log, /read=1200 changed=1200/);
});

test('who has listened last 42 to 43 hours ago is reminded, and once', async () => {
  const { database, env } = await stage();
  database.execute(`INSERT INTO disc.challenge_listen_streak (user_id, listen_streak, last_listen_date) VALUES
    (1, 3, ${ago('41 hours 50 minutes')}), (2, 4, ${ago('42 hours 5 minutes')}), (3, 5, ${ago('42 hours 50 minutes')}),
    (4, 6, ${ago('43 hours 5 minutes')}), (5, 7, NULL)`);
  await mustRun('streaks', env);
  const [day] = database.rows('SELECT last_listen_date::date::text AS day FROM disc.challenge_listen_streak WHERE user_id = 2');
  const rows = told(database, '%streak%');
  assert.deepEqual(rows[0], { told: 'listen_streak_reminder 2', group_id: `listen_streak_reminder:2:${day.day}`, user_ids: [2],
    blocknumber: null, data: { streak: 4 } });
  assert.deepEqual(rows.map(({ user_ids: [id] }) => id), [2, 3]);
  assert.doesNotMatch((await mustRun('streaks', env)).log, /changed=[1-9]/);
});

test('killed at any moment, rewards and reminders are told once each', async () => {
  const { database, env } = await stage();
  database.execute(`INSERT INTO disc.challenges (id, type, amount, active, cooldown_days) VALUES ('u', 'numeric', '1', true, 7);
    ALTER TABLE disc.user_challenges DISABLE TRIGGER news;
    INSERT INTO disc.user_challenges (challenge_id, user_id, specifier, is_complete, completed_at)
      SELECT 'u', i, i, true, ${ago('8 days')} FROM generate_series(1, 3000) AS i;
    INSERT INTO disc.challenge_listen_streak SELECT i, ${ago('42 hours 30 minutes')}, 3 FROM generate_series(1, 3000) AS i`);
  for (let i = 0; i < 5; i++)
    for (const name of ['rewards', 'streaks']) {
      const run = startJob(name, env);
      await new Promise((done) => { setTimeout(done, 15 + 10 * i); });
      run.child.kill('SIGKILL');
      await run.ended;
      await database.settled();
    }
  await mustRun('rewards', env);
  await mustRun('streaks', env);
  assert.deepEqual(database.rows("SELECT type, count(*)::int AS n FROM disc.notification WHERE type ~ '(reward|reminder)' GROUP BY 1 ORDER BY 1"),
    [{ type: 'claimable_reward', n: 3000 }, { type: 'listen_streak_reminder', n: 3000 }]);
});

test('killed at any moment, the next pass leaves what one pass leaves', async () => {
  const { database, env } = await stage();
  addTracks(database, ...Array.from({ length: 300 }, (_, i) => ({ id: 1000 + i, owner: 1 + i % 6 })));
  for (let i = 0; i < 6 && hidden(database).length > 0; i++) {
    const run = startJob('releases', env);
    await new Promise((done) => { setTimeout(done, 10 * i); });
    run.child.kill('SIGKILL');
    await run.ended;
    await database.settled();
    assert.equal(hidden(database).length % 100, 0, 'all of a pass, or none');
    assert.deepEqual(database.rows('SELECT * FROM disc.recount_check()'), []);
  }
  for (let i = 0; i < 3; i++)
    await mustRun('releases', env);
  assert.deepEqual(hidden(database), []);
});

test('a track that all nodes of its owner name is unavailable', async () => {
  const { database, env } = await stage();
  const answers = { a: [20, 21, 22, 23], b: [20, 21, 22], c: [20, 22, 23], d: 'no list' };
  const server = await startServer((req, res) => {
    const [, node, ...rest] = req.url.split('/');
    const values = answers[node];
    res.statusCode = values === undefined || rest.join('/') !== 'blacklist/tracks' ? 500 : 200;
    res.end(JSON.stringify({ data: { values } }));
  });
  const run = (more = {}) => mustRun('availability', { ...env, audius_network_allow_private: 'true', ...more });
  const gone = () => database.rows('SELECT track_id AS id FROM disc.tracks WHERE NOT is_available AND is_delete ORDER BY 1')
    .map(({ id }) => id);
  // 22's owner has no complete set, 24 nobody names
  database.execute(`UPDATE disc.users SET primary_id = 1, secondary_ids = '{2,3}' WHERE user_id = 1;
    UPDATE disc.users SET primary_id = 1, secondary_ids = '{2}' WHERE user_id = 2;
    INSERT INTO disc.service_providers SELECT 'content-node', id, '0xo', '${server.url}/' || name || '/', 1, '0xd', now()
      FROM (VALUES (1, 'a'), (2, 'b'), (3, 'c'), (4, 'd'), (5, 'e')) AS n (id, name)`);
  addTracks(database, ...[20, 21, 22, 23, 24].map((id) => ({ id, owner: id === 22 ? 2 : 1, hidden: false })));
  assert.match((await run({ audius_network_allow_private: 'false' })).log, /failed=5/);
  assert.deepEqual(gone(), [], 'private addresses are not asked');
  const { log } = await run();
  assert.match(log, /read=10 changed=1 failed=2/);
  assert.deepEqual(gone(), [20]);
  assert.deepEqual(database.rows('SELECT * FROM disc.recount_check()'), []);
  answers.b = [20, 23];
  delete answers.a;
  await run();
  assert.deepEqual(gone(), [20, 23], 'who does not answer is believed what it said last');
  answers.a = [1.5];
  assert.match((await run()).log, /item 0 of its values is no id/);
  database.execute('DELETE FROM disc.service_providers WHERE sp_id <> 1');
  await run();
  assert.deepEqual(database.rows('SELECT DISTINCT sp_id FROM disc.content_node_tracks'), [{ sp_id: 1 }]);
  await server.close();
});
