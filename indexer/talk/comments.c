/* SPDX-License-Identifier: ISC */
/* Comments: written, changed, deleted. */
#include "indexer/talk/comments.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "indexer/talk/comment_notify.h"

void
em_comment_want(struct em *x)
{
	const char *key[] = { x->entity, x->user };
	int64_t id;

	rows_want_id(x->rows, T_COMMENTS, x->entity_id);
	if (em_get_id(x, "entity_id", &id))
		rows_want_id(x->rows, T_TRACKS, id);
	if (em_get_id(x, "parent_comment_id", &id))
		rows_want_id(x->rows, T_COMMENTS, id);
	if (strcmp(x->action, "React") == 0 ||
	    strcmp(x->action, "Unreact") == 0)
		rows_want(x->rows, T_COMMENT_REACTIONS, key);
	if (strcmp(x->action, "Report") == 0)
		rows_want(x->rows, T_COMMENT_REPORTS, key);
	if (strcmp(x->action, "Update") == 0) {
		rows_want_id(x->rows, T_MENTIONED, x->entity_id);
		rows_want_id(x->rows, T_REPORTERS, x->entity_id);
		rows_want_id(x->rows, T_COMMENT_PARENT, x->entity_id);
	}
}

/* C4; a changed comment has to say something, too. */
static enum rc
check_body(struct em *x, const char **body)
{
	*body = em_text(x, "body");
	return *body != NULL && **body != '\0'
		   ? RC_OK
		   : em_reject(x, "C4", "body is missing or empty");
}

/* C2, C3 */
static enum rc
check_entity(struct em *x, struct em_talk *t)
{
	struct row *track;
	enum rc rc;

	t->entity_type = em_text(x, "entity_type");
	if (t->entity_type == NULL || strcmp(t->entity_type, "Track") != 0)
		return em_reject(x, "C2", "only tracks are commented on");
	if (!em_get_id(x, "entity_id", &t->entity))
		return em_reject(x, "C3", "entity_id is missing");
	rc = em_find(x, &track, T_TRACKS, t->entity);
	if (rc == RC_OK && track == NULL)
		rc = em_reject(x, "C3", "no track %lld", (long long)t->entity);
	return rc;
}

/*
 * C5.  That the pair of comment and parent exists already cannot be: then
 * the comment would (C1).
 */
static enum rc
check_parent(struct em *x, struct em_talk *t)
{
	struct row *r;
	enum rc rc;

	t->parent = EM_NOBODY;
	if (em_value(x, "parent_comment_id") == NULL)
		return RC_OK;
	if (!em_get_id(x, "parent_comment_id", &t->parent))
		return em_reject(x, "C5", "parent_comment_id is no id");
	rc = em_find(x, &r, T_COMMENTS, t->parent);
	if (rc == RC_OK && r == NULL)
		rc =
		    em_reject(x, "C5", "no comment %lld", (long long)t->parent);
	return rc;
}

/* C6 */
static enum rc
check_mentions(struct em *x, struct ids *mentions)
{
	if (!ids_json(x->c->a, mentions, x->data, "mentions"))
		return em_reject(x, "C6", "mentions are no list of ids");
	return RC_OK;
}

/* All of them with one statement. */
static enum rc
load_mentions(struct em *x, const struct ids *s)
{
	const char *key[] = { x->entity, NULL };
	size_t i;

	for (i = 0; i < s->n; i++) {
		key[1] = rows_int(x->rows, s->id[i]);
		rows_want(x->rows, T_COMMENT_MENTIONS, key);
	}
	return rows_load(x->c, x->rows);
}

static enum rc
put_mention(struct em *x, int64_t user, bool is_delete, bool *is_new)
{
	const char *key[] = { x->entity, rows_int(x->rows, user) };
	struct row *r;
	enum rc rc;

	rc = rows_get(x->c, x->rows, &r, T_COMMENT_MENTIONS, key);
	if (rc != RC_OK)
		return rc;
	*is_new = !r->there;
	if (r->there && (r->cell[CY_IS_DELETE][0] == 't') == is_delete)
		return RC_OK;
	em_put(x, r, CY_CREATED_AT);
	rows_set(r, CY_IS_DELETE, is_delete ? "t" : "f");
	return RC_OK;
}

