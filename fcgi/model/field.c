/* SPDX-License-Identifier: ISC */
#include "fcgi/model/field.h"

#include <string.h>

#include "common/base/num.h"
#include "fcgi/model/embed.h"
#include "fcgi/model/gate.h"
#include "fcgi/serve/route.h"

#define DATE_MAX 64 /* bytes of the longest timestamp text, and some */

static const char *
cell(const PGresult *res, int row, int col)
{
	const char *s = PQgetvalue(res, row, col); /* of null: "" */

	return *s == '\0' && PQgetisnull(res, row, col) ? NULL : s;
}

const char *
view_text(const struct view *v, int col)
{
	if (col < MORE(0))
		return cell(v->res, v->row, col);
	if (v->more == NULL || v->more_row < 0)
		return NULL;
	return cell(v->more, v->more_row, col - MORE(0));
}

bool
view_bool(const struct view *v, int col)
{
	const char *s = view_text(v, col);

	return s != NULL && *s == 't';
}

int64_t
view_int(const struct view *v, int col)
{
	const char *s = view_text(v, col);
	int64_t n = 0;

	if (s == NULL || num_i64(&n, s, INT64_MIN, INT64_MAX) != 0)
		return 0;
	return n;
}

bool
view_is_legacy(const struct view *v)
{
	return on_is_legacy(v->k->on);
}

/* Of the years 1 to 9999: what clients can read. */
static bool
is_common_date(const char *text)
{
	size_t len = strlen(text);

	return len <= DATE_MAX && strspn(text, "0123456789") == 4 &&
	       text[4] == '-' && strcmp(text + len - 2, "BC") != 0;
}

/*
 * "2022-12-27 18:13:47.5" becomes "2022-12-27T18:13:47.5Z", on legacy routes
 * "2022-12-27T18:13:47 Z".
 */
void
date_write(struct jsonw *w, const char *key, const char *text, bool legacy)
{
	char out[DATE_MAX + 4];
	size_t len, day;

	if (text == NULL || !is_common_date(text)) {
		jsonw_null(w, key);
		return;
	}
	len = legacy ? strcspn(text, ".") : strlen(text);
	memcpy(out, text, len);
	if ((day = strcspn(text, " ")) < len)
		out[day] = 'T';
	if (legacy)
		out[len++] = ' ';
	out[len++] = 'Z';
	jsonw_strn(w, key, out, len);
}

/* "{1,2}" becomes "[1,2]"; our arrays of numbers hold no nulls. */
static void
ints_write(struct jsonw *w, const char *key, const char *text, struct arena *a)
{
	size_t len;
	char *copy;

	if (text == NULL || (len = strlen(text)) < 2) {
		jsonw_null(w, key);
		return;
	}
	copy = arena_memdup(a, text, len);
	copy[0] = '[';
	copy[len - 1] = ']';
	jsonw_raw(w, key, copy, len);
}

/* The same with hash ids where ids are written so. */
static void
ids_write(const struct view *v, struct jsonw *w, const struct field *f)
{
	const char *s = view_text(v, f->col);

	if (s == NULL || *s != '{' || view_is_legacy(v)) {
		ints_write(w, f->name, s, v->k->c->a);
		return;
	}
	jsonw_arr(w, f->name);
	while (*++s != '\0' && *s != '}') {
		char one[24];
		size_t len = strcspn(s, ",}");
		int64_t id;

		if (len < sizeof(one)) {
			memcpy(one, s, len);
			one[len] = '\0';
			if (num_i64(&id, one, 0, INT64_MAX) == 0)
				jsonw_id(w, NULL, id);
		}
		s += len;
		if (*s != ',')
			break;
	}
	jsonw_end(w);
}

static void
bool_write(struct jsonw *w, const char *key, const char *text, bool null_too)
{
	if (text == NULL && null_too)
		jsonw_null(w, key);
	else
		jsonw_bool(w, key, text != NULL && *text == 't');
}

static void
id_write(const struct view *v, struct jsonw *w, const struct field *f)
{
	const char *text = view_text(v, f->col);
	int64_t id = view_int(v, f->col);

	if (view_is_legacy(v))
		jsonw_numtext(w, f->name, text);
	else if (text == NULL || id < 0)
		jsonw_null(w, f->name);
	else
		jsonw_id(w, f->name, id);
}

/* A user's row, read by himself or who acts for him. */
static bool
is_own(const struct view *v)
{
	return v->k->auth != 0 && v->k->auth == v->id;
}

static const char *
or_zero(const char *text)
{
	return text == NULL ? "0" : text;
}

static void
one(const struct field *f, const struct view *v, struct jsonw *w)
{
	switch (f->kind) {
	case F_TEXT:
		jsonw_str(w, f->name, view_text(v, f->col));
		break;
	case F_NUM:
		jsonw_numtext(w, f->name, view_text(v, f->col));
		break;
	case F_NUM0:
		jsonw_numtext(w, f->name, or_zero(view_text(v, f->col)));
		break;
	case F_OWN0:
		jsonw_numtext(w, f->name,
		    or_zero(view_text(v, is_own(v) ? f->by : f->col)));
		break;
	case F_WEI:
		jsonw_str(w, f->name, or_zero(view_text(v, f->col)));
		break;
	case F_BOOL:
	case F_BOOL0:
		bool_write(w, f->name, view_text(v, f->col), f->kind == F_BOOL);
		break;
	case F_ID:
		id_write(v, w, f);
		break;
	case F_DATE:
	case F_RFC:
		date_write(w, f->name, view_text(v, f->col),
		    f->kind == F_DATE && view_is_legacy(v));
		break;
	case F_JSON:
		jsonw_json(w, f->name, view_text(v, f->col));
		break;
	case F_GATE:
		jsonw_json(w, f->name,
		    gate_text(v->k->c->a, view_text(v, f->col)));
		break;
	case F_INTS:
		ints_write(w, f->name, view_text(v, f->col), v->k->c->a);
		break;
	case F_IDS:
		ids_write(v, w, f);
		break;
	case F_LIT:
		jsonw_raw(w, f->name, f->lit, strlen(f->lit));
		break;
	case F_FN:
		f->fn(v, w, f->name);
		break;
	case F_USER:
	case F_TRACK:
	case F_PLAYLIST:
	case F_ITEM:
	case F_REF_USER:
	case F_REF_TRACK:
	case F_REF_PLAYLIST:
	case F_REF_ITEM:
		embed_write(v->embed, f, v, w);
		break;
	}
}

void
beside_write(const struct view *v, struct jsonw *w, const char *key)
{
	const struct beside *b = v->k->beside;
	size_t i;

	for (i = 1; b != NULL && i < b->f->n; i++)
		if (strcmp(b->f->v[i].name, key) == 0)
			one(&b->f->v[i], b->v, w);
}

void
field_write(const struct fields *m, const struct view *v, struct jsonw *w,
    const char *key)
{
	size_t i;

	jsonw_obj(w, key);
	for (i = 0; i < m->n; i++)
		if ((m->v[i].on & v->k->on) != 0)
			one(&m->v[i], v, w);
	jsonw_end(w);
}
