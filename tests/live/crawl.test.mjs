// SPDX-License-Identifier: ISC
// The crawler's whole way, with files as a provider: register, plan, read, keep, sweep, tell.
import assert from 'node:assert/strict';
import { chmodSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';

import { KEY, servers, startCrawls } from './crawl_lib.mjs';
import { startServer } from './jobs_lib.mjs';

let crawls;
before(async () => { crawls = await startCrawls(); });
after(() => crawls.close());

test('what a file lists is in the inventory, and in the history, once', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(3));
  const id = await crawl.connect();
  const first = await crawl.crawl(id);
  assert.deepEqual([first.state, first.seen, first.created, first.changed, first.vanished], ['success', 3, 3, 0, 0]);
  const [one] = crawl.resources(id);
  assert.equal(one.name, 'Server 1');
  assert.equal(one.doc.ipv4_private, '10.0.0.0');
  assert.equal(one.doc.datacenters.name, 'Cellar');
  assert.deepEqual(one.doc.accountant, [id]);
  const history = crawl.history(id);
  assert.deepEqual(history.map(({ op }) => op), ['create', 'create', 'create']);
  assert.equal(history[0].diff[0].new.name, 'Server 1');

  // the same again writes nothing: not a row, not a line of history
  const writes = () => crawl.rows('SELECT id, xmin::text, ctid::text FROM disc.crawl_resource ORDER BY id');
  const before = writes();
  const second = await crawl.crawl(id);
  assert.deepEqual([second.state, second.seen, second.created, second.changed, second.vanished], ['success', 3, 0, 0, 0]);
  assert.deepEqual(writes(), before);
  assert.equal(crawl.history(id).length, 3);
  assert.deepEqual(crawl.rows('SELECT message FROM disc.crawl_task'), [{ message: 'Success. No changes' }]);
});

test('fault 8: a changed tag is one tag, a removed one is gone, and both values are told', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(1, () => ({ tags: [{ key: 'a', value: '1' }, { key: 'b', value: '2' }] })));
  const id = await crawl.connect();
  await crawl.crawl(id);
  crawl.upload('servers.json', servers(1, () => ({ tags: [{ key: 'a', value: '7' }] })));
  const { changed } = await crawl.crawl(id);
  assert.equal(changed, 1);
  assert.deepEqual(crawl.resources(id)[0].doc.tags, [{ key: 'a', value: '7' }]);
  assert.deepEqual(crawl.history(id).at(-1), { unique_id: 's1', op: 'change', diff: [{
    path: 'tags', old: [{ key: 'a', value: '1' }, { key: 'b', value: '2' }], new: [{ key: 'a', value: '7' }] }] });
});

test('faults 9 and 20: what is listed no more vanishes, is told, and returns', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(3));
  const id = await crawl.connect();
  await crawl.crawl(id);
  crawl.upload('servers.json', servers(2));
  assert.equal((await crawl.crawl(id)).vanished, 1);
  assert.deepEqual(crawl.resources(id).map(({ is_active, is_vanished }) => [is_active, is_vanished]),
    [[true, false], [true, false], [false, true]]);
  assert.deepEqual(crawl.history(id).at(-1), { unique_id: 's3', op: 'vanish', diff: [{ path: 'active', old: true, new: false }] });
  assert.equal((await crawl.crawl(id)).vanished, 0, 'only once');
  crawl.upload('servers.json', servers(3));
  assert.equal((await crawl.crawl(id)).changed, 1);
  assert.deepEqual(crawl.history(id).at(-1), { unique_id: 's3', op: 'return', diff: [] });
  assert.deepEqual(crawl.resources(id)[2].is_vanished, false);
});

test('fault 9: a listing that breaks in the middle sweeps nothing, and the next run is planned', async () => {
  const crawl = await crawls.stage();
  crawl.upload('a.json', servers(2));
  crawl.upload('b.json', { servers: [{ unique_id: 'b1', name: 'B' }] });
  const id = await crawl.connect({ artifacts: ['a.json', 'b.json'], tasks: { 'server-import': 3600 } });
  await crawl.crawl(id);
  crawl.upload('a.json', servers(1));
  crawl.upload('b.json', '{"servers": [');
  const { state, vanished, error } = await crawl.crawl(id);
  assert.deepEqual([state, vanished], ['failed', 0]);
  assert.match(error, /b\.json: no JSON/);
  assert.equal(crawl.resources(id).filter(({ is_vanished }) => is_vanished).length, 0);
  // fault 11: one failure does not end the schedule
  const [task] = crawl.rows(`SELECT fails, paused, state, extract(epoch FROM next_run_at - now())::int AS in_s FROM disc.crawl_task`);
  assert.deepEqual([task.fails, task.paused, task.state], [1, null, 'failed']);
  assert.ok(task.in_s > 200 && task.in_s <= 300, `${task.in_s}`);
});

