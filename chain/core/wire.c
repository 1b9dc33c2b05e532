/* SPDX-License-Identifier: ISC */
#include "chain/core/wire.h"

#include <string.h>

enum { VARINT = 0, FIXED = 1, LENGTH = 2 }; /* wire types */

#define VARINT_MOST 10 /* bytes */

void
wire_bytes(struct wire *o, const void *p, size_t n)
{
	if (o->p != NULL && n > 0)
		memcpy(o->p + o->len, p, n);
	o->len += n;
}

void
wire_varint(struct wire *o, uint64_t n)
{
	uint8_t b[VARINT_MOST];
	size_t i = 0;

	for (; n > 127; n >>= 7)
		b[i++] = (uint8_t)(n | 128);
	b[i++] = (uint8_t)n;
	wire_bytes(o, b, i);
}

void
wire_head(struct wire *o, unsigned field, size_t len)
{
	wire_varint(o, (uint64_t)field << 3 | LENGTH);
	wire_varint(o, len);
}

void
wire_int(struct wire *o, unsigned field, int64_t n)
{
	if (n == 0)
		return;
	wire_varint(o, (uint64_t)field << 3 | VARINT);
	wire_varint(o, (uint64_t)n);
}

void
wire_text(struct wire *o, unsigned field, struct span s)
{
	if (s.len == 0)
		return;
	wire_head(o, field, s.len);
	wire_bytes(o, s.p, s.len);
}

void
wire_fixed(struct wire *o, unsigned field, int64_t n)
{
	uint64_t u = (uint64_t)n;
	uint8_t b[8];
	size_t i;

	if (n == 0)
		return;
	for (i = 0; i < sizeof(b); i++, u >>= 8)
		b[i] = (uint8_t)u;
	wire_varint(o, (uint64_t)field << 3 | FIXED);
	wire_bytes(o, b, sizeof(b));
}
