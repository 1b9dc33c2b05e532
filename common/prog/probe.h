/* SPDX-License-Identifier: ISC */
/*
 * What the servers say when they are asked: -t gives each a log line, "discprov
 * status" and "discprov doctor" a line of their screens, good or bad, with what
 * was seen, or with the setting and the command that help.  Changes nothing.
 */
#ifndef DP_COMMON_PROG_PROBE_H
#define DP_COMMON_PROG_PROBE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/db/db.h"

/* What a program uses. */
enum {
	PROBE_WRITER = 1,    /* the database, to write */
	PROBE_READER = 2,    /* the database, to read */
	PROBE_LOCKS = 4,     /* the folder of lock files */
	PROBE_CHAIN = 8,     /* nodes of our chain, or of our two chains */
	PROBE_ETHEREUM = 16, /* nodes of that chain, when they are set */
	PROBE_CACHE = 32,    /* memcached servers, when they are set */
	PROBE_CORE = 64      /* nodes of the core chain alone */
};

#define PROBE_MAX     64 /* items; more are not looked at */
#define PROBE_UNKNOWN (-1)
/* why nodes of a chain that was indexed to its end are not looked at */
#define PROBE_BEHIND "not asked: the newest block is of the core chain"

struct probe_seen {
	const char *name;  /* of the server, for people; or "" */
	const char *text;  /* what was seen; else what is wrong */
	const char *chain; /* of a chain's node: which one; or NULL */
	/* of a chain's node: its newest block, how old that is, and how far it
	   is ahead of our clock */
	int64_t height, age_s, ahead_s;
	bool on_core; /* of a database: its newest block is of a core chain */
};

/* One server, or what else is looked at. */
struct probe_item {
	unsigned use; /* one of PROBE_* */
	enum rc (*look)(struct ctx *c, const struct probe_item *i,
	    struct probe_seen *seen);
	const char *what;    /* "chain" */
	const char *server;  /* its part of the setting */
	const char *setting; /* that names it, with its place */
	bool several;        /* others named there do the same */
	const char
	    *id_key; /* of a chain's nodes: the setting of the next one */
	uint64_t id; /* of the chain; 0: any */
	const char *core_id; /* of a core chain, whose nodes say this */
};

struct probe_list {
	struct probe_item v[PROBE_MAX];
	size_t n;
};

/* What uses says, in the order of PROBE_*; servers that do the same together.
 */
void probe_list(struct ctx *c, struct probe_list *l, unsigned uses);
/* Does the newest block of c->db belong to a core chain?  Who cannot say it:
 * no.
 */
bool probe_on_core(struct ctx *c);
/* A node of a chain that a core chain may have left behind? */
bool probe_is_evm(const struct probe_item *i);
/* RC_OK, or what seen->text says is wrong, which c->err says, too. */
enum rc probe_look(struct ctx *c, struct probe_seen *seen,
    const struct probe_item *i) MUST_CHECK;

/*
 * May c->db do what the role is for?  RC_CONFIG says which setting, and what
 * helps.
 */
enum rc probe_rights(struct ctx *c, enum db_role role) MUST_CHECK;

/*
 * Look at all that uses says.  RC_OK when each is as it should be; of several
 * nodes of a chain one is enough.  Else what the first bad one came to, and
 * how many are bad.
 */
enum rc probe_servers(struct ctx *c, unsigned uses) MUST_CHECK;

#endif
