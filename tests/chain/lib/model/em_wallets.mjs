// SPDX-License-Identifier: ISC
// Wallets beside a user's own (rules AW), and the dashboard's (rules W).
import { getAddress, isAddress } from 'ethers-6';

import { isFilledText, isText, lower, must, Rejected } from './em_act.mjs';
import { isObject } from './em_json.mjs';
import { isFresh, provesWallet, signerOf, timeOfUserMessage, timeOfWalletMessage } from './em_proofs.mjs';

const FRESH = 300;
const WALLET_KEYS = [['associated_wallets', 'eth'], ['associated_sol_wallets', 'sol']];

/** Wallets of an object with proofs; one without proof is passed over. */
function walletsOf(userId, chain, given) {
  if (!isObject(given))
    return [];
  return Object.entries(given)
    .filter(([wallet, proof]) => isObject(proof) && provesWallet(chain, wallet, userId, proof))
    .map(([wallet]) => wallet);
}

function rowsOf(state, userId, chain) {
  return [...state.wallets.entries()].filter(([, row]) => row.user_id === userId && row.chain === chain);
}

const liveOf = (rows) => rows.filter(([, row]) => row.is_current && !row.is_delete).map(([, row]) => row.wallet);

function replaceRows({ state, block, userId }, chain, live, deleted) {
  for (const [key] of rowsOf(state, userId, chain))
    state.wallets.delete(key);
  for (const wallet of [...live, ...deleted])
    state.wallets.set(`${userId}/${chain}/${wallet}`, {
      user_id: userId, wallet, chain, is_current: true, is_delete: deleted.includes(wallet), blockhash: block.hash,
      blocknumber: block.number,
    });
}

/** All rows of the user on the chain are replaced, if the set is another. */
function setWallets(around, chain, wallets) {
  const live = liveOf(rowsOf(around.state, around.userId, chain));
  if ([...live].sort().join() !== [...wallets].sort().join())
    replaceRows(around, chain, wallets, []);
}

/** What a document of the first chain leaves: nobody's wallet is given twice. */
export function succeedWallets(around, document) {
  const { state, userId } = around;
  for (const [key, chain] of WALLET_KEYS) {
    const rows = rowsOf(state, userId, chain);
    const others = [...state.wallets.values()].filter((row) => row.user_id !== userId && row.chain === chain &&
      row.is_current && !row.is_delete).map((row) => row.wallet);
    const now = walletsOf(userId, chain, document[key]).filter((wallet) => !others.includes(wallet));
    if (rows.length > 0 || now.length > 0)
      replaceRows(around, chain, now, liveOf(rows).filter((wallet) => !now.includes(wallet)));
  }
}

/** AW2: the address may be written in any case. */
function isTheirs({ userId, data }, wallet, chain) {
  const named = chain === 'eth' && isAddress(wallet.toLowerCase()) ? getAddress(wallet.toLowerCase()) : wallet;
  return provesWallet(chain, named, userId, data);
}

function walletOf({ data }) {
  const { wallet_address: wallet, chain } = data ?? {};
  must(isText(wallet) && (chain === 'eth' || chain === 'sol'), 'AW2');
  return { wallet, chain };
}

const heldBy = ({ state }, userId, chain) => liveOf(rowsOf(state, userId, chain));

/** AW3: it has one owner, who proved it last. */
export function addWallet(act) {
  const { state, userId } = act;
  const { wallet, chain } = walletOf(act);
  must(isTheirs(act, wallet, chain), 'AW2');
  const held = heldBy(act, userId, chain);
  if (held.includes(wallet))
    return false;
  const before = [...state.wallets.values()].filter((row) => row.wallet === wallet && row.chain === chain && !row.is_delete);
  for (const { user_id: other } of before)
    setWallets({ ...act, userId: other }, chain, heldBy(act, other, chain).filter((one) => one !== wallet));
  setWallets(act, chain, [...held, wallet]);
  return true;
}

export function removeWallet(act) {
  const { wallet, chain } = walletOf(act);
  const held = heldBy(act, act.userId, chain);
  must(held.includes(wallet), 'AW4');
  setWallets(act, chain, held.filter((one) => one !== wallet));
}

/** CO1 is over. */
export function refuseCollectibles() {
  throw new Rejected('CO1');
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
