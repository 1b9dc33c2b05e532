// SPDX-License-Identifier: ISC
// What the events of UserFactory and UserReplicaSetManager do to rows.
import { blankUser } from './blank.mjs';
import { cidOf } from './cid.mjs';
import { endpointOf } from './em_replicas.mjs';
import { noteEvents } from './em_users.mjs';
import { succeedWallets } from './em_wallets.mjs';
import { applyUserDocument, movePhotos } from './metadata.mjs';
import { Versions } from './rows.mjs';
import { cleanJson } from './text.mjs';
import { timestamp } from './time.mjs';

const USER_EVENTS = {
  AddUser(row, { _handle, _wallet }) {
    row.handle = _handle;
    row.handle_lc = _handle.toLowerCase();
    row.wallet = _wallet.toLowerCase();
  },
  UpdateMultihash(row, { _userId, _multihashDigest }, books, block) {
    row.metadata_multihash = cidOf(_multihashDigest);
    const document = cleanJson(books.document(row.metadata_multihash, 'user'));
    const around = { state: books.state, block, userId: _userId };
    applyUserDocument(row, document);
    succeedWallets(around, document);
    noteEvents(around, document.events);
  },
  UpdateName(row, { _name }) {
    row.name = _name;
  },
  UpdateLocation(row, { _location }) {
    row.location = _location;
  },
  UpdateBio(row, { _bio }) {
    row.bio = _bio;
  },
  UpdateProfilePhoto(row, { _profilePhotoDigest }) {
    row.profile_picture = cidOf(_profilePhotoDigest);
    movePhotos(row);
  },
  UpdateCoverPhoto(row, { _coverPhotoDigest }) {
    row.cover_photo = cidOf(_coverPhotoDigest);
    movePhotos(row);
  },
  UpdateIsVerified(row, { _isVerified }) {
    row.is_verified = _isVerified;
  },
  UpdateCreatorNodeEndpoint(row, { _creatorNodeEndpoint }) {
    if (!(row.primary_id > 0))
      row.creator_node_endpoint = _creatorNodeEndpoint;
  },
};

export function applyUserEvents(books, block, events) {
  const users = new Versions(books.state.users, block);
  for (const event of events) {
    const fresh = event.name === 'AddUser' ? () => blankUser(event.args._userId) : undefined;
    const row = users.touch(event.args._userId, event.txhash, fresh);
    if (row === undefined) {
      books.skip(block, event.txhash);
      continue;
    }
    USER_EVENTS[event.name](row, event.args, books, block);
    row.updated_at = timestamp(block.timestamp);
  }
  users.commit();
}

function updateReplicaSet(books, users, block, { args, txhash }) {
  const row = users.touch(args._userId, txhash);
  if (row === undefined) {
    books.skip(block, txhash);
    return;
  }
  const ids = [args._primaryId, ...args._secondaryIds];
  row.primary_id = args._primaryId;
  row.secondary_ids = args._secondaryIds;
  row.replica_set_update_signer = args._signer;
  row.creator_node_endpoint = ids.map((id) => endpointOf(books.state, id) ?? '').join(',');
  row.updated_at = timestamp(block.timestamp);
}

function addOrUpdateNode(books, nodes, { args, txhash }) {
  const row = nodes.touch(args._cnodeSpId, txhash, () => ({ cnode_sp_id: args._cnodeSpId, is_current: true, slot: null }));
  Object.assign(row, {
    delegate_owner_wallet: args._cnodeDelegateOwnerWallet,
    owner_wallet: args._cnodeOwnerWallet,
    proposer_sp_ids: args._proposerSpIds,
    proposer_1_delegate_owner_wallet: args._proposer1DelegateOwnerWallet,
    proposer_2_delegate_owner_wallet: args._proposer2DelegateOwnerWallet,
    proposer_3_delegate_owner_wallet: args._proposer3DelegateOwnerWallet,
    endpoint: endpointOf(books.state, args._cnodeSpId),
  });
}

export function applyReplicaEvents(books, block, events) {
  const users = new Versions(books.state.users, block);
  const nodes = new Versions(books.state.nodes, block);
  for (const event of events)
    if (event.name === 'UpdateReplicaSet')
      updateReplicaSet(books, users, block, event);
    else
      addOrUpdateNode(books, nodes, event);
  users.commit();
  nodes.commit();
}
