/* SPDX-License-Identifier: ISC */
/*
 * Comments.  The statement of a route gives ids in order; what is shown of
 * them, and the first answers to each, is read for all at once.
 */
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/model/idmap.h"
#include "fcgi/model/record.h"
#include "fcgi/serve/envelope.h"

#define AT(col) API_COMMENTS_##col

static enum rc
comments_load(struct call *k, PGresult **res, const int64_t *ids, size_t n)
{
	const char *p[] = { ids_param(k->c->a, ids, n), param_me(k) };

	return db_run(k->c, res, SQL_API_COMMENTS, p);
}

/* The first answers to the comments that are written. */
static enum rc
replies_load(struct call *k, const void **set, const PGresult *comments)
{
	int64_t *ids, *parents;
	PGresult *res;
	enum rc rc;

	rc = ids_of(k->c, &parents, comments, AT(comment_id));
	if (rc != RC_OK)
		return rc;
	rc = list_run(k, &res, SQL_API_FIRST_REPLIES,
	    (const char *[]){
		ids_param(k->c->a, parents, (size_t)PQntuples(comments)),
		param_me(k) });
	if (rc != RC_OK || (rc = ids_of(k->c, &ids, res, 0)) != RC_OK)
		return rc;
	rc = comments_load(k, &res, ids, (size_t)PQntuples(res));
	*set = res;
	return rc;
}

static void replies_write(const struct view *v, struct jsonw *w,
    const char *key);

/* clang-format off */
static const struct field comment_fields[] = {
	COL("created_at", ON_BOTH, F_DATE, AT(created_at)),
	{ .name = "entity_id", .on = ON_BOTH, .kind = F_REF_ITEM,
	    .col = AT(entity_id), .by = AT(entity_type) },
	COL("entity_type", ON_BOTH, F_TEXT, AT(entity_type)),
	COL("id", ON_BOTH, F_ID, AT(comment_id)),
	COL("is_artist_reacted", ON_BOTH, F_BOOL0, AT(is_artist_reacted)),
	COL("is_current_user_reacted", ON_BOTH, F_BOOL0,
	    AT(is_current_user_reacted)),
	COL("is_edited", ON_BOTH, F_BOOL0, AT(is_edited)),
	COL("is_members_only", ON_BOTH, F_BOOL0, AT(is_members_only)),
	COL("is_muted", ON_BOTH, F_BOOL0, AT(is_muted)),
	COL("is_tombstone", ON_BOTH, F_BOOL0, AT(is_tombstone)),
	COL("mentions", ON_BOTH, F_JSON, AT(mentions)),
	COL("message", ON_BOTH, F_TEXT, AT(message)),
	COL("parent_comment_id", ON_BOTH, F_NUM, AT(parent_comment_id)),
	COL("react_count", ON_BOTH, F_NUM0, AT(react_count)),
	FN("replies", ON_BOTH, replies_write),
	COL("reply_count", ON_BOTH, F_NUM0, AT(reply_count)),
	COL("track_timestamp_s", ON_BOTH, F_NUM, AT(track_timestamp_s)),
	COL("updated_at", ON_BOTH, F_DATE, AT(updated_at)),
	COL("user_id", ON_BOTH, F_REF_USER, AT(user_id)),
	COL("video_url", ON_BOTH, F_TEXT, AT(video_url)),
};
static const struct fields comment = {
	"comment", comment_fields,
	sizeof(comment_fields) / sizeof(comment_fields[0]), SQL_API_COMMENTS,
	SQL__MAX, replies_load, false
};
/* clang-format on */

/* An answer has none of its own. */
static void
replies_write(const struct view *v, struct jsonw *w, const char *key)
{
	struct view r = { .k = v->k, .res = v->set };
	int64_t id = view_int(v, AT(comment_id));
	bool any = false;

	for (; v->set != NULL && r.row < PQntuples(r.res); r.row++) {
		if (view_int(&r, AT(parent_comment_id)) != id)
			continue;
		if (!any)
			jsonw_arr(w, key);
		any = true;
		field_write(&comment, &r, w, NULL);
	}
	if (any)
		jsonw_end(w);
	else
		jsonw_null(w, key);
}

