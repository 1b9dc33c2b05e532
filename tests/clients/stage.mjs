// SPDX-License-Identifier: ISC
// A node of our own for clients that write: a development chain with nothing
// on it but the contracts, the stack behind nginx, and the indexer on demand.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import '../lib/guard.mjs';

const TOP = fileURLToPath(new URL('../..', import.meta.url));

function settings(chain, folder) {
  const { hostname, port } = new URL(chain.rpc);
  return {
    top: TOP, srcdir: TOP, BUILD: process.env.BUILD ?? path.join(TOP, 'build'),
    VAR: path.join(folder, 'var'), PORT: '0', POOL: '2', TIMER: 'off',
    PGOPTS: 'fsync=off synchronous_commit=off full_page_writes=off',
    audius_web3_host: hostname, audius_web3_port: port, audius_contracts_registry: '',
    audius_contracts_entity_manager_address: chain.entityManager,
    audius_contracts_verified_address: chain.verifier,
    audius_discprov_start_block: chain.startBlockHash,
    audius_discprov_rule_dates: 'all=2020-01-01', // today's rules, whatever the clock says
  };
}

class Stage {
  #env;

  constructor(chain, folder) {
    this.chain = chain;
    this.#env = { ...process.env, ...settings(chain, folder) };
  }

  async #shell(script, ...args) {
    const { stdout } = await promisify(execFile)('sh', ['-ec', script, 'sh', ...args],
      { env: this.#env, maxBuffer: 1 << 28 });
    return stdout;
  }

  #stack(word) {
    return this.#shell('. "$top/tests/lib/pg.sh"; . "$top/tests/lib/stack.sh"; "$1"', word);
  }

  async up() {
    await this.#stack('stack_up');
    this.url = `http://127.0.0.1:${readFileSync(path.join(this.#env.VAR, 'port'), 'utf8').trim()}`;
  }

  async down() {
    await this.#stack('stack_destroy');
  }

  /** One run of the indexer, as the timer makes it. */
  async index() {
    await this.#shell('exec sh "$top/tests/lib/timer.sh" "$VAR" once');
  }

  /** Rows as PostgreSQL turns them into JSON. */
  async rows(query) {
    const out = await this.#shell('. "$VAR/env"; exec psql -X -q -A -t -v ON_ERROR_STOP=1 "$audius_db_url" -c "$1"',
      `SELECT coalesce(jsonb_agg(to_jsonb(q)), '[]') FROM (${query}) AS q`);
    return JSON.parse(out);
  }

  /** Rows are changed behind the indexer's back. */
  async change(statement) {
    await this.#shell('. "$VAR/env"; exec psql -X -q -v ON_ERROR_STOP=1 "$audius_db_url" -c "$1"', statement);
  }
}

/** {chain, url, index(), rows(query), change(statement), close()} */
export async function openStage() {
  const folder = mkdtempSync(path.join(tmpdir(), 'discprov-write-'));
  const anvil = await startAnvil();
  let stage;
  const close = async () => {
    await stage?.down();
    await anvil.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    stage = new Stage(await deploy(anvil.url, 'second'), folder);
    await stage.up();
  } catch (error) {
    await close();
    throw error;
  }
  return Object.assign(stage, { close });
}
