/* SPDX-License-Identifier: ISC */
/* Playlists and albums. */
#include <string.h>

#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/base/text.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/field.h"
#include "fcgi/model/playlist.h"
#include "fcgi/model/record.h"
#include "fcgi/http/permalink.h"

static enum rc
new_get(struct call *k)
{
	const char *p[PARAM_MAX];
	int64_t *ids;
	size_t n;
	enum rc rc;

	param_bind(k, p, SQL_API_NEW_PLAYLISTS);
	param_put(p, SQL_API_NEW_PLAYLISTS, "is_album",
	    param_get(k, "type")->n == 1 ? "t" : "f");
	if ((rc = list_ids(k, &ids, &n, SQL_API_NEW_PLAYLISTS, p)) != RC_OK)
		return rc;
	return list_finish(k, ids, n, SHAPE_LIST, RULE_SHOWN);
}

/* Albums, or playlists; of followees, when somebody says who follows. */
static enum rc
top_get(struct call *k)
{
	bool followees = param_get(k, "filter")->set;
	const char *p[PARAM_MAX];
	PGresult *res;
	enum rc rc;

	if (followees && k->me == 0)
		return reply_fail(k, 400, "Missing required header X-User-ID");
	param_bind(k, p, SQL_API_TOP_PLAYLISTS);
	param_put(p, SQL_API_TOP_PLAYLISTS, "is_album",
	    param_get(k, "type")->n == 1 ? "t" : "f");
	if ((rc = db_run(k->c, &res, SQL_API_TOP_PLAYLISTS, p)) != RC_OK)
		return rc;
	return record_answer(k, res, SHAPE_LIST);
}

/* "/handle/playlist/slug" or "/handle/album/slug"; else nothing. */
static void
add_link(struct call *k, struct pgarr *handles, struct pgarr *slugs,
    const char *url)
{
	struct plink l;

	if (!plink_split(k->c->a, &l, url) || l.n != 3 ||
	    (strcmp(l.part[1], "playlist") != 0 &&
		strcmp(l.part[1], "album") != 0))
		return;
	pgarr_text(handles, text_lower(k->c->a, l.part[0]));
	pgarr_text(slugs, l.part[2]);
}

/* Whoever names nothing but links sees hidden ones, too. */
static enum rc
playlists_bulk_get(struct call *k)
{
	const struct value *links = param_get(k, "permalink");
	struct pgarr *handles = pgarr_new(k->c->a);
	struct pgarr *slugs = pgarr_new(k->c->a);
	enum rule rule = RULE_SHOWN;
	const char *p[PARAM_MAX];
	int64_t *ids;
	size_t n, i;
	enum rc rc;

	for (i = 0; i < links->len; i++)
		add_link(k, handles, slugs, links->texts[i]);
	param_bind(k, p, SQL_API_PLAYLISTS_BULK);
	param_put(p, SQL_API_PLAYLISTS_BULK, "handles", pgarr_done(handles));
	param_put(p, SQL_API_PLAYLISTS_BULK, "slugs", pgarr_done(slugs));
	if (links->set && !param_get(k, "id")->set && !param_get(k, "upc")->set)
		rule = RULE_NAMED;
	if ((rc = list_ids(k, &ids, &n, SQL_API_PLAYLISTS_BULK, p)) != RC_OK)
		return rc;
	if (playlists_tracks(k) > 0 && n > LIM_LISTS_IN)
		n = LIM_LISTS_IN;
	return list_finish(k, ids, n, SHAPE_LIST, rule);
}

/* clang-format off */
/* The lists themselves, with the score among their members. */
static const struct field top_fields[] = {
	{ .on = ON_ANY, .kind = F_PLAYLIST,
	    .col = API_TOP_PLAYLISTS_playlist_id },
	COL("score", ON_ANY, F_NUM, API_TOP_PLAYLISTS_score),
};
static const struct fields top = OPEN_FIELDS("top_playlist", top_fields,
    SQL_API_TOP_PLAYLISTS);

static const char *const types[] = { "playlist", "album", NULL };
static const char *const filters[] = { "followees", NULL };
static const struct param legacy_top[] = {
	{ .name = "type", .place = IN_PATH, .type = P_WORD, .required = true,
	  NO, .words = types }, LIMIT(16, 1, 100), TEXT("mood"),
	WORD("filter", PARAM_NONE, filters),
	WITH_USERS, USER_HEADER, END
};
static const struct param new_lists[] = {
	WORD("type", 0, types), P10, USER, END
};
static const struct param v1_top[] = {
	{ .name = "type", .place = IN_QUERY, .type = P_WORD, .required = true,
	  NO, .words = types }, LIMIT(100, 1, 100), TEXT("mood"),
	UNUSED("offset"), USER, END
};

static const struct param by_id[] = { PATH_ID("playlist_id"), USER, END };
static const struct param by_link[] = {
	PATH_LOWER("handle"), PATH_TEXT("slug"), USER, END
};

static const struct param bulk[] = {
	IDS("id"), IN("permalink", P_TEXTS, NO, .unused = true), TEXTS("upc"),
	IN("with_tracks", P_BOOL, .def = 0, .unused = true), USER, END
};

#define BY_LINK(p) { \
		.path = "/playlists/" p "/:handle/:slug", .on = ON_BOTH, \
		.model = &model_playlist, .shape = SHAPE_FOUND, \
		.shape_full = SHAPE_FOUND, .rule = RULE_NAMED, \
		.tracks = LIM_PAGE_MAX, .ttl_s = 5, \
		.stmt = SQL_API_PLAYLIST_BY_SLUG, .params = by_link, \
	}

static const struct route rows[] = {
	{
		.path = "/playlists/:playlist_id", .on = ON_BOTH,
		.model = &model_playlist, .shape = SHAPE_FOUND,
		.shape_full = SHAPE_FOUND, .rule = RULE_SHOWN, .tracks = LIM_PAGE_MAX,
		.auth = true, .ttl_s = 5, .stmt = STMT_NONE, .params = by_id,
	}, {
		.path = "/playlists", .on = ON_BOTH, .model = &model_playlist,
		.tracks = LIM_PAGE_MAX, .tracks_if = "with_tracks",
		.auth = true, .ttl_s = 5, .stmt = SQL_API_PLAYLISTS_BULK,
		.params = bulk, .fn = playlists_bulk_get,
	}, {
		.path = "/playlists/:playlist_id/tracks", .on = ON_BOTH,
		.model = &model_track, .rule = RULE_SHOWN, .auth = true,
		.ttl_s = 5, .stmt = SQL_API_PLAYLIST_TRACKS, .params = by_id,
	},
	{
		.path = "/top/:type", .on = ON_LEGACY, .record = &top,
		.stmt = SQL_API_TOP_PLAYLISTS, .params = legacy_top,
		.fn = top_get,
	}, {
		.path = "/playlists/top", .on = ON_BOTH, .record = &top,
		.ttl_s = 1800, .stmt = SQL_API_TOP_PLAYLISTS,
		.params = v1_top, .fn = top_get,
	}, {
		.path = "/playlists/new-releases", .on = ON_BOTH,
		.model = &model_playlist, .rule = RULE_SHOWN, .ttl_s = 60,
		.stmt = SQL_API_NEW_PLAYLISTS, .params = new_lists,
		.fn = new_get,
	},
	BY_LINK("by_permalink"),
	BY_LINK("by-permalink"),
};
/* clang-format on */

const struct family family_playlists = FAMILY(rows);
