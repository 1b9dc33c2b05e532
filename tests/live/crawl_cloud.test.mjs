// SPDX-License-Identifier: ISC
// The API of the crawler behind nginx: who may ask, the original's routes, connections, what was found; two owners who
// have the same things; bodies and tokens that are meant to do harm; secrets, looked for wherever they could be.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import test, { after, before } from 'node:test';

import { Cloud, SECRETS, described, now, owner, service, sign } from './cloud_lib.mjs';
import { servers, startCrawls } from './crawl_lib.mjs';
import { TOP } from './index_lib.mjs';
import { startServer } from './jobs_lib.mjs';

const BUILD = process.env.BUILD ?? path.join(TOP, 'build');
const NOBODY = '00000000-0000-4000-8000-000000000000';
const PASSWORD = 'a-password-that-nobody-may-see';

let crawls, crawl, cloud;
before(async () => {
  crawls = await startCrawls();
  crawl = await crawls.stage();
  cloud = await new Cloud(crawl).start();
});
after(() => {
  cloud?.stop();
  crawls.close();
});

const files = (who, more = {}) => ({ name: 'files', provider: 'File', service: 'upload_file', dc: 'Cellar', dc_id: 'dc-1',
  artifacts: [`users/${who}/servers.json`], tasks: { 'server-import': 0 }, ...more });
const register = async (token, body) => {
  const { status, json } = await cloud.ask(token, 'POST', '/connections', body);
  assert.equal(status, 201, JSON.stringify(json));
  return json._id;
};

test('who has no token, or one that does not count, is told why', async () => {
  const { MAESTRO_SECRETJWT_PRIVATE: key, MAESTRO_NOAUTH: noauth } = SECRETS;
  const claims = { noauth, exp: now() + 600 };
  const [head, said] = service().split('.');
  const rs = sign(claims, key, { head: { alg: 'RS256' } });
  const wrong = {
    'A token is wanted': [undefined, undefined],
    'not of the form': [undefined, { authorization: 'JWT' }],
    'not of three parts': ['abc'],
    'could not be decoded': ['!!.!!.!!'],
    'Signature verification failed': [sign(claims, 'another secret of somebody'), undefined],
    'algorithm is not HS256': [sign(claims, key, { head: { alg: 'none' } })],
    'not HS256': [rs],
    'is not HS256': [sign(claims, key, { head: { alg: 'HS512' }, hash: 'sha512' })],
    'algorithm is not': [sign(claims, key, { head: { alg: ['HS256'] } })],
    'extensions': [sign(claims, key, { head: { alg: 'HS256', crit: ['b64'] } })],
    'not one of a service': [sign({ ...claims, noauth: 'x' }, key)],
    'is not one of': [sign({ exp: now() + 60 }, key)],
    'one of a service': [sign({ ...claims, noauth: 7 }, key)],
    'whose it is': [sign({ exp: now() + 60 }, SECRETS.MAESTRO_SECRETJWT)],
    'does not say whose': [owner('*')],
    'has expired: [56][0-9]{2} seconds ago': [service({ exp: now() - 600 })],
    'of the future: its .iat. is [56][0-9]{2} seconds ahead .*clocks': [service({ iat: now() + 600 })],
    'of the future: its .nbf.': [service({ nbf: now() + 600 })],
    'has no end': [service({ exp: undefined })],
    "'exp' is no moment": [service({ exp: 'tomorrow' })],
    'failed': [`${head}.${said}.`],
    'verification failed': [`${head}.${said}.${'A'.repeat(43)}`],
  };
  for (const [why, [token, headers]] of Object.entries(wrong)) {
    const { status, json, headers: got } = await cloud.ask(token, 'GET', '/crawler', undefined, headers);
    assert.deepEqual([status, got.get('www-authenticate')], [401, 'JWT'], why);
    assert.match(json.error.msg, new RegExp(why));
  }
  // a minute is no matter, and the word in front is none
  for (const token of [service({ iat: now() + 30 }), service({ exp: now() - 30 })])
    assert.equal((await cloud.ask(token, 'GET', '/crawler')).status, 200);
  assert.equal((await cloud.ask(undefined, 'GET', '/crawler', undefined, { authorization: `Bearer ${service()}` })).status, 200);
  // what a session's key has signed is no service, whatever it says
  const { json } = await cloud.ask(sign({ noauth, exp: now() + 60, _id: 'o1' }, SECRETS.MAESTRO_SECRETJWT), 'GET', '/outbox');
  assert.equal(json.error, 'Only services may ask for this');
});

