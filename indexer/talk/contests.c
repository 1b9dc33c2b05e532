/* SPDX-License-Identifier: ISC */
/* Events of artists: remix contests, live events, new releases. */
#include <string.h>

#include "common/base/iso_time.h"
#include "common/json/jsonr.h"
#include "indexer/music/contest.h"
#include "indexer/rows/ids.h"
#include "indexer/talk/misc.h"

#define CONTEST "remix_contest"

void
em_event_want(struct em *x)
{
	int64_t track;

	rows_want_id(x->rows, T_EVENTS, x->entity_id);
	if (!em_get_id(x, "entity_id", &track))
		return;
	rows_want_id(x->rows, T_TRACKS, track);
	rows_want_id(x->rows, T_CONTESTS, track);
}

static bool
is_contest(const struct row *r)
{
	return strcmp(r->cell[EV_EVENT_TYPE], CONTEST) == 0;
}

static struct iso_time
now(const struct em *x)
{
	return (struct iso_time){ .s = (int64_t)x->ap->b->time };
}

static enum rc
check_type(struct em *x, const char **type)
{
	static const char *const known[] = { CONTEST, "live_event",
		"new_release" };
	size_t i;

	*type = em_text(x, "event_type");
	for (i = 0; *type != NULL && i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(*type, known[i]) == 0)
			return RC_OK;
	return em_reject(x, "V1", "event_type is missing or unknown");
}

/* V2: a date that is there must be one. */
static enum rc
read_end(struct em *x, struct iso_time *end, const char **cell)
{
	const char *s = em_text(x, "end_date");

	if (s == NULL || !iso_time_read(end, s) ||
	    (*cell = iso_time_cell(x->c->a, end)) == NULL)
		return em_reject(x, "V2", "end_date is no date");
	return RC_OK;
}

/* V1, V2: the end of a new event; none is for ever. */
static enum rc
check_first_end(struct em *x, const char **cell)
{
	struct iso_time end, t = now(x);
	enum rc rc;

	*cell = NULL;
	if (em_value(x, "end_date") == NULL)
		return em_since(x, SINCE_G)
			   ? em_reject(x, "V1", "end_date is missing")
			   : RC_OK;
	if ((rc = read_end(x, &end, cell)) != RC_OK)
		return rc;
	if (em_since(x, SINCE_V2) && iso_time_cmp(&end, &t) < 0)
		return em_reject(x, "V2", "end_date is past");
	return RC_OK;
}

/* V6: one contest at a time; one without an end does not count. */
static enum rc
check_others(struct em *x, int64_t track)
{
	struct ids *others;
	struct row *r;
	enum rc rc;
	size_t i;

	rc = ids_get(x->c, x->rows, &others, T_CONTESTS, track);
	for (i = 0; rc == RC_OK && i < others->n; i++) {
		rc = em_find(x, &r, T_EVENTS, others->id[i]);
		if (rc != RC_OK)
			return rc;
		if (r != NULL && r->cell[EV_END_DATE] != NULL &&
		    em_contest_runs(x, r))
			return em_reject(x, "V6", "track %lld has a contest",
			    (long long)track);
	}
	return rc;
}

/* The track of the event; *track is -1 for none. */
static enum rc
check_entity(struct em *x, const char *type, int64_t *track)
{
	const char *kind = em_text(x, "entity_type");
	struct row *r;
	enum rc rc;

	*track = -1;
	if (em_value(x, "entity_type") != NULL &&
	    (kind == NULL || strcmp(kind, "track") != 0))
		return em_reject(x, "V3", "entity_type is not track");
	if (em_value(x, "entity_id") == NULL)
		return strcmp(type, CONTEST) == 0
			   ? em_reject(x, "V4", "a contest is about a track")
			   : RC_OK;
	if (!em_get_id(x, "entity_id", track))
		return em_reject(x, "V4", "entity_id is no id");
	if ((rc = em_find(x, &r, T_TRACKS, *track)) != RC_OK)
		return rc;
	if (r == NULL || strcmp(r->cell[TR_OWNER_ID], x->user) != 0)
		return em_reject(x, "V4", "user %s has no track %lld", x->user,
		    (long long)*track);
	if (strcmp(type, CONTEST) != 0)
		return RC_OK;
	if (kind == NULL)
		return em_reject(x, "V4", "a contest is about a track");
	if (em_since(x, SINCE_V6) && ((rc = check_others(x, *track)) != RC_OK))
		return rc;
	if (em_since(x, SINCE_V5) && r->cell[TR_REMIX_OF] != NULL)
		return em_reject(x, "V5", "the track is a remix itself");
	return RC_OK;
}

static const char *
event_data(struct em *x)
{
	struct json_object *o = em_value(x, "event_data");

	return o == NULL ? NULL : jsonr_text(x->c, o);
}

struct plan {
	const char *type, *end;
	int64_t track;
};

static enum rc
check_new(struct em *x, struct plan *p)
{
	struct row *r;
	enum rc rc;

	rc = em_find(x, &r, T_EVENTS, x->entity_id);
	if (rc == RC_OK && r != NULL)
		rc = em_reject(x, "V1", "event %s exists", x->entity);
	if (rc != RC_OK || (rc = check_type(x, &p->type)) != RC_OK ||
	    (rc = check_first_end(x, &p->end)) != RC_OK)
		return rc;
	return check_entity(x, p->type, &p->track);
}

