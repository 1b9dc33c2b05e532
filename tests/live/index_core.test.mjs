// SPDX-License-Identifier: ISC
// Acts of a core chain through the whole indexer: read in any order from any
// height, done once, by who has signed them.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Wallet, id } from 'ethers-6';

import { ACCOUNTS, keyOf } from '../chain/lib/accounts.mjs';
import { CoreChain, signAct } from '../chain/lib/core.mjs';
import { firstDifference, index, run } from './index_lib.mjs';
import { empty } from './import_lib.mjs';
import { coreSettings, openCore } from './core_lib.mjs';

const { place, chain, node } = await openCore();
const people = {};
for (const [i, name] of ['ann', 'ben', 'cleo'].entries())
  people[name] = { id: 3000001 + i, key: keyOf('core', name) };
const wrap = (data) => JSON.stringify({ cid: '', data });
let nonces = 0;

/** An act of who; more: what else is said of it. */
const act = (who, entityType, entityId, action, metadata = '', more = {}) => signAct(chain.chainId, more.key ?? people[who].key, {
  userId: people[who].id, entityType, entityId, action, metadata: typeof metadata === 'string' ? metadata : wrap(metadata),
  nonce: id(`nonce ${++nonces}`), requestId: `request ${nonces}`, ...more,
});
const signUp = (who) => act(who, 'User', people[who].id, 'Create', { handle: who, name: who.toUpperCase(), bio: null });

const SONG = 2000001;
chain.addEmpty(3);
// A follow stands before those it names, and applies behind them.
const follow = act('ann', 'User', people.ben.id, 'Follow');
chain.add([follow, signUp('ann'), signUp('ben'), signUp('cleo')]);
chain.addEmpty(2);
chain.add([act('ann', 'Track', SONG, 'Create', { title: 'Song \u0000 \u2028 \ud83c\udfb5', genre: 'Jazz', owner_id: people.ann.id })]);
const unfollow = act('ann', 'User', people.ben.id, 'Unfollow');
chain.add([unfollow, act('ben', 'Track', SONG, 'Save')]);
chain.add([act('ann', 'User', people.ben.id, 'Follow')]);

const database = place.database();
const env = coreSettings({ database, node });
const row = (query, from = database) => from.rows(query)[0];
const follows = (from = database) => row('SELECT is_delete FROM disc.follows', from).is_delete;

function same(a, b) {
  const [want, got] = [a.dump(), b.dump()];
  assert.ok(want === got, firstDifference(want, got));
}

test('what was done is in the tables, under the heights and hashes of the chain', async () => {
  await index(env);
  const block = chain.blocks.get(4);
  assert.deepEqual(row('SELECT number, blockhash, height, core FROM disc.blocks WHERE is_current'),
    { number: chain.head, height: chain.head, core: 1, blockhash: chain.blocks.get(chain.head).hash });
  assert.deepEqual(row('SELECT * FROM disc.core_chains'), { id: 1, chain_id: chain.chainId, base: 0, first_height: 1 });
  const ann = row(`SELECT * FROM disc.users WHERE user_id = ${people.ann.id}`);
  assert.equal(ann.wallet, new Wallet(people.ann.key).address.toLowerCase());
  assert.equal(ann.blockhash, block.hash);
  assert.equal(ann.blocknumber, 4);
  assert.match(ann.txhash, /^[0-9A-F]{64}$/);
  assert.equal(follows(), false);
  assert.equal(row('SELECT title FROM disc.tracks').title, 'Song  \u2028 \ud83c\udfb5');
  assert.equal(row('SELECT count(*)::int AS n FROM disc.saves').n, 1);
  assert.equal(row('SELECT count(*)::int AS n FROM disc.core_acts').n, 8);
});

test('the digest is the same wherever the numbers of the chain begin', async () => {
  const other = empty(place);
  other.execute(`INSERT INTO disc.blocks (blockhash, parenthash, number, is_current)
    VALUES ('0x' || repeat('a', 64), '0x' || repeat('0', 64), 500, true)`);
  await index(coreSettings({ database: other, node }));
  const at = (of) => row(`SELECT d.height, encode(d.digest, 'hex') AS digest FROM disc.digest_block AS d
    JOIN disc.blocks AS b USING (number) WHERE b.is_current`, of);
  assert.equal(row('SELECT base FROM disc.core_chains', other).base, 500);
  assert.notEqual(row('SELECT min(blocknumber) AS n FROM disc.users', other).n, row('SELECT min(blocknumber) AS n FROM disc.users').n);
  assert.deepEqual(at(other), at(database));
});

test('the test of the configuration asks the node which chain it is of', async () => {
  const good = await run(env, '-t');
  assert.equal(good.code, 0, good.log + good.out);
  assert.match(good.log + good.out, new RegExp(`core-chain.*chain ${chain.chainId}, block ${chain.head}`));
  const other = await run({ ...env, audius_core_chain_id: 'another' }, '-t');
  assert.equal(other.code, 78, other.log + other.out);
  assert.match(other.log + other.out, /is of chain 'openaudio-devnet', not audius_core_chain_id = another/);
});

test('one block after the other, in windows of any size, or all at once: the same', async () => {
  for (const size of [1, 3]) {
    const other = place.database();
    const timer = coreSettings({ database: other, node, audius_discprov_block_processing_window: size });
    for (let runs = 0; runs < 12; runs++)
      assert.equal((await run(timer)).code, 0);
    same(database, other);
  }
});

test('an act that is committed again is done once, whoever sends it', async () => {
  chain.add([unfollow]);
  chain.add([{ ...follow, requestId: 'another envelope' }, { ...unfollow, requestId: 'yet another' }]);
  const { log } = await index(env, '-v');
  assert.equal(log.match(/rule=S msg="rejected: it was done before"/g).length, 3);
  assert.equal(follows(), false);
});

