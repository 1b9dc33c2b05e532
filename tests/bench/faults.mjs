// SPDX-License-Identifier: ISC
// Requests as many strangers at once would send them: equal ones against
// different ones, the first for an answer that is kept, and the dearest that
// the routes allow against the median.  faults.sh starts it.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { parseArgs } from 'node:util';

import { hashId } from '../chain/lib/model/text.mjs';

const AT_ONCE = 40;
const TIMES = 15; // of one request whose processor time is wanted

const { values: opt } = parseArgs({ options: Object.fromEntries(
	['url', 'ids', 'uncached', 'rounds', 'paths', 'postmaster', 'pool']
		.map((name) => [name, { type: 'string' }])) });
const ids = JSON.parse(readFileSync(opt.ids, 'utf8'));
const rounds = Number(opt.rounds);
const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
let fresh = 0; // a number that no other request has

// {status, ms, at}: at is when the last byte was there
function ask(path) {
	return new Promise((done, fail) => {
		const began = performance.now();
		get(opt.url + path, { agent }, (res) => {
			res.resume();
			res.on('end', () => {
				const at = performance.now();
				done({ status: res.statusCode, ms: at - began, at });
			});
			res.on('error', fail);
		}).on('error', fail);
	});
}

function quantile(v, q) {
	const sorted = [...v].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))];
}

// The ids as clients write them.
const encoded = {
	users: ids.users.map(hashId),
	tracks: ids.tracks.map(hashId),
	playlists: ids.playlists.map(hashId),
	followed: hashId(ids.followed),
	follower: hashId(ids.follower),
};

const and = (path, args) => path + (path.includes('?') ? '&' : '?') + args;
const repeat = (name, list) => list.map((v) => `${name}=${v}`).join('&');

// An ordinary question to each route without a life.
const ordinary = {
	'/health_check': '',
	'/block_check': '',
	'/version': '',
	'/ready': '',
	'/location': '',
	'/ip_check': '',
	'/block_confirmation': `blockhash=${ids.blockhash}&blocknumber=${ids.blocknumber}`,
	'/block-confirmation': `blockhash=${ids.blockhash}&blocknumber=${ids.blocknumber}`,
	'/indexing/transaction_status': `blockhash=${ids.blockhash}&blocknumber=1&transactionhash=0x1`,
	'/indexing/skipped_transactions': '',
	'/users': `id=${ids.users[0]}`,
	'/tracks': `id=${ids.tracks[0]}`,
	'/playlists': `playlist_id=${ids.playlists[0]}`,
	'/v1/resolve': `url=https://audius.co/${encodeURIComponent(ids.handle)}`,
	'/v1/full/resolve': `url=https://audius.co/${encodeURIComponent(ids.handle)}`,
};

async function atOnce(path) {
	const all = [];
	for (let i = 0; i < AT_ONCE; i++)
		all.push(ask(path(i)));
	return Promise.all(all);
}

function said(name, value, budget, text) {
	const met = value <= budget ? 'met' : 'MISSED';
	console.log(`${name.padEnd(52)} ${value.toFixed(2)}  (budget <= ${budget}: ${met})${text}`);
}

