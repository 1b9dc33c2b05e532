// SPDX-License-Identifier: ISC
// No published vector goes unchecked: the tests that check them are run here,
// each says which cases it has checked, and the list is held against the file.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';

import { TOP } from './index_lib.mjs';

const BUILD = process.env.BUILD ?? path.join(TOP, 'build');
const PROGRAMS = [
  'abi', 'base58', 'cid', 'cid_json', 'contents', 'events', 'format', 'hashid', 'keccak', 'sig', 'slug', 'text',
].map((name) => [`${BUILD}/tests/unit/${name}_test`]);
const SCRIPTS = [['/bin/sh', `${TOP}/tests/live/em.sh`, `${TOP}/tests/vectors/chain.json`]];
const NODE_TESTS = [
  'tests/chain/signer.test.mjs', 'tests/chain/vectors.test.mjs', 'tests/live/index_vectors.test.mjs',
].map((name) => [process.execPath, `${TOP}/${name}`]);

const folder = mkdtempSync(path.join(tmpdir(), 'dp-vectors-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));
const list = path.join(folder, 'ran');
writeFileSync(list, '');

const isObjects = (value) => Array.isArray(value) && value.some((one) => one !== null && typeof one === 'object');

/** Every case of the file: elements of lists, also one level down, or else the member. */
function* cases(file) {
  for (const [member, value] of Object.entries(file)) {
    if (typeof value === 'string')
      continue; // what the file says of itself
    const lists = Array.isArray(value) ? [[member, value]] : Object.entries(value)
      .filter(([, inner]) => isObjects(inner) && member !== 'block_fixture')
      .map(([key, inner]) => [`${member}.${key}`, inner]);
    for (const [name, items] of lists)
      for (const [i, item] of items.entries()) {
        yield `${name}[${i}]`;
        for (const key of ['expect', 'expect_at_block_time'])
          if (member === 'logs' && item[key])
            yield `${name}[${i}].${key}`;
      }
    if (lists.length === 0 && member === 'block_fixture')
      yield* ['order_by_transaction_index', 'order_by_hash', 'expected_contract_order'].map((key) => `${member}.${key}`);
    else if (lists.length === 0)
      yield member;
  }
}

for (const [program, ...args] of [...PROGRAMS, ...SCRIPTS, ...NODE_TESTS])
  test(`${path.relative(TOP, args[0] ?? program)} checks its vectors`, () => {
    assert.ok(existsSync(program), `${program} is there`);
    const { NODE_TEST_CONTEXT, ...env } = process.env;
    execFileSync(program, args, {
      env: { ...env, srcdir: TOP, builddir: BUILD, BUILD, VECTORS_RAN: list }, stdio: 'pipe', maxBuffer: 1 << 28,
    });
  });

test('every case of the vectors was checked by one of them', (t) => {
  const ran = new Set(readFileSync(list, 'utf8').split('\n'));
  const all = [...cases(JSON.parse(readFileSync(`${TOP}/tests/vectors/chain.json`, 'utf8')))];
  assert.deepEqual(all.filter((name) => !ran.has(`chain.json.${name}`)), []);
  t.diagnostic(`${all.length} cases`);
});
