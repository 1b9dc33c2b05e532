/* SPDX-License-Identifier: ISC */
/*
 * The route table: a row for each path and set of prefixes, with all that
 * varies between them; a family of rows is one file of fcgi/api, fcgi/user or
 * fcgi/node.
 *
 * A row without code of its own has a statement.  It returns ids in order in
 * its first column (or the id is in the path): the model is loaded for them
 * and written.  Or the statement's own columns are what is answered: then the
 * row names their fields (record).  A row with code (fn) answers itself, or
 * finds the ids and leaves the rest to list_finish().
 *
 * The statement's parameters are found by their names, see param_bind().
 */
#ifndef DP_FCGI_SERVE_ROUTE_H
#define DP_FCGI_SERVE_ROUTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/base/arena.h"
#include "common/base/err.h"
#include "fcgi/serve/param.h"
#include "fcgi/http/req.h"

/* Where a row answers; also the form of ids, dates and envelopes. */
enum route_on {
	ON_LEGACY = 1,  /* /x: raw ids, signed envelope */
	ON_V1 = 2,      /* /v1/x: {"data":..} */
	ON_FULL = 4,    /* /v1/full/x: heights, version, signature */
	ON_SERVICE = 8, /* /x: legacy envelope without signature */
	ON_BOTH = ON_V1 | ON_FULL,
	ON_ANY = ON_LEGACY | ON_V1 | ON_FULL
};

enum shape {
	SHAPE_LIST,       /* an array, empty when there is nothing */
	SHAPE_FOUND,      /* an array, 404 when it does not exist */
	SHAPE_ONE,        /* an object, 404 when there is nothing */
	SHAPE_ONE_IN_LIST /* an array of one, 404 when there is nothing */
};

struct model;  /* fcgi/model/model.h */
struct fields; /* fcgi/model/field.h */

/* Which entities an answer leaves out. */
enum rule {
	RULE_ALL,   /* none */
	RULE_SHOWN, /* deleted playlists, hidden ones of others */
	RULE_NAMED  /* deleted playlists: who has the link sees hidden ones */
};

/* Raw ids, old dates, and whatever else is of 2022. */
static inline bool
on_is_legacy(unsigned on)
{
	return (on & ON_BOTH) == 0;
}

/* Statuses that few rows answer with, for the description. */
enum also {
	ALSO_ELSEWHERE = 1, /* 302: a link to it */
	ALSO_UNSIGNED = 2,  /* 401: only for who signs */
	ALSO_REFUSED = 4,   /* 403: who signs may not */
	ALSO_UNWELL = 8     /* 500: the answer, and the node is not well */
};

#define STMT_NONE (-1) /* the ids are the path parameter itself */

/* A parameter of a statement that is the same for all requests of a row. */
struct fixed {
	const char *name, *value; /* ended by a NULL name */
};

struct route {
	const char *path; /* without prefix; ":name" is a path parameter */
	unsigned on;      /* enum route_on */
	const struct model *model;    /* what is answered, if it has ids */
	const struct fields *record;  /* or else: what the rows are */
	enum shape shape, shape_full; /* shape_full: under /v1/full */
	enum rule rule;
	bool related;    /* what the record names stands beside the data */
	unsigned tracks; /* most tracks that a playlist under /v1/full has */
	bool tracks_v1;  /* and under /v1, too */
	bool no_cid;     /* legacy tracks do not name their audio */
	const char *tracks_if;     /* only when this parameter is true */
	const char *tracks_unless; /* not when this one is */
	bool auth;                 /* a signature unlocks something */
	bool offline;              /* answered without the database, too */
	bool plan_each;            /* its statements have optional conditions */
	bool post;      /* asked for by POST, with a body; never stored */
	unsigned also;  /* of enum also */
	unsigned ttl_s; /* life in caches; 0: never stored */
	int stmt;       /* enum sql_id that gives ids or rows, or STMT_NONE */
	const struct fixed *fixed;    /* NULL: none */
	const struct param *params;   /* ended by a row without name */
	enum rc (*fn)(struct call *); /* NULL: answered from the row */
};

static inline enum shape
route_shape(const struct route *rt, unsigned on)
{
	return on == ON_FULL ? rt->shape_full : rt->shape;
}

/* The rows of one file. */
struct family {
	const struct route *v;
	size_t n;
};

extern const struct family *const families[]; /* ended by NULL */

/* The rows of all families one after another; NULL begins, NULL ends. */
const struct route *route_next(const struct route *rt);

/*
 * Do the rows and their statements fit together?  NULL, or what is wrong
 * with the first that does not: a parameter that its statement does not take.
 */
const char *route_check(struct arena *a, const struct route *rt);

/*
 * "family/word", ended by NULL: what stands in the place of an id in routes
 * of the original, served here or not, is never an id.
 */
extern const char *const route_words[];
/* What a row without code of its own does. */
extern enum rc (*const route_answer)(struct call *k);
/* The description of all rows. */
extern void (*const route_describe)(FILE *out);

/* Is this how the row is asked for? */
bool route_takes(const struct route *rt, enum method m);

struct route_index;

/* The patterns, split once; dies with the process. */
struct route_index *route_index_new(void);
void route_index_free(struct route_index *ix); /* NULL is fine */

struct route_hit {
	const struct route *rt;
	unsigned on;                /* the one prefix that was asked */
	const char *path[REQ_SEGS]; /* values of the path parameters */
};

/*
 * Find the row for a path.  Of several, the one whose first differing part
 * is literal wins; one that the method fits wins over all others.  NULL in
 * hit->rt when there is none; hit->on is set anyway.
 */
void route_find(const struct route_index *ix, struct route_hit *hit,
    const struct req *rq);

/* "/v1/full" and so on, for log lines and redirects. */
const char *route_prefix(unsigned on);

#endif
