/* SPDX-License-Identifier: ISC */
#include "admin/nodes.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/db/db.h"
#include "common/db/migrate.h"
#include "watch/node.h"
#include "watch/nodes.h"

static const char *
count(struct ctx *c, int64_t n)
{
	return n == WATCH_UNKNOWN ? "-" : arena_printf(c->a, "%" PRId64, n);
}

static const char *
size(struct ctx *c, int64_t n)
{
	return n == WATCH_UNKNOWN ? "-" : watch_bytes(c, n);
}

/* What people are shown must not move their cursor. */
static const char *
plain(struct ctx *c, const char *s)
{
	char *copy = arena_strdup(c->a, s), *p;

	for (p = copy; *p != '\0'; p++)
		if ((unsigned char)*p < ' ' || *p == 0x7f)
			*p = '?';
	return copy;
}

static const char *
disk(struct ctx *c, const struct peer_seen *n)
{
	return n->disk == WATCH_UNKNOWN || n->disk_used == WATCH_UNKNOWN
		   ? "-"
		   : arena_printf(c->a, "%s of %s",
			 watch_bytes(c, n->disk_used), watch_bytes(c, n->disk));
}

static void
print_one(struct ctx *c, const struct peer_seen *n)
{
	const char *why = peer_trouble(c, n);

	printf("%-9s %-6s %-10s %-10s %-9s %5s %-7s %5s %-8s %-7s %-18s %s\n",
	    n->state, watch_duration(c, n->since_s),
	    n->version == NULL ? "-" : plain(c, n->version),
	    count(c, n->height), count(c, n->behind), count(c, n->cpus),
	    size(c, n->memory),
	    n->meets == WATCH_UNKNOWN ? "-"
	    : n->meets != 0           ? "yes"
				      : "no",
	    n->verdict == NULL ? "-" : n->verdict, size(c, n->database),
	    disk(c, n), plain(c, n->endpoint));
	if (why != NULL && strcmp(n->state, "left") != 0)
		printf("          %s\n", plain(c, why));
}

static void
print_table(struct ctx *c, const struct peers_seen *p)
{
	const struct peer_heights *h = &p->heights;
	size_t i;

	if (!h->is_there) {
		printf("no pass was made yet: discprov-job peers\n");
		return;
	}
	printf("known block %s, confirmed %s, by all %s; %" PRId64
	       " of %zu answer, %s ago\n\n",
	    count(c, h->known), count(c, h->most), count(c, h->every), h->live,
	    p->n, watch_duration(c, h->age_s));
	printf("%-9s %-6s %-10s %-10s %-9s %5s %-7s %5s %-8s %-7s %-18s %s\n",
	    "is", "for", "version", "block", "behind", "CPUs", "memory",
	    "meets", "digest", "rows", "disk", "node");
	for (i = 0; i < p->n; i++)
		print_one(c, &p->v[i]);
}

static enum rc
print(struct ctx *c, bool json)
{
	struct jsonw *w = jsonw_new(c->a);
	struct peers_seen p;
	struct span text;
	enum rc rc;

	if ((rc = migrate_check(c)) != RC_OK ||
	    (rc = peers_read(c, &p)) != RC_OK)
		return rc;
	if (!json) {
		print_table(c, &p);
		return RC_OK;
	}
	peers_json(w, &p);
	text = jsonw_done(w);
	printf("%.*s\n", (int)text.len, (const char *)text.p);
	return RC_OK;
}

enum rc
nodes_print(struct ctx *c, bool json)
{
	enum rc rc;

	if ((rc = db_open(c, &c->db, DB_READER)) == RC_OK)
		rc = print(c, json);
	db_close(c->db);
	c->db = NULL;
	return rc;
}
