// SPDX-License-Identifier: ISC
// discprov-job delist: the trusted notifier's word on users and tracks.
import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';

import { getBytes, keccak256, toUtf8Bytes, verifyMessage } from 'ethers-6';

import { addUsers, addressOf, job, mustRun, startJob, startServer, startWorld } from './jobs_lib.mjs';

const JOB = 'delist';
const KEY = `0x${'11'.repeat(32)}`;
const WALLET = '0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A';
let world;
let database;
let env;
let notifier;
const asked = [];

// Plays the notifier: all statuses in order of time, batchSize at once.
const statuses = { users: [], tracks: [] };
let answer; // (req, res, url): true when it has answered itself
function serve(req, res) {
  const url = new URL(req.url, 'http://notifier');
  asked.push({ url, authorization: req.headers.authorization });
  if (answer?.(req, res, url))
    return;
  const kind = url.pathname.split('/').pop();
  const cursor = url.searchParams.get('cursor') ?? '';
  const list = statuses[kind].filter(({ createdAt }) => Date.parse(createdAt) > (Date.parse(cursor) || 0))
    .sort((a, b) => Date.parse(a.createdAt) - Date.parse(b.createdAt))
    .slice(0, Number(url.searchParams.get('batchSize')));
  res.end(JSON.stringify({ result: { [kind]: list } }));
}

before(async () => {
  world = await startWorld();
  notifier = await startServer(serve);
  await world.ethereum.send(['TrustedNotifierManager', 'set', 1, WALLET, notifier.url, 'ops@example.org']);
});
after(async () => {
  notifier.close();
  await world.close();
});
beforeEach(() => {
  database = world.database();
  env = world.env(database, { audius_delegate_private_key: KEY, audius_delegate_owner_wallet: WALLET,
    audius_eth_contracts_trusted_notifier_private: 'true' });
  statuses.users = [];
  statuses.tracks = [];
  answer = undefined;
  asked.length = 0;
  addUsers(database, { 1: {}, 2: {}, 3: {} });
  database.execute(`INSERT INTO disc.tracks (track_id, owner_id, is_delete, is_unlisted, track_segments, created_at, updated_at)
    VALUES (10, 1, false, false, '[]', '2023-01-01', '2023-01-01'),
    (11, 2, false, false, '[]', '2023-01-01', '2023-01-01')`);
  block(100, '2024-01-01T00:00:00Z');
});

/** The indexer stands at this block. */
function block(number, time) {
  database.execute(`DELETE FROM disc.blocks; INSERT INTO disc.blocks VALUES ('0x${number}', '0x0', ${number}, true);
    INSERT INTO disc.keyvalue VALUES ('most_recently_indexed_block_time_from_db', '${Date.parse(time) / 1000}')
    ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value`);
}
const user = (userId, createdAt, delisted = true, reason = 'STRIKE_THRESHOLD') =>
  ({ createdAt, userId, delisted, reason });
const track = (trackId, createdAt, delisted = true, reason = 'DMCA') =>
  ({ createdAt, trackId, ownerId: 1, trackCid: 'Qm', delisted, reason });
const users = () => Object.fromEntries(database.rows('SELECT user_id, is_available a, is_deactivated d FROM disc.users')
  .map(({ user_id: id, a, d }) => [id, a === !d ? a : 'torn']));
const tracks = () => Object.fromEntries(database.rows('SELECT track_id, is_available a, is_delete d FROM disc.tracks')
  .map(({ track_id: id, a, d }) => [id, a === !d ? a : 'torn']));
const cursors = () => Object.fromEntries(database.rows('SELECT entity, created_at AT TIME ZONE \'UTC\' AS t FROM ' +
  'disc.delist_status_cursor').map(({ entity, t }) => [entity, t]));

