// SPDX-License-Identifier: ISC
// Where one thing ends and another begins: regions, commands, owners, runs, days; and what leads from one to another.
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';

import { startReplay } from '../crawl/replay.mjs';
import { servers, startCrawls } from './crawl_lib.mjs';

let crawls;
before(async () => { crawls = await startCrawls(); });
after(() => crawls.close());

const answer = (action, inside) => ({ body: `<?xml version="1.0"?><${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">${inside}</${action}Response>` });
const regionOf = (ask) => /Credential=[^/]*\/\d+\/([^/]*)\//.exec(ask.headers.authorization)[1];
const aws = (crawl, server, more = {}) => crawl.connect({ provider: 'AWS', service: 'iam_aws', artifacts: undefined, endpoints: { ec2: server.url, ses: server.url },
  credentials: { access: 'AKIDREPLAY0000000000', secret: 'not-to-be-seen' }, regions: ['eu-west-1', 'us-east-1'], ...more });
const env = (server) => ({ audius_crawl_private_hosts: server.host, audius_crawl_rate: '1000' });

test('fault 9: each region is swept by itself, and commands of a task do not sweep each other', async () => {
  const crawl = await crawls.stage();
  const gone = new Set();
  let broken = '';
  const server = await startReplay((ask) => {
    const { Action: action } = ask.form;
    const region = regionOf(ask);
    const [list, id] = { DescribeVpcs: ['vpcSet', 'vpcId'], DescribeVpcPeeringConnections: ['vpcPeeringConnectionSet', 'vpcPeeringConnectionId'],
      DescribeVpnGateways: ['vpnGatewaySet', 'vpnGatewayId'] }[action] ?? [];
    if (broken === `${action} ${region}`)
      return { status: 400, body: '<Response><Errors><Error><Code>Odd</Code><Message>m</Message></Error></Errors></Response>' };
    const empty = { DescribeSubnets: 'subnetSet', DescribeVpcEndpoints: 'vpcEndpointSet', DescribeRouteTables: 'routeTableSet',
      DescribeNetworkInterfaces: 'networkInterfaceSet', DescribeNatGateways: 'natGatewaySet', DescribeNetworkAcls: 'networkAclSet' }[action];
    if (empty)
      return answer(action, `<${empty}/>`);
    const names = [1, 2].map((n) => `${id}-${region}-${n}`).filter((name) => !gone.has(name));
    return answer(action, `<${list}>${names.map((name) => `<item><${id}>${name}</${id}></item>`).join('')}</${list}>`);
  });
  const id = await aws(crawl, server, { tasks: { 'network-list': 0 } });
  const first = await crawl.crawl(id, 'network-list', env(server));
  assert.deepEqual([first.state, first.created], ['success', 12], first.error);
  const vanished = () => crawl.resources(id).filter(({ is_vanished }) => is_vanished).map(({ unique_id }) => unique_id);
  // in the first region, not the last; the account has no gateways any more, and keeps its peerings
  gone.add('vpcId-eu-west-1-2');
  gone.add('vpnGatewayId-us-east-1-1').add('vpnGatewayId-us-east-1-2');
  // and what could not be listed in one region is swept nowhere else for it
  broken = 'DescribeVpcPeeringConnections eu-west-1';
  gone.add('vpcPeeringConnectionId-us-east-1-1');
  const second = await crawl.crawl(id, 'network-list', env(server));
  assert.deepEqual([second.state, second.vanished], ['failed', 4], second.error);
  assert.deepEqual(vanished().sort(), [...gone].sort());
  server.close();
});

