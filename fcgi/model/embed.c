/* SPDX-License-Identifier: ISC */
#include "fcgi/model/embed.h"

#include <string.h>
#include <strings.h>

#include "common/base/limits.h"
#include "fcgi/model/idmap.h"
#include "fcgi/model/model.h"

enum kind { USER, TRACK, PLAYLIST, KINDS };

static const struct {
	const struct model *model;
	const char *plural;
} kinds[KINDS] = {
	[USER] = { &model_user, "users" },
	[TRACK] = { &model_track, "tracks" },
	[PLAYLIST] = { &model_playlist, "playlists" },
};

struct embed {
	struct call *k;
	struct idset *ids[KINDS];  /* all */
	struct idset *refs[KINDS]; /* of these, those beside the data */
	void *set[KINDS];
};

struct embed *
embed_new(struct call *k, size_t rows, size_t fields)
{
	struct embed *e = arena_zalloc(k->c->a, 1, sizeof(*e));
	size_t i;

	e->k = k;
	for (i = 0; i < KINDS; i++) {
		e->ids[i] = idset_new(k->c->a, rows * fields);
		e->refs[i] = idset_new(k->c->a, rows * fields);
	}
	return e;
}

/* By what rows call it; KINDS: none of them. */
static enum kind
kind_named(const char *type)
{
	static const struct {
		const char *name;
		enum kind kind;
	} names[] = { { "track", TRACK }, { "collection", PLAYLIST },
		{ "playlist", PLAYLIST }, { "user", USER } };
	size_t i;

	for (i = 0; type != NULL && i < sizeof(names) / sizeof(names[0]); i++)
		if (strcasecmp(type, names[i].name) == 0)
			return names[i].kind;
	return KINDS;
}

/* Which kind the field names in this row; KINDS: none. */
static enum kind
kind_of(const struct field *f, const struct view *v)
{
	const char *type;

	if (view_text(v, f->col) == NULL)
		return KINDS;
	switch (f->kind) {
	case F_USER:
	case F_REF_USER:
		return USER;
	case F_TRACK:
	case F_REF_TRACK:
		return TRACK;
	case F_PLAYLIST:
	case F_REF_PLAYLIST:
		return PLAYLIST;
	case F_ITEM:
		type = view_text(v, f->by);
		return type != NULL && strcmp(type, "track") == 0 ? TRACK
								  : PLAYLIST;
	case F_REF_ITEM:
		return kind_named(view_text(v, f->by));
	default:
		return KINDS;
	}
}

static bool
is_ref(const struct field *f)
{
	return f->kind == F_REF_USER || f->kind == F_REF_TRACK ||
	       f->kind == F_REF_PLAYLIST || f->kind == F_REF_ITEM;
}

void
embed_want(struct embed *e, const struct field *f, const struct view *v)
{
	enum kind kind = kind_of(f, v);

	if (kind == KINDS)
		return;
	idset_add(e->ids[kind], view_int(v, f->col));
	if (is_ref(f))
		idset_add(e->refs[kind], view_int(v, f->col));
}

static enum rc
load(struct embed *e, enum kind kind)
{
	return kinds[kind].model->load(e->k, &e->set[kind],
	    idset_ids(e->ids[kind]), idset_len(e->ids[kind]));
}

enum rc
embed_load(struct embed *e, const struct embed *all)
{
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; i < KINDS && rc == RC_OK; i++)
		if (all != NULL && all->set[i] != NULL)
			e->set[i] = all->set[i];
		else if (idset_len(e->ids[i]) > 0)
			rc = load(e, (enum kind)i);
	return rc;
}

enum rc
embed_load_light(struct embed *e)
{
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; i < KINDS && rc == RC_OK; i++) {
		const struct model *m = kinds[i].model;
		size_t n = idset_len(e->ids[i]);
		bool light = n <= LIM_LOAD;

		if (!light && m->light != NULL)
			rc = m->light(e->k, &light, idset_ids(e->ids[i]), n);
		if (rc == RC_OK && light && n > 0)
			rc = load(e, (enum kind)i);
	}
	return rc;
}

static bool
shows(const struct embed *e, enum kind kind, int64_t id)
{
	return e->set[kind] != NULL &&
	       kinds[kind].model->show(e->set[kind], id, RULE_SHOWN);
}

bool
embed_shows(const struct embed *e, const struct field *f, const struct view *v)
{
	enum kind kind = kind_of(f, v);

	return kind == KINDS || is_ref(f) ||
	       shows(e, kind, view_int(v, f->col));
}

void
embed_write(const struct embed *e, const struct field *f, const struct view *v,
    struct jsonw *w)
{
	enum kind kind = kind_of(f, v);
	int64_t id = view_int(v, f->col);

	if (view_text(v, f->col) == NULL || (kind == KINDS && !is_ref(f)))
		jsonw_null(w, f->name);
	else if (!is_ref(f))
		kinds[kind].model->write(e->set[kind], w, f->name, id);
	else if (view_is_legacy(v))
		jsonw_int(w, f->name, id);
	else
		jsonw_id(w, f->name, id);
}

static void
write_related(const struct embed *e, struct jsonw *w, enum kind kind)
{
	const int64_t *ids = idset_ids(e->refs[kind]);
	size_t i, n = idset_len(e->refs[kind]);

	jsonw_arr(w, kinds[kind].plural);
	for (i = 0; i < n; i++)
		if (shows(e, kind, ids[i]))
			kinds[kind].model->write(e->set[kind], w, NULL, ids[i]);
	jsonw_end(w);
}

struct span
embed_related(const struct embed *e)
{
	struct jsonw *w = jsonw_new(e->k->c->a);

	jsonw_sorted(w);
	jsonw_obj(w, NULL);
	write_related(e, w, PLAYLIST);
	write_related(e, w, TRACK);
	write_related(e, w, USER);
	jsonw_end(w);
	return jsonw_done(w);
}
