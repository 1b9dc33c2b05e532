/* SPDX-License-Identifier: ISC */
/*
 * What a core node's CometBFT shows, against recordings of one: the hash of a
 * header, that of its transactions, and whose signatures are enough.
 */
#include "chain/core/votes.h"

#include "chain/core/merkle.h"
#include "chain/core/wire.h"
#include "common/base/hex.h"
#include "common/base/keccak.h"
#include "common/base/text.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

#define CHAIN_ID "audius-devnet"

static struct ctx c;

static struct json_object *
core_file(const char *name)
{
	return vec_file(arena_printf(c.a, "core/%s.json", name));
}

static struct json_object *
recorded(const char *name)
{
	return vec_get(
	    vec_get(vec_get(core_file(name), "response"), "body_json"),
	    "result");
}

static bool
is_hex(const uint8_t *p, size_t n, const char *want)
{
	return strcasecmp(hex_text(c.a, p, n) + 2, want) == 0;
}

static const char *
text_of(struct json_object *o, const char *key)
{
	return json_object_get_string(vec_get(o, key));
}

static void
header_of(struct core_header *h, struct json_object *o)
{
	OK(core_header_read(&c, h, o) == RC_OK, "a header is read: %s",
	    c.err.msg);
}

static void
trees(void)
{
	static const struct {
		const char *name;
		size_t n;
	} tree[] = { { "empty", 0 }, { "one", 1 }, { "two", 2 }, { "three", 3 },
		{ "five", 5 } };
	struct json_object *v = vec_get(core_file("header_hash"), "merkle");
	uint8_t leaf[5][32], root[32];
	size_t i;

	for (i = 0; i < 5; i++)
		merkle_leaf(leaf[i], &"abcde"[i], 1);
	for (i = 0; i < sizeof(tree) / sizeof(tree[0]); i++) {
		merkle_root(root, (const uint8_t(*)[32])leaf, tree[i].n);
		OK(is_hex(root, 32, text_of(v, tree[i].name)),
		    "a tree of %zu leaves", tree[i].n);
	}
}

static void
headers(void)
{
	struct json_object *v = core_file("header_hash");
	struct json_object *txs = vec_get(v, "tx_hashes");
	struct json_object *block = vec_get(recorded("crpc_block"), "block");
	struct core_header h, next;
	uint8_t hash[32], want[32], (*got)[32];
	size_t i, n;

	header_of(&h, vec_get(v, "header"));
	core_header_hash(hash, c.a, &h);
	OK(is_hex(hash, 32, text_of(v, "block_hash")), "the block's hash");
	OK(core_header_txs(&c, &got, &n, vec_get(block, "data")) == RC_OK &&
		n == vec_len(txs),
	    "%zu transactions", n);
	for (i = 0; i < n; i++)
		OK(is_hex(got[i], 32, json_object_get_string(vec_at(txs, i))),
		    "hash of transaction %zu", i);
	core_header_data_hash(want, c.a, (const uint8_t(*)[32])got, n);
	OK(core_header_is(&h.part[HEADER_DATA], want), "their hash");
	header_of(&next,
	    vec_get(vec_get(recorded("crpc_block_67"), "block"), "header"));
	OK(core_header_is(&next.last.hash, hash), "the next block follows it");
	OK(is_hex(next.part[HEADER_APP].p, next.part[HEADER_APP].n,
	       text_of(v, "app_hash_of_next_header")),
	    "and says what it did");
}

