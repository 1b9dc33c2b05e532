// SPDX-License-Identifier: ISC
// The vectors that the C programs are tested with.
import { readFileSync } from 'node:fs';

const read = (name) => JSON.parse(readFileSync(new URL(`../../vectors/${name}`, import.meta.url), 'utf8'));

export const chainVectors = read('chain.json');
export const restVectors = read('rest.json');
