// SPDX-License-Identifier: ISC
// Users (rules U): sign-up, profile, verification.
import { blankUser } from './blank.mjs';
import { isFilledText, isId, isText, length, lower, must } from './em_act.mjs';
import * as as from './em_columns.mjs';
import { asJsonb, cidOfJson, isObject, isTruthy } from './em_json.mjs';
import { solanaKey } from './em_proofs.mjs';
import { replicaSetOf } from './em_replicas.mjs';
import { WALLET_KEYS, setWallets, succeedWallets, walletsOf } from './em_wallets.mjs';
import { RESERVED_HANDLES } from './em_words.mjs';
import { applyUserDocument, isCid } from './metadata.mjs';

const FIRST_ID = 3000000;
const MAX_BIO = 256;
const MAX_HANDLE = 30;
const MAX_CID = 1024;
const SITES = ['twitter', 'instagram', 'tiktok'];

const COLUMNS = {
  profile_picture: as.text, profile_picture_sizes: as.text, cover_photo: as.text, cover_photo_sizes: as.text,
  bio: as.text, name: as.text, location: as.text, playlist_library: as.object, is_deactivated: as.flag,
  is_storage_v2: as.flag, artist_pick_track_id: as.id, allow_ai_attribution: as.flag, twitter_handle: as.text,
  instagram_handle: as.text, tiktok_handle: as.text, website: as.text, donation: as.text,
  verified_with_twitter: as.flag, verified_with_instagram: as.flag, verified_with_tiktok: as.flag,
  spl_usdc_payout_wallet: as.text,
};

function checkHandle({ state }, handle) {
  must(isFilledText(handle), 'U5');
  const small = handle.toLowerCase();
  must(/^[a-z0-9_.]*$/.test(small), 'U6');
  must(length(handle) <= MAX_HANDLE, 'U7');
  must(!RESERVED_HANDLES.has(small), 'U8');
  must(![...state.users.values()].some((user) => user.handle_lc === small), 'U9');
}

function checkPick({ state, userId }, pick) {
  if (pick === null || pick === undefined)
    return;
  must(isId(pick) && state.tracks.get(pick)?.owner_id === userId, 'U11');
}

function check(act, row) {
  const { data } = act;
  must(act.isDocument || !isText(data.bio) || length(data.bio) <= MAX_BIO, 'U4');
  if (!row.handle)
    checkHandle(act, data.handle);
  checkPick(act, data.artist_pick_track_id);
  const payout = data.spl_usdc_payout_wallet;
  must(!isTruthy(payout) || (isText(payout) && solanaKey(payout) !== undefined), 'U12');
}

/** Whom the user names as having brought them is believed once. */
export function noteEvents({ state, block, userId }, events) {
  if (!isObject(events))
    return;
  const { referrer, is_mobile_user: isMobile } = events;
  const row = state.userEvents.get(userId) ??
    { user_id: userId, is_current: true, slot: null, referrer: null, is_mobile_user: false };
  const brought = row.referrer === null && isId(referrer) && referrer !== userId;
  const moved = !row.is_mobile_user && isMobile === true;
  if (state.userEvents.has(userId) && !brought && !moved)
    return;
  state.userEvents.set(userId, {
    ...row, blockhash: block.hash, blocknumber: block.number,
    ...(brought && { referrer }), ...(moved && { is_mobile_user: true }),
  });
}

function notePayout({ state, block, now, userId }, row, before) {
  if (row.spl_usdc_payout_wallet === before)
    return;
  state.payouts.set(`${userId}/${now}`, {
    user_id: userId, spl_usdc_payout_wallet: row.spl_usdc_payout_wallet, blocknumber: block.number,
    block_timestamp: now, created_at: now,
  });
}

/** A name on another site that was verified is the user's handle. */
function forceNames(row) {
  for (const site of SITES)
    if (row.is_verified && row[`verified_with_${site}`])
      row[`${site}_handle`] = row.handle;
}

function setFields(act, row) {
  const { data } = act;
  const before = row.spl_usdc_payout_wallet;
  if (!row.handle)
    Object.assign(row, { handle: data.handle, handle_lc: data.handle.toLowerCase() });
  if (act.isDocument) {
    applyUserDocument(row, data);
  } else {
    as.setColumns(row, data, COLUMNS);
    if ('collectibles' in data)
      row.has_collectibles = as.filled(data.collectibles) !== null;
  }
  forceNames(row);
  notePayout(act, row, before);
  if (act.isDocument)
    succeedWallets(act, data);
  else
    for (const [key, chain] of WALLET_KEYS.filter(([name]) => name in data))
      setWallets(act, chain, walletsOf(act.userId, chain, data[key]));
  noteEvents(act, data.events);
}

/** A name that can be checked, or that no index takes, keeps no document. */
function keep({ state, block }, cid, data) {
  if (!isFilledText(cid) || isCid(cid) || Buffer.byteLength(cid) > MAX_CID || state.documents.has(cid))
    return;
  state.documents.set(cid, { cid, type: 'user', data });
  state.drafts.set(cid, { block: block.hash, data });
}

/** As its user wrote it if this block did, else as the table gives it back. */
function documentBefore({ state, block }, cid) {
  const draft = state.drafts.get(cid);
  const data = draft?.block === block.hash ? draft.data : asJsonb(state.documents.get(cid)?.data);
  return isObject(data) ? data : {};
}

export function createUser(act) {
  const { state, userId } = act;
  must(!state.users.has(userId), 'U1');
  must(userId >= FIRST_ID, 'U2');
  must(!state.developerApps.has(act.signer), 'U3');
  const row = { ...blankUser(userId), wallet: act.signer, is_storage_v2: true };
  const isWrapped = act.unwrap();
  if (isWrapped && act.data !== null) {
    check(act, row);
    keep(act, act.cid, act.data);
    setFields(act, row);
    row.metadata_multihash = act.cid;
  } else if (!isWrapped) {
    Object.assign(row, replicaSetOf(act));
  }
  state.users.set(userId, act.stamp(row));
}

export function updateUser(act, row) {
  must(act.data !== null, 'M1');
  check(act, row);
  setFields(act, act.stamp(row));
  if (act.isDocument) {
    row.metadata_multihash = act.cid;
    return;
  }
  const merged = { ...documentBefore(act, row.metadata_multihash), ...act.data };
  row.metadata_multihash = cidOfJson(merged);
  keep(act, row.metadata_multihash, merged);
}

/** Without metadata, which once there was none of, it means yes. */
export function verifyUser(act) {
  const { state, data } = act;
  must(act.isVerifier(), 'U10');
  must(state.users.has(act.userId), 'U10');
  const row = act.stamp(state.users.get(act.userId));
  const says = data === null || data.is_verified === true;
  row.is_verified ||= says;
  const site = SITES.find((name) => isFilledText(data?.[`${name}_handle`]));
  if (site === undefined)
    return;
  row[`${site}_handle`] = data[`${site}_handle`];
  if (data.is_verified === true)
    row[`verified_with_${site}`] = true;
}

export const sameWallet = (user, wallet) => user.wallet !== null && lower(user.wallet) === wallet;
