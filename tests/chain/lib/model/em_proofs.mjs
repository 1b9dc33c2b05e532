// SPDX-License-Identifier: ISC
// Signatures inside metadata.
import { createPublicKey, verify } from 'node:crypto';

import { decodeBase58, encodeBase58, toBeArray, verifyMessage, zeroPadValue } from 'ethers-6';

import { isText, lower } from './em_act.mjs';
import { hashId } from './text.mjs';

const BLANK = /[ \t\n\v\f\r]+/;

/** Who signed the message, in lower case; undefined: nobody. */
export function signerOf(message, signature) {
  if (!isText(message) || !isText(signature))
    return undefined;
  try {
    return lower(verifyMessage(message, signature.startsWith('0x') ? signature : `0x${signature}`));
  } catch {
    return undefined;
  }
}

/** 32 bytes in base58, written as everybody writes them; undefined if not. */
export function solanaKey(text) {
  try {
    const bytes = toBeArray(decodeBase58(text));
    const key = Buffer.from(zeroPadValue(bytes, 32).slice(2), 'hex');
    const zeros = /^1*/.exec(text)[0];
    return bytes.length + zeros.length === 32 && zeros + encodeBase58(bytes) === text ? key : undefined;
  } catch {
    return undefined;
  }
}

function isSolanaProof(wallet, message, signature) {
  const key = solanaKey(wallet);
  if (key === undefined || !/^(0x)?[0-9a-fA-F]{128}$/.test(signature))
    return false;
  const jwk = { kty: 'OKP', crv: 'Ed25519', x: key.toString('base64url') };
  const bytes = Buffer.from(signature.replace(/^0x/, ''), 'hex');
  return verify(null, Buffer.from(message), createPublicKey({ key: jwk, format: 'jwk' }), bytes);
}

function isEthereumProof(wallet, message, signature) {
  try {
    return verifyMessage(message, signature) === wallet;
  } catch {
    return false;
  }
}

/** Does the owner of the wallet say that it is this user's? */
export function provesWallet(chain, wallet, userId, proof) {
  const message = `AudiusUserID:${userId}`;
  if (!isText(proof?.signature))
    return false;
  return chain === 'eth'
    ? isEthereumProof(wallet, message, proof.signature)
    : isSolanaProof(wallet, message, proof.signature);
}

const words = (message) => message.split(BLANK).filter((word) => word !== '');

export const lastWord = (message) => words(message).at(-1) ?? '';

export function isFresh(word, now, seconds) {
  return /^\d{1,18}$/.test(word) && Math.abs(Number(word) - now) <= seconds;
}

const namesId = (word, id) => word === String(id) || word === hashId(id);

/** The time at which a message connects this user with a wallet. */
export function timeOfUserMessage(message, { user_id: id, handle_lc: handle }) {
  const as = words(message);
  const is = as.map((word) => word.toLowerCase());
  if (is.slice(0, 3).join(' ') !== 'connecting audius user')
    return undefined;
  if (is.length === 7 && is[3] === 'id' && is[5] === 'at' && namesId(as[4], id))
    return is[6];
  return is.length === 6 && is[4] === 'at' && handle !== null && is[3] === `@${handle}` ? is[5] : undefined;
}

/** The time at which a message connects this wallet with a user. */
export function timeOfWalletMessage(message, wallet) {
  const is = words(message).map((word) => word.toLowerCase());
  const fits = is.length === 8 && is.slice(0, 7).join(' ') === `connecting audius protocol dashboard wallet ${wallet} at`;
  return fits ? is[7] : undefined;
}
