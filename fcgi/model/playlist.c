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

/* The first tracks of each; of all of them together a page. */
static enum rc
load_tracks(struct call *k, struct playlists *ps)
{
	const unsigned each = playlists_tracks(k);
	size_t i, cap = 0;
	int row, n = PQntuples(ps->res);
	struct idset *ids;

	for (row = 0; row < n; row++)
		cap += ps->row[row].n;
	ids = idset_new(k->c->a, cap);
	for (row = 0; row < n; row++)
		for (i = 0; i < ps->row[row].n && i < each &&
			    idset_len(ids) < LIM_PAGE_MAX;
		     i++)
			idset_add(ids, ps->row[row].entries[i].track_id);
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

	ps->gates = gates_new(k, (size_t)n);
	for (row = 0; row < n; row++) {
		struct view v = view_of(ps, row);

		gates_add(ps->gates,
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
	    (rc = acts_load(k, &ps->acts, SQL_API_PLAYLIST_ACTS, p[0], n)) !=
		RC_OK)
		return rc;
	if (on_is_legacy(k->on))
		return RC_OK;
	read_contents(k, ps);
	if (playlists_tracks(k) > 0 && (rc = load_tracks(k, ps)) != RC_OK)
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

const struct model model_playlist = { &fields_playlist, load, show, hide,
	write };
