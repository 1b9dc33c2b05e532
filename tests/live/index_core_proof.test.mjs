// SPDX-License-Identifier: ISC
// A node that shows the headers of its blocks proves what it serves: what of it
// is not so is found out, also where one node alone is asked.  And what is
// believed of one that shows none.
import assert from 'node:assert/strict';
import test from 'node:test';

import { id } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { signAct, txBytes, txHash } from '../chain/lib/core.mjs';
import { Comet, commitOf, dataHash, headerHash, voter, votersHash } from '../chain/lib/core_comet.mjs';
import { startReplay } from '../chain/lib/core_replay.mjs';
import { coreSettings, openCore } from './core_lib.mjs';
import { firstDifference, index, run } from './index_lib.mjs';

const FIRST = [['first', 40], ['second', 30], ['third', 20], ['fourth', 10]].map(([name, power]) => voter(name, power));
// More than one page of them.
const LATER = [...FIRST, ...Array.from({ length: 130 }, (_, i) => voter(`later ${i}`, i === 0 ? 50 : 1))];
const comet = new Comet({ voters: FIRST });
const { place, chain, node } = await openCore({ comet });
const other = await startReplay(chain);
test.after(() => other.close());
const KEY = keyOf('core', 'proof');
const USER = 3000001;
let nonces = 0;
const act = (entityType, entityId, action, metadata = '') => signAct(chain.chainId, KEY, {
  userId: USER, entityType, entityId, action, metadata, nonce: id(`nonce ${++nonces}`), requestId: `r${nonces}`,
});
const name = (text) => act('User', USER, 'Update', JSON.stringify({ cid: '', data: { name: text } }));

// Fractions of a second finer than what nodes serve.
const at = (s) => ({ time: `2024-11-19T07:07:${String(s).padStart(2, '0')}.5Z` });
chain.add([], at(0));
chain.add([act('User', USER, 'Create', JSON.stringify({ cid: '', data: { handle: 'ann', name: 'Ann' } })), name('Ann')], at(1));
chain.add([], at(2));
const settings = (database, more = {}) => coreSettings({ database, node, audius_core_timeout_sec: '2',
  audius_discprov_core_plays: 'anybody', audius_discprov_core_verify: 'required', ...more });
const database = place.database();
await index(settings(database));

chain.add([name('Bea')], at(3));
comet.next = LATER;
chain.add([name('Cleo'), name('Dot'), { signature: 'x', requestId: 'y', storageProof: { height: '1' } },
  act('Track', 2000001, 'Create', JSON.stringify({ cid: '', data: { title: 'x', genre: 'Jazz', owner_id: USER } }))], at(4));
comet.round = 2;
chain.add([], at(5));
chain.add([name('Eve')], at(6));
const HEAD = chain.head;
const current = (db) => db.rows('SELECT height FROM disc.blocks WHERE is_current')[0].height;

const asked = (method) => node.calls.filter((call) => call.method === method).map(({ request }) => Number(request.height));
const copy = await place.copyOf(database);
node.honest();
await index(settings(copy));
const want = copy.dump();

test('headers of all blocks are asked for, and votes where voters change and of the last one', () => {
  assert.equal(current(copy), HEAD);
  assert.deepEqual(asked('crpc/block'), [5], 'the block itself, where its transactions have an order');
  assert.deepEqual([...new Set(asked('crpc/commit'))].sort(), [3, 4, 5, 6, 7]);
  assert.deepEqual(asked('crpc/validators').sort(), [5, 7, 7]);
  assert.equal(copy.rows('SELECT name FROM disc.users')[0].name, 'Eve');
});

test('nothing is asked when that is off, and all is as before', async () => {
  const db = await place.copyOf(database);
  node.honest();
  await index(settings(db, { audius_discprov_core_verify: 'off' }));
  assert.equal(node.calls.filter(({ method }) => method.startsWith('crpc/')).length, 0);
  assert.ok(db.dump() === want, firstDifference(want, db.dump()));
});

// Lies.

const blocksIn = (body) => [...Object.values(body.blocks ?? {}), ...(body.block?.transactions ? [body.block] : [])];
const served = (m, body, height, change) => (/^Get/.test(m) ? blocksIn(body).filter((b) => b.height === String(height)).forEach(change) : undefined);
const header = (body) => body.result?.signed_header?.header ?? body.result?.block?.header;
const shown = (m, body, request, height, change) => {
  if (/^crpc\/(block|commit)$/.test(m) && Number(request.height) === height && header(body))
    change(header(body), body.result);
};
const votes = (m, body, request, height, change) => {
  if (m === 'crpc/commit' && Number(request.height) === height)
    body.result.signed_header.commit = change(body.result.signed_header.commit);
};
const served_tx = (b, transaction) => ({ hash: txHash(transaction), transaction, chainId: b.chainId, height: b.height, blockHash: b.hash,
  timestamp: b.timestamp, transactionv2: null });
