/* SPDX-License-Identifier: ISC */
/*
 * The identity service of OpenStack, version 3: a token in a header, and the
 * catalog of what the cloud has in which region.  Logs in by a password or by
 * an application credential, with the scope that the connection has: a
 * project by its id, a project by its name and domain, a domain, or what the
 * credential itself is for.
 */
#include <string.h>

#include "common/base/iso_time.h"
#include "common/json/jsonw.h"
#include "crawler/wire/answer.h"
#include "crawler/wire/login.h"

static const char *
setting(struct call *k, const char *name)
{
	const char *v = crawl_text(k->w->conn->settings, name);

	return *v != '\0' ? v : crawl_text(k->w->conn->secret, name);
}

static void
write_domain(struct call *k, struct jsonw *w, const char *id, const char *name)
{
	jsonw_obj(w, "domain");
	if (*setting(k, id) == '\0' && *setting(k, name) != '\0')
		jsonw_str(w, "name", setting(k, name));
	else
		jsonw_str(w, "id",
		    *setting(k, id) != '\0' ? setting(k, id) : "default");
	jsonw_end(w);
}

static void
write_application(struct call *k, struct jsonw *w, const char *secret)
{
	jsonw_arr(w, "methods");
	jsonw_str(w, NULL, "application_credential");
	jsonw_end(w);
	jsonw_obj(w, "application_credential");
	jsonw_str(w, "id", setting(k, "application_credential_id"));
	jsonw_str(w, "secret", secret);
	jsonw_end(w);
}

static void
write_password(struct call *k, struct jsonw *w, const char *name,
    const char *password)
{
	jsonw_arr(w, "methods");
	jsonw_str(w, NULL, "password");
	jsonw_end(w);
	jsonw_obj(w, "password");
	jsonw_obj(w, "user");
	jsonw_str(w, "name", name);
	write_domain(k, w, "user_domain_id", "user_domain");
	jsonw_str(w, "password", password);
	jsonw_end(w);
	jsonw_end(w);
}

static void
write_scope(struct call *k, struct jsonw *w)
{
	bool id = *setting(k, "project") != '\0';
	bool name = *setting(k, "project_name") != '\0';

	if (!id && !name && *setting(k, "domain_id") == '\0')
		return;
	jsonw_obj(w, "scope");
	if (id || name) {
		jsonw_obj(w, "project");
		jsonw_str(w, id ? "id" : "name",
		    setting(k, id ? "project" : "project_name"));
		if (!id)
			write_domain(k, w, "project_domain_id",
			    "project_domain");
	} else {
		jsonw_obj(w, "domain");
		jsonw_str(w, "id", setting(k, "domain_id"));
	}
	jsonw_end(w);
	jsonw_end(w);
}

/* The body of the request; p NULL, and the page failed: something is missing */
static struct span
question(struct call *k)
{
	bool app = *setting(k, "application_credential_id") != '\0';
	const char *name = app ? "" : login_secret(k, "username");
	const char *secret =
	    login_secret(k, app ? "application_credential_secret" : "password");
	struct jsonw *w = jsonw_new(k->c->a);

	if (name == NULL || secret == NULL)
		return (struct span){ NULL, 0 };
	jsonw_obj(w, NULL);
	jsonw_obj(w, "auth");
	jsonw_obj(w, "identity");
	if (app)
		write_application(k, w, secret);
	else
		write_password(k, w, name, secret);
	jsonw_end(w);
	if (!app) /* the other one has its scope in itself */
		write_scope(k, w);
	jsonw_end(w);
	jsonw_end(w);
	return jsonw_done(w);
}

/* Old forms end in the version that was asked for then. */
static const char *
without_version(struct call *k, const char *base)
{
	static const char *const ends[] = { "/v2.0", "/v3", "/v2" };
	size_t i, n = strlen(base), m;

	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		m = strlen(ends[i]);
		if (n >= m && strcmp(base + n - m, ends[i]) == 0)
			return arena_memdup(k->c->a, base, n - m);
	}
	return base;
}

static enum crawl_end
take_answer(struct call *k, const struct service *s, const struct answer *a)
{
	struct json_object *token = member_of(a->tree, "token");
	struct json_object *catalog = member_of(token, "catalog");
	struct iso_time ends = { 0, 0 };

	if (*a->subject_token == '\0' || !is_printable(a->subject_token))
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "%s: the login's answer has no token", s->origin);
	if (catalog != NULL && !json_object_is_type(catalog, json_type_array))
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "%s: the catalog is no list", s->origin);
	if (!iso_time_read(&ends, crawl_text(token, "expires_at")))
		ends.s = 0;
	login_keep(k->w, a->subject_token, ends.s);
	k->w->catalog = json_object_get(catalog);
	return CRAWL_OK;
}

enum crawl_end
keystone_login(struct call *k)
{
	struct request r = { .method = "POST", .type = "application/json" };
	struct service s = { .file = NULL };
	const char *url = crawl_text(k->w->conn->settings, "url");
	struct answer a;
	enum crawl_end end;

	if (*url == '\0')
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "the connection has no url");
	if ((end = service_url(k, &s, url)) != CRAWL_OK)
		return end;
	r.origin = s.origin;
	r.host = s.host;
	r.path = arena_printf(k->c->a, "%s/v3/auth/tokens",
	    without_version(k, s.base));
	r.is_private = s.is_private;
	if ((r.body = question(k)).p == NULL)
		return k->p->end;
	end = answer_get(k, &r, NULL, &a);
	if (end == CRAWL_GONE) /* there is a server, but no such one */
		return k->p->end = CRAWL_BROKEN;
	return end == CRAWL_OK ? take_answer(k, &s, &a) : end;
}

enum crawl_end
keystone_put(struct call *k, struct request *r)
{
	if (!pairs_set(&r->headers, "X-Auth-Token", k->w->token))
		return crawl_failed(k->p, CRAWL_BROKEN, "too many headers");
	return CRAWL_OK;
}
