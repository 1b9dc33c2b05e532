// SPDX-License-Identifier: ISC
// One client at work for several people: what each call sent to the chain,
// which rows came of it, and what the node then tells the same client.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { SigningKey, computeAddress } from 'ethers-6';

import { keyOf } from '../chain/lib/accounts.mjs';
import { hashId } from '../chain/lib/model/text.mjs';
import { owned } from '../lib/guard.mjs';

const WRITER = fileURLToPath(new URL('writer.mjs', import.meta.url));

const literal = (value) => (typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value));

/** What is wanted of an object must be there; it may have more. */
function assertHolds(got, wanted, where) {
  if (wanted === null || typeof wanted !== 'object' || wanted instanceof Date)
    return assert.deepEqual(got ?? null, wanted, where);
  if (Array.isArray(wanted))
    assert.equal(got?.length, wanted.length, `${where}: ${JSON.stringify(got)}`);
  assert.ok(got !== null && typeof got === 'object', `${where}: ${JSON.stringify(got)}`);
  for (const [key, value] of Object.entries(wanted))
    assertHolds(got[key], value, `${where}.${key}`);
}

/** No row at all is wanted. */
export const NONE = Symbol('no row');

export class Session {
  /** client: which of writer.mjs; scratch: a folder for what it remembers. */
  constructor(client, { stage, host, content, scratch }) {
    this.client = client;
    this.stage = stage;
    this.host = host;
    this.people = {};
    this.done = [];
    const { entityManager: contractAddress, chainId } = stage.chain;
    const options = { client, url: host.url, content: content.url, contractAddress, chainId };
    this.child = owned(fork(WRITER, [JSON.stringify(options)], { cwd: scratch, serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }));
    this.ended = once(this.child, 'exit');
  }

  async close() {
    this.child.kill();
    await this.ended;
  }

  async #send(question) {
    this.child.send(question);
    const [answer] = await Promise.race([once(this.child, 'message'),
      this.ended.then(([code, signal]) => { throw new Error(`${this.client} ended: ${code ?? signal}`); })]);
    return answer;
  }

  /** A person with a key of their own, or with the one given. */
  async join(who, key = keyOf(this.client, who)) {
    const address = computeAddress(key);
    const { error } = await this.#send({ join: { who, key, address } });
    assert.equal(error, undefined, `${who} joins`);
    this.people[who] = { key, address, wallet: address.toLowerCase() };
    return this.people[who];
  }

  /** Who has this user id from now on. */
  knows(who, id) {
    const person = Object.assign(this.people[who], { id, hash: hashId(id) });
    const publicKey = SigningKey.computePublicKey(person.key, true);
    this.host.publicKeys.set(person.hash, Buffer.from(publicKey.slice(2), 'hex').toString('base64'));
  }

  /** A call that signs nothing. */
  async ask(who, call, params) {
    const { answer, error, status, stack } = await this.#send({ who, call, params: [params].flat() });
    assert.equal(error, undefined, `${this.client} ${call}: ${status ?? ''} ${stack}`);
    return answer;
  }

  /**
   * who calls a method that signs `does` (a list of "Type Action"); then these
   * rows ([table, key, row or NONE]) are there.  Gives what the client said.
   */
  async act(who, call, params, does, rows) {
    const before = this.host.relay.told.length;
    const answer = await this.ask(who, call, params);
    const told = this.host.relay.told.slice(before);
    const where = `${this.client} ${call}`;
    assert.deepEqual(told.map(({ type, action }) => `${type} ${action}`), [does].flat(), where);
    for (const { senderAddress } of told)
      assert.equal(senderAddress.toLowerCase(), this.people[who].wallet, where);
    for (const row of typeof rows === 'function' ? rows(answer, told) : rows)
      await this.holds(...row, where);
    this.done.push({ call, does: [...new Set([does].flat())].join(', '),
      rows: await this.#changes(told.map(({ block }) => block)) });
    return answer;
  }

  /** Signed and on the chain, but the rules refuse it: nothing changes. */
  async refused(who, call, params, does) {
    const answer = await this.act(who, call, params, does, []);
    assert.equal(this.done.at(-1).rows, 'none', `${this.client} ${call}`);
    this.done.at(-1).rows = 'none: refused';
    return answer;
  }

  /** One row of this key is there and has these values, or is not there. */
  async holds(table, key, wanted, where = this.client) {
    const match = Object.entries(key).map(([column, value]) => `${column} = ${literal(value)}`).join(' AND ');
    const rows = await this.stage.rows(`SELECT * FROM disc.${table} WHERE ${match}`);
    const at = `${where}: ${table} ${JSON.stringify(key)}`;
    assert.equal(rows.length, wanted === NONE ? 0 : 1, at);
    if (wanted !== NONE)
      assertHolds(rows[0], wanted, at);
  }

  /** From the journal of these blocks: made, changed and removed rows per table. */
  async #changes(blocks) {
    const rows = await this.stage.rows(`SELECT tablename,
      count(*) FILTER (WHERE op = 'I') AS "+", count(*) FILTER (WHERE op = 'U') AS "~",
      count(*) FILTER (WHERE op = 'D') AS "-" FROM disc.undo_journal
      WHERE blocknumber IN (${blocks.join(', ')}) GROUP BY tablename ORDER BY tablename`);
    return rows.map(({ tablename, ...counts }) => [tablename,
      ...['+', '~', '-'].filter((sign) => counts[sign] > 0).map((sign) => `${sign}${counts[sign]}`)].join(' '),
    ).join(', ') || 'none';
  }

  /** The node tells who this. */
  async read(who, call, params, wanted) {
    const { data } = await this.ask(who, call, params);
    const told = Array.isArray(data) && !Array.isArray(wanted) ? data[0] : data;
    assertHolds(told, wanted, `${this.client} ${call}`);
    return told;
  }
}

/** Lines, each once: client, method, what it signed, which rows. */
export function tableOf(sessions) {
  const all = sessions.flatMap(({ client, done }) => done.map(({ call, does, rows: made }) =>
    [client, call, does, made]));
  const rows = [...new Map(all.map((row) => [row.join(), row])).values()].sort();
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((row) => row[i].length)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '));
}
