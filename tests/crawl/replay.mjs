// SPDX-License-Identifier: ISC
// A replay: a server that answers in a provider's form what a test puts into
// it, and judges signatures by code that is not ours (the package aws4).  It is
// not the provider, and knows nothing of it beside that.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTls } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';

import aws4 from 'aws4';

import { atEnd } from '../lib/guard.mjs';

export const TOP = process.env.srcdir ?? path.resolve(import.meta.dirname, '../..');
const BUILD = process.env.BUILD ?? path.join(TOP, 'build');
export const PROVIDERS = process.env.PROVIDERS ?? path.join(TOP, 'crawler', 'providers');

async function bodyOf(req) {
  const parts = [];
  for await (const part of req)
    parts.push(part);
  return Buffer.concat(parts).toString();
}

/**
 * handle(ask, n) gives { status, headers, body } or null for silence; ask is
 * { method, path, query, headers, body, form }, n counts from 1.
 */
export async function startReplay(handle, tls) {
  const asked = [];
  const answer = async (req, res) => {
    const url = new URL(req.url, 'http://replay');
    const body = await bodyOf(req);
    const ask = { method: req.method, url: req.url, path: url.pathname, query: Object.fromEntries(url.searchParams),
      headers: req.headers, body, form: Object.fromEntries(new URLSearchParams(body)) };
    asked.push(ask);
    const said = await handle(ask, asked.length);
    if (said === null)
      return;
    const { status = 200, headers = {}, body: text = '', cut } = said;
    res.writeHead(status, headers);
    if (cut !== undefined) {
      res.write(text.slice(0, cut), () => res.destroy());
      return;
    }
    res.end(typeof text === 'string' ? text : JSON.stringify(text));
  };
  const server = tls ? createTls(tls, answer) : createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  atEnd(close);
  return { asked, port, host: `127.0.0.1:${port}`, url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, close };
}

/** Is the request signed with these credentials, for that region and service? */
export function isSigned(ask, { access, secret, session }, region, service) {
  const said = ask.headers.authorization ?? '';
  const names = /SignedHeaders=([^,]*)/.exec(said)?.[1].split(';') ?? [];
  if (!names.includes('host') || !names.includes('x-amz-date'))
    return false;
  const headers = Object.fromEntries(names.map((name) => [name, ask.headers[name]]));
  const signer = new aws4.RequestSigner({ method: ask.method, path: ask.url, headers, body: ask.body, region, service, doNotModifyHeaders: true },
    { accessKeyId: access, secretAccessKey: secret, sessionToken: session });
  signer.datetime = headers['x-amz-date']; // and not the moment of judging
  return signer.sign().headers.Authorization === said;
}

const written = (name, value) => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'crawl-')), name);
  writeFileSync(file, JSON.stringify(value));
  return file;
};

/** The pages of a command ("-": the regions), as our own program reads them; provider: a name, or what its file says. */
export async function walk({ provider, command, conn, region = 'all', cursor }) {
  const file = typeof provider === 'string' ? path.join(PROVIDERS, provider, 'provider.json') : written('provider.json', provider);
  const args = [file, written('connection.json', conn), command === '-' ? '-' : written('command.json', command), region];
  if (cursor !== undefined)
    args.push(JSON.stringify(cursor));
  const child = spawn(path.join(BUILD, 'tests/live/crawl_wire'), args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => { out += data; });
  child.stderr.on('data', (data) => { err += data; });
  const [code, signal] = await once(child, 'close');
  if (code !== 0)
    throw new Error(`crawl_wire: exit ${code ?? signal}: ${err}`);
  const lines = out.trim().split('\n').map((line) => JSON.parse(line));
  const { requests } = lines.pop();
  return { pages: lines, last: lines.at(-1), requests, text: out,
    items: lines.flatMap((page) => page.items ?? []) };
}
