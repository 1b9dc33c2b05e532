/* SPDX-License-Identifier: ISC */
#include "chain/stride.h"

#define PATIENCE     4
#define MAX_PATIENCE 1024

void
stride_init(struct stride *s, uint64_t most)
{
	s->now = s->most = most > 0 ? most : 1;
	s->well = 0;
	s->patience = PATIENCE;
	s->tried = false;
}

void
stride_shorten(struct stride *s, uint64_t fewer)
{
	s->well = 0;
	if (fewer >= s->now)
		return; /* asked before the number fell */
	s->now = fewer > 0 ? fewer : 1;
	if (s->tried && s->patience < MAX_PATIENCE)
		s->patience *= 2;
	s->tried = false;
}

void
stride_well(struct stride *s, uint64_t n)
{
	if (n < s->now || s->now == s->most || ++s->well < s->patience)
		return;
	s->well = 0;
	s->tried = true;
	s->now += s->now / 4 + 1;
	if (s->now > s->most)
		s->now = s->most;
}
