/* SPDX-License-Identifier: ISC */
/* What the health check says of the core chain. */
#ifndef DP_FCGI_NODE_CORE_H
#define DP_FCGI_NODE_CORE_H

#include "common/json/jsonw.h"
#include "fcgi/serve/heights.h"

/* Member "core", when the newest block is of such a chain. */
enum rc core_health(struct ctx *c, struct jsonw *w,
    const struct heights *h) MUST_CHECK;

#endif
