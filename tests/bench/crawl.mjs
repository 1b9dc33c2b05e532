// SPDX-License-Identifier: ISC
// How fast providers are read: servers of EC2, as XML served from memory, fetched, translated and written;
// then all of it again, unchanged; then a tenth of it otherwise.  Where RIGS_VENV says where moto is
// (./dev bench crawl puts it there), the same pages by AWS's own SDK beside ours.
//   ./dev bench crawl [SERVERS]
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';

import { PROVIDERS, startReplay } from '../crawl/replay.mjs';
import { startMoto } from '../crawl/moto.mjs';
import { startCrawls } from '../live/crawl_lib.mjs';
import { PROGRAM } from '../live/index_lib.mjs';

const SERVERS = Number(process.env.SERVERS ?? 20_000);
const PAGE = 200;
const BATCH_ROUNDS = 5; // of the original, for each batch: connection, existing, write, tracker, state; and one for each item's audit
const say = (text) => process.stdout.write(`${text}\n`);

const item = (n, state = 'running') => `<item><reservationId>r-${n}</reservationId><ownerId>1</ownerId><groupSet/><instancesSet><item>
<instanceId>i-${String(n).padStart(17, '0')}</instanceId><imageId>ami-1</imageId><instanceState><code>16</code><name>${state}</name></instanceState>
<privateDnsName>ip-10-0-0-${n}.internal</privateDnsName><dnsName/><keyName>key-${n % 7}</keyName><instanceType>m5.large</instanceType>
<launchTime>2024-02-03T04:05:06.000Z</launchTime><placement><availabilityZone>eu-west-1a</availabilityZone><tenancy>default</tenancy></placement>
<monitoring><state>disabled</state></monitoring><subnetId>subnet-${n % 31}</subnetId><vpcId>vpc-1</vpcId><privateIpAddress>10.${n >> 16 & 255}.${n >> 8 & 255}.${n & 255}</privateIpAddress>
<groupSet><item><groupId>sg-${n % 11}</groupId><groupName>web</groupName></item></groupSet><architecture>x86_64</architecture><rootDeviceType>ebs</rootDeviceType>
<rootDeviceName>/dev/xvda</rootDeviceName><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-${n}</volumeId><status>attached</status>
<attachTime>2024-02-03T04:05:07.000Z</attachTime><deleteOnTermination>true</deleteOnTermination></ebs></item></blockDeviceMapping><virtualizationType>hvm</virtualizationType>
<tagSet><item><key>Name</key><value>web-${n}</value></item><item><key>role</key><value>Web</value></item><item><key>environment</key><value>Prod</value></item></tagSet>
<hypervisor>xen</hypervisor><ebsOptimized>false</ebsOptimized></item></instancesSet></item>`;

let changed = 0; // every so many is stopped
const pages = new Map();
function pageOf(at) {
  const key = `${at} ${changed}`;
  if (!pages.has(key)) {
    const items = Array.from({ length: Math.min(PAGE, SERVERS - at) }, (_, i) => item(at + i, changed && (at + i) % changed === 0 ? 'stopped' : 'running'));
    const next = at + PAGE < SERVERS ? `<nextToken>t${at + PAGE}</nextToken>` : '';
    pages.set(key, `<?xml version="1.0"?><DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><reservationSet>${items.join('')}</reservationSet>${next}</DescribeInstancesResponse>`);
  }
  return pages.get(key);
}
const numbers = (log) => Object.fromEntries([...log.matchAll(/ (\w+)=(\d+)/g)].map(([, name, value]) => [name, Number(value)]));
const rate = (n, ms) => `${Math.round(n / Math.max(ms, 1) * 1000)}/s`;

