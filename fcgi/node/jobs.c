/* SPDX-License-Identifier: ISC */
#include "fcgi/node/jobs.h"

#include "common/base/clock.h"
#include "common/db/db.h"

enum { ENDPOINT, OWNER, DELEGATE };

static enum rc
number(struct ctx *c, int64_t *n, const PGresult *res, int col)
{
	*n = JOBS_UNKNOWN;
	return PQgetisnull(res, 0, col) ? RC_OK : db_i64(c, n, res, 0, col);
}

static int64_t
age(int64_t at)
{
	int64_t now = wall_s();

	if (at == JOBS_UNKNOWN)
		return JOBS_UNKNOWN;
	return now > at ? now - at : 0;
}

static enum rc
read_nodes(struct ctx *c, PGresult **res, bool wanted, const char *type)
{
	*res = NULL;
	return wanted ? db_run(c, res, SQL_API_NODES, &type) : RC_OK;
}

/* The columns that are numbers; a time becomes an age. */
static enum rc
numbers(struct ctx *c, struct jobs_state *j, const PGresult *res)
{
	const struct {
		int64_t *n;
		int col;
		bool is_time;
	} v[] = {
		{ &j->balances_age_s, API_JOBS_balances, true },
		{ &j->transfers_age_s, API_JOBS_transfers, true },
		{ &j->trending_tracks_age_s, API_JOBS_trending_tracks, true },
		{ &j->trending_playlists_age_s, API_JOBS_trending_playlists,
		    true },
		{ &j->scanned, API_JOBS_scanned, false },
		{ &j->waiting, API_JOBS_waiting, false },
	};
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; rc == RC_OK && i < sizeof(v) / sizeof(v[0]); i++) {
		rc = number(c, v[i].n, res, v[i].col);
		if (v[i].is_time)
			*v[i].n = age(*v[i].n);
	}
	return rc;
}

enum rc
jobs_read(struct ctx *c, struct jobs_state *j, bool content, bool discovery)
{
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_API_JOBS, NULL)) != RC_OK ||
	    (rc = numbers(c, j, res)) != RC_OK)
		return rc;
	j->availability_start = db_text(res, 0, API_JOBS_availability_start);
	j->availability_end = db_text(res, 0, API_JOBS_availability_end);
	rc = read_nodes(c, &j->content, content, "content-node");
	return rc != RC_OK
		   ? rc
		   : read_nodes(c, &j->discovery, discovery, "discovery-node");
}

void
jobs_unknown(struct jobs_state *j)
{
	*j = (struct jobs_state){
		.balances_age_s = JOBS_UNKNOWN,
		.transfers_age_s = JOBS_UNKNOWN,
		.trending_tracks_age_s = JOBS_UNKNOWN,
		.trending_playlists_age_s = JOBS_UNKNOWN,
		.scanned = JOBS_UNKNOWN,
		.waiting = JOBS_UNKNOWN,
	};
}

void
jobs_nodes(const PGresult *nodes, struct jsonw *w, const char *key)
{
	int i;

	jsonw_arr(w, key);
	for (i = 0; i < PQntuples(nodes); i++) {
		jsonw_obj(w, NULL);
		jsonw_str(w, "delegateOwnerWallet",
		    db_text(nodes, i, DELEGATE));
		jsonw_str(w, "endpoint", db_text(nodes, i, ENDPOINT));
		jsonw_str(w, "ownerWallet", db_text(nodes, i, OWNER));
		jsonw_end(w);
	}
	jsonw_end(w);
}

void
jobs_endpoints(const PGresult *nodes, struct jsonw *w, const char *key)
{
	int i;

	jsonw_arr(w, key);
	for (i = 0; i < PQntuples(nodes); i++)
		jsonw_str(w, NULL, db_text(nodes, i, ENDPOINT));
	jsonw_end(w);
}
