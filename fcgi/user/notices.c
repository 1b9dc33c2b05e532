/* SPDX-License-Identifier: ISC */
/*
 * What a user hears of.  It is told to nobody but him, or whom he lets act for
 * him: others get an empty list.
 *
 * What a notice says of itself stands in the database as it was told, with raw
 * ids and amounts of the chain that they are from; clients want hash ids and
 * texts.
 */
#include <string.h>

#include "common/base/num.h"
#include "common/base/text.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/model/record.h"
#include "fcgi/serve/envelope.h"

#define AT(col) API_NOTICES_##col

/* What else is done to the data of a kind. */
struct manner {
	bool audio, usdc; /* amounts become texts, the first with ten zeros */
	bool as_is;       /* "type" is a name, not a word */
	bool tip;         /* the signature is called twice */
};

static struct manner
manner_of(const char *type)
{
	static const struct {
		const char *type;
		struct manner m;
	} kinds[] = {
		{ "tip_send", { .audio = true, .tip = true } },
		{ "tip_receive", { .audio = true, .tip = true } },
		{ "challenge_reward", { .audio = true } },
		{ "claimable_reward", { .audio = true } },
		{ "reaction", { .audio = true } },
		{ "usdc_purchase_buyer", { .usdc = true } },
		{ "usdc_purchase_seller", { .usdc = true } },
		{ "comment", { .as_is = true } },
		{ "comment_thread", { .as_is = true } },
		{ "comment_mention", { .as_is = true } },
		{ "comment_reaction", { .as_is = true } },
	};
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].type, type) == 0)
			return kinds[i].m;
	return (struct manner){ 0 };
}

static bool
names_id(const char *key)
{
	size_t len = strlen(key);

	return strcmp(key, "id") == 0 || strcmp(key, "specifier") == 0 ||
	       (len > 3 && strcmp(key + len - 3, "_id") == 0);
}

/* A number, or digits, as a hash id; anything else as it stands. */
static void
id_write(struct jsonw *w, const char *key, const char *text)
{
	int64_t id;

	if (text != NULL && num_i64(&id, text, 0, LIM_ID) == 0)
		jsonw_id(w, key, id);
	else
		jsonw_str(w, key, text);
}

static bool
is_amount(const struct manner *m, const char *key)
{
	if (strcmp(key, "amount") == 0)
		return m->audio || m->usdc;
	return (m->audio && strcmp(key, "tip_amount") == 0) ||
	       (m->usdc && strcmp(key, "extra_amount") == 0);
}

static void member_write(struct call *k, struct jsonw *w, const char *key,
    struct json_object *v, const struct manner *m);

/* Objects in a list have members, too. */
static void
elements_write(struct call *k, struct jsonw *w, const char *key,
    struct json_object *list)
{
	static const struct manner none;
	size_t i;

	jsonw_arr(w, key);
	for (i = 0; i < json_object_array_length(list); i++)
		member_write(k, w, NULL, jsonr_at(list, i), &none);
	jsonw_end(w);
}

/* A member of the data; deeper ones have no manners, elements no names. */
static void
member_write(struct call *k, struct jsonw *w, const char *key,
    struct json_object *v, const struct manner *m)
{
	static const struct manner none;
	bool plain = json_object_is_type(v, json_type_int) ||
		     json_object_is_type(v, json_type_string);
	const char *text = plain ? json_object_get_string(v) : NULL;

	if (json_object_is_type(v, json_type_object)) {
		jsonw_obj(w, key);
		json_object_object_foreach(v, name, one)
		    member_write(k, w, name, one, &none);
		jsonw_end(w);
	} else if (json_object_is_type(v, json_type_array)) {
		elements_write(k, w, key, v);
	} else if (key == NULL) {
		jsonw_json(w, key, jsonr_text(k->c, v));
	} else if (plain && is_amount(m, key)) {
		jsonw_str(w, key,
		    m->audio ? arena_printf(k->c->a, "%s0000000000", text)
			     : text);
	} else if (plain && names_id(key)) {
		id_write(w, key, text);
	} else if (m != &none && plain && strcmp(key, "type") == 0) {
		jsonw_str(w, key, m->as_is ? text : text_lower(k->c->a, text));
	} else {
		jsonw_json(w, key, jsonr_text(k->c, v));
	}
}

static void
data_write(const struct view *v, struct jsonw *w, const char *key)
{
	const char *text = view_text(v, AT(data));
	struct manner m = manner_of(view_text(v, AT(type)));
	struct jsonw *own = jsonw_new(v->k->c->a);
	struct err keep = v->k->c->err;
	struct json_object *o;
	const char *signature;
	struct span all;

	if (text == NULL ||
	    jsonr_user_doc(v->k->c, &o, text, strlen(text)) != RC_OK ||
	    !json_object_is_type(o, json_type_object)) {
		v->k->c->err = keep;
		jsonw_json(w, key, text);
		return;
	}
	jsonw_obj(own, NULL);
	json_object_object_foreach(o, name, one)
	    member_write(v->k, own, name, one, &m);
	if (m.tip &&
	    jsonr_opt_text(v->k->c, &signature, o, "tx_signature") == 1)
		jsonw_str(own, "tip_tx_signature", signature);
	if (strncmp(view_text(v, AT(group_id)), "milestone:PLAYLIST_", 19) ==
		0 &&
	    !jsonr_has(o, "is_album"))
		jsonw_bool(own, "is_album", false);
	jsonw_end(own);
	/* once more, in the order of the names */
	all = jsonw_done(own);
	jsonw_json(w, key, arena_memdup(v->k->c->a, all.p, all.len));
}

