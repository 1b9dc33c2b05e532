/* SPDX-License-Identifier: ISC */
/* One request: its route, who asks, its parameters and body, its answer. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/iso_time.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/db/migrate.h"
#include "common/json/jsonr.h"
#include "crawler/rest/caller.h"
#include "crawler/rest/rest.h"
#include "crawler/store/conn.h"

#define REDIAL_MS 1000 /* a database that was away is asked this often */
#define TEXT_MAX  300  /* bytes of a parameter */

/* --- the route */

/* Do the parts of the path fit?  Values go where their parameters stand. */
static bool
fits(const struct rest_route *rt, const struct req *rq, size_t skip,
    const char **val)
{
	size_t i, k, len, n = rq->nseg;
	const char *p = rt->path;

	if (n > skip + 1 && rq->seg[n - 1][0] == '\0')
		n--; /* a slash at the end */
	for (i = skip; *p == '/'; p += len, i++) {
		len = strcspn(++p, "/");
		if (i >= n)
			return false;
		if (*p != ':') {
			if (strncmp(rq->seg[i], p, len) != 0 ||
			    rq->seg[i][len] != '\0')
				return false;
			continue;
		}
		if (rq->seg[i][0] == '\0')
			return false;
		for (k = 0; rt->params[k].name != NULL; k++)
			if (strncmp(rt->params[k].name, p + 1, len - 1) == 0 &&
			    rt->params[k].name[len - 1] == '\0')
				val[k] = rq->seg[i];
	}
	return i == n;
}

static bool
takes(const struct rest_route *rt, enum method m)
{
	return rt->method == m ||
	       (rt->method == METHOD_GET && m == METHOD_HEAD);
}

static const char *
allowed(struct rest_call *k, size_t skip)
{
	const struct rest_family *const *f;
	const char *val[REST_PARAMS], *list = NULL;
	size_t i;

	for (f = rest_families; *f != NULL; f++)
		for (i = 0; i < (*f)->n; i++)
			if (fits(&(*f)->v[i], k->rq, skip, val))
				list =
				    list == NULL
					? req_method((*f)->v[i].method)
					: arena_printf(k->c->a, "%s, %s", list,
					      req_method((*f)->v[i].method));
	return list;
}

/* Of two rows the one comes first whose parts are literal. */
static enum rc
find(struct rest_call *k, size_t skip)
{
	const struct rest_family *const *f;
	const char *val[REST_PARAMS];
	size_t i;

	for (f = rest_families; *f != NULL; f++) {
		for (i = 0; i < (*f)->n; i++) {
			memset(val, 0, sizeof(val));
			if (!takes(&(*f)->v[i], k->rq->method) ||
			    !fits(&(*f)->v[i], k->rq, skip, val))
				continue;
			memcpy(k->val, val, sizeof(val));
			k->rt = &(*f)->v[i];
			return RC_OK;
		}
	}
	k->out->allow = allowed(k, skip);
	if (k->out->allow == NULL)
		return rest_fail(k, 404, "Resource not found");
	return rest_fail(k, 405, "The method is not allowed here");
}

/* --- parameters */

static bool
is_uuid(const char *s)
{
	size_t i;

	for (i = 0; s[i] != '\0'; i++)
		if (i >= 36 ||
		    (strchr("0123456789abcdefABCDEF", s[i]) == NULL) !=
			(i == 8 || i == 13 || i == 18 || i == 23) ||
		    ((i == 8 || i == 13 || i == 18 || i == 23) && s[i] != '-'))
			return false;
	return i == 36;
}

