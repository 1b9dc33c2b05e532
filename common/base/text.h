/* SPDX-License-Identifier: ISC */
/* Cleaning text from outside, and what Unicode has to say about it. */
#ifndef DP_COMMON_BASE_TEXT_H
#define DP_COMMON_BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"
#include "common/base/attr.h"

/*
 * Drop bytes that are not UTF-8 (shortest form, no surrogates, at most
 * U+10FFFF) and NUL characters.  The result is arena memory, NUL-terminated.
 * Dropping works as Python's decode("utf-8", "ignore").
 */
char *text_clean(struct arena *a, const void *in, size_t len);

/* Whole text valid UTF-8 without NUL?  1 or 0. */
int text_is_clean(const void *in, size_t len);

/* A bytes32 or bytes16: without its trailing zero bytes, then text_clean. */
char *text_from_bytes(struct arena *a, const uint8_t *in, size_t len);

/* Unicode lower case (Python str.lower).  in must be clean. */
char *text_lower(struct arena *a, const char *in);
/* Unicode form NFC.  in must be clean. */
char *text_nfc(struct arena *a, const char *in);

/*
 * What a reader takes text for: compatibility forms (NFKC), other scripts'
 * letters that look like "a", and marks are gone, all in lower case.  in must
 * be clean.
 */
char *text_seen(struct arena *a, const char *in);

/* Bytes of the UTF-8 character at p, of which len are left; 0: not UTF-8. */
size_t text_char_len(const uint8_t *p, size_t len);

#endif
