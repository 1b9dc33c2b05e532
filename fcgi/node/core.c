/* SPDX-License-Identifier: ISC */
#include "fcgi/node/core.h"

#include <stdlib.h>

#include "common/conf/conf.h"
#include "common/db/db.h"

#define UNKNOWN (-1)

/* What the statement says; UNKNOWN: nothing. */
struct core {
	const char *chain_id;
	int64_t first, chain_time, indexed_time, play_slot, play_time;
};

static enum rc
read_core(struct ctx *c, struct core *k, const PGresult *res)
{
	int64_t *const n[API_CORE__MAX] = {
		[API_CORE_first_height] = &k->first,
		[API_CORE_chain_time] = &k->chain_time,
		[API_CORE_indexed_time] = &k->indexed_time,
		[API_CORE_play_slot] = &k->play_slot,
		[API_CORE_play_time] = &k->play_time,
	};
	enum rc rc = RC_OK;
	int i;

	k->chain_id = db_text(res, 0, API_CORE_chain_id);
	for (i = 0; i < API_CORE__MAX && rc == RC_OK; i++) {
		if (n[i] == NULL)
			continue;
		*n[i] = UNKNOWN;
		if (db_text(res, 0, i) != NULL)
			rc = db_i64(c, n[i], res, 0, i);
	}
	return rc;
}

static void
number(struct jsonw *w, const char *key, int64_t n)
{
	jsonw_int_known(w, key, n, UNKNOWN);
}

/* How far apart two of them are. */
static void
distance(struct jsonw *w, const char *key, int64_t a, int64_t b)
{
	number(w, key, a == UNKNOWN || b == UNKNOWN ? UNKNOWN : llabs(a - b));
}

static void
write_health(struct jsonw *w, const struct core *k, const struct heights *h,
    bool plays)
{
	jsonw_obj(w, "health");
	jsonw_str(w, "chain_id", k->chain_id);
	jsonw_bool(w, "indexing_entity_manager", true);
	jsonw_bool(w, "indexing_plays", plays);
	number(w, "latest_chain_block", h->chain);
	number(w, "latest_chain_block_ts", k->chain_time);
	number(w, "latest_indexed_block", h->indexed);
	jsonw_end(w);
}

static void
write_newest(struct jsonw *w, const struct core *k)
{
	jsonw_obj(w, "tx_info");
	jsonw_null(w, "chain_tx");
	if (k->play_slot == UNKNOWN) {
		jsonw_null(w, "db_tx");
	} else {
		jsonw_obj(w, "db_tx");
		jsonw_str(w, "signature", "");
		jsonw_int(w, "slot", k->play_slot);
		number(w, "timestamp", k->play_time);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void
write_listens(struct jsonw *w, const struct core *k, const struct heights *h)
{
	jsonw_obj(w, "listens");
	number(w, "core_block_cutover", k->first);
	jsonw_bool(w, "is_unhealthy", false);
	number(w, "latest_chain_slot", h->chain);
	number(w, "latest_indexed_slot", h->indexed);
	distance(w, "slot_diff", h->chain, h->indexed);
	jsonw_null(w, "sol_slot_cutover");
	distance(w, "time_diff", k->chain_time, k->indexed_time);
	write_newest(w, k);
	jsonw_end(w);
}

enum rc
core_health(struct ctx *c, struct jsonw *w, const struct heights *h)
{
	bool plays = c->cf->core_plays != PLAYS_OFF;
	PGresult *res;
	struct core k;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_API_CORE, NULL)) != RC_OK ||
	    PQntuples(res) == 0)
		return rc;
	if ((rc = read_core(c, &k, res)) != RC_OK)
		return rc;
	jsonw_obj(w, "core");
	write_health(w, &k, h, plays);
	if (plays)
		write_listens(w, &k, h);
	jsonw_end(w);
	return RC_OK;
}
