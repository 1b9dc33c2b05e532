/* SPDX-License-Identifier: ISC */
/*
 * Recursive length prefix (yellow paper, appendix B): what the hashes of a
 * chain are made of.  Writing only; nothing hostile is ever taken apart.
 *
 * It is written from its end to its beginning, the last item first, so that
 * the length of a list is known when its prefix is due:
 *
 *	mark = rlp_mark(w);
 *	rlp_uint(w, 2);
 *	rlp_uint(w, 1);
 *	rlp_list(w, mark);	... the list of 1 and 2
 */
#ifndef DP_CHAIN_RLP_H
#define DP_CHAIN_RLP_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/span.h"
#include "common/base/u256.h"

struct rlp {
	struct arena *a; /* of buf */
	uint8_t *buf;
	size_t cap, at; /* what is written begins at buf + at */
};

/* Room for so many bytes to begin with; it grows as far as the arena does. */
void rlp_init(struct rlp *w, struct arena *a, size_t room);

/* In front of what is there already: bytes as they stand, or one item. */
void rlp_raw(struct rlp *w, const void *p, size_t len);
void rlp_bytes(struct rlp *w, const void *p, size_t len);
/*
 * The same in two steps: room for bytes that are written there before
 * anything else is, and a prefix that makes one item of them.
 */
uint8_t *rlp_room(struct rlp *w, size_t len);
void rlp_item(struct rlp *w, size_t len);
/* Integers have no leading zeros, and zero has no bytes at all. */
void rlp_uint(struct rlp *w, uint64_t n);
void rlp_number(struct rlp *w, const struct u256 *n);

/* How much is written. */
size_t rlp_mark(const struct rlp *w);
/* All that was written since is one list. */
void rlp_list(struct rlp *w, size_t mark);
/* Take back all that was written since. */
void rlp_cut(struct rlp *w, size_t mark);
/* What was written since; it lives until something is written. */
struct span rlp_since(const struct rlp *w, size_t mark);

#endif
