// SPDX-License-Identifier: ISC
// Other discovery nodes for discprov-job peers: a real pool over a database of its own, and peers that are made up, as
// many as one likes behind one port, each at an address of its own.
import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { Wallet, getBytes, id, keccak256, toUtf8Bytes } from 'ethers-6';

import { atEnd, closing, ours } from '../lib/guard.mjs';
import { freePort } from '../lib/ports.mjs';
import { startSite } from '../lib/site.mjs';
import { TOP } from './index_lib.mjs';

export const BUILD = process.env.BUILD ?? path.join(TOP, 'build');

/** A key that is made of a word. */
export const walletOf = (word) => new Wallet(id(word));

/** Settings of the database's programs; more: others. */
export function envOf(place, database, wallet, more = {}) {
  const dir = path.join(place.folder, `run-${database.name}`);
  mkdirSync(dir, { recursive: true });
  return {
    PATH: process.env.PATH, ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '',
    audius_db_url: database.url, audius_discprov_run_dir: dir, audius_discprov_web_cache_dir: '',
    audius_memcached_servers: 'off', audius_delegate_owner_wallet: wallet.address,
    audius_delegate_private_key: wallet.privateKey, ...more,
  };
}

/** A database with this many blocks and users, the same in each. */
export function seeded(place, wallet, blocks = 5) {
  const database = place.database();
  execFileSync(path.join(BUILD, 'discprov'), ['migrate'], { env: envOf(place, database, wallet), stdio: 'ignore' });
  grow(database, 1, blocks);
  return database;
}

export const hashOf = (n) => id(`block ${n}`);

/** Blocks from and to, each with a user, as the indexer would leave them. */
export function grow(database, from, to) {
  const sql = [];
  for (let n = from; n <= to; n++)
    sql.push(`UPDATE disc.blocks SET is_current = false WHERE is_current`,
      `INSERT INTO disc.blocks (blockhash, parenthash, number, is_current) VALUES ('${hashOf(n)}', '${hashOf(n - 1)}', ${n}, true)`,
      `INSERT INTO disc.users (user_id, handle, handle_lc, wallet, blockhash, blocknumber, created_at, updated_at)
        VALUES (${n}, 'u${n}', 'u${n}', '0x${n}', '${hashOf(n)}', ${n}, '2023-01-01', '2023-01-01')`,
      `SELECT disc.digest_note(0)`);
  database.execute(sql.join(';'));
}

/** What disc.digest_block has of a block: {number, blockhash, digest, tables}. */
export function digestOf(database, number) {
  const [row] = database.rows(`SELECT d.number, d.blockhash, encode(d.digest, 'hex') AS digest,
      (SELECT json_agg(json_build_object('table', s.tablename, 'sum', d.sums[s.place]::text) ORDER BY s.tablename)
         FROM disc.digest_sum AS s WHERE d.sums[s.place] <> 0) AS tables
    FROM disc.digest_block AS d WHERE d.number = ${number}`);
  const hex = (sum) => BigInt(sum).toString(16).padStart(64, '0');
  return row && { ...row, tables: row.tables.map(({ table, sum }) => ({ sum: hex(sum), table })) };
}

