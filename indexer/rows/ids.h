/* SPDX-License-Identifier: ISC */
/* Sets of ids: in documents, and in cells that hold an array. */
#ifndef DP_INDEXER_ROWS_IDS_H
#define DP_INDEXER_ROWS_IDS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "indexer/rows/rows.h"

/* In order, each once. */
struct ids {
	int64_t *id;
	size_t n, cap;
};

bool ids_has(const struct ids *s, int64_t id);
void ids_add(struct arena *a, struct ids *s, int64_t id);

/*
 * The member key of o: an array of ids; absent or null is the empty set.
 * false: it is something else.
 */
bool ids_json(struct arena *a, struct ids *s, struct json_object *o,
    const char *key);

/* Those of a cell, "{1,2,3}". */
void ids_cell(struct arena *a, struct ids *s, const char *cell);

/*
 * The set that belongs to an id by one of the read-only tables of sets.  Ask
 * for it before you write what it is made of; what you add to it stays.
 */
enum rc ids_get(struct ctx *c, struct rows *rs, struct ids **s, enum table_id t,
    int64_t of) MUST_CHECK;

#endif
