/* SPDX-License-Identifier: ISC */
#include "chain/header_hash.h"

#include <string.h>

#include "chain/rlp.h"
#include "chain/rlp_json.h"
#include "common/base/hex.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/json/jsonr.h"

#define ROOM      1024 /* bytes: most headers need no more */
#define SIGNATURE 65

/* How a member is written: so many bytes, or one of these. */
enum form { NUMBER = 0, BYTES = -1 };

struct member {
	const char *key;
	int form; /* bytes it has, or an enum form */
};

/* In the order of the header. */
static const struct member plain[] = {
	{ "parentHash", 32 },
	{ "sha3Uncles", 32 },
	{ "miner", 20 },
	{ "stateRoot", 32 },
	{ "transactionsRoot", 32 },
	{ "receiptsRoot", 32 },
	{ "logsBloom", 256 },
	{ "difficulty", NUMBER },
	{ "number", NUMBER },
	{ "gasLimit", NUMBER },
	{ "gasUsed", NUMBER },
	{ "timestamp", NUMBER },
	{ "extraData", BYTES },
};

static const struct member work[] = {
	{ "mixHash", 32 },
	{ "nonce", 8 },
};

/* What later rules put behind them; a header has those that it shows. */
static const struct member later[] = {
	{ "baseFeePerGas", NUMBER },     /* EIP-1559, London */
	{ "withdrawalsRoot", 32 },       /* EIP-4895, Shanghai */
	{ "blobGasUsed", NUMBER },       /* EIP-4844, Cancun */
	{ "excessBlobGas", NUMBER },     /* the same */
	{ "parentBeaconBlockRoot", 32 }, /* EIP-4788, Cancun */
	{ "requestsHash", 32 },          /* EIP-7685, Prague */
};

/* What nodes show beside a header and is not in its hash. */
static const char *const beside[] = {
	"author",
	"hash",
	"sealFields",
	"signature",
	"size",
	"step",
	"totalDifficulty",
	"transactions",
	"uncles",
	"withdrawals",
};

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static enum rc
put_any(struct ctx *c, struct rlp *w, struct json_object *o, const char *key)
{
	struct span s;
	enum rc rc;

	rc = jsonr_bytes(c, &s, o, key, LIM_EXTRA_DATA);
	if (rc == RC_OK)
		rlp_bytes(w, s.p, s.len);
	return rc;
}

static enum rc
put_member(struct ctx *c, struct rlp *w, struct json_object *o,
    const struct member *m)
{
	if (m->form == NUMBER)
		return rlp_qty(c, w, o, m->key);
	if (m->form == BYTES)
		return put_any(c, w, o, m->key);
	return rlp_fixed(c, w, o, m->key, (size_t)m->form);
}

/* The last of them first, as rlp.h wants it. */
static enum rc
put_members(struct ctx *c, struct rlp *w, struct json_object *o,
    const struct member *m, size_t n)
{
	enum rc rc = RC_OK;

	while (rc == RC_OK && n-- > 0)
		rc = put_member(c, w, o, &m[n]);
	return rc;
}

static enum rc
put_later(struct ctx *c, struct rlp *w, struct json_object *o)
{
	enum rc rc = RC_OK;
	size_t i = COUNT(later);

	while (rc == RC_OK && i-- > 0)
		if (jsonr_has(o, later[i].key))
			rc = put_member(c, w, o, &later[i]);
	return rc;
}

/*
 * OpenEthereum shows the seal of every engine as it stands in the header.
 * Bytes that are no items change nothing: no header has that hash.
 */
static enum rc
put_fields(struct ctx *c, struct rlp *w, struct json_object *o)
{
	struct json_object *arr;
	struct span s;
	enum rc rc;
	size_t n;

	rc = jsonr_arr(c, &arr, &n, o, "sealFields", LIM_SEAL_FIELDS);
	while (rc == RC_OK && n-- > 0) {
		rc = jsonr_bytes(c, &s, jsonr_at(arr, n), NULL, LIM_EXTRA_DATA);
		if (rc == RC_OK)
			rlp_raw(w, s.p, s.len);
	}
	return rc;
}

