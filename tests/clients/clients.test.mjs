// SPDX-License-Identifier: ISC
// The published clients read from a running node and are told what the books
// hold: they choose it, then every method that reads is called.  Which methods
// there are is asked of the clients, so that none is forgotten.  Prints which
// method asked which route.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';

import { hashId } from '../chain/lib/model/text.mjs';
import { Asker } from './asker.mjs';
import { libsTable, NO_READS } from './read_libs.mjs';
import { openNode } from './node.mjs';
import { BROKEN, NOT_SERVED, WRITES } from './read_others.mjs';
import { table } from './read_table.mjs';
import { Story } from './story.mjs';
import { wantsOf } from './wants.mjs';

const SAMPLE = 12;
const SDKS = { sdk3: 'sdk 3.0.39', sdk7: 'sdk 7.1.1', sdk16: 'sdk 16.0.0' };

// The clients remember things in a folder below the current one.
const scratch = mkdtempSync(path.join(tmpdir(), 'discprov-clients-'));
test.after(() => rmSync(scratch, { recursive: true }));

const node = await openNode();
test.after(async () => {
  await Promise.all([...askers.values()].map((asker) => asker.close()));
  await node.stop();
});
const story = new Story(node.books);
const wants = wantsOf(story);

/** Names of parameters left out. */
const bare = (route) => route.replace(/[:{]\w+\}?/g, ':');
const rows = table(story).map(([route, params, want]) => ({ route: bare(route), params, want }));
const met = new Set();
const lines = [];

async function answer(of) {
  const response = await fetch(`${node.url}${of}`);
  assert.equal(response.status, 200, of);
  return response.json();
}

const { version } = (await answer('/version')).data;
const served = new Set();
for (const prefix of ['/v1', '/v1/full'])
  for (const route of Object.keys((await answer(`${prefix}/swagger.json`)).paths))
    served.add(bare(route));

await node.hear({ lines: story.plays.lines(), asOf: story.plays.asOf });
// A node that does not know how far its chain is is chosen last.
await node.index();
const askers = new Map();
for (const asker of await Promise.allSettled([...Object.keys(SDKS), 'libs'].map((client) =>
  Asker.open(client, { url: node.url, version, scratch, userId: story.fan }))))
  if (asker.status === 'fulfilled')
    askers.set(asker.value.client, asker.value);

/** Which rows are for a method, and why none is. */
function rowsFor({ api, name, method, path: route }) {
  const full = `${api}.${name}`;
  if (WRITES.has(full) || (method !== 'GET' && route !== '/users/subscribers'))
    return { rows: [] };
  const why = NOT_SERVED.find(([pattern]) => pattern.test(bare(route)))?.[1];
  if (why !== undefined)
    return { rows: [], why };
  return { rows: rows.filter((row) => row.route === bare(route)) };
}

async function checkMethod(asker, client, { api, name, path: route }, row) {
  const broken = BROKEN.find(([of, full]) => of === client && full === `${api}.${name}`);
  const check = async () => row.want(await asker.ask(api, name, row.params));
  met.add(row);
  if (broken) {
    await assert.rejects(check, broken[3]);
    return `fails: ${broken[2]}`;
  }
  await check();
  return 'passed';
}

for (const [client, label] of Object.entries(SDKS)) {
  const asker = askers.get(client);
  let methods;
  test(`${label} chooses the node`, async () => {
    assert.ok(asker);
    methods = await asker.list('routes');
    assert.ok(methods.length > 100, `${methods.length} methods`);
  });

  test(`${label} reads what the books hold, by each of its methods`, async (t) => {
    for (const method of methods) {
      const { rows: wanted, why } = rowsFor(method);
      const say = (result) => lines.push([client, `${method.api}.${method.name}`, method.path, result]);
      if (why !== undefined) {
        assert.ok(!served.has(bare(method.path)), `${method.path} is served after all`);
        say(`not served: ${why}`);
      } else if (method.method === 'GET' && !WRITES.has(`${method.api}.${method.name}`))
        assert.ok(wanted.length > 0, `no row for ${method.api}.${method.name}, ${method.path}`);
      for (const row of wanted)
        await t.test(`${method.api}.${method.name}, ${method.path}`, async () => {
          say(await checkMethod(asker, client, method, row));
        });
    }
  });

  const samples = [
    ['users', 'getUser', story.openUsers(), (id) => ({ id: hashId(id) }), 'user'],
    ['users', 'getUserByHandle', story.openUsers(), (id) => ({ handle: story.users.get(id).handle }), 'user'],
    ['tracks', 'getTrack', story.openTracks(), (id) => ({ trackId: hashId(id) }), 'track'],
    ['playlists', 'getPlaylist', story.openPlaylists(), (id) => ({ playlistId: hashId(id) }), 'playlist'],
  ];
  test(`${label} reads many as the books have them`, async () => {
    for (const [api, name, ids, params, kind] of samples)
      for (const id of ids.slice(0, SAMPLE))
        wants[kind](id)(await asker.ask(api, name, params(id)));
  });

  test(`${label} is told that an unknown user is not there`, async () => {
    assert.equal((await asker.ask('users', 'getUser', { id: hashId(2147483647) })).status, 404);
  });
}

test('libs 1.2.118 reads what the books hold, by each of its methods', async (t) => {
  const asker = askers.get('libs');
  assert.ok(asker);
  const todo = libsTable(story);
  const names = (await asker.list('discoveryProvider')).filter((name) => !name.startsWith('_') && !NO_READS.has(name));
  assert.deepEqual(names.filter((name) => !todo.some(([each]) => each === name)), []);
  for (const [name, params, want, result = 'passed'] of todo)
    await t.test(name, async () => {
      const got = await asker.ask('discoveryProvider', name, ...params);
      want(got);
      const [asked] = got.asked;
      lines.push(['libs', name, asked === undefined ? '-' : new URL(asked.path, node.url).pathname, result]);
    });
});

test('every row was met by a method', () => {
  assert.deepEqual(rows.filter((row) => !met.has(row)).map(({ route }) => route), []);
});

test('which method asks for which route, and whether it passed', (t) => {
  const widths = [0, 1, 2].map((i) => Math.max(...lines.map((line) => line[i].length)));
  for (const line of lines.sort())
    t.diagnostic(line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
});
