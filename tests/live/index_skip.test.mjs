// SPDX-License-Identifier: ISC
// Blocks that cannot be indexed: what is on record, whom other nodes let us
// leave out, and that nothing else is lost.
import assert from 'node:assert/strict';
import test from 'node:test';

import { id } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { Network } from '../chain/lib/network.mjs';
import { RequestSigner } from '../chain/lib/signer.mjs';
import { firstDifference, index, openStage, run, settings, start } from './index_lib.mjs';
import { WORDS, startPeer } from './index_peers.mjs';

const OWN = `0x${'99'.repeat(20)}`;
const { place, gateway, chain } = await openStage();
const peers = [];
test.after(() => peers.forEach((peer) => peer.close()));
for (let i = 0; i < 3; i++)
  peers.push(await startPeer(WORDS.failed));

const network = await new Network(chain.rpc).sync();
let nonces = 0;
const signer = new RequestSigner('EntityManager', chain.entityManager, chain.chainId, () => id(`nonce ${++nonces}`));
const people = ['ann', 'ben', 'cleo'].map((name, i) => ({ name, id: 3000001 + i, key: keyOf('skip', name) }));
const [ann, ben, cleo] = people;

const act = ({ id: user, key }, action, data) => ({
  to: chain.entityManager,
  data: signer.call(key, 'manageEntity', [user, 'User', user, action, JSON.stringify({ cid: '', data })]),
});
const rename = (who, name) => act(who, 'Update', { name });
const mine = (...calls) => network.mine(calls);

await mine(...people.map((who) => act(who, 'Create', { handle: who.name, name: who.name })));

/** Refused while its row is written, and refused only at COMMIT. */
const POISON = `
  ALTER TABLE disc.users ADD CONSTRAINT poison CHECK (name NOT LIKE 'poison%') NOT VALID;
  CREATE FUNCTION disc.late_poison() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN RAISE EXCEPTION ''late'' USING ERRCODE = ''23514''; END';
  CREATE CONSTRAINT TRIGGER late_poison AFTER INSERT OR UPDATE ON disc.users DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.name LIKE 'late%') EXECUTE FUNCTION disc.late_poison()`;
const CURE = `ALTER TABLE disc.users DROP CONSTRAINT poison;
  DROP TRIGGER late_poison ON disc.users; DROP FUNCTION disc.late_poison`;

const base = {
  chain, gateway, audius_contracts_entity_manager_address: chain.entityManager,
  audius_delegate_owner_wallet: OWN, audius_discprov_block_processing_window: '250',
};

/** A database that has all blocks so far, and takes no poison. */
async function scene(more = {}) {
  const database = place.database();
  const env = settings({ ...base, database, runDir: database.name, ...more });
  await index(env);
  database.sql(POISON);
  return {
    database,
    env,
    trouble: () => JSON.parse(database.value('indexing:error') ?? 'null'),
    current: () => Number(database.value('most_recently_indexed_block_from_db')),
    names: () => database.rows('SELECT name FROM disc.users ORDER BY user_id').map(({ name }) => name),
    skipped: () => database.rows('SELECT blocknumber, blockhash, txhash, level FROM disc.skipped_transactions ORDER BY id'),
  };
}

const nodes = (...urls) => ({
  audius_network_discovery_nodes: urls.map((url, i) => `${url}=0x${String(i + 1).repeat(40)}`).join(','),
});

const names = (letter) => people.map((who) => `${letter} ${who.name}`);

/** A good block, one with two good transactions around a bad one, a good one. */
async function badBlock(bad, label) {
  await mine(...people.map((who, i) => rename(who, names(`${label}1`)[i])));
  const block = await mine(rename(ann, `${label}2 ann`), rename(ben, `${bad} ${label}`), rename(cleo, `${label}2 cleo`));
  await mine(act(cleo, 'Update', { bio: label }));
  return { number: block.number, hash: block.hash, txhash: block.receipts[1].transactionHash };
}

const about = ({ number, hash, txhash }) => ({ blocknumber: number, blockhash: hash, txhash });
const question = ({ number, hash, txhash }) =>
  ({ blocknumber: String(number), blockhash: hash, transactionhash: txhash });

async function fails(s, spot, more = {}, count = 1, agreed = undefined) {
  const { code, log } = await run({ ...s.env, ...more });
  assert.equal(code, 65, log);
  assert.equal(s.current(), spot.number - 1);
  const { message, ...rest } = s.trouble();
  assert.match(message, /./);
  assert.deepEqual(rest, {
    count, ...about(spot), has_consensus: agreed !== undefined, ...(agreed && { agreed }),
  });
  return log;
}

const head = () => network.head.number;

