/* SPDX-License-Identifier: ISC */
/*
 * Files as a provider: facts of hosts, states of infrastructure, plain lists.
 * Of how they are reached only the listing and the reading of one differ.
 * A file is JSON of at most LIM_CRAWL_FILE bytes; a command's "items" says what
 * of it is wanted, and a page is so many of them.
 */
#ifndef DP_CRAWLER_FILE_FILE_H
#define DP_CRAWLER_FILE_FILE_H

#include <stddef.h>

#include "crawler/base/crawl.h"

struct json_object;

/* What the operator allows to all connections. */
struct file_rules {
	const char *upload_dir; /* or "" */
	size_t items;           /* of one page */
};

struct file;

/* A session: the files' list and the one that is read stay between pages. */
struct file *file_new(struct ctx *c, const struct crawl_conn *conn,
    const struct file_rules *rules);
void file_free(struct file *f); /* NULL is fine */

/* As wire_page(). */
enum crawl_end file_page(struct ctx *c, struct file *f,
    struct json_object *command, const char *region, struct json_object *cursor,
    struct crawl_page *p);

#endif