test('the original\'s routes have its answers', async () => {
  const token = service();
  const get = async (where) => (await cloud.ask(token, 'GET', where)).json;
  assert.deepEqual(Object.keys(await (await fetch(`${cloud.url}/`)).json()), ['name', 'description', 'version', 'license']);
  const { items: [{ value: { providers } }] } = await get('/available/info');
  assert.deepEqual(providers.map(({ label }) => label),
    ['Ansible', 'AWS', 'Azure', 'Digital Ocean', 'File', 'Openstack', 'Spaces', 'Terraform']);
  assert.ok(providers.every(({ icon, method }) => icon.length > 0 && method.length > 0));
  assert.deepEqual((await get('/available/nothing')).items, [{ value: {} }]);
  assert.deepEqual((await get('/available/info/nowhere')).items, [{ value: [] }]);
  const { items: [{ value: { providers: form } }] } = await get('/available/info/openstack');
  assert.deepEqual(form.data[0].template.conn.map(({ metas: { name } }) => name), ['username', 'password']);
  const { items: [{ value: { permissions } }] } = await get('/available/rules/digitalocean');
  assert.ok(permissions['server-list'].every(({ entity, init_job }) => entity === 'servers' && init_job === true));
  assert.equal((await get('/crawler')).resources.length, 2);
  // fault 3: whatever a provider is called
  for (const name of ['openstack', 'OpenStack', 'Openstack', 'OPENSTACK/'])
    assert.ok('server-list' in await get(`/crawler/${name}`), name);
  for (const name of ['Digital%20Ocean', 'digital-ocean', 'token_do', 'Digital%20Ocean/'])
    assert.ok('volumes-list' in await get(`/crawler/${name}`), name);
  for (const name of ['Spaces%20(DO)', 'spaces_do', 'AWS', 'iam_aws', 'sub_azure', 'Azure'])
    assert.equal((await cloud.ask(token, 'GET', `/crawler/${name}`)).status, 200, name);
  // an unknown one is not found, and no folder
  for (const name of ['nowhere', 'aws%2F..%2Fazure']) {
    const { status, json } = await cloud.ask(token, 'GET', `/crawler/${name}`);
    assert.equal(status, 404, name);
    assert.ok(json.providers.includes('aws'), name);
  }
  assert.deepEqual(await get('/crawler/aws/x/server-list').then((o) => o.error), 'Resource not found');
  assert.deepEqual(await get(`/crawler/aws/${NOBODY}/server-list`), { datacenter: 'aws', instance: NOBODY, task: 'server-list' });
  assert.deepEqual(await get('/nothing/here'), { error: 'Resource not found' });
  const put = (where) => cloud.ask(token, 'PUT', where).then(({ status, json }) => [status, json.error]);
  assert.deepEqual(await put(`/crawler/aws/${NOBODY}/server-list`), [400, 'This instance dont have a valid connection.']);
  assert.deepEqual(await put(`/crawler/aws/${NOBODY}/no-such-list`), [422, 'This task is not allowed']);
  const { status, headers } = await cloud.ask(token, 'DELETE', '/crawler');
  assert.deepEqual([status, headers.get('allow')], [405, 'GET']);
  assert.equal((await cloud.ask(token, 'HEAD', '/crawler')).text, '');
});

test('a task begins once, says how it is, runs, and is cancelled', async () => {
  const token = service();
  const id = await register(token, files('o1', { owner: 'o1', name: 'once' }));
  crawl.upload('users/o1/servers.json', servers(3));
  const where = `/crawler/File/${id}/server-import`;
  const starts = await Promise.all([1, 2, 3, 4].map(() => cloud.ask(token, 'PUT', where)));
  assert.deepEqual(starts.map(({ status }) => status).sort(), [200, 200, 200, 201]);
  assert.equal(new Set(starts.map(({ json: { run } }) => run)).size, 1);
  const { run, ...answer } = starts[0].json;
  assert.deepEqual(answer, { msg: 'In progress. server-import', conn_id: id, task: 'server-import', status: 'warning' });
  assert.equal((await cloud.ask(token, 'GET', where)).json.state, 'running');
  const [step] = (await cloud.ask(token, 'GET', `/runs/${run}`)).json.steps;
  assert.deepEqual([step.state, step.pages], ['waiting', 0]);
  await crawl.must();
  const after = (await cloud.ask(token, 'GET', where)).json;
  assert.deepEqual([after.state, after.last_run, after.counts, after.error],
    ['success', run, { seen: 3, created: 3, changed: 0, vanished: 0 }, null]);

  const again = await cloud.ask(token, 'PUT', where);
  assert.equal(again.status, 201);
  assert.notEqual(again.json.run, run);
  assert.deepEqual((await cloud.ask(token, 'DELETE', where)).json, { cancelled: 1 });
  assert.deepEqual((await cloud.ask(token, 'DELETE', where)).json, { cancelled: 0 });
  assert.equal((await cloud.ask(token, 'GET', `/runs/${again.json.run}`)).json.state, 'cancelled');
  assert.equal((await cloud.ask(token, 'GET', where)).json.state, 'cancelled');
  // fault 10: nothing stays in progress; the next one begins as before
  assert.equal((await cloud.ask(token, 'PUT', where)).status, 201);
  await crawl.must();
  assert.equal((await cloud.ask(token, 'GET', where)).json.state, 'success');
  const states = (await cloud.ask(token, 'GET', `/runs?conn=${id}`)).json.items.map(({ state }) => state);
  assert.deepEqual(states, ['success', 'cancelled', 'success']);
  const off = await cloud.ask(token, 'PUT', `/connections/${id}`, { status: 'disabled' });
  assert.equal(off.json.status, 'disabled');
  assert.deepEqual(await cloud.ask(token, 'PUT', where).then(({ status, json }) => [status, json.error]), [409, 'This connection is disabled']);
});

