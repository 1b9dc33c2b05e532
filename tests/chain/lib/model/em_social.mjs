// SPDX-License-Identifier: ISC
// Follows, subscriptions, saves, reposts and shares (rules F).
import { blankSocial } from './blank.mjs';
import { must, parsed } from './em_act.mjs';
import { FLAGS } from './social.mjs';

const TARGETS = {
  User: { rows: 'users', owner: 'user_id' },
  Track: { rows: 'tracks', owner: 'owner_id' },
  Playlist: { rows: 'playlists', owner: 'playlist_owner_id' },
};
const ITEMS = Object.keys(TARGETS).filter((type) => type !== 'User');

/** F1 and F2: it is there, and somebody else's. */
function checkTarget({ state, type, entityId, userId }, types) {
  must(types.includes(type), 'F1');
  const { rows, owner } = TARGETS[type];
  const target = state[rows].get(entityId);
  must(target !== undefined, 'F1');
  must(target[owner] !== userId, 'F2');
}

/** F3: what is so already is left alone. */
function put(act, table, natural, columns) {
  const rows = act.state[table];
  const key = Object.values(natural).join('/');
  if (rows.get(key)?.is_delete === columns.is_delete)
    return false;
  rows.set(key, { ...natural, ...columns, created_at: act.now, ...act.blockColumns() });
  return true;
}

const isUndone = ({ action }) => action.startsWith('Un');

function subscribe(act, type) {
  const natural = { subscriber_id: act.userId, user_id: act.entityId, entity_type: type };
  return put(act, 'subscriptions', natural, {
    is_current: true, is_delete: isUndone(act), entity_id: type === 'Event' ? act.entityId : null,
  });
}

/** False: there was nothing to do.  Who follows is subscribed. */
export function followUser(act) {
  const { userId, entityId } = act;
  checkTarget(act, ['User']);
  const pair = { follower_user_id: userId, followee_user_id: entityId };
  const wish = { is_delete: isUndone(act) };
  const follows = put(act, 'follows', pair, { ...blankSocial(), ...wish });
  return subscribe(act, 'User') || follows;
}

/** F7: an event may be one's own. */
export function subscribeTo(act) {
  const { state, type, entityId } = act;
  if (type !== 'Event')
    checkTarget(act, ['User']);
  else
    must(state.events.get(entityId)?.is_deleted === false, 'F7');
  return subscribe(act, type);
}

export function reactToItem(act) {
  const { userId, entityId, type, text } = act;
  checkTarget(act, ITEMS);
  const [table, kind] = act.action.endsWith('ave') ? ['saves', 'save'] : ['reposts', 'repost'];
  const natural = { user_id: userId, [`${kind}_item_id`]: entityId, [`${kind}_type`]: type.toLowerCase() };
  const flag = FLAGS[table];
  return put(act, table, natural, {
    ...blankSocial(flag), is_delete: isUndone(act), [flag]: parsed(text)?.[flag] === true,
  });
}

/** F5: once for ever. */
export function shareItem(act) {
  const { state, userId, entityId, type } = act;
  checkTarget(act, ITEMS);
  const kind = type.toLowerCase();
  const isRepeated = [...state.shares.values()].some((row) => row.user_id === userId &&
    row.share_item_id === entityId && row.share_type === kind);
  if (isRepeated)
    return false;
  state.shares.set(`${userId}/${entityId}/${kind}/${act.txhash}`, {
    user_id: userId, share_item_id: entityId, share_type: kind, slot: null, created_at: act.now,
    ...act.blockColumns(),
  });
  return true;
}
