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

/* Of playlists it is told that they are there; of tracks it is not. */
static bool
set_hide(const struct set *s, int64_t id)
{
	return s->model == MODEL_PLAYLIST && playlists_hide(s->playlists, id);
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

/*
 * One answer on its way.  What does not fit any more is left out: one long
 * row must not take the others' answer away.
 */
struct writing {
	struct jsonw *w;
	enum rule rule;
	bool one; /* the first that is shown is all */
	size_t shown;
	bool hidden; /* something is there that the asker may not see */
};

static bool
is_full(const struct writing *wr)
{
	return (wr->one && wr->shown > 0) || jsonw_len(wr->w) > LIM_BODY;
}

static bool
is_missing(const struct writing *wr, enum shape shape)
{
	if (wr->shown > 0 || shape == SHAPE_LIST)
		return false;
	return shape != SHAPE_FOUND || !wr->hidden;
}

static enum rc
write_some(struct call *k, struct writing *wr, const int64_t *ids, size_t n)
{
	struct set s = { 0 };
	enum rc rc;
	size_t i;

	if ((rc = set_load(k, &s, ids, n)) != RC_OK)
		return rc;
	for (i = 0; i < n && !is_full(wr); i++) {
		if (!set_show(&s, ids[i], wr->rule)) {
			wr->hidden = wr->hidden || set_hide(&s, ids[i]);
			continue;
		}
		set_write(&s, wr->w, ids[i]);
		wr->shown++;
	}
	return RC_OK;
}

enum rc
list_finish(struct call *k, const int64_t *ids, size_t n, enum shape shape,
    enum rule rule)
{
	struct writing wr = { .w = jsonw_new(k->c->a),
		.rule = rule,
		.one = shape == SHAPE_ONE };
	size_t done, some;
	enum rc rc;

	jsonw_sorted(wr.w);
	if (!wr.one)
		jsonw_arr(wr.w, NULL);
	for (done = 0; done < n && !is_full(&wr); done += some) {
		some = n - done < LIM_LOAD ? n - done : LIM_LOAD;
		if ((rc = write_some(k, &wr, ids + done, some)) != RC_OK)
			return rc;
	}
	if (is_missing(&wr, shape))
		return list_missing(k);
	if (!wr.one)
		jsonw_end(wr.w);
	return envelope(k, 200, jsonw_done(wr.w));
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
