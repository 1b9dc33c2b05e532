/* SPDX-License-Identifier: ISC */
#include "indexer/talk/comment_notify.h"

#include "common/json/jsonw.h"

/* Has whose muted the notifications of this track or comment? */
static enum rc
is_quiet(struct em *x, bool *quiet, int64_t whose, const char *type,
    int64_t entity)
{
	const char *key[] = { rows_int(x->rows, whose),
		rows_int(x->rows, entity), type };
	struct row *r;
	enum rc rc;

	rc = rows_get(x->c, x->rows, &r, T_COMMENT_SETTINGS, key);
	if (rc == RC_OK && r->there && r->cell[CS_IS_MUTED][0] == 't')
		*quiet = true;
	return rc;
}

/* Has whose muted the acting user? */
static enum rc
is_muted(struct em *x, bool *muted, int64_t whose)
{
	const char *key[] = { rows_int(x->rows, whose), x->user };
	struct row *r;
	enum rc rc;

	rc = rows_get(x->c, x->rows, &r, T_MUTED, key);
	if (rc == RC_OK && r->there && r->cell[MU_IS_DELETE][0] == 'f')
		*muted = true;
	return rc;
}

void
em_talk_want(struct em *x, const struct em_talk *t)
{
	rows_want_id(x->rows, T_TRACKS, t->entity);
	if (t->parent != EM_NOBODY)
		rows_want_id(x->rows, T_COMMENTS, t->parent);
}

enum rc
em_talk_open(struct em *x, struct em_talk *t)
{
	struct row *track, *parent = NULL;
	enum rc rc;

	rc = em_find(x, &track, T_TRACKS, t->entity);
	if (rc == RC_OK && t->parent != EM_NOBODY)
		rc = em_find(x, &parent, T_COMMENTS, t->parent);
	if (rc != RC_OK)
		return rc;
	t->owner =
	    track == NULL ? EM_NOBODY : em_cell_id(track->cell[TR_OWNER_ID]);
	t->author =
	    parent == NULL ? EM_NOBODY : em_cell_id(parent->cell[CM_USER_ID]);
	t->owner_deaf = false;
	if (t->owner == EM_NOBODY)
		return RC_OK;
	rc = is_quiet(x, &t->owner_deaf, t->owner, t->entity_type, t->entity);
	return rc != RC_OK ? rc : is_muted(x, &t->owner_deaf, t->owner);
}

static const char *
data_of(struct em *x, const struct em_talk *t, bool with_owner)
{
	struct jsonw *w = jsonw_new(x->c->a);
	struct span s;

	jsonw_obj(w, NULL);
	jsonw_str(w, "type", t->entity_type);
	jsonw_int(w, "entity_id", t->entity);
	if (with_owner) {
		if (t->owner == EM_NOBODY)
			jsonw_null(w, "entity_user_id");
		else
			jsonw_int(w, "entity_user_id", t->owner);
	}
	jsonw_int(w, "comment_user_id", x->user_id);
	jsonw_end(w);
	s = jsonw_done(w);
	return arena_memdup(x->c->a, s.p, s.len);
}

static const char *
only(struct em *x, int64_t id)
{
	return arena_printf(x->c->a, "{%lld}", (long long)id);
}

void
em_talk_owner(struct em *x, const struct em_talk *t,
    const struct ids *mentioned)
{
	if (t->owner == EM_NOBODY || t->owner == x->user_id ||
	    t->parent != EM_NOBODY || t->owner_deaf ||
	    ids_has(mentioned, t->owner))
		return;
	em_notify(x, "comment",
	    arena_printf(x->c->a, "comment:%lld:type:%s", (long long)t->entity,
		t->entity_type),
	    x->user, data_of(x, t, false), only(x, t->owner));
}

enum rc
em_talk_author(struct em *x, const struct em_talk *t)
{
	bool deaf = false;
	enum rc rc;

	if (t->author == EM_NOBODY || t->author == x->user_id)
		return RC_OK;
	rc = is_quiet(x, &deaf, t->author, "Comment", t->parent);
	if (rc == RC_OK)
		rc = is_muted(x, &deaf, t->author);
	if (rc != RC_OK || deaf)
		return rc;
	em_notify(x, "comment_thread",
	    arena_printf(x->c->a, "comment_thread:%lld", (long long)t->parent),
	    x->user, data_of(x, t, true), only(x, t->author));
	return RC_OK;
}

/* The author of what it answers hears of the answer. */
void
em_talk_mention(struct em *x, struct em_talk *t, int64_t id)
{
	if (id == x->user_id || id == t->author ||
	    (id == t->owner && t->owner_deaf))
		return;
	if (t->mention_data == NULL) {
		t->mention_data = data_of(x, t, true);
		t->mention_group =
		    arena_printf(x->c->a, "comment_mention:%lld:type:%s",
			(long long)t->entity, t->entity_type);
	}
	em_notify(x, "comment_mention", t->mention_group, rows_int(x->rows, id),
	    t->mention_data, only(x, id));
}
