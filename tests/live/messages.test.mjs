// SPDX-License-Identifier: ISC
// What an operator gets to read: each mistake has its own words, which name
// the cause, the setting with the place it is set at, and what helps; -t looks
// at every server; and who has nothing to do says nothing.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Place, TOP } from './index_lib.mjs';
import { startLiar } from './index_node.mjs';
import { startMadeChain } from './made_chain.mjs';

const BUILD = process.env.BUILD ?? path.join(TOP, 'build');
const KEY = `0x${'11'.repeat(32)}`;
const WALLET = '0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A';
const MANAGER = `0x${'bb'.repeat(20)}`;

const place = new Place();
test.after(() => place.close());
const chain = await startMadeChain();
test.after(() => chain.close());

/** A server that accepts connections and answers each line with this. */
async function startTalker(answer) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => server.close());
  return server.address().port;
}

/** memcached on a socket of ours; stop() ends it. */
async function startMemcached() {
  const socket = path.join(place.folder, 'm.sock');
  const child = spawn('memcached', ['-s', socket, '-m', '8', ...(process.getuid() === 0 ? ['-u', 'root'] : [])],
    { stdio: 'ignore' });
  const ended = once(child, 'exit');
  const stop = async () => { child.kill('SIGKILL'); await ended; };
  test.after(stop);
  while (!existsSync(socket))
    await sleep(20);
  return { socket, stop };
}

/** {code, out, log} of a program. */
function run(program, args, env) {
  return new Promise((resolve) => {
    execFile(path.join(BUILD, program), args, { env: { PATH: process.env.PATH, ...env } },
      (error, out, log) => resolve({ code: error ? error.code : 0, out, log }));
  });
}

const ini = path.join(place.folder, 'd.ini');
writeFileSync(ini, '[discprov]\nloglevel = info\n');
chmodSync(ini, 0o600);
const database = place.database();
const locks = path.join(place.folder, 'locks');
mkdirSync(locks);
const settings = {
  LOCAL_CONFIG: ini,
  audius_db_url: database.url,
  audius_db_url_read_replica: database.url.replace('discprov_writer', 'discprov_reader'),
  audius_discprov_run_dir: locks,
  audius_web3_host: chain.url,
  audius_web3_timeout_sec: '5',
  audius_contracts_entity_manager_address: MANAGER,
  audius_memcached_servers: 'off',
  audius_delegate_private_key: KEY,
  audius_delegate_owner_wallet: WALLET,
};
const url = (role, name = database.name, more = '') =>
  `postgresql:///${name}?host=${place.sockets}&port=5432&user=${role}${more}`;

/** A run that ends like this; every line of the log is one of the wanted, in order. */
async function ends(code, lines, program, args, more = {}) {
  const { code: got, log, out } = await run(program, args, { ...settings, ...more });
  assert.equal(got, code, log);
  const told = log.trim() === '' ? [] : log.trim().split('\n');
  assert.equal(told.length, lines.length, log);
  lines.forEach((line, i) => assert.match(told[i], line));
  for (const line of told)
    assert.ok(Buffer.byteLength(line) < 1000, line);
  return out;
}

test('before roles.sql and the schema', async () => {
  place.database(); // the roles are there, for all databases
  database.sql('CREATE DATABASE plain');
  const roles = /psql -d \S+ -f \/\S+\/sql\/roles.sql/.source;
  const cases = {
    'no database': [url('discprov_writer', 'nowhere'),
      `database 'nowhere' does not exist; db.url \\(audius_db_url\\): .*createdb nowhere && ${roles}`],
    'no role': [url('discprov_somebody'), `role 'discprov_somebody' does not exist; db.url \\(audius_db_url\\): .*${roles}`],
    'roles.sql forgotten': [url('discprov_writer', 'plain'), `permission denied for database plain; db.url \\(audius_db_url\\) ` +
      `connects as discprov_writer: programs that write must be discprov_writer, after .*${roles}`],
    'migrate as the reader': [url('discprov_reader'), `permission denied for function \\w+; db.url \\(audius_db_url\\) connects as ` +
      `discprov_reader: programs that write must be discprov_writer.*${roles}`],
  };
  for (const [what, [audius_db_url, message]] of Object.entries(cases))
    await test(what, () => ends(69, [new RegExp(message)], 'discprov', ['migrate'], { audius_db_url }));
  await ends(78, [/stands at step 0 of \d+; run 'discprov migrate'/], 'discprov-index', [], { audius_db_run_migrations: 'no' });
});

