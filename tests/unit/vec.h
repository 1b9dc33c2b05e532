/* SPDX-License-Identifier: ISC */
/*
 * Reading tests/vectors/ at test time.  A broken file ends the test.
 *
 * What was checked says so with vec_ran(); the list of it is appended to the
 * file that VECTORS_RAN names, for the test that nothing is left out.
 */
#ifndef DP_TESTS_UNIT_VEC_H
#define DP_TESTS_UNIT_VEC_H

#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/base/arena.h"
#include "common/base/hex.h"

#define VEC_FILES 4

static struct arena *vec_memory;

static struct {
	const char *name;
	struct json_object *doc;
} vec_files[VEC_FILES];
static size_t vec_nfiles;

/* This case was checked. */
static inline void
vec_ran(struct json_object *o)
{
	json_object_set_userdata(o, vec_files, NULL);
}

/* "file member[i].member" of each marked value, deep first. */
static inline void
vec_tell(FILE *f, struct json_object *o, const char *path)
{
	struct arena *a = vec_memory;
	size_t i;

	if (json_object_is_type(o, json_type_array)) {
		for (i = 0; i < json_object_array_length(o); i++)
			vec_tell(f, json_object_array_get_idx(o, i),
			    arena_printf(a, "%s[%zu]", path, i));
	} else if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, key, v)
		    vec_tell(f, v, arena_printf(a, "%s.%s", path, key));
	}
	if (o != NULL && json_object_get_userdata(o) == vec_files)
		fprintf(f, "%s\n", path);
}

static inline void
vec_end(void)
{
	const char *path = getenv("VECTORS_RAN");
	FILE *f = path != NULL ? fopen(path, "a") : NULL;
	size_t i;

	for (i = 0; f != NULL && i < vec_nfiles; i++)
		vec_tell(f, vec_files[i].doc, vec_files[i].name);
	if (f != NULL)
		fclose(f);
	arena_free(vec_memory);
}

/* Memory that lives as long as the test. */
static inline struct arena *
vec_arena(void)
{
	if (vec_memory == NULL) {
		vec_memory = arena_new(64 << 20);
		atexit(vec_end);
	}
	return vec_memory;
}

static inline void
vec_put(void *o)
{
	json_object_put(o);
}

/* Lives as long as the test. */
static inline struct json_object *
vec_load(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct json_object *o;

	if ((o = json_object_from_file(path)) == NULL) {
		printf("Bail out! %s: %s\n", path, json_util_get_last_err());
		exit(1);
	}
	arena_defer(vec_arena(), vec_put, o);
	if (vec_nfiles < VEC_FILES) {
		vec_files[vec_nfiles].name =
		    arena_strdup(vec_arena(), slash != NULL ? slash + 1 : path);
		vec_files[vec_nfiles++].doc = o;
	}
	return o;
}

/* srcdir/tests/vectors/file */
static inline struct json_object *
vec_file(const char *file)
{
	const char *dir = getenv("srcdir");
	char path[4096];

	snprintf(path, sizeof(path), "%s/tests/vectors/%s",
	    dir != NULL ? dir : ".", file);
	return vec_load(path);
}

static inline struct json_object *
vec_get(struct json_object *o, const char *key)
{
	struct json_object *v;

	if (!json_object_object_get_ex(o, key, &v)) {
		printf("Bail out! no member %s\n", key);
		exit(1);
	}
	return v;
}

static inline int
vec_has(struct json_object *o, const char *key)
{
	return json_object_object_get_ex(o, key, NULL);
}

static inline size_t
vec_len(struct json_object *arr)
{
	return json_object_array_length(arr);
}

static inline struct json_object *
vec_at(struct json_object *arr, size_t i)
{
	return json_object_array_get_idx(arr, i);
}

/* NULL when the member is null. */
static inline const char *
vec_str(struct json_object *o, const char *key)
{
	return json_object_get_string(vec_get(o, key));
}

/* Bytes of a "0x..." text. */
static inline uint8_t *
vec_hex(struct json_object *o, const char *key, size_t *len)
{
	const char *s =
	    key == NULL ? json_object_get_string(o) : vec_str(o, key);
	size_t n = (strlen(s) - 2) / 2;
	uint8_t *p = arena_alloc(vec_arena(), n + 1);

	if (hex_decode(p, n, s, strlen(s)) != 0) {
		printf("Bail out! %s is not hexadecimal\n", s);
		exit(1);
	}
	if (len != NULL)
		*len = n;
	return p;
}

/* The bytes of "utf8" or "hex", whichever the vector has. */
static inline const uint8_t *
vec_input(struct json_object *o, size_t *len)
{
	if (vec_has(o, "hex"))
		return vec_hex(o, "hex", len);
	*len = (size_t)json_object_get_string_len(vec_get(o, "utf8"));
	return (const uint8_t *)vec_str(o, "utf8");
}

#endif