/* Each member counts. */
static void
altered(void)
{
	struct json_object *o = vec_get(core_file("header_hash"), "header");
	struct core_header h, was;
	uint8_t hash[32], other[32];
	size_t i;

	header_of(&was, o);
	core_header_hash(hash, c.a, &was);
#define OTHER(change)                                                          \
	do {                                                                   \
		h = was;                                                       \
		change;                                                        \
		core_header_hash(other, c.a, &h);                              \
		OK(memcmp(hash, other, 32) != 0, "another hash: " #change);    \
	} while (0)
	OTHER(h.version = 12);
	OTHER(h.app_version = 1);
	OTHER(h.chain_id = span_str("audius-devne"));
	OTHER(h.height++);
	OTHER(h.s++);
	OTHER(h.ns++);
	OTHER(h.last.hash.p[0] ^= 1);
	OTHER(h.last.parts.p[0] ^= 1);
	OTHER(h.last.nparts++);
#undef OTHER
	for (i = 0; i < HEADER__MAX; i++) {
		h = was;
		h.part[i].p[3] ^= 1;
		core_header_hash(other, c.a, &h);
		OK(memcmp(hash, other, 32) != 0, "another hash: part %zu", i);
	}
}

/* Votes that were recorded. */

static struct commit m;
static struct voters v;

static void
take_votes(void)
{
	struct json_object *o =
	    vec_get(recorded("crpc_commit"), "signed_header");

	memset(&v, 0, sizeof(v));
	OK(commit_read(&c, &m, c.a, vec_get(o, "commit")) == RC_OK &&
		voters_add(&c, &v, c.a, recorded("crpc_validators"), 66) ==
		    RC_OK,
	    "votes are read: %s", c.err.msg);
}

static enum rc
count(const char *chain_id)
{
	err_clear(&c.err);
	return commit_check(&c, &m, &v, span_str(chain_id));
}

static void
signatures(void)
{
	struct core_header h;
	uint8_t hash[32];

	take_votes();
	header_of(&h,
	    vec_get(vec_get(recorded("crpc_block"), "block"), "header"));
	voters_hash(hash, c.a, &v);
	OK(core_header_is(&h.part[HEADER_VALIDATORS], hash), "who votes");
	OK(count(CHAIN_ID) == RC_OK, "the signature is that of the voter: %s",
	    c.err.msg);
	OK(count("audius-devnet-2") == RC_DATA, "of another chain");
#define NOT(change)                                                            \
	do {                                                                   \
		take_votes();                                                  \
		change;                                                        \
		OK(count(CHAIN_ID) == RC_DATA, "not enough: " #change);        \
	} while (0)
	NOT(m.height++);
	NOT(m.round++);
	NOT(m.block.hash.p[0] ^= 1);
	NOT(m.block.parts.p[0] ^= 1);
	NOT(m.vote[0].s++);
	NOT(m.vote[0].ns++);
	NOT(m.vote[0].signature[5] ^= 1);
	NOT(m.vote[0].address[0] ^= 1);
	NOT(m.vote[0].is_for = false);
	NOT(v.v[0].key[0] ^= 1);
	NOT(v.power = 38); /* 25 of 38 are less than two thirds */
#undef NOT
	take_votes();
	v.power = 37;
	OK(count(CHAIN_ID) == RC_OK, "25 of 37 are more than two thirds");
}

static void
pages(void)
{
	struct json_object *o = recorded("crpc_validators");

	memset(&v, 0, sizeof(v));
	OK(voters_add(&c, &v, c.a, o, 67) == RC_DATA, "of another block");
	err_clear(&c.err);
	memset(&v, 0, sizeof(v));
	OK(voters_add(&c, &v, c.a, o, 66) == RC_OK && v.n == v.total,
	    "one page holds them all");
	OK(voters_add(&c, &v, c.a, o, 66) == RC_DATA, "one more is too much");
	err_clear(&c.err);
}

/* The first block has none before it, and a vote in a later round a number. */
static void
empty(void)
{
	struct core_ref none = { 0 };
	uint8_t b[16];
	struct wire o = { b, 0 };

	core_header_put_ref(&o, &none);
	OK(o.len == 2 && b[0] == 0x12 && b[1] == 0, "no block before");
	o.len = 0;
	wire_fixed(&o, 3, 258);
	OK(is_hex(b, o.len, "190201000000000000"), "eight bytes");
}

int
main(void)
{
	c.a = arena_new(64u << 20);
	trees();
	headers();
	altered();
	signatures();
	pages();
	empty();
	arena_free(c.a);
	DONE();
}
