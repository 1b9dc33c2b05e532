/* SPDX-License-Identifier: ISC */
/* Connections: as they are registered, kept, and opened for one step. */
#ifndef DP_CRAWLER_STORE_CONN_H
#define DP_CRAWLER_STORE_CONN_H

#include <json-c/json.h>

#include "crawler/base/crawl.h"
#include "crawler/store/seal.h"

/* Which provider, and how it is reached, by whatever people called it. */
struct conn_kind {
	const char *provider, *transport;
};

struct conn_row {
	struct crawl_conn conn; /* secret: NULL before conn_unseal() */
	const char *name;
	struct json_object *roles;  /* borrowed */
	const char *const *regions; /* as people wrote them; never none */
	size_t n_regions;
	bool is_enabled;
};

/*
 * RC_NOTFOUND: no provider is called so, with the names of those that are.
 * service may be "".
 */
enum rc conn_kind(struct ctx *c, struct conn_kind *k, const char *provider,
    const char *service) MUST_CHECK;

/*
 * Write what a file says of a connection, its credentials sealed; the same
 * owner and name again changes it.  Members: owner, name, provider, service,
 * dc, dc_id, regions, roles, credentials, and whatever else is a setting.
 */
enum rc conn_register(struct ctx *c, const struct seal *s,
    struct json_object *file, const char **id, struct conn_kind *k) MUST_CHECK;
/* The same, but RC_REJECT when the owner has one of this name. */
enum rc conn_add(struct ctx *c, const struct seal *s, struct json_object *file,
    const char **id, struct conn_kind *k) MUST_CHECK;
/*
 * Of a connection that is there: name, dc, dc_id, regions, roles, status,
 * credentials and settings that are given change, a setting that is null
 * goes.  RC_NOTFOUND; RC_REJECT: another one of its owner is called so.
 */
enum rc conn_change(struct ctx *c, const struct seal *s,
    struct json_object *file, const char *id) MUST_CHECK;

/* Texts inside are overwritten, wherever they stand; NULL is fine. */
void conn_wipe(struct json_object *o);

/* RC_NOTFOUND.  All of it dies with c->a. */
enum rc conn_load(struct ctx *c, const char *id,
    struct conn_row *row) MUST_CHECK;
enum rc conn_unseal(struct ctx *c, const struct seal *s,
    struct conn_row *row) MUST_CHECK;

/* The one that somebody means by its name or id.  RC_NOTFOUND, RC_USAGE. */
enum rc conn_named(struct ctx *c, const char *name, const char **id) MUST_CHECK;

/* JSON that dies with c->a; NULL when text is none. */
struct json_object *conn_json(struct ctx *c, const char *text);

#endif
