// SPDX-License-Identifier: ISC
// Logins against replays: tokens that are asked for, kept, run out and are
// asked for again; catalogs; certificates.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startReplay, walk } from '../crawl/replay.mjs';
import { certificate } from './certificate.mjs';

const ids = (...list) => list.map((id) => ({ id }));
const SERVERS = { scope: 'region', items: 'servers[]',
  request: { service: 'compute', path: '/servers/detail', query: { limit: '$page_size' }, headers: { 'OpenStack-API-Version': 'compute 2.72' } },
  page: { style: 'link', next: 'servers_links[rel=next].href', size: 2, max: 1000 } };
const IMAGES = { scope: 'region', items: 'images[]', request: { service: 'image', path: '/v2/images', query: { limit: '$page_size' } },
  page: { style: 'link', next: 'next', size: 2 } };
const PROJECT = { username: 'reader', password: 'pass/word not to be seen' };
const in1h = () => new Date(Date.now() + 3_600_000).toISOString();

/** A cloud: login() may say otherwise, serve(ask, n) answers below /compute and /image. */
async function cloud({ serve, login, settings = {}, credentials = PROJECT, command = SERVERS, region = 'RegionOne', suffix = '' }) {
  const logins = [];
  let calls = 0;
  const server = await startReplay((ask) => {
    if (ask.path === '/identity/v3/auth/tokens') {
      logins.push(JSON.parse(ask.body));
      const said = login?.(logins.length);
      if (said !== undefined)
        return said;
      const endpoints = (name, url) => ({ type: name, name, endpoints: [
        { interface: 'internal', region_id: 'RegionOne', region: 'RegionOne', url: 'http://10.0.0.1/no' },
        { interface: 'public', region_id: 'RegionTwo', region: 'RegionTwo', url: `http://${ask.headers.host}/two${url}` },
        { interface: 'public', region_id: 'RegionOne', region: 'RegionOne', url: `http://${ask.headers.host}${url}` }] });
      return { status: 201, headers: { 'X-Subject-Token': `token-number-${logins.length}` },
        body: { token: { expires_at: in1h(), catalog: [endpoints('compute', '/compute/v2.1'), endpoints('image', '/image/v2/')] } } };
    }
    calls += 1;
    return serve(ask, calls);
  });
  const said = await walk({ provider: 'openstack', command, region,
    conn: { settings: { url: `${server.url}/identity${suffix}`, project: 'p1', user_domain_id: 'd1', ...settings }, credentials,
      private_hosts: [server.host] } });
  server.close();
  const secret = credentials.password ?? credentials.application_credential_secret;
  assert.ok(secret === '' || !said.text.includes(secret));
  assert.ok(!said.text.includes('token-number'));
  return { ...said, logins, asked: server.asked };
}

test('Keystone: one login, the catalog, the region, two pages', async () => {
  const said = await cloud({ suffix: '/v2.0', serve: (ask) => {
    assert.equal(ask.path, '/compute/v2.1/servers/detail');
    assert.equal(ask.headers['x-auth-token'], 'token-number-1');
    assert.equal(ask.headers['openstack-api-version'], 'compute 2.72');
    return { body: ask.query.marker === '2' ? { servers: ids('3') }
      : { servers: ids('1', '2'), servers_links: [{ rel: 'next', href: 'http://127.0.0.1/compute/v2.1/servers/detail?limit=2&marker=2' }] } };
  } });
  assert.deepEqual(said.items, ids('1', '2', '3'));
  assert.equal(said.requests, 3);
  assert.deepEqual(said.logins, [{ auth: { identity: { methods: ['password'],
    password: { user: { name: 'reader', domain: { id: 'd1' }, password: PROJECT.password } } }, scope: { project: { id: 'p1' } } } }]);
});

test('Keystone: another region, a path with the version of the catalog, links that are paths', async () => {
  const said = await cloud({ command: IMAGES, region: 'RegionTwo', serve: (ask) => {
    assert.equal(ask.path, '/two/image/v2/images');
    return { body: ask.query.marker ? { images: ids('2') } : { images: ids('1'), next: '/v2/images?limit=2&marker=1' } };
  } });
  assert.deepEqual(said.items, ids('1', '2'));
});

test('Keystone: scopes, and credentials of an application', async () => {
  const asks = async (settings, credentials) =>
    (await cloud({ settings: { project: '', user_domain_id: '', ...settings }, credentials, serve: () => ({ body: { servers: [] } }) })).logins[0].auth;
  assert.deepEqual((await asks({ project_name: 'web', project_domain: 'acme' })).scope, { project: { name: 'web', domain: { name: 'acme' } } });
  assert.deepEqual((await asks({ domain_id: 'd9' })).scope, { domain: { id: 'd9' } });
  const plain = await asks({});
  assert.equal(plain.scope, undefined);
  assert.deepEqual(plain.identity.password.user.domain, { id: 'default' });
  const app = await asks({ project: 'p1' }, { application_credential_id: 'ac', application_credential_secret: 'very secret' });
  assert.deepEqual(app, { identity: { methods: ['application_credential'], application_credential: { id: 'ac', secret: 'very secret' } } });
});

