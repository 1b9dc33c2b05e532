// SPDX-License-Identifier: ISC
// Files by SSH, from OpenSSH's own server, and from an object store, which is a replay here (Swift is
// one that is none: ./dev check rigs).
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { userInfo } from 'node:os';
import path from 'node:path';
import test, { after, before } from 'node:test';

import { isSigned, startReplay } from '../crawl/replay.mjs';
import { atEnd } from '../lib/guard.mjs';
import { freePort } from '../lib/ports.mjs';
import { startCrawls } from './crawl_lib.mjs';
import { PROGRAM } from './index_lib.mjs';

let crawls;
after(() => crawls.close());

const keygen = (file, type, ...more) => execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-f', file, ...more]);

/** A server of the test's own user, who may log in with each of the keys. */
class Sshd {
  constructor(folder) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.keys = {};
    for (const type of ['ed25519', 'rsa', 'ecdsa']) {
      keygen(path.join(folder, type), type);
      this.keys[type] = readFileSync(path.join(folder, type), 'utf8');
    }
    writeFileSync(path.join(folder, 'allowed'), ['ed25519', 'rsa', 'ecdsa'].map((type) => readFileSync(path.join(folder, `${type}.pub`), 'utf8')).join(''),
      { mode: 0o600 });
    this.newHost();
  }

  /** Another host key, as when somebody else answers at its address. */
  newHost() {
    rmSync(path.join(this.folder, 'host'), { force: true });
    keygen(path.join(this.folder, 'host'), 'ed25519');
  }

  async start(subsystem = 'internal-sftp') {
    this.port ??= await freePort();
    writeFileSync(path.join(this.folder, 'config'), `Port ${this.port}\nListenAddress 127.0.0.1\nHostKey ${this.folder}/host\n`
      + `AuthorizedKeysFile ${this.folder}/allowed\nPidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication no\n`
      + `KbdInteractiveAuthentication no\nForceCommand ${subsystem}\nSubsystem sftp ${subsystem}\nLogLevel VERBOSE\n`);
    this.child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', path.join(this.folder, 'config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    this.child.stderr.setEncoding('utf8');
    this.log = '';
    const up = new Promise((resolve, reject) => {
      this.child.stderr.on('data', (text) => {
        this.log += text;
        if (this.log.includes('Server listening'))
          resolve();
      });
      this.child.once('exit', () => reject(new Error(`sshd: ${this.log}`)));
    });
    atEnd(() => this.child.kill('SIGKILL'));
    await up;
  }

  async stop() {
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await gone;
  }
}

let sshd;
before(async () => {
  crawls = await startCrawls();
  if (userInfo().uid === 0)
    mkdirSync('/run/sshd', { recursive: true }); // of root it wants that there is one
  sshd = new Sshd(path.join(crawls.world.place.folder, 'sshd'));
  await sshd.start();
});

const host = (name, more = {}) => ({ changed: false, ansible_facts: { ansible_machine_id: Buffer.from(name).toString('hex').padEnd(32, '0'),
  ansible_nodename: name, ansible_processor_vcpus: 2, ...more } });
const env = () => ({ audius_crawl_private_hosts: `localhost:${sshd.port}` });
const connect = (crawl, where, more = {}, key = sshd.keys.ed25519) => crawl.connect({ provider: 'Ansible', service: 'ssh_ansible',
  artifacts: undefined, credentials: { host: 'localhost', port: String(sshd.port), user: userInfo().username, path: where, key },
  tasks: { 'server-list': 3600 }, ...more });
const go = (crawl, id, more = {}) => crawl.crawl(id, 'server-list', { ...env(), ...more });
const hostKey = (crawl, id) => crawl.rows(`SELECT host_key FROM disc.crawl_connection WHERE id = '${id}'`)[0].host_key;

