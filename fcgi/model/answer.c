/* SPDX-License-Identifier: ISC */
#include "fcgi/model/answer.h"

#include "common/base/limits.h"
#include "common/db/db.h"
#include "fcgi/model/idmap.h"
#include "fcgi/model/playlist.h"
#include "fcgi/model/track.h"
#include "fcgi/model/user.h"
#include "fcgi/serve/envelope.h"

/* The entities of one answer, whatever their kind. */
struct set {
	enum model model;
	struct users *users;
	struct tracks *tracks;
	struct playlists *playlists;
};

static enum rc
set_load(struct call *k, struct set *s, const int64_t *ids, size_t n)
{
	s->model = k->rt->model;
	switch (s->model) {
	case MODEL_USER:
		return users_load(k, &s->users, ids, n);
	case MODEL_TRACK:
		return tracks_load(k, &s->tracks, ids, n);
	case MODEL_PLAYLIST:
		return playlists_load(k, &s->playlists, ids, n);
	case MODEL_NONE:
		break;
	}
	return err_set(&k->c->err, RC_BUG, "route %s has no model",
	    k->rt->path);
}

static bool
set_show(const struct set *s, int64_t id, enum rule rule)
{
	switch (s->model) {
	case MODEL_USER:
		return users_show(s->users, id, rule);
	case MODEL_TRACK:
		return tracks_show(s->tracks, id, rule);
	case MODEL_PLAYLIST:
		return playlists_show(s->playlists, id, rule);
	case MODEL_NONE:
		break;
	}
	return false;
}

static void
set_write(struct set *s, struct jsonw *w, int64_t id)
{
	switch (s->model) {
	case MODEL_USER:
		users_write(s->users, w, NULL, id);
		break;
	case MODEL_TRACK:
		tracks_write(s->tracks, w, NULL, id);
		break;
	case MODEL_PLAYLIST:
		playlists_write(s->playlists, w, NULL, id);
		break;
	case MODEL_NONE:
		break;
	}
}

enum rc
list_missing(struct call *k)
{
	if ((k->on & ON_BOTH) == 0)
		return reply_fail(k, 404, "%s not found", k->what);
	return reply_fail(k, 404, "Oh no! Resource for ID %s not found.",
	    k->what);
}

static enum rc
too_large(struct call *k)
{
	return reply_fail(k, 500,
	    "The answer is larger than %u bytes; ask for fewer.", LIM_BODY);
}

enum rc
list_finish(struct call *k, const int64_t *ids, size_t n, enum shape shape,
    enum rule rule)
{
	bool one = shape == SHAPE_ONE;
	struct jsonw *w = jsonw_new(k->c->a);
	struct set s = { 0 };
	size_t i, shown = 0;
	enum rc rc;

	if ((rc = set_load(k, &s, ids, n)) != RC_OK)
		return rc;
	if (s.playlists != NULL && playlists_too_many(s.playlists))
		return too_large(k);
	jsonw_sorted(w);
	if (!one)
		jsonw_arr(w, NULL);
	for (i = 0; i < n && !(one && shown > 0); i++) {
		if (!set_show(&s, ids[i], rule))
			continue;
		set_write(&s, w, ids[i]);
		shown++;
		if (jsonw_len(w) > LIM_BODY)
			return too_large(k);
	}
	if (shown == 0 && shape != SHAPE_LIST)
		return list_missing(k);
	if (!one)
		jsonw_end(w);
	return envelope(k, 200, jsonw_done(w));
}

enum rc
list_run(struct call *k, PGresult **res, enum sql_id id,
    const char *const *params)
{
	enum rc rc;

	if (!k->rt->plan_each)
		return db_run(k->c, res, id, params);
	if ((rc = app_plan(k->app, PLAN_CUSTOM)) != RC_OK)
		return rc;
	if ((rc = db_run(k->c, res, id, params)) != RC_OK)
		return rc; /* the next request sees that it is planned again */
	return app_plan(k->app, PLAN_GENERIC);
}

enum rc
list_ids(struct call *k, int64_t **ids, size_t *n, enum sql_id id,
    const char *const *params)
{
	PGresult *res;
	enum rc rc;

	if ((rc = list_run(k, &res, id, params)) != RC_OK)
		return rc;
	*n = (size_t)PQntuples(res);
	return ids_of(k->c, ids, res, 0);
}

enum rc
list_answer(struct call *k)
{
	const struct route *rt = k->rt;
	enum shape shape = k->on == ON_FULL ? rt->shape_full : rt->shape;
	const char *p[PARAM_MAX];
	int64_t *ids, own;
	size_t n = 1;
	enum rc rc;

	if (rt->stmt == STMT_NONE) {
		own = k->val[0].n; /* the path's own parameter */
		ids = &own;
	} else {
		param_bind(k, p, rt->bind);
		rc = list_ids(k, &ids, &n, (enum sql_id)rt->stmt, p);
		if (rc != RC_OK)
			return rc;
	}
	return list_finish(k, ids, n, shape, rt->rule);
}
