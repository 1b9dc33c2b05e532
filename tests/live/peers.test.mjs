// SPDX-License-Identifier: ISC
// discprov-job peers: a real second node that is equal, silent, back again and changed by hand; and peers that lie, are
// slow, talk garbage or without end, which harm nobody.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';

import { owned } from '../lib/guard.mjs';
import { Place } from './index_lib.mjs';
import { BUILD, GB, Peers, digestOf, envOf, grow, hashOf, health, honest, pass, seeded, signed, startPool, walletOf } from './peers_lib.mjs';

const place = new Place();
test.after(() => place.close());
const US = walletOf('us'), OTHER = walletOf('other');
const database = seeded(place, US), second = seeded(place, OTHER);
const node = await startPool(place, envOf(place, second, OTHER));
const peers = await new Peers().start();
const named = (...list) => envOf(place, database, US, { audius_network_discovery_nodes: list.join(',') });
const changed = (sql) => {
  second.execute(sql);
  node.forget();
};
const secondNamed = `${node.url}=${OTHER.address}`;
const of = ({ url }) => database.rows(`SELECT * FROM disc.peers WHERE endpoint = '${url}'`)[0];
const heights = () => database.rows('SELECT * FROM disc.peer_pass')[0];
const changes = ({ url }) => database.rows(`SELECT was, is_now FROM disc.peer_changes WHERE endpoint = '${url}' ORDER BY seq`)
  .map(({ was, is_now: is }) => `${was ?? 'new'} ${is}`);
const like = (wallet, { height = () => 5, digest = (n) => digestOf(database, n), more } = {}) =>
  honest({ wallet, height, digest, more });

test('a node that holds what we hold is up after two passes, and equal', async () => {
  const env = named(secondNamed);
  await pass(database, env);
  assert.equal(of(node).state, 'suspect');
  await pass(database, env);
  const row = of(node);
  assert.equal(row.state, 'up');
  assert.equal(row.verdict, 'equal');
  assert.equal(row.verdict_height, 5);
  assert.equal(row.height, 5);
  assert.equal(row.version, '0.7.2');
  assert.ok(row.cpus > 0 && row.memory_bytes > 0 && row.database_bytes > 0 && row.disk_bytes > 0);
  assert.match(row.unhealthy, /height of the chain is not known/);
  assert.deepEqual(changes(node), ['new suspect', 'suspect up']);
  // one confirms nothing: more than half, and at least two
  const h = heights();
  assert.deepEqual([h.live, h.known_height, h.most_height, h.all_height], [1, 5, null, 5]);
});

test('more than half and at least two confirm; who is behind confirms what it has', async () => {
  const a = peers.add(), b = peers.add();
  a.says = like(a.wallet);
  b.says = like(b.wallet, { height: () => 3 });
  const env = named(secondNamed, a.named, b.named);
  await pass(database, env);
  await pass(database, env);
  assert.equal(of(b).verdict_height, 3);
  assert.equal(of(b).verdict, 'equal');
  const h = heights();
  assert.deepEqual([h.live, h.most_height, h.all_height], [3, 5, 3]);
});

test('a row changed by hand is noticed within two passes, and named', async () => {
  const env = named(secondNamed);
  await pass(database, env);
  changed(`UPDATE disc.users SET handle = 'changed' WHERE user_id = 4`);
  await pass(database, env);
  await pass(database, env);
  const row = of(node);
  assert.equal(row.state, 'diverged');
  assert.equal(row.verdict, 'differs');
  assert.deepEqual(row.differs.map(({ table, bucket, keys }) => [table, bucket, keys.map((key) => JSON.parse(key))]),
    [['users', '0', [{ user_id: 4 }]]]);
  assert.match(database.rows('SELECT why FROM disc.peer_changes ORDER BY seq DESC LIMIT 1')[0].why, /^block 5: not our rows: users \{"user_id" : 4\}$/);
  changed(`UPDATE disc.users SET handle = 'u4' WHERE user_id = 4`);
  await pass(database, env);
  await pass(database, env);
  assert.equal(of(node).state, 'up');
  assert.equal(of(node).differs, null);
});

