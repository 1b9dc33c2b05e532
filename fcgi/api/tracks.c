/* SPDX-License-Identifier: ISC */
/* Tracks, one and many. */
#include <string.h>

#include "common/base/pgarr.h"
#include "common/base/slug.h"
#include "common/base/text.h"
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/http/permalink.h"

static enum rc
bad_parameter(struct call *k, const char *name)
{
	return reply_fail(k, 400, "Oh no! Bad request parameter %s.", name);
}

/* A hidden track, for those who know its link. */
static enum rc
track_unlisted(struct call *k)
{
	const char *handle = param_get(k, "handle")->text;
	const char *title = param_get(k, "url_title")->text;
	const char *p[PARAM_MAX];
	int64_t *ids;
	size_t n;
	enum rc rc;

	if (handle == NULL)
		return bad_parameter(k, "handle");
	if (title == NULL)
		return bad_parameter(k, "url_title");
	param_bind(k, p, SQL_API_TRACK_BY_ROUTE_ID);
	p[1] = slug_route_id(k->c->a, handle, title);
	if ((rc = list_ids(k, &ids, &n, SQL_API_TRACK_BY_ROUTE_ID, p)) != RC_OK)
		return rc;
	return list_finish(k, ids, n, SHAPE_ONE, RULE_ALL);
}

static enum rc
track_get(struct call *k)
{
	if (k->on == ON_FULL && param_get(k, "show_unlisted")->n != 0)
		return track_unlisted(k);
	return list_answer(k);
}

struct slugs {
	struct pgarr *handles, *slugs;
};

/* The last two parts of a link are handle and slug. */
static bool
add_link(struct call *k, struct slugs *s, const char *url)
{
	struct plink l;

	if (!plink_split(k->c->a, &l, url) || l.n < 2 || l.n > PLINK_PARTS)
		return false;
	pgarr_text(s->handles, text_lower(k->c->a, l.part[l.n - 2]));
	pgarr_text(s->slugs, l.part[l.n - 1]);
	return true;
}

static enum rc
by_slugs(struct call *k, struct slugs *s, enum shape shape)
{
	const char *p[] = { pgarr_done(s->handles), pgarr_done(s->slugs) };
	int64_t *ids;
	size_t n;
	enum rc rc;

	if ((rc = list_ids(k, &ids, &n, SQL_API_TRACKS_BY_SLUG, p)) != RC_OK)
		return rc;
	return list_finish(k, ids, n, shape, RULE_NAMED);
}

static enum rc
tracks_bulk_get(struct call *k)
{
	const struct value *id = param_get(k, "id");
	const struct value *permalink = param_get(k, "permalink");
	const struct value *route = param_get(k, "route");
	const struct value *handle = param_get(k, "handle");
	const struct value *slug = param_get(k, "slug");
	struct slugs s = { pgarr_new(k->c->a), pgarr_new(k->c->a) };
	bool pair = handle->set && slug->set;
	bool links = permalink->set || route->set;
	size_t i;

	k->what = req_arg(k->rq, id->set ? "id" : "slug", 0);
	if (k->what == NULL)
		k->what = "link";
	if (id->set && (links || pair))
		return bad_parameter(k, "id");
	for (i = 0; i < permalink->len; i++)
		if (!add_link(k, &s, permalink->texts[i]))
			return bad_parameter(k, "permalink");
	for (i = 0; i < route->len; i++)
		if (!add_link(k, &s, route->texts[i]))
			return bad_parameter(k, "route");
	if (links)
		return by_slugs(k, &s, SHAPE_LIST);
	if (!pair)
		return list_finish(k, id->ids, id->len, SHAPE_LIST, RULE_NAMED);
	pgarr_text(s.handles, handle->text);
	pgarr_text(s.slugs, slug->text);
	return by_slugs(k, &s, SHAPE_ONE);
}

/* clang-format off */
static const struct param track[] = {
	PATH_ID("track_id"), USER, BOOL("show_unlisted"), TEXT("handle"),
	TEXT("url_title"), END
};
static const struct param bulk[] = {
	IDS("id"), TEXTS("permalink"), TEXTS("route"), LOWER("handle"),
	TEXT("slug"), USER, END
};

static const struct route rows[] = {
	{
		.path = "/tracks/:track_id", .on = ON_BOTH,
		.model = &model_track, .shape = SHAPE_ONE,
		.shape_full = SHAPE_ONE, .rule = RULE_SHOWN, .auth = true,
		.ttl_s = 5, .stmt = STMT_NONE, .params = track,
		.fn = track_get,
	}, {
		.path = "/tracks", .on = ON_BOTH, .model = &model_track,
		.auth = true, .ttl_s = 5, .stmt = STMT_NONE, .params = bulk,
		.fn = tracks_bulk_get,
	},
};
/* clang-format on */

const struct family family_tracks = FAMILY(rows);
