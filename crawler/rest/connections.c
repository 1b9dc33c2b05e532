/* SPDX-License-Identifier: ISC */
/*
 * Connections: registered, changed, tested, taken away.  Credentials come in
 * and are sealed; nothing here can open them, and no answer holds them.
 */
#include <string.h>

#include "common/conf/conf.h"
#include "crawler/queue/tasks.h"
#include "crawler/rest/rest.h"
#include "crawler/rest/token.h"
#include "crawler/store/conn.h"

static void
put(void *o)
{
	conn_wipe(o);
	json_object_put(o);
}

/*
 * Credentials as the original's forms send them: claims of a token that is
 * signed with the secret of sessions.
 */
static enum rc
unwrap(struct rest_call *k)
{
	struct ctx *c = k->c;
	struct json_object *v, *claims;
	struct token t;
	enum rc rc;

	if (!json_object_object_get_ex(k->body, "conn", &v))
		return RC_OK;
	if (!json_object_is_type(v, json_type_string))
		return err_set(&c->err, RC_INPUT, "conn: not a token");
	if ((rc = token_read(c, &t, json_object_get_string(v))) != RC_OK)
		return err_add(&c->err, "conn");
	if (!token_is_by(&t, c->cf->cloud_secret))
		return err_set(&c->err, RC_INPUT,
		    "conn: Signature verification failed");
	claims = json_object_get(t.claims);
	arena_defer(c->a, put, claims);
	json_object_object_add(k->body, "credentials", json_object_get(claims));
	json_object_object_del(k->body, "conn");
	return RC_OK;
}

/* Who will own it: an owner himself, or whom a service names. */
static enum rc
owner_of(struct rest_call *k)
{
	struct ctx *c = k->c;
	const char *given = crawl_text(k->body, "owner");
	struct json_object *user;

	if (given[0] == '\0' &&
	    json_object_object_get_ex(k->body, "owner_user", &user))
		given = crawl_text(user, "_id");
	if (strcmp(k->scope, "*") != 0) {
		if (given[0] != '\0' && strcmp(given, k->scope) != 0)
			return rest_fail(k, 403,
			    "owner: you are somebody else");
		given = k->scope;
	}
	if (given[0] == '\0' || strcmp(given, "*") == 0)
		return err_set(&c->err, RC_INPUT, "owner: wanted, as a text");
	json_object_object_add(k->body, "owner", json_object_new_string(given));
	return RC_OK;
}

static bool
is_of(const char *path, const char *owner)
{
	size_t len = strlen(owner);

	return strncmp(path, "users/", 6) == 0 &&
	       strncmp(path + 6, owner, len) == 0 && path[6 + len] == '/' &&
	       strstr(path, "..") == NULL && strchr(owner, '/') == NULL;
}

/* Uploaded files of all owners stand in one folder. */
static enum rc
check_files(struct ctx *c, struct json_object *o, const char *owner)
{
	struct json_object *v, *path;
	size_t i;

	if (!json_object_object_get_ex(o, "artifacts", &v))
		return RC_OK;
	if (!json_object_is_type(v, json_type_array))
		return err_set(&c->err, RC_INPUT, "artifacts: not an array");
	for (i = 0; i < json_object_array_length(v); i++) {
		path = json_object_array_get_idx(v, i);
		if (!json_object_is_type(path, json_type_string) ||
		    !is_of(json_object_get_string(path), owner))
			return err_set(&c->err, RC_INPUT,
			    "artifacts: files of the owner are wanted: "
			    "users/%.100s/...",
			    owner);
	}
	return RC_OK;
}

/* Wherever they are said. */
static enum rc
check_artifacts(struct rest_call *k, const char *owner)
{
	struct json_object *v;
	enum rc rc = check_files(k->c, k->body, owner);

	if (rc == RC_OK && json_object_object_get_ex(k->body, "settings", &v))
		rc = check_files(k->c, v, owner);
	if (rc == RC_OK &&
	    json_object_object_get_ex(k->body, "credentials", &v))
		rc = check_files(k->c, v, owner);
	return rc;
}

