// SPDX-License-Identifier: ISC
// The state as files: another node that begins with them holds the same, goes on, and undoes what it has to; whoever is
// killed leaves nothing half done; what was changed by anybody is refused.  SEED=n repeats the moments of a run.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { Wallet, getBytes, id, keccak256, toUtf8Bytes } from 'ethers-6';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import { everyEventKind } from '../chain/lib/everything.mjs';
import { Random } from '../chain/lib/random.mjs';
import { ERAS, sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import { closing, ours, owned } from '../lib/guard.mjs';
import { empty as emptyIn } from './import_lib.mjs';
import { BUILD, entityManager, firstDifference, index, openPlace, settings } from './index_lib.mjs';

const seed = process.env.SEED ?? String(Date.now());
const random = new Random(seed);
const { place, gateway } = await openPlace();
const anvil = await startAnvil();
test.after(() => anvil.stop());
const chain = await deploy(anvil.url, ERAS.both);
const world = await World.open({ chain, ipfs: place.ipfs });
await tell(world, sizeOf(5), { era: 'both' });
const first = new Wallet(id('the first node')), second = new Wallet(id('the second node'));

const envOf = (database, { wallet = first, ...more } = {}) => settings({ chain, database, gateway,
  runDir: `run-${database.name}`, ...entityManager(chain), audius_delegate_owner_wallet: wallet.address,
  audius_delegate_private_key: wallet.privateKey, ...more });
const database = place.database();
await index(envOf(database));

/** "discprov snapshot": {code, signal, log}. */
function startSnapshot(of, words, more) {
  const child = owned(spawn(path.join(BUILD, 'discprov'), ['snapshot', ...(words[0] === '--jobs' ? [] : ['--jobs', '2']), ...words],
    { env: ours(envOf(of, more)), stdio: ['ignore', 'ignore', 'pipe'] }));
  let log = '';
  child.stderr.on('data', (data) => { log += data; });
  return { child, ended: once(child, 'close').then(([code, signal]) => ({ code, signal, log })) };
}
const snapshot = (of, words, more) => startSnapshot(of, words, more).ended;
async function must(of, words, more) {
  const result = await snapshot(of, words, more);
  assert.equal(result.code, 0, result.log);
  return result;
}
async function refused(of, words, code, why, more) {
  const result = await snapshot(of, words, more);
  assert.equal(result.code, code, result.log);
  assert.match(result.log, why);
}

const template = emptyIn(place);
const empty = () => place.copyOf(template);
const folder = (name) => path.join(place.folder, name);
/** Of a dump all but what this host was told, and how it was filled. */
const rows = (of) => of.dump().replace(/^## (import_run|import_parts|keyvalue|peer\w*)\n(?:.*\n)*?(?=## |$(?![\s\S]))/mg, '');
function same(a, b) {
  const want = rows(a), got = rows(b);
  assert.ok(got === want, firstDifference(want, got));
}

const whole = folder('whole');

test('another node that begins with it holds the same', async () => {
  const { log } = await must(database, ['export', whole]);
  console.log(`# ${/block=.*ms=\d+/.exec(log)[0]}`);
  const other = await empty();
  await must(other, ['--alone', '--signer', first.address, 'import', whole], { wallet: second });
  same(database, other);
  assert.deepEqual(other.rows('SELECT * FROM disc.digest_check()'), []);
  assert.deepEqual(other.rows(`SELECT c.relname FROM pg_index AS x JOIN pg_class AS c ON c.oid = x.indexrelid
    WHERE c.relnamespace = 'disc'::regnamespace ORDER BY 1`), database.rows(`SELECT c.relname FROM pg_index AS x
    JOIN pg_class AS c ON c.oid = x.indexrelid WHERE c.relnamespace = 'disc'::regnamespace ORDER BY 1`));
  await refused(other, ['--alone', 'import', whole], 0, /this snapshot was imported before/);
});

test('it goes on with the next blocks, and undoes blocks of before', async () => {
  const other = await empty();
  await must(other, ['--alone', 'import', whole]);
  for (const word of ['more', 'most']) {
    everyEventKind(world, word, 'entity-manager');
    await world.mine();
  }
  await index(envOf(database));
  await index(envOf(other));
  same(database, other);
  // both lose the newest blocks, those of the snapshot among them
  const newest = database.rows('SELECT number FROM disc.blocks WHERE is_current')[0].number;
  const low = Number(/^block (\d+)/m.exec(readFileSync(path.join(whole, 'manifest'), 'utf8'))[1]) - 2;
  assert.ok(newest > low + 2);
  for (const of of [database, other])
    of.execute(`SELECT disc.blocks_revert(${low})`);
  same(database, other);
  for (const of of [database, other])
    await index(envOf(of));
  same(database, other);
});

/** Until it has ended by itself, killed at some moment before. */
async function killed(of, words, took) {
  const run = startSnapshot(of, words);
  await sleep(random.below(took));
  run.child.kill('SIGKILL');
  return run.ended;
}

test(`an export that is killed leaves no snapshot, and the next one is whole (SEED=${seed})`, async () => {
  const began = Date.now();
  await must(database, ['export', folder('timed')]);
  const took = Date.now() - began;
  const dir = folder('killed');
  let cut = 0;
  for (let i = 0; i < 4; i++) {
    const { signal } = await killed(database, ['export', dir], took);
    if (signal === null || existsSync(path.join(dir, 'manifest')))
      break;
    cut++;
    await refused(database, ['--alone', 'import', dir], 71, /no whole snapshot|No such file/);
    await database.settled();
  }
  if (!existsSync(path.join(dir, 'manifest')))
    await must(database, ['export', dir]);
  assert.deepEqual(readdirSync(dir).sort(), readdirSync(folder('timed')).sort());
  assert.equal(readFileSync(path.join(dir, 'manifest'), 'utf8'), readFileSync(path.join(folder('timed'), 'manifest'), 'utf8'));
  console.log(`# killed ${cut} times`);
  await refused(database, ['export', dir], 78, /there is a whole snapshot in it/);
  const others = folder('others');
  cpSync(path.dirname(new URL(import.meta.url).pathname), others, { recursive: true, filter: (f) => !f.includes('import/') && !/live\/\w+\/.*\//.test(f) });
  await refused(database, ['export', others], 78, /no part of a snapshot/);
});

test(`an import that is killed goes on, and nobody sees half of it (SEED=${seed})`, async () => {
  const timed = await empty();
  const began = Date.now();
  await must(timed, ['--alone', 'import', folder('timed')]);
  const took = Date.now() - began;
  const other = await empty();
  let cut = 0;
  for (let i = 0; i < 6; i++) {
    const { signal } = await killed(other, ['--alone', 'import', folder('timed')], took * 0.9);
    if (signal === null)
      break;
    cut++;
    await other.settled();
    if (other.rows('SELECT FROM disc.import_run WHERE done_at IS NULL').length === 1)
      await refused(other, ['export', folder('half')], 78, /half of another one/);
  }
  console.log(`# killed ${cut} times`);
  await must(other, ['--alone', 'import', folder('timed')]);
  same(timed, other);
  same(database, other);
  await index(envOf(other));
  same(database, other);
});

/** A copy with one file changed. */
function spoiled(name, file, change) {
  const dir = folder(name);
  cpSync(whole, dir, { recursive: true });
  writeFileSync(path.join(dir, file), change(readFileSync(path.join(dir, file))));
  return dir;
}
const flipped = (at) => (data) => { data[at(data)] ^= 1; return data; };

// One process takes the files in their order: those before the one that was changed are in, and are not read again.
test('a byte that was changed, in any file, is refused', async () => {
  const files = readdirSync(whole).sort();
  assert.ok(files.length > 30);
  const other = await empty();
  const dir = spoiled('bytes', 'manifest', (data) => data);
  for (const file of files) {
    const good = readFileSync(path.join(dir, file));
    if (good.length === 0)
      continue;
    const bad = flipped((data) => random.below(data.length))(Buffer.from(good));
    writeFileSync(path.join(dir, file), bad);
    const { code, log } = await snapshot(other, ['--jobs', '1', '--alone', 'import', dir]);
    assert.ok(code === 65 || code === 69, `${file}: ${code} ${log}`);
    assert.ok(code === 69 || log.includes(file.replace('.sig', '')), log);
    writeFileSync(path.join(dir, file), good);
    assert.equal(other.rows('SELECT FROM disc.import_run WHERE done_at IS NOT NULL').length, 0);
  }
  await must(other, ['--alone', 'import', dir]); // what was mended goes on
  assert.deepEqual(other.rows('SELECT * FROM disc.digest_check()'), []);
});

/** A list that somebody signs after changing it. */
async function signedAgain(name, wallet, change) {
  const dir = folder(name);
  cpSync(whole, dir, { recursive: true });
  const text = change(readFileSync(path.join(dir, 'manifest'), 'utf8')).replace(/^signer .*$/m, `signer ${wallet.address}`);
  writeFileSync(path.join(dir, 'manifest'), text);
  writeFileSync(path.join(dir, 'manifest.sig'), `${await wallet.signMessage(getBytes(keccak256(toUtf8Bytes(text))))}\n`);
  return dir;
}

test('who has signed must be known, and has signed what is true', async () => {
  const other = await empty();
  await refused(other, ['--alone', 'import', whole], 78, /signed by 0x\w+, who is neither/, { wallet: second });
  await refused(other, ['--alone', 'import', await signedAgain('stranger', second, (t) => t)], 78, /who is neither/);
  await refused(other, ['--alone', 'import', await signedAgain('step', first, (t) => t.replace(/^schema_step \d+/m, 'schema_step 1'))],
    78, /schema step 1, and this version works with/);
  await refused(other, ['--alone', 'import', await signedAgain('columns', first, (t) => t.replace(/^(table users \d+) \w+,/m, '$1 '))],
    78, /other tables or columns than the database, from users/);
  await refused(other, ['--alone', 'import', await signedAgain('path', first, (t) => t.replace(/^part users\.000000/m, 'part ../users.000000'))],
    65, /not the name of a part/);
  assert.equal(other.rows('SELECT FROM disc.import_run').length, 0);
  await refused(other, ['--alone', 'import', await signedAgain('digest', first,
    (t) => t.replace(/^digest ./m, (w) => `digest ${w.endsWith('0') ? '1' : '0'}`))], 65, /have not the digest/);
  const sum = await empty();
  await refused(sum, ['--alone', 'import', await signedAgain('sum', first, (t) => t.replace(/^(table follows) \d+/m, '$1 7'))],
    65, /first in follows/);
  assert.equal(sum.rows('SELECT FROM disc.import_run WHERE done_at IS NOT NULL').length, 0);
});

test('other nodes are asked whether they hold the same', async () => {
  const manifest = readFileSync(path.join(whole, 'manifest'), 'utf8');
  const [, number, blockhash] = /^block (\d+) (\S+)/m.exec(manifest);
  const digest = /^digest (\S+)/m.exec(manifest)[1];
  const says = {};
  const server = createServer(async (req, res) => {
    const node = req.url.split('/')[1];
    const wallet = new Wallet(id(says[node].wallet ?? node));
    const text = JSON.stringify({ data: { block: Number(number), blockhash, digest: says[node].digest ?? digest } });
    const signature = await wallet.signMessage(getBytes(keccak256(toUtf8Bytes(text))));
    if (says[node].silent)
      res.writeHead(404).end('{}');
    else
      res.end(`${text.slice(0, -1)},"signature":"${signature}"}`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  test.after(closing(server));
  const nodes = ['a', 'b', 'c'].map((n) => `http://127.0.0.1:${server.address().port}/${n}=${new Wallet(id(n)).address}`).join(',');
  const more = { audius_network_discovery_nodes: nodes };
  const ask = async (a, b, c) => {
    Object.assign(says, { a, b, c });
    return snapshot(await empty(), ['import', whole], more);
  };
  const other = 'f'.repeat(64);
  assert.equal((await ask({}, {}, { digest: other })).code, 0);
  assert.equal((await ask({}, { silent: true }, { silent: true })).code, 0);
  for (const [a, b, c] of [
    [{ digest: other }, {}, { digest: other }],
    [{ digest: other }, {}, { silent: true }],
    [{ silent: true }, { silent: true }, { silent: true }],
    [{ wallet: 'b' }, { wallet: 'x' }, { digest: other }], // signed by somebody else
  ]) {
    const { code, log } = await ask(a, b, c);
    assert.equal(code, 65, log);
    assert.match(log, /of 3 other nodes \d hold the same behind block \d+, and \d something else/);
  }
});

/** "discprov verify": {code, log, lines}. */
async function verify(of, scratch, ...words) {
  const child = owned(spawn(path.join(BUILD, 'discprov'), ['verify', '--scratch', scratch.url, ...words],
    { env: ours(envOf(of)), stdio: ['ignore', 'pipe', 'pipe'] }));
  let log = '', out = '';
  child.stderr.on('data', (data) => { log += data; });
  child.stdout.on('data', (data) => { out += data; });
  const [code] = await once(child, 'close');
  return { code, log, lines: out.split('\n').slice(0, -1) };
}

test('blocks that are indexed again say whose fault it is', async () => {
  await index(envOf(database));
  const scratch = place.database();
  const newest = database.rows('SELECT number FROM disc.blocks WHERE is_current')[0].number;
  const good = await verify(database, scratch, '0');
  assert.equal(good.code, 0, good.log);
  assert.deepEqual(good.lines, [`blocks 0 to ${newest}: ours is what the chain gives; the fault is not ours`]);

  const ofNode = await place.copyOf(database);
  const [{ user_id: user, bio }] = ofNode.rows('SELECT user_id, bio FROM disc.users ORDER BY user_id LIMIT 1');
  ofNode.execute(`UPDATE disc.users SET bio = 'by hand' WHERE user_id = ${user}`);
  const hand = await verify(ofNode, scratch, '0');
  assert.equal(hand.code, 65, hand.log);
  assert.deepEqual(hand.lines, [`users bucket ${user >> 12} key {"user_id" : ${user}} column bio: ours 'by hand', the chain's ${bio === null ? 'null' : `'${bio}'`}`]);
  assert.match(hand.log, /1 rows are not what the chain gives: the fault is ours; they were written so, by hand/);

  // unseen by the digest that is kept: one gone, one that nobody has told
  const [gone] = ofNode.rows('SELECT follower_user_id AS a, followee_user_id AS b FROM disc.follows LIMIT 1');
  ofNode.sql(`ALTER TABLE disc.follows DISABLE TRIGGER USER; ALTER TABLE disc.users DISABLE TRIGGER USER;
    UPDATE disc.users SET bio = ${bio === null ? 'NULL' : `'${bio}'`} WHERE user_id = ${user};
    ALTER TABLE disc.users ENABLE TRIGGER USER;
    DELETE FROM disc.follows WHERE follower_user_id = ${gone.a} AND followee_user_id = ${gone.b};
    INSERT INTO disc.follows SELECT (jsonb_populate_record(f, '{"followee_user_id": 999999999}')).* FROM disc.follows AS f LIMIT 1;
    ALTER TABLE disc.follows ENABLE TRIGGER USER`);
  const off = await verify(ofNode, scratch, '0');
  assert.equal(off.code, 65, off.log);
  assert.equal(off.lines.length, 2, off.lines.join('\n'));
  assert.ok(off.lines.some((line) => /^follows .*999999999.*: ours has it, the chain has not$/.test(line)));
  assert.ok(off.lines.some((line) => line.includes(`"followee_user_id" : ${gone.b}`) && line.endsWith('the chain has it, ours has not')));
  assert.match(off.log, /changed while triggers were off/);

  // behind an older block only sums are kept
  const older = await verify(ofNode, place.database(), '0', String(newest - 1));
  assert.equal(older.code, 0, older.log);
  ofNode.execute("UPDATE disc.digest_block SET sums[1] = sums[1] + 1");
  const sums = await verify(ofNode, place.database(), '0', String(newest - 1));
  assert.equal(sums.code, 65, sums.log);
  assert.deepEqual(sums.lines, [`users: ours is another sum behind block ${newest - 1}`]);
});

test('where the state before is not known it says so; a snapshot makes it known', async () => {
  const scratch = place.database();
  const at = Number(/^block (\d+)/m.exec(readFileSync(path.join(whole, 'manifest'), 'utf8'))[1]);
  const none = await verify(database, scratch, String(at + 1));
  assert.equal(none.code, 78);
  assert.match(none.log, new RegExp(`needs the state behind block ${at}, which is not known: ours begins with block 0.*--base DIR`));
  const other = await verify(database, scratch, '--base', whole, String(at));
  assert.equal(other.code, 78);
  assert.match(other.log, new RegExp(`whole is of block ${at}`));
  const good = await verify(database, scratch, '--base', whole, String(at + 1));
  assert.equal(good.code, 0, good.log);
  const self = await verify(database, database, '0');
  assert.equal(self.code, 78);
  assert.match(self.log, /that is our own database/);
  const far = await verify(database, scratch, '0', '99999');
  assert.equal(far.code, 78);
  assert.match(far.log, /there is no such range/);
});
