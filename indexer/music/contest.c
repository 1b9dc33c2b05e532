/* SPDX-License-Identifier: ISC */
#include "indexer/music/contest.h"

#include <string.h>

#include "common/base/iso_time.h"
#include "common/base/limits.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "indexer/rows/ids.h"

static bool
is(const struct row *r, unsigned col)
{
	return r->cell[col] != NULL && r->cell[col][0] == 't';
}

/* The first track that remix_of names. */
static bool
first_parent(const struct em *x, int64_t *id)
{
	struct json_object *tracks;

	return jsonr_opt_arr(&tracks, em_value(x, "remix_of"), "tracks") &&
	       jsonr_opt_int(id, jsonr_at(tracks, 0), "parent_track_id") &&
	       *id >= 0 && *id <= LIM_ID;
}

void
em_contest_want(struct em *x)
{
	int64_t parent;

	if (first_parent(x, &parent))
		rows_want_id(x->rows, T_CONTESTS, parent);
	if (strcmp(x->action, "Update") == 0 && em_has(x, "is_unlisted"))
		rows_want_id(x->rows, T_CONTESTS, x->entity_id);
}

bool
em_contest_runs(const struct em *x, const struct row *event)
{
	struct iso_time end, now = { .s = (int64_t)x->ap->b->time };

	if (strcmp(event->cell[EV_EVENT_TYPE], "remix_contest") != 0 ||
	    is(event, EV_IS_DELETED))
		return false;
	return event->cell[EV_END_DATE] == NULL ||
	       (iso_time_read(&end, event->cell[EV_END_DATE]) &&
		   iso_time_cmp(&end, &now) > 0);
}

bool
em_contest_is_public(const struct row *track)
{
	return !is(track, TR_IS_UNLISTED) && !is(track, TR_IS_DELETE) &&
	       track->cell[TR_ACCESS_AUTHORITIES] == NULL;
}

/* *event is the contest that runs on a track, or NULL. */
static enum rc
running(struct em *x, struct row **event, int64_t track)
{
	struct ids *contests;
	struct row *r;
	enum rc rc;
	size_t i;

	*event = NULL;
	rc = ids_get(x->c, x->rows, &contests, T_CONTESTS, track);
	for (i = 0; rc == RC_OK && *event == NULL && i < contests->n; i++) {
		rc = em_find(x, &r, T_EVENTS, contests->id[i]);
		if (rc == RC_OK && r != NULL && em_contest_runs(x, r))
			*event = r;
	}
	return rc;
}

/* The uploader hears of the contest from now on; the host does anyway. */
static enum rc
subscribe(struct em *x, const struct row *event)
{
	const char *id = event->cell[EV_EVENT_ID];
	const char *const key[] = { x->user, id, "Event" };
	struct row *r;
	enum rc rc;

	if (strcmp(event->cell[EV_USER_ID], x->user) == 0)
		return RC_OK;
	rc = rows_get(x->c, x->rows, &r, T_SUBSCRIPTIONS, key);
	if (rc != RC_OK || (r->there && !is(r, SU_IS_DELETE)))
		return rc;
	em_put(x, r, 0);
	rows_set(r, SU_TXHASH,
	    arena_printf(x->c->a, "auto_e%s_%s", id, x->txhash));
	rows_set(r, SU_IS_DELETE, "f");
	rows_set(r, SU_CREATED_AT, x->ap->time);
	rows_set(r, SU_ENTITY_ID, id);
	return RC_OK;
}

enum rc
em_contest_entry(struct em *x, const struct row *track)
{
	struct row *event;
	int64_t parent;
	enum rc rc;

	if (x->is_document || !em_since(x, SINCE_T26) ||
	    !format_is_empty(em_value(x, "stem_of")) ||
	    !first_parent(x, &parent))
		return RC_OK;
	rc = running(x, &event, parent);
	if (rc != RC_OK || event == NULL ||
	    (rc = subscribe(x, event)) != RC_OK || !em_contest_is_public(track))
		return rc;

	const char *param[] = { event->cell[EV_EVENT_ID],
		event->cell[EV_ENTITY_ID], event->cell[EV_USER_ID], x->entity,
		x->user, x->ap->blocknumber, x->ap->time };

	return em_tell(x, SQL_IDX_TELL_CONTEST_ENTRY, param);
}

enum rc
em_contest_public(struct em *x, const struct row *track)
{
	struct row *event;
	enum rc rc;

	if (!em_contest_is_public(track))
		return RC_OK;
	rc = running(x, &event, x->entity_id);
	return rc != RC_OK || event == NULL ? rc
					    : em_contest_tell_start(x, event);
}

enum rc
em_contest_tell_start(struct em *x, const struct row *event)
{
	const char *param[] = { event->cell[EV_EVENT_ID],
		event->cell[EV_ENTITY_ID], event->cell[EV_USER_ID],
		x->ap->blocknumber, x->ap->time };

	return em_tell(x, SQL_IDX_TELL_CONTEST_STARTED, param);
}
