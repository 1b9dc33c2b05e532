// SPDX-License-Identifier: ISC
// The rows that one block changes in one table, before they count.
import { timestamp } from './time.mjs';

export function blockColumns(block, txhash) {
  return { blockhash: block.hash, blocknumber: block.number, txhash };
}

/** Rows of users, tracks, playlists and nodes: one new version per batch. */
export class Versions {
  constructor(stored, block) {
    this.stored = stored;
    this.block = block;
    this.pending = new Map();
  }

  /** The row to change, or a new one; undefined when neither is possible. */
  touch(id, txhash, fresh) {
    if (!this.pending.has(id)) {
      const row = this.stored.get(id) ?? fresh?.();
      if (row === undefined)
        return undefined;
      const time = timestamp(this.block.timestamp);
      const copy = structuredClone(row);
      this.pending.set(id, { ...copy, created_at: copy.created_at ?? time, ...blockColumns(this.block, txhash) });
    }
    return this.pending.get(id);
  }

  commit() {
    for (const [id, row] of this.pending)
      this.stored.set(id, row);
  }
}

/** Rows of follows, reposts and saves: the last word of the block counts. */
export class Wishes {
  constructor(stored, block, blank) {
    this.stored = stored;
    this.block = block;
    this.blank = blank;
    this.pending = new Map();
  }

  set(natural, isDelete, txhash) {
    const key = Object.values(natural).join('/');
    const row = this.pending.get(key) ?? {
      ...natural,
      ...this.blank,
      created_at: timestamp(this.block.timestamp),
      ...blockColumns(this.block, txhash),
    };
    row.is_delete = isDelete;
    this.pending.set(key, row);
  }

  commit() {
    for (const [key, row] of this.pending)
      this.stored.set(key, row);
  }
}
