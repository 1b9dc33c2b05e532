// SPDX-License-Identifier: ISC
// discprov-job peers against a thousand nodes in one process, which are slow, fail, lie and die by a seed: what a pass
// costs, and how long it takes until each is known for what it is.  Passes are made one behind the other; for the job
// ten seconds lie between them.
//   ./dev simulate [NODES [PASSES [SEED]]]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import test from 'node:test';

import { owned } from '../lib/guard.mjs';
import { Place } from '../live/index_lib.mjs';
import { BUILD, Peers, digestOf, envOf, health, honest, seeded, walletOf } from '../live/peers_lib.mjs';

const NODES = Number(process.env.NODES ?? 1000), PASSES = Number(process.env.PASSES ?? 24), SEED = Number(process.env.SEED ?? 1);
const TIP = 20, GAP_S = 10, EVENT = 8; // seconds between passes; the pass before which some nodes change
const say = (text) => process.stdout.write(`${text}\n`);

let state = SEED >>> 0;
/** 0 to 1, the same for each seed (mulberry32). */
function chance() {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), state | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const normal = () => Math.sqrt(-2 * Math.log(chance() || 1e-9)) * Math.cos(2 * Math.PI * chance());

// kind: share of the nodes, median of latency in ms, part of the questions that fail.  The rest is ordinary.
const KINDS = [['slow', 0.05, 1500, 0.01], ['flaky', 0.10, 200, 0.10], ['behind', 0.05, 100, 0.005], ['dead', 0.03, 0, 1],
  ['lies about its height', 0.02, 100, 0.005], ['signs another\'s digest', 0.02, 100, 0.005], ['garbage', 0.01, 50, 0],
  ['floods', 0.01, 50, 0], ['drips', 0.01, 50, 0]];
const EVENTS = ['dies', 'becomes slow', 'diverges']; // 10 of the ordinary nodes each, at pass EVENT

const padding = { network: { discovery_nodes_with_owner: Array.from({ length: 100 }, (_, i) => ({
  delegateOwnerWallet: walletOf(`n${i % 3}`).address, endpoint: `https://discoveryprovider${i}.example.org`,
  ownerWallet: walletOf('o').address })) } };

function behaviour(node, real) {
  const well = honest({ wallet: node.wallet, more: padding, digest: (n) => node.digest(real(n)), height: () => node.height });
  const bodies = new Map(); // signing is dearer than answering
  const cached = (req, res, url) => {
    const key = `${node.event} ${url.search}`;
    if (url.pathname === '/health_check')
      return res.end(node.health ??= health(node.height, padding));
    if (!bodies.has(key)) {
      const box = { writeHead: (status) => ({ end: (text) => bodies.set(key, [status, text]) }) };
      well(req, box, url);
    }
    const [status, text] = bodies.get(key);
    return res.writeHead(status).end(text);
  };
  return (req, res, url) => {
    if (node.kind === 'dead' || node.event === 'dies')
      return undefined; // as a host behind a firewall
    if (node.kind === 'garbage')
      return res.end('<html>\u0000');
    if (node.kind === 'floods') {
      const part = Buffer.alloc(1 << 16, ' '), more = () => { while (!res.destroyed && res.write(part)); };
      res.on('drain', more);
      return more();
    }
    if (node.kind === 'drips') {
      res.write(' ');
      const timer = setInterval(() => (res.destroyed ? clearInterval(timer) : res.write(' ')), 500);
      return undefined;
    }
    if (chance() < node.fails)
      return chance() < 0.5 ? req.socket.destroy() : res.writeHead(502).end();
    const median = node.event === 'becomes slow' ? 2500 : node.median;
    return setTimeout(() => (res.destroyed ? undefined : cached(req, res, url)), median * Math.exp(0.4 * normal()));
  };
}

/** A pass: {ms, cpu_s, mib}. */
async function pass(database, env) {
  database.execute(`UPDATE disc.peer_pass SET at = now() - interval '${GAP_S} s'`);
  const from = Date.now();
  const job = owned(spawn('bash', ['-c', 'TIMEFORMAT="%U %S"; time "$0" peers 2>/dev/null & wait', path.join(BUILD, 'discprov-job')],
    { env, stdio: ['ignore', 'ignore', 'pipe'] }));
  let text = '', mib = 0;
  job.stderr.on('data', (part) => { text += part; });
  const look = setInterval(() => {
    for (const pid of childrenOf(childrenOf([job.pid])))
      mib = Math.max(mib, Number(/VmHWM:\s+(\d+)/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024);
  }, 50);
  await once(job, 'close');
  clearInterval(look);
  const [user, sys] = text.trim().split(/\s+/).map(Number);
  return { ms: Date.now() - from, cpu_s: user + sys, mib };
}
function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
const childrenOf = (pids) => pids.flatMap((pid) => read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean));

const median = (list) => list.toSorted((a, b) => a - b)[list.length >> 1] ?? NaN;

