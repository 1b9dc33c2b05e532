/* SPDX-License-Identifier: ISC */
/*
 * The description of the routes (OpenAPI 3.1), made of their rows and of the
 * statements that they answer with.
 */
#include <string.h>

#include "config.h"
#include "crawler/rest/rest.h"

static const struct {
	const char *status, *about;
} statuses[] = {
	{ "200", "It is so already." },
	{ "400",
	    "The request cannot be read, or there is no such connection." },
	{ "401", "No token, or none that counts." },
	{ "403", "One may not." },
	{ "404", "It is not there, or not for one's eyes." },
	{ "409", "What is there stands in the way." },
	{ "413", "The body is too long." },
	{ "422", "What is asked for makes no sense." },
	{ "503", "The database does not answer." },
};

#define STATUSES (sizeof(statuses) / sizeof(statuses[0]))

static const char *
type_word(enum rest_type t)
{
	return t == REST_INT    ? "integer"
	       : t == REST_BOOL ? "boolean"
				: "string";
}

static const char *
format(enum rest_type t)
{
	return t == REST_UUID ? "uuid" : t == REST_TIME ? "date-time" : NULL;
}

static bool
in_path(const struct rest_route *rt, const char *name)
{
	const char *at = rt->path;
	size_t len = strlen(name);

	while ((at = strchr(at, ':')) != NULL)
		if (strncmp(++at, name, len) == 0 &&
		    (at[len] == '/' || at[len] == '\0'))
			return true;
	return false;
}

static void
param(struct jsonw *w, const struct rest_route *rt, const struct rest_param *p)
{
	bool path = in_path(rt, p->name);

	jsonw_obj(w, NULL);
	jsonw_str(w, "name", p->name);
	jsonw_str(w, "in", path ? "path" : "query");
	jsonw_bool(w, "required", path);
	jsonw_str(w, "description", p->about);
	jsonw_obj(w, "schema");
	jsonw_str(w, "type", type_word(p->type));
	if (format(p->type) != NULL)
		jsonw_str(w, "format", format(p->type));
	if (p->type == REST_INT) {
		jsonw_int(w, "minimum", p->min);
		jsonw_int(w, "maximum", p->max);
		if (p->def != NULL)
			jsonw_numtext(w, "default", p->def);
	} else if (p->type == REST_TEXT) {
		jsonw_int(w, "maxLength", p->max > 0 ? p->max : 300);
	}
	jsonw_end(w);
	jsonw_end(w);
}

/* A row's parameters may be shared by rows whose paths have fewer of them. */
static bool
is_asked(const struct rest_route *rt, const struct rest_param *p)
{
	static const char *const of_paths[] = { "action", "provider",
		"datacenter", "instance", "task", "id", "entity", NULL };
	size_t i;

	if (in_path(rt, p->name))
		return true;
	if (rt->shape == REST_ROWS)
		return true;
	for (i = 0; of_paths[i] != NULL; i++)
		if (strcmp(of_paths[i], p->name) == 0)
			return false;
	return true;
}

