// SPDX-License-Identifier: ISC
// Readers who go on while servers are ended around them; storm.sh ends them.
//
//	storm.mjs learn		the answers to --paths, into --answers
//	storm.mjs load		--connections readers for --seconds, or until there is a
//				file --until; a line of JSON
//	storm.mjs idle N	so many connections that have asked once and wait;
//				until standard input ends
//
// An answer is right when it has the status and the bytes that were learnt.  A
// connection that the server closed before it answered, and that had been used
// before, is no fault: a client asks again, once, as HTTP has it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import { parseArgs } from 'node:util';

const { values: opt, positionals: [word, arg] } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(['url', 'paths', 'answers', 'seconds', 'connections', 'cpu', 'until']
    .map((name) => [name, { type: 'string' }])),
});
const paths = () => readFileSync(opt.paths, 'utf8').trim().split('\n');
const agent = new Agent({ keepAlive: true, maxSockets: Number(opt.connections ?? 8) });

/** {status, hash} or {lost: why, reused} */
function ask(path, by = agent) {
  return new Promise((done) => {
    const req = get(opt.url + path, { agent: by, timeout: 60000 }, (res) => {
      const hash = createHash('sha256');
      res.on('data', (part) => hash.update(part));
      res.on('end', () => done(res.complete ? { status: res.statusCode, hash: hash.digest('base64') } : { lost: 'cut' }));
      res.on('error', () => done({ lost: 'cut' }));
    });
    req.on('timeout', () => req.destroy(new Error('timeout')));
    req.on('error', (e) => done({ lost: e.code ?? e.message, reused: req.reusedSocket }));
  });
}

async function learn() {
  const known = {};
  for (const path of paths()) {
    const a = await ask(path);
    const b = await ask(path);
    if (a.lost || a.status !== b.status || a.hash !== b.hash)
      throw new Error(`${path}: not the same answer twice`);
    if (a.status !== 200)
      throw new Error(`${path}: ${a.status}`);
    known[path] = a;
  }
  writeFileSync(opt.answers, JSON.stringify(known));
}

/** Nanoseconds that processes have computed. */
const spent = () => (opt.cpu ?? '').split(',').filter(Boolean).reduce((ns, pid) => {
  try {
    return ns + Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);
  } catch {
    return ns; // it has ended
  }
}, 0);

async function load() {
  const known = JSON.parse(readFileSync(opt.answers, 'utf8'));
  const all = Object.keys(known);
  const end = performance.now() + Number(opt.seconds) * 1000;
  const told = { right: 0, wrong: 0, again: 0, errors: {} };
  const before = spent();
  let longest = 0, over = false;
  const look = setInterval(() => { over = opt.until !== undefined && existsSync(opt.until); }, 100);

  async function reader(n) {
    for (let i = n * 7; performance.now() < end && !over; i++) {
      const path = all[i % all.length];
      const began = performance.now();
      let got = await ask(path);
      if (got.lost && got.reused) {
        told.again++;
        got = await ask(path, false); // by a new connection
      }
      longest = Math.max(longest, performance.now() - began);
      if (got.status === known[path].status)
        told[got.hash === known[path].hash ? 'right' : 'wrong']++;
      else {
        const why = got.lost ?? got.status;
        told.errors[why] = (told.errors[why] ?? 0) + 1;
        await new Promise((r) => { setTimeout(r, 50); }); // nobody asks a dead server without a breath
      }
    }
  }
  await Promise.all(Array.from({ length: Number(opt.connections) }, (_, n) => reader(n)));
  clearInterval(look);
  console.log(JSON.stringify({ ...told, longest: Math.round(longest), cpu_ms: (spent() - before) / 1e6 }));
}

async function idle(n) {
  const { hostname, port } = new URL(opt.url);
  const sockets = [];
  for (let i = 0; i < n; i += 100) {
    const some = Array.from({ length: Math.min(100, n - i) }, () => new Promise((done, fail) => {
      const s = connect(Number(port), hostname, () => s.write('GET /version HTTP/1.1\r\nHost: x\r\n\r\n'));
      s.once('data', done).once('error', fail);
      sockets.push(s);
    }));
    await Promise.all(some);
  }
  console.log(`${sockets.filter((s) => !s.destroyed).length}`);
  process.stdin.resume().on('end', () => process.exit(0));
}

const words = { learn, load, idle: () => idle(Number(arg)) };
await words[word]();
agent.destroy();