test('fault 15: credentials are sealed and come back nowhere; who writes them cannot read them', async () => {
  const token = owner('keeper');
  const jwt = sign({ username: 'u', password: PASSWORD }, SECRETS.MAESTRO_SECRETJWT);
  const stack = { name: 'stack', provider: 'Openstack', regions: ['RegionOne'], url: 'https://keystone.example/v3', project: 'p', conn: jwt };
  const id = await register(token, stack);
  assert.deepEqual(await cloud.ask(token, 'POST', '/connections', { ...stack, name: 'other', conn: sign({ password: 'x' }, 'not our secret at all') })
    .then(({ status, json }) => [status, json.error]), [422, 'conn: Signature verification failed']);
  const { json } = await cloud.ask(token, 'GET', `/connections/${id}`);
  assert.deepEqual([json.has_credentials, json.settings, json.owner, json.status],
    [true, { url: 'https://keystone.example/v3', project: 'p' }, 'keeper', 'enabled']);
  // they open for the crawler, and only there
  const clear = `SELECT sealed FROM disc.crawl_secret WHERE connection = '${id}'`;
  assert.equal(crawl.rows(clear).length, 1);
  assert.throws(() => execFileSync('psql', ['-X', '-d', cloud.env.audius_db_url, '-c', 'SELECT sealed FROM disc.crawl_secret'], { stdio: 'pipe' }),
    /permission denied for table crawl_secret/);
  const before = crawl.rows(clear)[0].sealed;
  assert.equal((await cloud.ask(token, 'PUT', `/connections/${id}`, { credentials: { username: 'u', password: `${PASSWORD}-2` } })).status, 200);
  assert.notEqual(crawl.rows(clear)[0].sealed, before);
  // a URL with a password, and a password among what is shown, are refused
  for (const more of [{ url: `https://u:${PASSWORD}@keystone.example` }, { password: PASSWORD }, { settings: { token: PASSWORD } },
    { endpoints: { compute: `https://u:${PASSWORD}@x.example` } }]) {
    const { status, json: { error } } = await cloud.ask(token, 'PUT', `/connections/${id}`, more);
    assert.equal(status, 422);
    assert.ok(!error.includes(PASSWORD), error);
  }
});

test('connections are listed, changed and taken away', async () => {
  const token = owner('lister');
  const ids = [];
  for (const name of ['a', 'b', 'c'])
    ids.push(await register(token, files('lister', { name })));
  assert.equal((await cloud.ask(token, 'POST', '/connections', files('lister', { name: 'a' }))).status, 409);
  const first = (await cloud.ask(token, 'GET', '/connections?limit=2')).json;
  const second = (await cloud.ask(token, 'GET', `/connections?limit=2&cursor=${first.next}`)).json;
  assert.deepEqual([...first.items, ...second.items].map(({ _id }) => _id), ids.sort());
  assert.equal(second.next, null);
  const [id, other] = ids;
  const { json: was } = await cloud.ask(token, 'GET', `/connections/${id}`);
  const changed = (await cloud.ask(token, 'PUT', `/connections/${id}`, { ...was, name: 'z', dc: 'Attic', tab: 2 })).json;
  assert.deepEqual([changed.name, changed.dc, changed.settings.tab], ['z', 'Attic', 2]);
  assert.equal('tab' in (await cloud.ask(token, 'PUT', `/connections/${id}`, { tab: null })).json.settings, false);
  assert.equal((await cloud.ask(token, 'PUT', `/connections/${other}`, { name: 'z' })).status, 409);
  assert.equal((await cloud.ask(token, 'PUT', `/connections/${id}`, { provider: 'aws' })).status, 422);
  assert.equal((await cloud.ask(token, 'PUT', `/connections/${id}`, { owner: 'o2' })).status, 422);
  assert.deepEqual(Object.keys(changed.process), ['server-import']);
  assert.equal((await cloud.ask(token, 'PUT', `/connections/${id}`, { tasks: { 'volumes-import': 60 } })).status, 200);
  const tasks = (await cloud.ask(token, 'GET', `/tasks?conn=${id}`)).json.items;
  assert.deepEqual(tasks.map(({ task, every_s }) => [task, every_s]), [['server-import', 0], ['volumes-import', 60]]);
  const page = (await cloud.ask(token, 'GET', `/tasks?conn=${id}&limit=1`)).json;
  assert.deepEqual((await cloud.ask(token, 'GET', `/tasks?conn=${id}&limit=1&cursor=${encodeURIComponent(page.next)}`)).json.items[0].task, 'volumes-import');
  assert.deepEqual((await cloud.ask(token, 'DELETE', `/connections/${id}`)).json, { deleted: id });
  assert.equal((await cloud.ask(token, 'GET', `/connections/${id}`)).status, 404);
  for (const wrong of [{ regions: 'x' }, { regions: [] }, { regions: [1] }, { name: 7 }, { name: '' }, { tasks: { 'no-such': 1 } }, { roles: {} },
    { credentials: 'x' }, { tasks: { 'server-import': -1 } }, { dc: 'x'.repeat(5000) }])
    assert.equal((await cloud.ask(token, 'PUT', `/connections/${other}`, wrong)).status, 422, JSON.stringify(wrong).slice(0, 50));
  assert.deepEqual(await cloud.ask(token, 'POST', '/connections', { name: 'n', provider: 'nowhere' }).then(({ status }) => status), 422);
});

