/* SPDX-License-Identifier: ISC */
/*
 * Headers, transactions and receipts of real chains and of such that were
 * made, against the hashes and roots they go by; and that a change of any
 * member is noticed.
 */
#include "chain/header_hash.h"
#include "chain/receipt_rlp.h"
#include "chain/rlp.h"
#include "chain/trie.h"
#include "chain/tx_rlp.h"
#include "common/base/keccak.h"
#include "common/base/limits.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

static struct ctx c;

/* RLP, as the yellow paper and the tests of other clients have it. */

static int
is_rlp(struct rlp *w, const char *hex)
{
	struct span s = rlp_since(w, 0);
	int same = strcmp(hex_text(c.a, s.p, s.len), hex) == 0;

	rlp_cut(w, 0);
	return same;
}

static void
items(void)
{
	static const uint8_t zeros[1024];
	struct u256 n = { { [31] = 0x80, [30] = 0x01 } };
	struct rlp w;
	size_t mark;

	rlp_init(&w, c.a, 1);
	rlp_bytes(&w, "dog", 3);
	OK(is_rlp(&w, "0x83646f67"), "three letters");
	rlp_bytes(&w, NULL, 0);
	OK(is_rlp(&w, "0x80"), "nothing");
	rlp_bytes(&w, "\x7f", 1);
	OK(is_rlp(&w, "0x7f"), "a small byte is itself");
	rlp_bytes(&w, "\x80", 1);
	OK(is_rlp(&w, "0x8180"), "a large byte has a prefix");
	rlp_uint(&w, 0);
	OK(is_rlp(&w, "0x80"), "zero is nothing");
	rlp_uint(&w, 1024);
	OK(is_rlp(&w, "0x820400"), "1024");
	rlp_uint(&w, UINT64_MAX);
	OK(is_rlp(&w, "0x88ffffffffffffffff"), "the largest of 64 bits");
	rlp_number(&w, &n);
	OK(is_rlp(&w, "0x820180"), "a wide number");
	rlp_list(&w, 0);
	OK(is_rlp(&w, "0xc0"), "an empty list");
	rlp_bytes(&w, "dog", 3);
	rlp_bytes(&w, "cat", 3);
	rlp_list(&w, 0);
	OK(is_rlp(&w, "0xc88363617483646f67"), "cat and dog");
	mark = rlp_mark(&w);
	rlp_list(&w, mark);
	rlp_list(&w, mark);
	mark = rlp_mark(&w);
	rlp_list(&w, mark);
	rlp_list(&w, 0);
	OK(is_rlp(&w, "0xc3c0c1c0"), "lists in lists");
	rlp_bytes(&w, zeros, 55);
	OK(rlp_since(&w, 0).p[0] == 0xb7 && rlp_mark(&w) == 56, "55 bytes");
	rlp_cut(&w, 0);
	rlp_bytes(&w, zeros, 56);
	OK(memcmp(rlp_since(&w, 0).p, "\xb8\x38", 2) == 0, "56 bytes");
	rlp_cut(&w, 0);
	rlp_bytes(&w, zeros, 1024);
	rlp_list(&w, 0);
	OK(memcmp(rlp_since(&w, 0).p, "\xf9\x04\x03\xb9\x04\x00", 6) == 0,
	    "1024 bytes in a list");
}

/* The same list of values as whoever made the vectors. */
static const struct span *
values(struct json_object *o, size_t n)
{
	struct span *v = arena_zalloc(c.a, n, sizeof(*v));
	size_t i, len = 0;
	const uint8_t *begin = vec_hex(o, "value", &len);
	uint8_t *p;

	for (i = 0; i < n; i++) {
		p = arena_alloc(c.a, len + 4);
		memcpy(p, begin, len);
		p[len] = (uint8_t)(i >> 24);
		p[len + 1] = (uint8_t)(i >> 16);
		p[len + 2] = (uint8_t)(i >> 8);
		p[len + 3] = (uint8_t)i;
		v[i] = (struct span){ p, len + 4 };
	}
	return v;
}

static void
roots(struct json_object *file)
{
	struct json_object *arr = vec_get(file, "tries"), *o;
	uint8_t root[32];
	size_t i, n;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		n = (size_t)json_object_get_int(vec_get(o, "n"));
		trie_root(root, c.a, values(o, n), n);
		OK(memcmp(root, vec_hex(o, "root", NULL), 32) == 0,
		    "root of %zu values, list %zu", n, i);
	}
}

/* Another value of the same form. */
static struct json_object *
another(struct json_object *v)
{
	char *text = arena_strdup(c.a, json_object_get_string(v));
	size_t last = strlen(text) - 1;

	text[last] = text[last] == '1' ? '2' : '1';
	return json_object_new_string(text);
}

