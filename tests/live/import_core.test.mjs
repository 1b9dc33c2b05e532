// SPDX-License-Identifier: ISC
// A node that has read the core chain is taken over: stored numbers stay what
// they were there, and reading goes on behind the highest height.
import assert from 'node:assert/strict';
import test from 'node:test';

import { id } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { notePlay, signAct, signPlays } from '../chain/lib/core.mjs';
import { index } from './index_lib.mjs';
import { coreSettings, openCore } from './core_lib.mjs';
import { empty, importOnce, isWhole, layout, mustImport, text, writeOut } from './import_lib.mjs';

const { place, chain, node } = await openCore();
const ann = { id: 3000001, key: keyOf('core', 'ann') };
const SONG = 2000001;
let nonces = 0;
const act = (entityType, entityId, action, data) => signAct(chain.chainId, ann.key, {
  userId: ann.id, entityType, entityId, action, metadata: data ? JSON.stringify({ cid: '', data }) : '',
  nonce: id(`nonce ${++nonces}`), requestId: `request ${nonces}`,
});
chain.addEmpty(3);
chain.add([act('User', ann.id, 'Create', { handle: 'ann', name: 'Ann', bio: null })]);
chain.addEmpty(2);
chain.add([act('Track', SONG, 'Create', { title: 'Song', genre: 'Jazz', owner_id: ann.id })]);
const heard = signPlays(ann.key, [
  notePlay(ann.key, { userId: ann.id, trackId: SONG, timestamp: '2024-11-19T07:06:40Z', country: 'France' }),
  notePlay(ann.key, { trackId: SONG, timestamp: '2024-11-19T07:06:41Z' }),
]);
chain.add([heard]);
const half = place.database();
await index(coreSettings({ database: half, node, audius_discprov_core_plays: 'anybody' }));
const reached = chain.head;
chain.addEmpty(2);
chain.add([heard, signPlays(ann.key, [notePlay(ann.key, { trackId: SONG, timestamp: '2024-11-19T07:06:42Z' })])]);
chain.add([act('Track', SONG + 1, 'Create', { title: 'Another', genre: 'Jazz', owner_id: ann.id })]);

/** Stored numbers as a node has them that came from other chains, base above the heights. */
const BASE = 94166500;
const TABLES = ['users', 'tracks', 'track_routes'];

/** sparse: rows of blocks only where there is something in them, as the later indexer of the original. */
function source({ sparse }) {
  const database = layout(place, 'final');
  writeOut(half, database, 'final');
  for (const table of ['blocks', 'users', 'tracks', 'track_routes'])
    database.sql(`UPDATE public.${table} SET ${table === 'blocks' ? 'number' : 'blocknumber'}
      = ${table === 'blocks' ? 'number' : 'blocknumber'} + ${BASE}`);
  database.sql(`INSERT INTO public.blocks (blockhash, parenthash, number, is_current)
    VALUES ('0xlast', '0xbefore', ${BASE - 7}, false)`);
  database.sql(`INSERT INTO public.core_indexed_blocks (blockhash, parenthash, chain_id, height, em_block)
    SELECT blockhash, parenthash, '${chain.chainId}', number - ${BASE}, number FROM public.blocks WHERE number > ${BASE}`);
  if (sparse) {
    database.sql(`UPDATE public.core_indexed_blocks SET em_block = NULL WHERE height > 4;
      UPDATE public.blocks SET is_current = false;
      DELETE FROM public.blocks WHERE number > ${BASE + 4};
      UPDATE public.blocks SET is_current = true WHERE number = ${BASE + 4};
      DELETE FROM public.tracks; DELETE FROM public.track_routes`);
  }
  return database;
}

const current = (database) => database.rows('SELECT number, blockhash, core, height FROM disc.blocks WHERE is_current')[0];

test('numbers stay, heights are known, and reading goes on behind the highest', async () => {
  const database = empty(place);
  await mustImport(database, source({ sparse: false }).sourceUrl);
  assert.deepEqual(current(database), { number: BASE + reached, blockhash: chain.blocks.get(reached).hash, core: 1, height: reached });
  assert.deepEqual(database.table('core_chains'), [{ id: 1, chain_id: chain.chainId, base: BASE, first_height: 1 }]);
  assert.deepEqual(database.rows(`SELECT core, height FROM disc.blocks WHERE number = ${BASE - 7}`), [{ core: null, height: null }]);
  await index(coreSettings({ database, node }));
  assert.deepEqual(current(database), { number: BASE + chain.head, blockhash: chain.blocks.get(chain.head).hash, core: 1, height: chain.head });
  const whole = place.database();
  await index(coreSettings({ database: whole, node }));
  for (const table of TABLES) {
    const columns = ['blocknumber', ...table === 'users' ? ['user_id', 'handle'] : ['track_id', 'txhash']];
    const moved = columns.map((column) => (column === 'blocknumber' ? `blocknumber + ${BASE} AS blocknumber` : column));
    assert.equal(text(database, table, columns), text(whole, table, moved), table);
  }
  assert.deepEqual(isWhole(database), []);
});

test('a node that has read heights without anything in them is not read there again', async () => {
  const database = empty(place);
  await mustImport(database, source({ sparse: true }).sourceUrl);
  assert.deepEqual(current(database), { number: BASE + reached, blockhash: chain.blocks.get(reached).hash, core: 1, height: reached });
  await index(coreSettings({ database, node }));
  assert.equal(current(database).height, chain.head);
  assert.deepEqual(database.rows('SELECT track_id FROM disc.tracks'), [{ track_id: SONG + 1 }]);
});

test('plays that the source has counted are not counted when the chain tells them again', async () => {
  const database = empty(place);
  await mustImport(database, source({ sparse: false }).sourceUrl);
  const plays = () => database.rows('SELECT count(*)::int AS n, (SELECT count FROM disc.aggregate_plays) AS counted FROM disc.plays')[0];
  assert.deepEqual(plays(), { n: 2, counted: 2 });
  const { log } = await index(coreSettings({ database, node, audius_discprov_core_plays: 'anybody' }));
  assert.deepEqual(plays(), { n: 3, counted: 3 });
  assert.match(log, /repeated=2/);
});

test('heights that do not fit the newest block are refused', async () => {
  const odd = source({ sparse: false });
  odd.sql('DELETE FROM public.core_indexed_blocks WHERE height > 5');
  const database = empty(place);
  const { code, log } = await importOnce(database, odd.sourceUrl);
  assert.equal(code, 78);
  assert.match(log, /its newest block is \d+, but height 5 of /);
  assert.deepEqual(database.table('import_run'), []);
});
