/* SPDX-License-Identifier: ISC */
/*
 * Balances of users: the token of their own wallet; token, stake and
 * delegations of the wallets they have associated.  Some users at once: what
 * was read of them is written in one transaction, and they leave the queue
 * with it.
 */
#include <string.h>

#include "chain/eth.h"
#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/base/sig.h"
#include "common/db/db.h"
#include "jobs/eth/pick.h"
#include "jobs/job.h"

#define AT_ONCE 50 /* users */

struct user {
	int64_t id;
	struct u256 own, associated;
	const char *why; /* could not be read; NULL: all is well */
	size_t wallets;
};

struct some {
	struct user u[AT_ONCE];
	size_t n;
	struct eth_call *q;
	struct user **of; /* whose question it is */
	struct u256 **to; /* and what the answer is added to */
	size_t nq;
};

/* What is asked of a wallet that is associated; the first of any wallet. */
static const enum abi_function_id questions[] = {
	ABI_AUDIUSTOKEN_BALANCEOF,
	ABI_DELEGATEMANAGER_GETTOTALDELEGATORSTAKE,
	ABI_STAKING_TOTALSTAKEDFOR,
};
#define NQUESTIONS (sizeof(questions) / sizeof(questions[0]))

static void
add_questions(struct some *s, struct user *u, const uint8_t address[20],
    bool own)
{
	struct eth_call *q;
	size_t i;

	for (i = 0; i < (own ? 1 : NQUESTIONS); i++) {
		q = &s->q[s->nq];
		q->fn = questions[i];
		q->nargs = 1;
		eth_word_address(q->arg[0], address);
		s->of[s->nq] = u;
		s->to[s->nq++] = own ? &u->own : &u->associated;
	}
}

static struct user *
user_of(struct some *s, int64_t id)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->u[i].id == id)
			return &s->u[i];
	return NULL;
}

static enum rc
add_wallet(struct ctx *c, struct some *s, const PGresult *res, int row)
{
	const char *text = db_text(res, row, 1);
	uint8_t address[20];
	struct user *u;
	bool own = false;
	int64_t id = 0;
	enum rc rc;

	if ((rc = db_i64(c, &id, res, row, 0)) != RC_OK ||
	    (rc = db_bool(c, &own, res, row, 2)) != RC_OK)
		return rc;
	if ((u = user_of(s, id)) == NULL || u->why != NULL)
		return RC_OK;
	if (++u->wallets > LIM_WALLETS)
		u->why =
		    arena_printf(c->a, "more than %d wallets", LIM_WALLETS);
	else if (hex_decode(address, 20, text, strlen(text)) != 0)
		u->why = "a wallet is no address";
	else
		add_questions(s, u, address, own);
	return RC_OK;
}

static enum rc
read_wallets(struct ctx *c, struct some *s, const char *ids)
{
	size_t most = AT_ONCE * LIM_WALLETS * NQUESTIONS;
	PGresult *res;
	enum rc rc;
	int i;

	if ((rc = db_run(c, &res, SQL_JOB_WALLETS, &ids)) != RC_OK)
		return rc;
	if ((size_t)PQntuples(res) * NQUESTIONS < most)
		most = (size_t)PQntuples(res) * NQUESTIONS;
	s->q = arena_zalloc(c->a, most + 1, sizeof(*s->q));
	s->of = arena_zalloc(c->a, most + 1, sizeof(struct user *));
	s->to = arena_zalloc(c->a, most + 1, sizeof(struct u256 *));
	for (i = 0; i < PQntuples(res); i++)
		if ((rc = add_wallet(c, s, res, i)) != RC_OK)
			return rc;
	return RC_OK;
}

static void
add_answers(struct some *s)
{
	struct user *u;
	size_t i;

	for (i = 0; i < s->nq; i++) {
		u = s->of[i];
		if (u->why != NULL)
			continue;
		if (!s->q[i].ok)
			u->why = s->q[i].why;
		else if (u256_add(s->to[i], &s->q[i].out[0].num) != 0)
			u->why = "the sum is no 256-bit number";
	}
}

/* Writing. */

