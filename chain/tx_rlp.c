/* SPDX-License-Identifier: ISC */
#include "chain/tx_rlp.h"

#include <inttypes.h>

#include "chain/rlp.h"
#include "chain/rlp_json.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"

#define ITEM 9 /* bytes of the longest prefix, and of a member without text */

/* One item of a transaction, from the member of that name. */
struct item {
	enum rc (*put)(struct ctx *c, struct rlp *w, struct json_object *o,
	    const char *key);
	const char *key;
};

static enum rc
put_input(struct ctx *c, struct rlp *w, struct json_object *o, const char *key)
{
	return rlp_data(c, w, o, key, LIM_TX_INPUT);
}

static enum rc
put_address(struct ctx *c, struct rlp *w, struct json_object *o,
    const char *key)
{
	return rlp_fixed(c, w, o, key, 20);
}

/* Nobody: the transaction creates a contract. */
static enum rc
put_to(struct ctx *c, struct rlp *w, struct json_object *o, const char *key)
{
	if (jsonr_has(o, key))
		return put_address(c, w, o, key);
	rlp_bytes(w, NULL, 0);
	return RC_OK;
}

/* The sign of a signature, which older nodes show as v. */
static enum rc
put_parity(struct ctx *c, struct rlp *w, struct json_object *o, const char *key)
{
	return rlp_qty(c, w, o, jsonr_has(o, key) ? key : "v");
}

static enum rc
put_hash(struct ctx *c, struct rlp *w, struct json_object *o, const char *key)
{
	return rlp_fixed(c, w, o, key, 32);
}

/* A list whose elements put() writes. */
static enum rc
put_list(struct ctx *c, struct rlp *w, struct json_object *o, const char *key,
    enum rc (*put)(struct ctx *c, struct rlp *w, struct json_object *o,
	const char *key))
{
	struct json_object *arr;
	size_t mark = rlp_mark(w), n;
	enum rc rc;

	rc = jsonr_arr(c, &arr, &n, o, key, LIM_TX_LIST);
	while (rc == RC_OK && n-- > 0)
		rc = put(c, w, jsonr_at(arr, n), NULL);
	rlp_list(w, mark);
	return rc;
}

static enum rc
put_hashes(struct ctx *c, struct rlp *w, struct json_object *o, const char *key)
{
	return put_list(c, w, o, key, put_hash);
}

/* Items and the list around them. */
static enum rc
put_items(struct ctx *c, struct rlp *w, struct json_object *o,
    const struct item *item, size_t n)
{
	size_t mark = rlp_mark(w);
	enum rc rc = RC_OK;

	while (rc == RC_OK && n-- > 0)
		rc = item[n].put(c, w, o, item[n].key);
	rlp_list(w, mark);
	return rc;
}

#define COUNT(x) (sizeof(x) / sizeof((x)[0]))

static enum rc
put_access(struct ctx *c, struct rlp *w, struct json_object *o, const char *key)
{
	static const struct item items[] = {
		{ put_address, "address" },
		{ put_hashes, "storageKeys" },
	};

	(void)key;
	return put_items(c, w, o, items, COUNT(items));
}

static enum rc
put_accesses(struct ctx *c, struct rlp *w, struct json_object *o,
    const char *key)
{
	return put_list(c, w, o, key, put_access);
}

static enum rc
put_authorization(struct ctx *c, struct rlp *w, struct json_object *o,
    const char *key)
{
	static const struct item items[] = {
		{ rlp_qty, "chainId" },
		{ put_address, "address" },
		{ rlp_qty, "nonce" },
		{ put_parity, "yParity" },
		{ rlp_qty, "r" },
		{ rlp_qty, "s" },
	};

	(void)key;
	return put_items(c, w, o, items, COUNT(items));
}

static enum rc
put_authorizations(struct ctx *c, struct rlp *w, struct json_object *o,
    const char *key)
{
	return put_list(c, w, o, key, put_authorization);
}

/* clang-format off */
static const struct item legacy[] = {
	{ rlp_qty, "nonce" }, { rlp_qty, "gasPrice" },
	{ rlp_qty, "gas" }, { put_to, "to" }, { rlp_qty, "value" },
	{ put_input, "input" },
	{ rlp_qty, "v" }, { rlp_qty, "r" }, { rlp_qty, "s" },
};

