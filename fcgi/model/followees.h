/* SPDX-License-Identifier: ISC */
/* Whom the current user follows: read once a request, bounded. */
#ifndef DP_FCGI_MODEL_FOLLOWEES_H
#define DP_FCGI_MODEL_FOLLOWEES_H

#include "fcgi/serve/app.h"

/*
 * Their ids as an array parameter, those with most followers first; arena
 * memory.  Only for a call with a current user.
 */
enum rc followees_read(struct call *k, const char **ids) MUST_CHECK;

#endif
