// SPDX-License-Identifier: ISC
// A private stack for recorded rows: database, memcached, pool, nginx; nothing
// is indexed.  Must not know what is recorded.  Relies on tests/lib/stack.sh,
// and on tests/lib/guard.mjs to take everything away at the end.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { atEnd } from '../lib/guard.mjs';

export const TOP = fileURLToPath(new URL('../..', import.meta.url));
const TIMEOUT_MS = 60_000;
const TOGETHER = 4;

// An address as a browser would send it: what may not stand in a request line is escaped.
const escaped = (address) => address.replace(/[^\x21-\x7e]|["<>\\^`{|}]/gu, encodeURIComponent);

export class Stack {
  #env;

  #agent = new Agent({ keepAlive: true, maxSockets: TOGETHER });

  /** Starts it; settings: more of its environment. */
  constructor(settings = {}) {
    const folder = path.join(mkdtempSync(path.join(tmpdir(), 'dp-recorded-')), 'var');
    this.#env = {
      ...process.env, top: TOP, srcdir: TOP, BUILD: process.env.BUILD ?? path.join(TOP, 'build'),
      VAR: folder, PORT: '0', POOL: '2', TIMER: 'off',
      PGOPTS: 'fsync=off synchronous_commit=off full_page_writes=off', ...settings,
    };
    this.#stack('stack_up');
    atEnd(() => this.close());
    this.port = Number(readFileSync(path.join(folder, 'port'), 'utf8'));
    this.run = realpathSync(path.join(folder, 'run'));
  }

  #stack(word) {
    execFileSync('sh', ['-ec', '. "$top/tests/lib/pg.sh"; . "$top/tests/lib/stack.sh"; "$1"', 'sh', word],
      { env: this.#env, stdio: ['ignore', 'ignore', 'inherit'] });
  }

  close() {
    this.#agent.destroy();
    this.#stack('stack_destroy');
  }

  /** Statements as the superuser: what they print. */
  sql(statements) {
    const { status, stdout, stderr } = spawnSync('psql', ['-X', '-q', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1',
      '-d', 'discprov', '-f', '-'], { input: statements, encoding: 'utf8', maxBuffer: 1 << 28,
      env: { ...this.#env, PGHOST: this.run, PGPORT: '5432', PGUSER: 'postgres' } });
    if (status !== 0)
      throw new Error(stderr.slice(0, 2000));
    return stdout;
  }

  /** What the second cache holds is of other rows. */
  forget() {
    return new Promise((resolve, reject) => {
      const socket = connect(path.join(this.run, 'memcached.sock'), () => socket.write('flush_all\r\n'));
      socket.on('data', () => socket.end());
      socket.on('close', resolve);
      socket.on('error', reject);
    });
  }

  /** {status, headers, text, json}; json is undefined when it is none. */
  ask({ method = 'GET', url, headers = {}, body }) {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port: this.port, method, path: escaped(url), agent: this.#agent,
        timeout: TIMEOUT_MS, headers: { ...headers, ...body !== undefined && { 'content-type': 'application/json' } } });
      sent.on('error', reject);
      sent.on('timeout', () => sent.destroy(new Error(`no answer within ${TIMEOUT_MS / 1000} s: ${url}`)));
      sent.on('response', (res) => {
        const parts = [];
        res.on('error', reject);
        res.on('data', (part) => parts.push(part));
        res.on('end', () => {
          const text = Buffer.concat(parts).toString();
          let json;
          try {
            json = JSON.parse(text);
          } catch { /* no JSON */ }
          resolve({ status: res.statusCode, headers: res.headers, text, json });
        });
      });
      sent.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** The answers to a list of requests, some of them at the same time; each is given to use(request, answer). */
  async askAll(requests, use) {
    const left = [...requests];
    await Promise.all(Array.from({ length: TOGETHER }, async () => {
      for (let r = left.shift(); r !== undefined; r = left.shift())
        use(r, await this.ask(r));
    }));
  }
}
