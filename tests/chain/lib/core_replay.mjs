// SPDX-License-Identifier: ISC
// A node of a core chain as its clients see it.  It replays: blocks are what a
// test has put into a CoreChain, and nothing is agreed on with anybody.  It can
// be told to misbehave in any way.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';

import { closing } from '../../lib/guard.mjs';
import { actSigner } from './core.mjs';
import { crpc } from './core_comet.mjs';

const MOST = 500;
const POSTED = 'application/grpc, application/grpc+json, application/grpc+json; charset=utf-8, application/grpc+proto, ' +
  'application/grpc-web, application/grpc-web+json, application/grpc-web+json; charset=utf-8, ' +
  'application/grpc-web+proto, application/json, application/json; charset=utf-8, application/proto';
const STATUS = { invalid_argument: 400, unknown: 500, unavailable: 503 };

class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.answer = { status: STATUS[code], body: { code, message } };
  }
}

function heightOf(value, method) {
  if (value === undefined || value === null)
    return 0;
  if (!/^-?\d+$/.test(String(value)))
    throw new Refusal('invalid_argument', `unmarshal message: unmarshal into *v1.${method}Request: ` +
      `proto:\u00a0(line 1:11): invalid value for int64 field height: ${JSON.stringify(value)}`);
  return Number(value);
}

const notYet = (chain) => ({
  block: { height: '-1', hash: '', chainId: chain.chainId, proposer: '', timestamp: null, transactions: [] },
  currentHeight: '0',
});

/** As CometBFT's own store has it: upper case, a finer time. */
const fromStore = (block, nanoseconds) => ({
  block: { ...block, hash: block.hash.toUpperCase(), proposer: block.proposer.toUpperCase(),
    timestamp: nanoseconds ?? block.timestamp.replace('Z', '').replace(/^([^.]*)$/, '$1.000000') + '146Z' },
  currentHeight: '0',
});

function signed({ transaction }, chain) {
  const tx = structuredClone(transaction ?? {});
  if (!tx.manageEntity)
    return tx;
  try {
    tx.manageEntity.signer = actSigner(chain.chainId, tx.manageEntity);
  } catch (e) {
    throw new Refusal('invalid_argument', `signer not recoverable\n${e.message}`);
  }
  return tx;
}

const METHODS = {
  Ping: () => ({ message: 'pong' }),
  GetNodeInfo: (_, chain, node) => ({
    chainid: chain.chainId, synced: true, cometAddress: 'FFAD25668E060A357BBE534C8B7E5B4E1274368B',
    ethAddress: '0x73EB6d82CFB20bA669e9c178b718d770C49BB52f', currentHeight: String(node.head()),
  }),
  GetStatus: (_, chain, node) => ({
    live: true, ready: false,
    chainInfo: { chainId: node.head() === 0 ? '' : chain.chainId, currentHeight: String(node.head()),
      currentBlockHash: chain.blocks.get(node.head())?.hash ?? '' },
    syncInfo: { synced: true }, pruningInfo: { enabled: false, retainBlocks: '604800', earliestHeight: String(node.lowest) },
  }),
  GetBlock({ height: asked }, chain, node) {
    const height = heightOf(asked, 'GetBlock');
    if (height <= 0)
      throw new Refusal('unknown', `height must be greater than 0, but got ${height}`);
    if (node.unparsable.has(height))
      throw new Refusal('unknown', 'string field contains invalid UTF-8');
    if (height > node.head())
      return notYet(chain);
    const block = chain.blocks.get(height);
    if (block && !node.holes.has(height))
      return { block, currentHeight: String(node.head()) };
    if (!block || height < node.lowest)
      throw new Refusal('unknown', `height ${height} is not available, lowest height is ${node.lowest}`);
    return fromStore(block, node.stored.get(height));
  },
  GetBlocks({ height: asked = [] }, chain, node) {
    if (asked.length > MOST)
      throw new Refusal('invalid_argument', `too many blocks requested: ${asked.length} (max ${MOST})`);
    const heights = asked.map((height) => heightOf(height, 'GetBlocks'));
    if (heights.some((height) => node.unparsable.has(height)))
      throw new Refusal('unknown', 'error unmarshaling transaction: string field contains invalid UTF-8');
    const there = heights.filter((height) => height <= node.head() && chain.blocks.has(height) && !node.holes.has(height));
    return {
      blocks: Object.fromEntries(there.map((height) => [height, chain.blocks.get(height)])),
      currentHeight: String(node.head()),
    };
  },
  GetTransaction({ txHash }, chain) {
    const tx = chain.find(txHash ?? '');
    if (!tx)
      throw new Refusal('unknown', 'no rows in result set');
    return { transaction: { ...tx, hash: txHash } };
  },
  SendTransaction(request, chain, node) {
    const tx = signed(request, chain);
    const block = chain.add([...chain.pending.splice(0), tx], node.now());
    return { transaction: block.transactions.find(({ transaction }) => transaction === tx), transactionReceipt: null };
  },
  ForwardTransaction(request, chain) {
    chain.pending.push(signed(request, chain));
    return {};
  },
};

