// SPDX-License-Identifier: ISC
// The core chain, as far as its nodes show it: transactions and their bytes,
// who signs what, blocks in the order in which they are served.  Written beside
// the indexer's own, from the same rules.
import { createHash } from 'node:crypto';

import { SigningKey, computeAddress, getBytes, hashMessage, hexlify, id, keccak256, recoverAddress, toUtf8Bytes } from 'ethers-6';

import { message, number, text, time } from './core_wire.mjs';
import { digest, domainSeparator, signDigest } from './signer.mjs';

const ACT = 'ManageEntity(uint userId,string entityType,uint entityId,string action,string metadata,bytes32 nonce)';
const DOMAINS = [
  ['audius-mainnet', 31524, '0x1Cd8a543596D499B9b6E7a6eC15ECd2B7857Fd64'],
  ['audius-testnet', 1056801, '0x1Cd8a543596D499B9b6E7a6eC15ECd2B7857Fd64'],
  ['', 1337, '0x254dffcd3277C0b1660F6d42EFbB754edaBAbC2B'],
];

/** Kinds of a SignedTransaction; what is in those that nobody here reads is made up. */
const KINDS = { plays: 1000, slaRollup: 1002, manageEntity: 1003, storageProof: 1005, attestation: 1007, manageEntityMigration: 1014 };

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

const play = (p) => Buffer.concat([
  text(1, p.userId), text(2, p.trackId), p.timestamp ? message(3, time(p.timestamp)) : Buffer.alloc(0),
  text(4, p.signature), text(5, p.city), text(6, p.region), text(7, p.country),
]);

export const playsBytes = (plays) => Buffer.concat(plays.map((p) => message(1, play(p))));

const BODIES = {
  manageEntity: (m) => Buffer.concat([
    number(1, m.userId), text(2, m.entityType), number(3, m.entityId), text(4, m.action), text(5, m.metadata),
    text(6, m.signature), text(7, m.signer), text(8, m.nonce),
  ]),
  plays: ({ plays = [] }) => playsBytes(plays),
};
// What was before a chain; its number was never told, so it is any.
BODIES.manageEntityMigration = BODIES.manageEntity;

const kindOf = (tx) => Object.keys(KINDS).find((kind) => tx[kind]);

/** The bytes that a SignedTransaction has in its block. */
export function txBytes(tx) {
  const kind = kindOf(tx);
  const body = kind ? message(KINDS[kind], (BODIES[kind] ?? ((o) => Buffer.from(JSON.stringify(o))))(tx[kind])) : '';
  return Buffer.concat([text(1, tx.signature), text(2, tx.requestId), Buffer.from(body)]);
}

export const txHash = (tx) => sha256(txBytes(tx)).toString('hex').toUpperCase();

// Signatures.

const separators = new Map();

function separatorOf(chainId) {
  if (!separators.has(chainId)) {
    const [, number_, verifyingContract] = DOMAINS.find(([begins]) => chainId.startsWith(begins));
    separators.set(chainId, domainSeparator({ name: 'Entity Manager', chainId: number_, verifyingContract }));
  }
  return separators.get(chainId);
}

function nonceWord(nonce) {
  const digits = (nonce ?? '').replace(/^0x/, '');
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits))
    throw new Error('nonce is no hexadecimal');
  return `0x${digits.slice(0, 64).padEnd(64, '0')}`;
}

export function actDigest(chainId, m) {
  const values = [m.userId ?? 0, m.entityType ?? '', m.entityId ?? 0, m.action ?? '', m.metadata ?? '', nonceWord(m.nonce)];
  if (BigInt(values[0]) < 0n || BigInt(values[2]) < 0n)
    throw new Error('primary type hash struct: invalid negative value for unsigned type uint');
  return digest(separatorOf(chainId), ACT, values);
}

/** Who signed it, as a node finds out; an error says why nobody did. */
export function actSigner(chainId, m) {
  const hash = actDigest(chainId, m);
  const raw = /^0x[0-9a-f]{130}$/i.test(m.signature ?? '') ? m.signature : null;
  if (raw === null)
    throw new Error('invalid signature length');
  return recoverAddress(hash, raw);
}

/** An act of this key: a SignedTransaction. */
export function signAct(chainId, key, { userId, entityType, entityId, action, metadata = '', nonce, requestId = '' }) {
  const m = { userId: String(userId), entityType, entityId: String(entityId), action, metadata, nonce };
  const signature = signDigest(key, actDigest(chainId, m));
  return { signature, requestId, manageEntity: { ...m, signature, signer: computeAddress(key) } };
}

