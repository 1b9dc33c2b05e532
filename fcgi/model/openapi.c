/* SPDX-License-Identifier: ISC */
#include "fcgi/model/openapi.h"

#include <string.h>

#include "common/base/limits.h"
#include "common/json/jsonw.h"
#include "fcgi/model/field.h"
#include "fcgi/model/model.h"

#include "config.h"

struct api {
	struct arena *a;
	struct jsonw *w;
	bool whole; /* all prefixes: paths and names tell them apart */
};

static const unsigned prefixes[] = { ON_LEGACY, ON_SERVICE, ON_V1, ON_FULL };

#define PREFIXES (sizeof(prefixes) / sizeof(prefixes[0]))

/* {"type":TYPE}, or with null among the types. */
static void
type_of(struct jsonw *w, const char *key, const char *type, bool null_too)
{
	jsonw_obj(w, key);
	if (null_too) {
		jsonw_arr(w, "type");
		jsonw_str(w, NULL, type);
		jsonw_str(w, NULL, "null");
		jsonw_end(w);
	} else {
		jsonw_str(w, "type", type);
	}
	jsonw_end(w);
}

/* Objects: one component a field table and prefix. */

static const char *
component(const struct api *p, const struct fields *f, unsigned on)
{
	if (!p->whole)
		return f->name;
	return arena_printf(p->a, "%s%s",
	    on == ON_FULL      ? "full_"
	    : on_is_legacy(on) ? "legacy_"
			       : "",
	    f->name);
}

static void
ref(const struct api *p, const char *key, const struct fields *f, unsigned on)
{
	jsonw_obj(p->w, key);
	jsonw_str(p->w, "$ref",
	    arena_printf(p->a, "#/components/schemas/%s", component(p, f, on)));
	jsonw_end(p->w);
}

/* One of these entities, or nothing. */
static void
any_of(const struct api *p, const char *key, unsigned on,
    const struct model *first, const struct model *second)
{
	jsonw_obj(p->w, key);
	jsonw_arr(p->w, "anyOf");
	ref(p, NULL, first->fields, on);
	if (second != NULL)
		ref(p, NULL, second->fields, on);
	type_of(p->w, NULL, "null", false);
	jsonw_end(p->w);
	jsonw_end(p->w);
}

static void
field(const struct api *p, const char *key, const struct field *f, unsigned on)
{
	const char *id = on_is_legacy(on) ? "integer" : "string";

	switch (f->kind) {
	case F_TEXT:
	case F_DATE:
	case F_RFC:
		type_of(p->w, key, "string", true);
		break;
	case F_WEI:
		type_of(p->w, key, "string", false);
		break;
	case F_NUM:
		type_of(p->w, key, "number", true);
		break;
	case F_NUM0:
	case F_OWN0:
		type_of(p->w, key, "number", false);
		break;
	case F_BOOL:
		type_of(p->w, key, "boolean", true);
		break;
	case F_BOOL0:
		type_of(p->w, key, "boolean", false);
		break;
	case F_ID:
	case F_REF_USER:
	case F_REF_TRACK:
	case F_REF_PLAYLIST:
	case F_REF_ITEM:
		type_of(p->w, key, id, true);
		break;
	case F_INTS:
	case F_IDS:
		type_of(p->w, key, "array", true);
		break;
	case F_USER:
		any_of(p, key, on, &model_user, NULL);
		break;
	case F_TRACK:
		any_of(p, key, on, &model_track, NULL);
		break;
	case F_PLAYLIST:
		any_of(p, key, on, &model_playlist, NULL);
		break;
	case F_ITEM:
		any_of(p, key, on, &model_track, &model_playlist);
		break;
	default: /* anything */
		jsonw_obj(p->w, key);
		jsonw_end(p->w);
		break;
	}
}

static void
object(const struct api *p, const struct fields *f, unsigned on)
{
	size_t i;

	jsonw_obj(p->w, component(p, f, on));
	jsonw_str(p->w, "type", "object");
	jsonw_obj(p->w, "properties");
	for (i = 0; i < f->n; i++)
		if ((f->v[i].on & on) != 0)
			field(p, f->v[i].name, &f->v[i], on);
	jsonw_end(p->w);
	jsonw_arr(p->w, "required");
	for (i = 0; i < f->n; i++)
		if ((f->v[i].on & on) != 0 && f->v[i].kind != F_FN)
			jsonw_str(p->w, NULL, f->v[i].name);
	jsonw_end(p->w);
	jsonw_end(p->w);
}

static bool
is_first_of(const struct route *rt, unsigned on)
{
	const struct route *before = NULL;

	while ((before = route_next(before)) != rt)
		if (before->record == rt->record && (before->on & on) != 0)
			return false;
	return true;
}

