// SPDX-License-Identifier: ISC
// The node's page and the page of its API, as people see them: a real Chromium,
// light and dark, wide and narrow, with and without script.  What was seen is
// kept in BUILD/screens.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { openStage } from './stage.mjs';

const TOP = fileURLToPath(new URL('../..', import.meta.url));
const SCREENS = path.join(process.env.BUILD ?? path.join(TOP, 'build'), 'screens');
const JOBS = [...readFileSync(path.join(TOP, 'jobs/jobs.def'), 'utf8').matchAll(/^JOB\(([a-z0-9-]+),/gm)].map((m) => m[1]);
// Its own habits of asking other hosts are switched off, so that what is seen is ours.
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

let stage, browser;

before(async () => {
  mkdirSync(SCREENS, { recursive: true });
  stage = await openStage();
  await stage.index();
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: QUIET });
});
after(async () => {
  await browser?.close();
  await stage?.close();
});

/** Open a path in a window of its own; {page, asked: urls, wrong: what the console said}. */
async function open(where, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const asked = [], wrong = [];
  page.on('request', (request) => { if (!request.url().startsWith('data:')) asked.push(request.url()); });
  page.on('console', (message) => { if (message.type() === 'error') wrong.push(message.text()); });
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('dialog', (dialog) => { wrong.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(stage.url + where);
  return { page, asked, wrong, close: () => context.close() };
}

const oursAlone = ({ asked }) => assert.deepEqual(asked.filter((url) => !url.startsWith(`${stage.url}/`)), []);
const isWiderThanItsWindow = (page) => page.evaluate('document.documentElement.scrollWidth > innerWidth');
const paper = (page) => page.evaluate('getComputedStyle(document.body).backgroundColor');
const number = (text) => Number(text.replaceAll(',', '').match(/\d+/)[0]);

test('the page says how the node is, without a script and without anybody else', async () => {
  const seen = await open('/', { javaScriptEnabled: false, viewport: { width: 1000, height: 900 } });
  const { page } = seen;
  const [block] = await stage.rows('SELECT number FROM disc.blocks WHERE is_current');
  const figures = await page.locator('.figures').first().locator('dd').allTextContents();
  assert.equal(number(figures[0]), block.number);
  assert.equal(number(figures[2]), number(figures[1]) - number(figures[0]));
  assert.deepEqual((await page.locator('tbody th').allTextContents()).sort(), ['database', 'indexer', 'nodes', 'crawler', ...JOBS].sort());
  assert.match(await page.locator('.verdict').textContent(), /^Not well: .*trending/, 'no job has run here');
  assert.match(await page.locator('tr', { hasText: 'trending' }).textContent(),
    /never.*systemctl enable --now discprov-jobs\.target/);
  assert.ok(await page.locator('svg path.line').count() > 0, 'the last minutes are drawn');
  assert.deepEqual(seen.wrong, []);
  oursAlone(seen);
  await seen.close();
});

test('what needs a hand comes first, and nothing red is left when all is well', async () => {
  await stage.change(`INSERT INTO disc.job_runs (job, began_at, ended_at, took_ms, did, good_at, late_after)
    SELECT j, now(), now(), 7, 'did <b>"this"</b> & <script>alert(1)</script>', now(), now() + interval '1 hour'
      FROM unnest(ARRAY[${JOBS.map((job) => `'${job}'`)}]) AS j
    ON CONFLICT (job) DO NOTHING`);
  let seen = await open('/');
  assert.equal(await seen.page.locator('.verdict').textContent(), 'All is well');
  assert.match(await seen.page.locator('tbody').textContent(), /did <b>"this"<\/b> & <script>alert\(1\)<\/script>/);
  assert.deepEqual(seen.wrong, []);
  await seen.close();

  await stage.change(`UPDATE disc.job_runs SET error = 'key=SECRET', error_at = ended_at WHERE job = '${JOBS.at(-1)}'`);
  seen = await open('/');
  assert.equal(await seen.page.locator('.verdict').textContent(), `Not well: ${JOBS.at(-1)}`);
  assert.equal(await seen.page.locator('tbody th').first().textContent(), JOBS.at(-1));
  assert.doesNotMatch(await seen.page.content(), /SECRET/, 'others\' words are for who runs the node');
  await seen.close();
});

test('it fits a phone, other nodes too, and follows light and dark', async () => {
  await stage.change(`INSERT INTO disc.peer_pass (at, took_ms, bytes, live, known_height) VALUES (now(), 1, 1, 2, 7)`);
  await stage.change(`INSERT INTO disc.peers (endpoint, state, since, version, height, cpus, memory_bytes, meets_minimum, verdict, unhealthy)
    VALUES ('https://discovery.of-a-long-name.example.org', 'up', now(), '0.7.2', 7, 16, 64000000000, true, 'equal', NULL),
      ('https://b.example', 'behind', now(), '<b>x</b>', 3, 4, 8000000000, false, 'none', 'SECRET')`);
  const papers = [];
  for (const colorScheme of ['light', 'dark'])
    for (const width of [360, 1000]) {
      const seen = await open('/', { colorScheme, viewport: { width, height: 900 } });
      assert.equal(await isWiderThanItsWindow(seen.page), false, `${colorScheme}, ${width} wide`);
      assert.match(await seen.page.locator('.wide tr', { hasText: 'b.example' }).textContent(), /^https:..b.examplebehind.*<b>x<.b>3/);
      assert.doesNotMatch(await seen.page.content(), /SECRET/);
      papers.push(await paper(seen.page));
      await seen.page.screenshot({ path: path.join(SCREENS, `page-${colorScheme}-${width}.png`), fullPage: true });
      await seen.close();
    }
  assert.equal(papers[0], papers[1]);
  assert.notEqual(papers[0], papers[2]);
});

test('the documents fit a phone, follow light and dark, and ask nobody else', async () => {
  const build = path.dirname(SCREENS);
  execFileSync('sh', [path.join(TOP, 'docs/site.sh'), path.join(build, 'docs/html')], { env: { ...process.env, srcdir: TOP, builddir: build } });
  const papers = [];
  for (const colorScheme of ['light', 'dark'])
    for (const width of [360, 1000]) {
      const seen = await open('/docs', { colorScheme, javaScriptEnabled: false, viewport: { width, height: 900 } });
      const { page } = seen;
      const pages = await page.locator('footer a').evaluateAll((links) => links.map((link) => link.getAttribute('href')));
      assert.ok(pages.length > 15);
      for (const name of pages) {
        await page.goto(`${stage.url}/docs/${name}`);
        assert.ok(await page.locator('main h1').first().isVisible(), name);
        assert.equal(await isWiderThanItsWindow(page), false, `${name}, ${colorScheme}, ${width} wide`);
        await page.screenshot({ path: path.join(SCREENS, `docs-${name}-${colorScheme}-${width}.png`) });
      }
      papers.push(await paper(page));
      assert.deepEqual(seen.wrong, []);
      oursAlone(seen);
      await seen.close();
    }
  assert.notEqual(papers[0], papers[2]);
  assert.equal((await fetch(`${stage.url}/docs/nothing.html`)).status, 404);
});

test('the API is shown from the description, and nobody else is asked', async () => {
  const seen = await open('/docs/swagger/', { viewport: { width: 1200, height: 900 } });
  await seen.page.waitForSelector('.opblock-tag', { timeout: 60_000 });
  const { paths } = await (await fetch(`${stage.url}/v1/full/swagger.json`)).json();
  assert.ok(Object.keys(paths).length > 100);
  assert.match(await seen.page.locator('#swagger-ui').textContent(), /discprov/i);
  assert.notEqual(await seen.page.evaluate('getComputedStyle(document.querySelector(".topbar")).backgroundColor'),
    'rgba(0, 0, 0, 0)', 'it has its style');
  assert.deepEqual(seen.wrong, []);
  oursAlone(seen);
  await seen.page.screenshot({ path: path.join(SCREENS, 'swagger.png') });
  await seen.close();
});
