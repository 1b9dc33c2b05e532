// SPDX-License-Identifier: ISC
// "discprov doctor": a small node runs (database, chain, memcached, pool,
// nginx), each case breaks one thing of it, and the doctor names the cause and
// the command that mends it.  What only systemd, its journal and its clock can
// say comes from programs of a folder of ours, first in PATH; what is
// installed lies below --root.
import assert from 'node:assert/strict';
import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createServer } from 'node:net';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { Ethereum } from '../chain/lib/ethereum.mjs';
import { closing, ours, owned } from '../lib/guard.mjs';
import { Place, TOP } from './index_lib.mjs';
import { startMadeChain } from './made_chain.mjs';

const BUILD = process.env.BUILD ?? path.join(TOP, 'build');
const KEY = `0x${'11'.repeat(32)}`;
const WALLET = '0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A';
const MANAGER = `0x${'bb'.repeat(20)}`;
const REGISTRY = `0x${'cc'.repeat(20)}`;
// Of January 2020; openssl makes none that has expired.
const EXPIRED = `-----BEGIN CERTIFICATE-----
MIIBADCBpgIBATAKBggqhkjOPQQDAjAMMQowCAYDVQQDDAF4MB4XDTIwMDEwMTAw
MDAwMFoXDTIwMDIwMTAwMDAwMFowDDEKMAgGA1UEAwwBeDBZMBMGByqGSM49AgEG
CCqGSM49AwEHA0IABAK08vxvGNlZ9E9losx6HgNAytgAmnhgXk/B1HsMkOOxdnW1
scw14N1oQXmjw4z3odT4ImgTIJE3TEM6mkoPd4swCgYIKoZIzj0EAwIDSQAwRgIh
AJus2+2BeTwXimgPVdtQNZVqWnGpg2XKokZ331XMDpndAiEAoi6gk+xMxVjCiFt6
bVvvv9/r2mweqIEp81pXRks36Ks=
-----END CERTIFICATE-----
`;
const LOCK_SPACE = 1684632432;
const ROOT_USER = process.getuid() === 0;
const now = (more = 0) => ({ time: Math.floor(Date.now() / 1000) + more });

// --- the node

const place = new Place();
test.after(() => place.close());
const root = path.join(place.folder, 'root');
const bin = path.join(place.folder, 'bin');
const at = (...names) => path.join(place.folder, ...names);
const under = (name) => path.join(root, name);
for (const folder of [bin, at('locks'), at('tmp', 'cache'), under('usr/sbin'), under('etc/ssl/certs'), under('etc/cron.d')])
  mkdirSync(folder, { recursive: true, mode: 0o755 });

const chain = await startMadeChain({ code: { [MANAGER]: '0x60', [REGISTRY]: '0x60' } });
test.after(() => chain.close());
chain.add([], now(-5));
const database = place.database();
const url = (role, name = database.name, more = '') =>
  `postgresql:///${name}?host=${place.sockets}&port=5432&user=${role}${more}`;

async function portOf(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(() => server.close());
  return server.address().port;
}

const said = (text) => createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', () => socket.end(text));
});

async function startMemcached(name, ...more) {
  const socket = at(name);
  owned(spawn('memcached', ['-s', socket, '-m', '8', ...more, ...ROOT_USER ? ['-u', 'root'] : []],
    { stdio: 'ignore', env: ours(process.env) }));
  while (!existsSync(socket))
    await sleep(10);
  return socket;
}

/** A program of ours that says this, and ends like this. */
function says(name, text = '', status = 0) {
  writeFileSync(path.join(bin, name), `#!/bin/sh\ncat <<'END'\n${text}\nEND\nexit ${status}\n`, { mode: 0o755 });
}
const UNITS = ['discprov-index.timer', 'discprov-jobs.target', 'discprov-fcgi.socket', 'discprov-fcgi@1.service']
  .map((name) => [name, 'active', 'running']);
/** systemd, as if it ran these; list is [name, active, sub]. */
function systemd(list, { reload = 'no', active = true } = {}) {
  writeFileSync(path.join(bin, 'systemctl'), `#!/bin/sh
case $1 in
list-units) cat <<'END'
${list.map(([name, state, sub]) => `${name} loaded ${state} ${sub} something`).join('\n')}
END
;;
show) printf 'Id=discprov-index.timer\\nNeedDaemonReload=no\\n\\nId=discprov-fcgi@1.service\\nNeedDaemonReload=${reload}\\n' ;;
is-active) exit ${active ? 0 : 3} ;;
esac
`, { mode: 0o755 });
}
const healthy = () => {
  systemd(UNITS);
  says('timedatectl', 'yes');
  says('journalctl', '', 1);
};
healthy();

