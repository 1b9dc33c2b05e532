// SPDX-License-Identifier: ISC
// How text from outside becomes text in the database, and slugs from titles.
import Hashids from 'hashids';

/** Bytes: titles have no bound, keys of the database have. */
const MAX_SLUG = 2600;

const hashids = new Hashids('azowernasdfoia', 5);

// What Python's \s and str.strip() take for white space; JavaScript differs.
const SPACE = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const SPACES = new RegExp(`${SPACE}+`, 'gu');
const ENDS = new RegExp(`^${SPACE}+|${SPACE}+$`, 'gu');
const SLUG_DROPS = /[!%#$&'()*+’,/:;=?@[\]\0^.{}"~]/gu;
const ROUTE_ID_DROPS = /[!%`#$&'()*+,/:;=?@[\]\0]/gu;

export function hashId(id) {
  return hashids.encode(id);
}

/** The id behind it; undefined: it is none. */
export function idOfHash(text) {
  const [id] = hashids.isValidId(text) ? hashids.decode(text) : [];
  return id !== undefined && hashids.encode(id) === text ? Number(id) : undefined;
}

/** Length of the UTF-8 sequence at i, or 0 when there is none. */
function sequenceLength(bytes, i) {
  const lead = bytes[i];
  if (lead < 0x80)
    return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || i + length > bytes.length)
    return 0;
  for (let k = 1; k < length; k++)
    if ((bytes[i + k] & 0xc0) !== 0x80)
      return 0;
  const second = bytes[i + 1];
  const overlong = (lead === 0xe0 && second < 0xa0) || (lead === 0xf0 && second < 0x90);
  const surrogate = lead === 0xed && second > 0x9f;
  const tooHigh = lead === 0xf4 && second > 0x8f;
  return overlong || surrogate || tooHigh ? 0 : length;
}

/** D2: without the bytes that are not UTF-8 and without NUL. */
export function cleanBytes(bytes) {
  const kept = [];
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i);
    if (length > 0 && bytes[i] !== 0)
      kept.push(...bytes.subarray(i, i + length));
    i += Math.max(length, 1);
  }
  return Buffer.from(kept).toString('utf8');
}

export function cleanFixed(bytes) {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0)
    end--;
  return cleanBytes(bytes.subarray(0, end));
}

/** A parsed document with all its text cleaned, names of members included. */
export function cleanJson(value) {
  if (typeof value === 'string')
    return value.replace(/\0/g, '').replace(/\p{Surrogate}/gu, '');
  if (Array.isArray(value))
    return value.map(cleanJson);
  if (value !== null && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [cleanJson(key), cleanJson(member)]));
  return value;
}

/** Letters of other scripts that are read as an a. */
const LIKE_A = /[\u0410\u0430\u0391\u03b1\u1d00\u2c6f\u023a]/g;

/** What a reader takes a text for. */
export function seen(text) {
  return text.normalize('NFKC').replace(LIKE_A, 'a').normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function dashed(text) {
  return text.replace(SPACES, '-').replace(/-+/g, '-').toLowerCase();
}

/** As many whole characters as fit into so many bytes. */
function cut(text, bytes) {
  const kept = Buffer.from(text).subarray(0, bytes + 1);
  let end = Math.min(kept.length, bytes);
  while (end < kept.length && (kept[end] & 0xc0) === 0x80)
    end--;
  return kept.subarray(0, end).toString();
}

export function titleSlug(title, id) {
  return cut(dashed(title.normalize('NFC').replace(SLUG_DROPS, '').replace(ENDS, '')), MAX_SLUG) || hashId(id);
}

export function numberedSlug(slug, collision) {
  return collision > 0 ? `${slug}-${collision}` : slug;
}

export function endsInDigit(slug) {
  return /\p{Nd}$/u.test(slug);
}

export function routeId(handle, title) {
  return `${handle.toLowerCase()}/${dashed(title.normalize('NFC').replace(ROUTE_ID_DROPS, ''))}`;
}
