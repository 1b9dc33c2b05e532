// SPDX-License-Identifier: ISC
// The few forms of gjson paths, and gjson's coercions, in which the successor's
// own tests say what they want.

/** [value, is it there] */
export function at(value, path) {
  const parts = path.replaceAll('\\.', '\0').split('.').map((part) => part.replaceAll('\0', '.'));
  for (const [i, part] of parts.entries()) {
    if (part === '#') {
      if (!Array.isArray(value))
        return [undefined, false];
      const rest = parts.slice(i + 1).join('.');
      return [rest === '' ? value.length : value.map((x) => at(x, rest)[0] ?? null), true];
    }
    const there = Array.isArray(value) ? /^\d+$/.test(part) && Number(part) < value.length :
      value !== null && typeof value === 'object' && part in value;
    if (!there)
      return [undefined, false];
    value = value[part];
  }
  return [value, true];
}

/** The value as one of the kind of like. */
export function asKind(value, like) {
  if (typeof like === 'boolean')
    return value === true || value === 'true' || value === '1';
  if (typeof like === 'string') {
    if (value === null || value === undefined)
      return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  }
  if (typeof like === 'number')
    return value === true ? 1 : Number(typeof value === 'string' || typeof value === 'number' ? value : 0) || 0;
  return value;
}
