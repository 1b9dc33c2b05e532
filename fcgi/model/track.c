/* SPDX-License-Identifier: ISC */
#include "fcgi/model/track.h"

#include "common/base/limits.h"
#include "common/db/db.h"
#include "fcgi/model/fields_track.h"
#include "fcgi/model/model.h"

static struct view
view_of(const struct tracks *ts, int row)
{
	struct view v = { .k = ts->k, .set = ts, .res = ts->res, .row = row };

	v.id = view_int(&v, API_TRACKS_track_id);
	return v;
}

/* What they are remixes of; the rows count, whatever the documents say. */
static enum rc
load_parents(struct call *k, struct tracks *ts, const char *ids)
{
	enum rc rc = db_run(k->c, &ts->parents, SQL_API_REMIX_PARENTS, &ids);

	if (rc != RC_OK)
		return rc;
	return idmap_of(k->c, &ts->parent_rows, ts->parents,
	    API_REMIX_PARENTS_child_id);
}

static enum rc
load_users(struct call *k, struct tracks *ts)
{
	int row, n = PQntuples(ts->res);
	int m = PQntuples(ts->parents);
	struct idset *owners = idset_new(k->c->a, (size_t)n + (size_t)m);
	struct view v;

	for (row = 0; row < n; row++) {
		v = view_of(ts, row);
		idset_add(owners, view_int(&v, API_TRACKS_owner_id));
	}
	for (row = 0; row < m; row++) {
		v = (struct view){ .k = k, .res = ts->parents, .row = row };
		idset_add(owners, view_int(&v, API_REMIX_PARENTS_owner_id));
	}
	return users_load(k, &ts->users, idset_ids(owners), idset_len(owners));
}

/* What the stems among them are stems of; *by: nothing, where none is one. */
static enum rc
load_wholes(struct call *k, const struct tracks *ts, struct idmap **by,
    const PGresult **res)
{
	int row, n = PQntuples(ts->res);
	struct idset *stems = idset_new(k->c->a, (size_t)n);
	PGresult *found;
	const char *ids;
	enum rc rc;

	*by = NULL;
	for (row = 0; row < n; row++) {
		struct view v = view_of(ts, row);

		if (view_text(&v, API_TRACKS_stem_of) != NULL)
			idset_add(stems, v.id);
	}
	if (idset_len(stems) == 0)
		return RC_OK;
	ids = ids_param(k->c->a, idset_ids(stems), idset_len(stems));
	if ((rc = db_run(k->c, &found, SQL_API_STEM_WHOLES, &ids)) != RC_OK)
		return rc;
	*res = found;
	return idmap_of(k->c, by, found, API_STEM_WHOLES_stem_id);
}

static enum rc
load_gates(struct call *k, struct tracks *ts)
{
	int row, whole, n = PQntuples(ts->res);
	const PGresult *wholes = NULL;
	struct idmap *by;
	enum rc rc;

	if (on_is_legacy(k->on))
		return RC_OK;
	if ((rc = load_wholes(k, ts, &by, &wholes)) != RC_OK)
		return rc;
	ts->gates = gates_new(k, GATES_OF_TRACKS, (size_t)n);
	for (row = 0; row < n; row++) {
		struct view v = view_of(ts, row);
		struct view w = { .k = k, .res = wholes };

		whole = by != NULL ? idmap_row(by, v.id) : -1;
		if (whole >= 0) {
			w.row = whole;
			gates_add(ts->gates,
			    view_int(&w, API_STEM_WHOLES_whole_id),
			    view_int(&v, API_TRACKS_owner_id) == k->me
				? k->me
				: view_int(&w, API_STEM_WHOLES_owner_id),
			    view_text(&w, API_STEM_WHOLES_stream_conditions),
			    view_text(&w, API_STEM_WHOLES_download_conditions));
		} else {
			gates_add(ts->gates, v.id,
			    view_int(&v, API_TRACKS_owner_id),
			    view_text(&v, API_TRACKS_stream_conditions),
			    view_text(&v, API_TRACKS_download_conditions));
		}
	}
	return gates_settle(ts->gates);
}