const ini = at('d.ini');
const INI = '[discprov]\nloglevel = info\n';
writeFileSync(ini, INI, { mode: 0o600 });
const settings = {
  PATH: `${bin}:${process.env.PATH}`, LOCAL_CONFIG: ini, ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '',
  audius_db_url: database.url, audius_db_url_read_replica: url('discprov_reader'),
  audius_discprov_run_dir: at('locks'), audius_discprov_web_cache_dir: '',
  audius_web3_host: chain.url, audius_web3_timeout_sec: '3', audius_contracts_entity_manager_address: MANAGER,
  audius_memcached_servers: await startMemcached('m.sock'),
  audius_delegate_private_key: KEY, audius_delegate_owner_wallet: WALLET,
};
const run = (program, args, more = {}) => new Promise((done) => {
  execFile(path.join(BUILD, program), args, { env: ours({ ...settings, ...more }) }, (error, out, log) =>
    done({ code: error?.code ?? 0, out, log }));
});
const doctor = async (more = {}) => {
  const { code, out, log } = await run('discprov', ['doctor', '--json', '--root', root], more);
  const checks = JSON.parse(out).checks;
  return { code, log, checks, bad: checks.filter(({ light }) => light === 'red' || light === 'amber') };
};

// Where nginx's files are was decided when the programs were built.
const nginxdir = /no nginx on this host \((.*)\)/.exec((await doctor()).checks.find(({ name }) => name === 'site').text)[1];
const site = under(`${nginxdir}/sites-enabled/discprov`);
const socket = at('fcgi.sock');
const program = under('usr/sbin/discprov-fcgi');
let port;
let pool;
let nginx;

function writeSite() {
  mkdirSync(under(`${nginxdir}/sites-enabled`), { recursive: true });
  mkdirSync(under(`${nginxdir}/discprov.d`), { recursive: true });
  const words = { POOLSOCK: socket, STATUSSOCK: at('none.sock'), CACHEDIR: at('tmp', 'cache'), LOGDIR: at('tmp'),
    PARAMS: `${TOP}/nginx/discprov_params.conf`, ROUTES: `${TOP}/nginx/discprov_routes.conf`, DOCS: '/dev/null',
    LISTEN: `127.0.0.1:${port}`, SERVERNAME: '_', EXTRA: '' };
  writeFileSync(site, readFileSync(path.join(TOP, 'nginx/discprov.conf.in'), 'utf8')
    .replace(/@([A-Z]+)@/g, (all, word) => words[word] ?? all));
  const temp = ['client_body', 'fastcgi', 'proxy', 'scgi', 'uwsgi'].map((kind) => `${kind}_temp_path ${at('tmp', kind)};`);
  writeFileSync(under(`${nginxdir}/nginx.conf`), `user nobody nogroup;\ndaemon off;\nworker_processes 1;\npid ${at('nginx.pid')};
events {}\nhttp {\n${temp.join('\n')}\naccess_log off;\ninclude ${under(nginxdir)}/sites-enabled/*;\n}\n`);
}

