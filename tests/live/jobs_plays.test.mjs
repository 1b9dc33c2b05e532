// SPDX-License-Identifier: ISC
// Plays: from a file, and from an identity service (a replay: it is made up
// here); histories, and old plays that go.
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { after, before, beforeEach, test } from 'node:test';

import { alone } from './index_lib.mjs';
import { job, mustRun, startJob, startProgram, startServer, startWorld } from './jobs_lib.mjs';

let world, identity, empty, database, env, file;
let listens = []; // what the service has counted
let asked = [];   // queries it got
let answer;       // (res, query): true when it has answered itself

before(async () => {
  world = await startWorld({ chain: false });
  empty = world.database();
  identity = await startServer((req, res) => {
    const url = new URL(req.url, 'http://identity');
    asked.push(`${url.pathname}${url.search}`);
    if (answer?.(res, url))
      return;
    const since = Number(url.searchParams.get('startTime')) * 1000;
    res.end(JSON.stringify({ listens: listens.filter(({ updatedAt }) => Date.parse(updatedAt) > since)
      .sort((a, b) => Date.parse(a.updatedAt) - Date.parse(b.updatedAt))
      .slice(0, Number(url.searchParams.get('limit'))) }));
  });
});
after(async () => {
  identity.close();
  await world.close();
});
beforeEach(async () => {
  database = await world.place.copyOf(empty);
  env = world.env(database, { audius_discprov_identity_service_url: `${identity.url}/` });
  file = path.join(world.place.folder, `${database.name}.jsonl`);
  listens = [];
  asked = [];
  answer = undefined;
});

const total = (trackId, count, createdAt, updatedAt = createdAt, userId = undefined) =>
  ({ trackId, count, createdAt, updatedAt, ...userId !== undefined && { userId } });
const plays = () => database.rows('SELECT user_id, play_item_id, count(*) n, created_at FROM disc.plays ' +
  'GROUP BY 1, 2, 4 ORDER BY 2, 1, 4').map(({ user_id: u, play_item_id: t, n, created_at: at }) => [u, t, n, at]);
const count = (table = 'plays') => database.rows(`SELECT count(*) n FROM disc.${table}`)[0].n;
const start = (name = file) => startProgram('discprov', ['import-plays', name], env);
const load = (name) => alone(() => start(name).ended);
const lines = (rows) => rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');
const play = (i) => ({ play_item_id: i % 50, user_id: i % 3 === 0 ? null : i % 40, source: 'relay',
  created_at: new Date(Date.parse('2025-11-01T00:00:00Z') + i * 1000).toISOString(), country: i % 2 ? 'Germany' : '' });
const many = (n) => Array.from({ length: n }, (_, i) => play(i));

test('totals become plays, and what has grown the plays above them', async () => {
  listens = [total(7, 3, '2021-01-01T10:00:00.000Z', '2021-01-01T10:59:00.000Z'),
    total(7, 2, '2021-01-01T10:10:00.500Z', '2021-01-01T10:58:00.000Z', 5),
    total(7, 1, '2021-01-01T11:00:00.000Z')];
  assert.match((await mustRun('plays', env)).log, /read=3 changed=6 failed=0/);
  const first = [[5, 7, 2, '2021-01-01T10:10:00.5'], [null, 7, 3, '2021-01-01T10:00:00'], [null, 7, 1, '2021-01-01T11:00:00']];
  assert.deepEqual(plays(), first);
  assert.deepEqual(asked, ['/listens/bulk?startTime=946684800&limit=5000']);
  await mustRun('plays', env);
  assert.match(asked[1], /startTime=1609498800/);
  assert.deepEqual(plays(), first);
  listens[1] = total(7, 4, '2021-01-01T10:10:00.500Z', '2021-01-02T00:00:00.000Z', 5);
  database.execute('SET discprov.prune = on; DELETE FROM disc.plays'); // put away is not forgotten
  assert.match((await mustRun('plays', env)).log, /changed=2 /);
  assert.deepEqual(plays(), [[5, 7, 2, '2021-01-01T10:10:00.5']]);
  assert.deepEqual(database.table('aggregate_plays'), [{ play_item_id: 7, count: 8 }]);
  assert.ok(Number(database.value('plays:last-completion')) > 1e9);
});

test('many come in pages; one that is full of a single second holds nobody', async () => {
  listens = Array.from({ length: 12_000 }, (_, i) => total(i, 1, '2021-01-01T10:00:00Z', `2021-01-0${i < 6000 ? 1 : 2}T10:00:00Z`));
  const { log } = await mustRun('plays', env);
  assert.match(log, /changed=10000 /);
  assert.equal(asked.length, 5);
  listens = listens.map((l) => ({ ...l, updatedAt: new Date(Date.parse(l.updatedAt) + 86_400_000 * 2 + l.trackId * 100).toISOString() }));
  assert.match((await mustRun('plays', env)).log, /changed=2000 /);
  assert.equal(count(), 12_000);
});

