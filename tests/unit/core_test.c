/* SPDX-License-Identifier: ISC */
/*
 * What a core chain's nodes answer, against recordings of one: bytes and
 * hashes of transactions, the order of a block, who signed what.
 */
#include "chain/core/tx.h"

#include "chain/core/field.h"
#include "chain/core/order.h"
#include "chain/core/proto.h"
#include "chain/core/typed.h"
#include "common/base/keccak.h"
#include "common/base/text.h"
#include "common/json/jsonr.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

static struct ctx c;
static struct sig *sig;

static struct json_object *
core_file(const char *name)
{
	return vec_file(arena_printf(c.a, "core/%s.json", name));
}

static const char *
text_of(struct json_object *o, const char *key)
{
	return json_object_get_string(vec_get(o, key));
}

/* Without "0x". */
static bool
is_hex(const uint8_t *p, size_t n, const char *want)
{
	const char *text = hex_text(c.a, p, n);

	if (strncmp(want, "0x", 2) == 0)
		want += 2;
	return strcasecmp(text + 2, want) == 0;
}

/* A transaction as a node would serve it. */
static struct json_object *
served(struct json_object *signed_tx, const char *hash)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "hash", json_object_new_string(hash));
	json_object_object_add(o, "transaction", json_object_get(signed_tx));
	return o;
}

static void
encoding(void)
{
	struct json_object *cases = vec_get(core_file("tx_encoding"), "cases");
	struct core_tx t;
	struct span b;
	size_t i, n = 0;

	for (i = 0; i < vec_len(cases); i++) {
		struct json_object *v = vec_at(cases, i);
		struct json_object *o =
		    served(vec_get(v, "json"), text_of(v, "hash"));

		OK(core_tx_read(&c, &t, o) == RC_OK, "case %zu is read: %s", i,
		    c.err.msg);
		if (t.kind == CORE_ACT || t.kind == CORE_PLAYS) {
			b = proto_tx(c.a, &t);
			OK(is_hex(b.p, b.len, text_of(v, "bytes_hex")),
			    "case %zu: the bytes of the block", i);
			n++;
		}
		json_object_put(o);
		o = served(vec_get(v, "json"),
		    "0000000000000000000000000000000000000000000000000000000000"
		    "000000");
		OK((core_tx_read(&c, &t, o) == RC_OK) ==
			(t.kind != CORE_ACT && t.kind != CORE_PLAYS),
		    "case %zu under another hash", i);
		err_clear(&c.err);
		json_object_put(o);
	}
	OK(n == 3, "%zu acts and plays", n);
}

/* One of these recordings, as a block. */
static enum rc
block_of(struct chain_block *b, const char *file, struct json_object **body)
{
	struct json_object *response = vec_get(core_file(file), "response");
	enum rc rc;

	*body = vec_get(response, "body_json");
	err_clear(&c.err);
	rc = core_block_read(&c, b, c.a, vec_get(*body, "block"),
	    "audius-devnet", false);
	return rc;
}

static void
order(void)
{
	struct json_object *v = core_file("order"), *body;
	struct json_object *fnv = vec_get(v, "fnv1a32");
	struct json_object *want = vec_get(v, "served"), *txs;
	struct chain_block b;
	size_t i, at = 0;

	json_object_object_foreach(fnv, key, o)
	    OK(order_fnv(span_str(key)) == (uint32_t)json_object_get_int64(o),
		"FNV-1a of '%s'", key);
	OK(block_of(&b, "get_block_order", &body) == RC_OK, "block 66: %s",
	    c.err.msg);
	OK(b.number == 66 && b.ntxhashes == vec_len(want), "all of it");
	OK(b.core->nunknown == 2, "two of a kind that nobody knows");
	/* As on the chain, that is in another order than served. */
	txs = json_object_new_array();
	for (i = vec_len(want); i-- > 0;)
		json_object_array_add(txs,
		    json_object_get(vec_at(
			vec_get(vec_get(body, "block"), "transactions"), i)));
	json_object_object_add(vec_get(body, "block"), "transactions", txs);
	OK(core_block_read(&c, &b, c.a, vec_get(body, "block"), "audius-devnet",
	       false) == RC_OK,
	    "the same backwards");
	for (i = 0; i < vec_len(want); i++) {
		struct json_object *w = vec_at(want, i);

		if (strcmp(text_of(w, "kind"), "manage") != 0)
			continue;
		OK(is_hex(b.core->tx[at].hash, 32, text_of(w, "hash")),
		    "place %zu is that of the network", at);
		at++;
	}
	OK(at == b.core->nacts && at == b.ntxs, "%zu acts", at);
}

