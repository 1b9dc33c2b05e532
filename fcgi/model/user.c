/* SPDX-License-Identifier: ISC */
#include "fcgi/model/user.h"

#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "fcgi/model/fields_user.h"
#include "fcgi/model/followees.h"
#include "fcgi/model/model.h"

static enum rc
load_me(struct call *k, struct users *us, const char *ids)
{
	const char *p[] = { ids, NULL, NULL };
	enum rc rc;

	p[1] = param_me(k);
	if ((rc = followees_read(k, &p[2])) != RC_OK ||
	    (rc = db_run(k->c, &us->me, SQL_API_USERS_ME, p)) != RC_OK)
		return rc;
	return idmap_of(k->c, &us->me_rows, us->me, API_USERS_ME_user_id);
}

static enum rc
load_legacy(struct call *k, struct users *us, const char *ids)
{
	const char *p[] = { ids };
	enum rc rc;

	if ((rc = db_run(k->c, &us->legacy, SQL_API_USERS_LEGACY, p)) != RC_OK)
		return rc;
	return idmap_of(k->c, &us->legacy_rows, us->legacy, 0);
}

/* Only its owner sees the library. */
static enum rc
load_library(struct call *k, struct users *us)
{
	const char *p[1];
	PGresult *res;
	enum rc rc;

	p[0] = param_me(k);
	if ((rc = db_run(k->c, &res, SQL_API_USER_LIBRARY, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 1)
		us->library = db_text(res, 0, 0);
	return RC_OK;
}

enum rc
users_load(struct call *k, struct users **out, const int64_t *ids, size_t n)
{
	struct users *us = arena_zalloc(k->c->a, 1, sizeof(*us));
	const char *p[] = { ids_param(k->c->a, ids, n) };
	enum rc rc;

	*out = us;
	us->k = k;
	if (n == 0)
		return RC_OK;
	if ((rc = db_run(k->c, &us->res, SQL_API_USERS, p)) != RC_OK ||
	    (rc = idmap_of(k->c, &us->rows, us->res, API_USERS_user_id)) !=
		RC_OK)
		return rc;
	us->text = arena_zalloc(k->c->a, (size_t)PQntuples(us->res) + 1,
	    sizeof(*us->text));
	if (k->me != 0 && (rc = load_me(k, us, p[0])) != RC_OK)
		return rc;
	if (k->me != 0 && idmap_row(us->rows, k->me) >= 0 &&
	    (rc = load_library(k, us)) != RC_OK)
		return rc;
	if (on_is_legacy(k->on))
		rc = load_legacy(k, us, p[0]);
	return rc;
}

bool
users_have(const struct users *us, int64_t id)
{
	return idmap_row(us->rows, id) >= 0;
}

static const char *
text(const struct users *us, int64_t id, int col)
{
	return db_text(us->res, idmap_row(us->rows, id), col);
}

bool
users_show(const struct users *us, int64_t id, enum rule rule)
{
	return users_have(us, id) &&
	       (rule == RULE_ALL || users_handle(us, id) != NULL);
}

const char *
users_handle(const struct users *us, int64_t id)
{
	return text(us, id, API_USERS_handle);
}

const char *
users_name(const struct users *us, int64_t id)
{
	return text(us, id, API_USERS_name);
}

const char *
users_endpoint(const struct users *us, int64_t id)
{
	return text(us, id, API_USERS_creator_node_endpoint);
}

bool
users_deactivated(const struct users *us, int64_t id)
{
	const char *s = text(us, id, API_USERS_is_deactivated);

	return s != NULL && *s == 't';
}

void
users_write(struct users *us, struct jsonw *w, const char *key, int64_t id)
{
	int row = idmap_row(us->rows, id);
	struct view v = { .k = us->k,
		.set = us,
		.res = us->res,
		.row = row,
		.id = id };
	struct span *s;
	struct jsonw *own;

	if (row < 0) {
		jsonw_null(w, key);
		return;
	}
	v.more = us->legacy;
	v.more_row = idmap_row(us->legacy_rows, id);
	s = &us->text[row];
	if (s->p == NULL) {
		own = jsonw_new(us->k->c->a);
		jsonw_sorted(own);
		field_write(&fields_user, &v, own, NULL);
		*s = jsonw_done(own);
	}
	jsonw_raw(w, key, (const char *)s->p, s->len);
}

/* As lists see them. */

static enum rc
load(struct call *k, void **set, const int64_t *ids, size_t n)
{
	struct users *s;
	enum rc rc = users_load(k, &s, ids, n);

	*set = s;
	return rc;
}

static bool
show(const void *set, int64_t id, enum rule rule)
{
	return users_show(set, id, rule);
}

static void
write(void *set, struct jsonw *w, const char *key, int64_t id)
{
	users_write(set, w, key, id);
}

const struct model model_user = { &fields_user, load, show, NULL, write };
