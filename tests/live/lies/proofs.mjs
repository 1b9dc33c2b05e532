// SPDX-License-Identifier: ISC
// A node that lies the same everywhere: whatever it is asked, and by whichever
// method, the answers fit together.  What is proven tells all the same.
import { headerHash } from '../../chain/lib/proof.mjs';

const RECEIPTS = { audius_web3_verify: 'receipts' };
const TRANSACTIONS = { audius_web3_verify: 'transactions' };
const HASH = /(block|chain node) .+: goes by the hash 0x[0-9a-f]{64}, but its header has 0x/;
const ROOT = /block \d+: its receipts are not those of its receiptsRoot/;

/** Every log, in whichever answer; receipt: the one it is in, if it is. */
const eachLog = (answer, change) => [answer.result].flat().forEach((one) => {
  if (one?.topics)
    change(one);
  (one?.logs ?? []).forEach((log) => change(log, one));
});
const tampers = (change) => (node) => {
  node.spoil = (calls, answers) => answers.forEach((answer) => eachLog(answer, change));
};
/** Headers wherever they are, the newest and full ones too. */
const headers = (change) => (node) => {
  node.spoil = (calls, answers) => answers.forEach(({ result }, i) => {
    if (/^eth_getBlockBy/.test(calls[i].method) && result)
      change(result);
  });
};
/** Of blocks behind ours only, so that nothing else tells. */
const behind = (change) => (node, head) => headers((block) => {
  if (Number(block.number) > head - 16)
    change(block);
})(node);
const another = (hex) => hex.slice(0, -1) + (hex.endsWith('0') ? '1' : '0');
const word = (text, value) => text.slice(0, -64) + value.toString(16).padStart(64, '0');

