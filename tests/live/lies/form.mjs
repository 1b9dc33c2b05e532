// SPDX-License-Identifier: ISC
// Lies about the form: JSON, JSON-RPC, numbers, hexadecimal.
const text = (make) => (node) => { node.spoil = (calls, answers) => ({ text: make(answers, calls) }); };
const said = (s) => text(() => s);
/** Of batches only, behind the one that asks who the node is; other answers are honest. */
const batch = (make) => (node) => {
  node.spoil = (calls, answers) => (calls.length > 1 && calls[0].method !== 'eth_chainId'
    ? { text: JSON.stringify(make(answers)) } : undefined);
};
const header = (change) => (node, head) => node.says('eth_getBlockByNumber', ({ result }, { params: [number] }) => {
  if (Number(number) === head - 5)
    change(result, head - 5);
});

export const form = [
  { lie: 'nothing', tell: said(''), ends: [65, /json/] },
  { lie: 'a number', tell: said('7'), ends: [65, /neither an object nor an array/] },
  { lie: 'null', tell: said('null'), ends: [65, /neither an object nor an array/] },
  { lie: 'half an answer', tell: text((answers) => JSON.stringify(answers).slice(0, -20)), ends: [65, /json: byte \d+/] },
  { lie: 'more behind the answer', tell: text((answers) => `${JSON.stringify(answers)} {}`), ends: [65, /json: byte \d+/] },
  { lie: 'nested without end', tell: said('['.repeat(100000)), ends: [65, /json: byte \d+/] },
  { lie: 'nested deeper than any answer', tell: said(`${'[1,'.repeat(40)}1${']'.repeat(40)}`), ends: [65, /json/] },
  { lie: 'bytes that are no text',
    tell: (node) => { node.spoil = (calls, answers) => ({ text: Buffer.concat([
      Buffer.from('{"a":"'), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from(`","b":${JSON.stringify(answers)}}`)]) }); },
    ends: [65, /json: byte \d+/] },
  { lie: 'numbers that JSON does not have', tell: said('{"id":0,"result":NaN}'), ends: [65, /json: byte \d+/] },
  { lie: 'a batch that is short', tell: batch((answers) => answers.slice(1)), ends: [65, /\d+ answers for a batch of \d+ calls/] },
  { lie: 'a batch that is long', tell: batch((answers) => [...answers, answers[0]]),
    ends: [65, /\d+ answers for a batch of \d+ calls/] },
  { lie: 'one answer twice, another not at all', tell: batch((answers) => [answers[1], ...answers.slice(1)]),
    ends: [65, /two answers for id 1/] },
  { lie: 'all ids the same', tell: batch((answers) => answers.map((answer) => ({ ...answer, id: 0 }))),
    ends: [65, /two answers for id 0/] },
  { lie: 'the id of no question', tell: batch((answers) => [{ ...answers[0], id: 9999 }, ...answers.slice(1)]),
    ends: [65, /answer for id 9999/] },
  { lie: 'a negative id', tell: batch((answers) => [{ ...answers[0], id: -1 }, ...answers.slice(1)]),
    ends: [65, /answer for id -1/] },
  { lie: 'ids as text', tell: text((answers) => JSON.stringify(answers.map((answer) => ({ ...answer, id: String(answer.id) })))),
    ends: [65, /without a numeric id/] },
  { lie: 'ids as fractions', tell: text((answers) => JSON.stringify(answers).replace(/"id":(\d+)/g, '"id":$1.5')),
    ends: [65, /without a numeric id/] },
  { lie: 'no ids', tell: text((answers) => JSON.stringify(answers.map(({ result }) => ({ result })))),
    ends: [65, /without a numeric id/] },
  { lie: 'one object for a batch', tell: batch((answers) => answers[0]), ends: [65, /one answer for a batch/] },
  { lie: 'batches in another order', tell: batch((answers) => answers.reverse()) },
  { lie: 'answers exchanged between questions',
    tell: batch((answers) => answers.map((answer, i) => ({ ...answer, result: answers[(i + 1) % answers.length].result }))),
    ends: [65, /asked for block \d+, got number|not a registry|out of order|names no|no address/] },
  { lie: 'single answers as batches of one, and no version',
    tell: text((answers) => JSON.stringify(answers.map(({ id, result }) => ({ id, result, error: null })))) },
  { lie: 'neither result nor error', tell: batch((answers) => answers.map(({ id }) => ({ id }))),
    ends: [65, /neither result nor error/] },
  { lie: 'numbers as numbers', tell: header((block, number) => { block.number = number; }),
    ends: [65, /block \d+: json: .number. is/] },
  { lie: 'numbers with leading zeros', tell: header((block, number) => { block.number = `0x00${number.toString(16)}`; }),
    ends: [65, /.number. is not a quantity/] },
  { lie: 'numbers in decimal', tell: header((block, number) => { block.number = String(number); }),
    ends: [65, /.number. is not a quantity/] },
  { lie: 'numbers beyond 64 bits', tell: header((block) => { block.timestamp = `0x1${'0'.repeat(16)}`; }),
    ends: [65, /.timestamp. is not a quantity/] },
  { lie: 'hashes of odd length', tell: header((block) => { block.hash = block.hash.slice(0, -1); }),
    ends: [65, /.hash. is not the hexadecimal form of 32 bytes/] },
  { lie: 'hashes that are too long', tell: header((block) => { block.hash += '00'; }),
    ends: [65, /.hash. is not the hexadecimal form of 32 bytes/] },
  { lie: 'hashes with other letters', tell: header((block) => { block.parentHash = `0xg${block.parentHash.slice(3)}`; }),
    ends: [65, /.parentHash. is not the hexadecimal form of 32 bytes/] },
  { lie: 'hashes in capital letters',
    tell: text((answers, calls) => JSON.stringify(calls.length > 1 ? answers : answers[0])
      .replace(/"(hash|parentHash|blockHash|transactionHash|address|to)":"0x([0-9a-f]+)"/g,
        (_, key, hex) => `"${key}":"0x${hex.toUpperCase()}"`)) },
  { lie: 'members that are missing', tell: header((block) => { delete block.logsBloom; }),
    ends: [65, /.logsBloom. is absent/] },
  { lie: 'eth_call that answers half a word', tell: (node) => node.says('eth_call', (answer) => {
    answer.result = answer.result.slice(0, 40);
  }), ends: [78, /gave no address word/] },
  { lie: 'eth_call that answers too much', tell: (node) => node.says('eth_call', (answer) => {
    answer.result += '00';
  }), ends: [78, /gave no address word/] },
  { lie: 'a chain without our contracts', tell: (node) => node.says('eth_call', (answer) => { answer.result = '0x'; }),
    ends: [78, /is not a registry on this chain \(there is no code/] },
  { lie: 'a registry that knows nobody', tell: (node) => node.says('eth_call', (answer) => {
    answer.result = `0x${'0'.repeat(64)}`;
  }), ends: [78, /it knows no contract/] },
];
