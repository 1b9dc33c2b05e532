/* SPDX-License-Identifier: ISC */
#include "indexer/run/publish.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"

enum rc
publish_head(struct ctx *c, const struct chain_block *head, uint64_t shown)
{
	struct pgarr *keys = pgarr_new(c->a), *values = pgarr_new(c->a);
	char hash[HASH_TEXT];
	const char *param[2];
	enum rc rc;

	block_hash_text(hash, head);
	pgarr_text(keys, "latest_block_from_chain");
	pgarr_int(values, (int64_t)shown);
	pgarr_text(keys, "latest_blockhash_from_chain");
	pgarr_text(values, hash);
	if (head->core != NULL) {
		pgarr_text(keys, "latest_block_time_from_chain");
		pgarr_int(values, (int64_t)head->time);
	}
	param[0] = pgarr_done(keys);
	param[1] = pgarr_done(values);
	if ((rc = db_exec(c, SQL_KEYS_PUT, param)) != RC_OK)
		return rc;
	param[0] = arena_printf(c->a, "%" PRIu64, shown);
	return db_exec(c, SQL_IDX_NOTE_HEIGHTS, param);
}

enum rc
publish_chain(struct ctx *c, struct chain *ch)
{
	struct identity k = identity_of(ch);
	struct pgarr *keys = pgarr_new(c->a), *values = pgarr_new(c->a);
	const char *text = identity_text(c->a, &k), *param[2];
	enum rc rc;

	if (strcmp(text, identity_text(c->a, &ch->kept)) == 0 && ch->remembered)
		return RC_OK;
	pgarr_text(keys, ch->name);
	pgarr_text(values, text);
	param[0] = pgarr_done(keys);
	param[1] = pgarr_done(values);
	if ((rc = db_exec(c, SQL_KEYS_PUT, param)) != RC_OK)
		return rc;
	ch->kept = k;
	ch->remembered = true;
	return RC_OK;
}

enum rc
publish_indexed(struct ctx *c, uint64_t time)
{
	const char *param[] = { NULL };

	if (time > 0)
		param[0] = arena_printf(c->a, "%" PRIu64, time);
	return db_queue(c, SQL_IDX_PUBLISH, param);
}