static const char *const proven[] = {
	"parentHash",
	"sha3Uncles",
	"miner",
	"stateRoot",
	"transactionsRoot",
	"receiptsRoot",
	"logsBloom",
	"difficulty",
	"number",
	"gasLimit",
	"gasUsed",
	"timestamp",
	"mixHash",
	"nonce",
	"baseFeePerGas",
	"withdrawalsRoot",
	"blobGasUsed",
	"excessBlobGas",
	"parentBeaconBlockRoot",
	"requestsHash",
};

static void
each_member_counts(struct json_object *header, const char *what)
{
	struct json_object *o = NULL, *v;
	size_t i, n = 0, noticed = 0;

	for (i = 0; i < sizeof(proven) / sizeof(proven[0]); i++) {
		if (!json_object_object_get_ex(header, proven[i], &v))
			continue;
		o = NULL;
		if (json_object_deep_copy(header, &o, NULL) != 0)
			exit(1);
		json_object_object_add(o, proven[i], another(v));
		n++;
		noticed += header_hash_check(&c, o) == RC_DATA;
		err_clear(&c.err);
		json_object_object_del(o, proven[i]);
		if (strcmp(proven[i], "mixHash") == 0)
			json_object_object_del(o, "sealFields");
		n++;
		noticed += header_hash_check(&c, o) == RC_DATA;
		err_clear(&c.err);
		json_object_put(o);
	}
	OK(noticed == n, "%s: %zu of %zu changes noticed", what, noticed, n);
}

static void
headers(struct json_object *file)
{
	struct json_object *arr = vec_get(file, "headers"), *o, *header;
	const char *what;
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		what = vec_str(o, "what");
		header = vec_get(o, "header");
		OK(header_hash_check(&c, header) == RC_OK, "%s %s", what,
		    c.err.msg);
		err_clear(&c.err);
		each_member_counts(header, what);
	}
}

static void
strange_headers(struct json_object *file)
{
	struct json_object *poa = vec_get(vec_at(vec_get(file, "headers"), 6),
			       "header"),
			   *o = NULL;

	json_object_deep_copy(poa, &o, NULL);
	json_object_object_add(o, "shardRoot", json_object_new_string("0x00"));
	OK(header_hash_check(&c, o) == RC_OK,
	    "a member that is not in the hash is no harm");
	json_object_object_add(o, "timestamp", json_object_new_string("0x1"));
	OK(header_hash_check(&c, o) == RC_DATA &&
		strstr(c.err.msg, "its member 'shardRoot' is not known here"),
	    "what is not known is named: %s", c.err.msg);
	err_clear(&c.err);
	json_object_object_del(o, "step");
	OK(header_hash_check(&c, o) == RC_DATA &&
		strstr(c.err.msg, "without 'mixHash', 'sealFields' and 'step'"),
	    "a header without a seal: %s", c.err.msg);
	err_clear(&c.err);
	json_object_put(o);
}

typedef enum rc (*encoder)(struct ctx *c, struct span *out, struct arena *a,
    struct json_object *o);

static void
list_root(struct json_object *arr, encoder encode, const uint8_t *root,
    const char *what)
{
	struct span *v = arena_zalloc(c.a, vec_len(arr), sizeof(*v));
	uint8_t is[32];
	size_t i, good = 0;

	for (i = 0; i < vec_len(arr); i++)
		good += encode(&c, &v[i], c.a, vec_at(arr, i)) == RC_OK;
	trie_root(is, c.a, v, vec_len(arr));
	OK(good == vec_len(arr) && memcmp(is, root, 32) == 0, "%s %s", what,
	    c.err.msg);
}

static void
blocks(struct json_object *file)
{
	struct json_object *arr = vec_get(file, "blocks"), *o, *header, *txs;
	struct span s;
	uint8_t hash[32];
	size_t i, j;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		header = vec_get(o, "header");
		txs = vec_get(o, "transactions");
		OK(header_hash_check(&c, header) == RC_OK, "header of %s",
		    vec_str(o, "what"));
		for (j = 0; j < vec_len(txs); j++) {
			OK(tx_rlp(&c, &s, c.a, vec_at(txs, j)) == RC_OK,
			    "transaction %zu %s", j, c.err.msg);
			OK(s.len <= tx_rlp_most(vec_at(txs, j)),
			    "it takes no more than was said");
			keccak256(hash, s.p, s.len);
			OK(memcmp(hash, vec_hex(vec_at(txs, j), "hash", NULL),
			       32) == 0,
			    "transaction %zu has its hash", j);
		}
		list_root(txs, tx_rlp,
		    vec_hex(header, "transactionsRoot", NULL),
		    "root of the transactions");
		list_root(vec_get(o, "receipts"), receipt_rlp,
		    vec_hex(header, "receiptsRoot", NULL),
		    "root of the receipts");
	}
}

