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
#include "indexer/docs/aside.h"
#include "indexer/docs/fetch.h"
#include "indexer/docs/hosts.h"

#define BUCKETS   1024              /* a power of two */
#define LOOKUP    32                /* documents in one answer */
#define STATEMENT ((size_t)4 << 20) /* bytes of documents in one statement */

/* Hosts that blocks of the window name; the database does not know them. */
struct naming {
	int64_t user_id;
	const char *host[LIM_DOC_HOSTS]; /* the newest first */
	size_t n;
	const char *list; /* these and those of the database; NULL: not made */
	struct naming *chain;
};

struct docs {
	struct arena *a;
	struct arena *fetched; /* texts, until they are settled */
	struct aside *aside;   /* texts that do not fit into memory */
	size_t held;           /* bytes of those that do */
	struct naming *naming[BUCKETS];
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
	ds->aside = aside_new(a);
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

struct doc *
docs_first(const struct docs *ds)
{
	return ds->first;
}

static struct naming *
naming_of(struct docs *ds, int64_t user_id, bool make)
{
	struct naming **b = &ds->naming[(uint64_t)user_id & (BUCKETS - 1)], *n;

	for (n = *b; n != NULL; n = n->chain)
		if (n->user_id == user_id)
			return n;
	if (!make)
		return NULL;
	n = arena_zalloc(ds->a, 1, sizeof(*n));
	n->user_id = user_id;
	n->chain = *b;
	*b = n;
	return n;
}

/* It stands in front from now on, and the oldest falls off. */
static void
name_host(struct docs *ds, struct naming *n, const char *url)
{
	size_t i;

	for (i = 0; i < n->n; i++)
		if (strcmp(n->host[i], url) == 0)
			break;
	if (i < n->n)
		url = n->host[i];
	else if (n->n < LIM_DOC_HOSTS)
		n->n++;
	else
		i--;
	if (i == n->n - 1 && n->host[i] != url)
		url = arena_strdup(ds->a, url);
	memmove(n->host + 1, n->host, i * sizeof(n->host[0]));
	n->host[0] = url;
}

void
docs_endpoints(struct docs *ds, int64_t user_id, const char *endpoints)
{
	struct naming *n = naming_of(ds, user_id, true);
	const char *url[LIM_DOC_HOSTS];
	size_t i;

	/* The first of a list is the one that counts most. */
	for (i = hosts_read(ds->a, url, endpoints); i > 0; i--)
		name_host(ds, n, url[i - 1]);
}

/* Its place is memory of a, as long as there is room for it. */
static enum rc
hold(struct ctx *c, struct docs *ds, struct doc *d, const char *text)
{
	d->settled = true;
	d->len = strlen(text);
	if (d->len <= LIM_DOCS_HELD - ds->held) {
		ds->held += d->len;
		d->text = arena_memdup(ds->a, text, d->len);
		return RC_OK;
	}
	d->text = NULL;
	d->aside = ds->aside;
	return aside_put(c, ds->aside, &d->at, text, d->len);
}

bool
doc_is_found(const struct doc *d)
{
	return d->text != NULL || d->aside != NULL;
}

enum rc
doc_bring(struct ctx *c, struct doc *d, struct arena *a)
{
	if (d->text != NULL)
		return RC_OK;
	return aside_get(c, d->aside, a, &d->text, d->at, d->len);
}

void
doc_leave(struct doc *d)
{
	if (d->aside != NULL)
		d->text = NULL;
}

static bool
is_missing(const struct doc *d)
{
	return !doc_is_found(d) && d->why == NULL;
}

/* Looking up, with the arena of one answer in c->a. */

static enum rc
lookup_some(struct ctx *c, struct docs *ds, struct pgarr *cids)
{
	const char *param[] = { pgarr_done(cids) };
	PGresult *res;
	struct doc *d;
	enum rc rc;
	int i;

	if ((rc = db_run(c, &res, SQL_IDX_CID_LOAD, param)) != RC_OK)
		return rc;
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++) {
		d = find(ds, db_text(res, i, 0));
		if (d == NULL || db_text(res, i, 2) == NULL)
			continue;
		d->kept = true;
		rc = hold(c, ds, d, db_text(res, i, 2));
	}
	return rc;
}

static enum rc
lookup_kept(struct ctx *c, struct docs *ds)
{
	struct doc *d = ds->first;
	struct pgarr *cids;
	enum rc rc = RC_OK;
	size_t n;

	while (rc == RC_OK && d != NULL) {
		cids = pgarr_new(c->a);
		for (n = 0; d != NULL && n < LOOKUP; n++, d = d->next)
			pgarr_text(cids, d->cid);
		rc = lookup_some(c, ds, cids);
		arena_reset(c->a);
	}
	return rc;
}

