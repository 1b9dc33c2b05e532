// SPDX-License-Identifier: ISC
// An OpenStack that we did not write: Debian's Keystone, Nova, Neutron, Glance, Placement and Cinder in
// a folder of their own (openstack.sh), with Nova's fake hypervisor.  The crawler reads it whole; one
// server is deleted, and the compute service stopped.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { owned } from '../../lib/guard.mjs';
import { startCrawls } from '../../live/crawl_lib.mjs';

const MACHINE = process.env.RIGS_MACHINE;
const ME = 'http://127.0.0.1';
const PASSWORD = 'secret-of-the-rig';
const SERVERS = 5;

/** The services; say(line) tells them something and waits for it. */
async function startCloud() {
  copyFileSync(path.join(import.meta.dirname, 'openstack.sh'), path.join(MACHINE, 'root/rig.sh'));
  writeFileSync(path.join(MACHINE, 'etc/hosts'), '127.0.0.1 localhost\n');
  const child = owned(spawn('unshare', ['--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child', 'sh', '-c',
    'hostname localhost && mount -t proc proc "$0/proc" && mount --rbind /dev "$0/dev" && mount -t tmpfs tmpfs "$0/run" && exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot "$0" /bin/bash /root/rig.sh',
    MACHINE], { stdio: ['pipe', 'pipe', 'inherit'] }));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const hear = async (word) => assert.equal((await lines.next()).value, word, 'see root/rig.log in the machine');
  await hear('keystone');
  return { hear, say: async (line) => { child.stdin.write(`${line}\n`); await hear('done'); }, go: () => child.stdin.write('\n') };
}

let token;
async function api(method, port, at, body, type = 'application/json') {
  const said = await fetch(`${ME}:${port}${at}`, { method, headers: { 'x-auth-token': token, 'content-type': type, ...(port === 8774 ? { 'openstack-api-version': 'compute 2.72' } : {}) },
    body: body === undefined || Buffer.isBuffer(body) ? body : JSON.stringify(body) });
  const text = await said.text();
  assert.ok(said.ok, `${method} ${port}${at}: ${said.status} ${text}`);
  return { tree: text.startsWith('{') ? JSON.parse(text) : undefined, headers: said.headers };
}
const login = async (project) => {
  token = '';
  const { tree, headers } = await api('POST', 5000, '/v3/auth/tokens', { auth: { identity: { methods: ['password'],
    password: { user: { name: 'admin', domain: { id: 'default' }, password: PASSWORD } } },
  scope: { project: project ?? { name: 'admin', domain: { id: 'default' } } } } });
  token = headers.get('x-subject-token');
  return tree.token;
};

const SERVICES = [['compute', 8774, '/v2.1'], ['image', 9292, ''], ['network', 9696, ''], ['placement', 8780, ''], ['volumev3', 8776, '/v3/%(project_id)s']];
async function catalog() {
  for (const [type, port, at] of SERVICES) {
    const { tree: { service } } = await api('POST', 5000, '/v3/services', { service: { type, name: type } });
    for (const face of ['public', 'internal', 'admin'])
      await api('POST', 5000, '/v3/endpoints', { endpoint: { service_id: service.id, interface: face, region_id: 'RegionOne', url: `${ME}:${port}${at}` } });
  }
}

async function until(what, fn) {
  for (let n = 0; n < 240; n += 1) {
    if (await fn())
      return;
    await new Promise((resolve) => { setTimeout(resolve, 500); });
  }
  assert.fail(`${what}: not within two minutes`);
}