enum rc
em_event_create(struct em *x)
{
	struct ids *contests;
	struct plan p;
	struct row *r;
	enum rc rc;

	if ((rc = check_new(x, &p)) != RC_OK ||
	    (rc = rows_get_id(x->c, x->rows, &r, T_EVENTS, x->entity_id)) !=
		RC_OK)
		return rc;
	if (strcmp(p.type, CONTEST) == 0) {
		rc = ids_get(x->c, x->rows, &contests, T_CONTESTS, p.track);
		if (rc != RC_OK)
			return rc;
		ids_add(x->c->a, contests, x->entity_id);
	}
	em_put(x, r, EV_CREATED_AT);
	rows_set(r, EV_EVENT_TYPE, p.type);
	rows_set(r, EV_USER_ID, x->user);
	rows_set(r, EV_ENTITY_TYPE, em_text(x, "entity_type"));
	rows_set(r, EV_ENTITY_ID,
	    p.track < 0 ? NULL : rows_int(x->rows, p.track));
	rows_set(r, EV_END_DATE, p.end);
	rows_set(r, EV_IS_DELETED, "f");
	rows_set(r, EV_EVENT_DATA, event_data(x));
	return RC_OK;
}

static enum rc
own_event(struct em *x, struct row **r, const char *rule)
{
	enum rc rc;

	rc = em_find(x, r, T_EVENTS, x->entity_id);
	if (rc != RC_OK)
		return rc;
	if (*r == NULL)
		return em_reject(x, rule, "no event %s", x->entity);
	if (strcmp((*r)->cell[EV_USER_ID], x->user) != 0)
		return em_reject(x, rule, "event %s is another user's",
		    x->entity);
	return RC_OK;
}

/* V7: a contest may only become longer; other events end in the future. */
static enum rc
check_end(struct em *x, const struct row *r, const char **cell)
{
	struct iso_time end, old = now(x);
	bool longer = is_contest(r) && r->cell[EV_END_DATE] != NULL;
	enum rc rc;

	if ((rc = read_end(x, &end, cell)) != RC_OK)
		return rc;
	if (longer && !iso_time_read(&old, r->cell[EV_END_DATE]))
		return RC_OK;
	if (em_since(x, SINCE_V7) && iso_time_cmp(&end, &old) < 0)
		return em_reject(x, "V7",
		    longer ? "a contest cannot end earlier"
			   : "end_date is past");
	return RC_OK;
}

static bool
has_winners(struct json_object *data)
{
	struct json_object *w;

	return json_object_is_type(data, json_type_object) &&
	       jsonr_opt_arr(&w, data, "winners") &&
	       json_object_array_length(w) > 0;
}

static bool
had_winners(struct em *x, const char *cell)
{
	struct json_object *o;
	struct ctx k = *x->c;

	if (cell == NULL)
		return false;
	k.a = x->scratch;
	err_clear(&k.err);
	return jsonr_doc(&k, &o, cell, strlen(cell)) == RC_OK && has_winners(o);
}

/* V8: everybody who has made a remix since the contest began hears of it. */
static enum rc
tell_winners(struct em *x, const struct row *r)
{
	const char *param[] = { x->entity, r->cell[EV_ENTITY_ID], x->user,
		r->cell[EV_CREATED_AT], x->ap->time };
	struct row *track;
	enum rc rc;

	rc = em_find(x, &track, T_TRACKS, em_cell_id(r->cell[EV_ENTITY_ID]));
	if (rc != RC_OK || track == NULL || !em_contest_is_public(track))
		return rc;
	return em_tell(x, SQL_IDX_TELL_WINNERS, param);
}

/* A key that is there sets its column, until SINCE_G by null, too. */
static bool
is_given(const struct em *x, const char *key)
{
	return em_has(x, key) &&
	       (em_value(x, key) != NULL || !em_since(x, SINCE_G));
}

enum rc
em_event_update(struct em *x)
{
	const char *end = NULL, *data;
	bool told;
	struct row *r;
	enum rc rc;

	if ((rc = own_event(x, &r, "V7")) != RC_OK)
		return rc;
	if (em_value(x, "end_date") != NULL &&
	    ((rc = check_end(x, r, &end)) != RC_OK))
		return rc;
	data = event_data(x);
	told = !is_contest(r) || r->cell[EV_ENTITY_ID] == NULL ||
	       !has_winners(em_value(x, "event_data")) ||
	       had_winners(x, r->cell[EV_EVENT_DATA]);
	em_put(x, r, EV_CREATED_AT);
	if (is_given(x, "end_date"))
		rows_set(r, EV_END_DATE, end);
	if (is_given(x, "event_data"))
		rows_set(r, EV_EVENT_DATA, data);
	return told ? RC_OK : tell_winners(x, r);
}

enum rc
em_event_delete(struct em *x)
{
	struct row *r;
	enum rc rc;

	if ((rc = own_event(x, &r, "V9")) != RC_OK)
		return rc;
	em_put(x, r, EV_CREATED_AT);
	rows_set(r, EV_IS_DELETED, "t");
	return RC_OK;
}
