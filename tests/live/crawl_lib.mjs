// SPDX-License-Identifier: ISC
// What the tests of the crawler share: a database, a key, a folder of uploaded files, runs of the
// program in its own role.
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { TOP } from './index_lib.mjs';
import { startProgram, startWorld } from './jobs_lib.mjs';

export const KEY = 'c0ffee'.padEnd(64, '0');

/** A database of its own with everything that a crawler needs. */
export class Crawl {
  constructor(world, database) {
    this.world = world;
    this.database = database;
    this.folder = path.join(world.place.folder, `crawl-${database.name}`);
    mkdirSync(path.join(this.folder, 'up'), { recursive: true });
    this.file('key', `${KEY}\n`, 0o600);
    this.env = {
      ...world.env(database),
      audius_db_url: database.url.replace('discprov_writer', 'discprov_crawler'),
      audius_crawl_key_file: path.join(this.folder, 'key'),
      audius_crawl_upload_dir: path.join(this.folder, 'up'),
      audius_crawl_providers_dir: path.join(TOP, 'crawler/providers'),
    };
  }

  /** Files of this test; objects become JSON. */
  file(name, content, mode = 0o644) {
    const at = path.join(this.folder, name);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, typeof content === 'string' ? content : JSON.stringify(content));
    chmodSync(at, mode);
    return at;
  }

  upload(name, content) {
    return this.file(path.join('up', name), content);
  }

  start(words = ['run'], env = {}) {
    return startProgram('discprov-crawl', words, { ...this.env, ...env });
  }

  /** {code, signal, log, out} */
  run(words = ['run'], env = {}) {
    return this.start(words, env).ended;
  }

  /** A run that must go well. */
  async must(words = ['run'], env = {}) {
    const result = await this.run(words, env);
    if (result.code !== 0)
      throw new Error(`discprov-crawl ${words.join(' ')} ended with ${result.code ?? result.signal}: ${result.log}`);
    return result;
  }

  /** Register a connection; its id. */
  async connect(more = {}) {
    const what = {
      owner: 'owner-1', name: 'files', provider: 'File', service: 'upload_file', dc: 'Cellar', dc_id: 'dc-1',
      artifacts: ['servers.json'], tasks: { 'server-import': 0 }, ...more,
    };
    await this.must(['connect', this.file('connection.json', what, 0o600)]);
    return this.rows(`SELECT id FROM disc.crawl_connection WHERE owner = '${what.owner}' AND name = '${what.name}'`)[0].id;
  }

  /** Have it work now, and what came of it. */
  async crawl(id, task = 'server-import', env = {}) {
    await this.must(['now', id, task], env);
    const result = await this.must(['run'], env);
    return { ...result, ...this.last(id, task) };
  }

  last(id, task = 'server-import') {
    return this.rows(`SELECT r.state, r.seen, r.created, r.changed, r.vanished, r.error
      FROM disc.crawl_run AS r WHERE r.connection = '${id}' AND r.task = '${task}' ORDER BY r.id DESC LIMIT 1`)[0];
  }

  rows(query) {
    return this.database.rows(query);
  }

  resources(id) {
    return this.rows(`SELECT unique_id, name, is_active, vanished_at IS NOT NULL AS is_vanished, doc
      FROM disc.crawl_resource WHERE connection = '${id}' ORDER BY unique_id`);
  }

  history(id) {
    return this.rows(`SELECT r.unique_id, h.op, h.diff FROM disc.crawl_history AS h
      JOIN disc.crawl_resource AS r ON r.id = h.resource WHERE r.connection = '${id}' ORDER BY h.id`);
  }
}

export async function startCrawls() {
  const world = await startWorld({ chain: false });
  const base = world.database();
  return {
    world,
    stage: async () => new Crawl(world, await world.place.copyOf(base)),
    close: () => world.close(),
  };
}

/** Servers s1 ... sn, as a file of the provider "file". */
export const servers = (n, more = () => ({})) => ({
  servers: Array.from({ length: n }, (_, i) => ({
    unique_id: `s${i + 1}`, name: `Server ${i + 1}`, ipv4_private: `10.0.${i >> 8}.${i & 255}`, cpu: 2, memory: 4,
    status: 'Active', tags: [{ key: 'n', value: `${i}` }], ...more(i + 1),
  })),
});
