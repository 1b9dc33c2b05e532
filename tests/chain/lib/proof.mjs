// SPDX-License-Identifier: ISC
// What a block's hash is made of: RLP, ordered tries, headers, transactions and
// receipts in the form that JSON-RPC gives them.  Written beside the indexer's
// own (chain/), from the yellow paper and the EIPs, so that one checks the
// other.
import { concat, encodeRlp, getBytes, hexlify, keccak256, toBeArray } from 'ethers-6';

/** An integer has no leading zeros; none at all is 0. */
const int = (value) => hexlify(toBeArray(BigInt(value)));
const nothing = '0x';
export const NO_UNCLES = keccak256(encodeRlp([]));

/** Bits of logsBloom (yellow paper 4.3.1). */
export function bloomOf(logs) {
  const bloom = new Uint8Array(256);
  for (const item of logs.flatMap(({ address, topics }) => [address, ...topics])) {
    const hash = getBytes(keccak256(item));
    for (const at of [0, 2, 4]) {
      const bit = ((hash[at] << 8) | hash[at + 1]) & 2047;
      bloom[255 - (bit >> 3)] |= 1 << (bit & 7);
    }
  }
  return hexlify(bloom);
}

// Tries (yellow paper D).

const nibblesOf = (key) => [...getBytes(key)].flatMap((byte) => [byte >> 4, byte & 15]);

/** Hex prefix: a flag for leaves, one for odd lengths. */
function compact(nibbles, leaf) {
  const flag = (leaf ? 2 : 0) + (nibbles.length & 1);
  const all = nibbles.length & 1 ? [flag, ...nibbles] : [flag, 0, ...nibbles];
  return hexlify(Uint8Array.from({ length: all.length / 2 }, (_, i) => all[2 * i] * 16 + all[2 * i + 1]));
}

/** Short nodes stand in their parent, others are named by their hash. */
function reference(node) {
  const bytes = encodeRlp(node);
  return bytes.length < 2 + 2 * 32 ? node : keccak256(bytes);
}

function nodeOf(pairs) {
  const [[first, value]] = pairs;
  if (pairs.length === 1)
    return [compact(first, true), value];
  let same = 0;
  while (pairs.every(([key]) => key[same] === first[same]))
    same++;
  const shorter = pairs.map(([key, one]) => [key.slice(same), one]);
  if (same > 0)
    return [compact(first.slice(0, same), false), reference(nodeOf(shorter))];
  const children = Array.from({ length: 16 }, (_, nibble) => {
    const own = pairs.filter(([key]) => key[0] === nibble).map(([key, one]) => [key.slice(1), one]);
    return own.length === 0 ? nothing : reference(nodeOf(own));
  });
  return [...children, nothing];
}

/** The root of what a block lists: value i stands at the key RLP(i). */
export function orderedRoot(values) {
  if (values.length === 0)
    return keccak256(encodeRlp(nothing));
  return keccak256(encodeRlp(nodeOf(values.map((value, i) => [nibblesOf(encodeRlp(int(i))), value]))));
}

// Headers.

const SINCE = [
  ['baseFeePerGas', int], ['withdrawalsRoot', String], ['blobGasUsed', int], ['excessBlobGas', int],
  ['parentBeaconBlockRoot', String], ['requestsHash', String],
];

/** How a block was sealed; clients of authority round show that in three ways. */
function sealOf({ mixHash, nonce, sealFields, step, signature }) {
  if (mixHash !== undefined)
    return [mixHash, nonce];
  if (sealFields !== undefined)
    return sealFields; // RLP already
  return [int(step), signature.replace(/^(0x)?/, '0x')];
}

export function headerHash(header) {
  const { parentHash, sha3Uncles, miner, stateRoot, transactionsRoot, receiptsRoot, logsBloom, extraData } = header;
  const seal = sealOf(header);
  const plain = [
    parentHash, sha3Uncles, miner, stateRoot, transactionsRoot, receiptsRoot, logsBloom, int(header.difficulty),
    int(header.number), int(header.gasLimit), int(header.gasUsed), int(header.timestamp), extraData,
  ];
  const later = SINCE.filter(([key]) => header[key] !== undefined).map(([key, form]) => form(header[key]));
  if (header.mixHash !== undefined || header.sealFields === undefined)
    return keccak256(encodeRlp([...plain, ...seal, ...later]));
  const body = concat([...plain.map((item) => encodeRlp(item)), ...seal, ...later.map((item) => encodeRlp(item))]);
  return keccak256(listOf(body));
}

/** A list of which the items are RLP already. */
function listOf(body) {
  const length = getBytes(body).length;
  if (length < 56)
    return concat([Uint8Array.of(0xc0 + length), body]);
  const size = toBeArray(length);
  return concat([Uint8Array.of(0xf7 + size.length), size, body]);
}

// Transactions and receipts (EIP-2718).

const accessList = (list = []) => list.map(({ address, storageKeys }) => [address, storageKeys]);
const sealed = ({ yParity, v, r, s }) => [int(yParity ?? v), int(r), int(s)];
const authorizations = (list) => list.map((one) => [
  int(one.chainId), one.address, int(one.nonce), ...sealed(one)]);
