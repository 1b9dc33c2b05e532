/* SPDX-License-Identifier: ISC */
/*
 * Who may hear and who may download: the owner; everybody when there are no
 * conditions; else whoever meets them.  Conditions on hearing decide about
 * downloading too.
 */
#ifndef DP_FCGI_MODEL_GATE_H
#define DP_FCGI_MODEL_GATE_H

#include "fcgi/serve/app.h"

struct gates;

struct access {
	bool stream, download;
};

/* n: how many will be added at most. */
struct gates *gates_new(struct call *k, size_t n);

/* Conditions are JSON text or NULL; the index counts up from 0. */
void gates_add(struct gates *g, int64_t owner_id, const char *stream,
    const char *download);

/* Ask the database what the conditions need; once, after the last add. */
enum rc gates_settle(struct gates *g) MUST_CHECK;

struct access gates_access(const struct gates *g, size_t index);

/* {"download":..,"stream":..} */
void access_write(struct access a, struct jsonw *w, const char *key);

#endif
