/* SPDX-License-Identifier: ISC */
/*
 * What a node's CometBFT shows, of whatever JSON: header, transactions, votes
 * and those who may vote, all members of one object.  What is taken is the same
 * a second time, whoever votes has power, and nobody's votes are enough.
 */
#include <string.h>

#include "chain/core/votes.h"
#include "common/base/fuzz.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"

#define HEIGHT 66

static void
failed_with(const struct ctx *c, enum rc rc)
{
	if (c->err.rc != rc || rc != RC_DATA)
		__builtin_trap();
}

static void
header(struct ctx *c, struct json_object *o)
{
	struct core_header h;
	uint8_t once[32], again[32];
	enum rc rc;

	if ((rc = core_header_read(c, &h, o)) != RC_OK) {
		failed_with(c, rc);
		err_clear(&c->err);
		return;
	}
	core_header_hash(once, c->a, &h);
	h.height ^= 1;
	core_header_hash(again, c->a, &h);
	if (memcmp(once, again, 32) == 0)
		__builtin_trap();
}

static void
list(struct ctx *c, struct json_object *o)
{
	uint8_t(*hash)[32], root[32];
	enum rc rc;
	size_t n;

	if ((rc = core_header_txs(c, &hash, &n, o)) != RC_OK) {
		failed_with(c, rc);
		err_clear(&c->err);
		return;
	}
	core_header_data_hash(root, c->a, (const uint8_t(*)[32])hash, n);
}

/* Only the recorded one has signatures that are some. */
static void
votes(struct ctx *c, struct json_object *o, struct json_object *commit)
{
	struct voters v = { 0 };
	struct commit m;
	enum rc rc;
	size_t i;

	if ((rc = voters_add(c, &v, c->a, o, HEIGHT)) != RC_OK ||
	    (rc = commit_read(c, &m, c->a, commit)) != RC_OK) {
		failed_with(c, rc);
		err_clear(&c->err);
		return;
	}
	for (i = 0; i < v.n; i++)
		if (v.v[i].power < 1 || v.v[i].power > v.power)
			__builtin_trap();
	if (v.n > v.total || v.total > LIM_CORE_VOTERS)
		__builtin_trap();
	rc = commit_check(c, &m, &v, span_str("audius-devnet"));
	if (rc == RC_OK && m.height != HEIGHT)
		__builtin_trap();
	if (rc != RC_OK)
		failed_with(c, rc);
	err_clear(&c->err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct ctx c = { .a = arena_new(LIM_ARENA_BLOCK) };
	struct json_object *o, *part;

	if (jsonr_doc(&c, &o, data, len) == RC_OK &&
	    json_object_is_type(o, json_type_object)) {
		if (jsonr_opt_obj(&part, o, "header"))
			header(&c, part);
		if (jsonr_opt_obj(&part, o, "data"))
			list(&c, part);
		if (!jsonr_opt_obj(&part, o, "commit"))
			part = o;
		votes(&c, o, part);
	}
	arena_free(c.a);
	return 0;
}
