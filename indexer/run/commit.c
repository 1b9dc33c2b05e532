/* SPDX-License-Identifier: ISC */
#include "indexer/run/commit.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "indexer/rows/digest.h"
#include "indexer/run/last_words.h"
#include "indexer/run/load.h"
#include "indexer/run/plays.h"
#include "indexer/run/publish.h"

#define BREATH                                                                 \
	4 /* blocks whose statements are sent before we wait for them          \
	   */

static const uint8_t zero[32];

/* A stretch being applied. */
struct work {
	struct ctx *c; /* c->a is rows */
	struct window *w;
	const struct source *s;
	const struct commit_mode *m;
	struct commit_result *res;
	struct apply ap;
	struct arena *rows;    /* of rows and their cells */
	struct arena *scratch; /* parameters of statements */
	size_t loaded;         /* blocks before this one have their rows */
	/*
	 * A block has failed.  Which one shows when each is alone, in memory
	 * and in its transaction.
	 */
	bool careful;
	bool together; /* blocks of this transaction are written at its end */
	bool trial;    /* nothing is to stay */
	size_t written[T__MAX];  /* rows of portions of this transaction */
	struct core_tally plays; /* of this transaction */
	struct digest *digest;   /* NULL: nobody keeps sums */
	/* the last failure */
	const struct event *culprit; /* or NULL */
	bool refused;                /* by the database, for what we wrote */
};

/* Rows. */

/* Rows anew: those that the events of these n blocks will ask for. */
static enum rc
load_rows(struct work *k, const struct event_list *list, size_t *n)
{
	enum rc rc;

	arena_reset(k->rows);
	k->ap.rows = rows_new(k->c);
	rows_digest(k->ap.rows, k->digest);
	rc = load_blocks(&k->ap, list, n);
	k->ap.base = arena_held(k->rows);
	return rc;
}

/* The same for the blocks from i on. */
static enum rc
rows_anew(struct work *k, size_t i)
{
	size_t n = k->careful ? 1 : k->w->end - i;
	enum rc rc;

	k->ap.b = &k->w->rd.blocks[i];
	k->ap.at = NULL;
	k->loaded = i;
	rc = load_rows(k, &k->w->events[i], &n);
	if (rc == RC_OK)
		k->loaded += n;
	return rc;
}

/* Parameters die when the statement is queued. */
static enum rc
write_rows(struct work *k)
{
	struct arena *keep;
	enum rc rc;

	keep = ctx_in(k->c, k->scratch);
	rows_many(k->ap.rows, k->together);
	rc = rows_write(k->c, k->ap.rows);
	ctx_back(k->c, keep);
	return rc;
}

static void
count_rows(struct work *k)
{
	enum table_id t;

	for (t = 0; t < T__MAX; t++)
		k->written[t] += rows_written(k->ap.rows, t);
}

/*
 * Rows so far of a block that has more than memory holds; the transaction
 * ends behind it, since rows of blocks behind it are forgotten as well.
 */
static enum rc
write_portion(void *arg, const struct event *rest, size_t n)
{
	struct work *k = arg;
	size_t i = (size_t)(k->ap.b - k->w->rd.blocks), one = 1;
	struct event *all = k->w->events[i].e;
	const struct event_list list = { all + (rest - all), n };
	enum rc rc;

	if ((rc = write_rows(k)) != RC_OK || (rc = db_flush(k->c)) != RC_OK)
		return rc;
	count_rows(k);
	k->loaded = i + 1;
	return load_rows(k, &list, &one);
}

/* Blocks. */

/* The parent of the chain's first block is the row before it. */
static const char *
parent_text(struct arena *a, const struct chain_block *b)
{
	char text[HASH_TEXT];

	if (memcmp(b->parent, zero, 32) == 0)
		return CURSOR_ZERO;
	block_parent_text(text, b);
	return arena_strdup(a, text);
}

static enum rc
begin_journaled(struct work *k, const struct chain_block *b)
{
	const char *param[] = { arena_printf(k->c->a, "%" PRIu64, b->number),
		block_hash_cell(k->c->a, b), parent_text(k->c->a, b), "t" };

	return db_queue(k->c, SQL_IDX_BLOCK_BEGIN, param);
}

static const char *
number_at(struct work *k, size_t i)
{
	return arena_printf(k->c->a, "%" PRIu64, k->w->rd.blocks[i].number);
}