test('a row of ours changed by hand unsays what others have confirmed', async () => {
  database.execute(`UPDATE disc.users SET handle = 'changed' WHERE user_id = 2`);
  node.forget();
  await pass(database, named(secondNamed));
  assert.equal(heights().all_height, null);
  assert.deepEqual(of(node).differs[0].keys.map((key) => JSON.parse(key)), [{ user_id: 2 }]);
  database.execute(`UPDATE disc.users SET handle = 'u2' WHERE user_id = 2`);
  await pass(database, named(secondNamed));
  assert.equal(heights().all_height, 5);
});

test('silence is suspect, then down; who comes back is up after two passes; who is named no more has left', async () => {
  const peer = peers.add();
  const well = like(peer.wallet), env = named(peer.named);
  peer.says = well;
  for (let i = 0; i < 4; i++)
    await pass(database, env);
  assert.equal(of(peer).state, 'up');
  peer.says = (req, res) => res.writeHead(502).end('<html>');
  const seen = [];
  for (let i = 0; i < 3; i++) {
    await pass(database, env);
    seen.push(of(peer).state);
  }
  assert.deepEqual(seen, ['up', 'suspect', 'down']);
  assert.match(of(peer).fault, /502, and no JSON/);
  assert.ok(of(peer).phi >= 8);
  // an hour in which nobody watched is nobody's silence
  const { phi } = of(peer);
  await pass(database, env, { later: 3600 });
  assert.ok(of(peer).phi <= phi + 1);
  peer.says = well;
  await pass(database, env);
  assert.equal(of(peer).state, 'down');
  await pass(database, env);
  assert.equal(of(peer).state, 'up');
  await pass(database, named());
  assert.equal(of(peer).state, 'left');
  assert.deepEqual(changes(peer), ['new suspect', 'suspect up', 'up suspect', 'suspect down', 'down up', 'up left']);
});

