/* SPDX-License-Identifier: ISC */
/*
 * Figures for a monitor, in the text form of Prometheus: /prometheus_metrics.
 * Names that begin with audius_dn_ are the original's.  Answers are counted by
 * all processes together, see timing.h.  What one process knows of itself alone
 * is marked with its number, since another one may answer next time.
 * Without the database there are those of the process alone.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/base/buf.h"
#include "common/base/num.h"
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/field.h"
#include "fcgi/node/jobs.h"
#include "fcgi/serve/envelope.h"
#include "fcgi/serve/timing.h"
#include "watch/nodes.h"

static void
head(struct buf *o, const char *name, const char *type, const char *help)
{
	buf_printf(o, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* One figure that is known; below 0 it is not. */
static void
figure(struct buf *o, const char *name, const char *help, int64_t n)
{
	if (n < 0)
		return;
	head(o, name, "gauge", help);
	buf_printf(o, "%s %" PRId64 "\n", name, n);
}

/* --- of this process */

static void
own(struct buf *o, const char *name, const char *type, const char *help,
    double n)
{
	head(o, name, type, help);
	buf_printf(o, "%s{process=\"%ld\"} %.17g\n", name, (long)getpid(), n);
}

/* Pages, as the kernel tells them. */
static bool
read_pages(long long *size, long long *resident)
{
	FILE *f = fopen("/proc/self/statm", "re");
	bool ok;

	if (f == NULL)
		return false;
	ok = fscanf(f, "%lld %lld", size, resident) == 2;
	fclose(f);
	return ok;
}

static void
write_process(struct buf *o, const struct app *app)
{
	long long size, resident;
	struct rusage u;
	long page = sysconf(_SC_PAGESIZE);

	if (getrusage(RUSAGE_SELF, &u) == 0)
		own(o, "process_cpu_seconds_total", "counter",
		    "Processor time of the process that answers.",
		    (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) +
			(double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) /
			    1e6);
	if (read_pages(&size, &resident)) {
		own(o, "process_resident_memory_bytes", "gauge", "Its memory.",
		    (double)(resident * page));
		own(o, "process_virtual_memory_bytes", "gauge",
		    "Its address space.", (double)(size * page));
	}
	own(o, "process_start_time_seconds", "gauge",
	    "When it began, as Unix time.", (double)app->started_s);
}

/*
 * What a label's value may not have in it: our patterns have none of it. whose:
 * one more label, or nothing.
 */
static void
write_timed(struct buf *o, const struct timed *d, const char *whose)
{
	static const char name[] = "audius_dn_flask_route_duration_seconds";
	const char *labels = arena_printf(o->a, "route=\"%s%s\",code=\"%d\"%s",
	    route_prefix(d->on), d->rt->path, d->status, whose);
	uint64_t n = 0;
	size_t i;

	for (i = 0; i < TIMING_BUCKETS; i++) {
		n += d->bucket[i];
		buf_printf(o, "%s_bucket{%s,le=\"%g\"} %" PRIu64 "\n", name,
		    labels, timing_bounds_ms[i] / 1000.0, n);
	}
	n += d->longer;
	buf_printf(o, "%s_bucket{%s,le=\"+Inf\"} %" PRIu64 "\n", name, labels,
	    n);
	buf_printf(o, "%s_sum{%s} %.3f\n", name, labels,
	    (double)d->sum_ms / 1000);
	buf_printf(o, "%s_count{%s} %" PRIu64 "\n", name, labels, n);
}

static void
write_timing(struct buf *o, const struct timing *t)
{
	const char *whose =
	    timing_is_shared(t)
		? ""
		: arena_printf(o->a, ",process=\"%ld\"", (long)getpid());
	const struct timed *v;
	size_t i, n;

	head(o, "discprov_requests_total", "counter",
	    "Requests that the pool was handed.");
	buf_printf(o, "discprov_requests_total%s%s%s %" PRIu64 "\n",
	    *whose ? "{" : "", *whose ? whose + 1 : "", *whose ? "}" : "",
	    timing_requests(t));
	v = timing_all(t, o->a, &n);
	if (n > 0)
		head(o, "audius_dn_flask_route_duration_seconds", "histogram",
		    "How long answers took, by route and status.");
	for (i = 0; i < n; i++)
		write_timed(o, &v[i], whose);
}

/* --- of the node */

static int64_t
behind(const struct heights *h)
{
	if (h->chain == HEIGHT_UNKNOWN || h->indexed == HEIGHT_UNKNOWN)
		return -1;
	return llabs(h->chain - h->indexed);
}

