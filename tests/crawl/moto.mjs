// SPDX-License-Identifier: ISC
// moto, which plays AWS, as a server of a test's own; RIGS_VENV says where it is installed.
import { spawn } from 'node:child_process';
import path from 'node:path';

import { atEnd } from '../lib/guard.mjs';
import { freePort } from '../lib/ports.mjs';

/** Its URL. */
export async function startMoto() {
  const port = await freePort();
  const child = spawn(path.join(process.env.RIGS_VENV, 'bin/moto_server'), ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  atEnd(() => child.kill());
  const url = `http://127.0.0.1:${port}`;
  for (let n = 0; n < 600; n += 1) {
    if (await fetch(`${url}/moto-api/`).then((said) => said.ok, () => false))
      return url;
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  throw new Error('moto does not answer');
}
