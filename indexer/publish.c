/* SPDX-License-Identifier: ISC */
#include "indexer/publish.h"

#include <inttypes.h>
#include <string.h>

#include "common/db.h"
#include "common/hex.h"
#include "common/jsonr.h"
#include "common/jsonw.h"
#include "common/pgarr.h"

#define TROUBLE_KEY "indexing:error"

enum rc
publish_head(struct ctx *c, const struct chain_block *head)
{
	struct pgarr *keys = pgarr_new(c->a), *values = pgarr_new(c->a);
	char hash[HASH_TEXT];
	const char *param[2];

	hex_encode(hash, head->hash, 32);
	pgarr_text(keys, "latest_block_from_chain");
	pgarr_int(values, (int64_t)head->number);
	pgarr_text(keys, "latest_blockhash_from_chain");
	pgarr_text(values, hash);
	param[0] = pgarr_done(keys);
	param[1] = pgarr_done(values);
	return db_exec(c, SQL_IDX_KEYS_PUT, param);
}

enum rc
publish_indexed(struct ctx *c)
{
	return db_queue(c, SQL_IDX_PUBLISH, NULL);
}

/* How often has this very block failed before? */
static int64_t
count_before(struct ctx *c, const char *old, const struct trouble *t)
{
	const char *blockhash = NULL, *txhash = NULL;
	struct err keep = c->err;
	struct json_object *doc;
	int64_t n = 0;

	err_clear(&c->err);
	if (jsonr_doc(c, &doc, old, strlen(old)) != RC_OK ||
	    !jsonr_opt_int(&n, doc, "count") ||
	    !jsonr_opt_text(c, &blockhash, doc, "blockhash") ||
	    !jsonr_opt_text(c, &txhash, doc, "txhash") ||
	    strcmp(blockhash, t->blockhash) != 0 ||
	    strcmp(txhash, t->txhash) != 0)
		n = 0;
	c->err = keep;
	return n;
}

static enum rc
trouble_count(struct ctx *c, const struct trouble *t, int64_t *count)
{
	const char *param[] = { TROUBLE_KEY };
	PGresult *res;
	enum rc rc;

	*count = 1;
	if ((rc = db_run(c, &res, SQL_IDX_KEY_GET, param)) != RC_OK)
		return rc;
	if (PQntuples(res) > 0)
		*count += count_before(c, db_text(res, 0, 0), t);
	return RC_OK;
}

static const char *
trouble_text(struct ctx *c, const struct trouble *t, int64_t count)
{
	struct jsonw *w = jsonw_new(c->a);
	struct span text;

	jsonw_obj(w, NULL);
	jsonw_int(w, "count", count);
	jsonw_int(w, "blocknumber", (int64_t)t->number);
	jsonw_str(w, "blockhash", t->blockhash);
	jsonw_str(w, "txhash", t->txhash);
	jsonw_str(w, "message", c->err.msg);
	jsonw_bool(w, "has_consensus", false);
	jsonw_end(w);
	text = jsonw_done(w);
	return arena_memdup(c->a, text.p, text.len);
}

enum rc
publish_trouble(struct ctx *c, const struct trouble *t)
{
	struct pgarr *keys = pgarr_new(c->a), *values = pgarr_new(c->a);
	const char *param[2];
	int64_t count;
	enum rc rc;

	if ((rc = trouble_count(c, t, &count)) != RC_OK)
		return rc;
	pgarr_text(keys, TROUBLE_KEY);
	pgarr_text(values, trouble_text(c, t, count));
	param[0] = pgarr_done(keys);
	param[1] = pgarr_done(values);
	return db_exec(c, SQL_IDX_KEYS_PUT, param);
}

enum rc
publish_no_trouble(struct ctx *c, uint64_t number)
{
	const char *param[] = { arena_printf(c->a, "%" PRIu64, number) };

	return db_queue(c, SQL_IDX_NO_TROUBLE, param);
}
