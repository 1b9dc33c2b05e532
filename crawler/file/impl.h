/* SPDX-License-Identifier: ISC */
/* How files are reached. */
#ifndef DP_CRAWLER_FILE_IMPL_H
#define DP_CRAWLER_FILE_IMPL_H

#include <stdbool.h>

#include "common/base/span.h"
#include "crawler/file/file.h"

struct reaching {
	const struct crawl_conn *conn;
	const struct file_rules *rules;
	void *session;  /* of the transport; let_go() ends it */
	char *host_key; /* learned; as file_host_key(), malloc()ed */
};

struct reach {
	const char *transport;
	/* The names of all files, as an array; owned.  NULL: p says why. */
	struct json_object *(
	    *list)(struct ctx *c, struct reaching *r, struct crawl_page *p);
	/* The bytes of one; they die with c->a.  p->end says how it went. */
	enum crawl_end (*read)(struct ctx *c, struct reaching *r,
	    const char *name, struct span *bytes, struct crawl_page *p);
	void (*let_go)(struct reaching *r); /* NULL: there is nothing */
};

extern const struct reach reach_upload, reach_ssh, reach_s3;

/*
 * Is it one of those that are read, by the end of its name: .json, .tfstate, or
 * none at all?  No part of it is ".", ".." or empty, none begins with a dot.
 */
bool name_is_wanted(const char *name);

/* A member of the connection, as a setting or among its credentials; or "". */
const char *reach_text(const struct reaching *r, const char *member);
/* How its host must show who it is; NULL: it was never met. */
const char *reach_host_key(const struct reaching *r);
/* Its "path" without slashes at the end and, if so, before it. */
const char *reach_path(struct ctx *c, const struct reaching *r, bool is_rooted);

#endif
