// SPDX-License-Identifier: ISC
// Nodes of another chain: a wrong address, a development chain that was
// started anew, a fall-back of another network.  Not a row is touched, the
// message names node, setting and rule, and the next node is asked.
import assert from 'node:assert/strict';
import test from 'node:test';

import { AbiCoder, Wallet } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { chainVectors } from '../chain/lib/vectors.mjs';
import { firstDifference, index, openPlace, run, settings } from './index_lib.mjs';
import { startLiar } from './index_node.mjs';
import { startMadeChain } from './made_chain.mjs';

const ENTITY_MANAGER = '0x0000000000000000000000000000000000000008';
const NOBODY = 'http://127.0.0.1:1';
const { topic0, inputs } = chainVectors.events.find(({ name }) => name === 'ManageEntity');

const { place, gateway, chains } = await openPlace();

/** A chain on which so many people sign up, one a block. */
async function chainOf(people, how) {
  const chain = await startMadeChain(how);
  chains.push(chain);
  for (let i = 0; i < people; i++)
    signUp(chain, i);
  return chain;
}

const signUp = (chain, i, name = `ann${i}`) => chain.add([{ to: ENTITY_MANAGER, logs: [{
  address: ENTITY_MANAGER, topics: [topic0],
  data: AbiCoder.defaultAbiCoder().encode(inputs.map(({ type }) => type), [
    3000001 + i, new Wallet(keyOf('another', String(i))).address, 'User', 3000001 + i,
    JSON.stringify({ cid: '', data: { handle: name, name, bio: null } }), 'Create',
  ]),
}] }]);

const nodes = (database, urls, more = {}) => settings({
  chain: { rpc: NOBODY }, database, gateway, runDir: `run-${database.name}`, audius_web3_host: [urls].flat().join(','),
  audius_web3_timeout_sec: '2', audius_contracts_entity_manager_address: ENTITY_MANAGER, ...more,
});

const ours = await chainOf(6);
const database = place.database();
await index(nodes(database, ours.url));
const before = database.dump();

function assertUntouched(what) {
  const got = database.dump();
  assert.ok(got === before, `${what}: ${firstDifference(before, got)}`);
}

/** A run that is refused: its log. */
async function refused(urls, more, ...args) {
  const { code, log } = await run(nodes(database, urls, more), ...args);
  assert.equal(code, 78, log);
  assertUntouched(log);
  assert.equal(log.match(/lvl=err/g).length, 1, log);
  return log;
}

test('which chain was indexed is remembered', () => {
  assert.equal(database.value('chain_2'), `99 ${ours.blocks[0].header.hash} proven`);
});

for (const [what, people] of [['shorter', 2], ['as long', 6], ['longer', 40]])
  test(`another chain that is ${what}`, async () => {
    const other = await chainOf(people, { label: `other ${what}` });
    for (const args of [[], ['--catch-up'], ['--dry-run']]) {
      const log = await refused(other.url, {}, ...args);
      assert.match(log, new RegExp(`${other.url.replace('http://', 'http:..')}.*Check .*host`));
      assert.match(log, new RegExp(`block 0 is ${other.blocks[0].header.hash}.*${ours.blocks[0].header.hash}`));
    }
  });

test('another chain id', async () => {
  const other = await chainOf(9, { chainId: 100 });
  const log = await refused(other.url);
  assert.match(log, /eth_chainId says 100, .* chain 99/);
  assert.match(log, /\[web3\] chain_id/, 'what to do when it is right');
});

