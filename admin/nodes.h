/* SPDX-License-Identifier: ISC */
/* "discprov nodes": the other discovery nodes, as the last pass has found them.
 */
#ifndef DP_ADMIN_NODES_H
#define DP_ADMIN_NODES_H

#include "common/base/ctx.h"

/* Opens and closes the database itself.  RC_DB, RC_CONFIG. */
enum rc nodes_print(struct ctx *c, bool json) MUST_CHECK;

#endif
