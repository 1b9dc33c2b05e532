/* SPDX-License-Identifier: ISC */
#include "indexer/rows/counts.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/pgarr.h"
#include "common/db/db.h"

/* A table of counters, and what it counts here. */
enum sums { USERS, TRACKS, LISTS, SUMS };
enum { FOLLOWING, FOLLOWERS, OWN_REPOSTS, OWN_SAVES };
enum { REPOSTS, SAVES };
#define COLUMNS 4

static const enum sql_id add_to[SUMS] = { SQL_IDX_COUNT_USERS,
	SQL_IDX_COUNT_TRACKS, SQL_IDX_COUNT_LISTS };
static const unsigned columns[SUMS] = { 4, 2, 2 };

/* What has round numbers; of items saves stand behind reposts. */
enum { BY_FOLLOWS, BY_TRACK_ACTS, BY_LIST_ACTS = BY_TRACK_ACTS + 2 };
static const struct {
	const char *name;
	enum sums of;
	unsigned col; /* of the sums */
	unsigned res; /* of the statement's result */
} marked[] = {
	{ "FOLLOWER_COUNT", USERS, FOLLOWERS, 1 },
	{ "TRACK_REPOST_COUNT", TRACKS, REPOSTS, 1 },
	{ "TRACK_SAVE_COUNT", TRACKS, SAVES, 2 },
	{ "PLAYLIST_REPOST_COUNT", LISTS, REPOSTS, 1 },
	{ "PLAYLIST_SAVE_COUNT", LISTS, SAVES, 2 },
};
#define MARKED (sizeof(marked) / sizeof(marked[0]))
#define ROUNDS 32 /* more numbers than one has */

/* The difference of one thing, of one act and then of all. */
struct sum {
	int32_t id;
	int32_t v[COLUMNS];
	uint32_t place; /* of the act, that the first one is known by */
	bool moved;     /* up or down, even if nothing is left of it */
	bool album;     /* is meant by the first act */
};

/* A count goes up or down. */
struct act {
	const struct row *r;
	int32_t id, actor;
	unsigned what; /* of marked */
	int delta;
};

struct hit {
	const struct act *act;
	int64_t count;
	struct hit *next;
};

struct counts {
	struct arena *a;
	struct row *const *state; /* all of them, n */
	size_t n;
	struct sum *sum[SUMS];
	size_t nsums[SUMS];
	struct act *act;
	size_t nacts;
	struct hit *hit; /* the last one first */
	int64_t round[MARKED][ROUNDS];
	size_t nrounds[MARKED];
};

bool
counts_table(enum table_id t)
{
	return t == T_FOLLOWS || t == T_REPOSTS || t == T_SAVES;
}

unsigned
counts_gone(enum table_id t)
{
	return t == T_FOLLOWS ? F_IS_DELETE : S_IS_DELETE;
}

bool
counts_owner(enum table_id t, unsigned col)
{
	return (t == T_TRACKS && col == TR_OWNER_ID) ||
	       (t == T_PLAYLISTS && (col == P_OWNER_ID || col == P_IS_ALBUM));
}

static enum table_id
table_of(const struct row *r)
{
	return (enum table_id)(r->t - tables);
}

static struct row *
root_of(struct row *r)
{
	return r->of != NULL ? r->of : r;
}

static int32_t
id_of(const struct row *r, unsigned col)
{
	return (int32_t)strtol(r->cell[col], NULL, 10); /* an int4 */
}

static void
add(struct counts *k, enum sums s, int32_t id, unsigned col,
    const struct act *act, bool album)
{
	struct sum *sum = &k->sum[s][k->nsums[s]];

	*sum = (struct sum){ .id = id,
		.place = (uint32_t)k->nsums[s],
		.moved = act->delta != 0,
		.album = album };
	sum->v[col] = act->delta;
	k->nsums[s]++;
}

static void
add_act(struct counts *k, const struct act *act)
{
	if (act->delta != 0)
		k->act[k->nacts++] = *act;
}