/* The numbers of the health check, by its names. */
static void
write_health(struct buf *o, const struct call *k, const struct jobs_state *j)
{
	const struct monitor *m = &k->app->monitor;
	const struct {
		const char *key;
		int64_t n;
	} all[] = {
		{ "block_difference", behind(&k->heights) },
		{ "blocknumber", k->heights.chain },
		{ "database_connections", m->database_connections },
		{ "database_size", m->database_size },
		{ "filesystem_size", m->filesystem_size },
		{ "filesystem_used", m->filesystem_used },
		{ "final_poa_block", k->app->cf->final_poa_block },
		{ "index_eth_age_sec", j->transfers_age_s },
		{ "last_scanned_block_for_balance_refresh", j->scanned },
		{ "latest_block_num", k->heights.chain },
		{ "latest_indexed_block_num", k->heights.indexed },
		{ "maximum_healthy_block_difference",
		    (int64_t)k->app->cf->healthy_block_diff },
		{ "num_users_in_immediate_balance_refresh_queue", j->waiting },
		{ "number_of_cpus", m->cpus },
		{ "received_bytes_per_sec", m->received_per_s },
		{ "redis_total_memory", m->cache_memory },
		{ "total_memory", m->total_memory },
		{ "transferred_bytes_per_sec", m->sent_per_s },
		{ "trending_playlists_age_sec", j->trending_playlists_age_s },
		{ "trending_tracks_age_sec", j->trending_tracks_age_s },
		{ "used_memory", m->used_memory },
		{ "user_balances_age_sec", j->balances_age_s },
	};
	size_t i;

	head(o, "audius_dn_health_check", "gauge",
	    "The numbers of the health check.");
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (all[i].n >= 0)
			buf_printf(o,
			    "audius_dn_health_check{key=\"%s\"} %" PRId64 "\n",
			    all[i].key, all[i].n);
}

static void
write_node(struct buf *o, const struct call *k)
{
	const struct monitor *m = &k->app->monitor;

	figure(o, "discprov_database_size_bytes", "Size of the database.",
	    m->database_size);
	figure(o, "discprov_database_connections", "Connections to its server.",
	    m->database_connections);
	figure(o, "discprov_cache_limit_bytes",
	    "Memory that memcached may use; none when it does not answer.",
	    m->cache_memory);
	figure(o, "discprov_indexed_block", "The newest block in the database.",
	    k->heights.indexed);
	figure(o, "discprov_chain_block", "The newest block of the chain.",
	    k->heights.chain);
	figure(o, "discprov_blocks_behind", "How many blocks are missing.",
	    behind(&k->heights));
}

/* A figure of each job that has one; labels: its name, and what fmt says. */
static void
write_of_jobs(struct buf *o, const PGresult *jobs, const char *name,
    const char *help, int col, const char *label, int extra)
{
	const char *n, *more;
	int row;

	head(o, name, "gauge", help);
	for (row = 0; row < PQntuples(jobs); row++) {
		if ((n = db_text(jobs, row, col)) == NULL)
			continue;
		more = extra < 0 ? NULL : db_text(jobs, row, extra);
		buf_printf(o, "%s{%s=\"%s\"%s%s%s} %s\n", name, label,
		    db_text(jobs, row, API_JOB_RUNS_job),
		    more == NULL ? "" : ",success=\"", more == NULL ? "" : more,
		    more == NULL ? "" : "\"", n);
	}
}

#define AT(col) API_JOB_RUNS_##col

static void
write_jobs(struct buf *o, const PGresult *jobs)
{
	write_of_jobs(o, jobs, "discprov_job_begun_timestamp_seconds",
	    "When the job's last pass began.", AT(begun), "job", -1);
	write_of_jobs(o, jobs, "discprov_job_success_timestamp_seconds",
	    "When its last pass that went well ended.", AT(good), "job", -1);
	write_of_jobs(o, jobs, "discprov_job_late",
	    "1: none went well for longer than it should take.", AT(late),
	    "job", -1);
	write_of_jobs(o, jobs, "discprov_job_failing",
	    "1: its last pass failed.", AT(failing), "job", -1);
	write_of_jobs(o, jobs, "audius_dn_celery_task_last_duration_seconds",
	    "How long its last pass took.", AT(took), "func_name", AT(success));
	write_of_jobs(o, jobs, "audius_dn_celery_task_active_duration_seconds",
	    "For how long the pass that is on its way has run.", AT(active),
	    "task_name", -1);
}

#undef AT

/* --- of the other nodes */

/* A label's value, as the format wants it. */
static void
label(struct buf *o, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s == '"' || *s == '\\')
			buf_add(o, "\\", 1);
		buf_add(o, *s == '\n' ? " " : s, 1);
	}
}