static enum rc
lookup_endpoints(struct ctx *c, struct docs *ds)
{
	struct pgarr *ids = pgarr_new(c->a);
	const char *param[2], *s;
	PGresult *res;
	struct doc *d;
	int64_t id = 0;
	enum rc rc;
	int i;

	for (d = ds->first; d != NULL; d = d->next)
		if (is_missing(d))
			pgarr_int(ids, d->user_id);
	if (pgarr_len(ids) == 0)
		return RC_OK;
	param[0] = pgarr_done(ids);
	param[1] =
	    arena_printf(c->a, "%d", LIM_DOC_HOSTS * (LIM_STRANGER_URL + 1));
	if ((rc = db_run(c, &res, SQL_IDX_ENDPOINTS, param)) != RC_OK)
		return rc;
	for (i = 0; i < PQntuples(res); i++) {
		if ((rc = db_i64(c, &id, res, i, 0)) != RC_OK)
			return rc;
		s = arena_strdup(ds->a, db_text(res, i, 1));
		for (d = ds->first; d != NULL; d = d->next)
			if (d->user_id == id)
				d->endpoints = s;
	}
	return RC_OK;
}

/* What blocks say of a user's hosts, and behind it what the database knows. */
static const char *
joined(struct arena *a, const struct naming *n, const char *kept)
{
	char list[LIM_DOC_HOSTS * (LIM_STRANGER_URL + 1) + 1], *p = list;
	size_t i;

	for (i = 0; i < n->n; i++) {
		p = stpcpy(p, n->host[i]);
		*p++ = ',';
	}
	*p = '\0';
	return arena_printf(a, "%s%s", list, kept == NULL ? "" : kept);
}

static void
add_naming(struct docs *ds, struct doc *d)
{
	struct naming *n = naming_of(ds, d->user_id, false);

	if (n == NULL)
		return;
	if (n->list == NULL) /* however many documents the user has */
		n->list = joined(ds->a, n, d->endpoints);
	d->endpoints = n->list;
}

enum rc
docs_lookup(struct ctx *c, struct docs *ds)
{
	struct arena *keep;
	struct doc *d;
	enum rc rc;

	if (ds->n == 0)
		return RC_OK;
	keep = ctx_in(c, arena_new(LIM_ARENA_BLOCK));
	if ((rc = lookup_kept(c, ds)) == RC_OK)
		rc = lookup_endpoints(c, ds);
	arena_free(c->a);
	ctx_back(c, keep);
	for (d = ds->first; rc == RC_OK && d != NULL; d = d->next)
		if (is_missing(d))
			add_naming(ds, d);
	return rc;
}

/* Fetching. */

/* Queue those that are missing; *some: there are any. */
static enum rc
ask(struct ctx *c, struct docs *ds, struct fetch *f, bool *some)
{
	struct doc *d;
	enum rc rc;

	for (d = ds->first; d != NULL && !is_missing(d); d = d->next)
		;
	*some = d != NULL;
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
	return !d->settled && d->text != NULL && d->why == NULL;
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
	if (pgarr_len(texts) == 0)
		return RC_OK;
	param[0] = pgarr_done(texts);
	rc = db_run(c, &res, SQL_IDX_JSON_NORMAL, param);
	for (d = first; rc == RC_OK && d != last; d = d->next)
		if (is_new(d))
			rc = hold(c, ds, d, db_text(res, i++, 0));
	return rc;
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

/* Texts that are of no use go with the arena they came in. */
static void
check_new(struct docs *ds)
{
	struct doc *d;

	for (d = ds->first; d != NULL; d = d->next) {
		if (!is_new(d) || (d->why = check(ds, d)) == NULL)
			continue;
		d->settled = true;
		d->text = NULL;
	}
}

/* What was fetched so far; c->a is of one statement and its result. */
static enum rc
settle(struct ctx *c, struct docs *ds)
{
	struct doc *d, *last;
	enum rc rc = RC_OK;

	check_new(ds);
	for (d = ds->first; rc == RC_OK && d != NULL; d = last) {
		last = some(d);
		rc = normalise(c, ds, d, last);
		arena_reset(c->a);
	}
	arena_reset(ds->fetched);
	return rc;
}

enum rc
docs_fetch(struct ctx *c, struct docs *ds, struct fetch *f,
    void (*meanwhile)(void *arg), void *arg)
{
	struct arena *keep;
	bool more;
	enum rc rc;

	if ((rc = ask(c, ds, f, &more)) != RC_OK || !more)
		return rc;
	keep = ctx_in(c, arena_new(LIM_ARENA_BLOCK));
	while (rc == RC_OK && more) {
		more = fetch_wait(f, meanwhile, arg);
		rc = settle(c, ds);
	}
	if (more) /* answers on their way would find the documents gone */
		fetch_stop(f);
	arena_free(c->a);
	ctx_back(c, keep);
	return rc;
}
