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

const isGrant = (grant) =>
  isId(grant?.receiving_user_id) && isId(grant.grantor_user_id) && isText(grant.encrypted_key);

/** The owner and the grants of a shared address. */
function sharedBy({ data }) {
  const { email_owner_user_id: owner, access_grants: grants } = data ?? {};
  must(isId(owner), 'K1');
  must(Array.isArray(grants) && grants.length > 0 && grants.every(isGrant), 'K1');
  return { owner, grants };
}

/** A key that was given is there for good; false: all of them were. */
function putGrants(act, owner, grants) {
  const { emailAccess } = act.state;
  const before = emailAccess.size;
  for (const { receiving_user_id: receiver, grantor_user_id: grantor, encrypted_key: sealed, is_initial: first } of grants) {
    const natural = { email_owner_user_id: owner, receiving_user_id: receiver, grantor_user_id: grantor };
    const key = Object.values(natural).join('/');
    if (!emailAccess.has(key))
      act.putTimed(emailAccess, key, natural, { encrypted_key: sealed, is_initial: first === true });
  }
  return emailAccess.size > before;
}

/** K1: an address that is there stays as it is. */
export function addEmail(act) {
  const { owner, grants } = sharedBy(act);
  const { encrypted_email: sealed } = act.data;
  must(isFilledText(sealed), 'K1');
  if (act.state.emails.has(owner))
    return false;
  act.putTimed(act.state.emails, owner, { email_owner_user_id: owner }, { encrypted_email: sealed });
  putGrants(act, owner, grants);
  return true;
}

/** K2: who was given a key may pass it on. */
export function shareEmail(act) {
  const { owner, grants } = sharedBy(act);
  const receivers = [...act.state.emailAccess.values()].filter((row) => row.email_owner_user_id === owner)
    .map((row) => row.receiving_user_id);
  must(grants.every(({ grantor_user_id: grantor }) => receivers.includes(grantor)), 'K2');
  return putGrants(act, owner, grants);
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
