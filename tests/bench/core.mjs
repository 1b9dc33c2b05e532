// SPDX-License-Identifier: ISC
// How fast the core chain is indexed: acts and plays served from memory, beside
// the bare download of the same answers, and what it costs to have it proven by
// headers and votes.  ./dev bench core [ACTS], five plays to an act; five to a
// transaction.  EVM_US: what an event of an EVM chain took, measured before.
import { id } from 'ethers-6';
import test from 'node:test';

import { keyOf } from '../chain/lib/accounts.mjs';
import { CoreChain, signAct, signPlays } from '../chain/lib/core.mjs';
import { Comet, voter } from '../chain/lib/core_comet.mjs';
import { startReplay } from '../chain/lib/core_replay.mjs';
import { coreSettings } from '../live/core_lib.mjs';
import { Place, index } from '../live/index_lib.mjs';

const ACTS = Number(process.env.ACTS ?? 100_000);
const EVM_US = process.env.EVM_US ?? 'not measured';
const PEOPLE = Math.min(1000, Math.ceil(ACTS / 10));
const PER_BLOCK = 20, PLAYS = 5, AT_ONCE = 500;
const T0 = 1732000000;

/** People sign up and bring out a song each; then they follow, save and tell of themselves. */
function actOf(i, chainId) {
  const who = i % PEOPLE, other = (i * 7919) % PEOPLE, round = Math.floor(i / PEOPLE);
  const [userId, key] = [3000001 + who, keyOf('bench', String(who))];
  const wrap = (data) => JSON.stringify({ cid: '', data });
  const kinds = [
    ['User', 3000001 + other, 'Follow', ''], ['Track', 2000001 + other, 'Save', ''], ['Track', 2000001 + other, 'Repost', ''],
    ['User', userId, 'Update', wrap({ bio: `round ${round} ${'of many words '.repeat(15)}`, name: `Person ${who}` })],
  ];
  const [entityType, entityId, action, metadata] = round === 0 ? ['User', userId, 'Create', wrap({ handle: `bench${who}`, name: `Person ${who}`, bio: null })]
    : round === 1 ? ['Track', 2000001 + who, 'Create', wrap({ title: `Song ${who}`, genre: 'Jazz', owner_id: userId, description: 'd'.repeat(400) })]
      : kinds[(round + who) % kinds.length];
  return signAct(chainId, key, { userId, entityType, entityId, action, metadata, nonce: id(`bench ${i}`), requestId: id(`request ${i}`).slice(2, 38) });
}

function playsOf(i, time) {
  const key = keyOf('bench', 'node');
  const timestamp = new Date(time * 1000).toISOString().replace('.000Z', 'Z');
  // What a play is signed with is not looked at, the transaction's signature is.
  const signature = `0x${'4e'.repeat(65)}`;
  return signPlays(key, Array.from({ length: PLAYS }, (_, n) => ({
    userId: String(3000001 + ((i * 31 + n) % PEOPLE)), trackId: String(2000001 + ((i * 17 + n * 5) % PEOPLE)), timestamp, signature,
    city: 'Lyon', region: 'Auvergne-Rhone-Alpes', country: 'France',
  })), '');
}

// As many voters as the network has nodes, about.
const comet = new Comet({ voters: Array.from({ length: 75 }, (_, i) => voter(`bench ${i}`, 25)) });
const chain = new CoreChain({ comet });
let bytes = 0;
for (let i = 0; i < ACTS; i += PER_BLOCK) {
  const time = T0 + Math.floor(i / PER_BLOCK);
  const block = [];
  for (let n = i; n < Math.min(i + PER_BLOCK, ACTS); n++)
    block.push(actOf(n, chain.chainId), playsOf(n, time));
  chain.add(block, { time });
  if (i % 10_000 === 0)
    process.stderr.write(`made ${i} of ${ACTS}\r`);
}
for (const height of chain.blocks.keys())
  comet.commit(height);
// Answers are put together of blocks that are text already.
const texts = new Map([...chain.blocks].map(([height, block]) => [height, Buffer.from(`"${height}":${JSON.stringify(block)}`)]));
for (const text of texts.values())
  bytes += text.length;
const node = await startReplay(chain);
node.before = (method, { height = [] }) => (method === 'GetBlocks' && height.length > 0 ? (req, res) => {
  const there = height.map(Number).filter((h) => texts.has(h)).flatMap((h, n) => [Buffer.from(n > 0 ? ',' : ''), texts.get(h)]);
  res.writeHead(200, { 'content-type': 'application/json' })
    .end(Buffer.concat([Buffer.from('{"blocks":{'), ...there, Buffer.from(`},"currentHeight":"${chain.head}"}`)]));
} : undefined);

test('the core chain', async () => {
  const events = ACTS * (1 + PLAYS);
  console.log(`  ${ACTS} acts, ${ACTS * PLAYS} plays, ${chain.head} blocks, ${(bytes / 1e6).toFixed(0)} MB`);
  const began = Date.now();
  for (let from = 1; from <= chain.head; from += AT_ONCE) {
    const body = JSON.stringify({ height: Array.from({ length: AT_ONCE }, (_, i) => String(from + i)) });
    await (await fetch(`${node.url}/core.v1.CoreService/GetBlocks`, { method: 'POST', headers: { 'content-type': 'application/json', connection: 'close' }, body })).arrayBuffer();
  }
  const bare = (Date.now() - began) / 1000;
  const place = new Place();
  const indexed = async (verify) => {
    const start = Date.now();
    const { log } = await index(coreSettings({ database: place.database(), node, runDir: verify, audius_discprov_core_plays: 'anybody',
      audius_core_timeout_sec: '60', audius_discprov_core_verify: verify }));
    const last = log.split('\n').findLast((line) => line.includes('peak_kb'));
    return { took: (Date.now() - start) / 1000, of: (name) => Number(new RegExp(`${name}=(\\d+)`).exec(last)[1]) };
  };
  try {
    const { took, of } = await indexed('off');
    console.log(`  bare download ${bare.toFixed(2)} s; indexed in ${took.toFixed(2)} s, ${(took / bare).toFixed(1)} times that`);
    console.log(`  ${(events / took).toFixed(0)} events/s; ${(of('cpu_ms') * 1000 / events).toFixed(0)} us of the indexer's processor an event (${EVM_US} of an EVM chain of as many acts)`);
    console.log(`  waiting for the node ${of('fetch_ms')} ms, our own work ${of('decode_ms')} ms, waiting for the database ${of('write_ms')} ms`);
    console.log(`  ${(of('peak_kb') / 1000).toFixed(0)} MB of memory at most (budget 200)`);
    const proven = await indexed('required');
    console.log(`  headers and votes of 75 proven: in ${proven.took.toFixed(2)} s, ${(proven.took / took).toFixed(2)} times; ` +
      `${((proven.of('cpu_ms') - of('cpu_ms')) * 1000 / chain.head).toFixed(0)} us of the processor a block more, ${(proven.of('peak_kb') / 1000).toFixed(0)} MB`);
  } finally {
    place.close();
    node.close();
  }
});
