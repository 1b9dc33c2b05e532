// SPDX-License-Identifier: ISC
import assert from 'node:assert/strict';
import test from 'node:test';

import { getBytes, hexlify } from 'ethers-6';

import { Books } from './lib/books.mjs';
import { cidOf, cidOfContent, digestOf, singleChunkNode } from './lib/model/cid.mjs';
import { EVENTS, eventsOf } from './lib/model/events.mjs';
import { applyPlaylistEvents } from './lib/model/playlists.mjs';
import { assignRoute } from './lib/model/routes.mjs';
import { cleanBytes, cleanFixed, hashId, numberedSlug, routeId, titleSlug } from './lib/model/text.mjs';
import { releaseDate, timestamp } from './lib/model/time.mjs';
import { chainVectors, restVectors } from './lib/vectors.mjs';

const contracts = Object.fromEntries(
  Object.keys(EVENTS).map((name, i) => [name, `0x${String(i + 1).padStart(40, '0')}`]),
);

test('titles become the published slugs and route ids', () => {
  for (const vector of chainVectors.slugs) {
    const slug = titleSlug(vector.title, vector.track_id);
    assert.equal(slug, vector.title_slug);
    assert.equal(numberedSlug(slug, 2), vector.slug_collision_2);
    assert.equal(routeId(vector.handle, vector.title), vector.route_id);
  }
  for (const { title, handle, route_id: expected } of restVectors.route_id_and_slug.route_id)
    assert.equal(routeId(handle, title), expected);
  for (const { title, record_id: id = 1, collision_id: collision, slug } of restVectors.route_id_and_slug.slug)
    assert.equal(numberedSlug(titleSlug(title, id), collision), slug);
});

test('titles of one owner get the published routes', () => {
  const { owner_id: ownerId, steps } = chainVectors.slug_scenario;
  const routes = new Map();
  steps.forEach(({ title, track_id: trackId, slug, title_slug: titlePart, collision_id: collision }, i) => {
    assignRoute(routes, { track_id: trackId }, ownerId, title, { blocknumber: i });
    const current = [...routes.values()].filter((row) => row.track_id === trackId && row.is_current);
    assert.equal(current.length, 1);
    assert.deepEqual([current[0].slug, current[0].title_slug, current[0].collision_id], [slug, titlePart, collision]);
  });
});

test('a playlist goes through the published contents', () => {
  const books = new Books(contracts);
  for (const step of chainVectors.playlist_scenario.steps) {
    const block = { number: step.block_timestamp, hash: `0x${step.block_timestamp}`, timestamp: step.block_timestamp };
    applyPlaylistEvents(books, block, [{ name: step.event, args: step.args, txhash: '0x' }]);
    const row = books.state.playlists.get(1);
    assert.deepEqual(row.playlist_contents.track_ids.map(({ track, time }) => [track, time]), step.track_ids);
    assert.equal(row.last_added_to, step.last_added_to && timestamp(step.last_added_to));
    assert.equal(row.updated_at, timestamp(step.block_timestamp));
  }
});

test('content has the published ids', () => {
  for (const { digest, cidv0 } of chainVectors.cidv0) {
    assert.equal(cidOf(digest), cidv0);
    assert.equal(digestOf(cidv0), digest);
  }
  for (const { content_hex: content, node_hex: node, cidv0 } of chainVectors.unixfs_single_chunk) {
    assert.equal(hexlify(singleChunkNode(getBytes(content))), node);
    assert.equal(cidOfContent(getBytes(content)), cidv0);
  }
});

test('numbers have the published hash ids', () => {
  for (const { id, hash } of chainVectors.hashids.vectors)
    assert.equal(hashId(id), hash);
});

test('words become text without what is no text', () => {
  for (const { bytes32, text } of chainVectors.bytes32_text)
    assert.equal(cleanFixed(getBytes(bytes32)), (text ?? '').replace(/\0/g, ''));
});

test('bytes that are not UTF-8 are dropped, the rest stays', () => {
  const cases = [
    ['61ff62', 'ab'], ['c328', '('], ['e28241', 'A'], ['eda080', ''], ['f09f8e21', '!'], ['f09f8eb5', '🎵'],
    ['c080', ''], ['e0809f', ''], ['f5808080', ''], ['f48fbfbf', '\u{10ffff}'], ['f4908080', ''],
    ['efbfbd', '\ufffd'], ['610062', 'ab'],
  ];
  for (const [hex, text] of cases)
    assert.equal(cleanBytes(getBytes(`0x${hex}`)), text, hex);
});

test('release dates are read in three forms and no other', () => {
  const cases = [
    ['Fri Dec 23 2022 10:00:00 GMT-0500', '2022-12-23T15:00:00'],
    ['Sat Jan 02 2021 00:00:00 GMT+0530', '2021-01-01T18:30:00'],
    ['2021-06-01T12:30:15.120Z', '2021-06-01T12:30:15.12'],
    ['2021-06-01T12:30:15.000Z', '2021-06-01T12:30:15'],
    ['1640995200', '2022-01-01T00:00:00'],
    ['2021-06-01T12:30:15Z', null], ['2021-06-01', null], ['', null], ['yesterday', null],
  ];
  for (const [text, expected] of cases)
    assert.equal(releaseDate(text), expected, text);
});

test('published logs are read as they were meant', () => {
  const read = chainVectors.logs.filter(({ contract, event }) =>
    EVENTS[contract]?.some((text) => text.startsWith(`${event}(`)));
  assert.ok(read.length >= 35);
  for (const log of read) {
    const receipt = { transactionHash: '0x', logs: [{ ...log, logIndex: '0x0' }] };
    const events = eventsOf(log.contract, log.address, receipt);
    assert.equal(events.length, 1, log.signature);
    for (const [name, value] of Object.entries(log.decoded).filter(([, decoded]) => /^\d+$/.test(decoded)))
      assert.equal(String(events[0].args[name]), value, `${log.signature} ${name}`);
  }
});

test('malformed text is cleaned, a log of a stranger is not read', () => {
  for (const { event, topics, data, text } of chainVectors.malformed_logs.filter(({ expect }) => expect === 'clean')) {
    const [contract] = Object.entries(EVENTS).find(([, list]) => list.some((entry) => entry.startsWith(`${event}(`)));
    const log = { address: contracts[contract], topics, data, logIndex: '0x0' };
    const [{ args }] = eventsOf(contract, contracts[contract], { transactionHash: '0x', logs: [log] });
    assert.ok(Object.values(args).includes(text), event);
    const stranger = { ...log, address: contracts.IPLDBlacklistFactory };
    assert.deepEqual(eventsOf(contract, contracts[contract], { transactionHash: '0x', logs: [stranger] }), []);
  }
});
