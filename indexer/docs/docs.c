/* SPDX-License-Identifier: ISC */
#include "indexer/docs/docs.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/cid.h"
#include "common/base/fnv.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "common/json/jsonv.h"
#include "indexer/docs/fetch.h"

#define BUCKETS   1024              /* a power of two */
#define STATEMENT ((size_t)4 << 20) /* bytes of documents in one statement */

/* Hosts that blocks of the window name; the database does not know them. */
struct naming {
	int64_t user_id;
	const char *endpoints;
	struct naming *before;
};

struct docs {
	struct arena *a;
	struct arena *fetched; /* texts, until they are settled */
	struct naming *newest;
	struct doc *bucket[BUCKETS];
	struct doc *first, **last;
	size_t n;
};

static void
free_fetched(void *arg)
{
	arena_free(arg);
}

struct docs *
docs_new(struct arena *a)
{
	struct docs *ds = arena_zalloc(a, 1, sizeof(*ds));

	ds->a = a;
	ds->fetched = arena_new(LIM_ARENA_BLOCK);
	arena_defer(a, free_fetched, ds->fetched);
	ds->last = &ds->first;
	return ds;
}

static struct doc **
bucket_of(struct docs *ds, const char *cid)
{
	return &ds->bucket[fnv_text(FNV_BEGIN, cid) & (BUCKETS - 1)];
}

static struct doc *
find(struct docs *ds, const char *cid)
{
	struct doc *d;

	for (d = *bucket_of(ds, cid); d != NULL; d = d->chain)
		if (strcmp(d->cid, cid) == 0)
			break;
	return d;
}

struct doc *
docs_get(struct docs *ds, const char *cid, int64_t user_id)
{
	struct doc *d = find(ds, cid), **b;
	uint8_t digest[32];

	if (d != NULL)
		return d;
	d = arena_zalloc(ds->a, 1, sizeof(*d));
	d->cid = arena_strdup(ds->a, cid);
	d->user_id = user_id;
	d->asked = "";
	if (cid_v0_parse(digest, cid) != 0)
		d->why = "its content id is not one that can be verified";
	b = bucket_of(ds, cid);
	d->chain = *b;
	*b = d;
	*ds->last = d;
	ds->last = &d->next;
	ds->n++;
	return d;
}

size_t
docs_count(const struct docs *ds)
{
	return ds->n;
}

const struct doc *
docs_first(const struct docs *ds)
{
	return ds->first;
}

void
docs_endpoints(struct docs *ds, int64_t user_id, const char *endpoints)
{
	struct naming *n = arena_zalloc(ds->a, 1, sizeof(*n));

	n->user_id = user_id;
	n->endpoints = endpoints;
	n->before = ds->newest;
	ds->newest = n;
}

static enum rc
lookup_kept(struct ctx *c, struct docs *ds)
{
	struct pgarr *cids = pgarr_new(c->a);
	const char *param[1];
	PGresult *res;
	struct doc *d;
	enum rc rc;
	int i;

	for (d = ds->first; d != NULL; d = d->next)
		pgarr_text(cids, d->cid);
	param[0] = pgarr_done(cids);
	if ((rc = db_run(c, &res, SQL_IDX_CID_LOAD, param)) != RC_OK)
		return rc;
	for (i = 0; i < PQntuples(res); i++) {
		d = find(ds, db_text(res, i, 0));
		if (d == NULL || db_text(res, i, 2) == NULL)
			continue;
		d->kept = true;
		d->text = db_text(res, i, 2);
		d->len = strlen(d->text);
	}
	return RC_OK;
}

static enum rc
lookup_endpoints(struct ctx *c, struct docs *ds)
{
	struct pgarr *ids = pgarr_new(c->a);
	const char *param[1];
	PGresult *res;
	struct doc *d;
	int64_t id = 0;
	enum rc rc;
	int i;

	for (d = ds->first; d != NULL; d = d->next)
		if (d->text == NULL && d->why == NULL)
			pgarr_int(ids, d->user_id);
	if (pgarr_len(ids) == 0)
		return RC_OK;
	param[0] = pgarr_done(ids);
	if ((rc = db_run(c, &res, SQL_IDX_ENDPOINTS, param)) != RC_OK)
		return rc;
	for (i = 0; i < PQntuples(res); i++) {
		if ((rc = db_i64(c, &id, res, i, 0)) != RC_OK)
			return rc;
		for (d = ds->first; d != NULL; d = d->next)
			if (d->user_id == id)
				d->endpoints = db_text(res, i, 1);
	}
	return RC_OK;
}

static void
add_namings(struct docs *ds)
{
	const struct naming *n;
	struct doc *d;

	for (n = ds->newest; n != NULL; n = n->before)
		for (d = ds->first; d != NULL; d = d->next)
			if (d->user_id == n->user_id)
				d->endpoints =
				    d->endpoints == NULL
					? n->endpoints
					: arena_printf(ds->a, "%s,%s",
					      d->endpoints, n->endpoints);
}

