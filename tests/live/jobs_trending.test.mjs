// SPDX-License-Identifier: ISC
// discprov-job trending: scores and lists are those that the original's own
// strategies made of recorded worlds, and those that the formulas give, slowly,
// for worlds that change at random between runs; SEED=n repeats these.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ours } from '../lib/guard.mjs';
import { Place, TOP } from './index_lib.mjs';
import { job, mustRun, startJob } from './jobs_lib.mjs';

const BUILD = process.env.BUILD ?? path.join(TOP, 'build');
const VECTORS = path.join(TOP, 'tests/vectors');
const DAY = 86400;
const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 1e6));
const read = (file) => JSON.parse(readFileSync(path.join(VECTORS, file), 'utf8'));
const seconds = (time) => Date.parse(`${time.replace(' ', 'T')}Z`) / 1000;
const text = (value) => `'${JSON.stringify(value).replaceAll("'", "''")}'`;
console.log(`# SEED=${seed}`);
let place;
let template;
let prepared;

const settings = (database, more = {}) => ours({ PATH: process.env.PATH, ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '',
  audius_db_url: database.url, audius_discprov_run_dir: place.folder, ...more });

/** A database at our last step, with the slow formulas in it, and the job's settings for it. */
async function world(more) {
  const database = await place.copyOf(template);
  const env = settings(database, more);
  return { database, run: (at) => mustRun(['--as-of', `${at}`, 'trending'], env), env };
}

before(() => {
  place = new Place();
  template = place.database();
  execFileSync(path.join(BUILD, 'discprov'), ['migrate'], { env: settings(template), stdio: 'ignore' });
  template.execute(readFileSync(path.join(TOP, 'tests/sql/trending.sql'), 'utf8'));
  prepared = execFileSync('awk', ['-v', 'mode=prepare', '-f', `${TOP}/sql/gen.awk`,
    `${TOP}/sql/stmt/api_trending.sql`], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
});
after(() => place.close());

/** The pool's statements answer with these ids: [[call, ids], ...]. */
function answers(database, pairs) {
  const out = execFileSync('psql', ['-X', '-q', '-A', '-t', '-d', database.name, '-f', '-'], {
    env: { ...process.env, ...place.env }, encoding: 'utf8', maxBuffer: 1 << 26,
    input: `SET search_path = ''; SET plan_cache_mode = force_generic_plan;\n${prepared}
${pairs.map(([call]) => `EXECUTE ${call};\n\\echo @\n`).join('')}` });
  const got = out.split('@\n').slice(0, -1).map((part) => part.split('\n').filter((line) => line !== '')
    .map((line) => Number(line.split('|')[0])));
  for (const [i, [call, want]] of pairs.entries())
    assert.deepEqual(got[i], want, call);
}

const close = (want, got) => Math.abs(want - got) <= 1e-9 * Math.max(Math.abs(want), Math.abs(got));

// What a recorded row does not say.
const ALSO = {
  users: { created_at: 0, updated_at: 0 },
  tracks: { updated_at: 0, track_segments: [] },
  playlists: { updated_at: 0 },
  playlist_tracks: { created_at: 0, updated_at: 0 },
  plays: { updated_at: 0 },
};
const TIMES = new Set(['created_at', 'updated_at', 'release_date']);

function load(database, now, tables) {
  const time = (cell) => (cell === null ? null : new Date((now - cell) * 1000).toISOString().slice(0, 19));
  const script = Object.entries(tables).map(([table, { columns, rows }]) => {
    const all = [...columns, ...Object.keys(ALSO[table] ?? {})];
    const list = rows.map((row) => Object.fromEntries([...row, ...Object.values(ALSO[table] ?? {})]
      .map((cell, i) => [all[i], TIMES.has(all[i]) ? time(cell) : cell])));
    return `INSERT INTO disc.${table} (${all}) SELECT ${all} FROM jsonb_populate_recordset(NULL::disc.${table}, ${text(list)});`;
  }).join('\n');
  execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', database.name, '-f', '-'], {
    env: { ...process.env, ...place.env }, stdio: ['pipe', 'ignore', 'inherit'],
    input: `BEGIN; SET LOCAL session_replication_role = replica;
      INSERT INTO disc.blocks (blockhash, number, is_current) VALUES ('0xb', 1000, true);\n${script}\nCOMMIT;`,
  });
}

