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

#define WATCH_MAX     200 /* more than there are jobs and servers */
#define WATCH_UNKNOWN (-1)
#define SIGHT_BELOW   4
#define SIGHT_FACTS   8

/* Well; not asked for; it works, and somebody should look; not well. */
enum light { LIGHT_GOOD, LIGHT_OFF, LIGHT_AMBER, LIGHT_RED };

/* A figure of a line, for programs. */
struct fact {
	const char *key; /* "took_ms" */
	int64_t n;
};

/* One line; texts are the arena's. */
struct sight {
	enum light light;
	const char *name, *word, *text; /* "indexer", "behind", "block 7 ..." */
	/* what it said itself, which may quote others: for operators; or NULL
	 */
	const char *why;
	const char *below[SIGHT_BELOW]; /* which command helps */
	size_t nbelow;
	struct fact fact[SIGHT_FACTS];
	size_t nfacts;
};

struct watch {
	struct ctx *c;
	struct sight v[WATCH_MAX];
	size_t n;
	/* a line is complete when the next one begins; or NULL */
	void (*done)(struct watch *w, const struct sight *s);
	void *arg; /* for done */
};

/* Add what the caller has looked at. */
void watch_line(struct watch *w, enum light light, const char *name,
    const char *word, const char *fmt, ...) PRINTF(5, 6);

/* A line of what c->err says: what is wrong, and below it what helps. */
void watch_fault(struct watch *w, enum light light, const char *name,
    const char *word);
/* Of the last line: a figure; WATCH_UNKNOWN is none.  key is a constant. */
void watch_fact(struct watch *w, const char *key, int64_t n);
int64_t sight_fact(const struct sight *s, const char *key);

/* Of the last line: what went wrong, in its own words; for operators. */
void watch_because(struct watch *w, const char *fmt, ...) PRINTF(2, 3);
/* Below the last line: what it is about, and which command helps. */
void watch_below(struct watch *w, const char *fmt, ...) PRINTF(2, 3);

/* Add the indexer; the jobs of jobs.def; the crawler.  RC_DB. */
enum rc watch_indexer(struct watch *w) MUST_CHECK;
enum rc watch_jobs(struct watch *w) MUST_CHECK;
enum rc watch_crawler(struct watch *w) MUST_CHECK;

/* The pool, as the database sees it.  RC_DB. */
enum rc watch_pool(struct watch *w) MUST_CHECK;

/* Names of what is red, or amber, with commas between; "" when nothing is. */
const char *watch_red(const struct watch *w);
const char *watch_amber(const struct watch *w);

/* "90 s", "5 min", "30 h", "12 d" */
const char *watch_duration(struct ctx *c, int64_t s);

#endif
