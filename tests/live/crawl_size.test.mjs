// SPDX-License-Identifier: ISC
// Ten thousand servers of one connection, in one run: how much memory it takes.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { servers, startCrawls } from './crawl_lib.mjs';

let crawls;
before(async () => { crawls = await startCrawls(); });
after(() => crawls.close());

/** The most resident memory of a run, in MiB, as it says itself. */
const peak = ({ log }) => Number(/ peak_kb=(\d+)/.exec(log)[1]) / 1024;

test('10,000 servers in one run take less than 64 MB, and the second run writes nothing', async (t) => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(10000));
  const id = await crawl.connect();
  await crawl.must(['now', id]);
  const first = peak(await crawl.must());
  assert.equal(crawl.last(id).created, 10000);
  await crawl.must(['now', id]);
  const again = await crawl.must();
  t.diagnostic(again.log);
  const second = peak(again);
  assert.deepEqual([crawl.last(id).seen, crawl.last(id).changed], [10000, 0]);
  t.diagnostic(`${first.toFixed(1)} MiB, then ${second.toFixed(1)} MiB`);
  if (!process.env.ASAN_OPTIONS)
    assert.ok(first < 64 && second < 64, `${first} MiB, ${second} MiB`);
  assert.equal(crawl.rows('SELECT count(*)::int AS n FROM disc.crawl_history')[0].n, 10000);
  // each thing is found by its key: not among all of its connection, whatever the planner knows of a table that was empty
  const [{ read }] = crawl.rows(`SELECT sum(idx_tup_read)::int AS read FROM pg_stat_user_indexes WHERE relname = 'crawl_resource'`);
  t.diagnostic(`${read} entries of indexes read`);
  assert.ok(read < 20 * 10000, `${read}`);
});