async function bodyOf(stream) {
  const parts = [];
  for await (const part of stream)
    parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function requestOf(body, method) {
  try {
    return JSON.parse(body);
  } catch {
    throw new Refusal('invalid_argument', `unmarshal message: unmarshal into *v1.${method}Request: proto:\u00a0unexpected EOF`);
  }
}

function send(req, res, { status = 200, headers = {}, body, text = JSON.stringify(body) }) {
  let bytes = Buffer.from(text ?? '');
  const zip = bytes.length > 2000 && /gzip/.test(req.headers['accept-encoding'] ?? '');
  if (zip)
    bytes = gzipSync(bytes);
  res.writeHead(status, {
    'content-type': 'application/json', 'content-length': bytes.length, ...(zip && { 'content-encoding': 'gzip' }), ...headers,
  }).end(bytes);
}

/**
 * before(method, request): what is sent instead of an answer, if anything: an
 * answer {status, body, text, headers}, 'hang up', 'say nothing' or a function
 * (req, res, text), which sends it itself.  spoil(method, answer, request) the
 * same with the honest answer at hand, which it may change in place.
 */
export async function startReplay(chain) {
  const node = {
    chain, holes: new Set(), unparsable: new Set(), stored: new Map(), lowest: chain.first, shown: null, ready: true,
    before: null, spoil: null, calls: [], showsHeaders: true, prunedTo: 0,
    /** Below that its CometBFT keeps nothing. */
    lowestHeader: () => Math.max(node.lowest, node.prunedTo),
    /** Its newest block; shown: as if it were that one. */
    head: () => node.shown ?? node.chain.head,
    now: () => ({}),
    honest: () => Object.assign(node, {
      before: null, spoil: null, shown: null, ready: true, holes: new Set(), calls: [], showsHeaders: true, prunedTo: 0,
    }),
  };

  /** As a service of its own: spoil and before know its methods as crpc/commit and so on. */
  function cometAnswer(url) {
    const method = url.pathname.replace(/^\/core\//, '');
    const request = Object.fromEntries(url.searchParams);
    node.calls.push({ method, request });
    const instead = node.before?.(method, request);
    if (instead !== undefined)
      return instead;
    const said = crpc(node, method.replace(/^crpc\//, ''), request);
    if (!node.spoil)
      return said;
    said.body = structuredClone(said.body);
    return node.spoil(method, said.body, request) ?? said;
  }

  function answer(method, req, body) {
    const type = req.headers['content-type'] ?? '';
    if (!METHODS[method])
      return { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, text: '404 page not found\n' };
    if (!/^application\/json(; *charset=utf-8)?$/i.test(type))
      return { status: 415, headers: { 'accept-post': POSTED }, text: '' };
    if (!node.ready)
      return new Refusal('unavailable', 'service not ready').answer;
    try {
      const request = requestOf(body, method);
      node.calls.push({ method, request });
      const instead = node.before?.(method, request);
      if (instead !== undefined)
        return instead;
      const said = { body: METHODS[method](request, node.chain, node) };
      if (!node.spoil)
        return said;
      said.body = structuredClone(said.body);
      return node.spoil(method, said.body, request) ?? said;
    } catch (e) {
      if (e instanceof Refusal)
        return e.answer;
      throw e;
    }
  }

  const server = createServer(async (req, res) => {
    const body = await bodyOf(req);
    const method = req.url.replace(/^\/core\.v1\.CoreService\//, '');
    const said = req.url.startsWith('/core/crpc/') ? cometAnswer(new URL(req.url, node.url)) : answer(method, req, body);
    if (typeof said === 'function')
      said(req, res);
    else if (said === 'hang up')
      res.destroy();
    else if (said !== 'say nothing')
      send(req, res, said);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  node.url = `http://127.0.0.1:${server.address().port}`;
  node.close = closing(server);
  return node;
}
