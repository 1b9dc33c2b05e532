/* SPDX-License-Identifier: ISC */
#include "chain/core/votes.h"

#include <inttypes.h>
#include <nettle/eddsa.h>
#include <string.h>

#include "chain/core/merkle.h"
#include "chain/core/wire.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"

#define PRECOMMIT  2 /* type of a vote */
#define FOR_BLOCK  2 /* flag of a vote: 1 is none, 3 is for no block */
#define FLAG_MOST  3
#define POWER_MOST (INT64_MAX / 8) /* of all together, as CometBFT has it */
#define KEY_TYPE   "tendermint/PubKeyEd25519"

/* Who may. */

static enum rc
voter_read(struct ctx *c, struct voter *v, struct json_object *o)
{
	struct json_object *key = NULL;
	const char *type = "";
	struct span s;
	enum rc rc;

	if (!json_object_is_type(o, json_type_object) ||
	    !jsonr_opt_obj(&key, o, "pub_key") ||
	    !jsonr_opt_text(c, &type, key, "type") ||
	    strcmp(type, KEY_TYPE) != 0)
		return err_set(&c->err, RC_DATA,
		    "pub_key is of type '%.60s', we know " KEY_TYPE, type);
	if ((rc = field_base64(c, &s, key, "value")) != RC_OK ||
	    (rc = field_number(c, &v->power, o, "voting_power")) != RC_OK)
		return rc;
	if (s.len != sizeof(v->key))
		return err_set(&c->err, RC_DATA, "pub_key has %zu bytes",
		    s.len);
	memcpy(v->key, s.p, sizeof(v->key));
	return RC_OK;
}

static enum rc
voters_room(struct ctx *c, struct voters *v, struct arena *a,
    struct json_object *result, int64_t height)
{
	int64_t total, is_of;
	enum rc rc;

	if ((rc = field_height(c, &is_of, result, "block_height")) != RC_OK ||
	    (rc = field_number(c, &total, result, "total")) != RC_OK)
		return rc;
	if (is_of != height)
		return err_set(&c->err, RC_DATA,
		    "validators of block %" PRId64 ", asked for %" PRId64,
		    is_of, height);
	if (total < 1 || total > LIM_CORE_VOTERS ||
	    (v->v != NULL && (size_t)total != v->total))
		return err_set(&c->err, RC_DATA,
		    "total is %" PRId64 ", between 1 and %d and always the "
		    "same are possible",
		    total, LIM_CORE_VOTERS);
	if (v->v == NULL)
		v->v = arena_zalloc(a, (size_t)total, sizeof(*v->v));
	v->total = (size_t)total;
	return RC_OK;
}

enum rc
voters_add(struct ctx *c, struct voters *v, struct arena *a,
    struct json_object *result, int64_t height)
{
	struct json_object *arr;
	struct voter *to;
	enum rc rc;
	size_t i, n;

	if ((rc = voters_room(c, v, a, result, height)) != RC_OK ||
	    (rc = jsonr_arr(c, &arr, &n, result, "validators",
		 v->total - v->n)) != RC_OK)
		return rc;
	if (n == 0)
		return err_set(&c->err, RC_DATA, "a page without validators");
	for (i = 0; i < n; i++) {
		to = &v->v[v->n];
		if (voter_read(c, to, jsonr_at(arr, i)) != RC_OK)
			return err_add(&c->err, "validator %zu", v->n);
		if (to->power < 1 || to->power > POWER_MOST - v->power)
			return err_set(&c->err, RC_DATA,
			    "validator %zu: voting_power is %" PRId64, v->n,
			    to->power);
		v->power += to->power;
		v->n++;
	}
	return RC_OK;
}

void
voters_hash(uint8_t hash[32], struct arena *a, const struct voters *v)
{
	uint8_t(*leaf)[32] = arena_zalloc(a, v->n + 1, 32);
	uint8_t b[2 + 2 + 32 + 1 + 10];
	size_t i;

	for (i = 0; i < v->n; i++) {
		struct wire o = { b, 0 };

		wire_head(&o, 1, 2 + sizeof(v->v[i].key));
		wire_text(&o, 1,
		    (struct span){ v->v[i].key, sizeof(v->v[i].key) });
		wire_int(&o, 2, v->v[i].power);
		merkle_leaf(leaf[i], o.p, o.len);
	}
	merkle_root(hash, (const uint8_t(*)[32])leaf, v->n);
}

/* Who has. */

