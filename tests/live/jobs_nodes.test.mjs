// SPDX-License-Identifier: ISC
// discprov-job service-providers against contracts on a real chain node.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { CONTENT, DISCOVERY } from '../chain/lib/ethereum.mjs';
import { job, mustRun, startJob, startServer, startWorld } from './jobs_lib.mjs';

const JOB = 'service-providers';
const OWNER = '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf';
const DELEGATE = '0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF';
const register = (type, endpoint) => ['ServiceProviderFactory', 'register', type, OWNER, endpoint, DELEGATE];

let world;
let database;
let env;
before(async () => {
  world = await startWorld();
  database = world.database();
  env = world.env(database);
});
after(() => world.close());

const kept = () => database.rows(`SELECT service_type, sp_id, endpoint FROM disc.service_providers
  ORDER BY service_type, sp_id`).map(({ service_type: t, sp_id: id, endpoint }) => `${t} ${id} ${endpoint}`);

test('an empty registry leaves an empty table', async () => {
  await mustRun(JOB, env);
  assert.deepEqual(kept(), []);
  assert.ok(Number(database.value('service_providers:last-completion')) > 1e9);
});

test('nodes of both types are kept as they are registered', async () => {
  const { number } = await world.ethereum.send(
    register(CONTENT, 'https://cn1.example'), register(CONTENT, 'https://cn2.example/'),
    register(DISCOVERY, 'https://dn1.example'));
  await mustRun(JOB, env);
  assert.deepEqual(kept(), ['content-node 1 https://cn1.example', 'content-node 2 https://cn2.example/',
    'discovery-node 1 https://dn1.example']);
  const [row] = database.rows('SELECT * FROM disc.service_providers WHERE sp_id = 2');
  assert.deepEqual([row.owner_wallet, row.delegate_owner_wallet, row.block_number], [OWNER, DELEGATE, number]);
});

test('a node that was deregistered goes, one that moved follows', async () => {
  await world.ethereum.send(['ServiceProviderFactory', 'deregister', CONTENT, 1],
    ['ServiceProviderFactory', 'updateEndpoint', CONTENT, 2, 'https://moved.example']);
  await mustRun(JOB, env);
  assert.deepEqual(kept(), ['content-node 2 https://moved.example', 'discovery-node 1 https://dn1.example']);
});

const HOSTILE = ['javascript:alert(1)', 'https://a.example/\r\nX: y', 'https://a.example,https://b.example', 'x',
  'https://\u{1f4a9}.example', 'https://a.example/'.padEnd(5000, 'a'), '  https://a.example',
  "https://a.example/');DROP TABLE disc.users;--\u0000", '"><script>'];
test('endpoints that are no host and no URL are left out', async () => {
  await world.ethereum.send(...HOSTILE.map((endpoint) => register(CONTENT, endpoint)),
    register(CONTENT, ' https://blank.example'));
  const { log } = await mustRun(JOB, env);
  assert.deepEqual(kept(), ['content-node 12 https://blank.example', 'content-node 2 https://moved.example',
    'discovery-node 1 https://dn1.example'].sort((a, b) => a.split(' ')[0].localeCompare(b.split(' ')[0]) ||
    a.split(' ')[1] - b.split(' ')[1]));
  assert.equal(log.split('\n').filter((line) => line.includes('no host or URL')).length, HOSTILE.length);
});

test('more nodes than one batch of calls', async () => {
  const before = kept().length;
  await world.ethereum.send(...Array.from({ length: 100 }, (_, i) => register(DISCOVERY, `https://n${i}.example`)));
  await world.ethereum.send(...Array.from({ length: 60 }, (_, i) => register(DISCOVERY, `https://m${i}.example`)));
  await mustRun(JOB, env);
  assert.equal(kept().length, before + 160);
});

test('a total beyond all measure is refused, and nothing changes', async () => {
  const before = kept();
  for (const total of [5001n, 2n ** 64n, 2n ** 256n - 1n]) {
    await world.ethereum.send(['ServiceProviderFactory', 'pretend', CONTENT, total]);
    const { code, log } = await job(JOB, env);
    assert.equal(code, 65);
    assert.match(log, new RegExp(`getTotalServiceTypeProviders: ${total} content-nodes, more than 5000`));
    assert.deepEqual(kept(), before);
  }
  await world.ethereum.send(['ServiceProviderFactory', 'pretend', CONTENT, 12]);
});

test('no provider, no registry, a registry that is none', async () => {
  const before = kept();
  for (const [more, code, why] of [
    [{ audius_web3_eth_provider_url: '' }, 78, /eth_provider_url and .* registry are both set/],
    [{ audius_eth_contracts_registry: '' }, 78, /eth_provider_url and .* registry are both set/],
    [{ audius_eth_contracts_registry: OWNER }, 78, /is not a registry on this chain/],
    [{ audius_eth_contracts_registry: world.ethereum.address.AudiusToken }, 78, /is not a registry on this chain/],
    [{ audius_web3_eth_provider_url: 'http://127.0.0.1:1' }, 69, /not reachable/],
  ]) {
    const result = await job(JOB, { ...env, ...more });
    assert.equal(result.code, code, result.log);
    assert.match(result.log, why);
  }
  assert.deepEqual(kept(), before);
});

