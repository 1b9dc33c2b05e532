/* SPDX-License-Identifier: ISC */
/* Schema steps, with a word about how far they are. */
#ifndef DP_COMMON_PROG_STEPS_H
#define DP_COMMON_PROG_STEPS_H

#include "common/base/ctx.h"

/* migrate_apply(); on: with a bar, else for who asks (SIGUSR1). */
enum rc steps_apply(struct ctx *c, bool on) MUST_CHECK;

#endif
