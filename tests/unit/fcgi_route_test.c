/* SPDX-License-Identifier: ISC */
#include "fcgi/model/field.h"
#include "fcgi/serve/route.h"

#include "common/base/hashid.h"
#include "sql/stmts.h"
#include "tests/tap.h"
#include "tests/unit/fcgi_call.h"

static struct test_call t;

static const struct {
	const char *uri, *path; /* NULL: no such route */
	unsigned on;
	const char *first, *second;
} vec[] = {
	{ "/health_check", "/health_check", ON_LEGACY | ON_SERVICE, NULL,
	    NULL },
	{ "/users", "/users", ON_LEGACY, NULL, NULL },
	{ "/v1/users/7eP5n", "/users/:id", ON_V1, "7eP5n", NULL },
	{ "/v1/full/users/7eP5n", "/users/:id", ON_FULL, "7eP5n", NULL },
	{ "/v1/users/handle/x", "/users/handle/:handle", ON_V1, "x", NULL },
	{ "/v1/users/x/tracks", "/users/:id/tracks", ON_V1, "x", NULL },
	{ "/v1/users/handle/tracks", "/users/handle/:handle", ON_V1, "tracks",
	    NULL },
	{ "/v1/users/handle/followers", "/users/handle/:handle", ON_V1,
	    "followers", NULL },
	{ "/v1/users/handle", NULL, ON_V1, NULL, NULL },
	{ "/v1/users/verify_token", "/users/verify_token", ON_V1, NULL, NULL },
	{ "/v1/full/users/top/followers", NULL, ON_FULL, NULL, NULL },
	{ "/v1/users/tops", "/users/:id", ON_V1, "tops", NULL },
	{ "/v1/users/trending", "/users/:id", ON_V1, "trending", NULL },
	{ "/v1/tracks/trending", "/tracks/trending", ON_V1, NULL, NULL },
	{ "/v1/full/playlists/trending/x/tracks", NULL, ON_FULL, NULL, NULL },
	{ "/v1/users/handle/search", "/users/handle/:handle", ON_V1, "search",
	    NULL },
	{ "/v1/users/handle/a/tracks", "/users/handle/:handle/tracks", ON_V1,
	    "a", NULL },
	{ "/v1/full/playlists/by_permalink/a/b",
	    "/playlists/by_permalink/:handle/:slug", ON_FULL, "a", "b" },
	{ "/v1/tracks", "/tracks", ON_V1, NULL, NULL },
	{ "/tracks", "/tracks", ON_LEGACY, NULL, NULL },
	{ "/v1/resolve", "/resolve", ON_V1, NULL, NULL },

	{ "/", "/", ON_SERVICE, NULL, NULL },
	{ "//", NULL, ON_LEGACY, NULL, NULL },
	{ "/v1", NULL, ON_V1, NULL, NULL },
	{ "/v1/full", NULL, ON_FULL, NULL, NULL },
	{ "/v1/users", "/users", ON_V1, NULL, NULL },
	{ "/v1/users/", NULL, ON_V1, NULL, NULL },
	{ "/v1/users/7eP5n/", NULL, ON_V1, NULL, NULL },
	{ "/users/7eP5n", NULL, ON_LEGACY, NULL, NULL },
	{ "/resolve", NULL, ON_LEGACY, NULL, NULL },
	{ "/v1/health_check", NULL, ON_V1, NULL, NULL },
	{ "/V1/users/7eP5n", NULL, ON_LEGACY, NULL, NULL },
	{ "/v1/full/full/users/7eP5n", NULL, ON_FULL, NULL, NULL },
	{ "/v1/users/7eP5n/tracks/x/y/z/a/b/c/d/e/f/g", NULL, ON_V1, NULL,
	    NULL },
};

static void
matching(void)
{
	struct route_index *ix = route_index_new();
	struct route_hit hit;
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		if (test_request(&t, "GET", vec[i].uri) != RC_OK)
			OK(0, "%s is a request", vec[i].uri);
		route_find(ix, &hit, &t.rq);
		if (vec[i].path == NULL) {
			OK(hit.rt == NULL, "%s is no route", vec[i].uri);
			continue;
		}
		OK(hit.rt != NULL && strcmp(hit.rt->path, vec[i].path) == 0 &&
			(hit.on & vec[i].on) != 0,
		    "%s is %s", vec[i].uri, vec[i].path);
		if (vec[i].first != NULL)
			IS(hit.path[0], vec[i].first, "its first parameter");
		if (vec[i].second != NULL)
			IS(hit.path[1], vec[i].second, "its second parameter");
	}
	route_index_free(ix);
}

