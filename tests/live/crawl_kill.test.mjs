// SPDX-License-Identifier: ISC
// A crawler may be killed on any line, and two may work at once: what comes of it is the same.
// KILLS=n kills more often than 50 times, SEED=n repeats a run.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { servers, startCrawls } from './crawl_lib.mjs';

let crawls;
before(async () => { crawls = await startCrawls(); });
after(() => crawls.close());

const KILLS = Number(process.env.KILLS ?? 50);
let seed = Number(process.env.SEED ?? Date.now() % 1000000);
/** A number below 1, of a row that the seed decides. */
function random() {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
}

const N = 400;
const FILES = ['a.json', 'b.json', 'c.json'];
/** Three files; the second state has other tags, and lacks every tenth. */
function upload(crawl, state) {
  for (const [i, file] of FILES.entries())
    crawl.upload(file, { servers: servers(N, (n) => ({ unique_id: `${file}-${n}`, cpu: state * (n % 3) + 1 })).servers
      .filter((_, n) => state === 1 || n % 10 !== i) });
}

const SAME = `SELECT r.unique_id, r.doc - 'accountant' - 'owner' AS doc, r.is_active, count(h.id) AS changes,
    array_agg(h.op ORDER BY h.id) AS ops
  FROM disc.crawl_resource AS r JOIN disc.crawl_history AS h ON h.resource = r.id GROUP BY r.id ORDER BY r.unique_id`;
const open = (crawl) => crawl.rows('SELECT count(*)::int AS n FROM disc.crawl_run WHERE finished IS NULL')[0].n;

/** Work on both states of the files, by a crawler or by more, until all is done. */
async function story(crawl, work) {
  const id = await crawl.connect({ artifacts: FILES });
  for (const state of [1, 2]) {
    upload(crawl, state);
    await crawl.must(['now', id]);
    await crawl.must(['plan']);
    await work();
    for (let i = 0; open(crawl) > 0; i++) {
      assert.ok(i < 20, 'a run does not end');
      await crawl.must();
    }
  }
  return crawl.rows(SAME);
}
const SMALL = { MAESTRO_TRANSLATE_QTD: '10' };

test(`${KILLS} kills at random moments leave what an undisturbed run leaves`, async (t) => {
  t.diagnostic(`SEED=${seed}`);
  const calm = await crawls.stage();
  const want = await story(calm, () => calm.must(['run'], SMALL));
  assert.equal(want.length, FILES.length * N);
  const crawl = await crawls.stage();
  let killed = 0;
  const got = await story(crawl, async () => {
    for (let left = KILLS / 2; left > 0;) {
      const { child, ended } = crawl.start(['run'], SMALL);
      await sleep(10 + random() * 250);
      child.kill('SIGKILL');
      const { signal } = await ended;
      left--;
      killed += signal === 'SIGKILL';
    }
  });
  t.diagnostic(`${killed} of them were still at work`);
  assert.ok(killed > 0);
  assert.deepEqual(got, want);
  assert.deepEqual(crawl.rows(`SELECT DISTINCT state FROM disc.crawl_run`), [{ state: 'success' }]);
  assert.deepEqual(crawl.rows(`SELECT DISTINCT state FROM disc.crawl_step`), [{ state: 'done' }]);
});

test('fault 10: a step whose process is gone is not in progress for ever', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(2000));
  const id = await crawl.connect();
  await crawl.must(['now', id]);
  const { child, ended } = crawl.start(['run'], { MAESTRO_TRANSLATE_QTD: '1' });
  while (crawl.rows('SELECT count(*)::int AS n FROM disc.crawl_resource')[0].n === 0)
    await sleep(20);
  child.kill('SIGKILL');
  await ended;
  const before = crawl.rows('SELECT state, pages FROM disc.crawl_step')[0];
  assert.equal(before.state, 'working');
  const { log } = await crawl.must();
  assert.match(log, /reaped=1/);
  assert.equal(crawl.last(id).state, 'success');
  assert.equal(crawl.resources(id).length, 2000);
});

test('four crawlers at once never do the same step, and a page is kept once', async () => {
  const crawl = await crawls.stage();
  const tasks = ['server-import', 'volumes-import', 'images-import', 'snapshots-import', 'applications-import'];
  const lists = (prefix) => Object.fromEntries(['servers', 'volumes', 'images', 'snapshots', 'applications']
    .map((list) => [list, Array.from({ length: 100 }, (_, i) => ({ unique_id: `${prefix}${i}`, name: `n${i}` }))]));
  crawl.upload('all.json', lists('x'));
  const ids = [];
  for (let i = 0; i < 4; i++)
    ids.push(await crawl.connect({ name: `c${i}`, artifacts: ['all.json'], tasks: Object.fromEntries(tasks.map((t) => [t, 0])) }));
  for (const id of ids)
    await crawl.must(['now', id]);
  const runs = await Promise.all([1, 2, 3, 4].map(() => crawl.must(['run'], { ...SMALL, audius_crawl_slots: '4' })));
  const steps = runs.map(({ log }) => Number(/ steps=(\d+)/.exec(log)[1]));
  await crawl.must();
  assert.equal(steps.reduce((a, b) => a + b), 20);
  assert.deepEqual(crawl.rows('SELECT DISTINCT state, pages, seen, created, repeated FROM disc.crawl_step'),
    [{ state: 'done', pages: 10, seen: 100, created: 100, repeated: 0 }]);
  assert.deepEqual(crawl.rows('SELECT count(*)::int AS n FROM disc.crawl_history'), [{ n: 2000 }]);
  assert.equal((await crawl.must(['-v'])).code, 0);
});

test('more crawlers than slots leave at once', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(2000));
  const id = await crawl.connect();
  await crawl.must(['now', id]);
  const one = crawl.start(['run'], { MAESTRO_TRANSLATE_QTD: '1', audius_crawl_slots: '1' });
  while (crawl.rows('SELECT count(*)::int AS n FROM disc.crawl_resource')[0].n === 0)
    await sleep(20);
  assert.equal((await crawl.run(['run'], { audius_crawl_slots: '1' })).code, 75);
  one.child.kill();
  const { code } = await one.ended;
  assert.equal(code, 0, 'it was asked to stop, and gave its step back');
  assert.equal(crawl.rows('SELECT state FROM disc.crawl_step')[0].state, 'waiting');
  await crawl.must();
  assert.equal(crawl.last(id).state, 'success');
});
