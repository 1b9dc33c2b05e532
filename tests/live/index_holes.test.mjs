// SPDX-License-Identifier: ISC
// The holes of the original, D1 to D12, each shown to be closed: a chain that
// is made up says what no honest client would, and discprov-index reads it.
// D13 is shown in jobs_transfers.test.mjs, D14 in index_skip.test.mjs.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { AbiCoder, Wallet, encodeBytes32String, id, zeroPadBytes } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { cidOfContent, digestOf } from '../chain/lib/model/cid.mjs';
import { chainVectors } from '../chain/lib/vectors.mjs';
import { firstDifference, index, openPlace, run, settings, startGateway } from './index_lib.mjs';
import { startMadeChain, wordOf } from './made_chain.mjs';

const REGISTRY = '0x00000000000000000000000000000000000000aa';
const STRANGER = '0x00000000000000000000000000000000000000ff';
const at = (n) => `0x${n.toString(16).padStart(40, '0')}`;
const CONTRACTS = {
  UserFactory: at(1), TrackFactory: at(2), PlaylistFactory: at(3), SocialFeatureFactory: at(4),
  UserLibraryFactory: at(5), EntityManager: at(8),
};
const calls = Object.fromEntries(chainVectors.calls
  .filter((call) => call.contract === 'Registry' && call.return_data)
  .map((call) => {
    const name = Object.keys(CONTRACTS).find((one) => encodeBytes32String(one) === call.args[0]);
    return [call.calldata, wordOf(CONTRACTS[name] ?? 0)];
  }));

const { place, gateway, chains } = await openPlace();

const coder = AbiCoder.defaultAbiCoder();

/** A log of a contract's event. */
function emit(contract, event, values, address = CONTRACTS[contract]) {
  const { signature, topic0, inputs } = chainVectors.events
    .find((one) => one.contract === contract && one.name === event);
  assert.ok(signature);
  return { address, topics: [topic0], data: coder.encode(inputs.map(({ type }) => type), values) };
}

const ids = { ann: 3000001, ben: 3000002, cleo: 3000003 };
const SONG = 2000001, MIX = 400001, ALBUM = 400002, TALK = 4000001;
const wallet = (who) => new Wallet(keyOf('holes', who));
const wrap = (data) => JSON.stringify({ cid: '', data });

/** A transaction of EntityManager: as is user id or name, signed by who. */
const act = (as, who, type, entity, action, metadata = '') => ({
  to: CONTRACTS.EntityManager,
  logs: [emit('EntityManager', 'ManageEntity', [
    ids[as] ?? as, wallet(who).address, type, entity, action === 'Verify' ? '' :
      (typeof metadata === 'string' ? metadata : wrap(metadata)), action,
  ])],
});
const joins = (who, more = {}) =>
  act(who, who, 'User', ids[who], 'Create', { handle: who, name: who, bio: null, ...more });
const legacy = (contract, event, values) => ({ to: CONTRACTS[contract], logs: [emit(contract, event, values)] });
const addUser = (user, handle) =>
  ['UserFactory', 'AddUser', [user, zeroPadBytes(Buffer.from(handle), 16), wallet(handle).address]];

/** A chain and an empty database; blocks of them are read at once. */
async function scene(more = {}) {
  const chain = await startMadeChain({ calls });
  chains.push(chain);
  const database = place.database();
  const configure = (of) => settings({
    chain: { rpc: chain.url, registry: REGISTRY }, database: of, gateway,
    audius_contracts_entity_manager_address: CONTRACTS.EntityManager, ...more,
  });
  const env = configure(database);
  const block = async (txs, options) => {
    const added = chain.add(txs, options);
    const { log } = await index(env, '-v');
    assert.equal(database.rows('SELECT number FROM disc.blocks WHERE is_current')[0].number, added.number);
    return { ...added, log };
  };
  return { chain, database, env, block, configure, row: (query) => database.rows(query)[0] };
}
const skips = (database) => database.rows('SELECT blocknumber, txhash, level FROM disc.skipped_transactions ORDER BY 1');
const people = (database) => database.rows('SELECT user_id, handle FROM disc.users ORDER BY 1');

test('D1: a log counts only when the contract that its transaction went to has emitted it', async () => {
  const { database, block } = await scene();
  const injected = emit(...addUser(66, 'mallory'));
  await block([
    legacy(...addUser(1, 'ann')),
    // a stranger, called in a transaction to our contract
    { to: CONTRACTS.UserFactory, logs: [emit(...addUser(2, 'ben')), { ...injected, address: STRANGER }] },
    // our contract's topic from another contract of ours
    { to: CONTRACTS.UserFactory, logs: [{ ...injected, address: CONTRACTS.TrackFactory }] },
    // a transaction to a stranger that reaches our contract
    { to: STRANGER, logs: [injected] },
  ]);
  assert.deepEqual(people(database), [{ user_id: 1, handle: 'ann' }, { user_id: 2, handle: 'ben' }]);
});

