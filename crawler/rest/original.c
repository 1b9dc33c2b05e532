/* SPDX-License-Identifier: ISC */
/*
 * The routes that the original has, with its answers; those of a task say
 * more.  Providers are found by any name that people have for them, in what is
 * installed, never by a path.
 */
#include <inttypes.h>
#include <string.h>

#include "config.h"
#include "crawler/queue/begin.h"
#include "crawler/queue/stage.h"
#include "crawler/queue/tasks.h"
#include "crawler/rest/rest.h"
#include "crawler/store/conn.h"

static enum rc
root(struct rest_call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);

	jsonw_obj(w, NULL);
	jsonw_str(w, "name", "discprov-cloud");
	jsonw_str(w, "description", "What runs in the clouds of its owners");
	jsonw_str(w, "version", PACKAGE_VERSION);
	jsonw_str(w, "license", "ISC");
	jsonw_end(w);
	rest_json(k, 200, w);
	return RC_OK;
}

/* --- providers: a folder without a form is one that others are read with */

static const struct map_provider *
provider(struct rest_call *k, const char *name)
{
	struct conn_kind kind;

	if (conn_kind(k->c, &kind, name, "") != RC_OK) {
		err_clear(&k->c->err);
		return NULL;
	}
	return map_provider(k->rest->set, kind.provider);
}

/* A member of how a provider is registered, as JSON. */
static void
copy(struct jsonw *w, const struct map_provider *p, const char *member)
{
	struct json_object *v;

	if (p->info != NULL && json_object_object_get_ex(p->info, member, &v))
		jsonw_json(w, member, json_object_to_json_string(v));
}

static void
all_info(struct rest_call *k, struct jsonw *w)
{
	const struct map_set *set = k->rest->set;
	size_t i;

	jsonw_obj(w, "value");
	jsonw_arr(w, "providers");
	for (i = 0; i < set->n; i++) {
		if (set->providers[i].info == NULL)
			continue;
		jsonw_obj(w, NULL);
		copy(w, &set->providers[i], "icon");
		copy(w, &set->providers[i], "label");
		copy(w, &set->providers[i], "method");
		jsonw_end(w);
	}
	jsonw_end(w);
	jsonw_end(w);
}

static void
command(struct jsonw *w, const struct map_command *cmd)
{
	jsonw_obj(w, NULL);
	jsonw_str(w, "access", cmd->name);
	jsonw_str(w, "command",
	    crawl_text(json_object_object_get(cmd->json, "request"),
		"service"));
	jsonw_str(w, "entity", cmd->entity);
	jsonw_str(w, "kind", cmd->kind);
	jsonw_str(w, "key_comparer", "unique_id");
	jsonw_bool(w, "init_job", task_every(cmd->task) > 0);
	jsonw_end(w);
}