/* In how many lists a track's album is looked for. */
static const char *
album_lists(const struct call *k, size_t n)
{
	size_t lists = told_share(k, n, LIM_LOOKS);

	if (on_is_legacy(k->on))
		return "0"; /* it has no album */
	return arena_printf(k->c->a, "%zu",
	    lists < LIM_IN_LISTS ? lists : LIM_IN_LISTS);
}

enum rc
tracks_load(struct call *k, struct tracks **out, const int64_t *ids, size_t n)
{
	struct tracks *ts = arena_zalloc(k->c->a, 1, sizeof(*ts));
	size_t first = told_take(&k->told.tracks, n);
	const char *p[] = { ids_param(k->c->a, ids, n), param_auth(k),
		album_lists(k, n), arena_printf(k->c->a, "%zu", first) };
	enum rc rc;

	*out = ts;
	ts->k = k;
	if (n == 0)
		return RC_OK;
	if ((rc = db_run(k->c, &ts->res, SQL_API_TRACKS, p)) != RC_OK ||
	    (rc = idmap_of(k->c, &ts->rows, ts->res, API_TRACKS_track_id)) !=
		RC_OK ||
	    (rc = load_parents(k, ts, p[0])) != RC_OK ||
	    (rc = load_users(k, ts)) != RC_OK ||
	    (rc = acts_load(k, &ts->acts, SQL_API_TRACK_ACTS, p[0], n,
		 first)) != RC_OK)
		return rc;
	return load_gates(k, ts);
}

/* Hidden ones are for their owner only. */
static bool
is_hidden(const struct view *v)
{
	return view_bool(v, API_TRACKS_is_unlisted) &&
	       (v->k->auth == 0 ||
		   v->k->auth != view_int(v, API_TRACKS_owner_id));
}

bool
tracks_show(const struct tracks *ts, int64_t id, enum rule rule)
{
	int row = idmap_row(ts->rows, id);
	struct view v;

	if (row < 0)
		return false;
	v = view_of(ts, row);
	if (!users_have(ts->users, view_int(&v, API_TRACKS_owner_id)) ||
	    view_bool(&v, API_TRACKS_is_shut))
		return false;
	return rule != RULE_SHOWN || !is_hidden(&v);
}

void
tracks_file(const struct tracks *ts, int64_t id, enum audio what,
    struct track_file *f)
{
	struct view v = view_of(ts, idmap_row(ts->rows, id));

	track_file(&v, what, f);
}

void
tracks_write(struct tracks *ts, struct jsonw *w, const char *key, int64_t id)
{
	struct view v = view_of(ts, idmap_row(ts->rows, id));

	field_write(&fields_track, &v, w, key);
}

/* As lists see them. */

static enum rc
load(struct call *k, void **set, const int64_t *ids, size_t n)
{
	struct tracks *s;
	enum rc rc = tracks_load(k, &s, ids, n);

	*set = s;
	return rc;
}

static bool
show(const void *set, int64_t id, enum rule rule)
{
	return tracks_show(set, id, rule);
}

static enum rc
light(struct call *k, bool *light, const int64_t *ids, size_t n)
{
	const char *p[] = { ids_param(k->c->a, ids, n) };
	int64_t bytes = 0;
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(k->c, &res, SQL_API_TRACKS_STORED, p)) != RC_OK ||
	    (rc = db_i64(k->c, &bytes, res, 0, 0)) != RC_OK)
		return rc;
	*light = bytes <= LIM_LIGHT;
	return RC_OK;
}

static void
write(void *set, struct jsonw *w, const char *key, int64_t id)
{
	tracks_write(set, w, key, id);
}

const struct model model_track = { &fields_track, load, show, NULL, light,
	write, LIM_PAGE_MAX };