enum rc
docs_lookup(struct ctx *c, struct docs *ds)
{
	enum rc rc;

	if (ds->n == 0)
		return RC_OK;
	if ((rc = lookup_kept(c, ds)) != RC_OK ||
	    (rc = lookup_endpoints(c, ds)) != RC_OK)
		return rc;
	add_namings(ds);
	return RC_OK;
}

static bool
is_missing(const struct doc *d)
{
	return d->text == NULL && d->why == NULL;
}

enum rc
docs_ask(struct ctx *c, struct docs *ds, struct fetch *f)
{
	struct doc *d;
	enum rc rc;

	for (d = ds->first; d != NULL && !is_missing(d); d = d->next)
		;
	if (d == NULL)
		return RC_OK;
	if ((rc = fetch_begin(c, f)) != RC_OK)
		return rc;
	for (; d != NULL; d = d->next)
		if (is_missing(d))
			fetch_ask(c, f, ds->a, ds->fetched, d);
	return RC_OK;
}

/*
 * PostgreSQL keeps every digit of a number, and an exponent costs as many
 * digits as it says: what no double can hold is no number for us.
 */
static bool
is_sane_number(const char *p, size_t len)
{
	const char *e = memchr(p, 'e', len);
	uint64_t exponent;
	char text[8];
	size_t n;

	if (len > 400)
		return false;
	if (e == NULL && (e = memchr(p, 'E', len)) == NULL)
		return true;
	e++;
	if (*e == '+' || *e == '-')
		e++;
	n = len - (size_t)(e - p);
	if (n >= sizeof(text))
		return false;
	memcpy(text, e, n);
	text[n] = '\0';
	return num_u64(&exponent, text, 0, 308) == 0;
}

bool
docs_has_sane_numbers(const char *text, size_t len)
{
	const char *p = text, *end = text + len;
	size_t n;

	while (p < end) {
		if (*p == '"') {
			p = jsonv_value(p, end);
			continue;
		}
		n = 0;
		while ((size_t)(end - p) > n &&
		       strchr("0123456789+-.eE", p[n]) != NULL && p[n] != '\0')
			n++;
		if (n > 1 && p[0] != 'e' && !is_sane_number(p, n))
			return false;
		p += n > 0 ? n : 1;
	}
	return true;
}

/* Why it cannot be a document, or NULL. */
static const char *
check(struct docs *ds, struct doc *d)
{
	struct jsonv_fault fault;
	char *less;

	if (jsonv_check(&fault, d->text, d->len, LIM_JSON_DEPTH) != 0)
		return "its metadata document is not JSON";
	less = jsonv_drop_escapes(ds->fetched, &d->len, d->text, d->len);
	if (less != NULL) {
		less[d->len] = '\0'; /* it has become shorter */
		d->text = less;
	}
	if (!docs_has_sane_numbers(d->text, d->len))
		return "its metadata document has numbers out of range";
	return NULL;
}

/* One that was fetched and is of use. */
static bool
is_new(const struct doc *d)
{
	return !d->kept && d->text != NULL && d->why == NULL;
}

/* The normal form of the documents from first up to last. */
static enum rc
normalise(struct ctx *c, struct docs *ds, struct doc *first,
    const struct doc *last)
{
	struct pgarr *texts = pgarr_new(c->a);
	const char *param[1];
	PGresult *res;
	struct doc *d;
	enum rc rc;
	int i = 0;

	for (d = first; d != last; d = d->next)
		if (is_new(d))
			pgarr_text(texts, d->text);
	param[0] = pgarr_done(texts);
	if ((rc = db_run(c, &res, SQL_IDX_JSON_NORMAL, param)) != RC_OK)
		return rc;
	for (d = first; d != last; d = d->next) {
		if (!is_new(d))
			continue;
		d->text = arena_strdup(ds->a, db_text(res, i++, 0));
		d->len = strlen(d->text);
	}
	return RC_OK;
}

/* As many documents as make a statement of bounded length. */
static struct doc *
some(struct doc *d)
{
	size_t bytes = 0;

	for (; d != NULL && bytes < STATEMENT; d = d->next)
		bytes += is_new(d) ? d->len : 0;
	return d;
}

enum rc
docs_settle(struct ctx *c, struct docs *ds)
{
	struct arena *keep = c->a;
	struct doc *d, *last;
	enum rc rc = RC_OK;

	for (d = ds->first; d != NULL; d = d->next)
		if (is_new(d))
			d->why = check(ds, d);
	c->a = arena_new(LIM_ARENA_BLOCK); /* of statements and results */
	for (d = ds->first; rc == RC_OK && d != NULL; d = last) {
		last = some(d);
		rc = normalise(c, ds, d, last);
		arena_reset(c->a);
	}
	arena_free(c->a);
	c->a = keep;
	arena_reset(ds->fetched);
	return rc;
}
