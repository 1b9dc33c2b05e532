// SPDX-License-Identifier: ISC
// What the indexer's tests share: databases, a gateway, runs of the program,
// and the comparison of tables with the story's books.
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { NEWS } from '../chain/lib/books.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import { closing, ours, owned } from '../lib/guard.mjs';

export const TOP = fileURLToPath(new URL('../..', import.meta.url));
export const BUILD = process.env.BUILD ?? path.join(TOP, 'build');
export const PROGRAM = path.join(BUILD, 'discprov-index');

function shell(script, env = {}) {
  return execFileSync('sh', ['-ec', `. ${TOP}/tests/lib/pg.sh\n${script}`], {
    env: { ...process.env, srcdir: TOP, ...env }, encoding: 'utf8', maxBuffer: 1 << 30,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** A folder of this test, with a database cluster in it. */
export class Place {
  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'dp-index-'));
    chmodSync(this.folder, 0o755);
    this.data = path.join(this.folder, 'pg');
    this.sockets = path.join(this.folder, 's');
    this.ipfs = path.join(this.folder, 'ipfs');
    mkdirSync(this.ipfs);
    this.databases = 0;
    this.env = { PGHOST: this.sockets, PGPORT: '5432', PGUSER: 'postgres' };
    shell(`pg_init ${this.data}`);
    this.up();
  }

  up() {
    shell(`pg_start ${this.data} ${this.sockets} fsync=off synchronous_commit=off full_page_writes=off`);
  }

  /** As a power cut would. */
  down() {
    shell(`pg_kill ${this.data}`);
  }

  /** A new, empty database. */
  database() {
    const name = `d${++this.databases}`;
    shell(`pg_database ${name}`, this.env);
    return new Database(this, name);
  }

  /** A new database with all that another one has, which nobody uses. */
  async copyOf(other) {
    const name = `d${++this.databases}`;
    await promisify(execFile)('sh', ['-ec', `. ${TOP}/tests/lib/pg.sh; "$pg_bin/createdb" -T ${other.name} ${name}`], {
      env: { ...process.env, srcdir: TOP, ...this.env },
    });
    return new Database(this, name);
  }

  /** The one that these settings name. */
  databaseOf({ audius_db_url: url }) {
    return new Database(this, new URL(url).pathname.slice(1));
  }

  close() {
    this.down();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** When a program has printed this line. */
async function spoken(child, word) {
  for await (const line of createInterface({ input: child.stdout }))
    if (line === word) {
      child.stdout.resume();
      return;
    }
  throw new Error(`a session ended before it said ${word}`);
}

export class Database {
  constructor(place, name) {
    this.place = place;
    this.name = name;
    this.url = `postgresql:///${name}?host=${place.sockets}&port=5432&user=discprov_writer`;
  }

  /** Rows as PostgreSQL turns them into JSON. */
  rows(query) {
    const sql = `SELECT to_jsonb(q)::text FROM (${query}) AS q`;
    const out = shell(`sql -d ${this.name} -c "$QUERY"`, { ...this.place.env, QUERY: sql }).trim();
    return out === '' ? [] : out.split('\n').map((line) => JSON.parse(line));
  }

  /** A statement without rows. */
  execute(statement) {
    shell(`sql -d ${this.name} -c "$QUERY"`, { ...this.place.env, QUERY: statement });
  }

  /** A session that stays open after this statement, until end().  `ready`: every statement
      has been done; where one failed, or the session ended before, it says so. */
  session(statement) {
    const child = owned(spawn('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', this.name], {
      env: { ...process.env, ...this.place.env }, stdio: ['pipe', 'pipe', 'inherit'] }));
    child.stdin.on('error', () => {}); // it ended on a failed statement: `ready` tells
    const ended = once(child, 'exit');
    child.stdin.write(`${statement};\n\\echo ready\n`);
    return { ready: spoken(child, 'ready'), end: () => { child.stdin.end(); return ended; } };
  }

  table(name) {
    return this.rows(`SELECT * FROM disc.${name}`);
  }

  value(key) {
    return this.rows(`SELECT value FROM disc.keyvalue WHERE key = '${key}'`)[0]?.value;
  }

  /** The newest block stored so far, or NaN.  This process has other work meanwhile. */
  async block() {
    const query = `SELECT value FROM disc.keyvalue WHERE key = 'most_recently_indexed_block_from_db'`;
    const env = { ...process.env, ...this.place.env };
    return promisify(execFile)('psql', ['-X', '-A', '-t', '-d', this.name, '-c', query], { env })
      .then(({ stdout }) => Number.parseInt(stdout, 10), () => NaN);
  }

  /** As the superuser. */
  sql(text) {
    shell(`sql -d ${this.name} -c "$QUERY"`, { ...this.place.env, QUERY: text });
  }

  /** A killed process's session lasts until the statement that it waited for ends. */
  async settled() {
    const query = `SELECT FROM pg_stat_activity WHERE datname = '${this.name}' AND application_name LIKE 'discprov-%'`;
    for (const end = Date.now() + 60_000; this.rows(query).length > 0; await sleep(10))
      if (Date.now() > end)
        throw new Error(`a session of ${this.name} does not end`);
  }

  copyFrom(other, table) {
    shell(`sql -d ${other.name} -c 'COPY disc.${table} TO STDOUT' |
      sql -d ${this.name} -c 'COPY disc.${table} FROM STDIN'`, this.place.env);
  }

  /** Everything, as text that depends on nothing but the rows. */
  dump() {
    return execFileSync('sh', ...this.#dumping());
  }

  /** The same, while others work. */
  async dumped() {
    return (await promisify(execFile)('sh', ...this.#dumping())).stdout;
  }

  #dumping() {
    return [[`${TOP}/tests/lib/dump.sh`, '-d', this.name], {
      env: { ...process.env, ...this.place.env }, encoding: 'utf8', maxBuffer: 1 << 30,
    }];
  }
}

/** Documents of a folder over HTTP.  answer(cid, res) true: it has answered. */
export async function startGateway(folder, answer = () => false) {
  const server = createServer((req, res) => {
    const cid = path.basename(req.url);
    if (gateway.answer(cid, res))
      return;
    try {
      res.end(readFileSync(path.join(folder, cid)));
    } catch {
      res.writeHead(404).end();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const gateway = {
    answer,
    url: `http://127.0.0.1:${server.address().port}`,
    close: closing(server),
  };
  return gateway;
}

/** A place and a gateway to its documents until the tests have ended, and with them the chains that are put to them. */
export async function openPlace(answer) {
  const place = new Place();
  const gateway = await startGateway(place.ipfs, answer);
  const chains = [];
  test.after(() => {
    gateway.close();
    chains.forEach((chain) => chain.close());
    place.close();
  });
  return { place, gateway, chains };
}

/** A place, a gateway to its documents and a chain with our contracts, until the tests have ended. */
export async function openStage() {
  const place = new Place();
  const anvil = await startAnvil();
  const gateway = await startGateway(place.ipfs);
  test.after(async () => {
    gateway.close();
    await anvil.stop();
    place.close();
  });
  return { place, anvil, gateway, chain: await deploy(anvil.url) };
}

/** Environment of a run: which chain, database and gateway, and settings. */
export function settings({ chain, database, gateway, rpc = chain.rpc, runDir = 'run', ...more }) {
  const { protocol, hostname, port } = new URL(rpc);
  const dir = path.join(database.place.folder, runDir);
  mkdirSync(dir, { recursive: true });
  return {
    PATH: process.env.PATH,
    ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '',
    audius_db_url: database.url,
    audius_web3_host: protocol === 'https:' ? rpc : hostname,
    audius_web3_port: port,
    audius_contracts_registry: chain.registry ?? '',
    audius_ipfs_gateway_hosts: gateway.url,
    audius_discprov_run_dir: dir,
    ...more,
  };
}

/**
 * EntityManager as well, for settings(): its address, whom we trust, and that
 * the rules of today hold on a chain that begins in 2021.
 */
export const entityManager = (chain) => ({
  audius_contracts_entity_manager_address: chain.entityManager,
  audius_contracts_verified_address: chain.verifier,
  audius_discprov_rule_dates: 'all=0',
});

/** Start a run; kill() it or wait for ended: {code, signal, log, out}. */
export function start(env, ...args) {
  const child = owned(spawn(PROGRAM, args, { env: ours(env), stdio: ['ignore', 'pipe', 'pipe'] }));
  let log = '';
  let out = '';
  child.stderr.on('data', (data) => { log += data; });
  child.stdout.on('data', (data) => { out += data; });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, log, out }));
  return { child, ended };
}

/** The outcome of a run that finds nobody else at work: the session of one that was killed may outlive it. */
export async function alone(act) {
  for (const end = Date.now() + 60_000; ; await sleep(20)) {
    const result = await act();
    if (result.code !== 75 || Date.now() > end)
      return result;
  }
}

export const run = (env, ...args) => alone(() => start(env, ...args).ended);

/** Until this run has stored the block; a run that ends before does not get there. */
export async function reach(number, database, { child, ended }) {
  while (!(await database.block() >= number)) {
    if (child.exitCode !== null)
      throw new Error(`the run has ended before block ${number}: ${(await ended).log}`);
    await sleep(20);
  }
}

/** A run that must go well. */
export async function index(env, ...args) {
  const result = await run(env, '--catch-up', ...args);
  if (result.code !== 0)
    throw new Error(`discprov-index ended with ${result.code ?? result.signal}: ${result.log}`);
  return result;
}

function canonical(value) {
  if (Array.isArray(value))
    return value.map(canonical);
  if (value === null || typeof value !== 'object')
    return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, canonical(value[key])]));
}

