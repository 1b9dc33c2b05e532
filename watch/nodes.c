/* SPDX-License-Identifier: ISC */
#include "watch/nodes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/db/db.h"
#include "watch/node.h"

#define LINES 8 /* of single nodes */

static enum rc
numbers(struct ctx *c, int64_t *const *to, int n, const PGresult *res, int row)
{
	enum rc rc = RC_OK;
	int i;

	for (i = 0; i < n && rc == RC_OK; i++) {
		if (to[i] == NULL)
			continue;
		*to[i] = WATCH_UNKNOWN;
		if (!PQgetisnull(res, row, i))
			rc = db_i64(c, to[i], res, row, i);
	}
	return rc;
}

enum rc
peer_heights_read(struct ctx *c, struct peer_heights *h)
{
	int64_t *const n[API_PEER_HEIGHTS__MAX] = {
		[API_PEER_HEIGHTS_age_s] = &h->age_s,
		[API_PEER_HEIGHTS_live] = &h->live,
		[API_PEER_HEIGHTS_up] = &h->up,
		[API_PEER_HEIGHTS_suspect] = &h->suspect,
		[API_PEER_HEIGHTS_down] = &h->down,
		[API_PEER_HEIGHTS_behind] = &h->behind,
		[API_PEER_HEIGHTS_diverged] = &h->diverged,
		[API_PEER_HEIGHTS_known] = &h->known,
		[API_PEER_HEIGHTS_most] = &h->most,
		[API_PEER_HEIGHTS_every] = &h->every,
	};
	PGresult *res;
	enum rc rc = db_run(c, &res, SQL_API_PEER_HEIGHTS, NULL);

	*h = (struct peer_heights){ .known = WATCH_UNKNOWN,
		.most = WATCH_UNKNOWN,
		.every = WATCH_UNKNOWN };
	if (rc != RC_OK || PQntuples(res) == 0)
		return rc;
	h->is_there = true;
	return numbers(c, n, API_PEER_HEIGHTS__MAX, res, 0);
}

static enum rc
read_one(struct ctx *c, struct peer_seen *s, const PGresult *res, int row)
{
	int64_t *const n[API_PEERS__MAX] = {
		[API_PEERS_since_s] = &s->since_s,
		[API_PEERS_heard_s] = &s->heard_s,
		[API_PEERS_latency_ms] = &s->latency_ms,
		[API_PEERS_height] = &s->height,
		[API_PEERS_behind] = &s->behind,
		[API_PEERS_database_bytes] = &s->database,
		[API_PEERS_disk_bytes] = &s->disk,
		[API_PEERS_disk_used_bytes] = &s->disk_used,
		[API_PEERS_cpus] = &s->cpus,
		[API_PEERS_memory_bytes] = &s->memory,
		[API_PEERS_verdict_height] = &s->verdict_height,
	};
	const char **const t[API_PEERS__MAX] = {
		[API_PEERS_endpoint] = &s->endpoint,
		[API_PEERS_wallet] = &s->wallet,
		[API_PEERS_state] = &s->state,
		[API_PEERS_since] = &s->since,
		[API_PEERS_version] = &s->version,
		[API_PEERS_unhealthy] = &s->unhealthy,
		[API_PEERS_fault] = &s->fault,
		[API_PEERS_verdict] = &s->verdict,
		[API_PEERS_verdict_why] = &s->verdict_why,
		[API_PEERS_differs] = &s->differs,
	};
	bool meets = false;
	enum rc rc;
	int i;

	for (i = 0; i < API_PEERS__MAX; i++)
		if (t[i] != NULL)
			*t[i] = db_text(res, row, i);
	s->meets = WATCH_UNKNOWN;
	if ((rc = numbers(c, n, API_PEERS__MAX, res, row)) != RC_OK)
		return rc;
	s->phi = strtod(db_text(res, row, API_PEERS_phi), NULL);
	if (PQgetisnull(res, row, API_PEERS_meets_minimum))
		return RC_OK;
	rc = db_bool(c, &meets, res, row, API_PEERS_meets_minimum);
	s->meets = meets;
	return rc;
}

enum rc
peers_read(struct ctx *c, struct peers_seen *p)
{
	PGresult *res;
	enum rc rc;
	size_t i;

	*p = (struct peers_seen){ 0 };
	if ((rc = peer_heights_read(c, &p->heights)) != RC_OK ||
	    (rc = db_run(c, &res, SQL_API_PEERS, NULL)) != RC_OK)
		return rc;
	p->n = (size_t)PQntuples(res);
	p->v = arena_zalloc(c->a, p->n + 1, sizeof(*p->v));
	for (i = 0; i < p->n && rc == RC_OK; i++)
		rc = read_one(c, &p->v[i], res, (int)i);
	return rc;
}

/* --- for programs */

static void
number(struct jsonw *w, const char *key, int64_t n)
{
	jsonw_int_known(w, key, n, WATCH_UNKNOWN);
}

static void
write_heights(struct jsonw *w, const struct peer_heights *h)
{
	jsonw_obj(w, "heights");
	number(w, "confirmed", h->most);
	number(w, "confirmed_by_all", h->every);
	number(w, "known", h->known);
	number(w, "live", h->is_there ? h->live : WATCH_UNKNOWN);
	number(w, "seen_s", h->is_there ? h->age_s : WATCH_UNKNOWN);
	jsonw_end(w);
}

