// SPDX-License-Identifier: ISC
// What the routes cost that clients need first (api.txt), and the dearest that
// any route allows; api.sh starts it and looks after the servers.
//
//	api.mjs requests	the files of requests
//	api.mjs load WAY	one load a route; appends to --out
//	api.mjs mixed N		as many requests of all routes
//	api.mjs dear		processor time of the dearest, against the median
//	api.mjs table		what was found, in 80 columns
import { spawnSync } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { hashId } from '../chain/lib/model/text.mjs';

const HERE = import.meta.dirname;
const EACH = 100; // different requests of one route
const TIMES = 5; // of one whose processor time is wanted
const AGAIN = 40; // of the dearest are asked again

const { values: opt, positionals: [word, arg] } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(['url', 'ids', 'out', 'dir', 'time', 'api', 'postmaster', 'pool', 'connections', 'log']
    .map((name) => [name, { type: 'string' }])),
});
const ids = opt.ids && JSON.parse(readFileSync(opt.ids, 'utf8'));

// --- requests of the templates

/** The n-th value of a kind; those in front are the best known. */
const pick = (list, n) => list[n % list.length];

const KINDS = {
  u: (n) => hashId(pick(ids.users, n)),
  t: (n) => hashId(pick(ids.tracks, n)),
  p: (n) => hashId(pick(ids.playlists, n)),
  U: (n) => pick(ids.users, n),
  T: (n) => pick(ids.tracks, n),
  P: (n) => pick(ids.playlists, n),
  h: (n) => encodeURIComponent(pick(ids.handles, n)),
  q: (n) => encodeURIComponent(pick(ids.words, n)),
  w: (n) => pick(ids.wallets, n),
  link: (n) => pick(ids.links, n).split('/').map(encodeURIComponent).join('/'),
  app: (n) => pick(ids.apps, n),
};

function filled(text, n) {
  return text.replace(/([a-z_]+)=\{(\w)\*(\d+)\}/g, (_, name, kind, times) =>
    Array.from({ length: Number(times) }, (__, i) => `${name}=${KINDS[kind](n * 7 + i)}`).join('&'))
    .replace(/\{(\w+)\}/g, (_, kind) => KINDS[kind](n));
}

/** {name, path, headers, body} of the n-th request of a template. */
function requestOf(template, n) {
  const [, to, header, body] = /^([^|>]*?)(?: \| ([^>]*))?(?: > (.*))?$/.exec(template);
  const sign = header === 'sign';
  return {
    path: sign ? to.replaceAll('{w}', ids.signed.wallet) : filled(to, n),
    headers: sign ? ids.signed.headers : header ? filled(header, n) : '',
    body: body ? body.replace(/\{([A-Z])\}/g, (_, kind) => KINDS[kind](n)).replace('{h}', pick(ids.handles, n)) : '',
  };
}

const templates = () => readFileSync(path.join(HERE, 'api.txt'), 'utf8').split('\n')
  .filter((line) => line.startsWith('/'));
const nameOf = (template) => template.replace(/[ ?].*/, '').replace(/\{\w+\}/g, ':x');

function requestFile(list, name) {
  const file = path.join(opt.dir, name);
  writeFileSync(file, list.map((r) => `${r.path}\t${r.headers}\t${r.body}\n`).join(''));
  return file;
}

// --- processor time

function backends() {
  return readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/.*\) /, '').split(' ')[1] === opt.postmaster;
    } catch {
      return false;
    }
  });
}

/** Milliseconds that the pool and the database have computed so far. */
function spent() {
  let ns = 0;
  for (const pid of [...opt.pool.split(','), ...backends()])
    try {
      ns += Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);
    } catch {
      // it has ended
    }
  return ns / 1e6;
}

// --- load