/* With the first blocks of a core chain it becomes known. */
static enum rc
put_chain(struct work *k)
{
	const struct chain *ch = k->s->ch;
	const char *param[4];

	if (ch->kind != CHAIN_CORE || ch->remembered)
		return RC_OK;
	param[0] = arena_printf(k->c->a, "%d", ch->core);
	param[1] = ch->core_id;
	param[2] = arena_printf(k->c->a, "%" PRIu64, ch->base);
	param[3] = arena_printf(k->c->a, "%" PRIu64, ch->first);
	return db_queue(k->c, SQL_IDX_CORE_CHAIN_PUT, param);
}

/* Blocks first..last, which are undone together or never, with one statement.
 */
static enum rc
put_blocks(struct work *k, size_t first, size_t last)
{
	struct pgarr *number = pgarr_new(k->c->a);
	struct pgarr *hash = pgarr_new(k->c->a);
	struct pgarr *parent = pgarr_new(k->c->a);
	const struct chain *ch = k->s->ch;
	const char *param[6] = { NULL };
	size_t i;

	for (i = first; i <= last; i++) {
		const struct chain_block *b = &k->w->rd.blocks[i];

		pgarr_int(number, (int64_t)b->number);
		pgarr_text(hash, block_hash_cell(k->c->a, b));
		pgarr_text(parent, parent_text(k->c->a, b));
	}
	param[0] = pgarr_done(number);
	param[1] = pgarr_done(hash);
	param[2] = pgarr_done(parent);
	if (ch->kind == CHAIN_CORE) {
		param[3] = arena_printf(k->c->a, "%d", ch->core);
		param[4] = arena_printf(k->c->a, "%" PRIu64, ch->base);
	}
	if (k->m->journal)
		param[5] = number_at(k, first);
	return db_queue(k->c, SQL_IDX_BLOCKS_PUT, param);
}

/* Who is left out is on record, and in the log. */
static void
record_skip(struct work *k, const char *txhash, enum skip_by by)
{
	static const char *const who[] = {
		[SKIP_OPERATOR] = "the operator",
		[SKIP_NETWORK] = "other nodes",
	};
	bool record = by == SKIP_OPERATOR ||
		      k->s->skip.agreed.recorded < LIM_SKIPS_NETWORK;

	if (record)
		apply_skip(&k->ap, txhash, "network");
	if (!k->trial)
		log_info(&k->c->log,
		    "block=%s tx=%s msg=\"left out by the word of %s%s\"",
		    k->ap.blocknumber, txhash, who[by],
		    record ? "" : ", not recorded: there are too many");
}

static void
record_skips(struct work *k, const struct chain_block *b)
{
	enum skip_by by = skip_block(&k->s->skip, b);
	size_t i;

	if (by != SKIP_NOT) {
		record_skip(k, SKIP_WHOLE, by);
		return;
	}
	for (i = 0; i < b->ntxs; i++) {
		by = skip_tx(&k->s->skip, b, b->txs[i].hash);
		if (by != SKIP_NOT)
			record_skip(k, block_tx_cell(k->c->a, &b->txs[i]), by);
	}
}

/* Where it failed, in front of why. */
static enum rc
place_of(struct work *k, const struct chain_block *b)
{
	const struct event *e = k->ap.at;
	char tx[HASH_TEXT];

	if (e == NULL)
		return err_add(&k->c->err, "block %" PRIu64 ": rows",
		    b->number);
	block_tx_text(tx, e->tx);
	return err_add(&k->c->err, "block %" PRIu64 ": transaction %s: %s",
	    b->number, tx, e->abi->name);
}

/* The sums of now are those of this block. */
static enum rc
note_digest(struct work *k, const struct chain_block *b)
{
	const char *param;

	if (k->digest == NULL)
		return RC_OK;
	param = arena_printf(k->c->a, "%" PRIu64,
	    b->number > k->m->undo_depth ? b->number - k->m->undo_depth + 1
					 : 0);
	return db_queue(k->c, SQL_IDX_DIGEST_NOTE, &param);
}

static enum rc
one_block(struct work *k, size_t i)
{
	const struct chain_block *b = &k->w->rd.blocks[i];
	enum rc rc;

	k->culprit = NULL;
	if (!k->together && (rc = begin_journaled(k, b)) != RC_OK)
		return rc;
	rc = apply_block(&k->ap, b, &k->w->events[i], &k->culprit);
	if (rc != RC_OK)
		return place_of(k, b);
	record_skips(k, b);
	if (k->together)
		return RC_OK;
	rc = write_rows(k);
	return rc == RC_OK ? note_digest(k, b) : rc;
}

