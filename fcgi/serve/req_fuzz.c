/* SPDX-License-Identifier: ISC */
/*
 * FastCGI parameters from anywhere: what is taken of them is clean and bounded
 * and finds a route or none.  The parameters of that route, and of one more row
 * of the table, are read and bound for its statement, or refused with a body;
 * then whose signature it is.
 *
 * An input's first line is path and query, further ones are FastCGI parameters
 * as they stand ("NAME=value"), and behind an empty line there is a body.
 * "ROW=n" among them names the other row.  Nothing here asks a database: what
 * a route's own code does with its parameters is seen by the live tests.
 */
#include <string.h>

#include "common/base/fuzz.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/text.h"
#include "common/json/jsonr.h"
#include "fcgi/serve/app.h"
#include "fcgi/serve/auth.h"
#include "fcgi/http/permalink.h"
#include "fcgi/serve/route.h"
#include "fcgi/serve/stored.h"

#define PARAMS 24 /* FastCGI parameters of one input */

struct input {
	const char *env[PARAMS + 3];
	struct span body;
	int64_t row;
};

static void
must(bool so)
{
	if (!so)
		__builtin_trap();
}

static void
clean(const char *s)
{
	must(s != NULL && text_is_clean(s, strlen(s)));
}

static void
clean_or_none(const char *s)
{
	if (s != NULL)
		clean(s);
}

/* NUL bytes end a parameter, as they do in the protocol's own text. */
static void
split(struct arena *a, struct input *in, const uint8_t *data, size_t len)
{
	char *p = arena_memdup(a, data, len), *end = p + len, *line;
	size_t n = 0;

	*in = (struct input){ .row = -1 };
	in->env[n++] = "REQUEST_METHOD=GET";
	line = memchr(p, '\n', len);
	in->env[n++] = arena_printf(a, "REQUEST_URI=%.*s",
	    (int)(line == NULL ? len : (size_t)(line - p)), p);
	while (line != NULL && n < PARAMS) {
		p = line + 1;
		line = memchr(p, '\n', (size_t)(end - p));
		if (line == p) {
			in->body = (struct span){ (const uint8_t *)p + 1,
				(size_t)(end - p) - 1 };
			break;
		}
		in->env[n] = arena_memdup(a, p,
		    (size_t)((line == NULL ? end : line) - p));
		if (strncmp(in->env[n], "ROW=", 4) == 0 &&
		    num_i64(&in->row, in->env[n] + 4, 0, 9999) != 0)
			in->row = -1;
		n++;
	}
}

static void
look(const struct req *rq)
{
	size_t i;

	must(rq->nargs <= LIM_PARAMS);
	for (i = 0; i < rq->nseg && i < REQ_SEGS; i++)
		clean(rq->seg[i]);
	for (i = 0; i < rq->nargs; i++) {
		clean(rq->args[i].name);
		clean(rq->args[i].value);
	}
	clean_or_none(rq->user_id);
	clean_or_none(rq->sig_message);
	clean_or_none(rq->sig_hex);
	clean_or_none(rq->id);
	clean_or_none(rq->client);
}

static bool
is_between(const struct value *v, int64_t min, int64_t max)
{
	return v->n >= min && v->n <= max;
}

/* What the row promises of a value, whoever reads it. */
static void
as_declared(const struct param *p, const struct value *v)
{
	size_t i;

	if (!v->set) {
		must(v->text == NULL && !p->required);
		return;
	}
	clean(v->text);
	switch (p->type) {
	case P_INT:
	case P_BLOCK:
		must(is_between(v, p->min, p->max) || v->n == p->def);
		break;
	case P_LIMIT:
		must(is_between(v, 0, p->max));
		break;
	case P_ID:
		must(is_between(v, 0, LIM_ID));
		break;
	case P_USER:
		must(is_between(v, 1, LIM_ID));
		break;
	case P_BOOL:
		must(is_between(v, 0, 1));
		break;
	case P_NUMBER:
		must(param_is_number(v->text));
		break;
	case P_WORD:
		for (i = 0; (int64_t)i < v->n; i++)
			must(p->words[i] != NULL);
		must(v->text == p->words[v->n]);
		break;
	case P_WALLET:
		must(strlen(v->text) == ADDRESS_TEXT - 1);
		break;
	case P_IDS:
		must(v->len <= LIM_IDS);
		for (i = 0; i < v->len; i++)
			must(v->ids[i] >= 0 && v->ids[i] <= LIM_ID);
		break;
	case P_TEXTS:
		must(v->len <= LIM_IDS);
		for (i = 0; i < v->len; i++)
			clean(v->texts[i]);
		break;
	default:
		break;
	}
}

