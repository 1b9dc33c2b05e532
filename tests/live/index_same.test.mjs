// SPDX-License-Identifier: ISC
// The dump after indexing the story is the same byte for byte, however its
// blocks were cut and read and wherever its documents came from.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { trackDocument, userDocument } from '../chain/lib/documents.mjs';
import { sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import { firstDifference, index, openStage, settings, startGateway } from './index_lib.mjs';

const { place, gateway, chain } = await openStage();
const gone = { url: 'http://127.0.0.1:1' };
const world = await World.open({ chain, ipfs: place.ipfs });
await tell(world, sizeOf('small'));
const dora = world.actor('same/dora');
dora.signUp('same_dora');
await world.mine();
dora.setEndpoint(gateway.url);
dora.setMetadata(userDocument(world.random));
await world.mine();
dora.addTrack(trackDocument(world.random, dora.id, 'Here'));
await world.mine();

async function indexed(more = {}, ...args) {
  const database = place.database();
  await index(settings({ chain, database, gateway, audius_ipfs_fetch_pass_ms: '20000',
    audius_ipfs_fetch_deadline_sec: '60', ...more }), ...args);
  return database;
}
const first = (await indexed()).dump();
const same = (database, dump = first) => {
  const other = database.dump();
  assert.ok(other === dump, firstDifference(dump, other));
};

for (const window of [1, 7, 50, 600])
  test(`windows of ${window}, with logs and with receipts`, async () => {
    const more = { audius_discprov_block_processing_window: window };
    same(await indexed(more));
    same(await indexed(more, '--receipts'));
  });

test('one gateway that is slow', async () => {
  const slow = await startGateway(place.ipfs, (cid, res) => {
    setTimeout(() => res.end(readFileSync(path.join(place.ipfs, cid))), 150);
    return true;
  });
  same(await indexed({ gateway: slow }));
  same(await indexed({ audius_ipfs_gateway_hosts: `${slow.url},${gateway.url}` }));
  slow.close();
});

test('no gateway but a content node, which users have named', async () => {
  same(await indexed({ gateway: gone,
    audius_network_content_nodes: `${gateway.url}=0x${'a'.repeat(40)}` }));
});

test('no host at all, but the documents that were kept', async () => {
  const bare = { audius_discprov_undo_depth: 0 }; // a journal would tell when a document was kept
  const usual = await indexed(bare);
  const database = place.database();
  const env = settings({ chain, database, gateway: gone, ...bare });
  await index(env, '--until', '0');
  database.copyFrom(usual, 'cid_data');
  await index(env);
  same(database, usual.dump());
});
