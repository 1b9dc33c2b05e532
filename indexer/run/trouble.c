/* SPDX-License-Identifier: ISC */
#include "indexer/run/trouble.h"

#include <inttypes.h>
#include <string.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "common/json/jsonw.h"

#define TROUBLE_KEY "indexing:error"

/* What the table says; what cannot be read counts as nothing. */
struct noted {
	int64_t count, number;
	const char *blockhash, *txhash, *message;
	struct json_object *agreed; /* an array, or NULL */
};

static void
read_noted(struct ctx *c, struct noted *n, const char *text)
{
	struct err keep = c->err;
	struct json_object *doc;
	int64_t number;

	memset(n, 0, sizeof(*n));
	err_clear(&c->err);
	if (jsonr_doc(c, &doc, text, strlen(text)) != RC_OK ||
	    !jsonr_opt_int(&n->count, doc, "count") ||
	    !jsonr_opt_int(&n->number, doc, "blocknumber") ||
	    !jsonr_opt_text(c, &n->blockhash, doc, "blockhash") ||
	    !jsonr_opt_text(c, &n->txhash, doc, "txhash") ||
	    !jsonr_opt_text(c, &n->message, doc, "message")) {
		memset(n, 0, sizeof(*n));
	} else {
		if (jsonr_opt_int(&number, doc, "number"))
			n->number = number;
		if (!jsonr_opt_arr(&n->agreed, doc, "agreed"))
			n->agreed = NULL;
	}
	c->err = keep;
}

static enum rc
load(struct ctx *c, struct noted *n)
{
	const char *param[] = { TROUBLE_KEY };
	PGresult *res;
	enum rc rc;

	memset(n, 0, sizeof(*n));
	if ((rc = db_run(c, &res, SQL_KEY_GET, param)) == RC_OK &&
	    PQntuples(res) > 0)
		read_noted(c, n, db_text(res, 0, 0));
	return rc;
}

static bool
is_same_block(const struct noted *n, const struct trouble *t)
{
	return n->blockhash != NULL && n->number == (int64_t)t->number &&
	       strcmp(n->blockhash, t->blockhash) == 0;
}

static void
write_agreed(struct jsonw *w, const struct noted *n, const char *more)
{
	size_t i,
	    len = n->agreed == NULL ? 0 : json_object_array_length(n->agreed);
	const char *s;

	if (len == 0 && more == NULL)
		return;
	jsonw_arr(w, "agreed");
	for (i = 0; i < len; i++) {
		s = json_object_get_string(jsonr_at(n->agreed, i));
		if (s != NULL && (more == NULL || strcmp(s, more) != 0))
			jsonw_str(w, NULL, s);
	}
	if (more != NULL)
		jsonw_str(w, NULL, more);
	jsonw_end(w);
}

static enum rc
store(struct ctx *c, const struct trouble *t, const struct noted *n,
    bool has_consensus)
{
	struct pgarr *keys = pgarr_new(c->a), *values = pgarr_new(c->a);
	struct jsonw *w = jsonw_new(c->a);
	const char *param[2];
	struct span text;

	jsonw_obj(w, NULL);
	jsonw_int(w, "count", n->count);
	jsonw_int(w, "blocknumber", (int64_t)t->shown);
	if (t->shown != t->number)
		jsonw_int(w, "number", (int64_t)t->number);
	jsonw_str(w, "blockhash", t->blockhash);
	jsonw_str(w, "txhash", t->txhash);
	jsonw_str(w, "message", n->message);
	jsonw_bool(w, "has_consensus", has_consensus);
	write_agreed(w, n, has_consensus ? t->txhash : NULL);
	jsonw_end(w);
	text = jsonw_done(w);
	pgarr_text(keys, TROUBLE_KEY);
	pgarr_text(values, arena_memdup(c->a, text.p, text.len));
	param[0] = pgarr_done(keys);
	param[1] = pgarr_done(values);
	return db_exec(c, SQL_KEYS_PUT, param);
}

enum rc
trouble_note(struct ctx *c, const struct trouble *t)
{
	struct noted n;
	enum rc rc;

	if ((rc = load(c, &n)) != RC_OK)
		return rc;
	if (!is_same_block(&n, t))
		memset(&n, 0, sizeof(n));
	if (n.txhash == NULL || strcmp(n.txhash, t->txhash) != 0)
		n.count = 0;
	n.count++;
	n.message = c->err.msg;
	return store(c, t, &n, false);
}

enum rc
trouble_agree(struct ctx *c, const struct trouble *t)
{
	struct noted n;
	enum rc rc;

	if ((rc = load(c, &n)) != RC_OK)
		return rc;
	if (!is_same_block(&n, t) || strcmp(n.txhash, t->txhash) != 0)
		return err_set(&c->err, RC_BUG,
		    "%s: block %" PRIu64 " is not in trouble", TROUBLE_KEY,
		    t->number);
	return store(c, t, &n, true);
}

enum rc
trouble_over(struct ctx *c, uint64_t number)
{
	const char *param[] = { arena_printf(c->a, "%" PRIu64, number) };

	return db_queue(c, SQL_IDX_NO_TROUBLE, param);
}

/* Is there room on record for one more of the network's word? */
static enum rc
count_network(struct ctx *c, struct skip_agreed *s)
{
	PGresult *res;
	enum rc rc;

	rc = db_run(c, &res, SQL_IDX_SKIPS_NETWORK, NULL);
	if (rc == RC_OK)
		rc = db_i64(c, &s->recorded, res, 0, 0);
	return rc;
}

enum rc
trouble_agreed(struct ctx *c, struct skip_agreed *s, struct arena *a)
{
	struct noted n;
	const char *item;
	size_t i, len;
	enum rc rc;

	memset(s, 0, sizeof(*s));
	if ((rc = load(c, &n)) != RC_OK || n.agreed == NULL ||
	    block_hash_read(s->blockhash, n.blockhash) != 0)
		return rc;
	s->number = (uint64_t)n.number;
	len = json_object_array_length(n.agreed);
	s->tx = arena_zalloc(a, len + 1, 32);
	for (i = 0; i < len; i++) {
		item = json_object_get_string(jsonr_at(n.agreed, i));
		if (item == NULL)
			continue;
		if (strcmp(item, SKIP_WHOLE) == 0)
			s->whole = true;
		else if (block_hash_read(s->tx[s->ntx], item) == 0)
			s->ntx++;
	}
	return count_network(c, s);
}
