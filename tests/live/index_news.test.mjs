// SPDX-License-Identifier: ISC
// Who hears of what, over a random life of a few users: the same rows however
// blocks are cut into transactions, with a journal and without; after a fork
// as if it had not been; and every counter as it is counted anew.  SEED=n
// repeats a run.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import test from 'node:test';

import { AbiCoder, Wallet } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { chainVectors } from '../chain/lib/vectors.mjs';
import { Place, firstDifference, index, settings, startGateway } from './index_lib.mjs';
import { startMadeChain } from './made_chain.mjs';

const SEED = Number(process.env.SEED ?? randomInt(1 << 24));
const USERS = 16, TRACKS = 14, LISTS = 8, BLOCKS = 260, FORK = 235, DEEP = 131;
const ENTITY_MANAGER = '0x0000000000000000000000000000000000000008';
const START = 1600000000, STEP = 5;
const { topic0, inputs } = chainVectors.events.find(({ name }) => name === 'ManageEntity');

let state = SEED;
const random = (n) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor(state / 2 ** 32 * n);
};
const one = (...choice) => choice[random(choice.length)];

const place = new Place();
const gateway = await startGateway(place.ipfs);
const chain = await startMadeChain();
test.after(() => {
  gateway.close();
  chain.close();
  place.close();
});

const user = (i) => 3000001 + i, track = (i) => 2000001 + i, list = (i) => 400001 + i;
const wallets = Array.from({ length: USERS }, (_, i) => new Wallet(keyOf('news', `user ${i}`)).address);
/** What is raw is metadata as it stands. */
const RAW = new Set(['Grant', 'Save', 'Repost', 'Unsave', 'Unrepost']);
const metadata = (type, action, data) =>
  JSON.stringify(RAW.has(type) || RAW.has(action) ? data : { cid: '', data });
const act = (i, type, entity, action, data) => ({ to: ENTITY_MANAGER, logs: [{
  address: ENTITY_MANAGER, topics: [topic0], data: AbiCoder.defaultAbiCoder().encode(inputs.map(({ type: t }) => t),
    [user(i), wallets[i], type, entity, data === undefined ? '' : metadata(type, action, data), action]),
}] });

const ownerOf = (n) => n % 5; // few own what all want
const made = new Set();
const brought = (key, action) => (made.has(key) ? action : (made.add(key), 'Create'));

function trackEvent() {
  const n = random(TRACKS);
  const data = { title: `Song ${n}`, genre: 'Jazz', is_unlisted: random(4) === 0, description: `${random(9)}` };
  if (n > 4)
    data.remix_of = { tracks: [{ parent_track_id: track(n - 5) }] };
  if (random(6) === 0)
    data.is_playlist_upload = true;
  return act(ownerOf(n), 'Track', track(n), brought(`t${n}`, one('Update', 'Update', 'Delete')), data);
}
function listEvent(time) {
  const n = random(LISTS);
  const track_ids = Array.from({ length: random(4) }, () => ({ track: track(random(TRACKS)), time: time - one(0, 0, 60) }));
  return act(ownerOf(n + 2), 'Playlist', list(n), brought(`l${n}`, one('Update', 'Update', 'Delete')), {
    playlist_name: `List ${n}`, is_private: random(3) === 0, is_album: n % 2 === 0, playlist_contents: { track_ids },
  });
}
function reaction() {
  const [type, entity] = one(['Track', track(one(0, 1, random(TRACKS)))], ['Playlist', list(one(0, random(LISTS)))]);
  const action = one('Save', 'Save', 'Repost', 'Repost', 'Unsave', 'Unrepost');
  const again = random(3) === 0 ? { is_save_of_repost: true, is_repost_of_repost: true } : {};
  return act(random(USERS), type, entity, action, again);
}
function contest(time) {
  const n = random(5);
  return act(n, 'Event', 900001 + n, brought(`e${n}`, one('Update', 'Delete')), { event_type: 'remix_contest',
    entity_type: 'track', entity_id: track(n), end_date: new Date((time + 400) * 1000).toISOString(), event_data: {} });
}
function grant() {
  const [a, b] = [random(5), 5 + random(3)];
  return one(act(a, 'Grant', 0, 'Create', { grantee_address: wallets[b] }),
    act(b, 'Grant', 0, one('Approve', 'Reject'), { grantor_user_id: user(a) }),
    act(a, 'Grant', 0, 'Delete', { grantee_address: wallets[b] }));
}
const social = () => act(random(USERS), 'User', user(one(0, 1, random(USERS))),
  one('Follow', 'Follow', 'Follow', 'Unfollow', 'Subscribe', 'Unsubscribe'));

