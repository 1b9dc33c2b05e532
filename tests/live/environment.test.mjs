// SPDX-License-Identifier: ISC
// The environment file of a node of today, whole: each of its variables is
// honoured, stands for another or is told to have no effect, every program
// starts with it, and the node goes on where its database stands.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';

import { CoreChain } from '../chain/lib/core.mjs';
import { startReplay } from '../chain/lib/core_replay.mjs';
import { TOP } from './index_lib.mjs';
import { empty, environment, layout, mustImport } from './import_lib.mjs';
import { startWorld } from './jobs_lib.mjs';

const BUILD = process.env.BUILD ?? path.join(TOP, 'build');
const CHAIN = 'audius-mainnet-alpha-beta'; // of audius_discprov_env=prod
const EVM_END = 94166500;

const world = await startWorld();
const chain = new CoreChain({ chainId: CHAIN });
chain.addEmpty(9);
const node = await startReplay(chain);
test.after(() => {
  node.close();
  return world.close();
});

/** What its database held when the node stopped at height 5. */
function source() {
  const database = layout(world.place, 'final');
  const rows = [1, 2, 3, 4, 5].map((height) => ({ height, number: EVM_END + height, hash: chain.blocks.get(height).hash }));
  database.sql(`INSERT INTO public.blocks (blockhash, parenthash, number, is_current) VALUES
    ${rows.map(({ number, hash, height }) => `('${hash}', NULL, ${number}, ${height === 5})`).join(', ')};
    INSERT INTO public.core_indexed_blocks (blockhash, chain_id, height, em_block) VALUES
    ${rows.map(({ number, hash, height }) => `('${hash}', '${CHAIN}', ${height}, ${number})`).join(', ')}`);
  return database;
}

const database = empty(world.place);
await mustImport(database, source().sourceUrl);

const values = {
  DB: database.url.replace('postgresql://', ''), CORE: node.url, ETHEREUM: world.env(database).audius_web3_eth_provider_url,
  REGISTRY: world.env(database).audius_eth_contracts_registry,
};
const file = Object.fromEntries(readFileSync(path.join(TOP, 'tests/live/environment/today.env'), 'utf8').split('\n')
  .filter((line) => /^\w+=/.test(line)).map((line) => line.match(/^(\w+)=(.*)$/).slice(1))
  .map(([name, value]) => [name, value.replace(/@(\w+)@/, (_, what) => values[what])]));
/** And what only our programs read. */
const env = { ...environment(database), ...file, audius_memcached_servers: 'off',
  audius_crawl_providers_dir: path.join(TOP, 'crawler/providers'), audius_crawl_key_file: path.join(world.place.folder, 'crawl.key') };
writeFileSync(env.audius_crawl_key_file, `${'7'.repeat(64)}\n`, { mode: 0o600 });

async function run(program, args, more = {}) {
  try {
    const { stdout, stderr } = await promisify(execFile)(path.join(BUILD, program), args, { env: { ...env, ...more } });
    return { code: 0, out: stdout, log: stderr };
  } catch (e) {
    return { code: e.code, out: e.stdout, log: e.stderr };
  }
}

test('each variable has its line: where its value went, or why it has no effect', async () => {
  const { code, out, log } = await run('discprov', ['config']);
  assert.equal(code, 0, log);
  assert.doesNotMatch(out + log, /names no setting/);
  const lines = out.split('\n');
  for (const [name, value] of Object.entries(file).filter(([, text]) => text !== ''))
    assert.ok(lines.some((line) => line.endsWith(`# ${name}`) || line.includes(`# ${name}, no effect: `)), `${name}=${value}`);
});

test('what it says is what the programs work with', async () => {
  const { out } = await run('discprov', ['config']);
  for (const line of [`discprov.block_processing_window = 100  # audius_discprov_block_processing_window`,
    `audius_core_endpoint = ${node.url}  # audius_core_endpoint`, `audius_core_chain_id = ${CHAIN}  # default`,
    `audius_final_acdc_block = ${EVM_END}  # default`,
    'contracts.verified_address = 0xbeef8E42e8B5964fDD2b7ca8efA0d9aef38AA996  # audius_contracts_verified_address',
    'discprov.url = https://discoveryprovider.example.com  # audius_discprov_url'])
    assert.ok(out.split('\n').includes(line), `${line}\n${out}`);
  assert.doesNotMatch(out, /4f3edf98|LOCAL_SECRET_KEY/);
});

for (const program of ['discprov-index', 'discprov-job', 'discprov-fcgi', 'discprov-crawl'])
  test(`${program} starts`, async () => {
    const { code, log } = await run(program, ['-t']);
    assert.equal(code, 0, log);
    assert.match(log, /settings that are set have no effect/);
    if (program === 'discprov-index')
      assert.match(log, /look=chain msg="not asked: the newest block is of the core chain"/);
  });

test('the indexer goes on behind the height of the database, without the chains of before', async () => {
  const { code, log } = await run('discprov-index', ['--catch-up']);
  assert.equal(code, 0, log);
  assert.deepEqual(database.rows('SELECT number, height, core FROM disc.blocks WHERE is_current'),
    [{ number: EVM_END + 9, height: 9, core: 1 }]);
});

test('who has not reached the core chain is told that a chain before it does not answer', async () => {
  const { code, log } = await run('discprov-index', ['-t'], { audius_db_url: empty(world.place).url });
  assert.equal(code, 69, log);
  assert.match(log, /look=chain msg=".*poa-gateway/);
});

test('status tells where it is', async () => {
  const { out, log } = await run('discprov', ['status']);
  assert.match(out, /^indexer +ok +block 9 .*0 behind the chain$/m, log);
});
