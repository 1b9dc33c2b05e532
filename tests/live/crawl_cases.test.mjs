// SPDX-License-Identifier: ISC
// What each provider may do to the crawler, through the whole of it: a connection for each case, all of one
// provider at one replay, under a path of the case's own.  Three rounds: what is there; what goes wrong; after it.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { isSigned, startReplay } from '../crawl/replay.mjs';
import { certificate } from './certificate.mjs';
import { startCrawls } from './crawl_lib.mjs';

let crawls;
before(async () => { crawls = await startCrawls(); });
after(() => crawls.close());

const SECRET = 'the-secret-of-the-owner';
const WRONG = 'a-secret-that-is-wrong';
const RING = 9; // a page that names itself as the next one
const OFF_S = 600;

/** A thing as a test means it: { n, tags, bad }; its address is that of all others. */
const thing = (n, tags = { env: 'Prod', old: 'yes' }) => ({ n, tags });
const BAD = { bad: true };

const tokens = new Set();
const bearer = (ask) => ask.headers['x-auth-token'] ?? ask.headers.authorization?.replace('Bearer ', '');
const xml = (inside) => `<?xml version="1.0"?><Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${inside}</Response>`;
const link = (ask, next) => `${ask.path}?page=${next}`;

// How each provider says what a test means.  right(ask): is that its owner?  at(ask): which page is wanted?
const PROVIDERS = {
  aws: {
    connection: (url) => ({ provider: 'AWS', service: 'iam_aws', regions: ['eu-west-1 (Ireland)'], endpoints: { ec2: url } }),
    credentials: (secret) => ({ access: 'AKIDREPLAY0000000000', secret }),
    right: (ask) => isSigned(ask, { access: 'AKIDREPLAY0000000000', secret: SECRET }, 'eu-west-1', 'ec2'),
    at: (ask) => Number(ask.form.NextToken ?? 1),
    page: (ask, things, next) => xml(`<reservationSet>${things.map(({ n, tags, bad }) => `<item><instancesSet><item>${bad ? '<name/>' : `<instanceId>i-${n}</instanceId>`}`
      + `<privateIpAddress>10.0.0.1</privateIpAddress><tagSet>${Object.entries(tags ?? {}).map(([k, v]) => `<item><key>${k}</key><value>${v}</value></item>`).join('')}</tagSet>`
      + '</item></instancesSet></item>').join('')}</reservationSet>${next ? `<nextToken>${next}</nextToken>` : ''}`),
    error: (code, message) => `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors></Response>`,
    codes: { 401: 'AuthFailure', 403: 'UnauthorizedOperation', 429: 'RequestLimitExceeded', 500: 'InternalError' },
    tags: (doc) => Object.fromEntries((doc.tags ?? []).map(({ key, value }) => [key, value])),
    id: (n) => `i-${n}`,
  },
  digitalocean: {
    connection: (url) => ({ provider: 'Digital Ocean', service: 'token_do', endpoints: { api: url } }),
    credentials: (token) => ({ token }),
    right: (ask) => bearer(ask) === SECRET,
    at: (ask) => Number(ask.query.page ?? 1),
    page: (ask, things, next) => ({ droplets: things.map(({ n, bad }) => (bad ? { name: 'none' } : { id: n, name: `d${n}`, status: 'active',
      networks: { v4: [{ type: 'private', ip_address: '10.0.0.1' }] } })), links: next ? { pages: { next: link(ask, next) } } : {}, meta: {} }),
    error: (code, message) => ({ id: code, message }),
    codes: { 401: 'unauthorized', 403: 'forbidden', 429: 'too_many_requests', 500: 'server_error' },
    id: (n) => String(n),
  },
  azure: {
    connection: (url) => ({ provider: 'Azure', service: 'sub_azure', endpoints: { login: `${url}/login`, management: url } }),
    credentials: (secret) => ({ client: 'app-1', secret, tenant: 'contoso', sub: 'sub-1' }),
    login: (ask, token) => (ask.path.endsWith('/login') ? (ask.form.client_secret === SECRET
      ? { body: { token_type: 'Bearer', expires_in: 3599, access_token: token() } }
      : { status: 401, body: { error: 'invalid_client', error_description: `Invalid client secret ${ask.form.client_secret}` } }) : undefined),
    right: (ask) => tokens.has(bearer(ask)),
    at: (ask) => Number(ask.query.page ?? 1),
    page: (ask, things, next) => ({ value: things.map(({ n, tags, bad }) => (bad ? { name: 'none' }
      : { id: `/subscriptions/sub-1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v${n}`, name: `v${n}`, tags, properties: {} })),
    ...(next ? { nextLink: link(ask, next) } : {}) }),
    error: (code, message) => ({ error: { code, message } }),
    codes: { 401: 'ExpiredAuthenticationToken', 403: 'AuthorizationFailed', 429: 'TooManyRequests', 500: 'InternalServerError' },
    tags: (doc) => Object.fromEntries((doc.tags ?? []).map(({ key, value }) => [key, value])),
  },
  openstack: {
    connection: (url) => ({ provider: 'Openstack', url, project: 'p1', user_domain_id: 'default', regions: ['RegionOne'] }),
    credentials: (password) => ({ username: 'reader', password }),
    login: (ask, token) => (ask.path.endsWith('/v3/auth/tokens') ? (ask.body.includes(`"${SECRET}"`)
      ? { status: 201, headers: { 'X-Subject-Token': token() }, body: { token: { catalog: [{ type: 'compute', endpoints: [{ interface: 'public', region: 'RegionOne',
        url: `http://${ask.headers.host}${ask.path.replace('/v3/auth/tokens', '')}` }] }] } } }
      : { status: 401, body: { error: { code: 401, title: 'Unauthorized', message: `no such password: ${WRONG}` } } }) : undefined),
    right: (ask) => tokens.has(bearer(ask)),
    at: (ask) => Number(ask.query.page ?? 1),
    page: (ask, things, next) => ({ servers: things.map(({ n, tags, bad }) => (bad ? { name: 'none' } : { id: `o${n}`, name: `o${n}`, status: 'ACTIVE', metadata: tags,
      addresses: { net: [{ addr: '10.0.0.1' }] } })), servers_links: next ? [{ rel: 'next', href: link(ask, next) }] : [] }),
    error: (code, message) => ({ error: { code: 401, title: code, message } }),
    codes: { 401: 'Unauthorized', 403: 'Forbidden', 429: 'OverLimit', 500: 'Fault' },
    tags: (doc) => Object.fromEntries((doc.tags ?? []).map(({ key, value }) => [key, value])),
    id: (n) => `o${n}`,
  },
};