test('the database cannot be reached', async () => {
  const deaf = 'is PostgreSQL running';
  const cases = [
    ['postgresql:///x?host=/nowhere', `No such file or directory; db.url \\(audius_db_url\\): ${deaf} on this host`],
    ['postgresql://u:secret@127.0.0.1:1/x', `Connection refused; db.url \\(audius_db_url\\): ${deaf} there`],
    ['postgresql://u:secret@nohost.invalid/x', 'db.url \\(audius_db_url\\): is the host\'s name spelt right\\?'],
    ['postgresql://u:secret@127.0.0.1:1,127.0.0.1:2/x', 'port 1 failed: .*port 2 failed: .*db.url \\(audius_db_url\\)'],
  ];
  for (const [audius_db_url, message] of cases) {
    const out = await ends(69, [new RegExp(message)], 'discprov', ['migrate'], { audius_db_url });
    assert.ok(!out.includes('secret'));
  }
  writeFileSync(ini, '[discprov]\nloglevel = info\n[db]\nurl = host=/nowhere dbname=x\n');
  await ends(69, [new RegExp(`db.url \\(${ini}:4\\): `)], 'discprov', ['migrate'], { audius_db_url: '' });
  writeFileSync(ini, '[discprov]\nloglevel = info\n');
  await ends(78, [/audius_db_url: db.url: '\*\*\*' is not a postgresql:\/\/ URL .*; the database is PostgreSQL/], 'discprov',
    ['migrate'], { audius_db_url: 'mysql://u:secret@h/x' });
});

test('the database does not believe us', async () => {
  database.sql(`ALTER ROLE discprov_writer PASSWORD 'right'`);
  place.down();
  writeFileSync(path.join(place.data, 'pg_hba.conf'),
    'local all postgres trust\nlocal all discprov_writer scram-sha-256\nlocal all discprov_reader peer\n');
  place.up();
  const cases = {
    'a wrong password': [url('discprov_writer', database.name, '&password=wrong'),
      /password authentication failed .*db.url \(audius_db_url\): the password in the URL .*psql -c '\\password discprov_writer'/],
    'no password': [url('discprov_writer'), /no password supplied; db.url \(audius_db_url\): put the password of discprov_writer into/],
    'another user of the system': [url('discprov_reader'),
      /Peer authentication failed .*db.url \(audius_db_url\): .*map \S+ to discprov_reader in pg_ident.conf, or put a password/],
    'nobody the server knows': [url('somebody'), /no pg_hba.conf entry .*db.url \(audius_db_url\): let somebody into .*pg_hba.conf/],
  };
  for (const [what, [audius_db_url, message]] of Object.entries(cases))
    await test(what, () => ends(69, [message], 'discprov', ['migrate'], { audius_db_url }));
  place.down();
  writeFileSync(path.join(place.data, 'pg_hba.conf'), 'local all all trust\n');
  place.up();
});

test('the schema is made; the indexer as the reader may not write', async () => {
  const { code, log } = await run('discprov', ['migrate'], settings);
  assert.equal(code, 0, log);
  await ends(69, [/permission denied for .*; db.url \(audius_db_url\) connects as discprov_reader: programs that write/],
    'discprov-index', [], { audius_db_url: url('discprov_reader') });
  await ends(78, [/look=database msg="PostgreSQL .* as discprov_reader: may not write; db.url \(audius_db_url\) connects as/,
    /look=locks/, /look=chain/, /1 of what this program uses is not as it should be/],
  'discprov-index', ['-t'], { audius_db_url: url('discprov_reader') });
});

test('an idle run says nothing, unless it is asked to', async () => {
  const first = await run('discprov-index', ['--catch-up'], settings);
  assert.equal(first.code, 0, first.log);
  assert.match(first.log, /lvl=info .* rc=ok/);
  await ends(0, [], 'discprov-index', []);
  const { log } = await run('discprov-index', ['-v'], settings);
  assert.match(log, /lvl=debug .* blocks=0 .* rc=ok/);
  chain.add();
  await ends(0, [/lvl=info .* blocks=1 .* rc=ok/], 'discprov-index', []);
});

