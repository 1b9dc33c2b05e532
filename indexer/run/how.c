/* SPDX-License-Identifier: ISC */
#include "indexer/run/how.h"

#include <string.h>

#include "chain/core/node.h"
#include "chain/core/read.h"
#include "chain/headers.h"
#include "common/base/hex.h"
#include "common/db/db.h"
#include "indexer/run/publish.h"

/*
 * Which chain the blocks are of that we have.  Databases from before that was
 * remembered know it by a start block that is block 0.
 */
static enum rc
evm_recall(struct ctx *c, struct chain *ch)
{
	const char *param[] = { ch->name };
	const char *text, *first;
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_IDX_CHAIN, param)) != RC_OK)
		return rc;
	text = db_text(res, 0, 0);
	first = db_text(res, 0, 1);
	if (text != NULL && identity_parse(&ch->kept, text) != 0)
		return err_set(&c->err, RC_CONFIG,
		    "disc.keyvalue: %s is '%s', which is no chain", ch->name,
		    text);
	ch->remembered = text != NULL;
	if (!ch->kept.has_first && ch->base == 0 && first != NULL)
		ch->kept.has_first =
		    hex_decode(ch->kept.first, 32, first, strlen(first)) == 0;
	return RC_OK;
}

static void
evm_read(struct reader *rd, const struct ctx *c, struct arena *a,
    const struct chain *ch, struct habits *h, const struct contracts *k,
    const struct reader_want *want)
{
	reader_start(rd, c, a, ch->rpc, h, k, want);
}

/* A chain that the database does not know comes behind all that it does. */
static enum rc
core_recall(struct ctx *c, struct chain *ch)
{
	const char *param[] = { ch->core_id };
	int64_t id, base, newest, first;
	PGresult *res;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_IDX_CORE_CHAIN, param)) != RC_OK ||
	    (rc = db_i64(c, &newest, res, 0, IDX_CORE_CHAIN_newest)) != RC_OK)
		return rc;
	ch->core = (int)newest + 1;
	ch->remembered = db_text(res, 0, IDX_CORE_CHAIN_id) != NULL;
	if (!ch->remembered)
		return RC_OK;
	if ((rc = db_i64(c, &id, res, 0, IDX_CORE_CHAIN_id)) != RC_OK ||
	    (rc = db_i64(c, &base, res, 0, IDX_CORE_CHAIN_base)) != RC_OK ||
	    (rc = db_i64(c, &first, res, 0, IDX_CORE_CHAIN_first_height)) !=
		RC_OK)
		return rc;
	ch->core = (int)id;
	ch->base = (uint64_t)base;
	ch->first = (uint64_t)first;
	if (id == newest)
		return RC_OK;
	return err_set(&c->err, RC_CONFIG,
	    "%s is %s, but the blocks of %s follow its own already", ch->id_key,
	    ch->core_id, db_text(res, 0, IDX_CORE_CHAIN_newest_id));
}

/* Its row came in with its first blocks. */
static enum rc
core_remember(struct ctx *c, struct chain *ch)
{
	(void)c;
	ch->remembered = true;
	return RC_OK;
}

const struct how *
how_of(const struct chain *ch)
{
	static const struct how hows[CHAIN__MAX] = {
		[CHAIN_EVM] = { true, identity_demand, headers_newest,
		    headers_by_number, evm_read, evm_recall, publish_chain },
		[CHAIN_CORE] = { false, core_demand, core_newest,
		    core_by_number, core_read, core_recall, core_remember },
	};

	return &hows[ch->kind];
}
