/* SPDX-License-Identifier: ISC */
#include "indexer/em/field.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/base/release_date.h"
#include "common/json/jsonr.h"
#include "indexer/apply/metadata.h"
#include "indexer/apply/words.h"

#define CID_LEN 62

/*
 * A reader of one kind: true when v, which may be NULL for null, is news; then
 * *cell, which may be NULL, is what the column becomes.
 */
typedef bool read_fn(struct em *x, struct json_object *v, const char **cell);

static bool
text(struct em *x, struct json_object *v, const char **cell)
{
	*cell = NULL;
	return v == NULL || jsonr_opt_text(x->c, cell, v, NULL);
}

static bool
text_kept(struct em *x, struct json_object *v, const char **cell)
{
	if (!text(x, v, cell))
		return false;
	return !em_since(x, SINCE_G) || (*cell != NULL && **cell != '\0');
}

static bool
text_only(struct em *x, struct json_object *v, const char **cell)
{
	return jsonr_opt_text(x->c, cell, v, NULL);
}

static bool
cid(struct em *x, struct json_object *v, const char **cell)
{
	return jsonr_opt_text(x->c, cell, v, NULL) &&
	       strlen(*cell) == CID_LEN &&
	       strspn(*cell, "abcdefghijklmnopqrstuvwxyz0123456789") == CID_LEN;
}

static bool
cid_null(struct em *x, struct json_object *v, const char **cell)
{
	*cell = NULL;
	return v == NULL ? em_since(x, SINCE_G) : cid(x, v, cell);
}

static bool
integer(struct em *x, struct json_object *v, int64_t min, const char **cell)
{
	int64_t n;

	if (!jsonr_opt_int(&n, v, NULL) || n < min || n > LIM_ID)
		return false;
	*cell = rows_int(x->rows, n);
	return true;
}

static bool
positive(struct em *x, struct json_object *v, const char **cell)
{
	return integer(x, v, 1, cell);
}

static bool
id(struct em *x, struct json_object *v, const char **cell)
{
	*cell = NULL;
	return v == NULL || integer(x, v, 0, cell);
}

static bool
any_int(struct em *x, struct json_object *v, const char **cell)
{
	*cell = "0";
	return v == NULL || integer(x, v, INT32_MIN, cell);
}

static bool
boolean_kept(struct em *x, struct json_object *v, const char **cell)
{
	bool b;

	(void)x;
	if (!jsonr_opt_bool(&b, v, NULL))
		return false;
	*cell = b ? "t" : "f";
	return true;
}

static bool
boolean(struct em *x, struct json_object *v, const char **cell)
{
	*cell = "f";
	return v == NULL || boolean_kept(x, v, cell);
}

static bool
boolean_else(struct em *x, struct json_object *v, const char **cell)
{
	if (!boolean_kept(x, v, cell))
		*cell = "f";
	return true;
}

static bool
number(struct em *x, struct json_object *v, const char **cell)
{
	double d;

	*cell = NULL;
	if (v == NULL)
		return true;
	if (!jsonr_opt_num(&d, v, NULL) || !isfinite(d))
		return false;
	*cell = arena_printf(x->c->a, "%.17g", d);
	return true;
}

/* "120", "120.5", blanks around it allowed; no hexadecimal, no infinity. */
static bool
number_of_text(double *d, const char *s)
{
	const char *begin = s + strspn(s, " \t\r\n");
	size_t n = strspn(begin, "+-0123456789.eE");
	char *end;

	if (n == 0 || begin[n + strspn(begin + n, " \t\r\n")] != '\0')
		return false;
	*d = strtod(begin, &end);
	return end == begin + n;
}

static bool
bpm(struct em *x, struct json_object *v, const char **cell)
{
	const char *s;
	double d;

	*cell = NULL;
	if (v == NULL)
		return true;
	if (!jsonr_opt_num(&d, v, NULL) &&
	    !(jsonr_opt_text(x->c, &s, v, NULL) && number_of_text(&d, s)))
		return false;
	if (!isfinite(d) || d == 0)
		return false;
	*cell = arena_printf(x->c->a, "%.17g", d);
	return true;
}

static bool
musical_key(struct em *x, struct json_object *v, const char **cell)
{
	return text(x, v, cell) &&
	       (*cell == NULL || words_is_musical_key(*cell));
}

