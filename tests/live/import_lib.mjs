// SPDX-License-Identifier: ISC
// What the tests of the import share: databases in the original's layouts, and
// one of ours written out into them.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { ours, owned } from '../lib/guard.mjs';
import { TOP } from './index_lib.mjs';

const BUILD = process.env.BUILD ?? path.join(TOP, 'build');
export const LAYOUTS = { final: 'final.sql', versioned: 'versioned.sql' };

/** A database in one of the original's layouts, without rows. */
export function layout(place, name) {
  const database = place.database();
  database.sql(readFileSync(path.join(TOP, 'tests/live/import', LAYOUTS[name]), 'utf8'));
  database.sourceUrl = `postgresql:///${database.name}?host=${place.sockets}&port=5432&user=postgres`;
  return database;
}

/** A database of ours with the schema and nothing in it. */
export function empty(place) {
  const database = place.database();
  execFileSync(path.join(BUILD, 'discprov'), ['migrate'], { env: environment(database), stdio: 'ignore' });
  return database;
}

export function environment(database, more = {}) {
  const dir = path.join(database.place.folder, `import-${database.name}`);
  mkdirSync(dir, { recursive: true });
  return {
    PATH: process.env.PATH, ASAN_OPTIONS: process.env.ASAN_OPTIONS ?? '',
    audius_db_url: database.url, audius_discprov_run_dir: dir, ...more,
  };
}

/** Start an import of the URL; ended: {code, signal, log, out}. */
export function startImport(database, url, more = {}) {
  const child = owned(spawn(path.join(BUILD, 'discprov'), ['import', url], {
    env: ours(environment(database, more)), stdio: ['ignore', 'pipe', 'pipe'] }));
  let log = '';
  let out = '';
  child.stderr.on('data', (data) => { log += data; });
  child.stdout.on('data', (data) => { out += data; });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, log, out }));
  return { child, ended };
}

export const importOnce = (database, url) => startImport(database, url).ended;

/** One that must go well; its outcome. */
export async function mustImport(database, url) {
  const result = await importOnce(database, url);
  if (result.code !== 0)
    throw new Error(`the import ended with ${result.code ?? result.signal}: ${result.log}`);
  return result;
}

const columnsOf = (database, schema) => {
  const tables = new Map();
  for (const { t, c } of database.rows(`SELECT table_name AS t, column_name AS c FROM information_schema.columns
      WHERE table_schema = '${schema}' ORDER BY table_name, ordinal_position`))
    tables.set(t, [...tables.get(t) ?? [], c]);
  return tables;
};

/** Numbers that the source gives by itself, and who indexes does not. */
const THEIRS = new Set(['notification.id']);

/** Columns that both have, table by table: {table: [column]}. */
export function common(ourDatabase, source) {
  const theirs = columnsOf(source, 'public');
  const both = {};
  for (const [table, columns] of columnsOf(ourDatabase, 'disc'))
    if (theirs.has(table))
      both[table] = columns.filter((column) => theirs.get(table).includes(column)
        && !THEIRS.has(`${table}.${column}`));
  return both;
}

