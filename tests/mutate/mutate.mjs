// SPDX-License-Identifier: ISC
// mutate.mjs [SEED [N]] | FILE:LINE...: is a small fault noticed by the tests?
//
// N mutants (edits.mjs) are drawn by SEED over C and SQL, or all those of the
// lines named; FILES=WORDS draws from files with one of the words in their
// names, TESTS=WORDS runs only such tests, and after PATIENCE seconds [900] no
// further test is asked about a mutant.  A test that takes too long counts as
// one that fails: SLOW=N gives each N times as long, on a machine that has other
// work.  Each is built in a private copy of the tree and meets the tests of
// its room (rooms.mjs) until one fails.  What is the same program as before, or
// none at all, is drawn anew.  Two lanes, one a processor, build incrementally.
// The last lines name the survivors and the score.
//
// A test that has failed for a mutant must have passed for another one or, in
// the end, for the tree as it is: else its word counts for nothing.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { applied, mutants } from './edits.mjs';
import { SOURCES, wordsOf } from './rooms.mjs';

const TOP = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const SLOW = Number(process.env.SLOW ?? 1);
const LIMIT_S = { build: 300 * SLOW, unit: 30 * SLOW, live: 240 * SLOW, node: 300 * SLOW };
const MARK = 'DISCPROV_MUTATE';

const say = (text) => process.stdout.write(`${text}\n`);
const read = (file) => readFileSync(path.join(TOP, file), 'utf8');
const git = (...args) => execFileSync('git', ['-C', TOP, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 })
  .split('\0').filter((name) => name !== '' && existsSync(path.join(TOP, name)));

/** Numbers in [0, 1) that the seed decides (mulberry32). */
function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Does a name hold one of the words of a variable?  Without words each does. */
function wanted(variable, name) {
  const words = (process.env[variable] ?? '').split(' ').filter((word) => word !== '');
  return words.length === 0 || words.some((word) => name.includes(word));
}

/** Every mutant of every source: lines of mutants. */
function everyMutant() {
  const files = git('ls-files', '-z').filter((file) => SOURCES.some((where) => where.test(file))).sort();
  const steps = files.filter((file) => file.startsWith('sql/schema/'));
  return files
    .filter((file) => wanted('FILES', file))
    .flatMap((file) => mutants(file, read(file),
      steps.includes(file) ? steps.slice(steps.indexOf(file) + 1).map(read) : undefined));
}

/** One mutant a line, lines in an order that the seed decides. */
function* drawn(lines, seed) {
  const next = random(seed);
  const left = [...lines];
  while (left.length > 0) {
    const [line] = left.splice(Math.floor(next() * left.length), 1);
    yield line[Math.floor(next() * line.length)];
  }
}

function* named(lines, places) {
  for (const place of places) {
    const [file, number] = place.split(':');
    yield* lines.flat().filter((m) => m.file === file && m.line === Number(number));
  }
}

// --- processes -----------------------------------------------------------

/** Processes that a lane's tests have left, told by their environment or folder. */
function leftBy(folder) {
  const found = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number)) {
    try {
      if (readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`${MARK}=${folder}\0`) ||
          readlinkSync(`/proc/${pid}/cwd`).startsWith(`${folder}/`))
        found.push(pid);
    } catch {
      // it has ended, or is somebody else's
    }
  }
  return found.filter((pid) => pid !== process.pid);
}

function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch {
    // it has ended
  }
}

