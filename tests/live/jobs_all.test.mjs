// SPDX-License-Identifier: ISC
// What holds for every job of jobs/jobs.def, and what "discprov status" says of
// them.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';

import { ours } from '../lib/guard.mjs';
import { TOP } from './index_lib.mjs';
import { job, startJob, startWorld } from './jobs_lib.mjs';

const BUILD = process.env.BUILD ?? path.join(TOP, 'build');
const LOCK_SPACE = 1684632432;
const LOCK_JOB = 16;
const JOBS = readFileSync(path.join(TOP, 'jobs/jobs.def'), 'utf8').split('\n')
  .map((line) => /^JOB\(([a-z0-9-]+), \w+, (\d+), (true|false), /.exec(line)).filter((found) => found !== null)
  .map(([, name, key, eth]) => ({ name, lock: LOCK_JOB + Number(key), eth: eth === 'true' }));
const GOOD = JOBS.map(({ name }) => [name, 0]);

let world;
let database;
let env;
before(async () => {
  world = await startWorld();
  database = world.database();
  env = world.env(database);
});
after(() => world.close());

/** {code, out, err, of(NAME)}: of gives the line of a thing, and what is below it. */
const status = (more = {}) => new Promise((done) => {
  execFile(path.join(BUILD, 'discprov'), ['status', '--json'], { env: ours({ ...env, ...more }) }, (error, out, err) => {
    const { parts } = JSON.parse(out);
    const of = (name) => parts.filter((part) => part.name === name)
      .flatMap(({ word, text, why, help }) => [`${name} ${word} ${text}`, ...why === null ? [] : [why], ...help]).join('\n');
    done({ code: error?.code ?? 0, out, err, of });
  });
});
const running = (names, more = {}) => Promise.all(names.map(async ({ name }) =>
  [name, (await job(name, { ...env, ...more })).code]));

test('a database that is away, or without our tables, is red', async () => {
  const away = await status({ audius_db_url: 'postgresql:///nowhere?host=/nonexistent' });
  assert.equal(away.code, 69);
  assert.match(away.of('database'), / away .*\/nonexistent/);
  const empty = await status({ audius_db_url: world.place.database().url });
  assert.equal(empty.code, 78);
  assert.match(empty.of('schema'), / other .*\nrun 'discprov migrate'/);
});

test('before anything ran, status says what is to be started', async () => {
  const { code, of, out, err } = await status();
  assert.equal(code, 69);
  assert.match(of('indexer'), / silent .*nothing is indexed\n.*systemctl status discprov-index.timer/);
  for (const { name, eth } of JOBS)
    assert.match(of(name), eth ? / never .*\n.*enable --now discprov-jobs-ethereum.target/
      : / never .*\n.*enable --now discprov-jobs.target/);
  assert.match(err, new RegExp(`rc=upstream .*msg="not well: indexer, .*${JOBS[0].name}`));
  assert.doesNotMatch(out, /\x1b/, 'plain where there is no terminal');
  const without = await status({ audius_web3_eth_provider_url: '' });
  for (const { name } of JOBS.filter(({ eth }) => eth))
    assert.match(without.of(name), / off .*needs the Ethereum chain: .*eth_provider_url/);
});

test('every job does nothing, and does it well, on an empty database', async () => {
  assert.deepEqual(await running(JOBS), GOOD);
  assert.deepEqual(database.rows(`SELECT job FROM disc.job_runs
    WHERE ended_at >= began_at AND good_at = ended_at AND error IS NULL AND late_after > ended_at ORDER BY job`)
    .map((row) => row.job), JOBS.map(({ name }) => name).sort());
});

test('of two, one works: a lock of the host, and one of the database', async () => {
  const elsewhere = path.join(env.audius_discprov_run_dir, 'other');
  mkdirSync(elsewhere);
  const held = JOBS.map(({ lock }) => `pg_advisory_lock(${LOCK_SPACE}, ${lock})`).join(', ');
  const session = database.session(`SELECT ${held}`);
  await session.ready;
  const other = { ...env, audius_discprov_run_dir: elsewhere };
  const codes = await Promise.all(JOBS.map(async ({ name }) => (await startJob(name, other).ended).code));
  assert.deepEqual(codes, JOBS.map(() => 75));
  const { of } = await status();
  for (const { name } of JOBS)
    assert.match(of(name), / running /);
  session.end();
  assert.deepEqual(await running(JOBS), GOOD);
  for (const { name } of JOBS) {
    const two = (await Promise.all([startJob(name, env).ended, startJob(name, env).ended])).map(({ code }) => code);
    assert.ok(two.includes(0) && two.every((code) => code === 0 || code === 75), `${name}: ${two}`);
  }
});

test('a run that fails says why, at the job and in status', async () => {
  const [{ name }] = JOBS.filter(({ eth }) => eth);
  assert.equal((await job(name, { ...env, audius_web3_eth_provider_url: '' })).code, 78);
  assert.match(database.rows(`SELECT error FROM disc.job_runs
    WHERE job = '${name}' AND error_at = ended_at AND good_at < ended_at`)[0].error, /are both set/);
  let { code, of } = await status();
  assert.equal(code, 69);
  assert.match(of(name), / failed .*\n.*are both set.*\n.*discprov-job -v /);
  assert.equal((await job(name, env)).code, 0);
  ({ of } = await status());
  assert.match(of(name), / ok .* ago, took /);
});

test('who was killed is told, and red when it is late', async () => {
  const [{ name }, second] = JOBS;
  database.execute(`UPDATE disc.job_runs SET began_at = now() WHERE job = '${name}';
    UPDATE disc.job_runs SET began_at = now(), late_after = now() - interval '1 second' WHERE job = '${second.name}'`);
  const { of } = await status();
  assert.match(of(name), / cut off /);
  assert.match(of(second.name), / late .*\n.*none went well for .*systemctl status discprov-job-/);
});

test('the indexer: near, behind, stuck; all well is 0', async () => {
  database.execute(`UPDATE disc.job_runs SET began_at = ended_at, late_after = now() + interval '1 day';
    INSERT INTO disc.blocks (blockhash, parenthash, number, is_current) VALUES ('0xb', '0xa', 100, true);
    INSERT INTO disc.keyvalue (key, value) VALUES ('latest_block_from_chain', '103')`);
  const well = await status({ audius_web3_host: world.anvil.url });
  assert.match(well.of('indexer'), / ok .*block 100, 3 behind the chain/);
  assert.deepEqual([well.code, well.err], [0, '']);
  database.execute(`UPDATE disc.keyvalue SET value = '5000' WHERE key = 'latest_block_from_chain'`);
  assert.match((await status()).of('indexer'), / behind .*, 4900 behind .*\n.*discprov-catch-up/);
  database.execute(`INSERT INTO disc.keyvalue (key, value) VALUES ('indexing:error',
    '{"blocknumber": 101, "count": 7, "message": "no such thing"}')`);
  const stuck = await status();
  assert.match(stuck.of('indexer'), / stuck .*\n.*block 101 cannot be indexed, tried 7 times: no such thing\n.*journalctl/);
  assert.equal(stuck.code, 69);
});
