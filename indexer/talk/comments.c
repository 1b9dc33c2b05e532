/* SPDX-License-Identifier: ISC */
/* Comments: written, changed, deleted. */
#include "indexer/talk/comments.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "indexer/em/past.h"
#include "indexer/talk/comment_notify.h"

#define MAX_BODY     400 /* characters */
#define MAX_URL      2000
#define MAX_MENTIONS 10

/* parent_comment_id, or parent_id; NULL: it is no answer. */
static struct json_object *
parent_of(const struct em *x)
{
	struct json_object *v = em_value(x, "parent_comment_id");

	return v != NULL ? v : em_value(x, "parent_id");
}

static bool
read_id(struct json_object *v, int64_t *id)
{
	return jsonr_opt_int(id, v, NULL) && *id >= 0 && *id <= LIM_ID;
}

/* C2: what the comment is about; a track unless it says otherwise. */
static const char *
type_of(struct em *x)
{
	return em_value(x, "entity_type") == NULL ? ON_TRACK
						  : em_text(x, "entity_type");
}

static void
want_entity(struct em *x)
{
	const char *type = type_of(x);
	int64_t id;

	if (type == NULL || !em_get_id(x, "entity_id", &id))
		return;
	if (strcmp(type, ON_EVENT) == 0)
		rows_want_id(x->rows, T_EVENTS, id);
	else if (strcmp(type, ON_FAN_CLUB) == 0)
		rows_want_id(x->rows, T_ARTIST_COINS, id);
	else
		rows_want_id(x->rows, T_TRACKS, id);
}

void
em_comment_want(struct em *x)
{
	const char *key[] = { x->entity, x->user };
	int64_t id;

	rows_want_id(x->rows, T_COMMENTS, x->entity_id);
	want_entity(x);
	if (read_id(parent_of(x), &id))
		rows_want_id(x->rows, T_COMMENTS, id);
	if (strcmp(x->action, "React") == 0 ||
	    strcmp(x->action, "Unreact") == 0)
		rows_want(x->rows, T_COMMENT_REACTIONS, key);
	if (strcmp(x->action, "Report") == 0)
		rows_want(x->rows, T_COMMENT_REPORTS, key);
	if (strcmp(x->action, "Create") == 0 || strcmp(x->action, "React") == 0)
		rows_want_id(x->rows, T_MUTERS, x->user_id);
	if (strcmp(x->action, "Update") == 0) {
		rows_want_id(x->rows, T_MENTIONED, x->entity_id);
		rows_want_id(x->rows, T_REPORTERS, x->entity_id);
		rows_want_id(x->rows, T_COMMENT_PARENT, x->entity_id);
	}
}

/* C4, C11; a changed comment has to say something, too. */
static enum rc
check_body(struct em *x, const char **body)
{
	*body = em_text(x, "body");
	if (*body == NULL || **body == '\0')
		return em_reject(x, "C4", "body is missing or empty");
	if (em_since(x, SINCE_C11) && em_chars(*body) > MAX_BODY)
		return em_reject(x, "C11", "body is longer than %d", MAX_BODY);
	return RC_OK;
}

static enum rc
check_track(struct em *x, int64_t id)
{
	struct row *r;
	enum rc rc;

	rc = em_find(x, &r, T_TRACKS, id);
	if (rc == RC_OK && r == NULL)
		rc = em_reject(x, "C3", "no track %lld", (long long)id);
	return rc;
}

/* C16 */
static enum rc
check_event(struct em *x, int64_t id)
{
	struct row *r;
	enum rc rc;

	rc = em_find(x, &r, T_EVENTS, id);
	if (rc == RC_OK && (r == NULL || r->cell[EV_IS_DELETED][0] == 't'))
		rc = em_reject(x, "C16", "no event %lld", (long long)id);
	return rc;
}