test('fault 9: an empty page sweeps its own scope only, and tasks do not sweep each other', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', { ...servers(2), volumes: [{ unique_id: 'v1', name: 'V', size: 1 }] });
  const id = await crawl.connect({ tasks: { 'server-import': 0, 'volumes-import': 0 } });
  await crawl.must(['now', id]);
  await crawl.must();
  assert.equal(crawl.resources(id).length, 3);
  crawl.upload('servers.json', { servers: [], volumes: [{ unique_id: 'v1', name: 'V', size: 1 }] });
  assert.deepEqual([(await crawl.crawl(id)).vanished, (await crawl.crawl(id, 'volumes-import')).vanished], [2, 0]);
  assert.deepEqual(crawl.resources(id).filter(({ is_vanished }) => is_vanished).map(({ unique_id }) => unique_id), ['s1', 's2']);
});

test('when much would vanish at once it is held, until the next run says the same', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(50));
  const id = await crawl.connect();
  await crawl.crawl(id);
  crawl.upload('servers.json', servers(10));
  const held = await crawl.crawl(id);
  assert.deepEqual([held.state, held.vanished], ['warning', 0]);
  assert.match(held.error, /mass vanish held: 40 of 50/);
  assert.deepEqual([(await crawl.crawl(id)).vanished, crawl.resources(id).filter(({ is_vanished }) => is_vanished).length], [40, 40]);

  // and another listing than the one that was held is held anew, unless somebody confirms
  crawl.upload('servers.json', servers(60));
  await crawl.crawl(id);
  crawl.upload('servers.json', servers(20));
  assert.equal((await crawl.crawl(id)).state, 'warning');
  crawl.upload('servers.json', servers(21));
  assert.equal((await crawl.crawl(id)).state, 'warning');
  await crawl.must(['confirm', id]);
  assert.equal((await crawl.crawl(id)).vanished, 39);
});

test('faults 6, 16 and 17: two owners with the same ids and addresses have nothing in common', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(2, () => ({ ipv4_private: '10.0.0.1' })));
  crawl.upload('other.json', servers(2, (i) => ({ ipv4_private: '10.0.0.1', name: `Other ${i}` })));
  const one = await crawl.connect();
  const two = await crawl.connect({ owner: 'owner-2', artifacts: ['other.json'] });
  await crawl.crawl(one);
  await crawl.crawl(two);
  assert.deepEqual(crawl.resources(one).map(({ name }) => name), ['Server 1', 'Server 2']);
  assert.deepEqual(crawl.resources(two).map(({ name }) => name), ['Other 1', 'Other 2']);
  crawl.upload('other.json', { servers: [] });
  await crawl.crawl(two);
  assert.equal(crawl.resources(one).filter(({ is_active }) => is_active).length, 2);
  await crawl.must(['forget', two]);
  assert.deepEqual(crawl.rows('SELECT DISTINCT owner FROM disc.crawl_resource'), [{ owner: 'owner-1' }]);
});

test('an item that breaks a rule is left out and told, the others are there', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', { servers: [...servers(2).servers, { cpu: 7 }, 'text'] });
  const id = await crawl.connect();
  const { state, created, error } = await crawl.crawl(id);
  assert.deepEqual([state, created], ['warning', 2]);
  assert.match(error, /left out/);
  assert.deepEqual(crawl.rows('SELECT left_out FROM disc.crawl_step'), [{ left_out: 2 }]);
});

test('what an item that cannot be read may have been does not vanish, unless somebody says so', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(3));
  const id = await crawl.connect();
  await crawl.crawl(id);
  crawl.upload('servers.json', { servers: [...servers(2).servers, { cpu: 7 }] });
  for (let n = 0; n < 2; n++) {
    const { state, vanished, error } = await crawl.crawl(id);
    assert.deepEqual([state, vanished], ['warning', 0]);
    assert.match(error, /vanish held: 1 of 3 .* 1 items could not be read/);
  }
  await crawl.must(['confirm', id]);
  assert.equal((await crawl.crawl(id)).vanished, 1);
});

