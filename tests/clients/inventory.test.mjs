// SPDX-License-Identifier: ISC
// The pages of the inventory, as their owners see them: a real Chromium, light and dark, wide and narrow, with and
// without script.  What was seen is kept in BUILD/screens.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';

import { chromium } from 'playwright-core';

import { Cloud, now, owner } from '../live/cloud_lib.mjs';
import { servers, startCrawls } from '../live/crawl_lib.mjs';
import { TOP } from '../live/index_lib.mjs';

const SCREENS = path.join(process.env.BUILD ?? path.join(TOP, 'build'), 'screens');
// Its own habits of asking other hosts are switched off, so that what is seen is ours.
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const EVIL = '<script>alert(1)</script> & "it"';

let crawls, crawl, cloud, browser;

before(async () => {
  mkdirSync(SCREENS, { recursive: true });
  crawls = await startCrawls();
  crawl = await crawls.stage();
  cloud = await new Cloud(crawl).start();
  const boxes = (n, name) => servers(n, (i) => ({ name: i === 2 ? EVIL : `${name} ${i}`, status: i % 3 === 0 ? 'Stopped' : 'Active',
    tags: [{ key: 'rack', value: `r${i % 4}` }] }));
  for (const who of ['ann', 'bob']) {
    crawl.upload(`users/${who}/servers.json`, { ...boxes(60, `${who}-box`),
      volumes: [{ unique_id: 'v1', name: `${who}-disk`, size: 10, status: 'Available' }] });
    const { json } = await cloud.ask(owner(who), 'POST', '/connections', { name: `${who}'s cellar`, provider: 'File', service: 'upload_file',
      dc: 'Cellar', dc_id: 'dc', artifacts: [`users/${who}/servers.json`], tasks: { 'server-import': 0, 'volumes-import': 3600 } });
    await crawl.crawl(json._id);
    await crawl.crawl(json._id, 'volumes-import');
  }
  crawl.upload('users/ann/servers.json', boxes(59, 'ann-host'));
  await crawl.crawl(crawl.rows(`SELECT id FROM disc.crawl_connection WHERE owner = 'ann'`)[0].id);
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: QUIET });
});
after(async () => {
  await browser?.close();
  cloud?.stop();
  crawls?.close();
});

