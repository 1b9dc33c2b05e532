/* SPDX-License-Identifier: ISC */
#include "indexer/run/pace.h"

#include "common/base/limits.h"

#define MANY 2500 /* logs that make a window long enough */

void
pace_begin(struct pace *p, uint64_t usual)
{
	p->usual = p->length = usual;
}

/* Windows that were begun before the length changed say nothing of it. */
void
pace_seen(struct pace *p, size_t blocks, size_t logs)
{
	if (logs > MANY && blocks <= p->length)
		p->length = blocks / 2 > p->usual ? blocks / 2 : p->usual;
	else if (logs < MANY / 2 && blocks == p->length &&
		 2 * p->length <= LIM_FAR_BLOCKS)
		p->length *= 2;
}
