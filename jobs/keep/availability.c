/* SPDX-License-Identifier: ISC */
/*
 * Tracks that no node serves: each content node of the registry is asked for
 * the tracks that it does not, and a track that all nodes of its owner's
 * replica set name is unavailable from then on.  A node that does not answer is
 * believed what it said last.
 */
#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "common/net/http.h"
#include "jobs/job.h"

#define REQUEST_MS 20000
#define LIST_MAX   1000000 /* tracks in a node's list */
#define LOOK_AT    "1000"  /* tracks in a transaction */

/* {"data": {"values": [track id, ...]}}; *ids is an array literal. */
static enum rc
read_list(struct ctx *c, const char **ids, size_t *n, const struct span *body)
{
	struct pgarr *list = pgarr_new(c->a);
	struct json_object *doc, *data, *values;
	enum rc rc;
	int64_t id;
	size_t i;

	if ((rc = jsonr_doc(c, &doc, body->p, body->len)) != RC_OK)
		return rc;
	if (!jsonr_opt_obj(&data, doc, "data"))
		return err_set(&c->err, RC_DATA, "it holds no data");
	if ((rc = jsonr_arr(c, &values, n, data, "values", LIST_MAX)) != RC_OK)
		return rc;
	for (i = 0; i < *n; i++) {
		if (!jsonr_opt_int(&id, jsonr_at(values, i), NULL) || id < 0 ||
		    id > LIM_ID)
			return err_set(&c->err, RC_DATA,
			    "item %zu of its values is no id", i);
		pgarr_int(list, id);
	}
	*ids = pgarr_done(list);
	return RC_OK;
}

static enum rc
ask(struct ctx *c, struct http *h, const char **ids, size_t *n, const char *url)
{
	struct http_req q = {
		.url = arena_printf(c->a, "%s/blacklist/tracks", url),
		.total_ms = REQUEST_MS,
		.maxbody = LIM_TRACK_LIST,
		.public_only = !c->cf->allow_private,
		.a = c->a,
	};
	enum rc rc = http_one(c, h, &q);

	return rc != RC_OK ? rc : read_list(c, ids, n, &q.body);
}

/* One transaction; ids: NULL when it did not answer. */
static enum rc
put(struct ctx *c, const char *node, const char *ids)
{
	const char *const asked[] = { node, ids != NULL ? "t" : "f" };
	const char *const list[] = { node, ids };
	enum rc rc;

	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	rc = db_exec(c, SQL_JOB_LISTS_ASKED, asked);
	if (rc == RC_OK && ids != NULL)
		rc = db_exec(c, SQL_JOB_LISTS_GONE, list);
	if (rc == RC_OK && ids != NULL)
		rc = db_exec(c, SQL_JOB_LISTS_PUT, list);
	return db_end(c, rc);
}

/* What a node does wrong is no fault of the run. */
static enum rc
one_node(struct job_run *r, struct http *h, const char *node, const char *url)
{
	struct ctx *c = r->c, own = *c;
	const char *ids = NULL;
	size_t n = 0;

	err_clear(&own.err);
	if (ask(&own, h, &ids, &n, url) != RC_OK) {
		ids = NULL;
		r->failed++;
		log_info(&c->log, "node=%s msg=\"no list: %s\"",
		    http_origin(c->a, url), own.err.msg);
	}
	r->read += n;
	return put(c, node, ids);
}

static enum rc
all_nodes(struct job_run *r, struct http *h, int *asked)
{
	struct ctx *c = r->c;
	struct arena *keep;
	PGresult *nodes;
	enum rc rc;

	if ((rc = db_exec(c, SQL_JOB_LISTS_FORGET, NULL)) != RC_OK ||
	    (rc = db_run(c, &nodes, SQL_JOB_LISTS_NODES, NULL)) != RC_OK)
		return rc;
	keep = ctx_in(c, arena_new(LIM_ARENA_BLOCK));
	for (*asked = 0;
	     rc == RC_OK && *asked < PQntuples(nodes) && job_go_on(r);
	     ++*asked) {
		rc = one_node(r, h,
		    db_text(nodes, *asked, JOB_LISTS_NODES_sp_id),
		    db_text(nodes, *asked, JOB_LISTS_NODES_endpoint));
		arena_reset(c->a);
	}
	arena_free(c->a);
	ctx_back(c, keep);
	return rc;
}

/* Some tracks behind *after; NULL: there are no more. */
static enum rc
some_tracks(struct job_run *r, const char **after)
{
	const char *param[] = { *after, LOOK_AT };
	struct ctx *c = r->c;
	PGresult *res;
	int64_t n = 0;
	enum rc rc;

	if ((rc = job_begin_rows(c)) != RC_OK)
		return rc;
	rc = db_run(c, &res, SQL_JOB_UNAVAILABLE, param);
	if (rc == RC_OK)
		rc = db_i64(c, &n, res, 0, JOB_UNAVAILABLE_changed);
	if ((rc = db_end(c, rc)) != RC_OK)
		return rc;
	r->changed += (size_t)n;
	*after = db_text(res, 0, JOB_UNAVAILABLE_last);
	return RC_OK;
}

enum rc
availability_run(struct job_run *r)
{
	struct http *h = http_new(1);
	const char *after = "-1";
	int asked = 0;
	enum rc rc;

	rc = all_nodes(r, h, &asked);
	http_free(h);
	while (rc == RC_OK && after != NULL && !stop_asked())
		rc = some_tracks(r, &after);
	if (asked > 0)
		job_did(r,
		    "asked %d nodes, %zu without a list; %zu tracks gone",
		    asked, r->failed, r->changed);
	return rc;
}
