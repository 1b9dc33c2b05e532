/* SPDX-License-Identifier: ISC */
/*
 * JSON web tokens as the original's services make them (RFC 7519): HS256 and
 * nothing else.  What a token's header asks for is compared with that and
 * never followed: "none", other algorithms and extensions that must be
 * understood ("crit") are refused before anything is computed.
 */
#ifndef DP_CRAWLER_REST_TOKEN_H
#define DP_CRAWLER_REST_TOKEN_H

#include <json-c/json.h>
#include <stdbool.h>

#include "common/base/ctx.h"
#include "common/base/span.h"

#define TOKEN_MAX  10800 /* bytes */
#define TOKEN_SKEW 60    /* seconds that two clocks may differ by */

struct token {
	struct span signed_text, signature;
	struct json_object *claims; /* an object; not proven by anything yet */
};

/* RC_INPUT: it is no such token, and why, for whom it is from. */
enum rc token_read(struct ctx *c, struct token *t, const char *text) MUST_CHECK;
/* Has who knows the secret signed it? */
bool token_is_by(const struct token *t, const char *secret);
/*
 * RC_INPUT: it has expired, is not valid yet, comes from the future, or names
 * no end (exp) although it must; the reason speaks of clocks.
 */
enum rc token_is_fresh(struct ctx *c, const struct token *t,
    bool must_end) MUST_CHECK;
/* In a time that does not tell where they differ. */
bool token_same(const char *a, const char *b);

#endif
