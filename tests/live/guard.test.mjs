// SPDX-License-Identifier: ISC
// A test file that fails, or is ended, leaves nothing behind and does not wait.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { owned } from '../lib/guard.mjs';
import { TOP } from './index_lib.mjs';

const LIMIT_MS = 120_000;
const BUILD = process.env.BUILD ?? path.join(TOP, 'build');

// Everything that a test may have: servers of its own and of others, programs
// at work, a chain, a database, a whole stack.
const NODE_FILE = `
  import assert from 'node:assert/strict';
  import { spawnSync } from 'node:child_process';
  import test from 'node:test';
  import { openStage, settings, start } from '${TOP}/tests/live/index_lib.mjs';
  import { startLiar } from '${TOP}/tests/live/index_node.mjs';
  import { startServer } from '${TOP}/tests/live/jobs_lib.mjs';

  const { place, anvil, gateway, chain } = await openStage();
  const liar = await startLiar(anvil.url);
  liar.before = () => 'say nothing';
  const database = place.database();
  const endless = start(settings({ chain, database, gateway, rpc: liar.url, audius_web3_timeout_sec: '600' }));
  const session = database.session('SELECT 1');
  await session.ready;
`;
const READY = "  process.stderr.write('it is ready\\n');\n";
const FAILING = {
  'an assertion in a test': `${READY}
    test('wrong', async () => { const open = await startServer(() => {}); assert.equal(1, 2, open.url); });`,
  'a test that throws while its program runs': `${READY}
    test('wrong', async () => { start(settings({ chain, database, gateway, rpc: liar.url })); throw new Error('no'); });`,
  'an error between the tests': `${READY} test('right', () => {}); throw new Error('at top level');`,
  'a rejection that nobody handles': `${READY}
    test('right', async () => { Promise.reject(new Error('loose')); await new Promise((done) => setTimeout(done, 50)); });`,
};
const WAITING = `${READY} test('waits', () => new Promise(() => {}));`;

// A shell test with a cluster, a stack and a process in its background.
const SHELL_FILE = `
  set -u
  top=${TOP} srcdir=${TOP} BUILD=${BUILD} PORT=0 POOL=1 TIMER=off PGOPTS=fsync=off
  . "$top/tests/lib/pg.sh"
  . "$top/tests/lib/stack.sh"
  pg_temp || exit 3
  VAR=$GUARDED/var
  stack_up >&2 || exit 4
  sleep 1000 &
  echo 'it is ready' >&2
`;

let files = 0;

/** A run of a file in a folder of its own: {folder, child, ready, ended}. */
function run(program, extension, text) {
  const folder = mkdtempSync(path.join(tmpdir(), 'run-'));
  const file = path.join(tmpdir(), `file-${++files}${extension}`);
  writeFileSync(file, text);
  execFileSync('chmod', ['755', folder]);
  const { NODE_TEST_CONTEXT: ignored, ...env } = process.env;
  const child = owned(spawn(program, [file], {
    env: { ...env, TMPDIR: folder, DISCPROV_TEST: folder }, stdio: ['ignore', 'pipe', 'pipe'] }));
  let said = '';
  const ready = new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        said += data;
        if (said.includes('it is ready'))
          resolve();
      });
    child.on('exit', () => reject(new Error(`it ended before it was ready: ${said}`)));
  });
  ready.catch(() => {});
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal, said }));
  return { folder, child, ready, ended };
}

const node = (text) => run(process.execPath, '.test.mjs', NODE_FILE + text);
const shell = (text) => run('sh', '.sh', SHELL_FILE + text);

/** Who runs for the folder, and what is in it. */
function left(folder) {
  const pids = execFileSync('sh', ['-c', `. ${TOP}/tests/lib/guard.sh; guard_pids ${folder} | xargs -r ps -o args= -p`], {
    env: { PATH: process.env.PATH, srcdir: TOP }, encoding: 'utf8' });
  return pids + readdirSync(folder).join('\n');
}

async function nothingIsLeft(folder) {
  for (const end = Date.now() + LIMIT_MS; left(folder) !== ''; await sleep(100))
    assert.ok(Date.now() < end, `left: ${left(folder)}`);
}

async function endsWithin({ child, ended }) {
  const tooLate = sleep(LIMIT_MS, 'too late', { ref: false });
  const result = await Promise.race([ended, tooLate]);
  if (result === 'too late')
    child.kill('SIGKILL');
  assert.notEqual(result, 'too late', 'it hangs');
  return result;
}

for (const [name, text] of Object.entries(FAILING))
  test(`${name}: the file ends by itself, as failed, and nothing is left`, async () => {
    const file = node(text);
    await file.ready;
    const { code, said } = await endsWithin(file);
    assert.equal(code, 1, said);
    await nothingIsLeft(file.folder);
  });

for (const [kind, start, text] of [['Node', node, WAITING], ['shell', shell, 'sleep 1000']])
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGKILL'])
    test(`a ${kind} test that gets ${signal} leaves nothing`, async () => {
      const file = start(text);
      await file.ready;
      file.child.kill(signal);
      // what a shell waits for, it waits for: the guard does not
      if (signal === 'SIGKILL' || kind === 'Node')
        await endsWithin(file);
      else
        execFileSync('pkill', ['-P', String(file.child.pid), '-x', 'sleep']);
      await endsWithin(file);
      await nothingIsLeft(file.folder);
    });

test('a shell test that fails leaves nothing', async () => {
  const file = shell('exit 5');
  assert.equal((await endsWithin(file)).code, 5);
  await nothingIsLeft(file.folder);
});

// --- and every file that puts something down is such a test

const read = (file) => readFileSync(path.join(TOP, file), 'utf8');

/** Does a script source the guard, or a module import it, be it through others? */
function isGuarded(file, seen = new Set()) {
  if (seen.has(file) || !existsSync(path.join(TOP, file)))
    return false;
  seen.add(file);
  const text = read(file);
  if (file.endsWith('.sh'))
    return /^(?:.* )?(?:guard_here|pg_temp)\b|^\. .*\/tests\/lib\/alone\.sh"$/m.test(text);
  const named = [...text.matchAll(/^import (?:.*? from )?'(\.[^']+)';/gms)].map((m) => path.join(path.dirname(file), m[1]));
  return named.some((name) => name === 'tests/lib/guard.mjs' || isGuarded(name, seen));
}

test('each test that makes a folder or starts something is guarded', () => {
  const rooms = ['', 'sql', 'unit', 'live', 'chain', 'clients', 'recorded'].map((room) => path.join('tests', room));
  const files = rooms.flatMap((room) => readdirSync(path.join(TOP, room))
    .filter((name) => /(?:\.sh|\.test\.mjs)$/.test(name)).map((name) => path.join(room, name)));
  const puts = /\bmktemp\b|mkdtemp|tmpdir\(\)|\bspawn\(|createServer\(|pg_init|stack_up/;
  assert.ok(files.length > 80);
  assert.deepEqual(files.filter((file) => puts.test(read(file)) && !isGuarded(file)), []);
});
