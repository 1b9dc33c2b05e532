// SPDX-License-Identifier: ISC
// A chain that is made up: blocks of any logs at all, also such as no real
// contract would emit, behind an honest JSON-RPC node.
import { once } from 'node:events';
import { createServer } from 'node:http';

import { hexlify, id, toBeHex, toUtf8Bytes } from 'ethers-6';

import { makeBlock } from '../chain/lib/proof.mjs';
import { closing } from '../lib/guard.mjs';

const ZERO = `0x${'0'.repeat(64)}`;
const quantity = (n) => `0x${n.toString(16)}`;

/**
 * calls: answers to eth_call by call data.  code: what stands at an address.  add() appends a block: txs is a
 * list of {to, logs: [{address, topics, data}]}.  Blocks prove what they say;
 * label makes another chain of the same events.  shows: what the node makes
 * of a header that it shows, whose hash stays.
 */
export async function startMadeChain({ calls = {}, code = {}, label = 'made', chainId = 99, shows = (h) => h } = {}) {
  const blocks = [];

  function add(txs = [], { time = 1600000000 + 5 * blocks.length } = {}) {
    const number = blocks.length;
    const block = makeBlock({
      number: quantity(number), parentHash: blocks.at(-1)?.header.hash ?? ZERO, timestamp: quantity(time),
      extraData: hexlify(toUtf8Bytes(label)),
    }, txs.map((tx, i) => ({ r: id(`${label} ${number} ${i}`), ...tx })));
    blocks.push(block);
    return { number, hash: block.header.hash, time, txHashes: block.transactions.map(({ hash }) => hash) };
  }
  add();

  const shown = (block, full) => block && ({
    ...shows(block.header),
    transactions: full ? block.transactions : block.transactions.map(({ hash }) => hash),
  });
  const byHash = (hash) => blocks.find(({ header }) => header.hash === hash);
  const methods = {
    eth_chainId: () => quantity(chainId),
    eth_blockNumber: () => quantity(blocks.length - 1),
    eth_getBlockByNumber: (n, full) => shown(n === 'latest' ? blocks.at(-1) : blocks[Number(n)], full) ?? null,
    eth_getBlockByHash: (hash, full) => shown(byHash(hash), full) ?? null,
    eth_getBlockReceipts: (which) => (byHash(which) ?? blocks[Number(which)])?.receipts ?? null,
    eth_getTransactionReceipt: (hash) => blocks.flatMap(({ receipts }) => receipts)
      .find(({ transactionHash }) => transactionHash === hash) ?? null,
    eth_getLogs: ([{ fromBlock, toBlock, address }]) => blocks.slice(Number(fromBlock), Number(toBlock) + 1)
      .flatMap(({ logs }) => logs)
      .filter((log) => [address].flat().some((one) => one.toLowerCase() === log.address.toLowerCase())),
    eth_getCode: (address) => code[address.toLowerCase()] ?? '0x',
    eth_call: ([{ data }]) => calls[data] ?? '0x',
  };
  // eth_getLogs and eth_call take one object; the others take their values.
  const one = ({ id: call, method, params = [] }) => {
    if (!methods[method])
      return { jsonrpc: '2.0', id: call, error: { code: -32601, message: 'no such method' } };
    const takesObject = method === 'eth_getLogs' || method === 'eth_call';
    return { jsonrpc: '2.0', id: call, result: takesObject ? methods[method](params) : methods[method](...params) };
  };

  const server = createServer(async (req, res) => {
    const parts = [];
    for await (const part of req)
      parts.push(part);
    const question = JSON.parse(Buffer.concat(parts).toString('utf8'));
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify(Array.isArray(question) ? question.map(one) : one(question)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    blocks,
    add,
    url: `http://127.0.0.1:${server.address().port}`,
    head: () => blocks.length - 1,
    /** Forget the blocks from number on. */
    cut: (number) => blocks.splice(number),
    close: closing(server),
  };
}

/** An address as the 32 bytes of a call's answer. */
export const wordOf = (address) => toBeHex(BigInt(address), 32);