/* Whoever looks at the sum before has looked at the memory. */
static void
room_of_a_long_transaction(struct json_object *file)
{
	struct json_object *o = NULL, *list, *keys = json_object_new_array();
	struct arena *a;
	struct span s;
	size_t i;

	json_object_deep_copy(
	    vec_at(vec_get(vec_at(vec_get(file, "blocks"), 0), "transactions"),
		0),
	    &o, NULL);
	for (i = 0; i < LIM_TX_LIST; i++)
		json_object_array_add(keys,
		    json_object_new_string("0x11111111111111111111111111111111"
					   "11111111111111111111111111111111"));
	list = json_tokener_parse(
	    "[{\"address\":\"0x1111111111111111111111111111111111111111\"}]");
	json_object_object_add(json_object_array_get_idx(list, 0),
	    "storageKeys", keys);
	json_object_object_add(o, "accessList", list);
	json_object_object_add(o, "type", json_object_new_string("0x1"));
	json_object_object_add(o, "chainId", json_object_new_string("0x63"));
	json_object_object_add(o, "yParity", json_object_new_string("0x1"));
	json_object_object_add(o, "gasPrice", json_object_new_string("0x1"));
	a = arena_new(tx_rlp_most(o) + 16); /* in steps of 16 */
	OK(tx_rlp(&c, &s, a, o) == RC_OK && s.len > 33u * LIM_TX_LIST,
	    "a long transaction in the room it was given %s", c.err.msg);
	err_clear(&c.err);
	arena_free(a);
	json_object_put(o);
}

/* Before Byzantium a receipt had the state's root, and once nothing. */
static void
old_receipts(void)
{
	static const struct {
		const char *what, *outcome, *begin;
	} vec[] = {
		{ "a status", "\"status\":\"0x1\",", "0xf9010801825208" },
		{ "a status of 0", "\"status\":\"0x0\",\"root\":null,",
		    "0xf9010880825208" },
		{ "a root",
		    "\"status\":null,\"root\":\"0x11111111111111111111111111"
		    "11111111111111111111111111111111111111\",",
		    "0xf90128a0111111" },
		{ "neither", "", "0xf90107825208b9" },
		{ "a type", "\"status\":\"0x1\",\"type\":\"0x2\",",
		    "0x02f9010801825208" },
	};
	struct json_object *o;
	struct span s;
	char zeros[513];
	size_t i;

	memset(zeros, '0', 512);
	zeros[512] = '\0';
	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		o = json_tokener_parse(arena_printf(c.a,
		    "{%s\"cumulativeGasUsed\":\"0x5208\",\"logs\":[],"
		    "\"logsBloom\":\"0x%s\"}",
		    vec[i].outcome, zeros));
		OK(receipt_rlp(&c, &s, c.a, o) == RC_OK &&
			strncmp(hex_text(c.a, s.p, s.len), vec[i].begin,
			    strlen(vec[i].begin)) == 0,
		    "a receipt with %s %s", vec[i].what, c.err.msg);
		err_clear(&c.err);
		json_object_put(o);
	}
}

/* Other contracts' logs are proven with ours, however long they are. */
static void
a_long_log(void)
{
	const size_t n = 2 * (size_t)LIM_LOG_DATA + 2;
	char bloom[513], *data = arena_alloc(c.a, n + 1);
	struct json_object *o;
	struct span s;

	memset(bloom, '0', 512);
	memset(data, '1', n);
	bloom[512] = data[n] = '\0';
	o = json_tokener_parse(arena_printf(c.a,
	    "{\"status\":\"0x1\",\"cumulativeGasUsed\":\"0x5208\","
	    "\"logs\":[{\"address\":\"0x%.40s\",\"topics\":[],"
	    "\"data\":\"0x%s\"}],\"logsBloom\":\"0x%s\"}",
	    bloom, data, bloom));
	OK(receipt_rlp(&c, &s, c.a, o) == RC_OK && s.len > LIM_LOG_DATA &&
		s.len <= receipt_rlp_most(o),
	    "a log of more than an event of ours has %s", c.err.msg);
	err_clear(&c.err);
	json_object_put(o);
}

int
main(void)
{
	struct json_object *file = vec_file("headers.json");

	c.a = vec_arena();
	items();
	roots(file);
	headers(file);
	strange_headers(file);
	blocks(file);
	room_of_a_long_transaction(file);
	old_receipts();
	a_long_log();
	DONE();
}
