// SPDX-License-Identifier: ISC
// The recorded requests of the Go successor over its recorded rows: our answers
// are its own, but for what differences.json names.  CASE=NAME[,NAME]: only
// requests whose name or address holds one of these words.

import { Differences } from './differences.mjs';
import { schemaOf } from './rows.mjs';
import { Stack } from './stack.mjs';
import { SPECIAL, Successor } from './successor.mjs';

const only = process.env.CASE?.split(',');
const successor = new Successor(new URL('successor.json.gz', import.meta.url));
const asked = successor.requests.filter((r) => only === undefined || only.some((word) => r.name.includes(word) || r.url.includes(word)));
const stack = new Stack({ audius_network_content_nodes: successor.contentNodes.join(','),
  audius_discprov_signature_max_age_sec: '315360000' });
const schema = schemaOf(stack);
const known = new Differences('successor', { only, schema, special: SPECIAL });

// A fresh argument goes past nginx's cache.
let fresh = 0;
for (const state of new Set(asked.map((r) => r.state))) {
  stack.sql(successor.statements(schema, state));
  await stack.forget();
  const requests = asked.filter((r) => r.state === state)
    .map((r) => ({ r, method: r.method, headers: r.headers, url: `${r.url}${r.url.includes('?') ? '&' : '?'}_=${fresh++}` }));
  await stack.askAll(requests, ({ r }, answer) => { r.answer = answer; });
}
stack.close();

known.judge(asked, (r) => successor.differences(r, r.answer));
