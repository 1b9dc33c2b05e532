/* SPDX-License-Identifier: ISC */
#include "indexer/music/contents.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/hashid.h"
#include "common/base/iso_time.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"
#include "indexer/apply/contents.h"
#include "indexer/em/past.h"
#include "indexer/rows/ids.h"

#define MAX_ENTRIES 5000
#define LAST_TIME   253402300799.0 /* end of the year 9999 */
#define LAST_NUMBER 9007199254740991.0

/* An entry as a client writes it; a time that is not there is negative. */
struct given {
	int64_t track;
	double own;    /* timestamp, else time */
	double client; /* metadata_timestamp, else own */
};

/* The entries: a list, or an object that has one. */
static struct json_object *
entries_of(const struct em *x, size_t *n)
{
	struct json_object *o = em_value(x, "playlist_contents"), *list = o;

	*n = 0;
	if (!json_object_is_type(o, json_type_array) &&
	    !jsonr_opt_arr(&list, o, "track_ids"))
		return NULL;
	*n = json_object_array_length(list);
	return list;
}

/* A number, or a hash id. */
static bool
read_track(struct ctx *c, struct json_object *o, const char *key, int64_t *id)
{
	const char *s;

	if (jsonr_opt_int(id, o, key))
		return *id >= 0 && *id <= LIM_ID;
	return jsonr_opt_text(c, &s, o, key) && hashid_decode(id, s) == 0;
}

static double
read_time(struct json_object *o, const char *key)
{
	double t;

	return jsonr_opt_num(&t, o, key) && t >= 0 && t <= LAST_NUMBER ? t : -1;
}

static bool
read_entry(struct em *x, struct json_object *list, size_t i, struct given *g)
{
	struct json_object *o = jsonr_at(list, i);
	struct ctx k = *x->c;

	k.a = x->scratch;
	if (!read_track(&k, o, "track", &g->track) &&
	    !read_track(&k, o, "track_id", &g->track))
		return false;
	g->own = read_time(o, "timestamp");
	if (g->own <= 0)
		g->own = read_time(o, "time");
	g->client = read_time(o, "metadata_timestamp");
	if (g->client < 0)
		g->client = g->own;
	return true;
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
	struct given g;
	size_t i, n;

	if (x->entity_id < ENTITY_MANAGER_IDS)
		rows_want_id(x->rows, T_MEMBERS, x->entity_id);
	list = entries_of(x, &n);
	for (i = 0; i < n && n <= MAX_ENTRIES; i++)
		if (read_entry(x, list, i, &g))
			want_entry(x->rows, x->entity, g.track);
}

void
em_contents_want_kept(struct ctx *c, struct rows *rs, int64_t playlist)
{
	const char *const key[] = { rows_int(rs, playlist) };
	const struct row *r = rows_peek(rs, T_PLAYLISTS, key);
	struct contents p = { NULL, 0, 0 };
	size_t i;

	if (r == NULL || !r->there || r->cell[P_CONTENTS] == NULL)
		return;
	contents_read(c, &p, r->cell[P_CONTENTS]);
	for (i = 0; i < p.n; i++)
		want_entry(rs, key[0], p.e[i].track);
}

/* Nothing is said of the contents: no news, and not the empty list. */
static bool
says_nothing(const struct em *x)
{
	struct json_object *o = em_value(x, "playlist_contents");

	return o == NULL || (json_object_is_type(o, json_type_object) &&
				json_object_object_length(o) == 0);
}

/* Is there text for an id? */
static bool
is_named(struct json_object *list, size_t i)
{
	struct json_object *o = jsonr_at(list, i), *id;

	return (json_object_object_get_ex(o, "track", &id) ||
		   json_object_object_get_ex(o, "track_id", &id)) &&
	       json_object_is_type(id, json_type_string);
}