static const char *
wrong(const struct rest_param *p, const char **s, struct arena *a)
{
	struct iso_time at;
	int64_t n;

	switch (p->type) {
	case REST_INT:
		if (num_i64(&n, *s, p->min, p->max) != 0)
			return arena_printf(a,
			    "a number from %" PRId64 " to %" PRId64
			    " is wanted",
			    p->min, p->max);
		return NULL;
	case REST_UUID:
		return is_uuid(*s) ? NULL : "an id is wanted";
	case REST_BOOL:
		if (strcmp(*s, "true") == 0 || strcmp(*s, "1") == 0)
			*s = "t";
		else if (strcmp(*s, "false") == 0 || strcmp(*s, "0") == 0)
			*s = "f";
		else
			return "true or false is wanted";
		return NULL;
	case REST_TIME:
		if (!iso_time_read(&at, *s) ||
		    (*s = iso_time_cell(a, &at)) == NULL)
			return "a moment is wanted";
		*s = arena_printf(a, "%s UTC", *s);
		return NULL;
	case REST_TEXT:
		break;
	}
	if (strlen(*s) > (p->max > 0 ? (size_t)p->max : TEXT_MAX))
		return "too long";
	return NULL;
}

/* A path that cannot be is not there; a filter that cannot be is refused. */
static enum rc
read_param(struct rest_call *k, size_t i)
{
	const struct rest_param *p = &k->rt->params[i];
	bool in_path = k->val[i] != NULL;
	const char *why;

	if (!in_path)
		k->val[i] = req_arg(k->rq, p->name, 0);
	if (k->val[i] != NULL && k->val[i][0] == '\0')
		k->val[i] = NULL;
	if (k->val[i] == NULL)
		k->val[i] = p->def;
	if (k->val[i] == NULL || (why = wrong(p, &k->val[i], k->c->a)) == NULL)
		return RC_OK;
	if (in_path)
		return rest_fail(k, 404, "Resource not found");
	return rest_fail(k, 400, "%s: %s", p->name, why);
}

/* What is spelt wrong would select everything. */
static enum rc
check_names(struct rest_call *k)
{
	const struct rest_param *p;
	size_t i;

	for (i = 0; i < k->rq->nargs; i++) {
		for (p = k->rt->params; p != NULL && p->name != NULL; p++)
			if (strcmp(p->name, k->rq->args[i].name) == 0)
				break;
		if ((p == NULL || p->name == NULL) &&
		    strcmp(k->rq->args[i].name, "owner") != 0)
			return rest_fail(k, 400, "%.100s: no such parameter",
			    k->rq->args[i].name);
	}
	return RC_OK;
}

static enum rc
read_params(struct rest_call *k)
{
	enum rc rc = check_names(k);
	size_t i;

	for (i = 0; rc == RC_OK && k->rt->params != NULL &&
		    k->rt->params[i].name != NULL;
	     i++)
		rc = read_param(k, i);
	return rc;
}

/* --- the body */

/* Neither C nor the database can hold a text with a NUL. */
static bool
has_nul(struct json_object *o)
{
	size_t i;

	if (json_object_is_type(o, json_type_string))
		return strlen(json_object_get_string(o)) !=
		       (size_t)json_object_get_string_len(o);
	if (json_object_is_type(o, json_type_array)) {
		for (i = 0; i < json_object_array_length(o); i++)
			if (has_nul(json_object_array_get_idx(o, i)))
				return true;
	} else if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, member, v)
		{
			(void)member;
			if (has_nul(v))
				return true;
		}
	}
	return false;
}

static enum rc
read_json(struct rest_call *k)
{
	struct span b = k->rq->body;
	struct ctx *c = k->c;
	const char *why;

	if (b.len == 0 && k->rt->body_too)
		return RC_OK;
	if (jsonr_doc(c, &k->body, b.p, b.len) != RC_OK) {
		why = arena_strdup(c->a, c->err.msg);
		err_clear(&c->err);
		return rest_fail(k, 400, "%s", why);
	}
	if (!json_object_is_type(k->body, json_type_object))
		return rest_fail(k, 400, "The body is not a JSON object");
	if (has_nul(k->body))
		return rest_fail(k, 400, "The body holds a NUL");
	return RC_OK;
}

