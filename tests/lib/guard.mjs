// SPDX-License-Identifier: ISC
// Whatever a test file starts ends with it, however that ends; guard.sh says
// how.  Importing this is enough: from then on os.tmpdir() is a folder of this
// process, which goes with all that runs for it.
//
// What would keep the process waiting when a test has failed in the middle
// (a server, a program at work) is named with atEnd() by who starts it.
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after } from 'node:test';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('guard.sh', import.meta.url));
const GRACE_MS = 3_000;

const folder = mkdtempSync(path.join(tmpdir(), 'dp-'));
chmodSync(folder, 0o755);

// A file whose runner is gone works for nobody.
const runner = process.env.NODE_TEST_CONTEXT ? [String(process.ppid)] : [];
spawn('sh', [SCRIPT, 'watch', folder, String(process.pid), ...runner], { detached: true, stdio: 'ignore' }).unref();
process.env.TMPDIR = folder;
process.env.DISCPROV_TEST = folder;

const ends = [];

/** end() is called when all tests have ended, also when it was called before. */
export function atEnd(end) {
  ends.push(end);
}

/** The same for a child process, which is killed; gives it back. */
export function owned(child) {
  atEnd(() => child.kill('SIGKILL'));
  return child;
}

/** The environment of a program that is given none of ours, so that it is known as ours. */
export const ours = (env) => ({ ...env, DISCPROV_TEST: folder });

/** The same for a server; gives what closes it. */
export function closing(server) {
  const close = () => {
    server.closeAllConnections?.();
    server.close();
  };
  atEnd(close);
  return close;
}

function endAll() {
  while (ends.length > 0)
    ends.pop()();
}

after(endAll);

// The runner makes a failure of these, and would wait for ever.
for (const trouble of ['uncaughtException', 'unhandledRejection'])
  process.on(trouble, (error) => {
    console.error(error);
    endAll();
    setTimeout(() => process.exit(1), GRACE_MS).unref();
  });

process.on('exit', () => {
  const { DISCPROV_TEST: ignored, ...env } = process.env;
  spawnSync('sh', [SCRIPT, 'end', folder], { env, stdio: ['ignore', 'ignore', 'inherit'] });
});
