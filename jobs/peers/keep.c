/* SPDX-License-Identifier: ISC */
/* What a pass has found becomes states, changes and rows. */
#include <inttypes.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/json/jsonw.h"
#include "jobs/peers/peer.h"

#define USUAL_MS 10000 /* between two passes, when nothing is known */

/* Silence is counted while somebody listened. */
static void
listen(struct peer *n)
{
	struct pass *p = n->pass;
	int64_t gap;

	if (!n->was_asked)
		return;
	gap = n->is_new ? 0 : n->silent_ms + p->gap_ms;
	n->silent_ms = n->heard ? 0 : gap;
	gap += n->waited_ms;
	if (n->last_latency_ms != PEER_UNKNOWN)
		gap -= n->last_latency_ms;
	/* an outage says nothing about how steady somebody else is */
	if (n->heard && !n->is_new && p->gap_ms > 0 &&
	    n->judged.state != PEER_DOWN)
		phi_heard(&n->phi, gap);
	n->phi_now = n->heard ? 0 : phi_of(&n->phi, gap, USUAL_MS);
}

static bool
is_behind(const struct peer *n)
{
	const struct pass *p = n->pass;
	int64_t best = p->height > p->head ? p->height : p->head;

	return n->said.height == PEER_UNKNOWN ||
	       best - n->said.height > (int64_t)p->c->cf->healthy_block_diff;
}

/* What a state is for, in words. */
static const char *
why(const struct peer *n)
{
	struct arena *a = n->pass->c->a;

	switch (n->judged.state) {
	case PEER_SUSPECT:
	case PEER_DOWN:
		return n->fault;
	case PEER_BEHIND:
		return n->said.height == PEER_UNKNOWN
			   ? "it does not say which block it has"
			   : arena_printf(a,
				 "block %" PRId64 ", and we know of %" PRId64,
				 n->said.height,
				 n->pass->height > n->pass->head
				     ? n->pass->height
				     : n->pass->head);
	case PEER_DIVERGED:
		return n->verdict == VERDICT_DIFFERS
			   ? arena_printf(a,
				 "block %" PRId64 ": not our rows: %s",
				 n->verdict_height,
				 n->place != NULL ? n->place : "")
			   : n->verdict_why;
	default:
		return NULL;
	}
}

static void
put_change(struct jsonw *w, const struct peer *n, enum peer_state was)
{
	jsonw_obj(w, NULL);
	jsonw_str(w, "endpoint", n->endpoint);
	jsonw_str(w, "is_now", peer_state_name(n->judged.state));
	jsonw_str(w, "was", n->is_new ? NULL : peer_state_name(was));
	jsonw_str(w, "why", why(n));
	jsonw_end(w);
	log_info(&n->pass->c->log, "node=%s was=%s is=%s", n->endpoint,
	    n->is_new ? "new" : peer_state_name(was),
	    peer_state_name(n->judged.state));
}

static void
put_number(struct jsonw *w, const char *key, int64_t n)
{
	jsonw_int_known(w, key, n, PEER_UNKNOWN);
}

static bool
meets_minimum(const struct peer *n)
{
	const struct conf *cf = n->pass->c->cf;

	return n->said.cpus >= (int64_t)cf->peer_min_cpus &&
	       n->said.memory >= (int64_t)cf->peer_min_memory;
}

static void
put_said(struct jsonw *w, const struct peer *n)
{
	const struct said *s = &n->said;

	jsonw_str(w, "version", s->version);
	put_number(w, "height", s->height);
	jsonw_str(w, "blockhash", s->blockhash);
	put_number(w, "database_bytes", s->database);
	put_number(w, "disk_bytes", s->disk);
	put_number(w, "disk_used_bytes", s->disk_used);
	put_number(w, "cpus", s->cpus);
	put_number(w, "memory_bytes", s->memory);
	if (s->cpus == PEER_UNKNOWN || s->memory == PEER_UNKNOWN)
		jsonw_null(w, "meets_minimum");
	else
		jsonw_bool(w, "meets_minimum", meets_minimum(n));
	jsonw_str(w, "unhealthy", s->unhealthy);
}

