// SPDX-License-Identifier: ISC
// What a node of the core chain may say that is not so, and what may become of
// its answers on their way: each row is found out or does no harm, nothing of
// it is stored, and an honest node is believed again.
import assert from 'node:assert/strict';
import test from 'node:test';

import { id } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { notePlay, signAct, signPlays, txHash } from '../chain/lib/core.mjs';
import { startReplay } from '../chain/lib/core_replay.mjs';
import { coreSettings, openCore } from './core_lib.mjs';
import { firstDifference, index, run } from './index_lib.mjs';

const { place, chain, node } = await openCore();
const KEY = keyOf('core', 'lies'), PLAYER = keyOf('core', 'player');
const USER = 3000001;
const T0 = 1732000000;
let nonces = 0;
const act = (entityType, entityId, action, metadata = '') => signAct(chain.chainId, KEY, {
  userId: USER, entityType, entityId, action, metadata, nonce: id(`nonce ${++nonces}`), requestId: `r${nonces}`,
});
const name = (text) => act('User', USER, 'Update', JSON.stringify({ cid: '', data: { name: text } }));

chain.addEmpty(4);
chain.add([act('User', USER, 'Create', JSON.stringify({ cid: '', data: { handle: 'ann', name: 'Ann' } }))]);
const database = place.database();
const others = await startReplay(chain);
test.after(() => others.close());
const env = coreSettings({ database, node, audius_core_timeout_sec: '2', audius_discprov_core_plays: 'anybody' });
await index(env);

// What the lies are about: blocks 6 to 9, of which no node was asked yet.
const T = 1732000010;
chain.add([name('Bea')], { time: T });
chain.add([name('Cleo'), name('Dot'), act('Track', 2000001, 'Create', JSON.stringify({ cid: '', data: { title: 'x', genre: 'Jazz', owner_id: USER } }))],
  { time: T + 1 });
chain.add([signPlays(PLAYER, [notePlay(PLAYER, { trackId: 5, timestamp: '2024-11-19T07:06:50Z' })])], { time: T + 2 });
chain.add([signPlays(PLAYER, [notePlay(PLAYER, { trackId: 6, timestamp: '2024-11-19T07:06:50Z' })])], { time: T + 3 });
const copy = await place.copyOf(database);
await index(coreSettings({ database: copy, node, audius_discprov_core_plays: 'anybody' }));
const want = copy.dump();

/** Blocks of an answer, of either method. */
const blocksIn = (body) => [...Object.values(body.blocks ?? {}), ...(body.block ? [body.block] : [])];
const block = (body, height, change) =>
  blocksIn(body).filter((b) => b.height === String(height)).forEach(change);
const tx = (body, height, change) => block(body, height, (b) => b.transactions.forEach((t) => change(t, b)));
const rename = (b, hash) => { b.hash = hash; b.transactions.forEach((t) => { t.blockHash = hash; }); };
const slowly = (text, ms) => (req, res) => {
  res.writeHead(200, { 'content-type': 'application/json' });
  const drip = setInterval(() => res.write(text[0]) && (text = text.slice(1)), ms);
  res.on('close', () => clearInterval(drip));
};