static enum rc
read_form(struct rest_call *k, struct req *rq)
{
	const char *text = arena_memdup(k->c->a, rq->body.p, rq->body.len);

	if (strlen(text) == rq->body.len &&
	    req_pairs(k->c, rq, &k->form, &k->nform, text) == RC_OK)
		return RC_OK;
	err_clear(&k->c->err);
	return rest_fail(k, 400, "The form could not be read");
}

static enum rc
read_body(struct rest_call *k, struct req *rq)
{
	if (rq->body.len > REST_BODY)
		return rest_fail(k, 413, "The body is longer than %zu bytes",
		    REST_BODY);
	if (k->rt->body)
		return read_json(k);
	if (k->rt->method == METHOD_POST &&
	    (k->rt->who == REST_PAGE || k->rt->who == REST_DOOR))
		return read_form(k, rq);
	return RC_OK;
}

/* --- the answer */

/* A usable connection, or RC_DB. */
static enum rc
db_ready(struct rest *r)
{
	struct ctx *c = &r->c;
	enum rc rc;

	if (c->db != NULL && !db_is_lost(c->db))
		return RC_OK;
	if (now_ms() < r->redial_ms)
		return err_set(&c->err, RC_DB, "database: not reachable");
	rc = c->db == NULL ? db_open(c, &c->db, DB_WRITER) : db_reopen(c);
	if (rc == RC_OK)
		rc = migrate_check(c);
	if (rc != RC_OK)
		r->redial_ms = now_ms() + REDIAL_MS;
	return rc == RC_CONFIG ? RC_DB : rc;
}

static enum rc
from_row(struct rest_call *k)
{
	const char *param[REST_PARAMS];

	if (k->rt->fn != NULL)
		return k->rt->fn(k);
	rest_bind(k, param, (enum sql_id)k->rt->stmt);
	return rest_answer(k, (enum sql_id)k->rt->stmt, param);
}

/* Who has no token, or an old one, is shown the door. */
static enum rc
to_door(struct rest_call *k)
{
	memset(k->out, 0, sizeof(*k->out));
	k->out->status = 303;
	k->out->type = "text/plain";
	k->out->location = arena_printf(k->c->a, "%s/inventory/login", k->base);
	return RC_REPLIED;
}

/* A form that another site has a browser send is none of ours. */
static enum rc
check_site(struct rest_call *k)
{
	if (k->rt->method != METHOD_POST ||
	    (k->rt->who != REST_PAGE && k->rt->who != REST_DOOR) ||
	    k->rq->site == NULL || strcmp(k->rq->site, "same-origin") == 0)
		return RC_OK;
	return rest_fail(k, 403, "The form is from another site");
}

static enum rc
answer(struct rest_call *k, struct req *rq)
{
	enum rc rc;

	if ((rc = check_site(k)) != RC_OK)
		return rc;
	if (k->rt->who != REST_ANYBODY && k->rt->who != REST_DOOR &&
	    (rc = caller_read(k)) != RC_OK)
		return rc == RC_REPLIED && k->rt->who == REST_PAGE &&
			       k->out->status == 401
			   ? to_door(k)
			   : rc;
	if ((rc = read_params(k)) != RC_OK || (rc = read_body(k, rq)) != RC_OK)
		return rc;
	if (k->rt->who != REST_ANYBODY && k->rt->who != REST_DOOR &&
	    (rc = db_ready(k->rest)) != RC_OK)
		return rc;
	return from_row(k);
}

/* What a failure looks like from outside. */
static enum rc
broken(struct rest_call *k, enum rc rc)
{
	const char *why = arena_strdup(k->c->a, k->c->err.msg);

	memset(k->out, 0, sizeof(*k->out));
	switch (rc) {
	case RC_INPUT:
		return rest_fail(k, 422, "%s", why);
	case RC_NOTFOUND:
		return rest_fail(k, 404, "%s", why);
	case RC_REJECT:
		return rest_fail(k, 409, "%s", why);
	case RC_DB:
		if (k->c->db != NULL && db_is_refused(k->c->db))
			return rest_fail(k, 422, "A value cannot be stored");
		k->out->retry_s = 2;
		return rest_fail(k, 503, "The database does not answer");
	default:
		return rest_fail(k, 500, "Internal Server Error");
	}
}

