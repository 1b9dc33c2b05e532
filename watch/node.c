/* SPDX-License-Identifier: ISC */
#include "watch/node.h"

#include <inttypes.h>
#include <string.h>

#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/db/migrate.h"
#include "common/prog/disk.h"
#include "common/prog/probe.h"
#include "watch/nodes.h"

#define STILL_S 600   /* since the newest block of a chain */
#define SLOW_MS 10000 /* a request that takes longer is no good sign */

const char *
watch_bytes(struct ctx *c, int64_t n)
{
	static const char *const unit[] = { "bytes", "kB", "MB", "GB", "TB" };
	double d = (double)n;
	size_t u = 0;

	for (; d >= 1000 && u < 4; u++)
		d /= 1000;
	return arena_printf(c->a, "%.*f %s", u > 0 && d < 10 ? 1 : 0, d,
	    unit[u]);
}

/* The database, and what it knows. */

static enum rc
session(struct watch *w)
{
	struct ctx *c = w->c;
	int64_t step = 0;
	enum rc rc;

	if ((rc = db_open(c, &c->db, DB_READER)) != RC_OK) {
		watch_fault(w, LIGHT_RED, "database", "away");
		return rc;
	}
	watch_line(w, LIGHT_GOOD, "database", "ok", "%s", db_about(c));
	if ((rc = migrate_check(c)) != RC_OK ||
	    (rc = migrate_step(c, &step)) != RC_OK) {
		watch_fault(w, LIGHT_RED, "schema", "other");
		return rc;
	}
	watch_line(w, LIGHT_GOOD, "schema", "ok", "step %" PRId64, step);
	watch_fact(w, "step", step);
	watch_fact(w, "on_core", probe_on_core(c));
	return RC_OK;
}

static enum rc
see_database(struct watch *w, const void *arg)
{
	enum rc rc;

	(void)arg;
	if ((rc = session(w)) == RC_OK && (rc = watch_indexer(w)) == RC_OK)
		rc = watch_pool(w);
	db_close(w->c->db);
	return rc;
}

/* In a session of its own, whose failure see_database() tells. */
static enum rc
see_jobs(struct watch *w, const void *arg)
{
	struct ctx *c = w->c;
	enum rc rc;

	(void)arg;
	if (db_open(c, &c->db, DB_READER) != RC_OK ||
	    migrate_check(c) != RC_OK) {
		db_close(c->db);
		return RC_OK;
	}
	if ((rc = watch_peers(w)) == RC_OK && (rc = watch_jobs(w)) == RC_OK)
		rc = watch_crawler(w);
	db_close(c->db);
	return rc;
}

/* The pool. */

struct pool {
	int64_t sessions, busy, longest_ms, hidden, used, most, size;
};

static enum rc
read_pool(struct ctx *c, struct pool *p)
{
	int64_t *const to[] = { &p->sessions, &p->busy, &p->longest_ms,
		&p->hidden, &p->used, &p->most, &p->size };
	PGresult *res;
	enum rc rc = db_run(c, &res, SQL_STATUS_POOL, NULL);
	int i;

	for (i = 0; rc == RC_OK && i < STATUS_POOL__MAX; i++) {
		*to[i] = 0;
		if (!PQgetisnull(res, 0, i))
			rc = db_i64(c, to[i], res, 0, i);
	}
	return rc;
}

enum rc
watch_pool(struct watch *w)
{
	struct pool p;
	bool slow;
	enum rc rc;

	if ((rc = read_pool(w->c, &p)) != RC_OK)
		return rc;
	watch_line(w, p.used * 10 > p.most * 9 ? LIGHT_AMBER : LIGHT_GOOD,
	    "connections", p.used * 10 > p.most * 9 ? "many" : "ok",
	    "%" PRId64 " of %" PRId64 "; the database has %s", p.used, p.most,
	    watch_bytes(w->c, p.size));
	watch_fact(w, "used", p.used);
	watch_fact(w, "most", p.most);
	watch_fact(w, "database_bytes", p.size);
	if (p.used * 10 > p.most * 9)
		watch_below(w, "raise max_connections in postgresql.conf, or "
			       "run fewer pool processes");
	if (p.sessions == 0) {
		watch_line(w, LIGHT_OFF, "pool", "idle",
		    "no process has asked the database yet");
		watch_below(w, "is it on? systemctl status 'discprov-fcgi@*'");
		return RC_OK;
	}
	slow = p.longest_ms > SLOW_MS;
	watch_line(w, slow ? LIGHT_AMBER : LIGHT_GOOD, "pool",
	    slow ? "slow" : "ok",
	    "%" PRId64 " processes, %" PRId64
	    " busy, the longest request %.1f s%s",
	    p.sessions, p.busy, (double)p.longest_ms / 1000,
	    p.hidden > 0 ? "; some cannot be seen by this role" : "");
	watch_fact(w, "processes", p.sessions);
	watch_fact(w, "busy", p.busy);
	watch_fact(w, "longest_ms", p.longest_ms);
	if (slow)
		watch_below(w, "what it waits for: psql -c 'SELECT pid, "
			       "wait_event, query FROM pg_stat_activity'");
	return RC_OK;
}

/* Servers: each by itself. */

static void
show_node(struct watch *w, const struct probe_item *i,
    const struct probe_seen *seen)
{
	bool still = seen->age_s > STILL_S;

	watch_line(w, still ? LIGHT_AMBER : LIGHT_GOOD, i->what,
	    still ? "still" : "ok", "%s: chain %s, block %" PRId64 ", %s old",
	    seen->name, seen->chain, seen->height,
	    watch_duration(w->c, seen->age_s));
	if (still)
		watch_below(w,
		    "does it follow its chain? ask another one, "
		    "too: %s",
		    i->setting);
}

