/* SPDX-License-Identifier: ISC */
/*
 * One page of one command, for one connection and region: asked, signed, read,
 * and its outcome said in one word (crawl_end).  Relies on common/net for
 * bytes and on provider files for all that differs between providers.  Knows
 * nothing of the database, of queues and of what items mean, and waits for no
 * retry: who has the queue does (wait_s).
 *
 * What of a command's file is read here (the rest is the mapping's):
 *
 *	"scope":   "region", or "global": asked once, see wire_is_global()
 *	"request": { "service": a name of the provider file's services,
 *	             "method":  "GET"; "POST" when there is a form or json,
 *	             "path":    "/servers/{project}"; {name} is a variable,
 *	             "query", "form", "json", "headers": { name: value } }
 *	"page":    { "style": "none" | "token" | "link" | "page" | "marker",
 *	             "size", "min", "max": numbers for $page_size,
 *	             token:  "in": parameter, "out": path of the next token,
 *	                     "more": path; there and false: that was all,
 *	             link:   "next": path of the next page's URL or path,
 *	             page:   "in": parameter, "more": path; absent: go on till
 *	                     a page is empty,
 *	             marker: "in": parameter, "from": path in the last item;
 *	                     goes on till a page is empty }
 *	"items":   path of the items in the answer
 *	"xml":     { "wrapped": [names], "flat": [names] }  beside the
 *provider's
 *
 * A provider's "regions" is such a command, and so is its "files": a listing of
 * names, where each file lies below the request's path.
 *
 * A parameter goes to the form, to json, or else to the query: where the
 * request has one.  A value "$name" is the variable of that name, a parameter
 * whose variable is not there is left out.  Variables: page_size, region
 * (the connection's text up to the first blank), and the members of settings
 * and credentials that the provider's file lists under "vars".
 */
#ifndef DP_CRAWLER_WIRE_WIRE_H
#define DP_CRAWLER_WIRE_WIRE_H

#include <json-c/json.h>
#include <stdbool.h>

#include "common/net/http.h"
#include "common/base/span.h"
#include "crawler/base/crawl.h"

/* What the operator allows to all connections. */
struct wire_rules {
	/*
	 * Hosts that may be reached by private addresses and without TLS:
	 * "host" or "host:port", NULL at the end; NULL: none.
	 */
	const char *const *private_hosts;
	const char *cafile; /* who signs certificates; NULL: the system's */
	unsigned page_size; /* instead of a command's own; 0: its own */
	unsigned total_ms;  /* of one request; 0: 60 s */
};

struct wire;

/* Is this a provider's file, is that a command's "request" and "page"? */
enum rc wire_check_provider(struct ctx *c, struct json_object *o) MUST_CHECK;
enum rc wire_check_command(struct ctx *c, struct json_object *provider,
    struct json_object *command) MUST_CHECK;
/* Is it asked once, whatever regions a connection has? */
bool wire_is_global(struct json_object *command);

/*
 * A session of a connection, with the file of its provider: logs in when it
 * must and keeps its token to itself.  All is borrowed until wire_free().
 */
struct wire *wire_new(struct http *h, struct json_object *provider,
    const struct crawl_conn *conn, const struct wire_rules *rules);
void wire_free(struct wire *w); /* forgets the token; NULL is fine */

/*
 * Ask for the page at cursor (NULL: the first) of the command.  Makes one
 * attempt, and a second one after a new login when a token has run out.
 * Returns p->end.  Whatever goes wrong, a fault in a file as well, is p's.
 */
enum crawl_end wire_page(struct ctx *c, struct wire *w,
    struct json_object *command, const char *region, struct json_object *cursor,
    struct crawl_page *p);

/* The names of the provider's regions, as items; CRAWL_GONE: it has none. */
enum crawl_end wire_regions(struct ctx *c, struct wire *w,
    struct crawl_page *p);

/*
 * One file that lies below the path of a listing, as it is: *file has at most
 * max bytes, and dies with c->a.
 */
enum crawl_end wire_file(struct ctx *c, struct wire *w,
    struct json_object *listing, const char *region, const char *name,
    size_t max, struct span *file, struct crawl_page *p);

/* Has the operator named the host, as "host" or as "host:port"? */
bool wire_may_be_private(const struct wire_rules *rules, const char *host);

/* Requests made so far, logins too. */
unsigned wire_requests(const struct wire *w);

#endif
