/* SPDX-License-Identifier: ISC */
/*
 * A header, a transaction and a receipt of whatever JSON: what is written of
 * the last two is one well-formed item, also when one of another is taken for
 * it, and the same a second time.
 */
#include <string.h>

#include "chain/header_hash.h"
#include "chain/receipt_rlp.h"
#include "chain/trie.h"
#include "chain/tx_rlp.h"
#include "common/base/fuzz.h"
#include "common/base/limits.h"
#include "common/json/jsonr.h"

#define DEPTH 8 /* lists in lists of what we write */

/* Bytes of the item that p begins with; the prefix is taken off. */
static size_t
body(struct span *p, bool *is_list)
{
	unsigned first = p->len > 0 ? *p->p : 0;
	size_t n = 0, i, long_by;
	struct span head;

	*is_list = first >= 0xc0;
	if (first < 0x80)
		return 1;
	if (span_take(&head, p, 1) != 0)
		__builtin_trap();
	first -= *is_list ? 0xc0 : 0x80;
	if (first <= 55)
		return first;
	long_by = first - 55;
	if (span_take(&head, p, long_by) != 0 || head.p[0] == 0)
		__builtin_trap();
	for (i = 0; i < long_by; i++)
		n = n << 8 | head.p[i];
	if (n <= 55)
		__builtin_trap(); /* there is a shorter way to say it */
	return n;
}

static void
walk(struct span s, unsigned depth)
{
	struct span item;
	bool is_list;
	size_t n;

	if (depth == 0)
		__builtin_trap();
	while (s.len > 0) {
		n = body(&s, &is_list);
		if (span_take(&item, &s, n) != 0)
			__builtin_trap();
		if (is_list)
			walk(item, depth - 1);
	}
}

/* One list, with a type in front or without. */
static void
is_well_formed(struct span s)
{
	struct span type, all = s;
	bool is_list;

	if (s.len > 0 && s.p[0] < 0x80 && span_take(&type, &all, 1) != 0)
		__builtin_trap();
	s = all;
	if (body(&s, &is_list) != s.len || !is_list)
		__builtin_trap();
	walk(all, DEPTH);
}

static void
encoded(struct ctx *c, struct json_object *o, struct span *out,
    enum rc (*encode)(struct ctx *c, struct span *out, struct arena *a,
	struct json_object *o))
{
	struct span again;
	enum rc rc = encode(c, out, c->a, o);

	if ((rc == RC_OK) != (c->err.rc == RC_OK))
		__builtin_trap();
	err_clear(&c->err);
	if (rc != RC_OK) {
		*out = (struct span){ NULL, 0 };
		return;
	}
	is_well_formed(*out);
	if (encode(c, &again, c->a, o) != RC_OK || again.len != out->len ||
	    memcmp(again.p, out->p, out->len) != 0)
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct ctx c = { .a = arena_new(LIM_ARENA_BLOCK) };
	struct json_object *o;
	struct span s[2];
	uint8_t hash[32];

	if (jsonr_doc(&c, &o, data, len) == RC_OK &&
	    json_object_is_type(o, json_type_object)) {
		encoded(&c, o, &s[0], tx_rlp);
		encoded(&c, o, &s[1], receipt_rlp);
		trie_root(hash, c.a, s, 2);
		if (header_hash(&c, hash, o) != RC_OK)
			err_clear(&c.err);
		if (header_hash_check(&c, o) == RC_OK &&
		    jsonr_hex(&c, hash, 32, o, "hash") != RC_OK)
			__builtin_trap();
	}
	arena_free(c.a);
	return 0;
}
