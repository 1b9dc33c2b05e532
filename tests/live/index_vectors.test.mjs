// SPDX-License-Identifier: ISC
// The published logs through the whole indexer: after the block of each one
// the columns are as published.
import assert from 'node:assert/strict';
import test from 'node:test';

import { chainVectors, ran } from '../chain/lib/vectors.mjs';
import { Place, index, run, settings, startGateway } from './index_lib.mjs';
import { startMadeChain } from './made_chain.mjs';

const REGISTRY = '0x00000000000000000000000000000000000000aa';
const { logs } = chainVectors;
const calls = Object.fromEntries(chainVectors.calls
  .filter((call) => call.contract === 'Registry' && call.return_data)
  .map((call) => [call.calldata, call.return_data]));

const place = new Place();
const chain = await startMadeChain({ calls });
const gateway = await startGateway(place.ipfs);
test.after(() => {
  gateway.close();
  chain.close();
  place.close();
});

const entityManager = logs.find(({ contract }) => contract === 'EntityManager').address;
const database = place.database();
const env = settings({
  chain: { rpc: chain.url, registry: REGISTRY }, database, gateway,
  audius_contracts_entity_manager_address: entityManager,
});
const row = (query) => database.rows(query)[0];
await index(env);

/** Documents that nobody has any more stand in cid_data, as after an import. */
const known = (cid) => database.execute(`INSERT INTO disc.cid_data (cid, type, data)
  VALUES ('${cid}', 'metadata', '{"title": "A title", "name": "A name", "length": 1}') ON CONFLICT DO NOTHING`);

const KEY = {
  UserFactory: ['users', 'user_id', '_userId'],
  TrackFactory: ['tracks', 'track_id', '_trackId'],
  PlaylistFactory: ['playlists', 'playlist_id', '_playlistId'],
  UserReplicaSetManager: ['users', 'user_id', '_userId'],
};
const LARGEST = 2147483647n;

function rowOf({ contract, decoded, expect }) {
  if (contract === 'IPLDBlacklistFactory')
    return row(`SELECT * FROM disc.ipld_blacklists WHERE ipld = '${expect.ipld}'`);
  const [table, key, arg] = KEY[contract];
  return row(`SELECT * FROM disc.${table} WHERE ${key} = ${decoded[arg] ?? decoded._id}`);
}

function check(got, expect, note) {
  for (const [column, value] of Object.entries(expect))
    assert.deepEqual(got?.[column], value, `${column} ${note ?? ''}`);
}

for (const [i, log] of logs.entries()) {
  if (log.contract.startsWith('eth:') || log.contract === 'Registry')
    continue;
  const expect = log.expect ?? log.expect_at_block_time;
  test(`log ${i}: ${log.event}`, async () => {
    const time = log.expect_at_block_time?.block_timestamp ?? 1585336422;
    for (const cid of [log.expect?.metadata_multihash, log.decoded._metadata].filter((text) => /^Qm/.test(text)))
      known(cid);
    const block = chain.add([{ to: log.address, logs: [log] }], { time });
    if (!expect)
      return; // decoded and applied with the next one; its values are checked elsewhere
    await index(env);
    assert.equal(row('SELECT number FROM disc.blocks WHERE is_current').number, block.number);
    const ids = Object.entries(log.decoded).filter(([name]) => /Id$/.test(name)).map(([, value]) => BigInt(value));
    const skipped = database.rows(`SELECT txhash, level FROM disc.skipped_transactions WHERE blocknumber = ${block.number}`);
    if (ids.some((value) => value > LARGEST)) {
      assert.deepEqual(skipped, [{ txhash: block.txHashes[0], level: 'node' }]);
    } else {
      const { block_timestamp: at, ...columns } = expect;
      check(rowOf(log), columns, log.note);
    }
    ran(expect);
  });
}

test('all of them are indexed', async () => {
  const { code, log } = await run(env, '--catch-up');
  assert.equal(code, 0, log);
  assert.equal(row('SELECT number FROM disc.blocks WHERE is_current').number, chain.head());
});