test('users and tracks are taken down and come back; the last word counts', async () => {
  statuses.users = [user(1, '2023-06-01T00:00:00.123456Z'), user(2, '2023-06-01T01:00:00Z'),
    user(2, '2023-06-02T00:00:00Z', false, 'MANUAL')];
  statuses.tracks = [track(10, '2023-07-01T02:00:00+02:00')];
  const { log } = await mustRun(JOB, env);
  assert.deepEqual(users(), { 1: false, 2: true, 3: true });
  assert.deepEqual(tracks(), { 10: false, 11: true });
  assert.match(log, /read=4 changed=2 failed=0/);
  assert.deepEqual(cursors(), { USERS: '2023-06-02T00:00:00', TRACKS: '2023-07-01T00:00:00' });
  const [row] = database.table('track_delist_statuses');
  assert.deepEqual([row.track_id, row.owner_id, row.track_cid, row.delisted, row.reason, row.blocknumber],
    [10, 1, 'Qm', true, 'DMCA', 100]);
  assert.equal(database.table('user_delist_statuses').length, 3);
  statuses.users.push(user(1, '2023-06-03T00:00:00Z', false));
  statuses.tracks.push(track(10, '2023-08-01T00:00:00Z', false, 'DMCA_RETRACTION'));
  asked.length = 0;
  await mustRun(JOB, env);
  assert.deepEqual(users(), { 1: true, 2: true, 3: true });
  assert.deepEqual(tracks(), { 10: true, 11: true });
  assert.equal(asked[0].url.search, '?batchSize=5000&cursor=2023-06-02T00:00:00.000000Z');
  assert.ok(Number(database.value('delist:last-completion')) > 1e9);
});

test('requests are signed by the delegate key', async () => {
  await mustRun(JOB, env);
  assert.equal(asked[0].url.pathname, '/statuses/users');
  assert.equal(asked[0].url.search, '?batchSize=5000');
  for (const { authorization } of asked) {
    const [scheme, text] = authorization.split(' ');
    const [time, signature] = Buffer.from(text, 'base64').toString().split(':');
    assert.equal(scheme, 'Basic');
    assert.ok(Math.abs(Number(time) - Date.now()) < 60_000);
    assert.equal(verifyMessage(getBytes(keccak256(toUtf8Bytes(time))), signature), WALLET);
  }
});

test('many statuses come in pages', async () => {
  const at = (i) => new Date(Date.parse('2023-01-01T00:00:00Z') + i * 1000).toISOString();
  statuses.users = Array.from({ length: 12_000 }, (_, i) => user(i % 3 + 1, at(i), i % 2 === 0));
  await mustRun(JOB, env);
  assert.equal(database.rows('SELECT count(*) AS n FROM disc.user_delist_statuses')[0].n, 12_000);
  assert.deepEqual(users(), { 1: true, 2: false, 3: true });
  assert.equal(asked.filter(({ url }) => url.pathname.endsWith('users')).length, 4);
});

test('who may still come is waited for; who is not there for long never was', async () => {
  statuses.users = [user(99, '2023-12-31T00:00:00Z'), user(1, '2023-12-31T01:00:00Z'),
    user(50, '2024-01-01T00:00:01Z'), user(2, '2024-01-02T00:00:00Z')];
  await mustRun(JOB, env);
  assert.deepEqual(users(), { 1: false, 2: false, 3: true });
  assert.ok(cursors().USERS < '2024-01-01T00:00:01' && cursors().USERS >= '2023-12-31T01:00:00');
  addUsers(database, { 50: {} });
  block(101, '2024-01-01T00:00:02Z');
  await mustRun(JOB, env);
  assert.deepEqual(users(), { 1: false, 2: false, 3: true, 50: false });
  assert.equal(cursors().USERS, '2024-01-02T00:00:00');
  block(102, '2024-02-01T00:00:00Z');
  addUsers(database, { 99: {} });
  await mustRun(JOB, env);
  assert.equal(users()[99], true);
});

test('a place that is moved back meanwhile counts', async () => {
  statuses.users = [user(1, '2023-06-01T00:00:00Z'), user(2, '2023-06-03T00:00:00Z')];
  await mustRun(JOB, env);
  database.execute('UPDATE disc.users SET is_deactivated = false, is_available = true');
  let moved = false;
  answer = (req, res, url) => {
    if (!moved && url.pathname.endsWith('users')) {
      moved = true;
      database.execute("UPDATE disc.delist_status_cursor SET created_at = '2023-06-02T00:00:00Z'");
      // what it answers was asked for from the place that was
      res.end(JSON.stringify({ result: { users: [user(2, '2023-06-03T00:00:00Z'), user(3, '2023-06-03T00:00:01Z')] } }));
      return true;
    }
    return false;
  };
  await mustRun(JOB, env);
  assert.deepEqual(users(), { 1: true, 2: false, 3: false });
  assert.equal(cursors().USERS, '2023-06-03T00:00:01');
});

test('of clocks that go wrong an hour is believed, a day and an hour is not', async () => {
  const now = Math.floor(Date.now() / 1000) * 1000;
  const ahead = (hours) => new Date(now + hours * 3_600_000).toISOString();
  block(101, ahead(30));
  statuses.users = [user(1, ahead(1)), user(2, ahead(23)), user(3, ahead(25))];
  const { code, log } = await job(JOB, env);
  assert.equal(code, 65, log);
  assert.deepEqual(users(), { 1: false, 2: false, 3: true });
  assert.match(log, /failed=1 .*is yet to come/);
});