test('what was found is filtered, paged, and has a history and relations', async () => {
  const token = owner('finder');
  const id = await register(token, files('finder'));
  crawl.upload('users/finder/servers.json', servers(30, (i) => ({ name: `Box ${i}`, status: i % 3 === 0 ? 'Stopped' : 'Active' })));
  await crawl.crawl(id);
  const when = new Date(Date.now() + 1000).toISOString();
  const seen = [];
  for (let cursor = ''; cursor !== null;) {
    const { items, next } = (await cloud.ask(token, 'GET', `/resources/servers?limit=7${cursor && `&cursor=${cursor}`}`)).json;
    seen.push(...items);
    cursor = next;
  }
  assert.deepEqual(seen.map(({ unique_id }) => unique_id).sort(), Array.from({ length: 30 }, (_, i) => `s${i + 1}`).sort());
  seen.sort((x, y) => x.unique_id.slice(1) - y.unique_id.slice(1));
  const filtered = async (query) => (await cloud.ask(token, 'GET', `/resources/servers?${query}`)).json.items.map(({ unique_id }) => unique_id);
  assert.equal((await filtered('status=stopped')).length, 10);
  assert.deepEqual((await filtered('q=box%202&status=stopped')).sort(), ['s21', 's24', 's27']);
  assert.deepEqual(await filtered('q=s7'), ['s7']);
  assert.deepEqual(await filtered('tag=n:4'), ['s5']);
  assert.deepEqual(await filtered('region=nowhere'), []);
  assert.deepEqual(await filtered(`since=${encodeURIComponent(when)}`), []);
  assert.equal((await filtered(`conn=${id}&kind=server&active=true`)).length, 30);
  for (const wrong of ['limit=0', 'limit=1000', 'cursor=x', 'active=perhaps', 'since=soon', 'conn=7', 'regoin=x', `q=${'x'.repeat(400)}`])
    assert.equal((await cloud.ask(token, 'GET', `/resources/servers?${wrong}`)).status, 400, wrong);

  crawl.upload('users/finder/servers.json', servers(29, (i) => ({ name: i === 1 ? 'Renamed' : `Box ${i}`, status: i % 3 === 0 ? 'Stopped' : 'Active' })));
  await crawl.crawl(id);
  assert.deepEqual(await filtered('active=false'), ['s30']);
  assert.deepEqual(await filtered('q=Renamed'), ['s1']);
  // fault 20: old and new values, and what vanished
  const history = async (i) => (await cloud.ask(token, 'GET', `/resources/servers/${seen[i]._id}/history`)).json.items.map(({ op, diff }) => [op, diff[0]]);
  assert.deepEqual(await history(0).then(([[op, diff]]) => [op, diff]), ['change', { path: 'name', old: 'Box 1', new: 'Renamed' }]);
  assert.deepEqual((await history(29)).map(([op]) => op), ['vanish', 'create']);
  const one = (await cloud.ask(token, 'GET', `/resources/servers/${seen[0]._id}`)).json;
  assert.deepEqual([one.name, one.doc.cpu, one.active, one.refs, one.named_by], ['Renamed', 2, true, [], []]);
  assert.deepEqual((await cloud.ask(token, 'GET', '/resources')).json.items, [{ entity: 'servers', kind: 'server', active: 29, vanished: 1 }]);
  assert.equal((await cloud.ask(token, 'GET', `/resources/volumes/${seen[0]._id}`)).status, 404);

  // so much would vanish that somebody has to say so
  crawl.upload('users/finder/servers.json', servers(2));
  await crawl.crawl(id);
  const held = (await cloud.ask(token, 'GET', '/held')).json.items;
  assert.deepEqual(held.map(({ vanish, is_confirmed }) => [vanish, is_confirmed]), [[27, false]]);
  const confirmed = (await cloud.ask(token, 'POST', `/connections/${id}/confirm`)).json.items;
  assert.equal(confirmed[0].is_confirmed, true);
  assert.equal((await crawl.crawl(id)).vanished, 27);
});

