/* SPDX-License-Identifier: ISC */
/*
 * Apps, and who lets whom act for him.  All of it stands on the chain for
 * everybody to read: nothing here asks for a signature but /me, which is about
 * who signs.
 */
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"

/* clang-format off */
#define AT(col) API_DEVELOPER_APP_##col
static const struct field app_fields[] = {
	COL("address", ON_BOTH, F_TEXT, AT(address)),
	COL("description", ON_BOTH, F_TEXT, AT(description)),
	COL("image_url", ON_BOTH, F_TEXT, AT(image_url)),
	COL("name", ON_BOTH, F_TEXT, AT(name)),
	COL("user_id", ON_BOTH, F_ID, AT(user_id)),
};
#undef AT
static const struct fields app = FIELDS("developer_app", app_fields,
    SQL_API_DEVELOPER_APP);

#define AT(col) API_AUTHORIZED_APPS_##col
static const struct field authorized_fields[] = {
	COL("address", ON_BOTH, F_TEXT, AT(address)),
	COL("description", ON_BOTH, F_TEXT, AT(description)),
	COL("grant_created_at", ON_BOTH, F_DATE, AT(grant_created_at)),
	COL("grant_updated_at", ON_BOTH, F_DATE, AT(grant_updated_at)),
	COL("grantor_user_id", ON_BOTH, F_ID, AT(grantor_user_id)),
	COL("image_url", ON_BOTH, F_TEXT, AT(image_url)),
	COL("name", ON_BOTH, F_TEXT, AT(name)),
};
#undef AT
static const struct fields authorized = FIELDS("authorized_app",
    authorized_fields, SQL_API_AUTHORIZED_APPS);

/* The columns of both statements stand in the same order. */
#define AT(col) API_USER_MANAGERS_##col
static const struct field grant_fields[] = {
	COL("created_at", ON_BOTH, F_DATE, AT(created_at)),
	COL("grantee_address", ON_BOTH, F_TEXT, AT(grantee_address)),
	COL("is_approved", ON_BOTH, F_BOOL, AT(is_approved)),
	COL("is_revoked", ON_BOTH, F_BOOL, AT(is_revoked)),
	COL("updated_at", ON_BOTH, F_DATE, AT(updated_at)),
	COL("user_id", ON_BOTH, F_ID, AT(user_id)),
};
#undef AT
static const struct fields grant = FIELDS("grant", grant_fields,
    SQL_API_USER_MANAGERS);
/* clang-format on */

static void
grant_write(const struct view *v, struct jsonw *w, const char *key)
{
	field_write(&grant, v, w, key);
}

/* Who signs the request. */
static enum rc
me_get(struct call *k)
{
	if (k->auth == 0)
		return reply_fail(k, 401,
		    "You must be logged in to make this request");
	return list_finish(k, &k->auth, 1, SHAPE_ONE, RULE_SHOWN);
}

/* Who follows whom is told of the user of the path, whoever asks. */
static enum rc
granted_get(struct call *k)
{
	k->me = param_get(k, "id")->n;
	return list_answer(k);
}

/* clang-format off */
static const struct field manager_fields[] = {
	FN("grant", ON_BOTH, grant_write),
	COL("manager", ON_BOTH, F_USER, API_USER_MANAGERS_manager),
};
static const struct fields manager = FIELDS("user_manager", manager_fields,
    SQL_API_USER_MANAGERS);

static const struct field managed_fields[] = {
	FN("grant", ON_BOTH, grant_write),
	COL("user", ON_BOTH, F_USER, API_MANAGED_USERS_managed),
};
static const struct fields managed = FIELDS("managed_user", managed_fields,
    SQL_API_MANAGED_USERS);

#define APPROVED IN("is_approved", P_BOOL, NO)
#define REVOKED(d) IN("is_revoked", P_BOOL, .def = (d))
static const struct param by_address[] = { PATH_LOWER("address"), END };
static const struct param by_user[] = { PATH_ID("id"), END };
static const struct param paged[] = { PATH_ID("id"), P10, END };
static const struct param granted[] = {
	PATH_ID("id"), USER, APPROVED, REVOKED(0), END
};
static const struct param grantee[] = {
	PATH_LOWER("address"), USER, P10, APPROVED, REVOKED(PARAM_NONE), END
};
static const struct param signer[] = { USER, END };

/* 5 s: an app asks for itself before every request. */
#define APP(p) { .path = (p), .on = ON_BOTH, .record = &app, \
	.shape = SHAPE_ONE, .shape_full = SHAPE_ONE, .ttl_s = 5, \
	.stmt = SQL_API_DEVELOPER_APP, .params = by_address }
#define OF_USER(p, r, s, of) { .path = (p), .on = ON_BOTH, .record = &(r), \
	.ttl_s = 5, .stmt = (s), .params = (of) }
#define GRANTED(p, r, s) { .path = (p), .on = ON_BOTH, .record = &(r), \
	.ttl_s = 5, .stmt = (s), .params = granted, .fn = granted_get }

static const struct route rows[] = {
	APP("/developer_apps/:address"),
	APP("/developer-apps/:address"),
	OF_USER("/users/:id/developer_apps", app, SQL_API_USER_APPS, by_user),
	OF_USER("/users/:id/developer-apps", app, SQL_API_USER_APPS, by_user),
	OF_USER("/users/:id/authorized_apps", authorized,
	    SQL_API_AUTHORIZED_APPS, paged),
	OF_USER("/users/:id/authorized-apps", authorized,
	    SQL_API_AUTHORIZED_APPS, paged),
	GRANTED("/users/:id/managers", manager, SQL_API_USER_MANAGERS),
	GRANTED("/users/:id/managed_users", managed, SQL_API_MANAGED_USERS),
	{
		.path = "/grantees/:address/users", .on = ON_V1,
		.model = &model_user, .rule = RULE_SHOWN, .ttl_s = 5,
		.stmt = SQL_API_GRANTEE_USERS, .params = grantee,
	}, {
		.path = "/me", .on = ON_V1, .model = &model_user, .auth = true,
		.also = ALSO_UNSIGNED, .stmt = STMT_NONE, .params = signer,
		.fn = me_get,
	},
};
/* clang-format on */

const struct family family_apps = FAMILY(rows);
