/* SPDX-License-Identifier: ISC */
/*
 * A request line from anywhere: what is taken is clean and bounded, finds a
 * route or none, and its parameters are read or refused with a body.
 */
#include <string.h>

#include "common/base/fuzz.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "fcgi/serve/app.h"
#include "fcgi/serve/permalink.h"
#include "fcgi/serve/route.h"
#include "fcgi/serve/stored.h"

static void
clean(const char *s)
{
	if (s == NULL || !text_is_clean(s, strlen(s)))
		__builtin_trap();
}

static void
look(const struct req *rq)
{
	size_t i;

	if (rq->nargs > LIM_PARAMS)
		__builtin_trap();
	for (i = 0; i < rq->nseg && i < REQ_SEGS; i++)
		clean(rq->seg[i]);
	for (i = 0; i < rq->nargs; i++) {
		clean(rq->args[i].name);
		clean(rq->args[i].value);
	}
}

static void
walk(struct call *k, struct route_index *ix)
{
	struct route_hit hit;
	struct plink l;
	enum rc rc;

	look(k->rq);
	(void)plink_split(k->c->a, &l, k->rq->path);
	route_find(ix, &hit, k->rq);
	if ((k->rt = hit.rt) == NULL)
		return;
	k->on = hit.on;
	rc = param_read(k, hit.path);
	if (rc != RC_OK && (rc != RC_REPLIED || k->out->body.len == 0))
		__builtin_trap();
	if (stored_key(k).len == 0)
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct app app = { .c = { .a = arena_new(LIM_ARENA_REQUEST) },
		.cache_prefix = "x" };
	struct route_index *ix = route_index_new();
	struct reply out = { 0 };
	struct req rq;
	struct call k = { .app = &app, .c = &app.c, .rq = &rq, .out = &out };
	const char *env[] = { "REQUEST_METHOD=GET", NULL, NULL };
	char *uri = arena_alloc(app.c.a, len + 16);

	memcpy(uri, "REQUEST_URI=", 12);
	memcpy(uri + 12, data, len);
	uri[12 + len] = '\0';
	env[1] = uri;
	if (req_parse(&app.c, &rq, env) == RC_OK)
		walk(&k, ix);
	else if (rq.refuse != 400 && rq.refuse != 414)
		__builtin_trap();
	route_index_free(ix);
	arena_free(app.c.a);
	return 0;
}