test('hostile peers: each is what it is, and nobody else is harmed', async () => {
  const open = [];
  const endless = (body) => (req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' });
    open.push(res);
    body(res);
  };
  let sent = 0;
  const flood = (res) => {
    const part = Buffer.alloc(1 << 20, ' ');
    const more = () => {
      while (sent < GB && !res.destroyed && res.write(part))
        sent += part.length;
    };
    res.on('drain', more);
    more();
  };
  const drip = (res) => {
    const timer = setInterval(() => (res.destroyed ? clearInterval(timer) : res.write(' ')), 50);
    timer.unref();
  };
  const us = walletOf('a stranger');
  const cases = {
    garbage: [(req, res) => res.end('\u0000\u0001 {"data":'), /no JSON/],
    nothing: [(req, res) => res.end(), /no JSON/],
    'another service': [(req, res) => res.end('{"data":{"service":"content-node"}}'), /no health check of a discovery node/],
    'a gigabyte': [endless(flood), /answer longer than 524288 bytes/],
    'a gigabyte, announced': [(req, res) => res.writeHead(200, { 'content-length': GB }).write(' '), /answer longer than/],
    drip: [endless(drip), /timed out|time of all/],
    silence: [() => {}, /timed out|time of all/],
    'hung up': [(req) => req.socket.destroy(), /./],
    'a redirect': [(req, res) => res.writeHead(302, { location: 'http://127.0.0.1/' }).end(), /302, and no JSON/],
    'deep JSON': [(req, res) => res.end('['.repeat(100000)), /no JSON/],
  };
  const bad = Object.entries(cases).map(([what, [says, why]]) => ({ what, why, peer: peers.add(says) }));
  const good = peers.add();
  good.says = like(good.wallet);
  const talk = (change) => {
    const peer = peers.add();
    peer.says = like(peer.wallet, change(peer));
    return peer;
  };
  const liar = talk(() => ({ height: () => 999_999_999 }));
  const wild = talk(() => ({ more: { latest_indexed_block_num: 1e300, number_of_cpus: -1, version: 'x'.repeat(1000),
    total_memory: 'much', errors: ['<script>alert(1)</script>'.repeat(100), 7, null] } }));
  const small = talk(() => ({ more: { number_of_cpus: 4, total_memory: 8 * GB } }));
  const other = talk(() => ({ digest: (n) => ({ ...digestOf(database, n), digest: 'ff'.repeat(32) }) }));
  const fork = talk(() => ({ digest: (n) => ({ ...digestOf(database, n), blockhash: hashOf('another') }) }));
  const forger = peers.add();
  forger.says = honest({ wallet: us, height: () => 5, digest: (n) => digestOf(database, n) });
  const unsigned = peers.add((req, res, url) => res.end(url.pathname === '/health_check' ? health(5)
    : JSON.stringify({ data: { block: 5, ...digestOf(database, 5), chain: null } })));
  const elsewhere = peers.add();
  elsewhere.says = (req, res, url) => res.end(url.pathname === '/health_check' ? health(5)
    : signed(elsewhere.wallet, { data: { block: 4, ...digestOf(database, 4), chain: null } }));
  const talking = [good, liar, wild, small, other, fork, forger, unsigned, elsewhere].map((peer) => peer.named);
  await pass(database, named(secondNamed, ...bad.map(({ peer }) => peer.named), ...talking));
  for (const { what, why, peer } of bad) {
    assert.match(of(peer).fault, why, what);
    assert.equal(of(peer).heard_at, null, what);
  }
  await pass(database, named(secondNamed, ...talking));
  assert.ok(sent < 64 << 20, `${sent} bytes were taken`);
  const verdicts = Object.entries({ good, liar, small, other, fork, forger, unsigned, elsewhere })
    .map(([name, peer]) => [name, of(peer).state, of(peer).verdict, of(peer).verdict_why]);
  assert.deepEqual(verdicts, [
    ['good', 'up', 'equal', null],
    ['liar', 'up', 'equal', null],
    ['small', 'up', 'equal', null],
    ['other', 'diverged', 'differs', null],
    ['fork', 'up', 'fork', `its block is ${hashOf('another')}`],
    ['forger', 'up', 'forged', `signed by ${us.address.toLowerCase()}, which is not its wallet`],
    ['unsigned', 'up', 'forged', 'the digest is not signed'],
    ['elsewhere', 'up', 'none', 'it spoke of another block'],
  ]);
  // nobody is believed alone how long the chain is
  assert.equal(of(liar).height, 999_999_999);
  assert.equal(heights().known_height, 5);
  const w = of(wild);
  assert.deepEqual([w.height, w.cpus, w.version, w.memory_bytes], [5, null, null, null]);
  assert.ok(w.unhealthy.length <= 400);
  assert.equal(of(small).meets_minimum, false);
  assert.equal(of(good).meets_minimum, true);
  assert.equal(of(node).state, 'up');
  for (const res of open)
    res.destroy();
});

test('a node that is far behind is behind; nodes of the registry must have public addresses', async () => {
  const late = peers.add(), stranger = peers.add();
  late.says = like(late.wallet, { height: () => 1 });
  stranger.says = like(stranger.wallet);
  grow(database, 6, 8);
  database.execute(`INSERT INTO disc.service_providers (service_type, sp_id, owner_wallet, endpoint, block_number,
    delegate_owner_wallet, checked_at) VALUES ('discovery-node', 1, '0x1', '${stranger.url}', 1, '${stranger.wallet.address}', now()),
    ('discovery-node', 2, '0x1', 'https://ours.example', 1, '${US.address}', now())`);
  const env = { ...named(late.named), audius_discprov_healthy_block_diff: '2' };
  await pass(database, env);
  await pass(database, env);
  assert.equal(of(late).state, 'behind');
  assert.match(of(stranger).fault, /not public/);
  assert.equal(stranger.asked.length, 0);
  assert.equal(database.rows(`SELECT FROM disc.peers WHERE endpoint = 'https://ours.example'`).length, 0);
  await pass(database, { ...env, audius_network_allow_private: 'true' });
  assert.equal(of(stranger).verdict, 'equal');
});