static void
write_digest(struct jsonw *w, const struct peer_seen *n)
{
	jsonw_obj(w, "digest");
	number(w, "block", n->verdict_height);
	if (n->differs == NULL)
		jsonw_null(w, "differs");
	else
		jsonw_raw(w, "differs", n->differs, strlen(n->differs));
	jsonw_str(w, "verdict", n->verdict);
	jsonw_str(w, "why", n->verdict_why);
	jsonw_end(w);
}

static void
write_one(struct jsonw *w, const struct peer_seen *n)
{
	jsonw_obj(w, NULL);
	number(w, "behind", n->behind);
	number(w, "block", n->height);
	number(w, "cpus", n->cpus);
	number(w, "database_bytes", n->database);
	write_digest(w, n);
	number(w, "disk_bytes", n->disk);
	number(w, "disk_used_bytes", n->disk_used);
	jsonw_str(w, "endpoint", n->endpoint);
	jsonw_str(w, "fault", n->fault);
	number(w, "heard_s", n->heard_s);
	number(w, "latency_ms", n->latency_ms);
	if (n->meets == WATCH_UNKNOWN)
		jsonw_null(w, "meets_minimum");
	else
		jsonw_bool(w, "meets_minimum", n->meets != 0);
	number(w, "memory_bytes", n->memory);
	jsonw_num(w, "phi", n->phi);
	jsonw_str(w, "since", n->since);
	jsonw_str(w, "state", n->state);
	jsonw_str(w, "unhealthy", n->unhealthy);
	jsonw_str(w, "version", n->version);
	jsonw_str(w, "wallet", n->wallet);
	jsonw_end(w);
}

void
peers_json(struct jsonw *w, const struct peers_seen *p)
{
	size_t i;

	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	write_heights(w, &p->heights);
	jsonw_arr(w, "nodes");
	for (i = 0; i < p->n; i++)
		write_one(w, &p->v[i]);
	jsonw_end(w);
	jsonw_end(w);
}

/* --- for people */

const char *
peer_trouble(struct ctx *c, const struct peer_seen *n)
{
	const char *a = n->fault, *b = n->unhealthy;

	if (n->verdict != NULL && strcmp(n->verdict, "differs") == 0)
		a = arena_printf(c->a,
		    "behind block %" PRId64 " its rows are not ours: %s",
		    n->verdict_height, n->differs);
	else if (a == NULL)
		a = n->verdict_why;
	return a == NULL   ? b
	       : b == NULL ? a
			   : arena_printf(c->a, "%s; %s", a, b);
}

static void
one_line(struct watch *w, const struct peer_seen *n)
{
	struct ctx *c = w->c;
	const char *why = peer_trouble(c, n);

	watch_line(w, LIGHT_AMBER, "node", n->state, "%s, for %s%s",
	    n->endpoint, watch_duration(c, n->since_s),
	    n->behind > 0
		? arena_printf(c->a, ", %" PRId64 " blocks behind", n->behind)
		: "");
	if (why != NULL)
		watch_because(w, "%s", why);
}

static const char *
block(struct ctx *c, int64_t n)
{
	return n == WATCH_UNKNOWN ? "none" : arena_printf(c->a, "%" PRId64, n);
}

/* When more than half of those who answer hold something else, it is us. */
void
watch_peer_heights(struct watch *w, const struct peer_heights *h)
{
	bool is_us = h->diverged * 2 > h->live;
	bool all_well = h->suspect + h->down + h->behind + h->diverged == 0;

	if (!h->is_there ||
	    h->up + h->suspect + h->down + h->behind + h->diverged == 0) {
		watch_line(w, LIGHT_OFF, "nodes", "off",
		    "no other discovery node is known");
		return;
	}
	watch_line(w,
	    is_us      ? LIGHT_RED
	    : all_well ? LIGHT_GOOD
		       : LIGHT_AMBER,
	    "nodes",
	    is_us      ? "differ"
	    : all_well ? "ok"
		       : "some",
	    "%" PRId64 " answer, %" PRId64 " silent, %" PRId64
	    " behind, %" PRId64 " diverged; known block %s, confirmed %s",
	    h->live, h->down, h->behind, h->diverged, block(w->c, h->known),
	    block(w->c, h->most));
	watch_fact(w, "answer", h->live);
	watch_fact(w, "height", h->known);
	watch_fact(w, "confirmed", h->most);
	watch_fact(w, "diverged", h->diverged);
	if (is_us)
		watch_below(w, "are our rows what their digest says? discprov "
			       "digest --recount");
	if (!all_well)
		watch_below(w, "each of them: discprov nodes");
}

enum rc
watch_peers(struct watch *w)
{
	struct peers_seen p;
	enum rc rc = peers_read(w->c, &p);
	size_t i, shown = 0;

	if (rc != RC_OK)
		return rc;
	watch_peer_heights(w, &p.heights);
	for (i = 0; i < p.n && shown < LINES; i++) {
		if (strcmp(p.v[i].state, "up") == 0 ||
		    strcmp(p.v[i].state, "left") == 0)
			continue;
		one_line(w, &p.v[i]);
		shown++;
	}
	return RC_OK;
}
