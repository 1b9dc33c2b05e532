/* SPDX-License-Identifier: ISC */
/* A user's playlist library: a tree of playlists and folders. */
#ifndef DP_FCGI_MODEL_LIBRARY_H
#define DP_FCGI_MODEL_LIBRARY_H

#include "common/json/jsonw.h"
#include "fcgi/serve/app.h"

/*
 * Under /v1 the tree with hash ids and without items of unknown types, null
 * when text is no tree; on legacy routes as it is stored.
 */
void library_write(struct call *k, struct jsonw *w, const char *key,
    const char *text);

#endif