test('a file without the list that it should have is left out, and nothing vanishes', async () => {
  const crawl = await crawls.stage();
  const host = (name) => ({ ansible_facts: { ansible_machine_id: name.padEnd(32, '0'), ansible_nodename: name, ansible_processor_vcpus: 2 } });
  for (const name of ['a', 'b', 'c'])
    crawl.upload(name, host(name));
  const id = await crawl.connect({ provider: 'Ansible', service: 'upload_ansible', artifacts: ['c', 'a', 'b', 'a'], tasks: { 'server-list': 0 } });
  const first = await crawl.crawl(id, 'server-list');
  assert.deepEqual([first.state, first.created], ['success', 3]);
  crawl.upload('a', { changed: false, msg: 'Failed to connect to the host via ssh', unreachable: true });
  crawl.upload('c', { ansible_facts: { ...host('c').ansible_facts, ansible_processor_vcpus: 4 } });
  const second = await crawl.crawl(id, 'server-list');
  assert.deepEqual([second.state, second.changed, second.vanished], ['warning', 1, 0]);
  assert.match(second.error, /could not be read/);
  // of plain lists a file may have some and not others
  crawl.upload('v.json', { volumes: [{ unique_id: 'v1', name: 'V' }] });
  crawl.upload('s.json', servers(1));
  const lists = await crawl.connect({ name: 'lists', artifacts: ['v.json', 's.json'] });
  assert.equal((await crawl.crawl(lists)).state, 'success');
  crawl.upload('s.json', { error: 'no such page' });
  assert.deepEqual([(await crawl.crawl(lists)).state, crawl.last(lists).vanished], ['warning', 0]);
});

test('files come by their names: what comes or goes between two pages moves no other', async () => {
  const crawl = await crawls.stage();
  const file = (name, n) => crawl.upload(name, { servers: Array.from({ length: n }, (_, i) => ({ unique_id: `${name}-${i}`, name: `${name} ${i}` })) });
  const artifacts = ['a.json', 'b.json', 'c.json', 'd.json'];
  artifacts.forEach((name) => file(name, 3));
  const id = await crawl.connect({ artifacts });
  const env = { MAESTRO_TRANSLATE_QTD: '2' };
  assert.equal((await crawl.crawl(id, 'server-import', env)).seen, 12);
  // a process has died behind the first page of b: meanwhile a is gone, and b has another beginning
  const [{ cursor }] = [{ cursor: { file: 'b.json', item: 2, digest: '0x0' } }];
  await crawl.must(['now', id]);
  await crawl.must(['plan'], env);
  crawl.database.execute(`UPDATE disc.crawl_step SET pages = 3, cursor = '${JSON.stringify(cursor)}' WHERE state = 'waiting'`);
  await crawl.must(['run'], env);
  assert.equal(crawl.last(id).seen, 9, 'b from its beginning, because it is another, then c and d');
});

test('fault 15: files are read from one folder only, and no link or path leads out of it', async () => {
  const crawl = await crawls.stage();
  crawl.file('outside.json', servers(1));
  symlinkSync(path.join(crawl.folder, 'outside.json'), path.join(crawl.folder, 'up', 'link.json'));
  for (const name of ['../outside.json', 'link.json', path.join(crawl.folder, 'outside.json'), '.', 'none.json', '']) {
    const id = await crawl.connect({ artifacts: [name] });
    const { state, error } = await crawl.crawl(id);
    assert.equal(state, 'failed', name);
    assert.match(error, /leads out|not a file|No such file/, name);
  }
  assert.deepEqual(crawl.rows('SELECT id FROM disc.crawl_resource'), []);
});