test('SSH: what lies in a folder and below it, with each kind of key; links lead nowhere', async () => {
  const crawl = await crawls.stage();
  const facts = path.join(crawl.folder, 'facts');
  crawl.file('facts/a.json', host('a'));
  crawl.file('facts/b with blanks; $(touch x)', host('b'));
  crawl.file('facts/deep/er/c.json', host('c'));
  crawl.file('facts/é.json', host('e'));
  crawl.file('facts/notes.txt', 'no facts');
  crawl.file('facts/.hidden.json', host('hidden'));
  crawl.file('elsewhere/x.json', host('x'));
  symlinkSync(path.join(crawl.folder, 'elsewhere'), path.join(facts, 'link'));
  symlinkSync(path.join(crawl.folder, 'elsewhere/x.json'), path.join(facts, 'x.json'));
  for (const [type, key] of Object.entries(sshd.keys)) {
    const id = await connect(crawl, `${facts}/`, { name: type }, key);
    const said = await go(crawl, id);
    assert.deepEqual([said.state, said.created], ['success', 4], said.error);
    assert.deepEqual(crawl.resources(id).map(({ name }) => name).sort(), ['a', 'b with blanks; $(touch x)', 'c', 'e'].map((n) => n[0]));
  }
  const one = await connect(crawl, path.join(facts, 'a.json'), { name: 'one file' });
  assert.equal((await go(crawl, one)).created, 1);
  const again = await go(crawl, one);
  assert.deepEqual([again.state, again.changed, again.vanished], ['success', 0, 0]);
  const none = await connect(crawl, path.join(crawl.folder, 'nothing'), { name: 'none' });
  const missing = await go(crawl, none);
  assert.deepEqual([missing.state, /no such file/.test(missing.error)], ['failed', true]);
});

test('SSH: a folder larger than one packet, a file larger than one chunk, and one that vanishes', async () => {
  const crawl = await crawls.stage();
  const n = 300;
  for (let i = 0; i < n; i++)
    crawl.file(`many/host-number-${i}-with-a-name-of-some-length.json`, host(`h${i}`, i === 3 ? { ansible_dns: { search: Array(5000).fill('some.domain.example') } } : {}));
  const id = await connect(crawl, path.join(crawl.folder, 'many'));
  const first = await go(crawl, id, { audius_crawl_rate: '1000' });
  assert.deepEqual([first.state, first.created], ['success', n], first.error);
  rmSync(path.join(crawl.folder, 'many/host-number-7-with-a-name-of-some-length.json'));
  assert.equal((await go(crawl, id, { audius_crawl_rate: '1000' })).vanished, 1);
});

test('fault 15: the host key is pinned when it is met; another one is refused until somebody trusts it', async () => {
  const crawl = await crawls.stage();
  crawl.file('facts/a.json', host('a'));
  const id = await connect(crawl, path.join(crawl.folder, 'facts'));
  assert.equal(hostKey(crawl, id), null);
  assert.equal((await go(crawl, id)).state, 'success');
  const pub = () => readFileSync(path.join(sshd.folder, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ').trim();
  const met = pub();
  assert.equal(hostKey(crawl, id), met);
  const shown = execFileSync('ssh-keygen', ['-l', '-f', path.join(sshd.folder, 'host.pub')], { encoding: 'utf8' }).split(' ')[1];
  const listed = execFileSync(path.join(path.dirname(PROGRAM), 'discprov-crawl'), ['list'], { encoding: 'utf8', env: { ...process.env, ...crawl.env } });
  assert.ok(listed.includes(`host key ssh-ed25519 ${shown}\n`));
  await sshd.stop();
  sshd.newHost();
  await sshd.start();
  crawl.file('facts/b.json', host('b'));
  const other = await go(crawl, id);
  assert.deepEqual([other.state, other.created, other.vanished], ['failed', 0, 0]);
  assert.match(other.error, /host key is another .* trust/);
  assert.equal(hostKey(crawl, id), met);
  assert.ok(!sshd.log.includes('Accepted'), 'no key was shown to whoever that is');
  await crawl.must(['trust', id]);
  assert.deepEqual([(await go(crawl, id)).state, hostKey(crawl, id)], ['success', pub()]);
  // and one that the owner gave is held from the first day
  const given = await connect(crawl, path.join(crawl.folder, 'facts'), { name: 'given', host_key: met });
  assert.match((await go(crawl, given)).error, /host key is another/);
});

test('SSH: wrong keys, users, hosts and ports have their states, and are told without the key', async () => {
  const crawl = await crawls.stage();
  crawl.file('facts/a.json', host('a'));
  const facts = path.join(crawl.folder, 'facts');
  const stranger = path.join(crawl.folder, 'stranger');
  keygen(stranger, 'ed25519');
  const key = readFileSync(stranger, 'utf8');
  const locked = path.join(crawl.folder, 'locked');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'a passphrase', '-f', locked]);
  const name = userInfo().username;
  const port = String(sshd.port);
  const cases = [
    [{ key }, 'failed', /takes neither user nor key/, 'refused'],
    [{ key: readFileSync(locked, 'utf8') }, 'failed', /takes neither user nor key/, 'refused'],
    [{ key: 'no key at all' }, 'failed', /none that OpenSSH reads/, 'refused'],
    [{ key: '' }, 'failed', /no 'key'/, 'refused'],
    [{ user: '-oProxyCommand=touch x' }, 'failed', /letters, digits/, 'broken'],
    [{ user: '' }, 'failed', /letters, digits/, 'broken'],
    [{ port: '99999' }, 'failed', /port/, 'broken'],
    [{ port: '1' }, 'failed', /no public address/, 'broken'],
    [{ host: '127.0.0.1' }, 'failed', /no public address/, 'broken'],
  ];
  let n = 0;
  for (const [wrong, state, why, outcome] of cases) {
    const credentials = { host: 'localhost', port, user: name, path: facts, key: sshd.keys.ed25519, ...wrong };
    const id = await connect(crawl, facts, { name: `n${n++}`, credentials });
    const said = await go(crawl, id);
    assert.equal(said.state, state, JSON.stringify(wrong));
    assert.match(said.error, why);
    assert.deepEqual(crawl.rows('SELECT outcome FROM disc.crawl_step ORDER BY id DESC LIMIT 1'), [{ outcome }]);
    const secret = credentials.key.split('\n')[1] ?? '';
    assert.ok(secret === '' || !said.log.includes(secret));
    assert.ok(crawl.rows('SELECT next_run_at IS NOT NULL AS is_planned FROM disc.crawl_task').every(({ is_planned }) => is_planned));
  }
  assert.ok(!existsSync(path.join(crawl.folder, 'x')) && !existsSync('x'));
  // nobody there: later
  await sshd.stop();
  const id = await connect(crawl, facts, { name: 'away' });
  assert.equal((await go(crawl, id)).state, 'running');
  assert.match(crawl.rows('SELECT error FROM disc.crawl_step ORDER BY id DESC LIMIT 1')[0].error, /refused/i);
  // no SFTP, but somebody who talks
  await sshd.start('/bin/echo no such thing');
  await crawl.must(['stop', id]);
  const odd = await go(crawl, id);
  assert.equal(odd.state, 'failed');
  assert.match(odd.error, /packet of a length|connection has ended/);
  await sshd.stop();
  await sshd.start();
});

