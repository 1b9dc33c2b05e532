// SPDX-License-Identifier: ISC
// Headers and votes of the core chain as CometBFT makes them, with real keys:
// what a node shows below /core/crpc.  Written beside the indexer's own.
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';

import { message, number, text, time } from './core_wire.mjs';

const sha256 = (...parts) => parts.reduce((h, part) => h.update(part), createHash('sha256')).digest();
const upper = (bytes) => bytes.toString('hex').toUpperCase();
const bytesOf = (hex) => Buffer.from(hex ?? '', 'hex');
const raw = (field, bytes) => (bytes.length > 0 ? message(field, bytes) : Buffer.alloc(0));

/** The root over leaves, which are bytes. */
export function merkle(leaves) {
  const over = (hashes) => {
    if (hashes.length < 2)
      return hashes[0] ?? sha256('');
    let half = 1;
    while (half * 2 < hashes.length)
      half *= 2;
    return sha256(Buffer.from([1]), over(hashes.slice(0, half)), over(hashes.slice(half)));
  };
  return over(leaves.map((leaf) => sha256(Buffer.from([0]), leaf)));
}

const HASHES = ['last_commit_hash', 'data_hash', 'validators_hash', 'next_validators_hash', 'consensus_hash', 'app_hash',
  'last_results_hash', 'evidence_hash', 'proposer_address'];

const refBytes = ({ hash, parts }) => Buffer.concat([
  raw(1, bytesOf(hash)), message(2, Buffer.concat([number(1, parts.total), raw(2, bytesOf(parts.hash))])),
]);

export const headerHash = (h) => upper(merkle([
  Buffer.concat([number(1, h.version.block), number(2, h.version.app ?? 0)]), text(1, h.chain_id), number(1, h.height), time(h.time),
  refBytes(h.last_block_id), ...HASHES.map((name) => raw(1, bytesOf(h[name]))),
]));

export const dataHash = (txs) => upper(merkle(txs.map((bytes) => sha256(bytes))));

const fixed = (field, n) => {
  const out = Buffer.alloc(9);
  out[0] = (field << 3) | 1;
  out.writeBigInt64LE(BigInt(n), 1);
  return BigInt(n) === 0n ? Buffer.alloc(0) : out;
};

/** What a voter signs. */
export function voteBytes(chainId, { height, round, block_id: ref }, timestamp) {
  const vote = Buffer.concat([
    number(1, 2), fixed(2, height), fixed(3, round), message(4, refBytes(ref)), message(5, time(timestamp)), text(6, chainId),
  ]);
  return message(0, vote).subarray(1);
}

// Voters.

const addressOf = (key) => upper(sha256(key).subarray(0, 20));

/** Whoever has the key that belongs to this name. */
export function voter(name, power = 10) {
  const secret = createPrivateKey({ format: 'der', type: 'pkcs8',
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), sha256(name)]) });
  const key = createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32);
  return { secret, key, power, address: addressOf(key) };
}

export const voterOf = ({ pub_key: { value }, voting_power: power }) => {
  const key = Buffer.from(value, 'base64');
  return { key, power: Number(power), address: addressOf(key) };
};

/** In the order of a set. */
const ordered = (voters) => [...voters].sort((x, y) => y.power - x.power || (x.address < y.address ? -1 : 1));

export const votersHash = (voters) => upper(merkle(voters.map(({ key, power }) =>
  Buffer.concat([message(1, message(1, key)), number(2, power)]))));

export const isSigned = (chainId, commit, { timestamp, signature }, key) =>
  verify(null, voteBytes(chainId, commit, timestamp), createPublicKey({ format: 'der', type: 'spki',
    key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]) }), Buffer.from(signature, 'base64'));

/** Votes of these for a block; who is null does not vote, and one with {nil} votes for none. */
export function commitOf(chainId, height, ref, voters, timestamp, round = 0) {
  const commit = { height: String(height), round, block_id: ref };
  const vote = ({ secret, address, absent, nil }) => {
    if (absent)
      return { block_id_flag: 1, validator_address: '', timestamp: '0001-01-01T00:00:00Z', signature: null };
    const of = nil ? { ...commit, block_id: { hash: '', parts: { total: 0, hash: '' } } } : commit;
    return { block_id_flag: nil ? 3 : 2, validator_address: address, timestamp,
      signature: sign(null, voteBytes(chainId, of, timestamp), secret).toString('base64') };
  };
  return { ...commit, signatures: voters.map(vote) };
}

