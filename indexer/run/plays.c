/* SPDX-License-Identifier: ISC */
#include "indexer/run/plays.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chain/core/block.h"
#include "chain/core/proto.h"
#include "chain/core/typed.h"
#include "common/base/hex.h"
#include "common/base/iso_time.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/base/pgarr.h"
#include "common/base/text.h"
#include "common/conf/conf.h"
#include "common/db/db.h"

#define HOUR_S 3600

/* Parameters of the statement, in its order. */
enum {
	HEIGHT,
	DIGEST,
	SIGNER,
	BLOCK_TIME,
	TX,
	USER,
	ITEM,
	CREATED,
	SIGNATURE,
	CITY,
	REGION,
	COUNTRY,
	LISTS,
	ANYBODY = LISTS,
	PAST,
	PARAMS
};

struct lists {
	struct ctx *c;
	struct core_tally *sum;
	struct pgarr *col[LISTS];
	size_t ntx;
};

void
plays_read(struct ctx *c, const struct source *s, const struct chain_block *b)
{
	struct core_block *k = b->core;
	size_t i;

	for (i = k->nacts; s->plays && i < k->ntx; i++)
		k->tx[i].is_signed = typed_plays_signer(k->tx[i].signer, s->sig,
					 c->a, &k->tx[i]) == 0;
}

/* Decimal, and no more than an id may be; else -1. */
static int64_t
id_of(struct ctx *c, struct span s)
{
	int64_t n;
	const char *text;

	if (s.len == 0 || s.len > 10 || memchr(s.p, '\0', s.len) != NULL)
		return -1;
	text = arena_memdup(c->a, s.p, s.len);
	return num_i64(&n, text, 0, LIM_ID) == 0 ? n : -1;
}

/* The last height that tells what was before the chain; 0: none does. */
static uint64_t
past_end(const struct ctx *c)
{
	return c->cf->core_migration_address[0] != '\0'
		   ? c->cf->core_migration_end_height
		   : 0;
}

/* Plays of the past are older than their block, and nobody has signed them. */
static bool
is_timely(const struct ctx *c, const struct core_play *p,
    const struct chain_block *b, uint64_t height)
{
	return p->timed &&
	       (height <= past_end(c) ||
		   llabs((long long)(p->s - (int64_t)b->time)) <= HOUR_S);
}

static bool
is_whole(struct ctx *c, const struct core_play *p)
{
	const struct span *const texts[] = { &p->signature, &p->city,
		&p->region, &p->country };
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i]->len > LIM_PLAY_TEXT)
			return false;
	return id_of(c, p->track_id) >= 0;
}

static void
add_text(struct lists *l, int col, struct span s)
{
	pgarr_text(l->col[col], text_clean(l->c->a, s.p, s.len));
}

static void
add_play(struct lists *l, const struct core_play *p, size_t tx)
{
	const struct iso_time heard = { p->s, p->ns / 1000 };
	int64_t user = id_of(l->c, p->user_id);

	pgarr_int(l->col[TX], (int64_t)tx);
	pgarr_text(l->col[USER],
	    user > 0 ? arena_printf(l->c->a, "%" PRId64, user) : NULL);
	pgarr_int(l->col[ITEM], id_of(l->c, p->track_id));
	pgarr_text(l->col[CREATED], iso_time_cell(l->c->a, &heard));
	add_text(l, SIGNATURE, p->signature);
	add_text(l, CITY, p->city);
	add_text(l, REGION, p->region);
	add_text(l, COUNTRY, p->country);
}

/* "\x..." */
static const char *
bytes_cell(struct arena *a, const uint8_t *p, size_t n)
{
	char *text = hex_text(a, p, n);

	text[0] = '\\';
	return text;
}

/*
 * The same plays in another envelope are the same, so they go by what their
 * node signed.
 */
static void
add_tx(struct lists *l, const struct chain_block *b, uint64_t height,
    const struct core_tx *t)
{
	const struct iso_time time = { (int64_t)b->time, b->core->us };
	struct arena *a = l->c->a;
	struct span bytes = proto_plays(a, t);
	char signer[ADDRESS_TEXT];
	uint8_t digest[32];

	sha256(digest, bytes.p, bytes.len);
	address_text(signer, t->signer);
	pgarr_int(l->col[HEIGHT], (int64_t)height);
	pgarr_text(l->col[DIGEST], bytes_cell(a, digest, 32));
	pgarr_text(l->col[SIGNER], t->is_signed ? signer : NULL);
	pgarr_text(l->col[BLOCK_TIME], iso_time_cell(a, &time));
	l->ntx++;
}

