// SPDX-License-Identifier: ISC
// Who made a track together with its owner (rules T25 and TC).
import { isId, must } from './em_act.mjs';
import { notify } from './em_notifications.mjs';

const MOST = 50;

const keyOf = (track, user) => `${track}/${user}`;

function tell(act, type, { track_id: track, collaborator_user_id: user, invited_by: inviter }, to, by) {
  notify(act, type, `${type}:track_id:${track}:collaborator_user_id:${user}:inviter_user_id:${inviter}`, String(by),
    { track_id: track, collaborator_user_id: user, inviter_user_id: inviter }, [to]);
}

/** The row of one who is asked, or who answered. */
function put({ state, now, txhash, block }, row, status) {
  Object.assign(row, { status, updated_at: now, txhash, blocknumber: block.number });
  state.collaborators.set(keyOf(row.track_id, row.collaborator_user_id), row);
  return row;
}

function invite(act, user) {
  const { state, entityId, userId, now } = act;
  if (state.collaborators.has(keyOf(entityId, user)))
    return;
  const row = { track_id: entityId, collaborator_user_id: user, invited_by: userId, created_at: now };
  tell(act, 'track_collaborator_invite', put(act, row, 'pending'), user, userId);
}

/** T25: ids or objects with them; whatever else stands there is left out. */
function namedBy({ data, userId }) {
  const ids = (data.collaborators ?? []).map((entry) => (isId(entry) ? entry : entry?.user_id));
  return [...new Set(ids.filter((id) => isId(id) && id !== userId))].slice(0, MOST);
}

export function setCollaborators(act, isNew) {
  const { state, data, entityId, isDocument } = act;
  const isSaid = 'collaborators' in data && (data.collaborators === null || Array.isArray(data.collaborators));
  if (isDocument || !isSaid || (isNew && data.collaborators === null))
    return;
  const named = namedBy(act);
  for (const [key, row] of state.collaborators)
    if (row.track_id === entityId && !named.includes(row.collaborator_user_id))
      state.collaborators.delete(key);
  for (const user of named)
    invite(act, user);
}

/** TC2 and TC3: one who has accepted may leave. */
export function answerInvitation(act) {
  const { state, entityId, userId, action } = act;
  const row = state.collaborators.get(keyOf(entityId, userId));
  must(row !== undefined, 'TC1');
  if (action === 'Reject') {
    must(row.status !== 'rejected', 'TC3');
    put(act, row, 'rejected');
    return;
  }
  must(row.status === 'pending', 'TC2');
  tell(act, 'track_collaborator_accept', put(act, row, 'accepted'), row.invited_by, userId);
}