test('D2: an id that no column holds turns its event away, bytes that are no text are dropped', async () => {
  const { database, block, row } = await scene();
  const huge = (1n << 32n) + 1n;
  const { number, txHashes } = await block([
    legacy(...addUser(1, 'ann')), legacy(...addUser(2, 'ben')),
    legacy('SocialFeatureFactory', 'UserFollowAdded', [huge, 2n]),
    legacy('SocialFeatureFactory', 'UserFollowAdded', [1n, 2n]),
    legacy('UserFactory', 'UpdateName', [1n, `0x41ff00c342${'00'.repeat(27)}`]),
    legacy('UserFactory', 'UpdateLocation', [1n, `0x${'ff'.repeat(32)}`]),
    act('ann', 'ann', 'Track', 5000000000n, 'Delete'),
  ]);
  assert.deepEqual(skips(database).map(({ txhash }) => txhash).sort(), [txHashes[2], txHashes[6]].sort());
  assert.ok(skips(database).every((skip) => skip.level === 'node' && skip.blocknumber === number));
  assert.deepEqual(database.rows('SELECT follower_user_id AS a, followee_user_id AS b FROM disc.follows'), [{ a: 1, b: 2 }]);
  assert.deepEqual(row('SELECT name, location FROM disc.users WHERE user_id = 1'), { name: 'AB', location: '' });
});

test('D3: the owner of a track is the user who acts, whatever the metadata says', async () => {
  const { block, row } = await scene();
  await block([joins('ann'), joins('ben'), act('ann', 'ann', 'Track', SONG, 'Create',
    { title: 'Song', genre: 'Jazz', owner_id: ids.ben, user_id: ids.ben, track_id: 7 })]);
  await block([act('ann', 'ann', 'Track', SONG, 'Update', { owner_id: ids.ben })]);
  assert.deepEqual(row('SELECT track_id, owner_id FROM disc.tracks'), { track_id: SONG, owner_id: ids.ann });
});

test('D4: an update sets the keys of its format and no other column', async () => {
  const { block, row } = await scene();
  const mallory = wallet('mallory').address.toLowerCase();
  await block([joins('ann'),
    act('ann', 'ann', 'Track', SONG, 'Create', { title: 'Song', genre: 'Jazz' }),
    act('ann', 'ann', 'Playlist', MIX, 'Create', { playlist_name: 'Mix', playlist_contents: { track_ids: [] } })]);
  const [user, track] = [row('SELECT * FROM disc.users'), row('SELECT * FROM disc.tracks')];
  const mix = row('SELECT * FROM disc.playlists');
  await block([
    act('ann', 'ann', 'User', ids.ann, 'Update', { bio: 'hello', user_id: 5, wallet: mallory, is_verified: true,
      created_at: '2001-01-01', is_current: false, blockhash: '0x00', txhash: 'x' }),
    act('ann', 'ann', 'Track', SONG, 'Update', { description: 'hello', track_id: 5, is_delete: true, is_available: false,
      created_at: '2001-01-01', is_current: false, blocknumber: 1, route_id: 'stolen/route' }),
    act('ann', 'ann', 'Playlist', MIX, 'Update', { description: 'hello', playlist_id: 5, playlist_owner_id: 5,
      is_delete: true, created_at: '2001-01-01', is_current: false }),
  ]);
  const [user2, track2] = [row('SELECT * FROM disc.users'), row('SELECT * FROM disc.tracks')];
  const mix2 = row('SELECT * FROM disc.playlists');
  assert.deepEqual([user2.bio, track2.description, mix2.description], ['hello', 'hello', 'hello']);
  const but = (one, keys) => Object.fromEntries(Object.entries(one).filter(([key]) => !keys.includes(key)));
  const moved = ['blocknumber', 'blockhash', 'txhash', 'updated_at', 'metadata_multihash', 'bio', 'description'];
  assert.deepEqual(but(user2, moved), but(user, moved));
  assert.deepEqual(but(track2, moved), but(track, moved));
  assert.deepEqual(but(mix2, moved), but(mix, moved));
});

test('D5: of two sign-ups with one handle in one block the first has it', async () => {
  const { database, block } = await scene();
  await block([joins('ann'), joins('ben', { handle: 'ANN' }), joins('cleo', { handle: 'cleo' })]);
  assert.deepEqual(people(database).map(({ user_id: user }) => user), [ids.ann, ids.cleo]);
  await block([joins('ben', { handle: 'Cleo' })]);
  assert.equal(people(database).length, 2);
});