static void
blocks(void)
{
	static const struct {
		const char *file;
		enum rc want;
		size_t txs;
	} rows[] = {
		{ "get_block_manage_entity", RC_OK, 2 },
		{ "get_block_one", RC_OK, 1 },
		{ "get_block_replayed", RC_OK, 1 },
		{ "get_block_height_as_number", RC_OK, 0 },
		{ "get_block_charset", RC_OK, 0 },
		{ "get_block_unknown_field", RC_OK, 0 },
		{ "get_block_below_pruning", RC_OK, 2 },
		{ "get_block_fallback", RC_OK, 0 },
		{ "get_block_future", RC_NOTFOUND, 0 },
	};
	struct json_object *body;
	struct chain_block b;
	enum rc rc;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rc = block_of(&b, rows[i].file, &body);
		OK(rc == rows[i].want, "%s: %s", rows[i].file, c.err.msg);
		if (rc == RC_OK)
			OK(b.ntxhashes == rows[i].txs, "%s: %zu transactions",
			    rows[i].file, b.ntxhashes);
	}
	OK(block_of(&b, "get_block_one", &body) == RC_OK &&
		core_block_read(&c, &b, c.a, vec_get(body, "block"),
		    "audius-mainnet", false) == RC_DATA,
	    "a block of another chain");
	err_clear(&c.err);
}

/* Transactions by themselves, with what control characters they have. */
static void
single(void)
{
	static const char *const files[] = { "get_transaction",
		"get_transaction_plays", "get_transaction_plays_unsigned",
		"get_transaction_replayed", "send_manage_entity",
		"send_control_characters", "send_plays_empty" };
	struct json_object *body;
	struct core_tx t;
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		body = vec_get(vec_get(core_file(files[i]), "response"),
		    "body_json");
		OK(core_tx_read(&c, &t, vec_get(body, "transaction")) == RC_OK,
		    "%s: %s", files[i], c.err.msg);
		err_clear(&c.err);
	}
}

static struct span
text(struct json_object *o, const char *key)
{
	struct json_object *v = vec_get(o, key);
	struct span s = { (const uint8_t *)json_object_get_string(v),
		(size_t)json_object_get_string_len(v) };

	return s;
}

static void
typed(void)
{
	struct json_object *v = core_file("eip712");
	struct json_object *cases = vec_get(v, "cases");
	static const char *const chains[] = { "prod",
		"audius-mainnet-alpha-beta", "stage", "audius-testnet-alpha",
		"dev", "openaudio-devnet" };
	uint8_t domain[32], digest[32], addr[20];
	size_t i, j;

	for (i = 0; i < vec_len(cases); i++) {
		struct json_object *o = vec_at(cases, i);
		struct core_act x = { .type = text(o, "entityType"),
			.action = text(o, "action"),
			.metadata = text(o, "metadata"),
			.signature = text(o, "signature"),
			.nonce = text(o, "nonce") };

		x.user_id = strtoll(text_of(o, "userId"), NULL, 10);
		x.entity_id = strtoll(text_of(o, "entityId"), NULL, 10);
		for (j = 0; strcmp(chains[j], text_of(o, "network")) != 0;)
			j += 2;
		typed_domain(domain, chains[j + 1]);
		OK(is_hex(domain, 32,
		       text_of(vec_get(vec_get(v, "domains"), chains[j]),
			   "separator")),
		    "domain of %s", chains[j]);
		OK(typed_digest(digest, c.a, domain, &x) == 0, "case %zu", i);
		if (vec_has(o, "digest"))
			OK(is_hex(digest, 32, text_of(o, "digest")),
			    "case %zu: its digest", i);
		OK(typed_signer(addr, sig, digest, &x) == 0 &&
			is_hex(addr, 20, text_of(o, "signer")),
		    "case %zu: its signer", i);
	}
}

