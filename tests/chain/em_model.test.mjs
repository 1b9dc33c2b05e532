// SPDX-License-Identifier: ISC
// The books' own model of EntityManager's rules, case by case: the published
// ones, and those that the indexer is held to.  Books know the rules of today
// only; cases whose outcome was another one in their own time are named here.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { Books } from './lib/books.mjs';
import { blankPlaylist, blankTrack, blankUser } from './lib/model/blank.mjs';
import { applyEntityEvents } from './lib/model/em.mjs';
import { parentsOf } from './lib/model/metadata.mjs';
import { timestamp } from './lib/model/time.mjs';
import { setParents } from './lib/model/tracks.mjs';
import { chainVectors, em2025Vectors } from './lib/vectors.mjs';

const casesOf = (name) =>
  JSON.parse(readFileSync(new URL(`../live/${name}`, import.meta.url))).entity_manager_cases;

const mark = (row) => `${row.comment_id}/${row.user_id}`;
const pair = (a, b) => (row) => `${row[a]}/${row[b]}`;

/** Where a table's rows are in the books: state, key, other columns. */
const TABLES = {
  users: ['users', (row) => row.user_id, (row) => blankUser(row.user_id)],
  tracks: ['tracks', (row) => row.track_id, (row) => blankTrack(row.track_id)],
  playlists: ['playlists', (row) => row.playlist_id, (row) => blankPlaylist(row.playlist_id)],
  follows: ['follows', pair('follower_user_id', 'followee_user_id')],
  subscriptions: ['subscriptions', (row) => `${row.subscriber_id}/${row.user_id}/${row.entity_type ?? 'User'}`,
    () => ({ entity_type: 'User', entity_id: null })],
  saves: ['saves', (row) => `${row.user_id}/${row.save_item_id}/${row.save_type}`],
  reposts: ['reposts', (row) => `${row.user_id}/${row.repost_item_id}/${row.repost_type}`],
  shares: ['shares', (row) => `${row.user_id}/${row.share_item_id}/${row.share_type}/${row.txhash}`],
  stems: ['stems', pair('parent_track_id', 'child_track_id')],
  remixes: ['remixes', pair('parent_track_id', 'child_track_id')],
  track_routes: ['trackRoutes', pair('owner_id', 'slug')],
  playlist_routes: ['playlistRoutes', pair('owner_id', 'slug')],
  playlist_tracks: ['members', pair('playlist_id', 'track_id')],
  playlist_seen: ['playlistsSeen', pair('user_id', 'playlist_id')],
  notification_seen: ['seen', pair('user_id', 'seen_at')],
  notification: ['notifications', pair('group_id', 'specifier')],
  developer_apps: ['developerApps', (row) => row.address, () => ({ is_delete: false, is_personal_access: false })],
  grants: ['grants', pair('grantee_address', 'user_id'), () => ({ is_revoked: false, is_approved: null })],
  dashboard_wallet_users: ['dashboards', (row) => row.wallet, () => ({ is_delete: false })],
  muted_users: ['mutes', pair('user_id', 'muted_user_id'), () => ({ is_delete: false })],
  associated_wallets: ['wallets', (row) => `${row.user_id}/${row.chain}/${row.wallet}`],
  user_events: ['userEvents', (row) => row.user_id],
  user_payout_wallet_history: ['payouts', pair('user_id', 'block_timestamp')],
  service_providers: ['providers', (row) => row.sp_id],
  user_tips: ['tips', (row) => row.signature],
  reactions: ['reactions', pair('reacted_to', 'reaction_type')],
  collectibles: ['collectibles', (row) => row.user_id],
  cid_data: ['documents', (row) => row.cid],
  track_downloads: ['downloads', (row) => `${row.parent_track_id}/${row.track_id}/${row.txhash}`],
  track_price_history: ['trackPrices', pair('track_id', 'block_timestamp')],
  album_price_history: ['albumPrices', pair('playlist_id', 'block_timestamp')],
  ursm_content_nodes: ['nodes', (row) => row.cnode_sp_id],
  comments: ['comments', (row) => row.comment_id, () => ({ is_delete: false })],
  comment_threads: ['threads', pair('parent_comment_id', 'comment_id')],
  comment_reactions: ['commentReactions', mark, () => ({ is_delete: false })],
  comment_mentions: ['mentions', mark, () => ({ is_delete: false })],
  comment_reports: ['reports', mark, () => ({ is_delete: false })],
  comment_notification_settings: ['settings', (row) => `${row.user_id}/${row.entity_id}/${row.entity_type}`],
  events: ['events', (row) => row.event_id, () => ({ is_deleted: false, event_data: null })],
  encrypted_emails: ['emails', (row) => row.email_owner_user_id],
  email_access: ['emailAccess', (row) => `${row.email_owner_user_id}/${row.receiving_user_id}/${row.grantor_user_id}`],
  track_collaborators: ['collaborators', pair('track_id', 'collaborator_user_id')],
  oauth_redirect_uris: ['redirects', pair('client_id', 'redirect_uri')],
  artist_coins: ['coins', (row) => row.user_id],
};

const TIMES = new Set([
  'created_at', 'updated_at', 'end_date', 'release_date', 'last_added_to', 'seen_at', 'block_timestamp', 'timestamp',
]);

/** Cases say times as seconds since 1970. */
function withTimes(row) {
  return Object.fromEntries(Object.entries(row).map(([column, value]) =>
    [column, TIMES.has(column) && typeof value === 'number' ? timestamp(value) : value]));
}

