// SPDX-License-Identifier: ISC
// What is the dearest that a client may ask of each route?  From the description
// of the routes: the largest page, then each parameter in turn, whatever makes
// the request dearest stays.  What counts is processor time of the pool and the
// database, past every cache, against the median of ordinary requests; dear.sh
// starts it, on a made-up network, with one process of the pool.
//
// Only routes that are named by words are asked twice over: what is under
// /v1/full is under /v1 as well, with less in it.
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';

import { Wallet } from 'ethers-6';

import { hashId } from '../chain/lib/model/text.mjs';

const BUDGET = 20;
const TIMES = 9; // of what is told
const LOOKS = 3; // of what is only compared
const ROUNDS = 2; // over the parameters of a route
const PATH_MAX = 7900; // bytes; a longer one is refused
const SHOWN = 15;

const { values: opt } = parseArgs({ options: Object.fromEntries(
	['url', 'api', 'ids', 'key', 'pool', 'postmaster', 'only'].map((name) => [name, { type: 'string' }])) });
const api = JSON.parse(readFileSync(opt.api, 'utf8'));
const ids = JSON.parse(readFileSync(opt.ids, 'utf8'));
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const signer = new Wallet(opt.key);
let fresh = 0; // a number that no other request has

// What a login of the signer's user gives out.
function loginToken() {
	const base = (text) => Buffer.from(text).toString('base64url');
	const text = `${base('{"typ":"JWT","alg":"keccak256"}')}.${
		base(JSON.stringify({ userId: hashId(ids.users[0]) }))}`;
	return `${text}.${base(signer.signMessageSync(text))}`;
}

// --- asking

function send({ method, url, headers, body }) {
	return new Promise((done, fail) => {
		const req = request(opt.url + url, { agent, method, headers }, (res) => {
			res.resume();
			res.on('end', () => done(res.statusCode));
			res.on('error', fail);
		});
		req.on('error', fail).end(body);
	});
}

const statOf = (pid, file) => readFileSync(`/proc/${pid}/${file}`, 'utf8');

// Who answers, and whom of the database they talk to.
function working() {
	const { postmaster } = opt;
	const backends = statOf(postmaster, `task/${postmaster}/children`).trim().split(' ');
	return [...opt.pool.split(','), ...backends.filter((pid) => {
		try {
			return /^postgres: .*discprov_reader /.test(statOf(pid, 'cmdline'));
		} catch {
			return false; // it has ended
		}
	})];
}
let workers = [];

// Milliseconds that they have computed so far; null when one of them has gone.
function spent() {
	try {
		return workers.reduce((ns, pid) =>
			ns + Number(statOf(pid, 'schedstat').split(' ')[0]), 0) / 1e6;
	} catch {
		workers = working();
		return null;
	}
}

const median = (v) => [...v].sort((a, b) => a - b)[Math.floor(v.length / 2)];

// {ms, status} of a request; warm, and kept by nobody.  One that is not asked
// rightly costs nothing; what is not there may cost something.
async function cost(what, times) {
	const took = [];
	const once = () => send({ ...what,
		url: `${what.url}${what.url.includes('?') ? '&' : '?'}n=${++fresh}` });
	const status = await once();
	if (status === 400)
		return { ms: 0, status };
	workers = working(); // whoever was asked first has only now a session
	while (took.length < times) {
		const before = spent();
		await once();
		const after = spent();
		if (before !== null && after !== null)
			took.push(after - before);
	}
	return { ms: median(took), status };
}

// --- what a parameter may be

const HEAVY = { // several of each, since it is not said of what an answer is made
	users: ids.who, tracks: ids.what, playlists: ids.lists,
};
const TEXTS = {
	query: ['a', 'night', 'night rain love'],
	handle: [ids.handle], slug: [ids.slug], genre: ['Electronic'], mood: ['Fiery'],
	key: ['C minor'], version: ['pnagD', 'EJ57D', 'BDNxn'], wallet: [ids.wallet],
	address: [ids.wallet], associated_wallet: [ids.wallet],
	kind: ['all', 'tracks', 'users', 'playlists'],
	sort: ['date', 'plays', 'title', 'created_at:desc', 'track_id:asc',
		'title:asc,track_id:desc', 'is_delete:asc', 'release_date:desc',
		'play_count:desc'],
	url: [`https://audius.co/${ids.handle}`], bpm: ['100-140'],
	blockhash: ['0x100000'], blocknumber: ['100000'], transactionhash: ['0x'],
	week: ['2024-06-28'], start_time: ['2024-01-01'], end_time: ['2024-12-31'],
	permalink: ids.permalinks, route: ids.permalinks, token: [loginToken()],
	type: ['track'], status: ['all', 'active', 'ended'],
	types: ['follow', 'repost', 'save', 'milestone'],
};

