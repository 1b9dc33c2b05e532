// SPDX-License-Identifier: ISC
// Protobuf, as Go writes it: fields by number, empty ones left out.
function varint(n) {
  const out = [];
  let rest = BigInt.asUintN(64, BigInt(n));
  for (; rest > 127n; rest >>= 7n)
    out.push(Number(rest & 127n) | 128);
  out.push(Number(rest));
  return Buffer.from(out);
}

export const message = (field, bytes) => Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
export const text = (field, value) => (value ? message(field, Buffer.from(value, 'utf8')) : Buffer.alloc(0));
export const number = (field, value) =>
  (BigInt(value ?? 0) === 0n ? Buffer.alloc(0) : Buffer.concat([varint(field << 3), varint(value)]));

export function time(value) {
  const [, whole, fraction = ''] = /^([^.]*?)(?:\.(\d+))?Z$/.exec(value);
  return Buffer.concat([number(1, Math.floor(Date.parse(`${whole}Z`) / 1000)), number(2, Number(fraction.padEnd(9, '0')))]);
}

/** Members of a message: [field, bytes or number]. */
export function membersOf(bytes) {
  const out = [];
  let at = 0;
  const next = () => {
    let n = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const b = bytes[at++];
      n |= BigInt(b & 127) << shift;
      if (b < 128)
        return n;
    }
  };
  while (at < bytes.length) {
    const tag = Number(next());
    const n = next();
    if ((tag & 7) === 0) {
      out.push([tag >> 3, n]);
      continue;
    }
    out.push([tag >> 3, bytes.subarray(at, at + Number(n))]);
    at += Number(n);
  }
  return out;
}