test('faults 16 and 17: two owners have the same things, and nothing crosses on any route', async () => {
  const [a, b] = ['ann', 'bob'].map((id) => ({ id, token: owner(id) }));
  for (const who of [a, b]) {
    who.conn = await register(who.token, files(who.id));
    crawl.upload(`users/${who.id}/servers.json`, servers(3, (i) => ({ name: `${who.id} ${i}` })));
    await crawl.crawl(who.conn);
    who.run = (await cloud.ask(who.token, 'GET', '/runs')).json.items[0].id;
    who.items = (await cloud.ask(who.token, 'GET', '/resources/servers')).json.items;
    assert.deepEqual(who.items.map(({ unique_id, name }) => [unique_id, name]).sort(), [1, 2, 3].map((i) => [`s${i}`, `${who.id} ${i}`]));
  }
  // what is a's is to b as if it were not there: each route of the description that names something
  const names = { 'connections/{id}': a.conn, '{instance}': a.conn, 'runs/{id}': a.run, '{entity}/{id}': a.items[0]._id };
  let asked = 0;
  for (const [template, operations] of Object.entries(described.paths)) {
    const [what, id] = Object.entries(names).find(([part]) => template.includes(part)) ?? [];
    if (what === undefined)
      continue;
    const where = template.replace(what, what.replace(/\{(?:id|instance)\}/, id)).replace('{entity}', 'servers')
      .replace('{datacenter}', 'file').replace('{task}', 'server-import');
    assert.ok(!where.includes('{'), where);
    for (const method of Object.keys(operations)) {
      const { status, text } = await cloud.ask(b.token, method.toUpperCase(), where, ['put', 'post'].includes(method) ? {} : undefined);
      // the original gives back what it is asked for
      if (template.startsWith('/crawler') && method === 'get')
        assert.deepEqual(JSON.parse(text), { datacenter: 'file', instance: a.conn, task: 'server-import' });
      else
        assert.equal(status, template.startsWith('/crawler') ? 400 : template.endsWith('history') ? 200 : 404, `${method} ${where}`);
      assert.ok(!text.includes('ann'), `${method} ${where}: ${text}`);
      asked++;
    }
  }
  assert.ok(asked >= 12, `${asked}`);
  for (const list of ['/connections', '/tasks', '/runs', '/held', '/resources', '/resources/servers', `/resources/servers?conn=${a.conn}`,
    `/runs?conn=${a.conn}`, `/tasks?conn=${a.conn}`, `/resources/servers/${a.items[0]._id}/history`, '/resources/servers?q=ann', '/resources/servers?q=s1'])
    assert.ok(!(await cloud.ask(b.token, 'GET', list)).text.includes('ann'), list);
  for (const only of ['/outbox', '/stages', '/metrics'])
    assert.equal((await cloud.ask(b.token, 'GET', only)).status, 403, only);
  // nor as somebody else, nor with the files of somebody else
  assert.equal((await cloud.ask(b.token, 'GET', '/connections?owner=ann')).status, 403);
  assert.equal((await cloud.ask(b.token, 'POST', '/connections', files('bob', { name: 'x', owner: 'ann' }))).status, 403);
  for (const artifacts of [['users/ann/servers.json'], ['users/bob/../ann/servers.json'], ['servers.json'], ['/etc/passwd'], [7], 'users/bob/x'])
    for (const body of [{ artifacts }, { settings: { artifacts } }, { credentials: { artifacts } }, { conn: sign({ artifacts }, SECRETS.MAESTRO_SECRETJWT) }]) {
      assert.equal((await cloud.ask(b.token, 'PUT', `/connections/${b.conn}`, body)).status, 422, JSON.stringify(body));
      assert.equal((await cloud.ask(b.token, 'POST', '/connections', { ...files('bob', { name: 'y' }), artifacts: undefined, ...body })).status, 422);
    }
  // a service sees both, or one
  assert.equal((await cloud.ask(service(), 'GET', '/resources/servers?q=ann')).json.items.length, 3);
  assert.equal((await cloud.ask(service(), 'GET', '/resources/servers?q=ann&owner=bob')).json.items.length, 0);
  assert.equal((await cloud.ask(service(), 'GET', `/connections/${a.conn}?owner=bob`)).status, 404);

  // roles: to read, to write, for all
  const roles = (role) => cloud.ask(a.token, 'PUT', `/connections/${a.conn}`, { roles: [{ _id: 'bob', role, refs: 'users' }] });
  const can = async () => [await cloud.ask(b.token, 'GET', `/connections/${a.conn}`), await cloud.ask(b.token, 'PUT', `/connections/${a.conn}`, { dc: 'New' }),
    await cloud.ask(b.token, 'PUT', `/connections/${a.conn}`, { roles: [] })].map(({ status }) => status);
  assert.deepEqual([(await roles(1)).status, ...await can()], [200, 200, 403, 403]);
  assert.equal((await cloud.ask(b.token, 'GET', `/resources/servers?conn=${a.conn}`)).json.items.length, 3);
  assert.equal((await cloud.ask(b.token, 'PUT', `/crawler/file/${a.conn}/server-import`)).status, 403);
  assert.equal((await cloud.ask(b.token, 'DELETE', `/connections/${a.conn}`)).status, 403);
  assert.deepEqual([(await roles(3)).status, ...await can()], [200, 200, 200, 403]);
  assert.deepEqual([(await roles(7)).status, ...await can()], [200, 200, 200, 200]);
  assert.equal((await cloud.ask(b.token, 'GET', `/connections/${a.conn}`)).status, 404, 'he has given it back');
});

