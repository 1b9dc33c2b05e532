// SPDX-License-Identifier: ISC
// Pages, outcomes and logins against replays of providers: what they would
// say, said by us, with signatures judged by code that is not ours.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { isSigned, startReplay, walk } from '../crawl/replay.mjs';

const TOKEN = 'dop_v1_not_to_be_seen_anywhere';
const AWS = { access: 'AKIDREPLAY0000000000', secret: 'replay/secret+key/not/to/be/seen' };

const DROPLETS = { scope: 'global', items: 'droplets[]',
  request: { service: 'api', path: '/v2/droplets', query: { per_page: '$page_size' } },
  page: { style: 'link', next: 'links.pages.next', size: 2, max: 200 } };
const INSTANCES = { scope: 'region', items: 'reservationSet[].instancesSet[]',
  request: { service: 'ec2', path: '/', form: { Action: 'DescribeInstances', Version: '2016-11-15', MaxResults: '$page_size' } },
  page: { style: 'token', in: 'NextToken', out: 'nextToken', size: 200, min: 5, max: 1000 } };
const TABLES = { scope: 'region', items: 'TableNames[]',
  request: { service: 'dynamodb', path: '/', json: { Limit: '$page_size' },
    headers: { 'X-Amz-Target': 'DynamoDB_20120810.ListTables', 'Content-Type': 'application/x-amz-json-1.0' } },
  page: { style: 'token', in: 'ExclusiveStartTableName', out: 'LastEvaluatedTableName', size: 2, max: 100 } };

const ids = (...list) => list.map((id) => ({ id }));
const link = (page) => ({ pages: { next: `https://127.0.0.1/v2/droplets?page=${page}&per_page=2` } });
const json = (body, more = {}) => ({ headers: { 'Content-Type': 'application/json' }, body, ...more });

/** Droplets of a replay; rules are the connection's beside what is needed. */
async function droplets(handle, rules = {}, cursor) {
  const server = await startReplay(handle);
  const said = await walk({ provider: 'digitalocean', command: DROPLETS, cursor,
    conn: { settings: { endpoints: { api: server.url } }, credentials: { token: TOKEN }, private_hosts: [server.host], ...rules } });
  server.close();
  assert.ok(!said.text.includes(TOKEN), 'the token is in nothing that is said');
  return { ...said, asked: server.asked };
}

async function aws(service, command, handle, credentials = AWS, region = 'eu-west-1 (Ireland)') {
  const server = await startReplay(handle);
  const said = await walk({ provider: 'aws', command, region,
    conn: { settings: { endpoints: { [service]: server.url } }, credentials, private_hosts: [server.host] } });
  server.close();
  assert.ok(!said.text.includes(credentials.secret), 'the secret is in nothing that is said');
  return { ...said, asked: server.asked };
}

test('links are followed to the end that the provider says', async () => {
  const said = await droplets((ask) => (ask.query.page === '2' ? json({ droplets: ids(3), links: {} })
    : json({ droplets: ids(1, 2), links: link(2) })));
  assert.deepEqual(said.items, ids(1, 2, 3));
  assert.equal(said.requests, 2);
  assert.equal(said.asked[0].headers.authorization, `Bearer ${TOKEN}`);
  assert.equal(said.asked[0].query.per_page, '2');
  assert.equal(said.asked[1].query.per_page, '2');
});

test('a full last page is the last one, and a half page is not', async () => {
  const full = await droplets((ask) => (ask.query.page === '2' ? json({ droplets: ids(3, 4), links: {} })
    : json({ droplets: ids(1, 2), links: link(2) })));
  assert.equal(full.requests, 2);
  assert.equal(full.last.end, 'ok');
  const half = await droplets((ask) => (ask.query.page === '2' ? json({ droplets: ids(2), links: {} })
    : json({ droplets: ids(1), links: link(2) })));
  assert.deepEqual(half.items, ids(1, 2));
});

