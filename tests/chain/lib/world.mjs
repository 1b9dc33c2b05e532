// SPDX-License-Identifier: ISC
// A deployed chain, the people on it, and the books of what they did.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { Interface } from 'ethers-6';

import { accountsOf, keyOf } from './accounts.mjs';
import { Actor } from './actor.mjs';
import { artifacts } from './artifacts.mjs';
import { Books } from './books.mjs';
import { Client } from './client.mjs';
import { memberOf } from './deploy.mjs';
import { Ledger } from './ledger.mjs';
import { cidOfContent, digestOf } from './model/cid.mjs';
import { EVENTS } from './model/events.mjs';
import { Network } from './network.mjs';
import { Random } from './random.mjs';
import { RequestSigner } from './signer.mjs';

const [bootstrap] = accountsOf('bootstrap');
const [verifier] = accountsOf('verifier');

const mimic = new Interface(artifacts().Mimic.abi);

/** Which list of the ledger a write function makes longer. */
const CREATES = { addUser: 'users', addTrack: 'tracks', createPlaylist: 'playlists' };

export class World {
  /**
   * chain: what deploy.mjs wrote.  ipfs: folder of the documents.  Blocks that
   * are there already are read into the books.
   */
  static async open({ chain, ipfs, seed = 'discprov' }) {
    const world = new World(chain, ipfs, seed);
    await world.network.sync();
    await world.#catchUp();
    return world;
  }

