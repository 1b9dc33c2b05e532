/* SPDX-License-Identifier: ISC */
#include "fcgi/model/user.h"

#include "common/base/limits.h"
#include "common/base/pgarr.h"
#include "common/db/db.h"
#include "fcgi/model/fields_user.h"
#include "fcgi/model/followees.h"
#include "fcgi/model/model.h"

static enum rc
load_me(struct call *k, struct users_part *up, const char *ids)
{
	const char *p[] = { ids, NULL, NULL };
	enum rc rc;

	p[1] = param_me(k);
	if ((rc = followees_read(k, &p[2])) != RC_OK ||
	    (rc = db_run(k->c, &up->me, SQL_API_USERS_ME, p)) != RC_OK)
		return rc;
	return idmap_of(k->c, &up->me_rows, up->me, API_USERS_ME_user_id);
}

static enum rc
load_legacy(struct call *k, struct users_part *up, const char *ids)
{
	const char *p[] = { ids };
	enum rc rc;

	if ((rc = db_run(k->c, &up->legacy, SQL_API_USERS_LEGACY, p)) != RC_OK)
		return rc;
	return idmap_of(k->c, &up->legacy_rows, up->legacy, 0);
}

/* Only its owner sees the library. */
static enum rc
load_library(struct call *k, struct users_part *up)
{
	const char *p[1];
	PGresult *res;
	enum rc rc;

	p[0] = param_me(k);
	if ((rc = db_run(k->c, &res, SQL_API_USER_LIBRARY, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 1)
		up->library = db_text(res, 0, 0);
	return RC_OK;
}

/* Those whom the statement finds, which has the columns of api_users. */
static enum rc
load_rows(struct call *k, struct users_part *up, enum sql_id stmt,
    const char *who)
{
	enum rc rc = db_run(k->c, &up->res, stmt, &who);

	if (rc != RC_OK)
		return rc;
	return idmap_of(k->c, &up->rows, up->res, API_USERS_user_id);
}

/* All else that is said of them. */
static enum rc
load_rest(struct call *k, struct users_part *up, const char *ids)
{
	enum rc rc;

	up->text = arena_zalloc(k->c->a, (size_t)PQntuples(up->res) + 1,
	    sizeof(*up->text));
	if (k->me != 0 && (rc = load_me(k, up, ids)) != RC_OK)
		return rc;
	if (k->me != 0 && idmap_row(up->rows, k->me) >= 0 &&
	    (rc = load_library(k, up)) != RC_OK)
		return rc;
	return on_is_legacy(k->on) ? load_legacy(k, up, ids) : RC_OK;
}

static struct users *
users_of(struct call *k)
{
	if (k->users == NULL) {
		k->users = arena_zalloc(k->c->a, 1, sizeof(*k->users));
		k->users->k = k;
	}
	return k->users;
}

static void
keep(struct users *us, struct users_part *up)
{
	up->before = us->last;
	us->last = up;
}

/* Where the user is; NULL: nowhere. */
static struct users_part *
find(const struct users *us, int *row, int64_t id)
{
	struct users_part *up = us->last;

	for (; up != NULL; up = up->before)
		if ((*row = idmap_row(up->rows, id)) >= 0)
			return up;
	return NULL;
}

/* Those who are not there yet. */
static struct idset *
missing(const struct users *us, const int64_t *ids, size_t n)
{
	struct idset *set = idset_new(us->k->c->a, n);
	size_t i;
	int row;

	for (i = 0; i < n; i++)
		if (find(us, &row, ids[i]) == NULL)
			idset_add(set, ids[i]);
	return set;
}

enum rc
users_load(struct call *k, struct users **out, const int64_t *ids, size_t n)
{
	struct arena *a = k->c->a;
	struct users_part *up;
	struct idset *want;
	const char *p;
	enum rc rc;

	*out = users_of(k);
	want = missing(*out, ids, n);
	if (idset_len(want) == 0)
		return RC_OK;
	up = arena_zalloc(a, 1, sizeof(*up));
	p = ids_param(a, idset_ids(want), idset_len(want));
	if ((rc = load_rows(k, up, SQL_API_USERS, p)) != RC_OK ||
	    (rc = load_rest(k, up, p)) != RC_OK)
		return rc;
	keep(*out, up);
	return RC_OK;
}

enum rc
users_named(struct call *k, int64_t *id, const char *handle)
{
	struct users_part *up = arena_zalloc(k->c->a, 1, sizeof(*up));
	enum rc rc;

	*id = 0;
	rc = load_rows(k, up, SQL_API_USERS_BY_HANDLE, handle);
	if (rc != RC_OK || PQntuples(up->res) == 0)
		return rc;
	if ((rc = db_i64(k->c, id, up->res, 0, API_USERS_user_id)) != RC_OK ||
	    (rc = load_rest(k, up, ids_param(k->c->a, id, 1))) != RC_OK)
		return rc;
	keep(users_of(k), up);
	return RC_OK;
}

bool
users_have(const struct users *us, int64_t id)
{
	int row;

	return find(us, &row, id) != NULL;
}

static const char *
text(const struct users *us, int64_t id, int col)
{
	int row = -1;
	const struct users_part *up = find(us, &row, id);

	return db_text(up->res, row, col);
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

/* Does a row say of the user what his model shows? */
static bool
is_told_more(const struct call *k)
{
	return k->beside != NULL && k->beside->f->v[0].kind == F_USER;
}

/* Written out, once but for what rows say of him. */
static struct span
user_text(const struct users *us, struct users_part *up, int row, int64_t id)
{
	struct view v = { .k = us->k,
		.set = up,
		.res = up->res,
		.row = row,
		.id = id,
		.more = up->legacy,
		.more_row = idmap_row(up->legacy_rows, id) };
	struct jsonw *w;
	struct span s;

	if (up->text[row].p != NULL && !is_told_more(us->k))
		return up->text[row];
	w = jsonw_new(us->k->c->a);
	jsonw_sorted(w);
	field_write(&fields_user, &v, w, NULL);
	s = jsonw_done(w);
	if (!is_told_more(us->k))
		up->text[row] = s;
	return s;
}

void
users_write(struct users *us, struct jsonw *w, const char *key, int64_t id)
{
	int row = -1;
	struct users_part *up = find(us, &row, id);
	struct span s;

	if (up == NULL) {
		jsonw_null(w, key);
		return;
	}
	s = user_text(us, up, row, id);
	jsonw_raw(w, key, (const char *)s.p, s.len);
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

const struct model model_user = { &fields_user, load, show, NULL, NULL, write,
	LIM_PAGE_MAX };
