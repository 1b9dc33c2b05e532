// SPDX-License-Identifier: ISC
// What the contracts themselves remember, read back from all they logged.
// It differs from the books: calls passed on by strangers count here.
import { eventsOf } from './model/events.mjs';

const occur = (counts, id, by) => counts.set(id, (counts.get(id) ?? 0) + by);
const repostKey = (userId, kind, id) => `${userId}/${kind}/${id}`;

const EFFECTS = {
  AddUser({ users, wallets }, { _userId, _wallet }) {
    users.set(_userId, { primary: 0, secondaries: [] });
    wallets.set(_wallet, _userId);
  },
  NewTrack: ({ tracks }, { _id, _trackOwnerId }) => tracks.set(_id, { owner: _trackOwnerId }),
  UpdateTrack: ({ tracks }, { _trackId, _trackOwnerId }) => tracks.set(_trackId, { owner: _trackOwnerId }),
  PlaylistCreated({ playlists }, { _playlistId, _playlistOwnerId, _trackIds }) {
    const occurrences = new Map();
    for (const id of _trackIds)
      occur(occurrences, id, 1);
    playlists.set(_playlistId, { owner: _playlistOwnerId, occurrences });
  },
  PlaylistTrackAdded: ({ playlists }, { _playlistId, _addedTrackId }) =>
    occur(playlists.get(_playlistId).occurrences, _addedTrackId, 1),
  PlaylistTrackDeleted: ({ playlists }, { _playlistId, _deletedTrackId }) =>
    occur(playlists.get(_playlistId).occurrences, _deletedTrackId, -1),
  TrackRepostAdded: ({ reposts }, { _userId, _trackId }) => reposts.add(repostKey(_userId, 'track', _trackId)),
  TrackRepostDeleted: ({ reposts }, { _userId, _trackId }) => reposts.delete(repostKey(_userId, 'track', _trackId)),
  PlaylistRepostAdded: ({ reposts }, { _userId, _playlistId }) =>
    reposts.add(repostKey(_userId, 'playlist', _playlistId)),
  PlaylistRepostDeleted: ({ reposts }, { _userId, _playlistId }) =>
    reposts.delete(repostKey(_userId, 'playlist', _playlistId)),
  UpdateReplicaSet: ({ users }, { _userId, _primaryId, _secondaryIds }) =>
    Object.assign(users.get(_userId), { primary: _primaryId, secondaries: _secondaryIds }),
  AddOrUpdateContentNode: ({ nodes }, { _cnodeSpId, _cnodeDelegateOwnerWallet }) =>
    nodes.set(_cnodeSpId, { delegate: _cnodeDelegateOwnerWallet }),
};

export class Ledger {
  constructor(contracts, state) {
    this.contracts = contracts;
    this.state = state ?? {
      users: new Map(), wallets: new Map(), tracks: new Map(), playlists: new Map(), nodes: new Map(),
      reposts: new Set(),
    };
  }

  clone() {
    return new Ledger(this.contracts, structuredClone(this.state));
  }

  applyBlock({ receipts }) {
    for (const receipt of receipts)
      for (const [contract, address] of Object.entries(this.contracts))
        for (const { name, args } of eventsOf(contract, address, receipt))
          EFFECTS[name]?.(this.state, args);
  }

  hasReposted(userId, kind, id) {
    return this.state.reposts.has(repostKey(userId, kind, id));
  }
}
