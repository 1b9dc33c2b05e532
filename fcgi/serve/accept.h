/* SPDX-License-Identifier: ISC */
/*
 * The life of a FastCGI program: accept on descriptor 0, have the request
 * answered, send the answer, forget what it took.  One connection at a time.
 */
#ifndef DP_FCGI_SERVE_ACCEPT_H
#define DP_FCGI_SERVE_ACCEPT_H

#include "common/base/ctx.h"
#include "fcgi/serve/reply.h"

struct acceptor {
	/*
	 * Fill out, whatever happens: envp is "NAME=value" texts, body what
	 * came with it, one byte longer than body_max when it is too long.
	 */
	void (*serve)(void *arg, struct reply *out, const char *const *envp,
	    struct span body);
	void *arg;
	struct arena *a; /* of a request; reset after each */
	size_t body_max;
};

/* Until somebody wants us to stop.  RC_SYS: there is no socket. */
enum rc accept_loop(struct ctx *c, const struct acceptor *acc) MUST_CHECK;

#endif