// What an id names: by its name, else by the part of the path before it.
function kindOf(path, name) {
	const told = name.toLowerCase().match(/track|playlist|user|reacted|event|comment/)?.[0];
	if (told)
		return { track: 'tracks', playlist: 'playlists', user: 'users' }[told];
	return path.match(/tracks|playlists|users/)?.[0] ?? 'users';
}

function some(path, { name, schema }) {
	const written = (id) => (path.startsWith('/v1') ? hashId(id) : id);
	const whole = (schema.items ?? schema).type === 'integer' || name.endsWith('id') ||
		name.endsWith('ids') || name === 'exclusion_list' || name === 'X-User-ID';
	if (!whole)
		return TEXTS[name] ?? ['a'];
	return (HEAVY[kindOf(path, name)] ?? [1]).map(written);
}

/** Values to try: undefined is "not given". */
function values(path, p) {
	const { schema, name } = p;
	if (name === 'limit')
		return [schema.maximum, schema.default];
	if (name === 'offset')
		return [undefined, schema.maximum, 100];
	if (schema.enum)
		return p.in === 'path' ? schema.enum : [undefined, ...schema.enum];
	if (schema.type === 'boolean')
		return [undefined, 'true', 'false'];
	if (schema.type === 'array') {
		const all = name.includes('permalink') || name === 'route' || !/id/.test(name) ?
			some(path, p) : ids[kindOf(path, name) ?? 'tracks'].map((id) =>
				(path.startsWith('/v1') ? hashId(id) : id));
		return [...p.required ? [] : [undefined], all.slice(0, schema.maxItems), all.slice(0, 1)];
	}
	if (p.in !== 'path' && name === 'min_block_number')
		return [undefined, 1];
	if (p.in !== 'path' && schema.type === 'integer' && !/id/i.test(name))
		return [undefined, schema.minimum ?? 0];
	if (schema.type === 'number')
		return [undefined, 1];
	const known = some(path, p);
	return p.in === 'path' || p.required ? known : [undefined, ...known];
}

// --- requests

function requestOf({ path, method, takesBody }, parameters, chosen) {
	const of = (place) => parameters.filter((p) => p.in === place && chosen[p.name] !== undefined);
	const args = of('query').flatMap((p) => [chosen[p.name]].flat()
		.map((v) => `${p.name}=${encodeURIComponent(v)}`));
	const url = of('path').reduce((s, p) => s.replace(`{${p.name}}`,
		encodeURIComponent(chosen[p.name])), path);
	const headers = Object.fromEntries(of('header').map((p) => [p.name, chosen[p.name]]));
	while (url.length + args.join('&').length > PATH_MAX)
		args.pop();
	if (chosen.signed) {
		headers['Encoded-Data-Message'] = `signature:${Date.now()}`;
		headers['Encoded-Data-Signature'] = signer.signMessageSync(headers['Encoded-Data-Message']);
	}
	const body = takesBody && JSON.stringify(path.startsWith('/v1') ?
		{ ids: ids.users.map(hashId) } :
		{ tracks: ids.tracks.map((id) => ({ id, handle: ids.handle, url_title: ids.slug })) });
	if (body)
		headers['Content-Type'] = 'application/json';
	return { method, url: args.length > 0 ? `${url}?${args.join('&')}` : url, headers, body };
}

const shortly = ({ method, url, headers }) => `${method} ${url.length > 150 ?
	`${url.slice(0, 150)}... (${url.length} bytes)` : url}${
	headers['X-User-ID'] ? ' for a user' : ''}${
	headers['Encoded-Data-Message'] ? ', signed' : ''}`;

