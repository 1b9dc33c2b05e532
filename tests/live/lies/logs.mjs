// SPDX-License-Identifier: ISC
// Lies about logs and receipts.
import assert from 'node:assert/strict';

const OTHER = `0x${'ab'.repeat(32)}`;
const first = (change) => (node) => node.says('eth_getLogs', ({ result }) => change(result[0], result));
const kept = (keep) => (node) => node.says('eth_getLogs', (answer) => { answer.result = answer.result.filter(keep); });
const receipts = (change) => (node) => node.says('eth_getBlockReceipts', (answer) => change(answer.result, answer));
const args = ['--receipts'];
const byReceipts = (node) => assert.ok(node.calls.some(({ method }) => method === 'eth_getBlockReceipts'));

export const logs = [
  { lie: 'no logs at all', tell: kept(() => false), proof: byReceipts },
  { lie: 'the logs of every other block only', tell: kept(({ blockNumber }) => Number(blockNumber) % 2), proof: byReceipts },
  { lie: 'logs of its older blocks only', tell: (node, head) => kept(({ blockNumber }) => Number(blockNumber) < head - 8)(node),
    proof: byReceipts },
  { lie: 'no log but the last one of each block',
    tell: kept(({ blockNumber }, i, all) => blockNumber !== all[i + 1]?.blockNumber), proof: byReceipts },
  { lie: 'no log but the first one of each block',
    tell: kept(({ blockNumber }, i, all) => blockNumber !== all[i - 1]?.blockNumber), proof: byReceipts },
  { lie: 'not the last log of each block',
    tell: kept(({ blockNumber }, i, all) => blockNumber === all[i + 1]?.blockNumber), proof: byReceipts },
  { lie: 'a log that never was, somewhere behind the others',
    tell: first((log, all) => {
      const last = all.findLastIndex(({ blockNumber }) => blockNumber === log.blockNumber);
      all.splice(last + 1, 0, { ...all[last], logIndex: '0xff' });
    }), proof: byReceipts },
  { lie: 'a log twice', tell: first((log, all) => all.unshift(log)), ends: [65, /log \d+ is out of order/] },
  { lie: 'all logs twice', tell: first((_, all) => all.push(...all)), ends: [65, /log \d+ is out of order/] },
  { lie: 'logs in another order', tell: first((_, all) => all.reverse()), ends: [65, /log \d+ is out of order/] },
  { lie: 'logs of one block in another order', tell: first((_, all) => {
    const at = all.findIndex(({ blockNumber }, i) => blockNumber === all[i + 1]?.blockNumber);
    [all[at], all[at + 1]] = [all[at + 1], all[at]];
  }), ends: [65, /log \d+ is out of order/] },
  { lie: 'a log with the hash of another block', tell: first((log) => { log.blockHash = OTHER; }),
    ends: [65, /log \d+ carries the hash of another block/] },
  { lie: 'a log of a block that was not asked for', tell: first((log) => { log.blockNumber = '0x1'; }),
    ends: [65, /is outside the blocks asked for/] },
  { lie: 'a log moved to the next block', tell: first((log) => {
    log.blockNumber = `0x${(Number(log.blockNumber) + 1).toString(16)}`;
  }), ends: [65, /carries the hash of another block|out of order/] },
  { lie: 'a log of a transaction of another hash', tell: first((log) => { log.transactionHash = OTHER; }),
    ends: [65, /log \d+ carries the hash of another transaction/] },
  { lie: 'a log of a transaction that is not there', tell: first((log) => { log.transactionIndex = '0xfff'; }),
    ends: [65, /names a transaction the block does not have/] },
  { lie: 'a log of an address that nobody asked for', tell: first((log) => { log.address = `0x${'ab'.repeat(20)}`; }),
    ends: [65, /is of an address nobody asked for/] },
  { lie: 'a log of an event that the block denies', tell: first((log) => { log.topics[0] = OTHER; }),
    ends: [65, /is denied by the logsBloom of its block/] },
  { lie: 'a log that was removed', tell: first((log) => { log.removed = true; }), ends: [65, /is marked as removed/] },
  { lie: 'a log with five topics', tell: first((log) => { log.topics = Array(5).fill(log.topics[0]); }),
    ends: [65, /.topics. has more than 4 elements/] },
  { lie: 'data of odd length', tell: first((log) => { log.data = '0x123'; }), ends: [65, /.data. is not hexadecimal/] },
  { lie: 'a log that is null', tell: first((_, all) => { all[0] = null; }), ends: [65, /log 0 of \d+: json/] },
  { lie: 'logs that are null', tell: (node) => node.says('eth_getLogs', (answer) => { answer.result = null; }),
    ends: [65, /result is not an array/] },
  { lie: 'data that no contract sends', partly: true, tell: first((log) => { log.data = '0x12'; }),
    ends: [65, /block \d+: log \d+: /] },
  { lie: 'too few receipts', args, tell: receipts((all) => { all.pop(); }), ends: [65, /not \d+ receipts/] },
  { lie: 'too many receipts', args, tell: receipts((all) => { all.push(all[0]); }), ends: [65, /not \d+ receipts/] },
  { lie: 'receipts of another fork', args, tell: receipts((all) => all.forEach((one) => { one.blockHash = OTHER; })),
    ends: [65, /receipt 0 is of another block/] },
  { lie: 'receipts of other transactions', args, tell: receipts((all) => all.forEach((one) => { one.transactionHash = OTHER; })),
    ends: [65, /receipt 0 is of another transaction/] },
  { lie: 'receipts in another order', args, tell: receipts((all) => { all.reverse(); }),
    ends: [65, /receipt 0 is of another transaction|denied|no logs/] },
  { lie: 'receipts that are null', args, tell: receipts((all, answer) => { answer.result = null; }), ends: [65, /not \d+ receipts/] },
  { lie: 'a receipt that is null', args, tell: receipts((all) => { all[0] = null; }), ends: [65, /json/] },
  { lie: 'receipts with logs of another fork', args,
    tell: receipts((all) => all.forEach((one) => one.logs.forEach((log) => { log.blockHash = OTHER; }))),
    ends: [65, /carries the hash of another block/] },
  { lie: 'receipts with logs of other transactions', args,
    tell: receipts((all) => all.forEach((one) => one.logs.forEach((log) => { log.transactionIndex = '0x7'; }))),
    ends: [65, /log \d+ is of another transaction/] },
  { lie: 'receipts with a log twice', args,
    tell: receipts((all) => all.forEach((one) => one.logs.push(...one.logs))), ends: [65, /is out of order/] },
];
