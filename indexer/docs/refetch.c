/* SPDX-License-Identifier: ISC */
#include "indexer/docs/refetch.h"

#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "common/db/migrate.h"
#include "indexer/docs/docs.h"
#include "indexer/docs/fetch.h"

#define PATIENCE_MS 60000 /* with the lock of the indexer */
#define TRY_MS      200
#define TELL_MS     10000             /* between two lines of progress */
#define STATEMENT   ((size_t)4 << 20) /* bytes of documents in one */

/* Rows that name documents; the statements give id, user, cid. */
static const struct kind {
	const char *name, *type; /* type: of cid_data */
	enum sql_id missing;
} kinds[] = {
	{ "users", "user", SQL_IDX_MISSING_USERS },
	{ "tracks", "track", SQL_IDX_MISSING_TRACKS },
	{ "playlists", "playlist_data", SQL_IDX_MISSING_PLAYLISTS },
};

struct state {
	struct ctx *c;
	struct refetch *r;
	struct fetch *fetch;
	const struct kind *kind;
	int64_t after; /* id of the last row looked at */
	int64_t told_ms;
};

/* The next batch; *n: how many rows it has. */
static enum rc
read_batch(struct state *s, struct docs *ds, int *n)
{
	struct ctx *c = s->c;
	const char *param[2];
	int64_t user = 0;
	PGresult *res;
	enum rc rc;
	int i;

	param[0] = arena_printf(c->a, "%" PRId64, s->after);
	param[1] = arena_printf(c->a, "%d", LIM_WINDOW_DOCS);
	if ((rc = db_run(c, &res, s->kind->missing, param)) != RC_OK)
		return rc;
	*n = PQntuples(res);
	for (i = 0; i < *n; i++) {
		if ((rc = db_i64(c, &s->after, res, i, 0)) != RC_OK ||
		    (rc = db_i64(c, &user, res, i, 1)) != RC_OK)
			return rc;
		(void)docs_get(ds, db_text(res, i, 2), user);
	}
	return RC_OK;
}

/* On a connection of its own: only so does the lock end with it. */
static enum rc
put_locked(struct ctx *c, const char *const *param)
{
	struct ctx k = *c;
	enum rc rc;

	k.db = NULL;
	rc = db_open(&k, &k.db, DB_WRITER);
	if (rc == RC_OK && (rc = lock_db(&k, LOCK_INDEX)) == RC_OK)
		rc = db_exec(&k, SQL_IDX_CID_PUT, param);
	db_close(k.db);
	c->err = k.err;
	return rc;
}

static enum rc
put(struct ctx *c, const char *const *param)
{
	int64_t end_ms = now_ms() + PATIENCE_MS;
	enum rc rc;

	while ((rc = put_locked(c, param)) == RC_BUSY && !stop_asked() &&
	       now_ms() < end_ms) {
		err_clear(&c->err);
		poll(NULL, 0, TRY_MS);
	}
	return rc;
}

/* Documents on their way into the database; c->a is of these only. */
struct batch {
	struct pgarr *cid, *type, *text;
	size_t bytes;
	struct refetch sum; /* as it is when they are there */
};

static void
begin_batch(const struct state *s, struct batch *b)
{
	b->cid = pgarr_new(s->c->a);
	b->type = pgarr_new(s->c->a);
	b->text = pgarr_new(s->c->a);
	b->bytes = 0;
	b->sum = *s->r;
}

/* What could not be kept is not counted as kept. */
static enum rc
end_batch(struct state *s, struct batch *b)
{
	const char *param[3];
	enum rc rc;

	param[0] = pgarr_done(b->cid);
	param[1] = pgarr_done(b->type);
	param[2] = pgarr_done(b->text);
	if (b->bytes > 0 && (rc = put(s->c, param)) != RC_OK)
		return rc;
	*s->r = b->sum;
	arena_reset(s->c->a);
	begin_batch(s, b);
	return RC_OK;
}

