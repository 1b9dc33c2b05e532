/* SPDX-License-Identifier: ISC */
/*
 * A user as he himself sees his account: found by his wallet.  Under /v1 he
 * signs; the clients of 2022 do not, and get what is public.
 */
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/model/library.h"
#include "fcgi/model/record.h"
#include "fcgi/serve/envelope.h"

#define AT(col) API_ACCOUNT_PLAYLISTS_##col

/* The lists of the one account. */
static enum rc
lists_load(struct call *k, const void **set, const PGresult *account)
{
	const char *p[] = { NULL, param_auth(k) };
	PGresult *res;
	enum rc rc;

	if (PQntuples(account) == 0)
		return RC_OK;
	p[0] = db_text(account, 0, API_ACCOUNT_user_id);
	rc = db_run(k->c, &res, SQL_API_ACCOUNT_PLAYLISTS, p);
	*set = res;
	return rc;
}

static void
permalink_write(const struct view *v, struct jsonw *w, const char *key)
{
	const char *handle = view_text(v, AT(handle));
	const char *slug = view_text(v, AT(slug));

	jsonw_str(w, key,
	    handle == NULL || slug == NULL
		? ""
		: arena_printf(v->k->c->a, "/%s/%s/%s", handle,
		      view_bool(v, AT(is_album)) ? "album" : "playlist", slug));
}

/* The clients of 2022 are told only of those who have left. */
static void
left_write(const struct view *v, struct jsonw *w, const char *key)
{
	if (view_bool(v, AT(is_deactivated)) || !view_is_legacy(v))
		jsonw_bool(w, key, view_bool(v, AT(is_deactivated)));
}

/* clang-format off */
static const struct field owner_fields[] = {
	COL("handle", ON_ANY, F_TEXT, AT(handle)),
	COL("id", ON_ANY, F_ID, AT(user_id)),
	FN("is_deactivated", ON_ANY, left_write),
};
static const struct fields owner = FIELDS("account_playlist_owner",
    owner_fields, SQL_API_ACCOUNT_PLAYLISTS);
/* clang-format on */

static void
owner_write(const struct view *v, struct jsonw *w, const char *key)
{
	field_write(&owner, v, w, key);
}

/* clang-format off */
static const struct field list_fields[] = {
	COL("id", ON_ANY, F_ID, AT(playlist_id)),
	COL("is_album", ON_ANY, F_BOOL, AT(is_album)),
	COL("name", ON_ANY, F_TEXT, AT(name)),
	FN("permalink", ON_BOTH, permalink_write),
	FN("user", ON_ANY, owner_write),
};
static const struct fields list = FIELDS("account_playlist", list_fields,
    SQL_API_ACCOUNT_PLAYLISTS);
/* clang-format on */

/* Under /v1 those alone that have an address. */
static void
lists_write(const struct view *v, struct jsonw *w, const char *key)
{
	struct view l = { .k = v->k, .res = v->set };

	jsonw_arr(w, key);
	for (; l.res != NULL && l.row < PQntuples(l.res); l.row++)
		if (view_is_legacy(v) || view_text(&l, AT(slug)) != NULL)
			field_write(&list, &l, w, NULL);
	jsonw_end(w);
}

#undef AT
#define AT(col) API_ACCOUNT_##col

static void
tree_write(const struct view *v, struct jsonw *w, const char *key)
{
	const char *tree = view_text(v, AT(playlist_library));

	if (tree == NULL)
		jsonw_null(w, key);
	else
		library_write(v->k, w, key, tree);
}

/* clang-format off */
static const struct field account_fields[] = {
	FN("playlist_library", ON_BOTH, tree_write),
	FN("playlists", ON_BOTH, lists_write),
	COL("track_save_count", ON_BOTH, F_NUM, AT(track_save_count)),
	COL("user", ON_BOTH, F_USER, AT(user_id)),
};
static const struct fields account = {
	"account", account_fields,
	sizeof(account_fields) / sizeof(account_fields[0]), SQL_API_ACCOUNT,
	SQL__MAX, lists_load, false
};

/* The user himself, with these among his members. */
static const struct field legacy_fields[] = {
	{ .on = ON_LEGACY, .kind = F_USER, .col = AT(user_id) },
	FN("playlists", ON_LEGACY, lists_write),
	COL("track_save_count", ON_LEGACY, F_NUM, AT(track_save_count)),
};
static const struct fields legacy = {
	"legacy_account", legacy_fields,
	sizeof(legacy_fields) / sizeof(legacy_fields[0]), SQL_API_ACCOUNT,
	SQL__MAX, lists_load, true
};
/* clang-format on */

/* Who has this wallet becomes who asks; 0: nobody has. */
static enum rc
find(struct call *k, PGresult **res)
{
	const char *p[PARAM_MAX];
	enum rc rc;

	param_bind(k, p, SQL_API_ACCOUNT);
	if ((rc = db_run(k->c, res, SQL_API_ACCOUNT, p)) != RC_OK)
		return rc;
	k->me = 0;
	if (PQntuples(*res) == 0)
		return RC_OK;
	return db_i64(k->c, &k->me, *res, 0, AT(user_id));
}

static enum rc
legacy_get(struct call *k)
{
	PGresult *res;
	struct span json;
	enum rc rc;

	if ((rc = find(k, &res)) != RC_OK ||
	    (rc = record_json(k, &json, res, k->rt->record, SHAPE_ONE)) !=
		RC_OK)
		return rc;
	return envelope(k, 200, json.len > 0 ? json : span_str("null"));
}

static enum rc
account_get(struct call *k)
{
	PGresult *res;
	enum rc rc;

	if (k->auth == 0)
		return reply_fail(k, 401,
		    "You must be logged in to make this request");
	if ((rc = find(k, &res)) != RC_OK)
		return rc;
	if (k->me == 0)
		return list_missing(k);
	if (k->me != k->auth)
		return reply_fail(k, 403,
		    "You are not authorized to make this request");
	return record_answer(k, res, SHAPE_ONE);
}

/* clang-format off */
static const struct param by_wallet[] = {
	PATH("wallet", P_WALLET, NULL), USER, END
};
static const struct param wallet_asked[] = {
	{ .name = "wallet", .place = IN_QUERY, .type = P_WALLET,
	  .required = true, NO }, END
};

static const struct route rows[] = {
	{
		.path = "/users/account", .on = ON_LEGACY, .record = &legacy,
		.shape = SHAPE_ONE, .auth = true, .stmt = SQL_API_ACCOUNT,
		.params = wallet_asked, .fn = legacy_get,
	}, {
		.path = "/users/account/:wallet", .on = ON_BOTH,
		.record = &account, .shape = SHAPE_ONE,
		.shape_full = SHAPE_ONE, .auth = true,
		.also = ALSO_UNSIGNED | ALSO_REFUSED,
		.stmt = SQL_API_ACCOUNT, .params = by_wallet,
		.fn = account_get,
	},
};
/* clang-format on */

const struct family family_account = FAMILY(rows);
