// SPDX-License-Identifier: ISC
// discprov-job balances: what users hold and have staked.
import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';

import { addUsers, addWallets, addressOf, job, mustRun, startJob, startServer, startWorld } from './jobs_lib.mjs';

const JOB = 'balances';
const [A, B, C, D] = [1, 2, 3, 4].map((n) => addressOf(n + 0xabcdef));
let world;
let database;
let env;
before(async () => {
  world = await startWorld();
  await world.ethereum.send(
    ['AudiusToken', 'mint', A, 10n ** 18n], ['AudiusToken', 'mint', B, 5n], ['AudiusToken', 'mint', C, 7n],
    ['Staking', 'set', A, 1000n], ['Staking', 'set', B, 20n], ['Staking', 'set', C, 300n],
    ['DelegateManager', 'set', A, 1n], ['DelegateManager', 'set', B, 4000n]);
});
after(() => world.close());
beforeEach(() => {
  database = world.database();
  env = world.env(database);
});

const balances = () => Object.fromEntries(database.table('user_balances').map((row) =>
  [row.user_id, [row.balance, row.associated_wallets_balance]]));
const changes = () => Object.fromEntries(database.table('user_balance_changes').map((row) =>
  [row.user_id, [row.previous_balance, row.current_balance]]));
const queue = () => database.rows('SELECT user_id FROM disc.balance_refresh ORDER BY seq').map((row) => row.user_id);
const ago = (hours) => database.execute(`UPDATE disc.user_balances SET updated_at = updated_at - interval '${hours} hours',
  created_at = created_at - interval '100 hours'`);

test('own wallet: tokens; associated wallets: tokens, stakes and delegations', async () => {
  addUsers(database, { 1: { wallet: A }, 2: { wallet: D, wallets: [B, C] }, 3: { wallet: A.toLowerCase(),
    wallets: [B.toUpperCase().replace('0X', '0x')] }, 4: {} });
  addWallets(database, 4, ['So1anaWa11et'], 'sol');
  await mustRun(JOB, env);
  assert.deepEqual(balances(), { 1: [String(10n ** 18n), '0'], 2: ['0', '4332'], 3: [String(10n ** 18n), '4025'],
    4: ['0', '0'] });
  const row = database.rows('SELECT * FROM disc.user_balances WHERE user_id = 2')[0];
  assert.ok(row.updated_at > row.created_at);
  assert.equal(row.waudio, '0');
  const [change] = database.rows('SELECT * FROM disc.user_balance_changes WHERE user_id = 2');
  assert.equal(change.blocknumber, world.ethereum.network.head.number);
  assert.deepEqual(changes(), { 1: ['0', String(10n ** 18n)], 2: ['0', '4332'], 3: ['0', String(10n ** 18n + 4025n)] });
  assert.ok(Number(database.value('user_balances:last-completion')) > 1e9);
});

test('a wallet that is taken away counts no more, at once', async () => {
  addUsers(database, { 2: { wallet: D, wallets: [B, C] } });
  await mustRun(JOB, env);
  assert.deepEqual(queue(), []);
  database.execute("UPDATE disc.associated_wallets SET is_delete = true WHERE wallet = '" + B + "'");
  assert.deepEqual(queue(), [2]);
  await mustRun(JOB, env);
  assert.deepEqual(balances(), { 2: ['0', '307'] });
  assert.deepEqual(changes(), { 2: ['4332', '307'] });
  database.execute(`DELETE FROM disc.associated_wallets WHERE wallet = '${C}'`);
  addWallets(database, 2, [A]);
  assert.deepEqual(queue(), [2]);
  await mustRun(JOB, env);
  assert.deepEqual(balances(), { 2: ['0', String(10n ** 18n + 1001n)] });
  assert.deepEqual(queue(), []);
});

test('what was read within twelve hours is left alone, older is read again', async () => {
  addUsers(database, { 1: { wallet: A } });
  await mustRun(JOB, env);
  const set = () => database.execute("UPDATE disc.user_balances SET balance = '1'");
  set();
  ago(11);
  await mustRun(JOB, env);
  assert.deepEqual(balances(), { 1: ['1', '0'] });
  set();
  ago(13);
  await mustRun(JOB, env);
  assert.deepEqual(balances(), { 1: [String(10n ** 18n), '0'] });
});

test('amounts of Solana stay, and count in the total', async () => {
  addUsers(database, { 1: { wallet: B } });
  database.execute(`INSERT INTO disc.user_balances VALUES (1, '1', '2020-01-01', '2020-01-01', '2', '3', '4')`);
  await mustRun(JOB, env);
  assert.deepEqual(balances(), { 1: ['5', '0'] });
  assert.deepEqual(changes(), { 1: ['70000000003', '70000000005'] });
  const [row] = database.table('user_balances');
  assert.deepEqual([row.waudio, row.associated_sol_wallets_balance], ['3', '4']);
});