static enum rc
comments_get(struct call *k)
{
	enum sql_id stmt = (enum sql_id)k->rt->stmt;
	const char *p[PARAM_MAX];
	PGresult *res;
	int64_t *ids;
	size_t n;
	enum rc rc;

	param_bind(k, p, stmt);
	if ((rc = list_ids(k, &ids, &n, stmt, p)) != RC_OK ||
	    (rc = comments_load(k, &res, ids, n)) != RC_OK)
		return rc;
	return record_answer(k, res, SHAPE_LIST);
}

static enum rc
count_get(struct call *k)
{
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;

	param_bind(k, p, SQL_API_COMMENT_COUNT);
	if ((rc = db_run(k->c, &res, SQL_API_COMMENT_COUNT, p)) != RC_OK)
		return rc;
	return list_number(k, db_text(res, 0, 0));
}

/* clang-format off */
static const struct field setting_fields[] = {
	COL("is_muted", ON_BOTH, F_BOOL0, API_COMMENT_SETTING_is_muted),
};
static const struct fields setting = FIELDS("comment_notification_setting",
    setting_fields, SQL_API_COMMENT_SETTING);

static const char *const sorts[] = { "newest", "top", "timestamp", NULL };
static const struct fixed on_track[] = { { "entity_type", "Track" }, { 0 } };
static const struct fixed on_event[] = { { "entity_type", "Event" }, { 0 } };

#define SORT WORD("sort_method", 0, sorts)
static const struct param of_tracks[] = {
	PATH_ID("track_id"), USER, SORT, P10, END
};
static const struct param of_events[] = {
	PATH_ID("event_id"), USER, SORT, P10, END
};
static const struct param by_track[] = { PATH_ID("track_id"), USER, END };
static const struct param by_comment[] = { PATH_ID("comment_id"), USER, END };
static const struct param paged[] = { PATH_ID("comment_id"), USER, P10, END };
/* the newest first, whatever is asked for: as the successor */
static const struct param by_user[] = {
	PATH_ID("id"), USER, P10, UNUSED("sort_method"), END
};

#define LIST(p, o, s, of, ...) { .path = (p), .on = (o), .record = &comment, \
	.related = true, .ttl_s = 5, .stmt = (s), .params = (of), \
	.fn = comments_get, __VA_ARGS__ }
#define COUNT(p) { .path = (p), .on = ON_BOTH, .ttl_s = 5, \
	.stmt = STMT_NONE, .params = by_track, .fn = count_get }
#define SETTING(p) { .path = (p), .on = ON_BOTH, .record = &setting, \
	.shape = SHAPE_ONE, .shape_full = SHAPE_ONE, \
	.stmt = SQL_API_COMMENT_SETTING, .params = by_track }

static const struct route rows[] = {
	LIST("/tracks/:track_id/comments", ON_BOTH,
	    SQL_API_COMMENTS_ON, of_tracks, .fixed = on_track),
	LIST("/events/:event_id/comments", ON_V1,
	    SQL_API_COMMENTS_ON, of_events, .fixed = on_event),
	LIST("/users/:id/comments", ON_BOTH, SQL_API_USER_COMMENTS,
	    by_user, .auth = true),
	LIST("/comments/:comment_id", ON_BOTH, SQL_API_COMMENT,
	    by_comment),
	LIST("/comments/:comment_id/replies", ON_BOTH,
	    SQL_API_COMMENT_REPLIES, paged),
	COUNT("/tracks/:track_id/comment_count"),
	COUNT("/tracks/:track_id/comment-count"),
	SETTING("/tracks/:track_id/comment_notification_setting"),
	SETTING("/tracks/:track_id/comment-notification-setting"),
};
/* clang-format on */

const struct family family_comments = FAMILY(rows);