static void
add_follow(struct counts *k, struct act *act)
{
	act->what = BY_FOLLOWS;
	act->actor = id_of(act->r, F_FOLLOWER);
	act->id = id_of(act->r, F_FOLLOWEE);
	add(k, USERS, act->actor, FOLLOWING, act, false);
	add(k, USERS, act->id, FOLLOWERS, act, false);
	add_act(k, act);
}

/* Only saves of tracks count for the user. */
static void
add_item(struct counts *k, struct act *act)
{
	bool saved = table_of(act->r) == T_SAVES;
	bool track = strcmp(act->r->cell[S_TYPE], "track") == 0;

	act->what = track ? BY_TRACK_ACTS : BY_LIST_ACTS;
	act->what += saved ? 1 : 0;
	act->actor = id_of(act->r, S_USER_ID);
	act->id = id_of(act->r, S_ITEM_ID);
	if (track || !saved)
		add(k, USERS, act->actor, saved ? OWN_SAVES : OWN_REPOSTS, act,
		    false);
	add(k, track ? TRACKS : LISTS, act->id, saved ? SAVES : REPOSTS, act,
	    strcmp(act->r->cell[S_TYPE], "album") == 0);
	add_act(k, act);
}

static void
add_state(struct counts *k, struct row *r)
{
	enum table_id t = table_of(r);
	struct row *root = root_of(r);
	bool live = r->cell[counts_gone(t)][0] == 'f';
	struct act act = { .r = r, .delta = live - root->live };

	root->live = live;
	if (t == T_FOLLOWS)
		add_follow(k, &act);
	else
		add_item(k, &act);
}

static int
sum_cmp(const void *a, const void *b)
{
	const struct sum *x = a, *y = b;

	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	return x->place < y->place ? -1 : 1;
}

/* One sum of each thing. */
static void
merge(struct counts *k, enum sums s)
{
	struct sum *out = k->sum[s], *in = k->sum[s];
	size_t i, n = k->nsums[s];
	unsigned col;

	if (n == 0)
		return;
	qsort(in, n, sizeof(*in), sum_cmp);
	for (i = 1; i < n; i++) {
		if (in[i].id != out->id) {
			*++out = in[i];
			continue;
		}
		for (col = 0; col < COLUMNS; col++)
			out->v[col] += in[i].v[col];
		out->moved = out->moved || in[i].moved;
	}
	k->nsums[s] = (size_t)(out - k->sum[s]) + 1;
}

/* Not added up; what the database counts is noted all the same. */
static void
note_live(struct row *const *r, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (counts_table(table_of(r[i]))) {
			root_of(r[i])->live =
			    r[i]->cell[counts_gone(table_of(r[i]))][0] == 'f';
			root_of(r[i])->known = true;
		}
}

/* Room for what n acts add up to. */
static struct counts *
counts_new(struct arena *a, size_t n)
{
	struct counts *k = arena_zalloc(a, 1, sizeof(*k));

	k->a = a;
	k->act = arena_alloc(a, n * sizeof(struct act));
	k->sum[USERS] = arena_alloc(a, 2 * n * sizeof(struct sum));
	k->sum[TRACKS] = arena_alloc(a, n * sizeof(struct sum));
	k->sum[LISTS] = arena_alloc(a, n * sizeof(struct sum));
	return k;
}

struct counts *
counts_take(struct arena *a, struct row *const *r, size_t n, bool add_up)
{
	struct counts *k;
	size_t i, acts = 0;
	enum sums s;

	for (i = 0; i < n; i++)
		if (counts_table(table_of(r[i]))) {
			acts++;
			add_up = add_up && root_of(r[i])->known;
		}
	if (!add_up || acts == 0) {
		note_live(r, n);
		return NULL;
	}
	k = counts_new(a, acts);
	k->state = r;
	k->n = n;
	for (i = 0; i < n; i++)
		if (counts_table(table_of(r[i])))
			add_state(k, r[i]);
	for (s = 0; s < SUMS; s++)
		merge(k, s);
	return k;
}

/* The sums become counts, which the result has. */

