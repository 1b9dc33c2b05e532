/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/param.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/hashid.h"
#include "common/base/hex.h"
#include "common/base/iso_time.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/pgarr.h"
#include "common/base/text.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "fcgi/serve/app.h"
#include "fcgi/serve/route.h"

#define NUMBER_MAX 32 /* bytes */

static void
set_number(struct call *k, struct value *v, int64_t n)
{
	v->set = true;
	v->n = n;
	v->text = arena_printf(k->c->a, "%" PRId64, n);
}

/* Ids are raw numbers on legacy routes and hash ids under /v1. */
int
param_id(const struct call *k, int64_t *id, const char *s)
{
	if (on_is_legacy(k->on))
		return num_i64(id, s, 0, LIM_ID);
	return hashid_decode(id, s);
}

/* A number of any length: what is out of range is clamped, not refused. */
static int
clamped(int64_t *n, const char *s, int64_t min, int64_t max)
{
	const char *digits = s + (*s == '-');

	if (*digits == '\0' || digits[strspn(digits, "0123456789")] != '\0')
		return -1;
	if (num_i64(n, s, min, max) != 0)
		*n =
		    num_i64(n, s, INT64_MIN, min) == 0 || *s == '-' ? min : max;
	return 0;
}

static enum rc
read_int(struct call *k, const struct param *p, struct value *v, const char *s)
{
	int64_t n;

	if (clamped(&n, s, p->min, p->max) == 0)
		set_number(k, v, n);
	else if (on_is_legacy(k->on) && p->place == IN_QUERY && !p->required)
		return RC_OK; /* the original ignores it there */
	else
		return reply_invalid(k, p->name,
		    "invalid literal for int() with base 10: '%s'", s);
	return RC_OK;
}

/* No page is empty: 0 is as good as nothing. */
static enum rc
read_limit(struct call *k, const struct param *p, struct value *v,
    const char *s)
{
	int64_t n;

	if (clamped(&n, s, INT64_MIN, INT64_MAX) == 0 && n == 0)
		return RC_OK;
	return read_int(k, p, v, s);
}

static enum rc
read_block(struct call *k, const struct param *p, struct value *v,
    const char *s)
{
	int64_t n;

	if (clamped(&n, s, p->min, p->max) != 0)
		return reply_invalid(k, p->name, "'%s' is no block number", s);
	set_number(k, v, n);
	return RC_OK;
}

static enum rc
read_bool(struct call *k, const struct param *p, struct value *v, const char *s)
{
	if (strcasecmp(s, "true") == 0 || strcmp(s, "1") == 0) {
		v->n = 1;
		v->text = "t";
	} else if (strcasecmp(s, "false") == 0 || strcmp(s, "0") == 0 ||
		   on_is_legacy(k->on)) {
		v->text = "f";
	} else {
		return reply_invalid(k, p->name, "Not a valid boolean: '%s'",
		    s);
	}
	v->set = true;
	return RC_OK;
}

static enum rc
read_id(struct call *k, const struct param *p, struct value *v, const char *s)
{
	int64_t id;

	if (param_id(k, &id, s) == 0) {
		set_number(k, v, id);
		return RC_OK;
	}
	if (on_is_legacy(k->on) && p->place == IN_QUERY)
		return RC_OK; /* the original ignores it there */
	return reply_fail(k, 404, "Invalid ID: '%s'.", s);
}

static enum rc
read_user(struct call *k, const struct param *p, struct value *v, const char *s)
{
	int64_t id;

	if (param_id(k, &id, s) != 0)
		return p->place == IN_HEADER
			   ? reply_invalid(k, p->name, "'%s' is no id", s)
			   : RC_OK;
	if (id == 0)
		return RC_OK;
	set_number(k, v, id);
	k->me = id;
	return RC_OK;
}

static enum rc
read_text(struct call *k, const struct param *p, struct value *v, const char *s)
{
	size_t max = p->max > 0 ? (size_t)p->max : PARAM_TEXT_MAX;

	if (strlen(s) > max)
		return reply_invalid(k, p->name, "longer than %zu bytes", max);
	v->set = true;
	v->text = s;
	return RC_OK;
}

static enum rc
read_lower(struct call *k, const struct param *p, struct value *v,
    const char *s)
{
	enum rc rc = read_text(k, p, v, s);

	if (rc == RC_OK && v->set)
		v->text = text_lower(k->c->a, s);
	return rc;
}

