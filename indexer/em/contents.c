/* SPDX-License-Identifier: ISC */
#include "indexer/em/contents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/json/jsonr.h"
#include "indexer/apply/contents.h"
#include "indexer/rows/ids.h"

#define MAX_ENTRIES 5000
#define LAST_TIME   253402300799 /* end of the year 9999 */

static struct json_object *
entries_of(const struct em *x, size_t *n)
{
	struct json_object *o = em_value(x, "playlist_contents"), *list;

	*n = 0;
	if (!jsonr_opt_arr(&list, o, "track_ids"))
		return NULL;
	*n = json_object_array_length(list);
	return list;
}

static bool
read_entry(struct json_object *list, size_t i, int64_t *track, int64_t *time)
{
	struct json_object *o = jsonr_at(list, i);

	return jsonr_opt_int(track, o, "track") && *track >= 0 &&
	       *track <= LIM_ID && jsonr_opt_int(time, o, "time") &&
	       *time >= 0 && *time <= LAST_TIME;
}

static void
want_entry(struct rows *rs, const char *playlist, int64_t track)
{
	const char *const key[] = { playlist, rows_int(rs, track) };

	rows_want_id(rs, T_TRACKS, track);
	rows_want(rs, T_PLAYLIST_TRACKS, key);
}

void
em_contents_want(struct em *x)
{
	struct json_object *list;
	int64_t track, time;
	size_t i, n;

	if (x->entity_id < ENTITY_MANAGER_IDS)
		rows_want_id(x->rows, T_MEMBERS, x->entity_id);
	list = entries_of(x, &n);
	for (i = 0; i < n && n <= MAX_ENTRIES; i++)
		if (read_entry(list, i, &track, &time))
			want_entry(x->rows, x->entity, track);
}

void
em_contents_want_kept(struct ctx *c, struct rows *rs, int64_t playlist)
{
	const char *const key[] = { rows_int(rs, playlist) };
	const struct row *r = rows_peek(rs, T_PLAYLISTS, key);
	struct contents p = { NULL, 0, 0 };
	size_t i;

	if (r == NULL || !r->there || r->cell[P_CONTENTS] == NULL ||
	    contents_read(c, &p, r->cell[P_CONTENTS]) != RC_OK)
		return;
	for (i = 0; i < p.n; i++)
		want_entry(rs, key[0], p.e[i].track);
}

enum rc
em_contents_check(struct em *x)
{
	struct json_object *o = em_value(x, "playlist_contents"), *list;
	int64_t track, time;
	size_t i, n;

	if (format_is_empty(o))
		return RC_OK;
	if ((list = entries_of(x, &n)) == NULL)
		return em_reject(x, "P5", "contents without track_ids");
	if (n > MAX_ENTRIES)
		return em_reject(x, "P6", "more than %d entries", MAX_ENTRIES);
	for (i = 0; i < n; i++)
		if (!read_entry(list, i, &track, &time))
			return em_reject(x, "P5",
			    "an entry without track or time");
	return RC_OK;
}

static enum rc
check_gate(struct em *x, int64_t track)
{
	struct row *t;
	enum rc rc;

	if ((rc = em_find(x, &t, T_TRACKS, track)) != RC_OK || t == NULL)
		return rc;
	if (t->cell[TR_IS_STREAM_GATED] != NULL &&
	    t->cell[TR_IS_STREAM_GATED][0] == 't')
		return em_reject(x, "P10", "track %lld is gated",
		    (long long)track);
	return RC_OK;
}

/* Its own entries: those given, or those it has and keeps (D9). */
enum rc
em_contents_check_gates(struct em *x, struct row *r)
{
	struct contents *kept = NULL;
	struct json_object *list;
	int64_t track, time;
	enum rc rc = RC_OK;
	size_t i, n;

	/* L2 had gated tracks in no collection. */
	if (em_true(x, "is_album") && !x->is_document)
		return RC_OK;
	list = entries_of(x, &n);
	if (list == NULL && r != NULL) {
		if ((rc = contents_of(x->ap, r, &kept)) != RC_OK)
			return rc;
		n = kept->n;
	}
	for (i = 0; rc == RC_OK && !x->rejected && i < n; i++) {
		if (kept != NULL)
			track = kept->e[i].track;
		else if (!read_entry(list, i, &track, &time))
			continue;
		rc = check_gate(x, track);
	}
	return rc;
}

