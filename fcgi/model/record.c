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

/* Ids that the rows name, by kind of entity. */
static enum rc
gather(struct call *k, struct embed *e, const PGresult *res,
    const struct fields *f)
{
	struct view v = { .k = k, .res = res };
	size_t i;

	for (v.row = 0; v.row < PQntuples(res); v.row++)
		for (i = 0; i < f->n; i++)
			if (is_on(&f->v[i], k))
				embed_want(e, &f->v[i], &v);
	return embed_load(e);
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

static size_t
write_rows(struct call *k, struct jsonw *w, const PGresult *res,
    const struct fields *f, const struct embed *e, bool one)
{
	struct view v = { .k = k, .res = res, .embed = e };
	size_t n = 0;

	for (v.row = 0; v.row < PQntuples(res); v.row++) {
		if ((one && n > 0) || jsonw_len(w) > LIM_BODY)
			break;
		if (!is_shown(&v, f))
			continue;
		field_write(f, &v, w, NULL);
		n++;
	}
	return n;
}

enum rc
record_json(struct call *k, struct span *json, const PGresult *res,
    const struct fields *f, enum shape shape)
{
	struct jsonw *w = jsonw_new(k->c->a);
	struct embed *e = embed_new(k, (size_t)PQntuples(res), f->n);
	size_t n;
	enum rc rc;

	memset(json, 0, sizeof(*json));
	if ((rc = gather(k, e, res, f)) != RC_OK)
		return rc;
	jsonw_sorted(w);
	if (shape != SHAPE_ONE)
		jsonw_arr(w, NULL);
	n = write_rows(k, w, res, f, e, shape == SHAPE_ONE);
	if (shape != SHAPE_ONE)
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
