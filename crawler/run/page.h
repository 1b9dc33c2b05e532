/* SPDX-License-Identifier: ISC */
/*
 * A page of a step is kept: items become documents, documents rows, and the
 * step's place moves, in one transaction.
 */
#ifndef DP_CRAWLER_RUN_PAGE_H
#define DP_CRAWLER_RUN_PAGE_H

#include "crawler/run/run.h"
#include "crawler/store/conn.h"

struct step {
	int64_t id, run, attempts;
	const char *connection, *task, *command, *region;
	struct json_object *cursor; /* of the page that is next, or NULL */
	const struct map_command *cmd;
	const struct conn_row *row;
	int64_t pages, idle; /* in all; in a row, with nothing new */
};

/*
 * RC_BUSY: the step is somebody else's by now, or nobody wants it: nothing was
 * written.
 */
enum rc page_keep(struct run *r, struct step *s,
    const struct crawl_page *page) MUST_CHECK;

#endif