test('without a service nothing is asked; another one is read from its beginning', async () => {
  listens = [total(7, 3, '2021-01-01T10:00:00Z')];
  await mustRun('plays', { ...env, audius_discprov_identity_service_url: '' });
  assert.deepEqual(asked, []);
  await mustRun('plays', env);
  await mustRun('plays', { ...env, audius_discprov_identity_service_url: `${identity.url}/other` });
  assert.match(asked[1], /^\/other\/listens\/bulk\?startTime=946684800&/);
  assert.equal(count(), 3);
});

const GARBAGE = ['', '[', '<html>', 'null', '7', '{}', '[]', '{"listens": 7}', '{"listens": {}}', '[[[[[[[['.repeat(2000),
  `{"listens":[${'1,'.repeat(6000)}1]}`];
test('garbage is refused and changes nothing', async () => {
  const before = database.dump();
  for (const text of GARBAGE) {
    answer = (res) => res.end(text) || true;
    const { code, log } = await job('plays', env);
    assert.equal(code, 65, `${text.slice(0, 20)}: ${log}`);
  }
  answer = (res) => res.writeHead(302, { location: identity.url }).end() || true;
  assert.equal((await job('plays', env)).code, 69);
  answer = (res) => {
    const more = () => { if (res.write('[' + ' '.repeat(100_000))) setImmediate(more); else res.once('drain', more); };
    more();
    return true;
  };
  assert.equal((await job('plays', env)).code, 69);
  assert.equal(database.dump(), before);
});

test('what is no total is left out and told; the others count, and our place moves behind them', async () => {
  const at = '2021-01-01T10:00:00Z';
  const bad = [7, null, [], {}, total(-1, 1, at), total(2 ** 31, 1, at), total(1.5, 1, at), total(1, 0, at), total(1, -3, at),
    total(1, 1e9, at), total(1, '2', at), total(1, 1, 'yesterday'), total(1, 1, at, '9999-01-01T00:00:00Z'),
    total(1, 1, at, at, 2 ** 31), total(1, 1, at, at, [])];
  answer = (res) => res.end(JSON.stringify({ listens: [...bad, total(3, 2, at),
    total('4', 1, at, '2021-01-01T10:00:01Z', '12'), total(5, 1, at, at, 'a\u0000b\ud800')] })) || true;
  const { code, log } = await job('plays', env);
  assert.equal(code, 65, log);
  assert.match(log, new RegExp(`failed=${bad.length} rc=data .*of the first, it is no object`));
  assert.deepEqual(plays().map(([u, t, n]) => [u, t, n]), [[null, 3, 2], [12, 4, 1], [null, 5, 1]]);
  assert.match(database.value('identity_plays'), /^1609495201 /);
});

test('an answer that is worth very many plays is taken in parts', async () => {
  listens = [total(1, 120_000, '2021-01-01T10:00:00Z'), total(2, 3, '2021-01-01T11:00:00Z')];
  await mustRun('plays', env);
  assert.deepEqual(database.rows('SELECT count FROM disc.aggregate_plays ORDER BY 1').map(({ count: n }) => n), [3, 120_000]);
  assert.equal(asked.length, 1);
});

test('killed at any moment, no listen counts twice', async () => {
  listens = Array.from({ length: 9000 }, (_, i) => total(i % 100, 1 + i % 5, new Date(1.6e12 + i * 3_600_000).toISOString()));
  for (const ms of [60, 120, 180, 250, 330]) {
    const { child, ended } = startJob('plays', env);
    setTimeout(() => child.kill('SIGKILL'), ms);
    await ended;
    await database.settled();
  }
  await mustRun('plays', env);
  assert.equal(count(), 27_000);
  assert.equal(database.rows('SELECT sum(count) n FROM disc.aggregate_plays')[0].n, 27_000);
});

test('two at once: one works, the other one ends with 75', async () => {
  let go;
  answer = (res) => { go = () => res.end('{"listens":[]}'); return true; };
  const first = startJob('plays', env);
  while (go === undefined)
    await wait(10);
  assert.equal((await startJob('plays', env).ended).code, 75);
  go();
  assert.equal((await first.ended).code, 0);
});

