/* SPDX-License-Identifier: ISC */
/*
 * "discprov doctor": tries all that a node needs, and ends with cause and
 * command of each thing that is wrong.  Changes nothing.
 */
#ifndef DP_ADMIN_DOCTOR_DOCTOR_H
#define DP_ADMIN_DOCTOR_DOCTOR_H

#include "common/base/ctx.h"

struct doctor_how {
	const char *root; /* before paths of what is installed; "" */
	bool json;
};

/* RC_OK when nothing is wrong; RC_UPSTREAM names what is. */
enum rc doctor(struct ctx *c, const struct doctor_how *how) MUST_CHECK;

/* The configuration cannot be read, as c->err says: that alone. */
void doctor_unconfigured(struct ctx *c, const struct doctor_how *how);

#endif
