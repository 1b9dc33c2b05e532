/* SPDX-License-Identifier: ISC */
/*
 * Transfers of the token: who sends or receives some has another balance, so
 * they enter the queue of the job "balances".  Blocks are looked at range by
 * range; a range and its users are one transaction.  The last blocks before
 * the place we stopped at are looked at again, because the chain may have
 * changed its mind about them.
 */
#include <string.h>

#include "chain/eth.h"
#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/base/sig.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "common/net/rpc.h"
#include "jobs/job.h"

#define FIRST_BLOCK 11103292 /* the token is younger, where it matters */
#define MARGIN      10       /* blocks that are looked at again */
#define SPAN_FIRST  20
#define SPAN_FOUND  10
#define SPAN_MAX    10000

struct scan {
	struct job_run *r;
	struct abi *abi;
	uint8_t token[20];
	uint64_t from, to; /* the range in hand */
	bool refused;      /* it is too much for the provider */
	struct pgarr *who; /* addresses found in it */
	size_t logs;
	uint64_t span;
};

/* Reading. */

static enum rc
check_place(struct ctx *c, const struct scan *s, struct json_object *o)
{
	uint8_t address[20];
	uint64_t number;
	enum rc rc;

	if ((rc = jsonr_hex(c, address, 20, o, "address")) != RC_OK ||
	    (rc = jsonr_qty(c, &number, o, "blockNumber")) != RC_OK)
		return rc;
	if (memcmp(address, s->token, 20) != 0)
		return err_set(&c->err, RC_DATA, "log of another contract");
	if (number < s->from || number > s->to)
		return err_set(&c->err, RC_DATA,
		    "log of block %llu, asked for %llu to %llu",
		    (unsigned long long)number, (unsigned long long)s->from,
		    (unsigned long long)s->to);
	return RC_OK;
}

static void
add_address(struct scan *s, const uint8_t address[20])
{
	static const uint8_t zero[20];
	char text[ADDRESS_TEXT];

	if (memcmp(address, zero, 20) == 0)
		return; /* made or destroyed */
	address_text(text, address);
	pgarr_text(s->who, text);
}

static enum rc
take_log(struct ctx *c, struct scan *s, struct json_object *o)
{
	const struct abi_event *ev = &abi_event[ABI_AUDIUSTOKEN_TRANSFER];
	struct abi_value v[3];
	struct abi_log log;
	bool removed;
	enum rc rc;

	if (jsonr_opt_bool(&removed, o, "removed") && removed)
		return RC_OK;
	if ((rc = check_place(c, s, o)) != RC_OK ||
	    (rc = abi_log_read(c, &log, o)) != RC_OK)
		return rc;
	if (log.ntopics == 0 ||
	    memcmp(log.topics[0], abi_topic0(s->abi, ev->id), 32) != 0)
		return err_set(&c->err, RC_DATA, "log of another event");
	if ((rc = abi_decode(c, v, 3, ev, &log)) != RC_OK)
		return rc;
	add_address(s, v[0].address);
	add_address(s, v[1].address);
	s->logs++;
	return RC_OK;
}

static enum rc
got_logs(struct ctx *c, struct rpc_call *call, struct json_object *result)
{
	struct scan *s = call->arg;
	struct json_object *arr;
	enum rc rc;
	size_t i, n;

	/* Another provider may have answered in part before. */
	s->refused = false;
	s->logs = 0;
	s->who = pgarr_new(s->r->c->a);
	rc = jsonr_arr(c, &arr, &n, result, NULL, LIM_TRANSFERS);
	for (i = 0; rc == RC_OK && i < n; i++)
		rc = take_log(c, s, jsonr_at(arr, i));
	return rc;
}

static enum rc
refused(struct ctx *c, struct rpc_call *call, const struct rpc_refusal *why)
{
	struct scan *s = call->arg;

	log_info(&c->log, "from=%llu to=%llu msg=\"eth_getLogs: %s\"",
	    (unsigned long long)s->from, (unsigned long long)s->to, why->text);
	s->refused = true;
	return RC_OK;
}