/* Rows of one path, one for each method; and what has only one of them. */
static void
methods(void)
{
	static const struct {
		const char *method, *uri;
		bool post, fits;
	} ask[] = {
		{ "GET", "/v1/users/subscribers", false, true },
		{ "HEAD", "/v1/users/subscribers", false, true },
		{ "POST", "/v1/users/subscribers", true, true },
		{ "PUT", "/v1/users/subscribers", false, false },
		{ "POST", "/v1/users/7eP5n", false, false },
	};
	struct route_index *ix = route_index_new();
	struct route_hit hit;
	size_t i;

	for (i = 0; i < sizeof(ask) / sizeof(ask[0]); i++) {
		if (test_request(&t, ask[i].method, ask[i].uri) != RC_OK)
			OK(0, "%s is a request", ask[i].uri);
		route_find(ix, &hit, &t.rq);
		OK(hit.rt != NULL &&
			(ask[i].method[1] == 'U' ||
			    hit.rt->post == ask[i].post) &&
			route_takes(hit.rt, t.rq.method) == ask[i].fits,
		    "%s %s finds its row", ask[i].method, ask[i].uri);
	}
	route_index_free(ix);
}

/* The parameters in the path stand first, in its order. */
static int
path_params_agree(const struct route *rt)
{
	const struct param *p = rt->params;
	const char *s = rt->path;
	size_t len;

	for (; (s = strstr(s, "/:")) != NULL; s += 2 + len, p++) {
		len = strcspn(s + 2, "/");
		if (p->name == NULL || p->place != IN_PATH || !p->required ||
		    strlen(p->name) != len || strncmp(p->name, s + 2, len) != 0)
			return 0;
	}
	for (; p->name != NULL; p++)
		if (p->place == IN_PATH)
			return 0;
	return p - rt->params <= PARAM_MAX;
}

static int
params_make_sense(const struct route *rt)
{
	const struct param *p;

	for (p = rt->params; p->name != NULL; p++) {
		if (p->type == P_WORD && p->words == NULL)
			return 0;
		if ((p->type == P_INT || p->type == P_LIMIT ||
			p->type == P_BLOCK) &&
		    (p->max <= p->min ||
			(p->def != PARAM_NONE &&
			    (p->def < p->min || p->def > p->max))))
			return 0;
	}
	return 1;
}

/* One field table may serve several statements, of the same columns. */
static int
same_columns(const struct sql_stmt *a, const struct sql_stmt *b)
{
	int i;

	for (i = 0; i < a->ncols && i < b->ncols; i++)
		if (strcmp(a->cols[i], b->cols[i]) != 0)
			return 0;
	return a->ncols == b->ncols;
}

static int
is_answered(const struct route *rt)
{
	if (rt->fn != NULL)
		return 1;
	if (rt->record != NULL)
		return rt->stmt != STMT_NONE &&
		       same_columns(&sql_stmt[rt->record->stmt],
			   &sql_stmt[rt->stmt]);
	return rt->model != NULL &&
	       (rt->stmt != STMT_NONE || rt->params[0].type == P_ID);
}

static void
table(void)
{
	const struct route *rt = NULL, *other;
	const char *wrong;
	int twice;

	while ((rt = route_next(rt)) != NULL) {
		OK(rt->path[0] == '/' && rt->on != 0,
		    "%s has a path and a prefix", rt->path);
		OK(is_answered(rt), "%s has a statement or code", rt->path);
		OK(path_params_agree(rt), "%s declares its path parameters",
		    rt->path);
		wrong = route_check(t.app.c.a, rt);
		OK(wrong == NULL, "%s and its statement fit: %s", rt->path,
		    wrong == NULL ? "yes" : wrong);
		OK(params_make_sense(rt), "%s has sensible bounds", rt->path);
		for (twice = 0, other = rt;
		     (other = route_next(other)) != NULL;)
			twice |= (other->on & rt->on) != 0 &&
				 other->post == rt->post &&
				 strcmp(other->path, rt->path) == 0;
		OK(!twice, "%s stands once on each prefix", rt->path);
		OK(rt->ttl_s == 0 || (rt->on & ON_SERVICE) == 0,
		    "%s is not cached when it is about the node", rt->path);
	}
}

/* Words are words of a family, and no id would be taken for one. */
static void
words(void)
{
	const char *word;
	int64_t id;
	size_t i;

	for (i = 0; route_words[i] != NULL; i++) {
		word = strchr(route_words[i], '/');
		OK(word != NULL && hashid_decode(&id, word + 1) != 0 &&
			strchr(word + 1, '/') == NULL,
		    "%s is a family and a word, and no id", route_words[i]);
		OK(i == 0 || strcmp(route_words[i - 1], route_words[i]) < 0,
		    "%s stands in order", route_words[i]);
	}
}

int
main(void)
{
	test_begin(&t);
	matching();
	methods();
	words();
	table();
	test_end(&t);
	DONE();
}
