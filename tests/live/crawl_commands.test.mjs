// SPDX-License-Identifier: ISC
// Every command's file against a replay that answers it in the form that the
// file says: two pages, where there are pages, none where there is nothing, and
// each request signed or with its token.  That the providers really answer in
// that form is not shown here.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import { PROVIDERS, isSigned, startReplay, walk } from '../crawl/replay.mjs';

const read = (...at) => JSON.parse(readFileSync(path.join(...at), 'utf8'));
const CREDENTIALS = { access: 'AKIDREPLAY0000000000', secret: 'replay/secret+key', token: 'token-of-nobody', tenant: 't', sub: 's', client: 'c',
  username: 'u', password: 'password' };

/** Put a value where a path leads to; what is passed on the way is made. */
function put(tree, text, value) {
  const steps = [...text.matchAll(/([^.[\]]+)|\[([^\]]*)\]/g)].map(([, name, inside]) => ({ name, inside }));
  let at = tree;
  let key;
  steps.forEach(({ name, inside }, i) => {
    if (name !== undefined) {
      if (key !== undefined)
        at = at[key] ??= {};
      key = name;
      return;
    }
    if (i === steps.length - 1)
      return; // a list at the end: the value is one
    at = at[key] ??= [];
    key = at.length;
    if (inside.includes('='))
      at[key] = Object.fromEntries([inside.split('=')]);
  });
  at[key] = value;
}

/** A tree as XML; a list's elements are wrapped, or repeat under their name. */
function xml(name, value, lists) {
  if (Array.isArray(value))
    return lists.flat.includes(name) ? value.map((v) => xml(name, v, lists)).join('')
      : `<${name}>${value.map((v) => xml(lists.wrapped[0], v, lists)).join('')}</${name}>`;
  if (value !== null && typeof value === 'object')
    return `<${name}>${Object.entries(value).map(([k, v]) => xml(k, v, lists)).join('')}</${name}>`;
  return value === null ? `<${name}/>` : `<${name}>${value}</${name}>`;
}

function replayOf(provider, command) {
  const service = provider.services[command.request.service];
  const lists = { wrapped: [...service.xml?.wrapped ?? [], ...command.xml?.wrapped ?? []],
    flat: [...service.xml?.flat ?? [], ...command.xml?.flat ?? []] };
  const many = command.items.endsWith('[]');
  const page = command.page ?? { style: 'none' };
  return (ask, which) => {
    const tree = {};
    if (which === 'none' && many)
      put(tree, command.items, []);
    if (which !== 'none')
      put(tree, command.items, many ? [{ id: `${which}-1` }, { id: `${which}-2` }] : { id: `${which}-1` });
    else if (!many)
      put(tree, command.items, null);
    if (which === 'first' && page.style === 'token')
      put(tree, page.out, 'to+ken/=');
    if (which === 'first' && page.style === 'token' && page.more)
      put(tree, page.more, 'true');
    if (which === 'first' && page.style === 'link')
      put(tree, page.next, `${ask.path}?second=yes`);
    return service.format === 'xml' ? { body: `<?xml version="1.0"?>${xml('Answer', tree, lists)}` } : { body: tree };
  };
}

const isSecond = (ask, page) => ask.query.second === 'yes' ||
  (page.style === 'token' && 'to+ken/=' === (ask.query[page.in] ?? ask.form[page.in] ?? (ask.body.startsWith('{') ? JSON.parse(ask.body)[page.in] : undefined)));

/** A server that is the login, the catalog and the service. */
async function walkAll(name, provider, command, answer) {
  const service = provider.services[command.request.service];
  const page = command.page ?? { style: 'none' };
  const server = await startReplay((ask) => {
    if (ask.path.endsWith('/v3/auth/tokens'))
      return { status: 201, headers: { 'X-Subject-Token': 'token-of-nobody' }, body: { token: { catalog: (service.catalog ?? []).slice(-1).map((type) =>
        ({ type, endpoints: [{ interface: 'public', region: 'here-1', url: `http://${ask.headers.host}/base` }] })) } } };
    if (ask.path === '/login')
      return { body: { access_token: 'token-of-nobody', expires_in: 600 } };
    if (provider.auth.style === 'sigv4')
      assert.ok(isSigned(ask, CREDENTIALS, service.region ?? 'here-1', service.sign), 'signed');
    else
      assert.match(ask.headers.authorization ?? `Bearer ${ask.headers['x-auth-token']}`, /^Bearer token-of-nobody$/);
    return answer(ask, isSecond(ask, page) ? 'second' : 'first');
  });
  const endpoints = service.catalog ? {} : { [command.request.service]: server.url, login: `${server.url}/login` };
  const said = await walk({ provider: name, command, region: 'here-1 (Here)',
    conn: { settings: { url: server.url, project: 'p', endpoints }, credentials: CREDENTIALS, private_hosts: [server.host] } });
  server.close();
  return said;
}

for (const name of readdirSync(PROVIDERS)) {
  if (!existsSync(path.join(PROVIDERS, name, 'provider.json')))
    continue; // its items come as files
  const provider = read(PROVIDERS, name, 'provider.json');
  for (const file of readdirSync(path.join(PROVIDERS, name))) {
    const command = read(PROVIDERS, name, file);
    if (command.request === undefined)
      continue;
    test(`${name}/${file}`, async () => {
      const answer = replayOf(provider, command);
      const pages = !command.page || command.page.style === 'none' ? ['first'] : ['first', 'second'];
      const each = command.items.endsWith('[]') ? ['1', '2'] : ['1'];
      const said = await walkAll(name, provider, command, answer);
      assert.equal(said.last.end, 'ok', said.last.msg);
      assert.deepEqual(said.items.map((item) => item.id), pages.flatMap((page) => each.map((n) => `${page}-${n}`)));
      const none = await walkAll(name, provider, command, (ask) => answer(ask, 'none'));
      assert.deepEqual([none.last.end, none.items], ['ok', []], none.last.msg);
    });
  }
}

test('every provider that is asked has a file that can be read', async () => {
  const asked = readdirSync(PROVIDERS).filter((name) => existsSync(path.join(PROVIDERS, name, 'provider.json')));
  assert.deepEqual(asked, ['aws', 'azure', 'digitalocean', 'openstack', 's3', 'spaces']);
});
