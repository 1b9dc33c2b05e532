// SPDX-License-Identifier: ISC
// ABI and bytecode of our contracts, compiled once per state of the sources.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const SOURCES = fileURLToPath(new URL('../contracts/', import.meta.url));
const CACHE = fileURLToPath(new URL('../out/', import.meta.url));

const SETTINGS = {
  evmVersion: 'london',
  optimizer: { enabled: true, runs: 1 },
  metadata: { bytecodeHash: 'none' },
  outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
};

// Retiring a contract really destroys it, as the contracts of the era do.
const SELFDESTRUCT_IS_OLD = '5159';

let loaded;

export function artifacts() {
  loaded ??= fromCache() ?? compileAndCache();
  return loaded;
}

function sources() {
  const names = readdirSync(SOURCES).filter((name) => name.endsWith('.sol')).sort();
  return Object.fromEntries(names.map((name) => [name, { content: readFileSync(SOURCES + name, 'utf8') }]));
}

function cacheFile() {
  const { version } = createRequire(import.meta.url)('solc/package.json');
  const key = createHash('sha256').update(JSON.stringify([version, SETTINGS, sources()])).digest('hex');
  return `${CACHE}${key.slice(0, 32)}.json`;
}

function fromCache() {
  try {
    return JSON.parse(readFileSync(cacheFile(), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT')
      return undefined;
    throw error;
  }
}

function compileAndCache() {
  const out = compile();
  const file = cacheFile();
  const unfinished = `${file}.${process.pid}`;
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(unfinished, JSON.stringify(out));
  renameSync(unfinished, file);
  return out;
}

function compile() {
  const solc = createRequire(import.meta.url)('solc');
  const input = { language: 'Solidity', sources: sources(), settings: SETTINGS };
  const output = JSON.parse(solc.compile(JSON.stringify(input)));
  const complaints = (output.errors ?? []).filter(({ errorCode }) => errorCode !== SELFDESTRUCT_IS_OLD);
  if (complaints.length > 0)
    throw new Error(complaints.map(({ formattedMessage }) => formattedMessage).join('\n'));
  return Object.fromEntries(
    Object.values(output.contracts)
      .flatMap(Object.entries)
      .filter(([, { evm }]) => evm.bytecode.object !== '')
      .map(([name, { abi, evm }]) => [name, { abi, bytecode: `0x${evm.bytecode.object}` }]),
  );
}
