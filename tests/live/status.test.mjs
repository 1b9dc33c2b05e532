// SPDX-License-Identifier: ISC
// "discprov status": one screen of 80 columns that ends in time whatever
// hangs, says what is red with the command that helps, for people and for
// programs, and needs no more than a reader's role.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import test from 'node:test';

import { ours, owned } from '../lib/guard.mjs';
import { Place, TOP } from './index_lib.mjs';
import { startMadeChain } from './made_chain.mjs';

const BUILD = process.env.BUILD ?? path.join(TOP, 'build');
const PROGRAM = path.join(BUILD, 'discprov');
const WALLET = `0x${'aa'.repeat(20)}`;
const now = () => ({ time: Math.floor(Date.now() / 1000) });
const LIGHTS = ['good', 'amber', 'red'];

const place = new Place();
test.after(() => place.close());
const chain = await startMadeChain();
test.after(() => chain.close());
const database = place.database();
const reader = database.url.replace('discprov_writer', 'discprov_reader');
const ini = path.join(place.folder, 'd.ini');
writeFileSync(ini, '[discprov]\nloglevel = info\n', { mode: 0o600 });
const settings = {
  PATH: process.env.PATH, LOCAL_CONFIG: ini, ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '',
  audius_db_url: 'postgresql:///nobody?host=/nowhere', audius_db_url_read_replica: reader,
  audius_discprov_run_dir: place.folder, audius_discprov_web_cache_dir: '',
  audius_web3_host: chain.url, audius_web3_timeout_sec: '60', audius_memcached_servers: 'off',
};

/** {code, out, log} of a run. */
const run = (args, more = {}) => new Promise((done) => {
  execFile(PROGRAM, args, { env: ours({ ...settings, ...more }) }, (error, out, log) =>
    done({ code: error?.code ?? 0, out, log }));
});

/** What --json says, by name: {code, light, of(NAME)}: the parts of that name. */
async function seen(more) {
  const { code, out } = await run(['status', '--json'], more);
  const { at, version, light, parts } = JSON.parse(out);
  assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  assert.match(version, /^\d/);
  for (const part of parts)
    assert.ok([...LIGHTS, 'off'].includes(part.light), JSON.stringify(part));
  assert.equal(light, LIGHTS[Math.max(...parts.map((part) => LIGHTS.indexOf(part.light)))]);
  return { code, light, parts, of: (name) => parts.filter((part) => part.name === name) };
}

/** A server that takes connections and never says a word. */
async function startSilent() {
  const server = createServer((socket) => socket.on('error', () => {}));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => server.close());
  return server.address().port;
}

await new Promise((done) => execFile(PROGRAM, ['migrate'], {
  env: ours({ ...settings, audius_db_url: database.url }) }, done));

test('each server has its part, with figures; a reader sees all of it', async () => {
  const { of } = await seen();
  assert.match(of('database')[0].text, /^PostgreSQL .* as discprov_reader$/);
  assert.ok(of('schema')[0].facts.step > 40);
  assert.deepEqual(of('chain').map(({ light, facts }) => [light, facts.height]), [['amber', chain.head()]], 'its block is of 2020');
  assert.ok(of('connections')[0].facts.most >= of('connections')[0].facts.used);
  assert.ok(of('disk')[0].facts.free_bytes > 0);
  assert.equal(of('indexer')[0].word, 'silent');
  assert.equal(of('memcached').length, 0, 'none is set');
});

test('a request on its way is seen as one', async () => {
  const child = owned(spawn('psql', ['-X', '-q', '-A', '-t', `${reader}&application_name=discprov-fcgi`],
    { stdio: ['pipe', 'pipe', 'inherit'] }));
  child.stdin.write('BEGIN; SELECT 1;\n');
  await once(child.stdout, 'data');
  const [{ word, facts }] = (await seen()).of('pool');
  assert.deepEqual([word, facts.processes, facts.busy], ['ok', 1, 1]);
  assert.ok(facts.longest_ms >= 0);
  child.stdin.end();
});

test('of several chain nodes one is behind, and one is away: amber, since one is there', async () => {
  const other = await startMadeChain();
  test.after(() => other.close());
  other.add([], now());
  chain.add([], now());
  chain.add([], now());
  const { of } = await seen({ audius_web3_host: `${chain.url},${other.url},http://127.0.0.1:1` });
  const [good, late, away] = of('chain');
  assert.deepEqual([good.light, late.light, away.light], ['good', 'good', 'amber']);
  assert.match(late.text, /, 1 behind the other$/);
  assert.match(away.text, /not reachable: http:\/\/127.0.0.1:1/);
  assert.match(away.help[0], /^web3.host \(audius_web3_host\): is it running\?/);
  const none = await seen({ audius_web3_host: 'http://127.0.0.1:1,http://127.0.0.1:2' });
  assert.deepEqual(none.of('chain').map(({ light }) => light), ['red', 'red']);
});

