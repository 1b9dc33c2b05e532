/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/route.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sql/stmts.h"

struct pattern {
	const struct route *rt;
	struct {
		const char *p;
		size_t len;
		bool is_param;
	} seg[REQ_SEGS];
	size_t nseg;
};

struct route_index {
	struct pattern *v;
	size_t from[REQ_SEGS + 2]; /* rows of n parts begin at v[from[n]] */
};

static void
split(struct pattern *pt, const struct route *rt)
{
	const char *p = rt->path, *end;

	pt->rt = rt;
	pt->nseg = 0;
	for (; *p == '/' && pt->nseg < REQ_SEGS; p = end) {
		p++;
		end = p + strcspn(p, "/");
		pt->seg[pt->nseg].is_param = *p == ':';
		pt->seg[pt->nseg].p = p;
		pt->seg[pt->nseg++].len = (size_t)(end - p);
	}
}

/* Fewer parts first; then literal before parameter, from the left. */
static int
order(const void *x, const void *y)
{
	const struct pattern *a = x, *b = y;
	size_t i;

	if (a->nseg != b->nseg)
		return a->nseg < b->nseg ? -1 : 1;
	for (i = 0; i < a->nseg; i++)
		if (a->seg[i].is_param != b->seg[i].is_param)
			return a->seg[i].is_param ? 1 : -1;
	return a->rt < b->rt ? -1 : a->rt > b->rt;
}

const struct route *
route_next(const struct route *rt)
{
	const struct family *const *f = families;

	if (rt == NULL)
		return f[0]->v;
	while (rt < f[0]->v || rt >= f[0]->v + f[0]->n)
		f++;
	if (rt + 1 < f[0]->v + f[0]->n)
		return rt + 1;
	return f[1] == NULL ? NULL : f[1]->v;
}

static size_t
count(void)
{
	const struct route *rt = NULL;
	size_t n = 0;

	while ((rt = route_next(rt)) != NULL)
		n++;
	return n;
}

static bool
takes(const struct sql_stmt *s, const char *name)
{
	int i;

	for (i = 0; i < s->nparams; i++)
		if (strcmp(s->params[i], name) == 0)
			return true;
	return false;
}

const char *
route_check(struct arena *a, const struct route *rt)
{
	const struct param *p = rt->params;
	const struct fixed *f = rt->fixed;
	const struct sql_stmt *s;

	if (rt->post && rt->ttl_s > 0)
		return arena_printf(a, "%s: a POST is not stored", rt->path);
	if (rt->fn != NULL || rt->stmt == STMT_NONE)
		return NULL;
	s = &sql_stmt[rt->stmt];
	for (; p->name != NULL; p++)
		if (p->type != P_USER && !p->unused && !takes(s, param_name(p)))
			return arena_printf(a, "%s: %s does not take '%s'",
			    rt->path, s->name, param_name(p));
	for (; f != NULL && f->name != NULL; f++)
		if (!takes(s, f->name))
			return arena_printf(a, "%s: %s does not take '%s'",
			    rt->path, s->name, f->name);
	return NULL;
}

bool
route_takes(const struct route *rt, enum method m)
{
	if (rt->post)
		return m == METHOD_POST;
	return m == METHOD_GET || m == METHOD_HEAD;
}

struct route_index *
route_index_new(void)
{
	struct route_index *ix = calloc(1, sizeof(*ix));
	const struct route *rt = NULL;
	size_t i, all = count(), n = 0;

	if (ix == NULL || (ix->v = calloc(all, sizeof(*ix->v))) == NULL)
		err_die("route", "no memory");
	for (i = 0; (rt = route_next(rt)) != NULL; i++)
		split(&ix->v[i], rt);
	qsort(ix->v, all, sizeof(*ix->v), order);
	for (i = 0; i < REQ_SEGS + 2; i++) {
		while (n < all && ix->v[n].nseg < i)
			n++;
		ix->from[i] = n;
	}
	return ix;
}

void
route_index_free(struct route_index *ix)
{
	if (ix == NULL)
		return;
	free(ix->v);
	free(ix);
}

/* Which prefixes a path may mean; skip is set to their number of parts. */
static unsigned
prefix_of(const struct req *rq, size_t *skip)
{
	*skip = 0;
	if (rq->nseg == 0 || rq->nseg > REQ_SEGS ||
	    strcmp(rq->seg[0], "v1") != 0)
		return ON_LEGACY | ON_SERVICE;
	*skip = 1;
	if (rq->nseg == 1 || strcmp(rq->seg[1], "full") != 0)
		return ON_V1;
	*skip = 2;
	return ON_FULL;
}

/* Does the second part belong to another route of this family? */
static bool
is_word(const char *family, const char *part)
{
	size_t i, n = strlen(family);

	for (i = 0; route_words[i] != NULL; i++)
		if (strncmp(route_words[i], family, n) == 0 &&
		    route_words[i][n] == '/' &&
		    strcmp(route_words[i] + n + 1, part) == 0)
			return true;
	return false;
}

static bool
fits(const struct pattern *pt, struct route_hit *hit, const char *const *seg)
{
	size_t i, n = 0;

	for (i = 0; i < pt->nseg; i++) {
		if (pt->seg[i].is_param) {
			if (*seg[i] == '\0' ||
			    (i == 1 && is_word(seg[0], seg[1])))
				return false;
			hit->path[n++] = seg[i];
		} else if (strncmp(seg[i], pt->seg[i].p, pt->seg[i].len) != 0 ||
			   seg[i][pt->seg[i].len] != '\0') {
			return false;
		}
	}
	return true;
}

void
route_find(const struct route_index *ix, struct route_hit *hit,
    const struct req *rq)
{
	size_t skip, i, nseg;
	unsigned on;

	memset(hit, 0, sizeof(*hit));
	on = prefix_of(rq, &skip);
	hit->on = on & (ON_BOTH | ON_LEGACY);
	if (rq->nseg > REQ_SEGS)
		return;
	nseg = rq->nseg - skip;
	for (i = ix->from[nseg]; i < ix->from[nseg + 1]; i++) {
		const struct route *rt = ix->v[i].rt;
		bool takes_it = route_takes(rt, rq->method);

		if ((rt->on & on) == 0 || (hit->rt != NULL && !takes_it) ||
		    !fits(&ix->v[i], hit, rq->seg + skip))
			continue;
		hit->rt = rt;
		hit->on = rt->on & on;
		if (takes_it)
			return;
	}
}

const char *
route_prefix(unsigned on)
{
	return on == ON_FULL ? "/v1/full" : on == ON_V1 ? "/v1" : "";
}
