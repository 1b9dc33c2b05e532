/* SPDX-License-Identifier: ISC */
#include "indexer/run/last_words.h"

#include <poll.h>

#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/db/db.h"
#include "common/db/lock.h"
#include "indexer/run/peers.h"

#define PATIENCE_MS 5000 /* until our own session, just closed, is gone */
#define TRY_MS      50

static enum rc
take_lock(struct ctx *c)
{
	int64_t end_ms = now_ms() + PATIENCE_MS;
	enum rc rc;

	while ((rc = lock_db(c, LOCK_INDEX)) == RC_BUSY && now_ms() < end_ms) {
		err_clear(&c->err);
		poll(NULL, 0, TRY_MS);
	}
	return rc;
}

static enum rc
leave_word(struct ctx *c, const struct trouble *t)
{
	bool agreed;
	enum rc rc;

	if ((rc = db_open(c, &c->db, DB_WRITER)) != RC_OK ||
	    (rc = take_lock(c)) != RC_OK)
		return rc;
	(void)err_set(&c->err, RC_ROOM,
	    "block %" PRIu64 ": transaction %s: no memory", t->number,
	    t->txhash);
	return peers_consensus(c, t, &agreed);
}

void
last_words(struct ctx *c, const struct chain_block *b,
    const struct chain_tx *tx)
{
	struct ctx k = { .cf = c->cf, .log = c->log };
	char hash[HASH_TEXT], txhash[HASH_TEXT] = SKIP_WHOLE;
	struct trouble t = { .number = b->number, .shown = b->shown };
	enum rc rc;

	block_hash_text(hash, b);
	if (tx != NULL)
		block_tx_text(txhash, tx);
	t.blockhash = hash;
	t.txhash = txhash;
	db_close(c->db);
	c->db = NULL;
	k.a = arena_new(LIM_ARENA_BLOCK);
	if ((rc = leave_word(&k, &t)) != RC_OK)
		log_err(&k.log, "block=%" PRIu64 " tx=%s rc=%s msg=\"%s\"",
		    t.number, t.txhash, rc_info[rc].name, k.err.msg);
	db_close(k.db);
	arena_free(k.a);
}
