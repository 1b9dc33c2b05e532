/* SPDX-License-Identifier: ISC */
#include "fcgi/model/playlist.h"

#include "common/base/limits.h"
#include "common/db/db.h"
#include "fcgi/model/fields_playlist.h"
#include "fcgi/model/model.h"

static struct view
view_of(const struct playlists *ps, int row)
{
	struct view v = { .k = ps->k, .set = ps, .res = ps->res, .row = row };

	v.id = view_int(&v, API_PLAYLISTS_playlist_id);
	return v;
}

static void
read_contents(struct call *k, struct playlists *ps)
{
	int row, n = PQntuples(ps->res);

	ps->row = arena_zalloc(k->c->a, (size_t)n + 1, sizeof(*ps->row));
	for (row = 0; row < n; row++) {
		struct view v = view_of(ps, row);
		struct playlist_row *r = &ps->row[row];

		r->n = contents_read(k, &r->entries,
		    view_text(&v, API_PLAYLISTS_playlist_contents));
	}
}

/* The first entries of each, whose plays are counted. */
static size_t
counted(const struct playlists *ps, int row)
{
	size_t of = ps->k->of > 0 ? ps->k->of : 1, n = LIM_PLAYS_IN / of;

	if (n > LIM_PLAYS_OF)
		n = LIM_PLAYS_OF;
	return n < ps->row[row].n ? n : ps->row[row].n;
}

/* Each count is read once, in however many lists the track is. */
static enum rc
read_counts(const struct playlists *ps, PGresult **counts)
{
	int row, n = PQntuples(ps->res);
	struct arena *a = ps->k->c->a;
	struct idset *ids;
	size_t i, cap = 0;
	const char *p[1];

	for (row = 0; row < n; row++)
		cap += counted(ps, row);
	ids = idset_new(a, cap);
	for (row = 0; row < n; row++)
		for (i = 0; i < counted(ps, row); i++)
			idset_add(ids, ps->row[row].entries[i].track_id);
	p[0] = ids_param(a, idset_ids(ids), idset_len(ids));
	return db_run(ps->k->c, counts, SQL_API_PLAY_COUNTS, p);
}

static enum rc
load_plays(const struct playlists *ps)
{
	int row, at, n = PQntuples(ps->res);
	struct ctx *c = ps->k->c;
	struct idmap *rows;
	PGresult *counts;
	int64_t plays;
	enum rc rc;
	size_t i;

	if ((rc = read_counts(ps, &counts)) != RC_OK ||
	    (rc = idmap_of(c, &rows, counts, API_PLAY_COUNTS_track_id)) !=
		RC_OK)
		return rc;
	for (row = 0; row < n; row++)
		for (i = 0; i < counted(ps, row); i++) {
			at = idmap_row(rows, ps->row[row].entries[i].track_id);
			if (at < 0)
				continue;
			rc = db_i64(c, &plays, counts, at,
			    API_PLAY_COUNTS_plays);
			if (rc != RC_OK)
				return rc;
			ps->row[row].plays += plays;
		}
	return RC_OK;
}

static bool
asked(const struct call *k, const char *param)
{
	return param != NULL && param_get(k, param)->n != 0;
}

unsigned
playlists_tracks(const struct call *k)
{
	const struct route *rt = k->rt;

	if ((k->on != ON_FULL && !rt->tracks_v1) ||
	    (rt->tracks_if != NULL && !asked(k, rt->tracks_if)) ||
	    asked(k, rt->tracks_unless))
		return 0;
	return rt->tracks;
}

/* How many tracks there is room for; of several lists they count as well. */
static size_t
room(const struct call *k)
{
	size_t taken = k->in_lists + (k->of > 0 ? k->of - 1 : 0);
	size_t most = k->of > 1 ? LIM_TOGETHER : LIM_PAGE_MAX;

	return taken < most ? most - taken : 0;
}

/*
 * The first tracks of each.  One that stands in many lists is written as often,
 * so it is entries that count.
 */
static enum rc
load_tracks(struct call *k, struct playlists *ps, const int64_t *of, size_t n)
{
	const unsigned each = playlists_tracks(k);
	const size_t most = room(k);
	struct idset *ids = idset_new(k->c->a, most);
	struct playlist_row *r;
	size_t i, at, left = most;

	for (at = 0; at < n; at++) {
		if (idmap_row(ps->rows, of[at]) < 0)
			continue;
		r = &ps->row[idmap_row(ps->rows, of[at])];
		left += r->shown; /* asked for twice: counted once */
		r->shown = r->n < each ? r->n : each;
		if (r->shown > left)
			r->shown = left;
		left -= r->shown;
		for (i = 0; i < r->shown; i++)
			idset_add(ids, r->entries[i].track_id);
	}
	k->in_lists += most - left;
	return tracks_load(k, &ps->tracks, idset_ids(ids), idset_len(ids));
}

