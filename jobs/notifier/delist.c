/* SPDX-License-Identifier: ISC */
/*
 * Take-downs: what the trusted notifier says of users and tracks is kept, and
 * the rows follow the newest word.  The rows belong to blocks: the indexer and
 * this job keep out of each other's way, what is changed is the current
 * block's, and undoing blocks moves our place back, so that nothing is lost
 * with them.
 */
#include <stdlib.h>

#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "jobs/job.h"
#include "jobs/notifier/notifier.h"

static const struct {
	const char *entity;
	enum sql_id missing, put, follow;
} kinds[DELIST__MAX] = {
	[DELIST_USERS] = { "USERS", SQL_JOB_USERS_MISSING, SQL_JOB_USERS_DELIST,
	    SQL_JOB_USERS_FOLLOW },
	[DELIST_TRACKS] = { "TRACKS", SQL_JOB_TRACKS_MISSING,
	    SQL_JOB_TRACKS_DELIST, SQL_JOB_TRACKS_FOLLOW },
};

struct delist {
	struct job_run *r;
	struct notifier *n;
	enum delist_kind kind;
	int64_t cursor; /* microseconds since 1970; 0: from the beginning */
	const char *block;
	int64_t block_us; /* time of our block; 0: unknown */
	size_t pages;     /* of this kind so far */
	bool over;        /* there is no more, or we cannot go on */
	struct err left;  /* of the first item that was left out */
};

static enum rc
read_cursor(struct delist *d)
{
	const char *param[] = { notifier_host(d->n), kinds[d->kind].entity };
	PGresult *res;
	enum rc rc;

	d->cursor = 0;
	if ((rc = db_run(d->r->c, &res, SQL_JOB_DELIST_CURSOR, param)) != RC_OK)
		return rc;
	return PQntuples(res) > 0 ? db_i64(d->r->c, &d->cursor, res, 0, 0)
				  : RC_OK;
}

static enum rc
write_cursor(struct delist *d, int64_t at)
{
	const char *param[] = { notifier_host(d->n), kinds[d->kind].entity,
		arena_printf(d->r->c->a, "%lld", (long long)at) };

	d->cursor = at;
	return db_exec(d->r->c, SQL_JOB_DELIST_CURSOR_PUT, param);
}