/* Mentions of a new comment. */
static enum rc
add_mentions(struct em *x, struct em_talk *t, const struct ids *mentions)
{
	struct ids *known;
	bool is_new;
	enum rc rc;
	size_t i;

	if (mentions->n == 0)
		return RC_OK;
	rc = ids_get(x->c, x->rows, &known, T_MENTIONED, x->entity_id);
	if (rc == RC_OK)
		rc = load_mentions(x, mentions);
	for (i = 0; rc == RC_OK && i < mentions->n; i++) {
		rc = put_mention(x, mentions->id[i], false, &is_new);
		ids_add(x->c->a, known, mentions->id[i]);
		em_talk_mention(x, t, mentions->id[i]);
	}
	return rc;
}

static enum rc
add_to_thread(struct em *x, const struct em_talk *t)
{
	const char *key[] = { rows_int(x->rows, t->parent), x->entity };
	struct row *r;
	enum rc rc;

	if (t->parent == EM_NOBODY)
		return RC_OK;
	rc = rows_get_id(x->c, x->rows, &r, T_COMMENT_PARENT, x->entity_id);
	if (rc != RC_OK)
		return rc;
	em_note(x, T_COMMENT_PARENT, x->entity, key[0]);
	rows_touch(rows_put(x->rows, T_COMMENT_THREADS, key));
	return em_talk_author(x, t);
}

static enum rc
check_new(struct em *x, struct em_talk *t, struct ids *mentions,
    const char **body)
{
	struct row *r;
	enum rc rc;

	memset(t, 0, sizeof(*t));
	t->comment = x->entity_id;
	rc = em_find(x, &r, T_COMMENTS, x->entity_id);
	if (rc == RC_OK && r != NULL)
		rc = em_reject(x, "C1", "comment %s exists", x->entity);
	if (rc != RC_OK || x->rejected || (rc = check_entity(x, t)) != RC_OK ||
	    x->rejected || (rc = check_body(x, body)) != RC_OK || x->rejected ||
	    (rc = check_parent(x, t)) != RC_OK || x->rejected)
		return rc;
	return check_mentions(x, mentions);
}

/* Seconds from the start of the track, or nothing. */
static const char *
track_time(struct em *x)
{
	int64_t s;

	return jsonr_opt_int(&s, x->data, "track_timestamp_s")
		   ? rows_int(x->rows, s)
		   : NULL;
}

enum rc
em_comment_create(struct em *x)
{
	struct ids mentions;
	struct em_talk t;
	const char *body;
	struct row *r;
	enum rc rc;

	if ((rc = check_new(x, &t, &mentions, &body)) != RC_OK || x->rejected ||
	    (rc = em_talk_open(x, &t)) != RC_OK ||
	    (rc = rows_get_id(x->c, x->rows, &r, T_COMMENTS, x->entity_id)) !=
		RC_OK)
		return rc;
	em_put(x, r, CM_CREATED_AT);
	rows_set(r, CM_TEXT, body);
	rows_set(r, CM_USER_ID, x->user);
	rows_set(r, CM_ENTITY_ID, rows_int(x->rows, t.entity));
	rows_set(r, CM_ENTITY_TYPE, t.entity_type);
	rows_set(r, CM_TRACK_TIMESTAMP_S, track_time(x));
	rows_set(r, CM_IS_DELETE, "f");
	rows_set(r, CM_IS_EDITED, "f");
	em_talk_owner(x, &t, &mentions);
	if ((rc = add_mentions(x, &t, &mentions)) != RC_OK)
		return rc;
	return add_to_thread(x, &t);
}

/* D7, D10: the comment, written by the acting user. */
static enum rc
own_comment(struct em *x, struct row **r)
{
	enum rc rc;

	rc = em_find(x, r, T_COMMENTS, x->entity_id);
	if (rc != RC_OK)
		return rc;
	if (*r == NULL)
		return em_reject(x, "C7", "no comment %s", x->entity);
	if (strcmp((*r)->cell[CM_USER_ID], x->user) != 0)
		return em_reject(x, "D7", "comment %s is not by user %s",
		    x->entity, x->user);
	return RC_OK;
}

