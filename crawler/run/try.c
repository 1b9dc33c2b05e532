/* SPDX-License-Identifier: ISC */
/*
 * What do a connection's credentials allow?  Somebody has asked: one page of
 * each task is looked at, and nothing of it is kept.
 */
#include <string.h>

#include "common/base/limits.h"
#include "common/db/db.h"
#include "crawler/run/run.h"
#include "crawler/run/source.h"
#include "crawler/store/conn.h"
#include "crawler/wire/wire.h"

#define ATTEMPTS 3 /* of processes that died over it */

static const char *const words[CRAWL__MAX] = {
	[CRAWL_OK] = "permitted",
	[CRAWL_LATER] = "unreachable",
	[CRAWL_REFUSED] = "refused",
	[CRAWL_DENIED] = "denied",
	[CRAWL_GONE] = "unsupported",
	[CRAWL_BROKEN] = "broken",
};

static void
put(void *o)
{
	json_object_put(o);
}

static void
say(struct json_object *result, const char *task, const char *word,
    const char *msg)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "state", json_object_new_string(word));
	json_object_object_add(o, "msg", json_object_new_string(msg));
	json_object_object_add(result, task, o);
}

/* A region to look at: the first, or the first that the provider names. */
static const char *
region_of(struct run *r, struct source *src, const struct conn_row *row,
    struct crawl_page *p)
{
	const char *region = row->regions[0];

	if (strcmp(region, CRAWL_ALL) != 0)
		return region;
	source_regions(r->c, src, p);
	if (p->end == CRAWL_OK && p->items != NULL &&
	    json_object_array_length(p->items) > 0)
		region = arena_strdup(r->c->a,
		    json_object_get_string(
			json_object_array_get_idx(p->items, 0)));
	return region;
}

/* Who is refused once is refused: asking on may lock an account. */
static enum rc
tasks(struct run *r, const struct conn_row *row, const struct map_provider *p,
    struct source *src, struct json_object *result)
{
	struct crawl_page page = { 0 };
	const char *region = region_of(r, src, row, &page);
	const struct map_command *cmd;
	bool stop = page.end == CRAWL_REFUSED;
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; rc == RC_OK && i < p->n; i++) {
		cmd = &p->commands[i];
		if (map_task(p, cmd->task, 0) != cmd)
			continue;
		if (!stop && source_is_metered(src) &&
		    (rc = run_turn(r, row->conn.id)) != RC_OK)
			break;
		if (!stop) {
			crawl_page_clear(&page);
			page.msg[0] = '\0';
			source_page(r->c, src, cmd,
			    wire_is_global(cmd->json) ? CRAWL_ALL : region,
			    NULL, &page);
		}
		stop = page.end == CRAWL_REFUSED;
		say(result, cmd->task, words[page.end],
		    page.end == CRAWL_OK ? "" : page.msg);
	}
	crawl_page_clear(&page);
	return rc;
}

static enum rc
look(struct run *r, const char *connection, struct json_object *result)
{
	const struct map_provider *p;
	struct conn_row row;
	enum rc rc;

	if ((rc = conn_load(r->c, connection, &row)) != RC_OK ||
	    (rc = conn_unseal(r->c, &r->seal, &row)) != RC_OK)
		return rc;
	if ((p = map_provider(r->set, row.conn.provider)) == NULL)
		return err_set(&r->c->err, RC_NOTFOUND,
		    "provider %s: no files of commands are installed",
		    row.conn.provider);
	return tasks(r, &row, p, source_open(r, &row.conn, p), result);
}

static enum rc
try_one(struct run *r, const char *connection, int64_t attempts)
{
	struct json_object *result = json_object_new_object();
	const char *param[2] = { connection };
	enum rc rc = RC_OK;

	arena_defer(r->c->a, put, result);
	if (attempts > ATTEMPTS)
		say(result, "", "broken",
		    "processes that worked on it ended again and again");
	else
		rc = look(r, connection, result);
	if (rc == RC_NOTFOUND || rc == RC_CONFIG) {
		say(result, "", "refused", r->c->err.msg);
		err_clear(&r->c->err);
		rc = RC_OK;
	}
	param[1] =
	    json_object_to_json_string_ext(result, JSON_C_TO_STRING_PLAIN);
	return rc == RC_OK ? db_exec(r->c, SQL_CRAWL_TEST_DONE, param) : rc;
}

enum rc
run_try(struct run *r)
{
	struct arena *a = arena_new(LIM_ARENA_BLOCK), *was = ctx_in(r->c, a);
	int64_t attempts;
	PGresult *res;
	enum rc rc = RC_OK;

	while (rc == RC_OK && run_go_on(r)) {
		if ((rc = db_run(r->c, &res, SQL_CRAWL_TEST_CLAIM, NULL)) !=
			RC_OK ||
		    PQntuples(res) == 0 ||
		    (rc = db_i64(r->c, &attempts, res, 0, 1)) != RC_OK)
			break;
		rc = try_one(r, db_text(res, 0, 0), attempts);
		r->tried += rc == RC_OK;
		arena_reset(a);
	}
	ctx_back(r->c, was);
	arena_free(a);
	return rc;
}
