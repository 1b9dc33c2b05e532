// SPDX-License-Identifier: ISC
// What clients find at the address of a provider besides the node itself: a
// relay, the chain's RPC, a source of unused ids, the register of API keys,
// people's public keys and the keys that they share; and a content node that
// takes files.  All of these are stand-ins.  Whatever
// else is asked goes to the node's nginx as it came.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { buffer } from 'node:stream/consumers';

import { Interface } from 'ethers-6';

import { accountsOf } from '../chain/lib/accounts.mjs';
import { artifacts } from '../chain/lib/artifacts.mjs';
import { hashId, idOfHash } from '../chain/lib/model/text.mjs';
import { Network } from '../chain/lib/network.mjs';
import { closing } from '../lib/guard.mjs';

const CORS = { 'access-control-allow-origin': '*' };

function json(res, status, value) {
  res.writeHead(status, { 'content-type': 'application/json', ...CORS }).end(JSON.stringify(value));
}

async function listen(handle) {
  const server = createServer((req, res) => {
    handle(req, res).catch((error) => json(res, 500, { error: { message: String(error.stack) } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, close: closing(server) };
}

/** Sends what was signed to EntityManager, a block each, and has it indexed before it answers. */
class Relay {
  #last = Promise.resolve();
  #network;
  #abi = new Interface(artifacts().EntityManager.abi);

  constructor(stage) {
    this.stage = stage;
    this.told = [];
  }

  /** One at a time: {receipt} of the text {contractAddress, encodedABI, senderAddress, ...}. */
  take(body) {
    const mine = this.#last.then(() => this.#send(JSON.parse(body)));
    this.#last = mine.catch(() => {});
    return mine;
  }

  async #send({ contractAddress, contractRegistryKey, encodedABI, senderAddress }) {
    const { chain } = this.stage;
    if (contractRegistryKey !== 'EntityManager' || contractAddress !== chain.entityManager)
      throw new Error(`not for EntityManager: ${contractRegistryKey} at ${contractAddress}`);
    const [userId, type, entityId, action, metadata] = this.#abi.decodeFunctionData('manageEntity', encodedABI);
    const { number, hash, receipts: [{ transactionHash, status }] } = await this.#mine(encodedABI);
    if (Number(status) !== 1)
      throw new Error(`EntityManager refused ${type} ${action}`);
    await this.stage.index();
    this.told.push({ userId: Number(userId), type, entityId: Number(entityId), action, metadata, senderAddress,
      block: number });
    return { receipt: { transactionHash, blockHash: hash, blockNumber: number, transactionIndex: 0, status: true } };
  }

  /** At the time of day as far as blocks can be: what clients sign with a time must be fresh. */
  async #mine(data) {
    this.#network ??= await new Network(this.stage.chain.rpc).sync();
    const { head } = this.#network;
    const late = this.#network.nextTime() - Math.max(head.timestamp + 1, Math.floor(Date.now() / 1000));
    head.timestamp -= late;
    return this.#network.mine([{ from: accountsOf('relayer')[0].address, to: this.stage.chain.entityManager, data }]);
  }
}

const FIRST_IDS = { users: 3_000_001, tracks: 2_000_001, playlists: 400_001, comments: 70_001, events: 80_001 };

function passOn(req, res, body, node) {
  const there = request(new URL(req.url, node), { method: req.method, headers: req.headers }, (answer) => {
    res.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(res);
  });
  there.on('error', (error) => json(res, 502, { error: { message: error.message } }));
  there.end(body);
}

/** What one user gave another to read an address with: {data} or nothing. */
async function emailKey(stage, receiver, grantor) {
  const [data] = await stage.rows(`SELECT encrypted_key, is_initial FROM disc.email_access
    WHERE receiving_user_id = ${idOfHash(receiver)} AND grantor_user_id = ${idOfHash(grantor)}`);
  return data ? { data } : {};
}

/** {url, relay, publicKeys by user hash, close()} */
export async function openHost(stage) {
  const relay = new Relay(stage);
  const publicKeys = new Map();
  const next = { ...FIRST_IDS };
  const routes = [
    [/^\/relay$/, async (body) => relay.take(body)],
    [/^\/chain$/, async (body) => (await fetch(stage.chain.rpc,
      { method: 'POST', headers: { 'content-type': 'application/json' }, body })).json()],
    [/^\/v1\/(\w+)\/unclaimed_id$/, async (body, kind) => ({ data: hashId(next[kind]++) })],
    [/^\/v1\/developer-apps\/\w+\/register-api-key$/, async () => ({ success: true })],
    [/^\/comms\/pubkey\/(\w+)$/, async (body, user) => ({ data: publicKeys.get(user) })],
    [/^\/v1\/users\/(\w+)\/emails\/(\w+)\/key$/, async (body, ...users) => emailKey(stage, ...users)],
    [/^\/v1\/developer-apps\/\w+\/access-keys$/, async () => ({ api_access_key: 'stand-in' })],
  ];
  const server = await listen(async (req, res) => {
    const body = await buffer(req);
    const { pathname } = new URL(req.url, stage.url);
    for (const [pattern, answer] of routes) {
      const found = pattern.exec(pathname);
      if (found)
        return json(res, 200, await answer(body.toString(), ...found.slice(1)));
    }
    return passOn(req, res, body, stage.url);
  });
  return { ...server, relay, publicKeys };
}

/** The CID of a file in the form that tracks name; not the real one. */
export const fileCid = (bytes) => `baeaaaiqse${createHash('sha256').update(bytes).digest('hex').slice(0, 52)}`;

const DURATION_S = 123;

function uploaded(id, bytes, filename) {
  const cid = fileCid(bytes);
  return {
    id, status: 'done', template: 'audio', orig_file_cid: cid, orig_filename: filename,
    results: { 320: fileCid(Buffer.from(`320 ${cid}`)), '320_preview|10': fileCid(Buffer.from(`preview ${cid}`)) },
    probe: { format: { duration: `${DURATION_S}.4` } },
    audio_analysis_results: { bpm: 120.5, key: 'A minor' }, audio_analysis_error_count: 0,
  };
}

/** The file of a multipart body with one file, which clients send last. */
function fileOf(body) {
  const head = body.lastIndexOf('\r\n\r\n');
  const boundary = body.subarray(0, body.indexOf('\r\n'));
  const filename = /filename="([^"]*)"/.exec(body.toString('latin1'))?.[1];
  return { bytes: body.subarray(head + 4, body.lastIndexOf(boundary) - 2), filename };
}

