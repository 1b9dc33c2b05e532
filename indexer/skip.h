/* SPDX-License-Identifier: ISC */
/* What the operator has said to leave out ([discprov] skip, D14). */
#ifndef DP_INDEXER_SKIP_H
#define DP_INDEXER_SKIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/ctx.h"

struct skip {
	uint8_t (*tx)[32];
	size_t ntx;
	uint64_t *block;
	size_t nblocks;
};

/* Memory of a.  RC_CONFIG: an item is neither hash nor number. */
enum rc skip_read(struct ctx *c, struct skip *s, struct arena *a) MUST_CHECK;

bool skip_has_block(const struct skip *s, uint64_t number);
/* arg is a struct skip: an events_skip_fn. */
bool skip_has_tx(const void *arg, const uint8_t txhash[32]);

#endif
