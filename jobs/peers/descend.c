/* SPDX-License-Identifier: ISC */
/*
 * The way down from digests that differ: from the tables, which the digest of
 * the block tells, to buckets and rows, which are told as they are now.  So
 * these are looked up only while both stand at the same block; the next pass
 * tries again.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/buf.h"
#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/u256.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "common/json/jsonw.h"
#include "jobs/peers/peer.h"

#define NODES   3  /* whose rows are looked up in a pass */
#define PAGES   20 /* of one list */
#define PAGE    1000
#define BUCKETS 3 /* of a table that are named */
#define KEYS    8 /* of a bucket */
#define KEY_MAX 300
#define TIME_MS 3000 /* for one node */

/* A list of both: of buckets with sums, or of keys with terms. */
struct item {
	const char *key, *value;
};

struct items {
	struct item *v; /* in the order of the list */
	size_t n;
};

struct descent {
	struct peer *peer;
	struct pass *p;
	struct ctx k; /* of what it says; its arena is ours */
	struct http *h;
	int64_t end_ms;
	int64_t height; /* ours, in the transaction */
	const char *hash;
	struct jsonw *out;
	bool found; /* a key */
};

static const char *
escaped(struct arena *a, const char *s)
{
	struct buf b = { .a = a };

	for (; *s != '\0'; s++)
		if (isalnum((unsigned char)*s) || strchr("-_.", *s) != NULL)
			buf_add(&b, s, 1);
		else
			buf_printf(&b, "%%%02X", (unsigned)(unsigned char)*s);
	buf_add(&b, "", 1);
	return b.p;
}

/* Its answer, when it is of the block that we have; else NULL. */
static struct json_object *
ask(struct descent *d, const char *path)
{
	int64_t left = d->end_ms - now_ms(), block;
	struct http_req q = {
		.url = arena_printf(d->k.a, "%s/v1/full/digest/%s",
		    d->peer->endpoint, path),
		.total_ms = left > 0 ? (unsigned)left : 1,
		.maxbody = LIM_PEER_HEALTH,
		.public_only = !d->peer->is_named && !d->k.cf->allow_private,
		.a = d->k.a,
	};
	const char *why, *hash;
	struct json_object *data;

	err_clear(&d->k.err);
	if (left <= 0 || stop_asked() || http_one(&d->k, d->h, &q) != RC_OK ||
	    (data = peer_open(d->peer, &d->k, q.body, q.status, &why)) == NULL)
		return NULL;
	d->p->bytes += q.body.len;
	if (!jsonr_opt_int(&block, data, "block") || block != d->height ||
	    !jsonr_opt_text(&d->k, &hash, data, "blockhash") ||
	    strcasecmp(hash, d->hash) != 0)
		return NULL;
	return data;
}

/* Adds a page of its list; false: it is none. */
static bool
take(struct descent *d, struct items *t, struct json_object *data,
    const char *list, const char *key, const char *value)
{
	struct json_object *arr, *o;
	size_t i, n;

	if (!jsonr_opt_arr(&arr, data, list) ||
	    (n = json_object_array_length(arr)) > PAGE)
		return false;
	t->v = arena_grow(d->k.a, t->v, t->n * sizeof(*t->v),
	    (t->n + n) * sizeof(*t->v));
	for (i = 0; i < n; i++) {
		o = jsonr_at(arr, i);
		if (!jsonr_opt_text(&d->k, &t->v[t->n].key, o, key) ||
		    !jsonr_opt_text(&d->k, &t->v[t->n].value, o, value) ||
		    strlen(t->v[t->n].key) > KEY_MAX)
			return false;
		t->n++;
	}
	return true;
}

static int
by_key(const void *a, const void *b)
{
	const struct item *const *x = a, *const *y = b;

	return strcmp((*x)->key, (*y)->key);
}

/* The items of a list, ordered by key. */
static const struct item **
sorted(struct arena *a, const struct items *t)
{
	const struct item **v = arena_alloc(a, (t->n + 1) * sizeof(*v));
	size_t i;

	for (i = 0; i < t->n; i++)
		v[i] = &t->v[i];
	qsort(v, t->n, sizeof(*v), by_key);
	return v;
}

