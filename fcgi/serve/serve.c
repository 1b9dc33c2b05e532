/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/serve.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/db/db.h"
#include "common/net/flight.h"
#include "common/prog/disk.h"
#include "fcgi/serve/auth.h"
#include "fcgi/serve/lead.h"
#include "fcgi/serve/route.h"
#include "fcgi/serve/stored.h"

#define TELL_MS 60000 /* between two lines about one disk */

static enum rc
answer_from_row(struct call *k)
{
	enum rc rc = RC_OK;

	if ((k->rt->auth && (rc = auth_read(k)) != RC_OK) ||
	    (rc = param_handles(k)) != RC_OK)
		return rc;
	if (k->rt->fn != NULL && !k->nobody)
		return k->rt->fn(k);
	return route_answer(k);
}

/* A refusal that stands is an answer like any other. */
static enum rc
stands(enum rc rc)
{
	return rc == RC_REPLIED ? RC_OK : rc;
}

/*
 * An envelope names heights: they are read in the transaction of the data.
 * Under /v1 there is no envelope, and who does not ask for a height does not
 * pay for it: it is a third of a small answer.
 */
static bool
names_heights(const struct call *k)
{
	return !k->rt->offline &&
	       ((k->on & (ON_LEGACY | ON_FULL)) != 0 || k->demand.is_there);
}

/* Of the state that one transaction sees, whose height the answer names. */
static enum rc
answer_of_state(struct call *k)
{
	enum rc rc;

	if ((rc = demand_begin(k)) != RC_OK)
		return stands(rc);
	if ((rc = stands(answer_from_row(k))) == RC_OK)
		rc = heights_read(k->c, &k->heights);
	return db_end(k->c, rc);
}

static enum rc
answer_once(struct call *k)
{
	enum rc rc;

	k->auth = 0;
	k->nobody = false;
	k->db_away = NULL;
	memset(&k->related, 0, sizeof(k->related));
	k->followees = NULL;
	k->users = NULL;
	k->in_lists = 0;
	memset(&k->told, 0, sizeof(k->told));
	memset(&k->heights, 0, sizeof(k->heights));
	memset(k->out, 0, sizeof(*k->out));
	if ((rc = source_use(k->app, SOURCE_USUAL)) != RC_OK) {
		if (!k->rt->offline)
			return rc;
		err_clear(&k->c->err);
		k->db_away = k->app->importing
				 ? "the database is being filled by an import"
				 : "the database does not answer";
	}
	rc = names_heights(k) ? answer_of_state(k) : stands(answer_from_row(k));
	if (rc == RC_OK && k->heights.read && k->heights.indexed > 0)
		k->out->height = k->heights.indexed;
	return rc;
}

/* A connection that was lost since the last request is made anew, once. */
static enum rc
answer(struct call *k)
{
	enum cache_use cache = k->out->cache;
	enum rc rc = answer_once(k);

	if (rc == RC_DB && source_is_to_retry(k->app)) {
		err_clear(&k->c->err);
		rc = answer_once(k);
	}
	k->out->cache = cache;
	return rc;
}

/* What is too large for the cache is not waited for again. */
static enum rc
answer_and_store(struct call *k, struct span key, int64_t at)
{
	int64_t *unkept = &k->app->unkept;
	enum rc rc = answer(k);

	if (rc == RC_OK && !stored_put(k, key))
		*unkept = at;
	else if (*unkept == at)
		*unkept = 0;
	return rc;
}

/* Who leads here may have to wait for who leads on another host. */
static enum rc
answer_among_hosts(struct call *k, struct span key, int64_t at)
{
	struct flight f;
	enum rc rc;

	if (!flight_begin(&f, k->app->cache, k->c->a, key) &&
	    stored_get(k, key))
		return RC_OK;
	rc = answer_and_store(k, key, at);
	flight_end(&f);
	return rc;
}

static enum rc
answer_or_stored(struct call *k)
{
	struct lead lead;
	struct span key;
	enum rc rc;

	if (!stored_may(k))
		return answer(k);
	key = stored_key(k);
	if (stored_get(k, key))
		return RC_OK;
	/* without a cache who waits would get nothing for it */
	if (!cache_is_up(k->app->cache, key))
		return answer_and_store(k, key, 0);
	lead = lead_begin(key, k->app->unkept);
	if (lead.waited && stored_get(k, key))
		rc = RC_OK;
	else if (lead.held && cache_is_shared(k->app->cache))
		rc = answer_among_hosts(k, key, lead.at);
	else
		rc = answer_and_store(k, key, lead.at);
	lead_end(&lead);
	return rc;
}