const list = (rows) => [rows].flat();

function booksBefore({ prior, config = {} }) {
  const books = new Books({}, undefined, {
    settings: { verifiedAddress: config.verified_address },
  });
  for (const [table, rows] of Object.entries(prior)) {
    const [name, key, blank = () => ({})] = TABLES[table];
    for (const row of list(rows).map(withTimes))
      books.state[name].set(key(row), { ...blank(row), ...structuredClone(row) });
  }
  for (const row of list(prior.tracks ?? []))
    setParents(books.state.remixes, parentsOf(row).remixes, row.track_id);
  return books;
}

/** Descriptions of long text, made into the text. */
function generated(text) {
  const [, head, count, part, tail] = /^@generate:(.*)\[(\d+) x (.*?)\](.*)$/s.exec(text) ?? [];
  return head === undefined ? text : `${head}[${Array(Number(count)).fill(part).join()}]${tail}`;
}

function apply(books, { event, events = [event], block_timestamp: time }) {
  const block = { number: 100, hash: '0xb', timestamp: time };
  const read = events.map((args, i) => ({
    name: 'ManageEntity', txhash: `0x${(0xa0 + i).toString(16).repeat(32)}`,
    args: { ...args, _userId: Number(args._userId), _entityId: Number(args._entityId), _metadata: generated(args._metadata) },
  }));
  applyEntityEvents(books, block, read.filter(({ args }) => args._userId < 2 ** 31));
  return books.outcomes.get(read.at(-1).txhash);
}

// That nothing had to be done is for the rows to show.
const ENDINGS = { accept: /^(accept|ignore)$/, ignore: /^ignore$/, reject: /^[A-Z]+\d*a?$|^skip$/ };

function holds(found, wanted) {
  if (Array.isArray(wanted))
    return Array.isArray(found) && found.length === wanted.length && wanted.every((one, i) => holds(found[i], one));
  if (wanted === null || typeof wanted !== 'object')
    return (found ?? null) === wanted;
  return found !== null && typeof found === 'object' && Object.entries(wanted).every(([key, one]) => holds(found[key], one));
}

/** Books count rows; a counter without them is none of theirs. */
const isBacked = ({ prior }) => !Object.keys(prior).some((table) => table.startsWith('aggregate_'));

/** Today they come out otherwise, or write other rows. */
const EARLIER = {
  published: new Set([
    'user create, single transaction sign-up',
    'track create, metadata names another owner: the owner is _userId',
    'playlist create',
    'public playlist cannot be made private',
  ]),
  newest: new Set([
    'the same before the first day: both users stay',
    'handle with a refused word before the first day',
    'name with a refused word, before names were looked at',
    'the same before normalisation',
    'sign-up with a name of 33 characters before the first day',
    'collectibles',
    'preview_cid null before the take-over is no news',
    'stem stays a stem, remix stays a remix (before the take-over)',
    'comment of 401 before the first day',
    'event without an end, before the take-over',
    'end of an event taken away, before the take-over',
    'texts cleared with null and empty text, before the take-over',
  ]),
  main: new Set([
    'columns that null clears, and absent ones that stay',
    'wallets of both chains',
    'wallets that are not named any more go',
    'collectibles',
    'a DDEX application delivers',
    'columns fixed on creation, and others',
    'an entry after the year 9999',
  ]),
  others: new Set([
    'an application is changed',
    'a grant is refused',
    'a manager who signs up again in this block',
    'the owner hears of a comment',
    'those mentioned are told, each once',
    'the author of a comment hears of an answer',
    'mentions go, come back and are new',
    'an event without an end, once',
    'an event that is over, once',
    'a contest about a remix, once',
    'a second contest, once',
    'a contest gets shorter, once',
  ]),
};

/** A case, and what it comes to; throws where it comes out otherwise. */
function tried(title, one) {
  const books = booksBefore(one);
  const outcome = apply(books, one);
  assert.match(outcome ?? 'skip', ENDINGS[one.expect], title);
  const tables = books.tables();
  for (const [table, rows] of Object.entries(one.rows ?? {}))
    for (const row of list(rows).map(withTimes))
      assert.ok(tables[table].some((found) => holds(found, row)),
        `${title}: ${table}\n${JSON.stringify(tables[table])}\n${JSON.stringify(row)}`);
  for (const [table, rows] of Object.entries(one.absent ?? one.no_rows ?? {}))
    for (const row of list(rows).map(withTimes))
      assert.ok(!tables[table].some((found) => holds(found, row)), `${title}: ${table} holds it`);
}

function check(name, cases) {
  for (const one of cases.filter(isBacked)) {
    const title = `${name} ${one.id}: ${one.name}`;
    if (EARLIER[name]?.has(one.name))
      assert.throws(() => tried(title, one), assert.AssertionError, `${title}: is as it was`);
    else
      tried(title, one);
  }
  assert.ok(cases.length >= 70);
}

test('the published cases of EntityManager come out as they should', () => {
  check('published', chainVectors.entity_manager_cases);
});

test('so do those of the newest rules', () => {
  check('newest', em2025Vectors.entity_manager_cases);
});

test('so do the cases about users, tracks, playlists and social acts', () => {
  check('main', casesOf('em_main_cases.json'));
});

test('so does each key of the metadata', () => {
  check('keys', casesOf('em_key_cases.json').filter(({ name }) => !name.includes('early:')));
});

test('so do the cases about everything else', () => {
  check('others', casesOf('em_cases.json'));
});