/* So many follow those who reported it that nobody should be told of it. */
static enum rc
is_shunned(struct em *x, const struct ids *reporters, bool *shunned)
{
	struct pgarr *arr = pgarr_new(x->scratch);
	const char *param[1];
	PGresult *res;
	int64_t n;
	enum rc rc;
	size_t i;

	*shunned = false;
	if (reporters->n == 0)
		return RC_OK;
	for (i = 0; i < reporters->n; i++)
		pgarr_int(arr, reporters->id[i]);
	param[0] = pgarr_done(arr);
	/* Followers of this window are counted once they are written. */
	if ((rc = em_write(x)) != RC_OK ||
	    (rc = db_run(x->c, &res, SQL_IDX_KARMA, param)) != RC_OK ||
	    (rc = db_i64(x->c, &n, res, 0, 0)) != RC_OK)
		return rc;
	*shunned = n >= LIM_COMMENT_KARMA;
	return RC_OK;
}

/* What a changed comment is about. */
static enum rc
open_known(struct em *x, struct em_talk *t, const struct row *r)
{
	struct row *p;
	enum rc rc;

	memset(t, 0, sizeof(*t));
	t->comment = x->entity_id;
	t->entity = em_cell_id(r->cell[CM_ENTITY_ID]);
	t->entity_type = r->cell[CM_ENTITY_TYPE];
	rc = rows_get_id(x->c, x->rows, &p, T_COMMENT_PARENT, x->entity_id);
	if (rc != RC_OK)
		return rc;
	t->parent = p->there ? em_cell_id(p->cell[CP_PARENT]) : EM_NOBODY;
	return em_talk_open(x, t);
}

/* Mentions that are listed no more are gone, those listed again come back. */
static enum rc
change_mentions(struct em *x, const struct row *r, const struct ids *now)
{
	struct ids *known, *reporters;
	struct em_talk t;
	bool is_new, shunned;
	enum rc rc;
	size_t i;

	if (now->n == 0)
		return RC_OK;
	if ((rc = ids_get(x->c, x->rows, &known, T_MENTIONED, x->entity_id)) !=
		RC_OK ||
	    (rc = ids_get(x->c, x->rows, &reporters, T_REPORTERS,
		 x->entity_id)) != RC_OK ||
	    (rc = load_mentions(x, known)) != RC_OK ||
	    (rc = load_mentions(x, now)) != RC_OK ||
	    (rc = open_known(x, &t, r)) != RC_OK ||
	    (rc = is_shunned(x, reporters, &shunned)) != RC_OK)
		return rc;
	for (i = 0; rc == RC_OK && i < known->n; i++)
		if (!ids_has(now, known->id[i]))
			rc = put_mention(x, known->id[i], true, &is_new);
	for (i = 0; rc == RC_OK && i < now->n; i++) {
		rc = put_mention(x, now->id[i], false, &is_new);
		ids_add(x->c->a, known, now->id[i]);
		if (rc == RC_OK && is_new && !shunned &&
		    !ids_has(reporters, t.owner) &&
		    !ids_has(reporters, now->id[i]))
			em_talk_mention(x, &t, now->id[i]);
	}
	return rc;
}

enum rc
em_comment_update(struct em *x)
{
	struct ids mentions;
	const char *body;
	struct row *r;
	enum rc rc;

	if ((rc = own_comment(x, &r)) != RC_OK || x->rejected)
		return rc;
	if (r->cell[CM_IS_DELETE][0] == 't')
		return em_reject(x, "C7", "comment %s is deleted", x->entity);
	if ((rc = check_body(x, &body)) != RC_OK || x->rejected ||
	    (rc = check_mentions(x, &mentions)) != RC_OK || x->rejected)
		return rc;
	em_put(x, r, CM_CREATED_AT);
	rows_set(r, CM_TEXT, body);
	rows_set(r, CM_IS_EDITED, "t");
	return change_mentions(x, r, &mentions);
}

enum rc
em_comment_delete(struct em *x)
{
	struct row *r;
	enum rc rc;

	if ((rc = own_comment(x, &r)) != RC_OK || x->rejected)
		return rc;
	em_put(x, r, CM_CREATED_AT);
	rows_set(r, CM_IS_DELETE, "t");
	return RC_OK;
}
