/* SPDX-License-Identifier: ISC */
/* Bytes as RFC 4648 writes them for URLs, section 5. */
#ifndef DP_COMMON_BASE_BASE64URL_H
#define DP_COMMON_BASE_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/arena.h"
#include "common/base/attr.h"
#include "common/base/span.h"

/*
 * The bytes that len characters stand for, with or without padding; a NUL
 * stands behind them.  false: they are no such text.  Arena memory.
 */
bool base64url_decode(struct arena *a, struct span *out, const char *s,
    size_t len) MUST_CHECK;

#endif