test('of two words of one moment the one that takes down counts, whatever their order', async () => {
  const at = '2023-06-01T00:00:00Z';
  statuses.users = [user(1, at, true), user(1, at, false), user(2, at, false), user(2, at, true)];
  statuses.tracks = [track(10, at, true), track(10, at, false), track(11, at, false), track(11, at, true)];
  await mustRun(JOB, env);
  assert.deepEqual(users(), { 1: false, 2: false, 3: true });
  assert.deepEqual(tracks(), { 10: false, 11: false });
});

test('before the first block nothing is asked', async () => {
  database.execute('DELETE FROM disc.blocks');
  await mustRun(JOB, env);
  assert.deepEqual(asked, []);
});

test('no notifier: number 0, the original\'s word for none, nobody registered', async () => {
  for (const id of ['0', 'default.trustednotifier', '7'])
    assert.match((await mustRun(JOB, { ...env, audius_eth_contracts_trusted_notifier_id: id,
      audius_discprov_loglevel: 'debug' })).log, /no trusted notifier/);
  assert.deepEqual(asked, []);
  assert.equal((await job(JOB, { ...env, audius_eth_contracts_trusted_notifier_id: 'x' })).code, 78);
});

test('an address that is private, or no URL, is not asked', async () => {
  const { code, log } = await job(JOB, { ...env, audius_eth_contracts_trusted_notifier_private: 'false' });
  assert.equal(code, 69, log);
  for (const [i, url] of ['file:///etc/passwd', 'notifier.example', 'http://a.example/\r\nX: 1', 'gopher://a.example',
    `http://a.example/${'a'.repeat(2000)}`].entries()) {
    await world.ethereum.send(['TrustedNotifierManager', 'set', 100 + i, WALLET, url, '']);
    const result = await job(JOB, { ...env, audius_eth_contracts_trusted_notifier_id: String(100 + i) });
    assert.equal(result.code, 65, result.log);
    assert.match(result.log, /is no URL/);
  }
  assert.deepEqual(asked, []);
});

const GARBAGE = ['', '[', '<html>', 'null', '7', '{}', '{"result": 7}', '{"result": {"users": {}}}',
  '{"data": {"tracks": []}}', '[[[[[[[['.repeat(2000), `[${'1,'.repeat(6000)}1]`];
test('garbage is refused and changes nothing', async () => {
  const before = database.dump();
  for (const text of GARBAGE) {
    answer = (req, res) => res.end(text) || true;
    const { code, log } = await job(JOB, env);
    assert.equal(code, 65, `${text.slice(0, 20)}: ${log}`);
    assert.equal(database.dump(), before);
  }
  for (const [status, headers] of [[500, {}], [404, {}], [302, { location: notifier.url }]]) {
    answer = (req, res) => res.writeHead(status, headers).end('[]') || true;
    assert.equal((await job(JOB, env)).code, 69);
  }
  assert.equal(database.dump(), before);
});

test('an answer without end is cut off', async () => {
  answer = (req, res) => {
    const more = () => { if (res.write('[' + ' '.repeat(100_000))) setImmediate(more); else res.once('drain', more); };
    more();
    return true;
  };
  const { code } = await job(JOB, env);
  assert.equal(code, 69);
});

test('times may be written as PostgreSQL and others write them', async () => {
  const times = ['2023-06-01 10:00:00.123456+00', '2023-06-01 10:00:01+00', '2023-06-01 10:00:02+00:00',
    '2023-06-01T10:00:03+0000', '2023-06-01 06:30:04-03:30', '2023-06-01 15:30:05.5+05:30', '2023-06-01T10:00:06',
    '2023-06-01 10:00:07', '2023-06-01T10:00:08Z', '2023-06-01t10:00:09z', '2023-06-01 10:00:10 +0000', '2023-06-01 10:00:11 UTC'];
  answer = (req, res, url) => (res.end(JSON.stringify({ result: url.pathname.endsWith('users')
    ? { users: times.map((at, i) => user(i === 0 ? 1 : 2, at)) } : { tracks: [track(10, times[0])] } })), true);
  await mustRun(JOB, env);
  assert.deepEqual(users(), { 1: false, 2: false, 3: true });
  assert.deepEqual(tracks(), { 10: false, 11: true });
  assert.deepEqual(database.rows('SELECT created_at AT TIME ZONE \'UTC\' AS t FROM disc.user_delist_statuses ORDER BY 1')
    .map(({ t }) => t), times.map((_, i) => `2023-06-01T10:00:${String(i).padStart(2, '0')}${
    { 0: '.123456', 5: '.5' }[i] ?? ''}`));
  assert.deepEqual(cursors(), { USERS: '2023-06-01T10:00:11', TRACKS: '2023-06-01T10:00:00.123456' });
});

