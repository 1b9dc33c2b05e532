// SPDX-License-Identifier: ISC
// What the database must hold after these blocks: the rules of the data model
// once more, in another language than the product and from the events alone.
import { readFileSync } from 'node:fs';

import { aggregatePlaylist, aggregateTrack, aggregateUser } from './model/aggregates.mjs';
import { cidOf } from './model/cid.mjs';
import { applyEntityEvents } from './model/em.mjs';
import { eventsOf } from './model/events.mjs';
import { applyPlaylistEvents } from './model/playlists.mjs';
import { applySocialEvents } from './model/social.mjs';
import { cleanJson } from './model/text.mjs';
import { applyTrackEvents } from './model/tracks.mjs';
import { applyReplicaEvents, applyUserEvents } from './model/users.mjs';

/** Kinds of news that the database makes itself: the books know few of them. */
export const NEWS = new Set(JSON.parse(readFileSync(new URL('news.json', import.meta.url), 'utf8')));

// In the order in which the batches of one block are written.
const BATCHES = {
  UserFactory: applyUserEvents,
  TrackFactory: applyTrackEvents,
  SocialFeatureFactory: applySocialEvents,
  PlaylistFactory: applyPlaylistEvents,
  UserLibraryFactory: applySocialEvents,
  UserReplicaSetManager: applyReplicaEvents,
  EntityManager: applyEntityEvents,
  IPLDBlacklistFactory: applyBlacklistEvents,
};

// Name of the table, the state behind it and the columns that order its rows.
const TABLES = [
  ['users', 'users', ['user_id']],
  ['tracks', 'tracks', ['track_id']],
  ['playlists', 'playlists', ['playlist_id']],
  ['follows', 'follows', ['follower_user_id', 'followee_user_id']],
  ['reposts', 'reposts', ['user_id', 'repost_type', 'repost_item_id']],
  ['saves', 'saves', ['user_id', 'save_type', 'save_item_id']],
  ['track_routes', 'trackRoutes', ['owner_id', 'slug']],
  ['playlist_routes', 'playlistRoutes', ['owner_id', 'slug']],
  ['stems', 'stems', ['parent_track_id', 'child_track_id']],
  ['remixes', 'remixes', ['parent_track_id', 'child_track_id']],
  ['ursm_content_nodes', 'nodes', ['cnode_sp_id']],
  ['ipld_blacklists', 'blacklist', ['blocknumber', 'ipld']],
  ['skipped_transactions', 'skipped', ['blocknumber', 'txhash']],
  ['cid_data', 'documents', ['cid']],
  ['subscriptions', 'subscriptions', ['subscriber_id', 'user_id', 'entity_type']],
  ['shares', 'shares', ['user_id', 'share_type', 'share_item_id', 'txhash']],
  ['associated_wallets', 'wallets', ['user_id', 'chain', 'wallet']],
  ['user_events', 'userEvents', ['user_id']],
  ['user_payout_wallet_history', 'payouts', ['user_id', 'block_timestamp']],
  ['collectibles', 'collectibles', ['user_id']],
  ['developer_apps', 'developerApps', ['address']],
  ['grants', 'grants', ['grantee_address', 'user_id']],
  ['dashboard_wallet_users', 'dashboards', ['wallet']],
  ['muted_users', 'mutes', ['user_id', 'muted_user_id']],
  ['track_downloads', 'downloads', ['parent_track_id', 'track_id', 'txhash']],
  ['track_price_history', 'trackPrices', ['track_id', 'block_timestamp']],
  ['album_price_history', 'albumPrices', ['playlist_id', 'block_timestamp']],
  ['playlist_tracks', 'members', ['playlist_id', 'track_id']],
  ['playlist_seen', 'playlistsSeen', ['user_id', 'playlist_id']],
  ['notification_seen', 'seen', ['user_id', 'seen_at']],
  ['notification', 'notifications', ['group_id', 'specifier']],
  ['reactions', 'reactions', ['reacted_to', 'reaction_type']],
  ['comments', 'comments', ['comment_id']],
  ['comment_threads', 'threads', ['parent_comment_id', 'comment_id']],
  ['comment_reactions', 'commentReactions', ['comment_id', 'user_id']],
  ['comment_mentions', 'mentions', ['comment_id', 'user_id']],
  ['comment_reports', 'reports', ['comment_id', 'user_id']],
  ['comment_notification_settings', 'settings', ['user_id', 'entity_type', 'entity_id']],
  ['events', 'events', ['event_id']],
  ['encrypted_emails', 'emails', ['email_owner_user_id']],
  ['email_access', 'emailAccess', ['email_owner_user_id', 'receiving_user_id', 'grantor_user_id']],
  ['track_collaborators', 'collaborators', ['track_id', 'collaborator_user_id']],
  ['oauth_redirect_uris', 'redirects', ['client_id', 'redirect_uri']],
];

