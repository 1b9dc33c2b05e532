// SPDX-License-Identifier: ISC
// What the tests of the crawler's API share: the program behind the installed nginx site, tokens, calls.
import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { faults } from '../lib/described.mjs';
import { atEnd, ours } from '../lib/guard.mjs';
import { freePort } from '../lib/ports.mjs';
import { fill, startSite } from '../lib/site.mjs';
import { TOP } from './index_lib.mjs';

const BUILD = process.env.BUILD ?? path.join(TOP, 'build');

export const SECRETS = {
  MAESTRO_SECRETJWT: 'session-secret-of-this-test',
  MAESTRO_SECRETJWT_PRIVATE: 'private-secret-of-this-test',
  MAESTRO_NOAUTH: 'noauth-word-of-this-test',
};
export const now = () => Math.floor(Date.now() / 1000);
const part = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token; head and hash may be other than they should be. */
export function sign(claims, secret, { head = { typ: 'JWT', alg: 'HS256' }, hash = 'sha256' } = {}) {
  const text = `${part(head)}.${part(claims)}`;
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
}
export const service = (more = {}) =>
  sign({ name: 'server', noauth: SECRETS.MAESTRO_NOAUTH, exp: now() + 600, ...more }, SECRETS.MAESTRO_SECRETJWT_PRIVATE);
export const owner = (id, more = {}) => sign({ _id: id, exp: now() + 600, ...more }, SECRETS.MAESTRO_SECRETJWT);

export const described = JSON.parse(execFileSync(path.join(BUILD, 'discprov-cloud'), ['--openapi'], { encoding: 'utf8' }));
const fault = faults(described);
const templates = Object.keys(described.paths).map((template) =>
  [template, new RegExp(`^${template.replaceAll(/\{[^}]*\}/g, '[^/]+')}/?$`)])
  .sort(([a], [b]) => a.split('{').length - b.split('{').length);

/** What of an answer is not as its description says; undefined: nothing, or there is none. */
function notDescribed(method, where, { status, headers, json, text }) {
  const { pathname } = new URL(where, 'http://x');
  const [template] = templates.find(([, pattern]) => pattern.test(pathname)) ?? [];
  const operation = described.paths[template]?.[method.toLowerCase()];
  if (operation === undefined)
    return undefined;
  const answer = operation.responses[status];
  if (answer === undefined)
    return `${method} ${template}: ${status} is not described: ${text.slice(0, 200)}`;
  const schema = answer.content?.['application/json']?.schema;
  if (schema === undefined || !headers.get('content-type').startsWith('application/json'))
    return undefined;
  const found = fault(schema, json);
  return found && `${method} ${template}: ${status}: ${found}: ${text.slice(0, 200)}`;
}

/** The API on a database of a crawl: {url, ask(), log(), stop()}. */
export class Cloud {
  constructor(crawl, env = {}) {
    this.crawl = crawl;
    this.folder = path.join(crawl.folder, 'cloud');
    mkdirSync(path.join(this.folder, 'cache'), { recursive: true });
    this.env = { ...crawl.env, ...SECRETS,
      audius_db_url: crawl.database.url.replace('discprov_writer', 'discprov_cloud'), ...env };
  }

  async start(processes = 2) {
    this.port = await freePort();
    this.url = `http://127.0.0.1:${this.port}/cloud`;
    writeFileSync(path.join(this.folder, 'cloud.conf'), fill('discprov_cloud.conf.in',
      { NGINXDIR: this.folder, CLOUDSOCK: path.join(this.folder, 'cloud.sock') }));
    this.pids = path.join(this.folder, 'pids');
    const log = path.join(this.folder, 'cloud.log');
    execFileSync('spawn-fcgi', ['-s', path.join(this.folder, 'cloud.sock'), '-M', '0666', '-F', `${processes}`, '-P', this.pids, '--',
      '/bin/sh', '-c', `exec ${path.join(BUILD, 'discprov-cloud')} -v 2>>${log}`], { env: ours(this.env), stdio: 'ignore' });
    atEnd(() => this.stop());
    this.nginx = startSite(this.folder, this.port, `include ${path.join(this.folder, 'cloud.conf')};`);
    for (const end = Date.now() + 30_000; ; await sleep(50)) {
      if (await fetch(`${this.url}/`).then(({ status }) => status === 200, () => false))
        return this;
      if (Date.now() > end)
        throw new Error(`no answer: ${this.log()} ${readFileSync(path.join(this.folder, 'nginx.log'), 'utf8')}`);
    }
  }

  stop() {
    this.nginx?.kill('SIGKILL');
    for (const pid of this.pids === undefined ? [] : readFileSync(this.pids, 'utf8').trim().split(/\s+/)) {
      try {
        process.kill(Number(pid), 'SIGKILL');
      } catch { /* it has ended */ }
    }
    this.pids = undefined;
  }

  /** All that was logged, by us and by nginx. */
  log() {
    return ['cloud.log', 'discprov.log', 'nginx.log'].map((name) => {
      try {
        return readFileSync(path.join(this.folder, name), 'utf8');
      } catch {
        return '';
      }
    }).join('\n');
  }

  /** {status, headers, text, json}, all as described, of a call with a token; body: an object, or bytes as they are. */
  async ask(token, method, where, body, headers = {}) {
    const response = await fetch(this.url + where, { method, redirect: 'manual',
      headers: { ...token && { authorization: `JWT ${token}` }, ...headers },
      ...body !== undefined && { body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body) } });
    const text = await response.text();
    let json;
    try {
      json = JSON.parse(text);
    } catch { /* it is none */ }
    const answer = { status: response.status, headers: response.headers, text, json };
    const wrong = notDescribed(method, where, answer);
    if (wrong !== undefined)
      throw new Error(wrong);
    return answer;
  }
}
