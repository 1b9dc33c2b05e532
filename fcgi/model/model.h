/* SPDX-License-Identifier: ISC */
/*
 * A kind of entity, as lists see it: a set of them is loaded for ids, and each
 * is shown or not, and written.  Sets belong to the request's arena.
 */
#ifndef DP_FCGI_MODEL_MODEL_H
#define DP_FCGI_MODEL_MODEL_H

#include "common/json/jsonw.h"
#include "fcgi/serve/app.h"
#include "fcgi/serve/route.h"

struct model {
	const struct fields *fields;
	/* Ids without a row are no failure; they are not shown. */
	enum rc (
	    *load)(struct call *k, void **set, const int64_t *ids, size_t n);
	bool (*show)(const void *set, int64_t id, enum rule rule);
	/* Is one that is not shown said to be there?  NULL: never. */
	bool (*hide)(const void *set, int64_t id);
	/*
	 * Are the rows of all these small?  Then they are loaded at once, and
	 * not in portions.  NULL: that is not known.
	 */
	enum rc (
	    *light)(struct call *k, bool *light, const int64_t *ids, size_t n);
	/* Only of an id that show() was true for. */
	void (*write)(void *set, struct jsonw *w, const char *key, int64_t id);
	size_t most; /* in one answer */
};

extern const struct model model_user, model_track, model_playlist;

#endif
