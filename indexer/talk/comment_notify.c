/* SPDX-License-Identifier: ISC */
#include "indexer/talk/comment_notify.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
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

enum rc
em_talk_owner_of(struct em *x, int64_t *owner, const char *entity_type,
    int64_t entity)
{
	bool event = strcmp(entity_type, ON_EVENT) == 0;
	struct row *r;
	enum rc rc;

	*owner = entity;
	if (strcmp(entity_type, ON_FAN_CLUB) == 0)
		return RC_OK;
	rc = em_find(x, &r, event ? T_EVENTS : T_TRACKS, entity);
	*owner = EM_NOBODY;
	if (rc == RC_OK && r != NULL)
		*owner = em_cell_id(r->cell[event ? EV_USER_ID : TR_OWNER_ID]);
	return rc;
}

enum rc
em_talk_is_shunned(struct em *x, const struct ids *by, int64_t least,
    bool *shunned)
{
	struct pgarr *arr = pgarr_new(x->scratch);
	const char *param[1];
	PGresult *res;
	int64_t n;
	enum rc rc;
	size_t i;

	*shunned = false;
	if (by->n == 0)
		return RC_OK;
	for (i = 0; i < by->n; i++)
		pgarr_int(arr, by->id[i]);
	param[0] = pgarr_done(arr);
	/* Followers of this window are counted once they are written. */
	if ((rc = em_write(x)) != RC_OK ||
	    (rc = db_run(x->c, &res, SQL_IDX_KARMA, param)) != RC_OK ||
	    (rc = db_i64(x->c, &n, res, 0, 0)) != RC_OK)
		return rc;
	*shunned = n >= least;
	return RC_OK;
}

/* Until SINCE_G: have the many muted the acting user, now or ever? */
static enum rc
is_outcast(struct em *x, int64_t least, bool *outcast)
{
	struct ids *muters;
	enum rc rc;

	*outcast = false;
	if (em_since(x, SINCE_G))
		return RC_OK;
	rc = ids_get(x->c, x->rows, &muters, T_MUTERS, x->user_id);
	return rc == RC_OK ? em_talk_is_shunned(x, muters, least, outcast) : rc;
}

enum rc
em_talk_open(struct em *x, struct em_talk *t)
{
	struct row *parent = NULL;
	enum rc rc;

	rc = em_talk_owner_of(x, &t->owner, t->entity_type, t->entity);
	if (rc == RC_OK && t->parent != EM_NOBODY)
		rc = em_find(x, &parent, T_COMMENTS, t->parent);
	if (rc == RC_OK)
		rc = is_outcast(x, LIM_COMMENT_KARMA, &t->shunned);
	if (rc != RC_OK)
		return rc;
	t->author =
	    parent == NULL ? EM_NOBODY : em_cell_id(parent->cell[CM_USER_ID]);
	t->owner_deaf = false;
	if (t->owner == EM_NOBODY)
		return RC_OK;
	rc = is_quiet(x, &t->owner_deaf, t->owner, t->entity_type, t->entity);
	return rc != RC_OK ? rc : is_muted(x, &t->owner_deaf, t->owner);
}

static const char *
taken(struct em *x, struct jsonw *w)
{
	struct span s;

	jsonw_end(w);
	s = jsonw_done(w);
	return arena_memdup(x->c->a, s.p, s.len);
}

static void
put_owner(struct jsonw *w, int64_t owner)
{
	if (owner == EM_NOBODY)
		jsonw_null(w, "entity_user_id");
	else
		jsonw_int(w, "entity_user_id", owner);
}

/* comment_id: from that day on. */
static const char *
data_of(struct em *x, const struct em_talk *t, bool with_owner,
    enum rule_date comment_id)
{
	struct jsonw *w = jsonw_new(x->c->a);

	jsonw_obj(w, NULL);
	jsonw_str(w, "type", t->entity_type);
	jsonw_int(w, "entity_id", t->entity);
	if (with_owner)
		put_owner(w, t->owner);
	jsonw_int(w, "comment_user_id", x->user_id);
	if (em_since(x, comment_id))
		jsonw_int(w, "comment_id", t->comment);
	return taken(x, w);
}

static const char *
only(struct em *x, int64_t id)
{
	return arena_printf(x->c->a, "{%lld}", (long long)id);
}

/* C15: the comment specifies a notice; it was its author before. */
static const char *
specifier(struct em *x, const struct em_talk *t)
{
	return em_since(x, SINCE_C15) ? rows_int(x->rows, t->comment) : x->user;
}

void
em_talk_owner(struct em *x, const struct em_talk *t,
    const struct ids *mentioned)
{
	if (t->owner == EM_NOBODY || t->owner == x->user_id ||
	    t->parent != EM_NOBODY || t->owner_deaf || t->shunned ||
	    ids_has(mentioned, t->owner))
		return;
	em_notify(x, "comment",
	    arena_printf(x->c->a, "comment:%lld:type:%s", (long long)t->entity,
		t->entity_type),
	    specifier(x, t), data_of(x, t, false, SINCE_C15),
	    only(x, t->owner));
}

