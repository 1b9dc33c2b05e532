// SPDX-License-Identifier: ISC
// What the contracts themselves remember, read back from all they logged.
// It differs from the books: calls passed on by strangers count here.
import { eventsOf } from './model/events.mjs';

const occur = (counts, id, by) => counts.set(id, (counts.get(id) ?? 0) + by);
const repostKey = (userId, kind, id) => `${userId}/${kind}/${id}`;

// Clients choose ids of EntityManager themselves, the next one above these.
const FIRST_IDS = { User: 3000000, Track: 2000000, Playlist: 400000, Comment: 4000000, Event: 0 };
const MAX_STEP = 1000;

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
  ManageEntity({ clients, entities }, { _userId, _signer, _entityType, _entityId, _action }) {
    if (_action !== 'Create')
      return;
    const id = _entityType === 'User' ? _userId : _entityId;
    if (id <= (entities.get(_entityType) ?? 0) + MAX_STEP)
      entities.set(_entityType, Math.max(entities.get(_entityType) ?? 0, id));
    if (_entityType === 'User' && !clients.has(_signer))
      clients.set(_signer, id);
  },
  AddOrUpdateContentNode: ({ nodes }, { _cnodeSpId, _cnodeDelegateOwnerWallet }) =>
    nodes.set(_cnodeSpId, { delegate: _cnodeDelegateOwnerWallet }),
};

export class Ledger {
  constructor(contracts, state) {
    this.contracts = contracts;
    this.state = state ?? {
      users: new Map(), wallets: new Map(), tracks: new Map(), playlists: new Map(), nodes: new Map(),
      reposts: new Set(), clients: new Map(), entities: new Map(Object.entries(FIRST_IDS)),
    };
  }

  clone() {
    return new Ledger(this.contracts, structuredClone(this.state));
  }

  applyBlock({ receipts }) {
    for (const receipt of receipts)
      for (const [contract, address] of Object.entries(this.contracts).filter(([, known]) => known !== undefined))
        for (const { name, args } of eventsOf(contract, address, receipt))
          EFFECTS[name]?.(this.state, args);
  }

  hasReposted(userId, kind, id) {
    return this.state.reposts.has(repostKey(userId, kind, id));
  }
}