test('D6: a signature is fresh by the time of its block, not by the clock', async () => {
  const { database, block } = await scene();
  const made = (name, seconds) => {
    const message = `Creating Audius developer app at ${seconds}`;
    return { name, app_signature: { message, signature: wallet(name).signMessageSync(message) } };
  };
  const then = 1600000100;
  const now = Math.floor(Date.now() / 1000);
  await block([joins('ann'),
    act('ann', 'ann', 'DeveloperApp', 0, 'Create', JSON.stringify(made('old enough', then - 60))),
    act('ann', 'ann', 'DeveloperApp', 0, 'Create', JSON.stringify(made('of today', now))),
  ], { time: then });
  assert.deepEqual(database.rows('SELECT name FROM disc.developer_apps'), [{ name: 'old enough' }]);
});

test('D7: only who wrote a comment changes it; the owner of what it is about may delete it, too', async () => {
  const { block, row } = await scene();
  const says = (as, action, body) => act(as, as, 'Comment', TALK, action,
    body ? { entity_id: SONG, entity_type: 'Track', body } : '');
  await block([joins('ann'), joins('ben'), joins('cleo'),
    act('ann', 'ann', 'Track', SONG, 'Create', { title: 'Song', genre: 'Jazz' }), says('ben', 'Create', 'mine')]);
  await block([says('ann', 'Update', 'not mine'), says('cleo', 'Update', 'not mine'), says('cleo', 'Delete')]);
  assert.deepEqual(row('SELECT text, is_delete FROM disc.comments'), { text: 'mine', is_delete: false });
  await block([says('ben', 'Update', 'still mine')]);
  assert.equal(row('SELECT text FROM disc.comments').text, 'still mine');
  await block([says('ann', 'Delete')]);
  assert.deepEqual(row('SELECT text, is_delete FROM disc.comments'), { text: 'still mine', is_delete: true });
});

test('D8: reactions to tips and muted notifications want the user\'s signature', async () => {
  const { database, block } = await scene();
  await block([joins('ann'), joins('ben'), act('ann', 'ann', 'Track', SONG, 'Create', { title: 'Song', genre: 'Jazz' }),
    act('ben', 'ben', 'Comment', TALK, 'Create', { entity_id: SONG, entity_type: 'Track', body: 'x' })]);
  database.execute(`INSERT INTO disc.user_tips (slot, signature, sender_user_id, receiver_user_id, amount, created_at, updated_at)
    VALUES (1, 'sig', ${ids.ann}, ${ids.ben}, 5, '2020-01-01', '2020-01-01')`);
  const all = (who) => [
    act('ben', who, 'Tip', ids.ben, 'Update', { reacted_to: 'sig', reaction_value: 3 }),
    act('ann', who === 'ben' ? 'ann' : who, 'Track', SONG, 'Mute', { is_muted: true }),
    act('ben', who, 'Comment', TALK, 'Mute', { is_muted: true }),
  ];
  const count = () => database.rows(`SELECT (SELECT count(*) FROM disc.reactions) AS reactions,
    (SELECT count(*) FROM disc.comment_notification_settings) AS mutes`)[0];
  await block(all('cleo'));
  assert.deepEqual(count(), { reactions: 0, mutes: 0 });
  await block(all('ben'));
  assert.deepEqual(count(), { reactions: 1, mutes: 2 });
});

test('D9: gated tracks keep no playlist out, neither their own nor another of the block', async () => {
  const { database, block } = await scene();
  const gated = { title: 'Gated', genre: 'Jazz', is_stream_gated: true, is_download_gated: true,
    stream_conditions: { follow_user_id: ids.ann }, download_conditions: { follow_user_id: ids.ann } };
  await block([joins('ann'), act('ann', 'ann', 'Track', SONG, 'Create', { title: 'Song', genre: 'Jazz' }),
    act('ann', 'ann', 'Track', SONG + 1, 'Create', gated)]);
  const list = (playlist, track) => act('ann', 'ann', 'Playlist', playlist, 'Create', { playlist_name: String(playlist),
    playlist_contents: { track_ids: [{ track, time: 1 }] } });
  await block([act('ann', 'ann', 'Track', SONG + 1, 'Update', { description: 'x' }), list(MIX, SONG), list(ALBUM, SONG + 1)]);
  assert.deepEqual(database.rows('SELECT playlist_id FROM disc.playlists ORDER BY 1'),
    [{ playlist_id: MIX }, { playlist_id: ALBUM }]);
});

