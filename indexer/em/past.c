/* SPDX-License-Identifier: ISC */
#include "indexer/em/past.h"

#include "common/base/iso_time.h"
#include "common/json/jsonr.h"
#include "indexer/em/data.h"

bool
em_past(const struct em *x)
{
	return x->e->is_past;
}

struct json_object *
em_past_value(struct em *x, const char *key)
{
	struct json_object *v = NULL;

	if (!x->e->is_past)
		return NULL;
	if (x->past == NULL)
		x->past = em_data_any(x);
	if (!json_object_object_get_ex(x->past, key, &v))
		return NULL;
	return v;
}

const char *
em_past_text(struct em *x, const char *key)
{
	const char *s;

	return jsonr_opt_text(x->c, &s, em_past_value(x, key), NULL) ? s : NULL;
}

bool
em_past_true(struct em *x, const char *key)
{
	bool b;

	return jsonr_opt_bool(&b, em_past_value(x, key), NULL) && b;
}

const char *
em_past_time(struct em *x, struct json_object *value)
{
	struct iso_time t;
	const char *s;

	return jsonr_opt_text(x->c, &s, value, NULL) && iso_time_rfc3339(&t, s)
		   ? iso_time_cell(x->c->a, &t)
		   : NULL;
}

void
em_past_flag(struct em *x, struct row *r, unsigned col, const char *key)
{
	bool b;

	if (jsonr_opt_bool(&b, em_past_value(x, key), NULL))
		rows_set(r, col, b ? "t" : "f");
}

enum rc
em_past_route(struct em *x, enum route_kind kind, const struct row *item,
    bool *told)
{
	struct told_route r = { em_past_text(x, "route_slug"),
		em_past_text(x, "route_title_slug"), 0 };
	struct json_object *number = em_past_value(x, "route_collision_id");

	*told = false;
	if (r.slug == NULL || *r.slug == '\0')
		return RC_OK;
	if (r.title_slug == NULL || *r.title_slug == '\0')
		r.title_slug = r.slug;
	if (!jsonr_opt_int(&r.collision, number, NULL) || r.collision < 0 ||
	    r.collision > INT32_MAX)
		r.collision = 0;
	return routes_keep(x->ap, kind, item, x->user_id, x->entity_id, &r,
	    told);
}
