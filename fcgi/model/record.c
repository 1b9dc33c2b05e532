/* SPDX-License-Identifier: ISC */
#include "fcgi/model/record.h"

#include <string.h>

#include "common/base/limits.h"
#include "fcgi/model/answer.h"
#include "fcgi/model/embed.h"
#include "fcgi/serve/envelope.h"

static bool
is_on(const struct field *f, const struct call *k)
{
	return (f->on & k->on) != 0;
}

/* Rows that are read and written together. */
struct portion {
	int from, to;
	const void *set; /* what load() gave for all rows */
};

/* Ids that the rows name, by kind of entity. */
static struct embed *
gather(struct call *k, const PGresult *res, const struct fields *f,
    struct portion at)
{
	struct embed *e = embed_new(k, (size_t)(at.to - at.from), f->n);
	struct view v = { .k = k, .res = res };
	size_t i;

	for (v.row = at.from; v.row < at.to; v.row++)
		for (i = 0; i < f->n; i++)
			if (is_on(&f->v[i], k))
				embed_want(e, &f->v[i], &v);
	return e;
}

/* What all rows name and is small, since each portion costs; or nothing. */
static enum rc
gather_light(struct call *k, struct embed **all, const PGresult *res,
    const struct fields *f, int size)
{
	int rows = PQntuples(res);

	*all = NULL;
	if (rows <= size)
		return RC_OK;
	*all = gather(k, res, f, (struct portion){ .to = rows });
	return embed_load_light(*all);
}

/* Everything that the row embeds may be shown. */
static bool
is_shown(const struct view *v, const struct fields *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		if (is_on(&f->v[i], v->k) &&
		    !embed_shows(v->embed, &f->v[i], v))
			return false;
	return true;
}

/* An object of its own, or the entity that the row names. */
static void
write_row(struct call *k, struct jsonw *w, const struct fields *f,
    const struct view *v)
{
	struct beside b = { f, v };

	if (!f->open) {
		field_write(f, v, w, NULL);
		return;
	}
	k->beside = &b;
	embed_write(v->embed, &f->v[0], v, w);
	k->beside = NULL;
}

static size_t
write_rows(struct call *k, struct jsonw *w, const PGresult *res,
    const struct fields *f, const struct embed *e, struct portion at, bool one)
{
	struct view v = { .k = k, .res = res, .embed = e, .set = at.set };
	size_t n = 0;

	for (v.row = at.from; v.row < at.to; v.row++) {
		if ((one && n > 0) || jsonw_len(w) > LIM_BODY)
			break;
		if (!is_shown(&v, f))
			continue;
		write_row(k, w, f, &v);
		n++;
	}
	return n;
}

/* What stands beside the data is of all rows at once. */
static int
portion_size(const struct call *k, int rows)
{
	return k->rt->related || rows < LIM_LOAD ? rows : LIM_LOAD;
}

enum rc
record_json(struct call *k, struct span *json, const PGresult *res,
    const struct fields *f, enum shape shape)
{
	struct jsonw *w = jsonw_new(k->c->a);
	int rows = PQntuples(res), size = portion_size(k, rows);
	bool one = shape == SHAPE_ONE;
	struct portion at = { 0 };
	struct embed *e, *all;
	size_t n = 0;
	enum rc rc;

	memset(json, 0, sizeof(*json));
	if (f->load != NULL && (rc = f->load(k, &at.set, res)) != RC_OK)
		return rc;
	k->of = (size_t)rows;
	if ((rc = gather_light(k, &all, res, f, one ? rows : size)) != RC_OK)
		return rc;
	jsonw_sorted(w);
	if (!one)
		jsonw_arr(w, NULL);
	do {
		at.from = at.to;
		at.to = rows - at.from < size ? rows : at.from + size;
		e = gather(k, res, f, at);
		if ((rc = embed_load(e, all)) != RC_OK)
			return rc;
		n += write_rows(k, w, res, f, e, at, one);
	} while (at.to < rows && !(one && n > 0) && jsonw_len(w) <= LIM_BODY);
	if (!one)
		jsonw_end(w);
	if (n > 0 || shape == SHAPE_LIST)
		*json = jsonw_done(w);
	if (k->rt->related)
		k->related = embed_related(e);
	return RC_OK;
}

enum rc
record_answer(struct call *k, const PGresult *res, enum shape shape)
{
	struct span json;
	enum rc rc = record_json(k, &json, res, k->rt->record, shape);

	if (rc != RC_OK)
		return rc;
	return json.len == 0 ? list_missing(k) : envelope(k, 200, json);
}