static enum rc
add(struct state *s, struct batch *b, struct doc *d)
{
	enum rc rc;

	b->sum.named++;
	if (d->why != NULL || !doc_is_found(d)) {
		b->sum.useless += d->why != NULL;
		b->sum.missing += d->why == NULL;
		return RC_OK;
	}
	if ((rc = doc_bring(s->c, d, s->c->a)) != RC_OK)
		return rc;
	pgarr_text(b->cid, d->cid);
	pgarr_text(b->type, s->kind->type);
	pgarr_text(b->text, d->text);
	doc_leave(d);
	b->sum.kept++;
	b->bytes += d->len;
	return b->bytes > STATEMENT ? end_batch(s, b) : RC_OK;
}

/* Keep the documents that are of use, and count what became of all. */
static enum rc
keep(struct state *s, struct docs *ds)
{
	struct arena *keep_a;
	struct batch b;
	struct doc *d;
	enum rc rc = RC_OK;

	keep_a = ctx_in(s->c, arena_new(LIM_ARENA_BLOCK));
	begin_batch(s, &b);
	for (d = docs_first(ds); rc == RC_OK && d != NULL; d = d->next)
		rc = add(s, &b, d);
	if (rc == RC_OK)
		rc = end_batch(s, &b);
	arena_free(s->c->a);
	ctx_back(s->c, keep_a);
	return rc;
}

static void
tell(struct state *s)
{
	if (now_ms() - s->told_ms < TELL_MS)
		return;
	s->told_ms = now_ms();
	log_info(&s->c->log,
	    "table=%s id=%" PRId64 " named=%zu kept=%zu missing=%zu "
	    "msg=\"fetching documents\"",
	    s->kind->name, s->after, s->r->named, s->r->kept, s->r->missing);
}

static enum rc
one_batch(struct state *s, int *n)
{
	struct ctx *c = s->c;
	struct docs *ds = docs_new(c->a);
	enum rc rc;

	if ((rc = read_batch(s, ds, n)) != RC_OK || *n == 0 ||
	    (rc = docs_lookup(c, ds)) != RC_OK ||
	    (rc = docs_fetch(c, ds, s->fetch, NULL, NULL)) != RC_OK)
		return rc;
	if (stop_asked())
		return RC_OK; /* nobody can say what is missing */
	rc = keep(s, ds);
	tell(s);
	return rc;
}

static enum rc
all_kinds(struct state *s)
{
	const size_t nkinds = sizeof(kinds) / sizeof(kinds[0]);
	enum rc rc = RC_OK;
	size_t i;
	int n;

	for (i = 0; i < nkinds; i++) {
		s->kind = &kinds[i];
		s->after = -1;
		do {
			n = 0;
			rc = one_batch(s, &n);
			arena_reset(s->c->a);
		} while (rc == RC_OK && n > 0 && !stop_asked());
		if (rc != RC_OK || stop_asked())
			break;
	}
	return rc;
}

enum rc
refetch_job(struct ctx *c, struct refetch *r)
{
	struct state s = { .c = c, .r = r, .told_ms = now_ms() };
	enum rc rc;

	if (!c->cf->enable_save_cid)
		return err_set(&c->err, RC_CONFIG,
		    "--refetch: documents are not kept, because [discprov] "
		    "enable_save_cid is false");
	if ((rc = lock_file(c, "refetch")) == RC_OK &&
	    (rc = db_open(c, &c->db, DB_WRITER)) == RC_OK &&
	    (rc = migrate_check(c)) == RC_OK &&
	    (rc = fetch_new(c, &s.fetch)) == RC_OK)
		rc = all_kinds(&s);
	fetch_free(s.fetch);
	db_close(c->db);
	c->db = NULL;
	if (rc == RC_OK && r->missing > 0)
		return err_set(&c->err, RC_UPSTREAM,
		    "%zu documents are nowhere to be had; run it again when "
		    "their hosts are back",
		    r->missing);
	return rc;
}