const forged = name('Mallory');
const { block_id: REF7 } = comet.commit(7);

/** Who makes up block 7 and all that belongs to it: a header, and these voters' votes. */
function madeUp(voters, changes = {}) {
  const was = comet.blocks.get(7);
  const made = { ...was.header, data_hash: dataHash([txBytes(forged)]), ...changes };
  const ref = { hash: headerHash(made), parts: was.ref.parts };
  const commit = commitOf(chain.chainId, 7, ref, voters, made.time);
  return (m, body, request) => {
    served(m, body, 7, (b) => {
      b.hash = ref.hash.toLowerCase();
      b.transactions = [served_tx(b, forged)];
    });
    shown(m, body, request, 7, (h, result) => { result.signed_header = { header: made, commit }; });
    if (m === 'crpc/validators' && request.height === '7')
      Object.assign(body.result, { validators: voters.map(({ key, power, address }) => ({ address,
        pub_key: { type: 'tendermint/PubKeyEd25519', value: key.toString('base64') }, voting_power: String(power) })),
      total: String(voters.length), count: String(voters.length) });
  };
}
const EVIL = [voter('evil', 10), voter('evil too', 10)];

const LIES = [
  { what: 'a transaction is left out', log: /header of block 4: its data_hash is not that of the block's transactions/,
    spoil: (m, body) => served(m, body, 4, (b) => { b.transactions = []; }) },
  { what: 'a transaction is another one, under its own hash', log: /header of block 4: its data_hash/,
    spoil: (m, body) => served(m, body, 4, (b) => { b.transactions = [served_tx(b, forged)]; }) },
  { what: 'a transaction is added to an empty block', log: /header of block 6: its data_hash/,
    spoil: (m, body) => served(m, body, 6, (b) => { b.transactions = [served_tx(b, forged)]; }) },
  { what: 'one of several transactions is left out', log: /header of block 5: other transactions than GetBlocks serves/,
    spoil: (m, body) => served(m, body, 5, (b) => b.transactions.pop()) },
  { what: 'one of several is left out on both ways', log: /header of block 5: its data_hash/,
    spoil: (m, body) => {
      served(m, body, 5, (b) => { b.transactions = b.transactions.filter(({ hash }) => hash !== txHash(chain.blocks.get(5).transactions[0].transaction)); });
      if (m === 'crpc/block')
        body.result.block.data.txs = body.result.block.data.txs.filter((tx) => tx !== txBytes(chain.blocks.get(5).transactions[0].transaction).toString('base64'));
    } },
  { what: 'transactions of the header stand in another order', log: /header of block 5: its data_hash/,
    spoil: (m, body) => { if (m === 'crpc/block') body.result.block.data.txs.reverse(); } },
  { what: 'a transaction of a kind that nobody reads is another one', log: /header of block 5: other transactions/,
    spoil: (m, body) => served(m, body, 5, (b) => { b.transactions.find(({ transaction }) => transaction.storageProof).hash = 'A'.repeat(64); }) },
  { what: 'the block hash is another one', log: /header of block 7: has not the hash that the block goes by/,
    spoil: (m, body) => served(m, body, 7, (b) => { b.hash = 'd'.repeat(64); b.transactions.forEach((t) => { t.blockHash = b.hash; }); }) },
  { what: 'the time is another one', log: /header of block 6: has another time than the block/,
    spoil: (m, body) => served(m, body, 6, (b) => { b.timestamp = '2024-11-19T07:07:05.6Z'; }) },
  ...['chain_id', 'height', 'time', 'last_commit_hash', 'data_hash', 'validators_hash', 'next_validators_hash', 'app_hash', 'proposer_address']
    .map((key) => ({ what: `${key} of a header is another one`, log: /header of block 6/,
      spoil: (m, body, request) => shown(m, body, request, 6, (h) => {
        h[key] = { chain_id: 'evil', height: '8', time: '2024-11-19T07:07:05.500000001Z' }[key] ?? h[key].replace(/^./, (c) => (c === '0' ? '1' : '0'));
      }) })),
  { what: 'the header is of another chain, whose hash it has', log: /header of block 6: is of chain 'evil', not openaudio-devnet/,
    spoil: (m, body, request) => shown(m, body, request, 6, (h) => { h.chain_id = 'evil'; }) },
  { what: 'the header is of another block', log: /header of block 6: asked for it, got block 4/,
    spoil: (m, body, request) => shown(m, body, request, 6, (h, result) => { result.signed_header = structuredClone(comet.blocks.get(4) && { header: comet.blocks.get(4).header, commit: comet.commit(4) }); }) },
  { what: 'the header of our own block is another one', log: /header of block 3: has not the hash/,
    spoil: (m, body, request) => shown(m, body, request, 3, (h) => { h.next_validators_hash = votersHash(EVIL); }) },
  { what: 'a made-up block is signed by a third', log: /block 7: is signed by a voting power of 90 of 279, not by more than two thirds/,
    spoil: madeUp(comet.blocks.get(7).voters.map((v) => ({ ...v, absent: ![50, 40].includes(v.power) }))) },
  { what: 'a made-up block is signed by others, who are not those of the header', log: /block 7: these validators are not those of its header/,
    spoil: madeUp(EVIL) },
  { what: 'a made-up block is signed by others, and its header says so', log: /header of block 7: others vote on it than the block before says/,
    spoil: madeUp(EVIL, { validators_hash: votersHash(EVIL) }) },
  { what: 'signatures are those of others', log: /block 7: signature 0 is not that of its validator/,
    spoil: (m, body, request) => votes(m, body, request, 7, ({ block_id: ref }) =>
      commitOf(chain.chainId, 7, ref, comet.blocks.get(7).voters.map((v, i) => ({ ...v, secret: voter(`thief ${i}`).secret })), comet.blocks.get(7).header.time)) },
  { what: 'signatures are for another chain', log: /block 7: signature 0 is not that of its validator/,
    spoil: (m, body, request) => votes(m, body, request, 7, ({ block_id: ref }) =>
      commitOf('evil', 7, ref, comet.blocks.get(7).voters, comet.blocks.get(7).header.time)) },
  { what: 'signatures are for another block', log: /block 7: the signatures are for another block/,
    spoil: (m, body, request) => votes(m, body, request, 7, () => comet.commit(4)) },
  { what: 'a third alone has signed', log: /block 7: is signed by a voting power of 40 of 279/,
    spoil: (m, body, request) => votes(m, body, request, 7, (commit) => ({ ...commit,
      signatures: commit.signatures.map((s, i) => (comet.blocks.get(7).voters[i].power === 40 ? s : { block_id_flag: 1, validator_address: '', timestamp: '0001-01-01T00:00:00Z', signature: null })) })) },
  { what: 'exactly two thirds have signed', log: /block 5: is signed by a voting power of 60 of 100/,
    spoil: (m, body, request) => votes(m, body, request, 5, (commit) => ({ ...commit,
      signatures: commit.signatures.map((s, i) => ({ ...s, block_id_flag: [40, 20].includes(comet.blocks.get(5).voters[i].power) ? 2 : 3 })) })) },
  { what: 'votes for no block are counted as votes for it', log: /block 7: signature \d+ is not that of its validator/,
    spoil: (m, body, request) => votes(m, body, request, 7, ({ block_id: ref }) => {
      const commit = commitOf(chain.chainId, 7, ref, comet.blocks.get(7).voters.map((v) => ({ ...v, nil: true })), comet.blocks.get(7).header.time);
      return { ...commit, signatures: commit.signatures.map((s) => ({ ...s, block_id_flag: 2 })) };
    }) },
  { what: 'one who may vote is counted several times', log: /134 validators|signature 1 is not that|these validators/,
    spoil: (m, body, request) => votes(m, body, request, 7, (commit) => ({ ...commit, signatures: commit.signatures.map(() => commit.signatures[0]) })) },
  { what: 'a signature is missing in the list', log: /133 signatures of 134 validators/,
    spoil: (m, body, request) => votes(m, body, request, 7, (commit) => ({ ...commit, signatures: commit.signatures.slice(1) })) },
  { what: 'validators have more power than they have', log: /these validators are not those of its header/,
    spoil: (m, body) => { if (m === 'crpc/validators') body.result.validators.at(-1).voting_power = '2'; } },
  { what: 'validators have power without end', log: /voting_power is 9223372036854775807/,
    spoil: (m, body) => { if (m === 'crpc/validators') body.result.validators.at(-1).voting_power = '9223372036854775807'; } },
  { what: 'there are more validators on each page', log: /total is \d+, between/,
    spoil: (m, body, request) => { if (m === 'crpc/validators') body.result.total = String(200 + Number(request.page)); } },
  { what: 'pages of validators never end', log: /a page without validators/,
    spoil: (m, body, request) => { if (m === 'crpc/validators' && request.page !== '1') body.result.validators = []; } },
  { what: 'a validator has a key of another kind', log: /pub_key is of type 'tendermint\/PubKeySecp256k1'/,
    spoil: (m, body) => { if (m === 'crpc/validators') body.result.validators[0].pub_key.type = 'tendermint/PubKeySecp256k1'; } },
  { what: 'a hash of a header is none', log: /header of block 6: app_hash is no hexadecimal/,
    spoil: (m, body, request) => shown(m, body, request, 6, (h) => { h.app_hash = 'x'; }) },
  { what: 'there is no header in it', log: /there is no header in it/,
    spoil: (m, body, request) => shown(m, body, request, 6, (h, result) => { delete result.signed_header.header; }) },
  { what: 'there is no result in it', log: /there is no result in it/,
    spoil: (m, body, request) => { if (m === 'crpc/commit' && request.height === '6') delete body.result; } },
  { what: 'transactions are no base64', log: /header of block 5: transaction 0: .* no base64/,
    spoil: (m, body) => { if (m === 'crpc/block') body.result.block.data.txs[0] = '*'; } },
];