static enum rc
read_wallet(struct call *k, const struct param *p, struct value *v,
    const char *s)
{
	uint8_t addr[20];

	if (hex_decode(addr, sizeof(addr), s, strlen(s)) != 0)
		return reply_invalid(k, p->name,
		    "'%s' is no wallet: 0x and 40 hexadecimal digits", s);
	return read_lower(k, p, v, s);
}

bool
param_is_number(const char *s)
{
	char *end;

	if (*s == '\0' || strlen(s) > NUMBER_MAX ||
	    s[strspn(s, "-.0123456789")] != '\0')
		return false;
	strtod(s, &end);
	return *end == '\0';
}

static enum rc
read_number(struct call *k, const struct param *p, struct value *v,
    const char *s)
{
	if (!param_is_number(s))
		return on_is_legacy(k->on)
			   ? RC_OK
			   : reply_invalid(k, p->name,
				 "could not convert string to float: '%s'", s);
	v->set = true;
	v->text = s;
	return RC_OK;
}

static enum rc
read_date(struct call *k, const struct param *p, struct value *v, const char *s)
{
	struct iso_time t;
	const char *cell = NULL;

	if (iso_time_read(&t, s))
		cell = iso_time_cell(k->c->a, &t);
	if (cell == NULL)
		return on_is_legacy(k->on)
			   ? RC_OK
			   : reply_invalid(k, p->name, "'%s' is no date", s);
	v->set = true;
	v->text = cell;
	return RC_OK;
}

static enum rc
read_word(struct call *k, const struct param *p, struct value *v, const char *s)
{
	int64_t i;

	for (i = 0; p->words[i] != NULL; i++)
		if (strcmp(p->words[i], s) == 0)
			break;
	if (p->words[i] == NULL)
		return on_is_legacy(k->on)
			   ? RC_OK
			   : reply_invalid(k, p->name,
				 "The value '%s' is not a valid "
				 "choice for '%s'.",
				 s, p->name);
	v->set = true;
	v->n = i;
	v->text = p->words[i];
	return RC_OK;
}

/* How many times p is given; RC_OK with a reply set when too often. */
static enum rc
count(struct call *k, const struct param *p, size_t *n)
{
	size_t i;

	*n = 0;
	for (i = 0; i < k->rq->nargs; i++)
		*n += strcmp(k->rq->args[i].name, p->name) == 0;
	if (*n > LIM_IDS)
		return reply_invalid(k, p->name, "given more than %d times",
		    LIM_IDS);
	return RC_OK;
}

static bool
seen(const int64_t *ids, size_t n, int64_t id)
{
	while (n-- > 0)
		if (ids[n] == id)
			return true;
	return false;
}

/* Ids as they come in: each once, no more than LIM_IDS. */
struct ids {
	int64_t *v;
	size_t n;
	struct pgarr *arr;
};

static void
add_id(struct call *k, struct ids *ids, const char *s)
{
	int64_t id;

	if (ids->n == LIM_IDS || param_id(k, &id, s) != 0 ||
	    seen(ids->v, ids->n, id))
		return;
	ids->v[ids->n++] = id;
	pgarr_int(ids->arr, id);
}

/* One id, or several between commas. */
static void
add_ids(struct call *k, struct ids *ids, const char *s)
{
	char *rest, *one;

	if (strchr(s, ',') == NULL) {
		add_id(k, ids, s);
		return;
	}
	rest = arena_strdup(k->c->a, s);
	while ((one = strsep(&rest, ",")) != NULL)
		add_id(k, ids, one);
}

static struct ids
ids_new(struct arena *a)
{
	return (struct ids){ arena_zalloc(a, LIM_IDS, sizeof(int64_t)), 0,
		pgarr_new(a) };
}

static void
set_ids(struct value *v, const struct ids *ids)
{
	v->set = true;
	v->ids = ids->v;
	v->len = ids->n;
	v->text = pgarr_done(ids->arr);
}

static enum rc
read_ids(struct call *k, const struct param *p, struct value *v)
{
	struct ids ids;
	size_t n, i;
	enum rc rc;

	if ((rc = count(k, p, &n)) != RC_OK || n == 0)
		return rc;
	ids = ids_new(k->c->a);
	for (i = 0; i < k->rq->nargs; i++)
		if (strcmp(k->rq->args[i].name, p->name) == 0)
			add_ids(k, &ids, k->rq->args[i].value);
	set_ids(v, &ids);
	return RC_OK;
}

