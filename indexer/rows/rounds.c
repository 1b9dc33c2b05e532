/* SPDX-License-Identifier: ISC */
#include "indexer/rows/rounds.h"

#include <stdlib.h>
#include <string.h>

#include "common/base/fnv.h"
#include "indexer/rows/counts.h"

/* What a block of this round has had to do with, by number of a thing. */
enum mark {
	MARK_ROW,  /* wrote this row */
	MARK_ITEM, /* told somebody of a repost or save of it */
	MARK_FAN,  /* changed who is subscribed to this user */
	MARK_ANY,  /* moved the count of this thing */
	MARK_AGAIN /* the same, by changing a row that was there */
};

struct slot {
	uint64_t key; /* 0: none */
	unsigned round, block;
};

struct cutter {
	struct slot *slot;
	size_t mask;
	unsigned round;
	bool open;  /* the round has rows of earlier blocks */
	bool alone; /* and is to stay as it is */
	bool counted;
	size_t bytes[T__MAX];
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

/* Did an earlier block of this round do that? */
static bool
is_marked(const struct cutter *k, uint64_t key, unsigned block)
{
	const struct slot *s = slot_of(k, key);

	return s->key == key && s->round == k->round && s->block < block;
}

/* The first block that did it stays. */
static void
set_mark(struct cutter *k, uint64_t key, unsigned block)
{
	struct slot *s = slot_of(k, key);

	if (s->key == key && s->round == k->round)
		return;
	*s = (struct slot){ key, k->round, block };
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

static bool
was_there(const struct row *r)
{
	return r->of != NULL ? r->of->stored : r->stored;
}

/* Looks around so widely that nothing else may be written with it. */
static bool
is_alone(const struct row *r)
{
	enum table_id t = table_of(r);

	return t == T_EVENTS || (is_act(t) && is(r, S_OF_REPOST));
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

/*
 * A statement writes first what was there and then what is new, so the counts
 * on the way are those of block after block only when all of a thing is of one
 * kind.
 */
static bool
counts_clash(const struct cutter *k, const struct row *r)
{
	return is_marked(k, count_key(r, was_there(r) ? MARK_ANY : MARK_AGAIN),
	    r->block);
}

static bool
clashes(const struct cutter *k, const struct row *r)
{
	enum table_id t = table_of(r);
	const char *owner = owner_told(r);

	if (is_alone(r) || is_marked(k, row_key(r), r->block))
		return true;
	if ((t == T_TRACKS || t == T_PLAYLISTS) &&
	    is_marked(k, mark_key(MARK_ITEM, t, r->cell[0]), r->block))
		return true;
	if (owner != NULL &&
	    is_marked(k, mark_key(MARK_FAN, T_USERS, owner), r->block))
		return true;
	return !k->counted && counts_table(t) && counts_clash(k, r);
}

static void
take(struct cutter *k, struct row *r)
{
	enum table_id t = table_of(r);

	set_mark(k, row_key(r), r->block);
	if (is_act(t))
		set_mark(k,
		    mark_key(MARK_ITEM, item_table(r), r->cell[S_ITEM_ID]),
		    r->block);
	if (t == T_SUBSCRIPTIONS &&
	    strcmp(r->cell[SU_ENTITY_TYPE], "User") == 0)
		set_mark(k, mark_key(MARK_FAN, T_USERS, r->cell[SU_USER_ID]),
		    r->block);
	if (counts_table(t)) {
		set_mark(k, count_key(r, MARK_ANY), r->block);
		if (was_there(r))
			set_mark(k, count_key(r, MARK_AGAIN), r->block);
	}
	k->alone = k->alone || is_alone(r);
	r->round = k->round;
}

/* Is the block of these n rows to begin a round? */
static bool
begins(struct cutter *k, struct row *const *r, size_t n, size_t limit)
{
	size_t bytes[T__MAX], i;

	if (!k->open || k->alone)
		return k->open;
	memcpy(bytes, k->bytes, sizeof(bytes));
	for (i = 0; i < n; i++) {
		bytes[table_of(r[i])] += rows_size(r[i]);
		if (bytes[table_of(r[i])] > limit || clashes(k, r[i]))
			return true;
	}
	memcpy(k->bytes, bytes, sizeof(bytes));
	return false;
}

static void
begin(struct cutter *k, struct row *const *r, size_t n)
{
	size_t i;

	k->round += k->open;
	k->alone = false;
	memset(k->bytes, 0, sizeof(k->bytes));
	for (i = 0; i < n; i++)
		k->bytes[table_of(r[i])] += rows_size(r[i]);
}

/* Its rows are there for those of blocks behind it. */
static void
take_block(struct cutter *k, struct row *const *r, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		take(k, r[i]);
	for (i = 0; i < n; i++)
		*(r[i]->of != NULL ? &r[i]->of->stored : &r[i]->stored) = true;
	k->open = true;
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

unsigned
rounds_cut(struct arena *a, struct row *const *r, size_t n, size_t limit,
    bool counted)
{
	struct cutter k = { .mask = 1023, .counted = counted };
	size_t i, m;

	if (n == 0 || block_length(r, n) == n)
		return one_round(r, n);
	while (k.mask < 8 * n) /* a row has four marks at most */
		k.mask = 2 * k.mask + 1;
	k.slot = arena_zalloc(a, k.mask + 1, sizeof(*k.slot));
	for (i = 0; i < n; i += m) {
		m = block_length(r + i, n - i);
		if (!k.open || begins(&k, r + i, m, limit))
			begin(&k, r + i, m);
		take_block(&k, r + i, m);
	}
	return k.round + 1;
}
