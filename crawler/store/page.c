/* SPDX-License-Identifier: ISC */
#include "crawler/store/page.h"

#include <inttypes.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "crawler/store/diff.h"

/* A document on its way, and the row that it is known by. */
struct item {
	const struct map_doc *d;
	size_t nr;               /* its place in the page */
	struct json_object *doc; /* what will be stored; borrowed */
	const char *checksum;    /* of it */
	int64_t id;              /* 0: there is no row */
	struct json_object *old; /* of the row, or NULL; borrowed */
	bool is_same, is_vanished, is_seen;
};

static void
put(void *o)
{
	json_object_put(o);
}

static int
by_id(const void *a, const void *b)
{
	const struct item *x = a, *y = b;
	int d = strcmp(x->d->unique_id, y->d->unique_id);

	return d != 0 ? d : x->nr < y->nr ? -1 : 1;
}

static int
find_id(const void *key, const void *b)
{
	return strcmp(key, ((const struct item *)b)->d->unique_id);
}

/* Of a document that is made of two: both count. */
static const char *
both(struct ctx *c, const struct item *x, const struct item *y)
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	struct sha256_ctx sha;

	sha256_init(&sha);
	sha256_update(&sha, strlen(x->checksum), (const uint8_t *)x->checksum);
	sha256_update(&sha, strlen(y->checksum), (const uint8_t *)y->checksum);
	sha256_digest(&sha, sizeof(digest), digest);
	return hex_text(c->a, digest, sizeof(digest)) + strlen("0x");
}

/*
 * In order of their ids, so that who writes the same rows at once waits and
 * does not block; and each once: what came twice is one, the later on top.
 */
static size_t
arrange(struct ctx *c, const struct page_scope *w, const struct map_doc *docs,
    size_t n, struct item *v, struct page_count *count)
{
	size_t i, k = 0;

	for (i = 0; i < n; i++)
		v[i] = (struct item){ .d = &docs[i],
			.nr = i,
			.doc = docs[i].doc,
			.checksum = docs[i].checksum };
	qsort(v, n, sizeof(*v), by_id);
	for (i = 0; i < n; i++) {
		if (k == 0 ||
		    strcmp(v[k - 1].d->unique_id, v[i].d->unique_id) != 0) {
			v[k++] = v[i];
			continue;
		}
		v[i].doc = map_merge(c, w->cmd, v[k - 1].doc, v[i].doc, true);
		if (w->cmd->gathers)
			v[i].checksum = both(c, &v[k - 1], &v[i]);
		v[k - 1] = v[i];
		count->repeated++;
	}
	return k;
}

static enum rc
take_row(struct ctx *c, struct item *it, const PGresult *res, int r)
{
	const char *doc = db_text(res, r, 6);
	enum rc rc;

	if ((rc = db_i64(c, &it->id, res, r, 1)) != RC_OK ||
	    (rc = db_bool(c, &it->is_same, res, r, 2)) != RC_OK ||
	    (rc = db_bool(c, &it->is_vanished, res, r, 4)) != RC_OK ||
	    (rc = db_bool(c, &it->is_seen, res, r, 5)) != RC_OK || doc == NULL)
		return rc;
	it->old = json_tokener_parse(doc);
	if (it->old == NULL)
		return err_set(&c->err, RC_BUG, "resource %" PRId64 ": no JSON",
		    it->id);
	arena_defer(c->a, put, it->old);
	return RC_OK;
}

/* What is known of them. */
static enum rc
look(struct ctx *c, const struct page_scope *w, struct item *v, size_t n)
{
	struct pgarr *ids = pgarr_new(c->a), *sums = pgarr_new(c->a);
	const char *param[6];
	struct item *it;
	PGresult *res;
	enum rc rc;
	size_t i;
	int r;

	for (i = 0; i < n; i++) {
		pgarr_text(ids, v[i].d->unique_id);
		pgarr_text(sums, v[i].checksum);
	}
	param[0] = w->cmd->entity;
	param[1] = w->connection;
	param[2] = w->region;
	param[3] = pgarr_done(ids);
	param[4] = pgarr_done(sums);
	param[5] = arena_printf(c->a, "%" PRId64, w->run);
	rc = db_run(c, &res, SQL_CRAWL_HAVE, param);
	for (r = 0; rc == RC_OK && r < PQntuples(res); r++) {
		it = bsearch(db_text(res, r, 0), v, n, sizeof(*v), find_id);
		if (it != NULL)
			rc = take_row(c, it, res, r);
	}
	return rc;
}

