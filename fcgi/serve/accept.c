/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/accept.h"

#include <errno.h>
#include <fcgiapp.h>
#include <string.h>

#include "common/base/clock.h"

/* libfcgi counts in int; answers are far below. */
static void
send_reply(struct arena *a, FCGX_Request *fr, const struct reply *r)
{
	struct span head = reply_head(r, a);

	/* a client that went away is nobody's fault */
	(void)FCGX_PutStr((const char *)head.p, (int)head.len, fr->out);
	if (!r->no_body)
		(void)FCGX_PutStr((const char *)r->body.p, (int)r->body.len,
		    fr->out);
}

/* One byte more than allowed tells that there is too much. */
static struct span
read_body(const struct acceptor *acc, FCGX_Request *fr)
{
	const char *method = FCGX_GetParam("REQUEST_METHOD", fr->envp);
	char *p;
	int n;

	if (method == NULL ||
	    (strcmp(method, "POST") != 0 && strcmp(method, "PUT") != 0))
		return (struct span){ 0 };
	p = arena_alloc(acc->a, acc->body_max + 1);
	n = FCGX_GetStr(p, (int)acc->body_max + 1, fr->in);
	return (struct span){ (const uint8_t *)p, n > 0 ? (size_t)n : 0 };
}

enum rc
accept_loop(struct ctx *c, const struct acceptor *acc)
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
		acc->serve(acc->arg, &r, (const char *const *)fr.envp,
		    read_body(acc, &fr));
		send_reply(acc->a, &fr, &r);
		FCGX_Finish_r(&fr);
		arena_reset(acc->a);
	}
	return RC_OK;
}
