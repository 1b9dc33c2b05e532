// SPDX-License-Identifier: ISC
// Rows of another server become rows of ours: which columns there are is asked
// from the database, what it does not have is left out, what it wants and they
// do not say takes its default.  Must not know what is compared afterwards.

const SCHEMA = `SELECT c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull::int,
  COALESCE(pg_catalog.pg_get_expr(d.adbin, d.adrelid), ''),
  COALESCE((SELECT k.n FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY k (a, n)
             WHERE i.indrelid = c.oid AND i.indisprimary AND k.a = a.attnum AND k.n <= i.indnkeyatts), 0)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'disc'
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE c.relkind IN ('r', 'p');`;
const KEEP = new Set(['schema_step', 'keyvalue', 'undo_journal', 'delist_status_cursor']);
const EMPTY = { text: '', boolean: false, integer: 0, bigint: 0, jsonb: {} };
const TIMED = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)?$/;

export const literal = (text) => `'${text.replaceAll("'", "''")}'`;

/** Seconds since 1970 of a time as text, or undefined. */
export function instant(value) {
  const m = typeof value === 'string' ? TIMED.exec(value) : null;
  const whole = m && Date.parse(`${m[1]}T${m[2]}Z`);
  return m && !Number.isNaN(whole) ? whole / 1000 + Number(m[3] ?? 0) : undefined;
}

/** A time that has a fraction was "now" when it was recorded: so many seconds later. */
export function later(value, seconds) {
  const m = typeof value === 'string' ? TIMED.exec(value) : null;
  if (!m || !m[3] || Number(m[3]) === 0)
    return value;
  const whole = new Date(Date.parse(`${m[1]}T${m[2]}Z`) + seconds * 1000).toISOString().slice(0, 19);
  return `${whole}${m[3]}${m[4] ?? ''}`;
}

/** {table: {column: {type, needed, preset, key}}}; key: its place in the primary key, or 0 */
export function schemaOf(stack) {
  const schema = {};
  for (const line of stack.sql(SCHEMA).split('\n').filter((text) => text !== '')) {
    const [table, column, type, needed, preset, key] = line.split('\t');
    (schema[table] ??= {})[column] = { type, needed: needed === '1', preset, key: Number(key) };
  }
  return schema;
}

/** Statements that put rows into a table. */
export function insert(schema, table, rows) {
  const has = schema[table];
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((column) => column in has);
  for (const [column, { needed, preset }] of Object.entries(has))
    if (needed && preset === '' && !columns.includes(column))
      columns.push(column);
  const filled = rows.map((row) => Object.fromEntries(columns.map((column) => {
    const { type, needed, preset } = has[column];
    const empty = needed && preset === '' ? EMPTY[type] ?? (type.startsWith('timestamp') ? '1970-01-01' : 0) : null;
    return [column, row[column] ?? empty];
  })));
  const cells = columns.map((column) => (has[column].needed && has[column].preset !== '' ?
    `COALESCE(x."${column}", ${has[column].preset})` : `x."${column}"`));
  return `INSERT INTO disc."${table}" (${columns.map((column) => `"${column}"`)}) SELECT ${cells.join(', ')}
    FROM json_populate_recordset(NULL::disc."${table}", ${literal(JSON.stringify(filled))}) AS x ON CONFLICT DO NOTHING;`;
}

/** Statements that take all rows away, and those that change() with no trigger looking. */
export const replaced = (schema, change) => `BEGIN; SET LOCAL session_replication_role = replica;
  SET LOCAL client_min_messages = error;
  TRUNCATE ${Object.keys(schema).filter((table) => !KEEP.has(table)).map((table) => `disc."${table}"`).join(', ')};
  ${change} COMMIT;`;