/* Transactions. */

/* Plays of a core chain go with its blocks. */
static enum rc
write_plays(struct work *k, size_t first, size_t last)
{
	struct arena *keep;
	enum rc rc;

	if (k->s->ch->kind != CHAIN_CORE)
		return RC_OK;
	keep = ctx_in(k->c, k->scratch);
	rc = plays_write(k->c, k->s, &k->plays, &k->w->rd.blocks[first],
	    last - first + 1);
	arena_reset(k->scratch);
	ctx_back(k->c, keep);
	return rc;
}

/* What far from the head is written at once, with its end. */
static enum rc
write_stretch(struct work *k, size_t first, size_t last)
{
	const char *from = number_at(k, first);
	enum rc rc;

	if ((rc = put_chain(k)) != RC_OK ||
	    (rc = put_blocks(k, first, last)) != RC_OK ||
	    (rc = write_rows(k)) != RC_OK ||
	    (rc = note_digest(k, &k->w->rd.blocks[last])) != RC_OK)
		return rc;
	return db_queue(k->c, SQL_IDX_SEARCH_SETTLE, &from);
}

static enum rc
finish(struct work *k, size_t first, size_t last)
{
	uint64_t number = k->w->rd.blocks[last].number;
	const char *param[1];
	enum rc rc;

	if (k->together && (rc = write_stretch(k, first, last)) != RC_OK)
		return rc;
	if ((rc = write_plays(k, first, last)) != RC_OK)
		return rc;
	if (number >= k->m->undo_depth) {
		param[0] = arena_printf(k->c->a, "%" PRIu64,
		    number - k->m->undo_depth + 1);
		rc = db_queue(k->c, SQL_IDX_UNDO_PRUNE, param);
		if (rc != RC_OK)
			return rc;
	}
	rc = publish_indexed(k->c, k->w->rd.blocks[last].time);
	if (rc != RC_OK || (rc = trouble_over(k->c, number)) != RC_OK)
		return rc;
	return db_flush(k->c);
}

/* While the database works, the next window is read. */
static enum rc
breathe(struct work *k)
{
	k->s->meanwhile(k->s->arg);
	return db_flush(k->c);
}

/*
 * Near the head, and when one of them has failed, each block is written by
 * itself; elsewhere all are at the end of their transaction.
 */
static enum rc
begin(struct work *k, size_t first)
{
	const char *from = number_at(k, first);
	enum rc rc;

	k->together = !k->m->journal ||
		      (!k->careful && k->w->rd.blocks[first].number + 1 <
					  k->m->single_from);
	rc = db_begin(k->c);
	if (rc == RC_OK)
		rc = db_queue(k->c, SQL_IDX_DIGEST_TOLD, NULL);
	if (rc != RC_OK || !k->together)
		return rc;
	rc = k->m->journal ? db_queue(k->c, SQL_IDX_BLOCKS_BEGIN, &from)
			   : db_queue(k->c, SQL_IDX_COMMIT_EARLY, NULL);
	return rc == RC_OK ? db_queue(k->c, SQL_IDX_SEARCH_WAIT, NULL) : rc;
}

/* Its digest is kept for ever. */
static bool
is_round(const struct work *k, uint64_t number)
{
	const struct chain *ch = k->s->ch;

	return k->digest != NULL &&
	       (ch->kind == CHAIN_CORE ? number - ch->base : number) %
		       LIM_DIGEST_EVERY ==
		   0;
}

/* Does the transaction end behind block i?  It never ends inside one. */
static bool
ends_behind(const struct work *k, size_t i)
{
	return k->w->rd.blocks[i].number + 1 >= k->m->single_from ||
	       is_round(k, k->w->rd.blocks[i].number) || i + 1 == k->loaded ||
	       i + 1 == k->w->end || apply_is_half_full(&k->ap);
}

/* Blocks first to *last, which is told: of the one that failed, too. */
static enum rc
transaction(struct work *k, size_t first, size_t *last)
{
	bool keep = !k->m->dry && !k->trial, ended = false;
	enum rc rc;
	size_t i;

	*last = first;
	if ((rc = begin(k, first)) != RC_OK)
		return rc;
	for (i = first; rc == RC_OK && !ended; i++) {
		*last = i;
		rc = one_block(k, i);
		ended = ends_behind(k, i);
		if (rc == RC_OK && !k->together && i % BREATH == 0)
			rc = breathe(k);
	}
	if (rc == RC_OK)
		rc = finish(k, first, *last);
	if (rc == RC_OK && keep)
		rc = db_commit(k->c);
	k->refused = rc == RC_DB && db_is_refused(k->c->db);
	if (rc != RC_OK || !keep)
		db_rollback(k->c);
	return rc;
}

