/* SPDX-License-Identifier: ISC */
#include "indexer/em/field.h"

#include <math.h>

#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/json/jsonr.h"
#include "indexer/apply/metadata.h"
#include "indexer/apply/release_date.h"
#include "indexer/apply/words.h"

static const char *
bool_cell(struct json_object *v, const char *none)
{
	bool b;

	if (!jsonr_opt_bool(&b, v, NULL))
		return none;
	return b ? "t" : "f";
}

static const char *
number_cell(struct em *x, struct json_object *v)
{
	double d;

	if (!jsonr_opt_num(&d, v, NULL) || !isfinite(d))
		return NULL;
	return arena_printf(x->c->a, "%.17g", d);
}

static const char *
objects_cell(struct em *x, struct json_object *v)
{
	size_t i;

	if (!json_object_is_type(v, json_type_array))
		return NULL;
	for (i = 0; i < json_object_array_length(v); i++)
		if (!json_object_is_type(jsonr_at(v, i), json_type_object))
			return NULL;
	return jsonr_text(x->c, v);
}

static const char *
keys_cell(struct em *x, struct json_object *v)
{
	struct pgarr *list = pgarr_new(x->c->a);
	const char *s;
	size_t i;

	if (!json_object_is_type(v, json_type_array))
		return NULL;
	for (i = 0; i < json_object_array_length(v); i++) {
		if (!jsonr_opt_text(x->c, &s, jsonr_at(v, i), NULL))
			return NULL;
		pgarr_text(list, em_lower(x, s));
	}
	return pgarr_done(list);
}

static const char *
ids_cell(struct em *x, struct json_object *v)
{
	struct pgarr *list = pgarr_new(x->c->a);
	int64_t id;
	size_t i;

	if (!json_object_is_type(v, json_type_array))
		return NULL;
	for (i = 0; i < json_object_array_length(v); i++) {
		if (!jsonr_opt_int(&id, jsonr_at(v, i), NULL) || id < 0 ||
		    id > LIM_ID)
			return NULL;
		pgarr_int(list, id);
	}
	return pgarr_done(list);
}

/* Exactly the three members that the column has. */
static const char *
download_cell(struct em *x, struct json_object *v)
{
	const char *cid;
	bool down, follow;

	if (!jsonr_opt_bool(&down, v, "is_downloadable"))
		down = false;
	if (!jsonr_opt_bool(&follow, v, "requires_follow"))
		follow = false;
	if (!jsonr_opt_text(x->c, &cid, v, "cid") || !format_is_cid(cid))
		cid = NULL;
	return arena_printf(x->c->a,
	    "{\"cid\":%s%s%s,\"is_downloadable\":%s,\"requires_follow\":%s}",
	    cid != NULL ? "\"" : "", cid != NULL ? cid : "null",
	    cid != NULL ? "\"" : "", down ? "true" : "false",
	    follow ? "true" : "false");
}

/* Kinds whose value may leave the column alone: false then. */
static bool
careful_cell(struct em *x, unsigned kind, struct json_object *v,
    const char **cell)
{
	double d;

	switch (kind) {
	case EM_BPM:
		*cell = number_cell(x, v);
		return jsonr_opt_num(&d, v, NULL) && d != 0 && *cell != NULL;
	case EM_IF_FILLED:
		*cell = meta_filled_cell(x->c, v);
		break;
	case EM_REMIX_OF:
		*cell = meta_remix_of_cell(x->c, v);
		break;
	case EM_STEM_OF:
		*cell = meta_stem_of_cell(x->c, v);
		break;
	case EM_DATE:
		*cell = jsonr_opt_text(x->c, cell, v, NULL)
			    ? release_date_cell(x->c->a, *cell)
			    : NULL;
		return *cell != NULL;
	case EM_MUSICAL_KEY:
		return jsonr_opt_text(x->c, cell, v, NULL) &&
		       words_is_musical_key(*cell);
	default:
		*cell = ids_cell(x, v);
		return *cell != NULL;
	}
	return v == NULL || *cell != NULL;
}

static const char *
text_cell(struct em *x, struct json_object *v)
{
	const char *s;

	return jsonr_opt_text(x->c, &s, v, NULL) ? s : NULL;
}

static const char *
int_cell(struct em *x, struct json_object *v, int64_t min, const char *none)
{
	int64_t n;

	if (!jsonr_opt_int(&n, v, NULL) || n < min || n > LIM_ID)
		return none;
	return rows_int(x->rows, n);
}

static bool
cell_of(struct em *x, unsigned kind, struct json_object *v, const char **cell)
{
	double sum;

	switch (kind) {
	case EM_TEXT_OR_NULL:
		*cell = text_cell(x, v);
		return true;
	case EM_BOOL_OR_FALSE:
		*cell = bool_cell(v, "f");
		return true;
	case EM_BOOL_OR_NULL:
		*cell = bool_cell(v, NULL);
		return true;
	case EM_ID_OR_NULL:
		*cell = int_cell(x, v, 0, NULL);
		return true;
	case EM_INT_OR_ZERO:
		*cell = int_cell(x, v, INT32_MIN, "0");
		return true;
	case EM_NUMBER_OR_NULL:
		*cell = number_cell(x, v);
		return true;
	case EM_OBJECT_OR_NULL:
		*cell = json_object_is_type(v, json_type_object)
			    ? jsonr_text(x->c, v)
			    : NULL;
		return true;
	case EM_FILLED_OR_NULL:
		*cell = meta_filled_cell(x->c, v);
		return true;
	case EM_OBJECTS:
		*cell = objects_cell(x, v);
		return true;
	case EM_KEYS:
		*cell = keys_cell(x, v);
		return true;
	case EM_FILLED:
		*cell = meta_filled_cell(x->c, v) != NULL ? "t" : "f";
		return true;
	case EM_VISIBILITY:
		*cell = meta_visibility_cell(x->c, v);
		return true;
	case EM_SEGMENTS:
		*cell = meta_segments_cell(x->c, v, &sum);
		return true;
	case EM_DOWNLOAD:
		*cell = download_cell(x, v);
		return true;
	default:
		return careful_cell(x, kind, v, cell);
	}
}

void
em_fields(struct em *x, struct row *r, const struct em_field *f, size_t n,
    bool all)
{
	const char *cell;

	for (; n > 0; n--, f++)
		if (em_has(x, f->key) && (all || !(f->kind & EM_FIXED)) &&
		    cell_of(x, f->kind & ~(unsigned)EM_FIXED,
			em_value(x, f->key), &cell))
			rows_set(r, f->col, cell);
}
