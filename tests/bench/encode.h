/* SPDX-License-Identifier: ISC */
/* Event arguments to ABI words, none of them indexed. */
#ifndef DP_BENCH_ENCODE_H
#define DP_BENCH_ENCODE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct encoder {
	uint8_t *p;
	size_t head, tail;
};

static inline void
encode_begin(struct encoder *k, uint8_t *p, size_t nparams)
{
	k->p = p;
	k->head = 0;
	k->tail = 32 * nparams;
	memset(p, 0, k->tail);
}

static inline void
encode_word(uint8_t *at, uint64_t n)
{
	int i;

	memset(at, 0, 32);
	for (i = 31; i >= 24; i--, n >>= 8)
		at[i] = (uint8_t)n;
}

static inline void
encode_num(struct encoder *k, uint64_t n)
{
	encode_word(k->p + k->head, n);
	k->head += 32;
}

/* len bytes, at the right (an address) or at the left (bytes32). */
static inline void
encode_right(struct encoder *k, const void *in, size_t len)
{
	memcpy(k->p + k->head + 32 - len, in, len);
	k->head += 32;
}

static inline void
encode_left(struct encoder *k, const void *in, size_t len)
{
	memcpy(k->p + k->head, in, len);
	k->head += 32;
}

static inline void
encode_text(struct encoder *k, const char *s)
{
	size_t len = strlen(s), room = (len + 31) / 32 * 32;

	encode_num(k, k->tail);
	encode_word(k->p + k->tail, len);
	memset(k->p + k->tail + 32, 0, room);
	memcpy(k->p + k->tail + 32, s, len);
	k->tail += 32 + room;
}

static inline void
encode_nums(struct encoder *k, const uint64_t *n, size_t len)
{
	size_t i;

	encode_num(k, k->tail);
	encode_word(k->p + k->tail, len);
	for (i = 0; i < len; i++)
		encode_word(k->p + k->tail + 32 * (i + 1), n[i]);
	k->tail += 32 * (len + 1);
}

#endif