const block = (time) => Array.from({ length: random(3) === 0 ? 0 : 1 + random(18) }, () =>
  one(social, social, social, reaction, reaction, reaction, trackEvent, () => listEvent(time), () => contest(time), grant)());
const timeOf = () => START + STEP * chain.blocks.length;

function grow(to, late = 0) {
  while (chain.head() < to)
    chain.add(block(timeOf() + late), { time: timeOf() + late });
}
chain.add(wallets.map((_, i) => act(i, 'User', user(i), 'Create', { handle: `user${i}`, name: `User ${i}` })));
grow(BLOCKS);

const configure = (database, more = {}) => settings({
  chain: { rpc: chain.url, registry: '' }, database, gateway, audius_contracts_entity_manager_address: ENTITY_MANAGER, ...more,
});
const far = { audius_discprov_undo_depth: '0', audius_discprov_block_processing_window: '1000' };

/** All tables but those that say how blocks may be undone. */
const rows = (database) => database.dump().split(/^(?=## )/m)
  .filter((part) => !/^## (undo_journal|blocks|digest_block)\n/.test(part)).join('');
const same = (got, want, what) => assert.ok(got === want, `SEED=${SEED}, ${what}: ${firstDifference(got, want)}`);
const counted = (database) => {
  assert.deepEqual(database.rows('SELECT * FROM disc.recount_check()'), [], `SEED=${SEED}`);
  assert.deepEqual(database.rows('SELECT * FROM disc.search_check()'), [], `SEED=${SEED}`);
};

const near = place.database();
await index(configure(near, { audius_discprov_block_processing_window: '40' }));

test('a random life reaches most kinds of news', (t) => {
  const kinds = near.rows('SELECT type, count(*) FROM disc.notification GROUP BY 1 ORDER BY 1');
  t.diagnostic(`SEED=${SEED} ${kinds.map(({ type, count }) => `${type} ${count}`).join(', ')}`);
  assert.ok(kinds.length >= 12, JSON.stringify(kinds));
  assert.ok(near.rows('SELECT FROM disc.milestones').length >= 2);
  counted(near);
});

for (const [what, more] of [['one block after the other without a journal', { ...far, audius_discprov_block_processing_window: '1' }],
  ['in large stretches without a journal', far], ['seven at once', { ...far, audius_discprov_block_processing_window: '7' }]])
  test(what, async () => {
    const database = place.database();
    await index(configure(database, more));
    same(rows(database), rows(near), what);
    counted(database);
  });

test('after a fork as if it had not been, also in the middle of blocks that are undone together', async () => {
  for (const [i, fork] of [FORK, DEEP].entries()) {
    chain.cut(fork);
    grow(BLOCKS + 2 + i, 1 + i);
    const { log } = await index(configure(near));
    const lowest = Number(log.match(/from=(\d+) to=(\d+) .*reorganisation undone/)[2]);
    assert.ok(fork === FORK ? lowest === fork : lowest <= fork, log);
    const never = place.database();
    await index(configure(never, { audius_discprov_block_processing_window: '1000' }));
    same(rows(near), rows(never), `fork at ${fork}`);
    counted(near);
  }
});

const tables = (database) => rows(database).replace(/^most_recently.*$|^latest_block.*$/gm, '');

test('undone, block by block and together, rows are those that were there before', async () => {
  const blocks = () => near.rows('SELECT number FROM disc.blocks WHERE is_current')[0].number;
  for (const low of [BLOCKS - 20, DEEP, 60, 1]) {
    near.execute(`SELECT disc.blocks_revert(${low})`);
    const before = place.database();
    assert.ok(blocks() < low);
    if (blocks() > 0) {
      await index(configure(before, far), '--until', `${blocks()}`);
      same(tables(near), tables(before), `undone to ${blocks()}`);
    }
    counted(near);
  }
  assert.deepEqual(near.rows('SELECT FROM disc.undo_journal'), []);
  assert.deepEqual(near.rows('SELECT FROM disc.notification'), []);
});