enum rc
em_talk_author(struct em *x, const struct em_talk *t)
{
	bool deaf = false;
	enum rc rc;

	if (t->author == EM_NOBODY || t->author == x->user_id || t->shunned)
		return RC_OK;
	rc = is_quiet(x, &deaf, t->author, "Comment", t->parent);
	if (rc == RC_OK)
		rc = is_muted(x, &deaf, t->author);
	if (rc != RC_OK || deaf)
		return rc;
	em_notify(x, "comment_thread",
	    arena_printf(x->c->a, "comment_thread:%lld", (long long)t->parent),
	    specifier(x, t), data_of(x, t, true, SINCE_C15D),
	    only(x, t->author));
	return RC_OK;
}

static const char *
mention_group(struct em *x, const struct em_talk *t)
{
	if (em_since(x, SINCE_C15))
		return arena_printf(x->c->a, "comment_mention:%lld",
		    (long long)t->comment);
	return arena_printf(x->c->a, "comment_mention:%lld:type:%s",
	    (long long)t->entity, t->entity_type);
}

/* The author of what it answers hears of the answer. */
enum rc
em_talk_mention(struct em *x, struct em_talk *t, int64_t id)
{
	bool deaf = id == t->owner && t->owner_deaf;
	enum rc rc = RC_OK;

	if (id == x->user_id || id == t->author || t->shunned)
		return RC_OK;
	/* Until then only the owner was asked. */
	if (em_since(x, SINCE_G))
		rc = is_muted(x, &deaf, id);
	if (rc != RC_OK || deaf)
		return rc;
	if (t->mention_data == NULL) {
		t->mention_data = data_of(x, t, true, SINCE_C15D);
		t->mention_group = mention_group(x, t);
	}
	em_notify(x, "comment_mention", t->mention_group, rows_int(x->rows, id),
	    t->mention_data, only(x, id));
	return RC_OK;
}

static const char *
reaction_data(struct em *x, const struct row *comment, int64_t owner)
{
	struct jsonw *w = jsonw_new(x->c->a);

	jsonw_obj(w, NULL);
	jsonw_str(w, "type", comment->cell[CM_ENTITY_TYPE]);
	jsonw_numtext(w, "entity_id", comment->cell[CM_ENTITY_ID]);
	put_owner(w, owner);
	if (em_since(x, SINCE_C15D))
		jsonw_int(w, "comment_id", x->entity_id);
	jsonw_int(w, "reacter_user_id", x->user_id);
	return taken(x, w);
}

/* Does the author not want to hear of what others think of the comment? */
static enum rc
is_deaf(struct em *x, bool *deaf, const struct row *comment, int64_t author,
    int64_t owner)
{
	const char *type = comment->cell[CM_ENTITY_TYPE];
	int64_t entity = em_cell_id(comment->cell[CM_ENTITY_ID]);
	enum rc rc;

	*deaf = false;
	if ((rc = is_quiet(x, deaf, author, "Comment", x->entity_id)) !=
		RC_OK ||
	    (rc = is_muted(x, deaf, author)) != RC_OK || author != owner)
		return rc;
	return is_quiet(x, deaf, author, type, entity);
}

enum rc
em_talk_reaction(struct em *x, const struct row *comment)
{
	int64_t author = em_cell_id(comment->cell[CM_USER_ID]), owner;
	bool deaf, outcast;
	enum rc rc;

	if (!em_since(x, SINCE_C15) || author == x->user_id ||
	    em_value(x, "entity_id") == NULL)
		return RC_OK;
	if ((rc = em_talk_owner_of(x, &owner, comment->cell[CM_ENTITY_TYPE],
		 em_cell_id(comment->cell[CM_ENTITY_ID]))) != RC_OK ||
	    (rc = is_deaf(x, &deaf, comment, author, owner)) != RC_OK || deaf ||
	    (rc = is_outcast(x, LIM_COMMENT_KARMA + 1, &outcast)) != RC_OK ||
	    outcast)
		return rc;
	em_notify(x, "comment_reaction",
	    arena_printf(x->c->a, "comment_reaction:%s", x->entity), x->user,
	    reaction_data(x, comment, owner), only(x, author));
	return RC_OK;
}

/* C18: the host of a contest writes there. */
static enum rc
tell_subscribers(struct em *x, const struct em_talk *t)
{
	struct row *event;
	enum rc rc;

	rc = em_find(x, &event, T_EVENTS, t->entity);
	if (rc != RC_OK || event == NULL)
		return rc;

	const char *param[] = { event->cell[EV_EVENT_ID],
		event->cell[EV_ENTITY_ID], x->user, x->entity,
		x->ap->blocknumber, x->ap->time };

	return em_tell(x, SQL_IDX_TELL_CONTEST_UPDATE, param);
}

enum rc
em_talk_crowd(struct em *x, const struct em_talk *t)
{
	const char *param[] = { x->user, x->entity, x->ap->blocknumber,
		x->ap->time };

	if (t->parent != EM_NOBODY || t->owner != x->user_id)
		return RC_OK;
	if (strcmp(t->entity_type, ON_EVENT) == 0)
		return tell_subscribers(x, t);
	if (strcmp(t->entity_type, ON_FAN_CLUB) == 0)
		return em_tell(x, SQL_IDX_TELL_FAN_CLUB, param);
	return RC_OK;
}