test('a file of plays, of totals, and of answers; bad lines are named and hold nobody', async () => {
  writeFileSync(file, lines([play(1), '', { track_id: '9', userId: 'e1f0-uuid', timestamp: '2025-11-01T00:00:00Z' },
    '{"play_item_id":', '7', { play_item_id: 1 }, { ...play(1), city: 'x'.repeat(300) }, { ...play(1), source: 7 },
    { ...play(1), source: undefined, source_id: 'a' }, 'x'.repeat(3_000_000), total(7, 3, '2021-01-01T10:00:00Z'),
    { listens: [total(7, 4, '2021-01-01T10:00:00Z'), total(8, 2, '2021-01-01T10:00:00Z', undefined, 5), 7] },
    { ...play(4), slot: 12, signature: '0xab', city: 'K\u00f6ln', region: 'NRW', updated_at: '2025-11-02 00:00:00' }]).trimEnd());
  const { code, log } = await load();
  assert.equal(code, 65, log);
  assert.match(log, /lines=13 plays=9 bad=8 msg="imported"/);
  for (const line of [4, 5, 6, 7, 8, 9, 10, 12])
    assert.match(log, new RegExp(`lvl=warn .* line=${line} msg="left out: `));
  assert.deepEqual(plays().map(([u, t, n]) => [u, t, n]), [[1, 1, 1], [4, 4, 1], [null, 7, 4], [5, 8, 2], [null, 9, 1]]);
  const [row] = database.rows('SELECT * FROM disc.plays WHERE play_item_id = 4');
  delete row.id;
  assert.deepEqual(row, { user_id: 4, play_item_id: 4, source: 'relay', source_id: null, slot: 12, signature: '0xab',
    city: 'K\u00f6ln', region: 'NRW', country: '', created_at: '2025-11-01T00:00:04', updated_at: '2025-11-02T00:00:00' });
  // the service says no more than what the file has said
  listens = [total(7, 4, '2021-01-01T10:00:00Z')];
  assert.match((await mustRun('plays', env)).log, /changed=0 /);
});

test('a file is read once, whatever it is called; when it grows, only what is new', async () => {
  writeFileSync(file, lines(many(100)));
  assert.equal((await load()).code, 0);
  writeFileSync(`${file}.copy`, readFileSync(file));
  assert.match((await load(`${file}.copy`)).log, /lines=0 plays=0 bad=0/);
  appendFileSync(file, lines(many(10)));
  assert.match((await load()).log, /lines=10 plays=10 bad=0/);
  assert.match((await load(`${file}.copy`)).log, /lines=0 plays=0 bad=0/);
  writeFileSync(file, lines([play(77), ...many(100)]));
  assert.match((await load()).log, /lines=101 plays=101 bad=0/);
  assert.equal(count(), 211);
});

test('plays that their source names are there once', async () => {
  const named = (i) => ({ ...play(i), source_id: `n${i}` });
  writeFileSync(file, lines([named(1), named(2), named(1)]));
  assert.match((await load()).log, /plays=2 /);
  writeFileSync(file, lines([named(3), named(2), { ...named(1), source: 'web' }]));
  assert.match((await load()).log, /plays=2 /);
  assert.equal(count(), 4);
});

test('an import that is killed, or stopped, goes on where it was', async () => {
  const n = 160_000;
  writeFileSync(file, lines(many(n)));
  for (const stored of [0, 50_000]) {
    const { child, ended } = start();
    while (child.exitCode === null && count() < stored)
      await wait(20);
    child.kill('SIGKILL');
    await ended;
    await database.settled();
    assert.equal(count() % 50_000, 0);
  }
  const { child, ended } = start();
  child.stderr.once('data', () => child.kill('SIGTERM')); // says where it goes on
  const { code, log } = await ended;
  assert.equal(code, 75, log);
  assert.match(log, /asked to stop behind line \d+; the next run goes on there/);
  assert.ok(count() < n);
  assert.equal((await load()).code, 0);
  assert.equal(count(), n);
  assert.equal(database.rows('SELECT sum(play_count) n FROM disc.hourly_play_counts')[0].n, n);
  assert.deepEqual(database.rows('SELECT lines, bad, done FROM disc.plays_files'), [{ lines: n, bad: 0, done: true }]);
});

test('two imports at once: one works, the other one ends with 75', async () => {
  writeFileSync(file, lines(many(30_000)));
  const ends = await Promise.all([start().ended, start().ended]);
  assert.deepEqual(ends.map(({ code }) => code).sort(), [0, 75]);
  assert.equal(count(), 30_000);
});

test('what is no file, and a wrong command line', async () => {
  for (const name of [world.place.folder, '/nowhere/file', '/dev/zero'])
    assert.equal((await load(name)).code, 71);
  assert.equal((await alone(() => startProgram('discprov', ['import-plays'], env).ended)).code, 64);
  assert.equal((await alone(() => startProgram('discprov', ['migrate', file], env).ended)).code, 64);
});

