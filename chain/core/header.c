/* SPDX-License-Identifier: ISC */
#include "chain/core/header.h"

#include <inttypes.h>
#include <string.h>

#include "chain/core/merkle.h"
#include "chain/core/wire.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"

#define ID_TEXT 128 /* bytes of a chain's name */
/* Leaves: five members that are no hashes, and all that are. */
#define LEAVES (5 + HEADER__MAX)

static const char *const names[HEADER__MAX] = {
	[HEADER_LAST_COMMIT] = "last_commit_hash",
	[HEADER_DATA] = "data_hash",
	[HEADER_VALIDATORS] = "validators_hash",
	[HEADER_NEXT_VALIDATORS] = "next_validators_hash",
	[HEADER_CONSENSUS] = "consensus_hash",
	[HEADER_APP] = "app_hash",
	[HEADER_LAST_RESULTS] = "last_results_hash",
	[HEADER_EVIDENCE] = "evidence_hash",
	[HEADER_PROPOSER] = "proposer_address",
};

static enum rc
object(struct ctx *c, struct json_object **v, struct json_object *o,
    const char *key)
{
	if (jsonr_opt_obj(v, o, key))
		return RC_OK;
	return err_set(&c->err, RC_DATA, "%s is no object", key);
}

enum rc
core_header_ref(struct ctx *c, struct core_ref *r, struct json_object *o,
    const char *key)
{
	struct json_object *ref = NULL, *parts = NULL;
	enum rc rc;

	if ((rc = object(c, &ref, o, key)) != RC_OK ||
	    (rc = field_hex(c, &r->hash, ref, "hash")) != RC_OK ||
	    (rc = object(c, &parts, ref, "parts")) != RC_OK ||
	    (rc = field_hex(c, &r->parts, parts, "hash")) != RC_OK)
		return rc;
	if (!jsonr_opt_int(&r->nparts, parts, "total") || r->nparts < 0)
		return err_set(&c->err, RC_DATA, "total is no number");
	return RC_OK;
}

enum rc
core_header_read(struct ctx *c, struct core_header *h, struct json_object *o)
{
	struct json_object *version = NULL;
	enum rc rc;
	size_t i;

	memset(h, 0, sizeof(*h));
	if ((rc = object(c, &version, o, "version")) != RC_OK ||
	    (rc = field_number(c, &h->version, version, "block")) != RC_OK ||
	    (rc = field_number(c, &h->app_version, version, "app")) != RC_OK ||
	    (rc = jsonr_str(c, &h->chain_id, o, "chain_id", ID_TEXT)) !=
		RC_OK ||
	    (rc = field_height(c, &h->height, o, "height")) != RC_OK ||
	    (rc = field_time(c, &h->s, &h->ns, o, "time")) != RC_OK ||
	    (rc = core_header_ref(c, &h->last, o, "last_block_id")) != RC_OK)
		return rc;
	for (i = 0; i < HEADER__MAX; i++)
		if ((rc = field_hex(c, &h->part[i], o, names[i])) != RC_OK)
			return rc;
	return RC_OK;
}

void
core_header_time(struct wire *o, int64_t s, int32_t ns)
{
	wire_int(o, 1, s);
	wire_int(o, 2, ns);
}

static void
put_parts(struct wire *o, const struct core_ref *r)
{
	wire_int(o, 1, r->nparts);
	wire_text(o, 2, (struct span){ r->parts.p, r->parts.n });
}

/* The parts are there even when there are none. */
void
core_header_put_ref(struct wire *o, const struct core_ref *r)
{
	struct wire n = { NULL, 0 };

	wire_text(o, 1, (struct span){ r->hash.p, r->hash.n });
	put_parts(&n, r);
	wire_head(o, 2, n.len);
	put_parts(o, r);
}

static void
put_version(struct wire *o, const struct core_header *h)
{
	wire_int(o, 1, h->version);
	wire_int(o, 2, h->app_version);
}

/* One more leaf of what was written, and room for the next. */
static void
end_leaf(uint8_t (*leaf)[32], size_t *n, struct wire *o)
{
	merkle_leaf(leaf[(*n)++], o->p, o->len);
	o->len = 0;
}

void
core_header_hash(uint8_t hash[32], struct arena *a, const struct core_header *h)
{
	struct wire o = { arena_alloc(a, 4 * sizeof(*h) + h->chain_id.len), 0 };
	uint8_t leaf[LEAVES][32];
	size_t i, n = 0;

	put_version(&o, h);
	end_leaf(leaf, &n, &o);
	wire_text(&o, 1, h->chain_id);
	end_leaf(leaf, &n, &o);
	wire_int(&o, 1, h->height);
	end_leaf(leaf, &n, &o);
	core_header_time(&o, h->s, h->ns);
	end_leaf(leaf, &n, &o);
	core_header_put_ref(&o, &h->last);
	end_leaf(leaf, &n, &o);
	for (i = 0; i < HEADER__MAX; i++) {
		wire_text(&o, 1, (struct span){ h->part[i].p, h->part[i].n });
		end_leaf(leaf, &n, &o);
	}
	merkle_root(hash, (const uint8_t(*)[32])leaf, n);
}

bool
core_header_is(const struct field_bytes *b, const uint8_t hash[32])
{
	return b->n == 32 && memcmp(b->p, hash, 32) == 0;
}

enum rc
core_header_txs(struct ctx *c, uint8_t (**hash)[32], size_t *n,
    struct json_object *data)
{
	struct json_object *arr;
	struct span tx;
	enum rc rc;
	size_t i;

	*hash = NULL;
	*n = 0;
	if (field_of(data, "txs") == NULL)
		return RC_OK;
	if ((rc = jsonr_arr(c, &arr, n, data, "txs", LIM_TXS_PER_BLOCK)) !=
	    RC_OK)
		return rc;
	*hash = arena_zalloc(c->a, *n, 32);
	for (i = 0; i < *n; i++) {
		rc = field_base64(c, &tx, jsonr_at(arr, i), NULL);
		if (rc != RC_OK)
			return err_add(&c->err, "transaction %zu", i);
		sha256((*hash)[i], tx.p, tx.len);
	}
	return RC_OK;
}

void
core_header_data_hash(uint8_t root[32], struct arena *a,
    const uint8_t (*txhash)[32], size_t n)
{
	uint8_t(*leaf)[32] = arena_zalloc(a, n + 1, 32);
	size_t i;

	for (i = 0; i < n; i++)
		merkle_leaf(leaf[i], txhash[i], 32);
	merkle_root(root, (const uint8_t(*)[32])leaf, n);
}
