// SPDX-License-Identifier: ISC
// What the database must hold after these blocks: the rules of the data model
// once more, in another language than the product and from the events alone.
import { aggregatePlaylist, aggregateTrack, aggregateUser } from './model/aggregates.mjs';
import { cidOf } from './model/cid.mjs';
import { eventsOf } from './model/events.mjs';
import { applyPlaylistEvents } from './model/playlists.mjs';
import { applySocialEvents } from './model/social.mjs';
import { cleanJson } from './model/text.mjs';
import { applyTrackEvents } from './model/tracks.mjs';
import { applyReplicaEvents, applyUserEvents } from './model/users.mjs';

// In the order in which the batches of one block are written.
const BATCHES = {
  UserFactory: applyUserEvents,
  TrackFactory: applyTrackEvents,
  SocialFeatureFactory: applySocialEvents,
  PlaylistFactory: applyPlaylistEvents,
  UserLibraryFactory: applySocialEvents,
  UserReplicaSetManager: applyReplicaEvents,
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
];

function applyBlacklistEvents(books, block, events) {
  for (const { args } of events) {
    const ipld = cidOf(args._multihashDigest);
    books.state.blacklist.set(`${block.hash}/${ipld}`, {
      ipld, is_blacklisted: true, is_current: true, blockhash: block.hash, blocknumber: block.number,
    });
  }
}

function emptyState() {
  return { head: null, ...Object.fromEntries(TABLES.map(([, name]) => [name, new Map()])) };
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
   */
  constructor(contracts, readDocument, state = emptyState()) {
    this.contracts = contracts;
    this.readDocument = readDocument;
    this.state = state;
  }

  /** Independent books that hold the same. */
  clone() {
    return new Books(this.contracts, this.readDocument, structuredClone(this.state));
  }

  /** block: {number, hash, timestamp, receipts in the order of the block}. */
  applyBlock(block) {
    for (const [contract, apply] of Object.entries(BATCHES)) {
      const address = this.contracts[contract];
      const events = block.receipts
        .filter(({ to }) => to?.toLowerCase() === address.toLowerCase())
        .flatMap((receipt) => eventsOf(contract, address, receipt));
      for (const event of events.filter(({ fits }) => !fits))
        this.skip(block, event.txhash);
      apply(this, block, events.filter(({ fits }) => fits));
    }
    this.state.head = { number: block.number, hash: block.hash };
  }

  skip(block, txhash) {
    this.state.skipped.set(txhash, { blocknumber: block.number, blockhash: block.hash, txhash, level: 'node' });
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

  /** Documents are not counted: ones that nobody used may be kept as well. */
  summary() {
    const tables = this.tables();
    const { cid_data: documents, ...counted } = tables;
    const totals = Object.fromEntries(Object.entries(counted).map(([table, rows]) => [table, rows.length]));
    return { head: this.state.head, totals, tables };
  }
}