/* Blocks that cannot be indexed. */

/* Is it the block's fault, and not that of the world around us? */
static bool
is_of_block(const struct work *k, enum rc rc)
{
	switch (rc) {
	case RC_DB:
		return k->refused;
	case RC_DATA:
	case RC_ROOM:
	case RC_BUG:
		return true;
	default:
		return k->culprit != NULL && rc == RC_UPSTREAM;
	}
}

/* Events of the first n transactions only. */
static struct event_list
first_of(const struct event_list *all, struct event *room, size_t n)
{
	struct event_list some = { room, 0 };
	size_t i;

	for (i = 0; i < all->n; i++)
		if (all->e[i].txpos < n)
			room[some.n++] = all->e[i];
	return some;
}

/* Does block i fail with its first n transactions alone? */
static enum rc
fails_with(struct work *k, size_t i, struct event *room, size_t n, bool *fails)
{
	const struct event_list all = k->w->events[i];
	size_t last, rejected = k->ap.rejected;
	enum rc rc;

	k->trial = true;
	k->w->events[i] = first_of(&all, room, n);
	err_clear(&k->c->err);
	if ((rc = rows_anew(k, i)) == RC_OK)
		rc = transaction(k, i, &last);
	else
		k->refused = rc == RC_DB && db_is_refused(k->c->db);
	k->w->events[i] = all;
	k->ap.rejected = rejected;
	k->trial = false;
	*fails = rc != RC_OK;
	return *fails && is_of_block(k, rc) ? RC_OK : rc;
}

static const struct event *
event_at(const struct event_list *list, size_t txpos)
{
	size_t i;

	for (i = 0; i < list->n; i++)
		if (list->e[i].txpos == txpos)
			return &list->e[i];
	return NULL;
}

/*
 * The database refused rows of block i.  Rows are made of many events: the
 * first transaction without which the block passes is to blame.  *e is an
 * event of it, NULL when there is no such transaction.
 */
static enum rc
blame(struct work *k, size_t i, const struct event **e)
{
	const struct event_list *list = &k->w->events[i];
	size_t j, mid, lo = 0, hi = 0;
	struct event *room;
	bool fails = true;
	enum rc rc;

	*e = NULL;
	room = arena_zalloc(k->w->work, list->n + 1, sizeof(*room));
	for (j = 0; j < list->n; j++)
		if (list->e[j].txpos >= hi)
			hi = list->e[j].txpos + 1;
	if ((rc = fails_with(k, i, room, hi, &fails)) != RC_OK || !fails)
		return rc; /* only COMMIT fails */
	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if ((rc = fails_with(k, i, room, mid, &fails)) != RC_OK)
			return rc;
		if (fails)
			hi = mid;
		else
			lo = mid + 1;
	}
	if (lo > 0)
		*e = event_at(list, lo - 1);
	return RC_OK;
}

/* Rows that the database refused are those of a block, not of an event. */
static void
name_block(struct work *k, size_t i, const struct event *e)
{
	char tx[HASH_TEXT] = SKIP_WHOLE;

	if (e != NULL)
		block_tx_text(tx, e->tx);
	k->c->err.rc = RC_DATA;
	err_add(&k->c->err, "block %" PRIu64 ": transaction %s",
	    k->w->rd.blocks[i].number, tx);
}

/* The stretch ends before block i, which is on record as failed. */
static enum rc
block_failed(struct work *k, size_t i)
{
	const struct event *e = k->culprit;
	struct err why = k->c->err;
	enum rc rc;

	if (k->refused && e == NULL && !k->m->dry &&
	    (rc = blame(k, i, &e)) != RC_OK)
		return rc;
	k->c->err = why;
	if (why.rc == RC_DB)
		name_block(k, i, e);
	window_fails(k->c, k->w, i, e != NULL ? e->tx : NULL);
	return RC_OK;
}

/*
 * Whoever asks for memory here has asked for room before, so this is for what
 * nobody thought of, and for a host without memory: the run cannot go on, but
 * leaves word of the block, for the ways of a block that fails.
 */
static void
die_in_block(void *arg)
{
	struct work *k = arg;
	const struct event *e = k->ap.at;

	if (k->m->dry || k->ap.b == NULL)
		return;
	arena_free(k->rows); /* room for the words; nobody comes back */
	last_words(k->c, k->ap.b, e != NULL ? e->tx : NULL);
}