static bool
json(struct em *x, struct json_object *v, const char **cell)
{
	*cell = v == NULL ? NULL : jsonr_text(x->c, v);
	return true;
}

static bool
object(struct em *x, struct json_object *v, const char **cell)
{
	*cell = meta_filled_cell(x->c, v);
	return v == NULL || *cell != NULL;
}

static bool
has_all(struct json_object *v, enum json_type type)
{
	size_t i, n;

	if (!json_object_is_type(v, json_type_array))
		return false;
	n = json_object_array_length(v);
	for (i = 0; i < n; i++)
		if (!json_object_is_type(jsonr_at(v, i), type))
			return false;
	return true;
}

static bool
objects(struct em *x, struct json_object *v, const char **cell)
{
	*cell = NULL;
	if (v == NULL)
		return true;
	if (!has_all(v, json_type_object) || json_object_array_length(v) == 0)
		return false;
	*cell = jsonr_text(x->c, v);
	return true;
}

static bool
keys(struct em *x, struct json_object *v, const char **cell)
{
	struct pgarr *list = pgarr_new(x->c->a);
	const char *s;
	size_t i;

	*cell = NULL;
	if (v == NULL)
		return true;
	if (!has_all(v, json_type_string))
		return false;
	for (i = 0; i < json_object_array_length(v); i++) {
		if (!jsonr_opt_text(x->c, &s, jsonr_at(v, i), NULL))
			return false;
		pgarr_text(list, em_lower(x, s));
	}
	*cell = pgarr_done(list);
	return true;
}

static bool
trimmed(struct em *x, struct json_object *v, const char **cell)
{
	struct pgarr *list = pgarr_new(x->c->a);
	const char *s;
	size_t i, n;

	*cell = NULL;
	if (v == NULL)
		return true;
	if (!json_object_is_type(v, json_type_array))
		return false;
	for (i = 0; i < json_object_array_length(v); i++) {
		if (!jsonr_opt_text(x->c, &s, jsonr_at(v, i), NULL))
			continue;
		s += strspn(s, " \t\r\n");
		for (n = strlen(s); n > 0 && strchr(" \t\r\n", s[n - 1]);)
			n--;
		if (n > 0)
			pgarr_text(list, arena_memdup(x->c->a, s, n));
	}
	*cell = pgarr_done(list);
	return true;
}

static bool
is_territory(const char *s)
{
	return strlen(s) == 2 && strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2;
}

static bool
territories(struct em *x, struct json_object *v, const char **cell)
{
	struct pgarr *list = pgarr_new(x->c->a);
	const char *s;
	size_t i;

	*cell = NULL;
	if (v == NULL)
		return true;
	if (!has_all(v, json_type_string) || json_object_array_length(v) == 0)
		return false;
	for (i = 0; i < json_object_array_length(v); i++) {
		if (!jsonr_opt_text(x->c, &s, jsonr_at(v, i), NULL) ||
		    !is_territory(s))
			return false;
		pgarr_text(list, s);
	}
	*cell = pgarr_done(list);
	return true;
}

static bool
warning(struct em *x, struct json_object *v, const char **cell)
{
	return text(x, v, cell) &&
	       (*cell == NULL || words_is_parental_warning(*cell));
}

static bool
label(struct em *x, struct json_object *v, const char **cell)
{
	return text(x, v, cell) &&
	       (*cell == NULL || strcmp(*cell, "label") == 0);
}

static bool
ids(struct em *x, struct json_object *v, const char **cell)
{
	struct pgarr *list = pgarr_new(x->c->a);
	int64_t n;
	size_t i;

	*cell = "{}";
	if (v == NULL)
		return true;
	if (!json_object_is_type(v, json_type_array))
		return false;
	for (i = 0; i < json_object_array_length(v); i++) {
		if (!jsonr_opt_int(&n, jsonr_at(v, i), NULL) || n < 0 ||
		    n > LIM_ID)
			return false;
		pgarr_int(list, n);
	}
	*cell = pgarr_done(list);
	return true;
}

static bool
filled(struct em *x, struct json_object *v, const char **cell)
{
	*cell = meta_filled_cell(x->c, v) != NULL ? "t" : "f";
	return true;
}

static bool
visibility(struct em *x, struct json_object *v, const char **cell)
{
	*cell = meta_visibility_cell(x->c, v);
	return true;
}