const HISTORIES = JSON.parse(readFileSync(new URL('jobs_plays_history.json', import.meta.url)));
const history = () => Object.fromEntries(database.table('user_listening_history').map(({ user_id: id, listening_history: l }) =>
  [id, l.map(({ track_id: t, timestamp: at, play_count: n }) => n === undefined ? [t, at] : [t, at, n])]));
for (const { name, about, checkpoint, plays: rows, before: stood, after: want } of HISTORIES)
  test(`histories as the original makes them: ${name}: ${about}`, async () => {
    const cell = (v) => v === null ? 'NULL' : `'${v}'`;
    database.execute(`INSERT INTO disc.plays (id, user_id, play_item_id, created_at, updated_at) VALUES
      ${rows.map((row) => `(${row.map(cell)}, now())`)};
      INSERT INTO disc.indexing_checkpoints VALUES ('user_listening_history', ${checkpoint})`);
    for (const [id, list] of Object.entries(stood))
      database.execute(`INSERT INTO disc.user_listening_history VALUES (${id}, '${JSON.stringify(list.map(([t, at, n]) =>
        ({ track_id: t, timestamp: at, play_count: n })))}')`);
    await mustRun('listening-history', env);
    assert.deepEqual(history(), want);
    assert.match((await job('listening-history', { ...env, audius_discprov_loglevel: 'debug' })).log, /read=0 changed=0/);
    assert.deepEqual(history(), want);
    // what is taken back was never heard; what is put away was
    if (Object.keys(stood).length === 0) {
      database.execute('SET discprov.prune = on; DELETE FROM disc.plays WHERE id % 2 = 0');
      assert.deepEqual(history(), want);
      database.execute('DELETE FROM disc.plays WHERE user_id IN (1, 2)');
      const left = Object.entries(want).filter(([id]) => !(id in { 1: 0, 2: 0 }));
      for (const [id, list] of left)
        assert.deepEqual(history()[id], list);
    }
  });

test('a history ends at its 1000th track; a play that is taken back leaves it', async () => {
  writeFileSync(file, lines(Array.from({ length: 1100 }, (_, i) => ({ ...play(i), play_item_id: i, user_id: 3 }))));
  await load();
  await mustRun('listening-history', env);
  assert.deepEqual(history()[3].map(([t]) => t), Array.from({ length: 1000 }, (_, i) => 1099 - i));
  database.execute(`INSERT INTO disc.plays (user_id, play_item_id, created_at, updated_at)
    VALUES (3, 500, '2025-12-01', now()), (3, 2000, '2025-12-01 00:00:01.25', now())`);
  await mustRun('listening-history', env);
  assert.deepEqual(history()[3].slice(0, 3), [[2000, '2025-12-01 00:00:01.250000', 1], [500, '2025-12-01 00:00:00', 2],
    [1099, '2025-11-01 00:18:19', 1]]);
  database.execute("DELETE FROM disc.plays WHERE created_at > '2025-11-30'");
  assert.deepEqual(history()[3].slice(0, 1), [[1099, '2025-11-01 00:18:19', 1]]);
  assert.deepEqual(history()[3].find(([t]) => t === 500), [500, '2025-11-01 00:08:20', 1]);
  database.execute('DELETE FROM disc.plays');
  assert.deepEqual(history(), {});
});

test('old plays go when that is wanted and histories have read them, and stay counted', async () => {
  const at = (days) => new Date(Date.now() - days * 86_400_000).toISOString();
  writeFileSync(file, lines([{ ...play(1), created_at: at(50) }, { ...play(2), created_at: at(30) }]));
  await load();
  const old = { ...env, audius_discprov_plays_keep_days: '40' };
  await mustRun('prune-plays', old);
  assert.equal(count(), 2);
  await mustRun('listening-history', env);
  await mustRun('prune-plays', env);
  assert.equal(count(), 2);
  assert.match((await mustRun('prune-plays', old)).log, /changed=1 /);
  assert.deepEqual(plays().map(([, t]) => t), [2]);
  assert.deepEqual([count('aggregate_plays'), count('user_listening_history'), count('hourly_play_counts')], [2, 2, 2]);
});

test('an empty database: every job of plays has nothing to do', async () => {
  for (const name of ['plays', 'listening-history', 'prune-plays'])
    await mustRun(name, { ...env, audius_discprov_plays_keep_days: '1' });
  writeFileSync(file, '');
  assert.match((await load()).log, /lines=0 plays=0 bad=0/);
  assert.equal(count(), 0);
});
