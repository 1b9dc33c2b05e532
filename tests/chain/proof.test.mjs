// SPDX-License-Identifier: ISC
// What blocks are proven by: published headers, and blocks of the development
// chain with transactions of every type it takes.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { Wallet, toBeHex } from 'ethers-6';

import { startAnvil } from './lib/anvil.mjs';
import { headerHash, lies, makeBlock, orderedRoot } from './lib/proof.mjs';
import { Rpc } from './lib/rpc.mjs';

const read = (name) => JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8'));
const { headers, blocks, tries } = read('headers.json');

for (const { what, header } of headers)
  test(`${what}, block ${Number(header.number)}`, () => assert.equal(headerHash(header), header.hash));

for (const { what, header, transactions, receipts } of blocks)
  test(what, () => assert.deepEqual([...lies(header, transactions, receipts)], []));

test('roots of lists of many lengths', () => {
  for (const { n, value, root } of tries)
    assert.equal(orderedRoot(Array.from({ length: n }, (_, i) => value + toBeHex(i, 4).slice(2))), root, `${n} of ${value}`);
});

test('what is made up proves itself, and nothing in it can be changed', () => {
  const log = { address: `0x${'11'.repeat(20)}`, topics: [`0x${'22'.repeat(32)}`], data: '0x33' };
  const make = () => makeBlock({ number: '0x7', parentHash: `0x${'44'.repeat(32)}`, timestamp: '0x5' },
    [{ to: log.address, logs: [log, log] }, {}, { to: null, type: '0x0' }]);
  const told = (change) => {
    const { header, transactions, receipts } = make();
    change(header, transactions, receipts);
    return [...lies(header, transactions, receipts)].length;
  };
  assert.equal(told(() => {}), 0);
  for (const change of [
    (header) => { header.timestamp = '0x6'; },
    (header) => { header.logsBloom = header.logsBloom.replace(/0$/, '1'); },
    (_, [tx]) => { tx.to = `0x${'55'.repeat(20)}`; },
    (_, __, [receipt]) => { receipt.logs[1].data = '0x34'; },
    (_, __, [receipt]) => { receipt.logs.pop(); },
    (_, __, receipts) => { receipts.reverse(); },
  ])
    assert.ok(told(change) > 0, String(change));
});

/** A contract that emits two logs, whatever it is sent. */
const CODE = '60206000a060aa60206000a100';
const CREATE = `0x6c${CODE}600052600d6013f3`;

for (const fork of ['london', 'prague'])
  test(`the development chain with the rules of ${fork}`, async () => {
    const anvil = await startAnvil({ env: { HARDFORK: fork } });
    try {
      const rpc = new Rpc(anvil.url);
      const chainId = Number(await rpc.call('eth_chainId'));
      const [ann, ben] = ['ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80',
        '59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d'].map((key) => new Wallet(`0x${key}`));
      let nonce = 0;
      const send = async (tx) => rpc.call('eth_sendRawTransaction',
        await ann.signTransaction({ chainId, nonce: nonce++, gasLimit: 500_000, ...tx }));
      const created = await send({ type: 0, gasPrice: 0, data: CREATE });
      await rpc.call('evm_mine');
      const { contractAddress: to } = await rpc.call('eth_getTransactionReceipt', created);
      const fees = { maxFeePerGas: 0, maxPriorityFeePerGas: 0 };
      await send({ type: 0, to, gasPrice: 0, data: '0x00' });
      await send({ type: 1, to, gasPrice: 0, accessList: [{ address: to, storageKeys: [toBeHex(1, 32), toBeHex(2, 32)] }] });
      for (let i = 0; i < 140; i++)
        await send({ type: 2, to, ...fees, value: i % 3, data: toBeHex(i, 2) });
      if (fork === 'prague')
        await send({ type: 4, to, ...fees, authorizationList: [await ben.authorize({ chainId, address: to, nonce: 0 })] });
      await rpc.call('evm_mine');
      for (const number of ['0x0', '0x1', '0x2']) {
        const { transactions, ...header } = await rpc.call('eth_getBlockByNumber', number, true);
        const receipts = await rpc.call('eth_getBlockReceipts', number);
        assert.deepEqual([...lies(header, transactions, receipts)], [], number);
        assert.equal(receipts.length, [0, 1, fork === 'prague' ? 143 : 142][Number(number)]);
      }
    } finally {
      await anvil.stop();
    }
  });
