/* SPDX-License-Identifier: ISC */
#include "indexer/rows/rounds.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/fnv.h"
#include "indexer/rows/counts.h"

/* What a row had to do with; a mark is the last round in which one did. */
enum mark {
	MARK_ROW,    /* wrote this row */
	MARK_THING,  /* made this entity, or may have changed what acts tell */
	MARK_ITEM,   /* told somebody of a repost or save of it */
	MARK_FAN,    /* changed who is subscribed to this user */
	MARK_TOLD,   /* brought out something of this user's */
	MARK_COSIGN, /* is a repost or save, by this user, of this remix */
	MARK_PARENT, /* is a remix of this track, or a repost or save of one */
	MARK_ANY,    /* moved the count of this thing */
	MARK_AGAIN,  /* the same, by changing a row that was there */
	MARK_SIZE    /* how many bytes a table has in this round */
};

/* Slots: five of a repost with one count, those of its parents, one for a size.
 */
#define PARENTS 4
#define SLOTS   (6 + PARENTS)

struct slot {
	uint64_t key;   /* 0: none */
	unsigned after; /* or bytes */
};

/*
 * A round stands for the number behind it: what has to follow one that is
 * written in round 4 has to be in round 5 at least, so "after" is 5, and 0
 * where there was none.
 */
struct cutter {
	struct slot *slot;
	size_t mask, limit;
	bool counted;
	unsigned base;        /* no row is written before this round */
	unsigned end;         /* behind the last round so far */
	unsigned after_made;  /* behind the last new track */
	unsigned after_remix; /* behind the last state of a remix */
};

bool
rounds_tell(enum table_id t)
{
	switch (t) {
	case T_TRACKS:
	case T_PLAYLISTS:
	case T_FOLLOWS:
	case T_REPOSTS:
	case T_SAVES:
	case T_SUBSCRIPTIONS:
	case T_GRANTS:
	case T_EVENTS:
	case T_REACTIONS:
		return true;
	default:
		return false;
	}
}

static enum table_id
table_of(const struct row *r)
{
	return (enum table_id)(r->t - tables);
}

static uint64_t
mark_key(enum mark mark, enum table_id t, const char *id)
{
	uint64_t h = fnv_byte(FNV_BEGIN, (uint8_t)mark);

	h = fnv_text(fnv_byte(h, (uint8_t)t), id);
	return h == 0 ? 1 : h;
}

/* Rows by where they are, the earlier states of one row alike. */
static uint64_t
row_key(const struct row *r)
{
	uint64_t h = fnv_byte(FNV_BEGIN, MARK_ROW);
	uintptr_t p = (uintptr_t)(r->of != NULL ? r->of : r);
	size_t i;

	for (i = 0; i < sizeof(p); i++)
		h = fnv_byte(h, (uint8_t)(p >> 8 * i));
	return h == 0 ? 1 : h;
}

static struct slot *
slot_of(const struct cutter *k, uint64_t key)
{
	size_t i = (size_t)(key ^ key >> 29) & k->mask;

	while (k->slot[i].key != 0 && k->slot[i].key != key)
		i = (i + 1) & k->mask;
	return &k->slot[i];
}

static unsigned
after(const struct cutter *k, uint64_t key)
{
	const struct slot *s = slot_of(k, key);

	return s->key == key ? s->after : 0;
}

static unsigned
more(unsigned a, unsigned b)
{
	return a > b ? a : b;
}

/* The round itself. */
static unsigned
same(unsigned behind)
{
	return behind > 0 ? behind - 1 : 0;
}

static void
set_mark(struct cutter *k, uint64_t key, unsigned round)
{
	struct slot *s = slot_of(k, key);

	s->after = more(s->key == key ? s->after : 0, round + 1);
	s->key = key;
}

static bool
is(const struct row *r, unsigned col)
{
	return r->cell[col] != NULL && r->cell[col][0] == 't';
}

/* Reposts and saves have the same columns. */
static bool
is_act(enum table_id t)
{
	return t == T_REPOSTS || t == T_SAVES;
}

static enum table_id
item_table(const struct row *r)
{
	return strcmp(r->cell[S_TYPE], "track") == 0 ? T_TRACKS : T_PLAYLISTS;
}