/** Run a command: {ok, why, out}.  The first "not ok" ends it, as the limit does. */
async function command(lane, limit, cwd, program, ...args) {
  const env = { ...process.env, [MARK]: lane.folder, TMPDIR: lane.tmp, srcdir: lane.tree, builddir: lane.build, BUILD: lane.build, NOBUILD: 'y' };
  for (const name of ['MAKEFLAGS', 'TESTS', 'VAR', 'PORT', 'NODE_TEST_CONTEXT'])
    delete env[name];
  const child = spawn(program, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '', why;
  const end = (reason) => {
    why ??= reason;
    signal(-child.pid, 'SIGTERM');
  };
  const timer = setTimeout(() => end('takes too long'), limit * 1000);
  child.stdout.setEncoding('utf8').on('data', (data) => {
    out = (out + data).slice(-100_000);
    const bad = out.match(/^ *not ok .*\n|^Bail out.*\n/m);
    if (bad && program !== 'make')
      end(bad[0].trim());
  });
  child.stderr.setEncoding('utf8').on('data', (data) => { lane.said = data.slice(-2000); });
  const code = await new Promise((resolve) => {
    child.on('exit', (status, name) => resolve(status ?? name));
    child.on('error', resolve);
  });
  clearTimeout(timer);
  for (let tries = 0; tries < 50 && leftBy(lane.folder).length > 0; tries++) {
    for (const pid of leftBy(lane.folder))
      signal(pid, tries < 20 ? 'SIGTERM' : 'SIGKILL');
    await sleep(50);
  }
  if (code !== 0)
    why ??= `ends with ${code}`;
  return { ok: why === undefined, why, out };
}

// --- a lane: a private copy of the tree, and its build -------------------

class Lane {
  constructor(number, base) {
    this.number = number;
    this.folder = path.join(base, String(number));
    this.tree = path.join(this.folder, 'tree');
    this.build = path.join(this.tree, 'build');
    this.tmp = path.join(this.folder, 't');
    for (const folder of [this.build, this.tmp])
      mkdirSync(folder, { recursive: true });
  }

  async open() {
    const made = ['configure', 'Makefile.in', 'aclocal.m4', 'config.h.in', 'build-aux', 'tests/chain/out']
      .filter((name) => existsSync(path.join(TOP, name)));
    writeFileSync(path.join(this.folder, 'files'), [...git('ls-files', '-coz', '--exclude-standard'), ...made].join('\0'));
    execFileSync('sh', ['-ec', 'cd "$1"; tar -c --null -T "$2/files" | tar -x -C "$2/tree"', 'sh', TOP, this.folder]);
    symlinkSync(path.join(TOP, 'tests/node_modules'), path.join(this.tree, 'tests/node_modules'));
    for (const args of [['../configure', '-q', 'CFLAGS=-O1 -Werror=incompatible-pointer-types -Werror=int-conversion'], ['make', '-s', 'all']]) {
      const { ok, out } = await command(this, 600, this.build, ...args);
      if (!ok)
        throw new Error(`${args[0]}: ${out}${this.said}`);
    }
    const list = async (target) => (await command(this, 60, this.build, 'make', '-s', '--no-print-directory', target)).out
      .trim().split(/\s+/);
    const nodes = git('ls-files', '-z', ...['live', 'clients', 'chain', 'recorded'].map((room) => `tests/${room}/*.test.mjs`));
    this.tests = [...await list('list-tests'), ...await list('list-live-tests'), ...nodes];
    this.objects = new Map();
  }

  /** Build programs; false: they cannot be built. */
  async make(...targets) {
    return (await command(this, LIMIT_S.build, this.build, 'make', '-s', '--no-print-directory', 'ARFLAGS=cr', ...targets)).ok;
  }

  async test(name) {
    if (name.endsWith('.mjs'))
      return command(this, LIMIT_S.node, this.tree, process.execPath, '--test-reporter=tap', name);
    if (!name.endsWith('.sh'))
      return await this.make(name) ? command(this, LIMIT_S.unit, this.build, `./${name}`) : { ok: false, why: 'does not compile' };
    const helper = name.replace(/\.sh$/, '_test');
    if (existsSync(path.join(this.tree, `${helper}.c`)))
      await this.make(helper);
    if (name.includes('nginx_test'))
      await this.make('tests/live/echo');
    return command(this, LIMIT_S.live, this.build, 'sh', path.join(this.tree, name));
  }

  /** Names of the tests of a file, the quickest first. */
  testsOf(file) {
    const own = path.basename(file, '.c');
    const words = [...file.endsWith('.c') ? [`unit/${own}_test`] : [], ...wordsOf(file) ?? ['unit/']];
    return [...new Set(words.flatMap((word) => this.tests.filter((name) => name.includes(word))))]
      .filter((name) => wanted('TESTS', name));
  }

  object(file) {
    const name = path.join(this.build, file.replace(/\.c$/, '.o'));
    return existsSync(name) ? createHash('sha1').update(readFileSync(name)).digest('hex') : '';
  }

  /** "" when the mutant is a program and another one. */
  async isNone({ file }, object) {
    if (!await this.make('all'))
      return 'is no program';
    if (file.endsWith('.c'))
      return object !== '' && this.object(file) === object ? 'is the same program' : '';
    return !file.startsWith('sql/stmt/') || (await this.test('tests/sql/lint.sh')).ok ? '' : 'is no statement';
  }

  put(file, text) {
    writeFileSync(path.join(this.tree, file), text);
  }

  /** {none} or {killer, why} or {left: tests that there was no time for}: nobody noticed. */
  async judge(mutant, passed) {
    const text = readFileSync(path.join(this.tree, mutant.file), 'utf8');
    const object = this.object(mutant.file);
    const until = Date.now() + 1000 * Number(process.env.PATIENCE ?? 900);
    this.put(mutant.file, applied(text, mutant));
    try {
      const none = await this.isNone(mutant, object);
      if (none)
        return { none };
      const names = this.testsOf(mutant.file);
      for (const [i, name] of names.entries()) {
        if (Date.now() > until)
          return { left: names.slice(i) };
        const { ok, why } = await this.test(name);
        if (!ok)
          return { killer: name, why };
        passed.add(name);
      }
      return { left: [] };
    } finally {
      this.put(mutant.file, text);
      if (!await this.make('all'))
        throw new Error(`${mutant.file}: does not build any more`);
    }
  }
}

// --- the whole -----------------------------------------------------------

const shortly = (m) => `${m.file}:${m.line} ${m.name}`;
const diff = (m) => `--- ${shortly(m)}\n-${m.before}\n+${m.after}`;

async function work(lane, source, state) {
  await lane.open();
  while (state.judged + state.busy < state.wanted) {
    const { value: mutant, done } = source.next();
    if (done)
      return;
    state.busy++;
    const began = Date.now();
    const result = await lane.judge(mutant, state.passed);
    state.busy--;
    const took = Math.round((Date.now() - began) / 1000);
    if (result.none) {
      state.none++;
      say(`      ${shortly(mutant)}: ${result.none}`);
      continue;
    }
    state.judged++;
    state.all.push({ mutant, ...result });
    say(`${String(state.judged).padStart(3)}/${state.wanted === Infinity ? '-' : state.wanted} ${shortly(mutant)}: ${
      result.killer ? `killed by ${result.killer}: ${result.why.slice(0, 80)}` : 'SURVIVED'}, ${took} s`);
    if (!result.killer)
      say(`${diff(mutant)}${result.left.length > 0 ? `\nnot asked: ${result.left.join(' ')}` : ''}`);
  }
}

/** Tests that have only ever failed are asked about the tree as it is. */
async function doubted(lanes, state) {
  const names = [...new Set(state.all.map(({ killer }) => killer))].filter((name) => name && !state.passed.has(name));
  const bad = new Set();
  await Promise.all(lanes.map(async (lane) => {
    while (names.length > 0) {
      const name = names.shift();
      const { ok, why } = await lane.test(name);
      if (!ok) {
        bad.add(name);
        say(`${name} fails without a mutant: ${why}`);
      }
    }
  }));
  return bad;
}

async function main(args) {
  const places = args.filter((arg) => arg.includes(':'));
  const seed = Number(places.length > 0 ? 0 : args[0] ?? Date.now() % 1_000_000);
  const lines = everyMutant();
  const source = places.length > 0 ? named(lines, places) : drawn(lines, seed);
  const state = { wanted: places.length > 0 ? Infinity : Number(args[1] ?? 100), judged: 0, busy: 0, none: 0, all: [], passed: new Set() };
  if (!(Number.isInteger(seed) && state.wanted > 0))
    throw new Error('mutate [SEED [N]], whole numbers, or mutate FILE:LINE...');
  say(`seed ${seed}; ${lines.flat().length} mutants in ${lines.length} lines`);

  const base = mkdtempSync(path.join(tmpdir(), 'dpm-'));
  execFileSync('chmod', ['755', base]);
  const lanes = Array.from({ length: availableParallelism() }, (_, i) => new Lane(i, base));
  const close = () => {
    for (const pid of lanes.flatMap(({ folder }) => leftBy(folder)))
      signal(pid, 'SIGKILL');
    execFileSync('rm', ['-rf', base]);
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(name, () => {
      close();
      process.exit(1);
    });
  try {
    await Promise.all(lanes.map((lane) => work(lane, source, state)));
    const bad = await doubted(lanes, state);
    const counted = state.all.filter(({ killer }) => !bad.has(killer));
    const survivors = counted.filter(({ killer }) => !killer);
    say(`\n${survivors.length} survived:`);
    for (const { mutant } of survivors)
      say(diff(mutant));
    say(`seed ${seed}: ${counted.length - survivors.length} of ${counted.length} killed, ${
      (100 * (counted.length - survivors.length) / Math.max(1, counted.length)).toFixed(0)} %; ${state.none} were nothing else`);
    return bad.size > 0 ? 1 : 0;
  } finally {
    close();
  }
}

process.exitCode = await main(process.argv.slice(2));