static bool
is_news(enum rc rc)
{
	return rc != RC_INPUT && rc != RC_NOTFOUND && rc != RC_REJECT;
}

static enum rc
routed(struct rest_call *k, struct req *rq, const char *base)
{
	size_t skip = 0, len = strlen(base);
	enum rc rc;

	/* "/cloud" is one part that is not ours */
	if (len > 1 && rq->nseg > 0 && strcmp(rq->seg[0], base + 1) == 0)
		skip = 1;
	if (rq->nseg > REQ_SEGS)
		return rest_fail(k, 404, "Resource not found");
	if ((rc = find(k, skip)) != RC_OK)
		return rc;
	rc = answer(k, rq);
	if (rc == RC_DB && k->c->db != NULL && db_is_lost(k->c->db) &&
	    rq->method == METHOD_GET) {
		/* lost since the last request: once more */
		err_clear(&k->c->err);
		rc = answer(k, rq);
	}
	return rc;
}

/* Where nginx has put us: SCRIPT_NAME, as of a CGI program. */
static const char *
base_of(struct arena *a, const char *const *envp)
{
	static const char name[] = "SCRIPT_NAME=";
	const char *s;

	for (; *envp != NULL; envp++) {
		if (strncmp(*envp, name, sizeof(name) - 1) != 0)
			continue;
		s = *envp + sizeof(name) - 1;
		if (s[0] != '/' || strchr(s + 1, '/') != NULL ||
		    strlen(s) > 40 ||
		    s[1 + strspn(s + 1,
			      "abcdefghijklmnopqrstuvwxyz0123456789-_")] !=
			'\0')
			break;
		return arena_strdup(a, s);
	}
	return "";
}

static void
log_request(const struct rest_call *k, enum rc rc, int64_t ms)
{
	const struct log *l = &k->c->log;
	const struct req *rq = k->rq;
	const char *id =
	    rq->id != NULL ? rq->id
			   : arena_printf(k->c->a, "%" PRIx32, k->rest->served);

	if (rc != RC_OK && rc != RC_REPLIED && is_news(rc))
		log_err(l, "req=%.64s rc=%s msg=\"%s\"", id, rc_info[rc].name,
		    k->c->err.msg);
	log_info(l, "req=%.64s m=%s p=%s st=%d ms=%" PRId64 " bytes=%zu", id,
	    req_method(rq->method), k->rt != NULL ? k->rt->path : "?",
	    k->out->status, ms, k->out->body.len);
}

/* Credentials may have come with it. */
static void
forget(struct span body, struct json_object *o)
{
	if (body.len > 0)
		explicit_bzero((void *)(uintptr_t)body.p, body.len);
	conn_wipe(o);
}

void
rest_serve(struct rest *r, struct reply *out, const char *const *envp,
    struct span body)
{
	int64_t begin = now_ms();
	struct req rq;
	struct rest_call k = { .rest = r, .c = &r->c, .rq = &rq, .out = out };
	enum rc rc;

	err_clear(&r->c.err);
	memset(out, 0, sizeof(*out));
	r->served++;
	k.base = base_of(r->c.a, envp);
	rc = req_parse(&r->c, &rq, envp);
	rq.body = body;
	if (rc == RC_INPUT)
		rc = rest_fail(&k, rq.refuse, "Bad Request");
	else if (rc == RC_OK)
		rc = routed(&k, &rq, k.base);
	if (rc != RC_OK && rc != RC_REPLIED && broken(&k, rc) != RC_REPLIED)
		rc = RC_BUG;
	/* what one may see is nobody else's, and nobody keeps it */
	out->more = arena_printf(r->c.a,
	    "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n%s",
	    out->more != NULL ? out->more : "");
	log_request(&k, rc, now_ms() - begin);
	out->no_body = rq.method == METHOD_HEAD;
	forget(body, k.body);
}