/* What nobody can have signed. */
static void
forged(void)
{
	struct core_act x = { .user_id = 1, .nonce = span_str("0xzz") };
	uint8_t domain[32] = { 0 }, digest[32], addr[20];

	OK(typed_digest(digest, c.a, domain, &x) != 0, "a nonce of letters");
	x.nonce = span_str("");
	x.entity_id = -1;
	OK(typed_digest(digest, c.a, domain, &x) != 0, "a negative id");
	x.entity_id = 1;
	OK(typed_digest(digest, c.a, domain, &x) == 0, "no nonce");
	x.signature = span_str("0x1234");
	OK(typed_signer(addr, sig, digest, &x) != 0, "a short signature");
	x.signature = span_str("");
	OK(typed_signer(addr, sig, digest, &x) != 0, "no signature");
}

static void
plays(void)
{
	struct json_object *v =
	    vec_get(core_file("play_signatures"), "transaction");
	struct json_object *tx = vec_get(
	    vec_get(vec_get(core_file("get_transaction_plays"), "response"),
		"body_json"),
	    "transaction");
	struct core_tx t;
	struct span b;
	uint8_t addr[20];

	OK(core_tx_read(&c, &t, tx) == RC_OK && t.kind == CORE_PLAYS, "plays");
	b = proto_plays(c.a, &t);
	OK(is_hex(b.p, b.len, text_of(v, "track_plays_hex")), "their bytes");
	OK(typed_plays_signer(addr, sig, c.a, &t) == 0 &&
		is_hex(addr, 20, text_of(v, "signer")),
	    "who signed them");
	t.play[0].track_id = span_str("7");
	OK(typed_plays_signer(addr, sig, c.a, &t) != 0 ||
		!is_hex(addr, 20, text_of(v, "signer")),
	    "others are not signed by it");
}

static void
heights(void)
{
	static const struct {
		const char *json;
		enum rc want;
		int64_t n;
	} rows[] = {
		{ "{\"h\":\"12\"}", RC_OK, 12 },
		{ "{\"h\":\"-1\"}", RC_OK, -1 },
		{ "{\"h\":\"0\"}", RC_OK, 0 },
		{ "{}", RC_OK, 0 },
		{ "{\"h\":\"\"}", RC_DATA, 0 },
		{ "{\"h\":\"12a\"}", RC_DATA, 0 },
		{ "{\"h\":\" 12\"}", RC_DATA, 0 },
		{ "{\"h\":\"-2\"}", RC_DATA, 0 },
		{ "{\"h\":\"2147483647\"}", RC_OK, 2147483647 },
		{ "{\"h\":\"2147483648\"}", RC_DATA, 0 },
		{ "{\"h\":\"99999999999999999999\"}", RC_DATA, 0 },
		{ "{\"h\":12}", RC_DATA, 0 },
	};
	struct json_object *o;
	int64_t n;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		o = json_tokener_parse(rows[i].json);
		OK(field_height(&c, &n, o, "h") == rows[i].want &&
			(rows[i].want != RC_OK || n == rows[i].n),
		    "height %s", rows[i].json);
		err_clear(&c.err);
		json_object_put(o);
	}
}

int
main(void)
{
	c.a = vec_arena();
	sig = sig_new();
	encoding();
	order();
	blocks();
	single();
	typed();
	forged();
	plays();
	heights();
	sig_free(sig);
	DONE();
}
