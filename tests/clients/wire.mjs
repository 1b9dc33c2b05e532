// SPDX-License-Identifier: ISC
// What goes between a client and the node, seen by who stands between them;
// and the Ethereum contracts that the oldest client asks for its nodes.
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { json } from 'node:stream/consumers';

import { AbiCoder, encodeBytes32String, id as hashOf } from 'ethers-6';

import { closing } from '../lib/guard.mjs';

async function listen(handle) {
  const server = createServer(handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, close: closing(server) };
}

/** {url, taken(), close()}: taken() gives what was asked since, [{method, path, status, location, isSigned}]. */
export async function openWire(node) {
  let seen = [];
  const server = await listen((req, res) => {
    const there = request(new URL(req.url, node), { method: req.method, headers: req.headers }, (answer) => {
      const { statusCode: status, headers: { location } } = answer;
      seen.push({ method: req.method, path: req.url, status, location,
        isSigned: 'encoded-data-signature' in req.headers });
      res.writeHead(status, answer.rawHeaders);
      answer.pipe(res);
    });
    there.on('error', () => res.destroy());
    req.pipe(there);
  });
  const taken = () => {
    const all = seen;
    seen = [];
    return all;
  };
  return { ...server, taken };
}

const ADDRESS = `0x${'0'.repeat(39)}2`;

/** A chain's RPC that knows one discovery node. {url, close()} */
export function openEthereum(endpoint, version) {
  const answers = {
    'getContract(bytes32)': [['address'], [ADDRESS]],
    'getCurrentVersion(bytes32)': [['bytes32'], [encodeBytes32String(version)]],
    'getNumberOfVersions(bytes32)': [['uint256'], [1]],
    'getVersion(bytes32,uint256)': [['bytes32'], [encodeBytes32String(version)]],
    'getTotalServiceTypeProviders(bytes32)': [['uint256'], [1]],
    'getServiceEndpointInfo(bytes32,uint256)': [['address', 'string', 'uint256', 'address'],
      [ADDRESS, endpoint, 1, ADDRESS]],
  };
  const bySelector = new Map(Object.entries(answers).map(([signature, [types, values]]) =>
    [hashOf(signature).slice(0, 10), AbiCoder.defaultAbiCoder().encode(types, values)]));
  return listen(async (req, res) => {
    const { id, method, params } = await json(req);
    const result = method === 'eth_call' ? bySelector.get(params[0].data.slice(0, 10)) : undefined;
    const error = { code: -32601, message: `not here: ${method}` };
    res.writeHead(200, { 'content-type': 'application/json' })
      .end(JSON.stringify({ jsonrpc: '2.0', id, ...(result ? { result } : { error }) }));
  });
}
