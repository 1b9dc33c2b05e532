/* SPDX-License-Identifier: ISC */
/* Entities that rows of an answer name by id: loaded once for all rows. */
#ifndef DP_FCGI_MODEL_EMBED_H
#define DP_FCGI_MODEL_EMBED_H

#include "common/base/span.h"
#include "fcgi/model/field.h"
#include "fcgi/serve/app.h"

struct embed;

/* For rows of that many fields; arena memory. */
struct embed *embed_new(struct call *k, size_t rows, size_t fields);

/* The field of this row may name an entity. */
void embed_want(struct embed *e, const struct field *f, const struct view *v);

/* Once, after the last embed_want(); all: what holds some already, or NULL. */
enum rc embed_load(struct embed *e, const struct embed *all) MUST_CHECK;

/* Only kinds whose rows are few or small, so that they are read at once. */
enum rc embed_load_light(struct embed *e) MUST_CHECK;

/* False: the field embeds what the asker may not see, or what is not there. */
bool embed_shows(const struct embed *e, const struct field *f,
    const struct view *v);

/* Write the field; null when it names nothing. */
void embed_write(const struct embed *e, const struct field *f,
    const struct view *v, struct jsonw *w);

/* {"playlists":[..],"tracks":[..],"users":[..]} of what F_REF_ fields name. */
struct span embed_related(const struct embed *e);

#endif