test('the chain node', async () => {
  const html = await startTalker('HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno!');
  const cases = [
    [{ audius_web3_host: 'http://127.0.0.1:1' }, 69,
      /chain node not reachable: http:\/\/127.0.0.1:1: .*; web3.host \(audius_web3_host\): is it running\?/],
    [{ audius_web3_host: 'localhsot:1' }, 69, /not reachable: http:\/\/localhsot:1: Could not resolve host.*web3.host \(audius_web3_host\)/],
    [{ audius_web3_host: `127.0.0.1:${html}` }, 69,
      /HTTP status 404: http:\/\/127.0.0.1:\d+; web3.host \(audius_web3_host\): is that the address of its JSON-RPC\?/],
    [{ audius_web3_host: '', audius_web3_nethermind_rpc: 'http://127.0.0.1:1' }, 69, /; audius_web3_nethermind_rpc: is it running\?/],
    [{ audius_web3_host: 'localhsot:8545:7' }, 78, /audius_web3_host: web3.host: 'localhsot:8545:7' is not host names, host:port pairs/],
    [{ audius_web3_host: 'ws://h' }, 78, /a chain node is asked over http/],
    [{ audius_contracts_entity_manager_address: '' }, 78, /neither \[contracts\] registry nor .* audius_contracts_registry or/],
  ];
  for (const [more, code, message] of cases)
    await ends(code, [message], 'discprov-index', [], more);
});