/* The range; s->refused: none of it. */
static enum rc
read_range(struct scan *s)
{
	struct ctx *c = s->r->c;
	struct rpc_call call = { .method = "eth_getLogs",
		.got = got_logs,
		.refused = refused,
		.arg = s };
	char token[ADDRESS_TEXT], topic[67];

	address_text(token, s->token);
	hex_encode(topic, abi_topic0(s->abi, ABI_AUDIUSTOKEN_TRANSFER), 32);
	call.params = arena_printf(c->a,
	    "[{\"address\":\"%s\",\"topics\":[\"%s\"],"
	    "\"fromBlock\":\"0x%llx\",\"toBlock\":\"0x%llx\"}]",
	    token, topic, (unsigned long long)s->from,
	    (unsigned long long)s->to);
	return rpc_run(c, eth_rpc(s->r->eth), &call, 1);
}

/* Writing. */

static enum rc
write_users(struct scan *s)
{
	const char *param[] = { pgarr_done(s->who) };
	PGresult *res;
	int64_t n = 0;
	enum rc rc;

	if ((rc = db_run(s->r->c, &res, SQL_JOB_REFRESH_OWNERS, param)) !=
		RC_OK ||
	    (rc = db_i64(s->r->c, &n, res, 0, 0)) != RC_OK)
		return rc;
	s->r->changed += (size_t)n;
	return RC_OK;
}

static enum rc
write_range(struct scan *s)
{
	struct ctx *c = s->r->c;
	const char *to = arena_printf(c->a, "%llu", (unsigned long long)s->to);
	enum rc rc;

	if ((rc = db_begin(c)) != RC_OK)
		return rc;
	if (s->logs > 0)
		rc = write_users(s);
	if (rc == RC_OK)
		rc = db_exec(c, SQL_JOB_SCANNED_PUT, &to);
	return db_end(c, rc);
}

/* Many empty blocks at once; few where there is something. */
static void
next_span(struct scan *s)
{
	if (s->logs > 0)
		s->span = SPAN_FOUND;
	else if (s->span < SPAN_MAX)
		s->span = s->span * 2 < SPAN_MAX ? s->span * 2 : SPAN_MAX;
}

static enum rc
one_range(struct scan *s, uint64_t last)
{
	enum rc rc;

	s->to = last - s->from < s->span ? last : s->from + s->span - 1;
	if ((rc = read_range(s)) != RC_OK)
		return rc;
	if (s->refused && s->from == s->to)
		return err_set(&s->r->c->err, RC_UPSTREAM,
		    "eth_getLogs: the provider gives not even block %llu",
		    (unsigned long long)s->from);
	if (s->refused) {
		s->span = (s->to - s->from + 1) / 2;
		return RC_OK;
	}
	if ((rc = write_range(s)) != RC_OK)
		return rc;
	s->r->read += s->to - s->from + 1;
	next_span(s);
	s->from = s->to + 1;
	return RC_OK;
}

/* Where to begin; above last: there is nothing new. */
static enum rc
begin(struct scan *s, uint64_t last)
{
	struct ctx *c = s->r->c;
	PGresult *res;
	int64_t n = 0;
	enum rc rc;

	if ((rc = db_run(c, &res, SQL_JOB_SCANNED, NULL)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0) {
		s->from = last < FIRST_BLOCK ? 0 : FIRST_BLOCK;
		return RC_OK;
	}
	if ((rc = db_i64(c, &n, res, 0, 0)) != RC_OK)
		return rc;
	if ((uint64_t)n >= last) /* the column is never negative */
		s->from = last + 1;
	else
		s->from = n > MARGIN ? (uint64_t)n - MARGIN : 0;
	return RC_OK;
}

static enum rc
all_ranges(struct scan *s)
{
	struct ctx *c = s->r->c;
	struct arena *keep, *a;
	uint64_t head;
	enum rc rc;

	if ((rc = eth_address(c, s->r->eth, s->token,
		 ABI_CONTRACT_AUDIUSTOKEN)) != RC_OK ||
	    (rc = eth_head(c, s->r->eth, &head)) != RC_OK)
		return rc;
	if (head == 0)
		return RC_OK;
	if ((rc = begin(s, head - 1)) != RC_OK)
		return rc;
	keep = ctx_in(c, a = arena_new(LIM_ARENA_BLOCK));
	while (rc == RC_OK && s->from < head && job_go_on(s->r)) {
		rc = one_range(s, head - 1);
		arena_reset(a);
	}
	ctx_back(c, keep);
	arena_free(a);
	return rc;
}

enum rc
transfers_run(struct job_run *r)
{
	struct scan s = { .r = r, .span = SPAN_FIRST, .abi = abi_new() };
	enum rc rc;

	rc = all_ranges(&s);
	abi_free(s.abi);
	return rc != RC_OK ? rc : job_done(r->c, "index_eth:last-completion");
}