/* C19: an artist who has a coin writes to the own club. */
static enum rc
check_fan_club(struct em *x, int64_t artist)
{
	struct row *coin;
	enum rc rc;

	rc = rows_get_id(x->c, x->rows, &coin, T_ARTIST_COINS, artist);
	if (rc == RC_OK && (!coin->there || artist != x->user_id))
		rc = em_reject(x, "C19", "user %s has no fan club %lld",
		    x->user, (long long)artist);
	return rc;
}

/* C2, C3, C16, C19 */
static enum rc
check_entity(struct em *x, struct em_talk *t)
{
	static const struct {
		const char *type;
		enum rc (*check)(struct em *x, int64_t id);
	} types[] = {
		{ ON_TRACK, check_track },
		{ ON_EVENT, check_event },
		{ ON_FAN_CLUB, check_fan_club },
	};
	const char *type = type_of(x);
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (type == NULL || strcmp(types[i].type, type) != 0)
			continue;
		t->entity_type = types[i].type;
		if (!em_get_id(x, "entity_id", &t->entity))
			return em_reject(x, "C3", "entity_id is missing");
		return types[i].check(x, t->entity);
	}
	return em_reject(x, "C2", "entity_type is unknown");
}

/* C17: an answer is about what it answers is about. */
static bool
is_same_thread(const struct em_talk *t, const struct row *parent)
{
	return strcmp(parent->cell[CM_ENTITY_TYPE], t->entity_type) == 0 &&
	       em_cell_id(parent->cell[CM_ENTITY_ID]) == t->entity;
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
	if (parent_of(x) == NULL)
		return RC_OK;
	if (!read_id(parent_of(x), &t->parent))
		return em_reject(x, "C5", "the parent is no id");
	rc = em_find(x, &r, T_COMMENTS, t->parent);
	if (rc != RC_OK)
		return rc;
	if (r == NULL)
		return em_reject(x, "C5", "no comment %lld",
		    (long long)t->parent);
	if (em_since(x, SINCE_C17) && !is_same_thread(t, r))
		return em_reject(x, "C17", "comment %lld is about other things",
		    (long long)t->parent);
	return RC_OK;
}

/* C6, C12: of those named the first ten count, each once. */
static enum rc
check_mentions(struct em *x, struct ids *mentions)
{
	struct json_object *list = em_value(x, "mentions");
	struct ids first = { NULL, 0, 0 };
	int64_t id;
	size_t i;

	if (!ids_json(x->c->a, mentions, x->data, "mentions"))
		return em_reject(x, "C6", "mentions are no list of ids");
	if (!em_since(x, SINCE_C12) || list == NULL)
		return RC_OK;
	for (i = 0; i < MAX_MENTIONS && i < json_object_array_length(list); i++)
		if (read_id(jsonr_at(list, i), &id))
			ids_add(x->c->a, &first, id);
	*mentions = first;
	return RC_OK;
}

/*
 * C19: only a fan club has comments for members.  A video may be in any
 * comment: clients send it with the news of a contest, too.
 */
