/* SPDX-License-Identifier: ISC */
/* A context with a connection, for tests that talk to a real server. */
#ifndef DP_TESTS_SQL_CONN_H
#define DP_TESTS_SQL_CONN_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/conf/conf.h"
#include "common/db/db.h"

struct conn {
	struct conf cf;
	struct ctx c;
};

static inline void
conn_init(struct conn *n, const char *url)
{
	memset(n, 0, sizeof(*n));
	n->cf.db_url = url;
	n->cf.db_url_reader = url;
	n->cf.statement_timeout_ms = 4321;
	n->c.cf = &n->cf;
	n->c.a = arena_new((size_t)64 << 20);
	n->c.log.prog = "test";
}

static inline void
conn_free(struct conn *n)
{
	db_close(n->c.db);
	arena_free(n->c.a);
}

/* Set up by us: a failure ends the test. */
static inline void
must(struct conn *n, enum rc rc)
{
	if (rc == RC_OK)
		return;
	printf("Bail out! %s\n", n->c.err.msg);
	exit(1);
}

static inline void
conn_open(struct conn *n, const char *url, enum db_role role)
{
	conn_init(n, url);
	must(n, db_open(&n->c, &n->c.db, role));
}

#endif
