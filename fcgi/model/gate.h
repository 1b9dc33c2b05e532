/* SPDX-License-Identifier: ISC */
/*
 * Who may hear and who may download: the owner; everybody when there are no
 * conditions; else whoever meets them.  Conditions on hearing decide about
 * downloading too.  Who may have a track may have its stems, and nobody else.
 */
#ifndef DP_FCGI_MODEL_GATE_H
#define DP_FCGI_MODEL_GATE_H

#include "fcgi/serve/app.h"

struct gates;

struct access {
	bool stream, download;
};

enum gates_of { GATES_OF_TRACKS, GATES_OF_LISTS };

/* n: how many will be added at most. */
struct gates *gates_new(struct call *k, enum gates_of of, size_t n);

/*
 * Conditions are JSON text or NULL; the index counts up from 0.  id: what one
 * has to buy where that is the condition.
 */
void gates_add(struct gates *g, int64_t id, int64_t owner_id,
    const char *stream, const char *download);

/* Ask the database what the conditions need; once, after the last add. */
enum rc gates_settle(struct gates *g) MUST_CHECK;

struct access gates_access(const struct gates *g, size_t index);

/* What has no condition at all. */
struct access gates_open(const struct gates *g, size_t index);

/*
 * Conditions as clients read them, who walk over the splits of a price: these
 * are a list.  The first ones were an object, of wallets and what each gets.
 * NULL stays NULL.
 */
const char *gate_text(struct arena *a, const char *json);

/* {"download":..,"stream":..} */
void access_write(struct access a, struct jsonw *w, const char *key);

#endif
