/* SPDX-License-Identifier: ISC */
/* Rows as JSON, and refusals. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/base/num.h"
#include "crawler/rest/rest.h"

const char *
rest_val(const struct rest_call *k, const char *name)
{
	const struct rest_param *p = k->rt->params;
	size_t i;

	for (i = 0; p != NULL && p[i].name != NULL; i++)
		if (strcmp(p[i].name, name) == 0)
			return k->val[i];
	return NULL;
}

void
rest_bind(const struct rest_call *k, const char **out, enum sql_id stmt)
{
	const struct sql_stmt *s = &sql_stmt[stmt];
	int i;

	for (i = 0; i < s->nparams; i++)
		out[i] = strcmp(s->params[i], "scope") == 0
			     ? k->scope
			     : rest_val(k, s->params[i]);
}

void
rest_json(struct rest_call *k, int status, struct jsonw *w)
{
	reply_json(k->out, status, jsonw_done(w));
}

static PRINTF(2, 0) const
    char *formatted(struct arena *a, const char *fmt, va_list ap)
{
	char buf[1024];

	if (vsnprintf(buf, sizeof(buf), fmt, ap) < 0)
		return "";
	return arena_strdup(a, buf);
}

enum rc
rest_fail(struct rest_call *k, int status, const char *fmt, ...)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *text;
	va_list ap;

	va_start(ap, fmt);
	text = formatted(k->c->a, fmt, ap);
	va_end(ap);
	if (k->rt != NULL &&
	    (k->rt->who == REST_PAGE || k->rt->who == REST_DOOR))
		return rest_page_fail(k, status, text);
	jsonw_obj(w, NULL);
	jsonw_str(w, "error", text);
	jsonw_end(w);
	rest_json(k, status, w);
	return RC_REPLIED;
}

enum rc
rest_unknown(struct rest_call *k, const char *why)
{
	struct jsonw *w = jsonw_new(k->c->a);

	jsonw_obj(w, NULL);
	jsonw_obj(w, "error");
	jsonw_str(w, "msg", why);
	jsonw_end(w);
	jsonw_end(w);
	rest_json(k, 401, w);
	k->out->more = "WWW-Authenticate: JWT\r\n";
	return RC_REPLIED;
}

static void
cell(struct jsonw *w, const char *name, const char *type, const char *text)
{
	if (text == NULL)
		jsonw_null(w, name);
	else if (strncmp(type, "int", 3) == 0 || strncmp(type, "float", 5) == 0)
		jsonw_numtext(w, name, text);
	else if (strcmp(type, "bool") == 0)
		jsonw_bool(w, name, text[0] == 't');
	else if (strcmp(type, "jsonb") == 0)
		jsonw_json(w, name, text);
	else
		jsonw_str(w, name, text);
}

void
rest_row(struct jsonw *w, const char *key, enum sql_id stmt,
    const PGresult *res, int row)
{
	const struct sql_stmt *s = &sql_stmt[stmt];
	int i;

	jsonw_obj(w, key);
	for (i = 0; i < s->ncols; i++)
		cell(w, s->cols[i], s->types[i], db_text(res, row, i));
	jsonw_end(w);
}

/* Where the next page begins; NULL: this was the last. */
static const char *
next_of(const struct rest_call *k, enum sql_id stmt, const PGresult *res)
{
	const struct sql_stmt *s = &sql_stmt[stmt];
	const char *limit = rest_val(k, "limit");
	int64_t most;
	int i, n = PQntuples(res);

	if (k->rt->next == NULL || limit == NULL ||
	    num_i64(&most, limit, 1, INT32_MAX) != 0 || n < most)
		return NULL;
	for (i = 0; i < s->ncols; i++)
		if (strcmp(s->cols[i], k->rt->next) == 0)
			return db_text(res, n - 1, i);
	return NULL;
}

static void
rows(struct rest_call *k, enum sql_id stmt, const PGresult *res)
{
	struct jsonw *w = jsonw_new(k->c->a);
	int i;

	jsonw_obj(w, NULL);
	jsonw_arr(w, "items");
	for (i = 0; i < PQntuples(res); i++)
		rest_row(w, NULL, stmt, res, i);
	jsonw_end(w);
	jsonw_str(w, "next", next_of(k, stmt, res));
	jsonw_end(w);
	rest_json(k, 200, w);
}

enum rc
rest_answer(struct rest_call *k, enum sql_id stmt, const char *const *param)
{
	struct jsonw *w;
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(k->c, &res, stmt, param)) != RC_OK)
		return rc;
	if (k->rt->shape == REST_ROWS) {
		rows(k, stmt, res);
		return RC_OK;
	}
	if (PQntuples(res) == 0)
		return rest_fail(k, 404, "Resource not found");
	w = jsonw_new(k->c->a);
	rest_row(w, NULL, stmt, res, 0);
	rest_json(k, k->rt->status != 0 ? k->rt->status : 200, w);
	return RC_OK;
}

enum rc
rest_may(struct rest_call *k, const char *id, int level, struct rest_conn *conn)
{
	const char *param[] = { k->scope, id };
	PGresult *res;
	enum rc rc;

	rc = db_run(k->c, &res, SQL_CRAWL_API_LEVEL, param);
	if (rc != RC_OK)
		return rc;
	conn->level = 0;
	if (PQntuples(res) > 0 &&
	    (rc = db_i64(k->c, &conn->level, res, 0, 0)) != RC_OK)
		return rc;
	if (conn->level == 0)
		return rest_fail(k, 404, "Resource not found");
	conn->provider = db_text(res, 0, CRAWL_API_LEVEL_provider);
	conn->owner = db_text(res, 0, CRAWL_API_LEVEL_owner);
	conn->transport = db_text(res, 0, CRAWL_API_LEVEL_transport);
	if (conn->level < level)
		return rest_fail(k, 403, "Your role does not allow this");
	return db_bool(k->c, &conn->is_enabled, res, 0,
	    CRAWL_API_LEVEL_is_enabled);
}
