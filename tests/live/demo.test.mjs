// SPDX-License-Identifier: ISC
// The demo and the stack for somebody else's chain, as a person meets them:
// what is refused is refused at once, Ctrl-C and SIGKILL cost nothing, and
// what is said is true.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { owned } from '../lib/guard.mjs';
import { TOP } from './index_lib.mjs';

const PARTS = ['timer', 'nginx', 'pool', 'memcached', 'anvil'];
const base = { NOBUILD: 'y', PORT: '0', TIMER: 'off', POOL: '1', PGOPTS: 'fsync=off' };
const folder = (name) => path.join(tmpdir(), name);

/** A word of dev, the leader of its own group as on a terminal. */
function dev(word, environment) {
  const child = owned(spawn(path.join(TOP, 'dev'), [word], {
    env: { ...process.env, ...base, ...environment }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] }));
  const run = { child, out: '', said: '' };
  child.stdout.on('data', (data) => { run.out += data; });
  child.stderr.on('data', (data) => { run.said += data; });
  run.ended = once(child, 'exit').then(([code, signal]) => ({ code, signal, ...run }));
  return run;
}

const told = ({ out, said }) => `${said}\n${out}`;

async function until(run, words) {
  while (!told(run).includes(words)) {
    assert.equal(run.child.exitCode, null, told(run));
    await sleep(50);
  }
}

/** Whoever names the folder, and lives. */
function servers(where) {
  const script = `. ${TOP}/tests/lib/guard.sh; guard_pids ${where} | xargs -r ps -o args= -p`;
  return execFileSync('sh', ['-c', script], { env: { PATH: process.env.PATH, srcdir: TOP }, encoding: 'utf8' });
}

/** Also what was only about to end has ended. */
async function nobodyIsLeft(where) {
  for (const end = Date.now() + 60_000; servers(where) !== ''; await sleep(100))
    assert.ok(Date.now() < end, servers(where));
}

const chainIsThere = async (run, where) => {
  while (!existsSync(path.join(where, 'pids/anvil'))) {
    assert.equal(run.child.exitCode, null, told(run));
    await sleep(20);
  }
};

test('a port that is taken is refused before anything is started', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  for (const word of ['demo', 'serve']) {
    const VAR = folder(`taken-${word}`);
    const { code, said } = await dev(word, { VAR, PORT: String(port), NOBUILD: '' }).ended;
    assert.equal(code, 1, said);
    assert.match(said, new RegExp(`^stack: port ${port} is taken by another program.*PORT=`));
    assert.doesNotMatch(said, /building|configuring|installing/);
  }
  server.close();
});

test('so is a folder that a server could not be told of', async () => {
  for (const [i, sign] of [' ', "'", ';', '&', '$', '\\'].entries()) {
    const VAR = folder(`odd${sign}folder`);
    const { code, said } = await dev(i % 2 === 0 ? 'demo' : 'serve', { VAR, NOBUILD: '' }).ended;
    assert.equal(code, 1, said);
    assert.match(said, /^stack: .*odd.folder: a blank or a sign .*VAR=/);
    assert.doesNotMatch(said, /building|configuring|installing/);
    assert.equal(existsSync(VAR), false);
  }
});

test('Ctrl-C takes an unfinished demo down', async () => {
  const VAR = folder('demo');
  const run = dev('demo', { VAR });
  await chainIsThere(run, VAR);
  process.kill(-run.child.pid, 'SIGINT');
  const { code, said } = await run.ended;
  assert.equal(code, 130, said);
  assert.match(said, /taking the unfinished demo down/);
  await nobodyIsLeft(VAR);
});

test('SIGTERM and SIGHUP do the same', async () => {
  const VAR = folder('demo');
  for (const [signal, status] of [['SIGTERM', 143], ['SIGHUP', 129]]) {
    const run = dev('demo', { VAR });
    await until(run, 'starting chain');
    await chainIsThere(run, VAR);
    process.kill(-run.child.pid, signal);
    const { code, said } = await run.ended;
    assert.equal(code, status, said);
    await nobodyIsLeft(VAR);
  }
});

test('after SIGKILL of all that can be seen the next demo works, and is what it says', async () => {
  const VAR = folder('demo');
  const killed = dev('demo', { VAR });
  await until(killed, 'indexing with');
  process.kill(-killed.child.pid, 'SIGKILL');
  await killed.ended;
  // the servers lead sessions of their own; one of them goes, the others stay
  process.kill(Number(readFileSync(path.join(VAR, 'pids/pool'), 'utf8').split(' ')[0]), 'SIGKILL');

  const { code, out, said } = await dev('demo', { VAR }).ended;
  assert.equal(code, 0, said);
  assert.deepEqual(out.split('\n').filter((line) => line.length > 80 && !line.includes(VAR)), []);
  assert.match(out, /^ {2}users +\d+ /m);
  assert.match(out, /^ {5}200 +\d+ +[\d.]+ {2}\/v1\/full\/users\//m);
  const commands = out.split('Three commands to try:\n')[1].trim().split('\n').map((line) => line.trim());
  assert.equal(commands.length, 3, out);
  for (const command of commands)
    execFileSync('sh', ['-ec', command.replaceAll('./dev', `${TOP}/dev`)], { stdio: 'ignore' });
  await nobodyIsLeft(VAR);
});

test('a demo that runs is not taken away by the next one', async () => {
  const VAR = folder('twice');
  const first = await dev('demo', { VAR, ERA: 'entity-manager' }).ended;
  assert.equal(first.code, 0, told(first));
  const second = await dev('demo', { VAR }).ended;
  assert.equal(second.code, 1);
  assert.match(second.said, /a stack is running already.*dev down/);
  assert.equal((await dev('down', { VAR }).ended).code, 0);
  await nobodyIsLeft(VAR);
});

test('a stack without contracts is not said to run', async () => {
  const VAR = folder('unset');
  const { code, said } = await dev('serve', { VAR, TIMER: 'on' }).ended;
  assert.equal(code, 78, said);
  assert.match(said, /status 78: .*registry/);
  assert.match(said, /contracts\.registry = /);
  assert.doesNotMatch(said, /dev: running/);
  await nobodyIsLeft(VAR);
});

test('a stack whose chain node is away says so, and which settings name it', async () => {
  const VAR = folder('away');
  const { code, said } = await dev('serve', { VAR, TIMER: 'on', audius_web3_host: '127.0.0.1', audius_web3_port: '1',
    audius_contracts_registry: '0x5FbDB2315678afecb367f032d93F642f64180aa3' }).ended;
  assert.equal(code, 0, said);
  assert.match(said, /status 69: /);
  assert.match(said, /web3\.host = 127\.0\.0\.1 .*audius_web3_host/);
  assert.match(said, /nothing is indexed until this is mended/);
  assert.equal((await dev('down', { VAR }).ended).code, 0);
});

test('the chain tools stand apart from the clients', () => {
  const named = (file) => Object.keys(JSON.parse(readFileSync(path.join(TOP, file), 'utf8')).dependencies);
  assert.deepEqual(named('tests/package.json').filter((name) => /sdk|solana|libs/.test(name)), []);
  assert.ok(named('tests/clients/package.json').some((name) => name.includes('sdk')));
});
