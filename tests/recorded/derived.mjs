// SPDX-License-Identifier: ISC
// What the original of October 2025 derived from known rows: by its triggers,
// step by step, and by its jobs.  Statements that write such rows, and what
// differs in ours; must not know which program a job is here.
import { literal } from './rows.mjs';

const EMPTY = { text: "''", boolean: 'false', integer: '0', bigint: '0', jsonb: "'{}'" };
const KEEP = new Set(['schema_step', 'keyvalue', 'delist_status_cursor']);
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?(?:Z|\+00:00)?$/;
const list = (columns) => columns.map((column) => `"${column}"`).join(', ');
const text = (value) => JSON.stringify(value);

/** Seconds since 1970. */
export const seconds = (time) => Date.parse(`${time.replace(' ', 'T')}Z`) / 1000;

/** All times of a value as later() has them, which is given and gives seconds. */
export function shifted(value, later) {
  const m = typeof value === 'string' ? TIME.exec(value) : null;
  if (m)
    return new Date(later(seconds(`${m[1]} ${m[2]}`)) * 1000).toISOString().slice(0, 19).replace('T', ' ') + (m[3] ?? '');
  if (Array.isArray(value))
    return value.map((x) => shifted(x, later));
  return value !== null && typeof value === 'object' ?
    Object.fromEntries(Object.entries(value).map(([k, x]) => [k, shifted(x, later)])) : value;
}

// One row for each number of a series, $i standing for it.
function expanded({ row, series }) {
  if (series === undefined)
    return [row];
  const of = (i, cell) => {
    const m = typeof cell === 'string' ? /^\$i(?:\+(\d+))?$/.exec(cell) : null;
    return m ? i + Number(m[1] ?? 0) : typeof cell === 'string' ? cell.replaceAll('$i', i) : cell;
  };
  return Array.from({ length: series[1] - series[0] + 1 }, (_, n) =>
    Object.fromEntries(Object.entries(row).map(([k, cell]) => [k, of(series[0] + n, cell)])));
}

export const cleared = (schema) => `SET client_min_messages = error; BEGIN; SET LOCAL session_replication_role = replica;
  TRUNCATE ${Object.keys(schema).filter((t) => !KEEP.has(t)).map((t) => `disc."${t}"`).join(', ')}; COMMIT;
  SET client_min_messages = warning;\n`;

/** A statement that writes rows; one of a known key is replaced, whole when it is the whole row. */
export function put(schema, keys, table, rows, { update = false, whole = false } = {}) {
  const has = schema[table];
  const columns = Object.keys(has).filter((column) => rows.some((row) => column in row));
  const given = `json_populate_recordset(NULL::disc."${table}", ${literal(text(rows))}) AS x`;
  if (update) {
    const key = keys[table].filter((column) => column in has);
    return `UPDATE disc."${table}" AS t SET ${columns.filter((c) => !key.includes(c)).map((c) => `"${c}" = x."${c}"`)}
      FROM ${given} WHERE ${key.map((c) => `t."${c}" = x."${c}"`).join(' AND ')};\n`;
  }
  const needed = Object.keys(has).filter((c) => has[c].needed && has[c].preset === '' && !columns.includes(c) && c !== 'id');
  const cells = [...columns.map((c) => (has[c].needed && has[c].preset !== '' ? `COALESCE(x."${c}", ${has[c].preset})` : `x."${c}"`)),
    ...needed.map((c) => EMPTY[has[c].type] ?? "'1970-01-01'")];
  const key = Object.keys(has).filter((c) => has[c].key > 0).sort((a, b) => has[a].key - has[b].key);
  const named = key.length > 0 && key.every((c) => columns.includes(c) || has[c].preset !== '');
  const rest = whole ? Object.keys(has).filter((c) => !columns.includes(c) && !key.includes(c) && (has[c].preset !== '' || !has[c].needed)) : [];
  const sets = [...columns.filter((c) => !key.includes(c)).map((c) => `"${c}" = EXCLUDED."${c}"`), ...rest.map((c) => `"${c}" = DEFAULT`)];
  return `INSERT INTO disc."${table}" (${list([...columns, ...needed])}) SELECT ${cells.join(', ')} FROM ${given}
    ${named ? `ON CONFLICT (${list(key)}) DO ${sets.length > 0 ? `UPDATE SET ${sets.join(', ')}` : 'NOTHING'}` : ''};\n`;
}

