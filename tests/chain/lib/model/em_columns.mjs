// SPDX-License-Identifier: ISC
// How a member of the metadata becomes the value of a column.
import { isId, isText, lower, textOrNull } from './em_act.mjs';
import { isObject, isTruthy } from './em_json.mjs';
import { MUSICAL_KEYS } from './em_words.mjs';
import { MAX_ID, isRemixOf, isStemOf, segmentsOf, visibility } from './metadata.mjs';
import { releaseDate } from './time.mjs';

/** The column stays as it is. */
export const KEEP = Symbol('keep');

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);
const isInt = (value) => Number.isInteger(value) && value >= -MAX_ID - 1 && value <= MAX_ID;
const ifValid = (isValid) => (value) => (value === null || isValid(value) ? value : KEEP);
const isFilled = (value) => isObject(value) && isTruthy(value);

export const text = textOrNull;
export const flag = (value) => value === true;
export const id = (value) => (isId(value) ? value : null);
export const count = (value) => (isInt(value) ? value : 0);
export const number = (value) => (isNumber(value) ? value : null);
export const object = (value) => (isObject(value) ? value : null);
export const filled = (value) => (isFilled(value) ? value : null);
export const objects = (value) => (Array.isArray(value) && value.every(isObject) ? value : null);
export const apiKeys = (value) => (Array.isArray(value) && value.every(isText) ? value.map(lower) : null);
export const conditions = ifValid(isFilled);
export const remixOf = ifValid(isRemixOf);
export const stemOf = ifValid(isStemOf);
export const bpm = (value) => (isNumber(value) && value !== 0 ? value : KEEP);
export const musicalKey = (value) => (MUSICAL_KEYS.has(value) ? value : KEEP);
export const ids = (value) => (Array.isArray(value) && value.every(isId) ? value : KEEP);
export const date = (value) => (isText(value) && releaseDate(value)) || KEEP;
export const fields = visibility;
export const segments = segmentsOf;

/** Every column whose member is there.  columns: member -> kind. */
export function setColumns(row, data, columns, fixed = []) {
  for (const [key, kind] of Object.entries(columns)) {
    const value = key in data && !fixed.includes(key) ? kind(data[key]) : KEEP;
    if (value !== KEEP)
      row[key] = value;
  }
}
