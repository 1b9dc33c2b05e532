/* SPDX-License-Identifier: ISC */
/*
 * The stages of the pipeline, by the names that people know them by, and how
 * often each went well or not.  "discprov status" shows them.
 */
#ifndef DP_CRAWLER_QUEUE_STAGE_H
#define DP_CRAWLER_QUEUE_STAGE_H

#include <stddef.h>

#include "common/base/ctx.h"

/* clang-format off */
#define STAGES(X) \
	X(SETUP,        "setup",          "a run was begun")                    \
	X(API,          "api",            "a provider was asked for a page")    \
	X(TRANSLATE,    "translate",      "an item became documents")           \
	X(TRACKER,      "tracker",        "a resource was seen")                \
	X(INSERT,       "insert",         "a resource was written")             \
	X(AUDIT,        "audit",          "a change went into the history")     \
	X(EXTERNAL,     "external_audit", "another service was told of one")    \
	X(WS,           "ws",             "browsers were told of a run's end")  \
	X(NOTIFICATION, "notification",   "a task got its state")               \
	X(LAST,         "last",           "what had vanished was looked for")
/* clang-format on */

enum stage {
#define STAGE_ID(id, name, help) STAGE_##id,
	STAGES(STAGE_ID)
#undef STAGE_ID
	    STAGE__MAX
};

struct stages {
	size_t done[STAGE__MAX], failed[STAGE__MAX];
	char why[STAGE__MAX][200]; /* of the last that failed */
};

const char *stage_name(enum stage s);
void stage_done(struct stages *g, enum stage s, size_t n);
void stage_failed(struct stages *g, enum stage s, const char *why);

/* Add them to what the database knows, and begin anew. */
enum rc stages_write(struct ctx *c, struct stages *g) MUST_CHECK;

#endif
