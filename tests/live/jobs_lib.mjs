// SPDX-License-Identifier: ISC
// What the tests of the jobs share: a database with the schema in it, a
// development chain that plays Ethereum, runs of discprov-job.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

import { getAddress } from 'ethers-6';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { Ethereum } from '../chain/lib/ethereum.mjs';
import { closing, ours, owned } from '../lib/guard.mjs';
import { Place, TOP, alone } from './index_lib.mjs';

const BUILD = process.env.BUILD ?? path.join(TOP, 'build');

/** An address that is nobody's, made of a number. */
export const addressOf = (n) => getAddress(`0x${n.toString(16).padStart(40, '0')}`);

/** Users as the indexer would have written them: {id: {wallet, wallets}}. */
export function addUsers(database, users) {
  for (const [id, { wallet = null, wallets = [] }] of Object.entries(users)) {
    database.execute(`INSERT INTO disc.users (user_id, handle, wallet, created_at, updated_at)
      VALUES (${id}, 'u${id}', ${wallet === null ? 'NULL' : `'${wallet}'`}, '2023-01-01', '2023-01-01')`);
    if (wallets.length > 0)
      addWallets(database, id, wallets);
  }
}

export function addWallets(database, id, wallets, chain = 'eth') {
  database.execute(`INSERT INTO disc.associated_wallets (user_id, wallet, blockhash, blocknumber, is_delete, chain)
    VALUES ${wallets.map((wallet) => `(${id}, '${wallet}', '0x', 1, false, '${chain}')`).join(', ')}`);
}

/** A server that plays along until it is told otherwise. */
export async function startServer(handle) {
  const server = createServer((req, res) => {
    const parts = [];
    req.on('data', (part) => parts.push(part));
    req.on('end', () => handle(req, res, Buffer.concat(parts).toString()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: closing(server),
  };
}

/** {place, anvil, ethereum, database(), env(database), close()}; without a chain these two are null. */
export async function startWorld({ chain = true } = {}) {
  const place = new Place();
  const anvil = chain ? await startAnvil() : null;
  const ethereum = chain ? await Ethereum.deploy(anvil.url) : null;
  const world = {
    place, anvil, ethereum,
    env: (database, more = {}) => {
      const dir = path.join(place.folder, `run-${database.name}`);
      mkdirSync(dir, { recursive: true });
      return {
        PATH: process.env.PATH,
        ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '',
        audius_db_url: database.url,
        audius_discprov_run_dir: dir,
        audius_web3_timeout_sec: '5',
        ...chain && { audius_web3_eth_provider_url: anvil.url, audius_eth_contracts_registry: ethereum.registry },
        ...more,
      };
    },
    database: () => {
      const database = place.database();
      execFileSync(path.join(BUILD, 'discprov'), ['migrate'], { env: world.env(database), stdio: 'ignore' });
      return database;
    },
    close: async () => {
      await anvil?.stop();
      place.close();
    },
  };
  return world;
}

/** Start a job, its name behind its options if it has any; ended: {code, signal, log}. */
export const startJob = (name, env) => startProgram('discprov-job', [name].flat(), env);
/** The same for any program. */
export function startProgram(program, words, env) {
  const child = owned(spawn(path.join(BUILD, program), words, {
    env: ours(env), stdio: ['ignore', 'inherit', 'pipe'] }));
  let log = '';
  child.stderr.on('data', (data) => { log += data; });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, log }));
  return { child, ended };
}

export const job = (name, env) => alone(() => startJob(name, env).ended);

/** A run that must go well. */
export async function mustRun(name, env) {
  const result = await job(name, env);
  if (result.code !== 0)
    throw new Error(`discprov-job ${name} ended with ${result.code ?? result.signal}: ${result.log}`);
  return result;
}
