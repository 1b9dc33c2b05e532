/* SPDX-License-Identifier: ISC */
#include "crawler/run/page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/db/db.h"
#include "crawler/run/find.h"
#include "crawler/store/page.h"

/* A server names an interface, that an address: no chain is longer. */
#define CHAIN 3

/* Documents of a page. */
struct docs {
	struct map_doc *v;
	size_t n, room;
	size_t left_out;
	char why[256]; /* of the first that is left out */
};

static void
add(struct ctx *c, struct docs *d, const struct map_doc *docs, size_t n)
{
	size_t room = d->room;

	while (d->n + n > d->room)
		d->room = d->room == 0 ? 256 : d->room * 2;
	if (d->room != room)
		d->v = arena_grow(c->a, d->v, room * sizeof(*d->v),
		    d->room * sizeof(*d->v));
	memcpy(d->v + d->n, docs, n * sizeof(*docs));
	d->n += n;
}

/* One that breaks a rule is left out, and the others go on. */
static enum rc
translate(struct ctx *c, const struct step *s, struct json_object *item,
    const struct map_context *context, struct docs *d)
{
	const struct map_doc *docs;
	size_t n;
	enum rc rc = map_item(c, s->cmd, item, context, &docs, &n);

	if (rc == RC_OK) {
		add(c, d, docs, n);
		return rc;
	}
	if (rc != RC_REJECT)
		return rc;
	if (d->left_out++ == 0)
		snprintf(d->why, sizeof(d->why), "left out: %.240s",
		    c->err.msg);
	err_clear(&c->err);
	return RC_OK;
}

static enum rc
translate_all(struct ctx *c, const struct step *s,
    const struct crawl_page *page, const struct map_context *context,
    struct docs *d)
{
	size_t i,
	    n = page->items == NULL ? 0 : json_object_array_length(page->items);
	enum rc rc = RC_OK;

	*d = (struct docs){ .left_out = page->left_out };
	if (page->left_out > 0)
		snprintf(d->why, sizeof(d->why), "left out: %.240s", page->msg);
	for (i = 0; rc == RC_OK && i < n; i++)
		rc = translate(c, s, json_object_array_get_idx(page->items, i),
		    context, d);
	return rc;
}

static enum rc
documents(struct run *r, const struct step *s, const struct crawl_page *page,
    struct docs *d)
{
	struct ctx *c = r->c;
	const struct crawl_conn *conn = &s->row->conn;
	struct map_context context = {
		.connection = conn->id,
		.dc = conn->dc,
		.dc_id = conn->dc_id,
		.provider = conn->label,
		.region = s->region,
		.roles = s->row->roles,
		.now_s = wall_s(),
	};
	struct find *f = NULL;
	enum rc rc;
	int i;

	if (s->cmd->wants) {
		context.find = find_one;
		context.arg = f = find_new(c, conn->owner);
	}
	rc = translate_all(c, s, page, &context, d);
	for (i = 0; rc == RC_OK && f != NULL && find_more(f) && i < CHAIN; i++)
		if ((rc = find_all(c, f)) == RC_OK)
			rc = translate_all(c, s, page, &context, d);
	return rc;
}

/* The step is ours, and its run is wanted? */
static enum rc
hold(struct ctx *c, const struct step *s)
{
	const char *param[] = { run_number(c, s->id) };
	PGresult *res;
	enum rc rc = db_run(c, &res, SQL_CRAWL_HOLD, param);

	if (rc == RC_OK && PQntuples(res) == 0)
		return err_set(&c->err, RC_BUSY,
		    "step %" PRId64 ": another process has it, or it was "
		    "stopped",
		    s->id);
	return rc;
}

static enum rc
move_on(struct ctx *c, struct step *s, const struct crawl_page *page,
    const struct docs *d, const struct page_count *n)
{
	const char *param[] = { run_number(c, s->id),
		page->next == NULL ? NULL
				   : json_object_to_json_string_ext(page->next,
					 JSON_C_TO_STRING_PLAIN),
		run_number(c, (int64_t)n->seen),
		run_number(c, (int64_t)n->created),
		run_number(c, (int64_t)n->changed),
		run_number(c, (int64_t)n->repeated),
		run_number(c, (int64_t)d->left_out),
		n->seen == 0 && !page->is_counted ? "t" : "f",
		d->left_out > 0 ? d->why : NULL };
	PGresult *res;
	enum rc rc = db_run(c, &res, SQL_CRAWL_PAGE, param);

	if (rc == RC_OK)
		rc = db_i64(c, &s->pages, res, 0, 0);
	return rc == RC_OK ? db_i64(c, &s->idle, res, 0, 1) : rc;
}

static void
count(struct run *r, const struct docs *d, const struct page_count *n)
{
	struct stages *g = &r->stages;

	r->pages++;
	r->seen += n->seen;
	r->created += n->created;
	r->changed += n->changed;
	stage_done(g, STAGE_TRANSLATE, d->n);
	if (d->left_out > 0)
		stage_failed(g, STAGE_TRANSLATE, d->why);
	stage_done(g, STAGE_TRACKER, n->seen);
	stage_done(g, STAGE_INSERT, n->created + n->changed);
	stage_done(g, STAGE_AUDIT, n->created + n->changed);
}

enum rc
page_keep(struct run *r, struct step *s, const struct crawl_page *page)
{
	const struct page_scope scope = {
		.cmd = s->cmd,
		.connection = s->row->conn.id,
		.owner = s->row->conn.owner,
		.region = s->region,
		.run = s->run,
	};
	struct page_count n = { 0 };
	int64_t from = now_us();
	struct docs d;
	enum rc rc;

	if ((rc = documents(r, s, page, &d)) != RC_OK)
		return rc;
	r->translate_us += now_us() - from;
	from = now_us();
	if ((rc = db_begin(r->c)) != RC_OK)
		return rc;
	if ((rc = hold(r->c, s)) == RC_OK &&
	    (rc = page_store(r->c, &scope, d.v, d.n, &n)) == RC_OK)
		rc = move_on(r->c, s, page, &d, &n);
	if ((rc = db_end(r->c, rc)) != RC_OK) {
		stage_failed(&r->stages, STAGE_INSERT, r->c->err.msg);
		return rc;
	}
	r->store_us += now_us() - from;
	count(r, &d, &n);
	return RC_OK;
}
