/* SPDX-License-Identifier: ISC */
/*
 * Hosts that may have metadata documents, and how they did in this run.
 *
 * A host that did not answer several times in a row rests for a while: it is
 * asked after all others then, so that nodes that are long gone do not cost
 * their time-out for every document they are named for.
 */
#ifndef DP_INDEXER_DOCS_HOSTS_H
#define DP_INDEXER_DOCS_HOSTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/base/ctx.h"
#include "common/base/limits.h"

struct hosts;

struct host {
	const char *url; /* no slash at its end */
	bool trusted;    /* configured; a stranger must have a public address */
	bool gateway;    /* of IPFS: has documents under one path only */
	unsigned failures;  /* without an answer, in a row */
	unsigned misses;    /* answers without the document */
	int64_t rest_until; /* now_ms(); 0: awake */
	size_t place;       /* order of first naming */
	/* private */
	bool late; /* while lists are sorted */
	struct host *chain;
};

struct host_list {
	struct host **host; /* arena */
	size_t n;
};

/* The configured ones.  RC_CONFIG: too many. */
enum rc hosts_new(struct ctx *c, struct hosts **hs) MUST_CHECK;
void hosts_free(struct hosts *hs);

/*
 * Begin a new round of documents: nobody holds a host of the last one.  Asks
 * the database which content nodes there are.
 */
enum rc hosts_refresh(struct ctx *c, struct hosts *hs) MUST_CHECK;

/*
 * The first URLs of a comma list, which may be anything, each once and
 * without slashes at its end; memory of a.  How many.
 */
size_t hosts_read(struct arena *a, const char *url[LIM_DOC_HOSTS],
    const char *list);

/* Those named by such a list, which may be NULL. */
struct host_list hosts_named(struct hosts *hs, struct arena *a,
    const char *list);
/* All that everybody's documents may be at, those that did best first. */
struct host_list hosts_known(struct hosts *hs, struct arena *a);

/* Is it one of these n? */
bool hosts_hold(struct host *const *host, size_t n, const struct host *h);

/* Is it to be asked after the others?  One request a while tries it. */
bool host_rests(const struct host *h);

/* What became of a request. */
void host_began(struct host *h);
void host_answered(struct host *h, bool with_document);
void host_failed(struct host *h);

#endif