test(`${NODES} nodes`, async () => {
  const place = new Place();
  test.after(() => place.close());
  const us = walletOf('us'), database = seeded(place, us, TIP);
  const digests = new Map();
  const real = (n) => digests.get(n) ?? digests.set(n, digestOf(database, n)).get(n);
  const peers = await new Peers().start();
  const nodes = [];
  for (let i = 0; i < NODES; i++) {
    let kind = 'ordinary', ms = 30 + 300 * chance() ** 3, fails = 0.002, at = chance();
    for (const [name, share, med, f] of KINDS) {
      if (at < share) {
        [kind, ms, fails] = [name, med, f];
        break;
      }
      at -= share;
    }
    const peer = peers.add();
    const node = { ...peer, kind, median: ms, fails, height: kind === 'behind' ? 5 : kind === 'lies about its height' ? 10 ** 9 : TIP };
    node.digest = (d) => (d === undefined || node.event !== 'diverges' ? d : { ...d, digest: 'dd'.repeat(32),
      tables: d.tables.map((t) => ({ ...t, sum: 'dd'.repeat(32) })) });
    if (kind === 'signs another\'s digest')
      node.wallet = walletOf('another');
    peer.says = behaviour(node, real);
    nodes.push(node);
  }
  for (let i = 0; i < NODES; i += 200)
    database.execute(`INSERT INTO disc.service_providers (service_type, sp_id, owner_wallet, endpoint, block_number,
      delegate_owner_wallet, checked_at) VALUES ${nodes.slice(i, i + 200).map((node, n) => `('discovery-node', ${i + n + 1}, '0x1',
      '${node.url}', 1, '${peers.peers.get(new URL(node.url).host).wallet.address}', now())`)}`);
  const env = envOf(place, database, us, { audius_network_allow_private: 'true',
    audius_discprov_healthy_block_diff: '10' });

  const costs = [], states = () => new Map(database.rows('SELECT endpoint, state, verdict FROM disc.peers')
    .map((row) => [row.endpoint, row]));
  const noticed = Object.fromEntries(EVENTS.map((event) => [event, []]));
  const alive = new Map(['ordinary', 'slow', 'flaky'].map((kind) => [kind, { watched: 0, suspected: 0, wrong: 0 }]));
  for (let i = 0; i < PASSES; i++) {
    if (i === EVENT) {
      const ordinary = nodes.filter(({ kind }) => kind === 'ordinary');
      EVENTS.forEach((event, e) => ordinary.slice(10 * e, 10 * e + 10).forEach((node) => { node.event = event; }));
    }
    const before = states();
    costs.push({ ...await pass(database, env), ...database.rows('SELECT bytes, took_ms FROM disc.peer_pass')[0] });
    const now = states();
    for (const node of nodes) {
      const { state: is } = now.get(node.url), was = before.get(node.url)?.state;
      if (i >= EVENT && node.event === 'dies' && is === 'down' && was !== 'down')
        noticed.dies.push(i - EVENT + 1);
      if (i >= EVENT && node.event === 'diverges' && is === 'diverged' && was !== 'diverged')
        noticed.diverges.push(i - EVENT + 1);
      if (i >= EVENT && node.event === 'becomes slow' && i === PASSES - 1)
        noticed['becomes slow'].push(is);
      const sum = alive.get(node.kind);
      if (node.event !== undefined || i < 4 || sum === undefined)
        continue;
      sum.watched++;
      sum.suspected += is === 'suspect' && was !== 'suspect';
      sum.wrong += ['down', 'diverged', 'behind'].includes(is) && was !== is;
    }
  }
  const steady = costs.slice(2), of = (key) => steady.map((cost) => cost[key]);
  const day = 86400 / GAP_S;
  say(`${cpus().length} x ${cpus()[0].model}; ${NODES} nodes, ${PASSES} passes, seed ${SEED}`);
  say(`a pass: ${median(of('took_ms'))} ms (at most ${Math.max(...of('took_ms'))}), ${median(of('cpu_s')).toFixed(2)} s of processor, `
    + `${Math.max(...of('mib')).toFixed(0)} MiB, ${(median(of('bytes')) / 1e6).toFixed(1)} MB of answers`);
  say(`the first pass: ${costs[0].took_ms} ms`);
  const when = (list) => `${list.length} of 10, after ${median(list)} passes (at most ${Math.max(...list)}), ${GAP_S * median(list)} s`;
  say(`a dead node is down: ${when(noticed.dies)}`);
  say(`a diverged one is diverged: ${when(noticed.diverges)}`);
  say(`one that answers in 2.5 s instead of 0.1 is at the end: ${noticed['becomes slow'].join(' ')}`);
  for (const [kind, { watched, suspected, wrong }] of alive)
    say(`${kind} nodes called suspect while alive: ${suspected} of ${watched} node passes, ${(suspected / watched * day).toFixed(2)} `
      + `a node and day; down, behind or diverged: ${wrong}`);
  const end = states(), table = new Map();
  for (const { kind, event, url } of nodes) {
    const name = `${event ?? kind}: ${end.get(url).state}, ${end.get(url).verdict ?? 'no digest'}`;
    table.set(name, (table.get(name) ?? 0) + 1);
  }
  for (const [name, n] of [...table].sort())
    say(`  ${String(n).padStart(4)} ${name}`);
  const [h] = database.rows('SELECT live, known_height, most_height FROM disc.peer_pass');
  say(`live ${h.live}, known block ${h.known_height}, confirmed ${h.most_height}`);
});