static enum rc
load_users(struct call *k, struct playlists *ps)
{
	int row, n = PQntuples(ps->res);
	struct idset *owners = idset_new(k->c->a, (size_t)n);

	for (row = 0; row < n; row++) {
		struct view v = view_of(ps, row);

		idset_add(owners,
		    view_int(&v, API_PLAYLISTS_playlist_owner_id));
	}
	return users_load(k, &ps->users, idset_ids(owners), idset_len(owners));
}

static enum rc
load_gates(struct call *k, struct playlists *ps)
{
	int row, n = PQntuples(ps->res);

	ps->gates = gates_new(k, GATES_OF_LISTS, (size_t)n);
	for (row = 0; row < n; row++) {
		struct view v = view_of(ps, row);

		gates_add(ps->gates, v.id,
		    view_int(&v, API_PLAYLISTS_playlist_owner_id),
		    view_text(&v, API_PLAYLISTS_stream_conditions), NULL);
	}
	return gates_settle(ps->gates);
}

enum rc
playlists_load(struct call *k, struct playlists **out, const int64_t *ids,
    size_t n)
{
	struct playlists *ps = arena_zalloc(k->c->a, 1, sizeof(*ps));
	size_t first = told_take(&k->told.playlists, n);
	const char *p[] = { ids_param(k->c->a, ids, n) };
	enum rc rc;

	*out = ps;
	ps->k = k;
	if (n == 0)
		return RC_OK;
	if ((rc = db_run(k->c, &ps->res, SQL_API_PLAYLISTS, p)) != RC_OK ||
	    (rc = idmap_of(k->c, &ps->rows, ps->res,
		 API_PLAYLISTS_playlist_id)) != RC_OK ||
	    (rc = load_users(k, ps)) != RC_OK ||
	    (rc = acts_load(k, &ps->acts, SQL_API_PLAYLIST_ACTS, p[0], n,
		 first)) != RC_OK)
		return rc;
	read_contents(k, ps);
	if ((rc = load_plays(ps)) != RC_OK || on_is_legacy(k->on))
		return rc;
	if (playlists_tracks(k) > 0 &&
	    (rc = load_tracks(k, ps, ids, n)) != RC_OK)
		return rc;
	return load_gates(k, ps);
}

/* Is there such a row, deleted or not, and its owner? */
static bool
find(const struct playlists *ps, struct view *v, int64_t id)
{
	int row = idmap_row(ps->rows, id);

	if (row < 0)
		return false;
	*v = view_of(ps, row);
	return users_have(ps->users,
	    view_int(v, API_PLAYLISTS_playlist_owner_id));
}

/* Private ones are for their owner only. */
static bool
is_hidden(const struct view *v)
{
	return view_bool(v, API_PLAYLISTS_is_private) &&
	       (v->k->auth == 0 ||
		   v->k->auth != view_int(v, API_PLAYLISTS_playlist_owner_id));
}

bool
playlists_show(const struct playlists *ps, int64_t id, enum rule rule)
{
	struct view v;

	if (!find(ps, &v, id))
		return false;
	if (rule == RULE_ALL)
		return true;
	/* shared by link: whoever knows the slug may see it */
	return !view_bool(&v, API_PLAYLISTS_is_delete) &&
	       (rule == RULE_NAMED || !is_hidden(&v));
}

bool
playlists_hide(const struct playlists *ps, int64_t id)
{
	struct view v;

	return find(ps, &v, id) && !view_bool(&v, API_PLAYLISTS_is_delete) &&
	       is_hidden(&v);
}

void
playlists_write(struct playlists *ps, struct jsonw *w, const char *key,
    int64_t id)
{
	struct view v = view_of(ps, idmap_row(ps->rows, id));

	field_write(&fields_playlist, &v, w, key);
}

/* As lists see them. */

static enum rc
load(struct call *k, void **set, const int64_t *ids, size_t n)
{
	struct playlists *s;
	enum rc rc = playlists_load(k, &s, ids, n);

	*set = s;
	return rc;
}

static bool
show(const void *set, int64_t id, enum rule rule)
{
	return playlists_show(set, id, rule);
}

static bool
hide(const void *set, int64_t id)
{
	return playlists_hide(set, id);
}

static void
write(void *set, struct jsonw *w, const char *key, int64_t id)
{
	playlists_write(set, w, key, id);
}

const struct model model_playlist = { &fields_playlist, load, show, hide, NULL,
	write, LIM_LISTS };
