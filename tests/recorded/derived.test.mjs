// SPDX-License-Identifier: ISC
// What the original of October 2025 derived of known rows, ours derive too:
// each recorded life of a few users, step by step, by the triggers; and rows
// before and behind a run of a job.  CASE=WORD[,WORD]: only those whose names
// hold one.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import { atEnd, ours } from '../lib/guard.mjs';
import { Place, TOP } from '../live/index_lib.mjs';
import { mustRun } from '../live/jobs_lib.mjs';
import { cleared, differ, expected, look, put, rowsOf, scenario, seconds, shifted } from './derived.mjs';
import { Differences } from './differences.mjs';
import { schemaOf } from './rows.mjs';

const BUILD = process.env.BUILD ?? path.join(TOP, 'build');
const only = process.env.CASE?.split(',');
const { keys, derived, triggers, jobs } = JSON.parse(gunzipSync(readFileSync(new URL('derived.json.gz', import.meta.url))));
const wanted = ({ name }) => only === undefined || only.some((word) => name.includes(word));

const place = new Place();
atEnd(() => place.close());
const database = place.database();
const env = ours({ PATH: process.env.PATH, ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '', audius_db_url: database.url,
  audius_discprov_run_dir: place.folder });
execFileSync(path.join(BUILD, 'discprov'), ['migrate'], { env, stdio: 'ignore' });
const sql = (input) => execFileSync('psql', ['-X', '-q', '-A', '-t', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-d', database.name, '-f', '-'],
  { input, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, ...place.env } });
const schema = schemaOf({ sql });

function lived(story) {
  const got = rowsOf(sql(scenario(schema, keys, derived, story)));
  return expected(keys, derived, story).flatMap((want, n) => differ(schema, keys, want, got[n] ?? {}, `step ${n + 1}`));
}

const A_WHILE = 300; // seconds that a run may take
// Which job of ours does the work of theirs.
const JOBS = { create_remix_contest_notifications: 'contests', publish_scheduled_releases: 'releases', update_aggregates: 'aggregates',
  create_listen_streak_reminder_notifications: 'streaks' };
const load = (before) => Object.entries(before).filter(([, rows]) => rows.length > 0)
  .map(([table, rows]) => put(schema, keys, table, rows)).join('');
const silently = (statements) => `BEGIN; SET LOCAL session_replication_role = replica; ${statements} COMMIT;`;

async function worked(c) {
  let { before, after } = c;
  const timed = c.job in JOBS && c.job !== 'update_aggregates';
  if (timed) { // these know no clock but the machine's
    const then = seconds(c.now);
    const by = Math.floor(Date.now() / 1000) - then; // never ahead of the clock
    // What comes soon must not come while the job is at work.
    ({ before, after } = shifted({ before, after }, (t) => t + by + (t > then && t <= then + A_WHILE ? 3600 : 0)));
  }
  if (c.job in JOBS) {
    sql(cleared(schema) + silently(load(before)));
    await mustRun(JOBS[c.job], env);
  } else { // plays are counted as they come
    const isNew = ({ id }) => id > (c.checkpoint ?? 0);
    sql(cleared(schema) + silently(load({ ...before, plays: before.plays.filter((p) => !isNew(p)) })) +
      load({ plays: before.plays.filter(isNew) }));
  }
  const tables = Object.keys(after);
  const ignored = new Set(c.ignore ?? []);
  const want = Object.fromEntries(Object.entries(after).map(([table, rows]) =>
    [table, rows.map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !ignored.has(column))))]));
  const got = rowsOf(sql(look(schema, tables)))[0] ?? {};
  // A name that ends in a day of then.
  for (const row of [...want.notification ?? [], ...got.notification ?? []])
    row.group_id = row.group_id.replace(/:\d{4}-\d\d-\d\d$/, ':DAY');
  return differ(schema, keys, want, got, 'after', timed ? A_WHILE : 0);
}

const cases = [];
for (const story of triggers.filter(wanted))
  cases.push({ name: story.name, method: 'rows of', url: story.about, route: 'triggers', answer: lived(story) });
for (const c of jobs.filter(wanted))
  cases.push({ name: c.name, method: 'a run of', url: c.job, route: c.job, answer: await worked(c) });
place.close();
new Differences('derived', { only, schema }).judge(cases, (c) => c.answer);
