/* SPDX-License-Identifier: ISC */
/*
 * discprov-fcgi: answers HTTP questions from the database; never writes.
 * One process, one connection at a time; the web server's socket is
 * descriptor 0.
 */
#include <getopt.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <sysexits.h>

#include "common/base/limits.h"
#include "common/prog/program.h"
#include "fcgi/serve/accept.h"
#include "fcgi/serve/app.h"
#include "fcgi/serve/route.h"
#include "fcgi/serve/serve.h"
#include "fcgi/serve/uncached.h"

enum { OPT_UNCACHED = 256, OPT_OPENAPI };

struct program {
	struct app app;
	int print; /* OPT_UNCACHED, OPT_OPENAPI; 0: neither */
};

static void
answer(void *arg, struct reply *out, const char *const *envp, struct span body)
{
	serve(arg, out, envp, body);
}

static enum rc
begin(struct ctx *c, struct app *app)
{
	enum rc rc;

#ifdef __GLIBC__
	/* a large answer's memory is kept for the next one, not unmapped */
	(void)mallopt(M_MMAP_THRESHOLD, 8 << 20);
	(void)mallopt(M_TRIM_THRESHOLD, 8 << 20);
#endif
	app->c = *c;
	app->c.a = arena_new(LIM_ARENA_REQUEST);
	if ((rc = app_init(app, c->cf)) != RC_OK)
		c->err = app->c.err;
	return rc;
}

static enum rc
run(struct ctx *c, void *arg, int argc, char **argv)
{
	struct app *app = &((struct program *)arg)->app;
	enum rc rc;

	(void)argc;
	(void)argv;
	if ((rc = begin(c, app)) == RC_OK) {
		const struct acceptor acc = {
			.serve = answer,
			.arg = app,
			.a = app->c.a,
			.body_max = LIM_POST,
		};

		rc = accept_loop(c, &acc);
	}
	app_free(app);
	return rc;
}

/* -t: could we sign? */
static enum rc
test(struct ctx *c, void *arg)
{
	struct app *app = &((struct program *)arg)->app;
	enum rc rc = begin(c, app);

	app_free(app);
	return rc;
}

static enum rc
option(struct ctx *c, void *arg, int val, const char *text)
{
	struct program *p = arg;

	(void)c, (void)text;
	p->print = val;
	return RC_OK;
}

/* The route table is there without any configuration. */
static int
early(void *arg, int argc, char **argv)
{
	const struct program *p = arg;

	(void)argv;
	if (p->print == 0 || argc > 0)
		return -1;
	(p->print == OPT_OPENAPI ? route_describe : uncached_print)(stdout);
	return EX_OK;
}

int
main(int argc, char *argv[])
{
	static struct program program;
	static const struct option options[] = {
		{ "openapi", no_argument, NULL, OPT_OPENAPI },
		{ "uncached", no_argument, NULL, OPT_UNCACHED },
		{ NULL, 0, NULL, 0 },
	};
	static const struct oneshot job = {
		.prog = "discprov-fcgi",
		.name = "fcgi",
		.synopsis = "| --openapi | --uncached",
		.help = "Answers HTTP requests from the database.  The "
			"listening socket is descriptor 0.\n\n"
			"options:\n"
			"  --openapi   print the description of all routes, "
			"then exit\n"
			"  --uncached  print what nginx passes by its cache, "
			"then exit",
		.examples = "\nexamples:\n"
			    "  discprov-fcgi -t\n"
			    "  spawn-fcgi -s /run/discprov/fcgi.sock -F 4 "
			    "/usr/sbin/discprov-fcgi\n",
		.options = options,
		.option = option,
		.early = early,
		.part = CONF_POOL,
		.uses = PROBE_READER | PROBE_CACHE,
		.test = test,
		.run = run,
		.arg = &program,
		.no_wait = true,
	};

	return oneshot_main(&job, argc, argv);
}
