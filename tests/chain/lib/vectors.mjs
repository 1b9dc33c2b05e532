// SPDX-License-Identifier: ISC
// The vectors that the C programs are tested with.  What was checked says so
// with ran(); the list of it is appended to the file that VECTORS_RAN names.
import { appendFileSync, readFileSync } from 'node:fs';

const read = (name) => JSON.parse(readFileSync(new URL(`../../vectors/${name}`, import.meta.url), 'utf8'));

export const chainVectors = read('chain.json');
export const em2025Vectors = read('em2025.json');
export const restVectors = read('rest.json');

const checked = new Set();

/** This case was checked. */
export function ran(value) {
  checked.add(value);
}

function* marked(value, path) {
  if (checked.has(value))
    yield path;
  if (value !== null && typeof value === 'object')
    for (const [key, member] of Object.entries(value))
      yield* marked(member, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`);
}

if (process.env.VECTORS_RAN)
  process.on('exit', () => {
    const paths = [...marked(chainVectors, 'chain.json'), ...marked(restVectors, 'rest.json')];
    appendFileSync(process.env.VECTORS_RAN, paths.map((path) => `${path}\n`).join(''));
  });