static enum rc
see_server(struct watch *w, const void *arg)
{
	const struct probe_item *i = arg;
	bool is_cache = i->use == PROBE_CACHE;
	struct probe_seen seen;

	if (probe_look(w->c, &seen, i) != RC_OK) {
		watch_fault(w, i->several || is_cache ? LIGHT_AMBER : LIGHT_RED,
		    i->what, "away");
		return RC_OK; /* it has its line */
	}
	if (seen.age_s == PROBE_UNKNOWN)
		watch_line(w, LIGHT_GOOD, i->what, "ok", "%s: %s", seen.name,
		    seen.text);
	else
		show_node(w, i, &seen);
	watch_fact(w, "height", seen.height);
	watch_fact(w, "age_s", seen.age_s);
	return RC_OK;
}

/* Of several nodes that do the same: how far each is behind the best, and
   whether there is a good one. */
static void
compare_nodes(struct watch *w, const char *what)
{
	int64_t best = WATCH_UNKNOWN, height;
	size_t i, ngood = 0, n = 0;

	for (i = 0; i < w->n; i++) {
		if (strcmp(w->v[i].name, what) != 0)
			continue;
		n++;
		ngood += sight_fact(&w->v[i], "height") != WATCH_UNKNOWN;
		if ((height = sight_fact(&w->v[i], "height")) > best)
			best = height;
	}
	for (i = 0; i < w->n; i++) {
		if (strcmp(w->v[i].name, what) != 0)
			continue;
		if (ngood == 0)
			w->v[i].light = LIGHT_RED;
		height = sight_fact(&w->v[i], "height");
		if (n > 1 && height != WATCH_UNKNOWN && height < best)
			w->v[i].text = arena_printf(w->c->a,
			    "%s, %" PRId64 " behind the other", w->v[i].text,
			    best - height);
	}
}

/* Chains that were indexed to their end need no nodes any more. */
static void
leave_behind(struct watch *w)
{
	struct sight *s;
	bool on_core = false;
	size_t i;

	for (i = 0; i < w->n; i++)
		on_core |= sight_fact(&w->v[i], "on_core") == 1;
	for (i = 0; on_core && i < w->n; i++) {
		s = &w->v[i];
		if (strcmp(s->name, "chain") != 0 &&
		    strcmp(s->name, "second-chain") != 0)
			continue;
		*s = (struct sight){ .light = LIGHT_OFF,
			.name = s->name,
			.word = "off",
			.text = PROBE_BEHIND };
	}
}

/* Disks. */

struct folder {
	const char *path, *what;
};

static void
see_disk(struct watch *w, const struct folder *f)
{
	struct ctx *c = w->c;
	bool is_short;
	struct disk d;

	if (f->path == NULL || disk_look(&d, f->path) != 0)
		return;
	is_short = disk_is_short(f->path);
	watch_line(w,
	    is_short                ? LIGHT_RED
	    : d.free < d.total / 10 ? LIGHT_AMBER
				    : LIGHT_GOOD,
	    "disk",
	    is_short                ? "full"
	    : d.free < d.total / 10 ? "filling"
				    : "ok",
	    "%s of %s are free under %s (%s)%s",
	    watch_bytes(c, (int64_t)d.free), watch_bytes(c, (int64_t)d.total),
	    f->path, f->what, d.read_only ? ", which is read-only" : "");
	watch_fact(w, "free_bytes", (int64_t)d.free);
	watch_fact(w, "total_bytes", (int64_t)d.total);
	if (w->v[w->n - 1].light != LIGHT_GOOD)
		watch_below(w,
		    "what takes the room: du -xh %s | sort -h | "
		    "tail",
		    f->path);
}

/* Without a host the database is here, where Debian has its folder. */
static bool
is_here(const char *url)
{
	return strstr(url, ":///") != NULL ||
	       strstr(url, "localhost") != NULL ||
	       strstr(url, "127.0.0.1") != NULL;
}

enum rc
see_disks(struct watch *w, const void *arg)
{
	const struct conf *cf = w->c->cf;
	const struct folder v[] = {
		{ is_here(cf->db_url) ? "/var/lib/postgresql" : NULL,
		    "the database" },
		{ cf->web_cache_dir, "nginx's cache" },
		{ cf->listens_dir, "listens" },
		{ cf->run_dir, "locks" },
	};
	size_t i;

	(void)arg;
	for (i = 0; i < sizeof(v) / sizeof(v[0]); i++)
		see_disk(w, &v[i]);
	return RC_OK;
}

/* All of it. */

enum rc
watch_node(struct watch *w)
{
	static const char *const chains[] = { "chain", "second-chain",
		"core-chain", "ethereum" };
	struct look v[PROBE_MAX + 8];
	struct probe_list servers;
	size_t n = 0, i;
	enum rc rc;

	probe_list(w->c, &servers, PROBE_CHAIN | PROBE_ETHEREUM | PROBE_CACHE);
	v[n++] = (struct look){ "database", see_database, NULL, USER_POOL };
	for (i = 0; i < servers.n; i++)
		v[n++] = (struct look){ servers.v[i].what, see_server,
			&servers.v[i], NULL };
	v[n++] = (struct look){ "disk", see_disks, NULL, NULL };
	v[n++] = (struct look){ "units", see_units, NULL, NULL };
	v[n++] = (struct look){ "jobs", see_jobs, NULL, USER_POOL };
	rc = watch_ask(w, v, n, WATCH_MS);
	for (i = 0; i < sizeof(chains) / sizeof(chains[0]); i++)
		compare_nodes(w, chains[i]);
	leave_behind(w);
	return rc == RC_DB || rc == RC_CONFIG ? rc : RC_OK;
}