/* The stretch. */

static void
sum_up(struct work *k, size_t first, size_t last)
{
	struct commit_result *res = k->res;
	enum table_id t;
	size_t i;

	res->rejected += k->ap.rejected;
	k->ap.rejected = 0;
	for (i = first; i <= last; i++) {
		res->blocks++;
		res->logs += k->w->rd.blocks[i].nlogs;
		res->events += k->w->events[i].n;
	}
	if (k->s->tally != NULL)
		plays_count(k->s->tally, &k->plays);
	count_rows(k);
	for (t = 0; t < T__MAX; t++) {
		res->table[t] += k->written[t];
		res->rows += k->written[t];
	}
}

/* One transaction from block *i on, which moves behind it. */
static enum rc
next_blocks(struct work *k, struct cursor *cur, size_t *i)
{
	bool anew = k->careful || *i >= k->loaded || apply_is_half_full(&k->ap);
	size_t last = *i;
	enum rc rc = RC_OK;

	k->culprit = NULL;
	memset(k->written, 0, sizeof(k->written));
	if (anew)
		rc = rows_anew(k, *i);
	k->refused = rc == RC_DB && db_is_refused(k->c->db);
	if (rc == RC_OK && (rc = transaction(k, *i, &last)) == RC_OK) {
		sum_up(k, *i, last);
		cursor_move(cur, &k->w->rd.blocks[last], k->s->ch);
		*i = last + 1;
		return RC_OK;
	}
	k->ap.rejected = 0;
	if (!is_of_block(k, rc))
		return rc;
	if ((anew && k->loaded == *i + 1) || k->m->dry)
		return block_failed(k, last);
	k->careful = true;
	err_clear(&k->c->err);
	return RC_OK;
}

static enum rc
all_blocks(struct work *k, struct cursor *cur)
{
	size_t i = k->w->begin;
	enum rc rc = RC_OK;

	/* Even a run that is late gets on by one transaction. */
	while (rc == RC_OK && i < k->w->end &&
	       (i == k->w->begin || k->m->go_on(k->m->arg)))
		rc = next_blocks(k, cur, &i);
	return rc;
}

/* Which columns count; in the memory of the window. */
static enum rc
open_digest(struct work *k, struct arena *a)
{
	const struct chain *ch = k->s->ch;
	bool is_new = ch->kind == CHAIN_CORE && !ch->remembered;
	struct arena *rows = ctx_in(k->c, a);
	enum rc rc;

	rc = digest_open(k->c, &k->digest, is_new ? ch->core_id : NULL,
	    (int64_t)ch->base);
	ctx_back(k->c, rows);
	return rc;
}

enum rc
commit_window(struct ctx *c, struct window *w, const struct source *s,
    struct cursor *cur, const struct commit_mode *m, struct commit_result *res)
{
	struct work k = { .c = c, .w = w, .s = s, .m = m, .res = res };
	struct arena *keep;
	enum rc rc;

	k.rows = arena_new(LIM_ARENA_BLOCK);
	k.scratch = arena_new(LIM_ARENA_BLOCK);
	keep = ctx_in(c, k.rows);
	k.ap.c = c;
	k.ap.sig = s->sig;
	k.ap.nodes = s->nodes;
	k.ap.dates = s->dates;
	k.ap.scratch = arena_new(LIM_ARENA_BLOCK);
	k.ap.page = arena_new(LIM_ARENA_BLOCK);
	k.ap.block = arena_new(LIM_ARENA_BLOCK);
	k.ap.portion = write_portion;
	k.ap.portion_arg = &k;
	arena_last_words(k.rows, die_in_block, &k);
	arena_last_words(k.scratch, die_in_block, &k);
	arena_last_words(k.ap.scratch, die_in_block, &k);
	arena_last_words(k.ap.page, die_in_block, &k);
	arena_last_words(k.ap.block, die_in_block, &k);
	if ((rc = lock_hold(c, LOCK_ROWS)) == RC_OK) {
		if ((rc = open_digest(&k, keep)) == RC_OK)
			rc = all_blocks(&k, cur);
		lock_release(c, LOCK_ROWS);
	}
	arena_free(k.ap.block);
	arena_free(k.ap.page);
	arena_free(k.ap.scratch);
	arena_free(k.scratch);
	arena_free(k.rows);
	ctx_back(c, keep);
	return rc;
}