/** Whoever answers SFTP by what a test says: bytes of a program's. */
test('SFTP that lies: lengths, counts, names and folders without end are bounded', async () => {
  const crawl = await crawls.stage();
  crawl.file('facts/a.json', host('a'));
  const liar = path.join(import.meta.dirname, 'lies/sftp.mjs');
  for (const [lie, why] of [['length', /length that is none/], ['short', /attributes that are none/], ['count', /list that is none/],
    ['id', /what was not asked/], ['endless', /more than \d+ files or folders|no end/], ['names', undefined], ['large', /longer than what is read/],
    ['grows', /changes while/], ['status', /nothing else/], ['handle', /handle that is none/], ['empty', /bytes that are none/]]) {
    await sshd.stop();
    await sshd.start(`${process.execPath} ${liar} ${lie}`);
    const id = await connect(crawl, '/facts', { name: lie });
    const said = await go(crawl, id);
    if (why === undefined) {
      assert.deepEqual([said.state, crawl.resources(id).map(({ name }) => name)], ['success', ['good']], said.error);
      continue;
    }
    assert.equal(said.state, 'failed', `${lie}: ${said.error}`);
    assert.match(said.error, why, lie);
    assert.deepEqual(crawl.resources(id), []);
  }
  await sshd.stop();
  await sshd.start();
});

const KEYS = { access: 'AKIDREPLAY0000000000', secret: 'secret/of+the=owner' };

