// SPDX-License-Identifier: ISC
// Lies about blocks: headers, the newest one, what they contain.
import { headerHash } from '../../chain/lib/proof.mjs';

const LINKS = { audius_web3_verify: 'links' };
const OTHER = `0x${'ab'.repeat(32)}`;

/** Change the header of the block so many below the newest. */
const header = (below, change) => (node, head) => node.says('eth_getBlockByNumber', (answer, { params: [number] }) => {
  if (Number(number) === head - below)
    change(answer.result, answer);
});
/** The same by a liar who knows how hashes are made. */
const sealed = (below, change) => header(below, (block) => {
  change(block);
  block.hash = headerHash(block);
});
const newest = (change) => (node) => node.says('eth_getBlockByNumber', (answer, { params: [number] }) => {
  if (number === 'latest')
    change(answer.result, answer);
});
const full = (change) => (node) => node.says('eth_getBlockByHash', (answer) => change(answer.result, answer));

export const blocks = [
  { lie: 'the number of another block', tell: sealed(5, (block) => { block.number = '0x1'; }),
    ends: [65, /asked for block \d+, got number 1/] },
  { lie: 'a parent that is another', tell: sealed(5, (block) => { block.parentHash = OTHER; }),
    ends: [65, /block \d+ does not name block \d+ as its parent/] },
  { lie: 'a hash that is another', tell: header(5, (block) => { block.hash = OTHER; }),
    ends: [65, /block \d+: goes by the hash 0xab.*, but its header has 0x/] },
  { lie: 'a hash that is another, where nothing is proven', env: LINKS, tell: header(5, (block) => { block.hash = OTHER; }),
    ends: [65, /block \d+ does not name block \d+ as its parent/] },
  { lie: 'a first block that does not follow ours', env: { audius_discprov_block_processing_window: '1' }, tell: sealed(15, (block) => { block.parentHash = OTHER; }),
    ends: [65, /does not name block \d+ .* as its parent/] },
  { lie: 'a block that is null, among others', tell: header(5, (_, answer) => { answer.result = null; }),
    ends: [69, /block \d+ is not there/] },
  { lie: 'a block that is a text', tell: header(5, (_, answer) => { answer.result = 'block'; }), ends: [65, /json: .number./] },
  { lie: 'no newest block', tell: newest((_, answer) => { answer.result = null; }), ends: [69, /has no blocks/] },
  { lie: 'a newest block that does not exist',
    tell: newest((block) => {
      block.number = '0x1000';
      block.hash = headerHash(block);
    }), ends: [69, /block \d+ is not there/] },
  { lie: 'a newest block beyond all numbers', tell: newest((block) => { block.number = '0xffffffff'; }),
    ends: [65, /number is 4294967295, above/] },
  { lie: 'a head that goes back', tell: (node, head) => node.isBehind(head - 30), ends: [0, /chain node is behind/] },
  { lie: 'a head that is the first block', tell: (node) => node.isBehind(0), ends: [0, /chain node is behind/] },
  { lie: 'a head that some of its machines have not seen', tell: (node, head) => {
    node.isBehind(head - 8);
    node.rephrase = null;
  }, ends: [69, /block \d+ is not there/] },
  { lie: 'our block replaced by one without a branch', tell: (node, head) => {
    node.isBehind(head - 17);
    const { spoil } = node;
    node.spoil = (calls, answers) => {
      spoil(calls, answers);
      answers.forEach(({ result }) => {
        if (Number(result?.number) === head - 17)
          result.hash = headerHash(Object.assign(result, { parentHash: OTHER }));
      });
    };
  }, ends: [65, /reorganisation: block \d+ does not name block \d+ as its parent/] },
  { lie: 'another branch that does not hang together',
    tell: (node, head) => node.says('eth_getBlockByNumber', ({ result }, { params: [number] }) => {
      if (number === 'latest')
        result.number = `0x${(head - 16).toString(16)}`;
      if (Number(result.number) <= head - 16 && Number(result.number) > 9)
        result.hash = headerHash(Object.assign(result, { extraData: '0x01' }));
    }), ends: [65, /reorganisation: block \d+ does not name block \d+ as its parent/] },
  { lie: 'a time beyond all calendars', tell: header(5, (block) => { block.timestamp = '0xffffffffffffffff'; }),
    ends: [65, /timestamp is 18446744073709551615, above/] },
  { lie: 'a time before that of its parent', tell: sealed(5, (block) => { block.timestamp = '0x1'; }),
    ends: [65, /block \d+ is older than its parent/] },
  { lie: 'a filter that is too full, where nothing is proven', env: LINKS,
    tell: header(5, (block) => { block.logsBloom = `0x${'ff'.repeat(256)}`; }) },
  { lie: 'filters that are too full, in all blocks, where nothing is proven', env: LINKS,
    tell: (node) => node.says('eth_getBlockByNumber', ({ result }) => { result.logsBloom = `0x${'ff'.repeat(256)}`; }) },
  { lie: 'filters that are empty, where nothing is proven', env: LINKS,
    tell: (node) => node.says('eth_getBlockByNumber', ({ result }) => { result.logsBloom = `0x${'00'.repeat(256)}`; }),
    ends: [65, /is denied by the logsBloom of its block/] },
  { lie: 'a filter that is too short', tell: header(5, (block) => { block.logsBloom = '0x00'; }),
    ends: [65, /.logsBloom. is not the hexadecimal form of 256 bytes/] },
  { lie: 'headers that hide transactions',
    tell: (node) => node.says('eth_getBlockByNumber', ({ result }) => { result.transactions = []; }),
    ends: [65, /lists no transactions, but its roots are not those of none/] },
  { lie: 'headers that hide transactions, where nothing is proven', env: LINKS,
    tell: (node) => node.says('eth_getBlockByNumber', ({ result }) => { result.transactions = []; }),
    ends: [65, /names a transaction the block does not have/] },
  { lie: 'full blocks that are null', tell: full((_, answer) => { answer.result = null; }),
    ends: [69, /block \d+ is not there any more/] },
  { lie: 'full blocks of another hash', tell: full((block) => { block.hash = OTHER; }), ends: [65, /got another block/] },
  { lie: 'full blocks of another number', tell: full((block) => { block.number = '0x1'; }), ends: [65, /got another block/] },
  { lie: 'full blocks that lack a transaction', tell: full((block) => { block.transactions.pop(); }),
    ends: [65, /\d+ transactions, but its header lists \d+/] },
  { lie: 'transactions of another hash', tell: full((block) => { block.transactions.forEach((tx) => { tx.hash = OTHER; }); }),
    ends: [65, /transaction \d+ is not the one its header lists/] },
  { lie: 'transactions of another index',
    tell: full((block) => { block.transactions.forEach((tx) => { tx.transactionIndex = '0x63'; }); }),
    ends: [65, /transaction \d+ is not the one its header lists/] },
  { lie: 'transactions that go to no address',
    tell: full((block) => { block.transactions.forEach((tx) => { tx.to = '0x12'; }); }),
    ends: [65, /.to. is not the hexadecimal form of 20 bytes/] },
  { lie: 'transactions that go to somebody else',
    tell: full((block) => { block.transactions.forEach((tx) => { tx.to = `0x${'12'.repeat(20)}`; }); }),
    ends: [65, /transaction \d+ goes elsewhere than its receipt says/] },
  { lie: 'transactions that create contracts',
    tell: full((block) => { block.transactions.forEach((tx) => { tx.to = null; }); }),
    ends: [65, /transaction \d+ goes elsewhere than its receipt says/] },
];