const fees = (tx) => [int(tx.maxPriorityFeePerGas), int(tx.maxFeePerGas)];
const goes = (tx) => [int(tx.gas), tx.to ?? nothing, int(tx.value), tx.input];

const TRANSACTIONS = {
  0: (tx) => [int(tx.nonce), int(tx.gasPrice), ...goes(tx), int(tx.v), int(tx.r), int(tx.s)],
  1: (tx) => [int(tx.chainId), int(tx.nonce), int(tx.gasPrice), ...goes(tx), accessList(tx.accessList), ...sealed(tx)],
  2: (tx) => [int(tx.chainId), int(tx.nonce), ...fees(tx), ...goes(tx), accessList(tx.accessList), ...sealed(tx)],
  3: (tx) => [int(tx.chainId), int(tx.nonce), ...fees(tx), ...goes(tx), accessList(tx.accessList),
    int(tx.maxFeePerBlobGas), tx.blobVersionedHashes, ...sealed(tx)],
  4: (tx) => [int(tx.chainId), int(tx.nonce), ...fees(tx), ...goes(tx), accessList(tx.accessList),
    authorizations(tx.authorizationList), ...sealed(tx)],
};

const typed = (type, items) => (type === 0 ? encodeRlp(items) : concat([Uint8Array.of(type), encodeRlp(items)]));

export function transactionBytes(tx) {
  const type = Number(tx.type ?? 0);
  return typed(type, TRANSACTIONS[type](tx));
}

export function receiptBytes(receipt) {
  const outcome = receipt.status === undefined ? receipt.root : int(receipt.status);
  const logs = receipt.logs.map(({ address, topics, data }) => [address, topics, data]);
  return typed(Number(receipt.type ?? 0), [outcome, int(receipt.cumulativeGasUsed), receipt.logsBloom, logs]);
}

/** Sentences about what of a block does not prove itself. */
export function* lies(header, transactions, receipts) {
  if (headerHash(header) !== header.hash)
    yield `the hash of block ${header.number}`;
  for (const tx of transactions)
    if (keccak256(transactionBytes(tx)) !== tx.hash)
      yield `the hash of transaction ${tx.hash}`;
  if (orderedRoot(transactions.map(transactionBytes)) !== header.transactionsRoot)
    yield 'transactionsRoot';
  if (receipts && orderedRoot(receipts.map(receiptBytes)) !== header.receiptsRoot)
    yield 'receiptsRoot';
}

// Blocks that are made up.

const HEADER = {
  sha3Uncles: NO_UNCLES, miner: `0x${'0'.repeat(40)}`, stateRoot: `0x${'0'.repeat(64)}`, difficulty: '0x2',
  gasLimit: '0x1c9c380', gasUsed: '0x0', extraData: '0x', mixHash: `0x${'0'.repeat(64)}`, nonce: '0x0000000000000000',
};
const TRANSACTION = { type: '0x0', gasPrice: '0x0', gas: '0x7a1200', value: '0x0', input: '0x', v: '0x1b', r: '0x1', s: '0x1' };
const quantity = (n) => `0x${n.toString(16)}`;

/**
 * {header, transactions, receipts, logs} as a node shows them, of which every
 * hash, root and filter is right.  header: what is to be in it (number,
 * parentHash, timestamp, ...); txs: a list of {to, nonce, logs: [{address,
 * topics, data}]} and whatever else a transaction shall have.
 */
export function makeBlock(header, txs) {
  const transactions = txs.map(({ to, logs: _, ...more }, i) => {
    const tx = { ...TRANSACTION, nonce: quantity(i), ...more, to: to ?? null };
    return { ...tx, hash: keccak256(transactionBytes(tx)), transactionIndex: quantity(i), blockNumber: header.number };
  });
  const receipts = txs.map(({ to, logs = [], type = '0x0' }, i) => ({
    type, status: '0x1', cumulativeGasUsed: quantity(21000 * (i + 1)), logsBloom: bloomOf(logs), logs,
    to: to ?? null, transactionHash: transactions[i].hash, transactionIndex: quantity(i), blockNumber: header.number,
  }));
  const full = {
    ...HEADER, ...header,
    transactionsRoot: orderedRoot(transactions.map(transactionBytes)),
    receiptsRoot: orderedRoot(receipts.map(receiptBytes)),
    logsBloom: bloomOf(txs.flatMap(({ logs = [] }) => logs)),
  };
  full.hash = headerHash(full);
  let logIndex = 0;
  for (const part of [...transactions, ...receipts])
    part.blockHash = full.hash;
  for (const receipt of receipts) {
    const { transactionHash, transactionIndex, blockNumber, blockHash } = receipt;
    receipt.logs = receipt.logs.map(({ address, topics, data }) => ({
      address, topics, data, transactionHash, transactionIndex, blockNumber, blockHash,
      logIndex: quantity(logIndex++), removed: false,
    }));
  }
  return { header: full, transactions, receipts, logs: receipts.flatMap(({ logs }) => logs) };
}
