/* SPDX-License-Identifier: ISC */
/* The node's word about itself: /health_check and /block_check. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/db/db.h"
#include "fcgi/node/core.h"
#include "fcgi/node/jobs.h"
#include "fcgi/api/rows.h"
#include "fcgi/serve/envelope.h"
#include "watch/nodes.h"

/* What a machine of the original's recommendation has at least. */
#define MIN_CPUS       8
#define MIN_MEMORY     INT64_C(15500000000)
#define MIN_FILESYSTEM INT64_C(240000000000)

/* A chain whose newest block is older stands still, or its node does. */
#define HEAD_STILL_S 600

struct health {
	struct call *k;
	struct jsonw *w;
	bool verbose;
	int64_t diff;       /* blocks behind the chain */
	int64_t head_age_s; /* of the newest block indexed; -1: not known */
	bool behind;        /* further than allowed, and that matters */
	const char *error;  /* why we call ourselves unhealthy, or NULL */
	struct jobs_state jobs;
	struct peer_heights peers;
};

static void
number(struct jsonw *w, const char *key, int64_t n)
{
	if (n < 0)
		jsonw_null(w, key);
	else
		jsonw_int(w, key, n);
}

static void
text(struct jsonw *w, const char *key, const char *s)
{
	jsonw_str(w, key, s != NULL && *s != '\0' ? s : NULL);
}

static void
block(struct jsonw *w, const char *key, const char *number_key, int64_t n,
    const char *hash)
{
	jsonw_obj(w, key);
	text(w, "blockhash", hash);
	number(w, number_key, n);
	jsonw_end(w);
}

/* Of a source on the other chain, which this node does not read. */
static void
other_chain(struct jsonw *w, const char *key, bool plays)
{
	jsonw_obj(w, key);
	jsonw_bool(w, "is_unhealthy", false);
	if (plays)
		jsonw_null(w, "oldest_unarchived_play_created_at");
	jsonw_null(w, "time_diff_general");
	jsonw_obj(w, "tx_info");
	jsonw_int(w, "slot_diff", -1);
	jsonw_int(w, "time_diff", -1);
	jsonw_obj(w, "tx_info");
	jsonw_null(w, "chain_tx");
	jsonw_null(w, "db_tx");
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
}

static bool
is_localhost(const char *url)
{
	return strstr(url, "localhost") != NULL ||
	       strstr(url, "127.0.0.1") != NULL || strstr(url, "@db:") != NULL;
}

static void
write_a_to_c(const struct health *h)
{
	const struct app *app = h->k->app;
	const struct conf *cf = app->cf;
	struct jsonw *w = h->w;

	if (cf->docker_compose_git_sha[0] != '\0')
		jsonw_str(w, "audius-docker-compose",
		    cf->docker_compose_git_sha);
	jsonw_bool(w, "auto_upgrade_enabled", cf->auto_upgrade_enabled);
	jsonw_int(w, "block_difference", h->diff);
	jsonw_obj(w, "chain_health");
	jsonw_str(w, "status",
	    h->k->heights.chain == HEIGHT_UNKNOWN ? "Unknown" : "Healthy");
	jsonw_end(w);
	jsonw_null(w, "challenge_last_event_age_sec");
	number(w, "confirmed_height", h->peers.most);
}

/* "core" stands between them. */
static void
write_c_to_d(const struct health *h)
{
	const struct app *app = h->k->app;
	const struct conf *cf = app->cf;
	struct jsonw *w = h->w;

	if (h->verbose)
		text(w, "country", cf->country);
	number(w, "database_connections", app->monitor.database_connections);
	jsonw_bool(w, "database_is_localhost", is_localhost(cf->db_url));
	number(w, "database_size", app->monitor.database_size);
	block(w, "db", "number", h->k->heights.indexed,
	    h->k->heights.indexed_hash);
	if (h->verbose) {
		jsonw_obj(w, "db_connections");
		number(w, "database_connections",
		    app->monitor.database_connections);
		jsonw_end(w);
	}
	jsonw_bool(w, "discovery_provider_healthy", h->error == NULL);
}

static void
write_e_to_l(const struct health *h)
{
	const struct app *app = h->k->app;
	const struct conf *cf = app->cf;
	struct jsonw *w = h->w;

	jsonw_arr(w, "errors");
	if (h->error != NULL)
		jsonw_str(w, NULL, h->error);
	jsonw_end(w);
	number(w, "filesystem_size", app->monitor.filesystem_size);
	number(w, "filesystem_used", app->monitor.filesystem_used);
	number(w, "final_poa_block", cf->final_poa_block);
	text(w, "git", cf->git_sha);
	number(w, "index_eth_age_sec", h->jobs.transfers_age_s);
	text(w, "infra_setup", cf->infra_setup);
	number(w, "known_height", h->peers.known);
	number(w, "last_scanned_block_for_balance_refresh", h->jobs.scanned);
	text(w, "last_track_unavailability_job_end_time",
	    h->jobs.availability_end);
	text(w, "last_track_unavailability_job_start_time",
	    h->jobs.availability_start);
	number(w, "latest_block_num", h->k->heights.chain);
	number(w, "latest_indexed_block_num", h->k->heights.indexed);
	if (h->verbose) {
		text(w, "latitude", cf->latitude);
		text(w, "longitude", cf->longitude);
	}
}

