/* SPDX-License-Identifier: ISC */
#include "indexer/rows/ids.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/json/jsonr.h"

/* Where id is, or where it belongs. */
static size_t
place(const struct ids *s, int64_t id)
{
	size_t lo = 0, hi = s->n, mid;

	while (lo < hi) {
		mid = lo + (hi - lo) / 2;
		if (s->id[mid] < id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

bool
ids_has(const struct ids *s, int64_t id)
{
	size_t at = place(s, id);

	return at < s->n && s->id[at] == id;
}

void
ids_add(struct arena *a, struct ids *s, int64_t id)
{
	size_t at = place(s, id), sz = sizeof(*s->id), cap;

	if (at < s->n && s->id[at] == id)
		return;
	if (s->n == s->cap) {
		cap = s->cap == 0 ? 8 : 2 * s->cap;
		s->id = arena_grow(a, s->id, s->cap * sz, cap * sz);
		s->cap = cap;
	}
	memmove(s->id + at + 1, s->id + at, (s->n - at) * sz);
	s->id[at] = id;
	s->n++;
}

bool
ids_json(struct arena *a, struct ids *s, struct json_object *o, const char *key)
{
	struct json_object *arr;
	int64_t id;
	size_t i;

	memset(s, 0, sizeof(*s));
	if (!json_object_object_get_ex(o, key, &arr) || arr == NULL)
		return true;
	if (!jsonr_opt_arr(&arr, o, key) ||
	    json_object_array_length(arr) > LIM_EM_IDS)
		return false;
	for (i = 0; i < json_object_array_length(arr); i++) {
		if (!jsonr_opt_int(&id, jsonr_at(arr, i), NULL) || id < 0 ||
		    id > LIM_ID)
			return false;
		ids_add(a, s, id);
	}
	return true;
}

void
ids_cell(struct arena *a, struct ids *s, const char *cell)
{
	char *end;

	while (*cell != '\0') {
		if (*cell < '0' || *cell > '9') {
			cell++;
			continue;
		}
		ids_add(a, s, strtoll(cell, &end, 10));
		cell = end;
	}
}

enum rc
ids_get(struct ctx *c, struct rows *rs, struct ids **s, enum table_id t,
    int64_t of)
{
	struct row *r;
	enum rc rc;

	rc = rows_get_id(c, rs, &r, t, of);
	if (rc != RC_OK)
		return rc;
	if (r->aux == NULL) {
		r->aux = arena_zalloc(c->a, 1, sizeof(struct ids));
		if (r->there)
			ids_cell(c->a, r->aux, r->cell[LI_IDS]);
	}
	*s = r->aux;
	return RC_OK;
}

void
rows_want_id(struct rows *rs, enum table_id t, int64_t id)
{
	char text[24];
	const char *const key[] = { text };

	snprintf(text, sizeof(text), "%lld", (long long)id);
	rows_want(rs, t, key);
}

enum rc
rows_get_id(struct ctx *c, struct rows *rs, struct row **r, enum table_id t,
    int64_t id)
{
	char text[24];
	const char *const key[] = { text };

	snprintf(text, sizeof(text), "%lld", (long long)id);
	return rows_get(c, rs, r, t, key);
}