static void
specifier_write(const struct view *v, struct jsonw *w, const char *key)
{
	id_write(w, key, view_text(v, AT(specifier)));
}

/* clang-format off */
static const struct field action_fields[] = {
	FN("data", ON_BOTH, data_write),
	FN("specifier", ON_BOTH, specifier_write),
	COL("timestamp", ON_BOTH, F_NUM, AT(timestamp)),
	COL("type", ON_BOTH, F_TEXT, AT(type)),
};
static const struct fields action = FIELDS("notification_action",
    action_fields, SQL_API_NOTICES);
/* clang-format on */

/* The rows from this one on that belong to its group. */
static int
group_write(struct call *k, struct jsonw *w, const PGresult *res, int row)
{
	struct view v = { .k = k, .res = res, .row = row };
	int64_t nr = view_int(&v, AT(nr));

	jsonw_obj(w, NULL);
	jsonw_arr(w, "actions");
	for (; v.row < PQntuples(res) && view_int(&v, AT(nr)) == nr; v.row++)
		if (jsonw_len(w) <= LIM_BODY)
			field_write(&action, &v, w, NULL);
	jsonw_end(w);
	row = v.row--;
	jsonw_str(w, "group_id", view_text(&v, AT(group_id)));
	jsonw_bool(w, "is_seen", view_bool(&v, AT(is_seen)));
	jsonw_numtext(w, "seen_at", view_text(&v, AT(seen_at)));
	jsonw_str(w, "type", view_text(&v, AT(type)));
	jsonw_end(w);
	return row;
}

static enum rc
write_notices(struct call *k, const PGresult *res)
{
	struct jsonw *w = jsonw_new(k->c->a);
	struct view v = { .k = k, .res = res };
	int64_t unread = 0;
	int row = 0;

	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	jsonw_arr(w, "notifications");
	while (
	    res != NULL && row < PQntuples(res) && jsonw_len(w) <= LIM_BODY) {
		v.row = row;
		unread += !view_bool(&v, AT(is_seen));
		row = group_write(k, w, res, row);
	}
	jsonw_end(w);
	jsonw_int(w, "unread_count", unread);
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

static bool
is_his(const struct call *k)
{
	return k->auth != 0 && k->auth == param_get(k, "id")->n;
}

static enum rc
notices_get(struct call *k)
{
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;

	if (!is_his(k))
		return write_notices(k, NULL);
	param_bind(k, p, SQL_API_NOTICES);
	if ((rc = db_run(k->c, &res, SQL_API_NOTICES, p)) != RC_OK)
		return rc;
	return write_notices(k, res);
}

#undef AT
#define AT(col) API_PLAYLIST_UPDATES_##col
/* clang-format off */
static const struct field update_fields[] = {
	COL("last_seen_at", ON_BOTH, F_NUM, AT(last_seen_at)),
	COL("playlist_id", ON_BOTH, F_ID, AT(playlist_id)),
	COL("updated_at", ON_BOTH, F_NUM, AT(updated_at)),
};
static const struct fields update = FIELDS("playlist_update", update_fields,
    SQL_API_PLAYLIST_UPDATES);
/* clang-format on */

static enum rc
updates_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	struct span list = span_str("[]");
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;

	param_bind(k, p, SQL_API_PLAYLIST_UPDATES);
	if (is_his(k) &&
	    ((rc = db_run(k->c, &res, SQL_API_PLAYLIST_UPDATES, p)) != RC_OK ||
		(rc = record_json(k, &list, res, &update, SHAPE_LIST)) !=
		    RC_OK))
		return rc;
	jsonw_obj(w, NULL);
	jsonw_raw(w, "playlist_updates", (const char *)list.p, list.len);
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

/* clang-format off */
static const struct param notices[] = {
	PATH_ID("id"), USER, LIMIT(20, 1, 100), TEXTS("types"),
	TEXT("group_id"), IN("timestamp", P_NUMBER, NO), END
};
static const struct param updates[] = { PATH_ID("id"), USER, END };

static const struct route rows[] = {
	{
		.path = "/notifications/:id", .on = ON_BOTH, .auth = true,
		.stmt = SQL_API_NOTICES, .params = notices, .fn = notices_get,
	}, {
		.path = "/notifications/:id/playlist_updates", .on = ON_BOTH,
		.auth = true, .stmt = SQL_API_PLAYLIST_UPDATES,
		.params = updates, .fn = updates_get,
	},
};
/* clang-format on */

const struct family family_notices = FAMILY(rows);
