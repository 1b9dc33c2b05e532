// SPDX-License-Identifier: ISC
// The published clients write: they sign, a relay sends it to the chain, the
// indexer reads it, and the same client is told by the node what it wrote.
// Prints which rows came of each method.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';

import { openContentNode, openHost } from './host.mjs';
import { Session, tableOf } from './session.mjs';
import { openStage } from './stage.mjs';
import { scenes as scenes16 } from './write_sdk16.mjs';
import { scenes as scenes7 } from './write_sdk7.mjs';

const scratch = mkdtempSync(path.join(tmpdir(), 'discprov-writers-'));
test.after(() => rmSync(scratch, { recursive: true }));
const stage = await openStage();
test.after(() => stage.close());
const host = await openHost(stage);
test.after(() => host.close());
const content = await openContentNode();
test.after(() => content.close());

const sessions = [];
test.after(() => Promise.all(sessions.map((session) => session.close())));

for (const [client, label, scenes] of [['sdk16', 'sdk 16', scenes16], ['sdk7', 'sdk 7', scenes7]])
  test(`${label} writes`, async (t) => {
    const session = new Session(client, { stage, host, content, scratch });
    sessions.push(session);
    for (const [name, scene] of scenes)
      await t.test(name, () => scene(session));
  });

test('what each method signs, and which rows come of it', (t) => {
  for (const line of tableOf(sessions))
    t.diagnostic(line);
});