test('lock files, keys and memcached servers', async () => {
  await ends(71, [/folder \/nowhere\/x: No such file or directory; discprov.run_dir \(audius_discprov_run_dir\): run 'systemd-tmpfiles/],
    'discprov-index', [], { audius_discprov_run_dir: '/nowhere/x' });
  await ends(71, [/Not a directory; discprov.run_dir \(audius_discprov_run_dir\): name another folder/], 'discprov-index', [],
    { audius_discprov_run_dir: path.join(ini, 'x') });
  await ends(78, [/delegate.private_key: not set; .* audius_delegate_private_key/], 'discprov-fcgi', [],
    { audius_delegate_private_key: '' });
  await ends(78, [/memcached.servers: 'redis:\/\/cache:6379' is not host:port pairs .*; Redis is not used/], 'discprov-fcgi', [],
    { audius_memcached_servers: 'redis://cache:6379' });
});

test('-t says of each server what it saw', async (t) => {
  const memcached = await startMemcached();
  const good = { audius_memcached_servers: memcached.socket };
  const withEthereum = { ...good, audius_web3_eth_provider_url: chain.url, audius_eth_contracts_registry: MANAGER };
  const ethereum = /lvl=info .*look=ethereum msg="http.*: chain 99, block/;
  const writer = /lvl=info .*look=database msg="PostgreSQL [\d.]+, database \w+, as discprov_writer, schema step \d+"/;
  const reader = /lvl=info .*look=database-reader msg="PostgreSQL [\d.]+, database \w+, as discprov_reader, schema step \d+"/;
  const node = /lvl=info .*look=chain msg="http:\/\/127.0.0.1:\d+: chain 99, block \d+, \d+ s old"/;
  const cache = /lvl=info .*look=memcached msg="\S+m.sock: memcached [\d.]+, 8 MiB"/;
  const lock = /lvl=info .*look=locks msg="\/\S+"/;
  const fine = /lvl=info .*rc=ok .*msg="configuration and servers are fine"/;
  const deaf = (what, where) => new RegExp(`lvl=err .*look=${what} msg=".*; ${where}`);
  await t.test('all is well', async () => {
    await ends(0, [writer, reader, node, cache, fine], 'discprov', ['-t'], good);
    await ends(0, [writer, lock, node, fine], 'discprov-index', ['-t'], good);
    await ends(0, [writer, lock, ethereum, fine], 'discprov-job', ['-t'], withEthereum);
    await ends(0, [reader, cache, fine], 'discprov-fcgi', ['-t'], good);
  });
  await t.test('Ethereum, where it is set', async () => {
    await ends(0, [writer, lock, node, ethereum, fine], 'discprov-index', ['-t'], withEthereum);
    await ends(78, [/lvl=err .*look=job .*\[web3\] eth_provider_url and \[eth_contracts\] registry/, writer, lock, /rc=config/],
      'discprov-job', ['-t'], good);
    await ends(69, [writer, lock, deaf('ethereum', 'web3.eth_provider_url \\(audius_web3_eth_provider_url\\): is it running'), /rc=upstream/],
      'discprov-job', ['-t'], { ...withEthereum, audius_web3_eth_provider_url: 'http://127.0.0.1:1' });
  });
  await t.test('nothing is there', async () => {
    const none = { audius_db_url: 'postgresql:///x?host=/nowhere', audius_db_url_read_replica: '',
      audius_web3_host: 'http://127.0.0.1:1', audius_memcached_servers: '127.0.0.1:1,/nowhere/m.sock' };
    await ends(69, [deaf('database', 'db.url'), deaf('database-reader', 'db.url'), deaf('chain', 'web3.host'),
      deaf('memcached', 'memcached.servers'), deaf('memcached', 'memcached.servers'), /rc=db .*5 of what this program uses are not/],
    'discprov', ['-t'], none);
    await ends(69, [deaf('database', 'db.url'), lock, deaf('chain', 'web3.host'), /rc=db/], 'discprov-index', ['-t'], none);
    await ends(69, [deaf('database-reader', 'db.url'), deaf('memcached', 'memcached.servers'),
      deaf('memcached', 'memcached.servers'), /rc=db/], 'discprov-fcgi', ['-t'], none);
  });
  await t.test('one node of several is enough', async () => {
    await ends(0, [writer, lock, /lvl=warn .*look=chain msg=".*not reachable/, node, fine], 'discprov-index', ['-t'],
      { audius_web3_host: `http://127.0.0.1:1,${chain.url}` });
    await ends(69, [writer, lock, /lvl=warn/, /lvl=warn/, /lvl=err .*look=chain msg="none of these nodes answers"/, /rc=upstream/],
      'discprov-index', ['-t'], { audius_web3_host: 'http://127.0.0.1:1,http://127.0.0.1:2' });
  });
  await t.test('a node of another chain, and one that does not say', async () => {
    const silent = await startLiar(chain.url);
    t.after(() => silent.close());
    silent.refuses('eth_chainId', { code: -32601, message: 'method not found' });
    await ends(78, [writer, lock, /lvl=err .*look=chain msg=".*eth_chainId says 99, not \[web3\] chain_id = 1; web3.host/, /rc=config/],
      'discprov-index', ['-t'], { audius_web3_chain_id: '1' });
    await ends(0, [writer, lock, /look=chain msg=".*: chain not told, block \d+/, fine], 'discprov-index', ['-t'],
      { audius_web3_host: silent.url });
    await ends(78, [writer, lock, /look=chain msg=".*does not say which chain it is of .*chain_id = 99 asks/, /rc=config/],
      'discprov-index', ['-t'], { audius_web3_host: silent.url, audius_web3_chain_id: '99' });
  });
  await t.test('a server that is no memcached', async () => {
    const port = await startTalker('-ERR unknown command\r\n');
    await ends(69, [reader, deaf('memcached', 'memcached.servers \\(audius_memcached_servers\\): is memcached running'), /rc=upstream/],
      'discprov-fcgi', ['-t'], { audius_memcached_servers: `127.0.0.1:${port}` });
  });
  await t.test('lock files, a missing key, a wrong wallet, no contracts', async () => {
    await ends(71, [writer, /lvl=err .*look=locks .*systemd-tmpfiles/, node, /rc=sys/], 'discprov-index', ['-t'],
      { audius_discprov_run_dir: '/nowhere/x' });
    await ends(78, [/lvl=err .*look=fcgi .*delegate.private_key: not set/, reader, /rc=config .*see above/], 'discprov-fcgi', ['-t'],
      { audius_delegate_private_key: '' });
    await ends(78, [/lvl=err .*look=fcgi .*delegate.owner_wallet/, reader, /rc=config/], 'discprov-fcgi', ['-t'],
      { audius_delegate_owner_wallet: MANAGER });
    await ends(78, [/lvl=err .*look=index .*neither \[contracts\]/, writer, lock, node, /rc=config/], 'discprov-index', ['-t'],
      { audius_contracts_entity_manager_address: '' });
  });
  await t.test('a folder of lock files is not made', async () => {
    const folder = path.join(place.folder, 'fresh');
    await ends(0, [writer, lock, node, fine], 'discprov-index', ['-t'], { audius_discprov_run_dir: folder });
    assert.ok(!existsSync(folder));
  });
});

// Of the original's README and compose files.
const README = {
  audius_discprov_loglevel_flask: 'DEBUG', audius_flask_debug: 'true', audius_redis_url: 'redis://redis-server:6379/00',
  audius_ipfs_host: 'ipfs-node', audius_ipfs_port: '5001', audius_solana_endpoint: 'http://solana:8899',
  audius_elasticsearch_url: '\'http://elasticsearch:9200\'', audius_openresty_enable: 'true', audius_gunicorn_workers: '16',
  audius_static_nodes: 'enode://a@1.2.3.4:30300', audius_dummy_counter: '0', dbUrl: 'postgres://postgres:secret@db:5432/x',
  redisHost: 'disc-prov-redis', redisPort: '6379', ipfsHost: 'disc-prov-ipfs', ipfsPort: '5001',
  WAIT_HOSTS: 'discovery-provider-db:5432,redis-server:6379, ipfs-node:5001', WAIT_TIMEOUT: '3600',
};

test('the environment of the original: nothing stops, nothing waits, config says why', async () => {
  await ends(0, [], 'discprov-index', [], README);
  await ends(0, [], 'discprov', ['migrate'], README);
  const out = await ends(0, [], 'discprov', ['config'], README);
  assert.match(out, /^dbUrl = \*\*\* {2}# dbUrl, no effect: no program reads it: use audius_db_url$/m);
  assert.match(out, /^redis.url = \*\*\* {2}# audius_redis_url, no effect: memcached servers answer for it/m);
  for (const item of ['discovery-provider-db:5432', 'redis-server:6379', 'ipfs-node:5001'])
    assert.match(out, new RegExp(`^# WAIT_HOSTS: ${item} is not waited for`, 'm'));
  assert.ok(!out.includes('secret'));
  const { log } = await run('discprov-index', ['-t'], { ...settings, ...README });
  assert.match(log, /lvl=info .*"16 settings that are set have no effect, 'discprov config' says why"/);
  assert.equal(log.match(/no effect/g).length, 1);
});

test('servers that a setting names are waited for, and then the program begins all the same', async () => {
  chain.add([], { time: Math.floor(Date.now() / 1000) + 86400 }); // else another node is asked for a newer one
  await run('discprov-index', [], settings);
  const closed = { WAIT_HOSTS: '127.0.0.1:1', WAIT_TIMEOUT: '0' };
  await ends(0, [/lvl=warn .*"WAIT_HOSTS: 127.0.0.1 port 1: Connection refused"/, /not reachable: http:..127.0.0.1:1: /],
    'discprov-index', [], { ...closed, audius_web3_host: `http://127.0.0.1:1,${chain.url}` });
  await ends(69, [/lvl=warn .*"WAIT_HOSTS: 127.0.0.1 port 1: Connection refused"/, /lvl=err .*Connection refused; db.url/],
    'discprov', ['migrate'], { ...closed, audius_db_url: 'postgresql://u@127.0.0.1:1/x' });
  const out = await ends(0, [], 'discprov', ['config'], { WAIT_HOSTS: 'a:5432,b:5432,b:7,c:80,d:443,[::1]:8545,e:9,/run/x',
    audius_db_url: 'postgresql://u@a,b:7/x', audius_web3_host: 'http://c/rpc,https://D,[::1]', audius_web3_eth_provider_url: 'http://u:p@e:9/k' });
  assert.deepEqual(out.match(/^# WAIT_HOSTS: \S+/gm), ['# WAIT_HOSTS: b:5432', '# WAIT_HOSTS: /run/x']);
});

test('a name that is nearly a setting is told at every start, and stops nobody', async () => {
  const warning = /lvl=warn .*"environment: audius_db_ulr names no setting; is audius_db_url meant\? and 1 more, see 'discprov config'"/;
  const more = { audius_db_ulr: 'x', audius_discprov_colour: 'red', audius_newthing_x: '1' };
  await ends(0, [warning], 'discprov-index', [], more);
  const out = await ends(0, [warning], 'discprov', ['config'], more);
  for (const name of ['audius_db_ulr names no setting; is audius_db_url meant?', 'audius_discprov_colour names no setting',
    'audius_newthing_x names no setting'])
    assert.ok(out.includes(`# environment: ${name}\n`), out);
});
