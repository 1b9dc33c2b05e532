// SPDX-License-Identifier: ISC
// The crawler and a provider with an API, which is a replay of ours: pages, and each way in which
// one does not come.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { startCrawls } from './crawl_lib.mjs';
import { startServer } from './jobs_lib.mjs';

let crawls;
before(async () => { crawls = await startCrawls(); });
after(() => crawls.close());

const TOKEN = 'token-that-nobody-may-see';
/** Five volumes in pages of two; what(page) may answer something else: [status, headers, body]. */
async function provider(what = () => undefined) {
  const server = await startServer((req, res) => {
    const page = Number(new URL(req.url, 'http://x').searchParams.get('page') ?? 1);
    const other = req.headers.authorization === `Bearer ${TOKEN}` ? what(page)
      : [401, {}, { id: 'unauthorized', message: 'Unable to authenticate you' }];
    const [status, headers, body] = other ?? [200, {}, {
      volumes: [1, 2].map((n) => (page - 1) * 2 + n).filter((n) => n <= 5).map((n) => ({ id: `v${n}`, name: `n${n}`, size_gigabytes: n })),
      links: page < 3 ? { pages: { next: `${server.url}/v2/volumes?page=${page + 1}` } } : {}, meta: { total: 5 } }];
    res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  });
  return server;
}
const connect = (crawl, server, more = {}) => crawl.connect({ provider: 'Digital Ocean', service: 'token_do', credentials: { token: TOKEN },
  endpoints: { api: server.url }, artifacts: undefined, tasks: { 'volumes-list': 3600 }, ...more });
const env = (server) => ({ audius_crawl_private_hosts: new URL(server.url).host });

test('all pages are in; a page that fails later sweeps nothing; refused, throttled and broken have their states', async () => {
  const crawl = await crawls.stage();
  let what = () => undefined;
  const server = await provider((page) => what(page));
  const id = await connect(crawl, server);
  const go = () => crawl.crawl(id, 'volumes-list', env(server));
  const first = await go();
  assert.deepEqual([first.state, first.seen, first.created], ['success', 5, 5]);
  const again = await go();
  assert.deepEqual([again.state, again.changed, again.vanished], ['success', 0, 0]);

  // the second page says: later; the step waits as long as it says, and the run goes on there
  what = (page) => (page === 2 ? [429, { 'retry-after': '600' }, { id: 'too_many_requests' }] : undefined);
  assert.equal((await go()).state, 'running');
  const [step] = crawl.rows(`SELECT state, pages, attempts, extract(epoch FROM not_before - now())::int AS in_s
    FROM disc.crawl_step ORDER BY id DESC LIMIT 1`);
  assert.deepEqual([step.state, step.pages, step.attempts], ['waiting', 1, 1]);
  assert.ok(step.in_s > 500 && step.in_s < 800, `${step.in_s}`);
  what = () => undefined;
  crawl.database.execute('UPDATE disc.crawl_step SET not_before = now()');
  await crawl.must(['run'], env(server));
  assert.deepEqual([crawl.last(id, 'volumes-list').state, crawl.last(id, 'volumes-list').seen], ['success', 5]);

  // an answer that is none
  what = (page) => (page === 3 ? [200, {}, 'text'] : undefined);
  const broken = await go();
  assert.deepEqual([broken.state, broken.vanished], ['failed', 0]);
  assert.equal(crawl.resources(id).filter(({ is_vanished }) => is_vanished).length, 0);

  // the token is taken back
  const bad = await connect(crawl, server, { name: 'bad', credentials: { token: 'wrong-one' } });
  const refused = await crawl.crawl(bad, 'volumes-list', env(server));
  assert.equal(refused.state, 'failed');
  assert.deepEqual(crawl.rows(`SELECT outcome FROM disc.crawl_step ORDER BY id DESC LIMIT 1`), [{ outcome: 'refused' }]);
  assert.ok(!refused.log.includes('wrong-one') && !JSON.stringify(crawl.rows('SELECT * FROM disc.crawl_step')).includes('wrong-one'));
  await server.close();
});

test('fault 15: an address that is private is not reached unless the operator says so', async () => {
  const crawl = await crawls.stage();
  let asked = 0;
  const server = await provider(() => { asked++; });
  const id = await connect(crawl, server);
  await crawl.crawl(id, 'volumes-list');
  assert.equal(asked, 0);
  assert.notEqual(crawl.rows('SELECT outcome, state FROM disc.crawl_step')[0].state, 'done');
  await server.close();
});

