/* SPDX-License-Identifier: ISC */
#include "fcgi/model/answer.h"

#include "common/base/limits.h"
#include "common/db/db.h"
#include "fcgi/model/idmap.h"
#include "fcgi/model/model.h"
#include "fcgi/model/record.h"
#include "fcgi/serve/envelope.h"

enum rc
list_missing(struct call *k)
{
	if (on_is_legacy(k->on))
		return reply_fail(k, 404, "%s not found", k->what);
	return reply_fail(k, 404, "Oh no! Resource for ID %s not found.",
	    k->what);
}

/*
 * One answer on its way.  What does not fit any more is left out: one long
 * row must not take the others' answer away.
 */
struct writing {
	const struct model *m;
	struct jsonw *w;
	enum rule rule;
	bool one; /* the first that is shown is all */
	size_t shown;
	bool hidden; /* something is there that the asker may not see */
};

static bool
is_full(const struct writing *wr)
{
	return (wr->one && wr->shown > 0) || jsonw_len(wr->w) > LIM_BODY;
}

static bool
is_missing(const struct writing *wr, enum shape shape)
{
	if (wr->shown > 0 || shape == SHAPE_LIST)
		return false;
	return shape != SHAPE_FOUND || !wr->hidden;
}

static void
write_set(struct writing *wr, void *set, const int64_t *ids, size_t n)
{
	const struct model *m = wr->m;
	size_t i;

	for (i = 0; i < n && !is_full(wr); i++) {
		if (!m->show(set, ids[i], wr->rule)) {
			wr->hidden = wr->hidden ||
				     (m->hide != NULL && m->hide(set, ids[i]));
			continue;
		}
		m->write(set, wr->w, NULL, ids[i]);
		wr->shown++;
	}
}

static enum rc
write_some(struct call *k, struct writing *wr, const int64_t *ids, size_t n)
{
	void *set;
	enum rc rc;

	if ((rc = wr->m->load(k, &set, ids, n)) == RC_OK)
		write_set(wr, set, ids, n);
	return rc;
}

/* How many to load at once: a portion costs more than its rows. */
static enum rc
portion(struct call *k, size_t *size, const struct model *m, const int64_t *ids,
    size_t n)
{
	bool light = false;
	enum rc rc = RC_OK;

	if (n > LIM_LOAD && m->light != NULL)
		rc = m->light(k, &light, ids, n);
	*size = light ? n : LIM_LOAD;
	return rc;
}

/* All of them that fit. */
static enum rc
write_all(struct call *k, struct writing *wr, const char *key,
    const int64_t *ids, size_t n)
{
	size_t done, some, size;
	enum rc rc;

	if (n > wr->m->most)
		n = wr->m->most;
	k->of = n;
	if ((rc = portion(k, &size, wr->m, ids, n)) != RC_OK)
		return rc;
	if (!wr->one)
		jsonw_arr(wr->w, key);
	for (done = 0; done < n && !is_full(wr); done += some) {
		some = n - done < size ? n - done : size;
		if ((rc = write_some(k, wr, ids + done, some)) != RC_OK)
			return rc;
	}
	if (!wr->one)
		jsonw_end(wr->w);
	return RC_OK;
}

enum rc
list_write(struct call *k, struct jsonw *w, const char *key,
    const struct model *m, const int64_t *ids, size_t n, enum rule rule)
{
	struct writing wr = { .m = m, .w = w, .rule = rule };

	return write_all(k, &wr, key, ids, n);
}

void
list_write_set(struct jsonw *w, const char *key, const struct model *m,
    void *set, const int64_t *ids, size_t n, enum rule rule)
{
	struct writing wr = { .m = m, .w = w, .rule = rule };

	jsonw_arr(w, key);
	write_set(&wr, set, ids, n);
	jsonw_end(w);
}

enum rc
list_finish(struct call *k, const int64_t *ids, size_t n, enum shape shape,
    enum rule rule)
{
	struct writing wr = { .m = k->rt->model,
		.w = jsonw_new(k->c->a),
		.rule = rule,
		.one = shape == SHAPE_ONE };
	enum rc rc;

	jsonw_sorted(wr.w);
	if ((rc = write_all(k, &wr, NULL, ids, n)) != RC_OK)
		return rc;
	if (is_missing(&wr, shape))
		return list_missing(k);
	return envelope(k, 200, jsonw_done(wr.w));
}

enum rc
list_run(struct call *k, PGresult **res, enum sql_id id,
    const char *const *params)
{
	enum rc rc;

	if (!k->rt->plan_each)
		return db_run(k->c, res, id, params);
	if ((rc = source_plan(k->app, PLAN_CUSTOM)) != RC_OK)
		return rc;
	if ((rc = db_run(k->c, res, id, params)) != RC_OK)
		return rc; /* the next request sees that it is planned again */
	return source_plan(k->app, PLAN_GENERIC);
}

enum rc
list_ids(struct call *k, int64_t **ids, size_t *n, enum sql_id id,
    const char *const *params)
{
	PGresult *res;
	enum rc rc;

	if ((rc = list_run(k, &res, id, params)) != RC_OK)
		return rc;
	*n = (size_t)PQntuples(res);
	return ids_of(k->c, ids, res, 0);
}

enum rc
list_number(struct call *k, const char *digits)
{
	struct jsonw *w = jsonw_new(k->c->a);

	jsonw_numtext(w, NULL, digits);
	return envelope(k, 200, jsonw_done(w));
}

/* What its statement says of a route. */
static enum rc
from_statement(struct call *k, enum shape shape)
{
	const struct route *rt = k->rt;
	const char *p[PARAM_MAX];
	PGresult *res;
	int64_t *ids;
	enum rc rc;

	param_bind(k, p, (enum sql_id)rt->stmt);
	if ((rc = list_run(k, &res, (enum sql_id)rt->stmt, p)) != RC_OK)
		return rc;
	if (rt->record != NULL)
		return record_answer(k, res, shape);
	if ((rc = ids_of(k->c, &ids, res, 0)) != RC_OK)
		return rc;
	return list_finish(k, ids, (size_t)PQntuples(res), shape, rt->rule);
}

/* A handle that is nobody's: nothing is found. */
static enum rc
nobody(struct call *k, enum shape shape)
{
	if (shape != SHAPE_LIST)
		return list_missing(k);
	return envelope(k, 200, span_str("[]"));
}

enum rc
list_answer(struct call *k)
{
	const struct route *rt = k->rt;
	enum shape shape = route_shape(rt, k->on);

	if (k->nobody)
		return nobody(k, shape);
	if (rt->stmt != STMT_NONE)
		return from_statement(k, shape);
	/* the path's own parameter */
	return list_finish(k, &k->val[0].n, 1, shape, rt->rule);
}