static const struct item *
find(const struct item **v, size_t n, const struct item *like)
{
	const struct item **at = bsearch(&like, v, n, sizeof(*v), by_key);

	return at != NULL ? *at : NULL;
}

/* Where the two lists still go together: behind the last item that both have.
 */
static size_t
common_end(const struct items *t, const struct item **other, size_t nother)
{
	size_t i;

	for (i = t->n; i > 0; i--)
		if (find(other, nother, &t->v[i - 1]) != NULL)
			return i;
	return 0;
}

/*
 * Keys with another value, or that only one has, at most "most" of them.  Of
 * lists that go on (whole is false) only as far as they go together.
 */
static size_t
differing(struct arena *a, const char **key, size_t most,
    const struct items *ours, const struct items *theirs, bool whole)
{
	const struct item **o = sorted(a, ours), **t = sorted(a, theirs), *like;
	size_t i, n = 0;
	size_t no = whole ? ours->n : common_end(ours, t, theirs->n);
	size_t nt = whole ? theirs->n : common_end(theirs, o, ours->n);

	for (i = 0; i < no && n < most; i++) {
		like = find(t, theirs->n, &ours->v[i]);
		if (like == NULL || strcmp(like->value, ours->v[i].value) != 0)
			key[n++] = ours->v[i].key;
	}
	for (i = 0; i < nt && n < most; i++)
		if (find(o, ours->n, &theirs->v[i]) == NULL)
			key[n++] = theirs->v[i].key;
	return n;
}

/* Two columns of ours: what a thing is known by, and what it sums up to. */
static enum rc
our_items(struct descent *d, struct items *t, enum sql_id id,
    const char *const param[])
{
	PGresult *res;
	enum rc rc = db_run(d->p->c, &res, id, param);
	int i;

	*t = (struct items){ 0 };
	if (rc != RC_OK)
		return rc;
	t->v =
	    arena_alloc(d->k.a, ((size_t)PQntuples(res) + 1) * sizeof(*t->v));
	for (i = 0; i < PQntuples(res); i++)
		t->v[t->n++] =
		    (struct item){ db_text(res, i, 0), db_text(res, i, 1) };
	return RC_OK;
}

/* --- rows */

static enum rc
look_at_rows(struct descent *d, const char **key, size_t *n, const char *table,
    const char *bucket)
{
	const char *param[] = { table, bucket, NULL };
	struct items ours, theirs;
	struct json_object *data;
	size_t page, end;
	bool whole;
	enum rc rc;

	*n = 0;
	for (page = 0; page < PAGES; page++) {
		theirs = (struct items){ 0 };
		data = ask(d,
		    arena_printf(d->k.a, "rows?table=%s&bucket=%s%s%s", table,
			escaped(d->k.a, bucket),
			param[2] == NULL ? "" : "&after=",
			param[2] == NULL ? "" : escaped(d->k.a, param[2])));
		if (data == NULL ||
		    !take(d, &theirs, data, "rows", "key", "term"))
			return RC_OK;
		if ((rc = our_items(d, &ours, SQL_PEERS_ROWS, param)) != RC_OK)
			return rc;
		whole = ours.n < PAGE && theirs.n < PAGE;
		*n = differing(d->k.a, key, KEYS, &ours, &theirs, whole);
		end = common_end(&ours, sorted(d->k.a, &theirs), theirs.n);
		if (*n > 0 || whole || end == 0)
			return RC_OK;
		param[2] = ours.v[end - 1].key;
	}
	return RC_OK;
}

static enum rc
write_bucket(struct descent *d, const char *table, const char *bucket)
{
	const char *key[KEYS];
	size_t n, i;
	enum rc rc;

	if ((rc = look_at_rows(d, key, &n, table, bucket)) != RC_OK)
		return rc;
	jsonw_obj(d->out, NULL);
	jsonw_str(d->out, "bucket", bucket);
	jsonw_arr(d->out, "keys");
	for (i = 0; i < n; i++)
		jsonw_str(d->out, NULL, key[i]);
	jsonw_end(d->out);
	jsonw_str(d->out, "table", table);
	jsonw_end(d->out);
	if (n > 0 && !d->found)
		d->peer->place =
		    arena_printf(d->p->c->a, "%s %s", table, key[0]);
	d->found |= n > 0;
	return RC_OK;
}

/* --- buckets */