test('fault 15: credentials are sealed, and in no row, line or answer', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(1));
  const SECRET = 'very-secret-word';
  const id = await crawl.connect({ credentials: { password: SECRET, key: `-----BEGIN ${SECRET}` } });
  const logs = [await crawl.crawl(id), await crawl.must(['-v', 'list']), await crawl.must(['-v', 'run'])].map(({ log }) => log).join('');
  assert.ok(!logs.includes(SECRET) && !logs.includes(KEY));
  for (const { name } of crawl.rows(`SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relname LIKE 'crawl_%'`)) {
    const dump = JSON.stringify(crawl.rows(`SELECT t::text AS row FROM disc.${name} AS t`));
    for (const word of [SECRET, KEY, Buffer.from(SECRET).toString('hex'), Buffer.from(SECRET).toString('base64')])
      assert.ok(!dump.includes(word), `${name} has ${word}`);
  }

  // another key, or another connection's row, opens nothing
  crawl.file('key', `${'1'.repeat(64)}\n`, 0o600);
  const other = await crawl.crawl(id);
  assert.equal(other.state, 'failed');
  assert.match(other.error, /do not open/);
  crawl.file('key', `${KEY}\n`, 0o600);
  const second = await crawl.connect({ name: 'second' });
  crawl.database.execute(`UPDATE disc.crawl_secret SET sealed = (SELECT sealed FROM disc.crawl_secret WHERE connection = '${id}')
    WHERE connection = '${second}'`);
  assert.match((await crawl.crawl(second)).error, /do not open/);
});

test('a key that others may read, or that is none, is refused', async () => {
  const crawl = await crawls.stage();
  for (const [content, mode, why] of [[KEY, 0o640, /others may read/], [KEY, 0o604, /others may read/],
    ['abc', 0o600, /64 hexadecimal digits/], [`${KEY}0`, 0o600, /64 hexadecimal digits/]]) {
    crawl.file('key', content, mode);
    const { code, log } = await crawl.run();
    assert.equal(code, 78);
    assert.match(log, why);
  }
  const { code, log } = await crawl.run(['run'], { audius_crawl_key_file: '' });
  assert.equal(code, 78);
  assert.match(log, /key_file/);
  crawl.file('key', KEY, 0o600);
  const loose = crawl.file('connection.json', { owner: 'o', name: 'n', provider: 'File' });
  chmodSync(loose, 0o644);
  assert.match((await crawl.run(['connect', loose])).log, /others may read/);
});

test('fault 10: credentials that are refused twice pause the task, and somebody resumes it', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(1));
  const id = await crawl.connect({ tasks: { 'server-import': 60 } });
  const due = () => crawl.database.execute('UPDATE disc.crawl_task SET next_run_at = now()');
  crawl.file('key', `${'1'.repeat(64)}\n`, 0o600);
  due(); await crawl.must();
  assert.deepEqual(crawl.rows('SELECT refusals, paused FROM disc.crawl_task'), [{ refusals: 1, paused: null }]);
  due(); await crawl.must();
  assert.deepEqual(crawl.rows('SELECT refusals, paused FROM disc.crawl_task'), [{ refusals: 2, paused: 'refused twice in a row' }]);
  due(); assert.match((await crawl.must(['-v'])).log, /planned=0/);
  crawl.file('key', `${KEY}\n`, 0o600);
  assert.equal((await crawl.crawl(id)).state, 'success');
  assert.deepEqual(crawl.rows('SELECT fails, refusals, paused, state FROM disc.crawl_task'),
    [{ fails: 0, refusals: 0, paused: null, state: 'success' }]);
});

test('a run that is stopped ends, and its task waits for somebody', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(3));
  const id = await crawl.connect({ tasks: { 'server-import': 60 } });
  await crawl.must(['plan']);
  await crawl.must(['stop', id, 'server-import']);
  await crawl.must();
  assert.equal(crawl.last(id).state, 'cancelled');
  assert.deepEqual(crawl.resources(id), []);
  assert.equal((await crawl.crawl(id)).created, 3);
});

test('fault 3: every spelling of a provider is understood, and others are refused with those that are', async () => {
  const crawl = await crawls.stage();
  const kind = async (provider, service = '') => {
    await crawl.connect({ provider, service, name: 'k', tasks: {} });
    const [row] = crawl.rows(`SELECT provider, transport FROM disc.crawl_connection WHERE name = 'k'`);
    return `${row.provider} ${row.transport}`;
  };
  for (const [provider, service, want] of [['AWS', 'iam_aws', 'aws api'], ['Digital Ocean', 'token_do', 'digitalocean api'],
    ['Digital Ocean', 'Digital Ocean', 'digitalocean api'], ['Digital Ocean', 'spaces_do', 'spaces api'],
    ['Spaces (DO)', '', 'spaces api'], ['OpenStack', '', 'openstack api'], ['Openstack', 'OpenStack', 'openstack api'],
    ['Azure', 'sub_azure', 'azure api'], ['Ansible', 'ssh_ansible', 'ansible ssh'], ['Terraform', 's3_terraform', 'terraform s3'],
    ['File', 'upload_file', 'file upload'], ['file', '', 'file upload']])
    assert.equal(await kind(provider, service), want, `${provider} ${service}`);
  const bad = crawl.file('connection.json', { owner: 'o', name: 'n', provider: '../etc' }, 0o600);
  assert.match((await crawl.run(['connect', bad])).log, /known are aws, azure/);
});

