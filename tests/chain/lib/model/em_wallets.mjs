// SPDX-License-Identifier: ISC
// Wallets beside a user's own, what is collected in them, and the dashboard's
// (rules W).
import { isFilledText, isText, lower, must } from './em_act.mjs';
import { isObject, isTruthy } from './em_json.mjs';
import { isFresh, provesWallet, signerOf, timeOfUserMessage, timeOfWalletMessage } from './em_proofs.mjs';

const FRESH = 300;

/** Wallets of an object with proofs; one without proof is passed over. */
export function walletsOf({ userId }, chain, given) {
  if (!isObject(given))
    return [];
  return Object.entries(given)
    .filter(([wallet, proof]) => isObject(proof) && provesWallet(chain, wallet, userId, proof))
    .map(([wallet]) => wallet);
}

function rowsOf(state, userId, chain) {
  return [...state.wallets.entries()].filter(([, row]) => row.user_id === userId && row.chain === chain);
}

/** All rows of the user on the chain are replaced, if the set is another. */
export function setWallets({ state, block, userId }, chain, wallets) {
  const rows = rowsOf(state, userId, chain);
  const live = rows.filter(([, row]) => row.is_current && !row.is_delete).map(([, row]) => row.wallet);
  if ([...live].sort().join() === [...wallets].sort().join())
    return;
  for (const [key] of rows)
    state.wallets.delete(key);
  for (const wallet of wallets)
    state.wallets.set(`${userId}/${chain}/${wallet}`, {
      user_id: userId, wallet, chain, is_current: true, is_delete: false, blockhash: block.hash,
      blocknumber: block.number,
    });
}

export function changeWallet(act) {
  const { state, userId, data } = act;
  const { wallet_address: wallet, chain } = data ?? {};
  const isNew = act.action === 'Create';
  must(isText(wallet) && (chain === 'eth' || chain === 'sol'), 'U');
  must(!isNew || provesWallet(chain, wallet, userId, data), 'U');
  const others = rowsOf(state, userId, chain).map(([, row]) => row)
    .filter((row) => row.is_current && !row.is_delete && row.wallet !== wallet).map((row) => row.wallet);
  setWallets(act, chain, isNew ? [...others, wallet] : others);
}

export function setCollectibles(act, user) {
  const { state, data, userId } = act;
  must(isObject(data?.collectibles), 'U');
  act.put(state.collectibles, userId, { user_id: userId }, { data: data.collectibles });
  act.stamp(user, { has_collectibles: isTruthy(data.collectibles) });
}

/** The wallet, the user, its row, and which of both signed. */
function linkOf(act) {
  const { state, data, userId, signer } = act;
  must(isFilledText(data?.wallet) && userId !== 0, 'W');
  const wallet = lower(data.wallet);
  const user = state.users.get(userId);
  must(user !== undefined, 'W');
  const byUser = user.wallet !== null && lower(user.wallet) === signer;
  return { wallet, user, row: state.dashboards.get(wallet), byUser, byWallet: signer === wallet };
}

function isAgreed({ data, seconds }, { wallet, user, byUser }) {
  const signed = byUser ? data.wallet_signature : data.user_signature;
  if (!isText(signed?.message) || !isText(signed.signature))
    return false;
  const time = byUser ? timeOfUserMessage(signed.message, user) : timeOfWalletMessage(signed.message, wallet);
  const signer = byUser ? wallet : user.wallet && lower(user.wallet);
  return time !== undefined && isFresh(time, seconds, FRESH) && signerOf(signed.message, signed.signature) === signer;
}

export function createDashboard(act) {
  const link = linkOf(act);
  must(link.byUser || link.byWallet, 'W');
  must(isAgreed(act, link), 'W');
  must(link.row === undefined || link.row.is_delete, 'W');
  act.put(act.state.dashboards, link.wallet, { wallet: link.wallet }, {
    user_id: act.userId, is_delete: false, created_at: act.now,
  });
}

export function deleteDashboard(act) {
  const { row, byUser, byWallet } = linkOf(act);
  must(row !== undefined, 'W');
  must(byUser || byWallet, 'W');
  must(!byUser || row.user_id === act.userId, 'W');
  act.stamp(row, { is_delete: true });
}
