/* SPDX-License-Identifier: ISC */
/* What was heard: of a user's tracks by month, and by a user just now. */
#include <string.h>

#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/model/record.h"
#include "fcgi/serve/envelope.h"

#define AT(col) API_MONTHLY_PLAYS_##col

/* A month as its first moment; a day has ten characters. */
static const char *
moment(const struct view *v)
{
	return arena_printf(v->k->c->a, "%.10sT00:00:00Z",
	    view_text(v, AT(month)));
}

/* The rows from this one on that are of its month; raw ids, as ever. */
static int
month_write(struct call *k, struct jsonw *w, const PGresult *res, int row)
{
	struct view v = { .k = k, .res = res, .row = row };
	const char *month = view_text(&v, AT(month));
	int64_t total = 0;
	int end;

	jsonw_obj(w, moment(&v));
	jsonw_arr(w, "listenCounts");
	for (; v.row < PQntuples(res) &&
	       strcmp(view_text(&v, AT(month)), month) == 0;
	     v.row++) {
		jsonw_obj(w, NULL);
		jsonw_str(w, "date", moment(&v));
		jsonw_int(w, "listens", view_int(&v, AT(count)));
		jsonw_int(w, "trackId", view_int(&v, AT(track_id)));
		jsonw_end(w);
		total += view_int(&v, AT(count));
	}
	jsonw_end(w);
	jsonw_int(w, "totalListens", total);
	jsonw_arr(w, "trackIds");
	for (end = v.row, v.row = row; v.row < end; v.row++)
		jsonw_int(w, NULL, view_int(&v, AT(track_id)));
	jsonw_end(w);
	jsonw_end(w);
	return end;
}

static enum rc
monthly_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[PARAM_MAX];
	PGresult *res;
	int row = 0;
	enum rc rc;

	param_bind(k, p, SQL_API_MONTHLY_PLAYS);
	if ((rc = db_run(k->c, &res, SQL_API_MONTHLY_PLAYS, p)) != RC_OK)
		return rc;
	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	while (row < PQntuples(res))
		row = month_write(k, w, res, row);
	jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

/* clang-format off */
static const struct field playing_fields[] = {
	COL("id", ON_BOTH, F_ID, API_NOW_PLAYING_track_id),
	COL("title", ON_BOTH, F_TEXT, API_NOW_PLAYING_title),
};
static const struct fields playing = FIELDS("now_playing", playing_fields,
    SQL_API_NOW_PLAYING);
/* clang-format on */

/* Nothing is null. */
static enum rc
playing_get(struct call *k)
{
	const char *p[PARAM_MAX];
	PGresult *res;
	struct span json;
	enum rc rc;

	param_bind(k, p, SQL_API_NOW_PLAYING);
	if ((rc = db_run(k->c, &res, SQL_API_NOW_PLAYING, p)) != RC_OK ||
	    (rc = record_json(k, &json, res, &playing, SHAPE_ONE)) != RC_OK)
		return rc;
	return envelope(k, 200, json.len > 0 ? json : span_str("null"));
}

/* clang-format off */
static const struct param monthly[] = {
	PATH_ID("id"), IN("start_time", P_DATE, NO, .required = true),
	IN("end_time", P_DATE, NO, .required = true), END
};
static const struct param by_user[] = { PATH_ID("id"), END };

static const struct route rows[] = {
	{
		.path = "/users/:id/listen_counts_monthly", .on = ON_BOTH,
		.ttl_s = 5, .stmt = SQL_API_MONTHLY_PLAYS, .params = monthly,
		.fn = monthly_get,
	}, {
		.path = "/users/:id/now-playing", .on = ON_BOTH, .ttl_s = 5,
		.stmt = SQL_API_NOW_PLAYING, .params = by_user,
		.fn = playing_get,
	},
};
/* clang-format on */

const struct family family_heard = FAMILY(rows);
