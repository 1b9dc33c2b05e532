/* SPDX-License-Identifier: ISC */
/*
 * The other discovery nodes: are they there, how far are they, do they hold
 * what we hold?  A pass asks all of them once.  Nothing that they say gets into
 * a table that blocks own.
 */
#include "common/base/clock.h"
#include "common/db/db.h"
#include "jobs/peers/peer.h"

#define PASS_MS 6000 /* deadline of all questions */
#define WATCHED_MS                                                             \
	150000 /* since a pass that was longer ago nobody listened             \
		*/

static enum rc
read_gap(struct pass *p)
{
	PGresult *res;
	enum rc rc = db_run(p->c, &res, SQL_PEERS_LAST_PASS, NULL);

	if (rc != RC_OK || PQntuples(res) == 0)
		return rc;
	rc = db_i64(p->c, &p->gap_ms, res, 0, PEERS_LAST_PASS_ago_ms);
	if (p->gap_ms < 0 || p->gap_ms > WATCHED_MS)
		p->gap_ms = 0;
	return rc;
}

static enum rc
read_ours(struct pass *p)
{
	PGresult *res;
	enum rc rc = db_run(p->c, &res, SQL_PEERS_OURS, NULL);

	p->number = p->height = p->head = PEER_UNKNOWN;
	if (rc != RC_OK || PQntuples(res) == 0)
		return rc;
	p->chain = db_text(res, 0, PEERS_OURS_chain);
	if ((rc = db_i64(p->c, &p->number, res, 0, PEERS_OURS_number)) !=
		RC_OK ||
	    (rc = db_i64(p->c, &p->height, res, 0, PEERS_OURS_height)) !=
		RC_OK ||
	    PQgetisnull(res, 0, PEERS_OURS_head))
		return rc;
	return db_i64(p->c, &p->head, res, 0, PEERS_OURS_head);
}

static enum rc
pass(struct pass *p)
{
	enum rc rc;

	if ((rc = read_gap(p)) != RC_OK || (rc = read_ours(p)) != RC_OK ||
	    (rc = peers_list(p)) != RC_OK || (rc = peers_ask(p)) != RC_OK ||
	    stop_asked() || (rc = peers_descend(p)) != RC_OK)
		return rc;
	return peers_keep(p);
}

enum rc
peers_run(struct job_run *r)
{
	struct pass *p = arena_zalloc(r->c->a, 1, sizeof(*p));
	enum rc rc;

	p->r = r;
	p->c = r->c;
	p->sig = sig_new();
	p->begin_ms = now_ms();
	p->end_ms = p->begin_ms + PASS_MS;
	rc = pass(p);
	sig_free(p->sig);
	return rc;
}
