/* SPDX-License-Identifier: ISC */
#include "chain/core/proto.h"

#include "chain/core/wire.h"

/* Messages: each by its length, and then itself. */

static void
put_act(struct wire *o, const struct core_act *x)
{
	wire_int(o, 1, x->user_id);
	wire_text(o, 2, x->type);
	wire_int(o, 3, x->entity_id);
	wire_text(o, 4, x->action);
	wire_text(o, 5, x->metadata);
	wire_text(o, 6, x->signature);
	wire_text(o, 7, x->signer);
	wire_text(o, 8, x->nonce);
}

static void
put_time(struct wire *o, const struct core_play *p)
{
	wire_int(o, 1, p->s);
	wire_int(o, 2, p->ns);
}

static void
put_play(struct wire *o, const struct core_play *p)
{
	struct wire n = { NULL, 0 };

	wire_text(o, 1, p->user_id);
	wire_text(o, 2, p->track_id);
	if (p->timed) {
		put_time(&n, p);
		wire_head(o, 3, n.len);
		put_time(o, p);
	}
	wire_text(o, 4, p->signature);
	wire_text(o, 5, p->city);
	wire_text(o, 6, p->region);
	wire_text(o, 7, p->country);
}

static void
put_plays(struct wire *o, const struct core_tx *t)
{
	struct wire n;
	size_t i;

	for (i = 0; i < t->nplays; i++) {
		n = (struct wire){ NULL, 0 };
		put_play(&n, &t->play[i]);
		wire_head(o, 1, n.len);
		put_play(o, &t->play[i]);
	}
}

static void
put_body(struct wire *o, const struct core_tx *t)
{
	if (t->kind == CORE_ACT)
		put_act(o, &t->act);
	else
		put_plays(o, t);
}

static void
put_tx(struct wire *o, const struct core_tx *t)
{
	struct wire n = { NULL, 0 };

	wire_text(o, 1, t->signature);
	wire_text(o, 2, t->request_id);
	put_body(&n, t);
	wire_head(o, t->field, n.len);
	put_body(o, t);
}

static struct span
written(struct arena *a, const struct core_tx *t,
    void (*put)(struct wire *o, const struct core_tx *t))
{
	struct wire n = { NULL, 0 }, o = { NULL, 0 };
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
