/* SPDX-License-Identifier: ISC */
#include "watch/watch.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/pgarr.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "watch/jobs.h"

#define CHAIN_SEEN 60 /* seconds; what the health check allows, too */
#define NONE       WATCH_UNKNOWN

/* Columns of a row that are numbers, at their places in out; null is NONE. */
static enum rc
numbers(struct ctx *c, int64_t *const *out, int n, const PGresult *res, int row)
{
	enum rc rc = RC_OK;
	int i;

	for (i = 0; i < n && rc == RC_OK; i++) {
		if (out[i] == NULL)
			continue;
		*out[i] = NONE;
		if (!PQgetisnull(res, row, i))
			rc = db_i64(c, out[i], res, row, i);
	}
	return rc;
}

/* The indexer. */

struct indexer {
	int64_t block, block_age, chain, chain_age;
	int64_t was_behind, was_age; /* some minutes ago */
	const char *bad, *count,
	    *why; /* the block that it cannot do; or NULL */
};

static enum rc
read_indexer(struct ctx *c, struct indexer *x)
{
	int64_t *const n[STATUS_INDEXER__MAX] = {
		[STATUS_INDEXER_block] = &x->block,
		[STATUS_INDEXER_block_age] = &x->block_age,
		[STATUS_INDEXER_chain] = &x->chain,
		[STATUS_INDEXER_chain_age] = &x->chain_age,
		[STATUS_INDEXER_was_behind] = &x->was_behind,
		[STATUS_INDEXER_was_age] = &x->was_age,
	};
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_STATUS_INDEXER, NULL)) != RC_OK)
		return rc;
	x->bad = db_text(res, 0, STATUS_INDEXER_bad_block);
	x->count = db_text(res, 0, STATUS_INDEXER_bad_count);
	x->why = db_text(res, 0, STATUS_INDEXER_bad_why);
	return numbers(c, n, STATUS_INDEXER__MAX, res, 0);
}

static int64_t
behind(const struct indexer *x)
{
	return x->chain > x->block ? x->chain - x->block : 0;
}

/* Seconds until nothing is missing, as it went lately; NONE: not known. */
static int64_t
eta(const struct indexer *x)
{
	int64_t now = behind(x);

	if (x->was_age == NONE || x->was_age <= 0 || x->was_behind <= now)
		return NONE;
	return (int64_t)((double)now * (double)x->was_age /
			 (double)(x->was_behind - now));
}

/* What becomes of the lag; nothing while there is hardly one. */
static const char *
trend(struct ctx *c, const struct indexer *x)
{
	int64_t left = eta(x);

	if (behind(x) <= (int64_t)c->cf->healthy_block_diff ||
	    x->was_age == NONE)
		return "";
	return left == NONE ? ", and falls back"
			    : arena_printf(c->a, ", there in %s",
				  watch_duration(c, left));
}

/* "block 7 (of 3 s ago), 2 behind the chain, there in 5 min" */
static const char *
position(struct ctx *c, const struct indexer *x)
{
	const char *age = "", *lag = "";

	if (x->block == NONE)
		return "nothing is indexed";
	if (x->block_age != NONE)
		age = arena_printf(c->a, " (of %s ago)",
		    watch_duration(c, x->block_age));
	if (x->chain != NONE)
		lag = arena_printf(c->a, ", %" PRId64 " behind the chain%s",
		    behind(x), trend(c, x));
	return arena_printf(c->a, "block %" PRId64 "%s%s", x->block, age, lag);
}

/* What is wrong with it, below its line. */
static void
indexer_help(struct watch *s, const struct indexer *x, bool seen)
{
	struct ctx *c = s->c;

	if (x->bad != NULL)
		watch_because(s,
		    "block %s cannot be indexed, tried %s times: %s", x->bad,
		    x->count, x->why);
	if (!seen)
		watch_below(s, "%s: systemctl status discprov-index.timer",
		    x->chain_age == NONE
			? "no run has seen the chain"
			: arena_printf(c->a, "no run has seen the chain for %s",
			      watch_duration(c, x->chain_age)));
	if (!seen || x->bad != NULL)
		watch_below(s, "its words: journalctl -n 20 -u discprov-index");
	else
		watch_below(s,
		    "faster: systemctl start --no-block discprov-catch-up");
}

enum rc
watch_indexer(struct watch *s)
{
	struct ctx *c = s->c;
	struct indexer x;
	bool seen, near, good;
	enum rc rc;

	if ((rc = read_indexer(c, &x)) != RC_OK)
		return rc;
	seen = x.chain_age != NONE && x.chain_age <= CHAIN_SEEN;
	near = x.chain - x.block <= (int64_t)c->cf->healthy_block_diff;
	good = x.block != NONE && seen && near && x.bad == NULL;
	watch_line(s, good ? LIGHT_GOOD : LIGHT_RED, "indexer",
	    good            ? "ok"
	    : x.bad != NULL ? "stuck"
	    : !seen         ? "silent"
			    : "behind",
	    "%s", position(c, &x));
	watch_fact(s, "block", x.block);
	watch_fact(s, "chain", x.chain);
	watch_fact(s, "behind", x.chain == NONE ? NONE : behind(&x));
	watch_fact(s, "eta_s", x.chain == NONE ? NONE : eta(&x));
	if (!good)
		indexer_help(s, &x, seen);
	return RC_OK;
}

/* Jobs. */

struct row {
	const struct job_row *job;
	int64_t began, good, took_ms, error_age;
	const char *did, *error;
	bool failed, cut, late, running;
};