static void
objects(const struct api *p, unsigned on)
{
	static const struct model *const models[] = { &model_user, &model_track,
		&model_playlist };
	const struct route *rt = NULL;
	size_t i;

	for (i = 0; i < sizeof(models) / sizeof(models[0]); i++)
		object(p, models[i]->fields, on);
	while ((rt = route_next(rt)) != NULL)
		if (rt->record != NULL && !rt->record->open &&
		    (rt->on & on) != 0 && is_first_of(rt, on))
			object(p, rt->record, on);
}

/* Parameters. */

static void
bounds(struct jsonw *w, const struct param *p)
{
	jsonw_str(w, "type", "integer");
	if (p->max > p->min) {
		jsonw_int(w, "minimum", p->min);
		jsonw_int(w, "maximum", p->max);
	}
	if (p->def != PARAM_NONE)
		jsonw_int(w, "default", p->def);
}

static void
words(struct jsonw *w, const struct param *p)
{
	size_t i;

	jsonw_str(w, "type", "string");
	jsonw_arr(w, "enum");
	for (i = 0; p->words[i] != NULL; i++)
		jsonw_str(w, NULL, p->words[i]);
	jsonw_end(w);
	if (p->def != PARAM_NONE)
		jsonw_str(w, "default", p->words[p->def]);
}

static void
many(struct jsonw *w, const char *of)
{
	jsonw_str(w, "type", "array");
	type_of(w, "items", of, false);
	jsonw_int(w, "maxItems", LIM_IDS);
}

static void
schema(struct jsonw *w, const char *key, const struct param *p, unsigned on)
{
	const char *id = on_is_legacy(on) ? "integer" : "string";

	jsonw_obj(w, key);
	switch (p->type) {
	case P_INT:
	case P_LIMIT:
	case P_BLOCK:
		bounds(w, p);
		break;
	case P_NUMBER:
		jsonw_str(w, "type", "number");
		break;
	case P_BOOL:
		jsonw_str(w, "type", "boolean");
		jsonw_bool(w, "default", p->def == 1);
		break;
	case P_ID:
	case P_USER:
		jsonw_str(w, "type", id);
		break;
	case P_WALLET:
		jsonw_str(w, "type", "string");
		jsonw_str(w, "pattern", "^0x[0-9a-fA-F]{40}$");
		break;
	case P_DATE:
		jsonw_str(w, "type", "string");
		jsonw_str(w, "format", "date-time");
		break;
	case P_WORD:
		words(w, p);
		break;
	case P_IDS:
		many(w, id);
		break;
	case P_TEXTS:
		many(w, "string");
		break;
	default:
		jsonw_str(w, "type", "string");
		jsonw_int(w, "maxLength", p->max > 0 ? p->max : PARAM_TEXT_MAX);
		break;
	}
	jsonw_end(w);
}

static void
parameter(struct jsonw *w, const struct param *p, unsigned on)
{
	static const char *const places[] = {
		[IN_PATH] = "path",
		[IN_QUERY] = "query",
		[IN_HEADER] = "header",
	};

	jsonw_obj(w, NULL);
	jsonw_str(w, "name", p->name);
	jsonw_str(w, "in", places[p->place]);
	jsonw_bool(w, "required", p->required);
	schema(w, "schema", p, on);
	jsonw_end(w);
}

/* Answers. */

/* What stands under "data". */
static void
data(const struct api *p, const struct route *rt, unsigned on)
{
	enum shape shape = route_shape(rt, on);
	const struct fields *f =
	    rt->model != NULL ? rt->model->fields : rt->record;
	/* code of its own answers in a shape of its own, or so it may be */
	bool known = f != NULL && (rt->fn == NULL || rt->model != NULL);

	if (!known) {
		jsonw_obj(p->w, "data");
		jsonw_end(p->w);
	} else if (f->open) {
		jsonw_obj(p->w, "data");
		jsonw_str(p->w, "type", "array");
		field(p, "items", &f->v[0], on);
		jsonw_end(p->w);
	} else if (shape == SHAPE_ONE) {
		ref(p, "data", f, on);
	} else {
		jsonw_obj(p->w, "data");
		jsonw_str(p->w, "type", "array");
		ref(p, "items", f, on);
		jsonw_end(p->w);
	}
}

static void
envelope_of(const struct api *p, const struct route *rt, unsigned on)
{
	static const char *const heights[] = { "latest_chain_block",
		"latest_chain_slot_plays", "latest_indexed_block",
		"latest_indexed_slot_plays" };
	struct jsonw *w = p->w;
	size_t i;

	jsonw_obj(w, "schema");
	jsonw_str(w, "type", "object");
	jsonw_obj(w, "properties");
	data(p, rt, on);
	for (i = 0; on != ON_V1 && i < sizeof(heights) / sizeof(heights[0]);
	     i++)
		type_of(w, heights[i], "integer", true);
	if (rt->related)
		type_of(w, "related", "object", false);
	jsonw_end(w);
	jsonw_arr(w, "required");
	jsonw_str(w, NULL, "data");
	jsonw_end(w);
	jsonw_end(w);
}

