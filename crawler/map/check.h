/* SPDX-License-Identifier: ISC */
/*
 * Do the files of commands still do what they did?  Each has a page as its
 * provider sends it, and the documents that are to be made of it:
 *
 *	PROVIDER/COMMAND.page       JSON or XML, the whole body of an answer
 *	PROVIDER/COMMAND.out.json   [{ "unique_id", "status", "active",
 *	                               "refs": [[role, entity, id]], "document"
 *}] PROVIDER/context.json       { "connection", "dc", "dc_id", "provider",
 *	                              "region", "now", "roles",
 *	                              "found": { entity: [documents] } }
 */
#ifndef DP_CRAWLER_MAP_CHECK_H
#define DP_CRAWLER_MAP_CHECK_H

#include "crawler/map/map.h"

struct map_checked {
	unsigned commands, documents;
};

/*
 * All commands of a set against a folder of such files.
 *
 * RC_OK, or RC_DATA: the first command that differs, and where; or that has
 * no page.
 */
enum rc map_check(struct ctx *c, const struct map_set *set, const char *folder,
    struct map_checked *out) MUST_CHECK;
/* One command alone. */
enum rc map_check_one(struct ctx *c, const struct map_command *cmd,
    const char *folder, struct map_checked *out) MUST_CHECK;

#endif