/* Nodes of the configuration, else those of the registry on Ethereum. */
static void
write_network(const struct health *h)
{
	const struct app *app = h->k->app;
	struct jsonw *w = h->w;
	size_t i;

	jsonw_obj(w, "network");
	if (h->jobs.content != NULL)
		jobs_nodes(h->jobs.content, w, "content_nodes");
	else
		node_list_write(&app->content, w, "content_nodes");
	if (h->jobs.discovery != NULL) {
		jobs_endpoints(h->jobs.discovery, w, "discovery_nodes");
		jobs_nodes(h->jobs.discovery, w, "discovery_nodes_with_owner");
	} else {
		jsonw_arr(w, "discovery_nodes");
		for (i = 0; i < app->discovery.n; i++)
			jsonw_str(w, NULL, app->discovery.v[i].url);
		jsonw_end(w);
		node_list_write(&app->discovery, w,
		    "discovery_nodes_with_owner");
	}
	jsonw_end(w);
}

static void
write_m_to_r(const struct health *h)
{
	const struct app *app = h->k->app;
	const struct monitor *m = &app->monitor;
	struct jsonw *w = h->w;

	jsonw_int(w, "maximum_healthy_block_difference",
	    (int64_t)app->cf->healthy_block_diff);
	jsonw_bool(w, "meets_min_requirements",
	    m->cpus >= MIN_CPUS && m->total_memory >= MIN_MEMORY &&
		m->filesystem_size >= MIN_FILESYSTEM);
	write_network(h);
	number(w, "num_users_in_immediate_balance_refresh_queue",
	    h->jobs.waiting);
	jsonw_null(w, "num_users_in_lazy_balance_refresh_queue");
	number(w, "number_of_cpus", m->cpus);
	jsonw_null(w, "openresty_public_key");
	other_chain(w, "plays", true);
	jsonw_obj(w, "reactions");
	jsonw_null(w, "indexing_delta");
	jsonw_bool(w, "is_unhealthy", false);
	jsonw_null(w, "reaction_delta");
	jsonw_end(w);
	number(w, "received_bytes_per_sec", m->received_per_s);
	number(w, "redis_total_memory", m->cache_memory);
	other_chain(w, "rewards_manager", false);
}

static void
write_s_to_z(const struct health *h)
{
	const struct app *app = h->k->app;
	struct jsonw *w = h->w;

	jsonw_str(w, "service", SERVICE_NAME);
	other_chain(w, "spl_audio_info", false);
	number(w, "total_memory", app->monitor.total_memory);
	jsonw_obj(w, "transactions_history_backfill");
	jsonw_bool(w, "rewards_manager_backfilling_complete", false);
	jsonw_bool(w, "spl_token_backfilling_complete", false);
	jsonw_bool(w, "user_bank_backfilling_complete", false);
	jsonw_end(w);
	number(w, "transferred_bytes_per_sec", app->monitor.sent_per_s);
	number(w, "trending_playlists_age_sec",
	    h->jobs.trending_playlists_age_s);
	number(w, "trending_tracks_age_sec", h->jobs.trending_tracks_age_s);
	text(w, "url", app->cf->url);
	number(w, "used_memory", app->monitor.used_memory);
	number(w, "user_balances_age_sec", h->jobs.balances_age_s);
	other_chain(w, "user_bank", false);
	jsonw_str(w, "version", app->cf->service_version);
	block(w, "web", "blocknumber", h->k->heights.chain,
	    h->k->heights.chain_hash);
}

/* Why nobody can say how far behind we are, or NULL. */
static const char *
unknown(const struct heights *hs)
{
	return hs->chain == HEIGHT_UNKNOWN
		   ? "the height of the chain is not known: no run of the "
		     "indexer has seen it for a minute"
	       : hs->indexed == HEIGHT_UNKNOWN ? "nothing has been indexed yet"
					       : NULL;
}

/* Nothing is missing, and nothing comes any more: named, as an operator who
 * sees no difference would think that all is well. */
