// SPDX-License-Identifier: ISC
// Lies below JSON: connections, HTTP, compression.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

const HASTY = { audius_web3_timeout_sec: '1' };
const BLANKS = ' '.repeat(1 << 20);

/** Say it in pieces of this size, with a pause behind each. */
const drip = (size, pause_ms) => async (res, text) => {
  res.on('error', () => {});
  res.writeHead(200, { 'content-length': Buffer.byteLength(text) });
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length && !res.destroyed; at += size) {
    res.write(bytes.subarray(at, at + size));
    await sleep(pause_ms);
  }
  res.end();
};

/** Bytes that no HTTP server would send. */
const raw = (make) => (res, text) => res.socket.end(make(text));
const always = (said) => (node) => { node.spoil = () => said; };
const first = (method, said) => (node) => {
  node.spoil = ([call]) => (call.method === method ? said : undefined);
};

export const wire = [
  { lie: 'hangs up before it answers', tell: (node) => { node.before = () => 'hang up'; },
    ends: [69, /chain node not reachable/] },
  { lie: 'says nothing', env: HASTY, tell: (node) => { node.before = () => 'say nothing'; },
    ends: [69, /not reachable: .*timed out/i] },
  { lie: 'says nothing any more when asked for logs', env: HASTY, tell: first('eth_getLogs', 'say nothing'),
    ends: [69, /eth_getLogs: chain node not reachable: .*timed out/i] },
  { lie: 'drips a byte now and then, for ever', env: HASTY, tell: always(drip(1, 20)),
    ends: [69, /timed out/i] },
  { lie: 'answers in many small pieces', tell: always(drip(4096, 1)) },
  { lie: 'cuts the connection in the middle of an answer',
    tell: always(async (res, text) => {
      res.writeHead(200, { 'content-length': text.length });
      res.write(text.slice(0, text.length >> 1));
      await sleep(50);
      res.destroy();
    }), ends: [69, /chain node not reachable/] },
  { lie: 'promises more bytes than come', env: HASTY,
    tell: always(raw((text) => `HTTP/1.1 200 OK\r\ncontent-length: ${text.length + 9}\r\n\r\n${text}`)),
    ends: [69, /chain node not reachable/] },
  { lie: 'promises fewer bytes than come',
    tell: always(raw((text) => `HTTP/1.1 200 OK\r\ncontent-length: ${text.length - 9}\r\n\r\n${text}`)),
    ends: [65, /json: byte \d+/] },
  { lie: 'puts an answer that nobody asked for behind the right one',
    tell: always(raw((text) => `HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: ${text.length}\r\n\r\n${text}` +
      'HTTP/1.1 200 OK\r\ncontent-length: 24\r\n\r\n{"id":0,"result":"0x00"}')) },
  { lie: 'answers as servers did thirty years ago', tell: always(raw((text) => `HTTP/1.0 200 OK\r\n\r\n${text}`)) },
  { lie: 'is no HTTP server', tell: always(raw(() => '220 mail.example ESMTP\r\n')),
    ends: [69, /chain node not reachable/] },
  { lie: 'sends a header without end',
    tell: always((res) => {
      res.on('error', () => {});
      res.socket.on('error', () => {});
      res.socket.end(`HTTP/1.1 200 OK\r\n${`x: ${'y'.repeat(1000)}\r\n`.repeat(200)}\r\n`);
    }), ends: [69, /not reachable: .*header/i] },
  { lie: 'sends us elsewhere', tell: (node) => {
    node.before = () => ({ status: 307, headers: { location: `${node.url}/elsewhere` }, text: '' });
  }, ends: [69, /HTTP status 307/], proof: (node) => assert.equal(new Set(node.paths).has('/elsewhere'), false) },
  { lie: 'fails with a page for people', tell: always({ status: 502, text: '<html><h1>Bad Gateway</h1></html>' }),
    ends: [69, /chain node answered HTTP status 502/] },
  { lie: 'shows a page for people instead of an answer', tell: always({ text: '<!DOCTYPE html><p>Welcome' }),
    ends: [65, /json: byte 0/] },
  { lie: 'wants a key', tell: always({ status: 401, text: '{"error":{"code":-32002,"message":"invalid key"}}' }),
    ends: [69, /refused it: HTTP status 401, error -32002 'invalid key'/] },
  { lie: 'sends a gzip bomb for one header',
    tell: first('eth_getBlockByNumber', (res) => {
      res.writeHead(200, { 'content-encoding': 'gzip' });
      res.end(gzipSync(Buffer.alloc(80 << 20, ' ')));
    }), ends: [65, /eth_getBlockByNumber: answer longer than \d+ bytes/] },
  { lie: 'says gzip and sends none', tell: always((res, text) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(text)),
    ends: [69, /chain node not reachable/] },
  { lie: 'compresses, which is fine',
    tell: always((res, text) => res.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text))) },
  { lie: 'sends an answer without end for one header',
    tell: first('eth_getBlockByNumber', (res) => {
      res.on('error', () => {});
      const more = () => { while (!res.destroyed && res.write(BLANKS)); };
      res.on('drain', more);
      more();
    }), ends: [65, /answer longer than \d+ bytes/] },
  { lie: 'sends giant answers to batches and long ranges', tell: (node) => {
    node.spoil = ([{ method, params: [what] }, ...others], answers) => {
      const long = others.length > 3 || (method === 'eth_getLogs' && Number(what.toBlock) - Number(what.fromBlock) > 3);
      const text = JSON.stringify(others.length > 0 ? answers : answers[0]);
      return long ? { text: text + BLANKS.repeat(8) } : undefined;
    };
  } },
];
