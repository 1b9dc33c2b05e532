// SPDX-License-Identifier: ISC
// The node that the clients read from: the one that NODE_URL and BOOKS name,
// or a demo of our own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import '../lib/guard.mjs';

const DEV = fileURLToPath(new URL('../../dev', import.meta.url));

const readBooks = (file) => JSON.parse(readFileSync(file, 'utf8'));

async function dev(word, environment) {
  const child = spawn(DEV, [word], { env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (code !== 0)
    throw new Error(`dev ${word} ended with ${code}\n${out}${said}`);
}

async function startDemo() {
  const folder = mkdtempSync(path.join(tmpdir(), 'discprov-clients-'));
  const environment = { VAR: path.join(folder, 'var'), PORT: '0', TIMER: 'off' };
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
  return { url: `http://127.0.0.1:${port}`, books: readBooks(path.join(environment.VAR, 'books.json')), stop };
}

/** {url, books, stop()} */
export async function openNode() {
  const { NODE_URL: url, BOOKS: books } = process.env;
  return url && books ? { url, books: readBooks(books), stop: async () => {} } : startDemo();
}
