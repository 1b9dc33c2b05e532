// SPDX-License-Identifier: ISC
// Mutes (rules X), shared mail addresses (rules K), reactions to tips (TP).
import { isFilledText, isId, isText, must } from './em_act.mjs';

export function muteUser(act) {
  const { state, userId, entityId } = act;
  const key = `${userId}/${entityId}`;
  const row = state.mutes.get(key);
  const isMute = act.action === 'Mute';
  must(isMute || row !== undefined, 'X1');
  must(!isMute || row === undefined || row.is_delete, 'X2');
  must(!isMute || state.users.has(entityId), 'X3');
  act.put(state.mutes, key, { user_id: userId, muted_user_id: entityId }, { is_delete: !isMute });
}

const isPerson = (id) => isId(id) && id > 0;

function checkMail({ data }) {
  must(isPerson(data?.primary_user_id) && isPerson(data.email_owner_user_id), 'K');
  must(isFilledText(data.encrypted_email) && isFilledText(data.encrypted_key), 'K');
  const { delegated_user_ids: users = null, delegated_keys: keys = null } = data;
  if (users === null && keys === null)
    return [];
  must(Array.isArray(users) && Array.isArray(keys) && users.length === keys.length, 'K');
  must(users.every(isId) && keys.every(isText), 'K');
  return users.map((user, i) => [user, keys[i]]);
}

function putMail(act, delegates) {
  const { state, now, data } = act;
  const { primary_user_id: primary, email_owner_user_id: owner } = data;
  act.putTimed(state.emails, `${primary}/${owner}`, { primary_user_id: primary, email_owner_user_id: owner },
    { encrypted_email: data.encrypted_email });
  act.putTimed(state.emailKeys, primary, { primary_user_id: primary }, { encrypted_key: data.encrypted_key });
  for (const [user, key] of delegates)
    state.emailAccess.set(`${primary}/${user}`, {
      primary_user_id: primary, delegated_user_id: user, encrypted_key: key, created_at: now, updated_at: now,
    });
}

const pairOf = ({ data }) => `${data.primary_user_id}/${data.email_owner_user_id}`;

/** An address that is there stays as it is. */
export function addEmail(act) {
  const delegates = checkMail(act);
  if (act.state.emails.has(pairOf(act)))
    return false;
  putMail(act, delegates);
  return true;
}

export function updateEmail(act) {
  const { state, data } = act;
  const delegates = checkMail(act);
  must(state.emails.has(pairOf(act)), 'K');
  for (const [key, row] of state.emailAccess)
    if (row.primary_user_id === data.primary_user_id)
      state.emailAccess.delete(key);
  putMail(act, delegates);
}

export function reactToTip(act) {
  const { state, data, userId } = act;
  const { reacted_to: signature, reaction_value: value } = data ?? {};
  must(isFilledText(signature) && Number.isInteger(value) && value >= 1 && value <= 4, 'TP');
  const tip = state.tips.get(signature);
  must(tip?.receiver_user_id === userId, 'TP');
  const wallet = state.users.get(tip.sender_user_id)?.wallet;
  must(isFilledText(wallet), 'TP');
  state.reactions.set(`${signature}/tip`, {
    reacted_to: signature, reaction_type: 'tip', reaction_value: value, sender_wallet: wallet, timestamp: act.now,
    blocknumber: act.block.number,
  });
}
