// SPDX-License-Identifier: ISC
// Runs tests/live/api/*.case: node api_cases.mjs URL FOLDER
//
// A file holds requests, divided by lines of "====":
//
//	# what it proves
//	GET /path
//	Header: value
//	> body of a POST
//	--
//	200
//	header: value		these headers must be so; "!name" must be absent
//	--
//	{"exact":"body"}	or lines "path = JSON"; "*" maps over an array
//
// A header "Signed-As: NAME", or "NAME 3600" for so many seconds ago, becomes
// the two headers of a signature.  In an exact body, signatures and the time are written as "*".
// Prints "ok - name" and "not ok - name" lines; whoever calls numbers them.
// With BODIES=on each has its whole body as a comment, but for
// what chance or the machine says.
import { readFileSync, readdirSync } from 'node:fs';
import { request } from 'node:http';
import { isDeepStrictEqual } from 'node:util';

import { Wallet } from 'ethers-6';

const [base, folder] = process.argv.slice(2);

function parse(text, file) {
  return text.split(/^====\n/m).map((block) => {
    const lines = block.split('\n');
    const names = [];
    while (lines[0]?.startsWith('#') || lines[0] === '') {
      const l = lines.shift();
      if (l !== '') names.push(l.slice(1).trim());
    }
    const [ask, head, body] = lines.join('\n').split(/^--$\n?/m);
    const [first, ...more] = ask.trim().split('\n');
    const headers = more.filter((l) => !l.startsWith('> '));
    const space = first.indexOf(' ');
    const [status, ...wanted] = head.trim().split('\n');
    return {
      name: names.join(' ') || `${file}: ${first}`,
      method: first.slice(0, space),
      path: first.slice(space + 1),
      send: more.filter((l) => l.startsWith('> ')).map((l) => l.slice(2))
        .join('\n'),
      headers: Object.fromEntries(headers.map((h) => h.split(/: (.*)/s))),
      status: Number(status),
      wanted,
      body: (body ?? '').trim(),
    };
  });
}

// Keys of users and apps in seed.sql and its parts.
const keys = {
  ann: '0x4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d',
  bob: '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
  twin: `0x${'7'.repeat(64)}`,
  app: `0x${'8'.repeat(64)}`,
  host: `0x${'9'.repeat(64)}`,
  carl: `0x${'6'.repeat(64)}`,
};

function signed(who) {
  const [name, ago] = who.split(' ');
  const text = `signature:${Date.now() - 1000 * Number(ago ?? 0)}`;
  return [text, new Wallet(keys[name]).signMessageSync(text)];
}

// "@NAME" in the path: the same signature as arguments.
function requestOf({ path, headers: { 'Signed-As': who, ...headers } }) {
  if (who !== undefined)
    [headers['Encoded-Data-Message'],
      headers['Encoded-Data-Signature']] = signed(who);
  return { headers, path: path.replace(/@(\w+)$/, (_, name) => {
    const [text, sig] = signed(name);
    return `user_data=${text}&user_signature=${sig}`;
  }) };
}

function ask(c) {
  return new Promise((resolve, reject) => {
    const r = request(base, { method: c.method, ...requestOf(c) }, (res) => {
      const parts = [];
      res.on('data', (d) => parts.push(d));
      res.on('end', () => resolve({ status: res.statusCode,
        headers: res.headers, text: Buffer.concat(parts).toString() }));
    });
    r.on('error', reject);
    r.end(c.send);
  });
}

const masked = (text) => text
  .replace(/"signature":"0x[0-9a-f]{130}"/g, '"signature":"*"')
  .replace(/"timestamp":"[0-9T:.-]+Z"/g, '"timestamp":"*"')
  .replace(/signature=%7B[^"&]*%7D/g, 'signature=*');

function get(value, path) {
  for (let i = 0; i < path.length && value !== undefined; i++) {
    if (path[i] === '*')
      return value.map((v) => get(v, path.slice(i + 1)));
    value = value?.[path[i]];
  }
  return value;
}

function bodyFaults(c, text) {
  if (c.body === '' || /^[{[]/.test(c.body))
    return masked(text) === c.body ? [] :
      [`want ${c.body}`, `got  ${masked(text)}`];
  const value = JSON.parse(text);
  return c.body.split('\n').flatMap((line) => {
    const at = line.indexOf(' = ');
    const got = get(value, line.slice(0, at).split('.'));
    const want = line.slice(at + 3);
    return isDeepStrictEqual(got, want === 'undefined' ? undefined :
      JSON.parse(want)) ? [] : [`want ${line}`, `got  ${JSON.stringify(got)}`];
  });
}

function headerFaults(c, headers) {
  return c.wanted.flatMap((line) => {
    const [name, value] = line.split(/: (.*)/s);
    const got = name.startsWith('!') ? headers[name.slice(1)] : headers[name];
    return (name.startsWith('!') ? got === undefined : got === value) ? [] :
      [`want ${line}`, `got  ${got}`];
  });
}

/** What is recommended comes in any order. */
const isByChance = ({ name, path }) => name.includes('by chance') || path.includes('recommended');

const memberLines = (text) => text.replaceAll(/(,)("\w+":)/g, '$1\n$2').split('\n');

async function run(c) {
  const r = await ask(c);
  const faults = headerFaults(c, r.headers);
  if (r.status !== c.status)
    faults.push(`want status ${c.status}`, `got  ${r.status}`, r.text);
  else
    faults.push(...bodyFaults(c, r.text));
  console.log(`${faults.length === 0 ? 'ok' : 'not ok'} - ${c.name}`);
  if (process.env.BODIES && !isByChance(c) && !r.text.startsWith('{"comms"'))
    faults.push(...memberLines(masked(r.text).replace(/^\{"data":"\w{5,8}",/, '{"data":"*",')));
  faults.forEach((f) => console.log(`# ${f}`));
}

for (const file of readdirSync(folder).sort())
  if (file.endsWith('.case'))
    for (const c of parse(readFileSync(`${folder}/${file}`, 'utf8'), file))
      await run(c);