test('none at all is a complete listing, but a list that is not there is none', async () => {
  const none = await droplets(() => json({ droplets: [], links: {}, meta: { total: 0 } }));
  assert.deepEqual([none.last.end, none.last.items, none.last.next], ['ok', [], null]);
  for (const body of [{}, { message: 'hello' }, [], '"droplets"', '', 'null'])
    assert.equal((await droplets(() => json(body))).last.end, 'broken', JSON.stringify(body));
});

test('what no row can hold is left out of texts', async () => {
  const said = await droplets(() => json('{"droplets":[{"id":1,"name":"a\\u0000b\\ud800c"}]}'));
  assert.deepEqual(said.items, [{ id: 1, name: 'abc' }]);
});

test('operators set the size of pages, within what a provider takes', async () => {
  const size = async (page_size) =>
    (await droplets(() => json({ droplets: [] }), { page_size })).asked[0].query.per_page;
  assert.equal(await size(50), '50');
  assert.equal(await size(5000), '200');
});

test('pages that do not move on, or come round again, end the run', async () => {
  const same = await droplets(() => json({ droplets: ids(1, 2), links: link(2) }));
  assert.equal(same.last.end, 'broken');
  assert.match(same.last.msg, /page 2: the next page is to be this one again/);
  assert.equal(same.requests, 2);
  // three pages in a ring, whose links move on for ever
  const ring = await droplets((ask, n) => json({ droplets: ids(n % 3, n % 3 + 10), links: link(n + 1) }));
  assert.equal(ring.last.end, 'broken');
  assert.match(ring.last.msg, /pages come round again/);
  assert.ok(ring.requests <= 9, `found after ${ring.requests} pages`);
});

test('a walk goes on at a cursor, in another process', async () => {
  const pages = { 1: [1, 2], 2: [3, 4], 3: [5] };
  const handle = (ask) => {
    const n = Number(ask.query.page ?? 1);
    return json({ droplets: ids(...pages[n]), links: n < 3 ? link(n + 1) : {} });
  };
  const whole = await droplets(handle);
  const rest = await droplets(handle, {}, whole.pages[0].next);
  assert.deepEqual(rest.items, ids(3, 4, 5));
  for (const cursor of [{}, { at: 'page=2' }, { page: 2 }, { at: 'page=2\r\nX: y', page: 2 }, 7])
    assert.equal((await droplets(handle, {}, cursor)).last.end, 'broken', JSON.stringify(cursor));
});

test('a link that leads away is not followed', async () => {
  for (const next of ['https://169.254.169.254/v2/droplets?page=2', 'http://127.0.0.1/v2/volumes?page=2', '/v2/volumes?page=2',
    'https://127.0.0.1@evil.example/v2/droplets?page=2', '//evil.example/v2/droplets?page=2', 'droplets?page=2',
    '/v2/droplets?page=2 HTTP/1.1', 7, {}]) {
    const said = await droplets(() => json({ droplets: ids(1), links: { pages: { next } } }));
    assert.equal(said.last.end, 'broken', String(next));
    assert.equal(said.requests, 1);
  }
});