async function succeeds(s, more = {}, ...args) {
  const { code, log } = await run({ ...s.env, ...more }, ...args);
  assert.equal(code, 0, log);
  assert.equal(s.current(), head());
  assert.equal(s.trouble(), null);
  return log;
}

/** Stays at one block that it cannot index. */
const words = await scene();
const wordsSpot = await badBlock('poison', 'e');

/** A point to which back() goes. */
const point = async () => ({ id: await network.rpc.call('evm_snapshot'), state: network.state() });

async function back({ id: snapshot, state }) {
  assert.ok(await network.rpc.call('evm_revert', snapshot));
  network.restore(state);
}

/** Without what only one of two nodes has seen fail. */
const tables = (database) => database.dump().replace(/^latest_block.*$/gm, '');

function assertSame(a, b) {
  const [x, y] = [tables(a), tables(b)];
  assert.ok(x === y, firstDifference(x, y));
}

/** The same chain, and the operator has left this out from the beginning. */
async function toldTo(skip) {
  const database = place.database();
  await index(settings({ ...base, database, audius_discprov_skip: skip }));
  return database;
}

test('alone, a refused row is blamed on its transaction, counted, and tried again until the operator steps in (D14)', async () => {
  const s = await scene();
  const spot = await badBlock('poison', 'a');
  await fails(s, spot);
  assert.deepEqual(s.names(), names('a1'), 'the block before it is there, of the block itself nothing');
  const log = await fails(s, spot, {}, 2);
  assert.ok(log.includes(`block ${spot.number}: transaction ${spot.txhash}: database: idx_users_put: 23514: value refused by table users, rule poison`), log);
  await succeeds(s, { audius_discprov_skip: spot.txhash });
  assert.deepEqual(s.names(), ['a2 ann', 'a1 ben', 'a2 cleo']);
  assert.deepEqual(s.skipped(), [{ ...about(spot), level: 'network' }]);
  s.database.sql(CURE);
  assertSame(s.database, await toldTo(spot.txhash));
});

test('by the word of other nodes the transaction is left out, and the chain goes on', async () => {
  const s = await scene(nodes(...peers.map(({ url }) => url)));
  const spot = await badBlock('poison', 'b');
  peers.forEach((peer) => { peer.asked = []; });
  await fails(s, spot, {}, 1, [spot.txhash]);
  for (const { asked } of peers)
    assert.deepEqual(asked, [question(spot)]);
  const log = await succeeds(s);
  assert.match(log, new RegExp(`tx=${spot.txhash} msg="left out by the word of other nodes"`));
  assert.deepEqual(s.names(), ['b2 ann', 'b1 ben', 'b2 cleo']);
  assert.deepEqual(s.skipped().at(-1), { ...about(spot), level: 'network' });
});

test('a catch-up goes on by itself, through several bad transactions of one block', async () => {
  const s = await scene(nodes(peers[0].url));
  await mine(rename(ann, 'c1 ann'), rename(cleo, 'c1 cleo'));
  const block = await mine(rename(ann, 'poison 1'), rename(ben, 'c2 ben'), rename(cleo, 'poison 2'));
  await mine(rename(ann, 'c3 ann'));
  peers[0].asked = [];
  const log = await succeeds(s, {}, '--catch-up');
  const [first, , second] = block.receipts.map(({ transactionHash }) => transactionHash);
  assert.deepEqual(peers[0].asked.map(({ transactionhash }) => transactionhash), [first, second]);
  assert.equal(log.split('other nodes agree').length - 1, 2);
  assert.deepEqual(s.names(), ['c3 ann', 'c2 ben', 'c1 cleo']);
  assert.deepEqual(s.skipped().slice(-2).map(({ txhash, level }) => [txhash, level]),
    [first, second].sort().map((txhash) => [txhash, 'network']));
});

test('one after the other, runs of the timer forget no transaction that was agreed on', async () => {
  const s = await scene(nodes(peers[0].url));
  const block = await mine(rename(ann, 'poison 1'), rename(ben, 'poison 2'));
  const [first, second] = block.receipts.map(({ transactionHash: txhash }) =>
    ({ number: block.number, hash: block.hash, txhash }));
  await fails(s, first, {}, 1, [first.txhash]);
  await fails(s, second, {}, 1, [first.txhash, second.txhash]);
  await succeeds(s);
  assert.deepEqual(s.skipped().slice(-2).map(({ txhash }) => txhash).sort(), [first.txhash, second.txhash].sort());
});

