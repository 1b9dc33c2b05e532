/* SPDX-License-Identifier: ISC */
#include "indexer/run/cursor.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "chain/headers.h"
#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/conf/conf.h"
#include "common/db/db.h"

static const uint8_t zero[32];

static enum rc
none_current(struct ctx *c)
{
	PGresult *res;
	bool there = false;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_IDX_BLOCKS_ANY, NULL)) != RC_OK ||
	    (rc = db_bool(c, &there, res, 0, 0)) != RC_OK)
		return rc;
	if (!there)
		return RC_NOTFOUND;
	return err_set(&c->err, RC_CONFIG,
	    "disc.blocks has rows but none is current; somebody else has "
	    "written to it");
}

static enum rc
read_height(struct ctx *c, struct cursor *k, const PGresult *res)
{
	int64_t core = 0, height = 0;
	enum rc rc;

	if (db_text(res, 0, 3) == NULL)
		return RC_OK;
	if ((rc = db_i64(c, &core, res, 0, 3)) != RC_OK ||
	    (rc = db_i64(c, &height, res, 0, 4)) != RC_OK)
		return rc;
	k->core = (int)core;
	k->height = (uint64_t)height;
	return RC_OK;
}

enum rc
cursor_read(struct ctx *c, struct cursor *k)
{
	const char *number;
	PGresult *res;
	enum rc rc;
	int n;

	if ((rc = db_run(c, &res, SQL_IDX_CURRENT, NULL)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return none_current(c);
	number = db_text(res, 0, 0);
	memset(k, 0, sizeof(*k));
	k->has_number = number != NULL;
	if (number != NULL && num_u64(&k->number, number, 0, LIM_ID) != 0)
		return err_set(&c->err, RC_BUG, "current block '%s'", number);
	n = snprintf(k->hash, sizeof(k->hash), "%s", db_text(res, 0, 1));
	if (n < 0 || (size_t)n >= sizeof(k->hash))
		return err_set(&c->err, RC_BUG,
		    "hash of the current block is too long");
	return read_height(c, k, res);
}

void
cursor_on(struct cursor *k, const struct chain *ch)
{
	bool here = k->core == ch->core;

	if (ch->kind == CHAIN_CORE) {
		k->joins = !here;
		k->next = ch->base + (here ? k->height + 1 : ch->first);
	} else {
		k->joins =
		    k->has_number && k->number == ch->base && ch->base > 0;
		k->next = k->has_number
			      ? k->number + 1
			      : ch->base + (strcmp(k->hash, CURSOR_ZERO) != 0);
	}
}

static enum rc
find_start(struct ctx *c, struct chain_block *b, const struct chain *ch)
{
	const char *start = c->cf->start_block;
	uint64_t number;
	bool there = true;
	enum rc rc;

	if (num_u64(&number, start, 0, LIM_ID - ch->base) == 0) {
		number += ch->base;
		rc = headers_by_number(c, b, &there, ch, &number, 1);
		if (rc == RC_OK && !there)
			rc = RC_NOTFOUND;
	} else {
		rc = headers_by_hash(c, b, ch, start);
	}
	if (rc == RC_NOTFOUND)
		return err_set(&c->err, RC_CONFIG,
		    "[discprov] start_block '%s' is not a block of this chain",
		    start);
	return rc;
}

/*
 * The row that everything hangs on.  A number in the configuration is
 * resolved to its hash, so that a fork below it is noticed.
 */
enum rc
cursor_start(struct ctx *c, struct cursor *k, const struct chain *ch, bool dry)
{
	const char *param[3] = { CURSOR_ZERO, CURSOR_ZERO, NULL };
	struct chain_block b;
	char hash[HASH_TEXT];
	enum rc rc;

	memset(k, 0, sizeof(*k));
	if (ch->kind == CHAIN_EVM &&
	    strcmp(c->cf->start_block, CURSOR_ZERO) != 0) {
		if ((rc = find_start(c, &b, ch)) != RC_OK)
			return rc;
		block_hash_text(hash, &b);
		param[0] = param[1] = hash;
		if (b.number > 0)
			param[2] = arena_printf(c->a, "%" PRIu64, b.number);
		k->has_number = b.number > 0;
		k->number = b.number;
	}
	snprintf(k->hash, sizeof(k->hash), "%s", param[0]);
	cursor_on(k, ch);
	if (dry)
		return RC_OK;
	if ((rc = db_exec(c, SQL_IDX_FIRST_BLOCK, param)) != RC_OK)
		return rc;
	log_info(&c->log, "block=%s hash=%s msg=\"first run: start block\"",
	    param[2] != NULL ? param[2] : "0", param[0]);
	return RC_OK;
}

uint64_t
cursor_next(const struct cursor *k)
{
	return k->next;
}

bool
cursor_links(const struct cursor *k, struct chain_block *b, struct arena *a)
{
	uint8_t hash[32];

	if (strcmp(k->hash, CURSOR_ZERO) == 0)
		return k->joins || memcmp(b->parent, zero, 32) == 0;
	if (block_hash_read(hash, k->hash) != 0)
		return false;
	if (k->joins) {
		memcpy(b->parent, hash, 32);
		b->parent_text = arena_strdup(a, k->hash);
	}
	return memcmp(b->parent, hash, 32) == 0;
}

void
cursor_move(struct cursor *k, const struct chain_block *b,
    const struct chain *ch)
{
	k->has_number = true;
	k->number = b->number;
	k->core = ch->core;
	k->height = ch->kind == CHAIN_CORE ? b->number - ch->base : 0;
	k->next = b->number + 1;
	k->joins = false;
	block_hash_text(k->hash, b);
}
