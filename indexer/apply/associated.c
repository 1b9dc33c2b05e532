/* SPDX-License-Identifier: ISC */
#include "indexer/apply/associated.h"

#include <nettle/eddsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/base58.h"
#include "common/base/hex.h"
#include "common/base/sig.h"
#include "common/json/jsonr.h"

const struct associated_kind associated_kind[ASSOCIATED__MAX] = {
	[ASSOCIATED_ETH] = { "eth", "associated_wallets" },
	[ASSOCIATED_SOL] = { "sol", "associated_sol_wallets" },
};

/* Proofs. */

static bool
is_eth_proof(const struct sig *s, const char *wallet, const char *signature,
    const char *message)
{
	uint8_t sig[65], hash[32], address[20];
	char text[ADDRESS_TEXT];

	sig_personal(hash, message, strlen(message));
	if (hex_decode(sig, sizeof(sig), signature, strlen(signature)) != 0 ||
	    sig_recover(s, address, hash, sig) != 0)
		return false;
	address_eip55(text, address);
	return strcmp(text, wallet) == 0;
}

static bool
is_sol_proof(const char *wallet, const char *signature, const char *message)
{
	uint8_t key[32], sig[64];
	char hex[2 + 2 * sizeof(sig) + 1];

	if (strncmp(signature, "0x", 2) == 0)
		signature += 2;
	if (strlen(signature) != 2 * sizeof(sig))
		return false;
	snprintf(hex, sizeof(hex), "0x%s", signature);
	return base58_decode(key, sizeof(key), wallet) == 0 &&
	       hex_decode(sig, sizeof(sig), hex, strlen(hex)) == 0 &&
	       ed25519_sha512_verify(key, strlen(message),
		   (const uint8_t *)message, sig) == 1;
}