static void
take_tx(struct lists *l, const struct chain_block *b, uint64_t height,
    const struct core_tx *t)
{
	const struct core_play *p;
	bool told = false;

	for (p = t->play; p < t->play + t->nplays; p++) {
		if (!is_whole(l->c, p)) {
			l->sum->broken++;
		} else if (!is_timely(l->c, p, b, height)) {
			l->sum->untimely++;
		} else {
			if (!told)
				add_tx(l, b, height, t);
			told = true;
			add_play(l, p, l->ntx);
		}
	}
}

static enum rc
put(struct lists *l, const struct chain_block *last)
{
	const struct iso_time time = { (int64_t)last->time, 0 };
	struct ctx *c = l->c;
	const char *param[PARAMS], *after[1];
	int64_t added, repeated, stranger;
	PGresult *res;
	enum rc rc;
	int i;

	for (i = 0; i < LISTS; i++)
		param[i] = pgarr_done(l->col[i]);
	param[ANYBODY] = c->cf->core_plays == PLAYS_ANYBODY ? "t" : "f";
	param[PAST] = arena_printf(c->a, "%" PRIu64, past_end(c));
	if ((rc = db_flush(c)) != RC_OK ||
	    (rc = db_exec(c, SQL_PLAYS_TURN, NULL)) != RC_OK ||
	    (rc = db_run(c, &res, SQL_CORE_PLAYS_PUT, param)) != RC_OK ||
	    (rc = db_i64(c, &added, res, 0, CORE_PLAYS_PUT_added)) != RC_OK ||
	    (rc = db_i64(c, &repeated, res, 0, CORE_PLAYS_PUT_repeated)) !=
		RC_OK ||
	    (rc = db_i64(c, &stranger, res, 0, CORE_PLAYS_PUT_stranger)) !=
		RC_OK)
		return rc;
	l->sum->plays += (size_t)added;
	l->sum->repeated += (size_t)repeated;
	l->sum->stranger += (size_t)stranger;
	after[0] = db_text(res, 0, CORE_PLAYS_PUT_last);
	if (added > 0 &&
	    (rc = db_run(c, &res, SQL_CORE_PLAYS_IDS, after)) != RC_OK)
		return rc;
	after[0] = iso_time_cell(c->a, &time);
	return db_queue(c, SQL_CORE_PLAYS_PRUNE, after);
}

enum rc
plays_write(struct ctx *c, const struct source *s, struct core_tally *sum,
    const struct chain_block *b, size_t n)
{
	struct lists l = { .c = c, .sum = sum };
	size_t i, j;

	*sum = (struct core_tally){ 0 };
	for (i = 0; i < LISTS; i++)
		l.col[i] = pgarr_new(c->a);
	for (i = 0; i < n; i++) {
		const struct core_block *k = b[i].core;

		sum->unknown += k->nunknown;
		if (!s->plays || skip_block(&s->skip, &b[i]) != SKIP_NOT)
			continue;
		for (j = k->nacts; j < k->ntx; j++)
			if (skip_tx(&s->skip, &b[i], k->tx[j].hash) == SKIP_NOT)
				take_tx(&l, &b[i], b[i].number - s->ch->base,
				    &k->tx[j]);
	}
	return l.ntx > 0 ? put(&l, &b[n - 1]) : RC_OK;
}

void
plays_count(struct core_tally *all, const struct core_tally *some)
{
	all->unknown += some->unknown;
	all->plays += some->plays;
	all->repeated += some->repeated;
	all->stranger += some->stranger;
	all->untimely += some->untimely;
	all->broken += some->broken;
}

void
plays_tell(const struct ctx *c, const struct core_tally *t)
{
	if (t->unknown > 0)
		log_warn(&c->log,
		    "transactions=%zu msg=\"core chain: of a kind that is not "
		    "known here, and left alone; is this version too old?\"",
		    t->unknown);
	if (t->plays + t->repeated + t->stranger + t->untimely + t->broken > 0)
		log_info(&c->log,
		    "plays=%zu repeated=%zu unregistered=%zu untimely=%zu "
		    "broken=%zu msg=\"core chain: plays that count, and "
		    "others\"",
		    t->plays, t->repeated, t->stranger, t->untimely, t->broken);
}
