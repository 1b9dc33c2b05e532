/* SPDX-License-Identifier: ISC */
#include "jobs/plays/heard.h"

#include "common/base/clock.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/json/jsonr.h"

#define DAY_S 86400

struct json_object *
heard_member(struct json_object *o, const char *const names[HEARD_NAMES])
{
	struct json_object *v;
	int i;

	for (i = 0; i < HEARD_NAMES && names[i] != NULL; i++)
		if (json_object_object_get_ex(o, names[i], &v) && v != NULL)
			return v;
	return NULL;
}

bool
heard_id(struct ctx *c, int64_t *id, struct json_object *v)
{
	const char *text;

	if (jsonr_opt_int(id, v, NULL))
		return *id >= 0 && *id <= LIM_ID;
	return jsonr_opt_text(c, &text, v, NULL) &&
	       num_i64(id, text, 0, LIM_ID) == 0;
}

/*
 * Listeners whom nobody knows send a text of their own making.  A number is
 * meant as one, and must fit.
 */
bool
heard_user(struct ctx *c, int64_t *id, struct json_object *o)
{
	static const char *const names[HEARD_NAMES] = { "user_id", "userId" };
	struct json_object *v = heard_member(o, names);

	if (v != NULL && !json_object_is_type(v, json_type_string))
		return heard_id(c, id, v);
	if (v == NULL || !heard_id(c, id, v))
		*id = 0;
	return true;
}

bool
heard_time(struct ctx *c, struct iso_time *t, struct json_object *v)
{
	struct iso_time said;
	const char *text;

	if (!jsonr_opt_text(c, &text, v, NULL) ||
	    !iso_time_stamp(&said, text) || said.s < 0 ||
	    said.s > wall_s() + DAY_S)
		return false;
	*t = said;
	return true;
}