// Neighbours of one table go together, as a program would write them.
function runs(writes) {
  const out = [];
  for (const { table, ...write } of writes)
    for (const row of expanded(write)) {
      const last = out.at(-1);
      if (last?.table === table && Object.keys(last.rows[0]).sort().join() === Object.keys(row).sort().join())
        last.rows.push(row);
      else
        out.push({ table, rows: [row] });
    }
  return out;
}

const shown = (schema, tables, mark) => tables.filter((t) => t in schema)
  .map((t) => `SELECT '${mark} ${t} ' || row_to_json(t)::text FROM disc."${t}" AS t;\n`).join('');

/** What the marked lines say: {mark: {table: rows}}. */
export function rowsOf(out) {
  const got = {};
  for (const line of out.split('\n').filter((l) => l !== '')) {
    const [, mark, table, row] = /^(\S+) (\S+) (.*)$/.exec(line);
    ((got[mark] ??= {})[table] ??= []).push(JSON.parse(row));
  }
  return got;
}

export const look = (schema, tables) => shown(schema, tables, 0);

/** The statements of a scenario; after each step what is derived is shown, marked by the step. */
export function scenario(schema, keys, tables, { steps }) {
  return `${cleared(schema)}INSERT INTO disc.blocks (blockhash, number, is_current) VALUES ('0x${'64'.padStart(64, '0')}', 100, true);
    ${steps.map(({ how, block, write }, n) => `BEGIN;
    ${how === 'block' ? `DO $$ BEGIN PERFORM disc.block_begin(${block.number}, ${literal(block.hash)}, ${literal(block.parent)}, true); END $$;` : ''}
    ${runs(write).filter(({ table }) => table in schema).map(({ table, rows }) => put(schema, keys, table, rows,
    { update: how === 'update' && !table.startsWith('user_'), whole: how === 'block' })).join('')} COMMIT;
    ${shown(schema, tables, n)}`).join('')}`;
}

/** What there should be behind each step, when each says what is new in it: [{table: rows}]. */
export function expected(keys, tables, { steps }) {
  const now = Object.fromEntries(tables.map((t) => [t, new Map()]));
  const id = (table, row) => (Array.isArray(row) ? row : keys[table].map((c) => row[c])).map(String).join('/');
  return steps.map(({ expect }) => {
    for (const [table, rows] of Object.entries(expect))
      if (table === 'gone')
        Object.entries(rows).forEach(([t, gone]) => gone.forEach((key) => now[t]?.delete(id(t, key))));
      else
        rows.forEach((row) => now[table]?.set(id(table, row), row));
    return Object.fromEntries(tables.map((t) => [t, [...now[t].values()]]));
  });
}

function plain(value) {
  const m = typeof value === 'string' ? TIME.exec(value) : null;
  if (m)
    return `${m[1]} ${m[2]}${(m[3] ?? '').replace(/\.?0+$/, '')}`;
  if (Array.isArray(value))
    return value.map(plain);
  return value !== null && typeof value === 'object' ?
    Object.fromEntries(Object.keys(value).sort().map((k) => [k, plain(value[k])])) : value;
}

function same(column, a, b, near) {
  const order = (v) => (column === 'user_ids' && Array.isArray(v) ? [...v].sort((x, y) => x - y) : plain(v));
  if (near > 0 && [a, b].every((v) => typeof v === 'string' && TIME.test(v)))
    return Math.abs(seconds(plain(a)) - seconds(plain(b))) <= near;
  return text(order(a ?? null)) === text(order(b ?? null)) ||
    (typeof a === 'number' && typeof b === 'number' && column === 'score' && Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b)));
}

/**
 * What differs: [{path, expected, got}]; a count beside one called "~count" may
 * be either, times may be so many seconds apart.
 */
export function differ(schema, keys, want, got, where, near = 0) {
  const out = [];
  for (const [table, rows] of Object.entries(want).filter(([t]) => t in schema)) {
    const id = (row) => keys[table].map((c) => String(plain(row[c] ?? null))).join('/');
    const ours = new Map((got[table] ?? []).map((row) => [id(row), row]));
    for (const row of rows) {
      const mine = ours.get(id(row));
      ours.delete(id(row));
      if (mine === undefined)
        out.push({ path: `${where} ${table} missing`, expected: row, got: undefined });
      else
        for (const [c, cell] of Object.entries(row))
          if (!c.startsWith('~') && c in schema[table] && !same(c, cell, mine[c], near) &&
              !(`~${c}` in row && same(c, row[`~${c}`], mine[c], near)))
            out.push({ path: `${where} ${table} ${c}`, expected: cell, got: mine[c] });
    }
    for (const row of ours.values())
      out.push({ path: `${where} ${table} extra`, expected: undefined, got: row });
  }
  return out;
}