function scoresOf(database) {
  const scores = {};
  const add = (key, id, score) => (scores[key] ??= []).push([id, score]);
  for (const row of database.table('track_trending_scores'))
    add(`tracks ${row.version} ${row.time_range}`, row.track_id, row.score);
  for (const row of database.table('playlist_trending_scores'))
    add(`playlists ${row.version} ${row.time_range}`, row.playlist_id, row.score);
  return scores;
}

// "tracks pnagD week genre=Pop": which question is it?
function question(list) {
  const [, kind, version, rest] = /^(\S+) (\S+) ?(.*)$/.exec(list);
  const [range, ...filter] = rest.split(' ');
  const genre = /genre=(.*)/.exec(rest)?.[1];
  if (kind === 'underground')
    return `api_trending_underground('${version}', 'week', NULL, ${/limit (\d+)/.exec(rest)[1]}, ${/offset (\d+)/.exec(rest)[1]})`;
  if (kind === 'playlists')
    return `api_trending_playlists('PLAYLISTS', '${version}', '${range}', 30, 0)`;
  return `api_trending_tracks('${version}', '${range}', ${genre === undefined ? 'NULL' : `'${genre}'`},
    ${filter[0] !== 'exclude_gated'}, ${filter[0] === 'usdc_purchase_only'}, 100, 0)`;
}

for (const file of readdirSync(path.join(VECTORS, 'trending')).filter((name) => name !== 'formulas.json')) {
  const recorded = read(`trending/${file}`);
  test(`as recorded: ${recorded.about}`, async () => {
    const { database, run } = await world();
    const now = seconds(recorded.now);
    load(database, now, recorded.before);
    await run(now);
    const scores = scoresOf(database);
    assert.deepEqual(Object.keys(scores).sort(), Object.keys(recorded.scores).sort());
    for (const [key, want] of Object.entries(recorded.scores)) {
      const got = scores[key].sort(([a], [b]) => a - b);
      assert.deepEqual(got.map(([id]) => id), want.map(([id]) => id), key);
      assert.deepEqual(got.filter(([, score], i) => !close(want[i][1], score)), [], key);
    }
    answers(database, Object.entries(recorded.lists).map(([list, want]) => [question(list), want]));
    const notices = database.rows(`SELECT jsonb_build_array(group_id, specifier, type, blocknumber, data, user_ids) AS n
      FROM disc.notification ORDER BY group_id, specifier`).map(({ n }) => n);
    const byGroup = (a, b) => (a[0] + a[1] < b[0] + b[1] ? -1 : 1);
    assert.deepEqual(notices.sort(byGroup), recorded.notices.sort(byGroup));
    // It was noon of a Friday in Los Angeles.
    const winners = database.rows(`SELECT id FROM disc.trending_results WHERE week = '2025-11-07' AND rank <= 5
      AND type = 'TrendingType.TRACKS' AND version = 'TrendingVersion.pnagD' ORDER BY rank`).map(({ id }) => Number(id));
    assert.deepEqual(winners, recorded.lists['tracks pnagD week exclude_gated'].slice(0, 5));
    // The week in which a day falls; those that are shown of all that were written down.
    const shown = new Set(database.rows(`SELECT track_id AS id FROM disc.tracks WHERE NOT is_delete AND NOT is_unlisted
      AND is_available AND access_authorities IS NULL`).map(({ id }) => Number(id)));
    const led = database.rows(`SELECT id FROM disc.trending_results WHERE week = '2025-11-07'
      AND type = 'TrendingType.TRACKS' AND version = 'TrendingVersion.pnagD' ORDER BY rank`).map(({ id }) => Number(id))
      .filter((id) => shown.has(id));
    answers(database, [[`api_trending_winners('TrendingType.TRACKS', 'TrendingVersion.pnagD', NULL)`, led],
      [`api_trending_winners('TrendingType.TRACKS', 'TrendingVersion.pnagD', '2025-11-06')`, led]]);
  });
}