enum rc
param_body(struct call *k, struct json_object **o)
{
	const struct span *b = &k->rq->body;

	if (jsonr_user_doc(k->c, o, b->p, b->len) == RC_OK &&
	    json_object_is_type(*o, json_type_object))
		return RC_OK;
	err_clear(&k->c->err);
	return reply_fail(k, 400, "The body is no JSON object.");
}

/*
 * An array of ids as texts or numbers.  The clients that have a method for it
 * send no body, and the ids in the query after all.
 */
static enum rc
read_body_ids(struct call *k, const struct param *p, struct value *v)
{
	struct json_object *o, *arr;
	struct ids ids;
	size_t n, i;
	enum rc rc;

	if (k->rq->body.len == 0 && req_arg(k->rq, p->name, 0) != NULL)
		return read_ids(k, p, v);
	if ((rc = param_body(k, &o)) != RC_OK ||
	    jsonr_opt_arr(&arr, o, p->name) != 1)
		return rc;
	if ((n = json_object_array_length(arr)) > LIM_IDS)
		return reply_invalid(k, p->name, "more than %d ids", LIM_IDS);
	ids = ids_new(k->c->a);
	for (i = 0; i < n; i++) {
		struct json_object *one = jsonr_at(arr, i);
		const char *s;
		int64_t id;

		if (jsonr_opt_text(k->c, &s, one, NULL) == 1)
			add_id(k, &ids, s);
		else if (jsonr_opt_int(&id, one, NULL) == 1)
			add_id(k, &ids, arena_printf(k->c->a, "%" PRId64, id));
	}
	set_ids(v, &ids);
	return RC_OK;
}

static enum rc
read_texts(struct call *k, const struct param *p, struct value *v)
{
	struct pgarr *arr = pgarr_new(k->c->a);
	const char **texts;
	size_t n, i;
	enum rc rc;

	if ((rc = count(k, p, &n)) != RC_OK || n == 0)
		return rc;
	texts = arena_zalloc(k->c->a, n, sizeof(*texts));
	for (i = 0; i < k->rq->nargs; i++) {
		if (strcmp(k->rq->args[i].name, p->name) != 0)
			continue;
		texts[v->len++] = k->rq->args[i].value;
		pgarr_text(arr, k->rq->args[i].value);
	}
	v->set = true;
	v->texts = texts;
	v->text = pgarr_done(arr);
	return RC_OK;
}

static void
set_default(struct call *k, const struct param *p, struct value *v)
{
	if (v->set || p->def == PARAM_NONE)
		return;
	if (p->type == P_INT || p->type == P_LIMIT)
		set_number(k, v, p->def);
	else if (p->type == P_WORD)
		v->text = p->words[p->def], v->n = p->def, v->set = true;
	else if (p->type == P_BOOL)
		v->text = p->def ? "t" : "f", v->n = p->def, v->set = true;
}

static enum rc
read_one(struct call *k, const struct param *p, struct value *v, const char *s)
{
	static enum rc (*const read[P__MAX])(struct call *,
	    const struct param *, struct value *, const char *) = {
		[P_INT] = read_int,
		[P_LIMIT] = read_limit,
		[P_BLOCK] = read_block,
		[P_NUMBER] = read_number,
		[P_BOOL] = read_bool,
		[P_ID] = read_id,
		[P_USER] = read_user,
		[P_TEXT] = read_text,
		[P_DATE] = read_date,
		[P_WORD] = read_word,
		[P_LOWER] = read_lower,
		[P_HANDLE] = read_lower,
		[P_WALLET] = read_wallet,
	};
	enum rc rc = RC_OK;

	if (p->place == IN_BODY)
		rc = read_body_ids(k, p, v);
	else if (p->type == P_IDS)
		rc = read_ids(k, p, v);
	else if (p->type == P_TEXTS)
		rc = read_texts(k, p, v);
	else if (s != NULL && (*s != '\0' || p->place == IN_PATH))
		rc = read[p->type](k, p, v, s);
	if (rc != RC_OK)
		return rc;
	set_default(k, p, v);
	if (p->required && !v->set)
		return on_is_legacy(k->on)
			   ? reply_fail(k, 400,
				 "Missing required parameter '%s'.", p->name)
			   : reply_invalid(k, p->name,
				 "Missing required parameter in the %s",
				 p->place == IN_BODY ? "body" : "query string");
	return RC_OK;
}

