/* SPDX-License-Identifier: ISC */
/* Who we are: by the style that the provider's file names under "auth". */
#ifndef DP_CRAWLER_WIRE_LOGIN_H
#define DP_CRAWLER_WIRE_LOGIN_H

#include "crawler/wire/impl.h"

struct auth {
	const char *style;
	/* Ask for a token; NULL: there is none. */
	enum crawl_end (*login)(struct call *k);
	/* Put on a request what proves it. */
	enum crawl_end (*put)(struct call *k, struct request *r);
};

/* NULL: there is no such style. */
const struct auth *auth_find(struct json_object *provider);

/* Log in, unless there is a token that is still good. */
enum crawl_end login(struct call *k);
/* The token is no good: forget it.  False: this style has none. */
bool login_forget(struct wire *w);

/* Of the style "keystone". */
enum crawl_end keystone_login(struct call *k);
enum crawl_end keystone_put(struct call *k, struct request *r);

/* A member of the credentials; NULL, and the page failed: it is not there. */
const char *login_secret(struct call *k, const char *name);
/* Keep a token for the session; expires_s as Unix time, 0: not said. */
void login_keep(struct wire *w, const char *token, int64_t expires_s);

#endif