test('the formulas give the recorded scores', async () => {
  const { database } = await world();
  const length = { day: 1, week: 7, month: 30, year: 365, allTime: 100000 };
  const rows = read('trending/formulas.json').rows.map(([kind, window, ...row]) =>
    ({ kind, length: length[window], row }));
  const { trending } = read('rest.json');
  for (const [kind, list] of [['playlists', trending.tracks_and_playlists], ['underground', trending.underground]])
    for (const c of list)
      rows.push({ kind, length: c.window_days, row: [c.listens, c.windowed_repost_count, c.repost_count,
        c.windowed_save_count, c.save_count, c.owner_follower_count, c.karma, c.age_days * DAY,
        c.owner_verified ?? false, c.score ?? c.score_sql] });
  const calls = rows.map(({ kind, length: days, row: [l, rw, r, sw, s, f, k, age, verified] }) => {
    const rest = 5000 * rw + 100 * sw + 25 * r + s;
    return kind === 'underground'
      ? `disc.trending_underground_score(${500 * l + rest}, ${k}, ${f}, ${Math.floor(age / DAY)}, ${verified})`
      : `disc.trending_score(${100 * l + rest}, ${k}, ${f}, ${Math.floor(age / DAY)}, ${days})`;
  });
  const [{ got }] = database.rows(`SELECT ARRAY[${calls}]::float8[] AS got`);
  assert.equal(got.length, 180 + trending.tracks_and_playlists.length + trending.underground.length);
  assert.deepEqual(rows.filter(({ row }, i) => !close(row.at(-1), got[i])), []);
});

test('nothing is indexed, nothing is there', async () => {
  const { database, env, run } = await world();
  await mustRun('trending', env);
  assert.deepEqual(database.table('trending_run'), []);
  database.execute(`INSERT INTO disc.blocks (blockhash, number, is_current) VALUES ('0xa', 1, true)`);
  await run(1_700_000_000);
  assert.equal(database.table('trending_run').length, 1);
  assert.deepEqual(database.table('notification'), []);
  assert.equal((await job(['--as-of', '1', 'delist'], env)).code, 64);
  assert.equal((await job(['--as-of', 'now', 'trending'], env)).code, 64);
  assert.equal((await job('trending', { ...env, audius_discprov_trending_versions: 'pnagD, XXXXX' })).code, 78);
});

test('a run is due for each full hour of block time', async () => {
  const { database, env } = await world();
  database.execute(`INSERT INTO disc.blocks (blockhash, number, is_current) VALUES ('0xa', 1, true)`);
  const at = async (time) => {
    database.execute(`INSERT INTO disc.keyvalue VALUES ('most_recently_indexed_block_time_from_db', '${seconds(time)}')
      ON CONFLICT (key) DO UPDATE SET value = excluded.value`);
    await mustRun('trending', env);
    return database.table('trending_run')[0].as_of;
  };
  assert.equal(await at('2025-03-01 10:20:00'), '2025-03-01T10:00:00');
  const done = database.value('trending:tracks:last-completion');
  assert.ok(done > 0);
  assert.equal(await at('2025-03-01 10:59:59'), '2025-03-01T10:00:00');
  assert.equal(await at('2025-03-01 11:00:00'), '2025-03-01T11:00:00');
  assert.equal(await at('2025-03-01 10:59:00'), '2025-03-01T11:00:00', 'blocks were undone');
  assert.equal(await at('2025-03-04 00:00:01'), '2025-03-04T00:00:00');
});

const VERSIONS = ['pnagD', 'AnlGe', 'EJ57D', 'BDNxn'];
const ALL = [...VERSIONS, 'ML51L', 'aSPET', 'ePWJD'];