/* What is refused or missing says why, in the form of its prefix. */
static const char *
error_name(const struct api *p, unsigned on)
{
	return p->whole && on_is_legacy(on) ? "legacy_error" : "error";
}

/* It is an object with that member. */
static void
has(struct jsonw *w, const char *name)
{
	jsonw_obj(w, NULL);
	jsonw_arr(w, "required");
	jsonw_str(w, NULL, name);
	jsonw_end(w);
	jsonw_end(w);
}

static void
error(const struct api *p, unsigned on)
{
	struct jsonw *w = p->w;

	jsonw_obj(w, error_name(p, on));
	jsonw_str(w, "type", "object");
	jsonw_obj(w, "properties");
	jsonw_obj(w, "error"); /* a text, or a list of them */
	jsonw_arr(w, "type");
	jsonw_str(w, NULL, "string");
	jsonw_str(w, NULL, "array");
	jsonw_end(w);
	jsonw_end(w);
	type_of(w, "success", "boolean", false);
	if (!on_is_legacy(on)) {
		type_of(w, "code", "integer", false);
		type_of(w, "errors", "object", false);
		type_of(w, "message", "string", false);
	}
	jsonw_end(w);
	jsonw_arr(w, "anyOf");
	has(w, "error"); /* under /v1 when there is no such route */
	/* a block that nobody has is told in an envelope */
	has(w, on_is_legacy(on) ? "data" : "message");
	jsonw_end(w);
	jsonw_end(w);
}

/* A status that is no answer to what was asked. */
static void
refusal(const struct api *p, unsigned on, const char *status, const char *what)
{
	struct jsonw *w = p->w;

	jsonw_obj(w, status);
	jsonw_str(w, "description", what);
	jsonw_obj(w, "content");
	jsonw_obj(w, "application/json");
	jsonw_obj(w, "schema");
	jsonw_str(w, "$ref",
	    arena_printf(p->a, "#/components/schemas/%s", error_name(p, on)));
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
}

static void
said(struct jsonw *w, const char *status, const char *what)
{
	jsonw_obj(w, status);
	jsonw_str(w, "description", what);
	jsonw_end(w);
}

static void
answers(const struct api *p, const struct route *rt, unsigned on)
{
	struct jsonw *w = p->w;

	jsonw_obj(w, "responses");
	jsonw_obj(w, "200");
	jsonw_str(w, "description", "the answer");
	if (rt->model != NULL || rt->record != NULL) {
		jsonw_obj(w, "content");
		jsonw_obj(w, "application/json");
		envelope_of(p, rt, on);
		jsonw_end(w);
		jsonw_end(w);
	}
	jsonw_end(w);
	if ((rt->also & ALSO_ELSEWHERE) != 0)
		said(w, "302", "where it is");
	refusal(p, on, "400", "a parameter is not what it should be");
	if ((rt->also & ALSO_UNSIGNED) != 0)
		refusal(p, on, "401", "only for who signs the request");
	if ((rt->also & ALSO_REFUSED) != 0)
		refusal(p, on, "403", "who signs the request may not");
	refusal(p, on, "404", "there is no such thing");
	if (rt->post)
		refusal(p, on, "413", "the body is too large");
	refusal(p, on, "414", "path and query are too long");
	refusal(p, on, "429", "too many requests from one address");
	if ((rt->also & ALSO_UNWELL) != 0) {
		said(w, "500", "the answer, and the node is not well");
		said(w, "503", "the same, and the database does not answer");
	} else {
		refusal(p, on, "503", "the database does not answer");
	}
	jsonw_end(w);
}

/* Paths. */

/* "/users/:id" as "/users/{id}". */
static const char *
template_of(struct arena *a, const char *prefix, const char *path)
{
	char *out = arena_alloc(a, strlen(prefix) + 2 * strlen(path) + 1);
	char *o = stpcpy(out, prefix);
	size_t len;

	for (; *path == '/'; path += len) {
		*o++ = '/';
		path++;
		len = strcspn(path, "/");
		if (*path == ':') {
			*o++ = '{';
			memcpy(o, path + 1, len - 1);
			o += len - 1;
			*o++ = '}';
		} else {
			memcpy(o, path, len);
			o += len;
		}
	}
	*o = '\0';
	return out;
}

static const char *
verb(const struct route *rt)
{
	return rt->post ? "post" : "get";
}