/* Times of entries. */

static int64_t
known_time(const struct contents_entry *e)
{
	return e->client_time >= 0 ? e->client_time : e->time;
}

static int
compare(const void *a, const void *b)
{
	const struct contents_entry *x = a, *y = b;

	if (x->track != y->track)
		return x->track < y->track ? -1 : 1;
	if (known_time(x) != known_time(y))
		return known_time(x) < known_time(y) ? -1 : 1;
	return 0;
}

static struct contents_entry *
sorted(struct em *x, const struct contents *p)
{
	struct contents_entry *e =
	    arena_zalloc(x->scratch, p->n + 1, sizeof(*e));

	if (p->n > 0)
		memcpy(e, p->e, p->n * sizeof(*e));
	qsort(e, p->n, sizeof(*e), compare);
	return e;
}

/* Albums hold tracks of their owner only. */
static enum rc
is_allowed(struct em *x, const struct row *r, int64_t track, bool *yes)
{
	struct row *t;
	enum rc rc;

	*yes = true;
	if (r->cell[P_IS_ALBUM][0] != 't')
		return RC_OK;
	if ((rc = em_find(x, &t, T_TRACKS, track)) == RC_OK)
		*yes = t != NULL &&
		       strcmp(t->cell[TR_OWNER_ID], r->cell[P_OWNER_ID]) == 0;
	return rc;
}

/*
 * An entry that was there before, with the client's time, is timed by that
 * (in L2 as it was before); any other by the block.
 */
static int64_t
time_of(const struct em *x, const struct contents_entry *e,
    const struct contents_entry *before, size_t n)
{
	const struct contents_entry *known;

	known = bsearch(e, before, n, sizeof(*e), compare);
	if (known == NULL)
		return (int64_t)x->ap->b->time;
	return x->is_document ? known->time : e->client_time;
}

static enum rc
take_entries(struct em *x, const struct row *r, bool is_new,
    const struct contents *old, struct contents *out)
{
	struct contents_entry *before = sorted(x, old), e;
	struct json_object *list;
	bool yes = true;
	size_t i, n;
	enum rc rc;

	list = entries_of(x, &n);
	for (i = 0; i < n; i++) {
		if (!read_entry(list, i, &e.track, &e.client_time))
			continue;
		if (!is_new && (rc = is_allowed(x, r, e.track, &yes)) != RC_OK)
			return rc;
		if (!yes)
			continue;
		e.time = time_of(x, &e, before, is_new ? 0 : old->n);
		contents_add_entry(x->c->a, out, e);
	}
	return RC_OK;
}

static const char *
last_time(struct em *x, const struct contents *p)
{
	int64_t last = -1;
	size_t i;

	for (i = 0; i < p->n; i++)
		if (p->e[i].time > last)
			last = p->e[i].time;
	return last < 0 ? NULL : em_time(x, last);
}

/* Which playlists hold a track. */

/*
 * The list of a track, "{1,2}", which others can make long: it changes in
 * place.
 */
struct holders {
	char *text; /* a cell */
	size_t len, cap;
};

static struct holders *
holders_of(struct em *x, struct row *t)
{
	const char *list = t->cell[TR_PLAYLISTS_CONTAINING_TRACK];
	struct holders *h = t->aux;

	if (h != NULL && h->text == list)
		return h;
	if (h == NULL)
		h = t->aux = arena_alloc(x->c->a, sizeof(*h));
	h->text = arena_strdup(x->c->a, list != NULL ? list : "{}");
	h->len = strlen(h->text);
	h->cap = h->len + 1;
	return h;
}

/* Each place of id, with the comma before it or else behind it, vanishes. */
static void
holders_drop(struct holders *h, const char *id)
{
	const size_t n = strlen(id);
	char *p = h->text, *end;

	while ((p = strstr(p, id)) != NULL) {
		end = p + n;
		if (strchr("{,", p[-1]) == NULL || strchr(",}", *end) == NULL) {
			p = end;
			continue;
		}
		if (p[-1] == ',')
			p--;
		else if (*end == ',')
			end++;
		memmove(p, end, h->len + 1 - (size_t)(end - h->text));
		h->len -= (size_t)(end - p);
	}
}

