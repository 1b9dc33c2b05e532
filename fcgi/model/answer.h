/* SPDX-License-Identifier: ISC */
/* Answers made of entities: ids, then models, then the envelope. */
#ifndef DP_FCGI_MODEL_ANSWER_H
#define DP_FCGI_MODEL_ANSWER_H

#include "common/db/db.h"
#include "fcgi/serve/app.h"
#include "fcgi/serve/route.h"

/* What a row without code of its own does. */
enum rc list_answer(struct call *k) MUST_CHECK;

/* db_run(), planned for the parameters given when the route says so. */
enum rc list_run(struct call *k, PGresult **res, enum sql_id id,
    const char *const *params) MUST_CHECK;

/* The ids that a statement returns in its first column. */
enum rc list_ids(struct call *k, int64_t **ids, size_t *n, enum sql_id id,
    const char *const *params) MUST_CHECK;

/* Answer with these entities of k->rt->model, in this order and shape. */
enum rc list_finish(struct call *k, const int64_t *ids, size_t n,
    enum shape shape, enum rule rule) MUST_CHECK;

/*
 * The array of these entities as a member of an answer, up to where the answer
 * is full.  After a failure w is of no use.
 */
enum rc list_write(struct call *k, struct jsonw *w, const char *key,
    const struct model *m, const int64_t *ids, size_t n,
    enum rule rule) MUST_CHECK;

/* The same from a set of the model that holds them already. */
void list_write_set(struct jsonw *w, const char *key, const struct model *m,
    void *set, const int64_t *ids, size_t n, enum rule rule);

/* Answer with one number, as a statement gives it. */
enum rc list_number(struct call *k, const char *digits) MUST_CHECK;

/* The 404 of the prefix for what was asked. */
enum rc list_missing(struct call *k) MUST_CHECK;

#endif