/** spoil or before as the replay node takes them; code and log: how it ends.  harmless: it does not matter. */
const LIES = [
  { what: 'an act is changed under its hash', code: 65, log: /has not the hash it goes by/,
    spoil: (m, body) => tx(body, 6, ({ transaction }) => { transaction.manageEntity.metadata += ' '; }) },
  { what: 'the hash of an act is another one', code: 65, log: /has not the hash it goes by/,
    spoil: (m, body) => tx(body, 6, (t) => { t.hash = 'F'.repeat(64); }) },
  { what: 'an act names another signer', code: 65, log: /has not the hash it goes by/,
    spoil: (m, body) => tx(body, 6, ({ transaction }) => { transaction.manageEntity.signer = `0x${'1'.repeat(40)}`; }) },
  { what: 'a play is another one', code: 65, log: /has not the hash it goes by/,
    spoil: (m, body) => tx(body, 8, ({ transaction }) => { transaction.plays.plays[0].trackId = '6'; }) },
  { what: 'a play has a finer time', code: 65, log: /has not the hash it goes by/,
    spoil: (m, body) => tx(body, 8, ({ transaction }) => { transaction.plays.plays[0].timestamp = '2024-11-19T07:06:50.000000001Z'; }) },
  { what: 'an act has a member of tomorrow', code: 65, log: /a member that this version does not know/,
    spoil: (m, body) => tx(body, 6, (t) => { t.transaction.manageEntity.tomorrow = 'x'; t.hash = 'A'.repeat(64); }) },
  { what: 'transactions stand in another order', harmless: true,
    spoil: (m, body) => block(body, 7, (b) => b.transactions.reverse()) },
  { what: 'hashes are in other letters, times have nine digits', harmless: true,
    spoil: (m, body) => blocksIn(body).forEach((b) => {
      rename(b, b.hash.toUpperCase());
      b.transactions.forEach((t) => { t.hash = t.hash.toLowerCase(); });
      if (b.timestamp)
        b.timestamp = b.timestamp.replace('Z', '.000000999Z');
    }) },
  { what: 'a transaction is of another block', code: 65, log: /transaction 0: is of another block/,
    spoil: (m, body) => tx(body, 6, (t) => { t.height = '7'; }) },
  { what: 'a transaction names another block hash', code: 65, log: /transaction 0: is of another block/,
    spoil: (m, body) => tx(body, 6, (t) => { t.blockHash = '0'.repeat(64); }) },
  { what: 'a transaction is of another chain', code: 65, log: /is of chain 'evil', not openaudio-devnet/,
    spoil: (m, body) => tx(body, 6, (t) => { t.chainId = 'evil'; }) },
  { what: 'a block is of another chain', code: 65, log: /is of chain 'evil', not openaudio-devnet/,
    spoil: (m, body) => block(body, 7, (b) => { b.chainId = 'evil'; }) },
  { what: 'the node is of another chain', code: 78, log: /calls itself 'evil'/,
    spoil: (m, body) => { if (m === 'GetNodeInfo') body.chainid = 'evil'; } },
  { what: 'a block goes by another height', code: 65, log: /asked for block 7, got 6/,
    spoil: (m, body) => { if (body.blocks?.[7]) body.blocks[7] = body.blocks[6] ?? { ...body.blocks[7], height: '6' }; } },
  { what: 'a block comes that nobody asked for', code: 65, log: /was not asked for/,
    spoil: (m, body) => { if (body.blocks?.[7]) body.blocks[4711] = { ...body.blocks[7], height: '4711' }; } },
  { what: 'a block\'s key is no number', code: 65, log: /was not asked for/,
    spoil: (m, body) => { if (body.blocks?.[7]) body.blocks['+7'] = body.blocks[7]; } },
  { what: 'a height is missing, and the node has it elsewhere', harmless: true,
    prepare: () => node.holes.add(7) },
  { what: 'a height is missing for good', code: 69, log: /height 7 is not available|is not there/,
    prepare: () => node.holes.add(7), before: (m, { height }) => (m === 'GetBlock' && height === '7'
      ? { status: 500, body: { code: 'unknown', message: 'height 7 is not available, lowest height is 1000' } } : undefined) },
  { what: 'all heights are missing', code: 69, log: /not there/,
    spoil: (m, body) => { if (m === 'GetBlocks') body.blocks = {}; else if (m === 'GetBlock') Object.assign(body.block, { height: '-1' }); } },
  { what: 'the head falls back below ours', harmless: false, code: 0, nothing: true, log: /chain node is behind/,
    prepare: () => { node.shown = 3; } },
  { what: 'the head falls back while blocks are read', code: 69, log: /is not there/,
    before: (m, { height }) => { if (m === 'GetBlocks' && height.length > 1) node.shown = 5; } },
  { what: 'the head is far above what there is', code: 69, log: /is its newest, and not there/,
    spoil: (m, body) => { if (m === 'GetBlocks') body.currentHeight = '1000000'; } },
  { what: 'the head is no height', code: 65, log: /which is no height|is no number/,
    spoil: (m, body) => { if (m === 'GetBlocks') body.currentHeight = '9223372036854775807'; } },
  { what: 'the head is 0, as after a start', code: 69, log: /has no blocks \(yet\)/,
    prepare: () => { node.shown = 0; } },
  { what: 'the service is starting', code: 69, log: /service not ready/,
    prepare: () => { node.ready = false; } },
  { what: 'a block of ours is another one', code: 78, log: /no block of that chain is ever replaced/,
    spoil: (m, body) => block(body, 5, (b) => rename(b, 'e'.repeat(64))) },
  { what: 'ours is another one, and the newest', code: 78, log: /no block of that chain is ever replaced/,
    prepare: () => { node.shown = 5; }, spoil: (m, body) => block(body, 5, (b) => rename(b, 'e'.repeat(64))) },
  { what: 'a time has not come', code: 65, log: /block 9 is of a time that has not come \(\d+ s from now/,
    spoil: (m, body) => block(body, 9, (b) => { b.timestamp = '2200-01-01T00:00:00Z'; b.transactions.forEach((t) => { t.timestamp = b.timestamp; }); }) },
  { what: 'time runs backwards', code: 65, log: /block 7 is older than the one before it/,
    spoil: (m, body) => block(body, 7, (b) => { b.timestamp = '2020-01-01T00:00:00Z'; b.transactions.forEach((t) => { t.timestamp = b.timestamp; }); }) },
  { what: 'a time is none', code: 65, log: /timestamp is no time/,
    spoil: (m, body) => block(body, 7, (b) => { b.timestamp = 'soon'; }) },
  { what: 'a hash is none', code: 65, log: /hash is no hash/,
    spoil: (m, body) => block(body, 7, (b) => { b.hash = 'x'.repeat(64); }) },
  { what: 'a number is none', code: 65, log: /userId is no number/,
    spoil: (m, body) => tx(body, 6, ({ transaction }) => { transaction.manageEntity.userId = '3000001x'; }) },
  { what: 'a text is a number', code: 65, log: /GetBlocks: block 6: transaction 0/,
    spoil: (m, body) => tx(body, 6, ({ transaction }) => { transaction.manageEntity.action = 7; }) },
  { what: 'transactions are no list', code: 65, log: /transactions/,
    spoil: (m, body) => block(body, 6, (b) => { b.transactions = { 0: 'x' }; }) },
  { what: 'bytes of a block are no transaction', code: 69, log: /invalid UTF-8/,
    prepare: () => node.unparsable.add(7) },
  { what: 'the answer is no JSON', code: 65, log: /GetBlocks: answer of/,
    before: (m) => (m === 'GetBlocks' ? { text: '{"blocks":{"6":' } : undefined) },
  { what: 'the answer is an array', code: 65, log: /answer is no object/,
    before: (m) => (m === 'GetBlocks' ? { text: '[]' } : undefined) },
  { what: 'there are no blocks in it', code: 65, log: /currentHeight|no blocks|has no blocks/,
    before: (m) => (m === 'GetBlocks' ? { text: '{"currentHeight":"9","blocks":7}' } : undefined) },
  { what: 'text is bytes that are no UTF-8', code: 65, log: /GetBlocks: answer of/,
    before: (m) => (m === 'GetBlocks' ? (req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from('{"blocks":{},"x":"\xff"}', 'latin1'));
    } : undefined) },
  { what: 'the answer is cut', code: 69, log: /not reachable/,
    before: (m, { height }) => (m === 'GetBlocks' && height.length > 1 ? (req, res) => {
      res.writeHead(200, { 'content-type': 'application/json', 'content-length': 5000 });
      res.write('{"blocks":{');
      setTimeout(() => res.destroy(), 20);
    } : undefined) },
  { what: 'the node hangs up', code: 69, log: /not reachable/,
    before: (m) => (m === 'GetBlocks' ? 'hang up' : undefined) },
  { what: 'the node says nothing', code: 69, log: /not reachable|no answer in time/,
    before: (m) => (m === 'GetBlocks' ? 'say nothing' : undefined) },
  { what: 'answers of several heights drip for ever: fewer are asked for', harmless: true,
    before: (m, { height }) => (m === 'GetBlocks' && height.length > 1 ? slowly('{"blocks":'.padEnd(10000), 30) : undefined) },
  { what: 'the node refuses', code: 69, log: /permission_denied: no/,
    before: (m) => (m === 'GetBlocks' ? { status: 403, body: { code: 'permission_denied', message: 'no' } } : undefined) },
  { what: 'the answer is endless', code: 65, log: /longer than/,
    before: (m, { height }) => (m === 'GetBlocks' && height.length > 0 ? (req, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      const chunk = Buffer.alloc(1 << 20, 32);
      const more = () => { while (!res.destroyed && res.write(chunk)); };
      res.on('drain', more);
      more();
    } : undefined), settings: { audius_core_timeout_sec: '60' } },
];

