/* SPDX-License-Identifier: ISC */
/*
 * Metadata documents by content id over HTTP, many at once.
 *
 * Any host is as good as another, because what it sends must hash to the id.
 * So the configured gateways are asked first, those that failed least before
 * the others, then the hosts the user has named on the chain.  The hosts of
 * one document are asked in waves: one, three more, all that are left.  Hosts
 * from the chain are strangers: only public addresses are spoken to.
 */
#ifndef DP_INDEXER_FETCH_H
#define DP_INDEXER_FETCH_H

#include "common/ctx.h"
#include "indexer/docs.h"

struct fetch;

/* RC_CONFIG: too many gateways. */
enum rc fetch_new(struct ctx *c, struct fetch **f) MUST_CHECK;
void fetch_free(struct fetch *f); /* cancels what is in flight */

/* From now on there is [ipfs] fetch_deadline_sec. */
void fetch_begin(struct ctx *c, struct fetch *f);
/* Start; when it is found, d->text is clean text (D2), memory of a. */
void fetch_ask(struct ctx *c, struct fetch *f, struct arena *a, struct doc *d);
/*
 * Until all are found, given up, or the deadline passed; meanwhile is called
 * again and again.
 */
void fetch_wait(struct fetch *f, void (*meanwhile)(void *arg), void *arg);

#endif