const FIVE = [1, 2, 3, 4, 5].map((n) => thing(n));
const inTwos = (things) => {
  const pages = [];
  for (let i = 0; i < things.length || i === 0; i += 2)
    pages.push(things.slice(i, i + 2));
  return pages;
};

/** { first, then, last }: things of the three rounds; odd(c): what else is answered in the second, c = { ask, at, n, plain, error }. */
const CASES = {
  'the same again': {},
  'two pages, the last one full': { first: FIVE.slice(0, 4) },
  'none at all': { first: [] },
  'one bad item among good ones': { then: [thing(1, { env: 'Other' }), BAD, ...FIVE.slice(2)], last: FIVE },
  401: { odd: ({ error }) => error(401) },
  403: { odd: ({ error }) => error(403) },
  '429 with Retry-After': { odd: ({ error }) => error(429, { 'retry-after': '700' }) },
  '429 without': { odd: ({ error }) => error(429) },
  '500 once': { odd: ({ error, n }) => (n === 1 ? error(500) : undefined) },
  'silence in page 2': { odd: ({ at, plain }) => (at === 2 ? { body: text(plain.body), cut: 20 } : undefined) },
  'half a page': { odd: ({ at, plain }) => (at === 2 ? { ...plain, body: text(plain.body).slice(0, -30) } : undefined) },
  'a page that names itself': { odd: ({ at, ask, how }) => ({ body: how.page(ask, FIVE.slice(0, 2), at === 1 ? RING : at) }) },
  'pages in a ring': { odd: ({ at, ask, how }) => ({ body: how.page(ask, FIVE.slice(0, 2), at % 3 + 1) }) },
  'a redirect to a private address': { odd: () => ({ status: 302, headers: { location: 'http://10.0.0.1/' }, body: '' }) },
  'another document': { odd: () => ({ body: '{"message":"maintenance"}' }) },
  'a clock that is off': { odd: ({ error }) => error(401, { date: new Date(Date.now() + OFF_S * 1000).toUTCString() }) },
  'one that vanishes and returns': { then: FIVE.filter(({ n }) => n !== 3), last: FIVE },
  'a tag changed, a tag removed': { then: [thing(1, { env: 'Test' }), ...FIVE.slice(1)], last: FIVE },
  'a token that ends': { odd: ({ at, ask, error, ended }) => {
    if (at === 2 && !ended.has(bearer(ask)) && ended.size === 0) {
      ended.add(bearer(ask));
      tokens.delete(bearer(ask));
      return error(401);
    }
    return undefined;
  }, needs: 'login' },
  'another owner with the same ids': { owner: 'owner-2', then: [] },
};
const text = (body) => (typeof body === 'string' ? body : JSON.stringify(body));
const slug = (name) => name.replace(/[^a-z0-9]+/g, '-');

