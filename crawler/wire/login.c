/* SPDX-License-Identifier: ISC */
#include "crawler/wire/login.h"

#include <string.h>

#include "common/base/clock.h"
#include "common/json/jsonr.h"
#include "crawler/wire/answer.h"
#include "crawler/wire/sigv4.h"

#define EARLY_S 60 /* a token is asked for so long before it ends */

static enum crawl_end
too_many(struct call *k)
{
	return crawl_failed(k->p, CRAWL_BROKEN,
	    "more than %d parameters or headers", LIM_WIRE_PARAMS);
}

const char *
login_secret(struct call *k, const char *name)
{
	const char *v = crawl_text(k->w->conn->secret, name);

	if (*v != '\0')
		return v;
	crawl_failed(k->p, CRAWL_REFUSED, "the credentials have no '%s'", name);
	return NULL;
}

/* AWS and who speaks like it. */
static enum crawl_end
sigv4_put(struct call *k, struct request *r)
{
	const char *token = crawl_text(k->w->conn->secret, "session");
	struct sigv4 s = {
		.access = login_secret(k, "access"),
		.secret = login_secret(k, "secret"),
		.token = *token != '\0' ? token : NULL,
		.region = k->srv.region,
		.service = crawl_text(k->srv.file, "sign"),
		.now_s = wall_s(),
	};

	if (s.access == NULL || s.secret == NULL)
		return k->p->end;
	if (*s.service == '\0')
		s.service = k->srv.name;
	s.is_s3 = strcmp(s.service, "s3") == 0;
	return sigv4_sign(k->c->a, &s, r) ? CRAWL_OK : too_many(k);
}

static enum crawl_end
put_bearer(struct call *k, struct request *r, const char *token)
{
	if (!pairs_set(&r->headers, "Authorization",
		arena_printf(k->c->a, "Bearer %s", token)))
		return too_many(k);
	return CRAWL_OK;
}

/* A token that does not end, given by its owner. */
static enum crawl_end
bearer_put(struct call *k, struct request *r)
{
	const char *token = login_secret(k, "token");

	return token == NULL ? k->p->end : put_bearer(k, r, token);
}

static enum crawl_end
none_put(struct call *k, struct request *r)
{
	(void)k, (void)r;
	return CRAWL_OK;
}

/* The form of a request for a token; "$name" may be a secret here. */
static enum crawl_end
token_form(struct call *k, struct json_object *form, struct pairs *out)
{
	const char *v;

	json_object_object_foreach(form, name, o)
	{
		v = json_object_get_string(o);
		if (*v == '$' && (v = var_value(k, v + 1, true)) == NULL)
			return crawl_failed(k->p, CRAWL_REFUSED,
			    "the credentials have no '%s'",
			    json_object_get_string(o) + 1);
		if (!pairs_put(out, name, v))
			return too_many(k);
	}
	return CRAWL_OK;
}

static enum crawl_end
take_token(struct call *k, const struct service *s, struct json_object *tree)
{
	const char *token = crawl_text(tree, "access_token");
	int64_t life = (int64_t)number_of(tree, "expires_in");

	if (*token == '\0' || !is_printable(token))
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "%s: the login's answer has no access_token", s->origin);
	if (life == 0) /* some write it as text */
		life = json_object_get_int64(member_of(tree, "expires_in"));
	login_keep(k->w, token, life > 0 ? wall_s() + life : 0);
	return CRAWL_OK;
}

/* OAuth 2.0, client credentials (RFC 6749, section 4.4). */
static enum crawl_end
oauth2_login(struct call *k)
{
	struct json_object *auth = member_of(k->w->provider, "auth");
	struct request r = { .method = "POST",
		.type = "application/x-www-form-urlencoded" };
	const char *url =
	    crawl_text(member_of(k->w->conn->settings, "endpoints"), "login");
	struct service s = { .file = auth };
	struct pairs form = { .n = 0 };
	struct answer a;
	enum crawl_end end;

	if (*url == '\0')
		url = crawl_text(auth, "url");
	if ((url = var_fill(k, url, true)) == NULL)
		return k->p->end;
	if ((end = service_url(k, &s, url)) != CRAWL_OK ||
	    (end = token_form(k, member_of(auth, "form"), &form)) != CRAWL_OK)
		return end;
	r.origin = s.origin;
	r.host = s.host;
	r.path = s.base;
	r.is_private = s.is_private;
	r.body = span_str(pairs_encoded(k->c->a, &form, false));
	if ((end = answer_get(k, &r, auth, &a)) != CRAWL_OK) {
		/* servers say 400 to a wrong id, and to a wrong secret */
		if (end == CRAWL_BROKEN && a.status == 400)
			k->p->end = CRAWL_REFUSED;
		if (end == CRAWL_GONE) /* there is a server, but no login */
			k->p->end = CRAWL_BROKEN;
		return k->p->end;
	}
	return take_token(k, &s, a.tree);
}

static enum crawl_end
oauth2_put(struct call *k, struct request *r)
{
	return put_bearer(k, r, k->w->token);
}

static const struct auth styles[] = {
	{ "none", NULL, none_put },
	{ "bearer", NULL, bearer_put },
	{ "sigv4", NULL, sigv4_put },
	{ "oauth2", oauth2_login, oauth2_put },
	{ "keystone", keystone_login, keystone_put },
};

const struct auth *
auth_find(struct json_object *provider)
{
	const char *style = crawl_text(member_of(provider, "auth"), "style");
	size_t i;

	for (i = 0; i < sizeof(styles) / sizeof(styles[0]); i++)
		if (strcmp(styles[i].style, style) == 0)
			return &styles[i];
	return NULL;
}

void
login_keep(struct wire *w, const char *token, int64_t expires_s)
{
	w->token = arena_strdup(w->a, token);
	w->expires_s = expires_s;
}

bool
login_forget(struct wire *w)
{
	if (w->token == NULL)
		return false;
	explicit_bzero((char *)w->token, strlen(w->token));
	w->token = NULL;
	w->expires_s = 0;
	json_object_put(w->catalog);
	w->catalog = NULL;
	arena_reset(w->a);
	return true;
}

enum crawl_end
login(struct call *k)
{
	const struct auth *auth = auth_find(k->w->provider);

	if (auth == NULL)
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "the provider's file names no style of login");
	if (auth->login == NULL)
		return CRAWL_OK;
	if (k->w->token != NULL &&
	    (k->w->expires_s == 0 || wall_s() + EARLY_S < k->w->expires_s))
		return CRAWL_OK;
	login_forget(k->w);
	return auth->login(k);
}