static void
judge_head(struct health *h)
{
	if (h->error == NULL && h->diff == 0 && h->head_age_s > HEAD_STILL_S)
		h->error = arena_printf(h->k->c->a,
		    "the chain stands still, or the node that is asked: its "
		    "newest block, %" PRId64 ", is %" PRId64 " minutes old",
		    h->k->heights.chain, h->head_age_s / 60);
}

/*
 * How far behind, and whether that is too far.  What is not known counts as
 * one block more than the setting allows, as in the original.
 */
static void
judge(struct health *h, bool enforce)
{
	const struct heights *hs = &h->k->heights;
	int64_t limit = (int64_t)h->k->app->cf->healthy_block_diff;
	const struct value *own = param_get(h->k, "healthy_block_diff");

	h->error = h->k->db_away != NULL ? h->k->db_away : unknown(hs);
	h->diff = h->error != NULL ? limit + 1 : llabs(hs->chain - hs->indexed);
	if (own->set)
		limit = own->n;
	h->behind = enforce && h->diff > limit;
	if (h->error == NULL && h->diff > limit)
		h->error = arena_printf(h->k->c->a,
		    "the index is too far behind the chain: %" PRId64
		    " blocks, and %" PRId64 " are allowed",
		    h->diff, limit);
	judge_head(h);
}

static enum rc
read_head_age(struct health *h)
{
	struct ctx *c = h->k->c;
	PGresult *res;
	enum rc rc = db_run(c, &res, SQL_API_HEAD_AGE, NULL);

	if (rc != RC_OK || PQntuples(res) == 0)
		return rc;
	return db_i64(c, &h->head_age_s, res, 0, API_HEAD_AGE_age_s);
}

/* What can be known, with the database or without. */
static enum rc
look(struct health *h)
{
	struct call *k = h->k;
	bool database = k->db_away == NULL;
	enum rc rc;

	h->head_age_s = -1;
	h->peers.known = h->peers.most = WATCH_UNKNOWN;
	if ((rc = monitor_refresh(k->app, database)) != RC_OK)
		return rc;
	if (!database) {
		heights_unknown(&k->heights);
		jobs_unknown(&h->jobs);
		return RC_OK;
	}
	if ((rc = heights_read(k->c, &k->heights)) != RC_OK ||
	    (rc = read_head_age(h)) != RC_OK ||
	    (rc = peer_heights_read(k->c, &h->peers)) != RC_OK)
		return rc;
	return jobs_read(k->c, &h->jobs, k->app->content.n == 0,
	    k->app->discovery.n == 0);
}

/* Without the database a node is of no use to anybody. */
static int
status_of(const struct health *h)
{
	return h->k->db_away != NULL ? 503 : h->behind ? 500 : 200;
}

static enum rc
answer(struct call *k, bool enforce)
{
	struct health h = { .k = k, .w = jsonw_new(k->c->a) };
	enum rc rc;

	if ((rc = look(&h)) != RC_OK)
		return rc;
	h.verbose = param_get(k, "verbose")->n != 0;
	judge(&h, enforce);
	jsonw_sorted(h.w);
	jsonw_obj(h.w, NULL);
	write_a_to_c(&h);
	if (k->db_away == NULL &&
	    (rc = core_health(k->c, h.w, &k->heights)) != RC_OK)
		return rc;
	write_c_to_d(&h);
	write_e_to_l(&h);
	write_m_to_r(&h);
	write_s_to_z(&h);
	jsonw_end(h.w);
	return envelope_health(k, status_of(&h), span_str("{\"healthy\":true}"),
	    jsonw_done(h.w));
}

static enum rc
health_get(struct call *k)
{
	return answer(k, param_get(k, "enforce_block_diff")->n != 0);
}

static enum rc
block_check_get(struct call *k)
{
	return answer(k, true);
}

#define COUNT_MAX 1000000000 /* blocks and seconds */

/* clang-format off */
static const struct param health[] = {
	BOOL("verbose"), INT("healthy_block_diff", COUNT_MAX),
	BOOL("enforce_block_diff"),
	INT("challenge_events_age_max_drift", COUNT_MAX),
	INT("plays_count_max_drift", COUNT_MAX),
	INT("reactions_max_indexing_drift", COUNT_MAX),
	INT("reactions_max_last_reaction_drift", COUNT_MAX), END
};

static const struct route rows[] = {
	{
		.path = "/health_check", .on = ON_SERVICE, .offline = true,
		.also = ALSO_UNWELL, .stmt = STMT_NONE, .params = health,
		.fn = health_get,
	}, {
		.path = "/block_check", .on = ON_SERVICE, .offline = true,
		.also = ALSO_UNWELL, .stmt = STMT_NONE, .params = health,
		.fn = block_check_get,
	},
};
/* clang-format on */

const struct family family_health = FAMILY(rows);