function wrk(file, seconds) {
  const { stdout } = spawnSync('wrk', ['-t', '2', '-c', opt.connections ?? '16', '-d', String(seconds),
    '-s', path.join(HERE, 'paths.lua'), opt.url, '--', file], { encoding: 'utf8' });
  const [rate, errors, p50, p99, n] = /^RESULT (.*)$/m.exec(stdout)[1].split(' ').map(Number);
  return { rate, errors, p50, p99, n };
}

async function inTurn(list) {
  for (let i = 0; i < list.length; i += 8)
    await Promise.all(list.slice(i, i + 8).map(ask));
}

const requestsOf = (template) => Array.from({ length: EACH }, (_, n) => requestOf(template, n));

/** A file for each route, called as its line of the templates. */
function requests() {
  for (const [i, template] of templates().entries())
    requestFile(requestsOf(template), `${i}`);
}

async function load(way) {
  for (const [i, template] of templates().entries()) {
    const list = requestsOf(template);
    const file = path.join(opt.dir, `${i}`);
    await inTurn(list); // each answer is kept, or each plan made
    const before = spent();
    const r = wrk(file, opt.time);
    const cpu = (spent() - before) / Math.max(r.n, 1);
    appendFileSync(opt.out, `${nameOf(template)}\t${way}\t${r.rate}\t${r.p50}\t${r.p99}\t${cpu.toFixed(3)}\t${r.errors}\t${r.n}\n`);
  }
}

function mixed(wanted) {
  const all = templates();
  const list = Array.from({ length: 40 * all.length }, (_, n) => requestOf(pick(all, n), Math.floor(n / all.length)));
  const file = requestFile(list, 'mixed');
  for (let n = 0; n < wanted;)
    n += wrk(file, Math.max(1, Math.min(10, Math.ceil((wanted - n) / 500)))).n;
}

// --- a list for somebody who has signed in, and what it asks the database

const LIST = 100; // tracks
const LIST_TIMES = 51; // of the list
const SQL_TIMES = 200; // of its statements

/** Statements in lines of the server's log as a psql script, as they were asked. */
function statementsOf(log) {
  const script = [];
  let named = false;
  for (const entry of log.split(/\n(?=\d{4}-\d\d-\d\d [^\n]* (?:LOG|DETAIL|STATEMENT|ERROR): )/)) {
    const name = / LOG: +duration: \S+ ms +execute (api_\w+): /.exec(entry)?.[1];
    const given = / DETAIL: +parameters: (.*)/.exec(entry)?.[1];
    if (name)
      script.push(`EXECUTE "${name}"`);
    else if (given && named)
      script.push(`${script.pop()}(${given.match(/(?<=\$\d+ = )('([^']|'')*'|NULL)/g).join(', ')})`);
    named = Boolean(name);
  }
  return ['BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY', ...script, 'COMMIT'].map((line) => `${line};\n`).join('');
}

/** Prints the milliseconds that one takes; what it asks stands in a script. */
async function list() {
  const me = ids.users[ids.users.indexOf(2)];
  const r = { body: '', headers: ids.signed.headers, path: `/v1/full/tracks?user_id=${hashId(me)}&${
    Array.from({ length: LIST }, (_, n) => `id=${KINDS.t(n)}`).join('&')}` };
  const all = [];
  await warm(r);
  for (let i = 0; i < LIST_TIMES; i++)
    all.push(await once(r));
  const sql = (text) => spawnSync('psql', ['-qAtX', '-d', 'discprov', '-c', text]);
  sql('ALTER SYSTEM SET log_min_duration_statement = 0');
  sql('SELECT pg_reload_conf()');
  let asked = '';
  for (let tries = 0; !/api_tracks\W/.test(asked) && tries < 50; tries++) {
    const before = statSync(opt.log).size;
    await ask(r);
    asked = readFileSync(opt.log).subarray(before).toString();
  }
  sql('ALTER SYSTEM RESET log_min_duration_statement');
  sql('SELECT pg_reload_conf()');
  const script = statementsOf(asked);
  const spentBy = '\\! cut -d" " -f1 /proc/$PID/schedstat\n';
  writeFileSync(path.join(opt.dir, 'list.sql'), `SELECT pg_backend_pid() AS pid \\gset\n\\setenv PID :pid\n\\o /dev/null\n${
    script.repeat(10)}${spentBy}${script.repeat(SQL_TIMES)}${spentBy}`);
  console.log(all.sort((a, b) => a - b)[Math.floor(LIST_TIMES / 2)], SQL_TIMES);
}