/** A replay for all cases of a provider: round says which it is. */
async function startProvider(how) {
  const world = { round: 0, asked: new Map(), ended: new Map() };
  const token = () => {
    const made = `token-${how.name}-${tokens.size}-not-to-be-seen`;
    tokens.add(made);
    return made;
  };
  world.server = await startReplay((ask) => {
    const [, at] = ask.path.split('/');
    const name = Object.keys(CASES).find((key) => slug(key) === at) ?? 'the same again';
    const { first = FIVE, then = first, last = then, odd } = CASES[name];
    const said = how.login?.(ask, token);
    if (said !== undefined)
      return said;
    const error = (status, headers = {}, word = SECRET) => ({ status, headers, body: how.error(how.codes[status], `no: ${word}`) });
    if (!how.right(ask))
      return error(401, {}, WRONG);
    const page = how.at(ask);
    const pages = inTwos([first, then, last][world.round]);
    const plain = { body: how.page(ask, pages[page - 1] ?? [], page < pages.length ? page + 1 : 0) };
    if (world.round !== 1 || !odd)
      return plain;
    const key = `${name} ${world.round}`;
    world.asked.set(key, (world.asked.get(key) ?? 0) + 1);
    if (!world.ended.has(name))
      world.ended.set(name, new Set());
    return odd({ ask, at: page, n: world.asked.get(key), plain, error, how, ended: world.ended.get(name) }) ?? plain;
  });
  return world;
}

