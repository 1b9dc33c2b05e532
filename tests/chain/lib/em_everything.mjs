// SPDX-License-Identifier: ISC
// One block with every act of EntityManager that can be accepted, on new rows
// and on old ones.
import { makeApp, soon } from './em_scenes_people.mjs';

/** A reaction to a tip needs the tip, which another chain knows; of collectibles nobody hears any more. */
export const BEYOND = new Set(['Tip/Update', 'Collectibles/Create', 'Collectibles/Update']);

function profiles(world, ann, ben) {
  const verifier = world.office('verifier');
  const vault = world.client(`${ann.wallet}/vault`);
  ann.update({ bio: 'Every act', events: { referrer: ben.id }, playlist_library: { contents: [] }, profile_type: 'label' });
  verifier.actAs(ann.id, 'User', ann.id, 'Verify', { is_verified: true, twitter_handle: 'every' });
  const link = { wallet_address: vault.wallet, chain: 'eth', signature: vault.sign(`AudiusUserID:${ben.id}`).signature };
  const other = { ...link, signature: vault.sign(`AudiusUserID:${ann.id}`).signature };
  ben.act('AssociatedWallet', 0, 'Create', link);
  ann.act('AssociatedWallet', 0, 'Create', other);
  ann.act('AssociatedWallet', 0, 'Delete', { wallet_address: vault.wallet, chain: 'eth' });
  for (const action of ['Mute', 'Unmute'])
    ann.act('User', ben.id, action);
  const served = world.client(`${ann.wallet}/served`);
  const id = served.signUp('1,2,3');
  served.act('UserReplicaSet', id, 'Update', '1,2,3:3,2,1');
}

function permissions(world, ann, ben, label) {
  const app = makeApp(world, ann, `${label}/app`, { redirect_uris: ['https://every.example'] });
  ann.say('DeveloperApp', 0, 'Update', { address: app.address, name: 'Every app' });
  ann.say('DeveloperApp', 0, 'Delete', { address: makeApp(world, ann, `${label}/gone`).address });
  for (const grantee of [app, ben])
    ann.say('Grant', 0, 'Create', { grantee_address: grantee.address });
  ben.say('Grant', 0, 'Reject', { grantor_user_id: ann.id });
  ann.say('Grant', 0, 'Create', { grantee_address: ben.address });
  ben.say('Grant', 0, 'Approve', { grantor_user_id: ann.id });
  ben.actAs(ann.id, 'User', ann.id, 'Update', { location: 'by a manager' });
  ann.say('Grant', 0, 'Delete', { grantee_address: app.address });
  const wallet = world.client(`${label}/dashboard`);
  const signed = wallet.sign(`Connecting Audius user id ${ann.id} at ${soon(world)}`);
  ann.say('DashboardWalletUser', 0, 'Create', { wallet: wallet.address, wallet_signature: signed });
  wallet.actAs(ann.id, 'DashboardWalletUser', 0, 'Delete', JSON.stringify({ wallet: wallet.address }));
  ann.say('DashboardWalletUser', 0, 'Create', { wallet: wallet.address, wallet_signature: signed });
}

function music(ann, ben) {
  const price = { usdc_purchase: { price: 100, splits: [{ user_id: ann.id, percentage: 100 }] } };
  const sold = { is_stream_gated: true, stream_conditions: price, is_download_gated: true, download_conditions: price };
  const track = ann.addTrack({ title: 'Every act', genre: 'Pop', collaborators: [ben.id], ...sold });
  for (const action of ['Approve', 'Reject'])
    ben.act('TrackCollaborator', track, action);
  const remix = ann.addTrack({ title: 'Every act', remix_of: { tracks: [{ parent_track_id: track }] } });
  ann.addTrack({ title: 'Every stem', stem_of: { category: 'BASS', parent_track_id: track } });
  ann.act('Track', track, 'Update', { title: 'Every act, renamed', is_stream_gated: false, is_download_gated: false });
  ann.act('Track', remix, 'Delete');
  const entries = (...ids) => ({ playlist_contents: ids.map((id) => ({ track: id, time: 5 })) });
  const list = ann.addPlaylist({ playlist_name: 'Every act', ...entries(track, remix) });
  ann.act('Playlist', list, 'Update', { playlist_name: 'Every act, renamed', ...entries(remix) });
  const gone = ann.addPlaylist({ playlist_name: 'Every act', is_album: true, is_stream_gated: true, stream_conditions: price });
  ann.act('Playlist', gone, 'Delete');
  return { track, list };
}

const PAIRS = [['Save', 'Unsave'], ['Repost', 'Unrepost']];

function reactions(ann, ben, { track, list }) {
  for (const [type, id] of [['Track', track], ['Playlist', list]]) {
    for (const [add, remove] of PAIRS) {
      ben.act(type, id, add);
      ben.act(type, id, remove);
      ben.act(type, id, add);
    }
    ben.act(type, id, 'Share');
  }
  for (const action of ['Follow', 'Unfollow', 'Follow', 'Unsubscribe', 'Subscribe'])
    ben.act('User', ann.id, action);
  ben.act('Track', track, 'Download', { city: 'Everywhere' });
  ben.act('Notification', ben.id, 'View');
  ben.act('Notification', list, 'ViewPlaylist');
}

