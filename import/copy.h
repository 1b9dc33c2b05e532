/* SPDX-License-Identifier: ISC */
/*
 * One table from the source into ours, in portions: a transaction each, which
 * also says how far it is, so that whoever is killed goes on there.
 *
 * Relies on: a transaction of the source that sees one moment; triggers off.
 */
#ifndef DP_IMPORT_COPY_H
#define DP_IMPORT_COPY_H

#include "import/plan.h"

/*
 * RC_BUSY when asked to stop: what is in stays.  p says what was done, also by
 * runs before this one.
 */
enum rc copy_table(struct import *im, const struct plan *plan,
    struct part *p) MUST_CHECK;

/* p as a row of disc.import_parts; place: NULL for the one it has. */
enum rc part_put(struct ctx *c, const struct part *p,
    const char *place) MUST_CHECK;

#endif
