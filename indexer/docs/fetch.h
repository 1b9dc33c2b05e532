/* SPDX-License-Identifier: ISC */
/*
 * Metadata documents by content id over HTTP, many at once.
 *
 * A document is asked for in two passes, each with its own time: first all
 * hosts that its user has named on the chain, then all content nodes and
 * gateways that are known, more and more of them as time goes by.  Whoever
 * answers first with bytes that hash to the id wins, so any host is as good
 * as another.  Hosts that fail rest for a while (hosts.h).
 */
#ifndef DP_INDEXER_DOCS_FETCH_H
#define DP_INDEXER_DOCS_FETCH_H

#include "common/base/ctx.h"
#include "indexer/docs/docs.h"

struct fetch;

/* RC_CONFIG: too many hosts. */
enum rc fetch_new(struct ctx *c, struct fetch **f) MUST_CHECK;
void fetch_free(struct fetch *f); /* cancels what is in flight */

/* Begin a new round; nobody holds documents of the last one. */
enum rc fetch_begin(struct ctx *c, struct fetch *f) MUST_CHECK;
/*
 * Queue it; when it is found, d->text is clean text, memory of texts.
 * What is needed until then is memory of a.
 */
void fetch_ask(struct ctx *c, struct fetch *f, struct arena *a,
    struct arena *texts, struct doc *d);
/*
 * Until all are found, given up, or [ipfs] fetch_deadline_sec has passed, or
 * LIM_DOCS_FETCHED bytes of texts have come: then it returns true, and is to
 * be called again for the rest when these texts are gone.  meanwhile is called
 * again and again.
 */
bool fetch_wait(struct fetch *f, void (*meanwhile)(void *arg), void *arg);
/* Instead: what is under way is cancelled, while its documents are there. */
void fetch_stop(struct fetch *f);

#endif
