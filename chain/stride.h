/* SPDX-License-Identifier: ISC */
/*
 * How many blocks are asked for at once: as many as are answered.  Where that
 * ends nobody says, and it moves; so the number falls at once when it proves
 * too large, and grows slowly again, the slower the more often that was in
 * vain.
 */
#ifndef DP_CHAIN_STRIDE_H
#define DP_CHAIN_STRIDE_H

#include <stdbool.h>
#include <stdint.h>

struct stride {
	uint64_t now; /* blocks at once: 1 to most */
	uint64_t most;
	unsigned well;     /* times that now went well */
	unsigned patience; /* times until a larger number is tried */
	bool tried;        /* now is such a number */
};

void stride_init(struct stride *s, uint64_t most);
/* More were too many: so few of them may do. */
void stride_shorten(struct stride *s, uint64_t fewer);
/* n blocks at once went well. */
void stride_well(struct stride *s, uint64_t n);

#endif
