/* SPDX-License-Identifier: ISC */
/*
 * Users of one answer, read once per distinct id: all lists of an answer have
 * one set of them, which grows with each load.
 */
#ifndef DP_FCGI_MODEL_USER_H
#define DP_FCGI_MODEL_USER_H

#include "fcgi/model/idmap.h"
#include "fcgi/serve/app.h"
#include "fcgi/serve/route.h"

struct users;

/* Read those of these ids who are not there yet, and what they are to k->me. */
enum rc users_load(struct call *k, struct users **us, const int64_t *ids,
    size_t n) MUST_CHECK;

/*
 * The same of one handle, in lower case, which takes no look-up of its own;
 * *id is 0 when it is nobody's.
 */
enum rc users_named(struct call *k, int64_t *id, const char *handle) MUST_CHECK;

bool users_have(const struct users *us, int64_t id);
/* Does a list with this rule show the user?  One without handle is hidden. */
bool users_show(const struct users *us, int64_t id, enum rule rule);

/*
 * Of a user that is there.  handle and endpoint (the comma list of content
 * nodes) may be NULL.
 */
const char *users_handle(const struct users *us, int64_t id);
const char *users_name(const struct users *us, int64_t id);
const char *users_endpoint(const struct users *us, int64_t id);
bool users_deactivated(const struct users *us, int64_t id);

/* The whole model; written once per user and copied after that. */
void users_write(struct users *us, struct jsonw *w, const char *key,
    int64_t id);

#endif
