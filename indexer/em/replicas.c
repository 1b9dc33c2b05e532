/* SPDX-License-Identifier: ISC */
/*
 * The set of content nodes of a user, changed as text (rules R): "1,2,3:1,4,5"
 * says the old set and the new one, the primary node first.
 */
#include "indexer/em/replicas.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/limits.h"
#include "common/base/num.h"
#include "indexer/apply/endpoints.h"
#include "indexer/rows/ids.h"

#define SET_MAX 64

struct set {
	int64_t primary;
	struct ids others;
	const char *cell, *endpoints; /* of the others; of all */
	bool twice;                   /* an id stands there twice */
};

static void
add(struct em *x, struct set *s, int64_t id, unsigned place)
{
	if (place == 0) {
		s->primary = id;
		return;
	}
	if (id == s->primary || ids_has(&s->others, id))
		s->twice = true;
	ids_add(x->c->a, &s->others, id);
	s->cell = arena_printf(x->c->a, "%s%s%lld", s->cell,
	    place > 1 ? "," : "", (long long)id);
}

/* One side of the colon: at least three ids. */
static bool
read_set(struct em *x, struct set *s, const char *p, size_t len)
{
	const char *end = p + len;
	unsigned place = 0;
	size_t n;
	uint64_t id;

	memset(s, 0, sizeof(*s));
	s->cell = "{";
	for (; place < SET_MAX; p += n + 1) {
		for (n = 0; p + n < end && p[n] != ',';)
			n++;
		if (num_u64(&id, arena_memdup(x->scratch, p, n), 0, LIM_ID) !=
		    0)
			return false;
		add(x, s, (int64_t)id, place++);
		if (p + n == end)
			break;
	}
	s->cell = arena_printf(x->c->a, "%s}", s->cell);
	return place >= 3 && place < SET_MAX;
}

static bool
read_both(struct em *x, struct set *old, struct set *new)
{
	const char *colon = strchr(x->text, ':');

	return colon != NULL &&
	       read_set(x, old, x->text, (size_t)(colon - x->text)) &&
	       read_set(x, new, colon + 1, strlen(colon + 1));
}

static void
want_set(struct em *x, const struct set *s)
{
	size_t i;

	nodes_want(x->rows, s->primary);
	for (i = 0; i < s->others.n; i++)
		nodes_want(x->rows, s->others.id[i]);
}

void
em_replicas_want(struct em *x)
{
	struct set old, new;

	if (!read_both(x, &old, &new))
		return;
	want_set(x, &old);
	want_set(x, &new);
}

/* The old set is the one in the row: primary exactly, the others as a set. */
static bool
is_present(struct em *x, const struct set *old, const struct row *user)
{
	struct ids now = { 0 };
	const char *p = user->cell[U_SECONDARY_IDS];
	size_t i;

	if (em_cell_id(user->cell[U_PRIMARY_ID]) != old->primary || p == NULL)
		return false;
	ids_cell(x->scratch, &now, p);
	if (now.n != old->others.n)
		return false;
	for (i = 0; i < now.n; i++)
		if (!ids_has(&old->others, now.id[i]))
			return false;
	return true;
}

/* Is the signer the delegate wallet of this node? */
static enum rc
is_node(struct em *x, int64_t id, bool *yes)
{
	struct row *node;
	enum rc rc;

	rc = em_find(x, &node, T_CONTENT_NODES, id);
	if (rc == RC_OK && node != NULL && node->cell[CN_DELEGATE] != NULL &&
	    strcasecmp(node->cell[CN_DELEGATE], x->signer) == 0)
		*yes = true;
	return rc;
}

static enum rc
check_signer(struct em *x, const struct set *old, const struct row *user)
{
	bool yes = user->cell[U_WALLET] != NULL &&
		   strcasecmp(user->cell[U_WALLET], x->signer) == 0;
	enum rc rc = RC_OK;
	size_t i;

	if (!yes)
		rc = is_node(x, old->primary, &yes);
	for (i = 0; rc == RC_OK && !yes && i < old->others.n; i++)
		rc = is_node(x, old->others.id[i], &yes);
	if (rc == RC_OK && !yes)
		rc = em_reject(x, "R", "signer is neither user nor node");
	return rc;
}

/* A node that nobody can know anything of is not held against the user. */
static enum rc
add_endpoint(struct em *x, struct set *s, int64_t id)
{
	const char *endpoint;
	enum rc rc;

	if ((rc = nodes_endpoint(x->ap, &endpoint, id)) != RC_OK)
		return rc;
	if (endpoint != NULL && endpoint[0] == '\0')
		return em_reject(x, "R", "node %lld has no endpoint",
		    (long long)id);
	if (endpoint == NULL)
		endpoint = "";
	s->endpoints = s->endpoints == NULL ? endpoint
					    : arena_printf(x->c->a, "%s,%s",
						  s->endpoints, endpoint);
	return RC_OK;
}

/* In the order of the text, not of the set. */
static enum rc
check_endpoints(struct em *x, struct set *new)
{
	const char *p = new->cell + 1;
	char *end;
	enum rc rc;

	rc = add_endpoint(x, new, new->primary);
	for (; rc == RC_OK && *p != '\0'; p = end + 1)
		rc = add_endpoint(x, new, strtoll(p, &end, 10));
	return rc;
}

enum rc
em_replicas_update(struct em *x)
{
	struct set old, new;
	struct row *user;
	enum rc rc;

	if (!read_both(x, &old, &new))
		return em_reject(x, "R", "metadata is not two sets of nodes");
	if ((rc = em_find(x, &user, T_USERS, x->user_id)) != RC_OK)
		return rc;
	if (user == NULL)
		return em_reject(x, "R", "no user %s", x->user);
	if (!is_present(x, &old, user))
		return em_reject(x, "R", "this is not the present set");
	if (new.twice)
		return em_reject(x, "R", "a node stands there twice");
	if ((rc = check_signer(x, &old, user)) != RC_OK ||
	    (rc = check_endpoints(x, &new)) != RC_OK)
		return rc;
	em_put(x, user, U_CREATED_AT);
	rows_set(user, U_PRIMARY_ID, rows_int(x->rows, new.primary));
	rows_set(user, U_SECONDARY_IDS, new.cell);
	rows_set(user, U_REPLICA_SET_UPDATE_SIGNER,
	    apply_address(x->ap, x->e, 1));
	rows_set(user, U_CREATOR_NODE_ENDPOINT, new.endpoints);
	return RC_OK;
}
