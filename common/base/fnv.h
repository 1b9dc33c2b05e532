/* SPDX-License-Identifier: ISC */
/* FNV-1a: fast, for tables in memory; who chooses the texts can collide. */
#ifndef DP_COMMON_BASE_FNV_H
#define DP_COMMON_BASE_FNV_H

#include <stddef.h>
#include <stdint.h>

#define FNV_BEGIN 14695981039346656037u

static inline uint64_t
fnv_byte(uint64_t h, uint8_t byte)
{
	return (h ^ byte) * 1099511628211u;
}

static inline uint64_t
fnv_bytes(uint64_t h, const void *p, size_t len)
{
	const uint8_t *byte = p, *end = byte + len;

	while (byte < end)
		h = fnv_byte(h, *byte++);
	return h;
}

/* Without the NUL at its end. */
static inline uint64_t
fnv_text(uint64_t h, const char *s)
{
	for (; *s != '\0'; s++)
		h = fnv_byte(h, (uint8_t)*s);
	return h;
}

#endif