async function made() {
  const server = await startReplay((ask) => ({ body: pageOf(Number(ask.form.NextToken?.slice(1) ?? 0)) }));
  const crawls = await startCrawls();
  const crawl = await crawls.stage();
  const env = { audius_crawl_private_hosts: server.host, audius_crawl_rate: '1000' };
  const id = await crawl.connect({ provider: 'AWS', service: 'iam_aws', artifacts: undefined, regions: ['eu-west-1'], endpoints: { ec2: server.url },
    credentials: { access: 'AKIDREPLAY0000000000', secret: 'secret' }, tasks: { 'server-list': 0 } });
  for (let at = 0; at < SERVERS; at += PAGE)
    pageOf(at);
  let pagesRead = 0;
  const go = async (what) => {
    await crawl.must(['now', id, 'server-list']);
    const from = Date.now();
    const { log } = await crawl.must(['run'], env);
    const ms = Date.now() - from;
    const said = numbers(log.split('\n').filter((line) => line.includes('peak_kb=')).at(-1));
    pagesRead = said.pages;
    say(`${what}: ${ms} ms, ${rate(SERVERS, ms)}; fetch ${rate(SERVERS, said.fetch_ms)}, translate ${rate(SERVERS, said.translate_ms)}, `
      + `rows ${rate(SERVERS, said.store_ms)}; created ${said.created}, changed ${said.changed}, ${Math.round(said.peak_kb / 1024)} MiB`);
  };
  say(`${SERVERS} servers of EC2 in pages of ${PAGE}`);
  await go('first run       ');
  await go('again, unchanged');
  changed = 10;
  for (let at = 0; at < SERVERS; at += PAGE)
    pageOf(at);
  await go('a tenth changed ');
  const batches = Math.ceil(SERVERS / 200);
  say(`on paper: the original makes ${batches} batches of 200 of it, with ${batches * BATCH_ROUNDS} calls between its services, and ${SERVERS} of its audit`
    + ` when all are new; here ${pagesRead} transactions`);
  server.close();
  await crawls.close();
}

/** {wall, cpu} in seconds of a program, as bash measures it. */
function timed(words, more = {}) {
  const { stderr, stdout, status } = spawnSync('bash', ['-c', 'TIMEFORMAT="TIME %R %U %S"; time "$@"', 'bash', ...words], { encoding: 'utf8', maxBuffer: 1 << 30, ...more });
  const [, wall, user, sys] = /TIME ([\d.]+) ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  if (status !== 0)
    throw new Error(stderr);
  return { wall: Number(wall), cpu: Number(user) + Number(sys), stdout };
}

async function beside(servers) {
  const url = await startMoto();
  const python = path.join(process.env.RIGS_VENV, 'bin/python');
  const script = path.join(import.meta.dirname, 'crawl_boto.py');
  execFileSync(python, [script, url, 'seed', String(servers)], { stdio: ['ignore', 'ignore', 'inherit'] });
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  writeFileSync(path.join(folder, 'c.json'), JSON.stringify({ settings: { endpoints: { ec2: url } }, credentials: { access: 'seed', secret: 'seed' },
    private_hosts: ['127.0.0.1'], page_size: PAGE }));
  const ours = [path.join(path.dirname(PROGRAM), 'tests/live/crawl_wire'), path.join(PROVIDERS, 'aws/provider.json'), path.join(folder, 'c.json'),
    path.join(PROVIDERS, 'aws/server-list.json'), 'eu-west-1'];
  const theirs = [python, script, url, 'list', String(PAGE)];
  const none = timed([python, script, url, 'nothing']);
  for (let round = 1; round <= 2; round += 1) {
    const b = timed(theirs);
    const a = timed(ours);
    const n = a.stdout.trim().split('\n').slice(0, -1).reduce((sum, line) => sum + JSON.parse(line).items.length, 0);
    say(`moto, ${n} and ${b.stdout.trim()} servers in pages of ${PAGE}: discprov ${a.wall} s, ${a.cpu.toFixed(2)} s of a processor; `
      + `boto3 ${b.wall} s, ${b.cpu.toFixed(2)} s (${none.cpu.toFixed(2)} s of it to start)`);
  }
}

test('crawl', async () => {
  await made();
  if (process.env.RIGS_VENV)
    await beside(Math.min(SERVERS, 1000));
});
