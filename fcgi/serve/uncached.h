/* SPDX-License-Identifier: ISC */
/*
 * What the web server has to know of the route table: a line for each path
 * whose answers have no life, or that takes a POST, in the form of nginx's
 * map.  The site includes it as nginx/discprov_routes.conf.
 */
#ifndef DP_FCGI_SERVE_UNCACHED_H
#define DP_FCGI_SERVE_UNCACHED_H

#include <stdio.h>

/*
 * "status" stands behind what the pool of its own answers, "uncached" behind
 * the others; "posted" is for a POST only, "uncached_posted" and
 * "stored_posted" may be asked for in both ways.  A pattern may fit a path of
 * another row, one that is written out where the pattern has a parameter: that
 * one then passes by the cache.
 */
void uncached_print(FILE *out);

#endif