test('Keystone: a token that ends in the middle is asked for once more, and not twice', async () => {
  const once = await cloud({ serve: (ask, n) => {
    if (n === 2)
      return { status: 401, body: { error: { code: 401, title: 'Unauthorized', message: 'expired' } } };
    assert.equal(ask.headers['x-auth-token'], n === 1 ? 'token-number-1' : 'token-number-2');
    return { body: n === 1 ? { servers: ids('1'), servers_links: [{ rel: 'next', href: '/servers/detail?marker=1' }] } : { servers: ids('2') } };
  } });
  assert.deepEqual(once.items, ids('1', '2'));
  assert.equal(once.logins.length, 2);
  const never = await cloud({ serve: (ask, n) => (n === 1
    ? { body: { servers: ids('1'), servers_links: [{ rel: 'next', href: '/servers/detail?marker=1' }] } }
    : { status: 401, body: { error: { code: 401, title: 'Unauthorized', message: 'disabled' } } }) });
  assert.equal(never.last.end, 'refused');
  assert.equal(never.logins.length, 2);
  const first = await cloud({ serve: () => ({ status: 401, body: {} }) });
  assert.equal(first.last.end, 'refused');
  assert.equal(first.logins.length, 1, 'a token that is new is no better the second time');
});

test('Keystone: a token that says that it ends soon is not waited for', async () => {
  const said = await cloud({
    login: (n) => ({ status: 201, headers: { 'X-Subject-Token': `token-number-${n}` },
      body: { token: { expires_at: new Date(Date.now() + 20_000).toISOString(), catalog: [{ type: 'compute', endpoints: [
        { interface: 'public', region: 'RegionOne', url: 'http://127.0.0.1:1/never' }] }] } } }),
    settings: {}, serve: () => ({ body: { servers: [] } }) });
  assert.equal(said.last.end, 'broken', 'a catalog leads to no host that the operator did not name');
  assert.match(said.last.msg, /127\.0\.0\.1:1: plain http/);
  const server = await startReplay((ask, n) => (ask.path.endsWith('/tokens')
    ? { status: 201, headers: { 'X-Subject-Token': `t${n}` }, body: { token: { expires_at: new Date(Date.now() + 20_000).toISOString() } } }
    : { body: ask.query.marker ? { servers: [] } : { servers: ids(1), servers_links: [{ rel: 'next', href: '/servers/detail?marker=1' }] } }));
  await walk({ provider: 'openstack', command: SERVERS, region: 'RegionOne', conn: { settings: { url: server.url, endpoints: { compute: server.url } },
    credentials: PROJECT, private_hosts: ['127.0.0.1'] } });
  assert.equal(server.asked.filter((ask) => ask.path.endsWith('/tokens')).length, 2);
});

test('Keystone: what goes wrong', async () => {
  const error = (status, message) => () => ({ status, body: { error: { code: status, message, title: 'T' } } });
  const fail = async (login, more = {}) => (await cloud({ login, serve: () => ({ body: { servers: [] } }), ...more })).last;
  assert.equal((await fail(error(401, 'The request you have made requires authentication.'))).end, 'refused');
  assert.equal((await fail(error(503, 'down'))).end, 'later');
  assert.equal((await fail(error(404, 'no such version'))).end, 'broken');
  assert.equal((await fail(() => ({ status: 201, body: { token: {} } }))).end, 'broken');
  assert.equal((await fail(() => ({ status: 201, headers: { 'X-Subject-Token': 't' }, body: { token: { catalog: 7 } } }))).end, 'broken');
  const gone = await fail(() => undefined, { region: 'RegionNine' });
  assert.deepEqual([gone.end, /no service 'compute' in region 'RegionNine'/.test(gone.msg)], ['gone', true]);
  assert.equal((await fail(() => undefined, { credentials: { username: 'u', password: '' } })).end, 'refused');
  const nova = await cloud({ serve: () => ({ status: 403, body: { forbidden: { code: 403, message: 'Policy does not allow it' } } }) });
  assert.equal(nova.last.end, 'denied');
  assert.match(nova.last.msg, /Policy does not allow it/);
});

test('Keystone: regions are those of the catalog', async () => {
  const said = await cloud({ command: '-', serve: () => assert.fail('nothing else is asked') });
  assert.deepEqual(said.items, ['RegionOne', 'RegionTwo']);
});

const DISKS = { scope: 'global', items: 'value[]',
  request: { service: 'management', path: '/subscriptions/{sub}/providers/Microsoft.Compute/disks', query: { 'api-version': '2019-11-01' } },
  page: { style: 'link', next: 'nextLink' } };