static enum rc
vote_read(struct ctx *c, struct vote *v, struct json_object *o)
{
	struct field_bytes address;
	struct span signature;
	int64_t flag = 0;
	enum rc rc;

	if (!json_object_is_type(o, json_type_object) ||
	    !jsonr_opt_int(&flag, o, "block_id_flag") || flag < 1 ||
	    flag > FLAG_MOST)
		return err_set(&c->err, RC_DATA, "block_id_flag is none");
	v->is_for = flag == FOR_BLOCK;
	if (!v->is_for)
		return RC_OK;
	if ((rc = field_hex(c, &address, o, "validator_address")) != RC_OK ||
	    (rc = field_time(c, &v->s, &v->ns, o, "timestamp")) != RC_OK ||
	    (rc = field_base64(c, &signature, o, "signature")) != RC_OK)
		return rc;
	if (address.n != sizeof(v->address) ||
	    signature.len != sizeof(v->signature))
		return err_set(&c->err, RC_DATA,
		    "an address of %u bytes, a signature of %zu", address.n,
		    signature.len);
	memcpy(v->address, address.p, sizeof(v->address));
	memcpy(v->signature, signature.p, sizeof(v->signature));
	return RC_OK;
}

enum rc
commit_read(struct ctx *c, struct commit *m, struct arena *a,
    struct json_object *o)
{
	struct json_object *arr;
	enum rc rc;
	size_t i;

	memset(m, 0, sizeof(*m));
	if ((rc = field_height(c, &m->height, o, "height")) != RC_OK ||
	    (rc = core_header_ref(c, &m->block, o, "block_id")) != RC_OK ||
	    (rc = jsonr_arr(c, &arr, &m->n, o, "signatures",
		 LIM_CORE_VOTERS)) != RC_OK)
		return rc;
	if (!jsonr_opt_int(&m->round, o, "round") || m->round < 0)
		return err_set(&c->err, RC_DATA, "round is no number");
	m->vote = arena_zalloc(a, m->n + 1, sizeof(*m->vote));
	for (i = 0; i < m->n; i++)
		if (vote_read(c, &m->vote[i], jsonr_at(arr, i)) != RC_OK)
			return err_add(&c->err, "signature %zu", i);
	return RC_OK;
}

/* What was signed, behind its length. */

static void
put_vote(struct wire *o, const struct commit *m, const struct vote *v,
    struct span chain_id)
{
	struct wire ref = { NULL, 0 }, time = { NULL, 0 };

	wire_int(o, 1, PRECOMMIT);
	wire_fixed(o, 2, m->height);
	wire_fixed(o, 3, m->round);
	core_header_put_ref(&ref, &m->block);
	wire_head(o, 4, ref.len);
	core_header_put_ref(o, &m->block);
	core_header_time(&time, v->s, v->ns);
	wire_head(o, 5, time.len);
	core_header_time(o, v->s, v->ns);
	wire_text(o, 6, chain_id);
}

static bool
has_signed(struct arena *a, const struct commit *m, const struct vote *v,
    const struct voter *who, struct span chain_id)
{
	struct wire n = { NULL, 0 }, o = { NULL, 0 };
	uint8_t hash[32];

	sha256(hash, who->key, sizeof(who->key));
	if (memcmp(hash, v->address, sizeof(v->address)) != 0)
		return false;
	put_vote(&n, m, v, chain_id);
	o.p = arena_alloc(a, n.len + 10);
	wire_varint(&o, n.len);
	put_vote(&o, m, v, chain_id);
	return ed25519_sha512_verify(who->key, o.len, o.p, v->signature) == 1;
}

/* As soon as there are enough, the others do not matter. */
enum rc
commit_check(struct ctx *c, const struct commit *m, const struct voters *v,
    struct span chain_id)
{
	int64_t power = 0;
	size_t i;

	if (m->n != v->n)
		return err_set(&c->err, RC_DATA,
		    "%zu signatures of %zu validators", m->n, v->n);
	for (i = 0; i < m->n && power * 3 <= v->power * 2; i++) {
		if (!m->vote[i].is_for)
			continue;
		if (!has_signed(c->a, m, &m->vote[i], &v->v[i], chain_id))
			return err_set(&c->err, RC_DATA,
			    "signature %zu is not that of its validator", i);
		power += v->v[i].power;
	}
	if (power * 3 > v->power * 2)
		return RC_OK;
	return err_set(&c->err, RC_DATA,
	    "is signed by a voting power of %" PRId64 " of %" PRId64
	    ", not by more than two thirds",
	    power, v->power);
}
