/* SPDX-License-Identifier: ISC */
/*
 * Token amounts: decimal text of any length, never a machine number.  NULL
 * counts as zero; text that is not digits does, too.
 */
#ifndef DP_FCGI_MODEL_AMOUNT_H
#define DP_FCGI_MODEL_AMOUNT_H

#include "common/base/arena.h"

/* x + y, without leading zeros; arena memory. */
const char *amount_add(struct arena *a, const char *x, const char *y);

/* x times ten to the power; a negative one cuts digits off. */
const char *amount_shift(struct arena *a, const char *x, int power);

#endif
