// SPDX-License-Identifier: ISC
// The replay node answers as a real one was recorded to answer, and what is
// written here of bytes, hashes and signers is what the recordings hold.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';

import { CoreChain, actDigest, actSigner, fnv1a, playsBytes, servedOrder, txBytes, txHash } from './lib/core.mjs';
import { Comet, dataHash, headerHash, isSigned, merkle, voterOf, votersHash } from './lib/core_comet.mjs';
import { startReplay } from './lib/core_replay.mjs';
import { membersOf } from './lib/core_wire.mjs';

const FOLDER = new URL('../vectors/core/', import.meta.url);
const read = (name) => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
const recordings = readdirSync(FOLDER).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -5))
  .filter((name) => read(name).response && name !== 'get_block_protobuf')
  .map((name) => ({ name, ...read(name) }));

const chain = new CoreChain({ chainId: 'audius-devnet', first: 1, comet: new Comet() });
const node = await startReplay(chain);
test.after(() => node.close());

/** All blocks and transactions that any recording shows. */
for (const { response: { body_json: body } } of recordings) {
  const shown = [body?.block, ...Object.values(body?.blocks ?? {})].filter((b) => b?.height > 0 && /^[0-9a-f]/.test(b.hash));
  for (const block of shown)
    if (!chain.blocks.has(Number(block.height)))
      chain.put(block);
}
const stored = read('get_block_fallback').response.body_json.block;
chain.put({ ...stored, hash: stored.hash.toLowerCase(), proposer: stored.proposer.toLowerCase(),
  timestamp: stored.timestamp.replace(/(\.\d{6})\d*Z/, '$1Z') });
node.stored.set(262, stored.timestamp);

/** What its CometBFT showed. */
const shown = (name) => read(name).response.body_json.result;
const voters = shown('crpc_validators').validators.map(voterOf);
for (const name of ['crpc_block', 'crpc_block_67']) {
  const { block_id: ref, block: { header, data, last_commit: last } } = shown(name);
  chain.comet.blocks.set(Number(header.height), { header, ref, last, voters, txs: data.txs.map((tx) => Buffer.from(tx, 'base64')) });
}
chain.comet.blocks.get(66).commit = shown('crpc_commit').signed_header.commit;

/** What the node was like when this was recorded. */
const STATES = {
  not_ready: () => { node.ready = false; },
  get_block_fallback: () => node.holes.add(262),
  get_blocks_hole: () => node.holes.add(262),
  get_block_hole_pruned: () => { node.holes.add(20); node.lowest = 244; },
  get_block_unparsable: () => node.unparsable.add(264),
  get_blocks_unparsable: () => node.unparsable.add(264),
  crpc_status: () => { node.shown = 90; },
  crpc_block_future: () => { node.shown = 90; },
  crpc_block_pruned: () => { node.lowest = 169; },
  get_status_pruned: () => { node.lowest = 169; },
};

function state(name, body) {
  node.honest();
  node.unparsable.clear();
  node.lowest = 1;
  const head = Number(body?.currentHeight ?? body?.chainInfo?.currentHeight ?? 0);
  node.shown = head > 0 ? head : 1000;
  STATES[name]?.();
}

// A status says much of a real machine.
const KNOWN = ['live', 'ready', 'chainInfo', 'syncInfo'];
// Plays and other kinds stand in no promised order: one node gave two.
const settled = ({ transactions, ...block }) => ({
  ...block, acts: transactions.filter(({ transaction }) => transaction.manageEntity),
  others: transactions.filter(({ transaction }) => !transaction.manageEntity).sort((x, y) => (x.hash < y.hash ? -1 : 1)),
});
const comparable = (name, body) => {
  if (name === 'crpc_status') {
    const { node_info: { network, version }, sync_info: { latest_block_height: latest, earliest_block_height: earliest, catching_up: up } } = body.result;
    return { network, version, latest, earliest, up };
  }
  if (body.blocks)
    return { ...body, blocks: Object.fromEntries(Object.entries(body.blocks).map(([key, block]) => [key, settled(block)])) };
  if (!name.startsWith('get_status'))
    return body;
  const { chainInfo: { chainId, currentHeight }, pruningInfo: { earliestHeight } } = body;
  return { ...Object.fromEntries(KNOWN.map((key) => [key, body[key]])), chainInfo: { chainId, currentHeight }, earliestHeight };
};

