/* SPDX-License-Identifier: ISC */
/*
 * Parameters of a route: declared in its row, checked here, handed to
 * statements as bound text.  Elsewhere the query is only looked at for its own
 * text: the key of a stored answer, what a 404 names.
 *
 * What a client relies on (P_BLOCK, P_WALLET, the current user's header) and
 * cannot be read is refused on every prefix: left out, it would select
 * everything.  Any other parameter of a legacy route is ignored then, as the
 * original does.
 */
#ifndef DP_FCGI_SERVE_PARAM_H
#define DP_FCGI_SERVE_PARAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/err.h"
#include "sql/stmts.h"

struct call;
struct json_object;

enum param_place {
	IN_PATH,
	IN_QUERY,
	IN_HEADER,
	IN_BODY /* a member of a POST's JSON object; P_IDS only */
};

enum param_type {
	P_INT,    /* def, min, max; out of range is clamped */
	P_LIMIT,  /* a P_INT: entries of a page; 0 means def */
	P_BLOCK,  /* a P_INT that is a condition */
	P_NUMBER, /* digits with a point, perhaps; bound as it stands */
	P_BOOL,   /* true/1, false/0 of any case */
	P_ID,     /* hash id, else decimal digits; raw on legacy routes */
	P_USER,   /* the current user: a P_ID that counts as absent when bad */
	P_TEXT,   /* max: bytes */
	P_LOWER,  /* a P_TEXT, lower-cased */
	P_WALLET, /* "0x" and 40 hexadecimal digits, lower-cased */
	P_DATE,   /* a day or a moment, see iso_time_read(); bound in UTC */
	P_WORD,   /* one of words; the first is the default unless def < 0 */
	P_IDS,    /* repeated P_ID, or several in one text, between commas;
		     what cannot be read is left out */
	P_TEXTS,  /* repeated P_TEXT */
	P_HANDLE, /* a P_LOWER that becomes the user's id, see param_handles()
		   */
	P__MAX
};

#define PARAM_MAX      24   /* parameters of one route or statement */
#define PARAM_NONE     (-1) /* def: no value when not given */
#define PARAM_TEXT_MAX 2048

struct param {
	const char *name;
	enum param_place place;
	enum param_type type;
	bool required;
	int64_t def, min, max;
	const char *const *words; /* ended by NULL */
	const char *as;           /* its name in statements; NULL: the same */
	bool unused; /* read by code, or by nobody: not by the statement */
};

struct value {
	bool set;         /* given, or has a default */
	const char *text; /* as a statement wants it; NULL when not set */
	int64_t n; /* of numbers, P_BOOL, P_ID, P_USER; P_WORD: its index */
	const int64_t *ids;
	const char *const *texts;
	size_t len; /* of ids or texts */
};

/*
 * Read what k->rt declares into k->val, k->me and k->personal; path holds
 * the decoded path parameters in the order of the pattern.
 *
 * RC_REPLIED: the request is refused and the documented body is in k->out.
 */
enum rc param_read(struct call *k, const char *const *path) MUST_CHECK;

/*
 * The body of a POST, which is to be a JSON object.  RC_REPLIED: it is none,
 * and refused.
 */
enum rc param_body(struct call *k, struct json_object **o) MUST_CHECK;

/*
 * Once the database is there: handles become ids.  RC_OK with k->nobody set:
 * one of them is nobody's.
 */
enum rc param_handles(struct call *k) MUST_CHECK;

/* The id that a text is where the request asks: raw, or a hash id.  0: it is.
 */
int param_id(const struct call *k, int64_t *id, const char *s) MUST_CHECK;

/* Is it what a P_NUMBER may be? */
bool param_is_number(const char *s);

/* What statements call it. */
const char *param_name(const struct param *p);

/* The value of the declared parameter that statements call name; not NULL. */
const struct value *param_get(const struct call *k, const char *name);

/*
 * Texts for a statement, one for each of its parameters, by their names: "me"
 * and "auth" are who asks, others are parameters of the route, or fixed in
 * its row, or else NULL.  out has room for PARAM_MAX.
 */
void param_bind(const struct call *k, const char **out, enum sql_id stmt);

/* Put a value at the place of the parameter called name, if there is one. */
void param_put(const char **out, enum sql_id stmt, const char *name,
    const char *value);

/* Who asks, as a statement wants it; NULL: nobody. */
const char *param_me(const struct call *k);

/* The same of who is proven by a signature. */
const char *param_auth(const struct call *k);

#endif