test('a provider that refuses to call is at fault itself, a contract that reverts is not the registry', async () => {
  const before = kept();
  const refusals = [
    [{ code: -32000, message: 'header not found' }, 69, /registry .* cannot be asked .*header not found/],
    [{ code: -32603, message: 'Internal error' }, 69, /registry .* cannot be asked .*Internal error/],
    [{ code: 3, message: 'execution reverted', data: '0x' }, 78, /is not a registry on this chain/],
  ];
  for (const [error, code, why] of refusals) {
    const server = await startServer((req, res, body) => {
      const answer = ({ id }) => ({ jsonrpc: '2.0', id, error });
      const asked = JSON.parse(body);
      res.end(JSON.stringify(Array.isArray(asked) ? asked.map(answer) : answer(asked)));
    });
    const result = await job(JOB, { ...env, audius_web3_eth_provider_url: server.url });
    server.close();
    assert.equal(result.code, code, result.log);
    assert.match(result.log, why);
  }
  assert.deepEqual(kept(), before);
});

test('a provider that answers nonsense changes nothing', async () => {
  const before = kept();
  for (const answer of ['', '{}', '[]', 'null', '<html>', '[{"id":0,"result":"0x"}]', '{"id":0,"result":7}']) {
    const server = await startServer((req, res) => res.end(answer));
    const { code } = await job(JOB, { ...env, audius_web3_eth_provider_url: server.url });
    server.close();
    assert.ok(code === 65 || code === 69, `${answer}: ${code}`);
  }
  assert.deepEqual(kept(), before);
});

test('a call that the node refuses is no number and no node: nothing changes', async () => {
  const before = kept();
  const registry = world.ethereum.registry.toLowerCase();
  // The first calls that go beyond the registry are served, the next one is refused.
  for (const served of [0, 1, 2]) {
    let left = served;
    const server = await startServer(async (req, res, body) => {
      const calls = [JSON.parse(body)].flat();
      const refuses = (call) => call.method === 'eth_call' && call.params[0].to.toLowerCase() !== registry;
      const refused = calls.some(refuses) && left-- <= 0;
      const answer = await fetch(world.anvil.url, { method: 'POST', body: JSON.stringify(calls),
        headers: { 'content-type': 'application/json' } });
      res.end(JSON.stringify((await answer.json()).map((one, i) => (refused && refuses(calls[i])
        ? { jsonrpc: '2.0', id: one.id, error: { code: 3, message: 'execution reverted', data: '0x' } } : one))));
    });
    const { code, log } = await job(JOB, { ...env, audius_web3_eth_provider_url: server.url });
    server.close();
    assert.notEqual(code, 0, `${served} served: ${log}`);
    assert.deepEqual(kept(), before);
  }
});

test('the second provider is asked when the first one fails', async () => {
  for (const bad of ['http://127.0.0.1:1', 'nonsense']) {
    const server = bad === 'nonsense' ? await startServer((req, res) => res.writeHead(502).end('<html>')) : undefined;
    await mustRun(JOB, { ...env, audius_web3_eth_provider_url: `${server?.url ?? bad},${world.anvil.url}` });
    server?.close();
  }
});

// A provider that passes questions on, but some time after they came.
const slow = (ms) => startServer(async (req, res, body) => {
  const answer = await fetch(world.anvil.url, { method: 'POST', body,
    headers: { 'content-type': 'application/json' } });
  setTimeout(async () => res.end(await answer.text()), ms);
});

test('killed in the middle, it leaves what was there', async () => {
  const before = kept();
  const server = await slow(300);
  await world.ethereum.send(register(CONTENT, 'https://late.example'));
  for (const ms of [50, 350, 700]) {
    const { child, ended } = startJob(JOB, { ...env, audius_web3_eth_provider_url: server.url });
    setTimeout(() => child.kill('SIGKILL'), ms);
    assert.equal((await ended).signal, 'SIGKILL');
    await database.settled();
    assert.deepEqual(kept(), before);
  }
  server.close();
  await mustRun(JOB, env);
  assert.ok(kept().includes('content-node 13 https://late.example'));
});

test('of two at once the second one exits 75', async () => {
  let arrived;
  const asked = new Promise((resolve) => { arrived = resolve; });
  const waiting = [];
  const server = await startServer(async (req, res, body) => {
    arrived();
    await new Promise((resolve) => { waiting.push(resolve); });
    const answer = await fetch(world.anvil.url, { method: 'POST', body,
      headers: { 'content-type': 'application/json' } });
    res.end(await answer.text());
  });
  const first = startJob(JOB, { ...env, audius_web3_eth_provider_url: server.url });
  await asked;
  const here = await startJob(JOB, env).ended;
  assert.equal(here.code, 75, here.log);
  const elsewhere = await startJob(JOB, { ...env, audius_discprov_run_dir: world.place.folder }).ended;
  assert.equal(elsewhere.code, 75, elsewhere.log);
  assert.match(elsewhere.log, /backend pid/);
  const drain = setInterval(() => waiting.splice(0).forEach((go) => go()), 5);
  assert.equal((await first.ended).code, 0);
  clearInterval(drain);
  server.close();
});

test('a database without the schema is refused with advice', async () => {
  const empty = world.place.database();
  const { code, log } = await job(JOB, world.env(empty));
  assert.equal(code, 78);
  assert.match(log, /discprov migrate/);
});