/* RC_NOTFOUND: nothing is indexed yet. */
static enum rc
read_block(struct delist *d)
{
	PGresult *res;
	int64_t seconds = 0;
	enum rc rc;

	if ((rc = db_run(d->r->c, &res, SQL_JOB_BLOCK, NULL)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0 || db_text(res, 0, 0) == NULL)
		return RC_NOTFOUND;
	d->block = db_text(res, 0, 0);
	if (db_text(res, 0, 1) != NULL &&
	    (rc = db_i64(d->r->c, &seconds, res, 0, 1)) != RC_OK)
		return rc;
	d->block_us = seconds * 1000000;
	return RC_OK;
}

/* What we have seen already is dropped; *newest of the rest. */
static void
drop_seen(struct delist *d, struct page *p, int64_t *newest)
{
	size_t i, n = 0;

	*newest = d->cursor;
	for (i = 0; i < p->n; i++) {
		if (p->v[i].at <= d->cursor)
			continue;
		if (p->v[i].at > *newest)
			*newest = p->v[i].at;
		p->v[n++] = p->v[i];
	}
	p->n = n;
}

static int
by_number(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Those of the page that are not there, in order. */
static enum rc
missing(struct delist *d, const char *ids, int64_t **id, size_t *n)
{
	struct ctx *c = d->r->c;
	PGresult *res;
	enum rc rc;
	int i;

	if ((rc = db_run(c, &res, kinds[d->kind].missing, &ids)) != RC_OK)
		return rc;
	*n = (size_t)PQntuples(res);
	*id = arena_zalloc(c->a, *n + 1, sizeof(**id));
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++)
		rc = db_i64(c, &(*id)[i], res, i, 0);
	return rc;
}

/*
 * Whoever is not there although our block is newer never was.  If it is
 * older, they may be yet to come: *until is the place before the first one.
 */
static enum rc
wait_for_missing(struct delist *d, const struct page *p, const char *ids,
    int64_t *until)
{
	int64_t *gone;
	size_t i, n;
	enum rc rc;

	if ((rc = missing(d, ids, &gone, &n)) != RC_OK)
		return rc;
	for (i = 0; i < p->n; i++) {
		if (p->v[i].at <= d->block_us || p->v[i].at > *until ||
		    bsearch(&p->v[i].id, gone, n, sizeof(*gone), by_number) ==
			NULL)
			continue;
		*until = p->v[i].at - 1;
		d->over = true;
	}
	return RC_OK;
}

/* $1 to $6 of the statement; the second is the list of ids. */
static void
columns(struct ctx *c, const struct page *p, const char *param[6])
{
	struct pgarr *v[6];
	size_t i;

	for (i = 0; i < 6; i++)
		v[i] = pgarr_new(c->a);
	for (i = 0; i < p->n; i++) {
		const struct status *s = &p->v[i];

		pgarr_int(v[0], s->at);
		pgarr_int(v[1], s->id);
		pgarr_text(v[2], s->delisted ? "t" : "f");
		pgarr_text(v[3], s->reason);
		pgarr_int(v[4], s->owner);
		pgarr_text(v[5], s->cid);
	}
	for (i = 0; i < 6; i++)
		param[i] = pgarr_done(v[i]);
}

static enum rc
follow(struct delist *d, const char *ids)
{
	PGresult *res;
	int64_t n = 0;
	enum rc rc;

	rc = db_run(d->r->c, &res, kinds[d->kind].follow, &ids);
	if (rc == RC_OK && (rc = db_i64(d->r->c, &n, res, 0, 0)) == RC_OK)
		d->r->changed += (size_t)n;
	return rc;
}

static enum rc
apply(struct delist *d, const struct page *p, int64_t newest)
{
	const char *param[7];
	enum rc rc;

	columns(d->r->c, p, param);
	if ((rc = read_block(d)) != RC_OK)
		return rc;
	param[6] = d->block;
	rc = wait_for_missing(d, p, param[1], &newest);
	if (rc == RC_OK)
		rc = db_exec(d->r->c, kinds[d->kind].put, param);
	if (rc == RC_OK)
		rc = follow(d, param[1]);
	if (rc == RC_OK && newest > d->cursor)
		rc = write_cursor(d, newest);
	return rc;
}

/*
 * Items that are no statuses fail the run, when all others are applied.  A
 * last page without news has those of the page before.
 */
static void
note_left_out(struct delist *d, const struct page *p)
{
	if (d->pages++ > 0 && p->n == 0)
		return;
	d->r->failed += p->bad;
	if (p->bad > 0)
		(void)err_set(&d->left, RC_DATA,
		    "trusted notifier: %s left out that are no statuses; of "
		    "the first, %s",
		    kinds[d->kind].entity, p->why);
}

/* One transaction, in which the indexer changes no rows. */
static enum rc
take_page(struct delist *d, struct page *p)
{
	struct ctx *c = d->r->c;
	int64_t newest;
	enum rc rc;

	if ((rc = job_begin_rows(c)) != RC_OK)
		return rc;
	/* The place may have been moved back while we asked. */
	rc = read_cursor(d);
	drop_seen(d, p, &newest);
	note_left_out(d, p);
	d->over = p->n == 0;
	if (rc == RC_OK && p->n > 0)
		rc = apply(d, p, newest);
	if ((rc = db_end(c, rc)) == RC_OK)
		d->r->read += p->n;
	return rc;
}

static enum rc
all_pages(struct delist *d)
{
	struct ctx *c = d->r->c;
	struct arena *keep;
	struct page p = { 0 };
	enum rc rc;

	keep = ctx_in(c, arena_new(LIM_ARENA_BLOCK));
	if ((rc = read_cursor(d)) == RC_OK)
		for (d->over = false, d->pages = 0;
		     rc == RC_OK && !d->over && job_go_on(d->r);) {
			rc = notifier_page(c, d->n, &p, d->kind, d->cursor);
			if (rc == RC_OK)
				rc = take_page(d, &p);
			arena_reset(c->a);
		}
	arena_free(c->a);
	ctx_back(c, keep);
	return rc;
}

static enum rc
both(struct job_run *r, struct notifier *n)
{
	struct delist d = { .r = r, .n = n };
	enum rc rc;

	if ((rc = read_block(&d)) != RC_OK)
		return rc;
	for (d.kind = 0; rc == RC_OK && d.kind < DELIST__MAX; d.kind++)
		rc = all_pages(&d);
	if (rc == RC_OK && d.left.rc != RC_OK)
		rc = err_set(&r->c->err, d.left.rc, "%s", d.left.msg);
	return rc;
}

enum rc
delist_run(struct job_run *r)
{
	struct notifier *n;
	enum rc rc;

	if ((rc = notifier_new(r, &n)) != RC_OK)
		return rc;
	if (n == NULL) {
		log_debug(&r->c->log, "msg=\"there is no trusted notifier\"");
		return RC_OK;
	}
	rc = both(r, n);
	notifier_free(n);
	if (rc == RC_NOTFOUND) {
		log_debug(&r->c->log, "msg=\"nothing is indexed yet\"");
		return RC_OK;
	}
	return rc != RC_OK ? rc : job_done(r->c, "delist:last-completion");
}
