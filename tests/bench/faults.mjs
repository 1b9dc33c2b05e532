// SPDX-License-Identifier: ISC
// Requests as many strangers at once would send them: equal ones against
// different ones, and the first for an answer that is kept.  faults.sh starts it.
import { readFileSync, writeFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { parseArgs } from 'node:util';

import { hashId } from '../chain/lib/model/text.mjs';

const AT_ONCE = 40;

const { values: opt } = parseArgs({ options: Object.fromEntries(
	['url', 'ids', 'uncached', 'rounds', 'paths']
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
const encoded = { users: ids.users.map(hashId) };

const and = (path, args) => path + (path.includes('?') ? '&' : '?') + args;

// An ordinary question to each route without a life; others need no argument.
const ordinary = {
	'/block_confirmation': `blockhash=${ids.blockhash}&blocknumber=${ids.blocknumber}`,
	'/block-confirmation': `blockhash=${ids.blockhash}&blocknumber=${ids.blocknumber}`,
	'/indexing/transaction_status': `blockhash=${ids.blockhash}&blocknumber=1&transactionhash=0x1`,
	'/users/account': `wallet=0x${'a'.repeat(40)}`,
	'/users/genre/top': 'genre=Electronic',
	'/search/full': 'query=a',
	'/search/autocomplete': 'query=a',
	'/search/tags': 'query=a',
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
		.filter((line) => /^\/\S* (?:status|uncached);/.test(line)).map((line) => line.split(' ')[0]);
	const worst = { ratio: 0 };
	for (const path of paths) {
		const base = and(path, ordinary[path] ?? 'q=1');
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

const me = `user_id=${encoded.users[0]}`; // makes an answer that nobody keeps

writeFileSync(opt.paths, encoded.users.slice(0, 50)
	.map((id) => `/v1/full/users/${id}?${me}\n`).join(''));
await equalAgainstDifferent();
await firstMisses();
agent.destroy();