static void
set_extras(struct em *x, struct row *r, const char *entity_type)
{
	bool club = strcmp(entity_type, ON_FAN_CLUB) == 0;
	const char *url = em_text(x, "video_url");

	if (em_has(x, "is_members_only"))
		rows_set(r, CM_IS_MEMBERS_ONLY,
		    club && (em_value(x, "is_members_only") == NULL ||
				em_true(x, "is_members_only"))
			? "t"
			: "f");
	if (url != NULL && em_chars(url) <= MAX_URL)
		rows_set(r, CM_VIDEO_URL, url);
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
		if (rc == RC_OK)
			rc = em_talk_mention(x, t, mentions->id[i]);
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
	if (rc != RC_OK || (rc = check_entity(x, t)) != RC_OK ||
	    (rc = check_body(x, body)) != RC_OK ||
	    (rc = check_parent(x, t)) != RC_OK)
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

	if ((rc = check_new(x, &t, &mentions, &body)) != RC_OK ||
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
	em_past_flag(x, r, CM_IS_DELETE, "is_delete");
	set_extras(x, r, t.entity_type);
	em_talk_owner(x, &t, &mentions);
	if ((rc = add_mentions(x, &t, &mentions)) != RC_OK ||
	    (rc = add_to_thread(x, &t)) != RC_OK)
		return rc;
	return em_talk_crowd(x, &t);
}

/* C7: the comment, which is there and not deleted. */
static enum rc
live_comment(struct em *x, struct row **r)
{
	enum rc rc;

	rc = em_find(x, r, T_COMMENTS, x->entity_id);
	if (rc != RC_OK)
		return rc;
	if (*r == NULL)
		return em_reject(x, "C7", "no comment %s", x->entity);
	if ((*r)->cell[CM_IS_DELETE][0] == 't')
		return em_reject(x, "C7", "comment %s is deleted", x->entity);
	return RC_OK;
}

static bool
is_author(const struct em *x, const struct row *r)
{
	return strcmp(r->cell[CM_USER_ID], x->user) == 0;
}

/* Followers of reporters count, too: should nobody be told of it? */
static enum rc
is_reported(struct em *x, const struct ids *reporters, bool *shunned)
{
	*shunned = false;
	return em_since(x, SINCE_G) ? RC_OK
				    : em_talk_is_shunned(x, reporters,
					  LIM_COMMENT_KARMA, shunned);
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
	    (rc = is_reported(x, reporters, &shunned)) != RC_OK)
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
			rc = em_talk_mention(x, &t, now->id[i]);
	}
	return rc;
}

/* C7: a change says what it is about; C17: which is what it was about. */
static enum rc
check_same_entity(struct em *x, const struct row *r)
{
	struct em_talk t = { .entity_type = type_of(x) };

	if (!em_get_id(x, "entity_id", &t.entity))
		return em_reject(x, "C7", "entity_id is missing");
	if (!em_since(x, SINCE_C17))
		return RC_OK;
	if (t.entity_type == NULL || !is_same_thread(&t, r))
		return em_reject(x, "C17", "comment %s is about other things",
		    x->entity);
	return RC_OK;
}

enum rc
em_comment_update(struct em *x)
{
	struct ids mentions;
	const char *body;
	struct row *r;
	enum rc rc;

	if ((rc = live_comment(x, &r)) != RC_OK)
		return rc;
	if (!is_author(x, r))
		return em_reject(x, "D7", "comment %s is not by user %s",
		    x->entity, x->user);
	if ((rc = check_same_entity(x, r)) != RC_OK ||
	    (rc = check_body(x, &body)) != RC_OK ||
	    (rc = check_mentions(x, &mentions)) != RC_OK)
		return rc;
	em_put(x, r, CM_CREATED_AT);
	rows_set(r, CM_TEXT, body);
	rows_set(r, CM_IS_EDITED, "t");
	set_extras(x, r, r->cell[CM_ENTITY_TYPE]);
	return change_mentions(x, r, &mentions);
}

/* C13: who wrote it may delete it, and who owns what it is about. */
enum rc
em_comment_delete(struct em *x)
{
	int64_t owner;
	struct row *r;
	enum rc rc;

	rc = em_find(x, &r, T_COMMENTS, x->entity_id);
	if (rc == RC_OK && r == NULL)
		rc = em_reject(x, "C7", "no comment %s", x->entity);
	if (rc != RC_OK)
		return rc;
	rc = em_talk_owner_of(x, &owner, r->cell[CM_ENTITY_TYPE],
	    em_cell_id(r->cell[CM_ENTITY_ID]));
	if (rc != RC_OK)
		return rc;
	if (!is_author(x, r) && owner != x->user_id)
		return em_reject(x, "C13",
		    "neither comment %s nor its place is user %s's", x->entity,
		    x->user);
	em_put(x, r, CM_CREATED_AT);
	rows_set(r, CM_IS_DELETE, "t");
	return RC_OK;
}
