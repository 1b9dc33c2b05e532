/* SPDX-License-Identifier: ISC */
/*
 * Digests of peers against ours, at a height that both have: the lower one of
 * the newest blocks, or, when the peer has none of that, the last one of those
 * that are kept for ever.  Only what its own wallet has signed counts, so that
 * nobody can pass on what another node has said.
 */
#include <string.h>
#include <strings.h>

#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/u256.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "jobs/peers/peer.h"
#include "jobs/peers/signed.h"

#define HASH_MAX  66
#define CHAIN_MAX 100
#define TABLE_MAX 63

static void
rule(struct peer *n, enum verdict v, const char *why)
{
	n->verdict = v;
	n->verdict_why = why;
}

static enum rc
read_agreed(struct pass *p, struct agreed *a)
{
	const char *param[2];
	PGresult *res;
	enum rc rc;

	a->number = PEER_UNKNOWN;
	param[0] = arena_printf(p->c->a, "%lld", (long long)a->asked);
	param[1] = arena_printf(p->c->a, "%lld", (long long)a->every);
	if ((rc = db_run(p->c, &res, SQL_PEERS_AGREED, param)) != RC_OK ||
	    PQntuples(res) == 0)
		return rc;
	a->blockhash = db_text(res, 0, PEERS_AGREED_blockhash);
	a->digest = db_text(res, 0, PEERS_AGREED_digest);
	if ((rc = db_i64(p->c, &a->height, res, 0, PEERS_AGREED_height)) !=
	    RC_OK)
		return rc;
	return db_i64(p->c, &a->number, res, 0, PEERS_AGREED_number);
}

/* Of ours, not above a height; NULL: none, or p->rc says why. */
static const struct agreed *
agreed(struct pass *p, int64_t height, int64_t every)
{
	struct agreed *a;
	size_t i;

	for (i = 0; i < p->nagreed && i < AGREED_MAX; i++)
		if (p->agreed[i].asked == height && p->agreed[i].every == every)
			break;
	if (i == p->nagreed || i == AGREED_MAX) {
		i = p->nagreed++ % AGREED_MAX;
		p->agreed[i] =
		    (struct agreed){ .asked = height, .every = every };
		p->rc = read_agreed(p, &p->agreed[i]);
	}
	a = &p->agreed[i];
	return p->rc == RC_OK && a->number != PEER_UNKNOWN ? a : NULL;
}

static const struct agreed *
agreed_with(struct peer *n)
{
	struct pass *p = n->pass;
	int64_t low = n->said.height < p->height ? n->said.height : p->height;

	return agreed(p, low, n->every);
}

bool
peer_ask_digest(struct peer *n)
{
	const struct agreed *a;
	bool is_first = n->every == 0;

	if (n->said.height == PEER_UNKNOWN || n->pass->height == PEER_UNKNOWN) {
		rule(n, VERDICT_NONE,
		    n->pass->height == PEER_UNKNOWN
			? "we have no block"
			: "it does not say which block it has");
		return false;
	}
	if (is_first)
		n->every = 1;
	if ((a = agreed_with(n)) == NULL) {
		rule(n, VERDICT_NONE,
		    "we keep no digest of a block that it has");
		return false;
	}
	if (!is_first && a->height == n->verdict_height)
		return false;
	n->verdict_height = a->height;
	return true;
}

struct json_object *
peer_open(struct peer *n, struct ctx *k, struct span body, long status,
    const char **why)
{
	struct arena *keep = n->pass->c->a;
	struct json_object *doc, *data = NULL;
	char who[ADDRESS_TEXT];

	*why = NULL;
	if (status != 200)
		*why = arena_printf(keep, "HTTP status %ld", status);
	else if (jsonr_doc(k, &doc, body.p, body.len) != RC_OK)
		*why = arena_printf(keep, "no JSON: %s", k->err.msg);
	else if (!jsonr_opt_obj(&data, doc, "data"))
		*why = "no data";
	if (*why != NULL)
		return NULL;
	if (signed_by(k->a, n->pass->sig, who, body) != 0)
		rule(n, VERDICT_FORGED, "the digest is not signed");
	else if (strcasecmp(who, n->wallet) != 0)
		rule(n, VERDICT_FORGED,
		    arena_printf(keep, "signed by %s, which is not its wallet",
			who));
	else
		return data;
	*why = n->verdict_why;
	return NULL;
}

/* A decimal of ours as nodes show it. */
static const char *
sum_text(struct arena *a, const char *decimal)
{
	struct u256 sum;

	return decimal != NULL && u256_parse(&sum, decimal) == 0
		   ? hex_text(a, sum.be, sizeof(sum.be)) + 2
		   : "";
}

static bool
is_table(const char *s)
{
	return *s != '\0' && strlen(s) <= TABLE_MAX &&
	       strspn(s, "abcdefghijklmnopqrstuvwxyz_") == strlen(s);
}

