/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "common/base/hashid.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/text.h"
#include "common/db/db.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/http/permalink.h"

/* Which program asks stays in the address: it is counted where it leads. */
static enum rc
redirect(struct call *k, const char *to)
{
	const char *app = param_get(k, "app_name")->text;
	struct arena *a = k->c->a;

	reply_json(k->out, 302, span_str("{}"));
	k->out->location = arena_printf(a, "%s%s", route_prefix(k->on), to);
	if (app != NULL && *app != '\0')
		k->out->location = arena_printf(a, "%s%sapp_name=%s",
		    k->out->location, strchr(to, '?') != NULL ? "&" : "?",
		    req_encoded(a, app));
	return RC_OK;
}

static enum rc
to_entity(struct call *k, const char *kind, const PGresult *res)
{
	char text[HASHID_TEXT];
	int64_t id;
	enum rc rc;

	if ((rc = db_i64(k->c, &id, res, 0, 0)) != RC_OK)
		return rc;
	hashid_encode(text, (uint64_t)id);
	return redirect(k, arena_printf(k->c->a, "/%s/%s", kind, text));
}

static enum rc
to_user(struct call *k, const char *handle)
{
	const char *p[] = { handle };
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(k->c, &res, SQL_API_USER_BY_HANDLE, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return reply_fail(k, 404, "User not found");
	return to_entity(k, "users", res);
}

/* What its id alone does not open is reached by its link again. */
static enum rc
to_track(struct call *k, const char *handle, const char *slug)
{
	const char *p[] = { handle, slug };
	struct arena *a = k->c->a;
	PGresult *res;
	bool by_link;
	enum rc rc;

	if ((rc = db_run(k->c, &res, SQL_API_RESOLVE_TRACK, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return reply_fail(k, 404, "Track not found");
	if ((rc = db_bool(k->c, &by_link, res, 0, 1)) != RC_OK)
		return rc;
	if (!by_link)
		return to_entity(k, "tracks", res);
	return redirect(k, arena_printf(a, "/tracks?handle=%s&slug=%s",
			       req_encoded(a, handle), req_encoded(a, slug)));
}

/* Links made before there were slugs end in the raw id: "name-123". */
static const char *
trailing_id(const char *slug)
{
	const char *dash = strrchr(slug, '-');
	int64_t id;

	slug = dash != NULL ? dash + 1 : slug;
	return num_i64(&id, slug, 0, LIM_ID) == 0 ? slug : NULL;
}

static enum rc
to_playlist(struct call *k, const char *handle, const char *slug)
{
	const char *p[] = { handle, slug, trailing_id(slug) };
	struct arena *a = k->c->a;
	PGresult *res;
	bool by_link;
	enum rc rc;

	if ((rc = db_run(k->c, &res, SQL_API_RESOLVE_PLAYLIST, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return reply_fail(k, 404, "Playlist not found");
	if ((rc = db_bool(k->c, &by_link, res, 0, 1)) != RC_OK)
		return rc;
	if (!by_link)
		return to_entity(k, "playlists", res);
	return redirect(k, arena_printf(a, "/playlists/by_permalink/%s/%s",
			       req_encoded(a, handle), req_encoded(a, slug)));
}

static enum rc
resolve_get(struct call *k)
{
	const char *handle, *kind;
	struct plink l;

	if (!plink_split(k->c->a, &l, param_get(k, "url")->text) || l.n == 0)
		return reply_fail(k, 404, "URL not found");
	handle = text_lower(k->c->a, l.part[0]);
	kind = l.part[1];
	if (l.n == 1)
		return to_user(k, handle);
	if (l.n == 2)
		return to_track(k, handle, l.part[1]);
	if (l.n == 3 &&
	    (strcmp(kind, "playlist") == 0 || strcmp(kind, "album") == 0))
		return to_playlist(k, handle, l.part[2]);
	return reply_fail(k, 404, "URL not found");
}

/* clang-format off */
static const struct param link[] = {
	IN("url", P_TEXT, NO, .required = true), TEXT("app_name"), END
};

static const struct route rows[] = {
	{
		.path = "/resolve", .on = ON_BOTH, .stmt = STMT_NONE,
		.also = ALSO_ELSEWHERE, .params = link, .fn = resolve_get,
	},
};
/* clang-format on */

const struct family family_resolve = FAMILY(rows);
