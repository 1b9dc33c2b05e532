// SPDX-License-Identifier: ISC
// What people are told, and what they have seen (rules N).
import { must, parsed } from './em_act.mjs';

/** The first of a group and specifier stays. */
export function notify({ state, block, now }, type, group, specifier, data, userIds, columns = {}) {
  const key = `${group}/${specifier}`;
  if (!state.notifications.has(key))
    state.notifications.set(key, {
      group_id: group, specifier, type, slot: null, type_v2: null, blocknumber: block.number, timestamp: now, data,
      user_ids: userIds, ...columns,
    });
}

/** One row for each of a crowd but one; columns: others than usual. */
export function notifyEach(act, type, group, data, crowd, but, { specifier, ...columns } = {}) {
  for (const user of new Set(crowd))
    if (user !== but)
      notify(act, type, group, specifier ?? String(user), data, [user], columns);
}

export function viewNotifications(act) {
  const { state, userId, now } = act;
  const key = `${userId}/${now}`;
  if (state.seen.has(key))
    return false;
  state.seen.set(key, { user_id: userId, seen_at: now, ...act.blockColumns() });
  return true;
}

export function viewPlaylist(act) {
  const { state, userId, entityId, now } = act;
  must(state.playlists.has(entityId), 'N3');
  const key = `${userId}/${entityId}`;
  if (state.playlistsSeen.get(key)?.seen_at === now)
    return false;
  state.playlistsSeen.set(key, {
    user_id: userId, playlist_id: entityId, seen_at: now, is_current: true, ...act.blockColumns(),
  });
  return true;
}

export function announce(act) {
  must(act.isVerifier(), 'N2');
  const data = parsed(act.text);
  must(data !== undefined, 'N2');
  notify(act, 'announcement', `announcement:blocknumber:${act.block.number}`, '', data, []);
}