static void
params(struct jsonw *w, const struct rest_route *rt)
{
	const struct rest_param *p = rt->params;

	jsonw_arr(w, "parameters");
	for (; p != NULL && p->name != NULL; p++)
		if (is_asked(rt, p))
			param(w, rt, p);
	if (rt->who != REST_ANYBODY) {
		jsonw_obj(w, NULL);
		jsonw_str(w, "$ref", "#/components/parameters/owner");
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void
cell(struct jsonw *w, const char *name, const char *type)
{
	const char *is = strncmp(type, "int", 3) == 0     ? "integer"
			 : strncmp(type, "float", 5) == 0 ? "number"
			 : strcmp(type, "bool") == 0      ? "boolean"
							  : "string";

	jsonw_obj(w, name);
	if (strcmp(type, "jsonb") != 0) {
		jsonw_arr(w, "type");
		jsonw_str(w, NULL, is);
		jsonw_str(w, NULL, "null");
		jsonw_end(w);
	} else {
		jsonw_arr(w, "type");
		jsonw_str(w, NULL, "object");
		jsonw_str(w, NULL, "array");
		jsonw_str(w, NULL, "null");
		jsonw_end(w);
	}
	jsonw_end(w);
}

/* A statement's columns. */
static void
row(struct jsonw *w, const char *key, int stmt)
{
	const struct sql_stmt *s = &sql_stmt[stmt];
	int i;

	jsonw_obj(w, key);
	jsonw_str(w, "type", "object");
	jsonw_obj(w, "properties");
	for (i = 0; i < s->ncols; i++)
		cell(w, s->cols[i], s->types[i]);
	jsonw_end(w);
	jsonw_arr(w, "required");
	for (i = 0; i < s->ncols; i++)
		jsonw_str(w, NULL, s->cols[i]);
	jsonw_end(w);
	jsonw_bool(w, "additionalProperties", false);
	jsonw_end(w);
}

static void
page_of(struct jsonw *w, int stmt)
{
	jsonw_obj(w, "schema");
	jsonw_str(w, "type", "object");
	jsonw_obj(w, "properties");
	jsonw_obj(w, "items");
	jsonw_str(w, "type", "array");
	row(w, "items", stmt);
	jsonw_end(w);
	jsonw_obj(w, "next");
	jsonw_arr(w, "type");
	jsonw_str(w, NULL, "string");
	jsonw_str(w, NULL, "null");
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_arr(w, "required");
	jsonw_str(w, NULL, "items");
	jsonw_str(w, NULL, "next");
	jsonw_end(w);
	jsonw_end(w);
}

static void
content(struct jsonw *w, const struct rest_route *rt)
{
	jsonw_obj(w, "content");
	if (strcmp(rt->path, "/metrics") == 0) {
		jsonw_obj(w, "text/plain");
		jsonw_end(w);
		jsonw_end(w);
		return;
	}
	jsonw_obj(w, "application/json");
	if (rt->shape == REST_ROWS) {
		page_of(w, rt->stmt);
	} else if (rt->shape == REST_ROW) {
		row(w, "schema", rt->stmt);
	} else {
		jsonw_obj(w, "schema");
		jsonw_str(w, "type", "object");
		jsonw_end(w);
	}
	jsonw_end(w);
	jsonw_end(w);
}

static bool
has_status(const struct rest_route *rt, const char *status)
{
	if (rt->also != NULL && strstr(rt->also, status) != NULL)
		return true;
	if (rt->who == REST_ANYBODY)
		return false;
	return strcmp(status, "401") == 0 || strcmp(status, "503") == 0 ||
	       (strcmp(status, "400") == 0) || (strcmp(status, "403") == 0);
}

static void
responses(struct arena *a, struct jsonw *w, const struct rest_route *rt)
{
	int well = rt->status != 0 ? rt->status : 200;
	size_t i;

	jsonw_obj(w, "responses");
	jsonw_obj(w, arena_printf(a, "%d", well));
	jsonw_str(w, "description", "As asked.");
	content(w, rt);
	jsonw_end(w);
	for (i = 0; i < STATUSES; i++) {
		if (!has_status(rt, statuses[i].status) ||
		    (well == 200 && i == 0))
			continue;
		jsonw_obj(w, statuses[i].status);
		jsonw_str(w, "description", statuses[i].about);
		jsonw_obj(w, "content");
		jsonw_obj(w, "application/json");
		jsonw_obj(w, "schema");
		jsonw_str(w, "$ref",
		    i == 0 ? "#/components/schemas/done"
			   : "#/components/schemas/refusal");
		jsonw_end(w);
		jsonw_end(w);
		jsonw_end(w);
		jsonw_end(w);
	}
	jsonw_end(w);
}

static void
body(struct jsonw *w, const struct rest_route *rt)
{
	if (!rt->body)
		return;
	jsonw_obj(w, "requestBody");
	jsonw_bool(w, "required", !rt->body_too);
	jsonw_obj(w, "content");
	jsonw_obj(w, "application/json");
	jsonw_obj(w, "schema");
	jsonw_str(w, "type", "object");
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
}

static const char *
lower(enum method m)
{
	return m == METHOD_GET    ? "get"
	       : m == METHOD_POST ? "post"
	       : m == METHOD_PUT  ? "put"
				  : "delete";
}

static void
operation(struct arena *a, struct jsonw *w, const struct rest_route *rt)
{
	jsonw_obj(w, lower(rt->method));
	jsonw_str(w, "summary", rt->about);
	params(w, rt);
	body(w, rt);
	responses(a, w, rt);
	jsonw_arr(w, "security");
	if (rt->who != REST_ANYBODY) {
		jsonw_obj(w, NULL);
		jsonw_arr(w, "token");
		jsonw_end(w);
		jsonw_end(w);
	}
	jsonw_end(w);
	jsonw_end(w);
}

/* "/a/:b" as "/a/{b}" */
static const char *
template_of(struct arena *a, const char *path)
{
	const char *out = "";
	size_t len;

	for (; *path == '/'; path += len) {
		len = 1 + strcspn(path + 1, "/");
		out = path[1] == ':'
			  ? arena_printf(a, "%s/{%.*s}", out, (int)(len - 2),
				path + 2)
			  : arena_printf(a, "%s%.*s", out, (int)len, path);
	}
	return out;
}

static bool
is_described(const struct rest_route *rt)
{
	return rt->who != REST_PAGE && rt->who != REST_DOOR;
}

/* Rows of one path stand beside each other. */
static void
paths(struct arena *a, struct jsonw *w)
{
	const struct rest_family *const *f;
	const char *path = "";
	size_t i;

	jsonw_obj(w, "paths");
	for (f = rest_families; *f != NULL; f++) {
		for (i = 0; i < (*f)->n; i++) {
			const struct rest_route *rt = &(*f)->v[i];

			if (!is_described(rt))
				continue;
			if (strcmp(path, rt->path) != 0) {
				if (*path != '\0')
					jsonw_end(w);
				jsonw_obj(w, template_of(a, rt->path));
			}
			path = rt->path;
			operation(a, w, rt);
		}
	}
	jsonw_end(w);
	jsonw_end(w);
}

static void
components(struct jsonw *w)
{
	static const char text[] =
	    "{\"parameters\":{\"owner\":{\"name\":\"owner\",\"in\":\"query\","
	    "\"required\":false,\"description\":\"for which owner a service "
	    "asks\",\"schema\":{\"type\":\"string\"}}},"
	    "\"schemas\":{\"done\":{\"type\":\"object\"},"
	    "\"refusal\":{\"type\":\"object\",\"properties\":{\"error\":"
	    "{\"type\":[\"string\",\"object\",\"array\"]}},\"required\":["
	    "\"error\"]}},"
	    "\"securitySchemes\":{\"token\":{\"type\":\"apiKey\",\"in\":"
	    "\"header\",\"name\":\"Authorization\",\"description\":\"JWT, a "
	    "blank, and a token of a service or of a session\"}}}";

	jsonw_raw(w, "components", text, sizeof(text) - 1);
}

struct span
rest_describe(struct arena *a)
{
	struct jsonw *w = jsonw_new(a);

	jsonw_obj(w, NULL);
	jsonw_str(w, "openapi", "3.1.0");
	jsonw_obj(w, "info");
	jsonw_str(w, "title", "discprov-cloud");
	jsonw_str(w, "version", PACKAGE_VERSION);
	jsonw_str(w, "description", "What runs in the clouds of its owners.");
	jsonw_end(w);
	paths(a, w);
	components(w);
	jsonw_end(w);
	return jsonw_done(w);
}
