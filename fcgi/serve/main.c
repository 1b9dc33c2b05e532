/* SPDX-License-Identifier: ISC */
/*
 * discprov-fcgi: answers HTTP questions from the database; never writes.
 * One process, one connection at a time; the web server's socket is
 * descriptor 0.
 */
#include <errno.h>
#include <fcgiapp.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/prog/program.h"
#include "fcgi/serve/app.h"
#include "fcgi/serve/serve.h"

/* libfcgi counts in int; answers are far below. */
static void
send_reply(struct app *app, FCGX_Request *fr, const struct reply *r)
{
	struct span head = reply_head(r, app->c.a);

	/* a client that went away is nobody's fault */
	(void)FCGX_PutStr((const char *)head.p, (int)head.len, fr->out);
	if (!r->no_body)
		(void)FCGX_PutStr((const char *)r->body.p, (int)r->body.len,
		    fr->out);
}

static enum rc
loop(struct ctx *c, struct app *app)
{
	FCGX_Request fr;
	struct reply r;
	int n;

	if (FCGX_Init() != 0 || FCGX_IsCGI())
		return err_set(&c->err, RC_SYS,
		    "descriptor 0 is not a listening socket; start this "
		    "program with spawn-fcgi or a socket unit");
	FCGX_InitRequest(&fr, 0, FCGI_FAIL_ACCEPT_ON_INTR);
	while (!stop_asked()) {
		if ((n = FCGX_Accept_r(&fr)) == -EINTR)
			continue;
		if (n < 0)
			return err_set(&c->err, RC_SYS,
			    "accept on descriptor 0 failed: %d", n);
		serve(app, &r, (const char *const *)fr.envp);
		send_reply(app, &fr, &r);
		FCGX_Finish_r(&fr);
		arena_reset(app->c.a);
	}
	return RC_OK;
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
	struct app *app = arg;
	enum rc rc;

	(void)argc;
	(void)argv;
	if ((rc = begin(c, app)) == RC_OK)
		rc = loop(c, app);
	app_free(app);
	return rc;
}

/* -t: could we sign? */
static enum rc
test(struct ctx *c, void *arg)
{
	struct app *app = arg;
	enum rc rc = begin(c, app);

	app_free(app);
	return rc;
}

int
main(int argc, char *argv[])
{
	static struct app app;
	static const struct oneshot job = {
		.prog = "discprov-fcgi",
		.name = "fcgi",
		.synopsis = "",
		.help = "Answers HTTP requests from the database.  The "
			"listening socket is descriptor 0.",
		.examples = "\nexamples:\n"
			    "  discprov-fcgi -t\n"
			    "  spawn-fcgi -s /run/discprov/fcgi.sock -F 4 "
			    "/usr/sbin/discprov-fcgi\n",
		.part = CONF_POOL,
		.uses = PROBE_READER | PROBE_CACHE,
		.test = test,
		.run = run,
		.arg = &app,
		.no_wait = true,
	};

	return oneshot_main(&job, argc, argv);
}
