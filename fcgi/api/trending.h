/* SPDX-License-Identifier: ISC */
/* Who leads, for families beside that of the lists themselves. */
#ifndef DP_FCGI_API_TRENDING_H
#define DP_FCGI_API_TRENDING_H

#include "fcgi/serve/app.h"

/*
 * The way of counting that is meant: the one of the path when it is counted
 * here, else the first of the setting.  NULL: what the path says is none.
 */
const char *trending_version(const struct call *k);

/* What is said then. */
enum rc trending_no_version(struct call *k) MUST_CHECK;

#endif
