// SPDX-License-Identifier: ISC
// The story with replica sets, while the Ethereum registry names the nodes.
import assert from 'node:assert/strict';
import test from 'node:test';

import { deploy } from '../chain/lib/deploy.mjs';
import { CONTENT } from '../chain/lib/ethereum.mjs';
import { sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import { index, run, settings, startGateway } from './index_lib.mjs';
import { mustRun, startServer, startWorld } from './jobs_lib.mjs';

const eth = await startWorld();
const gateway = await startGateway(eth.place.ipfs);
test.after(async () => {
  gateway.close();
  await eth.close();
});

// Both chains on one node: the contracts do not know of each other.
const chain = await deploy(eth.anvil.url);
const world = await World.open({ chain, ipfs: eth.place.ipfs });
await tell(world, sizeOf('small'));
await eth.ethereum.network.sync();
const WALLET = '0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf';
const GONE = 2;
const NODES = 60;
await eth.ethereum.send(...Array.from({ length: NODES }, (_, i) =>
  ['ServiceProviderFactory', 'register', CONTENT, WALLET, `https://cn${i + 1}.example`, WALLET]));
await eth.ethereum.send(['ServiceProviderFactory', 'deregister', CONTENT, GONE]);
const until = String(world.books.summary().head.number);

const ETH = {
  audius_web3_eth_provider_url: eth.anvil.url,
  audius_eth_contracts_registry: eth.ethereum.registry,
  audius_web3_timeout_sec: '5',
};
const endpoint = (id) => (id <= NODES && id !== GONE ? `https://cn${id}.example` : '');
const placed = (database) => database.rows(`SELECT user_id, primary_id, secondary_ids, creator_node_endpoint
  FROM disc.users WHERE replica_set_update_signer IS NOT NULL ORDER BY user_id`);
const nodes = (database) => database.rows(`SELECT cnode_sp_id, endpoint FROM disc.ursm_content_nodes
  ORDER BY cnode_sp_id`);
const wanted = (row, of) => [row.primary_id, ...row.secondary_ids].map(of).join(',');
const env = (database, more) => settings({ chain, database, gateway, ...more });
let first;

test('endpoints that nobody kept are asked for and then kept', async () => {
  const database = eth.place.database();
  await index(env(database, ETH), '--until', until);
  first = placed(database);
  assert.ok(first.length > 0);
  assert.ok(first.some(({ creator_node_endpoint: e }) => e.startsWith('https://cn')));
  for (const row of first)
    assert.equal(row.creator_node_endpoint, wanted(row, endpoint), JSON.stringify(row));
  const there = nodes(database);
  assert.ok(there.length > 0);
  for (const { cnode_sp_id: id, endpoint: e } of there)
    assert.equal(e, endpoint(id));
  const kept = database.rows("SELECT sp_id, endpoint FROM disc.service_providers WHERE service_type = 'content-node'");
  assert.ok(kept.length > 0 && kept.length < NODES);
  for (const { sp_id: id, endpoint: e } of kept)
    assert.equal(e, endpoint(id));
});

test('what the job has kept is used while no provider is there', async () => {
  const database = eth.database();
  await mustRun('service-providers', eth.env(database));
  await index(env(database), '--until', until);
  assert.deepEqual(placed(database), first);
});

test('what is kept is not asked for again', async () => {
  const asked = [];
  const provider = await startServer(async (req, res, body) => {
    for (const { method, params } of [JSON.parse(body)].flat())
      if (method === 'eth_call' && params[0].data.length === 2 + 8 + 128)
        asked.push(Number(BigInt(`0x${params[0].data.slice(-64)}`)));
    const answer = await fetch(eth.anvil.url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    res.end(await answer.text());
  });
  const fresh = eth.place.database();
  const behind = { ...ETH, audius_web3_eth_provider_url: provider.url };
  await index(env(fresh, behind), '--until', until);
  assert.deepEqual(placed(fresh), first);
  assert.ok(asked.length > 0);
  const again = asked.filter((id, i) => id !== GONE && asked.indexOf(id) !== i);
  assert.deepEqual(again, [], 'each is asked for once');
  const database = eth.database();
  await mustRun('service-providers', eth.env(database));
  asked.length = 0;
  await index(env(database, behind), '--until', until);
  provider.close();
  assert.deepEqual(placed(database), first);
  assert.deepEqual(asked.filter((id) => id !== GONE), []);
});

test('a provider that is away stops the block that needs it, until it is back', async () => {
  const database = eth.place.database();
  const { code, log } = await run(env(database, { ...ETH, audius_web3_eth_provider_url: 'http://127.0.0.1:1' }),
    '--catch-up', '--until', until);
  assert.equal(code, 69, log);
  assert.match(log, /endpoint of content node \d+/);
  await index(env(database, ETH), '--until', until);
  assert.deepEqual(placed(database), first);
});

test('without Ethereum a node\'s place stays empty', async () => {
  const database = eth.place.database();
  await index(env(database), '--until', until);
  const rows = placed(database);
  assert.equal(rows.length, first.length);
  for (const row of rows)
    assert.equal(row.creator_node_endpoint, wanted(row, () => ''));
  assert.ok(nodes(database).every(({ endpoint: e }) => e === null));
});