for (const { what, log: words, spoil } of LIES)
  test(what, async () => {
    const db = await place.copyOf(database);
    node.honest();
    node.spoil = spoil;
    const { code, log } = await run(settings(db));
    node.honest();
    assert.equal(code, 65, log);
    assert.match(log, words);
    assert.ok([3, 4, 5, 6].includes(current(db)), String(current(db)));
    assert.notEqual(db.rows('SELECT name FROM disc.users')[0].name, 'Mallory');
    await index(settings(db));
    assert.ok(db.dump() === want, firstDifference(want, db.dump()));
  });

test('a liar is left for the next node', async () => {
  const db = await place.copyOf(database);
  node.honest();
  node.spoil = LIES[0].spoil;
  const { log } = await index(settings(db, { audius_core_endpoint: `${node.url},${other.url}` }));
  node.honest();
  assert.match(log, /its data_hash is not that of the block's transactions/);
  assert.ok(db.dump() === want, firstDifference(want, db.dump()));
});

// Nodes that show nothing, or not all.

const SILENT = {
  'serves no headers': [{ showsHeaders: false }, /HTTP status 403, state sync not enabled/],
  'keeps no headers so old': [{ prunedTo: 6 }, /lowest height is 6/],
  'keeps headers from the middle on': [{ prunedTo: 5 }, /lowest height is 5/],
  'is no CometBFT': [{ before: (m) => (m.startsWith('crpc/') ? { status: 404, text: '<h1>no</h1>' } : undefined) }, /HTTP status 404/],
  'never answers these': [{ before: (m) => (m.startsWith('crpc/') ? 'say nothing' : undefined) }, /no answer in time/],
};
for (const [what, [state, words]] of Object.entries(SILENT)) {
  test(`a node ${what}: it is refused where headers are required`, async () => {
    const db = await place.copyOf(database);
    Object.assign(node, (node.honest(), state));
    const { code, log } = await run(settings(db));
    node.honest();
    assert.equal(code, 69, log);
    assert.match(log, words);
    assert.match(log, /core_verify is required/);
    assert.equal(current(db), 3);
    await index(settings(db));
    assert.ok(db.dump() === want, firstDifference(want, db.dump()));
  });
  test(`a node ${what}: it is believed by default, and that is said`, async () => {
    const db = await place.copyOf(database);
    Object.assign(node, (node.honest(), state));
    const { log } = await index(settings(db, { audius_discprov_core_verify: '' }));
    node.honest();
    assert.match(log, /the node shows no header of it, so it is believed/);
    assert.match(log, words);
    assert.ok(db.dump() === want, firstDifference(want, db.dump()));
  });
}

test('by default what is shown is looked at', async () => {
  const db = await place.copyOf(database);
  node.honest();
  node.spoil = LIES[0].spoil;
  const { code } = await run(settings(db, { audius_discprov_core_verify: 'auto' }));
  node.honest();
  assert.equal(code, 65);
});

test('a block that is longer than answers should be', async () => {
  const db = await place.copyOf(database);
  for (let i = 0; i < 2; i++)
    chain.add(Array.from({ length: 7 }, () => act('Track', 2000001, 'Share', `{"x":"${'y'.repeat(900_000)}"}`)), at(7 + i));
  await index(settings(db, { audius_core_timeout_sec: '30' }));
  assert.equal(current(db), chain.head);
});

test('a chain is proven from its first block on', async () => {
  const db = place.database();
  node.honest();
  await index(settings(db, { audius_core_timeout_sec: '30' }));
  assert.equal(current(db), chain.head);
  assert.ok(REF7.hash.length === 64);
});