test('in one block, too', async () => {
  const mute = act('ann', 'User', people.cleo.id, 'Mute');
  chain.add([mute, { ...mute, requestId: 'again' }]);
  const { log } = await index(env, '-v');
  assert.equal(log.match(/it was done before/g).length, 1);
});

const FORGED = {
  'signed by another key': () => act('ben', 'User', people.ben.id, 'Update', { name: 'x' }, { key: keyOf('core', 'ann') }),
  'by one who says who he is not': () => {
    const tx = act('ben', 'User', people.ben.id, 'Update', { name: 'x' }, { key: ACCOUNTS[3].key });
    tx.manageEntity.signer = new Wallet(people.ben.key).address;
    return tx;
  },
  'with another text than was signed': () => {
    const tx = act('ben', 'User', people.ben.id, 'Update', { name: 'y' });
    tx.manageEntity.metadata = wrap({ name: 'x' });
    return tx;
  },
  'without a signature': () => {
    const tx = act('ben', 'User', people.ben.id, 'Update', { name: 'x' });
    tx.manageEntity.signature = '';
    return tx;
  },
  'with a nonce that is none': () => {
    const tx = act('ben', 'User', people.ben.id, 'Update', { name: 'x' });
    tx.manageEntity.nonce = 'zz';
    return tx;
  },
  'of a negative id': () => {
    const tx = act('ben', 'User', people.ben.id, 'Update', { name: 'x' });
    tx.manageEntity.entityId = '-1';
    return tx;
  },
};
// Why, where the signature itself is to blame.
const WHY = {
  'by one who says who he is not': 'its signer is not who has signed it',
  'with another text than was signed': 'its signer is not who has signed it',
  'without a signature': 'nobody has signed it',
  'with a nonce that is none': 'nobody has signed it',
  'of a negative id': 'nobody has signed it',
};
for (const [name, forge] of Object.entries(FORGED))
  test(`an act ${name} is turned away`, async () => {
    chain.add([forge()]);
    const { log } = await index(env, '-v');
    assert.match(log, new RegExp(`rule=S4? msg="rejected: ${WHY[name] ?? ''}`));
    assert.equal(row(`SELECT name FROM disc.users WHERE user_id = ${people.ben.id}`).name, 'BEN');
    assert.equal(row('SELECT count(*)::int AS n FROM disc.skipped_transactions').n, 0);
  });

test('a signature in its other form is the same act', async () => {
  const N = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const tx = structuredClone(unfollow);
  const { signature } = tx.manageEntity;
  const s = (N - BigInt(`0x${signature.slice(66, 130)}`)).toString(16).padStart(64, '0');
  tx.manageEntity.signature = tx.signature = `${signature.slice(0, 66)}${s}${signature.endsWith('1b') ? '1c' : '1b'}`;
  chain.add([tx]);
  const { log } = await index(env, '-v');
  assert.match(log, /it was done before/);
  assert.equal(follows(), false);
});

test('an id above 32 bits is on record, and nothing else', async () => {
  chain.add([act('ann', 'Track', '9223372036854775807', 'Delete')]);
  await index(env);
  assert.equal(row('SELECT count(*)::int AS n FROM disc.skipped_transactions').n, 1);
});

test('kinds that nobody knows are counted, told once and left alone', async () => {
  chain.add([{ signature: '', requestId: 'none' }, { signature: 'x', requestId: 'a kind of tomorrow', tomorrow: { a: 1 } }]);
  chain.add([{ signature: '', requestId: 'slots', slaRollup: { blockStart: '1' } }, { signature: '', requestId: 'once more' }]);
  const { log } = await index(env);
  assert.equal(log.match(/of a kind that is not known here/g).length, 1);
  assert.match(log, /transactions=3 /);
});

test('the chain is read from the height that is configured, under its own numbers', async () => {
  const other = place.database();
  await index(coreSettings({ database: other, node, audius_core_first_height: 5 }));
  assert.deepEqual(other.rows('SELECT number, height, parenthash FROM disc.blocks WHERE number IS NOT NULL ORDER BY 1 LIMIT 1')[0],
    { number: 5, height: 5, parenthash: '0x0' });
  assert.equal(other.rows('SELECT count(*)::int AS n FROM disc.users')[0].n, 0);
});

test('another chain is refused with its name, and begins behind the newest block when it is named', async () => {
  const before = database.dump();
  const next = new CoreChain({ chainId: 'openaudio-devnet-2' });
  next.addEmpty(2);
  next.add([act('ann', 'User', people.ben.id, 'Unfollow'), follow]);
  node.chain = next;
  const refused = await run(env);
  assert.equal(refused.code, 78, refused.log);
  assert.match(refused.log, /it calls itself 'openaudio-devnet-2'/);
  assert.ok(database.dump() === before);
  const after = coreSettings({ database, node, audius_core_chain_id: 'openaudio-devnet-2' });
  await index(after);
  assert.deepEqual(row('SELECT number, height, core FROM disc.blocks WHERE is_current'), { number: chain.head + 3, height: 3, core: 2 });
  assert.deepEqual(row('SELECT * FROM disc.core_chains WHERE id = 2'),
    { id: 2, chain_id: 'openaudio-devnet-2', base: chain.head, first_height: 1 });
  assert.equal(row(`SELECT parenthash FROM disc.blocks WHERE number = ${chain.head + 1}`).parenthash, chain.blocks.get(chain.head).hash);
  assert.equal(follows(), true, 'the act of before was not done again');
  const back = await run(env);
  assert.equal(back.code, 78, back.log);
  assert.match(back.log, /follow its own already/);
});