/* "/users/:id/tracks" as "get_users_by_id_tracks": each stands once. */
static const char *
operation(struct arena *a, const char *prefix, const struct route *rt)
{
	const char *path = rt->path;
	char *out = arena_alloc(a, strlen(prefix) + 4 * strlen(path) + 8);
	char *o = stpcpy(out, verb(rt));
	const char *s = arena_printf(a, "%s%s", prefix, path);

	for (; *s != '\0'; s++)
		if (*s == ':')
			o = stpcpy(o, "by_");
		else
			*o++ = *s == '/' ? '_' : *s;
	*o = '\0';
	return out;
}

/* What members the object in a POST's body has. */
static void
body(struct jsonw *w, const struct route *rt, unsigned on)
{
	const struct param *q;

	jsonw_obj(w, "requestBody");
	jsonw_obj(w, "content");
	jsonw_obj(w, "application/json");
	jsonw_obj(w, "schema");
	jsonw_str(w, "type", "object");
	jsonw_obj(w, "properties");
	for (q = rt->params; q->name != NULL; q++)
		if (q->place == IN_BODY)
			schema(w, q->name, q, on);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
}

static void
method(const struct api *p, const struct route *rt, unsigned on,
    const char *prefix)
{
	const char *family = rt->path + 1;
	const struct param *q;
	struct jsonw *w = p->w;

	jsonw_obj(w, verb(rt));
	jsonw_str(w, "operationId", operation(p->a, prefix, rt));
	jsonw_arr(w, "tags");
	jsonw_strn(w, NULL, family, strcspn(family, "/"));
	jsonw_end(w);
	jsonw_arr(w, "parameters");
	for (q = rt->params; q->name != NULL; q++)
		if (q->place != IN_BODY)
			parameter(w, q, on);
	jsonw_end(w);
	if (rt->post)
		body(w, rt, on);
	answers(p, rt, on);
	jsonw_end(w);
}

/* The row for the same path and the other method, or NULL. */
static const struct route *
twin(const struct route *rt, unsigned on)
{
	const struct route *other = NULL;

	while ((other = route_next(other)) != NULL)
		if (other != rt && (other->on & on) != 0 &&
		    strcmp(other->path, rt->path) == 0)
			return other;
	return NULL;
}

static void
path_item(const struct api *p, const struct route *rt, unsigned on)
{
	const char *prefix = p->whole ? route_prefix(on) : "";
	const struct route *other = twin(rt, on);

	if (other != NULL && rt->post)
		return; /* stands with the other one */
	jsonw_obj(p->w, template_of(p->a, prefix, rt->path));
	method(p, rt, on, prefix);
	if (other != NULL)
		method(p, other, on, prefix);
	jsonw_end(p->w);
}

static void
paths(const struct api *p, unsigned on)
{
	const struct route *rt = NULL;
	size_t i;

	jsonw_obj(p->w, "paths");
	for (i = 0; i < PREFIXES; i++)
		if (on == 0 || on == prefixes[i])
			while ((rt = route_next(rt)) != NULL)
				if ((rt->on & prefixes[i]) != 0)
					path_item(p, rt, prefixes[i]);
	jsonw_end(p->w);
}

struct span
openapi_json(struct arena *a, unsigned on, const char *version)
{
	struct api p = { a, jsonw_new(a), on == 0 };
	struct jsonw *w = p.w;

	jsonw_obj(w, NULL);
	jsonw_str(w, "openapi", "3.1.0");
	jsonw_obj(w, "info");
	jsonw_str(w, "title", "discprov");
	jsonw_str(w, "description",
	    "A discovery provider: users, tracks, playlists and what they do.");
	jsonw_str(w, "version", version);
	jsonw_end(w);
	jsonw_arr(w, "servers");
	jsonw_obj(w, NULL);
	jsonw_str(w, "url", on == 0 ? "/" : route_prefix(on));
	jsonw_end(w);
	jsonw_end(w);
	paths(&p, on);
	jsonw_obj(w, "components");
	jsonw_obj(w, "schemas");
	if (on == 0) {
		error(&p, ON_LEGACY);
		error(&p, ON_V1);
		objects(&p, ON_LEGACY);
		objects(&p, ON_V1);
		objects(&p, ON_FULL);
	} else {
		error(&p, on);
		objects(&p, on);
	}
	jsonw_end(w);
	jsonw_end(w);
	jsonw_end(w);
	return jsonw_done(w);
}

void
openapi_print(FILE *out)
{
	struct arena *a = arena_new(LIM_ARENA_REQUEST);
	struct span s = openapi_json(a, 0, PACKAGE_VERSION);

	(void)fwrite(s.p, 1, s.len, out);
	fputc('\n', out);
	arena_free(a);
}
