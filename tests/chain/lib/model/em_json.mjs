// SPDX-License-Identifier: ISC
// JSON as other programs see it.

export const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

/** Empty as Python sees it. */
export const isTruthy = (value) =>
  isObject(value) ? Object.keys(value).length > 0 : Array.isArray(value) ? value.length > 0 : Boolean(value);
