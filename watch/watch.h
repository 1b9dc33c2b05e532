/* SPDX-License-Identifier: ISC */
/*
 * How the node is, for people: what was looked at, how it is, and which command
 * helps.  "discprov status" prints it and the node's page shows it; both say
 * the same.  It only reads, through c->db.
 */
#ifndef DP_WATCH_WATCH_H
#define DP_WATCH_WATCH_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attr.h"
#include "common/base/ctx.h"

#define WATCH_MAX   80 /* more than there are jobs */
#define SIGHT_BELOW 4

enum light { LIGHT_GOOD, LIGHT_OFF, LIGHT_RED };

/* One line; texts are the arena's. */
struct sight {
	enum light light;
	const char *name, *word, *text; /* "indexer", "behind", "block 7 ..." */
	/* what it said itself, which may quote others: for operators; or NULL
	 */
	const char *why;
	const char *below[SIGHT_BELOW]; /* which command helps */
	size_t nbelow;
};

struct watch {
	struct ctx *c;
	struct sight v[WATCH_MAX];
	size_t n;
};

/* Add what the caller has looked at. */
void watch_line(struct watch *w, enum light light, const char *name,
    const char *word, const char *fmt, ...) PRINTF(5, 6);

/* Of the last line: what went wrong, in its own words; for operators. */
void watch_because(struct watch *w, const char *fmt, ...) PRINTF(2, 3);
/* Below the last line: what it is about, and which command helps. */
void watch_below(struct watch *w, const char *fmt, ...) PRINTF(2, 3);

/* Add the indexer; the jobs of jobs.def; the crawler.  RC_DB. */
enum rc watch_indexer(struct watch *w) MUST_CHECK;
enum rc watch_jobs(struct watch *w) MUST_CHECK;
enum rc watch_crawler(struct watch *w) MUST_CHECK;

/* Names of what is red, with commas between; "" when all is well. */
const char *watch_red(const struct watch *w);

/* "90 s", "5 min", "30 h", "12 d" */
const char *watch_duration(struct ctx *c, int64_t s);

#endif
