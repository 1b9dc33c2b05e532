/* SPDX-License-Identifier: ISC */
/*
 * A client tells that somebody has begun to listen to a track.  Nothing is
 * written to the database here: the listen waits in a file of this host, and
 * discprov-job listens makes a play of it, at the time when it was told.
 *
 * Nobody signs a listen.  What keeps counts honest are limits, by address
 * and by user; without a memcached to count in none is taken.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/time.h>

#include "common/base/hex.h"
#include "common/base/iso_time.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "common/prog/disk.h"
#include "common/prog/spool.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/serve/envelope.h"
#include "fcgi/serve/meter.h"

#define NAME_BYTES 16 /* of a listen; nobody has the same by chance */
#define LATER_S    10

struct listen {
	const char *track; /* ids as text */
	const char *user;  /* NULL: nobody that we know */
};

/* Who listens: an id, or any other text or nothing, which is nobody. */
static enum rc
read_user(struct call *k, const char **user)
{
	struct json_object *o;
	const char *text;
	int64_t id;
	enum rc rc;

	*user = NULL;
	if (k->rq->body.len == 0)
		return RC_OK;
	if ((rc = param_body(k, &o)) != RC_OK)
		return rc;
	if (jsonr_opt_int(&id, o, "userId") != 1 &&
	    (jsonr_opt_text(k->c, &text, o, "userId") != 1 ||
		(num_i64(&id, text, 0, LIM_ID) != 0 &&
		    param_id(k, &id, text) != 0)))
		return RC_OK;
	if (id > 0 && id <= LIM_ID)
		*user = arena_printf(k->c->a, "%" PRId64, id);
	return RC_OK;
}

/* RC_REPLIED: there is no such track, or it is not to be heard. */
static enum rc
look_up(struct call *k, struct listen *l)
{
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;

	param_bind(k, p, SQL_API_LISTEN);
	param_put(p, SQL_API_LISTEN, "user_id", l->user);
	l->track = param_get(k, "id")->text;
	if ((rc = db_run(k->c, &res, SQL_API_LISTEN, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return reply_fail(k, 404, "Track not found");
	if (PQgetisnull(res, 0, API_LISTEN_user_id))
		l->user = NULL;
	return RC_OK;
}

static enum rc
later(struct call *k, int status, unsigned retry_s, const char *why)
{
	k->out->retry_s = retry_s;
	return reply_fail(k, status, "%s", why);
}

static enum rc
count(struct call *k, const struct listen *l)
{
	const struct conf *cf = k->app->cf;
	struct arena *a = k->c->a;
	const char *peer = k->rq->peer != NULL ? k->rq->peer : "nobody";
	const struct meter meters[] = {
		{ arena_printf(a, "listens of %s", peer),
		    &cf->listens_per_address },
		{ arena_printf(a, "listens of %s to %s", peer, l->track),
		    &cf->listens_per_track },
		{ arena_printf(a, "listens of user %s to %s",
		      l->user != NULL ? l->user : "", l->track),
		    &cf->listens_per_track },
	};
	unsigned retry_s;

	switch (meter_take(k->app, meters, l->user != NULL ? 3 : 2, &retry_s)) {
	case METERED_YES:
		return RC_OK;
	case METERED_BLIND:
		return later(k, 503, retry_s,
		    "Listens cannot be counted now: memcached is away");
	case METERED_ENOUGH:
		break;
	}
	return later(k, 429, retry_s, "Too many listens");
}

/* As "discprov import-plays" would read it, too. */
static struct span
line_of(struct call *k, const struct listen *l)
{
	struct jsonw *w = jsonw_new(k->c->a);
	uint8_t bytes[NAME_BYTES];
	char name[2 * NAME_BYTES + 3];
	struct timeval now;
	struct iso_time at;

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		err_die("listen", "no random bytes");
	(void)gettimeofday(&now, NULL);
	at = (struct iso_time){ now.tv_sec, (int32_t)now.tv_usec };
	hex_encode(name, bytes, sizeof(bytes));
	jsonw_obj(w, NULL);
	jsonw_numtext(w, "play_item_id", l->track);
	jsonw_numtext(w, "user_id", l->user);
	jsonw_str(w, "created_at", iso_time_cell(k->c->a, &at));
	jsonw_str(w, "source", "relay");
	jsonw_str(w, "source_id", name);
	jsonw_end(w);
	return jsonw_done(w);
}

static enum rc
keep(struct call *k, const struct listen *l)
{
	const char *dir = k->app->cf->listens_dir;
	enum rc rc = RC_BUSY;

	if (disk_is_short(dir))
		(void)err_set(&k->c->err, RC_BUSY,
		    "%s: its disk is nearly full, or cannot be written", dir);
	else
		rc = spool_add(k->c, dir, line_of(k, l));
	if (rc == RC_OK)
		return RC_OK;
	log_err(&k->c->log, "msg=\"a listen is lost: %s\"", k->c->err.msg);
	err_clear(&k->c->err);
	return later(k, 503, LATER_S, "Listens cannot be kept now");
}

static enum rc
listen_post(struct call *k)
{
	struct listen l = { NULL, NULL };
	enum rc rc;

	if (conf_teller(k->app->cf) != TELLER_CLIENTS)
		return reply_noroute(k);
	if ((rc = read_user(k, &l.user)) != RC_OK ||
	    (rc = look_up(k, &l)) != RC_OK || (rc = count(k, &l)) != RC_OK ||
	    (rc = keep(k, &l)) != RC_OK)
		return rc;
	return envelope(k, 200, span_str("{}"));
}

/* clang-format off */
static const struct param told[] = { PATH_ID("id"), END };

static const struct route rows[] = {
	{
		.path = "/tracks/:id/listen", .on = ON_ANY, .post = true,
		.stmt = SQL_API_LISTEN, .params = told, .fn = listen_post,
	},
};
/* clang-format on */

const struct family family_listen = FAMILY(rows);