test('when only COMMIT fails the whole block is left out, and nothing but its row is there', async () => {
  const s = await scene(nodes(peers[0].url));
  const before = s.names();
  const block = await mine(rename(ann, 'late ann'), rename(ben, 'd2 ben'));
  await mine(rename(cleo, 'd3 cleo'));
  const spot = { number: block.number, hash: block.hash, txhash: 'commit' };
  await fails(s, spot, {}, 1, ['commit']);
  await succeeds(s);
  assert.deepEqual(s.names(), [before[0], before[1], 'd3 cleo']);
  assert.deepEqual(s.skipped().at(-1), { ...about(spot), level: 'network' });
  assert.deepEqual(s.database.rows(`SELECT number FROM disc.blocks WHERE blockhash = '${spot.hash}'`),
    [{ number: spot.number }]);
  s.database.sql(CURE);
  for (const { number } of s.database.rows(`SELECT blocknumber AS number FROM disc.users WHERE blocknumber = ${spot.number}`))
    assert.fail(`a row of block ${number}`);
});

// --- who is heard

const silent = (req, res) => { void res; };
const elsewhere = () => ({ status: 302, headers: { location: `${peers[2].url}/indexing/transaction_status` }, text: '' });
const ownWord = { text: JSON.stringify({ data: 'FAILED', signer: OWN.toUpperCase().replace('0X', '0x') }) };
const [first, second] = peers.map(({ url }) => url);
const HEARD = [
  ['one node that failed', [WORDS.failed], {}, true],
  ['two nodes that failed', [WORDS.failed, WORDS.failed], {}, true],
  ['a node that failed and one that passed', [WORDS.failed, WORDS.passed], {}, false],
  ['the same, when half of them are enough', [WORDS.failed, WORDS.passed], { audius_network_consensus_percent: '50' }, true],
  ['the same, when a little more is wanted', [WORDS.failed, WORDS.passed], { audius_network_consensus_percent: '51' }, false],
  ...Object.keys(WORDS).filter((word) => word !== 'failed').map((word) =>
    [`a node that says ${word}`, [WORDS[word]], {}, false]),
  ['a node that is down', [], nodes('http://127.0.0.1:1'), false],
  ['a node that points elsewhere', [elsewhere], {}, false],
  ['a node that says nothing for long, and one that failed', [silent, WORDS.failed], { audius_network_consensus_percent: '50' }, true],
  ['nobody', [], {}, false, 0],
  ['only this node itself, by its wallet', [], { audius_network_discovery_nodes: `${first}=${OWN}` }, false, 0],
  ['only this node itself, by its URL', [], { ...nodes(`${first}/`), audius_discprov_url: first }, false, 0],
  ['only this node itself, by its signature', [ownWord], {}, false],
  ['this node and one that passed', [ownWord, WORDS.passed], { audius_network_consensus_percent: '1' }, false],
  ['one node by two names', [WORDS.failed], nodes(first, `${first}/`, first.toUpperCase().replace('HTTP', 'http')), true, 1],
  ['a node of the Ethereum chain in a private network', [], {}, false, 0, [first]],
  ['the same, when that is allowed', [], { audius_network_allow_private: 'true' }, true, 1, [first]],
  ['a node named by both', [], { ...nodes(first), audius_network_allow_private: 'true' }, true, 1, [first]],
  ['a node named by both, once with a slash', [], { ...nodes(first), audius_network_allow_private: 'true' }, true, 1,
    [`${first}/`]],
  ['two nodes of the Ethereum chain, one of them strange', [], { audius_network_allow_private: 'true', ...nodes(second) },
    true, 2, [first, 'ftp://x', 'http://a b/']],
];
for (const [who, says, more, agreed, asked = undefined, registered = []] of HEARD)
  test(`heard is ${who}: ${agreed ? 'enough' : 'not enough'}`, async () => {
    const s = words;
    peers.forEach((peer, i) => { peer.says = says[i] ?? WORDS.failed; peer.asked = []; });
    s.database.sql(`DELETE FROM disc.keyvalue WHERE key = 'indexing:error';
      DELETE FROM disc.service_providers`);
    registered.forEach((url, i) => s.database.sql(
      `INSERT INTO disc.service_providers VALUES ('discovery-node', ${i + 1}, '', '${url}', 1, '0x${'4'.repeat(40)}', now())`));
    const named = says.length > 0 && more.audius_network_discovery_nodes === undefined
      ? nodes(...peers.slice(0, says.length).map(({ url }) => url)) : {};
    await fails(s, wordsSpot, { ...named, ...more }, 1, agreed ? [wordsSpot.txhash] : undefined);
    if (asked !== undefined)
      assert.equal(peers.flatMap((peer) => peer.asked).length, asked);
  });

test('without a wallet of its own a node asks nobody, and says why', async () => {
  peers[0].asked = [];
  words.database.sql("DELETE FROM disc.keyvalue WHERE key = 'indexing:error'");
  const log = await fails(words, wordsSpot, { ...nodes(first), audius_delegate_owner_wallet: '' });
  assert.match(log, /owner_wallet is not set/);
  assert.deepEqual(peers[0].asked, []);
  peers.forEach((peer) => { peer.says = WORDS.failed; });
});

