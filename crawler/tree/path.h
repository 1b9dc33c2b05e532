/* SPDX-License-Identifier: ISC */
/*
 * Paths into a tree (JSON, or XML made one), as the files of commands write
 * them.  A path is text of a file of ours, read once; a tree is anybody's.
 *
 *	name.first             a member of a member
 *	["OS-EXT-AZ:zone"].x   a name with dots, colons or brackets
 *	list[]                 each element; of what is no list: the one value
 *	list[0]                one element
 *	links[rel=next].href   the elements whose member rel is "next"
 *	*.message              a member of members of any name
 *
 * The empty path is the value itself.  A trailing "[]" flattens one level.
 */
#ifndef DP_CRAWLER_TREE_PATH_H
#define DP_CRAWLER_TREE_PATH_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "common/base/ctx.h"

struct path;

/* Read a path; c->a keeps it.  RC_CONFIG with the place of the fault. */
enum rc path_read(struct ctx *c, struct path **p, const char *text) MUST_CHECK;

/*
 * Call fn with each value that the path leads to, in order; null ones and
 * those that are not there are none.  fn says whether to go on.  Returns
 * how many were given.
 */
size_t path_each(const struct path *p, struct json_object *o,
    bool (*fn)(void *arg, struct json_object *v), void *arg);

/* The first value that the path leads to, borrowed; NULL: none. */
struct json_object *path_one(const struct path *p, struct json_object *o);

/* Can it lead to more than one ("[]", "[a=b]", "*")? */
bool path_is_many(const struct path *p);

#endif