async function listening() {
  while ((await fetch(`http://127.0.0.1:${port}/`).catch(() => null)) === null) {
    if (nginx.exitCode !== null)
      throw new Error(readFileSync(at('nginx.log'), 'utf8'));
    await sleep(10);
  }
}
async function startNginx() {
  nginx = owned(spawn('nginx', ['-p', at('tmp'), '-c', under(`${nginxdir}/nginx.conf`), '-e', at('nginx.log')],
    { stdio: 'ignore', env: ours(process.env) }));
  await listening();
}
async function stop(child) {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
async function startPool() {
  pool = owned(spawn('spawn-fcgi', ['-n', '-s', socket, '-M', '0666', '--', program], { stdio: 'ignore', env: ours(settings) }));
  while (!existsSync(socket))
    await sleep(10);
}

let spare; // a copy of the database that nobody uses
test.before(async () => {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  ({ port } = probe.address());
  await new Promise((done) => probe.close(done));
  writeSite();
  copyFileSync(path.join(BUILD, 'discprov-fcgi'), program);
  writeFileSync(under('etc/ssl/certs/ca-certificates.crt'), '');
  assert.equal((await run('discprov', ['migrate'])).code, 0);
  spare = await place.copyOf(database);
  assert.equal((await run('discprov-index', [])).code, 0);
  await startPool();
  await startNginx();
  const jobs = readFileSync(path.join(TOP, 'jobs/jobs.def'), 'utf8').matchAll(/^JOB\(([a-z-]+), \w+, \d+, false/gm);
  await Promise.all([...jobs].map(async ([, name]) => assert.equal((await run('discprov-job', [name])).code, 0, name)));
  // whatever the time of day: a loaded machine takes longer than indexer and jobs are well for
  database.execute(`UPDATE disc.keyvalue SET updated_at = now() + interval '1 hour' WHERE key = 'latest_block_from_chain';
    UPDATE disc.job_runs SET late_after = now() + interval '1 hour'`);
});

test('the node is well: the doctor finds nothing', async () => {
  const { code, log, checks, bad } = await doctor();
  assert.deepEqual(bad.filter(({ name }) => name !== 'disk'), []);
  assert.deepEqual([code, log], [0, '']);
  const well = checks.filter(({ light }) => light === 'good').map(({ name }) => name);
  for (const name of ['secrets', 'key', 'locks', 'database', 'roles', 'schema', 'rights', 'reader', 'chain', 'contracts', 'memcached',
    'site', 'nginx', 'units', 'pool-on', 'same-chain', 'indexer'])
    assert.ok(well.includes(name), `${name}: ${JSON.stringify(checks.find((check) => check.name === name))}`);
});

test('the manual names every row of the table', () => {
  const page = readFileSync(path.join(TOP, 'man/discprov.8.in'), 'utf8');
  const told = [...page.matchAll(/^\.It Li (.*)$/gm)].flatMap(([, names]) => names.split(' , '));
  const rows = [...readFileSync(path.join(TOP, 'admin/doctor/checks.c'), 'utf8').matchAll(/^\t\{ "[a-z]+", "([a-z-]+)",/gm)].map(([, name]) => name);
  assert.ok(rows.length > 40);
  assert.deepEqual(rows.filter((name) => !told.includes(name)), []);
});

// --- what is broken: {name, breaks() -> undo() or nothing, env, check, cause, command, more}
// more: names that are wrong besides, because of it.

const roles = /psql -d \S+ -f \/\S+\/sql\/roles.sql/;
const unit = (name, active, sub) => systemd([...UNITS.filter(([known]) => known !== name), [name, active, sub]]);
const write = (file, text, mode = 0o600) => {
  writeFileSync(file, text, { mode });
  chmodSync(file, mode);
};
const withIni = (text, mode = 0o600) => () => {
  write(ini, text, mode);
  return () => write(ini, INI);
};
/** A session of this role that stays after the statement, until what this gives is called. */
async function session(role, statement) {
  const child = owned(spawn('psql', ['-X', '-q', '-A', '-t', url(role)], { stdio: ['pipe', 'pipe', 'inherit'] }));
  child.stdin.write(`${statement};\n`);
  await once(child.stdout, 'data');
  return () => child.stdin.end();
}
const made = [];
/** A database of its own, made of ours once and for all. */
const other = (statement, { fresh = false, options = '' } = {}) => {
  const name = `o${made.length}`;
  made.push({ name, statement, fresh, options });
  return name;
};

const cases = [
  // settings
  { name: 'a setting that there is none of', breaks: withIni('[discprov]\ncolour = red\n'), check: 'settings', cause: /d.ini:2: .*colour/,
    command: /man discprov.ini/ },
  { name: 'a value of the wrong form', env: { audius_discprov_undo_depth: 'many' }, check: 'settings', cause: /'many' is not a number/,
    command: /discprov config --sample/ },
  { name: 'another kind of database', env: { audius_db_url: 'mysql://u@h/x' }, check: 'settings', cause: /is not a postgresql:\/\/ URL/,
    command: /the database is PostgreSQL/ },
  { name: 'the key is readable', breaks: withIni(`[delegate]\nprivate_key = ${KEY}\n`, 0o644), env: { audius_delegate_private_key: '' },
    check: 'settings', cause: /delegate.private_key: everybody may read this file/, command: /chmod o-r .*d.ini/ },
  { name: 'others may write the file', breaks: withIni(INI, 0o664), check: 'settings', cause: /others may write it \(mode 664\)/,
    command: /chmod go-w .*d.ini/ },
  { name: 'the file of the key is missing', env: { audius_delegate_private_key: '', audius_delegate_private_key_file: '/nowhere/key' },
    check: 'settings', cause: /\/nowhere\/key: No such file/, command: /discprov config --sample/ },
  { name: 'a password in a file that everybody may read', breaks: withIni(`[db]\nurl_read_replica = ${url('discprov_reader', database.name, '&password=x')}\n`, 0o644),
    env: { audius_db_url_read_replica: '' }, check: 'secrets', cause: /db.url_read_replica stands in .*d.ini, which everybody may read/, command: /chmod o-rwx .*d.ini/ },
  { name: 'a misspelt variable', env: { audius_db_ulr: 'x' }, check: 'names', cause: /audius_db_ulr names no setting; is audius_db_url meant/,
    command: /discprov config/ },
  { name: 'a proxy in the environment', env: { https_proxy: 'http://proxy:3128' }, check: 'proxy', cause: /https_proxy is set/,
    command: /unset https_proxy/ },
  { name: 'the key of another wallet', env: { audius_delegate_owner_wallet: MANAGER }, check: 'key',
    cause: /owner_wallet: 0xb+, but the private key belongs to 0x19E7/, command: /discprov config \| grep \^delegate/ },
  { name: 'no key', env: { audius_delegate_private_key: '' }, check: 'key', cause: /private_key: not set/, command: /set private_key_file/ },
  { name: 'statement_timeout too small', env: { audius_db_statement_timeout_ms: '50' }, check: 'statement-timeout',
    cause: /more than the 50 ms .*db.statement_timeout_ms \(audius_db/, command: /statement_timeout_ms/ },
  // the host
  { name: 'the disk is nearly full', env: { audius_discprov_web_cache_dir: '/proc' }, check: 'disk', cause: /free under \/proc/,
    command: /du -xh \/proc/ },
  { name: 'nobody keeps the clock right', breaks: () => says('timedatectl', 'no'), check: 'clock-kept', cause: /nobody keeps/,
    command: /timedatectl set-ntp true/ },
  { name: 'the clock is behind', breaks: () => { chain.add([], now(400)); return () => chain.cut(2); }, check: 'clock',
    cause: /(39|40)\d s in the future: this host's clock is behind$/, command: /timedatectl/ },
  { name: 'the clock has another zone\'s time', breaks: () => { chain.add([], now(7200)); return () => chain.cut(2); }, check: 'clock',
    cause: /7[12]\d\d s in the future.*wrong time zone/, command: /timedatectl/ },
  { name: 'AppArmor forbids', breaks: () => says('journalctl', 'audit: apparmor="DENIED" operation="open" profile="discprov-fcgi"'),
    check: 'security-module', cause: /apparmor="DENIED"/, command: /aa-logprof/ },
  { name: 'SELinux forbids', breaks: () => says('journalctl', 'avc:  denied  { connectto } comm="nginx" path="fcgi.sock"'),
    check: 'security-module', cause: /avc: .*denied/, command: /restorecon/ },
  { name: 'no certificates to believe', env: { audius_web3_eth_provider_url: 'https://127.0.0.1:1' },
    breaks: () => { rmSync(under('etc/ssl/certs/ca-certificates.crt')); return () => write(under('etc/ssl/certs/ca-certificates.crt'), ''); },
    check: 'certificates', cause: /ca-certificates.crt is missing/, command: /apt-get install ca-certificates/,
    more: ['ethereum', 'timers', /never/] },
  { name: 'run_dir is missing', env: { audius_discprov_run_dir: '/nowhere/x' }, check: 'locks', cause: /folder \/nowhere\/x: No such file/,
    command: /systemd-tmpfiles --create/ },
  { name: 'the folder of listens is missing', env: { audius_discprov_listens_dir: '/nowhere/l' }, check: 'listens',
    cause: /cannot write to \/nowhere\/l \(No such file/, command: /systemd-tmpfiles --create/ },
  // the database
  { name: 'a role is missing', env: { audius_db_url: url('discprov_somebody') }, check: 'database', cause: /role 'discprov_somebody' does not exist/,
    command: roles },
  { name: 'a wrong password', env: { audius_db_url: url('with_password', database.name, '&password=wrong') }, check: 'database',
    cause: /password authentication failed for user 'with_password'/, command: /psql -c '\\password with_password'/ },
  { name: 'no password', env: { audius_db_url: url('with_password') }, check: 'database', cause: /no password supplied/,
    command: /postgresql:\/\/with_password:PASSWORD@HOST/ },
  { name: 'the peer map is missing', env: { audius_db_url: url('with_map') }, check: 'database', cause: /Peer authentication failed/,
    command: /map \S+ to with_map in pg_ident.conf/ },
  { name: 'pg_hba.conf lets us not in', env: { audius_db_url: url('with_nothing') }, check: 'database', cause: /pg_hba.conf rejects/,
    command: /with a line in the server's pg_hba.conf/ },
  { name: 'the database is missing', env: { audius_db_url: url('discprov_writer', 'nowhere') }, check: 'database',
    cause: /database 'nowhere' does not exist/, command: /createdb nowhere/ },
  { name: 'PostgreSQL is down', env: { audius_db_url: 'postgresql:///x?host=/nowhere' }, check: 'database', cause: /No such file/,
    command: /systemctl status postgresql/ },
  { name: 'PostgreSQL is down on its port', env: { audius_db_url_read_replica: 'postgresql://u@127.0.0.1:1/x' }, check: 'reader',
    cause: /Connection refused/, command: /systemctl status postgresql/ },
  { name: 'its host does not resolve', env: { audius_db_url: 'postgresql://u@nohost.invalid/x' }, check: 'database',
    cause: /could not translate host name 'nohost.invalid'/, command: /is the host's name spelt right/ },
  { name: 'roles.sql was forgotten', env: { audius_db_url: url('discprov_writer', other('SELECT 1', { fresh: true })) }, check: 'roles',
    cause: /roles.sql was not run in database o\d+: discprov_writer/, command: roles },
  { name: 'not migrated', env: { audius_db_url: url('discprov_writer', other('SELECT 1', { fresh: 'roles' })) }, check: 'schema',
    cause: /stands at step 0 of \d+/, command: /discprov migrate/ },
  { name: 'migrated beyond', env: { audius_db_url: url('discprov_writer', other(`INSERT INTO disc.schema_step VALUES (9999, 'x')`)) },
    check: 'schema', cause: /stands at step 9999, this program knows/, command: /install the newer program/ },
  { name: 'the reader\'s database is older', env: { audius_db_url_read_replica: url('discprov_reader',
    other('DELETE FROM disc.schema_step WHERE number > 30')) }, check: 'reader-schema', cause: /stands at step 30 of/, command: /discprov migrate/ },
  { name: 'the reader may not read', env: { audius_db_url_read_replica: url('discprov_reader',
    other('REVOKE SELECT ON disc.blocks FROM discprov_reader')) }, check: 'reader-rights', cause: /may not read/, command: roles },
  { name: 'the writer\'s URL has the reader', env: { audius_db_url: url('discprov_reader') }, check: 'roles',
    cause: /discprov_reader has no schema to write to/, command: roles },
  { name: 'the database is not UTF-8', env: { audius_db_url: url('discprov_writer', other('SELECT 1', { fresh: 'roles',
    options: '-T template0 -E LATIN1 --locale=C' })) }, check: 'encoding', cause: /text in LATIN1/, command: /createdb -E UTF8/, more: ['schema', 'locale'] },
  { name: 'its locale is none', env: { audius_db_url: url('discprov_writer', other('SELECT 1', { fresh: 'roles',
    options: '-T template0 -E UTF8 --locale=C' })) }, check: 'locale', cause: /locale of database o\d+ is C/, command: /C.UTF-8/, more: ['schema'] },
  { name: 'max_connections too small', breaks: () => systemd([...UNITS, ...Array.from({ length: 150 }, (_, i) =>
    [`discprov-fcgi@${i + 2}.service`, 'active', 'running'])]), check: 'connections', cause: /our units alone want 159/,
  command: /ALTER SYSTEM SET max_connections = \d{3}/ },
  { name: 'a role may not connect so often', breaks: () => {
    database.sql('ALTER ROLE with_limit CONNECTION LIMIT 0');
  }, env: { audius_db_url_read_replica: url('with_limit') }, check: 'reader', cause: /too many connections for role/,
  command: /raise the limit of with_limit/ },
  { name: 'autovacuum is off', breaks: () => {
    database.sql('ALTER SYSTEM SET autovacuum = off');
    database.sql('SELECT pg_reload_conf(), pg_sleep(0.2)');
    return () => { database.sql('ALTER SYSTEM RESET autovacuum'); database.sql('SELECT pg_reload_conf()'); };
  }, check: 'autovacuum', cause: /autovacuum is off/, command: /ALTER SYSTEM SET autovacuum = on/ },
  { name: 'two indexers', breaks: async () => {
    const two = await Promise.all([1, 2].map(() => session('discprov_writer', `SET application_name = 'discprov-index'; SELECT pg_sleep(2.1)`)));
    return () => two.forEach((end) => end());
  }, check: 'one-indexer', cause: /2 programs index the same database: sessions \d+, \d+/, command: /systemctl disable --now discprov-index.timer/ },
  { name: 'an old pool after an upgrade', breaks: async () => { // started more than two seconds ago
    copyFileSync(program, `${program}.new`);
    rmSync(program);
    copyFileSync(`${program}.new`, program);
    return async () => { await stop(pool); rmSync(socket); await startPool(); };
  }, check: 'pool-age', cause: /process \d+ of the pool is older than its program/, command: /systemctl restart 'discprov-fcgi@\*'/ },
  { name: 'a reader holds the indexer\'s lock', breaks: async () => {
    database.sql('GRANT EXECUTE ON FUNCTION pg_advisory_lock(int, int) TO discprov_reader');
    return session('discprov_reader', `SELECT pg_advisory_lock(${LOCK_SPACE}, 1)`);
  }, check: 'lock-holder', cause: /may not write holds a lock/, command: /pg_terminate_backend\(\d+\)/ },
  { name: 'replication is broken', breaks: () => {
    database.sql(`SELECT pg_create_physical_replication_slot('lost', true)`);
    return () => database.sql(`SELECT pg_drop_replication_slot('lost')`);
  }, check: 'replication', cause: /nobody reads replication slot lost/, command: /pg_drop_replication_slot\('lost'\)/ },
  { name: 'an import is half done', env: { audius_db_url: url('discprov_writer', other(
    `INSERT INTO disc.import_run (source, began_at) VALUES ('x', now())`)) }, check: 'schema', cause: /half of another one/,
  command: /run it again with the same URL/ },
  { name: 'a block that cannot be indexed', breaks: () => {
    database.execute(`INSERT INTO disc.keyvalue (key, value) VALUES ('indexing:error', '{"blocknumber": 2, "count": 7, "message": "odd"}')`);
    return () => database.execute(`DELETE FROM disc.keyvalue WHERE key = 'indexing:error'`);
  }, check: 'indexer', word: 'stuck', cause: /block/, command: /journalctl -n 20 -u discprov-index/ },
  { name: 'a job is late', breaks: () => {
    database.execute(`UPDATE disc.job_runs SET late_after = now() - interval '1 second' WHERE job = 'releases'`);
    return () => database.execute(`UPDATE disc.job_runs SET late_after = now() + interval '1 hour'`);
  }, check: 'releases', word: 'late', cause: /ago/, command: /systemctl status discprov-job-releases.timer/ },
  // chains
  { name: 'the chain node is down', env: { audius_web3_host: 'http://127.0.0.1:1' }, check: 'chain', cause: /not reachable: http:\/\/127.0.0.1:1/,
    command: /curl -v http:\/\/127.0.0.1:1/ },
  { name: 'its name does not resolve', env: { audius_web3_host: 'http://nohost.invalid:1' }, check: 'chain', cause: /Could not resolve host/,
    command: /getent ahosts nohost.invalid/ },
  { name: 'IPv6 only', env: { audius_web3_host: `http://[::1]:${new URL(chain.url).port}` }, check: 'chain', cause: /not reachable: http:\/\/\[::1\]/,
    command: /::1 has IPv6 addresses only.* ip -6 route/ },
  { name: 'the chain\'s id is not that of the settings', env: { audius_web3_chain_id: '1' }, check: 'chain',
    cause: /eth_chainId says 99, not \[web3\] chain_id = 1/, command: /discprov config \| grep -i chain/ },
  { name: 'a chain of another id than was indexed', breaks: async (made) => {
    const twin = await startMadeChain({ chainId: 98, code: { [MANAGER]: '0x60' } });
    test.after(() => twin.close());
    twin.add([], now());
    made.audius_web3_host = twin.url;
  }, check: 'same-chain', cause: /is of chain 98, and the database holds chain 99; web3.host/, command: /name a node of chain 99/ },
  { name: 'the chain stands still', breaks: () => { chain.cut(1); return () => chain.add([], now(-5)); }, check: 'chain', cause: /it stands still/,
    command: /does the node follow its chain/ },
  { name: 'that is a web page', breaks: async (made) => {
    made.audius_web3_host = `http://127.0.0.1:${await portOf(said('HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nno!'))}`;
  }, check: 'chain', cause: /HTTP status 404/, command: /not the address of a chain node's API/ },
  { name: 'the node\'s certificate is nobody\'s', breaks: async (made) => {
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '3',
      '-subj', '/CN=localhost', '-keyout', at('k.pem'), '-out', at('c.pem')], { stdio: 'ignore' });
    const tls = createHttps({ key: readFileSync(at('k.pem')), cert: readFileSync(at('c.pem')) });
    made.audius_web3_host = `https://127.0.0.1:${await portOf(tls)}`;
  }, check: 'chain', cause: /certificate/, command: /certificate is not believed/ },
  { name: 'a wrong registry', env: { audius_contracts_entity_manager_address: `0x${'dd'.repeat(20)}` }, check: 'contracts',
    cause: /no contract at 0xdddd.* contracts.entity_manager_address/, command: /discprov config \| grep \^contracts/ },
  { name: 'no contract', env: { audius_contracts_entity_manager_address: '' }, check: 'contracts', cause: /no contract of the chain is named/,
    command: /set contracts.registry, or contracts.entity_manager_address/ },
  // what is around
  { name: 'memcached is down', env: { audius_memcached_servers: '127.0.0.1:1' }, check: 'memcached', cause: /Connection refused/,
    command: /systemctl status memcached/ },
  { name: 'memcached is another owner\'s', breaks: async (made) => {
    write(at('auth'), 'somebody:secret\n', 0o644);
    made.audius_memcached_servers = await startMemcached('theirs.sock', '-Y', at('auth'));
  }, check: 'memcached', cause: /theirs.sock: refused: unauthenticated/, command: /another owner's/ },
  { name: 'the gateway is dead', env: { audius_contracts_registry: REGISTRY, audius_ipfs_gateway_hosts: 'http://127.0.0.1:1' },
    check: 'gateways', cause: /none of http:\/\/127.0.0.1:1 answers; ipfs.gateway_hosts/, command: /curl -I http:\/\/127.0.0.1:1/ },
  { name: 'the identity service is dead', env: { audius_discprov_identity_service_url: 'http://127.0.0.1:1' }, check: 'identity',
    cause: /identity service http:\/\/127.0.0.1:1 does not answer/, command: /curl -I http:\/\/127.0.0.1:1/ },
  { name: 'another node is away', env: { audius_network_discovery_nodes: `http://127.0.0.1:1=${WALLET}` }, check: 'peers', cause: /0 of 1 answer/,
    command: /silent: http:\/\/127.0.0.1:1/ },
  { name: 'the notifier is dead', breaks: async (made) => {
    const anvil = await startAnvil();
    const ethereum = await Ethereum.deploy(anvil.url);
    await ethereum.send(['TrustedNotifierManager', 'set', 1, WALLET, 'http://127.0.0.1:1', 'ops@example.org']);
    Object.assign(made, { audius_web3_eth_provider_url: anvil.url, audius_eth_contracts_registry: ethereum.registry,
      audius_eth_contracts_trusted_notifier_private: 'true' });
    assert.notEqual((await run('discprov-job', ['delist'], made)).code, 0);
    return async () => { database.execute(`DELETE FROM disc.job_runs WHERE job = 'delist'`); await anvil.stop(); };
  }, check: 'delist', word: 'failed', cause: /ago/, why: /127.0.0.1:1/, command: /discprov-job -v delist/, more: ['ethereum', 'timers', /never/] },
  // the web server
  { name: 'the site is not enabled', breaks: () => { rmSync(site); return writeSite; }, check: 'site', cause: /sites-enabled\/discprov is missing/,
    command: /ln -sf .*sites-available\/discprov/ },
  { name: 'the socket is not there', breaks: async () => { await stop(pool); rmSync(socket); return startPool; }, check: 'socket',
    cause: /fcgi.sock: No such file/, command: /systemctl enable --now discprov-fcgi.socket/ },
  { name: 'the pool is dead', breaks: async () => { await stop(pool); return async () => { rmSync(socket); await startPool(); }; }, check: 'pool',
    cause: /nobody listens there/, command: /journalctl -n 20 -u 'discprov-fcgi@\*'/ },
  { name: 'nginx may not connect to the socket', breaks: () => { chmodSync(socket, 0o600); return () => chmodSync(socket, 0o666); },
    check: 'socket', skip: !ROOT_USER, cause: /nobody may not connect to the pool's socket .*mode 600/, command: /SocketGroup=/ },
  { name: 'the default site is in the way', breaks: async () => {
    const standard = under(`${nginxdir}/sites-enabled/default`);
    await stop(nginx);
    writeFileSync(standard, `server { listen 127.0.0.1:${port} default_server; return 200 hello; }\n`);
    await startNginx();
    return async () => { rmSync(standard); await stop(nginx); await startNginx(); };
  }, check: 'default-site', cause: /sites-enabled\/default is in the way/, command: /rm .*sites-enabled\/default; nginx -t/ },
  { name: 'nginx is not there', breaks: async () => { await stop(nginx); return startNginx; }, check: 'nginx', cause: /nobody answers at http:\/\/127.0.0.1/,
    command: /nginx -t; systemctl restart nginx/ },
  { name: 'the port is taken', breaks: async () => {
    await stop(nginx);
    const thief = createHttp((req, res) => res.end('mine'));
    const close = closing(thief);
    thief.listen(port, '127.0.0.1');
    await once(thief, 'listening');
    return async () => { close(); await startNginx(); };
  }, check: 'port', cause: /taken by node \(process \d+\)/, command: /ss -ltnp/ },
  { name: 'our certificate has expired', breaks: () => {
    write(at('c2.pem'), EXPIRED, 0o644);
    write(under(`${nginxdir}/discprov.d/tls.conf`), `listen 443 ssl;\nssl_certificate ${at('c2.pem')};\n`, 0o644);
    return () => rmSync(under(`${nginxdir}/discprov.d/tls.conf`));
  }, check: 'expiry', cause: /c2.pem has expired/, command: /certbot renew/ },
  { name: 'our certificate expires soon', breaks: () => {
    write(under(`${nginxdir}/discprov.d/tls.conf`), `listen 443 ssl;\nssl_certificate ${at('c.pem')};\n`, 0o644);
    return () => rmSync(under(`${nginxdir}/discprov.d/tls.conf`));
  }, check: 'expiry', cause: /c.pem expires soon/, command: /renew it/ },
  { name: 'the public URL is not this node', breaks: async (made) => {
    made.audius_discprov_url = `http://127.0.0.1:${await portOf(createHttp((req, res) => res.end('parked')))}`;
  }, check: 'url', cause: /no discovery node; discprov.url/, command: /curl -v .*\/version/ },
  // units
  { name: 'a timer is stopped', breaks: () => unit('discprov-index.timer', 'inactive', 'dead'), check: 'timers', cause: /discprov-index.timer is stopped/,
    command: /systemctl enable --now discprov-index.timer/ },
  { name: 'a unit has failed', breaks: () => unit('discprov-index.service', 'failed', 'failed'), check: 'failed-units',
    cause: /discprov-index.service has failed/, command: /journalctl -n 20 -u discprov-index.service/ },
  { name: 'no pool is started', breaks: () => systemd(UNITS.filter(([name]) => !name.startsWith('discprov-fcgi'))), check: 'pool-on',
    cause: /no process of the pool/, command: /discprov-pool.target/ },
  { name: 'old units after an upgrade', breaks: () => systemd(UNITS, { reload: 'yes' }), check: 'reloaded',
    cause: /old files of discprov-fcgi@1.service/, command: /systemctl daemon-reload/ },
  { name: 'a crontab beside the timers', breaks: () => { write(under('etc/cron.d/discprov'), '', 0o644); return () => rmSync(under('etc/cron.d/discprov')); },
    check: 'one-starter', cause: /both .*cron.d\/discprov and the timers/, command: /rm .*cron.d\/discprov/ },
  { name: 'nginx asks for the inventory, and nobody was started', breaks: () => {
    write(under(`${nginxdir}/discprov.d/discprov_cloud.conf`), '# nothing\n', 0o644);
    return () => rmSync(under(`${nginxdir}/discprov.d/discprov_cloud.conf`));
  }, check: 'cloud-on', cause: /discprov_cloud.conf, and nobody listens/, command: /systemctl enable --now discprov-cloud.socket/ },
  { name: 'the inventory has no key', breaks: () => unit('discprov-cloud.socket', 'active', 'listening'), check: 'cloud-key',
    cause: /cloud.key is missing/, command: /install -o discprov-cloud -m 600 / },
];

test('databases that are otherwise', () => {
  for (const role of ['with_password', 'with_map', 'with_nothing', 'with_limit'])
    database.sql(`CREATE ROLE ${role} LOGIN PASSWORD 'right'`);
  const hba = path.join(place.data, 'pg_hba.conf');
  writeFileSync(hba, `local all with_password scram-sha-256\nlocal all with_map peer\nlocal all with_nothing reject\nlocal all all trust\n`);
  database.sql('SELECT pg_reload_conf()');
  const psql = (name, ...args) => execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', name, ...args],
    { env: { ...process.env, ...place.env }, stdio: ['ignore', 'ignore', 'inherit'] });
  for (const { name, statement, fresh, options } of made) {
    execFileSync('createdb', [...options === '' ? [] : options.split(' '), ...fresh === false ? ['-T', spare.name] : [], name],
      { env: { ...process.env, ...place.env } });
    if (fresh === 'roles')
      psql(name, '-f', path.join(TOP, 'sql/roles.sql'));
    if (statement !== 'SELECT 1')
      psql(name, '-c', statement);
  }
});

for (const one of cases)
  test(one.name, { skip: one.skip }, async () => {
    const env = { ...one.env };
    const undo = await one.breaks?.(env);
    try {
      const { code, checks, bad } = await doctor(env);
      const found = checks.find(({ name, light }) => name === one.check && (light === 'red' || light === 'amber'));
      assert.ok(found, JSON.stringify(bad));
      assert.match(found.text, one.cause);
      if (one.why)
        assert.match(found.why, one.why);
      if (one.word)
        assert.equal(found.word, one.word);
      assert.match(found.help.join('\n'), one.command);
      assert.equal(code, bad.some(({ light }) => light === 'red') ? one.check === 'settings' ? 78 : 69 : 0);
      const more = (one.more ?? []).some((what) => what instanceof RegExp);
      const others = bad.filter(({ name, word }) => name !== one.check && name !== 'disk' && !one.more?.includes(name) &&
        !(more && word === 'never'));
      assert.deepEqual(others, [], 'nothing else is blamed');
    } finally {
      await undo?.();
      healthy();
    }
  });

test('the database is in recovery', async () => {
  place.down();
  writeFileSync(path.join(place.data, 'standby.signal'), '');
  place.up();
  const { bad } = await doctor();
  const of = (name) => bad.find((check) => check.name === name);
  assert.match(of('primary').text, /in recovery.*db.url \(audius_db_url\)/);
  assert.match(of('primary').help[0], /name the primary there/);
  assert.match(of('standby').text, /hears nothing of its primary/);
  assert.match(of('standby').help[0], /primary_conninfo/);
});

test('for people: what is well in short, what is wrong at the end', async () => {
  const { code, out, log } = await run('discprov', ['doctor', '--root', root], { audius_web3_host: 'http://127.0.0.1:1' });
  assert.equal(code, 69);
  assert.match(out, /^doctor +well +secrets, names, proxy, key/);
  assert.match(out, /\nchain +wrong .*\n(?: .*\n)* {4}curl -v http:\/\/127.0.0.1:1\n/);
  assert.match(out, /\nred {2}doctor: {2}not well: .*chain[^]*$/);
  assert.match(log, /rc=upstream .*not well: /);
});
