// SPDX-License-Identifier: ISC
// Chance that a seed decides.
import { keccak256, toUtf8Bytes } from 'ethers-6';

export class Random {
  constructor(seed, state) {
    this.seed = seed;
    this.state = state ?? { word: Number.parseInt(keccak256(toUtf8Bytes(seed)).slice(2, 10), 16), nonces: 0 };
  }

  clone() {
    return new Random(this.seed, { ...this.state });
  }

  /** 0 <= x < 1; the generator known as mulberry32. */
  next() {
    this.state.word = (this.state.word + 0x6d2b79f5) >>> 0;
    let x = this.state.word;
    x = Math.imul(x ^ (x >>> 15), x | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
  }

  below(n) {
    return Math.floor(this.next() * n);
  }

  chance(p) {
    return this.next() < p;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  shuffled(list) {
    const out = [...list];
    for (let i = out.length - 1; i > 0; i--) {
      const k = this.below(i + 1);
      [out[i], out[k]] = [out[k], out[i]];
    }
    return out;
  }

  /** 32 bytes, never the same twice. */
  bytes32() {
    return keccak256(toUtf8Bytes(`${this.seed}/${this.state.nonces++}`));
  }
}