test('fault 16: a link leads to rows of the same owner only, in the same run and the next', async () => {
  const crawl = await crawls.stage();
  const list = (more) => crawl.upload('apps.json', { applications: [{ unique_id: 'a1', name: 'Shop', family: 'Application' }, ...more] });
  list([]);
  const mine = await crawl.connect({ name: 'apps', artifacts: ['apps.json'], tasks: { 'applications-import': 0 } });
  const theirs = await crawl.connect({ name: 'apps', owner: 'owner-2', artifacts: ['apps.json'], tasks: { 'applications-import': 0 } });
  await crawl.crawl(theirs, 'applications-import');
  const server = await startReplay((ask) => answer(ask.form.Action, `<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId>
    <tagSet><item><key>applications</key><value>Shop, Nothing</value></item></tagSet></item></instancesSet></item></reservationSet>`));
  const id = await aws(crawl, server, { regions: ['eu-west-1'], tasks: { 'server-list': 0 } });
  await crawl.crawl(id, 'server-list', env(server));
  assert.equal(crawl.resources(id)[0].doc.applications, undefined, 'another owner has one of that name');
  await crawl.crawl(mine, 'applications-import');
  const linked = await crawl.crawl(id, 'server-list', env(server));
  assert.equal(linked.changed, 1);
  const [{ id: row }] = crawl.rows(`SELECT id::text FROM disc.crawl_resource WHERE connection = '${mine}'`);
  assert.deepEqual(crawl.resources(id)[0].doc.applications, [{ _id: row, name: 'Shop', family: 'Application' }]);
  server.close();
});

test('whom a resource names is kept, changes with it, and meets the row that is there', async () => {
  const crawl = await crawls.stage();
  let subnet = 'subnet-1';
  const server = await startReplay((ask) => ({
    DescribeInstances: () => answer('DescribeInstances', `<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><vpcId>vpc-1</vpcId><subnetId>${subnet}</subnetId>
      <blockDeviceMapping><item><ebs><volumeId>vol-1</volumeId></ebs></item><item><ebs><volumeId>vol-2</volumeId></ebs></item></blockDeviceMapping>
      </item></instancesSet></item></reservationSet>`),
    DescribeVolumes: () => answer('DescribeVolumes', '<volumeSet><item><volumeId>vol-1</volumeId><size>8</size></item></volumeSet>'),
  })[ask.form.Action]());
  const more = { regions: ['eu-west-1'], tasks: { 'server-list': 0, 'volumes-list': 0 } };
  const one = await aws(crawl, server, more);
  const two = await aws(crawl, server, { ...more, owner: 'owner-2' });
  for (const id of [one, two])
    for (const task of ['server-list', 'volumes-list'])
      assert.equal((await crawl.crawl(id, task, env(server))).state, 'success');
  const refs = (id) => crawl.rows(`SELECT f.role, f.unique_id, t.connection::text AS there FROM disc.crawl_ref AS f JOIN disc.crawl_resource AS r ON r.id = f.resource
    LEFT JOIN disc.crawl_resource AS t ON t.entity = f.entity AND t.unique_id = f.unique_id AND t.connection = r.connection
    WHERE r.connection = '${id}' ORDER BY 1, 2`);
  const want = (id) => [['subnet', subnet, null], ['volume', 'vol-1', id], ['volume', 'vol-2', null], ['vpc', 'vpc-1', null]];
  for (const id of [one, two])
    assert.deepEqual(refs(id).map(({ role, unique_id, there }) => [role, unique_id, there]), want(id));
  subnet = 'subnet-2';
  assert.equal((await crawl.crawl(one, 'server-list', env(server))).changed, 1);
  assert.deepEqual(refs(one).map(({ role, unique_id, there }) => [role, unique_id, there]), want(one));
  server.close();
});