/* Sums are decimal here, and shown in hexadecimal. */
static enum rc
our_buckets(struct descent *d, struct items *t, const char *table)
{
	enum rc rc = our_items(d, t, SQL_PEERS_BUCKETS, &table);
	struct u256 sum;
	size_t i, n = 0;

	for (i = 0; i < t->n; i++)
		if (u256_parse(&sum, t->v[i].value) == 0)
			t->v[n++] = (struct item){ t->v[i].key,
				hex_text(d->k.a, sum.be, sizeof(sum.be)) + 2 };
	t->n = n;
	return rc;
}

static bool
their_buckets(struct descent *d, struct items *t, const char *table)
{
	const char *next = "";
	struct json_object *data;
	size_t page;

	*t = (struct items){ 0 };
	for (page = 0; page < PAGES; page++) {
		data = ask(d, arena_printf(d->k.a, "buckets?table=%s&after=%s",
				  table, escaped(d->k.a, next)));
		if (data == NULL ||
		    !take(d, t, data, "buckets", "bucket", "sum"))
			return false;
		if (!jsonr_opt_text(&d->k, &next, data, "next") ||
		    strlen(next) > KEY_MAX)
			return true;
	}
	return false;
}

static enum rc
write_table(struct descent *d, const char *table)
{
	const char *bucket[BUCKETS];
	struct items ours, theirs;
	size_t n = 0, i;
	enum rc rc;

	if (their_buckets(d, &theirs, table)) {
		if ((rc = our_buckets(d, &ours, table)) != RC_OK)
			return rc;
		n = differing(d->k.a, bucket, BUCKETS, &ours, &theirs, true);
	}
	for (i = 0; i < n; i++)
		if ((rc = write_bucket(d, table, bucket[i])) != RC_OK)
			return rc;
	if (n == 0) {
		jsonw_obj(d->out, NULL);
		jsonw_str(d->out, "table", table);
		jsonw_end(d->out);
	}
	return RC_OK;
}

/* --- the node */

static enum rc
read_ours(struct descent *d)
{
	PGresult *res;
	enum rc rc = db_run(d->p->c, &res, SQL_PEERS_OURS, NULL);

	d->height = PEER_UNKNOWN;
	d->hash = "";
	if (rc != RC_OK || PQntuples(res) == 0)
		return rc;
	d->hash = db_text(res, 0, PEERS_OURS_blockhash);
	return db_i64(d->p->c, &d->height, res, 0, PEERS_OURS_height);
}

static enum rc
descend(struct pass *p, struct peer *n, struct http *h)
{
	struct descent d = { .peer = n,
		.p = p,
		.k = *p->c,
		.h = h,
		.end_ms = now_ms() + TIME_MS,
		.out = jsonw_new(p->c->a) };
	const char *was = n->differs;
	struct span text;
	size_t i;
	enum rc rc;

	if ((rc = read_ours(&d)) != RC_OK)
		return rc;
	n->place = n->ntables > 0 ? n->table[0] : "";
	jsonw_arr(d.out, NULL);
	for (i = 0; i < n->ntables; i++)
		if ((rc = write_table(&d, n->table[i])) != RC_OK)
			return rc;
	jsonw_end(d.out);
	text = jsonw_done(d.out);
	/* what an earlier pass has found says more than nothing */
	if (d.found || was == NULL)
		n->differs = arena_memdup(p->c->a, text.p, text.len);
	n->verdict = VERDICT_DIFFERS; /* whatever those answers were */
	n->verdict_why = NULL;
	return RC_OK;
}

static enum rc
descend_frozen(struct pass *p, struct peer *n, struct http *h)
{
	enum rc rc = db_begin_frozen(p->c);

	return rc == RC_OK ? db_end(p->c, descend(p, n, h)) : rc;
}

enum rc
peers_descend(struct pass *p)
{
	struct http *h = http_new(1);
	size_t i, asked = 0;
	enum rc rc = RC_OK;

	for (i = 0; i < p->n && rc == RC_OK; i++) {
		if (p->v[i].verdict == VERDICT_EQUAL)
			p->v[i].differs = NULL;
		if (p->v[i].verdict == VERDICT_DIFFERS && asked++ < NODES)
			rc = descend_frozen(p, &p->v[i], h);
	}
	http_free(h);
	return rc;
}