/* What is counted: followers of a user, acts on a track or on a list. */
static uint64_t
count_key(const struct row *r, enum mark mark)
{
	enum table_id t = table_of(r);

	if (t == T_FOLLOWS)
		return mark_key(mark, t, r->cell[F_FOLLOWEE]);
	return mark_key(mark, item_table(r) == T_TRACKS ? t : T__MAX + t,
	    r->cell[S_ITEM_ID]);
}

static const struct row *
last_state(const struct row *r)
{
	return r->of != NULL ? r->of : r;
}

static bool
was_there(const struct row *r)
{
	return last_state(r)->stored;
}

/* Looks around so widely that nothing else may be written with it. */
static bool
is_alone(const struct row *r)
{
	enum table_id t = table_of(r);

	return t == T_EVENTS || (is_act(t) && is(r, S_OF_REPOST));
}

static bool
is_of_user(const struct row *r)
{
	return strcmp(r->cell[SU_ENTITY_TYPE], "User") == 0;
}

/* Whoever is subscribed to its owner may hear of it. */
static const char *
owner_told(const struct row *r)
{
	switch (table_of(r)) {
	case T_TRACKS:
		return is(r, TR_IS_UNLISTED) || is(r, TR_IS_DELETE)
			   ? NULL
			   : r->cell[TR_OWNER_ID];
	case T_PLAYLISTS:
		return is(r, P_IS_PRIVATE) || is(r, P_IS_DELETE)
			   ? NULL
			   : r->cell[P_OWNER_ID];
	default:
		return NULL;
	}
}

/* By whom, of what: of a remix of a track of his own he is told once. */
static uint64_t
cosign_key(const struct row *r)
{
	uint64_t h = mark_key(MARK_COSIGN, T_TRACKS, r->cell[S_USER_ID]);

	h = fnv_text(fnv_byte(h, 0), r->cell[S_ITEM_ID]);
	return h == 0 ? 1 : h;
}

/*
 * Keys, for this mark, of tracks that remix_of names as parents; returns how
 * many.  It is not read as JSON: one too many only keeps rows apart.
 */
static size_t
parents(uint64_t key[PARENTS], enum mark mark, const char *at)
{
	static const char name[] = "\"parent_track_id\"";
	char id[sizeof("2147483647")];
	size_t n = 0, len;

	while (n < PARENTS && at != NULL && (at = strstr(at, name)) != NULL) {
		at += sizeof(name) - 1;
		at += strspn(at, ": \t\r\n");
		len = strspn(at, "0123456789");
		if (len == 0 || len >= sizeof(id))
			continue;
		memcpy(id, at, len);
		id[len] = '\0';
		key[n++] = mark_key(mark, T_TRACKS, id);
	}
	return n;
}

/* The track that is reposted or saved, as it is in the end; NULL: not known. */
static const struct row *
track_of(const struct row *r)
{
	return item_table(r) != T_TRACKS
		   ? NULL
		   : rows_peek(r->rs, T_TRACKS, &r->cell[S_ITEM_ID]);
}

static const char *
remix_of(const struct row *r)
{
	const struct row *track = track_of(r);

	return track == NULL ? NULL : track->cell[TR_REMIX_OF];
}

static bool
is_remix(const struct row *r)
{
	return r->cell[TR_REMIX_OF] != NULL || last_state(r)->turned;
}

/*
 * A statement writes first what was there and then what is new, so the counts
 * on the way are those of block after block only when all of a thing is of one
 * kind.
 */
static unsigned
after_counts(const struct cutter *k, const struct row *r)
{
	return after(k, count_key(r, was_there(r) ? MARK_ANY : MARK_AGAIN));
}

/* Do those who hear of a repost or save of it hear otherwise than before? */
static bool
may_turn(const struct cutter *k, const struct row *r)
{
	return !was_there(r) || last_state(r)->turned || !k->counted;
}

/*
 * The first round in which an entity may be written.  Whoever has heard of a
 * repost of it, or not heard of it since he was no subscriber, did so as it
 * was. Tables of a round are written in their order, entities first: what they
 * need may stand in the same round when it is an entity, else in one before.
 */