/** A window of somebody who has logged in: {page, asked, wrong}. */
async function enter(who, options = {}) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const asked = [], wrong = [];
  page.on('request', (request) => { if (!request.url().startsWith('data:')) asked.push(request.url()); });
  page.on('console', (message) => { if (message.type() === 'error') wrong.push(message.text()); });
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('dialog', (dialog) => { wrong.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(`${cloud.url}/inventory`);
  assert.ok(page.url().endsWith('/cloud/inventory/login'), page.url());
  await page.fill('[name=token]', owner(who));
  await page.click('text=Log in');
  assert.ok(page.url().endsWith('/cloud/inventory'), page.url());
  return { page, asked, wrong, context, close: () => context.close() };
}
const isWiderThanItsWindow = (page) => page.evaluate('document.documentElement.scrollWidth > innerWidth');
const rowsOf = (page, title) => page.locator('section', { has: page.locator('h2', { hasText: title }) }).locator('tbody tr');
const shoot = (page, name) => page.screenshot({ path: path.join(SCREENS, `inventory-${name}.png`), fullPage: true });

test('without a script: what there is, filters, pages, one resource and its history', async () => {
  const seen = await enter('ann', { javaScriptEnabled: false, viewport: { width: 1100, height: 900 } });
  const { page } = seen;
  assert.deepEqual((await rowsOf(page, 'What there is').allTextContents()).map((text) => text.replaceAll(/\s+/g, ' ')),
    ['serversserver591', 'volumesvolume10']);
  assert.equal(await rowsOf(page, 'Resources').count(), 50);
  await page.click('text=Next page');
  assert.equal(await rowsOf(page, 'Resources').count(), 10);
  await page.selectOption('[name=status]', 'stopped');
  await page.selectOption('[name=active]', 'true');
  await page.fill('[name=tag]', 'rack:r1');
  await page.click('text=Show');
  const stopped = await rowsOf(page, 'Resources').allTextContents();
  assert.equal(stopped.length, [...Array(59).keys()].filter((i) => (i + 1) % 3 === 0 && (i + 1) % 4 === 1).length);
  assert.ok(stopped.every((text) => text.includes('stopped') && text.includes("ann's cellar")), stopped.join());
  assert.equal(await page.inputValue('[name=tag]'), 'rack:r1', 'the filter stays');
  await shoot(page, 'filtered');
  await page.selectOption('[name=status]', '');
  await page.fill('[name=tag]', '');
  await page.fill('[name=q]', 'ann-host 7');
  await page.click('text=Show');
  await page.click('text=ann-host 7');
  assert.equal(await page.locator('h1').textContent(), 'ann-host 7');
  const history = await page.locator('ol.history li').allTextContents();
  assert.match(history[0], /change.*name ann-box 7 ann-host 7/);
  assert.match(history[1], /create/);
  assert.match(await rowsOf(page, 'As its provider says').allTextContents().then((all) => all.join()), /rack.*r3/s);
  await shoot(page, 'resource');
  assert.deepEqual(seen.wrong, []);
  assert.deepEqual(seen.asked.filter((url) => !url.startsWith(`${cloud.url}/`)), [], 'nobody else is asked');
  await seen.close();
});

test('connections, their last runs, and buttons that run and stop', async () => {
  const seen = await enter('ann', { viewport: { width: 1100, height: 900 } });
  const { page } = seen;
  await page.click('nav >> text=Connections');
  const task = page.locator('tr', { hasText: 'server-import' });
  assert.match(await task.textContent(), /success.*by hand.*59 seen, 0 new, 58 changed, 1 vanished/s);
  await task.locator('text=Run now').click();
  assert.match(await task.textContent(), /running/);
  await task.locator('text=Stop').click();
  assert.match(await task.textContent(), /cancelled/);
  await shoot(page, 'connections');
  assert.deepEqual(seen.wrong, []);
  await seen.close();
});

test('texts of others are texts; nothing of another owner is there, and his forms do nothing', async () => {
  const seen = await enter('bob');
  const { page } = seen;
  assert.equal(await page.locator('tbody a', { hasText: EVIL }).count(), 1);
  assert.ok(!(await page.content()).includes('ann'));
  const [ann] = crawl.rows(`SELECT r.id, r.connection FROM disc.crawl_resource AS r WHERE r.owner = 'ann' LIMIT 1`);
  assert.equal((await page.goto(`${cloud.url}/inventory/resource/servers/${ann.id}`)).status(), 404);
  assert.ok(!(await page.goto(`${cloud.url}/inventory?conn=${ann.connection}`).then(() => page.content())).includes('ann-'));
  const cookie = (await seen.context.cookies())[0];
  assert.deepEqual([cookie.httpOnly, cookie.secure, cookie.sameSite, cookie.path], [true, true, 'Strict', '/cloud/inventory']);
  const post = (where, form, headers) => cloud.ask(undefined, 'POST', where, new URLSearchParams(form).toString(),
    { cookie: `a=b; ${cookie.name}=${cookie.value}`, 'content-type': 'application/x-www-form-urlencoded', ...headers });
  const form = { conn: ann.connection, task: 'server-import' };
  assert.equal((await post('/inventory/run', form)).status, 404);
  const own = { ...form, conn: crawl.rows(`SELECT id FROM disc.crawl_connection WHERE owner = 'bob'`)[0].id };
  assert.equal((await post('/inventory/run', own, { 'sec-fetch-site': 'cross-site' })).status, 403, 'another site sends it');
  assert.equal((await post('/inventory/run', { ...own, task: 'nothing' })).status, 422);
  assert.equal((await post('/inventory/run', own)).status, 303);
  // the API takes no cookie, and a page no header
  assert.equal((await cloud.ask(undefined, 'GET', '/connections', undefined, { cookie: `${cookie.name}=${cookie.value}` })).status, 401);
  assert.equal((await cloud.ask(owner('bob'), 'GET', '/inventory')).status, 303);
  assert.deepEqual(seen.wrong.filter((text) => !text.includes('404')), []);
  await page.goto(`${cloud.url}/inventory`);
  await page.click('text=Log out');
  await page.goto(`${cloud.url}/inventory`);
  assert.ok(page.url().endsWith('/login'), page.url());
  await seen.close();
});

test('who has no token that counts stays at the door, and is told why', async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${cloud.url}/inventory`);
  await page.fill('[name=token]', owner('ann', { exp: now() - 600 }));
  await page.click('text=Log in');
  assert.match(await page.locator('[role=alert]').textContent(), /expired/);
  await shoot(page, 'door');
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});

test('light and dark, wide and narrow', async () => {
  const papers = new Set();
  for (const [name, options] of Object.entries({
    light: { viewport: { width: 1100, height: 900 }, colorScheme: 'light' },
    dark: { viewport: { width: 1100, height: 900 }, colorScheme: 'dark' },
    phone: { viewport: { width: 360, height: 740 }, colorScheme: 'light', isMobile: true },
    'phone-dark': { viewport: { width: 360, height: 740 }, colorScheme: 'dark', isMobile: true },
  })) {
    const seen = await enter('ann', options);
    papers.add(await seen.page.evaluate('getComputedStyle(document.body).backgroundColor'));
    assert.equal(await isWiderThanItsWindow(seen.page), false, name);
    await shoot(seen.page, name);
    await seen.page.click('nav >> text=Connections');
    assert.equal(await isWiderThanItsWindow(seen.page), false, `${name}: connections`);
    await shoot(seen.page, `${name}-connections`);
    await seen.page.goto(`${cloud.url}/inventory?q=ann-host%207`);
    await seen.page.click('text=ann-host 7');
    assert.equal(await isWiderThanItsWindow(seen.page), false, `${name}: one`);
    await shoot(seen.page, `${name}-resource`);
    assert.deepEqual(seen.wrong, []);
    await seen.close();
  }
  assert.equal(papers.size, 2);
});
