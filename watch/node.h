/* SPDX-License-Identifier: ISC */
/*
 * The whole node, for one screen: its database and what that knows, its
 * servers, its disks, its units and its peers.
 */
#ifndef DP_WATCH_NODE_H
#define DP_WATCH_NODE_H

#include "watch/ask.h"

#define WATCH_MS 5000 /* the deadline of all */

/*
 * Look at everything, at the same time.  RC_OK, whatever is red; RC_DB and
 * RC_CONFIG when the database cannot be used, or is not at our step.
 */
enum rc watch_node(struct watch *w) MUST_CHECK;

/* Looks of their own. */
enum rc see_disks(struct watch *w, const void *arg) MUST_CHECK;
enum rc see_units(struct watch *w, const void *arg) MUST_CHECK;
enum rc see_peers(struct watch *w, const void *arg) MUST_CHECK;

/* "12 GB" */
const char *watch_bytes(struct ctx *c, int64_t n);

#endif
