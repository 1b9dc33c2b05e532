// SPDX-License-Identifier: ISC
// How a member of the metadata becomes the value of a column: KEEP if it is no
// news.
import { isFilledText, isId, isText, lower } from './em_act.mjs';
import { isObject, isTruthy } from './em_json.mjs';
import { MUSICAL_KEYS, PARENTAL_WARNINGS } from './em_words.mjs';
import { MAX_ID, isRemixOf, isStemOf, segmentsOf, visibility } from './metadata.mjs';
import { dateOfToday } from './time.mjs';

/** The column stays as it is. */
export const KEEP = Symbol('keep');

const NUMBER = /^[ \t\r\n]*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?[ \t\r\n]*$/;

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
const isFlag = (value) => typeof value === 'boolean';
const isInt = (value) => Number.isInteger(value) && value >= -MAX_ID - 1 && value <= MAX_ID;
const isFilled = (value) => isObject(value) && isTruthy(value);
const isListOf = (isOne) => (value) => Array.isArray(value) && value.every(isOne);
const isFilledListOf = (isOne) => (value) => isListOf(isOne)(value) && value.length > 0;
const isCountry = (value) => isText(value) && /^[A-Z]{2}$/.test(value);

/** Null clears. */
const orNull = (isValid, none = null) => (value) => (value === null ? none : isValid(value) ? value : KEEP);
/** Nothing clears. */
const only = (isValid) => (value) => (isValid(value) ? value : KEEP);

export const text = orNull(isText);
export const lastingText = only(isFilledText);
export const anyText = only(isText);
const isAudio = (value) => isText(value) && /^[a-z0-9]{62}$/.test(value);
export const audio = only(isAudio);
export const preview = orNull(isAudio);
export const duration = only((value) => isInt(value) && value > 0);
export const flag = orNull(isFlag, false);
export const lastingFlag = only(isFlag);
export const hidden = (value) => value === true;
export const id = orNull(isId);
export const count = orNull(isInt, 0);
export const number = orNull(isNumber);
export const json = (value) => value;
export const filled = orNull(isFilled);
export const objects = orNull(isFilledListOf(isObject));
export const ids = orNull(isListOf(isId), []);
export const countries = orNull(isFilledListOf(isCountry));
export const warning = orNull((value) => PARENTAL_WARNINGS.has(value));
export const label = orNull((value) => value === 'label');
export const musicalKey = orNull((value) => MUSICAL_KEYS.has(value));
export const fields = visibility;
export const segments = segmentsOf;

export function bpm(value) {
  if (value === null)
    return null;
  const number = isText(value) && NUMBER.test(value) ? Number(value) : value;
  return isNumber(number) && number !== 0 ? number : KEEP;
}

export function apiKeys(value) {
  const keys = orNull(isListOf(isText))(value);
  return Array.isArray(keys) ? keys.map(lower) : keys;
}

export function trimmed(value) {
  const list = orNull(Array.isArray)(value);
  return Array.isArray(list)
    ? list.filter(isText).map((word) => word.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '')).filter(isFilledText)
    : list;
}

/** Null takes the remix away, but a stem stays one; what is malformed is neither. */
export function remixOf(value) {
  if (value === null)
    return null;
  return isFilled(value) ? (isRemixOf(value) ? value : null) : KEEP;
}

export function stemOf(value) {
  return isFilled(value) ? (isStemOf(value) ? value : null) : KEEP;
}

export const date = (value) => (isText(value) && dateOfToday(value)) || KEEP;

/** Every column whose member is there.  columns: member -> kind. */
export function setColumns(row, data, columns, fixed = []) {
  for (const [key, kind] of Object.entries(columns)) {
    const value = key in data && !fixed.includes(key) ? kind(data[key]) : KEEP;
    if (value !== KEEP)
      row[key] = value;
  }
}
