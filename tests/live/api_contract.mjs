// SPDX-License-Identifier: ISC
// Asks every route that the description names, with every parameter at, below
// and above its bounds, wrong, empty and twice, and checks each answer against
// the description:  node api_contract.mjs URL [few] <description
// With "few" each route is asked as it stands and with what must be said, for
// one more look at the same in another state.
//
// What is proven: whatever a client sends, a route answers as described, or
// refuses in the documented form; never 5xx.  Which rows come is told by the
// cases.  Prints "ok - name" and "not ok - name" lines, one a route.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

import { faults } from '../lib/described.mjs';

const base = new URL(process.argv[2]);
const few = process.argv[3] === 'few';
const api = JSON.parse(readFileSync(0, 'utf8'));
const agent = new Agent({ keepAlive: true, maxSockets: 4 });

const UNKNOWN = 2147483000;
// what the rows of the tests have, by the part of the path in front
const KNOWN = { users: [1, 101], tracks: [11, 141], playlists: [21, 151] };
const HANDLES = ['ann', 'twin'];
const HEALTH = new Set(['/health_check', '/block_check', '/play_check']); // 500: unhealthy

function ask(path, headers = {}) {
  return new Promise((resolve, reject) => {
    const req = request({ agent, host: base.hostname, port: base.port, path, headers }, (res) => {
      let text = '';
      res.setEncoding('utf8').on('data', (part) => { text += part; });
      res.on('end', () => resolve({ status: res.statusCode, type: res.headers['content-type'] ?? '', text }));
    });
    req.on('error', reject).end();
  });
}

// --- answers against the description

const fault = faults(api);

function wrong({ status, type, text }, answers, path) {
  if (!(status in answers))
    return `${status} is not described: ${text.slice(0, 200)}`;
  if (status === 302 || (status === 500 && HEALTH.has(path)))
    return undefined;
  if (status >= 500)
    return `${status} ${text.slice(0, 200)}`;
  if (!type.startsWith('application/json'))
    return undefined;
  let body;
  try {
    body = JSON.parse(text);
  } catch (e) {
    return `no JSON: ${e.message}`;
  }
  return answers[status].content && fault(answers[status].content['application/json'].schema, body);
}

// --- requests

function pathValues(path, name) {
  const family = path.slice(0, path.indexOf(`{${name}}`)).split('/').filter((part) => !part.startsWith('{')).at(-2)
    ?? path.split('/').at(-2);
  if (name.includes('handle'))
    return HANDLES;
  const before = path.slice(0, path.indexOf(`{${name}}`)).replace(/\/$/, '').split('/').at(-1);
  return (KNOWN[before] ?? KNOWN[family] ?? [1, 2]).map(String);
}

/** Values for one parameter: [value, what it is]. */
function values({ schema }) {
  if (schema.enum)
    return [...schema.enum, 'nonsense', ''];
  if (schema.type === 'integer')
    return ['minimum' in schema ? schema.minimum : 0, (schema.minimum ?? 0) - 1, schema.maximum ?? 5,
      (schema.maximum ?? 2147483647) + 1, '99999999999999999999999', 'x', '1.5', ''];
  if (schema.type === 'boolean')
    return ['true', 'false', '1', 'maybe', ''];
  if (schema.format === 'date-time')
    return ['2024-01-31', '2024-01-31T12:30:00.000Z', '2024-02-30', '0000-01-01', '99999-01-01', 'now', '%', ''];
  if (schema.pattern)
    return [`0x${'a'.repeat(40)}`, '0x', "0x'; --", ''];
  return ['1', UNKNOWN, 'zz', '-1', '%', '\u0000', "'\"\\", 'é😀', 'a'.repeat(300), ''];
}

function* urls(path, parameters) {
  const inPath = parameters.filter((p) => p.in === 'path');
  const inQuery = parameters.filter((p) => p.in === 'query');
  const must = inQuery.filter((p) => p.required)
    .map((p) => `${p.name}=${p.schema.format === 'date-time' ? '2024-01-31' : 1}`);
  const fill = (pick) => inPath.reduce((s, p) => s.replace(`{${p.name}}`, encodeURIComponent(pick(p))), path);
  const first = fill((p) => pathValues(path, p.name)[0]);
  const url = (at, query) => `${at}?${[...must, ...query].join('&')}`;

  yield first;
  yield url(fill((p) => pathValues(path, p.name).at(-1)), []);
  if (few)
    return;
  for (const p of inPath)
    for (const value of [UNKNOWN, 'zzzzz!', '0', '-1', '%00', 'a'.repeat(300)])
      yield url(fill((q) => (q === p ? value : pathValues(path, q.name)[0])), []);
  for (const p of inQuery) {
    for (const value of values(p))
      yield url(first, [`${p.name}=${encodeURIComponent(value)}`]);
    yield url(first, [`${p.name}=1`, `${p.name}=2`, `${p.name}=zz`]);
  }
  yield url(first, ['user_id=7eP5n', 'limit=500', 'offset=4999', 'app_name=x']);
}

let bad = 0;
for (const [path, { get }] of Object.entries(api.paths)) {
  if (!get)
    continue;
  const seen = [];
  let n = 0;
  for (const at of urls(path, get.parameters)) {
    const found = wrong(await ask(at), get.responses, path);
    n++;
    if (found)
      seen.push(`# ${at.slice(0, 300)}\n#   ${found}`);
  }
  const signed = await ask([...urls(path, get.parameters)][0], { 'X-User-ID': '1' });
  const found = wrong(signed, get.responses, path);
  if (found)
    seen.push(`# with X-User-ID: ${found}`);
  console.log(`${seen.length ? 'not ok' : 'ok'} - ${path}: ${n} requests are answered as described`);
  if (seen.length)
    console.log(seen.slice(0, 5).join('\n'));
  bad += seen.length > 0;
}
agent.destroy();
const names = Object.values(api.paths).flatMap((ways) => Object.values(ways).map((way) => way.operationId));
const twice = names.filter((name, i) => name === undefined || names.indexOf(name) !== i);
console.log(`${twice.length ? 'not ok' : 'ok'} - each of ${names.length} operations has a name of its own`);
if (twice.length)
  console.log(`# ${twice.join(' ')}`);
bad += twice.length;
process.exit(bad ? 1 : 0);
