// SPDX-License-Identifier: ISC
// The state's digest: what the indexer keeps is what the rows are, and the same
// for the same rows; any cell of a table that blocks own is in it, and the way
// down from it names the row.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import path from 'node:path';
import test from 'node:test';

import { startAnvil } from '../chain/lib/anvil.mjs';
import { deploy } from '../chain/lib/deploy.mjs';
import { everyEventKind } from '../chain/lib/everything.mjs';
import { ERAS, sizeOf, tell } from '../chain/lib/story.mjs';
import { World } from '../chain/lib/world.mjs';
import { BUILD, entityManager, index, openPlace, settings } from './index_lib.mjs';

const { place, gateway } = await openPlace();
const anvil = await startAnvil();
test.after(() => anvil.stop());
const chain = await deploy(anvil.url, ERAS.both);
const world = await World.open({ chain, ipfs: place.ipfs });
await tell(world, sizeOf(5), { era: 'both' });
everyEventKind(world, 'digest_a', 'legacy');
await world.mine();
everyEventKind(world, 'digest_b', 'entity-manager');
await world.mine();

const envOf = (database, more) => settings({ chain, database, gateway, ...entityManager(chain), ...more });
const database = place.database();
const env = envOf(database);
await index(env);

/** "discprov digest": its exit status and lines. */
function digest(of, ...words) {
  const { status, stdout, stderr } = spawnSync(path.join(BUILD, 'discprov'), ['digest', ...words],
    { env: { ...process.env, ...envOf(of) }, encoding: 'utf8' });
  return { status, lines: stdout.split('\n').slice(0, -1), stderr };
}
const sha = (text) => createHash('sha256').update(text, 'utf8').digest('hex');
const current = (of) => of.rows(`SELECT b.number, encode(d.digest, 'hex') AS digest
  FROM disc.blocks AS b JOIN disc.digest_block AS d USING (number) WHERE b.is_current`)[0];
const columns = database.rows(`SELECT c.tablename AS tab, c.columnname AS col, c.kind,
    a.atttypid::regtype::text AS type, a.attnotnull AS required, disc.digest_key(c.tablename) AS keys
  FROM disc.digest_column AS c JOIN pg_attribute AS a
    ON a.attrelid = format('disc.%I', c.tablename)::regclass AND a.attname = c.columnname
 ORDER BY c.tablename, c.columnname`);
const tables = [...new Set(columns.map(({ tab }) => tab))];

// Changes one cell, looks at the digest and the rows of its bucket, and takes it back.
database.execute(`CREATE SCHEMA test; CREATE FUNCTION test.differs(tab text, col text, value text) RETURNS text
LANGUAGE plpgsql AS $f$
DECLARE
	old_digest bytea; new_digest bytea; place tid; bucket text; bad text; says text;
BEGIN
	SELECT d.digest INTO old_digest FROM disc.digest_block AS d JOIN disc.blocks AS b USING (number) WHERE b.is_current;
	EXECUTE format('SELECT r.ctid FROM disc.%I AS r LIMIT 1', tab) INTO place;
	CREATE TEMP TABLE was ON COMMIT DROP AS SELECT b.tablename, b.bucket, r.key::text, r.term
		FROM disc.digest_bucket AS b CROSS JOIN LATERAL disc.digest_rows(b.tablename, b.bucket, NULL, 100000) AS r
		WHERE b.tablename = tab;
	EXECUTE format('UPDATE disc.%I AS r SET %I = %s WHERE r.ctid = %L', tab, col, value, place);
	SELECT d.digest INTO new_digest FROM disc.digest_block AS d JOIN disc.blocks AS b USING (number) WHERE b.is_current;
	SELECT count(*)::text INTO bad FROM (SELECT w.tablename FROM was AS w FULL JOIN (SELECT b.tablename, b.bucket, r.key::text, r.term
		FROM disc.digest_bucket AS b CROSS JOIN LATERAL disc.digest_rows(b.tablename, b.bucket, NULL, 100000) AS r
		WHERE b.tablename = tab) AS n ON n.key = w.key AND n.bucket = w.bucket WHERE n.term IS DISTINCT FROM w.term) AS x;
	says := CASE WHEN new_digest = old_digest THEN 'the digest is the same'
		WHEN bad NOT IN ('1', '2') THEN bad || ' rows differ' -- of a key that changed both
		WHEN EXISTS (SELECT FROM disc.digest_check()) THEN 'not what is counted'
		ELSE 'ok' END;
	RAISE EXCEPTION '%', says USING ERRCODE = 'DPT01';
EXCEPTION WHEN SQLSTATE 'DPT01' THEN
	RETURN SQLERRM;
END
$f$`);

test('what is kept is what is counted, and the command says so', () => {
  assert.deepEqual(database.rows('SELECT * FROM disc.digest_check()'), []);
  assert.equal(digest(database, '--recount').status, 0);
  const { lines } = digest(database);
  assert.equal(lines[1], `digest  ${current(database).digest}`);
  assert.ok(lines.length > 20, lines.join('\n'));
});

// Made here from what ARCHITECTURE says, of cells as COPY prints them.
test('another program makes the same of the rows', () => {
  const sums = {};
  for (const tab of tables) {
    const of = columns.filter((c) => c.tab === tab);
    const cells = of.map(({ col, kind }) => (kind === 'float8'
      ? `encode(float8send(r.${col}), 'hex')`
      : `r.${col}::text`));
    for (const row of database.rows(`SELECT ARRAY[${cells}]::text[] AS cell FROM disc.${tab} AS r`)) {
      let text = `${tab}\n`;
      of.forEach(({ col }, i) => {
        const value = row.cell[i];
        if (value !== null)
          text += `${col} ${Buffer.byteLength(value)}:${value}\n`;
      });
      sums[tab] = ((sums[tab] ?? 0n) + BigInt(`0x${sha(text)}`)) % (1n << 256n);
    }
  }
  const lines = Object.keys(sums).sort().filter((tab) => sums[tab] !== 0n).map((tab) => `${tab} ${sums[tab]}\n`);
  assert.equal(sha(lines.join('')), current(database).digest);
});