test('how long it will be behind, as it went lately', async () => {
  const minute = Math.floor(Date.now() / 60_000);
  database.execute(`INSERT INTO disc.blocks (blockhash, parenthash, number, is_current) VALUES ('0xb', '0xa', 4000, true);
    INSERT INTO disc.keyvalue (key, value) VALUES ('latest_block_from_chain', '5000');
    INSERT INTO disc.height_history (minute, indexed, chain) VALUES (${minute - 10}, 2000, 4000)`);
  const [{ word, text, facts }] = (await seen()).of('indexer');
  assert.equal(word, 'behind');
  assert.match(text, /1000 behind the chain, there in \d+ min$/);
  assert.ok(facts.eta_s > 400 && facts.eta_s < 800, `${facts.eta_s}: ten minutes for each thousand`);
  database.execute(`UPDATE disc.height_history SET indexed = 3500`);
  assert.match((await seen()).of('indexer')[0].text, /, and falls back$/);
  database.execute(`DELETE FROM disc.height_history; DELETE FROM disc.blocks; DELETE FROM disc.keyvalue`);
});

test('other nodes, when there are any', async () => {
  const [none] = (await seen()).of('nodes');
  assert.deepEqual([none.light, none.word], ['off', 'off']);
  const peer = (name, state) => database.execute(`INSERT INTO disc.peers (endpoint, state, since, unhealthy)
    VALUES ('https://${name}.example', '${state}', now() - interval '1 hour', 'a word of its own')`);
  database.execute('INSERT INTO disc.peer_pass (at, took_ms, bytes, live, known_height) VALUES (now(), 1, 1, 2, 77)');
  peer('a', 'up');
  peer('gone', 'left');
  const [all] = (await seen()).of('nodes');
  assert.deepEqual([all.light, all.facts.answer, all.facts.height], ['good', 2, 77]);
  peer('b', 'down');
  const some = await seen();
  assert.deepEqual([some.of('nodes')[0].light, some.of('nodes')[0].help[0]], ['amber', 'each of them: discprov nodes']);
  assert.deepEqual(some.of('node').map(({ light, word, text, why }) => [light, word, text, why]),
    [['amber', 'down', 'https://b.example, for 60 min', 'a word of its own']]);
  peer('c', 'diverged');
  database.execute('UPDATE disc.peer_pass SET live = 1');
  const [us] = (await seen()).of('nodes');
  assert.deepEqual([us.light, us.word], ['red', 'differ']);
  database.execute('DELETE FROM disc.peers');
});

test('whatever hangs keeps nobody waiting', async () => {
  const port = await startSilent();
  const { code, of } = await seen({ audius_web3_host: `http://127.0.0.1:${port}`, audius_memcached_servers: `127.0.0.1:${port}`,
    audius_db_url_read_replica: `postgresql://u@127.0.0.1:${port}/x` });
  assert.equal(code, 69);
  assert.deepEqual([of('chain')[0].word, of('database')[0].word], ['silent', 'silent']);
  assert.equal(of('disk')[0].light, 'good', 'the others have their lines');
});

test('a screen: 80 columns, no colours where there is no terminal, and colours where there is one', async () => {
  const { code, out, log } = await run(['status'], { audius_db_url_read_replica: '', audius_memcached_servers: '127.0.0.1:1' });
  assert.equal(code, 69);
  assert.match(out, /^red {2}20\S+ discprov \S+ {2}not well: database; look at: memcached\n/);
  for (const line of out.split('\n'))
    assert.ok(line.length <= 80 || !line.trim().includes(' '), line);
  assert.doesNotMatch(out, /\x1b/);
  assert.match(log, /lvl=err .*rc=db .*msg="not well: database/);
  const terminal = (more) => new Promise((done) => execFile('script', ['-qec', `${PROGRAM} status`, '/dev/null'],
    { env: ours({ ...settings, TERM: 'xterm', ...more }) }, (error, shown) => done(shown)));
  assert.match(await terminal({}), /\x1b\[32mok/);
  assert.doesNotMatch(await terminal({ NO_COLOR: '1' }), /\x1b\[32m/);
});

test('again and again, until it is ended', async () => {
  const child = owned(spawn(PROGRAM, ['status', '--json', '--watch'], { env: ours(settings), stdio: ['ignore', 'pipe', 'ignore'] }));
  const lines = [];
  for await (const part of child.stdout) {
    lines.push(...part.toString().split('\n').filter((line) => line.endsWith('}')));
    if (lines.length >= 2)
      child.kill('SIGTERM');
  }
  for (const line of lines.slice(0, 2).filter((text) => text.startsWith('{')))
    assert.ok(JSON.parse(line).parts.length > 5);
  assert.ok(lines.length >= 2);
});

test('options that belong to it', async () => {
  assert.deepEqual([(await run(['migrate', '--json'])).code, (await run(['config', '--watch'])).code], [64, 64]);
});
