// SPDX-License-Identifier: ISC
// Each fault of the crawler that this one takes after has a test that is still there (tests/crawl/faults.txt).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import { TOP } from './index_lib.mjs';

const read = (name) => readFileSync(path.join(TOP, name), 'utf8').replace(/"\s+"/g, ''); // texts of C go over lines
const rows = read('tests/crawl/faults.txt').split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('  '));

test('each of the twenty faults is named, and each test that it names is there', () => {
  assert.deepEqual([...new Set(rows.map(([n]) => Number(n)))], Array.from({ length: 20 }, (_, i) => i + 1));
  for (const [n, file, words] of rows)
    assert.ok(read(file).includes(words), `fault ${n}: ${file} has no '${words}'`);
});
