/* SPDX-License-Identifier: ISC */
/* May a block hold events we read?  Asked of its logsBloom. */
#ifndef DP_CHAIN_BLOOM_H
#define DP_CHAIN_BLOOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chain/block.h"
#include "chain/contracts.h"

/* Three bits of the filter, as positions in 0..2047. */
struct bloom_bits {
	uint16_t bit[3];
};

/* The filter bits of every (address, topic) pair we read. */
struct bloom_pairs {
	size_t n;
	struct {
		struct bloom_bits address, topic;
		const uint8_t *is_address, *is_topic; /* 20 and 32 bytes */
	} pair[ABI_EVENT__MAX];
};

void bloom_pairs_init(struct bloom_pairs *p, const struct contracts *k);
/* Is there a pair that the filter has and that no such log has? */
bool bloom_pairs_lack(const struct bloom_pairs *p, const uint8_t bloom[256],
    const struct chain_log *logs, size_t nlogs);

#endif