static enum rc
write_read(struct job_run *r, struct some *s, uint64_t block)
{
	struct ctx *c = r->c;
	struct pgarr *id = pgarr_new(c->a), *own = pgarr_new(c->a);
	struct pgarr *associated = pgarr_new(c->a), *bad = pgarr_new(c->a);
	char text[U256_TEXT];
	const char *param[4];
	PGresult *res;
	int64_t changed = 0;
	enum rc rc;
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (s->u[i].why != NULL) {
			pgarr_int(bad, s->u[i].id);
			continue;
		}
		pgarr_int(id, s->u[i].id);
		u256_text(text, &s->u[i].own);
		pgarr_text(own, text);
		u256_text(text, &s->u[i].associated);
		pgarr_text(associated, text);
	}
	param[0] = pgarr_done(id);
	param[1] = pgarr_done(own);
	param[2] = pgarr_done(associated);
	param[3] = arena_printf(c->a, "%llu", (unsigned long long)block);
	if ((rc = db_run(c, &res, SQL_JOB_BALANCES_PUT, param)) != RC_OK ||
	    (rc = db_i64(c, &changed, res, 0, 0)) != RC_OK)
		return rc;
	r->changed += (size_t)changed;
	param[0] = pgarr_done(bad);
	return db_exec(c, SQL_JOB_BALANCES_TRIED, param);
}

static enum rc
write_some(struct job_run *r, struct some *s, const char *seqs, uint64_t block)
{
	enum rc rc;

	if ((rc = db_begin(r->c)) != RC_OK)
		return rc;
	rc = write_read(r, s, block);
	if (rc == RC_OK)
		rc = db_exec(r->c, SQL_JOB_REFRESH_DONE, &seqs);
	return db_end(r->c, rc);
}

static void
tell(struct job_run *r, const struct some *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		if (s->u[i].why == NULL)
			continue;
		r->failed++;
		log_info(&r->c->log, "user=%lld msg=\"balance not read: %s\"",
		    (long long)s->u[i].id, s->u[i].why);
	}
}

/* Users first..first + s->n - 1 of those picked; memory of c->a. */
static enum rc
some_users(struct job_run *r, struct some *s, const struct pick *p,
    size_t first, uint64_t block)
{
	struct ctx *c = r->c;
	struct pgarr *ids = pgarr_new(c->a), *seqs = pgarr_new(c->a);
	const char *list;
	enum rc rc;
	size_t i;

	for (i = 0; i < s->n; i++) {
		s->u[i].id = p->id[first + i];
		pgarr_int(ids, s->u[i].id);
		if (p->seqs[first + i] != NULL)
			pgarr_text(seqs, p->seqs[first + i]);
	}
	list = pgarr_done(ids);
	if ((rc = db_exec(c, SQL_JOB_BALANCES_MAKE, &list)) != RC_OK ||
	    (rc = read_wallets(c, s, list)) != RC_OK ||
	    (rc = eth_ask(c, r->eth, s->q, s->nq)) != RC_OK)
		return rc;
	add_answers(s);
	if ((rc = write_some(r, s, pgarr_done(seqs), block)) != RC_OK)
		return rc;
	r->read += s->n;
	tell(r, s);
	return RC_OK;
}

static enum rc
all_users(struct job_run *r, const struct pick *p)
{
	struct arena *keep;
	struct arena *a = arena_new(LIM_ARENA_BLOCK);
	struct some s;
	uint64_t block;
	enum rc rc;
	size_t i;

	rc = eth_head(r->c, r->eth, &block);
	keep = ctx_in(r->c, a);
	for (i = 0; rc == RC_OK && i < p->n && job_go_on(r); i += s.n) {
		memset(&s, 0, sizeof(s));
		s.n = p->n - i < AT_ONCE ? p->n - i : AT_ONCE;
		rc = some_users(r, &s, p, i, block);
		arena_reset(a);
	}
	arena_free(a);
	ctx_back(r->c, keep);
	/* Those whose turn did not come are found again. */
	if (rc == RC_OK && i >= p->n)
		rc = pick_done(r->c, p);
	return rc;
}

enum rc
balances_run(struct job_run *r)
{
	struct pick p;
	enum rc rc;

	if ((rc = pick_users(r->c, &p)) != RC_OK ||
	    (rc = all_users(r, &p)) != RC_OK)
		return rc;
	return job_done(r->c, "user_balances:last-completion");
}