static void
text(struct json_object *o, const char *member, const char *s)
{
	json_object_object_add(o, member, json_object_new_string(s));
}

static struct json_object *
refs_of(const struct map_doc *d)
{
	struct json_object *list = json_object_new_array(), *o;
	size_t i;

	for (i = 0; i < d->n_refs; i++) {
		o = json_object_new_object();
		text(o, "role", d->refs[i].role);
		text(o, "entity", d->refs[i].entity);
		text(o, "unique_id", d->refs[i].unique_id);
		json_object_array_add(list, o);
	}
	return list;
}

/* What happened to it, in one word, and in what it differs; NULL: nothing. */
static const char *
happened(const struct item *it, struct json_object *diff)
{
	if (it->id == 0) {
		diff_docs(diff, "", NULL, it->doc);
		return "create";
	}
	diff_docs(diff, "", it->old, it->doc);
	if (it->is_vanished)
		return "return";
	return json_object_array_length(diff) > 0 ? "change" : NULL;
}

/* Add it to what will be written. */
static void
write_item(struct ctx *c, const struct page_scope *w, struct item *it,
    struct json_object *list, struct page_count *count)
{
	struct json_object *o = json_object_new_object(),
			   *diff = json_object_new_array();
	const char *op;

	if (it->old != NULL)
		it->doc = map_merge(c, w->cmd, it->old, it->doc, it->is_seen);
	op = happened(it, diff);
	count->created += it->id == 0;
	count->changed += it->id != 0 && op != NULL;
	text(o, "unique_id", it->d->unique_id);
	text(o, "kind", w->cmd->kind);
	text(o, "name", it->d->name);
	text(o, "status", it->d->status);
	text(o, "checksum", it->checksum);
	json_object_object_add(o, "doc", json_object_get(it->doc));
	json_object_object_add(o, "is_active",
	    json_object_new_boolean(it->d->active));
	json_object_object_add(o, "refs", refs_of(it->d));
	json_object_object_add(o, "diff", diff);
	if (op != NULL)
		text(o, "op", op);
	json_object_array_add(list, o);
}

static enum rc
write_all(struct ctx *c, const struct page_scope *w, struct json_object *list,
    struct pgarr *seen)
{
	const char *param[] = { w->cmd->entity, w->connection, w->region,
		w->cmd->name, w->owner, arena_printf(c->a, "%" PRId64, w->run),
		json_object_to_json_string_ext(list, JSON_C_TO_STRING_PLAIN) };
	int64_t id;
	PGresult *res;
	enum rc rc;
	int r;

	if (json_object_array_length(list) == 0)
		return RC_OK;
	rc = db_run(c, &res, SQL_CRAWL_PUT, param);
	for (r = 0; rc == RC_OK && r < PQntuples(res); r++)
		if ((rc = db_i64(c, &id, res, r, 0)) == RC_OK)
			pgarr_int(seen, id);
	return rc;
}

enum rc
page_store(struct ctx *c, const struct page_scope *w,
    const struct map_doc *docs, size_t n, struct page_count *count)
{
	struct item *v = arena_alloc(c->a, (n + 1) * sizeof(*v));
	struct json_object *list = json_object_new_array();
	struct pgarr *seen = pgarr_new(c->a);
	const char *param[2];
	enum rc rc;
	size_t i;

	arena_defer(c->a, put, list);
	n = arrange(c, w, docs, n, v, count);
	if (n == 0 || (rc = look(c, w, v, n)) != RC_OK)
		return n == 0 ? RC_OK : rc;
	for (i = 0; i < n; i++) {
		count->repeated += v[i].is_seen;
		count->seen += !v[i].is_seen;
		if (v[i].id == 0 || !v[i].is_same || v[i].is_vanished)
			write_item(c, w, &v[i], list, count);
		else if (!v[i].is_seen)
			pgarr_int(seen, v[i].id);
	}
	if ((rc = write_all(c, w, list, seen)) != RC_OK || pgarr_len(seen) == 0)
		return rc;
	param[0] = arena_printf(c->a, "%" PRId64, w->run);
	param[1] = pgarr_done(seen);
	return db_exec(c, SQL_CRAWL_SAW, param);
}