static const char *
counts(struct ctx *c, const PGresult *res, int i)
{
	const char *read = db_text(res, i, STATUS_JOBS_read);
	const char *changed = db_text(res, i, STATUS_JOBS_changed);
	const char *failed = db_text(res, i, STATUS_JOBS_failed);

	if (read == NULL || changed == NULL || failed == NULL)
		return "";
	if (strcmp(read, "0") == 0 && strcmp(changed, "0") == 0 &&
	    strcmp(failed, "0") == 0)
		return "nothing to do";
	return arena_printf(c->a, "read %s, changed %s%s%s", read, changed,
	    strcmp(failed, "0") == 0 ? "" : ", failed ",
	    strcmp(failed, "0") == 0 ? "" : failed);
}

static enum rc
read_row(struct ctx *c, struct row *w, const PGresult *res, int i)
{
	int64_t *const n[STATUS_JOBS__MAX] = {
		[STATUS_JOBS_began] = &w->began,
		[STATUS_JOBS_good] = &w->good,
		[STATUS_JOBS_took_ms] = &w->took_ms,
		[STATUS_JOBS_error_age] = &w->error_age,
	};
	bool *const b[STATUS_JOBS__MAX] = {
		[STATUS_JOBS_is_failed] = &w->failed,
		[STATUS_JOBS_is_cut] = &w->cut,
		[STATUS_JOBS_is_late] = &w->late,
		[STATUS_JOBS_is_running] = &w->running,
	};
	enum rc rc = numbers(c, n, STATUS_JOBS__MAX, res, i);
	int k;

	for (k = 0; k < STATUS_JOBS__MAX && rc == RC_OK; k++)
		if (b[k] != NULL)
			rc = db_bool(c, b[k], res, i, k);
	w->error = db_text(res, i, STATUS_JOBS_error);
	w->did = db_text(res, i, STATUS_JOBS_did);
	if (w->did == NULL)
		w->did = counts(c, res, i);
	return rc;
}

static const char *
target(const struct job_row *job)
{
	return job->needs_eth ? "discprov-jobs-ethereum.target"
			      : "discprov-jobs.target";
}

static void
show_never(struct watch *s, const struct row *w)
{
	const char *eth = s->c->cf->eth_provider_url;

	if (w->job->needs_eth && (eth == NULL || eth[0] == '\0')) {
		watch_line(s, LIGHT_OFF, w->job->name, "off",
		    "needs the Ethereum chain: %s is not set",
		    conf_where(s->c->cf, "web3", "eth_provider_url"));
		return;
	}
	watch_line(s, LIGHT_RED, w->job->name, "never", "every %s: %s",
	    w->job->every, w->job->help);
	watch_below(s, "start its timer: systemctl enable --now %s",
	    target(w->job));
}

/* "3 min ago, took 0.2 s: read 7, changed 1" */
static const char *
last(struct ctx *c, const struct row *w)
{
	const char *took = "";

	if (w->took_ms != NONE)
		took = arena_printf(c->a, ", took %.1f s: %s",
		    (double)w->took_ms / 1000, w->did);
	return arena_printf(c->a, "%s ago%s", watch_duration(c, w->began),
	    took);
}

static void
show_job(struct watch *s, const struct row *w)
{
	const char *name = w->job->name, *word = "ok";
	bool red = w->failed || w->late;

	if (w->began == NONE) {
		show_never(s, w);
		return;
	}
	if (w->failed)
		word = "failed";
	else if (w->late)
		word = "late";
	else if (w->running)
		word = "running";
	else if (w->cut)
		word = "cut off";
	watch_line(s,
	    red                     ? LIGHT_RED
	    : w->cut && !w->running ? LIGHT_AMBER
				    : LIGHT_GOOD,
	    name, word, "%s", last(s->c, w));
	watch_fact(s, "began_s", w->began);
	watch_fact(s, "good_s", w->good);
	watch_fact(s, "took_ms", w->took_ms);
	watch_fact(s, "late", w->late);
	if (!red)
		return;
	if (w->failed)
		watch_because(s, "%s ago: %s",
		    watch_duration(s->c, w->error_age), w->error);
	if (w->late)
		watch_below(s,
		    "every %s, and none went well%s%s: systemctl status "
		    "discprov-job-%s.timer",
		    w->job->every, w->good == NONE ? "" : " for ",
		    w->good == NONE ? "" : watch_duration(s->c, w->good), name);
	watch_below(s,
	    "its words: journalctl -n 20 -u discprov-job@%s; by hand: "
	    "discprov-job -v %s",
	    name, name);
}

enum rc
watch_jobs(struct watch *s)
{
	struct ctx *c = s->c;
	struct pgarr *name = pgarr_new(c->a), *lock = pgarr_new(c->a);
	const char *param[3] = { NULL, NULL, LOCK_SPACE };
	struct row w;
	PGresult *res;
	enum rc rc;
	size_t i;

	for (i = 0; i < njob_rows; i++) {
		pgarr_text(name, job_rows[i].name);
		pgarr_int(lock, (int64_t)job_rows[i].lock);
	}
	param[0] = pgarr_done(name);
	param[1] = pgarr_done(lock);
	if ((rc = db_run(c, &res, SQL_STATUS_JOBS, param)) != RC_OK)
		return rc;
	for (i = 0; i < njob_rows && (int)i < PQntuples(res); i++) {
		w.job = &job_rows[i];
		if ((rc = read_row(c, &w, res, (int)i)) != RC_OK)
			return rc;
		show_job(s, &w);
	}
	return RC_OK;
}
