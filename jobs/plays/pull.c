/* SPDX-License-Identifier: ISC */
/*
 * Plays that an identity service has counted.  It is asked for the totals that
 * have grown since our place, the oldest first; plays, what was taken of the
 * totals, and our place move in one transaction.  So the same may be told, or
 * asked, any number of times.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/pgarr.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "common/net/http.h"
#include "common/net/http_addr.h"
#include "jobs/job.h"
#include "jobs/plays/listens.h"

#define PAGE       5000 /* totals that are asked for at once */
#define REQUEST_MS 30000
#define BEGIN      946684800        /* 2000-01-01: there were no plays before */
#define PLACE      "identity_plays" /* key of "SECONDS URL" */

struct pull {
	struct job_run *r;
	struct http *h;
	const char *url; /* without slashes at its end */
	int64_t since;   /* our place, Unix time */
	bool over;
	struct err left; /* of the first total that was left out */
};

/* One answer. */
struct totals {
	struct listens *l;
	size_t n;
	int64_t newest; /* Unix time; 0: none says it */
};

/* Another service has other times: its totals are read from the beginning. */
static enum rc
read_place(struct pull *p)
{
	const char *param[] = { PLACE }, *url;
	struct ctx *c = p->r->c;
	uint64_t since = 0;
	PGresult *res;
	char *text;
	enum rc rc;

	p->since = BEGIN;
	if ((rc = db_run(c, &res, SQL_KEY_GET, param)) != RC_OK ||
	    PQntuples(res) == 0)
		return rc;
	text = arena_strdup(c->a, db_text(res, 0, 0));
	url = strchr(text, ' ');
	if (url == NULL || strcmp(url + 1, p->url) != 0)
		return RC_OK;
	text[url - text] = '\0';
	if (num_u64(&since, text, BEGIN, INT64_MAX) == 0)
		p->since = (int64_t)since;
	return RC_OK;
}

static enum rc
write_place(struct pull *p)
{
	struct ctx *c = p->r->c;
	struct pgarr *value = pgarr_new(c->a);
	const char *param[2] = { "{" PLACE "}" };

	pgarr_text(value,
	    arena_printf(c->a, "%" PRId64 " %s", p->since, p->url));
	param[1] = pgarr_done(value);
	return db_exec(c, SQL_KEYS_PUT, param);
}

/* All that it says of totals; those that are none do not count. */
static void
read_totals(struct pull *p, struct totals *t, struct json_object *arr)
{
	struct ctx *c = p->r->c;
	struct iso_time updated;
	const char *why;
	size_t i;

	t->l = listens_new(c->a);
	t->newest = 0;
	for (i = 0; i < t->n; i++) {
		why = listens_add(c, t->l, jsonr_at(arr, i), &updated);
		if (updated.s > t->newest)
			t->newest = updated.s;
		if (why == NULL)
			continue;
		p->r->failed++;
		(void)err_set(&p->left, RC_DATA,
		    "identity service: totals left out that are none; of the "
		    "first, %s",
		    why);
	}
}

static enum rc
ask(struct pull *p, struct totals *t)
{
	struct ctx *c = p->r->c;
	struct http_req q = {
		.total_ms = REQUEST_MS,
		.maxbody = LIM_LISTENS_BODY,
		.a = c->a,
	};
	struct json_object *doc, *arr;
	enum rc rc;

	q.url =
	    arena_printf(c->a, "%s/listens/bulk?startTime=%" PRId64 "&limit=%d",
		p->url, p->since, PAGE);
	if ((rc = http_one(c, p->h, &q)) != RC_OK ||
	    (rc = jsonr_user_doc(c, &doc, q.body.p, q.body.len)) != RC_OK ||
	    (rc = jsonr_arr(c, &arr, &t->n, doc, "listens", PAGE)) != RC_OK)
		return err_add(&c->err, "identity service");
	read_totals(p, t, arr);
	return RC_OK;
}

/*
 * Behind an answer: to its newest second, or before it when there may be more
 * of that.  A second that fills answers alone must not hold us for ever.
 */
static void
move_on(struct pull *p, const struct totals *t)
{
	bool full = t->n == PAGE;

	if (full && t->newest - 1 > p->since)
		p->since = t->newest - 1;
	else if (t->newest > p->since)
		p->since = t->newest;
	else if (full)
		p->since++;
	p->over = !full;
}

static enum rc
take_some(struct pull *p, struct totals *t, int64_t *more)
{
	struct ctx *c = p->r->c;
	int64_t added = 0;
	enum rc rc;

	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	*more = 0;
	rc = db_exec(c, SQL_PLAYS_TURN, NULL);
	if (rc == RC_OK && listens_len(t->l) > 0)
		rc = listens_take(c, t->l, &added, more);
	if (rc == RC_OK && *more == 0) {
		move_on(p, t);
		rc = write_place(p);
	}
	if ((rc = db_end(c, rc)) == RC_OK)
		p->r->changed += (size_t)added;
	return rc;
}

/* An answer may be worth more plays than fit into one transaction. */
static enum rc
take(struct pull *p, struct totals *t)
{
	int64_t more;
	enum rc rc;

	do
		rc = take_some(p, t, &more);
	while (rc == RC_OK && more > 0 && job_go_on(p->r));
	if (rc == RC_OK && more == 0)
		p->r->read += t->n;
	return rc;
}

static enum rc
all_pages(struct pull *p)
{
	struct ctx *c = p->r->c;
	struct arena *keep;
	struct totals t;
	enum rc rc = RC_OK;

	keep = ctx_in(c, arena_new(LIM_ARENA_BLOCK));
	while (rc == RC_OK && !p->over && job_go_on(p->r)) {
		if ((rc = ask(p, &t)) == RC_OK)
			rc = take(p, &t);
		arena_reset(c->a);
	}
	arena_free(c->a);
	ctx_back(c, keep);
	return rc;
}

enum rc
plays_run(struct job_run *r)
{
	struct ctx *c = r->c;
	struct pull p = { .r = r };
	enum rc rc;

	if (c->cf->identity_service_url[0] == '\0') {
		job_did(r, "there is no identity service");
		return RC_OK;
	}
	if (conf_teller(c->cf) != TELLER_IDENTITY) {
		job_did(r, "the core chain tells plays, see core_plays");
		return RC_OK;
	}
	p.url = http_base(arena_strdup(c->a, c->cf->identity_service_url));
	p.h = http_new(1);
	if ((rc = read_place(&p)) == RC_OK)
		rc = all_pages(&p);
	http_free(p.h);
	if (rc == RC_OK && p.left.rc != RC_OK)
		rc = err_set(&c->err, p.left.rc, "%s", p.left.msg);
	return rc != RC_OK ? rc : job_done(c, "plays:last-completion");
}