test('a server of Azure has the addresses that its interface names, and those that these name', async () => {
  const crawl = await crawls.stage();
  const id = (kind, name) => `/subscriptions/sub-1/resourceGroups/g/providers/Microsoft.${kind}/${name}`;
  const lists = {
    'Microsoft.Network/networkInterfaces': [{ name: 'nic-1', id: id('Network/networkInterfaces', 'nic-1'), properties: {
      ipConfigurations: [{ name: 'c', properties: { privateIPAddress: '10.1.0.4',
        publicIPAddress: { id: id('Network/publicIPAddresses', 'ip-1') } } }] } }],
    'Microsoft.Network/publicIPAddresses': [{ name: 'ip-1', id: id('Network/publicIPAddresses', 'ip-1'),
      properties: { ipAddress: '198.51.100.7' } }],
    'Microsoft.Compute/virtualMachines': [{ name: 'vm-1', id: id('Compute/virtualMachines', 'vm-1'), properties: {
      provisioningState: 'Succeeded', hardwareProfile: { vmSize: 'Standard_B1s' },
      networkProfile: { networkInterfaces: [{ id: id('Network/networkInterfaces', 'nic-1') }] } } }],
  };
  const server = await startServer((req, res) => {
    const { pathname } = new URL(req.url, 'http://x');
    const kind = pathname.split('/providers/')[1];
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(pathname === '/login'
      ? { token_type: 'Bearer', expires_in: 3599, access_token: 'a-token' } : { value: lists[kind] ?? [] }));
  });
  const connection = await crawl.connect({ provider: 'Azure', service: 'sub_azure', artifacts: undefined,
    credentials: { client: 'app-1', secret: 'not-to-be-seen', tenant: 'contoso-1', sub: 'sub-1' },
    endpoints: { login: `${server.url}/login`, management: server.url },
    tasks: { 'network-list': 3600, 'server-list': 3600 } });
  assert.equal((await crawl.crawl(connection, 'network-list', env(server))).state, 'success');
  assert.equal((await crawl.crawl(connection, 'server-list', env(server))).state, 'success');
  const [{ doc }] = crawl.resources(connection).filter(({ name }) => name === 'vm-1');
  assert.deepEqual([doc.ipv4_private, doc.ipv4_public], ['10.1.0.4', '198.51.100.7']);
  await server.close();
});

test('all regions are those that the provider names, each with its own listing; a list that is none is refused', async () => {
  const crawl = await crawls.stage();
  let regions = ['eu-west-1', 'us-east-1'];
  const list = (action, inside) => `<?xml version="1.0"?><${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${inside}</${action}Response>`;
  const server = await startServer((req, res, body) => {
    const action = new URLSearchParams(body).get('Action');
    const [, region] = /Credential=[^/]*\/\d+\/([^/]*)\//.exec(req.headers.authorization);
    res.writeHead(200, { 'content-type': 'text/xml' }).end(action === 'DescribeRegions'
      ? list(action, `<regionInfo>${regions.map((name) => `<item><regionName>${name}</regionName></item>`).join('')}</regionInfo>`)
      : list(action, `<volumeSet><item><volumeId>vol-${region}</volumeId><size>8</size></item></volumeSet>`));
  });
  const id = await crawl.connect({ provider: 'AWS', service: 'key_aws', artifacts: undefined, endpoints: { ec2: server.url },
    credentials: { access: 'AKIDREPLAY0000000000', secret: 'not-to-be-seen' }, tasks: { 'volumes-list': 3600 } });
  const first = await crawl.crawl(id, 'volumes-list', env(server));
  assert.deepEqual([first.state, first.seen], ['success', 2], first.log);
  assert.deepEqual(crawl.rows(`SELECT unique_id, region FROM disc.crawl_resource ORDER BY 1`),
    regions.map((region) => ({ unique_id: `vol-${region}`, region })));
  assert.deepEqual(crawl.rows(`SELECT region, state, outcome FROM disc.crawl_step WHERE region = 'all'`),
    [{ region: 'all', state: 'done', outcome: 'regions' }]);
  const again = await crawl.crawl(id, 'volumes-list', env(server));
  assert.deepEqual([again.state, again.created, again.changed, again.vanished], ['success', 0, 0, 0]);
  for (regions of [[], ['all'], ['x'.repeat(101)], Array.from({ length: 201 }, (_, i) => `r${i}`)])
    assert.equal((await crawl.crawl(id, 'volumes-list', env(server))).state, 'failed');
  await server.close();
});