test('bodies that are meant to do harm are refused, and the next request is answered', async () => {
  const token = owner('harm');
  const post = (body) => cloud.ask(token, 'POST', '/connections', body).then(({ status, json }) => [status, json?.error]);
  const deep = (n) => `${'{"a":'.repeat(n)}1${'}'.repeat(n)}`;
  assert.match((await post(deep(100_000 / 5)))[1], /json: byte \d+/);
  assert.equal((await post(deep(40)))[0], 400);
  for (const text of ['', '[', '{', '7', '[]', 'null', '"x"', '{"a":1}{"b":2}', '{"a":1,}', '{\'a\':1}', '{"a":NaN}', '{"a":"\ud800"}',
    '{"name":"a\\u0000b"}', '{"name":"\\ud800"}', `{"credentials":{"k":"\\u0000"}}`])
    assert.ok([400, 422].includes((await post(text))[0]), JSON.stringify(text));
  assert.equal((await post(Buffer.from('{"name":"a\0b"}')))[0], 400);
  assert.equal((await post(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])))[0], 400);
  const long = await cloud.ask(token, 'POST', '/connections', Buffer.alloc(10 << 20, 0x20)).catch((error) => ({ status: error.cause?.code ?? error.message }));
  assert.ok([413, 'EPIPE', 'ECONNRESET'].includes(long.status), `${long.status}`);
  assert.equal((await post(JSON.stringify({ name: 'x'.repeat(200_000) })))[0], 422);
  for (const wrong of [{ name: {} }, { name: [], provider: 1 }, { ...files('harm'), regions: { 0: 'x' } }, { ...files('harm'), artifacts: { 0: 'x' } },
    { ...files('harm'), roles: 'x' }, { ...files('harm'), tasks: [] }, { ...files('harm'), conn: 7 }, { ...files('harm'), settings: [] }, { ...files('harm'), dc: 9 }])
    assert.equal((await post(wrong))[0], 422, JSON.stringify(wrong));
  // paths and arguments
  for (const where of ['/resources/servers?q=%00', '/resources/%ff', `/resources/servers?${'a=1&'.repeat(700)}`, '/runs/99999999999999999999', '/runs/-1',
    '/resources/servers/1%27%20OR%201=1', `/${'a/'.repeat(30)}`, '/connections/..%252f..', '/resources/servers?cursor=1;DROP'])
    assert.ok([400, 404].includes((await cloud.ask(token, 'GET', where)).status), where);
  assert.deepEqual((await cloud.ask(token, 'GET', "/resources/servers'%3B--?q=%27%20OR%20%271%27%3D%271")).json.items, []);
  assert.equal((await cloud.ask(token, 'GET', '/connections')).status, 200);
  assert.ok(!cloud.log().includes('rc=bug'), 'nothing was a fault of ours');
});

test('what credentials allow is found out by the crawler, which keeps nothing of it', async () => {
  const TOKEN = 'a-token-of-digital-ocean';
  const what = { '/v2/volumes': 200, '/v2/droplets': 403, '/v2/images': 404, '/v2/snapshots': 500 };
  let asked = 0;
  const provider = await startServer((req, res) => {
    asked++;
    const { pathname } = new URL(req.url, 'http://x');
    const status = req.headers.authorization === `Bearer ${TOKEN}` ? what[pathname] ?? 200 : 401;
    res.writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify(status === 200 ? { volumes: [{ id: 'v1', name: 'V', size_gigabytes: 1 }], links: {}, meta: { total: 1 } }
        : { id: 'x', message: `no ${status}` }));
  });
  const token = owner('tester');
  const env = { audius_crawl_private_hosts: new URL(provider.url).host };
  const id = await register(token, { name: 'do', provider: 'Digital Ocean', service: 'token_do', credentials: { token: TOKEN },
    endpoints: { api: provider.url }, tasks: { 'volumes-list': 0 } });
  const where = `/connections/${id}/test`;
  assert.equal((await cloud.ask(token, 'GET', where)).status, 404);
  const first = await cloud.ask(token, 'POST', where);
  assert.deepEqual([first.status, first.json.state, first.json.result], [202, 'waiting', null]);
  await crawl.must(['run'], env);
  const { state, result } = (await cloud.ask(token, 'GET', where)).json;
  assert.equal(state, 'done');
  assert.deepEqual(['volumes-list', 'server-list', 'images-list', 'snapshot-list'].map((task) => result[task].state),
    ['permitted', 'denied', 'unsupported', 'unreachable']);
  assert.match(result['server-list'].msg, /403/);
  assert.equal(crawl.resources(id).length, 0, 'nothing is kept');
  // wrong credentials are shown once, not for each task
  await cloud.ask(token, 'PUT', `/connections/${id}`, { credentials: { token: 'wrong' } });
  await cloud.ask(token, 'POST', where);
  asked = 0;
  await crawl.must(['try'], env);
  const refused = (await cloud.ask(token, 'GET', where)).json.result;
  assert.ok(Object.values(refused).every(({ state: word }) => word === 'refused'));
  assert.equal(asked, 1);
  provider.close();
});

