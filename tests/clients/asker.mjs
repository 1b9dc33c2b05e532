// SPDX-License-Identifier: ISC
// One client in a process of its own (reader.mjs), and what it sends.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { owned } from '../lib/guard.mjs';
import { openEthereum, openWire } from './wire.mjs';

const READER = fileURLToPath(new URL('reader.mjs', import.meta.url));
const DEADLINE_MS = 60_000;

export class Asker {
  /** scratch: a folder for what the client remembers; userId: who libs thinks one is. */
  static async open(client, { url, version, scratch, userId }) {
    const asker = new Asker();
    asker.wire = await openWire(url);
    asker.ethereum = await openEthereum(asker.wire.url, version);
    asker.client = client;
    const options = { client, url: asker.wire.url, rpc: asker.ethereum.url, userId };
    asker.child = owned(fork(READER, [JSON.stringify(options)], { cwd: scratch,
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }));
    asker.ended = once(asker.child, 'exit');
    assert.deepEqual(await asker.#next(`${client} begins`), { ready: true });
    return asker;
  }

  async #next(what) {
    let timer;
    const late = new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`${what}: no answer`)), DEADLINE_MS);
    });
    const [answer] = await Promise.race([once(this.child, 'message'), late,
      this.ended.then(([code, signal]) => { throw new Error(`${what}: ended, ${code ?? signal}`); })]);
    clearTimeout(timer);
    return answer;
  }

  /** {answer or error and status, asked: what went to the node, but looks at its health, which come when they like} */
  async ask(api, name, ...params) {
    const here = params.map((each) => (each === '$URL' ? this.wire.url : each));
    this.wire.taken();
    this.child.send({ api, name, params: here });
    const { answer, ...failed } = await this.#next(`${api}.${name}`);
    return { answer: answer === undefined ? undefined : JSON.parse(answer), ...failed,
      asked: this.wire.taken().filter(({ path }) => !path.startsWith('/health_check')) };
  }

  /** Methods with what they ask for ("routes"), or the names on an interface. */
  async list(what) {
    this.child.send({ list: what });
    const { answer, error } = await this.#next(`list of ${what}`);
    assert.equal(error, undefined);
    return JSON.parse(answer);
  }

  async close() {
    this.child.kill();
    await this.ended;
    await this.wire.close();
    await this.ethereum.close();
  }
}
