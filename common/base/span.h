/* SPDX-License-Identifier: ISC */
/* A bounded cursor over bytes that somebody else owns. */
#ifndef DP_COMMON_BASE_SPAN_H
#define DP_COMMON_BASE_SPAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const uint8_t *p; /* may be NULL only when len is 0 */
	size_t len;
};

/* Cut n bytes off the front of s into head.  Returns 0, or -1 if too few. */
static inline int
span_take(struct span *head, struct span *s, size_t n)
{
	if (n > s->len)
		return -1;
	head->p = s->p;
	head->len = n;
	if (n > 0)
		s->p += n;
	s->len -= n;
	return 0;
}

static inline struct span
span_str(const char *s)
{
	struct span r = { (const uint8_t *)s, strlen(s) };

	return r;
}

#endif
