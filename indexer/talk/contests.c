/* SPDX-License-Identifier: ISC */
/* Events of artists: remix contests, live events, new releases. */
#include <string.h>

#include "common/base/iso_time.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "common/json/jsonw.h"
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
	return em_reject(x, "V", "event_type is missing or unknown");
}

/* A date that is there must be one. */
static enum rc
read_end(struct em *x, struct iso_time *end, const char **cell)
{
	const char *s = em_text(x, "end_date");

	if (s == NULL || !iso_time_read(end, s) ||
	    (*cell = iso_time_cell(x->c->a, end)) == NULL)
		return em_reject(x, "V", "end_date is missing or no date");
	return RC_OK;
}

/* One contest at a time. */
static enum rc
check_others(struct em *x, int64_t track)
{
	struct iso_time end, t = now(x);
	struct ids *others;
	struct row *r;
	enum rc rc;
	size_t i;

	rc = ids_get(x->c, x->rows, &others, T_CONTESTS, track);
	for (i = 0; rc == RC_OK && i < others->n; i++) {
		rc = em_find(x, &r, T_EVENTS, others->id[i]);
		if (rc != RC_OK)
			return rc;
		if (r == NULL || r->cell[EV_IS_DELETED][0] == 't' ||
		    (r->cell[EV_END_DATE] != NULL &&
			iso_time_read(&end, r->cell[EV_END_DATE]) &&
			iso_time_cmp(&end, &t) < 0))
			continue;
		return em_reject(x, "V", "track %lld has a contest",
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
		return em_reject(x, "V", "entity_type is not track");
	if (em_value(x, "entity_id") == NULL)
		return strcmp(type, CONTEST) == 0
			   ? em_reject(x, "V", "a contest is about a track")
			   : RC_OK;
	if (!em_get_id(x, "entity_id", track))
		return em_reject(x, "V", "entity_id is no id");
	if ((rc = em_find(x, &r, T_TRACKS, *track)) != RC_OK)
		return rc;
	if (r == NULL || strcmp(r->cell[TR_OWNER_ID], x->user) != 0)
		return em_reject(x, "V", "user %s has no track %lld", x->user,
		    (long long)*track);
	if (strcmp(type, CONTEST) != 0)
		return RC_OK;
	if (r->cell[TR_REMIX_OF] != NULL)
		return em_reject(x, "V", "the track is a remix itself");
	return check_others(x, *track);
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
	struct iso_time end, t = now(x);
	struct row *r;
	enum rc rc;

	rc = em_find(x, &r, T_EVENTS, x->entity_id);
	if (rc == RC_OK && r != NULL)
		rc = em_reject(x, "V", "event %s exists", x->entity);
	if (rc != RC_OK || x->rejected ||
	    (rc = check_type(x, &p->type)) != RC_OK || x->rejected ||
	    (rc = read_end(x, &end, &p->end)) != RC_OK || x->rejected)
		return rc;
	if (iso_time_cmp(&end, &t) < 0)
		return em_reject(x, "V", "end_date is past");
	return check_entity(x, p->type, &p->track);
}

enum rc
em_event_create(struct em *x)
{
	struct ids *contests;
	struct plan p;
	struct row *r;
	enum rc rc;

	if ((rc = check_new(x, &p)) != RC_OK || x->rejected ||
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
own_event(struct em *x, struct row **r)
{
	enum rc rc;

	rc = em_find(x, r, T_EVENTS, x->entity_id);
	if (rc != RC_OK)
		return rc;
	if (*r == NULL)
		return em_reject(x, "V", "no event %s", x->entity);
	if (strcmp((*r)->cell[EV_USER_ID], x->user) != 0)
		return em_reject(x, "V", "event %s is another user's",
		    x->entity);
	return RC_OK;
}

/* A contest may only become longer. */
static enum rc
check_end(struct em *x, const struct row *r, const char **cell)
{
	struct iso_time end, old;
	enum rc rc;

	if ((rc = read_end(x, &end, cell)) != RC_OK || x->rejected)
		return rc;
	if (is_contest(r) && r->cell[EV_END_DATE] != NULL &&
	    iso_time_read(&old, r->cell[EV_END_DATE]) &&
	    iso_time_cmp(&end, &old) < 0)
		return em_reject(x, "V", "a contest cannot end earlier");
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

static void
tell_remixer(struct em *x, const struct row *r, const char *owner)
{
	struct arena *a = x->c->a;
	struct jsonw *w = jsonw_new(a);
	const char *group = arena_printf(a,
	    "fan_remix_contest_winners_selected:%s:user:%s", x->entity, owner);
	const char *key[] = { group, x->user };
	struct span s;

	jsonw_obj(w, NULL);
	jsonw_numtext(w, "entity_id", r->cell[EV_ENTITY_ID]);
	jsonw_int(w, "entity_user_id", x->user_id);
	jsonw_end(w);
	s = jsonw_done(w);
	em_notify(x, "fan_remix_contest_winners_selected", group, x->user,
	    arena_memdup(a, s.p, s.len), arena_printf(a, "{%s}", owner));
	rows_set(rows_put(x->rows, T_NOTIFICATIONS, key), NO_BLOCKNUMBER, NULL);
}

/* Everybody who has made a remix since the contest began, but the host. */
static enum rc
tell_remixers(struct em *x, const struct row *r)
{
	const char *param[] = { r->cell[EV_ENTITY_ID], r->cell[EV_CREATED_AT] };
	const char *owner;
	PGresult *res;
	enum rc rc;
	int i;

	/* Remixes of this window are found once they are written. */
	if ((rc = em_write(x)) != RC_OK ||
	    (rc = db_run(x->c, &res, SQL_IDX_REMIXERS, param)) != RC_OK)
		return rc;
	for (i = 0; rc == RC_OK && i < PQntuples(res); i++) {
		owner = db_text(res, i, 0);
		if (strcmp(owner, x->user) != 0)
			tell_remixer(x, r, owner);
		rc = apply_room(x->ap);
	}
	return rc;
}

enum rc
em_event_update(struct em *x)
{
	const char *end = NULL, *data;
	bool told;
	struct row *r;
	enum rc rc;

	if ((rc = own_event(x, &r)) != RC_OK || x->rejected)
		return rc;
	if (em_value(x, "end_date") != NULL &&
	    ((rc = check_end(x, r, &end)) != RC_OK || x->rejected))
		return rc;
	data = event_data(x);
	told = !is_contest(r) || r->cell[EV_ENTITY_ID] == NULL ||
	       !has_winners(em_value(x, "event_data")) ||
	       had_winners(x, r->cell[EV_EVENT_DATA]);
	em_put(x, r, EV_CREATED_AT);
	if (end != NULL)
		rows_set(r, EV_END_DATE, end);
	if (em_has(x, "event_data"))
		rows_set(r, EV_EVENT_DATA, data);
	return told ? RC_OK : tell_remixers(x, r);
}

enum rc
em_event_delete(struct em *x)
{
	struct row *r;
	enum rc rc;

	if ((rc = own_event(x, &r)) != RC_OK || x->rejected)
		return rc;
	em_put(x, r, EV_CREATED_AT);
	rows_set(r, EV_IS_DELETED, "t");
	return RC_OK;
}
