/* SPDX-License-Identifier: ISC */
#include "chain/receipt_rlp.h"

#include "abi/abi.h"
#include "chain/rlp.h"
#include "chain/rlp_json.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"

#define ROOM      512  /* bytes of a receipt without its logs */
#define LOG_ROOM  180  /* and of a log without its data */
#define LAST_TYPE 0x7f /* EIP-2718: from 0xc0 on it is a list */

static enum rc
put_topics(struct ctx *c, struct rlp *w, struct json_object *log)
{
	struct json_object *arr;
	size_t mark = rlp_mark(w), n;
	enum rc rc;

	rc = jsonr_arr(c, &arr, &n, log, "topics", ABI_TOPICS);
	while (rc == RC_OK && n-- > 0)
		rc = rlp_fixed(c, w, jsonr_at(arr, n), NULL, 32);
	rlp_list(w, mark);
	return rc;
}

static enum rc
put_log(struct ctx *c, struct rlp *w, struct json_object *log)
{
	size_t mark = rlp_mark(w);
	enum rc rc;

	if ((rc = rlp_data(c, w, log, "data", LIM_LOG_READ)) != RC_OK ||
	    (rc = put_topics(c, w, log)) != RC_OK ||
	    (rc = rlp_fixed(c, w, log, "address", 20)) != RC_OK)
		return rc;
	rlp_list(w, mark);
	return RC_OK;
}

static enum rc
put_logs(struct ctx *c, struct rlp *w, struct json_object *o)
{
	struct json_object *arr;
	size_t mark = rlp_mark(w), n;
	enum rc rc;

	rc = jsonr_arr(c, &arr, &n, o, "logs", LIM_LOGS_PER_BLOCK);
	while (rc == RC_OK && n-- > 0)
		if ((rc = put_log(c, w, jsonr_at(arr, n))) != RC_OK)
			(void)err_add(&c->err, "log %zu", n);
	rlp_list(w, mark);
	return rc;
}

/*
 * A status since Byzantium, a state root before; without either the outcome
 * is not part of the receipt (EIP-98).
 */
static enum rc
put_outcome(struct ctx *c, struct rlp *w, struct json_object *o)
{
	uint64_t status;
	enum rc rc = RC_OK;

	if (jsonr_has(o, "status")) {
		if ((rc = jsonr_qty(c, &status, o, "status")) == RC_OK)
			rlp_uint(w, status);
	} else if (jsonr_has(o, "root"))
		rc = rlp_fixed(c, w, o, "root", 32);
	return rc;
}

static enum rc
put_type(struct ctx *c, struct rlp *w, struct json_object *o)
{
	uint64_t type = 0;
	uint8_t byte;
	enum rc rc;

	if (!jsonr_has(o, "type"))
		return RC_OK; /* from before there were types */
	if ((rc = jsonr_qty(c, &type, o, "type")) != RC_OK)
		return rc;
	if (type > LAST_TYPE)
		return err_set(&c->err, RC_DATA,
		    "json: 'type' is above the largest %#x", LAST_TYPE);
	byte = (uint8_t)type;
	if (type > 0)
		rlp_raw(w, &byte, 1);
	return RC_OK;
}

size_t
receipt_rlp_most(struct json_object *o)
{
	struct json_object *logs, *data;
	size_t i, n = ROOM;

	if (!json_object_object_get_ex(o, "logs", &logs) ||
	    !json_object_is_type(logs, json_type_array))
		return n;
	for (i = 0; i < json_object_array_length(logs); i++) {
		n += LOG_ROOM;
		if (json_object_object_get_ex(jsonr_at(logs, i), "data", &data))
			n += (size_t)json_object_get_string_len(data) / 2;
	}
	return n;
}

enum rc
receipt_rlp(struct ctx *c, struct span *out, struct arena *a,
    struct json_object *o)
{
	uint64_t gas;
	struct rlp w;
	enum rc rc;

	rlp_init(&w, a, receipt_rlp_most(o));
	if ((rc = put_logs(c, &w, o)) != RC_OK ||
	    (rc = rlp_fixed(c, &w, o, "logsBloom", 256)) != RC_OK ||
	    (rc = jsonr_qty(c, &gas, o, "cumulativeGasUsed")) != RC_OK)
		return rc;
	rlp_uint(&w, gas);
	if ((rc = put_outcome(c, &w, o)) != RC_OK)
		return rc;
	rlp_list(&w, 0);
	if ((rc = put_type(c, &w, o)) != RC_OK)
		return rc;
	*out = rlp_since(&w, 0);
	return RC_OK;
}
