/* SPDX-License-Identifier: ISC */
/* From an id to the row of a result that holds it. */
#ifndef DP_FCGI_MODEL_IDMAP_H
#define DP_FCGI_MODEL_IDMAP_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "common/base/ctx.h"

struct idmap;

/* Of equal ids the first row counts.  RC_BUG: col does not hold ids. */
enum rc idmap_of(struct ctx *c, struct idmap **m, const PGresult *res,
    int col) MUST_CHECK;
/* The row, or -1; m may be NULL. */
int idmap_row(const struct idmap *m, int64_t id);

/* A growing list of distinct ids, in the order of arrival. */
struct idset;

struct idset *idset_new(struct arena *a, size_t cap); /* cap: most ids */
void idset_add(struct idset *s, int64_t id);
bool idset_has(const struct idset *s, int64_t id); /* s may be NULL */
size_t idset_len(const struct idset *s);
const int64_t *idset_ids(const struct idset *s);

/* n ids as an array parameter; arena memory. */
const char *ids_param(struct arena *a, const int64_t *ids, size_t n);

/* Column col of res as ids; arena memory, PQntuples(res) of them. */
enum rc ids_of(struct ctx *c, int64_t **ids, const PGresult *res,
    int col) MUST_CHECK;

#endif
