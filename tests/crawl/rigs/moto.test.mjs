// SPDX-License-Identifier: ISC
// AWS as moto plays it: filled by AWS's SDK for Python, which lists it as well.
// moto checks signatures with the SDK's signer and knows rights; it is no AWS:
// its pages, its errors and its XML are what its authors know of them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { startMoto } from '../moto.mjs';
import { PROVIDERS, walk } from '../replay.mjs';

const VENV = process.env.RIGS_VENV;
const REGION = 'eu-west-1';

test('AWS, by moto', async (t) => {
  const url = await startMoto();
  const seed = execFileSync(path.join(VENV, 'bin/python'), [path.join(import.meta.dirname, 'moto_seed.py'), url, REGION, '23'], { encoding: 'utf8' });
  const { known, ...credentials } = JSON.parse(seed);
  const services = ['ec2', 'dynamodb', 'rds', 'sqs', 's3', 'elb'];
  const read = (name, more = {}) => walk({ provider: 'aws', region: `${REGION} (Ireland)`,
    command: name === '-' ? '-' : JSON.parse(readFileSync(path.join(PROVIDERS, 'aws', `${name}.json`), 'utf8')),
    conn: { settings: { endpoints: Object.fromEntries(services.map((service) => [service, url])) }, credentials,
      private_hosts: ['127.0.0.1'], ...more } });
  // moto 5.0.28 refuses what the SDK signs for DynamoDB: this one is read before signatures count
  await t.test('dynamodb-list: what the SDK lists', async () => {
    const said = await read('dynamodb-list', { page_size: 2 });
    assert.equal(said.last.end, 'ok', said.last.msg);
    assert.deepEqual(said.items.sort(), known.tables.sort());
    assert.equal(said.pages.length, 3);
  });
  const counts = await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', body: '0', headers: { 'Content-Type': 'text/plain' } });
  assert.ok(counts.ok);
  const rows = [
    ['server-list', 'instances', (item) => item.instanceId, 5],
    ['volumes-list', 'volumes', (item) => item.volumeId, 5],
    ['security-list', 'groups', (item) => item.groupId, 5],
    ['network-list-vpcs', 'vpcs', (item) => item.vpcId],
    ['network-list-subnets', 'subnets', (item) => item.subnetId],
    ['dbs-list', 'databases', (item) => item.DBInstanceIdentifier, 20],
  ];
  for (const [name, what, id, page_size] of rows)
    await t.test(`${name}: what the SDK lists`, async () => {
      const said = await read(name, { page_size });
      assert.equal(said.last.end, 'ok', said.last.msg);
      assert.deepEqual(said.items.map(id).sort(), [...known[what]].sort());
      t.diagnostic(`${name}: ${said.items.length} items, ${said.pages.length} pages`);
    });
  await t.test('tags come as they were written', async () => {
    const [first] = (await read('server-list')).items;
    assert.deepEqual(Object.fromEntries(first.tagSet.map(({ key, value }) => [key, value])).role, 'é');
    assert.match(first.tagSet.find(({ key }) => key === 'Name').value, /^web \d+ <&>$/);
  });
  await t.test('regions', async () => {
    assert.deepEqual((await read('-')).items.sort(), [...known.regions].sort());
  });
  await t.test('a wrong secret, an unknown key, a right that is missing', async () => {
    const wrong = await read('server-list', { credentials: { ...credentials, secret: 'another' } });
    assert.equal(wrong.last.end, 'refused', wrong.last.msg);
    const unknown = await read('server-list', { credentials: { access: 'AKIAUNKNOWN000000000', secret: 'x' } });
    assert.equal(unknown.last.end, 'refused', unknown.last.msg);
    const denied = await read('loadbalance-list-v2');
    assert.equal(denied.last.end, 'denied', denied.last.msg);
  });
});
