// SPDX-License-Identifier: ISC
// Is an answer what its description says?

export const typeOf = (value) => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
const isOf = (value, type) => typeOf(value) === type || (type === 'integer' && Number.isInteger(value));

/** The first thing that is not as described, or undefined. */
export const faults = (api) => function fault(schema, value, at = '$') {
  if (schema.$ref)
    return fault(api.components.schemas[schema.$ref.split('/').at(-1)], value, at);
  if (schema.anyOf && !schema.anyOf.some((one) => fault(one, value) === undefined))
    return fault(schema.anyOf[0], value, at);
  if (schema.type && ![schema.type].flat().some((type) => isOf(value, type)))
    return `${at} is ${typeOf(value)}, not ${schema.type}`;
  if (Array.isArray(value) && schema.items)
    return value.map((one, i) => fault(schema.items, one, `${at}[${i}]`)).find(Boolean);
  if (typeOf(value) !== 'object')
    return undefined;
  const missing = (schema.required ?? []).find((key) => !(key in value));
  if (missing)
    return `${at}.${missing} is missing`;
  for (const [key, one] of Object.entries(schema.properties ?? {})) {
    const found = key in value ? fault(one, value[key], `${at}.${key}`) : undefined;
    if (found)
      return found;
  }
  const known = schema.additionalProperties !== false || Object.keys(value).every((key) => key in schema.properties);
  return known ? undefined : `${at} has more than is described`;
};
