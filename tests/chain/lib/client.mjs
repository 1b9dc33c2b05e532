// SPDX-License-Identifier: ISC
// A person who uses EntityManager: ids are theirs to choose, and what they say
// is one kind of request.
import { computeAddress, Wallet } from 'ethers-6';

const asText = (metadata) => (typeof metadata === 'string' ? metadata : JSON.stringify({ cid: '', data: metadata }));

export class Client {
  constructor(world, key) {
    this.world = world;
    this.key = key;
    this.wallet = computeAddress(key);
  }

  get address() {
    return this.wallet.toLowerCase();
  }

  /** The id of the first sign-up with this key, also one that is queued. */
  get id() {
    const queued = this.world.pending.find(({ signedUp }) => signedUp?.wallet === this.wallet);
    return this.world.ledger.state.clients.get(this.wallet) ?? queued?.signedUp.id;
  }

  /** metadata: text as it is, or data that go into a wrapper. */
  act(type, entityId, action, metadata = '') {
    this.actAs(this.id, type, entityId, action, metadata);
  }

  /** For a user who is somebody else. */
  actAs(userId, type, entityId, action, metadata = '') {
    this.world.manage(this.key, userId, type, entityId, action, asText(metadata));
  }

  /** Metadata without a wrapper. */
  say(type, entityId, action, value) {
    this.act(type, entityId, action, JSON.stringify(value));
  }

  /** data null: a guest; text: as it is.  Gives the id. */
  signUp(data, { cid = '', id = this.world.fresh('User') } = {}) {
    const metadata = typeof data === 'string' ? data : JSON.stringify({ cid, data });
    this.actAs(id, 'User', id, 'Create', metadata);
    this.world.pending.at(-1).signedUp = { wallet: this.wallet, id };
    return id;
  }

  update(data) {
    this.act('User', this.id, 'Update', data);
  }

  #create(type, metadata) {
    const id = this.world.fresh(type);
    this.act(type, id, 'Create', metadata);
    return id;
  }

  /** data: text as it is, or what is said of one's own track. */
  addTrack(data) {
    return this.#create('Track', typeof data === 'string' ? data : { owner_id: this.id, ...data });
  }

  addPlaylist(data) {
    return this.#create('Playlist', data);
  }

  comment(trackId, body, more = {}) {
    return this.#create('Comment', { entity_type: 'Track', entity_id: trackId, body, ...more });
  }

  addEvent(data) {
    return this.#create('Event', data);
  }

  /** {message, signature}: an EIP-191 personal message. */
  sign(message) {
    return { message, signature: new Wallet(this.key).signMessageSync(message) };
  }
}
