/* SPDX-License-Identifier: ISC */
#include "indexer/legacy/replicas.h"

#include "common/base/buf.h"
#include "common/base/limits.h"
#include "indexer/apply/endpoints.h"

enum { USER, PRIMARY, SECONDARIES, SIGNER };           /* UpdateReplicaSet */
enum { NODE, DELEGATE, OWNER, PROPOSERS, P1, P2, P3 }; /* AddOrUpdate... */

static int64_t
element_id(const struct abi_value *v, size_t i)
{
	struct u256 x = abi_element(v, i);
	uint64_t n = 0;

	if (u256_u64(&n, &x, LIM_ID) != 0)
		return 0; /* such events are turned away before */
	return (int64_t)n;
}

void
ursm_want_replicas(struct rows *rs, const struct event *e)
{
	const struct abi_value *ids = &e->arg[SECONDARIES];
	size_t i;

	rows_want_id(rs, T_USERS, event_id(e, USER));
	nodes_want(rs, event_id(e, PRIMARY));
	for (i = 0; i < abi_count(ids); i++)
		nodes_want(rs, element_id(ids, i));
}

void
ursm_want_node(struct rows *rs, const struct event *e)
{
	nodes_want(rs, event_id(e, NODE));
}

/* An id without an endpoint leaves its place between the commas empty. */
static enum rc
add_endpoint(struct apply *ap, struct buf *list, bool first, int64_t id)
{
	const char *endpoint;
	enum rc rc;

	if ((rc = nodes_endpoint(ap, &endpoint, id)) != RC_OK)
		return rc;
	if (!first)
		buf_str(list, ",");
	if (endpoint != NULL)
		buf_str(list, endpoint);
	return apply_room(ap);
}

static enum rc
endpoints(struct apply *ap, const struct event *e, const char **list)
{
	const struct abi_value *ids = &e->arg[SECONDARIES];
	struct buf b = { .a = ap->c->a };
	enum rc rc;
	size_t i;

	rc = add_endpoint(ap, &b, true, event_id(e, PRIMARY));
	for (i = 0; rc == RC_OK && i < abi_count(ids); i++)
		rc = add_endpoint(ap, &b, false, element_id(ids, i));
	buf_add(&b, "", 1);
	*list = b.p;
	return rc;
}

enum rc
ursm_replicas(struct apply *ap, const struct event *e)
{
	const char *list;
	struct row *u;
	enum rc rc;

	rc = rows_get_id(ap->c, ap->rows, &u, T_USERS, event_id(e, USER));
	if (rc != RC_OK)
		return rc;
	if (!u->there)
		return apply_reject(ap, e, "no such user");
	if ((rc = endpoints(ap, e, &list)) != RC_OK)
		return rc;
	apply_touch(ap, e, u);
	rows_set(u, U_PRIMARY_ID, apply_id(ap, e, PRIMARY));
	rows_set(u, U_SECONDARY_IDS, apply_ids(ap, e, SECONDARIES));
	rows_set(u, U_REPLICA_SET_UPDATE_SIGNER, apply_address(ap, e, SIGNER));
	rows_set(u, U_CREATOR_NODE_ENDPOINT, list);
	rows_set(u, U_UPDATED_AT, ap->time);
	return RC_OK;
}

enum rc
ursm_node(struct apply *ap, const struct event *e)
{
	int64_t id = event_id(e, NODE);
	const char *endpoint;
	struct row *n;
	enum rc rc;

	rc = rows_get_id(ap->c, ap->rows, &n, T_CONTENT_NODES, id);
	if (rc != RC_OK || (rc = nodes_endpoint(ap, &endpoint, id)) != RC_OK)
		return rc;
	if (!n->there)
		rows_set(n, CN_CREATED_AT, ap->time);
	apply_touch(ap, e, n);
	rows_set(n, CN_ENDPOINT, endpoint);
	rows_set(n, CN_DELEGATE, apply_address(ap, e, DELEGATE));
	rows_set(n, CN_OWNER, apply_address(ap, e, OWNER));
	rows_set(n, CN_PROPOSERS, apply_ids(ap, e, PROPOSERS));
	rows_set(n, CN_PROPOSER_1, apply_address(ap, e, P1));
	rows_set(n, CN_PROPOSER_2, apply_address(ap, e, P2));
	rows_set(n, CN_PROPOSER_3, apply_address(ap, e, P3));
	return RC_OK;
}

enum rc
ursm_blacklist(struct apply *ap, const struct event *e)
{
	const char *key[] = { apply_cid(ap, e, 0), ap->blockhash };
	struct row *r = rows_put(ap->rows, T_BLACKLISTS, key);

	rows_set(r, BL_BLOCKNUMBER, ap->blocknumber);
	return RC_OK;
}
