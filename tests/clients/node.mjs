// SPDX-License-Identifier: ISC
// The node that the clients read from: the one that NODE_URL and BOOKS name,
// or a demo of our own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import '../lib/guard.mjs';

const DEV = fileURLToPath(new URL('../../dev', import.meta.url));

const TIMER = fileURLToPath(new URL('../lib/timer.sh', import.meta.url));

const readBooks = (file) => JSON.parse(readFileSync(file, 'utf8'));

// Where files are said to be; nobody asks there.
const CONTENT = 'https://content.example=0x0000000000000000000000000000000000000002';

async function run(program, words, environment) {
  const child = spawn(program, words, { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== 0)
    throw new Error(`${program} ${words.at(-1)} ended with ${code}\n${out}${said}`);
}

const dev = (word, environment) => run(DEV, [word], environment);

async function startDemo() {
  const folder = mkdtempSync(path.join(tmpdir(), 'discprov-clients-'));
  const environment = { VAR: path.join(folder, 'var'), PORT: '0', TIMER: 'off',
    audius_network_content_nodes: CONTENT };
  const stop = async () => {
    await dev('down', environment);
    rmSync(folder, { recursive: true });
  };
  try {
    await dev('demo', environment);
  } catch (error) {
    await stop();
    throw error;
  }
  const port = readFileSync(path.join(environment.VAR, 'port'), 'utf8').trim();
  return {
    url: `http://127.0.0.1:${port}`, books: readBooks(path.join(environment.VAR, 'books.json')), stop,
    /** People hear this, and the jobs that follow make their pass as of then. */
    hear: ({ lines, asOf }) => {
      const file = path.join(folder, 'plays');
      writeFileSync(file, lines);
      return run('sh', ['-ec', `. "$VAR/env"; discprov import-plays "$0"
        discprov-job --as-of "$1" trending; discprov-job listening-history`, file, String(asOf / 1000)], environment);
    },
    index: () => run('sh', ['-ec', '. "$VAR/env"; exec sh "$0" "$VAR" once', TIMER], environment),
  };
}

/** {url, books, stop(), index(): one run of the indexer, hear({lines, asOf})} */
export async function openNode() {
  const { NODE_URL: url, BOOKS: books } = process.env;
  return url && books ? { url, books: readBooks(books), stop: async () => {},
    index: async () => {}, hear: async () => {} } : startDemo();
}