test('what was found is shown: API, health, metrics, page, commands', async () => {
  database.execute('DELETE FROM disc.service_providers');
  const fine = peers.add(), differs = peers.add();
  fine.says = like(fine.wallet, { height: () => 8, more: { errors: ['<b>"feverish"</b>'], discovery_provider_healthy: false } });
  differs.says = like(differs.wallet, { height: () => 8, digest: (n) => {
    const { tables, ...rest } = digestOf(database, n);
    return { ...rest, digest: 'ee'.repeat(32), tables: tables.map((t) => ({ ...t, sum: 'ee'.repeat(32) })) };
  } });
  const env = named(fine.named, differs.named, secondNamed);
  const pool = await startPool(place, env);
  await pass(database, env);
  await pass(database, env);
  const { json } = await pool.ask('/v1/nodes');
  assert.deepEqual(json.data.heights, { confirmed: 5, confirmed_by_all: null, known: 8, live: 3, seen_s: json.data.heights.seen_s });
  const shown = json.data.nodes.filter(({ state }) => state !== 'left');
  assert.deepEqual(shown.map(({ endpoint, state, block, behind, digest }) => [endpoint, state, block, behind, digest.verdict, digest.block]),
    [[differs.url, 'diverged', 8, 0, 'differs', 8], [node.url, 'up', 5, 3, 'equal', 5], [fine.url, 'up', 8, 0, 'equal', 8]]
      .sort((a, b) => (a[1] === b[1] ? (a[0] < b[0] ? -1 : 1) : a[1] === 'diverged' ? -1 : 1)));
  assert.equal(shown[0].digest.differs[0].table, 'users');
  assert.equal(shown.find(({ endpoint }) => endpoint === fine.url).unhealthy, '<b>"feverish"</b>');
  assert.ok(json.data.nodes.some(({ state }) => state === 'left'));
  assert.equal((await pool.ask('/v1/full/nodes')).json.data.nodes.length, json.data.nodes.length);

  const { data } = (await pool.ask('/health_check')).json;
  assert.deepEqual([data.known_height, data.confirmed_height], [8, 5]);
  const { text } = await pool.ask('/prometheus_metrics');
  for (const line of ['discprov_peers{state="up"} 2', 'discprov_peers{state="diverged"} 1', 'discprov_known_block 8',
    'discprov_confirmed_block 5', `discprov_peer_diverged{peer="${differs.url}",table="users",key=""} 1`])
    assert.ok(text.split('\n').includes(line), line);
  const page = (await pool.ask('/')).text;
  assert.match(page, new RegExp(`<th scope="row">${differs.url}</th><td><b>diverged</b>`));
  assert.doesNotMatch(page, /feverish/);

  const run = (...words) => promisify(execFile)(path.join(BUILD, 'discprov'), words, { env }).then(({ stdout }) => stdout,
    ({ stdout }) => stdout);
  const { nodes, heights: printed } = JSON.parse(await run('nodes', '--json'));
  assert.equal(printed.confirmed, 5);
  assert.deepEqual(nodes.map(({ endpoint }) => endpoint), json.data.nodes.map(({ endpoint }) => endpoint));
  const table = await run('nodes');
  assert.match(table, /^known block 8, confirmed 5, by all -; 3 of/);
  assert.match(table, new RegExp(`diverged .* differs .* ${differs.url}\n +behind block 8 its rows are not ours: .*users`));
  assert.match(await run('status'), /nodes +some +3 answer, 0 silent, 0 behind, 1 diverged/);
});