const APP = { client: 'app-1', secret: 'S3cret~not.to_be seen', tenant: 'contoso-1', sub: 'sub-1' };

async function azure(serve, login, credentials = APP) {
  let logins = 0;
  let calls = 0;
  const server = await startReplay((ask) => {
    if (ask.path === '/login') {
      logins += 1;
      return login?.(ask, logins) ?? { body: { token_type: 'Bearer', expires_in: 3599, access_token: `bearer-number-${logins}` } };
    }
    calls += 1;
    return serve(ask, calls);
  });
  const said = await walk({ provider: 'azure', command: DISKS,
    conn: { settings: { endpoints: { login: `${server.url}/login`, management: server.url } }, credentials, private_hosts: [server.host] } });
  server.close();
  assert.ok(!said.text.includes(APP.secret) && !said.text.includes('bearer-number'));
  return { ...said, logins, asked: server.asked };
}

test('OAuth 2: a token for the client, then links', async () => {
  const said = await azure((ask, n) => {
    assert.equal(ask.headers.authorization, 'Bearer bearer-number-1');
    assert.equal(ask.path, '/subscriptions/sub-1/providers/Microsoft.Compute/disks');
    return { body: n === 1 ? { value: ids('a'), nextLink: 'https://127.0.0.1/subscriptions/SUB-1/providers/Microsoft.Compute/disks?api-version=2019-11-01&$skiptoken=x%2Fy' }
      : { value: ids('b') } };
  });
  assert.deepEqual(said.items, ids('a', 'b'));
  assert.deepEqual(said.asked[0].form, { grant_type: 'client_credentials', client_id: 'app-1', client_secret: APP.secret,
    scope: 'https://management.azure.com/.default' });
  assert.match(said.asked[2].url, /skiptoken=x%2Fy$/, 'a link is sent as it came');
});

test('OAuth 2: a token that ends, a wrong secret, a missing right, a service that nobody ordered', async () => {
  const again = await azure((ask, n) => (n === 2 ? { status: 401, body: { error: { code: 'ExpiredAuthenticationToken', message: 'm' } } }
    : { body: n === 1 ? { value: ids('a'), nextLink: '/subscriptions/sub-1/providers/Microsoft.Compute/disks?x=1' } : { value: ids('b') } }));
  assert.deepEqual([again.items, again.logins], [ids('a', 'b'), 2]);
  const wrong = await azure(() => assert.fail('no token, no question'),
    () => ({ status: 400, body: { error: 'invalid_client', error_description: `AADSTS7000215: Invalid client secret ${APP.secret}` } }));
  assert.equal(wrong.last.end, 'refused');
  assert.match(wrong.last.msg, /invalid_client: AADSTS7000215/);
  assert.equal((await azure(() => assert.fail(), () => ({ status: 400, body: { error: 'unsupported', error_description: 'm' } }))).last.end, 'refused');
  assert.equal((await azure(() => assert.fail(), () => ({ status: 404, body: '' }))).last.end, 'broken');
  const end = async (status, code) => (await azure(() => ({ status, body: { error: { code, message: 'm' } } }))).last.end;
  assert.equal(await end(403, 'AuthorizationFailed'), 'denied');
  assert.equal(await end(409, 'MissingSubscriptionRegistration'), 'gone');
  assert.equal(await end(429, 'TooManyRequests'), 'later');
  const { sub, ...without } = APP;
  assert.equal((await azure(() => assert.fail(), undefined, without)).last.end, 'broken');
  const tenant = await walk({ provider: 'azure', command: DISKS, conn: { settings: {}, credentials: { ...APP, tenant: 'evil.example/x' } } });
  assert.deepEqual([tenant.last.end, tenant.requests], ['broken', 0], 'a tenant is part of a path, and no host');
});

test('certificates: of another host, of nobody known, and the right one', async () => {
  const droplets = { scope: 'global', items: 'droplets[]', request: { service: 'api', path: '/v2/droplets' } };
  const right = certificate('IP:127.0.0.1');
  const other = certificate('DNS:another.example');
  const at = async ({ tls }, cafile) => {
    const server = await startReplay(() => ({ body: { droplets: [] } }), tls);
    const said = await walk({ provider: 'digitalocean', command: droplets,
      conn: { settings: { endpoints: { api: server.url } }, credentials: { token: 'token-of-the-owner' }, private_hosts: [server.host], cafile } });
    server.close();
    assert.equal(server.asked.length, said.last.end === 'ok' ? 1 : 0, 'no token goes to a host that is not known');
    return said.last;
  };
  assert.equal((await at(right, right.ca)).end, 'ok');
  for (const said of [await at(other, other.ca), await at(right, other.ca), await at(right)]) {
    assert.equal(said.end, 'broken');
    assert.match(said.msg, /SSL|certificate/i);
  }
});
