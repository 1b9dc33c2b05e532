/* SPDX-License-Identifier: ISC */
/*
 * What the rooms of the crawler say to each other: a connection, a page of
 * what a provider has, and what became of asking for it.  A tree is a
 * json_object of json-c; whoever is given one that is called "owned" puts it.
 *
 * The engine (crawler/run) knows providers by two calls only:
 *
 *	wire_page() or file_page()   a struct crawl_page: items as the provider
 *	                             has them, and the cursor of the next page
 *	map_item()                   one of them to a document of the inventory
 *
 * No database here, and nothing of any one provider.
 */
#ifndef DP_CRAWLER_BASE_CRAWL_H
#define DP_CRAWLER_BASE_CRAWL_H

#include <stdbool.h>
#include <stddef.h>

#include "common/base/ctx.h"

struct json_object;

/* What came of asking a provider.  All but OK leave nothing to be kept. */
enum crawl_end {
	CRAWL_OK,
	CRAWL_LATER,   /* throttled, unreachable, 5xx: after wait_s, again */
	CRAWL_REFUSED, /* the credentials are wrong, expired or not opened */
	CRAWL_DENIED,  /* they are right, but not for this: names the right */
	CRAWL_GONE,    /* the provider has no such service here */
	CRAWL_BROKEN,  /* the answer, or the connection, makes no sense */
	CRAWL__MAX
};

/* Its word in rows and log lines: "ok", "later", ... */
const char *crawl_end_name(enum crawl_end end);

/* A connection: how to reach one account of one owner. */
struct crawl_conn {
	const char *id;         /* a UUID, small letters */
	const char *provider;   /* "aws", "openstack", "file", ... */
	const char *transport;  /* "api", "s3", "ssh", "upload" */
	const char *label;      /* the provider as people wrote it */
	const char *dc, *dc_id; /* of its datacenter: name and id, or "" */
	const char *owner;      /* id of who owns it */
	/*
	 * "url", "project", "endpoints" {service: URL}, "api_version", ...:
	 * what its owner gave besides credentials.  Borrowed, an object.
	 */
	struct json_object *settings;
	/*
	 * The credentials, as members by their names (access, secret, token,
	 * username, password, client, tenant, sub, key, ...).  Borrowed, an
	 * object; never to be logged, kept or put into a message.
	 */
	struct json_object *secret;
	/*
	 * How the host must show who it is: of an SSH server kind and key, as
	 * in a file of known hosts.  NULL: it was never met.
	 */
	const char *host_key;
};

/* A step's region where a command has none, or is wanted for each there is. */
#define CRAWL_ALL "all"

/* One page of one (connection, command, region). */
struct crawl_page {
	struct json_object *items; /* owned; an array, or NULL: none */
	/*
	 * Owned; what brings the next page, whatever a pager wants to
	 * remember (it is kept as jsonb and given back after a crash, in
	 * another process).  NULL: this was the last one.
	 */
	struct json_object *next;
	enum crawl_end end;
	unsigned wait_s; /* CRAWL_LATER: as the provider says; 0: not said */
	/*
	 * Things that could not be read at all, beside the items: nothing that
	 * such a listing lacks is taken for vanished.
	 */
	size_t left_out;
	bool is_counted; /* how many pages there are is known */
	/*
	 * Unless CRAWL_OK, and of the first that is left out: thing, value,
	 * rule, for people.  No credentials, no query strings.
	 */
	char msg[320];
};

/* What went wrong; returns end.  Puts items and next. */
enum crawl_end crawl_failed(struct crawl_page *p, enum crawl_end end,
    const char *fmt, ...) PRINTF(3, 4);
/* One more is left out, and why. */
void crawl_left_out(struct crawl_page *p, const char *fmt, ...) PRINTF(2, 3);
/* Put what it owns; fine twice. */
void crawl_page_clear(struct crawl_page *p);

/*
 * The text of a member, or of a number as JSON writes it; "" when it is not
 * there or is something else.  Lives as long as the tree.
 */
const char *crawl_text(struct json_object *o, const char *member);

/* What a region is called by its provider: "us-east-1 (N. Virginia)" is
 * "us-east-1".  Arena memory. */
const char *crawl_region(struct arena *a, const char *label);

#endif
