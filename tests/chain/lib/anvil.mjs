// SPDX-License-Identifier: ISC
// A development chain of one's own on a free port.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

import { owned } from '../../lib/guard.mjs';
import { freePort } from '../../lib/ports.mjs';
import { Rpc } from './rpc.mjs';

const SCRIPT = fileURLToPath(new URL('../anvil.sh', import.meta.url));
const START_MS = 20_000;

async function answers(url, child) {
  const rpc = new Rpc(url);
  for (const deadline = Date.now() + START_MS; Date.now() < deadline; await sleep(50)) {
    if (child.exitCode !== null)
      throw new Error(`anvil ended with ${child.exitCode}`);
    try {
      return await rpc.call('eth_chainId');
    } catch (error) {
      if (error.cause?.code !== 'ECONNREFUSED')
        throw error;
    }
  }
  throw new Error(`anvil does not answer at ${url}`);
}

async function startOnce(env) {
  const port = await freePort();
  const child = owned(spawn(SCRIPT, [String(port)], {
    env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] }));
  const ended = once(child, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill();
    await ended;
  };
  try {
    await answers(url, child);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** {url, stop()}; env: for anvil.sh.  Between two looks somebody else may take the port. */
export async function startAnvil({ env = {}, tries = 3 } = {}) {
  try {
    return await startOnce(env);
  } catch (error) {
    if (tries === 1)
      throw error;
    return startAnvil({ env, tries: tries - 1 });
  }
}
