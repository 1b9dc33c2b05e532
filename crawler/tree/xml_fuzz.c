/* SPDX-License-Identifier: ISC */
/*
 * Whatever the bytes are: a tree or a refusal, and nothing left of it.  A tree
 * is no deeper than allowed, holds text that is UTF-8, and is read as JSON
 * again.
 */
#include <json-c/json.h>
#include <string.h>

#include "common/base/fuzz.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "crawler/tree/xml.h"

static void
look(struct json_object *o, unsigned depth)
{
	size_t i;

	if (depth > 2 * LIM_XML_DEPTH)
		__builtin_trap();
	if (json_object_is_type(o, json_type_string) &&
	    !text_is_clean(json_object_get_string(o),
		(size_t)json_object_get_string_len(o)))
		__builtin_trap();
	for (i = 0; json_object_is_type(o, json_type_array) &&
		    i < json_object_array_length(o);
	     i++)
		look(json_object_array_get_idx(o, i), depth + 1);
	if (!json_object_is_type(o, json_type_object))
		return;
	json_object_object_foreach(o, name, v)
	{
		if (*name == '\0' || !text_is_clean(name, strlen(name)))
			__builtin_trap();
		look(v, depth + 1);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const wrapped[] = { "item", "member", NULL };
	static const char *const flat[] = { "Contents", "QueueUrl", NULL };
	static const struct xml_lists lists = { wrapped, flat };
	struct ctx c = { .a = arena_new((size_t)64 << 20) };
	struct span text = { data, len };
	struct json_object *o = NULL;

	if (xml_doc(&c, &o, text, &lists) == RC_OK)
		look(o, 0);
	else if (c.err.rc != RC_DATA)
		__builtin_trap();
	arena_free(c.a);
	return 0;
}