static const struct item access_list[] = {
	{ rlp_qty, "chainId" }, { rlp_qty, "nonce" },
	{ rlp_qty, "gasPrice" },
	{ rlp_qty, "gas" }, { put_to, "to" }, { rlp_qty, "value" },
	{ put_input, "input" }, { put_accesses, "accessList" },
	{ put_parity, "yParity" }, { rlp_qty, "r" }, { rlp_qty, "s" },
};

static const struct item dynamic_fee[] = {
	{ rlp_qty, "chainId" }, { rlp_qty, "nonce" },
	{ rlp_qty, "maxPriorityFeePerGas" }, { rlp_qty, "maxFeePerGas" },
	{ rlp_qty, "gas" }, { put_to, "to" }, { rlp_qty, "value" },
	{ put_input, "input" }, { put_accesses, "accessList" },
	{ put_parity, "yParity" }, { rlp_qty, "r" }, { rlp_qty, "s" },
};

static const struct item blob[] = {
	{ rlp_qty, "chainId" }, { rlp_qty, "nonce" },
	{ rlp_qty, "maxPriorityFeePerGas" }, { rlp_qty, "maxFeePerGas" },
	{ rlp_qty, "gas" }, { put_to, "to" }, { rlp_qty, "value" },
	{ put_input, "input" }, { put_accesses, "accessList" },
	{ rlp_qty, "maxFeePerBlobGas" },
	{ put_hashes, "blobVersionedHashes" },
	{ put_parity, "yParity" }, { rlp_qty, "r" }, { rlp_qty, "s" },
};

static const struct item set_code[] = {
	{ rlp_qty, "chainId" }, { rlp_qty, "nonce" },
	{ rlp_qty, "maxPriorityFeePerGas" }, { rlp_qty, "maxFeePerGas" },
	{ rlp_qty, "gas" }, { put_to, "to" }, { rlp_qty, "value" },
	{ put_input, "input" }, { put_accesses, "accessList" },
	{ put_authorizations, "authorizationList" },
	{ put_parity, "yParity" }, { rlp_qty, "r" }, { rlp_qty, "s" },
};

static const struct {
	const struct item *item;
	size_t n;
} types[] = {
	{ legacy, COUNT(legacy) },
	{ access_list, COUNT(access_list) },
	{ dynamic_fee, COUNT(dynamic_fee) },
	{ blob, COUNT(blob) },
	{ set_code, COUNT(set_code) },
};
/* clang-format on */

/* As many as it has digits, and a prefix for all that has one. */
size_t
tx_rlp_most(struct json_object *o)
{
	size_t i, n = ITEM;

	if (json_object_is_type(o, json_type_string))
		return n + (size_t)json_object_get_string_len(o) / 2;
	if (json_object_is_type(o, json_type_array))
		for (i = 0; i < json_object_array_length(o); i++)
			n += tx_rlp_most(jsonr_at(o, i));
	if (json_object_is_type(o, json_type_object)) {
		n += ITEM; /* a type; "to" may be absent */
		json_object_object_foreach(o, key, v)
		{
			(void)key;
			n += tx_rlp_most(v);
		}
	}
	return n;
}

enum rc
tx_rlp(struct ctx *c, struct span *out, struct arena *a, struct json_object *o)
{
	uint64_t type = 0;
	uint8_t byte;
	struct rlp w;
	enum rc rc;

	if (jsonr_has(o, "type") &&
	    (rc = jsonr_qty(c, &type, o, "type")) != RC_OK)
		return rc;
	if (type >= COUNT(types))
		return err_set(&c->err, RC_DATA,
		    "transactions of type %#" PRIx64 " are not known", type);
	rlp_init(&w, a, tx_rlp_most(o));
	rc = put_items(c, &w, o, types[type].item, types[type].n);
	byte = (uint8_t)type;
	if (type > 0)
		rlp_raw(&w, &byte, 1);
	*out = rlp_since(&w, 0);
	return rc;
}
