/* SPDX-License-Identifier: ISC */
/*
 * The description of the API (OpenAPI 3.1), made from what answers it: the
 * rows of the route table, their parameters, the fields of models and
 * records.  What code of its own writes (F_FN, routes with fn and no model) is
 * described as anything.
 */
#ifndef DP_FCGI_MODEL_OPENAPI_H
#define DP_FCGI_MODEL_OPENAPI_H

#include <stdio.h>

#include "common/base/span.h"
#include "fcgi/serve/route.h"

/*
 * JSON text, arena memory.  on: the prefix that is described, its paths
 * without it; 0: all, with whole paths.
 */
struct span openapi_json(struct arena *a, unsigned on, const char *version);

/* All of it, for --openapi. */
void openapi_print(FILE *out);

#endif