/** Columns of 2022 that say in other words what a column of ours says. */
const WORDS_OF_2022 = {
  tracks: {
    is_premium: 'COALESCE(t.is_stream_gated, false)', premium_conditions: 't.stream_conditions',
    release_date: `pg_catalog.to_char(t.release_date, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  },
  reactions: { slot: '1', tx_signature: `'s'` },
};

/** The same of whole tables: what is counted there for fewer keys. */
const ROWS_OF_2022 = {
  aggregate_monthly_plays: `(SELECT play_item_id, timestamp, '' AS country, sum(count) AS count
    FROM disc.aggregate_monthly_plays GROUP BY 1, 2)`,
};

/** Of the layout of 2022: states that these entities had before. */
export function addVersions(source) {
  const all = columnsOf(source, 'public');
  for (const table of ['users', 'tracks', 'playlists', 'follows', 'saves', 'reposts']) {
    const columns = all.get(table).filter((column) => !['is_current', 'txhash', 'blocknumber'].includes(column));
    source.sql(`INSERT INTO public.${table} (is_current, txhash, blocknumber, ${columns.join(', ')})
      SELECT false, t.txhash || v, v, ${columns.map((column) => `t.${column}`).join(', ')}
      FROM public.${table} AS t, generate_series(1, 3) AS v WHERE t.is_current`);
  }
}

/** Write out what one of ours holds into the layout of a source. */
export function writeOut(database, source, name) {
  const statements = [];
  for (const [table, columns] of Object.entries(common(database, source))) {
    const words = name === 'versioned' ? WORDS_OF_2022[table] ?? {} : {};
    const into = columns.filter((column) => !(column in words));
    const names = [...into, ...Object.keys(words)];
    const select = [...into.map((column) => `t.${column}`), ...Object.values(words)].join(', ');
    const from = (name === 'versioned' && ROWS_OF_2022[table]) || `disc.${table}`;
    statements.push([table, names.join(', '), select, from]);
  }
  const script = statements.map(([table, names, select, from]) =>
    `sql -d ${database.name} -c "COPY (SELECT ${select.replaceAll('"', '\\"')} FROM ${from} AS t) TO STDOUT" |
      sql -d ${source.name} -c "COPY public.${table} (${names}) FROM STDIN" || exit 1`).join('\n');
  execFileSync('sh', ['-c', `. ${TOP}/tests/lib/pg.sh\n${script}`], {
    env: { ...process.env, srcdir: TOP, PGTZ: 'UTC', ...database.place.env }, stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Tables of ours that an import fills, as its mapping says. */
export function filled() {
  const mapping = readFileSync(path.join(TOP, 'import/mapping.c'), 'utf8');
  const part = mapping.slice(mapping.indexOf('mappings[]'), mapping.indexOf('nmappings'));
  return [...part.matchAll(/^\t\{ "(\w+)",\s/gm)].map(([, name]) => name);
}

/** What a layout says in other words of columns that it does not have. */
const SAID = {
  final: {
    tracks: {
      length: '0', download: `jsonb_build_object('cid', NULL, 'is_downloadable', is_downloadable, 'requires_follow', false)`,
    },
  },
  versioned: {
    tracks: {
      stream_conditions: 'stream_conditions', is_stream_gated: 'is_stream_gated',
      is_downloadable: `(download -> 'is_downloadable') IS NOT DISTINCT FROM 'true'`,
      playlists_containing_track: 'playlists_containing_track',
      duration: `(SELECT round(COALESCE(sum((e ->> 'duration')::float8), 0)) FROM jsonb_array_elements(track_segments) AS e)`,
    },
  },
};

/** Rows that are made of others where a layout has no table for them. */
const MADE = { playlist_tracks: 'playlist_id >= 400000 AND NOT is_removed' };

/** Take out of ours what a layout has no place for: what is left can be wanted of an import. */
export function reduce(database, source, name) {
  const [own, theirs] = [columnsOf(database, 'disc'), columnsOf(source, 'public')];
  const steps = ['SET session_replication_role = replica'];
  for (const table of filled()) {
    const said = SAID[name][table] ?? {};
    const gone = own.get(table).filter((column) => !theirs.get(table)?.includes(column));
    const rows = name === 'versioned' ? ROWS_OF_2022[table] : undefined;
    if (!theirs.has(table))
      steps.push(`DELETE FROM disc.${table} WHERE NOT (${MADE[table] ?? 'false'})`);
    else if (rows !== undefined)
      steps.push(`CREATE TEMP TABLE kept AS SELECT * FROM ${rows} AS k`, `DELETE FROM disc.${table}`,
        `INSERT INTO disc.${table} (${own.get(table).join(', ')}) SELECT ${own.get(table).join(', ')} FROM kept`, 'DROP TABLE kept');
    else if (gone.length > 0)
      steps.push(`UPDATE disc.${table} SET ${gone.map((column) => `${column} = ${said[column] ?? 'DEFAULT'}`).join(', ')}`);
  }
  // What the job makes of rows, when it runs.
  steps.push(...[...own.keys()].filter((table) => table.startsWith('trending_') && !filled().includes(table))
    .map((table) => `DELETE FROM disc.${table}`));
  database.sql(steps.join(';\n'));
}

/** All rows of a table, some columns of it, as text. */
export const text = (database, table, columns) =>
  database.rows(`SELECT ${columns.join(', ')} FROM disc.${table} ORDER BY ${columns.map((_, i) => i + 1).join(', ')}`)
    .map((row) => JSON.stringify(row)).join('\n');

/** Nothing is off any more, and all that is made of rows is what the rows make. */
export function isWhole(database) {
  const wrong = [];
  for (const query of ['SELECT * FROM disc.recount_check()', 'SELECT * FROM disc.search_check()',
    'SELECT * FROM disc.import_triggers', 'SELECT * FROM disc.import_indexes',
    `SELECT tgname FROM pg_trigger WHERE tgenabled = 'D'`])
    wrong.push(...database.rows(query).slice(0, 3).map((row) => `${query}: ${JSON.stringify(row)}`));
  return wrong;
}

/** Triggers and indexes as a text, to compare databases by. */
export const machinery = (database) => JSON.stringify([
  database.rows(`SELECT tgrelid::regclass::text AS t, tgname, tgenabled FROM pg_trigger
    WHERE NOT tgisinternal ORDER BY 1, 2`),
  database.rows(`SELECT indexdef FROM pg_indexes WHERE schemaname = 'disc' ORDER BY indexdef`),
], null, 1);