for (const [name, how] of Object.entries(PROVIDERS))
  test(`${name}: each case has its state, nothing vanishes that is there, the next run is planned`, async (t) => {
    how.name = name;
    const crawl = await crawls.stage();
    const world = await startProvider(how);
    const tls = certificate('DNS:another.example');
    const other = await startReplay(() => assert.fail('nothing is sent to a host that is not known'), tls.tls);
    const names = Object.keys(CASES).filter((key) => CASES[key].needs === undefined || how[CASES[key].needs]);
    const connect = (key, more = {}) => crawl.connect({ artifacts: undefined, owner: CASES[key]?.owner ?? 'owner-1', name: key,
      credentials: how.credentials(SECRET), tasks: { 'server-list': 3600 }, ...how.connection(`${world.server.url}/${slug(key)}`), ...more });
    const ids = {};
    for (const key of names)
      ids[key] = await connect(key);
    ids.wrong = await connect('a wrong secret', { credentials: how.credentials(WRONG) });
    ids.certificate = await connect('a certificate of another host', how.connection(other.url));
    const env = { audius_crawl_private_hosts: `${world.server.host},${other.host}`, audius_crawl_cafile: tls.ca, audius_crawl_rate: '1000', MAESTRO_SCAN_QTD: '2' };
    const logs = [];
    const round = async (n) => {
      world.round = n;
      crawl.database.execute('UPDATE disc.crawl_task SET next_run_at = now(), paused = NULL; UPDATE disc.crawl_step SET not_before = now()');
      logs.push((await crawl.must(['run'], env)).log);
    };
    const last = (key) => crawl.last(ids[key], 'server-list');
    const state = (key) => [last(key).state, last(key).changed, last(key).vanished];
    const step = (key) => crawl.rows(`SELECT s.state, s.outcome, s.attempts, s.error, s.left_out, extract(epoch FROM s.not_before - now())::int AS in_s
      FROM disc.crawl_step AS s JOIN disc.crawl_run AS r ON r.id = s.run WHERE r.connection = '${ids[key]}' ORDER BY s.id DESC LIMIT 1`)[0];
    const there = (key) => crawl.resources(ids[key]).filter(({ is_vanished }) => !is_vanished).length;
    const ops = (key) => crawl.history(ids[key]).map(({ op }) => op);

    await round(0);
    for (const key of names)
      assert.deepEqual([key, last(key).state, last(key).seen, there(key)], [key, 'success', ...Array(2).fill((CASES[key].first ?? FIVE).length)], last(key).error);
    assert.deepEqual([last('wrong').state, step('wrong').outcome], ['failed', 'refused']);
    assert.deepEqual([step('certificate').outcome, /SSL|certificate/i.test(step('certificate').error)], ['broken', true]);

    const before = crawl.rows('SELECT id, xmin::text FROM disc.crawl_resource').length;
    await round(1);
    const failed = (key, outcome, why) => {
      assert.deepEqual([key, ...state(key), step(key).outcome], [key, 'failed', 0, 0, outcome], step(key).error);
      assert.match(step(key).error, why, key);
      assert.equal(there(key), 5, key);
    };
    // asked again later: where the machine is slow, that may have come within the round
    const waits = (key) => {
      assert.deepEqual([key, last(key).state, step(key).state, there(key)], [key, 'running', 'waiting', 5], step(key).error);
      assert.ok(step(key).attempts >= 1, key);
    };
    for (const key of ['the same again', 'two pages, the last one full', 'none at all']) {
      assert.deepEqual([key, ...state(key)], [key, 'success', 0, 0]);
      assert.ok(ops(key).every((op) => op === 'create'), key);
    }
    assert.deepEqual([...state('one bad item among good ones'), step('one bad item among good ones').left_out],
      ['warning', how.tags ? 1 : 0, 0, 1]);
    assert.equal(there('one bad item among good ones'), 5, 'the bad one may be the one that is missing');
    failed('401', 'refused', /401/);
    assert.deepEqual([last('403').state, step('403').outcome, there('403')], ['warning', 'denied', 5]);
    waits('429 with Retry-After');
    assert.equal(step('429 with Retry-After').attempts, 1);
    assert.ok(step('429 with Retry-After').in_s > 300 && step('429 with Retry-After').in_s < 900);
    waits('429 without');
    waits('silence in page 2');
    assert.deepEqual([there('500 once'), last('500 once').vanished], [5, 0]);
    failed('half a page', 'broken', /./);
    failed('a page that names itself', 'broken', /./);
    failed('pages in a ring', 'broken', /./);
    failed('a redirect to a private address', 'broken', /redirects are not followed/);
    failed('another document', 'broken', /./);
    failed('a clock that is off', 'refused', /our clock is (599|60\d) s behind theirs/);
    assert.deepEqual(state('one that vanishes and returns'), ['success', 0, 1]);
    assert.equal(ops('one that vanishes and returns').at(-1), 'vanish');
    if (how.tags) {
      assert.deepEqual(state('a tag changed, a tag removed'), ['success', 1, 0]);
      const doc = crawl.resources(ids['a tag changed, a tag removed']).map((row) => how.tags(row.doc)).find(({ env: e }) => e === 'Test');
      assert.deepEqual(doc, { env: 'Test' });
    }
    if (how.login)
      assert.deepEqual(state('a token that ends'), ['success', 0, 0]);
    assert.deepEqual([state('another owner with the same ids')[2], there('the same again')], [5, 5], 'what one owner has lost is the other\'s still');
    // each task has its next time, however it went; only credentials that were refused twice wait for somebody
    const tasks = crawl.rows('SELECT c.name, t.next_run_at IS NOT NULL AS planned, t.paused FROM disc.crawl_task AS t JOIN disc.crawl_connection AS c ON c.id = t.connection');
    assert.ok(tasks.every(({ planned }) => planned));
    assert.deepEqual(tasks.filter(({ paused }) => paused).map(({ name: n }) => n), ['a wrong secret']);
    assert.ok(crawl.rows('SELECT id FROM disc.crawl_resource').length === before, 'nothing is new');

    await round(2);
    for (const key of names.filter((k) => !['none at all', 'another owner with the same ids', 'two pages, the last one full'].includes(k)))
      assert.deepEqual([key, last(key).state, last(key).vanished, there(key)], [key, 'success', 0, 5], last(key).error);
    assert.equal(ops('one that vanishes and returns').at(-1), 'return');

    const all = logs.join('') + crawl.rows(`SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relname LIKE 'crawl_%'`)
      .map(({ name: table }) => JSON.stringify(crawl.rows(`SELECT t::text AS row FROM disc.${table} AS t`))).join('');
    for (const word of [SECRET, WRONG, ...tokens])
      assert.ok(!all.includes(word), `${word} stands somewhere`);
    t.diagnostic(`${names.length + 2} cases, ${tokens.size} tokens`);
    world.server.close();
    other.close();
  });