test('D10: what the original stumbles over is turned away, and the block is indexed', async () => {
  const { database, block } = await scene();
  const nonsense = [
    act('ben', 'ben', 'User', ids.ben, 'Create', { name: 'no handle' }),
    act('ann', 'ann', 'Comment', TALK, 'Create', {}),
    act('ann', 'ann', 'Comment', TALK, 'Create', { entity_id: 'x', body: 7, mentions: 'x', parent_comment_id: {} }),
    act('ann', 'ann', 'Comment', TALK + 1, 'Delete'),
    act('ann', 'ann', 'Comment', TALK + 1, 'React', { entity_id: SONG, entity_type: 'Track' }),
    act(3999999, 'ann', 'User', 3999999, 'Verify', '{"is_verified": true}'),
    act('ann', 'ann', 'User', ids.cleo, 'Save'),
    act('ann', 'ann', 'User', ids.cleo, 'Repost'),
    act('ann', 'ann', 'Wallet', 1, 'Follow'),
    act('ann', 'ann', 'Track', SONG, 'Create', '{"cid":""'),
    act('ann', 'ann', 'Track', SONG, 'Create', '[]'),
    act('ann', 'ann', 'Track', SONG, 'Create', 'null'),
    act('ann', 'ann', '', 0, '', ''),
  ];
  await block([joins('ann'), ...nonsense, joins('cleo')]);
  assert.deepEqual(people(database).map(({ user_id: user }) => user), [ids.ann, ids.cleo]);
  for (const table of ['comments', 'saves', 'reposts', 'follows', 'tracks'])
    assert.deepEqual(database.table(table), [], table);
  assert.equal(database.value('indexing:error'), undefined);
});

test('D11: a document whose bytes are not those that its CID names is nobody\'s metadata', async (t) => {
  const { database, env, chain, row } = await scene();
  const truth = Buffer.from(JSON.stringify({ name: 'The truth', bio: 'signed' }));
  const cid = cidOfContent(truth);
  const liar = await startGateway(place.ipfs, (asked, res) => {
    res.end(JSON.stringify({ name: 'A lie', bio: 'served' }));
    return true;
  });
  t.after(() => liar.close());
  chain.add([legacy(...addUser(1, 'ann')), legacy('UserFactory', 'UpdateMultihash', [1n, digestOf(cid)])]);
  const lied = await run({ ...env, audius_ipfs_gateway_hosts: liar.url }, '--catch-up');
  assert.notEqual(lied.code, 0);
  assert.deepEqual(database.table('users'), []);
  assert.deepEqual(database.table('cid_data'), []);
  writeFileSync(path.join(place.ipfs, cid), truth);
  await index({ ...env, audius_ipfs_gateway_hosts: `${liar.url},${gateway.url}` });
  assert.deepEqual(row('SELECT name, bio FROM disc.users'), { name: 'The truth', bio: 'signed' });
});

test('D12: undoing a block takes everything with it, and the heights are published anew', async () => {
  const { chain, database, env, configure } = await scene();
  chain.add([joins('ann'), joins('ben'), act('ann', 'ann', 'Track', SONG, 'Create', { title: 'Song', genre: 'Jazz' })]);
  await index(env);
  const fork = chain.head();
  const child = { title: 'Child', genre: 'Jazz', remix_of: { tracks: [{ parent_track_id: SONG }] } };
  chain.add([
    act('ann', 'ann', 'Track', SONG + 1, 'Create', { title: 'Stem', genre: 'Jazz', stem_of: { category: 'BASS', parent_track_id: SONG } }),
    act('ben', 'ben', 'Track', SONG + 2, 'Create', child),
    act('ben', 'ben', 'Comment', TALK, 'Create', { entity_id: SONG, entity_type: 'Track', body: 'hello', mentions: [ids.ann] }),
    act('ann', 'ann', 'Comment', TALK, 'React', { entity_id: SONG, entity_type: 'Track' }),
    act('ann', 'ann', 'User', ids.ben, 'Mute'),
    act('ben', 'ben', 'User', ids.ann, 'Follow'),
    act('ann', 'ann', 'Track', SONG, 'Mute', { is_muted: true }),
  ]);
  await index(env);
  for (const table of ['stems', 'remixes', 'comments', 'comment_reactions', 'muted_users', 'follows', 'subscriptions',
    'comment_notification_settings'])
    assert.notDeepEqual(database.table(table), [], `${table} has rows to undo`);
  chain.cut(fork + 1);
  chain.add([]);
  await index(env);
  const other = place.database();
  await index(configure(other));
  assert.ok(database.dump() === other.dump(), firstDifference(other.dump(), database.dump()));
  assert.equal(Number(database.value('most_recently_indexed_block_from_db')), fork + 1);
  for (const table of ['stems', 'remixes', 'comments', 'comment_reactions', 'muted_users', 'follows', 'subscriptions'])
    assert.deepEqual(database.table(table), [], table);
});