const KEYS = {
  users: ['user_id'], tracks: ['track_id'], playlists: ['playlist_id'],
  follows: ['follower_user_id', 'followee_user_id'], reposts: ['user_id', 'repost_type', 'repost_item_id'],
  saves: ['user_id', 'save_type', 'save_item_id'], track_routes: ['owner_id', 'slug'],
  playlist_routes: ['owner_id', 'slug'], stems: ['parent_track_id', 'child_track_id'],
  remixes: ['parent_track_id', 'child_track_id'], ursm_content_nodes: ['cnode_sp_id'],
  ipld_blacklists: ['blocknumber', 'ipld'], skipped_transactions: ['blocknumber', 'txhash'], cid_data: ['cid'],
  aggregate_user: ['user_id'], aggregate_track: ['track_id'], aggregate_playlist: ['playlist_id'],
  subscriptions: ['subscriber_id', 'user_id', 'entity_type'], shares: ['user_id', 'share_type', 'share_item_id', 'txhash'],
  associated_wallets: ['user_id', 'chain', 'wallet'], user_events: ['user_id'],
  user_payout_wallet_history: ['user_id', 'block_timestamp'], collectibles: ['user_id'], developer_apps: ['address'],
  grants: ['grantee_address', 'user_id'], dashboard_wallet_users: ['wallet'], muted_users: ['user_id', 'muted_user_id'],
  track_downloads: ['parent_track_id', 'track_id', 'txhash'], track_price_history: ['track_id', 'block_timestamp'],
  album_price_history: ['playlist_id', 'block_timestamp'], playlist_tracks: ['playlist_id', 'track_id'],
  playlist_seen: ['user_id', 'playlist_id'], notification_seen: ['user_id', 'seen_at'],
  notification: ['group_id', 'specifier'], reactions: ['reacted_to', 'reaction_type'], comments: ['comment_id'],
  comment_threads: ['parent_comment_id', 'comment_id'], comment_reactions: ['comment_id', 'user_id'],
  comment_mentions: ['comment_id', 'user_id'], comment_reports: ['comment_id', 'user_id'],
  comment_notification_settings: ['user_id', 'entity_type', 'entity_id'], events: ['event_id'],
  encrypted_emails: ['email_owner_user_id'],
  email_access: ['email_owner_user_id', 'receiving_user_id', 'grantor_user_id'],
  track_collaborators: ['track_id', 'collaborator_user_id'], oauth_redirect_uris: ['client_id', 'redirect_uri'],
};