/** One of each thing, and some servers. */
async function fill() {
  const { tree: image } = await api('POST', 9292, '/v2/images', { name: 'little', disk_format: 'raw', container_format: 'bare' });
  await api('PUT', 9292, `/v2/images/${image.id}/file`, Buffer.from('no system'), 'application/octet-stream');
  const { tree: { flavor } } = await api('POST', 8774, '/v2.1/flavors', { flavor: { name: 'm1.rig', ram: 512, vcpus: 3, disk: 1 } });
  const { tree: { network } } = await api('POST', 9696, '/v2.0/networks', { network: { name: 'net-1' } });
  await api('POST', 9696, '/v2.0/subnets', { subnet: { name: 'sub-1', network_id: network.id, ip_version: 4, cidr: '10.9.0.0/24' } });
  await api('POST', 9696, '/v2.0/routers', { router: { name: 'router-1' } });
  await api('POST', 9696, '/v2.0/security-groups', { security_group: { name: 'group-1' } });
  await api('POST', 8774, '/v2.1/os-keypairs', { keypair: { name: 'key-1', type: 'ssh' } });
  const ids = [];
  for (let n = 0; n < SERVERS; n += 1)
    ids.push((await api('POST', 8774, '/v2.1/servers', { server: { name: `web-${n}`, imageRef: image.id, flavorRef: flavor.id, key_name: 'key-1',
      metadata: { role: 'Web', environment: 'Prod' }, networks: [{ uuid: network.id }] } })).tree.server.id);
  await until('servers are active', async () => (await api('GET', 8774, '/v2.1/servers/detail')).tree.servers.every(({ status }) => {
    assert.notEqual(status, 'ERROR');
    return status === 'ACTIVE';
  }));
  return { ids, image, flavor, network };
}

