/* SPDX-License-Identifier: ISC */
/* A run whose steps have all ended: its state, its task's, and who is told. */
#include <inttypes.h>
#include <json-c/json.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/conf/conf.h"
#include "common/db/db.h"
#include "crawler/run/run.h"
#include "crawler/store/conn.h"

struct sum {
	int64_t open, steps, failed, odd, refused;
	const char *error;
};

static enum rc
sum_up(struct ctx *c, const char *run, struct sum *s)
{
	const char *param[] = { run };
	int64_t *const to[] = { &s->open, &s->steps, &s->failed, &s->odd,
		&s->refused };
	PGresult *res;
	enum rc rc = db_run(c, &res, SQL_CRAWL_RUN_SUM, param);
	int i;

	for (i = 0; rc == RC_OK && i < 5; i++)
		rc = db_i64(c, to[i], res, 0, i);
	if (rc == RC_OK)
		s->error = db_text(res, 0, 5);
	return rc;
}

static const char *
state_of(const struct sum *s)
{
	return s->failed > 0 ? "failed" : s->odd > 0 ? "warning" : "success";
}

static struct json_object *
text(const char *s)
{
	return json_object_new_string(s);
}

/* What browsers are told, in the words that they know. */
static struct json_object *
letter(struct ctx *c, const struct conn_row *row, const char *task,
    const char *state)
{
	struct json_object *o = json_object_new_object(),
			   *params = json_object_new_object(),
			   *data = json_object_new_object(),
			   *notify = json_object_new_object(),
			   *event = json_object_new_object(),
			   *caller = json_object_new_array();

	json_object_object_add(o, "method", text("publish"));
	json_object_object_add(params, "channel",
	    text(arena_printf(c->a, "maestro-%s", row->conn.owner)));
	json_object_object_add(notify, "title", text(row->conn.dc));
	json_object_object_add(notify, "msg",
	    text(arena_printf(c->a, "Finish Sync - [%s] %s", row->conn.label,
		task)));
	json_object_object_add(notify, "type",
	    text(strcmp(state, "failed") == 0 ? "danger" : state));
	json_object_array_add(caller, text("connections-update"));
	json_object_array_add(caller,
	    text(arena_printf(c->a, "connections-%s", row->conn.id)));
	json_object_object_add(event, "caller", caller);
	json_object_object_add(data, "notify", notify);
	json_object_object_add(data, "event", event);
	json_object_object_add(params, "data", data);
	json_object_object_add(o, "params", params);
	return o;
}

static enum rc
tell(struct run *r, const char *run, const char *connection, const char *task,
    const char *state)
{
	struct ctx *c = r->c;
	const char *push = c->cf->crawl_push_url,
		   *audit = c->cf->crawl_audit_url;
	const char *param[3] = { "ws", arena_printf(c->a, "%s/api", push) };
	const char *history[] = { run, arena_printf(c->a, "%s/", audit) };
	struct json_object *o;
	struct conn_row row;
	PGresult *res;
	enum rc rc = RC_OK;

	if (audit[0] != '\0')
		rc = db_run(c, &res, SQL_CRAWL_TELL_HISTORY, history);
	if (push[0] == '\0' || rc != RC_OK ||
	    (rc = conn_load(c, connection, &row)) != RC_OK)
		return rc;
	o = letter(c, &row, task, state);
	param[2] = json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN);
	rc = db_exec(c, SQL_CRAWL_TELL, param);
	json_object_put(o);
	return rc;
}

static enum rc
close_it(struct run *r, const char *run, const char *connection,
    const char *task, const struct sum *s)
{
	struct ctx *c = r->c;
	const char *state = state_of(s), *closing[] = { run, state, s->error };
	int64_t seen, created, changed, vanished;
	const char *param[6];
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_CRAWL_RUN_CLOSE, closing)) != RC_OK ||
	    (rc = db_i64(c, &seen, res, 0, 0)) != RC_OK ||
	    (rc = db_i64(c, &created, res, 0, 1)) != RC_OK ||
	    (rc = db_i64(c, &changed, res, 0, 2)) != RC_OK ||
	    (rc = db_i64(c, &vanished, res, 0, 3)) != RC_OK)
		return rc;
	param[0] = connection;
	param[1] = task;
	param[2] = state;
	param[3] = s->error != NULL                   ? s->error
		   : created + changed + vanished > 0 ? "Success."
						      : "Success. No changes";
	param[4] = s->failed > 0 ? "t" : "f";
	param[5] = s->refused > 0 && s->refused == s->steps ? "t" : "f";
	rc = db_exec(c, SQL_CRAWL_TASK_ENDED, param);
	if (rc != RC_OK)
		return rc;
	stage_done(&r->stages, STAGE_NOTIFICATION, 1);
	log_info(&c->log,
	    "connection=%s task=%s run=%s state=%s seen=%" PRId64
	    " created=%" PRId64 " changed=%" PRId64 " vanished=%" PRId64,
	    connection, task, run, state, seen, created, changed, vanished);
	return tell(r, run, connection, task, state);
}

static enum rc
locked(struct run *r, const char *run)
{
	const char *param[] = { run };
	struct sum s = { 0 };
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(r->c, &res, SQL_CRAWL_RUN_LOCK, param)) != RC_OK ||
	    PQntuples(res) == 0)
		return rc;
	if ((rc = sum_up(r->c, run, &s)) != RC_OK || s.open > 0)
		return rc;
	return close_it(r, run, db_text(res, 0, 0), db_text(res, 0, 1), &s);
}

enum rc
run_close(struct run *r, int64_t run)
{
	enum rc rc = db_begin(r->c);

	if (rc != RC_OK)
		return rc;
	return db_end(r->c, locked(r, run_number(r->c, run)));
}