/* A list ends behind its first LIM_LIST entries, wherever a page begins. */
static void
fit_page(struct call *k, struct value *v)
{
	const struct param *p = k->rt->params;
	int64_t left = LIM_LIST - param_get(k, "offset")->n;

	for (; p->name != NULL; p++, v++)
		if (p->type == P_LIMIT && v->n > left)
			set_number(k, v, left);
}

enum rc
param_read(struct call *k, const char *const *path)
{
	const struct param *p = k->rt->params;
	struct value *all = arena_zalloc(k->c->a, PARAM_MAX, sizeof(*all));
	struct value *v = all;
	enum rc rc = RC_OK;

	k->val = all;
	for (; p->name != NULL && rc == RC_OK; p++) {
		const char *s = p->place == IN_PATH ? *path++
				: p->place == IN_HEADER
				    ? k->rq->user_id
				    : req_arg(k->rq, p->name, 0);

		rc = read_one(k, p, v++, s);
	}
	if (rc == RC_OK)
		fit_page(k, all);
	k->personal = k->rq->user_id != NULL || k->rq->sig_hex != NULL ||
		      req_arg(k->rq, "user_id", 0) != NULL ||
		      req_arg(k->rq, "user_signature", 0) != NULL;
	return rc;
}

const char *
param_name(const struct param *p)
{
	return p->as != NULL ? p->as : p->name;
}

/* The declared parameter that statements call name, or NULL. */
static struct value *
find(const struct call *k, const char *name)
{
	const struct param *p = k->rt->params;

	for (; p->name != NULL; p++)
		if (strcmp(param_name(p), name) == 0)
			return &k->val[p - k->rt->params];
	return NULL;
}

const struct value *
param_get(const struct call *k, const char *name)
{
	static const struct value none;
	const struct value *v = find(k, name);

	return v != NULL ? v : &none;
}

static enum rc
handle_to_id(struct call *k, struct value *v)
{
	const char *p[] = { v->text };
	PGresult *res;
	int64_t id;
	enum rc rc;

	if ((rc = db_run(k->c, &res, SQL_API_USER_BY_HANDLE, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0) {
		k->nobody = true;
		return RC_OK;
	}
	if ((rc = db_i64(k->c, &id, res, 0, 0)) == RC_OK)
		set_number(k, v, id);
	return rc;
}

enum rc
param_handles(struct call *k)
{
	const struct param *p = k->rt->params;
	struct value *v = k->val;
	enum rc rc = RC_OK;

	for (; p->name != NULL && rc == RC_OK; p++, v++)
		/* an answer that is tried again has the number already */
		if (p->type == P_HANDLE && v->set && v->n == 0)
			rc = handle_to_id(k, v);
	return rc;
}

static const char *
id_text(const struct call *k, int64_t id)
{
	return id == 0 ? NULL : arena_printf(k->c->a, "%" PRId64, id);
}

const char *
param_me(const struct call *k)
{
	return id_text(k, k->me);
}

const char *
param_auth(const struct call *k)
{
	return id_text(k, k->auth);
}

static const char *
bound(const struct call *k, const char *name)
{
	const struct fixed *f = k->rt->fixed;

	if (strcmp(name, "me") == 0)
		return param_me(k);
	if (strcmp(name, "auth") == 0)
		return param_auth(k);
	for (; f != NULL && f->name != NULL; f++)
		if (strcmp(f->name, name) == 0)
			return f->value;
	return param_get(k, name)->text;
}

void
param_bind(const struct call *k, const char **out, enum sql_id stmt)
{
	const struct sql_stmt *s = &sql_stmt[stmt];
	int i;

	for (i = 0; i < s->nparams; i++)
		out[i] = bound(k, s->params[i]);
}

void
param_put(const char **out, enum sql_id stmt, const char *name,
    const char *value)
{
	const struct sql_stmt *s = &sql_stmt[stmt];
	int i;

	for (i = 0; i < s->nparams; i++)
		if (strcmp(s->params[i], name) == 0)
			out[i] = value;
}
