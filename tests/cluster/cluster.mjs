// SPDX-License-Identifier: ISC
// Every part of a cluster is lost, under readers and a running indexer, and what
// the readers saw is counted; cluster_test.sh starts the rig.
//
// Readers remember the highest block that they were answered from and ask for
// no older one (X-Min-Block).  The chain goes on by a block twice a second.
import { execFile, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const { VAR, top, READERS = '32', ONLY = '' } = process.env;
const run = promisify(execFile);
const table = readFileSync(`${VAR}/table`, 'utf8').split('\n').map((l) => l.split(' '));
const port = (name) => table.find(([a, b]) => a === 'port' && b === name)[2];
const front = `http://127.0.0.1:${port('front')}`;
const chain = `http://127.0.0.1:${readFileSync(`${VAR}/chain.port`, 'utf8').trim()}`;

/** A function of rig.sh, and what it prints. */
async function rig(...words) {
  const { stdout } = await run('sh', [`${top}/tests/cluster/rig.sh`, ...words],
    { env: process.env, maxBuffer: 1 << 24 });
  return stdout.trim();
}
/** One that starts servers: they hold nothing of ours open. */
const start = (...words) => new Promise((done, fail) => {
  spawn('sh', [`${top}/tests/cluster/rig.sh`, ...words], { stdio: ['ignore', 'ignore', 'inherit'] })
    .on('exit', (st) => (st === 0 ? done() : fail(new Error(`${words.join(' ')}: ${st}`))));
});
async function until(what, seconds, fn) {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const got = await fn();
    if (got) return got;
    if (performance.now() > end) throw new Error(`${what}: waited ${seconds} s in vain`);
    await sleep(150);
  }
}
async function rpc(method, params = []) {
  const res = await fetch(chain, { method: 'POST', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) });
  return (await res.json()).result;
}

// --- what is told -----------------------------------------------------------
let n = 0;
let bad = 0;
function ok(is, text) {
  n++;
  if (!is) bad++;
  console.log(`${is ? 'ok' : 'not ok'} ${n} - ${text}`);
}

// --- readers ----------------------------------------------------------------
const agent = new Agent({ keepAlive: true, maxSockets: Number(READERS) });
function ask(path, headers, by = agent) {
  return new Promise((done) => {
    const req = get(front + path, { agent: by, timeout: 60000, headers }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (part) => { text += part; });
      res.on('end', () => done(res.complete ? { status: res.statusCode, height: Number(res.headers['x-block-height']), text }
        : { lost: 'cut' }));
      res.on('error', () => done({ lost: 'cut' }));
    });
    req.on('timeout', () => req.destroy(new Error('timeout')));
    req.on('error', (e) => done({ lost: e.code ?? e.message, reused: req.reusedSocket }));
  });
}
let told;
let highest = 0;
let grew = performance.now();
let longest_gap = 0;
let reading = true;
const fresh = () => ({ good: 0, back: 0, unsaid: 0, errors: {}, longest: 0 });
function seen(height) {
  if (height <= highest) return;
  const now = performance.now();
  longest_gap = Math.max(longest_gap, now - grew);
  grew = now;
  highest = height;
}
async function reader(k, paths) {
  let mine = 0;
  for (let i = k * 5; reading; i++) {
    const began = performance.now();
    const headers = mine > 0 ? { 'X-Min-Block': String(mine) } : {};
    let got = await ask(paths[i % paths.length], headers);
    if (got.lost && got.reused) got = await ask(paths[i % paths.length], headers, false);
    told.longest = Math.max(told.longest, performance.now() - began);
    if (got.status >= 200 && got.status < 300) {
      told.good++;
      if (!(got.height > 0)) told.unsaid += mine > 0;
      else if (got.height < mine) told.back++;
      else {
        mine = got.height;
        seen(mine);
      }
    } else {
      const why = got.lost ?? got.status;
      told.errors[why] = (told.errors[why] ?? 0) + 1;
      if (!told.first) told.first = `${paths[i % paths.length]} >= ${mine}: ${(got.text ?? '').slice(0, 150)}`;
      await sleep(100);
    }
    await sleep(40);
  }
}
async function miner() {
  while (reading) {
    await rpc('evm_mine');
    await sleep(500);
  }
}