test('X-Consistency: a state that most, or all, of the others confirm, through both caches', async () => {
  const socket = path.join(place.folder, 'memcached');
  const memcached = owned(spawn('memcached', ['-s', socket, '-a', '0666', '-U', '0', ...process.getuid() === 0 ? ['-u', 'root'] : []],
    { stdio: 'ignore' }));
  let tip = 8;
  grow(database, database.rows('SELECT number FROM disc.blocks WHERE is_current')[0].number + 1, tip);
  const at = [() => tip, () => tip, () => 3].map((height) => {
    const peer = peers.add();
    peer.says = like(peer.wallet, { height });
    return peer.named;
  });
  const most = named(...at), every = named(...at.slice(0, 2));
  const pool = await startPool(place, { ...most, audius_memcached_servers: socket }, { processes: 2 });
  const ask = (level, where = '/v1/full/users/handle/u2') => pool.ask(where, level === undefined ? {} : { 'X-Consistency': level });
  const came = async (level, where) => {
    const { status, headers } = await ask(level, where);
    return `${status} ${headers.get('x-block-height')}`;
  };
  await pass(database, most);
  await pass(database, most);
  for (const word of ['Quorum', 'two', 'one,all']) {
    const { status, json } = await ask(word);
    assert.equal(status, 400, word);
    assert.match(json.message, new RegExp(`'${word}' is none of one, quorum, all`));
  }
  assert.deepEqual([await came(), await came('one'), await came('quorum')], ['200 8', '200 8', '200 8']);
  const { status, headers, json } = await ask('all');
  assert.equal(status, 503);
  assert.ok(Number(headers.get('retry-after')) >= 1);
  assert.match(json.message, /newest block is 8, .* all of the other nodes confirm is 3$/);
  await pass(database, every);
  await pass(database, every);
  assert.equal(await came('all'), '200 8');

  // a new block that nobody has confirmed: whoever demands nothing has it, in both caches
  grow(database, 9, 9);
  const fresh = '/v1/full/users/handle/u1', user = (n) => `/v1/full/users/handle/u${n}`;
  assert.deepEqual([await came(undefined, fresh), await came('one', fresh)], ['200 9', '200 9']);
  const refused = await ask('quorum', fresh);
  assert.equal(refused.status, 503);
  assert.match(refused.json.message, /newest block is 9, .* most of the other nodes confirm is 8$/);
  assert.equal(await came('all', fresh), '503 9');
  // what most had confirmed is kept for who demands that, as long as it lives, and under no other level
  const cached = (level) => new RegExp(`cache=hit`).test(pool.log().trim().split('\n').findLast((line) => line.includes('/users')) ?? level);
  tip = 9;
  await pass(database, every);
  assert.equal(await came('quorum', fresh), '200 9');
  assert.equal(await came('quorum', fresh), '200 9');
  assert.ok(cached('quorum'));
  assert.equal(await came('all', fresh), '200 9');
  assert.ok(!cached('all'));

  // it is waited for; on a busy machine it may come when the second is over
  let waited = 'never';
  for (let i = 0; i < 10 && waited !== `200 ${tip}`; i++) {
    tip += 1;
    grow(database, tip, tip);
    [waited] = await Promise.all([came('quorum', user(tip)), pass(database, every)]);
  }
  assert.equal(waited, `200 ${tip}`);
  // a row changed by hand: nobody has confirmed what is answered now
  database.execute(`UPDATE disc.users SET handle = 'changed' WHERE user_id = 2`);
  assert.match(await came('quorum', user(3)), /^503/);
  database.execute(`UPDATE disc.users SET handle = 'u2' WHERE user_id = 2`);
  assert.match(await came('quorum', user(3)), /^200/);
  // what is about the node itself demands nothing
  assert.equal((await ask('all', '/version')).status, 200);
  memcached.kill('SIGKILL');
});