/** Tables that may hold more than the books know. */
const MAY_HOLD_MORE = new Set(['cid_data']);

/** Columns that say nothing of the chain: the books have all others. */
const OUR_OWN = {
  encrypted_emails: ['primary_user_id'],
  notification: ['id'],
  skipped_transactions: ['id', 'created_at', 'updated_at'],
};

function* columnDifferences(table, key, row, got) {
  for (const [column, value] of Object.entries(row))
    if (JSON.stringify(canonical(value)) !== JSON.stringify(canonical(got[column])))
      yield `${table} ${key} ${column}: ${JSON.stringify(got[column])}, not ${JSON.stringify(value)}`;
  for (const column of Object.keys(got))
    if (!(column in row) && !OUR_OWN[table]?.includes(column))
      yield `${table} ${key} ${column}: the books know nothing of it`;
}

function* tableDifferences(database, table, expected) {
  const keyOf = (row) => KEYS[table].map((column) => row[column]).join('/');
  const found = new Map(database.table(table).map((row) => [keyOf(row), row]));
  for (const row of expected) {
    const got = found.get(keyOf(row));
    found.delete(keyOf(row));
    if (got === undefined) {
      yield `${table} ${keyOf(row)}: missing`;
      continue;
    }
    yield* columnDifferences(table, keyOf(row), row, got);
  }
  if (!MAY_HOLD_MORE.has(table))
    for (const [key, { type }] of found)
      if (table !== 'notification' || !NEWS.has(type))
        yield `${table} ${key}: should not be there`;
}

/** How the tables differ from the books: a list of sentences. */
export function differences(database, { tables, head }) {
  const [current] = database.rows('SELECT number, blockhash FROM disc.blocks WHERE is_current');
  const wrong = [];
  if (current?.number !== head.number || current?.blockhash !== head.hash)
    wrong.push(`current block ${current?.number} ${current?.blockhash}, not ${head.number} ${head.hash}`);
  for (const [table, rows] of Object.entries(tables))
    wrong.push(...tableDifferences(database, table, rows));
  return wrong;
}

/** First lines where two texts differ, for a message. */
export function firstDifference(a, b) {
  const [x, y] = [a.split('\n'), b.split('\n')];
  const at = x.findIndex((line, i) => line !== y[i]);
  return at < 0 ? 'only the length differs' : `line ${at + 1}:\n  ${x[at]}\n  ${y[at]}`;
}
