/* SPDX-License-Identifier: ISC */
/* Bytes that grow in an arena; they begin as { .a = arena } and never fail. */
#ifndef DP_COMMON_BASE_BUF_H
#define DP_COMMON_BASE_BUF_H

#include <stddef.h>

#include "common/base/arena.h"
#include "common/base/attr.h"
#include "common/base/span.h"

struct buf {
	struct arena *a;
	char *p; /* no NUL behind the last one */
	size_t len, cap;
};

void buf_add(struct buf *b, const void *p, size_t n);
void buf_str(struct buf *b, const char *s);
void buf_printf(struct buf *b, const char *fmt, ...) PRINTF(2, 3);

/* What is there; it moves when more is added. */
struct span buf_span(const struct buf *b);

#endif