/* Its sum of a table, or "". */
static const char *
sum_of(struct ctx *k, struct json_object *tables, const char *table)
{
	size_t i, n = json_object_array_length(tables);
	const char *name, *sum;
	struct json_object *t;

	for (i = 0; i < n; i++) {
		t = jsonr_at(tables, i);
		if (jsonr_opt_text(k, &name, t, "table") &&
		    strcmp(name, table) == 0 &&
		    jsonr_opt_text(k, &sum, t, "sum"))
			return sum;
	}
	return "";
}

static void
note_table(struct peer *n, const char *table)
{
	size_t i;

	for (i = 0; i < n->ntables; i++)
		if (strcmp(n->table[i], table) == 0)
			return;
	if (n->ntables < PEER_TABLES)
		n->table[n->ntables++] = arena_strdup(n->pass->c->a, table);
}

/* Tables that it has and we have not. */
static void
note_theirs(struct ctx *k, struct peer *n, struct json_object *tables,
    const PGresult *ours)
{
	size_t i, all = json_object_array_length(tables);
	const char *name;
	int row;

	for (i = 0; i < all; i++) {
		if (!jsonr_opt_text(k, &name, jsonr_at(tables, i), "table") ||
		    !is_table(name))
			continue;
		for (row = 0; row < PQntuples(ours); row++)
			if (db_text(ours, row, API_DIGEST_tablename) != NULL &&
			    strcmp(db_text(ours, row, API_DIGEST_tablename),
				name) == 0)
				break;
		if (row == PQntuples(ours))
			note_table(n, name);
	}
}

/* Which tables' sums are not ours, behind the block that was compared. */
static enum rc
note_tables(struct ctx *k, struct peer *n, struct json_object *data)
{
	struct ctx *c = n->pass->c;
	const char *param =
	    arena_printf(c->a, "%lld", (long long)n->verdict_height);
	struct json_object *tables;
	const char *table;
	PGresult *ours;
	enum rc rc;
	int i;

	if (!jsonr_opt_arr(&tables, data, "tables"))
		return RC_OK;
	if ((rc = db_run(c, &ours, SQL_API_DIGEST, &param)) != RC_OK)
		return rc;
	for (i = 0; i < PQntuples(ours); i++) {
		table = db_text(ours, i, API_DIGEST_tablename);
		if (table != NULL &&
		    strcmp(sum_text(k->a, db_text(ours, i, API_DIGEST_sum)),
			sum_of(k, tables, table)) != 0)
			note_table(n, table);
	}
	note_theirs(k, n, tables, ours);
	return RC_OK;
}

static void
compare(struct ctx *k, struct peer *n, struct json_object *data)
{
	const struct agreed *a = agreed_with(n);
	const char *hash = "", *digest = "", *chain = NULL;
	const char *ours = n->pass->chain;
	int64_t block = PEER_UNKNOWN;

	if (a == NULL)
		return;
	(void)jsonr_opt_text(k, &hash, data, "blockhash");
	(void)jsonr_opt_text(k, &digest, data, "digest");
	(void)jsonr_opt_text(k, &chain, data, "chain");
	if (!jsonr_opt_int(&block, data, "block") || block != a->height) {
		rule(n, VERDICT_NONE, "it spoke of another block");
	} else if (strlen(hash) > HASH_MAX ||
		   (chain == NULL) != (ours == NULL) ||
		   (chain != NULL && strcmp(chain, ours) != 0)) {
		rule(n, VERDICT_FORK, "it is of another chain");
	} else if (strcasecmp(hash, a->blockhash) != 0) {
		rule(n, VERDICT_FORK,
		    arena_printf(n->pass->c->a, "its block is %s", hash));
	} else if (strcasecmp(digest, a->digest) == 0) {
		rule(n, VERDICT_EQUAL, NULL);
		n->is_linked = true;
		n->equal_number = a->number;
		n->equal_digest = a->digest;
	} else {
		rule(n, VERDICT_DIFFERS, NULL);
		n->is_linked = true;
		n->pass->rc = note_tables(k, n, data);
	}
}

bool
peer_read_digest(struct peer *n, struct span body, long status)
{
	struct ctx k = *n->pass->c;
	struct json_object *data;
	const char *why;

	err_clear(&k.err);
	k.a = n->a;
	if (status == 404 && n->every == 1) {
		rule(n, VERDICT_NONE,
		    "it keeps no digest of a block that we have");
		n->every = LIM_DIGEST_EVERY;
		return true;
	}
	if ((data = peer_open(n, &k, body, status, &why)) != NULL)
		compare(&k, n, data);
	else if (n->verdict != VERDICT_FORGED)
		rule(n, VERDICT_NONE, why);
	return false;
}