test('what a status means', async () => {
  const rows = [
    [401, { id: 'unauthorized', message: 'Unable to authenticate you' }, 'refused', /Unable to authenticate/],
    [403, { id: 'forbidden', message: 'You are not authorized' }, 'denied', /not authorized/],
    [404, { id: 'not_found', message: 'none' }, 'gone', /404/],
    [422, { id: 'unprocessable_entity', message: 'per_page' }, 'broken', /422/],
    [500, { id: 'server_error', message: 'oops' }, 'later', /500/],
    [502, '<html>bad gateway</html>', 'later', /502/],
    [503, '', 'later', /503/],
    [204, '', 'broken', /no 'droplets/],
  ];
  for (const [status, body, end, msg] of rows) {
    const said = await droplets(() => json(body, { status }));
    assert.equal(said.last.end, end, String(status));
    assert.match(said.last.msg, msg);
    assert.equal(said.requests, 1, 'asked once: the queue knows when again');
  }
});

test('429 says when to come again, or does not', async () => {
  const wait = async (headers) => {
    const said = await droplets(() => json({ id: 'too_many_requests', message: 'slow' }, { status: 429, headers }));
    assert.equal(said.last.end, 'later');
    return said.last.wait_s;
  };
  assert.equal(await wait({ 'Retry-After': '17' }), 17);
  assert.equal(await wait({}), 0);
  const date = await wait({ 'Retry-After': new Date(Date.now() + 60_000).toUTCString() });
  assert.ok(date > 30 && date <= 61, String(date));
  const reset = await wait({ 'ratelimit-reset': String(Math.floor(Date.now() / 1000) + 100) });
  assert.ok(reset > 60 && reset <= 101, String(reset));
  assert.equal(await wait({ 'ratelimit-reset': '1' }), 0);
});

test('silence, half an answer and no JSON in the second page', async () => {
  const second = async (what, rules) => {
    const said = await droplets((ask) => (ask.query.page ? what : json({ droplets: ids(1), links: link(2) })), rules);
    assert.deepEqual(said.pages[0].items, ids(1));
    return said.last;
  };
  assert.equal((await second(null, { total_ms: 400 })).end, 'later');
  assert.equal((await second({ headers: { 'Content-Length': '1000' }, body: '{"droplets":[', cut: 10 })).end, 'later');
  assert.equal((await second(json('{"droplets":[{"id":1}'))).end, 'broken');
  assert.equal((await second(json({ id: 'not_found', message: 'none' }, { status: 404 }))).end, 'broken', 'a page, not the service');
});

test('a redirect is not followed, wherever it leads', async () => {
  const there = await startReplay(() => json({ droplets: ids(666) }));
  const said = await droplets(() => ({ status: 302, headers: { Location: there.url } }));
  assert.equal(said.last.end, 'broken');
  assert.match(said.last.msg, /redirects are not followed/);
  assert.equal(there.asked.length, 0);
});

test('private addresses and plain http are for hosts that the operator named', async () => {
  const server = await startReplay(() => json({ droplets: ids(1) }));
  const at = async (url, private_hosts) => (await walk({ provider: 'digitalocean', command: DROPLETS,
    conn: { settings: { endpoints: { api: url } }, credentials: { token: TOKEN }, private_hosts } })).last;
  assert.equal((await at(server.url, ['127.0.0.1'])).end, 'ok', 'any port of the host');
  assert.equal((await at('http://[::1]:1', ['[::1]'])).end, 'later', 'a host in brackets');
  assert.match((await at('http://[::1]:1', ['[::1]:2'])).msg, /plain http/);
  for (const hosts of [[], ['127.0.0.1:1'], ['localhost']]) {
    assert.match((await at(server.url, hosts)).msg, /plain http/);
    assert.match((await at(server.url.replace('http', 'https'), hosts)).msg, /not public/);
  }
  for (const url of ['ftp://127.0.0.1/', 'http://user:pw@127.0.0.1/', 'http:///x', 'http://127.0.0.1/?a', 'file:///etc/passwd', '127.0.0.1'])
    assert.equal((await at(url, ['127.0.0.1'])).end, 'broken', url);
  assert.equal(server.asked.length, 1);
});

test('what a provider repeats of our secrets is not told', async () => {
  const said = await droplets((ask) => json({ id: 'unauthorized', message: `bad ${ask.headers.authorization} sent` }, { status: 401 }));
  assert.match(said.last.msg, /bad Bearer \*+ sent/);
});

test('credentials that are no text for a header are refused before anything is sent', async () => {
  const server = await startReplay(() => json({ droplets: [] }));
  const said = await walk({ provider: 'digitalocean', command: DROPLETS,
    conn: { settings: { endpoints: { api: server.url } }, credentials: { token: 'a\r\nX-Evil: 1' }, private_hosts: [server.host] } });
  assert.equal(said.last.end, 'broken');
  assert.equal(server.asked.length, 0);
  const none = await walk({ provider: 'digitalocean', command: DROPLETS,
    conn: { settings: { endpoints: { api: server.url } }, credentials: {}, private_hosts: [server.host] } });
  assert.equal(none.last.end, 'refused');
});

const instances = (...list) => `<reservationSet><item><ownerId>1</ownerId><instancesSet>${list.map((id) =>
  `<item><instanceId>${id}</instanceId></item>`).join('')}</instancesSet></item></reservationSet>`;
const ec2 = (inside) => ({ headers: { 'Content-Type': 'text/xml;charset=UTF-8' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">
  <requestId>r</requestId>${inside}</DescribeInstancesResponse>` });
const ec2Error = (status, code, message, headers = {}) => ({ status, headers,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r</RequestID></Response>` });

test('signed forms, XML, and a token of any characters', async () => {
  const token = 'eyJ+/=&x y%é==';
  const said = await aws('ec2', INSTANCES, (ask) => {
    assert.ok(isSigned(ask, AWS, 'eu-west-1', 'ec2'));
    assert.equal(ask.form.MaxResults, '200');
    if (ask.form.NextToken === undefined)
      return ec2(`${instances('i-1', 'i-2')}<nextToken>${token.replace('&', '&amp;')}</nextToken>`);
    assert.equal(ask.form.NextToken, token);
    return ec2(instances('i-3'));
  });
  assert.deepEqual(said.items.map((item) => item.instanceId), ['i-1', 'i-2', 'i-3']);
  const none = await aws('ec2', INSTANCES, () => ec2('<reservationSet/>'));
  assert.deepEqual([none.last.end, none.last.items], ['ok', []]);
});

test('temporary credentials are signed as well', async () => {
  const credentials = { ...AWS, session: 'FwoGZXIvYXdzEXAMPLE==' };
  const said = await aws('ec2', INSTANCES, (ask) => {
    assert.equal(ask.headers['x-amz-security-token'], credentials.session);
    assert.ok(isSigned(ask, credentials, 'eu-west-1', 'ec2'));
    return ec2('<reservationSet/>');
  }, credentials);
  assert.equal(said.last.end, 'ok');
});

test('a wrong secret is not taken by the judge', async () => {
  const said = await aws('ec2', INSTANCES, (ask) => (isSigned(ask, { ...AWS, secret: 'another' }, 'eu-west-1', 'ec2')
    ? ec2('<reservationSet/>') : ec2Error(401, 'AuthFailure', 'AWS was not able to validate the provided access credentials')));
  assert.equal(said.last.end, 'refused');
  assert.match(said.last.msg, /AuthFailure: AWS was not able/);
  assert.equal(said.requests, 1);
});

test('text items, and a parameter in JSON', async () => {
  const said = await aws('dynamodb', TABLES, (ask) => {
    assert.ok(isSigned(ask, AWS, 'eu-west-1', 'dynamodb'));
    assert.equal(ask.headers['content-type'], 'application/x-amz-json-1.0');
    const { Limit, ExclusiveStartTableName } = JSON.parse(ask.body);
    assert.equal(Limit, 2);
    return ExclusiveStartTableName === 'b' ? json({ TableNames: ['c'] }) : json({ TableNames: ['a', 'b'], LastEvaluatedTableName: 'b' });
  });
  assert.deepEqual(said.items, ['a', 'b', 'c']);
});

test('a clock that is off is told, and by how much', async () => {
  const date = (seconds) => ({ Date: new Date(Date.now() + seconds * 1000).toUTCString() });
  const behind = await aws('ec2', INSTANCES, () => ec2Error(401, 'AuthFailure', 'no', date(600)));
  assert.equal(behind.last.end, 'refused');
  assert.match(behind.last.msg, /our clock is (59\d|60\d) s behind theirs/);
  const ahead = await aws('ec2', INSTANCES, () => ec2Error(400, 'RequestExpired', 'no', date(-600)));
  assert.equal(ahead.last.end, 'refused');
  assert.match(ahead.last.msg, /our clock is (59\d|60\d) s ahead of theirs/);
  const right = await aws('ec2', INSTANCES, () => ec2Error(401, 'AuthFailure', 'no', date(10)));
  assert.ok(!right.last.msg.includes('clock'));
});

test('the words of AWS for errors, in each of its protocols', async () => {
  const rows = [
    [ec2Error(503, 'RequestLimitExceeded', 'slow'), 'later'],
    [ec2Error(400, 'Throttling', 'slow'), 'later'],
    [ec2Error(403, 'UnauthorizedOperation', 'ec2:DescribeInstances'), 'denied'],
    [ec2Error(403, 'InvalidClientTokenId', 'no such key'), 'refused'],
    [ec2Error(400, 'InvalidParameterValue', 'x'), 'broken'],
    [{ status: 400, body: '<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code><Message>m</Message></Error></ErrorResponse>' }, 'refused'],
    [{ status: 403, body: '<Error><Code>AccessDenied</Code><Message>m</Message></Error>' }, 'denied'],
    [{ status: 503, body: '<!DOCTYPE html><html>sorry' }, 'later'],
  ];
  for (const [answer, end] of rows)
    assert.equal((await aws('ec2', INSTANCES, () => answer)).last.end, end, answer.body);
  const inJson = async (body, headers = {}) => (await aws('dynamodb', TABLES, () => json(body, { status: 400, headers }))).last.end;
  assert.equal(await inJson({ __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'm' }), 'later');
  assert.equal(await inJson({ __type: 'com.amazon.coral.service#UnrecognizedClientException', message: 'm' }), 'refused');
  assert.equal(await inJson('<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>'), 'later', 'XML where JSON is spoken');
  assert.equal(await inJson({ message: 'm' }, { 'x-amzn-ErrorType': 'AccessDeniedException:http://internal/' }), 'denied');
});

test('XML that is none of theirs', async () => {
  for (const body of ['<DescribeInstancesResponse><reservationSet>', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', '{"a":1}', '<a/>'])
    assert.equal((await aws('ec2', INSTANCES, () => ({ body }))).last.end, 'broken', body);
});

test('a region becomes part of no host but its own', async () => {
  for (const region of ['evil.example/', 'a.b', '{region}', 'é']) {
    const said = await walk({ provider: 'aws', command: INSTANCES, region, conn: { settings: {}, credentials: AWS } });
    assert.equal(said.last.end, 'broken', region);
    assert.equal(said.requests, 0);
  }
});

test('regions are asked of the provider', async () => {
  const server = await startReplay(() => ({ body: `<DescribeRegionsResponse><regionInfo><item><regionName>eu-west-1</regionName></item>
    <item><regionName>us-east-1</regionName></item></regionInfo></DescribeRegionsResponse>` }));
  const said = await walk({ provider: 'aws', command: '-',
    conn: { settings: { endpoints: { ec2: server.url } }, credentials: AWS, private_hosts: [server.host] } });
  assert.deepEqual(said.items, ['eu-west-1', 'us-east-1']);
  assert.ok(isSigned(server.asked[0], AWS, 'us-east-1', 'ec2'));
});

test('numbered pages: until one is empty, or while the provider says that there are more', async () => {
  const until = async (page, handle) => {
    const server = await startReplay(handle);
    const said = await walk({ provider: 'digitalocean', command: { ...DROPLETS, page },
      conn: { settings: { endpoints: { api: server.url } }, credentials: { token: TOKEN }, private_hosts: [server.host] } });
    server.close();
    return { ...said, numbers: server.asked.map((ask) => ask.query.page) };
  };
  const empty = await until({ style: 'page', in: 'page' }, (ask) => json({ droplets: ask.query.page === '3' ? [] : ids(ask.query.page ?? '1') }));
  assert.deepEqual([empty.items, empty.numbers], [ids('1', '2'), [undefined, '2', '3']]);
  const told = await until({ style: 'page', in: 'page', more: 'more' }, (ask) => json({ droplets: [], more: ask.query.page !== '2' }));
  assert.deepEqual([told.last.end, told.numbers], ['ok', [undefined, '2']], 'empty pages are pages where the provider says that there are more');
});

test('markers: an item without what is to be gone on from is a fault', async () => {
  const server = await startReplay((ask, n) => json({ droplets: n === 1 ? ids('a', 'b') : [{ name: 'no id' }] }));
  const said = await walk({ provider: 'digitalocean', command: { ...DROPLETS, page: { style: 'marker', in: 'marker', from: 'id' } },
    conn: { settings: { endpoints: { api: server.url } }, credentials: { token: TOKEN }, private_hosts: [server.host] } });
  assert.equal(server.asked[1].query.marker, 'b');
  assert.deepEqual([said.last.end, /has no 'id' to go on from/.test(said.last.msg)], ['broken', true]);
});

test('files that are wrong are refused when they are read, with the place', async () => {
  const request = DROPLETS.request;
  const rows = [
    [{ ...DROPLETS, request: undefined }, /no request/],
    [{ ...DROPLETS, request: { ...request, service: 'apis' } }, /no service 'apis'/],
    [{ ...DROPLETS, request: { ...request, pth: '/' } }, /request: unknown member 'pth'/],
    [{ ...DROPLETS, request: { ...request, path: 'v2' } }, /begins with no slash/],
    [{ ...DROPLETS, request: { ...request, path: '/{token}' } }, /no variable 'token'/],
    [{ ...DROPLETS, request: { ...request, query: { a: '$token' } } }, /query: no variable 'token'/],
    [{ ...DROPLETS, request: { ...request, query: { a: [] } } }, /'a' is no plain value/],
    [{ ...DROPLETS, request: { ...request, form: {}, json: {} } }, /a form or json, not both/],
    [{ ...DROPLETS, request: { ...request, method: 'POST' } }, /method 'POST'/],
    [{ ...DROPLETS, page: { style: 'links' } }, /no style 'links'/],
    [{ ...DROPLETS, page: { style: 'link' } }, /style link needs 'next'/],
    [{ ...DROPLETS, page: { style: 'token', in: 'a' } }, /style token needs 'out'/],
    [{ ...DROPLETS, page: { style: 'link', next: 'a..b' } }, /page: next: path/],
    [{ ...DROPLETS, page: { ...DROPLETS.page, sise: 1 } }, /page: unknown member 'sise'/],
    [{ ...DROPLETS, items: 'a[' }, /items: path/],
    [{ ...DROPLETS, xml: { wraped: [] } }, /xml: unknown member 'wraped'/],
    [{ ...DROPLETS, xml: { flat: [1] } }, /element 0 is no text/],
  ];
  for (const [command, why] of rows)
    await assert.rejects(walk({ provider: 'digitalocean', command, conn: { settings: {}, credentials: {} } }), why, JSON.stringify(command));
  await assert.rejects(walk({ provider: 'aws', command: { ...INSTANCES, page: { style: 'link', next: 'a' } }, conn: {} }), /no links where requests are signed/);
  const api = { url: 'https://h', format: 'json' };
  const file = { auth: { style: 'bearer' }, services: { api } };
  const files = [
    [{ ...file, auth: { style: 'basic' } }, /no style 'basic'/],
    [{ ...file, auths: {} }, /unknown member 'auths'/],
    [{ ...file, services: { api: { ...api, format: 'yaml' } } }, /service 'api': format 'yaml'/],
    [{ ...file, services: { api: { format: 'json' } } }, /one of url and catalog/],
    [{ ...file, services: { api: { ...api, catalog: ['x'] } } }, /one of url and catalog/],
    [{ ...file, services: undefined }, /services is no object/],
    [{ ...file, codes: { late: [] } }, /codes: unknown member 'late'/],
    [{ ...file, error: { code: ['a['] } }, /error: path/],
    [{ ...file, vars: 'sub' }, /vars is no list/],
    [{ ...file, regions: { items: 'a' } }, /regions: no request/],
  ];
  for (const [provider, why] of files)
    await assert.rejects(walk({ provider, command: DROPLETS, conn: { settings: {}, credentials: {} } }), why, JSON.stringify(provider));
});
