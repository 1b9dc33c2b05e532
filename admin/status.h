/* SPDX-License-Identifier: ISC */
/*
 * discprov status: one screen that says how the node is, for people and for a
 * monitor.  It only reads, as the pool's role where there is one.
 */
#ifndef DP_ADMIN_STATUS_H
#define DP_ADMIN_STATUS_H

#include "common/base/ctx.h"

/*
 * Print it.  RC_UPSTREAM: something is red, and the message names it; RC_DB or
 * RC_CONFIG when the database or its schema is.
 */
enum rc status_print(struct ctx *c) MUST_CHECK;

#endif