bool
associated_is_proof(struct ctx *c, const struct sig *sig, const char *user,
    const char *chain, const char *wallet, struct json_object *proof)
{
	const char *signature;
	char message[40]; /* ids are short */

	if (!json_object_is_type(proof, json_type_object) ||
	    !jsonr_opt_text(c, &signature, proof, "signature"))
		return false;
	snprintf(message, sizeof(message), "AudiusUserID:%s", user);
	return strcmp(chain, "eth") == 0
		   ? is_eth_proof(sig, wallet, signature, message)
		   : is_sol_proof(wallet, signature, message);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void
associated_read(struct ctx *c, struct associated *w, const struct sig *sig,
    const char *user, const char *chain, struct json_object *o)
{
	w->n = 0;
	w->wallet = NULL;
	if (!json_object_is_type(o, json_type_object))
		return;
	w->wallet = arena_zalloc(c->a, (size_t)json_object_object_length(o),
	    sizeof(*w->wallet));
	json_object_object_foreach(o, wallet, proof)
	{
		if (associated_is_proof(c, sig, user, chain, wallet, proof))
			w->wallet[w->n++] = arena_strdup(c->a, wallet);
	}
	qsort(w->wallet, w->n, sizeof(*w->wallet), compare);
}

/* Lists as cells: wallets hold no character that an array would quote. */

static const char *
cell_of(struct arena *a, const struct associated *w)
{
	size_t i, len = 3;
	char *s, *p;

	for (i = 0; i < w->n; i++)
		len += strlen(w->wallet[i]) + 1;
	p = s = arena_alloc(a, len);
	*p++ = '{';
	for (i = 0; i < w->n; i++) {
		if (i > 0)
			*p++ = ',';
		p = stpcpy(p, w->wallet[i]);
	}
	*p++ = '}';
	*p = '\0';
	return s;
}

static struct associated
read_cell(struct arena *a, const char *cell)
{
	char *s = arena_strdup(a, cell != NULL ? cell : "{}"), *word, *save;
	struct associated w = { NULL, 0 };
	size_t n = 1;
	char *p;

	for (p = s; *p != '\0'; p++)
		n += *p == ',';
	w.wallet = arena_zalloc(a, n, sizeof(*w.wallet));
	for (word = strtok_r(s, "{,}", &save); word != NULL;
	     word = strtok_r(NULL, "{,}", &save))
		w.wallet[w.n++] = word;
	return w;
}

static bool
holds(const struct associated *w, const char *wallet)
{
	return w->n > 0 && bsearch(&wallet, w->wallet, w->n, sizeof(*w->wallet),
			       compare) != NULL;
}

/* Those of a that are not in b. */
static struct associated
less(struct arena *a, const struct associated *from,
    const struct associated *these)
{
	struct associated w = { NULL, 0 };
	size_t i;

	w.wallet = arena_zalloc(a, from->n, sizeof(*w.wallet));
	for (i = 0; i < from->n; i++)
		if (!holds(these, from->wallet[i]))
			w.wallet[w.n++] = from->wallet[i];
	return w;
}

/* Who has a wallet: a list of users. */

void
associated_want(struct rows *rs, const char *user)
{
	size_t i;

	for (i = 0; i < ASSOCIATED__MAX; i++) {
		const char *const key[] = { user, associated_kind[i].chain };

		rows_want(rs, T_WALLETS, key);
	}
}

void
associated_want_holders(struct rows *rs, const struct associated *w,
    const char *chain)
{
	size_t i;

	for (i = 0; i < w->n; i++) {
		const char *const key[] = { w->wallet[i], chain };

		rows_want(rs, T_WALLET_HOLDERS, key);
	}
}

static enum rc
holders_of(struct apply *ap, struct row **r, struct associated *users,
    const char *chain, const char *wallet)
{
	const char *const key[] = { wallet, chain };
	enum rc rc;

	rc = rows_get(ap->c, ap->rows, r, T_WALLET_HOLDERS, key);
	if (rc == RC_OK)
		*users = read_cell(ap->c->a,
		    (*r)->there ? (*r)->cell[WH_USERS] : NULL);
	return rc;
}

/* The index of holders follows before the rows are written. */
static enum rc
note(struct apply *ap, const char *user, const char *chain,
    const struct associated *which, bool has)
{
	struct associated users, next;
	struct row *r;
	enum rc rc;
	size_t i, j;

	for (i = 0; i < which->n; i++) {
		rc = holders_of(ap, &r, &users, chain, which->wallet[i]);
		if (rc != RC_OK)
			return rc;
		next.wallet =
		    arena_zalloc(ap->c->a, users.n + 1, sizeof(*next.wallet));
		for (next.n = j = 0; j < users.n; j++)
			if (strcmp(users.wallet[j], user) != 0)
				next.wallet[next.n++] = users.wallet[j];
		if (has)
			next.wallet[next.n++] = user;
		rows_know(r, WH_USERS, cell_of(ap->c->a, &next));
	}
	return RC_OK;
}

static enum rc
is_taken(struct apply *ap, bool *taken, const char *user, const char *chain,
    const char *wallet)
{
	struct associated users;
	struct row *r;
	enum rc rc;
	size_t i;

	*taken = false;
	rc = holders_of(ap, &r, &users, chain, wallet);
	for (i = 0; rc == RC_OK && i < users.n; i++)
		if (strcmp(users.wallet[i], user) != 0)
			*taken = true;
	return rc;
}

/* Changes. */

static enum rc
row_of(struct apply *ap, struct row **r, struct associated *live,
    const char *user, const char *chain)
{
	const char *const key[] = { user, chain };
	enum rc rc;

	rc = rows_get(ap->c, ap->rows, r, T_WALLETS, key);
	if (rc == RC_OK)
		*live = read_cell(ap->c->a,
		    (*r)->there ? (*r)->cell[WA_WALLETS] : NULL);
	return rc;
}

static enum rc
store(struct apply *ap, struct row *r, const struct associated *live,
    const struct associated *now, const struct associated *deleted)
{
	struct arena *a = ap->c->a;
	struct associated lost = less(a, live, now), won = less(a, now, live);
	const char *user = r->cell[WA_USER_ID], *chain = r->cell[WA_CHAIN];
	enum rc rc;

	if ((rc = note(ap, user, chain, &lost, false)) != RC_OK ||
	    (rc = note(ap, user, chain, &won, true)) != RC_OK)
		return rc;
	rows_set(r, WA_BLOCKHASH, ap->blockhash);
	rows_set(r, WA_BLOCKNUMBER, ap->blocknumber);
	rows_set(r, WA_WALLETS, cell_of(a, now));
	rows_set(r, WA_DELETED, cell_of(a, deleted));
	return RC_OK;
}

static bool
is_same(const struct associated *x, const struct associated *y)
{
	size_t i;

	for (i = 0; i < x->n && x->n == y->n; i++)
		if (strcmp(x->wallet[i], y->wallet[i]) != 0)
			return false;
	return x->n == y->n;
}

enum rc
associated_replace(struct apply *ap, const char *user, const char *chain,
    const struct associated *w)
{
	const struct associated none = { NULL, 0 };
	struct associated live;
	struct row *r;
	enum rc rc;

	if ((rc = row_of(ap, &r, &live, user, chain)) != RC_OK ||
	    is_same(&live, w))
		return rc;
	return store(ap, r, &live, w, &none);
}

enum rc
associated_succeed(struct apply *ap, const char *user, const char *chain,
    const struct associated *w)
{
	struct associated live, now, lost;
	struct row *r;
	bool taken;
	enum rc rc;
	size_t i;

	if ((rc = row_of(ap, &r, &live, user, chain)) != RC_OK)
		return rc;
	now.n = 0;
	now.wallet = arena_zalloc(ap->c->a, w->n, sizeof(*now.wallet));
	for (i = 0; i < w->n; i++) {
		rc = is_taken(ap, &taken, user, chain, w->wallet[i]);
		if (rc != RC_OK)
			return rc;
		if (!taken)
			now.wallet[now.n++] = w->wallet[i];
	}
	if (!r->there && now.n == 0)
		return RC_OK;
	lost = less(ap->c->a, &live, &now);
	return store(ap, r, &live, &now, &lost);
}

enum rc
associated_change(struct apply *ap, const char *user, const char *chain,
    const char *wallet, bool add)
{
	const struct associated one = { &wallet, 1 };
	struct associated live, now;
	struct row *r;
	enum rc rc;

	if ((rc = row_of(ap, &r, &live, user, chain)) != RC_OK)
		return rc;
	now = less(ap->c->a, &live, &one);
	if (add) {
		now.wallet = arena_grow(ap->c->a, now.wallet,
		    now.n * sizeof(wallet), (now.n + 1) * sizeof(wallet));
		now.wallet[now.n++] = wallet;
		qsort(now.wallet, now.n, sizeof(*now.wallet), compare);
	}
	return associated_replace(ap, user, chain, &now);
}

enum rc
associated_has(struct apply *ap, bool *has, const char *user, const char *chain,
    const char *wallet)
{
	struct associated live;
	struct row *r;
	enum rc rc;
	size_t i;

	*has = false;
	rc = row_of(ap, &r, &live, user, chain);
	for (i = 0; rc == RC_OK && i < live.n; i++)
		if (strcmp(live.wallet[i], wallet) == 0)
			*has = true;
	return rc;
}

enum rc
associated_take(struct apply *ap, const char *user, const char *chain,
    const char *wallet)
{
	struct associated users;
	struct row *r;
	enum rc rc;
	size_t i;

	rc = holders_of(ap, &r, &users, chain, wallet);
	for (i = 0; rc == RC_OK && i < users.n; i++)
		if (strcmp(users.wallet[i], user) != 0)
			rc = associated_change(ap, users.wallet[i], chain,
			    wallet, false);
	return rc;
}