/** discprov-fcgi behind nginx; its health is answered by the same processes. */
export async function startPool(place, env, { processes = 1 } = {}) {
  const port = await freePort();
  const folder = path.join(place.folder, `pool-${port}`), at = (name) => path.join(folder, name);
  mkdirSync(folder);
  for (const name of ['pool', 'status'])
    execFileSync('spawn-fcgi', ['-s', at(`${name}.sock`), '-M', '0666', '-F', `${processes}`, '-P', at(`${name}.pids`), '--',
      '/bin/sh', '-c', `exec ${path.join(BUILD, 'discprov-fcgi')} 2>>${at('log')}`], { env: ours(env), stdio: 'ignore' });
  const nginx = startSite(folder, port);
  const pool = {
    url: `http://127.0.0.1:${port}`,
    ask: async (where, headers = {}) => {
      const answer = await fetch(`${pool.url}${where}`, { headers });
      const text = await answer.text(), type = answer.headers.get('content-type') ?? '';
      return { status: answer.status, headers: answer.headers, text, json: type.includes('json') ? JSON.parse(text) : null };
    },
    log: () => readFileSync(at('log'), 'utf8'),
    /** What nginx has kept is gone. */
    forget: () => {
      for (const file of readdirSync(at('cache'), { recursive: true, withFileTypes: true }))
        if (file.isFile())
          rmSync(path.join(file.parentPath ?? file.path, file.name), { force: true });
    },
    stop: () => {
      nginx.kill('SIGKILL');
      for (const name of ['pool', 'status'])
        for (const pid of readFileSync(at(`${name}.pids`), 'utf8').trim().split(/\s+/))
          try {
            process.kill(Number(pid), 'SIGKILL');
          } catch { /* it has ended */ }
    },
  };
  atEnd(() => pool.stop());
  for (const end = Date.now() + 30_000; !await pool.ask('/ready').then(({ status }) => status === 200, () => false); await sleep(50))
    if (Date.now() > end)
      throw new Error(`no answer: ${readFileSync(at('log'), 'utf8')} ${readFileSync(at('nginx.log'), 'utf8')}`);
  return pool;
}

/** An answer as nodes sign it. */
export function signed(wallet, members) {
  const text = JSON.stringify(members);
  const signature = wallet.signMessageSync(getBytes(keccak256(toUtf8Bytes(text))));
  return `${text.slice(0, -1)},"signature":"${signature}"}`;
}

export const GB = 1024 * 1024 * 1024;

/** What a health check may say, as of a block; more replaces members of data. */
export const health = (height, more = {}) => JSON.stringify({ comms: { healthy: true }, data: {
  service: 'discovery-node', version: '0.7.2', db: { blockhash: hashOf(height), number: height }, errors: [],
  discovery_provider_healthy: true, latest_block_num: height, latest_indexed_block_num: height, number_of_cpus: 16,
  total_memory: 64 * GB, database_size: 1000 * GB, filesystem_size: 2000 * GB, filesystem_used: 1200 * GB, ...more } });

/**
 * Peers behind one port.  add(says) is one at an address of its own: says(req, res, url) answers; {url, named, asked}.
 */
export class Peers {
  async start() {
    this.peers = new Map();
    const server = createHttp((req, res) => {
      const peer = this.peers.get(req.headers.host);
      if (peer === undefined)
        return res.writeHead(421).end();
      peer.asked.push(req.url);
      return peer.says(req, res, new URL(req.url, 'http://peer'));
    });
    server.keepAliveTimeout = 1000;
    server.listen(0, '0.0.0.0', 4096);
    await once(server, 'listening');
    this.port = server.address().port;
    this.close = closing(server);
    return this;
  }

  add(says, wallet = walletOf(`peer ${this.peers.size}`)) {
    const n = this.peers.size + 1, host = `127.${1 + (n >> 16)}.${(n >> 8) & 255}.${n & 255}:${this.port}`;
    const peer = { url: `http://${host}`, wallet, says, asked: [], named: `http://${host}=${wallet.address.toLowerCase()}` };
    this.peers.set(host, peer);
    return peer;
  }
}

const json = (res, text, status = 200) => res.writeHead(status, { 'content-type': 'application/json' }).end(text);

/**
 * One that is well and says what "of" holds: {height(), digest(block), wallet, more}.  digest() gives what digestOf()
 * gives, or undefined.
 */
export const honest = (of) => (req, res, url) => {
  if (url.pathname === '/health_check')
    return json(res, health(of.height(), of.more));
  if (url.pathname === '/v1/full/digest') {
    const block = Number(url.searchParams.get('block')), digest = of.digest(block);
    return digest === undefined ? json(res, '{"data":null}', 404)
      : json(res, signed(of.wallet, { data: { block, blockhash: digest.blockhash, chain: null, digest: digest.digest,
        tables: digest.tables } }));
  }
  return json(res, '{}', 404);
};

/** A pass; the clock has gone on since the last one. */
export async function pass(database, env, { later = 10 } = {}) {
  database.execute(`UPDATE disc.peer_pass SET at = at - interval '${later} s'`);
  await promisify(execFile)(path.join(BUILD, 'discprov-job'), ['peers'], { env });
}
