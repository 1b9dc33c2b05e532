// SPDX-License-Identifier: ISC
// An object store that we did not write: Debian's Swift with its S3 interface,
// which checks our signatures and pages its own listings.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

import aws4 from 'aws4';

import { atEnd } from '../../lib/guard.mjs';
import { freePorts } from '../../lib/ports.mjs';
import { startCrawls } from '../../live/crawl_lib.mjs';
import { PROVIDERS, walk } from '../replay.mjs';

const KEYS = { access: 'test:tester', secret: 'testing' };
const read = (...at) => JSON.parse(readFileSync(path.join(PROVIDERS, ...at), 'utf8'));

/** One device, one copy, four servers in a folder of the test's. */
async function startSwift() {
  const home = mkdtempSync(path.join(tmpdir(), 'swift-'));
  const kinds = ['account', 'container', 'object'];
  const [proxy, ...ports] = await freePorts(4);
  const common = `[DEFAULT]\nbind_ip = 127.0.0.1\nuser = ${userInfo().username}\nswift_dir = ${home}\ndevices = ${home}/devices\n`
    + 'mount_check = false\nworkers = 0\nlog_address = /nonexistent\ndisable_fallocate = true\n';
  const start = (kind, conf) => {
    writeFileSync(path.join(home, `${kind}.conf`), conf);
    const child = spawn(`swift-${kind}-server`, [path.join(home, `${kind}.conf`)], { stdio: 'ignore' });
    atEnd(() => child.kill('SIGKILL'));
  };
  mkdirSync(path.join(home, 'devices', 'd1'), { recursive: true });
  kinds.forEach((kind, i) => {
    const ring = (...args) => execFileSync('swift-ring-builder', [path.join(home, `${kind}.builder`), ...args], { stdio: 'ignore' });
    ring('create', '4', '1', '1');
    ring('add', `r1z1-127.0.0.1:${ports[i]}/d1`, '1');
    ring('rebalance');
    start(kind, `${common}bind_port = ${ports[i]}\n[pipeline:main]\npipeline = ${kind}-server\n[app:${kind}-server]\nuse = egg:swift#${kind}\n`);
  });
  start('proxy', `${common}bind_port = ${proxy}\n[pipeline:main]
pipeline = catch_errors gatekeeper cache listing_formats bulk slo s3api tempauth copy proxy-server
[app:proxy-server]\nuse = egg:swift#proxy\nallow_account_management = true\naccount_autocreate = true
[filter:tempauth]\nuse = egg:swift#tempauth\nuser_test_tester = testing .admin
[filter:s3api]\nuse = egg:swift#s3api\nlocation = us-east-1
${['catch_errors', 'gatekeeper', 'listing_formats', 'bulk', 'slo', 'copy'].map((name) => `[filter:${name}]\nuse = egg:swift#${name}\n`).join('')}
[filter:cache]\nuse = egg:swift#memcache\nmemcache_servers = 127.0.0.1:1\n`);
  return `127.0.0.1:${proxy}`;
}

/** A signed request by code that is not ours. */
async function s3(host, method, at, body = '') {
  const signed = aws4.sign({ host, method, path: at, body, service: 's3', region: 'us-east-1', headers: {} },
    { accessKeyId: KEYS.access, secretAccessKey: KEYS.secret });
  const { Host, 'Content-Length': length, ...headers } = signed.headers;
  return fetch(`http://${host}${at}`, { method, headers, body: method === 'PUT' ? body : undefined });
}

async function filled() {
  const host = await startSwift();
  for (let n = 0; ; n += 1) {
    if (await s3(host, 'PUT', '/facts').then((said) => said.ok, () => false))
      break;
    assert.ok(n < 300, 'swift does not answer');
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  for (const name of ['other', 'third'])
    assert.ok((await s3(host, 'PUT', `/${name}`)).ok);
  const keys = ['dir%20one/a%2Bb.json', 'dir%20one/c.json', 'dir%20one/d%3D.json', 'dir%20one/e.json', 'dir%20one/%C3%A9.json', 'elsewhere.json'];
  for (const key of keys)
    assert.ok((await s3(host, 'PUT', `/facts/${key}`, '{}')).ok, key);
  return host;
}

test('S3, by Swift', async (t) => {
  const host = await filled();
  const provider = { ...read('spaces', 'provider.json') };
  provider.services = { s3: { ...provider.services.s3, lacks_empty: true } };
  const ask = (command, credentials = KEYS, region = 'us-east-1') => walk({ provider, command, region,
    conn: { settings: { endpoints: { s3: `http://${host}` } }, credentials, private_hosts: [host] } });
  const objects = (query, page) => ({ scope: 'region', items: 'Contents[]', xml: { flat: ['Contents'] },
    request: { service: 's3', path: '/facts', query: { 'max-keys': '$page_size', ...query } }, page });
  const inDir = ['dir one/a+b.json', 'dir one/c.json', 'dir one/d=.json', 'dir one/e.json', 'dir one/é.json'];

  await t.test('buckets', async () => {
    const said = await ask(read('spaces', 'storage-object-list.json'));
    assert.deepEqual(said.items.map((item) => item.Name), ['facts', 'other', 'third'], said.last.msg);
  });
  await t.test('a listing by tokens: several members of a query, a prefix with blank and slash', async () => {
    const said = await ask(objects({ 'list-type': '2', prefix: 'dir one/' },
      { style: 'token', in: 'continuation-token', out: 'NextContinuationToken', more: 'IsTruncated', size: 2 }));
    assert.deepEqual(said.items.map((item) => item.Key), inDir, said.last.msg);
    assert.equal(said.pages.length, 3);
    t.diagnostic(`token of the second page: ${said.pages[0].next.at}`);
  });
  await t.test('the same by markers, whose end is an empty page', async () => {
    const said = await ask(objects({ prefix: 'dir one/' }, { style: 'marker', in: 'marker', from: 'Key', size: 2 }));
    assert.deepEqual(said.items.map((item) => item.Key), inDir, said.last.msg);
    assert.deepEqual(said.last.items, []);
  });
  await t.test('files of a bucket: those below a path, in pages of two, each once', async () => {
    const crawls = await startCrawls();
    t.after(() => crawls.close());
    const crawl = await crawls.stage();
    const facts = (name) => JSON.stringify({ ansible_facts: { ansible_nodename: name, ansible_processor_vcpus: 2 } });
    const names = ['a+b', 'c', 'd=', 'e', 'é'];
    for (const [n, key] of ['a%2Bb', 'c', 'd%3D', 'e', '%C3%A9'].entries())
      assert.ok((await s3(host, 'PUT', `/facts/dir%20one/${key}.json`, facts(names[n]))).ok);
    const id = await crawl.connect({ provider: 'Ansible', service: 's3_ansible', artifacts: undefined, regions: ['us-east-1'],
      credentials: { bucket: 'facts', path: '/dir one/', ...KEYS }, endpoints: { s3: `http://${host}` }, tasks: { 'server-list': 3600 } });
    const run = await crawl.crawl(id, 'server-list', { audius_crawl_private_hosts: host, MAESTRO_SCAN_QTD: '2' });
    assert.deepEqual([run.state, run.created, run.error], ['success', names.length, null]);
    assert.deepEqual(crawl.resources(id).map((row) => row.name).sort(), [...names].sort());
  });
  await t.test('a wrong secret, an unknown key, another region, a bucket that is not there', async () => {
    const buckets = read('spaces', 'storage-object-list.json');
    const wrong = await ask(buckets, { ...KEYS, secret: 'wrong' });
    assert.equal(wrong.last.end, 'refused');
    assert.match(wrong.last.msg, /SignatureDoesNotMatch/);
    assert.equal((await ask(buckets, { access: 'test:nobody', secret: 'x' })).last.end, 'refused');
    assert.equal((await ask(buckets, KEYS, 'eu-west-1')).last.end, 'refused');
    const none = await ask({ ...objects({}), request: { service: 's3', path: '/nothing' } });
    assert.equal(none.last.end, 'gone');
  });
});