for (const { name, request, response } of recordings) {
  if (name.startsWith('send_'))
    continue;
  test(`${name}: the same answer`, async () => {
    state(name, response.body_json);
    const answer = await fetch(`${node.url}${request.path}`, { method: request.method, headers: request.headers, body: request.body });
    const text = await answer.text();
    assert.equal(answer.status, response.status);
    if (response.body_json !== undefined)
      assert.deepEqual(comparable(name, JSON.parse(text)), comparable(name, response.body_json));
    else
      assert.equal(Buffer.from(text).toString('hex'), response.body_hex ?? '');
  });
}

for (const { name, request, response } of recordings.filter(({ name }) => name.startsWith('send_')))
  test(`${name}: refused as by a real node, or taken with the same hash`, async () => {
    state(name);
    const answer = await fetch(`${node.url}${request.path}`, { method: 'POST', headers: request.headers, body: request.body });
    const body = await answer.json();
    assert.equal(answer.status, response.status);
    if (answer.status !== 200) {
      assert.equal(body.code, response.body_json.code);
      assert.equal(body.message.split('\n')[0], response.body_json.message.split('\n')[0]);
      return;
    }
    const [got, want] = [body.transaction, response.body_json.transaction];
    assert.equal(got.hash, want.hash);
    assert.deepEqual(got.transaction, want.transaction);
  });

test('bytes and hashes of transactions', () => {
  for (const { json, bytes_hex: bytes, hash } of read('tx_encoding').cases)
    if (json.manageEntity || json.plays) {
      assert.equal(txBytes(json).toString('hex'), bytes);
      assert.equal(txHash(json), hash);
    }
});

test('the binary form of a block holds bytes and hash of each transaction, whatever its kind', () => {
  const [[, block]] = membersOf(Buffer.from(read('get_block_protobuf').response.body_hex, 'hex'));
  const txs = membersOf(block).filter(([field]) => field === 6).map(([, tx]) => membersOf(tx));
  const { transactions } = read('get_block_order').response.body_json.block;
  assert.equal(txs.length, transactions.length);
  for (const [i, { hash, transaction }] of transactions.entries()) {
    const [[, name], [, bytes]] = txs[i];
    assert.equal(name.toString(), hash);
    assert.equal(createHash('sha256').update(bytes).digest('hex').toUpperCase(), hash);
    if (transaction.manageEntity || transaction.plays)
      assert.equal(txBytes(transaction).toString('hex'), bytes.toString('hex'));
  }
});

test('headers, and who has signed them', () => {
  const v = read('header_hash');
  for (const [name, leaves] of Object.entries({ empty: '', one: 'a', two: 'ab', three: 'abc', five: 'abcde' }))
    assert.equal(merkle([...leaves].map((leaf) => Buffer.from(leaf))).toString('hex'), v.merkle[name]);
  assert.equal(headerHash(v.header), v.block_hash);
  const { header, txs } = chain.comet.blocks.get(66);
  assert.equal(dataHash(txs), v.data_hash);
  assert.equal(votersHash(voters), header.validators_hash);
  const commit = chain.comet.commit(66);
  assert.ok(isSigned('audius-devnet', commit, commit.signatures[0], voters[0].key));
  assert.ok(!isSigned('audius-devnet', { ...commit, round: 1 }, commit.signatures[0], voters[0].key));
});

test('the order of a block', () => {
  const { fnv1a32, on_chain: before, served } = read('order');
  for (const [value, want] of Object.entries(fnv1a32))
    assert.equal(fnv1a(value), want);
  const { transactions } = read('get_block_order').response.body_json.block;
  const manage = (list) => list.filter(({ transaction }) => transaction.manageEntity).map(({ hash }) => hash);
  const onChain = before.map((hash) => transactions.find((tx) => tx.hash === hash));
  assert.deepEqual(manage(servedOrder(onChain)), served.filter(({ kind }) => kind === 'manage').map(({ hash }) => hash));
});

test('what is signed, and who has signed it', () => {
  const ids = { prod: 'audius-mainnet-alpha-beta', stage: 'audius-testnet-alpha', dev: 'openaudio-devnet' };
  for (const c of read('eip712').cases) {
    if (c.digest)
      assert.equal(actDigest(ids[c.network], c), `0x${c.digest}`);
    assert.equal(actSigner(ids[c.network], c).toLowerCase(), c.signer.toLowerCase());
  }
  const { plays } = read('get_transaction_plays').response.body_json.transaction.transaction.plays;
  assert.equal(playsBytes(plays).toString('hex'), read('play_signatures').transaction.track_plays_hex);
});
