/* SPDX-License-Identifier: ISC */
/* One request, from parameters to answer and log line. */
#ifndef DP_FCGI_SERVE_SERVE_H
#define DP_FCGI_SERVE_SERVE_H

#include "fcgi/serve/app.h"

/*
 * Answer the request that envp describes; body came with it.  out is filled
 * whatever happens; its memory dies with app->c.a, which the caller resets.
 */
void serve(struct app *app, struct reply *out, const char *const *envp,
    struct span body);

#endif