static enum rc
write_tasks(struct rest_call *k, const char *provider, const char *id)
{
	const struct map_provider *p = map_provider(k->rest->set, provider);
	struct json_object *own;

	if (p == NULL)
		return err_set(&k->c->err, RC_CONFIG,
		    "provider %s: no files of commands are installed",
		    provider);
	if (!json_object_object_get_ex(k->body, "tasks", &own))
		own = NULL;
	return tasks_write(k->c, p, id, own);
}

static enum rc
write_new(struct rest_call *k, const char **id)
{
	struct conn_kind kind;
	enum rc rc = conn_add(k->c, &k->rest->seal, k->body, id, &kind);

	/* a provider that is not known is a fault of the body */
	if (rc == RC_NOTFOUND)
		return RC_INPUT;
	return rc == RC_OK ? write_tasks(k, kind.provider, *id) : rc;
}

/* As its owner sees it: who has just given his own role away does, too. */
static enum rc
shown(struct rest_call *k, const char *owner, const char *id)
{
	const char *param[] = { owner, id };

	return rest_answer(k, SQL_CRAWL_API_CONNECTION, param);
}

static enum rc
add(struct rest_call *k)
{
	const char *id = "";
	enum rc rc;

	if ((rc = unwrap(k)) != RC_OK || (rc = owner_of(k)) != RC_OK ||
	    (rc = check_artifacts(k, crawl_text(k->body, "owner"))) != RC_OK ||
	    (rc = db_begin(k->c)) != RC_OK ||
	    (rc = db_end(k->c, write_new(k, &id))) != RC_OK)
		return rc;
	return shown(k, k->scope, id);
}

/* What it is of, and whose, stays. */
static enum rc
check_same(struct rest_call *k, const struct rest_conn *conn)
{
	const char *owner = crawl_text(k->body, "owner"),
		   *provider = crawl_text(k->body, "provider");
	struct conn_kind kind;
	enum rc rc;

	if (owner[0] != '\0' && strcmp(owner, conn->owner) != 0)
		return err_set(&k->c->err, RC_INPUT,
		    "owner: a connection stays its owner's");
	if (provider[0] == '\0')
		return RC_OK;
	rc = conn_kind(k->c, &kind, provider, crawl_text(k->body, "service"));
	if (rc != RC_OK || strcmp(kind.provider, conn->provider) != 0)
		return err_set(&k->c->err, RC_INPUT,
		    "provider: a connection stays one of %s", conn->provider);
	return RC_OK;
}

static enum rc
write_change(struct rest_call *k, const struct rest_conn *conn)
{
	const char *id = rest_val(k, "id");
	enum rc rc = conn_change(k->c, &k->rest->seal, k->body, id);

	if (rc == RC_OK && json_object_object_get_ex(k->body, "tasks", NULL))
		rc = write_tasks(k, conn->provider, id);
	return rc;
}

/* Roles say who may what: only who may all changes them. */
static enum rc
change(struct rest_call *k)
{
	int level = json_object_object_get_ex(k->body, "roles", NULL)
			? LEVEL_ALL
			: LEVEL_WRITE;
	struct rest_conn conn;
	enum rc rc;

	if ((rc = rest_may(k, rest_val(k, "id"), level, &conn)) != RC_OK ||
	    (rc = unwrap(k)) != RC_OK || (rc = check_same(k, &conn)) != RC_OK ||
	    (rc = check_artifacts(k, conn.owner)) != RC_OK ||
	    (rc = db_begin(k->c)) != RC_OK ||
	    (rc = db_end(k->c, write_change(k, &conn))) != RC_OK)
		return rc;
	return shown(k, conn.owner, rest_val(k, "id"));
}

static enum rc
done(struct rest_call *k, int status, const char *member, const char *value)
{
	struct jsonw *w = jsonw_new(k->c->a);

	jsonw_obj(w, NULL);
	jsonw_str(w, member, value);
	jsonw_end(w);
	rest_json(k, status, w);
	return RC_OK;
}

static enum rc
take_away(struct rest_call *k)
{
	const char *id = rest_val(k, "id");
	struct rest_conn conn;
	enum rc rc;

	if ((rc = rest_may(k, id, LEVEL_ALL, &conn)) != RC_OK ||
	    (rc = db_exec(k->c, SQL_CRAWL_FORGET, &id)) != RC_OK)
		return rc;
	return done(k, 200, "deleted", id);
}

