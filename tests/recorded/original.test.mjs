// SPDX-License-Identifier: ISC
// The recorded requests of the original, December 2022 and June 2023, over the
// rows of a recorded chain: our answers are its own, but for what
// differences.json names.  CASE=NAME[,NAME]: only requests whose name or address
// holds one of these words.
import { Differences } from './differences.mjs';
import { Original, SPECIAL } from './original.mjs';
import { schemaOf } from './rows.mjs';
import { Stack } from './stack.mjs';

const only = process.env.CASE?.split(',');
const original = new Original(new URL('original.json.gz', import.meta.url));
const asked = original.requests.filter((r) => only === undefined || only.some((word) => r.name.includes(word) || r.url.includes(word)));
const stack = new Stack({
  audius_eth_contracts_registry: '0xb9256E1b2B25C7Cd31D1d9Bf8bF4d5B5b5A6E4d1',
  audius_contracts_registry: '0x62a646B8102F618b26137fE9c074EAefaCCEbbE6',
  audius_contracts_entity_manager_address: '0x46462D6C209FF6893d2368026e84F4a859a95280',
  audius_contracts_verified_address: '0x2e6dc70B896875324EE48e471bCe51c58F205E83',
});
const schema = schemaOf(stack);
stack.sql(original.statements(schema));
await stack.askAll(asked, (r, answer) => { r.answer = answer; });
stack.close();

for (const year of original.years)
  new Differences(`original ${year}`, { only, schema, special: SPECIAL })
    .judge(asked, (r) => original.differences(r, year, r.answer));