// --- the dearest

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

function ask(r) {
  const headers = Object.fromEntries(r.headers.split('; ').filter(Boolean).map((h) => h.split(/: (.*)/s)));
  return new Promise((done, fail) => {
    const req = request(opt.url + r.path, { agent, headers, method: r.body ? 'POST' : 'GET' }, (res) => {
      res.resume();
      res.on('end', () => done(res.statusCode));
    });
    req.on('error', fail).end(r.body || undefined);
  });
}

/** Milliseconds of one request; null: it is refused. */
async function once(r, times = 1) {
  const before = spent();
  for (let i = 0; i < times; i++)
    if (await ask(r) >= 400)
      return null;
  return (spent() - before) / times;
}

/** The same when each process has its plans. */
async function warm(r) {
  await once(r, TIMES);
  return once(r, TIMES);
}

const PATH_KIND = [[/handle/, 'h'], [/slug/, 'slug'], [/wallet/, 'w'], [/address/, 'app'], [/track/, 't'], [/playlist/, 'p'], [/user/, 'u']];

function pathValue(route, name, n) {
  if (name === 'version')
    return route.includes('playlists') ? 'BDNxn' : 'EJ57D';
  const fixed = { window: 'month', type: route.includes('top/') ? 'playlist' : 'track', save_type: 'tracks', slug: pick(ids.links, n).split('/')[1] };
  if (name in fixed)
    return encodeURIComponent(fixed[name]);
  const at = route.slice(0, route.indexOf(`{${name}}`));
  let kind = (PATH_KIND.find(([word]) => word.test(name)) ?? PATH_KIND.find(([word]) => word.test(at.split('/').at(-2) ?? '')))?.[1] ?? 'u';
  if (!route.startsWith('/v1') && 'utp'.includes(kind))
    kind = kind.toUpperCase();
  return KINDS[kind](n);
}

