// SPDX-License-Identifier: ISC
// Gates before tracks and albums, and what they cost.
import { isDeepStrictEqual } from 'node:util';

import { isId, must } from './em_act.mjs';
import { isObject, isTruthy } from './em_json.mjs';

const purchaseOf = (conditions) => (isObject(conditions?.usdc_purchase) ? conditions.usdc_purchase : undefined);
const size = (conditions) => (isObject(conditions) ? Object.keys(conditions).length : 0);

/** Bytes of conditions. */
const MAX_CONDITIONS = 16384;
const isBounded = (conditions) => Buffer.byteLength(JSON.stringify(conditions ?? null)) <= MAX_CONDITIONS;

function checkPrice(conditions, rule) {
  if (!isObject(conditions) || !('usdc_purchase' in conditions))
    return;
  const { price, splits } = purchaseOf(conditions) ?? {};
  must(Number.isInteger(price) && splits !== null && typeof splits === 'object', rule);
}

/** Somebody gets the money. */
function hasSplits(conditions) {
  const purchase = purchaseOf(conditions);
  return purchase === undefined || (typeof purchase.splits === 'object' && isTruthy(purchase.splits));
}

export function checkTrackGates({ data }) {
  const { stream_conditions: stream, download_conditions: download } = data;
  const isStreamGated = data.is_stream_gated === true;
  const isDownloadGated = data.is_download_gated === true;
  must(!(isStreamGated || isDownloadGated) || !isTruthy(data.stem_of), 'T7');
  must(hasSplits(stream) && hasSplits(download), 'T7');
  must(isBounded(stream) && isBounded(download), 'T7');
  if (isStreamGated)
    must(size(stream) === 1 && isDownloadGated && isDeepStrictEqual(stream, download), 'T7');
  else
    must(!isDownloadGated || size(download) === 1, 'T7');
  checkPrice(stream, 'T14');
  checkPrice(download, 'T14');
}

export function checkPlaylistGates({ data }) {
  const { stream_conditions: now } = data;
  must(data.is_stream_gated !== true || size(now) === 1, 'P9');
  must(isBounded(now), 'P9');
  checkPrice(now, 'P13');
}

/** May the user hear it?  What only another chain knows counts as no. */
export function canHear({ state, userId }, track) {
  if (!track.is_stream_gated || track.stream_conditions === null || track.owner_id === userId)
    return true;
  const { follow_user_id: whom } = track.stream_conditions;
  const follow = isId(whom) ? state.follows.get(`${userId}/${whom}`) : undefined;
  return follow !== undefined && !follow.is_delete;
}

/** The older form of splits gives all to the owner. */
export function renewSplits({ data, userId }) {
  for (const key of ['stream_conditions', 'download_conditions']) {
    const purchase = purchaseOf(data[key]);
    if (isObject(purchase?.splits))
      purchase.splits = [{ user_id: userId, percentage: 100 }];
  }
}

/** A price that is new is noted, once a block. */
function notePrice({ block, now, entityId }, history, column, purchase, access) {
  if (!Array.isArray(purchase?.splits))
    return;
  const said = { splits: purchase.splits, total_price_cents: purchase.price, ...access };
  const newest = [...history.values()].filter((row) => row[column] === entityId)
    .reduce((a, b) => (a === undefined || b.block_timestamp > a.block_timestamp ? b : a), undefined);
  const isSame = newest !== undefined &&
    Object.entries(said).every(([name, value]) => isDeepStrictEqual(newest[name], value));
  if (newest?.block_timestamp === now || isSame)
    return;
  history.set(`${entityId}/${now}`, {
    [column]: entityId, block_timestamp: now, ...structuredClone(said), blocknumber: block.number, created_at: now,
  });
}

export function noteTrackPrice(act) {
  const { stream_conditions: stream, download_conditions: download } = act.data;
  const [conditions, access] = isTruthy(stream) ? [stream, 'stream'] : [download, 'download'];
  notePrice(act, act.state.trackPrices, 'track_id', purchaseOf(conditions), { access });
}

export function noteAlbumPrice(act) {
  if ('is_stream_gated' in act.data)
    notePrice(act, act.state.albumPrices, 'playlist_id', purchaseOf(act.data.stream_conditions), {});
}