/* A number, in decimal or in hexadecimal text: as the client likes it. */
static enum rc
put_step(struct ctx *c, struct rlp *w, struct json_object *o)
{
	const char *s;
	uint64_t step;
	int64_t n;
	enum rc rc;

	if (jsonr_opt_int(&n, o, "step") && n >= 0) {
		rlp_uint(w, (uint64_t)n);
		return RC_OK;
	}
	if ((rc = jsonr_cstr(c, &s, o, "step", 32)) != RC_OK)
		return rc;
	if (num_u64(&step, s, 0, UINT64_MAX) != 0 &&
	    hex_qty(&step, s, strlen(s)) != 0)
		return err_set(&c->err, RC_DATA, "json: 'step' is no number");
	rlp_uint(w, step);
	return RC_OK;
}

/* With or without "0x" in front. */
static enum rc
put_signature(struct ctx *c, struct rlp *w, struct json_object *o)
{
	uint8_t sig[SIGNATURE];
	const char *s;
	enum rc rc;

	rc = jsonr_cstr(c, &s, o, "signature", 2 + 2 * SIGNATURE);
	if (rc != RC_OK)
		return rc;
	if (strncmp(s, "0x", 2) != 0)
		s = arena_printf(c->a, "0x%s", s);
	if (hex_decode(sig, sizeof(sig), s, strlen(s)) != 0)
		return err_set(&c->err, RC_DATA,
		    "json: 'signature' is not the hexadecimal form of %d bytes",
		    SIGNATURE);
	rlp_bytes(w, sig, sizeof(sig));
	return RC_OK;
}

/* By whom and how the block was made: engines differ. */
static enum rc
put_seal(struct ctx *c, struct rlp *w, struct json_object *o)
{
	enum rc rc;

	if (jsonr_has(o, "mixHash"))
		return put_members(c, w, o, work, COUNT(work));
	if (jsonr_has(o, "sealFields"))
		return put_fields(c, w, o);
	if (!jsonr_has(o, "step"))
		return err_set(&c->err, RC_DATA,
		    "json: a header without 'mixHash', 'sealFields' and "
		    "'step'");
	rc = put_signature(c, w, o);
	return rc == RC_OK ? put_step(c, w, o) : rc;
}

enum rc
header_hash(struct ctx *c, uint8_t hash[32], struct json_object *o)
{
	struct span all;
	struct rlp w;
	enum rc rc;

	rlp_init(&w, c->a, ROOM);
	if ((rc = put_later(c, &w, o)) != RC_OK ||
	    (rc = put_seal(c, &w, o)) != RC_OK ||
	    (rc = put_members(c, &w, o, plain, COUNT(plain))) != RC_OK)
		return rc;
	rlp_list(&w, 0);
	all = rlp_since(&w, 0);
	keccak256(hash, all.p, all.len);
	return RC_OK;
}

static bool
is_member(const char *key, const struct member *m, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strcmp(m[i].key, key) == 0)
			return true;
	return false;
}

static bool
is_known(const char *key)
{
	size_t i;

	for (i = 0; i < COUNT(beside); i++)
		if (strcmp(beside[i], key) == 0)
			return true;
	return is_member(key, plain, COUNT(plain)) ||
	       is_member(key, work, COUNT(work)) ||
	       is_member(key, later, COUNT(later));
}

/* Of a chain whose headers have more in them than we know. */
static const char *
unknown(struct ctx *c, struct json_object *o)
{
	json_object_object_foreach(o, key, v)
	{
		(void)v;
		if (!is_known(key))
			return arena_printf(c->a,
			    "; its member '%.40s' is not known here", key);
	}
	return "";
}

enum rc
header_hash_check(struct ctx *c, struct json_object *o)
{
	uint8_t said[32], is[32];
	enum rc rc;

	if ((rc = jsonr_hex(c, said, 32, o, "hash")) != RC_OK ||
	    (rc = header_hash(c, is, o)) != RC_OK)
		return rc;
	if (memcmp(said, is, 32) == 0)
		return RC_OK;
	return err_set(&c->err, RC_DATA,
	    "goes by the hash %s, but its header has %s%s",
	    hex_text(c->a, said, 32), hex_text(c->a, is, 32), unknown(c, o));
}
