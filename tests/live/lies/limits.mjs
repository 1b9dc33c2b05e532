// SPDX-License-Identifier: ISC
// A node that wants to be asked for less, or less often.
import assert from 'node:assert/strict';

const HASTY = { audius_web3_timeout_sec: '2' };
const blocksOf = ({ params: [{ fromBlock, toBlock }] }) => Number(toBlock) - Number(fromBlock) + 1;
const ranges = (node) => node.calls.filter(({ method }) => method === 'eth_getLogs').map(blocksOf);
const hex = (n) => `0x${n.toString(16)}`;

/** Long ranges of logs are refused, with this HTTP status and error. */
const longer = (than, status, error) => (node) => {
  node.spoil = ([call]) => (call.method === 'eth_getLogs' && blocksOf(call) > than
    ? { status, text: JSON.stringify({ jsonrpc: '2.0', id: call.id, error: error(call) }) } : undefined);
};
const suggest = (from, to) => ({ params: [{ fromBlock }] }) => ({
  code: -32602,
  message: 'Log response size exceeded. Based on your parameters and the response size limit, ' +
    `this block range should work: [${hex(Number(fromBlock) + from)}, ${hex(Number(fromBlock) + to)}]`,
});
/** The first so many requests are answered like this. */
const atFirst = (times, said) => (node) => {
  let left = times;
  node.before = (calls) => (left-- > 0 ? said(calls) : undefined);
};
const tooOften = ({ id }) => ({ jsonrpc: '2.0', id, error: { code: -32005, message: 'request rate limited' } });
const refuse = (calls, error) => ({ text: JSON.stringify({ jsonrpc: '2.0', id: null, error }) });

export const limits = [
  { lie: 'long ranges refused, in an answer', tell: (node) => node.refuses('eth_getLogs',
    { code: -32005, message: 'query returned more than 10000 results' }, (call) => blocksOf(call) > 3),
  proof: (node) => assert.ok(Math.max(...ranges(node).slice(-3)) <= 3) },
  { lie: 'long ranges refused by status 413', tell: longer(3, 413, () => ({ code: -32614, message: 'limited to a 3 range' })) },
  { lie: 'long ranges refused with a suggestion', tell: longer(5, 400, suggest(0, 4)),
    proof: (node) => assert.deepEqual(ranges(node).sort((a, b) => a - b), [1, 5, 5, 5, 16]) },
  { lie: 'long ranges refused with a suggestion in the data', tell: longer(5, 200, ({ params: [{ fromBlock }] }) => ({
    code: -32005, message: 'query returned more than 10000 results',
    data: { from: fromBlock, limit: 10000, to: hex(Number(fromBlock) + 4) },
  })), proof: (node) => assert.deepEqual(ranges(node).sort((a, b) => a - b), [1, 5, 5, 5, 16]) },
  { lie: 'a suggestion of other blocks', tell: longer(5, 400, suggest(-40, -30)) },
  { lie: 'a suggestion to ask for more', tell: longer(5, 400, suggest(0, 4000)) },
  { lie: 'a suggestion that goes backwards', tell: longer(5, 400, suggest(4, 0)) },
  { lie: 'a suggestion that is refused in turn', tell: longer(1, 400, suggest(0, 6)) },
  { lie: 'all logs refused', tell: longer(0, 400, () => ({ code: -32000, message: 'not today' })),
    proof: (node) => assert.ok(node.calls.some(({ method }) => method === 'eth_getBlockReceipts')) },
  { lie: 'no eth_getLogs', tell: longer(0, 200, () => ({ code: -32601, message: 'method not found' })),
    proof: (node) => assert.equal(ranges(node).length, 1) },
  { lie: 'neither eth_getLogs nor eth_getBlockReceipts', tell: (node) => {
    node.spoil = (calls, answers) => calls.forEach(({ method }, i) => {
      if (['eth_getLogs', 'eth_getBlockReceipts'].includes(method)) {
        delete answers[i].result;
        answers[i].error = { code: -32601, message: 'method not found' };
      }
    });
  }, proof: (node) => assert.ok(node.calls.some(({ method }) => method === 'eth_getTransactionReceipt')) },
  { lie: 'batches refused as a whole', tell: (node) => {
    node.spoil = (calls) => (calls.length > 2 ? refuse(calls, { code: -32600, message: 'batch too large' }) : undefined);
  } },
  { lie: 'all batches refused', tell: (node) => {
    node.spoil = (calls) => (calls.length > 1 ? { status: 400, ...refuse(calls, { code: -32600, message: 'no batches' }) } : undefined);
  } },
  { lie: 'the end of each batch refused', tell: (node) => {
    node.spoil = (calls, answers) => calls.forEach((call, i) => {
      if (i > 3)
        answers[i] = { id: call.id, error: { code: -32003, message: 'response too large' } };
    });
  } },
  { lie: 'asked too often, for a while', tell: atFirst(2, () => ({ status: 429, text: '' })) },
  { lie: 'asked too often, with a time to wait', tell: atFirst(1, () => ({ status: 429, headers: { 'retry-after': '1' }, text: 'slow' })) },
  { lie: 'asked too often, said in JSON', tell: atFirst(2, (calls) => ({ text: JSON.stringify(calls.map(tooOften)) })) },
  { lie: 'asked too often, said of the whole batch',
    tell: atFirst(2, (calls) => ({ status: 429, ...refuse(calls, { code: 429, message: 'compute units per second' }) })) },
  { lie: 'asked too often, said of some of a batch', tell: (node) => {
    let left = 3;
    node.spoil = (calls, answers) => {
      if (calls.length > 1 && left-- > 0)
        calls.forEach((call, i) => { if (i % 3 === 1) answers[i] = tooOften(call); });
    };
  } },
  { lie: 'busy, for a while', tell: atFirst(2, () => ({ status: 503, text: '<h1>Service Unavailable</h1>' })) },
  { lie: 'asked too often, whenever', env: HASTY, tell: atFirst(1e9, () => ({ status: 429, text: '' })),
    ends: [69, /wants to be asked less often: HTTP status 429/],
    proof: (node) => assert.ok(node.calls.length < 60, `${node.calls.length} questions`) },
  { lie: 'asked too often, come back tomorrow',
    tell: atFirst(1e9, () => ({ status: 429, headers: { 'retry-after': '86400' }, text: '' })),
    ends: [69, /less often/] },
  { lie: 'asked too often, come back in a minute, said in JSON', tell: atFirst(1e9, (calls) => ({
    text: JSON.stringify(calls.map(({ id }) => ({ id, error: {
      code: -32005, message: 'exceeded project rate limit', data: { rate: { backoff_seconds: 60 } },
    } }))),
  })), ends: [69, /less often: error -32005 'exceeded project rate limit'/] },
  { lie: 'the newest block refused, in its own words',
    tell: (node) => node.refuses('eth_getBlockByNumber', { code: -32000, message: 'too "old"\nfor\u0007this' }),
    ends: [69, /the chain node refused it: error -32000 'too .old/] },
];