static void
bind(struct call *k)
{
	const struct param *p = k->rt->params;
	const char *bound[PARAM_MAX];
	int i;

	for (i = 0; p[i].name != NULL; i++)
		as_declared(&p[i], &k->val[i]);
	must(param_get(k, "limit")->n + param_get(k, "offset")->n <= LIM_LIST);
	if (k->rt->stmt == STMT_NONE)
		return;
	param_bind(k, bound, (enum sql_id)k->rt->stmt);
	for (i = 0; i < sql_stmt[k->rt->stmt].nparams; i++)
		clean_or_none(bound[i]);
}

/* A refusal has a status of its own and a body that is JSON. */
static void
refused(struct call *k)
{
	const struct reply *r = k->out;
	struct json_object *o;

	must(r->status == 400 || r->status == 404 || r->status == 413);
	must(jsonr_doc(k->c, &o, r->body.p, r->body.len) == RC_OK);
}

/* Read what the row declares. */
static void
row(struct call *k, const struct route *rt, unsigned on,
    const char *const *path)
{
	enum rc rc;

	k->rt = rt;
	k->on = on;
	k->me = 0;
	memset(k->out, 0, sizeof(*k->out));
	rc = param_read(k, path);
	must(rc == RC_OK || rc == RC_REPLIED);
	if (rc == RC_REPLIED) {
		refused(k);
		return;
	}
	bind(k);
	must(k->me == 0 || k->personal);
	must(stored_key(k).len > 0);
	must(!stored_may(k) ||
	     (k->rq->user_id == NULL && k->rq->sig_hex == NULL));
}

/* The row of that number, asked for with the parts of any path. */
static void
other_row(struct call *k, int64_t number)
{
	const struct route *rt = NULL;
	const char *path[REQ_SEGS];
	size_t i;

	do
		rt = route_next(rt);
	while (rt != NULL && number-- > 0);
	if (rt == NULL || k->rq->nseg > REQ_SEGS)
		return;
	for (i = 0; i < REQ_SEGS; i++)
		path[i] = i < k->rq->nseg ? k->rq->seg[i] : "1";
	row(k, rt, rt->on & (~rt->on + 1), path);
}

static void
walk(struct call *k, struct route_index *ix, const struct input *in)
{
	char wallet[ADDRESS_TEXT];
	struct route_hit hit;
	struct plink l;

	look(k->rq);
	(void)plink_split(k->c->a, &l, k->rq->path);
	route_find(ix, &hit, k->rq);
	if (hit.rt != NULL && route_takes(hit.rt, k->rq->method))
		row(k, hit.rt, hit.on, hit.path);
	if (in->row >= 0)
		other_row(k, in->row);
	if (auth_wallet(k, wallet))
		must(strlen(wallet) == ADDRESS_TEXT - 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct route_index *ix;
	static struct sig *sig;
	static const struct conf cf = { .signature_max_age_s = 90000 };
	struct app app = { .c = { .a = arena_new(LIM_ARENA_REQUEST) },
		.cache_prefix = "x",
		.cf = &cf };
	struct reply out = { 0 };
	struct req rq;
	struct call k = { .app = &app, .c = &app.c, .rq = &rq, .out = &out };
	struct input in;

	if (ix == NULL) {
		ix = route_index_new();
		sig = sig_new();
	}
	app.sig = sig;
	split(app.c.a, &in, data, len);
	if (req_parse(&app.c, &rq, in.env) == RC_OK) {
		if (in.body.len <= LIM_POST)
			rq.body = in.body;
		walk(&k, ix, &in);
	} else {
		must(rq.refuse == 400 || rq.refuse == 414);
	}
	arena_free(app.c.a);
	return 0;
}