const current = (db) => db.rows('SELECT height FROM disc.blocks WHERE is_current')[0].height;
const started = database.dump();
for (const lie of LIES)
  test(`${lie.what}`, async () => {
    const db = await place.copyOf(database);
    const its = coreSettings({ database: db, node, runDir: 'lies', audius_core_timeout_sec: '2', audius_discprov_core_plays: 'anybody', ...lie.settings });
    node.honest();
    node.unparsable.clear();
    lie.prepare?.();
    Object.assign(node, { before: lie.before ?? null, spoil: lie.spoil ?? null });
    const { code, log } = await run(its);
    node.honest();
    node.unparsable.clear();
    assert.equal(code, lie.harmless ? 0 : lie.code, log);
    if (lie.log)
      assert.match(log, lie.log);
    const after = db.dump();
    if (lie.harmless)
      assert.ok(after === want, firstDifference(want, after));
    else if (current(db) === 5)
      assert.deepEqual(db.rows('SELECT name FROM disc.users')[0].name, 'Ann');
    const { log: again } = await index(its);
    const recovered = db.dump();
    assert.ok(recovered === want, firstDifference(want, recovered) + again);
  });

test('none of that was done to the first database', () => {
  assert.ok(database.dump() === started);
});

// With a second node.

const two = (db, more = {}) => coreSettings({ database: db, urls: `${node.url},${others.url}`, runDir: `two-${db.name}`,
  audius_core_timeout_sec: '2', audius_discprov_core_plays: 'anybody', ...more });