enum rc
em_contents_check(struct em *x, bool is_new)
{
	struct json_object *list;
	struct given g;
	size_t i, n;

	if (says_nothing(x))
		return RC_OK;
	if ((list = entries_of(x, &n)) == NULL)
		return em_reject(x, "P5", "contents without a list of tracks");
	if (n > MAX_ENTRIES && !em_past(x))
		return em_reject(x, "P6", "more than %d entries", MAX_ENTRIES);
	for (i = 0; i < n; i++)
		if (!read_entry(x, list, i, &g) || (is_new && g.own <= 0))
			return em_reject(x, is_named(list, i) ? "P14" : "P5",
			    "entry %zu is without track or time", i);
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

/* L2 had gated tracks in no collection, given or kept. */
enum rc
em_contents_check_gates(struct em *x, struct row *r)
{
	struct contents *kept = NULL;
	struct json_object *list;
	enum rc rc = RC_OK;
	struct given g;
	size_t i, n;

	if (!x->is_document)
		return RC_OK;
	list = entries_of(x, &n);
	if (list == NULL && r != NULL) {
		if ((rc = contents_of(x->ap, r, &kept)) != RC_OK)
			return rc;
		n = kept->n;
	}
	for (i = 0; rc == RC_OK && i < n; i++) {
		if (kept != NULL)
			g.track = kept->e[i].track;
		else if (!read_entry(x, list, i, &g))
			continue;
		rc = check_gate(x, g.track);
	}
	return rc;
}

/* Times of entries. */

static double
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
static double
time_of(const struct em *x, const struct contents_entry *e,
    const struct contents_entry *before, size_t n)
{
	const struct contents_entry *known;

	known = e->client_time < 0 ? NULL
				   : bsearch(e, before, n, sizeof(*e), compare);
	if (known == NULL)
		return (double)x->ap->b->time;
	return x->is_document ? known->time : e->client_time;
}

/* The entries given, with what they are compared with on creation as time. */
static enum rc
given_entries(struct em *x, const struct row *r, bool is_new,
    struct contents *out)
{
	bool late = em_since(x, SINCE_P14), yes = true;
	struct json_object *list;
	struct given g;
	size_t i, n;
	enum rc rc;

	list = entries_of(x, &n);
	for (i = 0; i < n; i++) {
		if (!read_entry(x, list, i, &g))
			continue;
		if ((!is_new || late) &&
		    (rc = is_allowed(x, r, g.track, &yes)) != RC_OK)
			return rc;
		if (yes)
			contents_add_entry(x->c->a, out,
			    (struct contents_entry){ g.track, g.own,
				g.client >= 0 ? g.client : CONTENTS_NULL });
	}
	return RC_OK;
}

/* P14: a new list is compared with itself, as its own times stand there. */
static struct contents_entry *
compared_with(struct em *x, bool is_new, const struct contents *old,
    const struct contents *now, size_t *n)
{
	struct contents_entry *e;
	struct contents own;
	size_t i;

	*n = is_new ? now->n : old->n;
	if (!is_new)
		return sorted(x, old);
	if (!em_since(x, SINCE_P14))
		*n = 0;
	own.n = *n;
	own.e = e = arena_zalloc(x->scratch, *n + 1, sizeof(*e));
	for (i = 0; i < *n; i++) {
		e[i] = now->e[i];
		e[i].client_time = CONTENTS_UNSAID;
	}
	return sorted(x, &own);
}

static enum rc
take_entries(struct em *x, const struct row *r, bool is_new,
    const struct contents *old, struct contents *out)
{
	struct contents_entry *before;
	size_t i, n;
	enum rc rc;

	if ((rc = given_entries(x, r, is_new, out)) != RC_OK)
		return rc;
	before = compared_with(x, is_new, old, out, &n);
	for (i = 0; i < out->n; i++)
		out->e[i].time = time_of(x, &out->e[i], before, n);
	return RC_OK;
}

/* Seconds with their fraction as a cell; NULL for what is no date. */
static const char *
time_cell(struct em *x, double seconds)
{
	struct iso_time t;

	if (seconds < 0 || seconds > LAST_TIME)
		return NULL;
	t.s = (int64_t)seconds;
	t.us = (int32_t)((seconds - (double)t.s) * 1e6 + 0.5);
	if (t.us > 999999)
		t.us = 999999;
	return iso_time_cell(x->c->a, &t);
}

/* P15: a list that was emptied, and what is no date, say nothing of it. */
static void
set_last_added(struct em *x, struct row *r, bool is_new,
    const struct contents *now)
{
	const char *cell;
	double last = -1;
	size_t i;

	for (i = 0; i < now->n; i++)
		if (now->e[i].time > last)
			last = now->e[i].time;
	cell = time_cell(x, last);
	if (cell == NULL && now->n > 0 && is_new)
		cell = x->ap->time;
	if (cell != NULL || (now->n == 0 && !em_since(x, SINCE_P14)))
		rows_set(r, P_LAST_ADDED_TO, cell);
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

/*
 * P17: which playlists held it, {"12":{"time":1700000000}}.  One that it was
 * taken out of is there with the first time; one that holds it is not.
 */
static enum rc
note_former(struct em *x, struct row *t, bool is_in)
{
	const char *before = t->cell[TR_PLAYLISTS_PREVIOUSLY_CONTAINING_TRACK];
	struct json_object *all, *one;
	struct ctx k = *x->c;
	bool known;
	enum rc rc;

	k.a = x->scratch;
	err_clear(&k.err);
	/* A row that was taken over may hold anything. */
	if ((before == NULL ||
		jsonr_doc(&k, &all, before, strlen(before)) != RC_OK ||
		!json_object_is_type(all, json_type_object)) &&
	    (rc = jsonr_doc(&k, &all, "{}", 2)) != RC_OK) {
		x->c->err = k.err;
		return rc;
	}
	known = json_object_object_get_ex(all, x->entity, NULL);
	if (known != is_in)
		return RC_OK;
	if (is_in) {
		json_object_object_del(all, x->entity);
	} else {
		one = json_object_new_object();
		json_object_object_add(one, "time",
		    json_object_new_int64((int64_t)x->ap->b->time));
		json_object_object_add(all, x->entity, one);
	}
	rows_set(t, TR_PLAYLISTS_PREVIOUSLY_CONTAINING_TRACK,
	    jsonr_text(x->c, all));
	return RC_OK;
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
	if ((rc = note_former(x, t, add)) != RC_OK)
		return rc;
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

	if (!is_new && says_nothing(x))
		return RC_OK;
	if ((rc = contents_of(x->ap, r, &p)) != RC_OK)
		return rc;
	old = *p;
	if ((rc = take_entries(x, r, is_new, &old, &now)) != RC_OK)
		return rc;
	*p = now;
	set_last_added(x, r, is_new, &now);
	return note_members(x, &old, &now);
}

/* What was in a list of the past, and is no more. */
static enum rc
note_removed(struct em *x, struct json_object *o)
{
	const char *key[] = { x->entity, NULL }, *at;
	struct json_object *v;
	struct row *r;
	int64_t track;
	enum rc rc;

	if (!jsonr_opt_int(&track, o, "track_id") || track < 0 ||
	    track > LIM_ID)
		return RC_OK;
	key[1] = rows_int(x->rows, track);
	rc = rows_get(x->c, x->rows, &r, T_PLAYLIST_TRACKS, key);
	if (rc != RC_OK || r->there)
		return rc;
	em_times(x, r, PT_CREATED_AT);
	if (json_object_object_get_ex(o, "created_at", &v) &&
	    (at = em_past_time(x, v)) != NULL)
		rows_set(r, PT_CREATED_AT, at);
	if (json_object_object_get_ex(o, "updated_at", &v) &&
	    (at = em_past_time(x, v)) != NULL)
		rows_set(r, PT_CREATED_AT + 1, at);
	rows_set(r, PT_IS_REMOVED, "t");
	return apply_room(x->ap);
}

enum rc
em_contents_removed(struct em *x)
{
	struct json_object *list = em_past_value(x, "removed_tracks");
	enum rc rc = RC_OK;
	size_t i, n;

	if (!json_object_is_type(list, json_type_array))
		return RC_OK;
	n = json_object_array_length(list);
	for (i = 0; rc == RC_OK && i < n; i++)
		rc = note_removed(x, jsonr_at(list, i));
	return rc;
}