/** Whatever makes an answer large: the longest page, its end, each word, all ids. */
function* dearOf(route, { parameters }) {
  const v1 = route.startsWith('/v1');
  const base = parameters.filter((p) => p.in === 'path')
    .reduce((s, p) => s.replace(`{${p.name}}`, pathValue(route, p.name, 0)), route);
  const query = parameters.filter((p) => p.in === 'query');
  const must = query.filter((p) => p.required).map((p) => `${p.name}=${
    { query: KINDS.q(0), url: `https://audius.co/${KINDS.h(0)}`, wallet: KINDS.w(0) }[p.name] ?? 1}`);
  if (!must.length && query.some((p) => p.name === 'query') && route.includes('search'))
    must.push(`query=${KINDS.q(0)}`);
  if (query.some((p) => p.name === 'user_id') && v1)
    must.push(`user_id=${KINDS.u(0)}`);
  const page = query.filter((p) => p.name === 'limit').map((p) => `limit=${p.schema.maximum}`);
  const headers = parameters.some((p) => p.in === 'header') ? `X-User-ID: ${KINDS.U(0)}` : '';
  const one = (...args) => ({ path: `${base}?${[...must, ...page, ...args].join('&')}`, headers, body: '' });
  yield one();
  const offset = query.find((p) => p.name === 'offset');
  if (offset)
    yield one(`offset=${offset.schema.maximum - (query.find((p) => p.name === 'limit')?.schema.maximum ?? 0)}`);
  for (const p of query) {
    if (p.schema.enum)
      for (const w of p.schema.enum)
        yield one(`${p.name}=${w}`);
    else if (p.schema.type === 'boolean')
      yield one(`${p.name}=true`);
    else if (p.schema.type === 'array' && /id$/.test(p.name)) {
      const kind = /playlist/.test(p.name + route) ? 'p' : /track/.test(p.name + route) ? 't' : 'u';
      const all = Array.from({ length: 500 }, (_, n) => KINDS[v1 ? kind : kind.toUpperCase()](n));
      yield one(all.map((id) => `${p.name}=${id}`).join('&'));
    }
  }
}

async function dear() {
  const api = JSON.parse(readFileSync(opt.api, 'utf8'));
  const usual = [];
  for (const template of templates()) {
    const ms = [];
    for (const n of [0, 0, 3, 50, 99])
      ms.push(await once(requestOf(template, n)));
    usual.push(...ms.slice(1).filter((one) => one !== null));
  }
  usual.sort((a, b) => a - b);
  const median = usual[Math.floor(usual.length / 2)];
  const found = [];
  for (const [route, { get }] of Object.entries(api.paths)) {
    if (!get)
      continue;
    let worst = { ms: 0 };
    for (const r of dearOf(route, get)) {
      if (r.path.length > 8100)
        continue;
      const ms = await once(r);
      if (ms > worst.ms)
        worst = { ms, r };
    }
    if (worst.ms > 0)
      found.push({ route, ...worst });
  }
  // a plan or a busy moment may have been in the first look
  found.sort((a, b) => b.ms - a.ms);
  for (const f of found.slice(0, AGAIN))
    f.ms = await warm(f.r);
  found.sort((a, b) => b.ms - a.ms);
  for (const f of found)
    appendFileSync(opt.out, `${f.route}\tdear\t${f.ms.toFixed(3)}\t${f.r.path.slice(0, 200)}\n`);
  console.log(`processor time of an ordinary request: median ${median.toFixed(2)} ms of ${usual.length}`);
  for (const f of found.slice(0, 8)) {
    console.log(`  ${f.ms.toFixed(1).padStart(8)} ms  ${f.r.path.slice(0, 66)}`);
  }
  const ratio = found[0].ms / median;
  console.log(`${'dearest request / median'.padEnd(52)} ${ratio.toFixed(2)}  (budget <= 20: ${ratio <= 20 ? 'met' : 'MISSED'})`);
}

// --- the table

function table() {
  const at = new Map();
  for (const line of readFileSync(opt.out, 'utf8').split('\n')) {
    const [name, way, ...v] = line.split('\t');
    if (way !== 'cached' && way !== 'uncached')
      continue;
    const [rate, p50, p99, cpu, errors] = v.map(Number);
    at.set(name, { ...at.get(name), [way]: { rate, p50, p99, cpu, errors } });
  }
  const short = (s) => (s.length > 34 ? `${s.slice(0, 16)}..${s.slice(-16)}` : s);
  const n = (x, w, d) => (x === undefined ? '-' : x.toFixed(d)).padStart(w);
  console.log(`${''.padEnd(34)}|  cached, requests/s and ms |     uncached`);
  console.log(`${'route'.padEnd(34)} ${'req/s'.padStart(7)}${'p50'.padStart(6)}${'p99'.padStart(6)} ${
    'req/s'.padStart(6)}${'p50'.padStart(6)}${'p99'.padStart(7)}${'cpu'.padStart(6)}`);
  for (const [name, { cached: c = {}, uncached: u = {} }] of at)
    console.log(`${short(name).padEnd(34)} ${n(c.rate, 7, 0)}${n(c.p50, 6, 1)}${n(c.p99, 6, 1)} ${
      n(u.rate, 6, 0)}${n(u.p50, 6, 1)}${n(u.p99, 7, 1)}${n(u.cpu, 6, 2)}${u.errors ? ' *' : ''}`);
  console.log('cpu: milliseconds of pool and database for one request; *: some were refused or missing');
}

const words = { requests, load: () => load(arg), mixed: () => mixed(Number(arg)), list, dear, table };
await words[word]();
agent.destroy();