export const proofs = [
  // Headers are proven always.
  { lie: 'equal times, everywhere', tell: behind((block) => { block.timestamp = '0x5fee6600'; }), ends: [65, HASH] },
  { lie: 'times that are a second late, everywhere',
    tell: headers((block) => { block.timestamp = `0x${(Number(block.timestamp) + 1).toString(16)}`; }), ends: [65, HASH] },
  ...['logsBloom', 'parentHash', 'stateRoot', 'receiptsRoot', 'transactionsRoot', 'sha3Uncles', 'miner', 'mixHash', 'nonce']
    .map((member) => ({
      lie: `another ${member}, everywhere`, tell: behind((block) => { block[member] = another(block[member]); }), ends: [65, HASH],
    })),
  { lie: 'less in the filters, everywhere', tell: behind((block) => { block.logsBloom = `0x${'00'.repeat(256)}`; }), ends: [65, HASH] },
  { lie: 'all in the filters, everywhere', tell: behind((block) => { block.logsBloom = `0x${'ff'.repeat(256)}`; }), ends: [65, HASH] },
  { lie: 'more gas, and the hash that belongs to it', tell: behind((block) => {
    block.gasUsed = '0x1';
    block.hash = headerHash(block);
  }), ends: [65, /does not name block \d+/] },
  { lie: 'a header without a member of its time', tell: behind((block) => { delete block.baseFeePerGas; }), ends: [65, HASH] },
  { lie: 'a header without its seal', tell: behind((block) => { delete block.mixHash; }),
    ends: [65, /without 'mixHash', 'sealFields' and 'step'/] },
  { lie: 'a member of times to come', tell: behind((block) => { block.shardRoot = '0x12'; }) },
  { lie: 'a member of times to come, which the hash does not fit',
    tell: behind((block) => Object.assign(block, { shardRoot: '0x12', timestamp: '0x5fee6600' })),
    ends: [65, /but its header has .*; its member 'shardRoot' is not known here/] },
  { lie: 'some transactions left out of the headers, everywhere',
    tell: behind((block) => { block.transactions.length = 0; }), ends: [65, /lists no transactions, but its roots/] },
  // Which chain.
  { lie: 'another chain id', tell: (node) => node.says('eth_chainId', (answer) => { answer.result = '0x1'; }),
    ends: [78, /chain node http.* is of another chain: eth_chainId says 1, but the blocks in the database are of chain 31337/] },
  { lie: 'a chain id that is none', tell: (node) => node.says('eth_chainId', (answer) => { answer.result = 'main'; }),
    ends: [65, /eth_chainId: chain node http.* is not a quantity/] },
  { lie: 'no chain id', tell: (node) => node.refuses('eth_chainId', { code: -32601, message: 'method not found' }) },
  { lie: 'another block 0', tell: (node) => node.says('eth_getBlockByNumber', ({ result }, { params: [number] }) => {
    if (number === '0x0')
      result.hash = headerHash(Object.assign(result, { extraData: '0x01' }));
  }), ends: [78, /is of another chain: its block 0 is 0x/] },
  // Events, when receipts have to prove themselves.
  { lie: 'nothing at all, and receipts prove it', env: RECEIPTS, tell: () => {} },
  { lie: 'nothing at all, and transactions prove it', env: TRANSACTIONS, tell: () => {} },
  { lie: 'other data in every log, everywhere', env: RECEIPTS, tell: tampers((log) => { log.data = word(log.data, 7n); }), ends: [65, ROOT] },
  { lie: 'another first word in every log, everywhere', env: TRANSACTIONS,
    tell: tampers((log) => { log.data = `0x${'0'.repeat(63)}9${log.data.slice(66)}`; }), ends: [65, ROOT] },
  { lie: 'one bit in one receipt', env: RECEIPTS,
    tell: (node) => node.says('eth_getBlockReceipts', ({ result }) => { result[0].logsBloom = another(result[0].logsBloom); }),
    ends: [65, ROOT] },
  { lie: 'the last log of every receipt left out, everywhere', env: RECEIPTS,
    tell: (node) => node.says('eth_getBlockReceipts', ({ result }) => result.forEach(({ logs }) => logs.pop())), ends: [65, ROOT] },
  { lie: 'receipts without any log', env: RECEIPTS,
    tell: (node) => node.says('eth_getBlockReceipts', ({ result }) => result.forEach((one) => { one.logs = []; })), ends: [65, ROOT] },
  { lie: 'failures told as successes', env: RECEIPTS,
    tell: (node) => node.says('eth_getBlockReceipts', ({ result }) => result.forEach((one) => { one.status = '0x0'; })),
    ends: [65, ROOT] },
  { lie: 'types told as others', env: RECEIPTS,
    tell: (node) => node.says('eth_getBlockReceipts', ({ result }) => result.forEach((one) => { one.type = '0x3'; })), ends: [65, ROOT] },
  { lie: 'types that no receipt can have', env: RECEIPTS,
    tell: (node) => node.says('eth_getBlockReceipts', ({ result }) => result.forEach((one) => { one.type = '0xc0'; })),
    ends: [65, /.type. is above the largest 0x7f/] },
  { lie: 'receipts without a filter', env: RECEIPTS,
    tell: (node) => node.says('eth_getBlockReceipts', ({ result }) => result.forEach((one) => { delete one.logsBloom; })),
    ends: [65, /json: .logsBloom./] },
  { lie: 'no eth_getBlockReceipts, and other data one by one', env: RECEIPTS, tell: (node) => {
    node.spoil = (calls, answers) => calls.forEach(({ method }, i) => {
      if (method === 'eth_getBlockReceipts') {
        delete answers[i].result;
        answers[i].error = { code: -32601, message: 'method not found' };
      } else {
        eachLog(answers[i], (log) => { log.data = word(log.data, 7n); });
      }
    });
  }, ends: [65, ROOT] },
  { lie: 'no eth_getBlockReceipts, and receipts prove it one by one', env: RECEIPTS,
    tell: (node) => node.refuses('eth_getBlockReceipts', { code: -32601, message: 'method not found' }) },
  // Whom transactions were sent to, when they have to prove themselves.
  { lie: 'transactions sent to somebody else, everywhere', env: TRANSACTIONS, tell: (node) => {
    const change = (one) => { if (one?.to) one.to = `0x${'12'.repeat(20)}`; };
    node.spoil = (calls, answers) => answers.forEach(({ result }) => {
      [result].flat().forEach(change);
      (result?.transactions ?? []).forEach(change);
    });
  }, ends: [65, /block \d+: transaction 0 has not the hash it goes by/] },
  { lie: 'transactions of other hashes, everywhere', env: TRANSACTIONS, tell: (node) => {
    const name = (one, key) => { one[key] = another(one[key]); };
    node.spoil = (calls, answers) => answers.forEach(({ result }) => {
      if (Array.isArray(result?.transactions))
        result.transactions = result.transactions.map((one) => (typeof one === 'string' ? another(one) : { ...one, hash: another(one.hash) }));
      [result].flat().forEach((one) => {
        if (one?.transactionHash)
          name(one, 'transactionHash');
        (one?.logs ?? []).forEach((log) => name(log, 'transactionHash'));
      });
    });
  }, ends: [65, /block \d+: transaction 0 has not the hash it goes by/] },
  { lie: 'transactions of a type to come', env: TRANSACTIONS,
    tell: (node) => node.says('eth_getBlockByHash', ({ result }) => result.transactions.forEach((one) => { one.type = '0x9'; })),
    ends: [65, /transactions of type 0x9 are not known/] },
];