/** A world of its own, with the slow formulas in it. */
async function changing(versions) {
  const { database, run, env } = await world({ audius_discprov_trending_versions: versions.join(', ') });
  const at = (time) => `timestamp 'epoch' + ${time} * interval '1 second'`;
  let height = 0;
  let hash = '0x0';
  return {
    database, run, env,
    right: (time, what) => {
      assert.deepEqual(database.rows(`SELECT * FROM ref.wrong(${at(time)}, '{${versions}}') LIMIT 5`), [],
        `${what}, SEED=${seed}`);
    },
    write: (time, n, days, plays, salt) => {
      const next = `0x${++height}${salt}`;
      database.execute(`BEGIN; SELECT setseed(${((seed * 31 + height * 7 + salt.length) % 1000) / 1000});
        SELECT ref.write_block(${height}, '${next}', '${hash}', ${at(time)}, ${n}, ${days});
        COMMIT; SELECT ref.write_plays(${plays}, ${at(time)}, ${days})`);
      hash = next;
    },
    undo: () => {
      database.execute(`SELECT disc.block_revert(${height--})`);
      hash = database.rows(`SELECT blockhash FROM disc.blocks WHERE is_current`)[0].blockhash;
    },
  };
}

/** What is remembered and computed, but for the times of it. */
const kept = (database) => database.rows(['track_trending_scores', 'playlist_trending_scores', 'trending_lists',
  'trending_weights', 'trending_plays', 'trending_tracks', 'trending_playlists'].map((table) => `
  SELECT '${table}' AS t, (SELECT md5(string_agg(q::text, '' ORDER BY q::text COLLATE "C"))
    FROM (SELECT to_jsonb(t) - 'created_at' - 'next_at' AS q FROM disc.${table} AS t) AS q
   WHERE q -> 'weight' IS DISTINCT FROM 'null') AS sum`).join(' UNION ALL '));

for (const [versions, day] of [[VERSIONS, '2025-03-25'], [ALL, '2024-02-26']])
  test(`what has changed is enough: ${versions}`, async () => {
    const world = await changing(versions);
    const { database } = world;
    let now = seconds(`${day} 00:00:00`);
    world.write(now, 1500, 400, 9000, 'a');
    await world.run(now);
    world.right(now, 'a first run');
    for (let i = 0; i < 8; i++) {
      const wide = (seed >> i) & 1;
      now += [1, 26, 5, 1, 60, 71, 100, 3][i] * 3600;
      for (let b = 0; b <= wide; b++)
        world.write(now + (b === 0 ? -1800 : 240), 10 + 20 * wide, i % 4 === 0 ? 90 : 1, 60, 'a');
      if (i % 3 === 1) // other jobs do this
        database.execute(`UPDATE disc.tracks SET is_unlisted = NOT is_unlisted WHERE track_id % 17 = ${i};
          UPDATE disc.playlists SET is_private = NOT is_private WHERE playlist_id % 13 = ${i}`);
      if (i % 5 === 3) {
        world.undo();
        world.write(now - 60, 10, 1, 0, 'other');
      }
      await world.run(now);
      world.right(now, `run ${i}`);
      if (i % 4 !== 3)
        continue;
      const before = kept(database);
      database.execute(`DELETE FROM disc.trending_run`);
      await world.run(now);
      assert.deepEqual(kept(database), before, `counted anew after run ${i}, SEED=${seed}`);
    }
    const whole = database.rows(`SELECT as_of, whole_at FROM disc.trending_run`)[0];
    assert.equal(whole.as_of, whole.whole_at);
    // The statements of the pool agree with a plain reading of the rows.
    const rows = database.rows(`SELECT s.*, t.stream_conditions ? 'nft_collection' AS nft, t.is_stream_gated AS gated,
      t.is_available, u.follower_count < 1500 AND u.following_count < 1500 AS small
      FROM disc.track_trending_scores s JOIN disc.tracks t USING (track_id) JOIN disc.aggregate_user u ON u.user_id = t.owner_id`)
      .sort((a, b) => b.score - a.score || b.track_id - a.track_id);
    const ids = (list) => list.map((row) => row.track_id);
    const pairs = [];
    for (const version of versions.filter((v) => v !== 'BDNxn'))
      for (const range of ['week', 'month', 'year', 'allTime']) {
        const one = !['year', 'allTime'].includes(range) ? range : /aSPET|ePWJD/.test(version) ? 'year' : 'allTime';
        const list = rows.filter((row) => row.version === version && row.time_range === one);
        const first = ids(list.filter((row) => row.is_available).slice(0, 20));
        for (const genre of [null, 'Pop', 'House', '', 'None']) {
          const those = list.filter((row) => genre === null || row.genre === genre);
          const name = genre === null ? 'NULL' : `'${genre}'`;
          pairs.push([`api_trending_tracks('${version}', '${range}', ${name}, true, false, 20, 3)`,
            ids(those.filter((row) => !row.nft).slice(3, 23))]);
          pairs.push([`api_trending_underground('${version}', '${range}', ${name}, 9, 2)`,
            ids(those.filter((row) => row.is_available && row.small && !first.includes(row.track_id)).slice(2, 11))]);
        }
      }
    for (const [version, type] of [['EJ57D', 'PLAYLISTS'], ['BDNxn', 'PLAYLISTS'], ['pnagD', 'ALBUMS'],
      ['EJ57D', 'UNDERGROUND_TRACKS']])
      pairs.push([type !== 'UNDERGROUND_TRACKS' ? `api_trending_playlists('${type}', '${version}', 'week', 9, 1)`
        : `api_trending_list_tracks('${type}', '${version}', 'week', NULL, 9, 1)`,
      database.rows(`SELECT id FROM disc.trending_lists WHERE type = '${type}' AND version = '${version}'
        AND time_range = 'week' ORDER BY rank OFFSET 1 LIMIT 9`).map(({ id }) => id)]);
    answers(database, pairs);
  });