test('OpenStack, by Debian', { skip: MACHINE ? false : 'no machine: ./dev check rigs makes one, as root' }, async (t) => {
  const cloud = await startCloud();
  await until('Keystone', () => login().then(() => true, () => false));
  await catalog();
  cloud.go();
  await cloud.hear('ready');
  const { project } = await login();
  const has = await fill();
  const { tree: { volume } } = await api('POST', 8776, `/v3/${project.id}/volumes`, { volume: { size: 1, name: 'vol-1' } });
  await until('the volume is there', async () => (await api('GET', 8776, `/v3/${project.id}/volumes/${volume.id}`)).tree.volume.status === 'available');

  const crawls = await startCrawls();
  t.after(() => crawls.close());
  const crawl = await crawls.stage();
  const env = { audius_crawl_private_hosts: '127.0.0.1', MAESTRO_SCAN_QTD: '2' };
  const tasks = ['server-list', 'flavor-list', 'images-list', 'security-list', 'network-list', 'volumes-list', 'snapshot-list', 'loadbalance-list'];
  const connect = (more = {}) => crawl.connect({ provider: 'OpenStack', service: undefined, artifacts: undefined, url: `${ME}:5000/v2.0`,
    project: project.id, user_domain_id: 'default', credentials: { username: 'admin', password: PASSWORD }, regions: ['all'],
    tasks: Object.fromEntries(tasks.map((task) => [task, 3600])), ...more });
  const id = await connect();
  // a pass ends when its time is over, and the next one goes on: this cloud is slow
  const go = async (which, task) => {
    let said = await crawl.crawl(which, task, env);
    for (let n = 0; n < 20 && said.state === 'running'; n += 1)
      said = { ...await crawl.must(['run'], env), ...crawl.last(which, task) };
    return said;
  };
  const all = async () => {
    const said = {};
    for (const task of tasks)
      said[task] = await go(id, task);
    return said;
  };
  const rows = (entity) => crawl.rows(`SELECT unique_id, name, region, is_active, vanished_at IS NOT NULL AS is_vanished, doc
    FROM disc.crawl_resource WHERE connection = '${id}' AND entity = '${entity}' ORDER BY name`);
  const history = () => crawl.rows('SELECT count(*)::int AS n FROM disc.crawl_history')[0].n;

  await t.test('all that it has, in pages of two', async () => {
    const said = await all();
    for (const task of tasks.slice(0, -1))
      assert.equal(said[task].state, 'success', `${task}: ${said[task].error}`);
    assert.equal(said['loadbalance-list'].state, 'warning', 'this cloud has none, and says so');
    assert.match(said['loadbalance-list'].error, /catalog has no service/);
    const servers = rows('servers');
    assert.deepEqual(servers.map(({ name, region }) => [name, region]), has.ids.map((_, n) => [`web-${n}`, 'RegionOne']));
    assert.deepEqual(servers.map(({ unique_id }) => unique_id), has.ids);
    const { doc } = servers[0];
    // fault 18: from 2.47 on the flavor stands in the server, and has no id
    assert.deepEqual([doc.cpu, doc.memory, doc.environment, doc.role], [3, 512, 'Prod', 'Web']);
    assert.match(doc.ipv4_private, /^10\.9\.0\.\d+$/);
    assert.deepEqual(doc.auth, [{ name: 'key-1', type: 'PKI' }]);
    assert.deepEqual(rows('images').map(({ name }) => name), ['little']);
    assert.deepEqual(rows('volumes').map(({ name }) => name), ['vol-1']);
    assert.ok(rows('flavors').some(({ name }) => name === 'm1.rig'));
    const families = crawl.rows(`SELECT doc ->> 'family' AS family, count(*)::int AS n FROM disc.crawl_resource WHERE entity = 'networks' GROUP BY 1 ORDER BY 1`);
    assert.deepEqual(families.map(({ family }) => family), ['Network', 'Ports', 'RouteTable', 'SecurityGroup', 'Subnet']);
    assert.equal(families.find(({ family }) => family === 'Ports').n, SERVERS);
    t.diagnostic(`${crawl.rows('SELECT count(*)::int AS n FROM disc.crawl_resource')[0].n} resources; ${crawl.rows('SELECT sum(pages)::int AS n FROM disc.crawl_step')[0].n} pages`);
  });
  await t.test('what is read again writes nothing, and no history', async () => {
    const before = history();
    for (const [task, said] of Object.entries(await all()))
      assert.deepEqual([said.created, said.changed, said.vanished], [0, 0, 0], task);
    assert.equal(history(), before);
  });
  await t.test('a server that is deleted: one row inactive, one row of history', async () => {
    await api('DELETE', 8774, `/v2.1/servers/${has.ids[2]}`);
    await until('it is gone', async () => (await api('GET', 8774, '/v2.1/servers')).tree.servers.length === SERVERS - 1);
    const before = history();
    const said = await go(id, 'server-list');
    assert.deepEqual([said.state, said.changed, said.vanished], ['success', 0, 1]);
    assert.deepEqual(rows('servers').map(({ is_active }) => is_active), [true, true, false, true, true]);
    assert.equal(history(), before + 1);
  });
  await t.test('the compute service is stopped: nothing changes, and the next run is planned', async () => {
    await cloud.say('compute off');
    const before = [history(), rows('servers')];
    const said = await crawl.crawl(id, 'server-list', env);
    assert.equal(said.state, 'running', said.error);
    assert.deepEqual([history(), rows('servers')], before);
    assert.match(crawl.rows(`SELECT error FROM disc.crawl_step ORDER BY id DESC LIMIT 1`)[0].error, /8774/);
    await cloud.say('compute on');
    crawl.database.execute('UPDATE disc.crawl_step SET not_before = now()');
    await crawl.must(['run'], env);
    assert.deepEqual([crawl.last(id, 'server-list').state, crawl.last(id, 'server-list').vanished], ['success', 0]);
  });
  await t.test('a wrong password, a project that is none, a region that is none', async () => {
    const wrong = await connect({ name: 'wrong', credentials: { username: 'admin', password: 'not-the-password' } });
    const refused = await go(wrong, 'server-list');
    assert.equal(refused.state, 'failed');
    assert.match(refused.error, /401/);
    assert.ok(!refused.log.includes('not-the-password'));
    const elsewhere = await connect({ name: 'elsewhere', regions: ['RegionNine'] });
    assert.equal((await go(elsewhere, 'server-list')).state, 'warning');
    assert.equal(crawl.resources(elsewhere).length, 0);
  });
});