const NO_BLOCK = { hash: '', parts: { total: 0, hash: '' } };

/** Headers of a chain, made as its blocks are. */
export class Comet {
  /** next: who votes from the block behind the next one on. */
  constructor({ voters = [voter('first', 40), voter('second', 30), voter('third', 20), voter('fourth', 10)], round = 0 } = {}) {
    Object.assign(this, { voters: ordered(voters), next: null, round, blocks: new Map(), last: NO_BLOCK, app: '' });
  }

  /** The block's hash. */
  seal(chainId, height, timestamp, txs) {
    const voters = this.voters;
    const next = ordered(this.next ?? voters);
    const header = {
      version: { block: '11' }, chain_id: chainId, height: String(height), time: timestamp, last_block_id: this.last,
      last_commit_hash: upper(sha256(`commit ${height - 1}`)), data_hash: dataHash(txs), validators_hash: votersHash(voters),
      next_validators_hash: votersHash(next), consensus_hash: upper(sha256('consensus')), app_hash: this.app,
      last_results_hash: upper(sha256('results')), evidence_hash: upper(sha256('')), proposer_address: voters[0].address,
    };
    const hash = headerHash(header);
    const ref = { hash, parts: { total: 1, hash: upper(sha256(`parts ${hash}`)) } };
    this.blocks.set(height, { header, ref, txs, voters, round: this.round });
    Object.assign(this, { last: ref, voters: next, next: null, app: upper(sha256(...txs)) });
    return hash.toLowerCase();
  }

  commit(height) {
    const block = this.blocks.get(height);
    if (!block)
      return { height: String(height), round: 0, block_id: NO_BLOCK, signatures: [] };
    block.commit ??= commitOf(block.header.chain_id, height, block.ref, block.voters, block.header.time, block.round);
    return block.commit;
  }
}

// What is shown.

const PER_PAGE = 30, MOST = 100;

const METHODS = {
  status: (comet, { chain, head, lowest }) => ({
    node_info: { network: chain.chainId, version: '1.0.0' },
    sync_info: { latest_block_height: String(head()), earliest_block_height: String(lowest), catching_up: false },
  }),
  health: () => ({}),
  block(comet, node, height) {
    const { ref, header, txs, last } = comet.blocks.get(height);
    return { block_id: ref, block: { header, data: { txs: txs.map((tx) => tx.toString('base64')) }, evidence: { evidence: [] },
      last_commit: last ?? comet.commit(height - 1) } };
  },
  commit: (comet, node, height) => ({
    signed_header: { header: comet.blocks.get(height).header, commit: comet.commit(height) }, canonical: true,
  }),
  validators(comet, node, height, { page = 1, per_page: some = PER_PAGE }) {
    const { voters } = comet.blocks.get(height);
    const size = Math.min(Number(some), MOST);
    const shown = voters.slice((page - 1) * size, page * size);
    return { block_height: String(height), count: String(shown.length), total: String(voters.length),
      validators: shown.map(({ key, power, address }) => ({ address,
        pub_key: { type: 'tendermint/PubKeyEd25519', value: key.toString('base64') }, voting_power: String(power), proposer_priority: '0' })) };
  },
};

const failed = (data) =>
  ({ status: 500, body: { jsonrpc: '2.0', id: -1, error: { code: -32603, message: 'Internal error', data } } });

/** The answer to a GET of /core/crpc/method. */
export function crpc(node, method, request) {
  const { comet } = node.chain;
  if (!comet || !node.showsHeaders)
    return { status: 403, body: { error: 'state sync not enabled' } };
  if (!METHODS[method])
    return { status: 403, body: { error: 'RPC method not allowed' } };
  const height = Number(request.height ?? node.head());
  if (height > node.head())
    return failed(`height ${height} must be less than or equal to the current blockchain height ${node.head()}`);
  if (height < node.lowestHeader() || !comet.blocks.has(height) && !/^(status|health)$/.test(method))
    return failed(`height ${height} is not available, lowest height is ${node.lowestHeader()}`);
  return { body: { jsonrpc: '2.0', id: -1, result: METHODS[method](comet, node, height, request) } };
}
