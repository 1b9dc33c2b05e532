// SPDX-License-Identifier: ISC
// Content ids of version 0 and the documents behind them.
import { createHash } from 'node:crypto';

import { concat, decodeBase58, encodeBase58, getBytes, toBeHex } from 'ethers-6';

const SHA2_256 = '0x1220';

export function cidOf(multihashDigest) {
  return encodeBase58(concat([SHA2_256, multihashDigest]));
}

export function digestOf(cid) {
  return `0x${toBeHex(decodeBase58(cid), 34).slice(SHA2_256.length)}`;
}

function varint(n) {
  const out = [];
  for (; n > 0x7f; n = Math.floor(n / 128))
    out.push((n % 128) | 0x80);
  return [...out, n];
}

/** The dag-pb block of a file that fits into one chunk. */
export function singleChunkNode(content) {
  const size = varint(content.length);
  const data = content.length > 0 ? [0x12, ...size, ...content] : [];
  const unixfs = [0x08, 0x02, ...data, 0x18, ...size];
  return Uint8Array.from([0x0a, ...varint(unixfs.length), ...unixfs]);
}

export function cidOfContent(content) {
  const hash = createHash('sha256').update(singleChunkNode(content)).digest('hex');
  return cidOf(getBytes(`0x${hash}`));
}
