/* SPDX-License-Identifier: ISC */
/* PostgreSQL array literals ("{...}") as bound text parameters. */
#ifndef DP_COMMON_BASE_PGARR_H
#define DP_COMMON_BASE_PGARR_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/arena.h"

struct pgarr;

struct pgarr *pgarr_new(struct arena *a);
void pgarr_text(struct pgarr *p, const char *s); /* quoted; NULL: NULL */
void pgarr_int(struct pgarr *p, int64_t n);
size_t pgarr_len(const struct pgarr *p); /* elements so far */
/* The literal, closed; the array must not be added to afterwards. */
const char *pgarr_done(struct pgarr *p);

#endif
