/* SPDX-License-Identifier: ISC */
/*
 * A block of a core chain of whatever JSON: what is taken of it has the hashes
 * it goes by, stands in order, and is the same a second time.
 */
#include <string.h>

#include "chain/core/proto.h"
#include "chain/core/tx.h"
#include "chain/core/typed.h"
#include "common/base/fuzz.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"

#define CHAIN_ID "audius-devnet"

/* Acts stand first, and each has the hash of its bytes. */
static void
is_whole(struct arena *a, const struct core_block *k)
{
	static const uint8_t domain[32];
	uint8_t hash[32];
	struct span s;
	size_t i;

	for (i = 0; i < k->ntx; i++) {
		if ((k->tx[i].kind == CORE_ACT) != (i < k->nacts))
			__builtin_trap();
		s = proto_tx(a, &k->tx[i]);
		sha256(hash, s.p, s.len);
		if (memcmp(hash, k->tx[i].hash, 32) != 0)
			__builtin_trap();
		if (k->tx[i].kind == CORE_ACT &&
		    typed_digest(hash, a, domain, &k->tx[i].act) == 0 &&
		    (k->tx[i].act.user_id < 0 || k->tx[i].act.entity_id < 0))
			__builtin_trap();
	}
}

static void
are_same(const struct chain_block *x, const struct chain_block *y)
{
	size_t i;

	if (x->number != y->number || x->time != y->time ||
	    x->core->ntx != y->core->ntx || x->ntxhashes != y->ntxhashes)
		__builtin_trap();
	for (i = 0; i < x->core->ntx; i++)
		if (memcmp(x->core->tx[i].hash, y->core->tx[i].hash, 32) != 0)
			__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct ctx c = { .a = arena_new(LIM_ARENA_BLOCK) };
	struct chain_block b, again;
	struct json_object *o;
	enum rc rc;

	if (jsonr_doc(&c, &o, data, len) == RC_OK) {
		rc = core_block_read(&c, &b, c.a, o, CHAIN_ID, false);
		if (rc != RC_OK && rc != RC_NOTFOUND && c.err.rc != rc)
			__builtin_trap();
		err_clear(&c.err);
		if (rc == RC_OK) {
			if (b.number == 0 || b.number > LIM_ID)
				__builtin_trap();
			is_whole(c.a, b.core);
			if (core_block_read(&c, &again, c.a, o, CHAIN_ID,
				false) != RC_OK)
				__builtin_trap();
			are_same(&b, &again);
		}
	}
	arena_free(c.a);
	return 0;
}
