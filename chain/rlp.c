/* SPDX-License-Identifier: ISC */
#include "chain/rlp.h"

#include <string.h>

#define SHORT 55 /* bytes of the longest item whose prefix is one byte */
#define TEXT  0x80
#define LIST  0xc0

void
rlp_init(struct rlp *w, struct arena *a, size_t room)
{
	w->a = a;
	w->cap = w->at = room;
	w->buf = arena_alloc(a, room);
}

static void
grow(struct rlp *w, size_t len)
{
	size_t used = w->cap - w->at, cap = 2 * w->cap + len;
	uint8_t *buf = arena_alloc(w->a, cap);

	if (used > 0)
		memcpy(buf + cap - used, w->buf + w->at, used);
	w->buf = buf;
	w->cap = cap;
	w->at = cap - used;
}

uint8_t *
rlp_room(struct rlp *w, size_t len)
{
	if (len > w->at)
		grow(w, len);
	w->at -= len;
	return w->buf + w->at;
}

void
rlp_raw(struct rlp *w, const void *p, size_t len)
{
	uint8_t *to = rlp_room(w, len);

	if (len > 0)
		memcpy(to, p, len);
}

static void
put_byte(struct rlp *w, unsigned byte)
{
	uint8_t b = (uint8_t)byte;

	rlp_raw(w, &b, 1);
}

/* The prefix of len bytes that are written already. */
static void
put_prefix(struct rlp *w, unsigned kind, size_t len)
{
	unsigned n = 0;

	if (len <= SHORT) {
		put_byte(w, kind + (unsigned)len);
		return;
	}
	for (; len > 0; len >>= 8, n++)
		put_byte(w, len & 0xff);
	put_byte(w, kind + SHORT + n);
}

void
rlp_item(struct rlp *w, size_t len)
{
	if (len != 1 || w->buf[w->at] >= TEXT)
		put_prefix(w, TEXT, len);
}

void
rlp_bytes(struct rlp *w, const void *p, size_t len)
{
	rlp_raw(w, p, len);
	rlp_item(w, len);
}

/* Big-endian. */
static void
put_integer(struct rlp *w, const uint8_t *be, size_t len)
{
	for (; len > 0 && *be == 0; be++)
		len--;
	rlp_bytes(w, be, len);
}

void
rlp_uint(struct rlp *w, uint64_t n)
{
	uint8_t be[8];
	int i;

	for (i = 7; i >= 0; i--, n >>= 8)
		be[i] = (uint8_t)n;
	put_integer(w, be, sizeof(be));
}

void
rlp_number(struct rlp *w, const struct u256 *n)
{
	put_integer(w, n->be, sizeof(n->be));
}

size_t
rlp_mark(const struct rlp *w)
{
	return w->cap - w->at;
}

void
rlp_list(struct rlp *w, size_t mark)
{
	put_prefix(w, LIST, rlp_mark(w) - mark);
}

void
rlp_cut(struct rlp *w, size_t mark)
{
	w->at = w->cap - mark;
}

struct span
rlp_since(const struct rlp *w, size_t mark)
{
	return (struct span){ w->buf + w->at, rlp_mark(w) - mark };
}
