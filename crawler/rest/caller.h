/* SPDX-License-Identifier: ISC */
/*
 * Who asks.  A service has a token that is signed with the private secret and
 * says the word that services share (noauth); it acts for everybody, or for
 * the owner whom it names in the argument "owner".  An owner has a session's
 * token, signed with the other secret, that says who he is (_id).
 */
#ifndef DP_CRAWLER_REST_CALLER_H
#define DP_CRAWLER_REST_CALLER_H

#include "crawler/rest/rest.h"

#define CALLER_COOKIE "discprov_cloud"

/* RC_CONFIG: secrets are missing, well known, too short or the same. */
enum rc caller_check_conf(struct ctx *c) MUST_CHECK;

/* Sets k->scope.  RC_REPLIED: 401, or 403. */
enum rc caller_read(struct rest_call *k) MUST_CHECK;
/* The same of a token that stands elsewhere; RC_INPUT with the reason. */
enum rc caller_of_token(struct ctx *c, const char **scope,
    const char *text) MUST_CHECK;
/* The token in the cookie, or NULL.  Arena memory. */
const char *caller_cookie(const struct rest_call *k);

#endif