test('letters and figures are there for services', async () => {
  crawl.database.execute(`INSERT INTO disc.crawl_outbox (kind, target, payload, error) VALUES ('ws', 'http://127.0.0.1:9/api', '{"a": 1}', 'refused')`);
  const [letter] = (await cloud.ask(service(), 'GET', '/outbox')).json.items;
  assert.deepEqual([letter.kind, letter.error, 'payload' in letter], ['ws', 'refused', false]);
  const { text, headers } = await cloud.ask(service(), 'GET', '/metrics');
  assert.match(headers.get('content-type'), /text\/plain/);
  assert.match(text, /^discprov_crawl_tasks [1-9]/m);
  assert.match(text, /^discprov_crawl_stage_done_total\{stage="insert"\} [1-9]/m);
  assert.ok((await cloud.ask(service(), 'GET', '/stages')).json.items.some(({ stage, done }) => stage === 'setup' && done > 0));
});

test('the description is whole: parameters of paths, references, and every statement that answers', async () => {
  assert.deepEqual((await cloud.ask(undefined, 'GET', '/openapi.json')).json, described);
  const refs = [...JSON.stringify(described).matchAll(/"\$ref":"#\/([^"]*)"/g)].map(([, ref]) => ref);
  assert.ok(refs.length > 50);
  for (const ref of new Set(refs))
    assert.notEqual(ref.split('/').reduce((at, name) => at?.[name], described), undefined, ref);
  for (const [template, operations] of Object.entries(described.paths))
    for (const [method, { parameters, responses, summary, security }] of Object.entries(operations)) {
      const own = parameters.filter(({ $ref }) => $ref === undefined);
      assert.deepEqual(own.filter((one) => one.in === 'path').map(({ name }) => name).sort(), [...template.matchAll(/\{([^}]*)\}/g)].map((m) => m[1]).sort(),
        `${method} ${template}`);
      assert.ok(own.every(({ description, required, in: place }) => description.length > 0 && required === (place === 'path')), template);
      assert.ok(summary.endsWith('.') && Object.keys(responses).some((status) => status < 300), template);
      // who has no token gets none of it
      const status = (await cloud.ask(undefined, method.toUpperCase(), template.replaceAll(/\{[^}]*\}/g, NOBODY), ['put', 'post'].includes(method) ? {} : undefined)).status;
      assert.equal(status, security.length > 0 ? 401 : 200, `${method} ${template}`);
    }
});

test('every name of the original\'s environment is known: it counts, or the node says why not', () => {
  const names = ('MAESTRO_PORT MAESTRO_DATA_URI MAESTRO_AUDIT_URI MAESTRO_WEBSOCKET_URI MAESTRO_SERVER_URI MAESTRO_SECRETJWT MAESTRO_SECRETJWT_PRIVATE '
    + 'MAESTRO_NOAUTH MAESTRO_WEBSOCKET_SECRET MAESTRO_TRANSLATE_QTD MAESTRO_GWORKERS MAESTRO_COUNTDOWN_LAST MAESTRO_COUNTDOWN_WS CELERY_BROKER_URL '
    + 'CELERYD_TASK_TIME_LIMIT MAESTRO_SCAN_QTD MAESTRO_DB_SCAN_QTD MAESTRO_SCAN_CDN_QTD MAESTRO_OWNERIDS MAESTRO_OPENSTACK_DETAILS FLASK_ENV TESTING '
    + 'MAESTRO_DISCOVERY_URI MAESTRO_TIMEOUT MAESTRO_DISCOVERY_DISABLED MAESTRO_UPLOAD_TYPE LOCAL_DIR PRIVATE_LOCAL_DIR AWS_S3_BUCKET_NAME '
    + 'AWS_S3_PUBLIC_BUCKET_NAME AWS_S3_PRIVATE_BUCKET_NAME AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_ENDPOINT MAESTRO_LOOP_TIME').split(' ');
  const given = Object.fromEntries(names.map((name) => [name, /_UR[IL]$/.test(name) ? 'http://h.example' : '77']));
  const told = execFileSync(path.join(BUILD, 'discprov'), ['config'], { env: { PATH: process.env.PATH, ...given }, encoding: 'utf8' }).split('\n');
  const counts = new Set('MAESTRO_AUDIT_URI MAESTRO_WEBSOCKET_URI MAESTRO_SECRETJWT MAESTRO_SECRETJWT_PRIVATE MAESTRO_NOAUTH MAESTRO_WEBSOCKET_SECRET '
    .concat('MAESTRO_TRANSLATE_QTD CELERYD_TASK_TIME_LIMIT MAESTRO_SCAN_QTD').split(' '));
  for (const name of names) {
    const line = told.find((text) => text.includes(name));
    assert.ok(line !== undefined, name);
    assert.equal(/no effect/i.test(line), !counts.has(name), line);
  }
  // fault 19: "false" is false
  const [status] = (() => {
    try {
      execFileSync(path.join(BUILD, 'discprov-cloud'), [], { env: { ...cloud.env, MAESTRO_SECRETJWT: 'defaultSecretKey', MAESTRO_DEV: 'false' }, stdio: ['ignore', 'pipe', 'pipe'] });
    } catch ({ status: code }) {
      return [code];
    }
    return [0];
  })();
  assert.equal(status, 78);
});

