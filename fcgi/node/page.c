/* SPDX-License-Identifier: ISC */
/*
 * The node's page for people.  It is there without the database, too, and says
 * so; it tells what helps, and not what others' words of failure are.
 */
#include "fcgi/page/page.h"

#include <string.h>

#include "common/db/db.h"
#include "fcgi/api/rows.h"

#define TOTALS 9

static enum rc
read_plot(struct ctx *c, struct plot *p)
{
	PGresult *res;
	int64_t slot;
	enum rc rc;
	size_t s;
	int i;

	for (s = 0; s < PLOT_SLOTS; s++)
		p->behind[s] = PLOT_SILENT;
	rc = db_run(c, &res, SQL_API_HEIGHT_HISTORY, NULL);
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++) {
		rc = db_i64(c, &slot, res, i, API_HEIGHT_HISTORY_slot);
		if (rc == RC_OK && slot >= 0 && slot < PLOT_SLOTS)
			rc = db_i64(c, &p->behind[slot], res, i,
			    API_HEIGHT_HISTORY_behind);
	}
	return rc;
}

static enum rc
read_totals(struct ctx *c, struct page_total *t, size_t *n)
{
	PGresult *res;
	enum rc rc;
	int i;

	rc = db_run(c, &res, SQL_API_TOTALS, NULL);
	for (i = 0; rc == RC_OK && i < PQntuples(res) && i < TOTALS; i++, t++) {
		t->name = db_text(res, i, API_TOTALS_what);
		if ((rc = db_i64(c, &t->n, res, i, API_TOTALS_n)) == RC_OK)
			rc = db_bool(c, &t->about, res, i, API_TOTALS_about);
		*n += rc == RC_OK;
	}
	return rc;
}

/* All that the database tells. */
static enum rc
look(struct call *k, struct page *p, struct watch *w, struct plot *plot,
    struct page_total *totals, struct peers_seen *peers)
{
	struct ctx *c = k->c;
	enum rc rc;

	if ((rc = heights_read(c, &k->heights)) != RC_OK)
		return rc;
	watch_line(w, LIGHT_GOOD, "database", "ok", "it answers");
	p->indexed = k->heights.indexed;
	p->chain = k->heights.chain;
	if ((rc = watch_indexer(w)) != RC_OK ||
	    (rc = peers_read(c, peers)) != RC_OK)
		return rc;
	watch_peer_heights(w, &peers->heights);
	p->peers = peers;
	if ((rc = watch_jobs(w)) != RC_OK || (rc = watch_crawler(w)) != RC_OK ||
	    (rc = read_totals(c, totals, &p->ntotals)) != RC_OK ||
	    (rc = read_plot(c, plot)) != RC_OK)
		return rc;
	p->plot = plot;
	return RC_OK;
}

/* The host of the node's URL, else its name. */
static const char *
host_of(const struct conf *cf, struct arena *a)
{
	const char *s = cf->url[0] != '\0' ? cf->url : cf->hostname, *at;

	if ((at = strstr(s, "://")) != NULL)
		s = at + 3;
	if (*s == '\0')
		return "this node";
	return arena_printf(a, "%.*s", (int)strcspn(s, "/"), s);
}

static enum rc
page_get(struct call *k)
{
	struct watch *w = arena_zalloc(k->c->a, 1, sizeof(*w));
	struct plot *plot = arena_zalloc(k->c->a, 1, sizeof(*plot));
	struct page_total totals[TOTALS] = { { 0 } };
	struct peers_seen peers = { 0 };
	struct page p = {
		.host = host_of(k->app->cf, k->c->a),
		.version = k->app->cf->service_version,
		.indexed = PAGE_UNKNOWN,
		.chain = PAGE_UNKNOWN,
		.watch = w,
		.totals = totals,
	};
	enum rc rc;

	w->c = k->c;
	if (k->db_away != NULL)
		watch_line(w, LIGHT_RED, "database", "away",
		    "%s: discprov status says why", k->db_away);
	else if ((rc = look(k, &p, w, plot, totals, &peers)) != RC_OK)
		return rc;
	k->out->status = 200;
	k->out->type = "text/html; charset=utf-8";
	k->out->body = page_html(k->c->a, &p);
	return RC_OK;
}

/* clang-format off */
static const struct param none[] = { END };

static const struct route rows[] = {
	{
		.path = "/", .on = ON_SERVICE, .offline = true,
		.stmt = STMT_NONE, .params = none, .fn = page_get,
	},
};
/* clang-format on */

const struct family family_page = FAMILY(rows);