const LEFT_OUT = [
  ['leaves out a transaction', (m, body) => block(body, 9, (b) => { b.transactions = []; })],
  ['shows another hash', (m, body) => block(body, 9, (b) => rename(b, 'd'.repeat(64)))],
  ['shows another time', (m, body) => block(body, 9, (b) => { b.timestamp = '2024-11-19T07:07:59Z'; })],
  ['makes up an act that its user has signed', (m, body) => block(body, 9, (b) => {
    const transaction = name('Mallory');
    b.transactions.push({ hash: txHash(transaction), transaction, chainId: b.chainId, height: b.height, blockHash: b.hash, timestamp: b.timestamp, transactionv2: null });
  })],
];
for (const liar of ['first', 'second'])
  for (const [what, spoil] of LEFT_OUT)
    test(`the ${liar} of two nodes ${what} in the newest block: the run stops and says so`, async () => {
      const db = await place.copyOf(database);
      node.honest();
      others.honest();
      (liar === 'first' ? node : others).spoil = spoil;
      const { code, log } = await run(two(db));
      assert.equal(code, 78, log);
      assert.match(log, /two nodes of openaudio-devnet show different blocks as block 9/);
      assert.equal(current(db), 5);
      assert.equal(db.rows('SELECT name FROM disc.users')[0].name, 'Ann');
      node.honest();
      others.honest();
      await index(two(db));
      assert.equal(current(db), 9);
    });

for (const [what, act_] of Object.entries({
  'is down': { urls: `http://127.0.0.1:1` }, 'is behind': { shown: 4 }, 'hangs': { before: (m) => (m === 'GetBlock' ? 'say nothing' : undefined) },
  'is of another chain': { spoil: (m, body) => { if (m === 'GetNodeInfo') body.chainid = 'other'; } },
}))
  test(`the second node ${what}: it is no witness`, async () => {
    const db = await place.copyOf(database);
    others.honest();
    Object.assign(others, { shown: null, before: null, spoil: null }, act_);
    await index(two(db, act_.urls ? { audius_core_endpoint: `${node.url},${act_.urls}` } : {}));
    others.honest();
    assert.equal(current(db), 9);
  });

for (const [what, lie] of Object.entries({
  'lies': { spoil: (m, body) => tx(body, 6, (t) => { t.hash = 'F'.repeat(64); }) },
  'has a hole': { before: (m, { height }) => (m === 'GetBlock' && height === '7' ? { status: 500, body: { code: 'unknown', message: 'gone' } } : undefined),
    holes: new Set([7]) },
  'is starting': { ready: false }, 'has fallen back': { shown: 2 },
}))
  test(`the first node ${what}: the next one does the work`, async () => {
    const db = await place.copyOf(database);
    node.honest();
    Object.assign(node, lie);
    const { log } = await index(two(db));
    node.honest();
    assert.equal(current(db), 9, log);
  });

test('a block of 24 MB is read in little memory', async () => {
  const db = await place.copyOf(database);
  const many = '\\"'.repeat(490_000);
  chain.add(Array.from({ length: 12 }, () => act('Track', 2000001, 'Share', `{"x":"${many}"}`)), { time: T0 + 60 });
  chain.add([act('User', USER, 'Update', JSON.stringify({ cid: '', data: { name: 'Big' }, x: '\u0001'.repeat(100_000) }))], { time: T0 + 61 });
  assert.ok(JSON.stringify(chain.blocks.get(chain.head - 1)).length > 24_000_000 - 1_000_000);
  const { log } = await index(coreSettings({ database: db, node, audius_discprov_core_plays: 'anybody', audius_core_timeout_sec: '30' }));
  assert.equal(current(db), chain.head);
  const [, peak] = /peak_kb=(\d+)/.exec(log);
  assert.ok(Number(peak) < 200_000 || process.env.ASAN_OPTIONS, `${peak} kB at most`);
  assert.equal(db.rows('SELECT name FROM disc.users')[0].name, 'Big');
  console.log(`# ${peak} kB`);
});

test('answers that are too large are asked for in halves', async () => {
  const db = await place.copyOf(database);
  for (let i = 0; i < 12; i++)
    chain.add([act('Track', 2000001, 'Share', `{"x":"${'y'.repeat(900_000)}"}`)], { time: T0 + 62 + i });
  chain.addEmpty(30, { time: T0 + 80 });
  const { log } = await index(coreSettings({ database: db, node, audius_discprov_core_plays: 'anybody', audius_core_timeout_sec: '30' }), '-v');
  assert.match(log, /GetBlocks: answer too long/);
  assert.equal(current(db), chain.head);
});
