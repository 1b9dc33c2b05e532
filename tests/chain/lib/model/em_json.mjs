// SPDX-License-Identifier: ISC
// JSON as other programs write it: PostgreSQL's order of members, and Python's
// text, from which the ids of merged documents are made.
import { createHash } from 'node:crypto';

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const CID_V1_JSON_SHA256 = [0x01, 0x80, 0x04, 0x12, 0x20];
const ESCAPES = { '"': '\\"', '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\b': '\\b', '\f': '\\f' };

export const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** Empty as Python sees it. */
export const isTruthy = (value) =>
  isObject(value) ? Object.keys(value).length > 0 : Array.isArray(value) ? value.length > 0 : Boolean(value);

/** Members as jsonb gives them back: shorter names first, then by bytes. */
export function asJsonb(value) {
  if (Array.isArray(value))
    return value.map(asJsonb);
  if (!isObject(value))
    return value;
  const names = Object.keys(value).map((name) => Buffer.from(name));
  names.sort((a, b) => a.length - b.length || Buffer.compare(a, b));
  return Object.fromEntries(names.map(String).map((name) => [name, asJsonb(value[name])]));
}

const escaped = (text) =>
  text.replace(/["\\]|[^\x20-\x7f]/g, (unit) =>
    ESCAPES[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** As json.dumps() of Python writes it. */
export function pythonText(value) {
  if (typeof value === 'string')
    return `"${escaped(value)}"`;
  if (Array.isArray(value))
    return `[${value.map(pythonText).join(', ')}]`;
  if (isObject(value))
    return `{${Object.entries(value).map(([key, member]) => `${pythonText(key)}: ${pythonText(member)}`).join(', ')}}`;
  return String(value);
}

function base32(bytes) {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.match(/.{1,5}/g).map((group) => BASE32[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** The id of a document that was merged: its text, as text once more. */
export function cidOfJson(value) {
  const digest = createHash('sha256').update(pythonText(pythonText(value))).digest();
  return `b${base32([...CID_V1_JSON_SHA256, ...digest])}`;
}