/* What a failure of ours looks like from outside. */
static enum rc
broken(struct call *k, enum rc rc)
{
	enum cache_use cache = k->out->cache;
	bool v1 = !on_is_legacy(k->on);

	memset(k->out, 0, sizeof(*k->out));
	k->out->cache = cache;
	if (rc == RC_DB)
		return reply_broken(k, 503,
		    "Service Unavailable: the database does not answer");
	return reply_broken(k, 500,
	    v1 ? "Internal Server Error"
	       : "Something caused the server to crash.");
}

static enum rc
not_allowed(struct call *k)
{
	k->out->allow = k->rt->post ? "POST" : "GET, HEAD";
	if (!on_is_legacy(k->on))
		return reply_fail(k, 405,
		    "The method is not allowed for the requested URL.");
	return reply_broken(k, 405,
	    "The method is not allowed for the requested URL.");
}

static enum rc
route(struct call *k, struct route_hit *hit)
{
	enum rc rc;

	route_find(k->app->routes, hit, k->rq);
	k->rt = hit->rt;
	k->on = hit->on;
	k->what = hit->path[0] != NULL ? hit->path[0] : "";
	if (k->rt == NULL)
		return reply_noroute(k);
	if (!route_takes(k->rt, k->rq->method))
		return not_allowed(k);
	if (k->rq->body.len > LIM_POST)
		return reply_fail(k, 413, "Payload Too Large");
	if ((rc = demand_read(k)) != RC_OK ||
	    (rc = param_read(k, hit->path)) != RC_OK)
		return rc;
	return answer_or_stored(k);
}

static enum rc
refused(struct call *k)
{
	/* the prefix is not known for sure; it decides the form only */
	k->on = strncmp(k->rq->path, "/v1/full/", 9) == 0 ? ON_FULL
		: strncmp(k->rq->path, "/v1/", 4) == 0    ? ON_V1
							  : ON_LEGACY;
	if (k->rq->refuse == 414)
		return reply_broken(k, 414, "URI Too Long");
	return reply_broken(k, 400, "Bad Request");
}

static const char *
cache_word(enum cache_use use)
{
	return use == CACHE_HIT ? "hit" : use == CACHE_MISS ? "miss" : "off";
}

static void
log_request(const struct call *k, enum rc rc, int64_t ms)
{
	const struct req *rq = k->rq;
	const struct log *l = &k->c->log;
	const char *id =
	    rq->id != NULL ? rq->id
			   : arena_printf(k->c->a, "%" PRIx32, k->app->served);

	if (rc != RC_OK)
		log_err(l, "req=%.64s rc=%s msg=\"%s\"", id, rc_info[rc].name,
		    k->c->err.msg);
	log_info(l,
	    "req=%.64s m=%s p=%s%s%.200s st=%d ms=%" PRId64
	    " cache=%s bytes=%zu",
	    id, req_method(rq->method),
	    k->rt != NULL ? route_prefix(k->on) : "",
	    k->rt != NULL ? k->rt->path : "? path=",
	    k->rt != NULL ? "" : rq->path, k->out->status, ms,
	    cache_word(k->out->cache), k->out->body.len);
}

/* The web server is asked to write nothing where there is no room. */
static void
spare_disk(struct app *app, struct reply *out)
{
	int64_t now = now_ms();

	if (!disk_is_short(app->cf->web_cache_dir))
		return;
	out->ttl_s = 0;
	out->unbuffered = true;
	if (now < app->disk_tell_ms)
		return;
	app->disk_tell_ms = now + TELL_MS;
	log_warn(&app->c.log,
	    "folder=%s msg=\"the disk of discprov.web_cache_dir is nearly full "
	    "or read-only: nginx keeps nothing\"",
	    app->cf->web_cache_dir);
}

void
serve(struct app *app, struct reply *out, const char *const *envp,
    struct span body)
{
	struct ctx *c = &app->c;
	int64_t begin_ms = now_ms(), took_ms;
	struct route_hit hit;
	struct req rq;
	struct call k = { .app = app, .c = c, .rq = &rq, .out = out };
	enum rc rc;

	err_clear(&c->err);
	memset(out, 0, sizeof(*out));
	app->served++;
	k.on = ON_LEGACY;
	rc = req_parse(c, &rq, envp);
	if (rc == RC_INPUT) {
		rc = stands(refused(&k));
	} else if (rc == RC_OK) {
		rq.body = body;
		rc = stands(route(&k, &hit));
	}
	if (rc != RC_OK)
		/* cannot fail: it only writes text */
		rc = broken(&k, rc) == RC_REPLIED ? rc : RC_BUG;
	spare_disk(app, out);
	reply_name(out, app->name_seed);
	took_ms = now_ms() - begin_ms;
	timing_add(app->timing, k.rt, k.on, out->status, took_ms);
	log_request(&k, rc, took_ms);
	if (rq.method == METHOD_HEAD)
		out->no_body = true;
}
