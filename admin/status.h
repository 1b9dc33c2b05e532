/* SPDX-License-Identifier: ISC */
/*
 * "discprov status": how the node is, on one screen, and which command helps.
 * It only reads, and ends in time whatever hangs.
 */
#ifndef DP_ADMIN_STATUS_H
#define DP_ADMIN_STATUS_H

#include "common/base/ctx.h"

struct status_how {
	bool json;  /* for programs: an object, or with watch a line each */
	bool watch; /* again and again, until somebody asks us to stop */
};

/*
 * RC_OK when nothing is red.  RC_UPSTREAM names what is; RC_DB and RC_CONFIG
 * when the database cannot be used.
 */
enum rc status_print(struct ctx *c, const struct status_how *how) MUST_CHECK;

#endif