/** The dearest request to a route that was found: {what, ms}. */
async function dearest(route) {
	const parameters = route.parameters;
	const tries = parameters.map((p) => [p.name, values(route.path, p)]);
	tries.push(['signed', [false, true]]);
	const chosen = Object.fromEntries(tries.map(([name, list]) => [name, list[0]]));
	const seen = new Map();
	const ask = async () => {
		const what = requestOf(route, parameters, chosen);
		const key = `${what.url} ${chosen['X-User-ID']} ${chosen.signed}`;
		if (!seen.has(key))
			seen.set(key, { what, ...await cost(what, LOOKS) });
		return seen.get(key);
	};
	let best = await ask();
	if (best.status === 400) { // perhaps it wants more than it says
		for (const [name, list] of tries)
			chosen[name] = list.find((v) => v !== undefined);
		best = await ask();
	}
	for (let round = 0; round < ROUNDS; round++) {
		const before = best;
		for (const [name, list] of tries) {
			let kept = chosen[name];
			for (const value of list) {
				chosen[name] = value;
				const now = await ask();
				if (now.ms > best.ms) {
					best = now;
					kept = value;
				}
			}
			chosen[name] = kept;
		}
		if (best === before)
			break;
	}
	return best;
}

function routes() {
	const all = Object.entries(api.paths).flatMap(([path, methods]) =>
		Object.entries(methods).map(([method, r]) => ({ path,
			method: method.toUpperCase(), parameters: r.parameters ?? [],
			takesBody: method === 'post' })));
	return all.filter(({ path }) => !(path.startsWith('/v1/') && !path.startsWith('/v1/full/') &&
		path.replace('/v1/', '/v1/full/') in api.paths))
		.filter(({ path }) => !opt.only || opt.only.split(' ').some((word) => path.includes(word)));
}

// What people ask for, each a page of the usual length; for a user, so that
// the rows say what he has done with them.
function ordinary() {
	const me = `user_id=${hashId(ids.users[20])}`;
	const [u, t, p] = [ids.users[10], ids.tracks[10], ids.playlists[10]].map(hashId);
	return ['/health_check', '/version', `/users?id=${ids.users[3]}`,
		`/tracks?id=${ids.tracks[3]}`, `/playlists?playlist_id=${ids.playlists[3]}`,
		`/v1/users/${u}?${me}`, `/v1/full/users/${u}?${me}`,
		`/v1/users/handle/${ids.handle}?${me}`, `/v1/full/users/${u}/tracks?${me}`,
		`/v1/full/users/${u}/followers?${me}`, `/v1/full/users/${u}/following?${me}`,
		`/v1/tracks?${ids.tracks.slice(0, 5).map((id) => `id=${hashId(id)}`).join('&')}&${me}`,
		`/v1/full/tracks/${t}?${me}`, `/v1/full/tracks/${t}/reposts?${me}`,
		`/v1/full/playlists/${p}?${me}`, `/v1/full/playlists/${p}/tracks?${me}`,
		`/v1/full/tracks/trending?limit=10&${me}`, `/v1/full/search/autocomplete?query=night&${me}`,
		`/v1/full/users/${u}/reposts?limit=10&${me}`,
	].map((url) => ({ method: 'GET', url, headers: {} }));
}

async function usual() {
	const all = [];
	for (const what of ordinary()) {
		const { ms, status } = await cost(what, TIMES);
		if (status >= 400)
			throw new Error(`${what.url}: status ${status}`);
		all.push(ms);
	}
	return median(all);
}

const found = [], silent = [];
for (const route of routes()) {
	const best = await dearest(route);
	process.stderr.write(`${best.ms.toFixed(1)} ms, ${best.status}: ${shortly(best.what)}\n`);
	(best.ms > 0 ? found : silent).push({ ...best, path: route.path });
}
found.sort((a, b) => b.ms - a.ms);
// what is compared is measured close together: on a busy machine all takes longer
const around = [await usual()];
for (const one of found.slice(0, 2 * SHOWN))
	one.ms = (await cost(one.what, TIMES)).ms;
around.push(await usual());
const middle = (around[0] + around[1]) / 2;
console.log(`  ${'processor time, median request'.padEnd(34)} ${middle.toFixed(2)} ms`);
found.sort((a, b) => b.ms - a.ms);
for (const one of found.slice(0, SHOWN))
	console.log(`  ${one.ms.toFixed(2).padStart(8)} ms ${(one.ms / middle).toFixed(1).padStart(6)}  ${shortly(one.what)}`);
console.log(`  ${found.length} routes asked; without an answer: ${
	silent.map(({ path, status }) => `${path} ${status}`).join(', ') || 'none'}`);
const ratio = found[0].ms / middle;
console.log(`${'dearest request / median'.padEnd(52)} ${ratio.toFixed(2)}  (budget <= ${BUDGET}: ${
	ratio <= BUDGET ? 'met' : 'MISSED'})\n`);
agent.destroy();
