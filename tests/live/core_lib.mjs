// SPDX-License-Identifier: ISC
// What the tests of the core chain share: a place, a chain, and a node of it.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { CoreChain } from '../chain/lib/core.mjs';
import { startReplay } from '../chain/lib/core_replay.mjs';
import { Place } from './index_lib.mjs';

export async function openCore(options) {
  const place = new Place();
  const chain = new CoreChain(options);
  const node = await startReplay(chain);
  test.after(() => {
    node.close();
    place.close();
  });
  return { place, chain, node };
}

/** Environment of a run that reads the core chain alone: urls, or of node. */
export function coreSettings({ database, node, urls = node.url, runDir = 'run', ...more }) {
  const dir = path.join(database.place.folder, runDir);
  mkdirSync(dir, { recursive: true });
  return {
    PATH: process.env.PATH,
    ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '',
    audius_db_url: database.url,
    audius_core_endpoint: urls,
    audius_core_timeout_sec: '5',
    audius_discprov_run_dir: dir,
    audius_discprov_rule_dates: 'all=0',
    ...more,
  };
}
