// SPDX-License-Identifier: ISC
// The funded accounts of the development chain and the part each one plays.
import { HDNodeWallet, Mnemonic, keccak256, toUtf8Bytes } from 'ethers-6';

const MNEMONIC = 'test test test test test test test test test test test junk';
const ROLES = [
  'deployer', 'relayer', 'relayer', 'relayer', 'relayer', 'relayer', 'relayer', 'ddex', 'bootstrap', 'verifier',
];

function funded() {
  const root = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(MNEMONIC), "m/44'/60'/0'/0");
  return ROLES.map((role, i) => {
    const { privateKey, address } = root.deriveChild(i);
    return { role, key: privateKey, address };
  });
}

export const ACCOUNTS = funded();

export function accountsOf(role) {
  return ACCOUNTS.filter((account) => account.role === role);
}

/** A key that only its name decides. */
export function keyOf(...name) {
  return keccak256(toUtf8Bytes(name.join('/')));
}
