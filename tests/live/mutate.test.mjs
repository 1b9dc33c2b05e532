// SPDX-License-Identifier: ISC
// What "./dev mutate" changes: one thing of one line, and never what is no code.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { applied, mutants } from '../mutate/edits.mjs';
import { ROOMS, SOURCES, wordsOf } from '../mutate/rooms.mjs';
import { TOP } from './index_lib.mjs';

const after = (file, text, later) => mutants(file, text, later).flat().map((m) => m.after.trim());

test('operators, constants, conditions, statements and arguments of C', () => {
  assert.deepEqual(after('a.c', '\tif (a < b && !c)'), ['if (a <= b && !c)', 'if (a < b || !c)', 'if (a < b && c)',
    'if (!(a < b && !c))', 'if (false && (a < b && !c))']);
  assert.deepEqual(after('a.c', '\tput(w, "a < 1", true);'),
    ['put(w, "a < 1", false);', ';']);
  assert.deepEqual(after('a.c', '\tn = swap(a->b, c);'), [';', 'n = swap(c, a->b);']);
  assert.deepEqual(after('a.c', '\treturn rc;'), ['return RC_OK;']);
  assert.deepEqual(after('a.c', '\tcontinue;'), ['break;']);
});

test('comments, directives, strings and sizes are left alone', () => {
  for (const line of ['/* a < b */', '#define A 1', ' * 1 && 2', '\tp = arena_alloc(a, n + 1);', '\tassert(a < b);'])
    assert.deepEqual(after('a.c', `/*\n*/\n${line.startsWith(' *') ? `/*\n${line}\n*/` : line}`), [], line);
});

test('predicates, order and paging of SQL', () => {
  assert.deepEqual(after('a.sql', 'WHERE a = 1 AND NOT b.is_delete'), ['WHERE a = 1', 'WHERE NOT b.is_delete',
    'WHERE a = 1 OR NOT b.is_delete', 'WHERE a = 1 AND b.is_delete', 'WHERE a <> 1 AND NOT b.is_delete',
    'WHERE a = 2 AND NOT b.is_delete']);
  assert.deepEqual(after('a.sql', ' ORDER BY a DESC, b\n LIMIT $1 OFFSET $2 -- LIMIT 3'),
    ['ORDER BY a, b', 'ORDER BY a DESC', 'LIMIT $1 -- LIMIT 3']);
});

test('of a schema step only functions that no later step replaces', () => {
  const step = (name) => `CREATE TABLE t (a int DEFAULT 1);\nCREATE FUNCTION disc.${name}() RETURNS int
LANGUAGE sql AS $$\nSELECT a WHERE b = 2\n$$;\n`;
  const first = after('sql/schema/1.sql', step('x') + step('y'), [step('y')]);
  assert.deepEqual(first, ['SELECT a WHERE b <> 2', 'SELECT a WHERE b = 3']);
});

test('a mutant is put where it belongs, or not at all', () => {
  const text = 'a\n\tif (a < b)\nc\n';
  const [[mutant]] = mutants('a.c', text);
  assert.equal(applied(text, mutant), 'a\n\tif (a <= b)\nc\n');
  assert.throws(() => applied('a\nb\nc\n', mutant));
});

function* sources(folder) {
  for (const entry of readdirSync(path.join(TOP, folder), { withFileTypes: true })) {
    const name = path.join(folder, entry.name);
    if (entry.isDirectory())
      yield* sources(name);
    else if (SOURCES.some((where) => where.test(name)))
      yield name;
  }
}

test('every source has a room, every room sources, and no line has a mutant that is none', () => {
  const files = ['common', 'abi', 'chain', 'indexer', 'crawler', 'import', 'admin', 'watch', 'fcgi', 'jobs', 'sql']
    .filter((folder) => existsSync(path.join(TOP, folder))).flatMap((folder) => [...sources(folder)]);
  assert.deepEqual(files.filter((file) => wordsOf(file) === undefined), []);
  for (const [where] of ROOMS)
    assert.ok(files.some((file) => where.test(file)), `${where} has no sources`);
  for (const file of files)
    for (const m of mutants(file, readFileSync(path.join(TOP, file), 'utf8')).flat())
      assert.notEqual(m.before, m.after);
});