test('items that are no statuses are left out and told, and fail the run; the others count', async () => {
  const bad = [user(1, 'yes"ter\nday'), 7, null, {}, [], user(1, '2023-02-30T00:00:00Z'), user('1', '2023-06-01T00:00:00Z'),
    user(-1, '2023-06-01T00:00:00Z'), user(2 ** 31, '2023-06-01T00:00:00Z'), user(1.5, '2023-06-01T00:00:00Z'),
    { ...user(1, '2023-06-01T00:00:00Z'), delisted: 'yes' }, user(1, '9999-01-01T00:00:00Z'),
    user(1, '2023-06-01T00:00:00Z', true, 'x'.repeat(300)), user(1, '2023-06-01'), user(1, '2023-06-01T00:00Z'),
    user(1, 1685606400), user(1, 'infinity'), user(1, '2023-06-01 00:00:00+00 BC'), user(1, '1969-12-31T23:59:59Z'),
    user(1, '1969-12-31T23:30:00-01:00'), user(1, '1970-01-01T00:00:00+01:00')];
  answer = (req, res, url) => url.pathname.endsWith('users') && (res.end(JSON.stringify({ result: { users: [
    ...bad, user(2, '2023-06-01T00:00:00Z', true, 'A\u0000 REASON \ud800NOBODY KNOWS')] } })) || true);
  statuses.tracks = [track(10, '2023-06-01T00:00:00Z')];
  const { code, log } = await job(JOB, env);
  assert.equal(code, 65, log);
  assert.deepEqual(users(), { 1: true, 2: false, 3: true });
  assert.deepEqual(tracks(), { 10: false, 11: true });
  assert.match(log, new RegExp(`lvl=err .* failed=${bad.length} rc=data .*USERS left out that are no statuses; of the ` +
    'first, its createdAt \'yes\'ter\\?day\' is no time"'));
  assert.equal(database.value('delist:last-completion') ?? null, null);
  assert.equal(database.table('user_delist_statuses')[0].reason, 'A REASON NOBODY KNOWS');
});

test('a notifier that says the same again and again is heard once', async () => {
  answer = (req, res, url) => url.pathname.endsWith('users') &&
    (res.end(JSON.stringify({ result: { users: [user(1, '2023-06-01T00:00:00.1234567Z')] } })) || true);
  await mustRun(JOB, env);
  assert.equal(asked.filter(({ url }) => url.pathname.endsWith('users')).length, 2);
  database.execute('UPDATE disc.users SET is_deactivated = false, is_available = true');
  await mustRun(JOB, env);
  assert.deepEqual(users(), { 1: true, 2: true, 3: true });
});

test('a list may stand alone, with names in the other spelling', async () => {
  answer = (req, res, url) => url.pathname.endsWith('users') && (res.end(JSON.stringify([
    { created_at: '2023-06-01T00:00:00Z', user_id: 3, delisted: true }])) || true);
  await mustRun(JOB, env);
  assert.deepEqual(users(), { 1: true, 2: true, 3: false });
});

test('killed at any moment, the rows follow the statuses that are kept', async () => {
  statuses.users = [user(1, '2023-06-01T00:00:00Z'), user(2, '2023-06-01T00:00:01Z')];
  statuses.tracks = [track(10, '2023-06-01T00:00:00Z')];
  answer = (req, res) => {
    if (!req.waited) {
      req.waited = true;
      setTimeout(() => serve(req, res), 60);
      return true;
    }
    return false;
  };
  for (const ms of [40, 90, 130, 160, 200, 240]) {
    const { child, ended } = startJob(JOB, env);
    setTimeout(() => child.kill('SIGKILL'), ms);
    await ended;
    await database.settled();
    const kept = database.table('user_delist_statuses').length;
    assert.deepEqual(users(), kept === 0 ? { 1: true, 2: true, 3: true } : { 1: false, 2: false, 3: true });
  }
  await mustRun(JOB, env);
  assert.deepEqual(users(), { 1: false, 2: false, 3: true });
  assert.deepEqual(tracks(), { 10: false, 11: true });
});

