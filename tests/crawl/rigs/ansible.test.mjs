// SPDX-License-Identifier: ISC
// Facts that Ansible itself has gathered of this machine: what is made of them is compared with
// what the machine says of itself, and facts that change all the time make no history.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync } from 'node:fs';
import { cpus, hostname } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import { startCrawls } from '../../live/crawl_lib.mjs';

/** All facts of this machine, taken now, as the file that Ansible writes. */
function gathered(folder) {
  execFileSync('ansible', ['-i', 'localhost,', '-c', 'local', '-m', 'setup', '--tree', path.join(folder, 'facts'), 'all'],
    { stdio: 'ignore', env: { ...process.env, ANSIBLE_LOCAL_TEMP: path.join(folder, 'tmp'), ANSIBLE_REMOTE_TEMP: path.join(folder, 'tmp') } });
  return path.join(folder, 'facts', 'localhost');
}

test('facts of Ansible', async (t) => {
  const crawls = await startCrawls();
  t.after(() => crawls.close());
  const crawl = await crawls.stage();
  const uploaded = path.join(crawl.folder, 'up', 'localhost');
  copyFileSync(gathered(crawl.folder), uploaded);
  const facts = JSON.parse(readFileSync(uploaded, 'utf8')).ansible_facts;
  const id = await crawl.connect({ provider: 'Ansible', service: 'upload_ansible', artifacts: ['localhost'],
    tasks: { 'server-list': 0, 'volumes-list': 0 } });
  const of = (entity) => crawl.rows(`SELECT unique_id, name, is_active, doc FROM disc.crawl_resource
    WHERE connection = '${id}' AND entity = '${entity}' ORDER BY unique_id COLLATE "C"`);

  await t.test('the server is this machine', async () => {
    const run = await crawl.crawl(id, 'server-list');
    assert.equal(run.state, 'success', run.error);
    const [{ unique_id: uniqueId, name, doc }, ...more] = of('servers');
    assert.deepEqual(more, []);
    assert.equal(uniqueId, readFileSync('/etc/machine-id', 'utf8').trim());
    assert.equal(name, hostname());
    assert.equal(doc.cpu, cpus().length);
    assert.equal(doc.os.dist, 'Debian');
    assert.equal(doc.ipv4_private, facts.ansible_default_ipv4.address);
    assert.equal(doc.ipv6_public, facts.ansible_default_ipv6.address);
    assert.equal(doc.ipv4_public, undefined, 'an address of IPv6 is none of IPv4');
    assert.equal(doc.storage_count, Object.keys(facts.ansible_devices).length);
    assert.ok(doc.memory > 0);
  });

  await t.test('each device is a volume, those without a size too', async () => {
    const run = await crawl.crawl(id, 'volumes-list');
    assert.equal(run.state, 'success', run.error);
    assert.deepEqual(of('volumes').map(({ name }) => name).sort(), Object.keys(facts.ansible_devices).sort());
  });

  await t.test('gathered again, nothing is written and nothing is history', async () => {
    const before = [of('servers'), of('volumes'), crawl.history(id)];
    copyFileSync(gathered(crawl.folder), uploaded);
    assert.notDeepEqual(JSON.parse(readFileSync(uploaded, 'utf8')).ansible_facts, facts, 'time has gone by');
    for (const task of ['server-list', 'volumes-list']) {
      const run = await crawl.crawl(id, task);
      assert.deepEqual([run.state, run.created, run.changed, run.vanished], ['success', 0, 0, 0], task);
    }
    assert.deepEqual([of('servers'), of('volumes'), crawl.history(id)], before);
  });
});