/** One part: what is done, with readers around; what they saw. */
async function part(name, fn, { gap, allowed = [] } = {}) {
  if (ONLY && !new RegExp(ONLY).test(name)) return;
  await until('two standbys that follow', 120, async () => {
    const p = await rig('rig_primary').catch(() => '');
    return p && (await rig('rig_following', p).catch(() => '0')) === '2';
  });
  told = fresh();
  grew = performance.now();
  longest_gap = 0;
  const from = highest;
  const extra = await fn();
  await until('a new block', 60, () => highest > from);
  longest_gap = Math.max(longest_gap, performance.now() - grew);
  const t = told;
  const errors = Object.entries(t.errors).map(([why, m]) => `${m} of ${why}`).join(', ');
  ok(t.good > 0 && Object.keys(t.errors).every((why) => allowed.includes(why)), `${name}: ${t.good} reads, ${errors || 'all 2xx'}; longest ${Math.round(t.longest)} ms${
    t.first ? `; first ${t.first}` : ''}`);
  ok(t.back === 0 && t.unsaid === 0, `${name}: nobody was answered from below what he had seen (${t.back}, ${t.unsaid} without a height)`);
  if (gap) ok(longest_gap <= gap * 1000, `${name}: no new block for ${(longest_gap / 1000).toFixed(1)} s, at most ${gap}`);
  else console.log(`# ${name}: no new block for ${(longest_gap / 1000).toFixed(1)} s`);
  if (extra) console.log(`# ${name}: ${extra}`);
}

const primary = () => until('a primary', 90, () => rig('rig_primary'));
const standbys = async () => {
  const p = await primary();
  return ['m1', 'm2', 'm3'].filter((m) => m !== p);
};
const is = (m, words) => rig('rig_is', m, words).then(() => true, () => false);
const back = (m) => until(`${m} as a standby`, 120, () => is(m, 'replica running'));

// --- the parts ---------------------------------------------------------------
async function planned() {
  const from = await primary();
  const to = (await standbys())[0];
  await rig('rig_switch', from, to);
  await until('the new primary', 60, async () => (await rig('rig_primary')) === to);
  await back(from);
  return `${from} to ${to}`;
}
async function killed() {
  const p = await primary();
  await rig('rig_signal', p, 'database', 'KILL');
  const to = await until('another primary', 60, async () => {
    const now = await rig('rig_primary');
    return now && now !== p && now;
  });
  await until('blocks again', 60, () => performance.now() - grew < 1000);
  await start('rig_patroni_start', p);
  await back(p);
  return `${p} killed, ${to} took over, ${p} came back as a standby`;
}
async function server_killed() {
  const p = await primary();
  await rig('rig_signal', p, 'server', 'KILL');
  await until('blocks again', 90, async () => performance.now() - grew < 1000 && (await rig('rig_primary')));
  for (const m of ['m1', 'm2', 'm3'].filter((x) => x !== p)) if (m !== await primary()) await back(m);
  return `PostgreSQL of ${p} killed, its Patroni not; the primary is ${await primary()}`;
}
async function standby_killed() {
  const [s] = await standbys();
  await rig('rig_signal', s, 'database', 'KILL');
  await sleep(5000);
  await start('rig_patroni_start', s);
  await back(s);
  return s;
}
/** All of the machine stands still, its web host too: nobody is told anything. */
async function partitioned() {
  const s = (await standbys()).find((m) => m !== 'm3');
  await rig('rig_signal', s, 'all', 'STOP');
  await sleep(25000);
  await rig('rig_signal', s, 'all', 'CONT');
  await back(s);
  return s;
}
/** The primary stands still, another takes over, and it goes on: it may not write. */
async function primary_partitioned() {
  const p = await primary();
  await rig('rig_signal', p, 'all', 'STOP');
  const to = await until('another primary', 60, async () => {
    const now = await rig('rig_primary');
    return now && now !== p && now;
  });
  await until('blocks again', 60, () => performance.now() - grew < 1000);
  await rig('rig_signal', p, 'all', 'CONT');
  await back(p);
  return `${p} stood still, ${to} took over, ${p} went on as a standby`;
}
async function lagging() {
  const [s] = await standbys();
  await rig('rig_sql', s, 'SELECT pg_wal_replay_pause()');
  await sleep(6000);
  const [is_at, at] = await Promise.all([rig('rig_height', s), rig('rig_height', await primary())]);
  await rig('rig_sql', s, 'SELECT pg_wal_replay_resume()');
  return `${s} stood at ${is_at} while the primary had ${at}`;
}
async function etcd_lost() {
  for (const m of ['m1', 'm2']) await rig('rig_signal', m, 'etcd', 'STOP');
  const said = await until('the indexer says why', 60, async () => {
    const log = readFileSync(`${VAR}/log/indexer.log`, 'utf8').split('\n').slice(-6).join('\n');
    return log.includes('no primary now') && log;
  });
  await sleep(5000);
  for (const m of ['m1', 'm2']) await rig('rig_signal', m, 'etcd', 'CONT');
  const p = await primary();
  for (const m of ['m1', 'm2', 'm3'].filter((x) => x !== p)) await back(m);
  return `the indexer said: ${/msg="(.*)"/.exec(said)[1].slice(-230)}`;
}
async function standby_joins() {
  await rig('rig_join_database', 'm4');
  await start('rig_patroni_start', 'm4');
  await back('m4');
  await rig('rig_on', 'm4', 'stack_stop', 'patroni');
  return 'm4 cloned itself, was a standby, and left';
}
async function web_joins() {
  const asked = () => readFileSync(`${VAR}/front/hosts.conf`, 'utf8').includes(table.find((l) => l[1] === 'm3')[2]);
  await start('rig_web_start', 'm3');
  await rig('rig_has', 'm3', 'web');
  await until('m3 is asked', 30, asked);
  await sleep(3000);
  await rig('rig_has_not', 'm3', 'web');
  await until('m3 is not asked', 30, () => !asked());
  await sleep(1000);
  await rig('rig_web_stop', 'm3');
}
async function web_killed() {
  await rig('rig_signal', 'm2', 'web', 'KILL');
  await sleep(6000);
  await start('rig_web_start', 'm2');
  await sleep(8000);
}
async function memcached_lost() {
  await rig('rig_signal', 'm3', 'memcached', 'KILL');
  await sleep(4000);
  await start('rig_memcached_start', 'm3');
  await sleep(2000);
}

