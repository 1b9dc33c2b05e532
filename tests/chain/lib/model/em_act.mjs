// SPDX-License-Identifier: ISC
// One act of somebody through EntityManager, and what its handlers share.
import { isObject } from './em_json.mjs';
import { formatOf, formatOfL2, formatted, saysNothing } from './em_formats.mjs';
import { MAX_ID } from './metadata.mjs';
import { blockColumns } from './rows.mjs';
import { cleanJson } from './text.mjs';
import { timestamp } from './time.mjs';

export class Rejected extends Error {
  constructor(rule) {
    super(`rule ${rule}`);
    this.rule = rule;
  }
}

/** The rule must hold, or the act is turned away. */
export function must(holds, rule) {
  if (!holds)
    throw new Rejected(rule);
}

export const isId = (value) => Number.isInteger(value) && value >= 0 && value <= MAX_ID;
export const isText = (value) => typeof value === 'string';
export const isFilledText = (value) => isText(value) && value !== '';
export const length = (text) => [...text].length;
export const textOrNull = (value) => (isText(value) ? value : null);
/** Addresses have ASCII letters only. */
export const lower = (text) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const RAW_TYPES = ['Notification', 'Grant', 'DeveloperApp', 'DashboardWalletUser'];
const RAW_ACTIONS = [
  'Repost', 'Unrepost', 'Save', 'Unsave', 'Follow', 'Unfollow', 'Subscribe', 'Unsubscribe', 'Approve', 'Reject',
];
const TEXT_ACTS = ['User/Create', 'Event/Delete'];
const DOCUMENT_ACTS = ['Track/Create', 'Track/Update', 'Playlist/Create', 'Playlist/Update', 'User/Update'];

const DOCUMENT_KINDS = { User: 'user', Track: 'track', Playlist: 'playlist_data' };

function hasSaneNumbers(value) {
  if (typeof value === 'number')
    return Number.isFinite(value);
  return value === null || typeof value !== 'object' || Object.values(value).every(hasSaneNumbers);
}

/** What the text says, or undefined. */
export function parsed(text) {
  try {
    const value = cleanJson(JSON.parse(text));
    return hasSaneNumbers(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export class Act {
  constructor(books, block, { args, txhash }) {
    this.books = books;
    this.state = books.state;
    this.block = block;
    this.seconds = block.timestamp;
    this.now = timestamp(block.timestamp);
    this.txhash = txhash;
    this.userId = args._userId;
    this.address = args._signer;
    this.signer = lower(args._signer);
    this.type = args._entityType;
    this.entityId = args._entityId;
    this.text = args._metadata;
    this.action = args._action;
    this.data = null;
    this.said = null; // the data before they were formatted
    this.cid = null;
    this.isDocument = false;
  }

  get name() {
    return `${this.type}/${this.action}`;
  }

  /** Rules M: metadata as text, as JSON, or as the data of a wrapper. */
  readMetadata() {
    const { text, type, action } = this;
    if (this.#isBareCid())
      this.#readDocument();
    else if (text === '' || type === 'UserReplicaSet' || TEXT_ACTS.includes(this.name))
      return;
    else if (RAW_TYPES.includes(type) || RAW_ACTIONS.includes(action))
      this.data = parsed(text) ?? null;
    else
      this.#readWrapper();
  }

  /** On the first chain only. */
  #isBareCid() {
    return this.books.isFirstChain && /^Qm[a-zA-Z0-9]{44}$/.test(this.text) && DOCUMENT_ACTS.includes(this.name);
  }

  #readDocument() {
    const document = cleanJson(this.books.document(this.text, DOCUMENT_KINDS[this.type]));
    const format = formatOfL2(this.type);
    this.isDocument = true;
    this.cid = this.text;
    must(isObject(document), 'M1');
    this.data = formatted(format, document);
    must(!saysNothing(format, this.data), 'M3');
  }

  #readWrapper() {
    must(parsed(this.text) !== undefined, 'M1');
    must(this.unwrap() && this.data !== null, 'M2');
    this.said = this.data;
    if (this.action === 'Update')
      return;
    const format = formatOf(this.type, this.action);
    must(format !== undefined, 'M4');
    this.data = formatted(format, this.data);
    must(!saysNothing(format, this.data), 'M3');
  }

  /** Takes cid and data of a wrapper; false: it is none. */
  unwrap() {
    const wrapper = parsed(this.text);
    if (!isObject(wrapper) || !('cid' in wrapper) || !('data' in wrapper))
      return false;
    this.cid = textOrNull(wrapper.cid);
    this.data = isObject(wrapper.data) ? wrapper.data : null;
    this.#takeAuthorities(wrapper);
    return true;
  }

  /** M7: who may hear a track can stand beside its data. */
  #takeAuthorities({ access_authorities: given }) {
    if (this.type === 'Track' && this.data !== null && given !== undefined)
      this.data.access_authorities ??= given;
  }

  mayActFor(userId) {
    try {
      this.authorise(userId);
      return true;
    } catch (error) {
      if (error instanceof Rejected)
        return false;
      throw error;
    }
  }

  /** Rules S; gives the user for whom the signer may act. */
  authorise(userId = this.userId) {
    const { state, signer } = this;
    const user = state.users.get(userId);
    must(user !== undefined, 'S1');
    if (user.wallet !== null && lower(user.wallet) === signer)
      return user;
    const grant = state.grants.get(`${signer}/${userId}`);
    must(grant !== undefined, 'S4');
    const app = state.developerApps.get(signer);
    const isApp = app !== undefined && !app.is_delete;
    must(isApp || this.#isManager(), 'S3');
    must(!grant.is_revoked && (grant.is_approved === true || isApp), 'S3');
    return user;
  }

  #isManager() {
    return this.usersOf(this.signer).some((user) => !user.is_deactivated);
  }

  /** Several people may have one wallet. */
  usersOf(wallet) {
    return [...this.state.users.values()].filter((user) => user.wallet !== null && lower(user.wallet) === wallet);
  }

  isVerifier() {
    const { verifiedAddress } = this.books.settings;
    return verifiedAddress !== undefined && lower(verifiedAddress) === this.signer;
  }

  /** What an application delivered is its own to change. */
  mayDeliver(ddexApp) {
    return !isFilledText(ddexApp) || lower(ddexApp) === this.signer;
  }

  /** Block and transaction of this act, and the time. */
  stamp(row, columns = {}) {
    return Object.assign(row, { created_at: row.created_at ?? this.now, updated_at: this.now }, this.blockColumns(), columns);
  }

  blockColumns() {
    return blockColumns(this.block, this.txhash);
  }

  /** The row of this key, made if need be, with block and times. */
  put(rows, key, blank, columns) {
    const row = rows.get(key) ?? { ...blank };
    rows.set(key, this.stamp(row, columns));
    return row;
  }

  /** The same for tables without columns for the block. */
  putTimed(rows, key, blank, columns) {
    const row = rows.get(key) ?? { ...blank, created_at: this.now };
    rows.set(key, Object.assign(row, { updated_at: this.now }, columns));
  }
}
