// SPDX-License-Identifier: ISC
// Between the indexer and the chain: passes requests on and keeps their bodies,
// one file each, so that the same answers can be fetched again without us.
//   node recorder.mjs --to URL --dir DIR   (prints its port)
import { Agent, createServer, request } from 'node:http';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { to: { type: 'string' }, dir: { type: 'string' } } });
mkdirSync(values.dir, { recursive: true });
const agent = new Agent({ keepAlive: true });
let kept = 0;

const server = createServer((req, res) => {
  const chunks = [];
  req.on('data', (chunk) => chunks.push(chunk));
  req.on('end', () => {
    const body = Buffer.concat(chunks);
    writeFileSync(join(values.dir, `${String(kept++).padStart(6, '0')}.json`), body);
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const onward = request(values.to, { method: req.method, agent, headers }, (answer) => {
      res.writeHead(answer.statusCode, answer.headers);
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    onward.end(body);
  });
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
