/* SPDX-License-Identifier: ISC */
/* What chain nodes say when they refuse, as providers really word it. */
#include "common/net/rpc_refusal.h"

#include <string.h>

#include "common/json/jsonr.h"
#include "tests/tap.h"

static const struct {
	const char *who, *error; /* JSON */
	enum rpc_reason reason;
	uint64_t from, to; /* 0, 0: suggests nothing */
	unsigned wait_ms;
} said[] = {
	{ "many results, range in the data",
	    "{\"code\":-32005,\"message\":\"query returned more than 10000 "
	    "results. Try with this block range [0xF9D9A8, 0xFA3BC2].\","
	    "\"data\":{\"from\":\"0xF9D9A8\",\"limit\":10000,"
	    "\"to\":\"0xFA3BC2\"}}",
	    RPC_TOO_MUCH, 0xf9d9a8, 0xfa3bc2, 0 },
	{ "many results, range in the message only",
	    "{\"code\":-32005,\"message\":\"query returned more than 10000 "
	    "results. Try with this block range [0xF9D9A8, 0xFA3BC2].\"}",
	    RPC_TOO_MUCH, 0xf9d9a8, 0xfa3bc2, 0 },
	{ "long answer, range far behind in the message",
	    "{\"code\":-32602,\"message\":\"Log response size exceeded. You "
	    "can "
	    "make eth_getLogs requests with up to a 2K block range and no "
	    "limit on the response size, or you can request any block range "
	    "with a cap of 10K logs in the response. Based on your parameters "
	    "and the response size limit, this block range should work: "
	    "[0x0, 0x79bcb3]\"}",
	    RPC_TOO_MUCH, 0, 0x79bcb3, 0 },
	{ "free tier",
	    "{\"code\":-32600,\"message\":\"Under the Free tier plan, you can "
	    "make eth_getLogs requests with up to a 10 block range. Based on "
	    "your parameters, this block range should work: [0x1180fca, "
	    "0x1180fd3]. Upgrade to PAYG for expanded block range.\"}",
	    RPC_TOO_MUCH, 0x1180fca, 0x1180fd3, 0 },
	{ "decimal range",
	    "{\"code\":-32602,\"message\":\"query exceeds max results 20000, "
	    "retry with the range 22142155-22142160\"}",
	    RPC_TOO_MUCH, 22142155, 22142160, 0 },
	{ "limit of blocks",
	    "{\"code\":-32614,\"message\":\"eth_getLogs is limited to a 10,000 "
	    "range\"}",
	    RPC_TOO_MUCH, 0, 0, 0 },
	{ "limit of 800",
	    "{\"code\":-32047,\"message\":\"Invalid eth_getLogs request. "
	    "'fromBlock'-'toBlock' range too large. Max range: 800\"}",
	    RPC_TOO_MUCH, 0, 0, 0 },
	{ "too wide",
	    "{\"code\":-32062,\"message\":\"block range is too wide\"}",
	    RPC_TOO_MUCH, 0, 0, 0 },
	{ "numbers that are no range",
	    "{\"code\":-32602,\"message\":\"range 1000000 exceeds limit of "
	    "10000\"}",
	    RPC_TOO_MUCH, 0, 0, 0 },
	{ "reason in the data",
	    "{\"code\":-32602,\"message\":\"invalid params\",\"data\":"
	    "{\"payload\":\"range 9009594 is bigger than range limit 2000\"}}",
	    RPC_TOO_MUCH, 0, 0, 0 },
	{ "slow question",
	    "{\"code\":-32000,\"message\":\"query timeout exceeded\"}",
	    RPC_TOO_MUCH, 0, 0, 0 },
	{ "a code alone", "{\"code\":-32005,\"message\":\"sorry\"}",
	    RPC_TOO_MUCH, 0, 0, 0 },
	{ "batch",
	    "{\"code\":-32600,\"message\":\"batch of 100 is not allowed\"}",
	    RPC_TOO_MUCH, 0, 0, 0 },
	{ "rate, with a time to wait",
	    "{\"code\":-32005,\"message\":\"exceeded project rate limit\","
	    "\"data\":{\"rate\":{\"allowed_rps\":5,\"backoff_seconds\":0.5,"
	    "\"current_rps\":5.2},\"see\":\"https://x.example\"}}",
	    RPC_TOO_OFTEN, 0, 0, 500 },
	{ "rate, waiting for ever",
	    "{\"code\":-32005,\"message\":\"wait\",\"data\":{\"rate\":"
	    "{\"backoff_seconds\":1e300}}}",
	    RPC_TOO_OFTEN, 0, 0, 3600000 },
	{ "rate by day",
	    "{\"code\":-32005,\"message\":\"daily request count exceeded, "
	    "request rate limited\"}",
	    RPC_TOO_OFTEN, 0, 0, 0 },
	{ "rate by second",
	    "{\"code\":-32007,\"message\":\"50/second request limit reached - "
	    "reduce calls per second or upgrade your account\"}",
	    RPC_TOO_OFTEN, 0, 0, 0 },
	{ "compute units",
	    "{\"code\":429,\"message\":\"Your app has exceeded its compute "
	    "units per second capacity. If you have retries enabled, you can "
	    "safely ignore this message.\"}",
	    RPC_TOO_OFTEN, 0, 0, 0 },
	{ "many requests",
	    "{\"code\":-32029,\"message\":\"Too Many Requests\"}",
	    RPC_TOO_OFTEN, 0, 0, 0 },
	{ "text alone", "\"rate limit exceeded\"", RPC_TOO_OFTEN, 0, 0, 0 },
	{ "unknown method",
	    "{\"code\":-32601,\"message\":\"the method eth_getBlockReceipts "
	    "does not exist/is not available\"}",
	    RPC_NO_METHOD, 0, 0, 0 },
	{ "forbidden method",
	    "{\"code\":-32000,\"message\":\"Method not found\"}", RPC_NO_METHOD,
	    0, 0, 0 },
	{ "reverted, geth",
	    "{\"code\":3,\"message\":\"execution reverted\",\"data\":"
	    "\"0x\"}",
	    RPC_REVERTED, 0, 0, 0 },
	{ "reverted, OpenEthereum",
	    "{\"code\":-32015,\"message\":\"VM execution error.\",\"data\":"
	    "\"Reverted 0x\"}",
	    RPC_REVERTED, 0, 0, 0 },
	{ "reverted, Besu",
	    "{\"code\":-32000,\"message\":\"Execution reverted\"}",
	    RPC_REVERTED, 0, 0, 0 },
	{ "not a contract's code",
	    "{\"code\":-32000,\"message\":\"invalid opcode: opcode 0xfe not "
	    "defined\"}",
	    RPC_REVERTED, 0, 0, 0 },
	{ "something else",
	    "{\"code\":-32000,\"message\":\"header not found\"}", RPC_OTHER, 0,
	    0, 0 },
	{ "nothing at all", "{}", RPC_OTHER, 0, 0, 0 },
	{ "a number", "7", RPC_OTHER, 0, 0, 0 },
	{ "a range backwards",
	    "{\"code\":-32005,\"message\":\"more than [0x9, 0x1]\"}",
	    RPC_TOO_MUCH, 0, 0, 0 },
	{ "a range beyond all blocks",
	    "{\"code\":-32005,\"message\":\"range [0x1, "
	    "0xfffffffffffffffff]\"}",
	    RPC_TOO_MUCH, 0, 0, 0 },
	{ "half a range", "{\"code\":-32005,\"message\":\"range [0x1,\"}",
	    RPC_TOO_MUCH, 0, 0, 0 },
	{ "a range of numbers",
	    "{\"code\":-32005,\"data\":{\"from\":1,\"to\":2}}", RPC_TOO_MUCH, 0,
	    0, 0 },
};

int
main(void)
{
	struct ctx c = { .a = arena_new(1 << 20) };
	struct json_object *o;
	struct rpc_refusal f;
	size_t i;

	for (i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
		if (jsonr_doc(&c, &o, said[i].error, strlen(said[i].error)) !=
		    RC_OK)
			return 1;
		rpc_refusal_read(&c, &f, o);
		OK(f.reason == said[i].reason, "%s: reason", said[i].who);
		OK(f.has_range == (said[i].to != 0) &&
			(!f.has_range ||
			    (f.from == said[i].from && f.to == said[i].to)),
		    "%s: range", said[i].who);
		OK(f.wait_ms == said[i].wait_ms, "%s: time", said[i].who);
		OK(f.text[0] != '\0', "%s: words", said[i].who);
	}
	arena_free(c.a);
	DONE();
}
