/* SPDX-License-Identifier: ISC */
/*
 * How it is written down which chain the blocks are of, and read again; and
 * who says what headers of a chain can prove.
 */
#include "chain/identity.h"

#include "chain/chain.h"
#include "chain/header_hash.h"
#include "common/base/hex.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

#define HASH                                                                   \
	"0x39f02c003dde5b073b3f6e1700fc0b84b4877f6839bb23edadd3d2d82a488634"

#define NO_ROOT                                                                \
	"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"

static struct ctx c;

static void
put(struct json_object *o, const char *key, const char *text)
{
	json_object_object_add(o, key, json_object_new_string(text));
}

/* An empty block of this number; proven: with the hash of its header. */
static struct json_object *
block(const char *number, bool proven)
{
	struct json_object *file = vec_file("headers.json"), *o = NULL;
	uint8_t hash[32];

	json_object_deep_copy(
	    vec_get(vec_at(vec_get(file, "headers"), 0), "header"), &o, NULL);
	put(o, "number", number);
	put(o, "transactionsRoot", NO_ROOT);
	put(o, "receiptsRoot", NO_ROOT);
	json_object_object_add(o, "transactions", json_object_new_array());
	if (header_hash(&c, hash, o) != RC_OK)
		exit(1);
	put(o, "hash", proven ? hex_text(c.a, hash, 32) : HASH);
	return o;
}

/* What node i shows as block 0. */
static enum rc
shows(struct chain *ch, size_t i, struct json_object *o)
{
	struct rpc_call call = ch->intro[1];
	enum rc rc;

	call.i = i;
	err_clear(&c.err);
	rc = call.got(&c, &call, o);
	return rc;
}

static void
chain_begin(struct chain *ch)
{
	memset(ch, 0, sizeof(*ch));
	ch->name = "chain_1";
	ch->setting = "web3.host";
	ch->by_first = true;
	ch->verify = VERIFY_HEADERS;
	ch->rpc = rpc_new("http://127.0.0.1:1,http://127.0.0.1:2", 1000);
	identity_demand(ch, c.a);
}

static void
levels(void)
{
	struct json_object *good = block("0x0", true);
	struct json_object *odd = block("0x0", false);
	struct json_object *other = block("0x1", false);
	struct chain ch;

	chain_begin(&ch);
	OK(shows(&ch, 0, good) == RC_OK && ch.verify == VERIFY_HEADERS,
	    "a block 0 that proves itself %s", c.err.msg);
	OK(shows(&ch, 1, odd) == RC_DATA && ch.verify == VERIFY_HEADERS,
	    "then one that does not is refused: %s", c.err.msg);
	rpc_free(ch.rpc);

	chain_begin(&ch);
	OK(shows(&ch, 0, odd) == RC_OK && ch.verify == VERIFY_LINKS,
	    "a form that nobody knows is believed %s", c.err.msg);
	OK(shows(&ch, 1, good) == RC_OK && ch.verify == VERIFY_HEADERS,
	    "until one proves itself %s", c.err.msg);
	rpc_free(ch.rpc);

	chain_begin(&ch);
	OK(shows(&ch, 0, other) == RC_DATA && ch.verify == VERIFY_HEADERS,
	    "a node that is refused changes nothing: %s", c.err.msg);
	ch.kept.has_first = true;
	OK(shows(&ch, 0, odd) == RC_CONFIG && ch.verify == VERIFY_HEADERS,
	    "nor does one of another chain: %s", c.err.msg);
	ch.kept.proven = true;
	OK(shows(&ch, 0, odd) == RC_DATA && ch.verify == VERIFY_HEADERS,
	    "what was proven has to be for ever: %s", c.err.msg);
	OK(identity_of(&ch).proven, "and is remembered");
	rpc_free(ch.rpc);
	json_object_put(good);
	json_object_put(odd);
	json_object_put(other);
}

int
main(void)
{
	static const struct {
		const char *text;
		int want;
	} vec[] = {
		{ "99 " HASH, 0 },
		{ "0 " HASH, 0 },
		{ "18446744073709551615 -", 0 },
		{ "99 -", 0 },
		{ "99 " HASH " proven", 0 },
		{ "99 " HASH " ", -1 },
		{ "99 " HASH " proved", -1 },
		{ "99 - proven", -1 },
		{ "99", -1 },
		{ "", -1 },
		{ " -", -1 },
		{ "-1 -", -1 },
		{ "99 0x12", -1 },
		{ "99 " HASH "0", -1 },
		{ "18446744073709551616 -", -1 },
		{ "1234567890123456789012345678901234567890 -", -1 },
		{ "99  -", -1 },
	};
	struct arena *a = arena_new(1 << 16);
	struct identity k;
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		OK(identity_parse(&k, vec[i].text) == vec[i].want, "'%s'",
		    vec[i].text);
		if (vec[i].want == 0)
			IS(identity_text(a, &k), vec[i].text,
			    "is written as it was read");
	}
	arena_free(a);
	c.a = vec_arena();
	log_init(&c.log, "test", LOG_LEVEL_ERR);
	levels();
	DONE();
}