test('the next node is asked, whichever is wrong', async () => {
  const other = await chainOf(40, { label: 'fall-back' });
  for (const urls of [[other.url, ours.url], [NOBODY, other.url, ours.url], [ours.url, other.url]]) {
    const { code, log } = await run(nodes(database, urls), '--catch-up');
    assert.equal(code, 0, log);
    assertUntouched(log);
  }
  const { log } = await run(nodes(database, [other.url, ours.url], { audius_discprov_run_dir: place.folder }), '--catch-up');
  assert.match(log, /next=http.* rc=config msg=".*is of another chain/);
  await refused([NOBODY, other.url]);
  await refused([other.url, NOBODY]).catch(() => assertUntouched('the last one is down'));
});

test('a node that forgets who it is takes over while blocks are read: nothing of it is taken', async () => {
  const other = await chainOf(40, { label: 'in between' });
  const longer = await chainOf(6);
  for (let i = 6; i < 12; i++)
    signUp(longer, i);
  const [first, second] = [await startLiar(longer.url), await startLiar(other.url)];
  try {
    first.refuses('eth_getLogs', { code: -32000, message: 'not today' });
    first.before = (calls) => (calls.some(({ method }) => /Receipt/.test(method)) ? 'hang up' : undefined);
    const copy = await place.copyOf(database);
    const { code } = await run(nodes(copy, [first.url, second.url]), '--catch-up');
    assert.ok([65, 69, 78].includes(code), String(code));
    assert.equal(copy.rows('SELECT max(number) AS n FROM disc.blocks')[0].n, 6);
    assert.equal(copy.rows('SELECT count(*) AS n FROM disc.users')[0].n, 6);
    first.honest();
    await index(nodes(copy, [first.url, second.url]));
    assert.equal(copy.rows('SELECT count(*) AS n FROM disc.users')[0].n, 12);
  } finally {
    first.close();
    second.close();
  }
});

test('a chain id that is configured is asked for from the first run on', async () => {
  const empty = place.database();
  const { code, log } = await run(nodes(empty, ours.url, { audius_web3_chain_id: '1' }));
  assert.equal(code, 78, log);
  assert.match(log, /eth_chainId says 99, .*\[web3\] chain_id = 1/);
  assert.deepEqual(empty.table('blocks'), []);
  await index(nodes(empty, ours.url, { audius_web3_chain_id: '99' }));
});

test('a chain that has changed its id goes on by the word of the operator', async () => {
  const renamed = await chainOf(7, { chainId: 100 });
  const copy = await place.copyOf(database);
  assert.equal((await run(nodes(copy, renamed.url))).code, 78);
  await index(nodes(copy, renamed.url, { audius_web3_chain_id: '100' }));
  assert.equal(copy.rows('SELECT count(*) AS n FROM disc.users')[0].n, 7);
  assert.equal(copy.value('chain_2'), `100 ${ours.blocks[0].header.hash} proven`);
  assert.equal((await run(nodes(copy, renamed.url))).code, 0, 'it is remembered');
});

test('nothing is undone without a common block, even when nothing is remembered', async () => {
  const other = await chainOf(40, { label: 'unknown' });
  for (const start of ['0x0', '0', ours.blocks[0].header.hash, '3']) {
    const copy = place.database();
    const more = { audius_discprov_start_block: start };
    await index(nodes(copy, ours.url, more));
    copy.execute(`DELETE FROM disc.keyvalue WHERE key LIKE 'chain_%'`);
    const was = copy.dump();
    for (const length of [40, 4, 1]) {
      other.cut(length);
      const { code, log } = await run(nodes(copy, other.url, more), '--catch-up');
      if (start === '3' && length === 1) { // below all that we have: nothing is known of it
        assert.match(log, /chain node is behind/);
      } else {
        assert.equal(code, 78, log);
        assert.match(log, /no block .* in common|not on the chain|is of another chain/);
      }
      const withoutHead = (text) => text.replace(/^latest_block.*$/gm, '');
      assert.ok(withoutHead(copy.dump()) === withoutHead(was), `${start}: ${firstDifference(was, copy.dump())}`);
      assert.equal(copy.value('chain_2'), undefined, 'a chain that was refused is not remembered');
    }
    for (let i = 0; other.head() < 40; i++)
      signUp(other, i);
  }
});

test('a branch from block 0 on is a branch of this chain', async () => {
  const branch = await chainOf(0);
  for (let i = 0; i < 8; i++)
    signUp(branch, i, `ben${i}`);
  const [copy, fresh] = [await place.copyOf(database), place.database()];
  const { log } = await index(nodes(copy, branch.url));
  assert.match(log, /depth=6 .*reorganisation undone/);
  await index(nodes(fresh, branch.url));
  assert.ok(copy.dump() === fresh.dump(), firstDifference(fresh.dump(), copy.dump()));
});

test('a node that does not say who it is has to show our blocks', async () => {
  const silent = await startLiar(ours.url);
  try {
    silent.refuses('eth_chainId', { code: -32601, message: 'method not found' });
    const { code, log } = await run(nodes(database, silent.url));
    assert.equal(code, 0, log);
    assertUntouched('silent');
    const { code: asked, log: said } = await run(nodes(database, silent.url, { audius_web3_chain_id: '99' }));
    assert.equal(asked, 78, said);
    assert.match(said, /does not say which chain it is of/);
  } finally {
    silent.close();
  }
});

// Headers of which nobody knows how their hash is made.
const odd = { shows: (header) => ({ ...header, stateRoot: `0x${'5'.repeat(64)}` }) };

test('a chain whose first header proves nothing is read, which is told', async () => {
  const private_ = await chainOf(3, { label: 'private', ...odd });
  const fresh = place.database();
  const { log } = await index(nodes(fresh, private_.url));
  assert.match(log, /lvl=warn .*headers of this chain cannot be proven/);
  assert.equal(fresh.rows('SELECT count(*) AS n FROM disc.users')[0].n, 3);
  assert.equal(fresh.value('chain_2'), `99 ${private_.blocks[0].header.hash}`);
});

test('not where the operator asks for proofs', async () => {
  const private_ = await chainOf(3, { label: 'private', ...odd });
  const fresh = place.database();
  const { code, log } = await run(nodes(fresh, private_.url, { audius_web3_verify: 'headers' }));
  assert.equal(code, 65, log);
  assert.equal(fresh.rows('SELECT count(*) AS n FROM disc.users')[0].n, 0);
});

test('a chain that was proven once has to prove itself for ever', async () => {
  const liar = await chainOf(8, odd);
  const { code, log } = await run(nodes(database, liar.url));
  assert.equal(code, 65, log);
  assertUntouched(log);
});
