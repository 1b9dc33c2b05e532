/* SPDX-License-Identifier: ISC */
#include "crawler/store/diff.h"

#include <stdbool.h>
#include <stdio.h>

#define PATH 512 /* bytes; a longer one is cut */

static void
add(struct json_object *list, const char *path, struct json_object *old,
    struct json_object *new)
{
	struct json_object *o = json_object_new_object();

	json_object_object_add(o, "path", json_object_new_string(path));
	if (old != NULL)
		json_object_object_add(o, "old", json_object_get(old));
	if (new != NULL)
		json_object_object_add(o, "new", json_object_get(new));
	json_object_array_add(list, o);
}

static void
under(char out[PATH], const char *path, const char *member)
{
	snprintf(out, PATH, "%s%s%s", path, path[0] == '\0' ? "" : ".", member);
}

void
diff_docs(struct json_object *list, const char *path, struct json_object *old,
    struct json_object *new)
{
	struct json_object *v;
	char below[PATH];

	if (!json_object_is_type(old, json_type_object) ||
	    !json_object_is_type(new, json_type_object)) {
		if (!json_object_equal(old, new))
			add(list, path, old, new);
		return;
	}
	json_object_object_foreach(old, member, was)
	{
		under(below, path, member);
		if (json_object_object_get_ex(new, member, &v))
			diff_docs(list, below, was, v);
		else
			add(list, below, was, NULL);
	}
	json_object_object_foreach(new, name, is)
	{
		under(below, path, name);
		if (!json_object_object_get_ex(old, name, &v))
			add(list, below, NULL, is);
	}
}