test('killed at any moment, the next run makes up for it', async () => {
  const world = await changing(VERSIONS);
  const { database } = world;
  let now = seconds('2025-03-25 00:00:00');
  world.write(now, 1500, 40, 9000, 'a');
  for (let i = 0; i < 8; i++) {
    now += 3600;
    world.write(now, 20, 1, 50, 'a');
    const { child, ended } = startJob(['--as-of', `${now}`, 'trending'], world.env);
    await sleep(15 * i);
    child.kill('SIGKILL');
    await ended;
  }
  await database.settled();
  await world.run(now);
  world.right(now, 'after kills');
  assert.deepEqual(database.table('trending_work'), []);
  assert.equal(database.rows(`SELECT FROM disc.trending_run WHERE told_at = as_of`).length, 1);
});

test('who leads is told again when he climbs, a day later', async () => {
  const { database, run } = await world();
  const recorded = read('trending/no-plays.json');
  const now = seconds(recorded.now);
  load(database, now, recorded.before);
  await run(now);
  const told = (type) => database.rows(`SELECT specifier, data ->> 'rank' AS rank FROM disc.notification
    WHERE type = '${type}' ORDER BY timestamp, (data ->> 'rank')::int, specifier`).map(({ specifier, rank }) => `${specifier}:${rank}`);
  const first = told('trending');
  assert.equal(first.length, 5);
  const [second, leader] = [first[1], first[0]].map((name) => Number(name.split(':')[0]));
  const play = (id) => `INSERT INTO disc.plays (play_item_id, created_at, updated_at)
    SELECT ${id}, timestamp 'epoch' + ${now - 60} * interval '1 second', 'epoch' FROM generate_series(1, 50)`;
  // No karma, no score: everybody completes his profile and saves both.
  database.execute(`UPDATE disc.users SET bio = 'x', cover_photo = 'c', profile_picture = 'p';
    UPDATE disc.aggregate_user SET follower_count = 10;
    INSERT INTO disc.saves (user_id, save_item_id, save_type, is_delete, created_at)
    SELECT 1, id, 'track', false, '2020-01-01' FROM unnest(ARRAY[${leader}, ${second}]) AS id;
    ${play(second)}; DELETE FROM disc.trending_run`);
  await run(now + 3600);
  assert.deepEqual(told('trending'), first, 'within a day');
  await run(now + 24 * 3600);
  assert.deepEqual(told('trending'), [...first, `${second}:1`]);
  await run(now + 50 * 3600);
  assert.deepEqual(told('trending'), [...first, `${second}:1`], 'as before');
});