async function equalAgainstDifferent() {
	const paths = readFileSync(opt.uncached, 'utf8').split('\n')
		.filter((line) => /^\//.test(line)).map((line) => line.split(' ')[0]);
	const worst = { ratio: 0 };
	for (const path of paths) {
		if (!(path in ordinary))
			throw new Error(`${path}: faults.mjs has no question to it`);
		const base = and(path, ordinary[path] || 'q=1');
		const equal = [], different = [];
		for (let r = 0; r < rounds; r++) {
			const n = ++fresh;
			different.push(...await atOnce((i) => `${base}&n=${n}.${i}`));
			equal.push(...await atOnce(() => `${base}&n=${n}`));
		}
		// 500 is what /block_check says of an indexer that stands still
		const bad = [...equal, ...different].find((a) => a.status > 500);
		if (bad)
			throw new Error(`${base}: status ${bad.status}`);
		const [e, d] = [equal, different].map((v) => v.map((a) => a.ms));
		const ratio = quantile(e, 0.99) / quantile(d, 0.99);
		console.log(`  ${path.padEnd(34)} p99 of ${AT_ONCE} equal ${quantile(e, 0.99)
			.toFixed(1)} ms, different ${quantile(d, 0.99).toFixed(1)} ms: ${ratio.toFixed(2)}`);
		if (ratio > worst.ratio)
			Object.assign(worst, { ratio, path });
	}
	said('equal / different, the worst route', worst.ratio, 3, ` ${worst.path}\n`);
}

// 40 who want an answer that nobody has yet, and 40 who want it again.
async function firstMisses() {
	const cold = [], warm = [], lag = [];
	for (const id of encoded.users.slice(0, rounds)) {
		const path = `/v1/full/users/${id}?n=${++fresh}`;
		const first = await atOnce(() => path);
		const at = first.map((a) => a.at);
		lag.push(Math.max(...at) - Math.min(...at));
		cold.push(...first.map((a) => a.ms));
		warm.push(...(await atOnce(() => path)).map((a) => a.ms));
	}
	console.log(`  ${'one full user, cold'.padEnd(34)} p99 of ${AT_ONCE} equal ${
		quantile(cold, 0.99).toFixed(1)} ms; the last has it ${
		quantile(lag, 0.5).toFixed(1)} ms after the first (median)`);
	console.log(`  ${'the same, kept by nginx'.padEnd(34)} p99 of ${AT_ONCE} equal ${
		quantile(warm, 0.99).toFixed(1)} ms`);
	said('first miss / hit, p99 of 40 equal',
		quantile(cold, 0.99) / quantile(warm, 0.99), 5, '\n');
}

// --- processor time

const backends = () => readdirSync('/proc').filter((pid) => {
	try {
		return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/stat`, 'utf8')
			.replace(/.*\) /, '').split(' ')[1] === opt.postmaster;
	} catch {
		return false;
	}
});

// Milliseconds that the pool and the database have computed so far.
function spent() {
	let ns = 0;
	for (const pid of [...opt.pool.split(','), ...backends()])
		try {
			ns += Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]);
		} catch {
			// it ended; what it had done is not of this request
		}
	return ns / 1e6;
}

// Of one request, or null when it is refused; warm, and past every cache.
async function cost(path) {
	if ((await ask(and(path, `n=${++fresh}`))).status === 400)
		return null;
	for (let i = 0; i < 8; i++) // each process of the pool has its plan
		await ask(and(path, `n=${++fresh}`));
	const before = spent();
	for (let i = 0; i < TIMES; i++)
		await ask(and(path, `n=${++fresh}`));
	return (spent() - before) / TIMES;
}

const me = `user_id=${encoded.users[0]}`; // makes an answer that nobody keeps

function ordinaryRequests() {
	const u = `/v1/full/users/${encoded.users[0]}`;
	return [
		...Object.entries(ordinary).map(([path, args]) => and(path, args || 'q=1')),
		`${u}?${me}`, `/v1/users/${encoded.users[0]}?${me}`,
		`/v1/users/handle/${encodeURIComponent(ids.handle)}?${me}`,
		`${u}/tracks?${me}`, `${u}/followers?${me}`, `${u}/following?${me}`,
		`/v1/tracks?${repeat('id', encoded.tracks.slice(0, 5))}&${me}`,
		`/v1/full/tracks/${encoded.tracks[0]}?${me}`,
		`/v1/full/playlists/${encoded.playlists[0]}?${me}`,
		`/v1/full/playlists/${encoded.playlists[0]}/tracks?${me}`,
	];
}

function dearRequests() {
	const u = `/v1/full/users/${encoded.users[0]}`;
	const lists = [
		'/users?limit=500', '/tracks?limit=500', '/playlists?limit=500',
		...['date', 'plays', 'title', 'created_at:desc', 'track_id:asc',
			'title:asc,track_id:desc', 'is_delete:asc', 'release_date:desc',
			'play_count:desc'].map((s) => `/tracks?limit=500&sort=${s}`),
		`/tracks?limit=500&with_users=true&filter_deleted=true`,
		`/tracks?limit=500&user_id=${ids.users[0]}`,
		'/users?limit=500&min_block_number=1', '/tracks?limit=500&min_block_number=1',
		'/playlists?limit=500&with_users=true',
		`${u}/followers?limit=100&${me}`, `${u}/following?limit=100&${me}`,
		`/v1/full/users/${encoded.followed}/followers?limit=100&${me}`,
		`/v1/full/users/${encoded.follower}/following?limit=100&${me}`,
		...['title', 'artist_name', 'release_date', 'last_listen_date', 'added_date',
			'length', 'plays', 'reposts', 'saves', 'most_listens_by_user']
			.map((s) => `${u}/tracks?limit=500&sort_method=${s}&sort_direction=desc&${me}`),
		`${u}/tracks?limit=500&query=a&${me}`,
	];
	return [
		...lists.map((path) => and(path, 'offset=0')),
		// beyond every list; what is more than a route allows is its most
		...lists.map((path) => and(path, 'offset=1000000000')),
		`/tracks?${repeat('id', ids.tracks)}&limit=500`,
		`/users?${repeat('id', ids.users)}&limit=500`,
		`/playlists?${repeat('playlist_id', ids.playlists)}&limit=500&with_users=true`,
		`/v1/full/tracks?${repeat('id', encoded.tracks)}&${me}`,
		`/v1/full/playlists/${encoded.playlists[0]}/tracks?${me}`,
		`/v1/full/playlists/${encoded.playlists[0]}?${me}`,
		'/indexing/skipped_transactions', '/health_check?verbose=true',
	];
}

async function dearestAgainstMedian() {
	const median = quantile((await inTurn(ordinaryRequests()))
		.map((c) => c.ms), 0.5);
	const dear = (await inTurn(dearRequests())).sort((a, b) => b.ms - a.ms);
	console.log(`  ${'processor time, median request'.padEnd(34)} ${median.toFixed(2)} ms`);
	for (const c of dear.slice(0, 5))
		console.log(`  ${c.ms.toFixed(2).padStart(10)} ms  ${c.path.slice(0, 90)}`);
	said('dearest request / median', dear[0].ms / median, 20, '\n');
}

async function inTurn(paths) {
	const out = [];
	for (const path of paths) {
		const ms = await cost(path);
		if (ms !== null)
			out.push({ path, ms });
	}
	return out;
}

writeFileSync(opt.paths, encoded.users.slice(0, 50)
	.map((id) => `/v1/full/users/${id}?${me}\n`).join(''));
await equalAgainstDifferent();
await firstMisses();
await dearestAgainstMedian();
agent.destroy();