static unsigned
first_of_entity(const struct cutter *k, const struct row *r)
{
	enum table_id t = table_of(r);
	const char *owner = owner_told(r);
	unsigned round = 0;

	if (may_turn(k, r))
		round = after(k, mark_key(MARK_ITEM, t, r->cell[0]));
	if (owner != NULL)
		round =
		    more(round, after(k, mark_key(MARK_FAN, T_USERS, owner)));
	if (t == T_PLAYLISTS)
		return more(round, same(k->after_made));
	if (!was_there(r))
		round =
		    more(round, after(k, mark_key(MARK_PARENT, t, r->cell[0])));
	if (is_remix(r)) /* how many there are of a track is told, too */
		round = more(round,
		    more(same(k->after_made), same(k->after_remix)));
	return round;
}

/* The same of a repost or save, which looks at its item, and that one's parent.
 */
static unsigned
first_of_act(const struct cutter *k, const struct row *r)
{
	unsigned round = same(
	    after(k, mark_key(MARK_THING, item_table(r), r->cell[S_ITEM_ID])));
	const struct row *track = track_of(r);
	const char *of = remix_of(r);
	uint64_t key[PARENTS];
	unsigned told;
	size_t n;

	if (item_table(r) == T_TRACKS && (track == NULL || track->turned))
		round = more(round, same(k->after_made));
	if (of == NULL)
		return round;
	for (n = parents(key, MARK_THING, of); n > 0; n--)
		round = more(round, same(after(k, key[n - 1])));
	told = after(k, cosign_key(r));
	return more(round, table_of(r) == T_REPOSTS ? told : same(told));
}

/* The first round in which a row may be written. */
static unsigned
first_round(const struct cutter *k, const struct row *r)
{
	enum table_id t = table_of(r);
	unsigned round = more(k->base, after(k, row_key(r)));

	if (t == T_TRACKS || t == T_PLAYLISTS)
		round = more(round, first_of_entity(k, r));
	if (is_act(t))
		round = more(round, first_of_act(k, r));
	if (t == T_SUBSCRIPTIONS && is_of_user(r))
		round = more(round, same(after(k, mark_key(MARK_TOLD, T_USERS,
						      r->cell[SU_USER_ID]))));
	if (!k->counted && counts_table(t))
		round = more(round, after_counts(k, r));
	return round;
}

/* These parents, where they are new, were not there for this remix or act. */
static void
mark_parents(struct cutter *k, const char *of, unsigned round)
{
	uint64_t key[PARENTS];
	size_t n;

	for (n = parents(key, MARK_PARENT, of); n > 0; n--)
		set_mark(k, key[n - 1], round);
}

static void
mark_entity(struct cutter *k, const struct row *r, unsigned round)
{
	enum table_id t = table_of(r);
	const char *owner = owner_told(r);

	if (may_turn(k, r))
		set_mark(k, mark_key(MARK_THING, t, r->cell[0]), round);
	if (owner != NULL)
		set_mark(k, mark_key(MARK_TOLD, T_USERS, owner), round);
	if (t == T_TRACKS && !was_there(r))
		k->after_made = more(k->after_made, round + 1);
	if (t == T_TRACKS && is_remix(r)) {
		k->after_remix = more(k->after_remix, round + 1);
		mark_parents(k, r->cell[TR_REMIX_OF], round);
	}
}

static void
mark_act(struct cutter *k, const struct row *r, unsigned round)
{
	const char *of = remix_of(r);

	set_mark(k, mark_key(MARK_ITEM, item_table(r), r->cell[S_ITEM_ID]),
	    round);
	if (of != NULL)
		set_mark(k, cosign_key(r), round);
	mark_parents(k, of, round);
}

static void
take(struct cutter *k, struct row *r, unsigned round)
{
	enum table_id t = table_of(r);

	r->round = round;
	set_mark(k, row_key(r), round);
	if (t == T_TRACKS || t == T_PLAYLISTS)
		mark_entity(k, r, round);
	if (is_act(t))
		mark_act(k, r, round);
	if (t == T_SUBSCRIPTIONS && is_of_user(r))
		set_mark(k, mark_key(MARK_FAN, T_USERS, r->cell[SU_USER_ID]),
		    round);
	if (counts_table(t)) {
		set_mark(k, count_key(r, MARK_ANY), round);
		if (was_there(r))
			set_mark(k, count_key(r, MARK_AGAIN), round);
	}
}

