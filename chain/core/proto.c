/* SPDX-License-Identifier: ISC */
#include "chain/core/proto.h"

#include <string.h>

enum { VARINT = 0, LENGTH = 2 }; /* wire types */
enum { PLAYS = 1000, MANAGE_ENTITY = 1003 };

#define VARINT_MOST 10 /* bytes */

/*
 * Bytes being written, or only counted: what is inside another message is
 * counted first, so that its length can stand before it and nothing is copied.
 */
struct out {
	uint8_t *p; /* NULL: count only */
	size_t len;
};

static void
put_bytes(struct out *o, const void *p, size_t n)
{
	if (o->p != NULL && n > 0)
		memcpy(o->p + o->len, p, n);
	o->len += n;
}

static void
put_varint(struct out *o, uint64_t n)
{
	uint8_t b[VARINT_MOST];
	size_t i = 0;

	for (; n > 127; n >>= 7)
		b[i++] = (uint8_t)(n | 128);
	b[i++] = (uint8_t)n;
	put_bytes(o, b, i);
}

static void
put_head(struct out *o, unsigned field, size_t len)
{
	put_varint(o, (uint64_t)field << 3 | LENGTH);
	put_varint(o, len);
}

/* Numbers and texts are left out when they are 0 and empty. */
static void
put_int(struct out *o, unsigned field, int64_t n)
{
	if (n == 0)
		return;
	put_varint(o, (uint64_t)field << 3 | VARINT);
	put_varint(o, (uint64_t)n);
}

static void
put_text(struct out *o, unsigned field, struct span s)
{
	if (s.len == 0)
		return;
	put_head(o, field, s.len);
	put_bytes(o, s.p, s.len);
}

/* Messages: each by its length, and then itself. */

static void
put_act(struct out *o, const struct core_act *x)
{
	put_int(o, 1, x->user_id);
	put_text(o, 2, x->type);
	put_int(o, 3, x->entity_id);
	put_text(o, 4, x->action);
	put_text(o, 5, x->metadata);
	put_text(o, 6, x->signature);
	put_text(o, 7, x->signer);
	put_text(o, 8, x->nonce);
}

static void
put_time(struct out *o, const struct core_play *p)
{
	put_int(o, 1, p->s);
	put_int(o, 2, p->ns);
}

static void
put_play(struct out *o, const struct core_play *p)
{
	struct out n = { NULL, 0 };

	put_text(o, 1, p->user_id);
	put_text(o, 2, p->track_id);
	if (p->timed) {
		put_time(&n, p);
		put_head(o, 3, n.len);
		put_time(o, p);
	}
	put_text(o, 4, p->signature);
	put_text(o, 5, p->city);
	put_text(o, 6, p->region);
	put_text(o, 7, p->country);
}

static void
put_plays(struct out *o, const struct core_tx *t)
{
	struct out n;
	size_t i;

	for (i = 0; i < t->nplays; i++) {
		n = (struct out){ NULL, 0 };
		put_play(&n, &t->play[i]);
		put_head(o, 1, n.len);
		put_play(o, &t->play[i]);
	}
}

static void
put_body(struct out *o, const struct core_tx *t)
{
	if (t->kind == CORE_ACT)
		put_act(o, &t->act);
	else
		put_plays(o, t);
}

static void
put_tx(struct out *o, const struct core_tx *t)
{
	struct out n = { NULL, 0 };

	put_text(o, 1, t->signature);
	put_text(o, 2, t->request_id);
	put_body(&n, t);
	put_head(o, t->kind == CORE_ACT ? MANAGE_ENTITY : PLAYS, n.len);
	put_body(o, t);
}

static struct span
written(struct arena *a, const struct core_tx *t,
    void (*put)(struct out *o, const struct core_tx *t))
{
	struct out n = { NULL, 0 }, o = { NULL, 0 };
	struct span s;

	put(&n, t);
	o.p = arena_alloc(a, n.len + 1);
	put(&o, t);
	s.p = o.p;
	s.len = o.len;
	return s;
}

struct span
proto_plays(struct arena *a, const struct core_tx *t)
{
	return written(a, t, put_plays);
}

struct span
proto_tx(struct arena *a, const struct core_tx *t)
{
	return written(a, t, put_tx);
}