static enum rc
write_diverged(struct buf *o, struct ctx *c)
{
	static const char name[] = "discprov_peer_diverged";
	const char *const labels[] = { "peer", "table", "key" };
	const char *value;
	PGresult *res;
	enum rc rc = db_run(c, &res, SQL_API_PEERS_DIVERGED, NULL);
	int row, i;

	if (rc != RC_OK || PQntuples(res) == 0)
		return rc;
	head(o, name, "gauge",
	    "1: a discovery node whose rows are not ours, and the first.");
	for (row = 0; row < PQntuples(res); row++) {
		buf_str(o, name);
		for (i = 0; i < API_PEERS_DIVERGED__MAX; i++) {
			value = db_text(res, row, i);
			buf_printf(o, "%c%s=\"", i == 0 ? '{' : ',', labels[i]);
			label(o, value != NULL ? value : "");
			buf_str(o, "\"");
		}
		buf_str(o, "} 1\n");
	}
	return RC_OK;
}

static enum rc
write_peers(struct buf *o, struct ctx *c)
{
	struct peer_heights h;
	enum rc rc = peer_heights_read(c, &h);
	const struct {
		const char *state;
		int64_t n;
	} all[] = { { "up", h.up }, { "suspect", h.suspect },
		{ "down", h.down }, { "behind", h.behind },
		{ "diverged", h.diverged } };
	size_t i;

	if (rc != RC_OK || !h.is_there)
		return rc;
	head(o, "discprov_peers", "gauge", "Other discovery nodes, by state.");
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		buf_printf(o, "discprov_peers{state=\"%s\"} %" PRId64 "\n",
		    all[i].state, all[i].n);
	figure(o, "discprov_known_block",
	    "The newest block that we or live nodes are known to have.",
	    h.known);
	figure(o, "discprov_confirmed_block",
	    "The newest block at which most live nodes hold what we hold.",
	    h.most);
	return write_diverged(o, c);
}

/* What the database tells; without it nothing is written. */
static enum rc
write_known(struct buf *o, struct call *k)
{
	struct jobs_state j;
	PGresult *jobs;
	enum rc rc;

	if ((rc = heights_read(k->c, &k->heights)) != RC_OK ||
	    (rc = monitor_refresh(k->app, true)) != RC_OK ||
	    (rc = jobs_read(k->c, &j, false, false)) != RC_OK ||
	    (rc = db_run(k->c, &jobs, SQL_API_JOB_RUNS, NULL)) != RC_OK)
		return rc;
	write_health(o, k, &j);
	write_node(o, k);
	write_jobs(o, jobs);
	return write_peers(o, k->c);
}

static enum rc
metrics_get(struct call *k)
{
	struct buf o = { .a = k->c->a };
	enum rc rc;

	write_process(&o, k->app);
	write_timing(&o, k->app->timing);
	if ((rc = write_known(&o, k)) != RC_OK)
		err_clear(&k->c->err);
	figure(&o, "discprov_database_up", "1: the database answers.",
	    rc == RC_OK);
	reply_json(k->out, 200, buf_span(&o));
	k->out->type = "text/plain; version=0.0.4; charset=utf-8";
	return RC_OK;
}

/* --- plays */

/* When the newest play was heard; too long ago is a failure when asked. */
static enum rc
play_check_get(struct call *k)
{
	const struct value *drift = param_get(k, "max_drift");
	struct jsonw *w = jsonw_new(k->c->a);
	struct view v = { .k = k };
	PGresult *res;
	bool old;
	enum rc rc;

	if ((rc = db_run(k->c, &res, SQL_API_NEWEST_PLAY, NULL)) != RC_OK)
		return rc;
	v.res = res;
	old = PQntuples(res) == 0 ||
	      view_int(&v, API_NEWEST_PLAY_age_s) > drift->n;
	date_write(w, NULL,
	    PQntuples(res) == 0 ? NULL : view_text(&v, API_NEWEST_PLAY_heard),
	    true);
	return envelope(k, drift->set && drift->n > 0 && old ? 500 : 200,
	    jsonw_done(w));
}

/* clang-format off */
static const struct param none[] = { END };
static const struct param drift[] = { INT("max_drift", 1000000000), END };

static const struct route rows[] = {
	{
		/* of the pool that answers clients, not of the node's own */
		.path = "/prometheus_metrics", .on = ON_LEGACY,
		.offline = true, .stmt = STMT_NONE, .params = none,
		.fn = metrics_get,
	}, {
		.path = "/play_check", .on = ON_SERVICE, .stmt = STMT_NONE,
		.also = ALSO_UNWELL, .params = drift, .fn = play_check_get,
	},
};
/* clang-format on */

const struct family family_metrics = FAMILY(rows);
