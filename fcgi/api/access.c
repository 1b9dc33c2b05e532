/* SPDX-License-Identifier: ISC */
/* Who may hear and download, and what each gets of a price. */
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/gate.h"
#include "fcgi/model/idmap.h"
#include "fcgi/serve/envelope.h"

#define AT(col) API_ACCESS_##col

/* clang-format off */
static const struct fixed a_track[] = { { "of", "track" }, { NULL, NULL } };
static const struct fixed a_playlist[] = {
	{ "of", "playlist" }, { NULL, NULL }
};
/* clang-format on */

static void
conditions(struct call *k, struct jsonw *w, const char *key,
    const PGresult *res, int col)
{
	const char *s = db_text(res, 0, col);

	if (s == NULL)
		jsonw_null(w, key);
	else
		jsonw_json(w, key, gate_text(k->c->a, s));
}

static enum rc
write_access_info(struct call *k, struct jsonw *w, const PGresult *res,
    struct access may)
{
	bool download, stream;
	int64_t owner, block;
	enum rc rc;

	if ((rc = db_i64(k->c, &owner, res, 0, AT(owner_id))) != RC_OK ||
	    (rc = db_i64(k->c, &block, res, 0, AT(blocknumber))) != RC_OK ||
	    (rc = db_bool(k->c, &download, res, 0, AT(is_download_gated))) !=
		RC_OK ||
	    (rc = db_bool(k->c, &stream, res, 0, AT(is_stream_gated))) != RC_OK)
		return rc;
	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	access_write(may, w, "access");
	jsonw_int(w, "blocknumber", block);
	conditions(k, w, "download_conditions", res, AT(priced_download));
	jsonw_bool(w, "is_download_gated", download);
	jsonw_bool(w, "is_stream_gated", stream);
	conditions(k, w, "stream_conditions", res, AT(priced_stream));
	jsonw_id(w, "user_id", owner);
	jsonw_end(w);
	return RC_OK;
}

/* Who may have it: of a stem that is said by what it is a stem of. */
static enum rc
read_access(struct call *k, struct access *may, const PGresult *res)
{
	bool is_track = k->rt->fixed == a_track;
	struct gates *g =
	    gates_new(k, is_track ? GATES_OF_TRACKS : GATES_OF_LISTS, 1);
	int64_t id = param_get(k, "id")->n;
	const char *stream = db_text(res, 0, AT(stream_conditions));
	const char *download = db_text(res, 0, AT(download_conditions));
	PGresult *whole = NULL;
	const char *ids;
	int64_t owner;
	enum rc rc;

	if ((rc = db_i64(k->c, &owner, res, 0, AT(owner_id))) != RC_OK)
		return rc;
	ids = ids_param(k->c->a, &id, is_track ? 1 : 0);
	if ((rc = db_run(k->c, &whole, SQL_API_STEM_WHOLES, &ids)) != RC_OK)
		return rc;
	if (PQntuples(whole) > 0 && owner != k->me) {
		if ((rc = db_i64(k->c, &owner, whole, 0,
			 API_STEM_WHOLES_owner_id)) != RC_OK ||
		    (rc = db_i64(k->c, &id, whole, 0,
			 API_STEM_WHOLES_whole_id)) != RC_OK)
			return rc;
		stream = db_text(whole, 0, API_STEM_WHOLES_stream_conditions);
		download =
		    db_text(whole, 0, API_STEM_WHOLES_download_conditions);
	}
	gates_add(g, id, owner, stream, download);
	if ((rc = gates_settle(g)) != RC_OK)
		return rc;
	*may = gates_access(g, 0);
	return RC_OK;
}

static enum rc
access_info_get(struct call *k)
{
	struct jsonw *w = jsonw_new(k->c->a);
	const char *p[PARAM_MAX];
	struct access may;
	PGresult *res;
	enum rc rc;

	param_bind(k, p, SQL_API_ACCESS);
	if ((rc = db_run(k->c, &res, SQL_API_ACCESS, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return list_missing(k);
	if ((rc = read_access(k, &may, res)) != RC_OK ||
	    (rc = write_access_info(k, w, res, may)) != RC_OK)
		return rc;
	return envelope(k, 200, jsonw_done(w));
}

/* clang-format off */
static const struct param track[] = { PATH_ID("track_id"), USER, END };
static const struct param playlist[] = { PATH_ID("playlist_id"), USER, END };

static const struct route rows[] = {
	{
		.path = "/tracks/:track_id/access-info", .on = ON_BOTH,
		.auth = true, .ttl_s = 5, .stmt = SQL_API_ACCESS,
		.fixed = a_track, .params = track, .fn = access_info_get,
	}, {
		.path = "/playlists/:playlist_id/access-info", .on = ON_BOTH,
		.auth = true, .ttl_s = 5, .stmt = SQL_API_ACCESS,
		.fixed = a_playlist, .params = playlist,
		.fn = access_info_get,
	},
};
/* clang-format on */

const struct family family_access = FAMILY(rows);