/** What was before the chain, as its writer signs it for somebody with this wallet. */
export function signPast(chainId, writer, wallet, act) {
  const { manageEntity } = signAct(chainId, writer, act);
  return { signature: '', requestId: '', manageEntityMigration: { ...manageEntity, signer: wallet } };
}

/** v is 0 or 1, as content nodes sign. */
function signPersonal(key, hash) {
  const s = new SigningKey(key).sign(hashMessage(getBytes(hash)));
  return `${s.r}${s.s.slice(2)}0${s.yParity}`;
}

/** One play, as the node of this key notes it. */
export function notePlay(key, { userId, trackId, timestamp, city = '', region = '', country = '' }) {
  const signature = signPersonal(key, id(`{"data":"listen","timestamp":"${timestamp.replace(/\.\d+Z$/, 'Z')}"}`));
  return { userId: String(userId ?? computeAddress(key)), trackId: String(trackId), timestamp, signature, city, region, country };
}

/** Plays that the node of this key sends: a SignedTransaction. */
export function signPlays(key, plays, requestId = '') {
  return { signature: signPersonal(key, keccak256(playsBytes(plays))).slice(2), requestId, plays: { plays } };
}

// Order.

export function fnv1a(value) {
  let h = 2166136261;
  for (const byte of toUtf8Bytes(value))
    h = Math.imul(h ^ byte, 16777619) >>> 0;
  return h;
}

const rank = (tx) => (!tx.manageEntity ? 2 : /^create$/i.test(tx.manageEntity.action) ? 0 : 1);

/** As nodes serve a block's transactions: stable where nothing decides. */
export function servedOrder(txs) {
  const compare = (x, y) => {
    const ranks = rank(x.transaction) - rank(y.transaction);
    const kind = ({ transaction }) => (transaction.plays ? 1 : transaction.manageEntity ? 0 : 2);
    if (ranks !== 0 || kind(x) !== kind(y))
      return ranks;
    return fnv1a(y.transaction.signature ?? '') - fnv1a(x.transaction.signature ?? '');
  };
  return [...txs].sort(compare);
}

/**
 * Acts in such an order that nodes serve them so: sign(act, attempt) signs one
 * anew.  Those that create must stand in front.
 */
export function signInOrder(acts, sign) {
  const classes = [0, 1].map((r) => acts.filter((act) => (/^create$/i.test(act.action) ? 0 : 1) === r));
  return classes.flatMap((some) => some.map((act, i) => {
    const width = 4294967296 / some.length;
    const [low, high] = [4294967296 - width * (i + 1), 4294967296 - width * i];
    for (let attempt = 0; ; attempt++) {
      const tx = sign(act, attempt);
      const h = fnv1a(tx.signature);
      if (h >= low && h < high)
        return tx;
    }
  }));
}

/** What a node keeps of one chain; comet: its headers, too. */
export class CoreChain {
  constructor({ chainId = 'openaudio-devnet', first = 1, label = chainId, comet = null } = {}) {
    Object.assign(this, { chainId, first, label, comet, blocks: new Map(), head: first - 1, pending: [] });
  }

  /** Seconds of block time, or a text with a fraction. */
  add(txs = [], { time: seconds = 1732000000 + this.head, height = this.head + 1 } = {}) {
    const timestamp = typeof seconds === 'string' ? seconds : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
    const hash = this.comet?.seal(this.chainId, height, timestamp, txs.map(txBytes)) ?? sha256(`${this.label} ${height}`).toString('hex');
    this.put({
      height: String(height), hash, chainId: this.chainId, proposer: 'ffad25668e060a357bbe534c8b7e5b4e1274368b', timestamp,
      transactions: servedOrder(txs.map((transaction) => ({
        hash: txHash(transaction), transaction, chainId: this.chainId, height: String(height), blockHash: hash, timestamp,
        transactionv2: null,
      }))),
    });
    return this.blocks.get(height);
  }

  /** A block as it was served once. */
  put(block) {
    const height = Number(block.height);
    this.blocks.set(height, block);
    this.head = Math.max(this.head, height);
  }

  addEmpty(count, options) {
    for (let i = 0; i < count; i++)
      this.add([], options);
  }

  find(hash) {
    for (const [, block] of [...this.blocks].sort(([x], [y]) => x - y))
      for (const tx of block.transactions)
        if (tx.hash.toUpperCase() === hash.toUpperCase())
          return tx;
    return undefined;
  }
}

export const randomKey = (name) => hexlify(sha256(name));
