/* SPDX-License-Identifier: ISC */
/*
 * The API of the crawler: what lives as long as its process, what as long as a
 * request, and a row for each route.
 *
 * A row without code of its own has a statement: its parameters are found by
 * their names among those of the row, "scope" being who asks, and its columns
 * are what is answered.
 */
#ifndef DP_CRAWLER_REST_REST_H
#define DP_CRAWLER_REST_REST_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/base/ctx.h"
#include "common/db/db.h"
#include "common/json/jsonw.h"
#include "crawler/map/map.h"
#include "crawler/store/seal.h"
#include "fcgi/serve/reply.h"
#include "fcgi/http/req.h"

#define REST_PARAMS 16
#define REST_BODY   ((size_t)256 << 10) /* bytes */
#define REST_NONE   (-1)                /* a route without statement */

struct rest {
	struct ctx c;      /* of the request being served */
	struct arena *own; /* of what lives as long as the process */
	const struct map_set *set;

	struct seal seal;
	int64_t redial_ms;
	uint32_t served;
};

enum rest_who {
	REST_ANYBODY,
	REST_CALLER, /* a service, or an owner */
	REST_SERVICE,
	REST_PAGE, /* a caller whose token is in a cookie */
	REST_DOOR  /* anybody, and a form */
};

/* What one may do with a connection. */
enum { LEVEL_READ = 1, LEVEL_WRITE = 3, LEVEL_ALL = 7 };

enum rest_type { REST_TEXT, REST_INT, REST_UUID, REST_BOOL, REST_TIME };

struct rest_param {
	const char *name; /* NULL ends */
	enum rest_type type;
	const char *def;  /* or NULL */
	int64_t min, max; /* of numbers; max: bytes of texts, 0: as usual */
	const char *about;
};

/* clang-format off */
/* What a list of resources may be narrowed by, in the API and on the page. */
#define REST_FILTERS \
	{ "entity", REST_TEXT, NULL, 0, 0, "servers, volumes, networks, ..." }, \
	{ "conn", REST_UUID, NULL, 0, 0, "only those of this connection" }, \
	{ "region", REST_TEXT, NULL, 0, 0, "only those of this region" }, \
	{ "kind", REST_TEXT, NULL, 0, 0, "only those of this kind" }, \
	{ "status", REST_TEXT, NULL, 0, 0, "active, stopped, ..." }, \
	{ "active", REST_BOOL, NULL, 0, 0, "false: only what has vanished; true: only what has not" }, \
	{ "q", REST_TEXT, NULL, 0, 0, "what is in the name, or the whole id at the provider" }, \
	{ "tag", REST_TEXT, NULL, 0, 0, "key:value" }, \
	{ "since", REST_TIME, NULL, 0, 0, "only what changed then or later" }
/* How a list goes on, and how much of it comes at once. */
#define REST_PAGING(least, most) \
	{ "cursor", REST_INT, NULL, 1, INT64_MAX, "what the page before called next" }, \
	{ "limit", REST_INT, "50", (least), (most), "how many at most" }
/* Which resource. */
#define REST_ONE_RESOURCE \
	{ "entity", REST_TEXT, NULL, 0, 0, "servers, volumes, networks, ..." }, \
	{ "id", REST_INT, NULL, 1, INT64_MAX, "of the resource" }
/* clang-format on */

enum rest_shape {
	REST_OWN,  /* the row's code knows */
	REST_ROWS, /* {"items": [...], "next": cursor or null} */
	REST_ROW   /* the row; 404 when there is none */
};

struct rest_call;

struct rest_route {
	enum method method;
	const char *path; /* ":name" is a parameter */
	enum rest_who who;
	const struct rest_param *params; /* of path and query */
	int stmt;
	enum rest_shape shape;
	const char *next; /* the column that a next page begins behind */
	bool body;        /* a JSON object comes with it */
	bool body_too;    /* or none */
	enum rc (*fn)(struct rest_call *k);
	int status;       /* when it goes well; 0: 200 */
	const char *also; /* "400 409": other statuses than the usual ones */
	const char *about;
};

struct rest_family {
	const struct rest_route *v;
	size_t n;
};

extern const struct rest_family *const rest_families[]; /* NULL ends */

struct rest_call {
	struct rest *rest;
	struct ctx *c;
	const struct req *rq;
	struct reply *out;
	const struct rest_route *rt;
	const char *val[REST_PARAMS]; /* of rt->params; NULL: not given */
	const char *scope;            /* "*": a service; else an owner's id */
	struct json_object *body;     /* of a POST or PUT, or NULL */
	struct req_arg *form;         /* of a page's form */
	size_t nform;
	const char *base; /* what is in front of our paths: "/cloud" or "" */
};

#define REST_FAMILY(rows)                                                      \
	{                                                                      \
		(rows), sizeof(rows) / sizeof((rows)[0])                       \
	}
#define REST_END                                                               \
	{                                                                      \
		NULL, REST_TEXT, NULL, 0, 0, NULL                              \
	}

/* Answer what envp describes; out is filled whatever happens. */
void rest_serve(struct rest *r, struct reply *out, const char *const *envp,
    struct span body);

/* The value of a parameter of the row; NULL: not given. */
const char *rest_val(const struct rest_call *k, const char *name);
/* Texts for a statement by the names of its parameters. */
void rest_bind(const struct rest_call *k, const char **out, enum sql_id stmt);

/* {"error": text}; RC_REPLIED. */
enum rc rest_fail(struct rest_call *k, int status, const char *fmt, ...)
    PRINTF(3, 4) MUST_CHECK;
/* The same as a page, for routes that are pages. */
enum rc rest_page_fail(struct rest_call *k, int status,
    const char *why) MUST_CHECK;
/* {"error": {"msg": text}} */
enum rc rest_unknown(struct rest_call *k, const char *why) MUST_CHECK;
/* The finished text is the answer. */
void rest_json(struct rest_call *k, int status, struct jsonw *w);

/* A row as an object: columns by their names and declared types. */
void rest_row(struct jsonw *w, const char *key, enum sql_id stmt,
    const PGresult *res, int row);
/* What the row's statement gives. */
enum rc rest_answer(struct rest_call *k, enum sql_id stmt,
    const char *const *param) MUST_CHECK;

struct rest_conn {
	int64_t level;
	const char *provider, *owner, *transport;
	bool is_enabled;
};
/*
 * May who asks do this with a connection?  RC_REPLIED: 404 when he may not
 * even see it, else 403.
 */
enum rc rest_may(struct rest_call *k, const char *id, int level,
    struct rest_conn *conn) MUST_CHECK;

/*
 * A run of a task, or the one that is open; and its end.  Both belong into a
 * transaction, and who asks was asked what he may.
 */
enum rc rest_task_begin(struct rest_call *k, const char *id, const char *task,
    int64_t *run, bool *is_new) MUST_CHECK;
enum rc rest_task_stop(struct rest_call *k, const char *id, const char *task,
    size_t *n) MUST_CHECK;

/* The description of all rows. */
struct span rest_describe(struct arena *a);

#endif
