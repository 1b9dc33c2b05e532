/* SPDX-License-Identifier: ISC */
/* What the files of this room share: a session, and one page's asking. */
#ifndef DP_CRAWLER_WIRE_IMPL_H
#define DP_CRAWLER_WIRE_IMPL_H

#include <stdint.h>

#include "crawler/wire/request.h"
#include "crawler/wire/wire.h"

struct wire {
	struct http *h;
	struct json_object *provider;
	const struct crawl_conn *conn;
	const struct wire_rules *rules;
	struct arena *a;   /* of the login: what follows; reset by a new one */
	const char *token; /* NULL: not logged in */
	int64_t expires_s; /* Unix time; 0: it says nothing of that */
	struct json_object *catalog; /* owned; NULL: there is none */
	unsigned requests;
};

/* Where a command goes in one region. */
struct service {
	struct json_object *file; /* its object in the provider's file */
	const char *name;
	const char *region;        /* that is signed for */
	const char *origin, *host; /* "https://host:port", "host:port" */
	const char *base;          /* of its paths, "" or "/v2.1" */
	bool is_private;
};

/* One page's asking. */
struct call {
	struct ctx *c;
	struct wire *w;
	struct crawl_page *p;
	struct json_object *command, *request, *page;
	const char *region;
	unsigned page_size;
	unsigned number; /* of the page, from 1 */
	struct service srv;
	struct pairs form;        /* of the request, where it has one */
	struct json_object *json; /* the same, owned */
};

/* A member that is an object, text, a number; or NULL, "", 0. */
struct json_object *member_of(struct json_object *o, const char *name);
unsigned number_of(struct json_object *o, const char *name);

/* Is the text printable ASCII, so that it may stand in a header or path? */
bool is_printable(const char *s);

/*
 * The value of a variable; NULL: there is none.  With secrets those of the
 * credentials that the provider's file does not list as well.
 */
const char *var_value(struct call *k, const char *name, bool secrets);
/*
 * Text with {name} in it.  NULL, and the page failed: one is not there, or is
 * no name of a host where that is asked.
 */
const char *var_fill(struct call *k, const char *text, bool is_host);

/*
 * Split a URL that a connection, a catalog or a provider's file gives: origin,
 * host, base, is_private.  Plain http only where the operator allows it.
 */
enum crawl_end service_url(struct call *k, struct service *s, const char *url);
/* The command's service, in the region of k; a login has been made. */
enum crawl_end service_find(struct call *k, struct service *s,
    const char *name);

#endif
