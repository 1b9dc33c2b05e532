// SPDX-License-Identifier: ISC
// Where documents come from: who is asked, in which order and how often, and
// what hosts may do without harm.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import test from 'node:test';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import { cidOfContent, digestOf } from '../chain/lib/model/cid.mjs';
import { World } from '../chain/lib/world.mjs';
import { importer } from '../clients/unixfs.mjs';
import { closing } from '../lib/guard.mjs';
import { Place, firstDifference, index, run, settings } from './index_lib.mjs';

const place = new Place();
const anvil = await startAnvil();
const hosts = [];
test.after(async () => {
  for (const host of hosts)
    host.close();
  await anvil.stop();
  place.close();
});

const chain = await deploy(anvil.url);
const world = await World.open({ chain, ipfs: place.ipfs });
const WALLET = `0x${'a'.repeat(40)}`;

/** A host that counts what it is asked, with documents under some paths. */
async function startHost(paths = ['ipfs', 'content']) {
  const host = { asked: [], has: () => true, answer: () => false };
  const server = createServer((req, res) => {
    const [, folder, cid] = req.url.split('/');
    host.asked.push(`${folder}/${cid}`);
    if (host.answer(req, res))
      return;
    if (!paths.includes(folder) || !host.has(cid)) {
      res.writeHead(404).end();
      return;
    }
    try {
      res.end(readFileSync(path.join(place.ipfs, cid)));
    } catch {
      res.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  host.url = `http://127.0.0.1:${server.address().port}`;
  host.close = closing(server);
  host.take = () => host.asked.splice(0);
  hosts.push(host);
  return host;
}

const silent = () => true; // takes the request and says nothing
const own = await startHost();
const spare = await startHost();
const node = await startHost(['content']);
const gateway = await startHost(['ipfs']);
const everybody = [own, spare, node, gateway];

const database = place.database();
const base = {
  chain, database, gateway,
  audius_network_content_nodes: [own, spare, node].map(({ url }) => `${url}=${WALLET}`).join(','),
  audius_ipfs_fetch_timeout_ms: '1500', audius_ipfs_fetch_pass_ms: '4000', audius_ipfs_fetch_deadline_sec: '12',
};
const env = settings(base);
const patient = { audius_ipfs_fetch_timeout_ms: '30000', audius_ipfs_fetch_pass_ms: '60000',
  audius_ipfs_fetch_deadline_sec: '90' };
let bios = 0;
const bytesOf = (more = {}) => Buffer.from(JSON.stringify({ bio: `bio ${++bios}`, ...more }));

function publish(bytes, cid = cidOfContent(bytes)) {
  writeFileSync(path.join(place.ipfs, cid), bytes);
  return cid;
}

/** Sends what is queued without telling the books, which cannot read all of it. */
async function mine() {
  const calls = world.pending;
  world.pending = [];
  const block = await world.network.mine(calls);
  assert.ok(block.receipts.every(({ status }) => Number(status) === 1));
  return block;
}
const setDocument = (actor, cid) =>
  world.request(actor.key, 'UserFactory', 'updateMultihash', [actor.id, digestOf(cid)]);
const userRow = ({ id }) => database.rows(`SELECT bio, metadata_multihash FROM disc.users WHERE user_id = ${id}`)[0];
const forget = () => everybody.forEach((host) => host.take());

const ann = world.actor('docs/ann'); // names hosts
const ben = world.actor('docs/ben'); // names none
ann.signUp('docs_ann');
ben.signUp('docs_ben');
await world.mine();
ann.setEndpoint(`${own.url}/,${spare.url}`);
await world.mine();
await index(env);

test('the hosts that the user has named are asked first, and nobody else if they have it', async () => {
  const cid = publish(bytesOf());
  setDocument(ann, cid);
  await mine();
  await index(env);
  assert.equal(userRow(ann).metadata_multihash, cid);
  assert.deepEqual(new Set([...own.take(), ...spare.take()]), new Set([`ipfs/${cid}`]));
  assert.deepEqual([node.take(), gateway.take()], [[], []]);
});

test('then all others are, under both paths of content nodes', async () => {
  for (const from of [node, gateway]) {
    everybody.forEach((host) => { host.has = () => host === from; });
    const cid = publish(bytesOf());
    setDocument(ann, cid);
    await mine();
    await index(env);
    assert.equal(userRow(ann).metadata_multihash, cid);
    assert.deepEqual(own.take(), [`ipfs/${cid}`, `content/${cid}`]);
    assert.deepEqual(spare.take(), [`ipfs/${cid}`, `content/${cid}`]);
    assert.ok(from.asked.includes(`${from === node ? 'content' : 'ipfs'}/${cid}`));
    assert.ok(!gateway.asked.includes(`content/${cid}`), 'a gateway knows one path');
    forget();
  }
  everybody.forEach((host) => { host.has = () => true; });
});

test('a user without hosts begins with all others', async () => {
  own.has = spare.has = node.has = () => false;
  const cid = publish(bytesOf());
  setDocument(ben, cid);
  await mine();
  await index(env);
  assert.equal(userRow(ben).metadata_multihash, cid);
  assert.ok(gateway.take().includes(`ipfs/${cid}`));
  own.has = spare.has = node.has = () => true;
  forget();
});

test('hosts that blocks of the same window name are asked as well', async () => {
  const cara = world.actor('docs/cara');
  gateway.has = node.has = own.has = () => false;
  cara.signUp('docs_cara');
  await world.mine();
  cara.setEndpoint(spare.url);
  await world.mine();
  const cid = publish(bytesOf());
  setDocument(cara, cid);
  await mine();
  await index(env);
  assert.equal(userRow(cara).metadata_multihash, cid);
  assert.deepEqual([gateway.take(), node.take(), own.take()], [[], [], []]);
  gateway.has = node.has = own.has = () => true;
  forget();
});

const register = (endpoint) => database.execute(`INSERT INTO disc.service_providers (service_type, sp_id, owner_wallet,
  endpoint, block_number, delegate_owner_wallet, checked_at)
  VALUES ('content-node', 9, '${WALLET}', '${endpoint}', 1, '${WALLET}', now())`);

test('content nodes of the Ethereum registry are asked, but not in a private network', async () => {
  const stranger = await startHost();
  register(stranger.url);
  const cid = publish(bytesOf());
  setDocument(ben, cid);
  await mine();
  everybody.forEach((host) => { host.has = () => false; });
  const { code, log } = await run(env, '-v');
  everybody.forEach((host) => { host.has = () => true; });
  assert.equal(code, 69);
  assert.ok(log.includes(`host=${stranger.url} msg="the host's address is not public"`), log.slice(-2000));
  assert.deepEqual(stranger.take(), []);
  await index(env);
  assert.equal(userRow(ben).metadata_multihash, cid);
  database.execute('DELETE FROM disc.service_providers');
  forget();
});

test('slashes at the end of a registered endpoint are no part of it', async () => {
  const stranger = await startHost();
  register(`${stranger.url}//`);
  const cid = publish(bytesOf());
  setDocument(ben, cid);
  await mine();
  everybody.forEach((host) => { host.has = () => false; });
  await index({ ...env, audius_network_allow_private: 'true' });
  everybody.forEach((host) => { host.has = () => true; });
  assert.equal(userRow(ben).metadata_multihash, cid);
  assert.match(stranger.take().join(), new RegExp(`^((ipfs|content)/${cid},?)+$`));
  database.execute('DELETE FROM disc.service_providers');
  forget();
});

test('hosts that do not answer are left alone after a few documents', async () => {
  own.answer = spare.answer = silent;
  const cids = [];
  for (let i = 0; i < 8; i++) {
    cids.push(publish(bytesOf()));
    setDocument(ann, cids[i]);
    await mine();
  }
  const { log } = await run({ ...env, audius_discprov_block_processing_window: 1 }, '--catch-up');
  assert.equal(userRow(ann).metadata_multihash, cids[7], log);
  assert.equal(own.take().length, 3);
  assert.equal(spare.take().length, 3);
  own.answer = spare.answer = () => false;
  forget();
});

test('who answers with other bytes, too many bytes or one byte at a time only costs time', async () => {
  const drip = (req, res) => {
    res.writeHead(200);
    const timer = setInterval(() => res.write('x'), 50);
    res.on('close', () => clearInterval(timer));
    return true;
  };
  const flood = (req, res) => {
    const more = () => { while (!res.destroyed && res.write(Buffer.alloc(65536, ' '))); };
    res.writeHead(200).on('drain', more);
    more();
    return true;
  };
  const lie = (req, res) => { res.end('{"bio":"a lie"}'); return true; };
  const redirect = (req, res) => { res.writeHead(302, { location: `${node.url}${req.url}` }).end(); return true; };
  own.answer = drip;
  spare.answer = flood;
  for (const answer of [lie, redirect, (req, res) => { res.writeHead(500).end(); return true; },
    (req, res) => { res.socket.destroy(); return true; }]) {
    gateway.answer = answer;
    const cid = publish(bytesOf());
    setDocument(ann, cid);
    await mine();
    await index(env);
    assert.equal(userRow(ann).metadata_multihash, cid);
  }
  gateway.answer = lie;
  node.answer = silent;
  const before = await mine();
  const cid = publish(bytesOf());
  setDocument(ann, cid);
  await mine();
  const { code, log } = await run(env);
  assert.equal(code, 69, log);
  assert.match(log, new RegExp(`document ${cid} .* not found`));
  assert.equal(database.value('most_recently_indexed_block_from_db'), String(before.number));
  everybody.forEach((host) => { host.answer = () => false; });
  await index(env);
  assert.equal(userRow(ann).metadata_multihash, cid);
  forget();
});

/** The CID of a file in the usual form of content nodes, or with other chunks. */
async function cidOfFile(bytes, more = {}) {
  for await (const { cid } of importer([{ path: 'x', content: bytes }], { put: () => {}, get: () => {} },
    { onlyHash: true, cidVersion: 0, rawLeaves: false, ...more }))
    return cid.toString();
  throw new Error('no CID');
}
const large = (size) => Buffer.concat([bytesOf(), Buffer.alloc(size, ' ')]).subarray(0, size);

test('documents of several chunks are verified like those of one', async () => {
  for (const size of [262145, 700000, 1048576]) {
    const bytes = large(size);
    const cid = publish(bytes, await cidOfFile(bytes));
    setDocument(ben, cid);
    await mine();
    await index(env);
    assert.equal(userRow(ben).metadata_multihash, cid, `${size} bytes`);
  }
});

test('one cut in an unusual way counts only when the operator says so, and from hosts of his', async () => {
  const bytes = large(600000);
  const cid = publish(bytes, await cidOfFile(bytes, { chunker: 'fixed', maxChunkSize: 100000 }));
  setDocument(ben, cid);
  await mine();
  const { code, log } = await run(env);
  assert.equal(code, 69);
  assert.match(log, /does not match the content id/);
  await index({ ...env, audius_ipfs_accept_unverified: 'true' });
  assert.equal(userRow(ben).metadata_multihash, cid);
  const small = cidOfContent(bytesOf());
  publish(Buffer.from('{"bio":"another"}'), small);
  setDocument(ben, small);
  const { receipts: [{ transactionHash }] } = await mine();
  assert.equal((await run({ ...env, audius_ipfs_accept_unverified: 'true' })).code, 69, 'small ones are always checked');
  await index({ ...env, audius_discprov_skip: transactionHash });
});

test('a block full of large documents is indexed', async () => {
  const cids = [];
  for (let i = 0; i < 24; i++) {
    const bytes = large(900000 + i);
    cids.push(publish(bytes, await cidOfFile(bytes)));
    setDocument(i % 2 === 0 ? ann : ben, cids[i]);
  }
  await mine();
  await index({ ...env, ...patient });
  assert.deepEqual([userRow(ann).metadata_multihash, userRow(ben).metadata_multihash], cids.slice(-2));
});

test('however they came, the rows are the same', async () => {
  const again = place.database();
  const skip = database.rows("SELECT txhash FROM disc.skipped_transactions WHERE level = 'network'");
  const more = { audius_discprov_skip: skip.map(({ txhash }) => txhash).join(','), audius_ipfs_accept_unverified: 'true' };
  await index({ ...settings({ ...base, database: again }), ...more, ...patient });
  assert.ok(database.dump() === again.dump(), firstDifference(database.dump(), again.dump()));
});