// --- limits, forks, kills

test('a hundred records of other nodes\' word are enough: one more is left out, and only the log tells', async () => {
  const s = await scene(nodes(first));
  const had = s.skipped().length;
  const spot = await badBlock('poison', 'f');
  s.database.sql(`INSERT INTO disc.skipped_transactions (blocknumber, blockhash, txhash, created_at, updated_at, level)
    SELECT 1, 'x', n, now(), now(), 'network' FROM generate_series(${had + 1}, 100) AS n`);
  await fails(s, spot, {}, 1, [spot.txhash]);
  const log = await succeeds(s);
  assert.match(log, /left out by the word of other nodes, not recorded: there are too many/);
  assert.equal(s.skipped().length, 100);
  assert.deepEqual(s.names().slice(0, 1), ['f2 ann']);
  const again = await badBlock('poison', 'g');
  await fails(s, again, { audius_network_discovery_nodes: '' });
  await succeeds(s, { audius_discprov_skip: again.txhash });
  assert.deepEqual(s.skipped().at(-1), { ...about(again), level: 'network' }, 'what the operator says is recorded all the same');
});

test('a fork undoes what was left out with its block', async () => {
  await mine(rename(ben, 'h0 ben'));
  const s = await scene(nodes(first));
  const fork = await point();
  const spot = await badBlock('poison', 'h');
  await fails(s, spot, {}, 1, [spot.txhash]);
  await succeeds(s);
  assert.deepEqual(s.skipped().at(-1), { ...about(spot), level: 'network' });
  await back(fork);
  await mine(rename(ann, 'i1 ann'));
  await mine(rename(ben, 'i2 ben'));
  await mine(rename(cleo, 'i3 cleo'));
  await mine(rename(cleo, 'i4 cleo'));
  await succeeds(s, {}, '--catch-up');
  s.database.sql(CURE);
  const other = place.database();
  const all = s.skipped().map(({ txhash, blocknumber }) => (txhash === 'commit' ? blocknumber : txhash)).join(',');
  await index(settings({ ...base, database: other, audius_discprov_skip: all }));
  assertSame(s.database, other);
});

for (const [bad, what] of [['poison', 'transaction'], ['late', 'block']])
  test(`a fork before the next attempt: the ${what} that was agreed on counts for that block only`, async () => {
    const s = await scene(nodes(first));
    const fork = await point();
    const { number, hash, receipts } = await mine(rename(ann, `${bad} j`));
    const txhash = bad === 'late' ? 'commit' : receipts[0].transactionHash;
    await fails(s, { number, hash, txhash }, {}, 1, [txhash]);
    await back(fork);
    await mine(rename(ben, `j ${bad}`));
    const had = s.skipped().length;
    await succeeds(s, {}, ...(bad === 'late' ? ['--catch-up'] : []));
    assert.equal(s.skipped().length, had);
    assert.equal(s.names()[1], `j ${bad}`);
  });

test('--dry-run names the block, and neither counts nor asks', async () => {
  const s = await scene(nodes(first));
  await badBlock('poison', 'l');
  peers[0].asked = [];
  const { code, log } = await run(s.env, '--dry-run');
  assert.equal(code, 65, log);
  assert.match(log, /rule poison/);
  assert.equal(s.trouble(), null);
  assert.deepEqual(peers[0].asked, []);
});

test('kill -9 while others are asked, and while what they agreed on is left out', async () => {
  const s = await scene(nodes(first));
  const spot = await badBlock('poison', 'k');
  await new Promise((resolve) => {
    peers[0].says = () => { started.child.kill('SIGKILL'); };
    const started = start(s.env);
    started.ended.then(resolve);
  });
  await s.database.settled();
  peers[0].says = WORDS.failed;
  assert.equal(s.trouble().count, 1);
  await fails(s, spot, {}, 2, [spot.txhash]);
  for (const wait of [5, 15, 30, 60, 120]) {
    const { child, ended } = start(s.env);
    const timer = setTimeout(() => child.kill('SIGKILL'), wait);
    await ended;
    clearTimeout(timer);
    await s.database.settled();
    const there = s.current() >= spot.number;
    assert.equal(s.trouble() === null, there, 'the trouble ends with the block, not before');
    assert.equal(s.skipped().some(({ txhash }) => txhash === spot.txhash), there);
  }
  await succeeds(s);
  assert.deepEqual(s.skipped().filter(({ txhash }) => txhash === spot.txhash), [{ ...about(spot), level: 'network' }]);
});
