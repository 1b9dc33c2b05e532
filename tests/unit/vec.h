/* SPDX-License-Identifier: ISC */
/* Reading tests/vectors/ at test time.  A broken file ends the test. */
#ifndef DP_TESTS_UNIT_VEC_H
#define DP_TESTS_UNIT_VEC_H

#include <json-c/json.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/arena.h"
#include "common/hex.h"

static struct arena *vec_memory;

static inline void
vec_end(void)
{
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

/* srcdir/tests/vectors/file; lives as long as the test. */
static inline struct json_object *
vec_file(const char *file)
{
	const char *dir = getenv("srcdir");
	struct json_object *o;
	char path[4096];

	snprintf(path, sizeof(path), "%s/tests/vectors/%s",
	    dir != NULL ? dir : ".", file);
	if ((o = json_object_from_file(path)) == NULL) {
		printf("Bail out! %s: %s\n", path, json_util_get_last_err());
		exit(1);
	}
	arena_defer(vec_arena(), vec_put, o);
	return o;
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
