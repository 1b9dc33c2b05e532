/* SPDX-License-Identifier: ISC */
/* How files are reached. */
#ifndef DP_CRAWLER_FILE_IMPL_H
#define DP_CRAWLER_FILE_IMPL_H

#include "common/base/span.h"
#include "crawler/file/file.h"

struct reach {
	const char *transport;
	/* The names of all files, as an array; owned.  NULL: p says why. */
	struct json_object *(*list)(struct ctx *c,
	    const struct crawl_conn *conn, const struct file_rules *rules,
	    struct crawl_page *p);
	/* The bytes of one; malloc()ed.  p->end says how it went. */
	enum crawl_end (*read)(struct ctx *c, const struct crawl_conn *conn,
	    const struct file_rules *rules, const char *name, char **bytes,
	    size_t *len, struct crawl_page *p);
};

extern const struct reach reach_upload;

#endif