test('of very many the next hundred come each time, until all had their turn', async () => {
  database.execute(`INSERT INTO disc.users (user_id, wallet, created_at, updated_at)
    SELECT i, '${A}', '2023-01-01', '2023-01-01' FROM generate_series(1, 230) AS i`);
  for (const count of [100, 200, 230]) {
    await mustRun(JOB, env);
    assert.equal(database.rows("SELECT * FROM disc.user_balances WHERE balance <> '0'").length, count);
  }
  database.execute(`INSERT INTO disc.users (user_id, wallet, created_at, updated_at)
    VALUES (1000, '${A}', '2023-01-01', '2023-01-01')`);
  ago(20);
  await mustRun(JOB, env);
  await mustRun(JOB, env);
  assert.equal(balances()[1000]?.[0], String(10n ** 18n));
});

test('one user that fails is told of, and keeps what is known; the others go on', async () => {
  await world.ethereum.send(['Staking', 'refuse', C], ['DelegateManager', 'set', D, 2n ** 256n - 1n]);
  const many = Array.from({ length: 100 }, (_, i) => addressOf(i + 1));
  addUsers(database, { 1: { wallet: A }, 2: { wallet: A, wallets: [C] }, 3: { wallet: A, wallets: [B, D] },
    4: { wallet: B, wallets: many }, 5: { wallet: B }, 6: { wallet: B } });
  database.execute("UPDATE disc.users SET wallet = '0xnot an address' WHERE user_id = 6");
  database.execute(`INSERT INTO disc.user_balances VALUES (2, '1', '2020-01-01', '2020-01-01', '2', '0', '0')`);
  const { log } = await mustRun(JOB, env);
  assert.deepEqual(balances(), { 1: [String(10n ** 18n), '0'], 2: ['1', '2'], 3: ['0', '0'], 4: ['0', '0'],
    5: ['5', '0'], 6: ['0', '0'] });
  for (const [id, why] of [[2, 'reverted'], [3, '256-bit'], [4, 'more than 100 wallets'], [6, 'no address']])
    assert.match(log, new RegExp(`user=${id} msg="balance not read: .*${why}`));
  assert.match(log, /read=6 changed=2 failed=4 rc=ok/);
  assert.deepEqual(queue(), []);
  const again = await mustRun(JOB, { ...env, audius_discprov_loglevel: 'debug' });
  assert.match(again.log, /lvl=debug .* read=0 /);
  await world.ethereum.send(['Staking', 'refuse', D], ['DelegateManager', 'set', D, 0n]);
});

test('a provider that is away leaves the queue as it was', async () => {
  addUsers(database, { 1: { wallet: A, wallets: [B] } });
  const { code } = await job(JOB, { ...env, audius_web3_eth_provider_url: 'http://127.0.0.1:1' });
  assert.equal(code, 69);
  assert.deepEqual(queue(), [1]);
  await mustRun(JOB, { ...env, audius_web3_eth_provider_url: `http://127.0.0.1:1,${world.anvil.url}` });
  assert.deepEqual(balances(), { 1: [String(10n ** 18n), '4025'] });
});

test('killed at any moment, every user is read in the end', async () => {
  addUsers(database, { 1: { wallet: A, wallets: [B] }, 2: { wallet: D, wallets: [B] } });
  const server = await startServer(async (req, res, body) => {
    const answer = await fetch(world.anvil.url, { method: 'POST', body,
      headers: { 'content-type': 'application/json' } });
    const text = await answer.text();
    setTimeout(() => res.end(text), 60);
  });
  for (const ms of [20, 60, 110, 160, 200, 230]) {
    const { child, ended } = startJob(JOB, { ...env, audius_web3_eth_provider_url: server.url });
    setTimeout(() => child.kill('SIGKILL'), ms);
    await ended;
    await database.settled();
    const rows = Object.values(balances());
    assert.ok(rows.every(([own, associated]) => (own === '0' && associated === '0') || associated === '4025'));
  }
  server.close();
  await mustRun(JOB, env);
  assert.deepEqual(balances(), { 1: [String(10n ** 18n), '4025'], 2: ['0', '4025'] });
  assert.deepEqual(queue(), []);
});

test('who enters the queue while balances are read stays in it', async () => {
  addUsers(database, { 1: { wallet: A, wallets: [B] } });
  let late = () => addWallets(database, 1, [C]);
  await world.ethereum.send(['Staking', 'refuse', D]);
  const server = await startServer(async (req, res, body) => {
    if (body.includes('eth_call') && body.includes('70a08231')) {
      late();
      late = () => {};
    }
    const answer = await fetch(world.anvil.url, { method: 'POST', body,
      headers: { 'content-type': 'application/json' } });
    res.end(await answer.text());
  });
  database.execute('DELETE FROM disc.balance_refresh');
  await mustRun(JOB, { ...env, audius_web3_eth_provider_url: server.url });
  server.close();
  assert.deepEqual(queue(), [1]);
  await mustRun(JOB, env);
  assert.deepEqual(balances(), { 1: [String(10n ** 18n), '4332'] });
});
