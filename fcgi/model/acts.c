/* SPDX-License-Identifier: ISC */
#include "fcgi/model/acts.h"

#include <string.h>

#include "common/base/limits.h"
#include "fcgi/model/field.h"
#include "fcgi/model/followees.h"
#include "fcgi/model/idmap.h"
#include "fcgi/serve/route.h"

enum {
	C_ITEM,
	C_ACT,
	C_USER,
	C_TYPE,
	C_CREATED,
	C_BLOCKHASH,
	C_BLOCKNUMBER,
	C_TXHASH,
	C_SLOT
};

struct acts {
	struct call *k;
	PGresult *res;       /* NULL without current user */
	struct idmap *first; /* item to its first row */
	int *next;           /* row to the item's next row, or -1 */
};

/* Rows of one item stand in no order; link them. */
static enum rc
chain(struct call *k, struct acts *as)
{
	int n = PQntuples(as->res), row, head, *last;
	int64_t id;
	enum rc rc;

	as->next = arena_zalloc(k->c->a, (size_t)n + 1, sizeof(*as->next));
	last = arena_zalloc(k->c->a, (size_t)n + 1, sizeof(*last));
	for (row = 0; row < n; row++) {
		if ((rc = db_i64(k->c, &id, as->res, row, C_ITEM)) != RC_OK)
			return rc;
		head = idmap_row(as->first, id);
		as->next[row] = -1;
		if (head != row)
			as->next[last[head]] = row;
		last[head] = row;
	}
	return RC_OK;
}

size_t
told_take(size_t *told, size_t n)
{
	size_t left = *told < LIM_TOLD ? LIM_TOLD - *told : 0;

	*told += n;
	return n < left ? n : left;
}

size_t
told_share(const struct call *k, size_t n, size_t most)
{
	size_t of = k->of > n ? k->of : n;

	if (of > LIM_TOLD)
		of = LIM_TOLD;
	return most / (of > 0 ? of : 1);
}

enum rc
acts_load(struct call *k, struct acts **out, enum sql_id stmt, const char *ids,
    size_t n, size_t first)
{
	struct arena *a = k->c->a;
	struct acts *as = arena_zalloc(a, 1, sizeof(*as));
	const char *p[] = { ids, NULL, NULL,
		arena_printf(a, "%zu", told_share(k, n, LIM_ACTS_IN)),
		arena_printf(a, "%zu", first) };
	enum rc rc;

	*out = as;
	as->k = k;
	if (k->me == 0)
		return RC_OK;
	p[1] = param_me(k);
	if ((rc = followees_read(k, &p[2])) != RC_OK ||
	    (rc = db_run(k->c, &as->res, stmt, p)) != RC_OK ||
	    (rc = idmap_of(k->c, &as->first, as->res, C_ITEM)) != RC_OK)
		return rc;
	return chain(k, as);
}

/* The item's next row of this act at or behind row, or -1. */
static int
seek(const struct acts *as, int row, enum act act)
{
	static const char *const names[ACT__MAX] = {
		[ACT_MY_REPOST] = "my_repost",
		[ACT_MY_SAVE] = "my_save",
		[ACT_REPOST] = "repost",
		[ACT_SAVE] = "save",
	};

	while (row >= 0 &&
	       strcmp(PQgetvalue(as->res, row, C_ACT), names[act]) != 0)
		row = as->next[row];
	return row;
}

bool
acts_has(const struct acts *as, int64_t item_id, enum act act)
{
	return seek(as, idmap_row(as->first, item_id), act) >= 0;
}

static void
write_legacy(const struct acts *as, struct jsonw *w, int row, bool save)
{
	const PGresult *res = as->res;

	jsonw_obj(w, NULL);
	jsonw_str(w, "blockhash", db_text(res, row, C_BLOCKHASH));
	jsonw_numtext(w, "blocknumber", db_text(res, row, C_BLOCKNUMBER));
	date_write(w, "created_at", db_text(res, row, C_CREATED), true);
	jsonw_bool(w, "is_current", true);
	jsonw_bool(w, "is_delete", false);
	jsonw_numtext(w, save ? "save_item_id" : "repost_item_id",
	    db_text(res, row, C_ITEM));
	jsonw_str(w, save ? "save_type" : "repost_type",
	    db_text(res, row, C_TYPE));
	jsonw_numtext(w, "slot", db_text(res, row, C_SLOT));
	jsonw_str(w, "txhash", db_text(res, row, C_TXHASH));
	jsonw_numtext(w, "user_id", db_text(res, row, C_USER));
	jsonw_end(w);
}

static void
write_v1(const struct acts *as, struct jsonw *w, int64_t item_id, int row,
    bool save)
{
	struct view v = { .k = as->k, .res = as->res, .row = row };

	jsonw_obj(w, NULL);
	date_write(w, "created_at", db_text(as->res, row, C_CREATED), false);
	jsonw_id(w, save ? "favorite_item_id" : "repost_item_id", item_id);
	jsonw_str(w, save ? "favorite_type" : "repost_type",
	    arena_printf(as->k->c->a, "%s.%s", save ? "SaveType" : "RepostType",
		PQgetvalue(as->res, row, C_TYPE)));
	jsonw_id(w, "user_id", view_int(&v, C_USER));
	jsonw_end(w);
}

void
acts_write(const struct acts *as, struct jsonw *w, const char *key,
    int64_t item_id, enum act act)
{
	int row = seek(as, idmap_row(as->first, item_id), act);

	jsonw_arr(w, key);
	for (; row >= 0; row = seek(as, as->next[row], act))
		if (on_is_legacy(as->k->on))
			write_legacy(as, w, row, act == ACT_SAVE);
		else
			write_v1(as, w, item_id, row, act == ACT_SAVE);
	jsonw_end(w);
}