static struct sum *
sum_of(const struct counts *k, enum sums s, int32_t id)
{
	size_t lo = 0, hi = k->nsums[s], mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (k->sum[s][mid].id < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < k->nsums[s] && k->sum[s][lo].id == id ? &k->sum[s][lo]
							  : NULL;
}

/* From here on v of what has round numbers is the count before. */
static enum rc
take_counts(struct ctx *c, struct counts *k, enum sums s, const PGresult *res)
{
	struct sum *sum;
	int64_t id = 0, now = 0;
	enum rc rc;
	size_t m;
	int i;

	for (i = 0; i < PQntuples(res); i++) {
		if ((rc = db_i64(c, &id, res, i, 0)) != RC_OK)
			return rc;
		if ((sum = sum_of(k, s, (int32_t)id)) == NULL)
			continue;
		for (m = 0; m < MARKED; m++) {
			if (marked[m].of != s)
				continue;
			rc = db_i64(c, &now, res, i, (int)marked[m].res);
			if (rc != RC_OK)
				return rc;
			sum->v[marked[m].col] =
			    (int32_t)now - sum->v[marked[m].col];
		}
	}
	return RC_OK;
}

static enum rc
write_sums(struct ctx *c, struct counts *k, enum sums s)
{
	const char *param[COLUMNS + 3];
	struct pgarr *id = pgarr_new(c->a), *moved = pgarr_new(c->a), *v;
	struct pgarr *album = pgarr_new(c->a);
	unsigned n = 0, col;
	PGresult *res;
	enum rc rc;
	size_t i;

	if (k->nsums[s] == 0)
		return RC_OK;
	for (i = 0; i < k->nsums[s]; i++) {
		pgarr_int(id, k->sum[s][i].id);
		pgarr_text(moved, k->sum[s][i].moved ? "t" : "f");
		pgarr_text(album, k->sum[s][i].album ? "t" : "f");
	}
	param[n++] = pgarr_done(id);
	param[n++] = pgarr_done(moved);
	for (col = 0; col < columns[s]; col++) {
		v = pgarr_new(c->a);
		for (i = 0; i < k->nsums[s]; i++)
			pgarr_int(v, k->sum[s][i].v[col]);
		param[n++] = pgarr_done(v);
	}
	param[n] = pgarr_done(album); /* of lists only */
	if ((rc = db_run(c, &res, add_to[s], param)) != RC_OK)
		return rc;
	return take_counts(c, k, s, res);
}

/* Round numbers. */

static int
act_cmp(const void *a, const void *b)
{
	const struct act *x = a, *y = b;

	if (x->what != y->what)
		return x->what < y->what ? -1 : 1;
	if (x->id != y->id)
		return x->id < y->id ? -1 : 1;
	if (x->r->block != y->r->block)
		return x->r->block < y->r->block ? -1 : 1;
	if (x->actor != y->actor)
		return x->actor < y->actor ? -1 : 1;
	return x->what == BY_FOLLOWS
		   ? 0
		   : strcmp(x->r->cell[S_TYPE], y->r->cell[S_TYPE]);
}

/* An item that came only in a later block had no owner who could hear of it. */
static bool
came_later(const struct counts *k, struct rows *rs, const struct act *act)
{
	const struct row *item;
	size_t i;

	if (act->what == BY_FOLLOWS)
		return false;
	item = rows_peek(rs, act->what < BY_LIST_ACTS ? T_TRACKS : T_PLAYLISTS,
	    &act->r->cell[S_ITEM_ID]);
	if (item == NULL || item->stored)
		return false;
	for (i = 0; i < k->n; i++)
		if (root_of(k->state[i]) == item)
			return k->state[i]->block > act->r->block;
	return false;
}

static enum rc
read_rounds(struct ctx *c, struct counts *k)
{
	int64_t count = 0;
	PGresult *res;
	enum rc rc;
	size_t m;
	int i;

	if ((rc = db_run(c, &res, SQL_IDX_ROUND_NUMBERS, NULL)) != RC_OK)
		return rc;
	for (i = 0; i < PQntuples(res); i++) {
		if ((rc = db_i64(c, &count, res, i, 1)) != RC_OK)
			return rc;
		for (m = 0; m < MARKED; m++)
			if (strcmp(db_text(res, i, 0), marked[m].name) == 0 &&
			    k->nrounds[m] < ROUNDS)
				k->round[m][k->nrounds[m]++] = count;
	}
	return RC_OK;
}

static bool
is_round(const struct counts *k, size_t what, int64_t count)
{
	size_t i;

	for (i = 0; i < k->nrounds[what]; i++)
		if (k->round[what][i] == count)
			return true;
	return false;
}

static void
add_hit(struct counts *k, const struct act *act, int64_t count)
{
	struct hit *hit = arena_alloc(k->a, sizeof(*hit));

	*hit = (struct hit){ act, count, k->hit };
	k->hit = hit;
}

/* Acts of one thing, in order, from its count before them. */
static void
find_hits(struct counts *k, struct rows *rs, const struct act *act, size_t n)
{
	size_t what = act->what, i;
	const struct sum *sum = sum_of(k, marked[what].of, act->id);
	int64_t count = sum == NULL ? 0 : sum->v[marked[what].col];

	for (i = 0; i < n; i++) {
		count += act[i].delta;
		if (act[i].delta > 0 && is_round(k, what, count) &&
		    !came_later(k, rs, &act[i]))
			add_hit(k, &act[i], count);
	}
}

static enum rc
find_all_hits(struct ctx *c, struct rows *rs, struct counts *k)
{
	size_t i, n;
	enum rc rc;

	if (k->nacts == 0)
		return RC_OK;
	if ((rc = read_rounds(c, k)) != RC_OK)
		return rc;
	qsort(k->act, k->nacts, sizeof(*k->act), act_cmp);
	for (i = 0; i < k->nacts; i += n) {
		for (n = 1; i + n < k->nacts &&
			    k->act[i + n].what == k->act[i].what &&
			    k->act[i + n].id == k->act[i].id;)
			n++;
		find_hits(k, rs, &k->act[i], n);
	}
	return RC_OK;
}

static enum rc
set_still(struct ctx *c, bool still)
{
	const char *const param[] = { still ? "written" : "" };

	return db_queue(c, SQL_IDX_COUNTS, param);
}

enum rc
counts_write(struct ctx *c, struct rows *rs, struct counts *k)
{
	enum rc rc;
	enum sums s;

	rc = db_flush(c); /* results must not stand between queued ones */
	for (s = 0; rc == RC_OK && s < SUMS; s++)
		rc = write_sums(c, k, s);
	if (rc == RC_OK)
		rc = find_all_hits(c, rs, k);
	return rc == RC_OK ? set_still(c, true) : rc;
}

static enum rc
put_hits(struct ctx *c, const struct counts *k)
{
	struct pgarr *arr[6];
	const char *param[6];
	const struct hit *hit;
	const struct row *r;
	size_t i;

	for (i = 0; i < 6; i++)
		arr[i] = pgarr_new(c->a);
	for (hit = k->hit; hit != NULL; hit = hit->next) {
		r = hit->act->r;
		pgarr_text(arr[0], marked[hit->act->what].name);
		pgarr_int(arr[1], hit->act->id);
		pgarr_int(arr[2], hit->count);
		pgarr_int(arr[3], hit->act->actor);
		pgarr_text(arr[4], r->cell[r->t->nkeys + 1]);
		pgarr_text(arr[5], r->cell[counts_gone(table_of(r)) + 1]);
	}
	for (i = 0; i < 6; i++)
		param[i] = pgarr_done(arr[i]);
	return db_queue(c, SQL_IDX_MILESTONES_PUT, param);
}

enum rc
counts_tell(struct ctx *c, struct counts *k)
{
	enum rc rc = k->hit != NULL ? put_hits(c, k) : RC_OK;

	arena_reset(c->a);
	return rc == RC_OK ? set_still(c, false) : rc;
}
