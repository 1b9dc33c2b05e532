/* SPDX-License-Identifier: ISC */
/*
 * Is a file of ours what this room reads?  Asked when files are loaded, so
 * that a wrong name is found before a provider is asked anything.
 */
#include <string.h>

#include "crawler/tree/path.h"
#include "crawler/wire/login.h"
#include "crawler/wire/pager.h"

static bool
is_among(const char *const *names, const char *name)
{
	for (; *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static enum rc
known(struct ctx *c, const char *what, struct json_object *o,
    const char *const *names)
{
	if (o == NULL)
		return RC_OK;
	if (!json_object_is_type(o, json_type_object))
		return err_set(&c->err, RC_CONFIG, "%s is no object", what);
	json_object_object_foreach(o, name, v)
	{
		(void)v;
		if (!is_among(names, name))
			return err_set(&c->err, RC_CONFIG,
			    "%s: unknown member '%s'", what, name);
	}
	return RC_OK;
}

static enum rc
texts(struct ctx *c, const char *what, struct json_object *arr)
{
	size_t i, n;

	if (arr == NULL)
		return RC_OK;
	if (!json_object_is_type(arr, json_type_array))
		return err_set(&c->err, RC_CONFIG, "%s is no list", what);
	n = json_object_array_length(arr);
	for (i = 0; i < n; i++)
		if (!json_object_is_type(json_object_array_get_idx(arr, i),
			json_type_string))
			return err_set(&c->err, RC_CONFIG,
			    "%s: element %zu is no text", what, i);
	return RC_OK;
}

/* Of an object, every member is a list of texts; paths can be read. */
static enum rc
lists_in(struct ctx *c, const char *what, struct json_object *o, bool paths)
{
	struct path *p;
	enum rc rc = RC_OK;
	size_t i;

	if (o == NULL)
		return RC_OK;
	json_object_object_foreach(o, name, v)
	{
		if ((rc = texts(c, name, v)) != RC_OK)
			break;
		for (i = 0;
		     paths && rc == RC_OK && i < json_object_array_length(v);
		     i++)
			rc = path_read(c, &p,
			    json_object_get_string(
				json_object_array_get_idx(v, i)));
	}
	if (rc != RC_OK)
		err_add(&c->err, "%s", what);
	return rc;
}

static enum rc
check_xml(struct ctx *c, struct json_object *o)
{
	static const char *const names[] = { "wrapped", "flat", NULL };
	enum rc rc = known(c, "xml", o, names);

	return rc != RC_OK ? rc : lists_in(c, "xml", o, false);
}

static enum rc
check_service(struct ctx *c, const char *name, struct json_object *o)
{
	static const char *const names[] = { "url", "catalog", "sign", "region",
		"format", "xml", "lacks_empty", NULL };
	const char *format = crawl_text(o, "format");
	enum rc rc;

	if (!json_object_is_type(o, json_type_object))
		return err_set(&c->err, RC_CONFIG, "is no object");
	if ((rc = known(c, name, o, names)) != RC_OK ||
	    (rc = texts(c, "catalog", member_of(o, "catalog"))) != RC_OK ||
	    (rc = check_xml(c, member_of(o, "xml"))) != RC_OK)
		return rc;
	if (strcmp(format, "json") != 0 && strcmp(format, "xml") != 0)
		return err_set(&c->err, RC_CONFIG,
		    "format '%s' is neither json nor xml", format);
	if ((member_of(o, "url") == NULL) == (member_of(o, "catalog") == NULL))
		return err_set(&c->err, RC_CONFIG,
		    "one of url and catalog says where it is");
	return RC_OK;
}

static enum rc
check_services(struct ctx *c, struct json_object *o)
{
	enum rc rc;

	if (!json_object_is_type(o, json_type_object))
		return err_set(&c->err, RC_CONFIG, "services is no object");
	json_object_object_foreach(o, name, v)
	{
		if ((rc = check_service(c, name, v)) != RC_OK)
			return err_add(&c->err, "service '%s'", name);
	}
	return RC_OK;
}

enum rc
wire_check_provider(struct ctx *c, struct json_object *o)
{
	static const char *const names[] = { "auth", "vars", "services",
		"error", "codes", "regions", "files", NULL };
	static const char *const auth[] = { "style", "url", "form", "format",
		NULL };
	static const char *const error[] = { "code", "message", NULL };
	static const char *const codes[] = { "later", "login", "denied",
		"absent", NULL };
	static const char *const inside[] = { "regions", "files" };
	struct json_object *command;
	enum rc rc;
	size_t i;

	if ((rc = known(c, "provider", o, names)) != RC_OK ||
	    (rc = known(c, "auth", member_of(o, "auth"), auth)) != RC_OK ||
	    (rc = known(c, "error", member_of(o, "error"), error)) != RC_OK ||
	    (rc = known(c, "codes", member_of(o, "codes"), codes)) != RC_OK ||
	    (rc = texts(c, "vars", member_of(o, "vars"))) != RC_OK ||
	    (rc = lists_in(c, "error", member_of(o, "error"), true)) != RC_OK ||
	    (rc = lists_in(c, "codes", member_of(o, "codes"), false)) !=
		RC_OK ||
	    (rc = check_services(c, member_of(o, "services"))) != RC_OK)
		return rc;
	if (auth_find(o) == NULL)
		return err_set(&c->err, RC_CONFIG, "auth: no style '%s'",
		    crawl_text(member_of(o, "auth"), "style"));
	for (i = 0; i < 2; i++) {
		command = member_of(o, inside[i]);
		if (json_object_is_type(command, json_type_object) &&
		    wire_check_command(c, o, command) != RC_OK)
			return err_add(&c->err, "%s", inside[i]);
	}
	return RC_OK;
}

static enum rc
is_variable(struct ctx *c, struct json_object *provider, const char *name)
{
	struct json_object *vars = member_of(provider, "vars");
	size_t i, n = vars != NULL ? json_object_array_length(vars) : 0;

	if (strcmp(name, "page_size") == 0 || strcmp(name, "region") == 0)
		return RC_OK;
	for (i = 0; i < n; i++)
		if (strcmp(json_object_get_string(
			       json_object_array_get_idx(vars, i)),
			name) == 0)
			return RC_OK;
	return err_set(&c->err, RC_CONFIG, "no variable '%s'", name);
}

/* A plain value each; "$name" is a variable. */
static enum rc
check_params(struct ctx *c, struct json_object *provider, const char *what,
    struct json_object *o)
{
	enum rc rc = RC_OK;

	if (o == NULL)
		return RC_OK;
	if (!json_object_is_type(o, json_type_object))
		return err_set(&c->err, RC_CONFIG, "%s is no object", what);
	json_object_object_foreach(o, name, v)
	{
		if (v == NULL ||
		    (strcmp(what, "json") != 0 &&
			(json_object_is_type(v, json_type_object) ||
			    json_object_is_type(v, json_type_array))))
			return err_set(&c->err, RC_CONFIG,
			    "%s: '%s' is no plain value", what, name);
		if (json_object_is_type(v, json_type_string) &&
		    *json_object_get_string(v) == '$')
			rc = is_variable(c, provider,
			    json_object_get_string(v) + 1);
		if (rc != RC_OK)
			return err_add(&c->err, "%s", what);
	}
	return RC_OK;
}

static enum rc
check_path_text(struct ctx *c, struct json_object *provider, const char *path)
{
	const char *open, *end;
	enum rc rc;

	if (*path != '\0' && *path != '/')
		return err_set(&c->err, RC_CONFIG,
		    "path '%s' begins with no slash", path);
	for (; (open = strchr(path, '{')) != NULL; path = end + 1) {
		if ((end = strchr(open, '}')) == NULL)
			return err_set(&c->err, RC_CONFIG,
			    "path: '%s' has no end", open);
		rc = is_variable(c, provider,
		    arena_memdup(c->a, open + 1, (size_t)(end - open - 1)));
		if (rc != RC_OK)
			return err_add(&c->err, "path");
	}
	return RC_OK;
}

static enum rc
check_request(struct ctx *c, struct json_object *provider,
    struct json_object *o)
{
	static const char *const names[] = { "service", "method", "path",
		"query", "form", "json", "headers", NULL };
	static const char *const kinds[] = { "query", "form", "json",
		"headers" };
	const char *method = crawl_text(o, "method");
	const char *service = crawl_text(o, "service");
	enum rc rc;
	size_t i;

	if (o == NULL)
		return err_set(&c->err, RC_CONFIG, "no request");
	if ((rc = known(c, "request", o, names)) != RC_OK)
		return rc;
	if (member_of(member_of(provider, "services"), service) == NULL)
		return err_set(&c->err, RC_CONFIG,
		    "the provider's file has no service '%s'", service);
	if (member_of(o, "form") != NULL && member_of(o, "json") != NULL)
		return err_set(&c->err, RC_CONFIG,
		    "a request has a form or json, not both");
	if (*method != '\0' &&
	    strcmp(method, pager_where(o) == IN_QUERY ? "GET" : "POST") != 0)
		return err_set(&c->err, RC_CONFIG,
		    "method '%s' does not go with the request", method);
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if ((rc = check_params(c, provider, kinds[i],
			 member_of(o, kinds[i]))) != RC_OK)
			return rc;
	return check_path_text(c, provider, crawl_text(o, "path"));
}

static enum rc
check_page(struct ctx *c, struct json_object *provider, struct json_object *o)
{
	static const char *const names[] = { "style", "size", "min", "max",
		"in", "out", "more", "next", "from", NULL };
	static const char *const paths[] = { "out", "more", "next", "from" };
	const struct pager *g = pager_find(o);
	struct path *p;
	enum rc rc;
	size_t i;

	if ((rc = known(c, "page", o, names)) != RC_OK)
		return rc;
	if (g == NULL)
		return err_set(&c->err, RC_CONFIG, "page: no style '%s'",
		    crawl_text(o, "style"));
	for (i = 0; i < 2; i++)
		if (g->needs[i] != NULL && *crawl_text(o, g->needs[i]) == '\0')
			return err_set(&c->err, RC_CONFIG,
			    "page: style %s needs '%s'", g->style, g->needs[i]);
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if ((rc = path_read(c, &p, crawl_text(o, paths[i]))) != RC_OK)
			return err_add(&c->err, "page: %s", paths[i]);
	/* a link's query is sent as it came, and so could not be signed */
	if (strcmp(g->style, "link") == 0 &&
	    strcmp(crawl_text(member_of(provider, "auth"), "style"), "sigv4") ==
		0)
		return err_set(&c->err, RC_CONFIG,
		    "page: no links where requests are signed");
	return RC_OK;
}

enum rc
wire_check_command(struct ctx *c, struct json_object *provider,
    struct json_object *command)
{
	struct path *p;
	enum rc rc;

	if ((rc = check_request(c, provider, member_of(command, "request"))) !=
		RC_OK ||
	    (rc = check_page(c, provider, member_of(command, "page"))) !=
		RC_OK ||
	    (rc = check_xml(c, member_of(command, "xml"))) != RC_OK)
		return rc;
	if ((rc = path_read(c, &p, crawl_text(command, "items"))) != RC_OK)
		return err_add(&c->err, "items");
	return RC_OK;
}