static enum rc
ask_test(struct rest_call *k)
{
	const char *id = rest_val(k, "id"), *param[] = { k->scope, id };
	struct rest_conn conn;
	enum rc rc;

	if ((rc = rest_may(k, id, LEVEL_WRITE, &conn)) != RC_OK ||
	    (rc = db_exec(k->c, SQL_CRAWL_TEST_ASK, &id)) != RC_OK)
		return rc;
	return rest_answer(k, SQL_CRAWL_API_TEST, param);
}

static enum rc
confirm(struct rest_call *k)
{
	const char *id = rest_val(k, "id"), *param[] = { k->scope, id };
	struct rest_conn conn;
	enum rc rc;

	if ((rc = rest_may(k, id, LEVEL_WRITE, &conn)) != RC_OK ||
	    (rc = db_exec(k->c, SQL_CRAWL_SWEEP_CONFIRM, &id)) != RC_OK)
		return rc;
	return rest_answer(k, SQL_CRAWL_API_HELD, param);
}

/* clang-format off */
static const struct rest_param listed[] = {
	{ "provider", REST_TEXT, NULL, 0, 0, "only those of this provider" },
	{ "cursor", REST_UUID, NULL, 0, 0, "what the page before called next" },
	{ "limit", REST_INT, "50", 1, 200, "how many at most" },
	REST_END,
};
static const struct rest_param one[] = {
	{ "id", REST_UUID, NULL, 0, 0, "of the connection" },
	REST_END,
};

static const struct rest_route rows[] = {
	{
		.method = METHOD_GET, .path = "/connections", .who = REST_CALLER,
		.params = listed, .stmt = SQL_CRAWL_API_CONNECTIONS,
		.shape = REST_ROWS, .next = "_id",
		.about = "Connections that one may see.",
	},
	{
		.method = METHOD_POST, .path = "/connections", .who = REST_CALLER,
		.stmt = SQL_CRAWL_API_CONNECTION, .shape = REST_ROW, .body = true,
		.fn = add, .status = 201, .also = "400 403 409 413 422",
		.about = "Register one: owner, name, provider, service, dc, dc_id, regions, "
			 "roles, status, tasks, settings, and credentials, as they are or "
			 "as a token (conn).",
	},
	{
		.method = METHOD_GET, .path = "/connections/:id", .who = REST_CALLER,
		.params = one, .stmt = SQL_CRAWL_API_CONNECTION, .shape = REST_ROW,
		.also = "404",
		.about = "One, without its credentials.",
	},
	{
		.method = METHOD_PUT, .path = "/connections/:id", .who = REST_CALLER,
		.params = one, .stmt = SQL_CRAWL_API_CONNECTION, .shape = REST_ROW,
		.body = true, .fn = change, .also = "400 403 404 409 413 422",
		.about = "Change what is given.",
	},
	{
		.method = METHOD_DELETE, .path = "/connections/:id", .who = REST_CALLER,
		.params = one, .stmt = REST_NONE, .fn = take_away, .also = "403 404",
		.about = "Take it away, with all that was found by it.",
	},
	{
		.method = METHOD_POST, .path = "/connections/:id/test",
		.who = REST_CALLER, .params = one, .stmt = SQL_CRAWL_API_TEST,
		.shape = REST_ROW, .body = true, .body_too = true, .fn = ask_test,
		.status = 202, .also = "403 404",
		.about = "Have the crawler log in and look at one page of each task.",
	},
	{
		.method = METHOD_GET, .path = "/connections/:id/test",
		.who = REST_CALLER, .params = one, .stmt = SQL_CRAWL_API_TEST,
		.shape = REST_ROW, .also = "404",
		.about = "What came of it, for each task: permitted, denied, refused, "
			 "unsupported, unreachable or broken.",
	},
	{
		.method = METHOD_POST, .path = "/connections/:id/confirm",
		.who = REST_CALLER, .params = one, .stmt = SQL_CRAWL_API_HELD,
		.shape = REST_ROWS, .body = true, .body_too = true, .fn = confirm,
		.also = "403 404",
		.about = "What was held may vanish with the next complete run.",
	},
};
/* clang-format on */

const struct rest_family rest_connections = REST_FAMILY(rows);