/* How many bytes a table has in a round. */
static uint64_t
size_key(enum table_id t, unsigned round)
{
	uint64_t h = fnv_byte(FNV_BEGIN, MARK_SIZE);

	h = fnv_bytes(fnv_byte(h, (uint8_t)t), &round, sizeof(round));
	return h == 0 ? 1 : h;
}

static size_t
table_length(struct row *const *r, size_t n)
{
	size_t m = 1;

	while (m < n && r[m]->t == r[0]->t)
		m++;
	return m;
}

static size_t
bytes_of(struct row *const *r, size_t n)
{
	size_t bytes = 0, i;

	for (i = 0; i < n; i++)
		bytes += rows_size(r[i]);
	return bytes;
}

/* These rows have place in a round, or are the first of their tables there. */
static bool
has_place(const struct cutter *k, struct row *const *r, size_t n,
    unsigned round)
{
	size_t i, m, held;

	for (i = 0; i < n; i += m) {
		m = table_length(r + i, n - i);
		held = after(k, size_key(table_of(r[i]), round));
		if (held > 0 && held + bytes_of(r + i, m) > k->limit)
			return false;
	}
	return true;
}

/* Rows of one block, or of one table of it, all in one round. */
static void
place(struct cutter *k, struct row *const *r, size_t n)
{
	unsigned round = 0;
	struct slot *size;
	uint64_t key;
	size_t i, m;

	for (i = 0; i < n; i++)
		round = more(round, first_round(k, r[i]));
	while (!has_place(k, r, n, round))
		round++;
	for (i = 0; i < n; i += m) {
		m = table_length(r + i, n - i);
		key = size_key(table_of(r[i]), round);
		size = slot_of(k, key);
		size->key = key;
		size->after += (unsigned)bytes_of(r + i, m);
	}
	for (i = 0; i < n; i++)
		take(k, r[i], round);
	k->end = more(k->end, round + 1);
}

/*
 * One block.  Tables go on by themselves, so that what keeps one of them back
 * keeps no other back; but not where the database counts, which wants all
 * that is before to be there, and nothing that is behind.
 */
static void
place_block(struct cutter *k, struct row *const *r, size_t n)
{
	bool alone = false;
	size_t i, m;

	for (i = 0; i < n; i++)
		alone = alone || is_alone(r[i]);
	if (alone)
		k->base = k->end;
	else if (!k->counted)
		k->base = more(k->base, same(k->end));
	for (i = 0; i < n; i += m) {
		m = alone || !k->counted ? n : table_length(r + i, n - i);
		place(k, r + i, m);
	}
	if (alone)
		k->base = k->end;
	for (i = 0; i < n; i++)
		*(r[i]->of != NULL ? &r[i]->of->stored : &r[i]->stored) = true;
}

static size_t
block_length(struct row *const *r, size_t n)
{
	size_t m = 1;

	while (m < n && r[m]->block == r[0]->block)
		m++;
	return m;
}

/* Near the head, where each block is written by itself. */
static unsigned
one_round(struct row *const *r, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		r[i]->round = 0;
		r[i]->stored = true;
	}
	return n > 0;
}

static int
round_cmp(const void *a, const void *b)
{
	const struct row *x = *(struct row *const *)a;
	const struct row *y = *(struct row *const *)b;

	if (x->round != y->round)
		return x->round < y->round ? -1 : 1;
	return 0;
}

unsigned
rounds_cut(struct arena *a, struct row **r, size_t n, size_t limit,
    bool counted)
{
	struct cutter k = { .mask = 1023, .limit = limit, .counted = counted };
	size_t i, m;

	if (n == 0 || block_length(r, n) == n)
		return one_round(r, n);
	while (k.mask < 2 * SLOTS * n)
		k.mask = 2 * k.mask + 1;
	k.slot = arena_zalloc(a, k.mask + 1, sizeof(*k.slot));
	for (i = 0; i < n; i += m) {
		m = block_length(r + i, n - i);
		place_block(&k, r + i, m);
	}
	qsort(r, n, sizeof(*r), round_cmp);
	return k.end;
}
