// SPDX-License-Identifier: ISC
// Users (rules U): sign-up, profile, verification.
import { blankUser } from './blank.mjs';
import { isFilledText, isId, isText, length, lower, must } from './em_act.mjs';
import * as as from './em_columns.mjs';
import { isObject, isTruthy } from './em_json.mjs';
import { solanaKey } from './em_proofs.mjs';
import { replicaSetOf } from './em_replicas.mjs';
import { REFUSED_WORDS, RESERVED_HANDLES } from './em_words.mjs';
import { applyUserDocument } from './metadata.mjs';
import { seen } from './text.mjs';

const FIRST_ID = 3000000;
const MAX_BIO = 256;
const MAX_HANDLE = 30;
const MAX_NAME = 32;
const SITES = ['twitter', 'instagram', 'tiktok'];

const COLUMNS = {
  profile_picture_sizes: as.text, cover_photo_sizes: as.text, bio: as.lastingText, name: as.lastingText,
  location: as.lastingText, playlist_library: as.json, is_deactivated: as.flag, is_storage_v2: as.flag,
  artist_pick_track_id: as.id, allow_ai_attribution: as.flag, twitter_handle: as.lastingText,
  instagram_handle: as.lastingText, tiktok_handle: as.lastingText, website: as.lastingText, donation: as.lastingText,
  verified_with_twitter: as.flag, verified_with_instagram: as.flag, verified_with_tiktok: as.flag,
  spl_usdc_payout_wallet: as.text, profile_type: as.label, coin_flair_mint: as.text,
};

const isLonger = (text, limit) => isText(text) && length(text) > limit;
const isRefused = (text) => isText(text) && REFUSED_WORDS.some((word) => seen(text).includes(word));

function checkHandle({ state }, handle) {
  must(isFilledText(handle), 'U5');
  const small = handle.toLowerCase();
  must(/^[a-z0-9_.]*$/.test(small), 'U6');
  must(length(handle) <= MAX_HANDLE, 'U7');
  must(!RESERVED_HANDLES.has(small), 'U8');
  must(!isRefused(handle), 'U14');
  must(![...state.users.values()].some((user) => user.handle_lc === small), 'U9');
}

/** The name that comes with a handle; later any name will do. */
function checkFirstName(name) {
  must(!isLonger(name, MAX_NAME), 'U16');
  must(!isRefused(name), 'U14');
}

function checkPick({ state, userId }, pick) {
  if (pick === null || pick === undefined)
    return;
  must(isId(pick) && state.tracks.get(pick)?.owner_id === userId, 'U11');
}

/** What a user has may stay as long as it is. */
function checkLengths({ data, isDocument }, row) {
  if (isDocument)
    return;
  must(!isLonger(data.bio, MAX_BIO) || (row.handle && data.bio === row.bio), 'U4');
  must(!row.handle || !isLonger(data.name, MAX_NAME) || data.name === row.name, 'U16a');
}

function check(act, row) {
  const { data } = act;
  checkLengths(act, row);
  if (!row.handle)
    checkHandle(act, data.handle);
  if (!row.handle && !act.isDocument)
    checkFirstName(data.name);
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

/** Whichever it names, be it the same or none. */
function notePayout({ state, block, now, userId, data, isDocument }, row) {
  if (isDocument || !('spl_usdc_payout_wallet' in data))
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
  if (!row.handle)
    Object.assign(row, { handle: data.handle, handle_lc: data.handle.toLowerCase() });
  if (act.isDocument)
    applyUserDocument(row, data);
  else
    as.setColumns(row, data, COLUMNS);
  forceNames(row);
  notePayout(act, row);
  noteEvents(act, data.events);
}

export function createUser(act) {
  const { state, userId, signer } = act;
  must(!state.users.has(userId), 'U1');
  must(userId >= FIRST_ID, 'U2');
  must(!state.developerApps.has(signer), 'U3');
  must(act.usersOf(signer).length === 0, 'U13');
  const row = { ...blankUser(userId), wallet: signer, is_storage_v2: true };
  const isWrapped = act.unwrap();
  if (isWrapped && act.data !== null) {
    check(act, row);
    setFields(act, row);
  } else if (!isWrapped) {
    Object.assign(row, replicaSetOf(act));
  }
  state.users.set(userId, act.stamp(row));
}

export function updateUser(act, row) {
  must(act.data !== null, 'M1');
  check(act, row);
  setFields(act, act.stamp(row));
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