// Not rows of tables: tips, coins of artists and content nodes of other chains,
// how often each rule and each act of EntityManager occurred.
const NOTES = ['tips', 'coins', 'providers', 'rules', 'acts'];

const NOBODY = { verifiedAddress: undefined };

function applyBlacklistEvents(books, block, events) {
  for (const { args } of events) {
    const ipld = cidOf(args._multihashDigest);
    books.state.blacklist.set(`${block.hash}/${ipld}`, {
      ipld, is_blacklisted: true, is_current: true, blockhash: block.hash, blocknumber: block.number,
    });
  }
}

function emptyState() {
  const names = [...TABLES.map(([, name]) => name), ...NOTES];
  return { head: null, ...Object.fromEntries(names.map((name) => [name, new Map()])) };
}

function byColumns(columns) {
  return (a, b) => {
    const column = columns.find((name) => a[name] !== b[name]);
    if (column === undefined)
      return 0;
    return a[column] < b[column] ? -1 : 1;
  };
}

export class Books {
  /**
   * contracts: name -> address.  readDocument(cid) gives the parsed document.
   * settings: whom the operator lets verify users.
   */
  constructor(contracts, readDocument, { settings = NOBODY, state = emptyState() } = {}) {
    this.contracts = contracts;
    this.readDocument = readDocument;
    this.settings = settings;
    this.state = state;
    this.outcomes = new Map();
  }

  /** The second chain has EntityManager alone. */
  get isFirstChain() {
    return this.contracts.UserFactory !== undefined;
  }

  /** Independent books that hold the same. */
  clone() {
    return new Books(this.contracts, this.readDocument, {
      settings: this.settings, state: structuredClone(this.state),
    });
  }

  /** block: {number, hash, timestamp, receipts in the order of the block}. */
  applyBlock(block) {
    this.outcomes.clear();
    for (const [contract, apply] of Object.entries(BATCHES)) {
      const address = this.contracts[contract];
      if (address === undefined)
        continue;
      const events = block.receipts
        .filter(({ to }) => to?.toLowerCase() === address.toLowerCase())
        .flatMap((receipt) => eventsOf(contract, address, receipt));
      for (const event of events.filter(({ fits }) => !fits)) {
        this.outcomes.set(event.txhash, 'skip');
        this.skip(block, event.txhash);
      }
      apply(this, block, events.filter(({ fits }) => fits));
    }
    this.state.head = { number: block.number, hash: block.hash };
  }

  skip(block, txhash) {
    this.state.skipped.set(txhash, { blocknumber: block.number, blockhash: block.hash, txhash, level: 'node' });
  }

  /** What came of an act: accept, ignore, skip, or the rule against it. */
  note(txhash, act, outcome) {
    const { acts, rules } = this.state;
    const add = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);
    this.outcomes.set(txhash, outcome);
    if (outcome === 'accept')
      add(acts, act);
    else
      add(rules, outcome);
  }

  /** A metadata document, noted as used; its first use decides its type. */
  document(cid, type) {
    const data = this.readDocument(cid);
    if (!this.state.documents.has(cid))
      this.state.documents.set(cid, { cid, type, data: cleanJson(data) });
    return data;
  }

  tables() {
    const rows = TABLES.map(([table, name, key]) => [table, [...this.state[name].values()].sort(byColumns(key))]);
    return {
      ...Object.fromEntries(rows),
      aggregate_user: aggregateUser(this.state),
      aggregate_track: aggregateTrack(this.state),
      aggregate_playlist: aggregatePlaylist(this.state),
    };
  }

  /** Not counted: documents, ones that nobody used may be kept as well, and the database's own news. */
  summary() {
    const tables = this.tables();
    const { cid_data: documents, ...counted } = tables;
    counted.notification = counted.notification.filter(({ type }) => !NEWS.has(type));
    const totals = Object.fromEntries(Object.entries(counted).map(([table, rows]) => [table, rows.length]));
    return { head: this.state.head, totals, tables };
  }
}
