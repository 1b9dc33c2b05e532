/* SPDX-License-Identifier: ISC */
/*
 * Variables, and where a service is: by the connection's own "endpoints", by
 * the catalog that came with the login, or by the provider's file.
 */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/net/http_addr.h"
#include "crawler/wire/impl.h"

struct json_object *
member_of(struct json_object *o, const char *name)
{
	struct json_object *v;

	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, name, &v))
		return NULL;
	return v;
}

unsigned
number_of(struct json_object *o, const char *name)
{
	struct json_object *v = member_of(o, name);
	int64_t n;

	if (!json_object_is_type(v, json_type_int))
		return 0;
	n = json_object_get_int64(v);
	return n < 0 || n > INT32_MAX ? 0 : (unsigned)n;
}

bool
is_printable(const char *s)
{
	for (; *s != '\0'; s++)
		if (*s < ' ' || *s > '~')
			return false;
	return true;
}

static bool
has_text(struct json_object *arr, const char *text)
{
	size_t i, n = json_object_is_type(arr, json_type_array)
			  ? json_object_array_length(arr)
			  : 0;

	for (i = 0; i < n; i++)
		if (strcmp(json_object_get_string(
			       json_object_array_get_idx(arr, i)),
			text) == 0)
			return true;
	return false;
}

static const char *
own_value(struct call *k, const char *name)
{
	if (strcmp(name, "page_size") == 0)
		return k->page_size == 0
			   ? ""
			   : arena_printf(k->c->a, "%u", k->page_size);
	if (strcmp(name, "region") == 0)
		return k->srv.region != NULL ? k->srv.region : k->region;
	return NULL;
}

const char *
var_value(struct call *k, const char *name, bool secrets)
{
	const char *v = own_value(k, name);

	if (v == NULL &&
	    (secrets || has_text(member_of(k->w->provider, "vars"), name))) {
		v = crawl_text(k->w->conn->settings, name);
		if (*v == '\0')
			v = crawl_text(k->w->conn->secret, name);
	}
	return v == NULL || *v == '\0' ? NULL : v;
}

static bool
is_host_part(const char *s)
{
	return strspn(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789-") == strlen(s);
}

const char *
var_fill(struct call *k, const char *text, bool is_host)
{
	const char *out = "", *open, *end, *name, *v;

	while ((open = strchr(text, '{')) != NULL) {
		if ((end = strchr(open, '}')) == NULL)
			break;
		name =
		    arena_memdup(k->c->a, open + 1, (size_t)(end - open - 1));
		if ((v = var_value(k, name, false)) == NULL) {
			crawl_failed(k->p, CRAWL_BROKEN,
			    "the connection has no %s", name);
			return NULL;
		}
		if (is_host && !is_host_part(v)) {
			crawl_failed(k->p, CRAWL_BROKEN,
			    "%s '%s' can be no part of a host", name, v);
			return NULL;
		}
		out = arena_printf(k->c->a, "%s%.*s%s", out, (int)(open - text),
		    text, uri_encode(k->c->a, v, ""));
		text = end + 1;
	}
	return arena_printf(k->c->a, "%s%s", out, text);
}

bool
wire_may_be_private(const struct wire_rules *rules, const char *host)
{
	const char *const *h = rules != NULL ? rules->private_hosts : NULL;
	size_t n = *host == '[' ? strcspn(host, "]") + 1 : strcspn(host, ":");

	for (; h != NULL && *h != NULL; h++)
		if (strcasecmp(*h, host) == 0 ||
		    (strlen(*h) == n && strncasecmp(*h, host, n) == 0))
			return true;
	return false;
}

enum crawl_end
service_url(struct call *k, struct service *s, const char *url)
{
	struct arena *a = k->c->a;
	const char *host, *path;

	if (!http_is_plain(url))
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "'%.100s' is no URL of a service", url);
	host = strstr(url, "://") + 3;
	path = host + strcspn(host, "/");
	if (path == host)
		return crawl_failed(k->p, CRAWL_BROKEN, "'%.100s' has no host",
		    url);
	s->origin = arena_memdup(a, url, (size_t)(path - url));
	s->host = arena_memdup(a, host, (size_t)(path - host));
	s->base = http_base(arena_strdup(a, path));
	s->is_private = wire_may_be_private(k->w->rules, s->host);
	if (!s->is_private && strncmp(url, "https://", 8) != 0)
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "%s: plain http, and none of the hosts that may be private",
		    s->origin);
	return CRAWL_OK;
}

/* Endpoints of a type, of the interface "public", in the region. */
static const char *
in_entry(struct json_object *entry, const char *region)
{
	struct json_object *eps = member_of(entry, "endpoints"), *e;
	const char *in;
	size_t i, n;

	n = json_object_is_type(eps, json_type_array)
		? json_object_array_length(eps)
		: 0;
	for (i = 0; i < n; i++) {
		e = json_object_array_get_idx(eps, i);
		in = crawl_text(e, "region_id");
		if (*in == '\0')
			in = crawl_text(e, "region");
		if (strcmp(crawl_text(e, "interface"), "public") == 0 &&
		    (*region == '\0' || strcmp(in, region) == 0))
			return crawl_text(e, "url");
	}
	return "";
}

static const char *
in_catalog(struct call *k, struct json_object *types)
{
	struct json_object *cat = k->w->catalog, *e;
	size_t i, j, n, m;
	const char *url;

	n = json_object_is_type(types, json_type_array)
		? json_object_array_length(types)
		: 0;
	m = cat != NULL ? json_object_array_length(cat) : 0;
	for (i = 0; i < n; i++)
		for (j = 0; j < m; j++) {
			e = json_object_array_get_idx(cat, j);
			if (strcmp(crawl_text(e, "type"),
				json_object_get_string(
				    json_object_array_get_idx(types, i))) != 0)
				continue;
			url = in_entry(e, k->region);
			if (*url != '\0')
				return url;
		}
	return "";
}

enum crawl_end
service_find(struct call *k, struct service *s, const char *name)
{
	struct json_object *types;
	const char *url;

	*s = (struct service){ .name = name };
	s->file = member_of(member_of(k->w->provider, "services"), name);
	if (s->file == NULL)
		return crawl_failed(k->p, CRAWL_BROKEN,
		    "the provider's file has no service '%s'", name);
	s->region = crawl_text(s->file, "region");
	if (*s->region == '\0')
		s->region = k->region;
	url = crawl_text(member_of(k->w->conn->settings, "endpoints"), name);
	if (*url != '\0')
		return service_url(k, s, url);
	if ((types = member_of(s->file, "catalog")) != NULL) {
		url = in_catalog(k, types);
		if (*url == '\0')
			return crawl_failed(k->p, CRAWL_GONE,
			    "the catalog has no service '%s' in region '%s'",
			    name, k->region);
		return service_url(k, s, url);
	}
	k->srv.region = s->region;
	if ((url = var_fill(k, crawl_text(s->file, "url"), true)) == NULL)
		return k->p->end;
	return service_url(k, s, url);
}
