/* SPDX-License-Identifier: ISC */
/* A request without web server and database, for unit tests of fcgi/. */
#ifndef DP_TESTS_UNIT_FCGI_CALL_H
#define DP_TESTS_UNIT_FCGI_CALL_H

#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/base/limits.h"
#include "fcgi/serve/app.h"
#include "fcgi/serve/route.h"

#define TEST_KEY                                                               \
	"0x4f3edf983ac636a65a842ce7c78d9aa706d3b113bce9c46f30d7d21715b23b1d"
#define TEST_SIGNER "0x90F8bf6A479f320ead074411a4B0e7944Ea8c9C1"

struct test_call {
	struct app app;
	struct conf cf;
	struct req rq;
	struct reply out;
	struct call k;
};

/* Ready for envelope() and for what needs no database. */
static inline void
test_begin(struct test_call *t)
{
	memset(t, 0, sizeof(*t));
	t->app.c.a = arena_new(LIM_ARENA_REQUEST);
	t->cf.service_version = "0.7.2";
	t->app.cf = t->app.c.cf = &t->cf;
	t->app.sig = sig_new();
	t->app.media = media_new();
	strcpy(t->app.signer, TEST_SIGNER);
	if (hex_decode(t->app.key, 32, TEST_KEY, strlen(TEST_KEY)) != 0)
		abort();
	t->k = (struct call){ .app = &t->app,
		.c = &t->app.c,
		.rq = &t->rq,
		.out = &t->out,
		.on = ON_V1,
		.heights = { .read = true, .indexed = 101, .chain = 103 },
		.what = "" };
}

static inline void
test_end(struct test_call *t)
{
	sig_free(t->app.sig);
	media_free(t->app.media);
	route_index_free(t->app.routes);
	arena_free(t->app.c.a);
}

/* Take a request as the web server would send it. */
static inline enum rc
test_request(struct test_call *t, const char *method, const char *uri)
{
	const char *env[3];

	env[0] = arena_printf(t->app.c.a, "REQUEST_METHOD=%s", method);
	env[1] = arena_printf(t->app.c.a, "REQUEST_URI=%s", uri);
	env[2] = NULL;
	err_clear(&t->app.c.err);
	memset(&t->out, 0, sizeof(t->out));
	return req_parse(&t->app.c, &t->rq, env);
}

static inline const char *
test_body(struct test_call *t)
{
	if (t->out.body.p == NULL)
		return "";
	return arena_memdup(t->app.c.a, t->out.body.p, t->out.body.len);
}

#endif