/** A bucket: { key: content }; what(ask) may answer otherwise. */
async function store(objects, what = () => undefined) {
  const seen = { lists: 0, gets: [] };
  const server = await startReplay((ask) => {
    if (!isSigned(ask, KEYS, 'us-east-1', 's3'))
      return { status: 403, body: '<?xml version="1.0"?><Error><Code>SignatureDoesNotMatch</Code><Message>m</Message></Error>' };
    const other = what(ask, seen);
    if (other !== undefined)
      return other;
    const all = Object.keys(objects).sort();
    if (ask.path === '/facts') {
      seen.lists += 1;
      const found = all.filter((key) => key.startsWith(ask.query.prefix ?? ''));
      const at = Number(ask.query['continuation-token']?.split('=')[1] ?? 0);
      const size = Number(ask.query['max-keys']);
      const some = found.slice(at, at + size);
      const more = at + size < found.length;
      const text = (s) => s.replace(/&/g, '&amp;').replace(/</g, '&lt;');
      return { body: `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>facts</Name><IsTruncated>${more}</IsTruncated>`
        + `${more ? `<NextContinuationToken>t=${at + size}</NextContinuationToken>` : ''}`
        + `${some.map((key) => `<Contents><Key>${text(key)}</Key><Size>1</Size></Contents>`).join('')}</ListBucketResult>` };
    }
    const key = decodeURIComponent(ask.path.slice('/facts/'.length));
    seen.gets.push(key);
    return objects[key] === undefined ? { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' }
      : { body: typeof objects[key] === 'string' ? objects[key] : JSON.stringify(objects[key]) };
  });
  return { ...server, seen };
}

const inStore = (crawl, server, more = {}) => crawl.connect({ provider: 'Ansible', service: 's3_ansible', artifacts: undefined,
  credentials: { bucket: 'facts', path: '/dir one/', ...KEYS }, endpoints: { s3: server.url }, tasks: { 'server-list': 3600 }, ...more });
const storeEnv = (server) => ({ audius_crawl_private_hosts: server.host, MAESTRO_SCAN_QTD: '2' });

test('S3: all pages of the listing, below the path and not beside it, each file once', async () => {
  const crawl = await crawls.stage();
  const objects = { 'dir one/a+b.json': host('a'), 'dir one/c & d': host('c'), 'dir one/deep/é.json': host('e'), 'dir one2/f.json': host('f'),
    'dir one/': '', 'dir one/readme.txt': 'text', 'other.json': host('o'), 'dir one/../g.json': host('g') };
  const server = await store(objects);
  const id = await inStore(crawl, server);
  const first = await crawl.crawl(id, 'server-list', storeEnv(server));
  assert.deepEqual([first.state, first.created], ['success', 3], first.error);
  assert.deepEqual(server.seen.gets, ['dir one/a+b.json', 'dir one/c & d', 'dir one/deep/é.json']);
  assert.equal(server.seen.lists, 4);
  const again = await crawl.crawl(id, 'server-list', storeEnv(server));
  assert.deepEqual([again.state, again.changed, again.vanished], ['success', 0, 0]);
  delete objects['dir one/c & d'];
  assert.equal((await crawl.crawl(id, 'server-list', storeEnv(server))).vanished, 1);
  server.close();
});

test('S3: a wrong secret, a bucket that is gone, a file that goes between listing and reading, half a listing', async () => {
  const crawl = await crawls.stage();
  const objects = { 'dir one/a.json': host('a'), 'dir one/b.json': host('b'), 'dir one/c.json': host('c') };
  let what = () => undefined;
  const server = await store(objects, (ask, seen) => what(ask, seen));
  const id = await inStore(crawl, server);
  const run = (which = id) => crawl.crawl(which, 'server-list', storeEnv(server));
  const outcome = () => crawl.rows('SELECT state, outcome FROM disc.crawl_step ORDER BY id DESC LIMIT 1')[0];
  assert.equal((await run()).created, 3);
  const wrong = await inStore(crawl, server, { name: 'wrong', credentials: { bucket: 'facts', path: 'dir one', ...KEYS, secret: 'not the secret' } });
  const said = await run(wrong);
  assert.deepEqual([said.state, outcome().outcome], ['failed', 'refused']);
  assert.ok(!said.log.includes('not the secret') && !said.log.includes(KEYS.access));
  const gone = await inStore(crawl, server, { name: 'gone', credentials: { bucket: 'nothing', path: '', ...KEYS } });
  assert.deepEqual([(await run(gone)).state, outcome().outcome], ['failed', 'broken']);
  // it was listed, and is not there: later, from that file on; nothing vanishes
  what = (ask) => (ask.path === '/facts/dir%20one/b.json' ? { status: 404, body: '<Error><Code>NoSuchKey</Code></Error>' } : undefined);
  assert.equal((await run()).state, 'running');
  assert.equal(outcome().state, 'waiting');
  what = () => undefined;
  delete objects['dir one/b.json'];
  crawl.database.execute('UPDATE disc.crawl_step SET not_before = now()');
  await crawl.must(['run'], storeEnv(server));
  assert.deepEqual([crawl.last(id, 'server-list').state, crawl.last(id, 'server-list').vanished], ['success', 1]);
  // the second page of the listing breaks, or comes round for ever: nothing vanishes
  for (const page of [{ status: 200, body: '<ListBucketResult><IsTruncated>' }, { status: 200,
    body: '<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>t=2</NextContinuationToken></ListBucketResult>' }]) {
    what = (ask) => (ask.query['continuation-token'] ? page : undefined);
    objects['dir one/d.json'] = host('d');
    const half = await run();
    assert.deepEqual([half.state, half.vanished], ['failed', 0], half.error);
  }
  // a redirect to where nobody may go
  what = () => ({ status: 307, headers: { location: 'http://127.0.0.1:1/facts' }, body: '' });
  assert.match((await run()).error, /redirects are not followed/);
  assert.equal(crawl.resources(id).filter(({ is_vanished }) => is_vanished).length, 1);
  server.close();
});
