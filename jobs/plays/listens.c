/* SPDX-License-Identifier: ISC */
#include "jobs/plays/listens.h"

#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "common/json/jsonr.h"
#include "jobs/plays/heard.h"

enum { USER, TRACK, COUNT, CREATED, UPDATED, COLUMNS };

struct listens {
	struct pgarr *col[COLUMNS];
	const char *param[COLUMNS + 1]; /* made of them by the first take */
};

struct listens *
listens_new(struct arena *a)
{
	struct listens *l = arena_zalloc(a, 1, sizeof(*l));
	int i;

	for (i = 0; i < COLUMNS; i++)
		l->col[i] = pgarr_new(a);
	return l;
}

size_t
listens_len(const struct listens *l)
{
	return pgarr_len(l->col[TRACK]);
}

bool
listens_is(struct json_object *o)
{
	return json_object_object_get_ex(o, "count", NULL);
}

const char *
listens_add(struct ctx *c, struct listens *l, struct json_object *o,
    struct iso_time *updated)
{
	static const char *const track[HEARD_NAMES] = { "trackId", "track_id" },
				 *const created_at[HEARD_NAMES] = { "createdAt",
					 "created_at" },
				 *const updated_at[HEARD_NAMES] = { "updatedAt",
					 "updated_at" };
	int64_t user, id, count;
	struct iso_time created;

	updated->s = 0;
	if (!json_object_is_type(o, json_type_object))
		return "it is no object";
	if (!heard_time(c, updated, heard_member(o, updated_at)))
		return "its updatedAt is no time";
	if (!heard_user(c, &user, o))
		return "its userId is no id";
	if (!heard_id(c, &id, heard_member(o, track)))
		return "its trackId is no id";
	if (!jsonr_opt_int(&count, o, "count") || count < 1 ||
	    count > LIM_LISTENS)
		return arena_printf(c->a, "its count is no number from 1 to %d",
		    LIM_LISTENS);
	if (!heard_time(c, &created, heard_member(o, created_at)))
		return "its createdAt is no time";
	pgarr_text(l->col[USER],
	    user == 0 ? NULL : arena_printf(c->a, "%lld", (long long)user));
	pgarr_int(l->col[TRACK], id);
	pgarr_int(l->col[COUNT], count);
	pgarr_text(l->col[CREATED], iso_time_cell(c->a, &created));
	pgarr_text(l->col[UPDATED], iso_time_cell(c->a, updated));
	return NULL;
}

enum rc
listens_take(struct ctx *c, struct listens *l, int64_t *added, int64_t *more)
{
	PGresult *res;
	enum rc rc;
	int i;

	for (i = 0; i < COLUMNS && l->param[i] == NULL; i++)
		l->param[i] = pgarr_done(l->col[i]);
	l->param[COLUMNS] = arena_printf(c->a, "%d", LIM_LISTENS_TAKEN);
	if ((rc = db_run(c, &res, SQL_PLAYS_TAKE, l->param)) != RC_OK ||
	    (rc = db_i64(c, added, res, 0, 0)) != RC_OK)
		return rc;
	return db_i64(c, more, res, 0, 1);
}
