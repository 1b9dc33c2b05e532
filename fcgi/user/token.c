/* SPDX-License-Identifier: ISC */
/*
 * Is a token of a login what it says?  It is three parts in base64url between
 * dots: a header, what is said, and the hexadecimal text of a signature of the
 * first two with their dot, by the user whom it names or one who manages him.
 */
#include <string.h>

#include "common/base/base64url.h"
#include "common/base/hashid.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/serve/auth.h"
#include "fcgi/serve/envelope.h"

#define TOKEN_MAX 8000 /* bytes */

/* With or without padding; NULL: it is none, or no text.  Arena memory. */
static const char *
unbase(struct arena *a, const char *s, size_t len)
{
	struct span text;

	if (!base64url_decode(a, &text, s, len) ||
	    strlen((const char *)text.p) != text.len)
		return NULL;
	return (const char *)text.p;
}

struct token {
	const char *signed_text, *signature;
	struct json_object *said;
	int64_t user_id;
};

/* "header.payload.signature"; RC_OK with a reply set: it is none. */
static enum rc
split(struct call *k, struct token *t, const char *s)
{
	struct arena *a = k->c->a;
	const char *first = strchr(s, '.');
	const char *second = first == NULL ? NULL : strchr(first + 1, '.');
	const char *text;

	if (second == NULL || strchr(second + 1, '.') != NULL)
		return reply_fail(k, 400, "Invalid JWT token format");
	t->signed_text = arena_memdup(a, s, (size_t)(second - s));
	t->signature = unbase(a, second + 1, strlen(second + 1));
	if (t->signature == NULL)
		return reply_fail(k, 400,
		    "The JWT signature could not be decoded");
	text = unbase(a, first + 1, (size_t)(second - first - 1));
	if (text == NULL ||
	    jsonr_user_doc(k->c, &t->said, text, strlen(text)) != RC_OK ||
	    !json_object_is_type(t->said, json_type_object)) {
		err_clear(&k->c->err);
		return reply_fail(k, 400, "JWT payload could not be decoded");
	}
	return RC_OK;
}

/* Whom it speaks of: a hash id, or a number as in 2022. */
static bool
names_user(struct call *k, struct token *t)
{
	const char *s;

	if (jsonr_opt_text(k->c, &s, t->said, "userId") == 1)
		return hashid_decode(&t->user_id, s) == 0;
	return jsonr_opt_int(&t->user_id, t->said, "userId") == 1 &&
	       t->user_id >= 0 && t->user_id <= LIM_ID;
}

/* The user of the first row; 0: there is none. */
static enum rc
user_of(struct call *k, int64_t *id, enum sql_id stmt, const char *const *p)
{
	PGresult *res;
	enum rc rc;

	*id = 0;
	if ((rc = db_run(k->c, &res, stmt, p)) != RC_OK || PQntuples(res) == 0)
		return rc;
	return db_i64(k->c, id, res, 0, 0);
}

/* RC_OK with a reply set: the wallet is nobody's, or of somebody else. */
static enum rc
check_wallet(struct call *k, const struct token *t, const char *wallet)
{
	const char *p[] = { wallet,
		arena_printf(k->c->a, "%lld", (long long)t->user_id) };
	int64_t own, acts_for;
	enum rc rc;

	rc = user_of(k, &own, SQL_API_USER_BY_WALLET, p);
	if (rc != RC_OK)
		return rc;
	if (own == 0)
		return reply_fail(k, 404,
		    "The JWT signature is invalid - invalid wallet");
	if ((rc = user_of(k, &acts_for, SQL_API_AUTH, p)) != RC_OK)
		return rc;
	if (own != t->user_id && acts_for != t->user_id)
		return reply_fail(k, 403,
		    "The JWT signature is invalid - the wallet does not match "
		    "the user");
	return RC_OK;
}

/* What the token says; when it was made is a text. */
static struct span
said(struct call *k, struct json_object *o)
{
	struct jsonw *w = jsonw_new(k->c->a), *all = jsonw_new(k->c->a);
	struct span text;
	double iat;

	jsonw_obj(w, NULL);
	json_object_object_foreach(o, key,
	    v) if (strcmp(key, "iat") == 0 && jsonr_opt_num(&iat, o, key) == 1)
	    jsonw_str(w, key, arena_printf(k->c->a, "%.0f", iat));
	else jsonw_json(w, key, jsonr_text(k->c, v));
	jsonw_end(w);
	/* once more, in the order of the names */
	text = jsonw_done(w);
	jsonw_json(all, NULL, arena_memdup(k->c->a, text.p, text.len));
	return jsonw_done(all);
}

static enum rc
verify_get(struct call *k)
{
	struct token t = { 0 };
	char wallet[ADDRESS_TEXT];
	uint8_t addr[20];
	enum rc rc;

	rc = split(k, &t, param_get(k, "token")->text);
	if (rc != RC_OK || k->out->status != 0)
		return rc;
	if (strlen(t.signature) != SIG_TEXT - 1 &&
	    strlen(t.signature) != SIG_TEXT - 3)
		return reply_fail(k, 400,
		    "The JWT signature was incorrectly signed");
	if (auth_recover(k->app->sig, addr, t.signed_text, t.signature) != 0)
		return reply_fail(k, 404,
		    "The JWT signature is invalid - wallet could not be "
		    "recovered");
	if (!names_user(k, &t))
		return reply_fail(k, 400, "Invalid JWT payload userId");
	address_text(wallet, addr);
	rc = check_wallet(k, &t, wallet);
	if (rc != RC_OK || k->out->status != 0)
		return rc;
	return envelope(k, 200, said(k, t.said));
}

/* clang-format off */
static const struct param token[] = {
	{ .name = "token", .place = IN_QUERY, .type = P_TEXT, .required = true,
	  NO, .max = TOKEN_MAX }, END
};

static const struct route rows[] = {
	{
		.path = "/users/verify_token", .on = ON_BOTH,
		.also = ALSO_REFUSED, .stmt = STMT_NONE, .params = token,
		.fn = verify_get,
	},
};
/* clang-format on */

const struct family family_token = FAMILY(rows);
