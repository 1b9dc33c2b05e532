/* SPDX-License-Identifier: ISC */
/*
 * Letters to services that the operator has named.  One that fails is tried
 * again later and later, and given up after a week or so.
 */
#include <inttypes.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "common/net/http.h"
#include "crawler/run/run.h"
#include "crawler/store/conn.h"

#define AT_ONCE  "50"
#define ATTEMPTS 20
#define ANSWER   65536 /* bytes of what a service may say */

static enum stage
stage_of(const char *kind)
{
	return strcmp(kind, "ws") == 0 ? STAGE_WS : STAGE_EXTERNAL;
}

/* The push service knows us by a header; others by nothing. */
static const char *const *
headers_of(struct ctx *c, const char *kind)
{
	const char **v = arena_zalloc(c->a, 2, sizeof(*v));

	if (strcmp(kind, "ws") == 0 && c->cf->crawl_push_secret[0] != '\0')
		v[0] = arena_printf(c->a, "Authorization: apikey %s",
		    c->cf->crawl_push_secret);
	return v;
}

/* What is sent: the payload, or for a record its body. */
static struct span
body_of(struct json_object *payload)
{
	struct json_object *v;
	const char *s;

	if (json_object_object_get_ex(payload, "body", &v))
		payload = v;
	s = json_object_to_json_string_ext(payload, JSON_C_TO_STRING_PLAIN);
	return span_str(s);
}

static enum rc
failed(struct run *r, const char *id, const char *kind, int64_t attempts,
    const char *why)
{
	const char *param[] = { id, why };

	stage_failed(&r->stages, stage_of(kind), why);
	r->failed++;
	return attempts < ATTEMPTS
		   ? db_exec(r->c, SQL_CRAWL_LETTER_FAILED, param)
		   : db_exec(r->c, SQL_CRAWL_LETTER_SENT, param);
}

static enum rc
deliver(struct run *r, const PGresult *res, int i)
{
	struct ctx *c = r->c;
	const char *id = db_text(res, i, 0), *kind = db_text(res, i, 1);
	struct json_object *payload = conn_json(c, db_text(res, i, 3));
	struct http_req q = { .url = db_text(res, i, 2),
		.post = body_of(payload),
		.put = strcmp(crawl_text(payload, "method"), "PUT") == 0,
		.headers = headers_of(c, kind),
		.maxbody = ANSWER,
		.a = c->a };
	int64_t attempts;
	enum rc rc = db_i64(c, &attempts, res, i, 4);

	if (rc != RC_OK)
		return rc;
	http_add(r->http, &q);
	http_wait(r->http, &q, true);
	if (q.state != HTTP_DONE)
		return failed(r, id, kind, attempts, q.msg);
	if (q.status < 200 || q.status > 299)
		return failed(r, id, kind, attempts,
		    arena_printf(c->a, "status %ld", q.status));
	stage_done(&r->stages, stage_of(kind), 1);
	r->sent++;
	return db_exec(c, SQL_CRAWL_LETTER_SENT, &id);
}

enum rc
run_send(struct run *r)
{
	struct arena *a = arena_new(LIM_ARENA_REQUEST), *was = ctx_in(r->c, a);
	const char *param[] = { AT_ONCE };
	PGresult *res;
	enum rc rc;
	int i;

	if (r->http == NULL)
		r->http = http_new(4);
	rc = db_run(r->c, &res, SQL_CRAWL_LETTERS, param);
	for (i = 0; rc == RC_OK && i < PQntuples(res) && run_go_on(r); i++)
		rc = deliver(r, res, i);
	ctx_back(r->c, was);
	arena_free(a);
	return rc;
}