const namesOf = (header) => Object.fromEntries(header.split(',').map((pair) => pair.trim().split(' '))
  .map(([name, value = '']) => [name, Buffer.from(value, 'base64').toString()]));

/** Takes files in both ways that clients know, and is done with them at once.  {url, close()} */
export async function openContentNode() {
  const files = new Map();
  const put = (file) => {
    const id = `upload${files.size + 1}`;
    files.set(id, { bytes: Buffer.alloc(0), ...file });
    return id;
  };
  const tus = { 'tus-resumable': '1.0.0', ...CORS };
  return listen(async (req, res) => {
    const body = await buffer(req);
    const [, word, id, rest] = req.url.split('?')[0].split('/');
    if (word === 'health_check')
      return json(res, 200, { data: { diskHasSpace: true } });
    if (word === 'files' && req.method === 'POST')
      return res.writeHead(201, { ...tus,
        location: `/files/${put(namesOf(req.headers['upload-metadata']))}` }).end();
    if (word === 'files' && req.method === 'PATCH') {
      files.get(id).bytes = body;
      return res.writeHead(204, { ...tus, 'upload-offset': String(body.length) }).end();
    }
    if (word === 'uploads' && req.method === 'POST' && !id)
      return json(res, 200, [{ id: put(fileOf(body)) }]);
    if (word === 'uploads')
      return json(res, 200, uploaded(id, files.get(id).bytes, files.get(id).filename));
    if (word === 'generate_preview')
      return json(res, 200, { cid: fileCid(Buffer.from(`${id} ${rest}`)) });
    return json(res, 404, { error: 'not here' });
  });
}
