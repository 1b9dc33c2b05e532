// SPDX-License-Identifier: ISC
// discprov-job transfers: whose balance has to be read again.
import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';

import { addUsers, addWallets, addressOf, job, mustRun, startJob, startServer, startWorld } from './jobs_lib.mjs';

const JOB = 'transfers';
const [A, B, C, D, E, F] = [1, 2, 3, 4, 5, 6].map((n) => addressOf(n + 0xabcdef));
const mint = (to) => ['AudiusToken', 'mint', to, 1000n];
const move = (from, to) => ['AudiusToken', 'move', from, to, 1n];

let world;
let database;
let env;
before(async () => {
  world = await startWorld();
});
after(() => world.close());
beforeEach(() => {
  database = world.database();
  env = world.env(database);
});

const head = () => world.ethereum.network.head.number;
const queue = () => database.rows('SELECT user_id FROM disc.balance_refresh ORDER BY user_id')
  .map((row) => row.user_id);
const empty = () => database.execute('DELETE FROM disc.balance_refresh');
const begin = (n) => database.execute(`INSERT INTO disc.eth_blocks VALUES (${n}, '2020-01-01', '2020-01-01')`);
const scanned = () => database.rows('SELECT last_scanned_block AS n FROM disc.eth_blocks').map((row) => row.n);

// A provider that hands questions on, unless answer() has one of its own.
async function provider(answer) {
  const asked = [];
  const pass = async (question) => {
    if (question.method === 'eth_getLogs')
      asked.push([question.params[0].fromBlock, question.params[0].toBlock].map(Number));
    const own = await answer(question);
    if (own !== undefined)
      return { jsonrpc: '2.0', id: question.id, ...own };
    const reply = await fetch(world.anvil.url, { method: 'POST', body: JSON.stringify(question),
      headers: { 'content-type': 'application/json' } });
    return reply.json();
  };
  const server = await startServer(async (req, res, body) => {
    const questions = JSON.parse(body);
    const answers = await Promise.all([questions].flat().map(pass));
    res.end(JSON.stringify(Array.isArray(questions) ? answers : answers[0]));
  });
  return { ...server, asked, env: { ...env, audius_web3_eth_provider_url: server.url } };
}

test('sender and receiver, own and associated wallets, in any case of letters (D13)', async () => {
  addUsers(database, { 1: { wallet: A }, 2: { wallet: B.toLowerCase() }, 3: { wallet: F, wallets: [C] },
    4: { wallet: null, wallets: [D.toLowerCase()] }, 5: { wallet: F, wallets: [E] }, 6: { wallet: F } });
  addWallets(database, 6, [A], 'sol');
  database.execute(`UPDATE disc.associated_wallets SET is_delete = true WHERE wallet = '${E}'`);
  await mustRun(JOB, env);
  empty();
  await world.ethereum.send(mint(A), mint(C), mint(E));
  await world.ethereum.pass(2);
  await mustRun(JOB, env);
  assert.deepEqual(queue(), [1, 3]);
  empty();
  await world.ethereum.pass(20);
  await mustRun(JOB, env);
  empty();
  await world.ethereum.send(move(A, B), move(C, D), move(E, addressOf(7)));
  await world.ethereum.pass(1);
  const { log } = await mustRun(JOB, env);
  assert.deepEqual(queue(), [1, 2, 3, 4]);
  assert.match(log, /changed=4/);
});

test('it stops one block before the head and looks ten back', async () => {
  addUsers(database, { 1: { wallet: A } });
  await world.ethereum.pass(30);
  begin(head() - 5);
  await mustRun(JOB, env);
  assert.deepEqual(scanned(), [head() - 1]);
  await world.ethereum.send(mint(A));
  await mustRun(JOB, env);
  assert.deepEqual(queue(), [], 'the transfer stands in the head');
  await world.ethereum.pass(1);
  const server = await provider(() => undefined);
  await mustRun(JOB, server.env);
  assert.deepEqual(queue(), [1]);
  assert.deepEqual(server.asked, [[head() - 2 - 10, head() - 1]]);
  await mustRun(JOB, server.env);
  assert.equal(server.asked.length, 1, 'no new block, no question');
  assert.ok(Number(database.value('index_eth:last-completion')) > 1e9);
  server.close();
});

test('a reorganisation of the last blocks is noticed', async () => {
  addUsers(database, { 1: { wallet: A }, 2: { wallet: B } });
  await world.ethereum.pass(20);
  begin(head());
  const snapshot = await world.ethereum.network.rpc.call('evm_snapshot');
  await world.ethereum.send(mint(A));
  await world.ethereum.pass(5);
  await mustRun(JOB, env);
  assert.deepEqual(queue(), [1]);
  empty();
  const last = head();
  await world.ethereum.network.rpc.call('evm_revert', snapshot);
  await world.ethereum.network.sync();
  await world.ethereum.send(mint(B));
  await world.ethereum.pass(6);
  assert.ok(head() > last);
  await mustRun(JOB, env);
  assert.deepEqual(queue(), [2]);
});

test('a chain that is shorter than what was scanned is waited for', async () => {
  begin(100000);
  await mustRun(JOB, env);
  assert.deepEqual(scanned(), [100000]);
});

