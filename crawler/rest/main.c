/* SPDX-License-Identifier: ISC */
/*
 * discprov-cloud: the API of the crawler and the pages of its inventory, over
 * FastCGI; the listening socket is descriptor 0.  It asks no provider, and can
 * write credentials but not read them.
 */
#include <getopt.h>
#include <string.h>
#include <sysexits.h>

#include "common/base/limits.h"
#include "common/prog/program.h"
#include "crawler/rest/caller.h"
#include "crawler/rest/rest.h"
#include "fcgi/serve/accept.h"

enum { OPT_OPENAPI = 256 };

struct program {
	struct rest rest;
	bool print;
};

static void
answer(void *arg, struct reply *out, const char *const *envp, struct span body)
{
	rest_serve(arg, out, envp, body);
}

/* What a request needs, as far as no server is asked. */
static enum rc
begin(struct ctx *c, struct rest *r)
{
	struct arena *was;
	enum rc rc;

	r->c = *c;
	r->c.db = NULL;
	r->own = arena_new(LIM_ARENA_REQUEST);
	r->c.a = arena_new(LIM_ARENA_REQUEST);
	was = ctx_in(&r->c, r->own);
	if ((rc = caller_check_conf(&r->c)) == RC_OK &&
	    (rc = map_load_installed(&r->c, &r->set)) == RC_OK)
		rc = seal_read(&r->c, &r->seal);
	ctx_back(&r->c, was);
	c->err = r->c.err;
	return rc;
}

static void
end(struct rest *r)
{
	db_close(r->c.db);
	arena_free(r->c.a);
	arena_free(r->own);
	explicit_bzero(&r->seal, sizeof(r->seal));
}

static enum rc
run(struct ctx *c, void *arg, int argc, char **argv)
{
	struct rest *r = &((struct program *)arg)->rest;
	struct acceptor acc = { .serve = answer,
		.arg = r,
		.body_max = REST_BODY };
	enum rc rc = begin(c, r);

	(void)argc;
	(void)argv;
	acc.a = r->c.a;
	if (rc == RC_OK)
		rc = accept_loop(c, &acc);
	end(r);
	return rc;
}

static enum rc
test(struct ctx *c, void *arg)
{
	struct rest *r = &((struct program *)arg)->rest;
	enum rc rc = begin(c, r);

	end(r);
	return rc;
}

static enum rc
option(struct ctx *c, void *arg, int val, const char *text)
{
	(void)c, (void)val, (void)text;
	((struct program *)arg)->print = true;
	return RC_OK;
}

/* The routes are there without any configuration. */
static int
early(void *arg, int argc, char **argv)
{
	struct arena *a;
	struct span text;

	(void)argv;
	if (!((const struct program *)arg)->print || argc > 0)
		return -1;
	a = arena_new(LIM_ARENA_REQUEST);
	text = rest_describe(a);
	fwrite(text.p, 1, text.len, stdout);
	putchar('\n');
	arena_free(a);
	return EX_OK;
}

int
main(int argc, char *argv[])
{
	static struct program program;
	static const struct option options[] = {
		{ "openapi", no_argument, NULL, OPT_OPENAPI },
		{ NULL, 0, NULL, 0 },
	};
	static const struct oneshot job = {
		.prog = "discprov-cloud",
		.name = "cloud",
		.synopsis = "| --openapi",
		.help = "Answers who owns connections to providers, or is a "
			"service of theirs.  The listening\nsocket is "
			"descriptor 0.\n\n"
			"options:\n"
			"  --openapi   print the description of all routes, "
			"then exit\n",
		.examples = "\nexamples:\n"
			    "  discprov-cloud -t\n"
			    "  spawn-fcgi -s /run/discprov/cloud.sock -F 2 "
			    "/usr/sbin/discprov-cloud\n",
		.options = options,
		.option = option,
		.early = early,
		.part = CONF_CLOUD,
		.uses = PROBE_WRITER,
		.test = test,
		.run = run,
		.arg = &program,
		.no_wait = true,
	};

	return oneshot_main(&job, argc, argv);
}