test('fault 12: what is false or 0 is there, and tags are as they were written', async () => {
  const token = owner('zero');
  const id = await register(token, files('zero', { tasks: { 'volumes-import': 0 } }));
  crawl.upload('users/zero/servers.json', { volumes: [{ unique_id: 'v', name: 'V', size: 0, encrypted: false, tags: [{ key: 'Name', value: 'MixedCase' }] }] });
  await crawl.crawl(id, 'volumes-import');
  const [{ doc }] = (await cloud.ask(token, 'GET', '/resources/volumes?tag=Name:MixedCase')).json.items;
  assert.deepEqual([doc.size, doc.encrypted, doc.tags], [0, false, [{ key: 'Name', value: 'MixedCase' }]]);
});

test('no secret is in a log line, a row or an answer', async () => {
  const secrets = [PASSWORD, ...Object.values(SECRETS), crawl.env.audius_crawl_key_file && 'c0ffee0000'];
  const token = service();
  const places = { log: cloud.log(), rows: execFileSync('pg_dump', ['--data-only', '-d', crawl.database.url.replace('discprov_writer', 'postgres')],
    { encoding: 'utf8', maxBuffer: 1 << 28 }) };
  for (const where of ['/connections?limit=200', '/tasks', '/runs', '/outbox', '/stages', '/metrics', '/openapi.json', '/resources/servers?limit=200'])
    places[where] = (await cloud.ask(token, 'GET', where)).text;
  assert.ok(places.log.includes('p=/connections/:id st=200') && places.rows.includes('keystone.example'), 'it is looked for in what is there');
  for (const [where, text] of Object.entries(places))
    for (const secret of secrets)
      for (const form of [secret, Buffer.from(secret).toString('base64').slice(0, -4), Buffer.from(secret).toString('hex')])
        assert.ok(!text.includes(form), `${secret} in ${where}`);
});

test('secrets that everybody knows, or could guess, are refused before a socket is looked at', () => {
  const start = (more) => {
    try {
      execFileSync(path.join(BUILD, 'discprov-cloud'), [], { env: { ...cloud.env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
    } catch ({ status, stderr }) {
      return [status, `${stderr}`];
    }
    return [0, ''];
  };
  for (const [more, why] of [[{ MAESTRO_SECRETJWT: '' }, /MAESTRO_SECRETJWT: not set/], [{ MAESTRO_SECRETJWT: 'defaultSecretKey' }, /everybody knows/],
    [{ MAESTRO_SECRETJWT_PRIVATE: 'defaultSecretKeyPrivate' }, /everybody knows/], [{ MAESTRO_NOAUTH: 'defaultSecretNoAuthToken' }, /everybody knows/],
    [{ MAESTRO_NOAUTH: 'short' }, /shorter than 16 bytes/], [{ MAESTRO_SECRETJWT: SECRETS.MAESTRO_SECRETJWT_PRIVATE }, /the same as MAESTRO_SECRETJWT/]]) {
    const [status, log] = start(more);
    assert.equal(status, 78, `${why}`);
    assert.match(log, why);
  }
  assert.equal(start({ MAESTRO_SECRETJWT: 'defaultSecretKey', MAESTRO_DEV: '1' })[0], 71, 'a development has them; then there is no socket');
});

test('a token without an end is taken where the operator says so; a database that comes back is found', async () => {
  const other = await new Cloud(crawl, { MAESTRO_TOKEN_NOEXP: '1' });
  other.folder = `${other.folder}-2`;
  execFileSync('mkdir', ['-p', path.join(other.folder, 'cache')]);
  await other.start(1);
  assert.equal((await other.ask(service({ exp: undefined }), 'GET', '/connections')).status, 200);
  assert.equal((await other.ask(service({ exp: now() - 600 }), 'GET', '/connections')).status, 401);
  crawl.database.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'discprov_cloud'`);
  assert.equal((await other.ask(service({ exp: undefined }), 'GET', '/connections')).status, 200);
  crawls.world.place.down();
  const away = await other.ask(service(), 'PUT', `/connections/${NOBODY}`, {});
  assert.deepEqual([away.status, away.json.error], [503, 'The database does not answer']);
  assert.equal((await other.ask(undefined, 'GET', '/connections')).status, 401, 'who may not ask is told so all the same');
  crawls.world.place.up();
  for (let status = 503; status !== 200;)
    ({ status } = await other.ask(service(), 'GET', '/connections'));
  other.stop();
});
