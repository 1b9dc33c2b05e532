// SPDX-License-Identifier: ISC
// hosts.mjs PATH SOCKET...: asks each pool for the same at once, over FastCGI,
// and prints the statuses.
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';

const [BEGIN, PARAMS, STDIN, STDOUT] = [1, 4, 5, 6];

function record(type, content) {
  const head = Buffer.from([1, type, 0, 1, content.length >> 8, content.length & 255, 0, 0]);
  return Buffer.concat([head, content]);
}

/** Names and values below 128 bytes. */
const pairs = (values) => Buffer.concat(Object.entries(values).map(([name, value]) =>
  Buffer.concat([Buffer.from([name.length, value.length]), Buffer.from(name + value)])));

function textOf(bytes) {
  const parts = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 4);
    if (bytes[at + 1] === STDOUT)
      parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length + bytes[at + 6];
  }
  return Buffer.concat(parts).toString();
}

async function ask(path, socket) {
  const pool = connect(socket);
  pool.write(Buffer.concat([
    record(BEGIN, Buffer.from([0, 1, 0, 0, 0, 0, 0, 0])),
    record(PARAMS, pairs({ REQUEST_METHOD: 'GET', REQUEST_URI: path, QUERY_STRING: '', SERVER_PROTOCOL: 'HTTP/1.1' })),
    record(PARAMS, Buffer.alloc(0)), record(STDIN, Buffer.alloc(0)),
  ]));
  return /^Status: (\d+)/.exec(textOf(await buffer(pool)))?.[1] ?? '200';
}

const [path, ...sockets] = process.argv.slice(2);
console.log((await Promise.all(sockets.map((socket) => ask(path, socket)))).join(' '));