  constructor(chain, ipfs, seed) {
    this.chain = chain;
    this.ipfs = ipfs;
    this.seed = seed;
    this.network = new Network(chain.rpc);
    this.contracts = Object.fromEntries(Object.keys(EVENTS).map((name) => [name, chain[memberOf(name)]]));
    this.random = new Random(seed);
    this.ledger = new Ledger(this.contracts);
    this.books = new Books(this.contracts, (cid) => this.#read(cid), {
      settings: { verifiedAddress: verifier.address },
    });
    this.documents = new Map();
    this.actors = new Map();
    this.clients = new Map();
    this.given = new Map();
    this.signers = new Map();
    this.mode = {};
    this.pending = [];
    mkdirSync(ipfs, { recursive: true });
  }

  async #catchUp() {
    for (let number = this.chain.startBlock + 1; number <= this.network.head.number; number++)
      this.#apply(await this.network.readBlock(number));
  }

  #apply(block) {
    this.ledger.applyBlock(block);
    this.books.applyBlock(block);
  }

  #read(cid) {
    if (!this.documents.has(cid))
      this.documents.set(cid, JSON.parse(readFileSync(path.join(this.ipfs, cid), 'utf8')));
    return this.documents.get(cid);
  }

  /** Writes a document where the gateway finds it; gives its digest. */
  publish(document) {
    const content = Buffer.from(JSON.stringify(document));
    const cid = cidOfContent(content);
    writeFileSync(path.join(this.ipfs, cid), content);
    return digestOf(cid);
  }

  /** The person of this name, whose key the name and the seed decide. */
  actor(name) {
    if (!this.actors.has(name))
      this.actors.set(name, new Actor(this, keyOf(this.seed, name)));
    return this.actors.get(name);
  }

  /** The story's people who have signed up on this chain. */
  knownActors() {
    const actors = [];
    for (let i = 1; ; i++) {
      const actor = this.actor(`user/${i}`);
      if (!this.ledger.state.wallets.has(actor.wallet))
        return actors;
      actors.push(actor);
    }
  }

  /** The same for people who use EntityManager only. */
  client(name) {
    if (!this.clients.has(name))
      this.clients.set(name, new Client(this, keyOf(this.seed, 'client', name)));
    return this.clients.get(name);
  }

  /** Who may verify users and speak to everybody, and who delivers music. */
  office(role) {
    return new Client(this, accountsOf(role)[0].key);
  }

  /** The next id of an entity type that nobody has used. */
  fresh(type) {
    const id = Math.max(this.ledger.state.entities.get(type), this.given.get(type) ?? 0) + 1;
    this.given.set(type, id);
    return id;
  }

  signer(contract) {
    if (!this.signers.has(contract)) {
      const address = this.contracts[contract] ?? this.chain[memberOf(contract)];
      this.signers.set(contract, new RequestSigner(contract, address, this.chain.chainId, () => this.random.bytes32()));
    }
    return this.signers.get(contract);
  }

  /** Queues a call; creating functions give the id that they will assign. */
  request(key, contract, fn, args) {
    const created = CREATES[fn] && { list: CREATES[fn], id: this.#nextId(CREATES[fn]), args };
    this.submit(contract, this.signer(contract).call(key, fn, args), { created });
    return created?.id;
  }

  /** Queues an act of EntityManager; expecting() says what should come of it. */
  manage(key, userId, type, entityId, action, metadata) {
    const { expect = 'accept', forwarded } = this.mode;
    const data = this.signer('EntityManager').call(key, 'manageEntity', [userId, type, entityId, action, metadata]);
    this.submit('EntityManager', data, { expect: forwarded || expect === 'anything' ? undefined : expect });
  }

  /** Emits an event that nobody reads. */
  confirm(userId, isVerified) {
    const data = new Interface(artifacts().EntityManager.abi).encodeFunctionData('manageIsVerified', [userId, isVerified]);
    this.submit('EntityManager', data, { from: verifier.address });
  }

  submit(contract, data, { created, from, expect } = {}) {
    const to = this.contracts[contract] ?? this.chain[memberOf(contract)];
    const call = this.mode.forwarded
      ? { to: this.chain.mimic, data: mimic.encodeFunctionData('forward', [to, data]) }
      : { to, data, from };
    this.pending.push({ ...call, ...this.mode, expect, created: this.mode.reverts ? undefined : created });
  }

  #nextId(list) {
    return this.ledger.state[list].size + this.pending.filter(({ created }) => created?.list === list).length + 1;
  }

  /** The newest account of a wallet, also one that is only queued. */
  userIdOf(wallet) {
    const queued = this.pending.filter(({ created }) => created?.list === 'users' && created.args[0] === wallet);
    return queued.at(-1)?.created.id ?? this.ledger.state.wallets.get(wallet);
  }

  /** What act() queues is expected to fail on the chain. */
  reverting(act) {
    return this.#within({ reverts: true }, act);
  }

  /** What act() queues goes through a stranger, so nobody should read it. */
  forwarded(act) {
    return this.#within({ forwarded: true }, act);
  }

  /**
   * What EntityManager is told by act() comes out so: accept, ignore, skip, the
   * rule that turns it away, or anything.
   */
  expecting(expect, act) {
    return this.#within({ expect }, act);
  }

  #within(mode, act) {
    const before = this.mode;
    this.mode = { ...before, ...mode };
    try {
      return act();
    } finally {
      this.mode = before;
    }
  }

  /** The last call once more: its signature has been used up. */
  repeatLast() {
    this.pending.push({ ...this.pending.at(-1), created: undefined, reverts: true });
  }

  verify(userId, isVerified) {
    this.request(verifier.key, 'UserFactory', 'updateIsVerified', [userId, isVerified]);
  }

  blacklist(digest) {
    this.request(verifier.key, 'IPLDBlacklistFactory', 'addIPLDToBlacklist', [digest]);
  }

  pretend(userId, handle, name) {
    const data = mimic.encodeFunctionData('pretend', [userId, handle, name]);
    this.submit('Mimic', data);
  }

  seedNodes(nodes) {
    const data = new Interface(artifacts().UserReplicaSetManager.abi).encodeFunctionData('seedBootstrapNodes', [
      nodes.map(({ id }) => id), nodes.map(({ delegate }) => delegate), nodes.map(({ owner }) => owner),
    ]);
    this.submit('UserReplicaSetManager', data, { from: bootstrap.address });
  }

  proposeNode(node, proposers) {
    this.submit('UserReplicaSetManager', this.signer('UserReplicaSetManager').proposeNode(node, proposers));
  }

  /** Mines what is queued as one block, in the order of the queue. */
  async mine() {
    const calls = this.pending;
    this.pending = [];
    const block = await this.network.mine(calls);
    calls.forEach(({ reverts = false }, i) => {
      if ((Number(block.receipts[i].status) === 0) !== reverts)
        throw new Error(`block ${block.number}, transaction ${i}: ${reverts ? 'passed' : 'failed'} on the chain`);
    });
    this.#apply(block);
    this.given.clear();
    calls.forEach(({ expect }, i) => {
      const outcome = this.books.outcomes.get(block.receipts[i].transactionHash);
      if (expect !== undefined && outcome !== expect)
        throw new Error(`block ${block.number}, transaction ${i}: ${outcome}, not ${expect}`);
    });
    return block;
  }

  async mineEmpty(count) {
    for (let i = 0; i < count; i++)
      await this.mine();
  }

  /** A point to which revert() goes back, on the chain and in the books. */
  async snapshot() {
    return {
      id: await this.network.rpc.call('evm_snapshot'),
      network: this.network.state(),
      ledger: this.ledger.clone(),
      books: this.books.clone(),
      random: this.random.clone(),
    };
  }

  /** A snapshot serves once. */
  async revert({ id, network, ledger, books, random }) {
    if (!(await this.network.rpc.call('evm_revert', id)))
      throw new Error(`snapshot ${id} is not there any more`);
    this.network.restore(network);
    Object.assign(this, { ledger, books, random, pending: [], given: new Map() });
  }
}
