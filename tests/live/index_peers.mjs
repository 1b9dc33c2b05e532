// SPDX-License-Identifier: ISC
// Other discovery nodes, as far as a node in trouble needs them.
import { once } from 'node:events';
import { createServer } from 'node:http';

import { closing } from '../lib/guard.mjs';

const json = (value) => ({ text: JSON.stringify(value) });

/** What a node may say when it is asked for the status of a transaction. */
export const WORDS = {
  failed: json({ data: 'FAILED', signer: `0x${'11'.repeat(20)}` }),
  passed: json({ data: 'PASSED' }),
  'not found': json({ data: 'NOT_FOUND' }),
  'another word': json({ data: 'FAILED?' }),
  'no word': json({ data: { status: 'FAILED' } }),
  'half a word': { text: '{"data":"FAILED"' },
  garbage: { text: '<html>FAILED</html>' },
  nothing: { text: '' },
  'an error': { status: 500, text: '{"data":"FAILED"}' },
  'too much': json({ data: 'FAILED', padding: 'x'.repeat(70000) }),
};

/**
 * A node that answers with node.says (of WORDS, or a function of request and
 * response); node.asked holds the questions.
 */
export async function startPeer(says) {
  const node = { says, asked: [] };
  const server = createServer((req, res) => {
    const url = new URL(req.url, 'http://node');
    node.asked.push(url.pathname === '/indexing/transaction_status' ? Object.fromEntries(url.searchParams) : req.url);
    const answer = typeof node.says === 'function' ? node.says(req, res) : node.says;
    if (answer !== undefined)
      res.writeHead(answer.status ?? 200, answer.headers ?? { 'content-type': 'application/json' }).end(answer.text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  node.url = `http://127.0.0.1:${server.address().port}`;
  node.close = closing(server);
  return node;
}