test('ranges double while they are empty and are small where something is', async () => {
  addUsers(database, { 1: { wallet: A } });
  const first = head();
  await world.ethereum.pass(1000);
  await world.ethereum.send(mint(A));
  await world.ethereum.pass(100);
  await world.ethereum.send(mint(A));
  await world.ethereum.pass(300);
  begin(first + 10);
  const server = await provider(() => undefined);
  await mustRun(JOB, server.env);
  server.close();
  const spans = server.asked.map(([from, to]) => to - from + 1);
  assert.deepEqual(spans, [20, 40, 80, 160, 320, 640, 10, 20, 40, 72]);
  assert.ok(spans.every((span, i) => i === 0 || server.asked[i][0] === server.asked[i - 1][1] + 1));
  assert.deepEqual(queue(), [1]);
});

test('a provider that refuses long ranges is asked for shorter ones', async () => {
  addUsers(database, { 1: { wallet: A } });
  await world.ethereum.send(mint(A));
  await world.ethereum.pass(100);
  begin(head() - 100);
  const server = await provider(({ method, params: [q] }) =>
    (method === 'eth_getLogs' && Number(q.toBlock) - Number(q.fromBlock) + 1 > 7
      ? { error: { code: -32005, message: 'query returned more than 10000 results' } } : undefined));
  const { log } = await mustRun(JOB, server.env);
  server.close();
  assert.match(log, /more than 10000 results/);
  assert.deepEqual(queue(), [1]);
  assert.deepEqual(scanned(), [head() - 1]);
});

test('a provider that gives not even one block ends the run, and nothing is skipped', async () => {
  begin(head() - 50);
  const server = await provider(({ method }) =>
    (method === 'eth_getLogs' ? { error: { code: -32000, message: 'no' } } : undefined));
  const { code, log } = await job(JOB, server.env);
  server.close();
  assert.equal(code, 69);
  assert.match(log, /not even block/);
  assert.deepEqual(scanned(), [head() - 50]);
});

const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
const word = (address) => `0x${'0'.repeat(24)}${address.slice(2).toLowerCase()}`;
const genuine = (n) => ({ address: world.ethereum.address.AudiusToken, topics: [TRANSFER, word(A), word(B)],
  data: `0x${'0'.repeat(63)}1`, blockNumber: `0x${n.toString(16)}` });
const LIES = [
  ['a log of another contract', (log) => ({ ...log, address: A }), /another contract/],
  ['a log of a block before', (log) => ({ ...log, blockNumber: '0x1' }), /log of block 1/],
  ['a log of another event', (log) => ({ ...log, topics: [word(A), word(A), word(B)] }), /another event/],
  ['a log without topics', (log) => ({ ...log, topics: [] }), /another event/],
  ['a log that lacks a topic', (log) => ({ ...log, topics: log.topics.slice(0, 2) }), /topics/],
  ['a log without data', (log) => ({ ...log, data: '0x' }), /data ends/],
  ['an address with dirt before it', (log) => ({ ...log, topics: [TRANSFER, TRANSFER, word(B)] }), /padding/],
  ['a log that is no object', () => 7, /address/],
  ['a block number that is none', (log) => ({ ...log, blockNumber: 12 }), /blockNumber/],
];
test('a log that cannot be is refused, and the range is not passed over', async () => {
  addUsers(database, { 1: { wallet: A } });
  const from = head() - 5;
  begin(from);
  for (const [name, lie, why] of LIES) {
    const server = await provider(({ method }) =>
      (method === 'eth_getLogs' ? { result: [lie(genuine(head() - 1))] } : undefined));
    const { code, log } = await job(JOB, server.env);
    server.close();
    assert.equal(code, 65, `${name}: ${log}`);
    assert.match(log, why);
  }
  assert.deepEqual(scanned(), [from]);
  assert.deepEqual(queue(), []);
});

test('answers that are no list, and heads that cannot be', async () => {
  for (const answer of [{ result: null }, { result: {} }, { result: 'x' }]) {
    const server = await provider(({ method }) => (method === 'eth_getLogs' ? answer : undefined));
    assert.equal((await job(JOB, server.env)).code, 65);
    server.close();
  }
  for (const result of ['0xffffffffffffffff', '0x80000000', 'x', 5, null]) {
    const server = await provider(({ method }) => (method === 'eth_blockNumber' ? { result } : undefined));
    assert.equal((await job(JOB, server.env)).code, 65, String(result));
    server.close();
  }
  assert.deepEqual(scanned(), []);
});

test('killed at any moment, no transfer is missed', async () => {
  addUsers(database, { 1: { wallet: A }, 2: { wallet: B } });
  begin(head());
  await world.ethereum.pass(11);
  await world.ethereum.send(mint(A));
  await world.ethereum.pass(100);
  await world.ethereum.send(mint(B));
  await world.ethereum.pass(30);
  const server = await provider(() => new Promise((resolve) => { setTimeout(resolve, 40); }));
  for (const ms of [60, 120, 180, 240, 300]) {
    const { child, ended } = startJob(JOB, server.env);
    setTimeout(() => child.kill('SIGKILL'), ms);
    await ended;
    await database.settled();
  }
  server.close();
  await mustRun(JOB, env);
  assert.deepEqual(queue(), [1, 2]);
  assert.deepEqual(scanned(), [head() - 1]);
});

test('the queue is what the job balances empties', async () => {
  addUsers(database, { 1: { wallet: A } });
  await mustRun('balances', env);
  await world.ethereum.send(mint(A));
  await world.ethereum.pass(1);
  await mustRun(JOB, env);
  assert.deepEqual(queue(), [1]);
  const before = database.table('user_balances')[0].balance;
  await mustRun('balances', env);
  assert.equal(BigInt(database.table('user_balances')[0].balance), BigInt(before) + 1000n);
  assert.deepEqual(queue(), []);
});