/* { task: [its commands] } */
static void
permissions(struct jsonw *w, const char *key, const struct map_provider *p)
{
	const struct map_command *cmd;
	size_t i, n;

	jsonw_obj(w, key);
	for (i = 0; i < p->n; i++) {
		if (map_task(p, p->commands[i].task, 0) != &p->commands[i])
			continue;
		jsonw_arr(w, p->commands[i].task);
		for (n = 0; (cmd = map_task(p, p->commands[i].task, n)) != NULL;
		     n++)
			command(w, cmd);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void
all_rules(struct rest_call *k, struct jsonw *w)
{
	const struct map_set *set = k->rest->set;
	size_t i;

	jsonw_arr(w, "value");
	for (i = 0; i < set->n; i++) {
		if (set->providers[i].info == NULL)
			continue;
		jsonw_obj(w, NULL);
		jsonw_str(w, "name", set->providers[i].name);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static struct jsonw *
envelope(struct rest_call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);

	jsonw_obj(w, NULL);
	jsonw_arr(w, "items");
	jsonw_obj(w, NULL);
	return w;
}

static enum rc
enveloped(struct rest_call *k, struct jsonw *w)
{
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
	rest_json(k, 200, w);
	return RC_OK;
}

static enum rc
available(struct rest_call *k)
{
	const char *action = rest_val(k, "action");
	struct jsonw *w = envelope(k);

	if (strcmp(action, "info") == 0) {
		all_info(k, w);
	} else if (strcmp(action, "rules") == 0) {
		all_rules(k, w);
	} else {
		jsonw_obj(w, "value");
		jsonw_end(w);
	}
	return enveloped(k, w);
}

static enum rc
available_of(struct rest_call *k)
{
	const char *action = rest_val(k, "action");
	const struct map_provider *p = provider(k, rest_val(k, "provider"));
	struct jsonw *w = envelope(k);

	if (p == NULL) {
		jsonw_arr(w, "value");
		jsonw_end(w);
	} else if (strcmp(action, "info") == 0) {
		jsonw_obj(w, "value");
		jsonw_json(w, "providers",
		    p->info == NULL ? NULL
				    : json_object_to_json_string(p->info));
		jsonw_end(w);
	} else if (strcmp(action, "rules") == 0) {
		jsonw_obj(w, "value");
		permissions(w, "permissions", p);
		jsonw_end(w);
	} else {
		jsonw_obj(w, "value");
		jsonw_end(w);
	}
	return enveloped(k, w);
}

static enum rc
crawlers(struct rest_call *k)
{
	static const char *const paths[][2] = {
		{ "/crawler/<datacenter>", "What may be listed of a provider" },
		{ "/crawler/<datacenter>/<instance>/<task>",
		    "Have a connection list something" },
	};
	struct jsonw *w = jsonw_new(k->c->a);
	size_t i;

	jsonw_obj(w, NULL);
	jsonw_arr(w, "resources");
	for (i = 0; i < 2; i++) {
		jsonw_obj(w, NULL);
		jsonw_str(w, "path", paths[i][0]);
		jsonw_str(w, "description", paths[i][1]);
		jsonw_end(w);
	}
	jsonw_end(w);
	jsonw_end(w);
	rest_json(k, 200, w);
	return RC_OK;
}

static enum rc
no_provider(struct rest_call *k)
{
	const struct map_set *set = k->rest->set;
	struct jsonw *w = jsonw_new(k->c->a);
	size_t i;

	jsonw_obj(w, NULL);
	jsonw_str(w, "error", "There is no such provider");
	jsonw_arr(w, "providers");
	for (i = 0; i < set->n; i++)
		if (set->providers[i].info != NULL)
			jsonw_str(w, NULL, set->providers[i].name);
	jsonw_end(w);
	jsonw_end(w);
	rest_json(k, 404, w);
	return RC_REPLIED;
}

static enum rc
crawler(struct rest_call *k)
{
	const struct map_provider *p = provider(k, rest_val(k, "datacenter"));
	struct jsonw *w;

	if (p == NULL)
		return no_provider(k);
	w = jsonw_new(k->c->a);
	permissions(w, NULL, p);
	rest_json(k, 200, w);
	return RC_OK;
}

/* --- a task of a connection */

/*
 * Who may not see a connection is told what is told of one that is not there.
 */
static enum rc
connection(struct rest_call *k, const struct map_provider **p,
    struct rest_conn *conn)
{
	enum rc rc;

	if ((*p = provider(k, rest_val(k, "datacenter"))) == NULL)
		return no_provider(k);
	if (map_task(*p, rest_val(k, "task"), 0) == NULL)
		return rest_fail(k, 422, "This task is not allowed");
	rc = rest_may(k, rest_val(k, "instance"), LEVEL_WRITE, conn);
	if ((rc == RC_REPLIED && k->out->status == 404) ||
	    (rc == RC_OK && strcmp(conn->provider, (*p)->name) != 0))
		return rest_fail(k, 400,
		    "This instance dont have a valid connection.");
	if (rc == RC_OK && !conn->is_enabled)
		return rest_fail(k, 409, "This connection is disabled");
	return rc;
}

static enum rc
open_run(struct rest_call *k, const char *id, const char *task, int64_t *run)
{
	const char *param[] = { id, task };
	PGresult *res;
	enum rc rc;

	*run = 0;
	rc = db_run(k->c, &res, SQL_CRAWL_API_OPEN, param);
	if (rc != RC_OK || PQntuples(res) == 0)
		return rc;
	return db_i64(k->c, run, res, 0, 0);
}

/* As many as a service can send at once begin one run. */
enum rc
rest_task_begin(struct rest_call *k, const char *id, const char *task,
    int64_t *run, bool *is_new)
{
	struct stages stages = { 0 };
	enum rc rc;

	rc = queue_begin(k->c, k->rest->set, id, task, run);
	if (rc != RC_OK)
		return rc;
	*is_new = *run != 0;
	if (!*is_new)
		return open_run(k, id, task, run);
	stage_done(&stages, STAGE_SETUP, 1);
	return stages_write(k->c, &stages);
}

static enum rc
start(struct rest_call *k)
{
	const char *id = rest_val(k, "instance"), *task = rest_val(k, "task");
	const struct map_provider *p;
	struct rest_conn conn;
	bool is_new = false;
	struct jsonw *w;
	int64_t run;
	enum rc rc;

	if ((rc = connection(k, &p, &conn)) != RC_OK ||
	    (rc = db_begin(k->c)) != RC_OK)
		return rc;
	rc = db_end(k->c, rest_task_begin(k, id, task, &run, &is_new));
	if (rc != RC_OK)
		return rc;
	w = jsonw_new(k->c->a);
	jsonw_obj(w, NULL);
	jsonw_str(w, "msg", arena_printf(k->c->a, "In progress. %s", task));
	jsonw_str(w, "conn_id", id);
	jsonw_str(w, "task", task);
	jsonw_str(w, "status", "warning");
	jsonw_int(w, "run", run);
	jsonw_end(w);
	rest_json(k, is_new ? 201 : 200, w);
	return RC_OK;
}

enum rc
rest_task_stop(struct rest_call *k, const char *id, const char *task, size_t *n)
{
	const char *param[] = { id, task };
	enum rc rc = queue_stop(k->c, param[0], param[1], n);

	return rc == RC_OK && *n > 0
		   ? db_exec(k->c, SQL_CRAWL_TASK_CANCELLED, param)
		   : rc;
}

static enum rc
cancel(struct rest_call *k)
{
	const struct map_provider *p;
	struct rest_conn conn;
	struct jsonw *w;
	size_t n;
	enum rc rc;

	if ((rc = connection(k, &p, &conn)) != RC_OK ||
	    (rc = db_begin(k->c)) != RC_OK ||
	    (rc = db_end(k->c, rest_task_stop(k, rest_val(k, "instance"),
				   rest_val(k, "task"), &n))) != RC_OK)
		return rc;
	w = jsonw_new(k->c->a);
	jsonw_obj(w, NULL);
	jsonw_int(w, "cancelled", (int64_t)n);
	jsonw_end(w);
	rest_json(k, 200, w);
	return RC_OK;
}

/* What is asked for comes back; of a connection that one sees, how it is. */
static enum rc
state(struct rest_call *k)
{
	const char *param[] = { k->scope, rest_val(k, "instance"),
		rest_val(k, "task"), "1", NULL };
	struct jsonw *w = jsonw_new(k->c->a);
	PGresult *res;
	enum rc rc;

	rc = db_run(k->c, &res, SQL_CRAWL_API_TASKS, param);
	if (rc != RC_OK)
		return rc;
	jsonw_obj(w, NULL);
	jsonw_str(w, "datacenter", rest_val(k, "datacenter"));
	jsonw_str(w, "instance", param[1]);
	jsonw_str(w, "task", param[2]);
	if (PQntuples(res) > 0) {
		jsonw_str(w, "state", db_text(res, 0, CRAWL_API_TASKS_state));
		jsonw_numtext(w, "last_run",
		    db_text(res, 0, CRAWL_API_TASKS_last_run));
		jsonw_str(w, "next_run",
		    db_text(res, 0, CRAWL_API_TASKS_next_run));
		jsonw_str(w, "paused", db_text(res, 0, CRAWL_API_TASKS_paused));
		jsonw_json(w, "counts",
		    db_text(res, 0, CRAWL_API_TASKS_counts));
		jsonw_str(w, "error", db_text(res, 0, CRAWL_API_TASKS_error));
	}
	jsonw_end(w);
	rest_json(k, 200, w);
	return RC_OK;
}

/* clang-format off */
static const struct rest_param action[] = {
	{ "action", REST_TEXT, NULL, 0, 0, "info or rules" },
	{ "provider", REST_TEXT, NULL, 0, 0, "by any of its names" },
	REST_END,
};
static const struct rest_param task[] = {
	{ "datacenter", REST_TEXT, NULL, 0, 0, "the provider, by any of its names" },
	{ "instance", REST_UUID, NULL, 0, 0, "id of a connection" },
	{ "task", REST_TEXT, NULL, 0, 0, "what to list" },
	REST_END,
};

static const struct rest_route rows[] = {
	{
		.method = METHOD_GET, .path = "/", .who = REST_ANYBODY,
		.stmt = REST_NONE, .fn = root,
		.about = "What this is.",
	},
	{
		.method = METHOD_GET, .path = "/available/:action",
		.who = REST_CALLER, .params = action,
		.stmt = REST_NONE, .fn = available,
		.about = "Which providers there are (info), or which have rules (rules).",
	},
	{
		.method = METHOD_GET, .path = "/available/:action/:provider",
		.who = REST_CALLER, .params = action,
		.stmt = REST_NONE, .fn = available_of,
		.about = "How a provider is registered, or what may be listed of it.",
	},
	{
		.method = METHOD_GET, .path = "/crawler", .who = REST_CALLER,
		.stmt = REST_NONE, .fn = crawlers,
		.about = "Which paths follow.",
	},
	{
		.method = METHOD_GET, .path = "/crawler/:datacenter",
		.who = REST_CALLER, .params = task,
		.stmt = REST_NONE, .fn = crawler, .also = "404",
		.about = "Tasks of a provider, and the commands of each.",
	},
	{
		.method = METHOD_GET, .path = "/crawler/:datacenter/:instance/:task",
		.who = REST_CALLER, .params = task,
		.stmt = REST_NONE, .fn = state, .also = "404",
		.about = "How a task of a connection is.",
	},
	{
		.method = METHOD_PUT, .path = "/crawler/:datacenter/:instance/:task",
		.who = REST_CALLER, .params = task, .body = true, .body_too = true,
		.stmt = REST_NONE, .fn = start, .status = 201,
		.also = "200 400 403 404 409 422",
		.about = "Have it run now; 200 and the same run when it does already.",
	},
	{
		.method = METHOD_DELETE, .path = "/crawler/:datacenter/:instance/:task",
		.who = REST_CALLER, .params = task,
		.stmt = REST_NONE, .fn = cancel, .also = "400 403 404 409 422",
		.about = "End its run, if one is open.",
	},
};
/* clang-format on */

const struct rest_family rest_original = REST_FAMILY(rows);