test('services are told: of each change, and of the end of the run, and asked again when they fail', async () => {
  const crawl = await crawls.stage();
  const got = [];
  let status = 503;
  const server = await startServer((req, res, body) => {
    got.push([req.method, req.url, req.headers.authorization ?? '', JSON.parse(body)]);
    res.writeHead(status).end();
  });
  const env = { MAESTRO_AUDIT_URI: server.url, MAESTRO_WEBSOCKET_URI: server.url, MAESTRO_WEBSOCKET_SECRET: 'shh' };
  crawl.upload('servers.json', servers(1));
  const id = await crawl.connect();
  const { log } = await crawl.crawl(id, 'server-import', env);
  assert.ok(!log.includes('shh'));
  assert.equal(got.length, 2);
  assert.deepEqual(crawl.rows('SELECT kind, attempts, error FROM disc.crawl_outbox ORDER BY kind'),
    [{ kind: 'external_audit', attempts: 1, error: 'status 503' }, { kind: 'ws', attempts: 1, error: 'status 503' }]);
  status = 200;
  got.length = 0;
  await crawl.must(['send'], env);
  assert.equal(got.length, 0, 'not at once');
  crawl.database.execute('UPDATE disc.crawl_outbox SET not_before = now()');
  await crawl.must(['send'], env);
  assert.deepEqual(crawl.rows('SELECT id FROM disc.crawl_outbox'), []);
  const push = got.find(([, url]) => url === '/api');
  assert.deepEqual(push, ['POST', '/api', 'apikey shh', { method: 'publish', params: { channel: 'maestro-owner-1', data: {
    notify: { title: 'Cellar', msg: 'Finish Sync - [File] server-import', type: 'success' },
    event: { caller: ['connections-update', `connections-${id}`] } } } }]);
  const audit = got.find(([, url]) => url !== '/api');
  assert.match(audit[1], /^\/audit\/servers\/[0-9]+$/);
  assert.deepEqual([audit[0], audit[3].name], ['POST', 'Server 1']);
  crawl.upload('servers.json', servers(1, () => ({ cpu: 8 })));
  got.length = 0;
  await crawl.crawl(id, 'server-import', env);
  assert.deepEqual(got.filter(([, url]) => url !== '/api').map(([method, , , body]) => [method, body.cpu]), [['PUT', 8]]);
  await server.close();
});

test('stages are counted by their names', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(2));
  const id = await crawl.connect();
  await crawl.crawl(id);
  await crawl.crawl(id);
  const done = Object.fromEntries(crawl.rows('SELECT stage, done, failed FROM disc.crawl_stage')
    .map(({ stage, done: n, failed }) => [stage, [n, failed]]));
  assert.deepEqual(done, { setup: [2, 0], api: [2, 0], translate: [4, 0], tracker: [4, 0], insert: [2, 0], audit: [2, 0],
    last: [2, 0], notification: [2, 0] });
});

test('the pool sees how tasks are, and nothing of what was found; the crawler writes nothing else', async () => {
  const crawl = await crawls.stage();
  const may = (role, table, right) => crawl.rows(`SELECT has_table_privilege('${role}', 'disc.${table}', '${right}') AS may`)[0].may;
  for (const table of ['crawl_connection', 'crawl_secret', 'crawl_resource', 'crawl_history', 'crawl_outbox'])
    assert.equal(may('discprov_reader', table, 'SELECT'), false, table);
  for (const table of ['crawl_task', 'crawl_stage'])
    assert.equal(may('discprov_reader', table, 'SELECT'), true, table);
  for (const { name } of crawl.rows(`SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'disc'::regnamespace`))
    if (!name.startsWith('crawl_'))
      assert.equal(may('discprov_crawler', name, 'INSERT, UPDATE, DELETE'), false, name);
});
