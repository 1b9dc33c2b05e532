// SPDX-License-Identifier: ISC
// Ports that nobody uses, for programs that cannot be told "any".
import { once } from 'node:events';
import { createServer } from 'node:net';

/** That many, no two the same. */
export async function freePorts(n) {
  const servers = Array.from({ length: n }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

export const freePort = async () => (await freePorts(1))[0];
