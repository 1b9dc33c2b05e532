/* SPDX-License-Identifier: ISC */
/*
 * XML as the tree that JSON is: an element with elements inside is an object
 * by their names (without prefixes), one with text alone is a string, an empty
 * one, or one with blanks and an end of a line alone, is null; the root's
 * content is the tree.  Attributes, comments and blanks between elements are
 * nothing.
 *
 * What is a list cannot be told from a document with one element, so whoever
 * asks names it: elements of a "wrapped" name are elements of the list that
 * their parent is (<set><item/><item/></set>: "set" is a list), those of
 * a "flat" name are a list under their own name in the parent.  Other elements
 * that repeat are a list as well.
 *
 * A document type, and so every entity of its own, is refused; depth, number
 * of elements and bytes are bounded.
 */
#ifndef DP_CRAWLER_TREE_XML_H
#define DP_CRAWLER_TREE_XML_H

#include <json-c/json.h>
#include <stddef.h>

#include "common/base/ctx.h"
#include "common/base/span.h"

struct xml_lists {
	const char *const *wrapped; /* names, NULL at the end; or NULL */
	const char *const *flat;    /* the same */
};

/* RC_DATA with line and reason.  The object is deferred to c->a. */
enum rc xml_doc(struct ctx *c, struct json_object **o, struct span text,
    const struct xml_lists *lists) MUST_CHECK;

#endif
