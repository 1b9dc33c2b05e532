/* SPDX-License-Identifier: ISC */
/*
 * Files as a provider: facts of hosts, states of infrastructure, plain lists.
 * Of how they are reached only the listing and the reading of one differ
 * (struct reach in impl.h): uploaded, by SSH, from an object store.
 * A file is JSON of at most LIM_CRAWL_FILE bytes, and a page is so many items
 * of one.  Of a command's file is read here:
 *
 *	"items":   path of the items in a file
 *	"beside":  [names]; a file with one of these lists, and not with that of
 *	           "items", has none.  Any other file without it is left out:
 *	           facts of a host that did not answer are not "no host".
 *
 * Files come in the order of their names.  A cursor is { "file": its name,
 * "item": a number, "digest": of its bytes }: whoever goes on after a crash, or
 * after files have come and gone, does so at this name, and in the middle of a
 * file only when it is still the same.
 */
#ifndef DP_CRAWLER_FILE_FILE_H
#define DP_CRAWLER_FILE_FILE_H

#include <stddef.h>

#include "crawler/base/crawl.h"
#include "crawler/wire/wire.h"

struct json_object;

/* What the operator allows to all connections. */
struct file_rules {
	const char *upload_dir;       /* or "" */
	size_t items;                 /* of one page */
	const struct wire_rules *net; /* who may have a private address */
	/* Of the transport "s3"; NULL with the others. */
	struct http *http;
	struct json_object *store; /* a provider's file, with "files" */
};

struct file;

/* A session: the files' list and the one that is read stay between pages. */
struct file *file_new(struct ctx *c, const struct crawl_conn *conn,
    const struct file_rules *rules);
void file_free(struct file *f); /* NULL is fine */

/*
 * The key by which the host has shown who it is, when the connection knew none;
 * NULL otherwise.  To be kept, and given as crawl_conn's host_key.
 */
const char *file_host_key(const struct file *f);

/* As wire_page(). */
enum crawl_end file_page(struct ctx *c, struct file *f,
    struct json_object *command, const char *region, struct json_object *cursor,
    struct crawl_page *p);

#endif