test('what comes in several pages is gathered as one document: written by the first run only', async () => {
  const crawl = await crawls.stage();
  let names = ['a.example', 'b.example', 'c.example', 'd.example', 'e.example'];
  const server = await startReplay((ask) => {
    const at = Number(ask.form.NextToken ?? 0);
    return { body: `<?xml version="1.0"?><ListIdentitiesResponse><ListIdentitiesResult><Identities>${names.slice(at, at + 2).map((name) => `<member>${name}</member>`).join('')}</Identities>`
      + `${at + 2 < names.length ? `<NextToken>${at + 2}</NextToken>` : ''}</ListIdentitiesResult></ListIdentitiesResponse>` };
  });
  const id = await aws(crawl, server, { regions: ['eu-west-1'], tasks: { 'smtp-list': 0 } });
  const doc = () => crawl.resources(id)[0].doc.domain;
  assert.equal((await crawl.crawl(id, 'smtp-list', env(server))).state, 'success');
  assert.deepEqual(doc(), names);
  const told = crawl.history(id).length;
  const writes = () => crawl.rows('SELECT xmin::text, ctid::text FROM disc.crawl_resource');
  const before = writes();
  const again = await crawl.crawl(id, 'smtp-list', env(server));
  assert.deepEqual([again.state, again.vanished, doc()], ['success', 0, names]);
  assert.deepEqual([crawl.history(id).length, writes()], [told, before], 'a second run has nothing to write');
  names = names.filter((name) => name !== 'b.example');
  await crawl.crawl(id, 'smtp-list', env(server));
  assert.deepEqual(doc(), names);
  assert.deepEqual(crawl.history(id).slice(told).map(({ op }) => op), ['change']);
  server.close();
});

test('what is too old goes: vanished things, ended runs, history but how a thing began; what is there stays', async () => {
  const crawl = await crawls.stage();
  crawl.upload('servers.json', servers(3));
  const id = await crawl.connect();
  await crawl.crawl(id);
  crawl.upload('servers.json', servers(2, (n) => ({ cpu: n + 1 })));
  await crawl.crawl(id);
  await crawl.crawl(id);
  const age = (days) => crawl.database.execute(`UPDATE disc.crawl_resource SET vanished_at = now() - interval '${days} days' WHERE vanished_at IS NOT NULL;
    UPDATE disc.crawl_run SET finished = now() - interval '${days} days'; UPDATE disc.crawl_history SET at = now() - interval '${days} days'`);
  const counts = () => crawl.rows(`SELECT (SELECT count(*) FROM disc.crawl_resource)::int AS resources, (SELECT count(*) FROM disc.crawl_run)::int AS runs,
    (SELECT count(*) FROM disc.crawl_step)::int AS steps, (SELECT string_agg(op, ' ' ORDER BY id) FROM disc.crawl_history) AS ops`)[0];
  const all = counts();
  age(89);
  await crawl.must(['reap'], { audius_crawl_keep_days: '90' });
  assert.deepEqual(counts(), all);
  age(4000);
  await crawl.must(['reap'], { audius_crawl_keep_days: '0' });
  assert.deepEqual(counts(), all, '0: for ever');
  await crawl.must(['reap'], { audius_crawl_keep_days: '90' });
  assert.deepEqual(counts(), { resources: 2, runs: 1, steps: 1, ops: 'create create' });
  assert.equal((await crawl.crawl(id)).state, 'success');
});

test('fault 19: variables of the environment are read as what they are, or refused', async () => {
  const crawl = await crawls.stage();
  for (const [name, value] of [['MAESTRO_TRANSLATE_QTD', 'true'], ['MAESTRO_TRANSLATE_QTD', '0'], ['MAESTRO_SCAN_QTD', '-1'], ['MAESTRO_SCAN_QTD', '2x'],
    ['CELERYD_TASK_TIME_LIMIT', 'no']]) {
    const { code, log } = await crawl.run(['run'], { [name]: value });
    assert.equal(code, 78, `${name}=${value}`);
    assert.match(log, new RegExp(name));
  }
  // these were a list of letters, and a "false" that was true: they mean nothing now, and that is said
  const { log } = await crawl.run(['-t'], { MAESTRO_OWNERIDS: '["self"]', MAESTRO_OPENSTACK_DETAILS: 'false' });
  assert.match(log, /2 settings that are set have no effect/);
});