static void
holders_add(struct em *x, struct holders *h, const char *id)
{
	const size_t n = strlen(id) + 1; /* with a comma */

	if (h->cap - h->len <= n) {
		h->cap = 2 * h->cap + n;
		h->text = arena_grow(x->c->a, h->text, h->len + 1, h->cap);
	}
	h->len += (size_t)snprintf(h->text + h->len - 1, n + 2, "%s%s}",
		      h->len > 2 ? "," : "", id) -
		  1;
}

static enum rc
note_on_track(struct em *x, int64_t track, bool add)
{
	struct holders *h;
	struct row *t;
	enum rc rc;

	if ((rc = em_find(x, &t, T_TRACKS, track)) != RC_OK || t == NULL)
		return rc;
	h = holders_of(x, t);
	holders_drop(h, x->entity);
	if (add)
		holders_add(x, h, x->entity);
	rows_set(t, TR_PLAYLISTS_CONTAINING_TRACK, h->text);
	rows_set(t, TR_UPDATED_AT, x->ap->time);
	return apply_room(x->ap);
}

static enum rc
note_member(struct em *x, int64_t track, bool member)
{
	const char *const key[] = { x->entity, rows_int(x->rows, track) };
	const char *removed = member ? "f" : "t";
	struct row *r;
	enum rc rc;

	rc = rows_get(x->c, x->rows, &r, T_PLAYLIST_TRACKS, key);
	if (rc != RC_OK || (!r->there && !member) ||
	    (r->there && strcmp(r->cell[PT_IS_REMOVED], removed) == 0))
		return rc;
	em_times(x, r, PT_CREATED_AT);
	rows_set(r, PT_IS_REMOVED, removed);
	return note_on_track(x, track, member);
}

static enum rc
note_gone(struct em *x, const int64_t *track, size_t n,
    const struct ids *listed)
{
	enum rc rc = RC_OK;
	size_t i;

	for (i = 0; rc == RC_OK && i < n; i++)
		if (!ids_has(listed, track[i]))
			rc = note_member(x, track[i], false);
	return rc;
}

static void
take_tracks(struct em *x, struct ids *s, const struct contents *p)
{
	const struct contents_entry *e = sorted(x, p);
	size_t i;

	memset(s, 0, sizeof(*s));
	for (i = 0; i < p->n; i++)
		ids_add(x->scratch, s, e[i].track);
}

/*
 * The contracts of the first chain change what a playlist of theirs holds, but
 * not what is known of its members: then these are more than its contents.
 */
static enum rc
note_members(struct em *x, const struct contents *old,
    const struct contents *now)
{
	struct ids before, listed, *known;
	enum rc rc = RC_OK;
	size_t i;

	take_tracks(x, &before, old);
	take_tracks(x, &listed, now);
	known = &before;
	if (x->entity_id < ENTITY_MANAGER_IDS)
		rc = ids_get(x->c, x->rows, &known, T_MEMBERS, x->entity_id);
	for (i = 0; rc == RC_OK && i < listed.n; i++)
		rc = note_member(x, listed.id[i], true);
	if (rc == RC_OK)
		rc = note_gone(x, known->id, known->n, &listed);
	for (i = 0; known != &before && i < listed.n; i++)
		ids_add(x->c->a, known, listed.id[i]);
	return rc;
}

enum rc
em_contents_set(struct em *x, struct row *r, bool is_new)
{
	struct contents *p, old, now = { NULL, 0, 0 };
	enum rc rc;

	if (!is_new && format_is_empty(em_value(x, "playlist_contents")))
		return RC_OK;
	if ((rc = contents_of(x->ap, r, &p)) != RC_OK)
		return rc;
	old = *p;
	if ((rc = take_entries(x, r, is_new, &old, &now)) != RC_OK)
		return rc;
	*p = now;
	rows_set(r, P_LAST_ADDED_TO, last_time(x, &now));
	return note_members(x, &old, &now);
}