static void
put_peer(struct jsonw *w, const struct peer *n)
{
	size_t i;

	jsonw_obj(w, NULL);
	jsonw_str(w, "endpoint", n->endpoint);
	jsonw_str(w, "wallet", n->wallet);
	jsonw_str(w, "state", peer_state_name(n->judged.state));
	jsonw_str(w, "turn", peer_state_name(n->judged.turn));
	jsonw_int(w, "turns", n->judged.turns);
	jsonw_bool(w, "heard", n->heard);
	jsonw_int(w, "silent_ms", n->silent_ms);
	jsonw_arr(w, "gaps_ms");
	for (i = 0; i < n->phi.n; i++)
		jsonw_int(w, NULL, n->phi.gap_ms[i]);
	jsonw_end(w);
	jsonw_num(w, "phi", n->phi_now);
	put_number(w, "latency_ms", n->waited_ms);
	jsonw_str(w, "fault", n->fault);
	if (n->heard)
		put_said(w, n);
	jsonw_str(w, "verdict", verdict_name(n->verdict));
	if (n->verdict != VERDICT_UNASKED && n->every > 0)
		jsonw_int(w, "verdict_height", n->verdict_height);
	jsonw_str(w, "verdict_why", n->verdict_why);
	jsonw_int(w, "forks", n->forks);
	if (n->differs == NULL)
		jsonw_null(w, "differs");
	else
		jsonw_raw(w, "differs", n->differs, strlen(n->differs));
	jsonw_bool(w, "is_linked", n->is_linked);
	put_number(w, "equal_number", n->equal_number);
	jsonw_str(w, "equal_digest", n->equal_digest);
	jsonw_end(w);
}

static void
see(struct peer *n, struct jsonw *changes)
{
	enum peer_state was = n->judged.state;
	struct seen s;
	bool changed;

	listen(n);
	if (n->verdict == VERDICT_FORK)
		n->forks++;
	else if (n->verdict == VERDICT_EQUAL || n->verdict == VERDICT_DIFFERS)
		n->forks = 0;
	s = (struct seen){ .is_listed = n->is_listed,
		.heard = n->heard,
		.phi = n->phi_now,
		.is_behind = n->heard && is_behind(n),
		.verdict = n->verdict,
		.forks = n->forks };
	changed = judge(&n->judged, &s);
	if (changed || n->is_new)
		put_change(changes, n, was);
	n->pass->r->read += n->heard;
	n->pass->r->changed += changed;
}

/* Those who left are no news any more. */
static bool
is_old(const struct peer *n)
{
	return !n->is_listed && n->judged.state == PEER_LEFT;
}

static enum rc
put(struct pass *p, const char *found, const char *changes)
{
	struct arena *a = p->c->a;
	const char *pass[] = {
		arena_printf(a, "%" PRId64, now_ms() - p->begin_ms),
		arena_printf(a, "%" PRIu64, p->bytes),
		p->head == PEER_UNKNOWN ? NULL
					: arena_printf(a, "%" PRId64, p->head)
	};
	enum rc rc;

	if ((rc = db_exec(p->c, SQL_PEERS_PUT, &found)) != RC_OK ||
	    (rc = db_exec(p->c, SQL_PEERS_PUT_SAID, &found)) != RC_OK ||
	    (rc = db_exec(p->c, SQL_PEERS_PUT_VERDICT, &found)) != RC_OK ||
	    (rc = db_exec(p->c, SQL_PEERS_CHANGE, &changes)) != RC_OK ||
	    (rc = db_exec(p->c, SQL_PEERS_FORGET, NULL)) != RC_OK)
		return rc;
	return db_exec(p->c, SQL_PEERS_PASS, pass);
}

static const char *
text(struct pass *p, struct jsonw *w)
{
	struct span s;

	jsonw_end(w);
	s = jsonw_done(w);
	return arena_memdup(p->c->a, s.p, s.len);
}

enum rc
peers_keep(struct pass *p)
{
	struct jsonw *found = jsonw_new(p->c->a), *changes = jsonw_new(p->c->a);
	size_t i;
	enum rc rc;

	jsonw_arr(found, NULL);
	jsonw_arr(changes, NULL);
	for (i = 0; i < p->n; i++) {
		if (is_old(&p->v[i]))
			continue;
		see(&p->v[i], changes);
		put_peer(found, &p->v[i]);
	}
	if ((rc = db_begin(p->c)) != RC_OK)
		return rc;
	return db_end(p->c, put(p, text(p, found), text(p, changes)));
}