function talk(world, ann, ben, { track }) {
  const first = ben.comment(track, 'Every act', { mentions: [ann.id] });
  const second = ann.comment(track, 'Every answer', { parent_comment_id: first, mentions: [ben.id] });
  ben.act('Comment', first, 'Update', { entity_id: track, body: 'Every act, edited', mentions: [ben.id] });
  for (const action of ['React', 'Unreact', 'Report'])
    ann.act('Comment', first, action);
  for (const action of ['Pin', 'Unpin', 'Pin'])
    ann.act('Comment', first, action, { entity_id: track, entity_type: 'Track' });
  for (const [type, id] of [['Track', track], ['Comment', first]])
    for (const action of ['Mute', 'Unmute', 'Mute'])
      ann.act(type, id, action);
  ann.act('Comment', second, 'Delete');
  world.office('verifier').actAs(0, 'Notification', 0, 'Create', '{"title": "Every act"}');
}

function letters(ann, ben) {
  const grant = (from, to) => ({ grantor_user_id: from.id, receiving_user_id: to.id, encrypted_key: 'k' });
  ann.act('EncryptedEmail', ann.id, 'AddEmail',
    { email_owner_user_id: ann.id, encrypted_email: 'e', access_grants: [grant(ann, ben)] });
  ben.act('EmailAccess', ben.id, 'Update', { email_owner_user_id: ann.id, access_grants: [grant(ben, ben)] });
}

function contests(ann, ben, { track }) {
  const contest = ann.addEvent({
    event_type: 'remix_contest', entity_type: 'track', entity_id: track, end_date: '2034-01-01T00:00:00Z',
  });
  for (const action of ['Subscribe', 'Unsubscribe', 'Subscribe'])
    ben.act('Event', contest, action);
  ben.addTrack({ title: 'Every entry', genre: 'Pop', remix_of: { tracks: [{ parent_track_id: track }] } });
  ann.comment(contest, 'To everybody', { entity_type: 'Event' });
  ann.act('Event', contest, 'Update', { event_data: { winners: [ben.id] } });
  ann.act('Event', contest, 'Delete');
}

/** Rows of earlier blocks: there is something to undo. */
function oldRows(world, ann, ben, newcomer, { track, list }) {
  const { books } = world;
  const owned = (rows, column) => [...rows.values()].find((row) => row[column] === ann.id && !row.is_delete);
  const old = owned(books.state.tracks, 'owner_id');
  const oldList = owned(books.state.playlists, 'playlist_owner_id');
  world.expecting('anything', () => {
    ann.update({ name: `Renamed at ${soon(world)}`, associated_wallets: {} });
    ann.act('User', newcomer.id, 'Follow');
    ben.act('Track', track, 'Save');
    if (old) {
      ann.act('Track', old.track_id, 'Update', { title: 'Renamed in between' });
      newcomer.act('Track', old.track_id, 'Repost');
      newcomer.comment(old.track_id, 'In between', { mentions: [ann.id] });
    }
    if (oldList)
      ann.act('Playlist', oldList.playlist_id, 'Update', {
        playlist_name: 'Renamed in between', playlist_contents: { track_ids: [{ track, time: 1 }] },
      });
    ann.act('Playlist', list, 'Repost');
    for (const [id, row] of books.state.comments)
      if (row.user_id === ann.id)
        ann.act('Comment', id, 'Update', {
          entity_id: row.entity_id, entity_type: row.entity_type, body: 'Edited in between', mentions: [newcomer.id],
        });
    for (const row of [...books.state.grants.values()].filter(({ user_id: id }) => id === ann.id))
      ann.say('Grant', 0, 'Delete', { grantee_address: row.grantee_address });
    for (const row of [...books.state.wallets.values()].filter(({ user_id: id }) => id === ann.id))
      ann.act('AssociatedWallet', 0, 'Delete', { wallet_address: row.wallet, chain: row.chain });
  });
}

/** Queues the block; mine() it.  label: up to 12 characters of a handle. */
export function everyAct(world, label) {
  const [ann, ben] = [`${label}/ann`, `${label}/ben`].map((name) => world.client(name));
  ann.signUp({ handle: `${label}.ann`, name: 'Every act' });
  ben.signUp({ handle: `${label}.ben` });
  profiles(world, ann, ben);
  permissions(world, ann, ben, label);
  const made = music(ann, ben);
  reactions(ann, ben, made);
  talk(world, ann, ben, made);
  letters(ann, ben);
  contests(ann, ben, made);
  world.confirm(ann.id, true);
  const [first, second] = [1, 2].map((i) => world.client(`life/${i}`));
  if (first.id !== undefined && second.id !== undefined)
    oldRows(world, first, second, ann, made);
}