/** Another value of the same type, as SQL. */
function another({ tab, col, type }) {
  const now = `r.${col}`;
  const values = {
    boolean: `NOT COALESCE(${now}, false)`,
    integer: `COALESCE(${now}, 0) + 100000`,
    bigint: `COALESCE(${now}, 0) + 1`,
    'double precision': `COALESCE(${now}, 0) + 0.5`,
    jsonb: `CASE WHEN ${now} = '{"a": 1}' THEN '{"a": 2}' ELSE '{"a": 1}' END::jsonb`,
    'timestamp without time zone': `COALESCE(${now}, '2020-01-01') + interval '1 microsecond'`,
    'text[]': `COALESCE(${now}, '{}') || 'XX'::text`,
    'integer[]': `COALESCE(${now}, '{}') || 7`,
    text: tab === 'track_collaborators' && col === 'status'
      ? `CASE ${now} WHEN 'pending' THEN 'rejected' ELSE 'pending' END` : `COALESCE(${now}, '') || 'x'`,
  };
  return values[type] ?? `(SELECT e FROM unnest(enum_range(NULL::${type})) AS e WHERE e IS DISTINCT FROM ${now} LIMIT 1)`;
}

const one = (tab) => `(SELECT t.ctid FROM disc.${tab} AS t LIMIT 1)`;

test('any other cell of any table is another digest, and the way down names the row', () => {
  const was = current(database).digest;
  const empty = [], alone = [];
  for (const tab of tables) {
    if (database.rows(`SELECT FROM disc.${tab} LIMIT 1`).length === 0) {
      empty.push(tab);
      continue;
    }
    for (const c of columns.filter((o) => o.tab === tab)) {
      if (c.type.startsWith('disc.') && database.rows(`SELECT FROM unnest(enum_range(NULL::${c.type})) OFFSET 1`).length === 0
        && database.rows(`SELECT FROM disc.${tab} AS r WHERE r.ctid = ${one(tab)} AND r.${c.col} IS NOT NULL`).length > 0) {
        alone.push(`${tab}.${c.col}`); // a type of one value
        continue;
      }
      const [{ result }] = database.rows(`SELECT test.differs('${tab}', '${c.col}',
        $q$${another(c)}$q$) AS result`);
      assert.equal(result, 'ok', `${tab}.${c.col}`);
    }
  }
  console.log(`# without rows: ${empty.join(' ') || 'none'}; one value only: ${alone.join(' ') || 'none'}`);
  assert.equal(current(database).digest, was);
  assert.ok(empty.length <= 3, empty.join(' '));
});

test('a change by hand is another digest, and names table and key', () => {
  const was = current(database).digest;
  database.execute("UPDATE disc.users SET bio = 'by hand' WHERE user_id = (SELECT min(user_id) FROM disc.users)");
  assert.notEqual(current(database).digest, was);
  assert.equal(digest(database, '--recount').status, 0);
  database.sql("ALTER TABLE disc.users DISABLE TRIGGER USER; UPDATE disc.users SET bio = 'unseen'; ALTER TABLE disc.users ENABLE TRIGGER USER");
  const { status, lines } = digest(database, '--recount');
  assert.equal(status, 65);
  assert.match(lines[0], /^users 0: kept [0-9a-f]{64}, counted [0-9a-f]{64}$/);
});

test('turned off nothing is kept; turned on later all is counted, and block after block goes on', async () => {
  const other = place.database();
  const fresh = place.database();
  const { number } = current(database);
  await index(envOf(other, { audius_discprov_digest: 'false' }), '--until', String(number - 3));
  assert.deepEqual(other.rows('SELECT FROM disc.digest_block'), []);
  assert.notEqual(digest(other).status, 0);
  await index(envOf(other));
  await index(envOf(fresh));
  assert.deepEqual(other.rows('SELECT * FROM disc.digest_check()'), []);
  assert.equal(current(other).digest, current(fresh).digest);
});

test('what jobs turn over does not count until a block writes it', async () => {
  const other = place.database();
  await index(envOf(other));
  const was = current(other).digest;
  other.execute(`UPDATE disc.tracks SET is_delete = NOT is_delete, turned = COALESCE(turned, 0) # 1;
    UPDATE disc.tracks SET is_unlisted = NOT is_unlisted, turned = COALESCE(turned, 0) # 2;
    UPDATE disc.users SET is_deactivated = NOT is_deactivated, is_available = false, turned = 1;
    UPDATE disc.playlists SET is_private = NOT is_private, turned = 1`);
  assert.equal(current(other).digest, was);
  assert.deepEqual(other.rows('SELECT * FROM disc.digest_check()'), []);
});

test('every 1000th block is kept for ever, however blocks are cut', async () => {
  for (let i = 0; i < 21; i++)
    await fetch(chain.rpc, { method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'anvil_mine', params: ['0x64'] }) });
  const kept = [];
  for (const window of [23, 600]) {
    const other = place.database();
    await index(envOf(other, { audius_discprov_block_processing_window: window, audius_discprov_undo_depth: 5 }));
    kept.push(other.rows("SELECT number, encode(digest, 'hex') AS digest FROM disc.digest_block ORDER BY number"));
  }
  assert.deepEqual(kept[0], kept[1]);
  assert.deepEqual(kept[0].slice(0, 3).map(({ number }) => number), [0, 1000, 2000]);
});