static bool
stem_of(struct em *x, struct json_object *v, const char **cell)
{
	*cell = meta_stem_of_cell(x->c, v);
	return meta_filled_cell(x->c, v) != NULL;
}

static bool
remix_of(struct em *x, struct json_object *v, const char **cell)
{
	*cell = meta_remix_of_cell(x->c, v);
	return v == NULL ? em_since(x, SINCE_G)
			 : meta_filled_cell(x->c, v) != NULL;
}

static bool
segments(struct em *x, struct json_object *v, const char **cell)
{
	double sum;

	*cell = meta_segments_cell(x->c, v, &sum);
	return true;
}

/* Exactly the three members that the column has. */
static bool
download(struct em *x, struct json_object *v, const char **cell)
{
	const char *file;
	bool down, follow;

	if (!jsonr_opt_bool(&down, v, "is_downloadable"))
		down = false;
	if (!jsonr_opt_bool(&follow, v, "requires_follow"))
		follow = false;
	if (!jsonr_opt_text(x->c, &file, v, "cid") || !format_is_cid(file))
		file = NULL;
	*cell = arena_printf(x->c->a,
	    "{\"cid\":%s%s%s,\"is_downloadable\":%s,\"requires_follow\":%s}",
	    file != NULL ? "\"" : "", file != NULL ? file : "null",
	    file != NULL ? "\"" : "", down ? "true" : "false",
	    follow ? "true" : "false");
	return true;
}

static bool
date(struct em *x, struct json_object *v, const char **cell)
{
	*cell = jsonr_opt_text(x->c, cell, v, NULL)
		    ? release_date_cell(x->c->a, *cell, em_since(x, SINCE_G))
		    : NULL;
	return *cell != NULL;
}

/* clang-format off */
static const struct {
	read_fn *read;
	const char *none; /* of a new row */
} kinds[EM_KIND__MAX] = {
	[EM_TEXT]        = { text,         NULL },
	[EM_TEXT_KEPT]   = { text_kept,    NULL },
	[EM_TEXT_ONLY]   = { text_only,    NULL },
	[EM_CID]         = { cid,          NULL },
	[EM_CID_NULL]    = { cid_null,     NULL },
	[EM_POSITIVE]    = { positive,     NULL },
	[EM_BOOL]        = { boolean,      "f" },
	[EM_BOOL_ELSE]   = { boolean_else, "f" },
	[EM_BOOL_KEPT]   = { boolean_kept, "f" },
	[EM_ID]          = { id,           NULL },
	[EM_INT]         = { any_int,      "0" },
	[EM_NUMBER]      = { number,       NULL },
	[EM_BPM]         = { bpm,          NULL },
	[EM_JSON]        = { json,         NULL },
	[EM_OBJECT]      = { object,       NULL },
	[EM_OBJECTS]     = { objects,      NULL },
	[EM_KEYS]        = { keys,         NULL },
	[EM_TRIMMED]     = { trimmed,      NULL },
	[EM_TERRITORY]   = { territories,  NULL },
	[EM_WARNING]     = { warning,      NULL },
	[EM_LABEL]       = { label,        NULL },
	[EM_IDS]         = { ids,          "{}" },
	[EM_FILLED]      = { filled,       "f" },
	[EM_VISIBILITY]  = { visibility,   NULL },
	[EM_REMIX_OF]    = { remix_of,     NULL },
	[EM_STEM_OF]     = { stem_of,      NULL },
	[EM_SEGMENTS]    = { segments,     "[]" },
	[EM_DOWNLOAD]    = { download,     NULL },
	[EM_DATE]        = { date,         NULL },
	[EM_MUSICAL_KEY] = { musical_key,  NULL },
};
/* clang-format on */

void
em_fields(struct em *x, struct row *r, const struct em_field *f, size_t n,
    bool all)
{
	const char *cell;
	unsigned kind;

	for (; n > 0; n--, f++) {
		if (!em_has(x, f->key) || (!all && (f->kind & EM_FIXED)))
			continue;
		kind = f->kind & ~(unsigned)EM_FIXED;
		if (kinds[kind].read(x, em_value(x, f->key), &cell))
			rows_set(r, f->col, cell);
		else if (all && r->cell[f->col] == NULL)
			rows_set(r, f->col, kinds[kind].none);
	}
}
