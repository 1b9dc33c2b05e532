/* SPDX-License-Identifier: ISC */
/*
 * Protobuf being written, or only counted: what is inside another message is
 * counted first, so that its length can stand before it and nothing is copied.
 * Of numbers and texts those that are 0 and empty are left out, as Go does.
 */
#ifndef DP_CHAIN_CORE_WIRE_H
#define DP_CHAIN_CORE_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/span.h"

struct wire {
	uint8_t *p; /* room for all of it; NULL: count only */
	size_t len;
};

void wire_bytes(struct wire *o, const void *p, size_t n);
void wire_varint(struct wire *o, uint64_t n);
/* What stands before a text or a message of so many bytes. */
void wire_head(struct wire *o, unsigned field, size_t len);
void wire_int(struct wire *o, unsigned field, int64_t n);
void wire_text(struct wire *o, unsigned field, struct span s);
/* 8 bytes, the lowest first. */
void wire_fixed(struct wire *o, unsigned field, int64_t n);

#endif