// --- processor time per GET --------------------------------------------------
const spent = (pids) => pids.reduce((ns, pid) => {
  try {
    return ns + readdirSync(`/proc/${pid}/task`).reduce((m, t) =>
      m + Number(readFileSync(`/proc/${pid}/task/${t}/schedstat`, 'utf8').split(' ')[0]), 0);
  } catch {
    return ns;
  }
}, 0);
/** Milliseconds of front, web hosts and databases' sessions for a request. */
async function cost(paths, count, connections) {
  const pids = async () => (await rig('rig_asked_pids')).split('\n').filter(Boolean);
  const before_pids = await pids();
  const before = spent(before_pids);
  let i = 0;
  await Promise.all(Array.from({ length: connections }, async () => {
    while (i < count) await ask(paths[i++ % paths.length], { 'X-Min-Block': '1' });
  }));
  return (spent(before_pids) - before) / 1e6 / count;
}
/**
 * As many processes in all, since here they share processors and their caches;
 * as many connections for each host.
 */
async function costs(paths) {
  const all = { one: [], three: [] };
  for (let round = 0; round < 3; round++) {
    for (const [name, hosts, pool] of [['one', ['m1'], 12], ['three', ['m1', 'm2', 'm3'], 4]]) {
      process.env.RIG_POOL = String(pool);
      for (const m of ['m1', 'm2', 'm3']) await rig('rig_web_stop', m);
      for (const m of hosts) await start('rig_web_start', m);
      await rig('rig_ask_only', ...hosts);
      await cost(paths, 2000, 8 * hosts.length); // every process of every host has its plans
      all[name].push(await cost(paths, 4000, 8 * hosts.length));
    }
  }
  await rig('rig_web_stop', 'm3');
  const median = (v) => v.sort((a, b) => a - b)[v.length >> 1];
  const ratio = median(all.three) / median(all.one);
  ok(ratio <= 1.05, `processor time per GET, three hosts over one: ${ratio.toFixed(3)}, at most 1.05 (${
    median(all.one).toFixed(3)} ms with one)`);
}

// --- the chain's history -------------------------------------------------------
async function history() {
  const rows = (await rig('rig_blocks', await primary())).split('\n').map((l) => l.split('|'));
  let wrong = 0;
  for (const [number, hash] of rows.slice(-400)) {
    const b = await rpc('eth_getBlockByNumber', [`0x${Number(number).toString(16)}`, false]);
    if (b?.hash !== hash) wrong++;
  }
  const links = rows.slice(1).filter(([, , parent], i) => parent !== rows[i][1]).length;
  ok(rows.length > 200 && wrong === 0 && links === 0, `${rows.length} blocks: each is the chain's, and behind its parent`);
}

const paths = (await rig('rig_paths')).split('\n');
reading = true;
told = fresh();
const readers = Array.from({ length: Number(READERS) }, (_, k) => reader(k, paths));
const mining = miner();
await start('rig_indexer_start');
await until('blocks', 60, () => highest > 0);

await part('nothing', () => sleep(5000));
await part('planned switch', planned, { gap: 2 });
await part('primary killed', killed, { gap: 30 });
await part('PostgreSQL of the primary killed', server_killed, { gap: 30 });
await part('standby killed', standby_killed);
await part('standby stands still', partitioned);
// Who has seen a block that only the other standby has is told so until one of
// them is the primary.
await part('primary stands still', primary_partitioned, { gap: 30, allowed: ['503', '504'] });
await part('replay paused', lagging);
await part('etcd majority lost', etcd_lost);
await part('standby joins and leaves', standby_joins);
await part('web host joins and leaves', web_joins);
await part('web host killed', web_killed);
await part('memcached lost', memcached_lost);
reading = false;
await Promise.all([...readers, mining]);
await rig('stack_stop', 'indexer');
await history();
const same = await rig('rig_reindexed').catch((e) => `${e.stderr ?? e}`);
ok(/^same: /.test(same), `the state is that of an index of its own over the same blocks: ${same.split('\n').slice(0, 2).join(', ')}`);
if (!ONLY || /cost/.test(ONLY)) await costs(paths);
agent.destroy();
console.log(`1..${n}`);
process.exit(bad ? 1 : 0);
