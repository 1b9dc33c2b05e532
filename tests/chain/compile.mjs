// SPDX-License-Identifier: ISC
// Compiles the contracts: node tests/chain/compile.mjs
import { artifacts } from './lib/artifacts.mjs';

for (const [name, { abi, bytecode }] of Object.entries(artifacts()))
  console.log(`${name}: ${abi.length} ABI entries, ${bytecode.length / 2 - 1} bytes`);
