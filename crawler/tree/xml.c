/* SPDX-License-Identifier: ISC */
/*
 * Expat calls back for begin, text and end of elements; a stack of what is
 * open is all that is kept beside the tree.  A document type ends the
 * reading, so no entity is ever declared; names and text are UTF-8 by expat.
 * When something is wrong the parser is stopped, and what was built is put.
 */
#include "crawler/tree/xml.h"

#include <expat.h>
#include <limits.h>
#include <string.h>

#include "common/base/buf.h"
#include "common/base/limits.h"

/* An element that is open. */
struct open {
	struct json_object *o;   /* its members or elements; NULL: none yet */
	char name[LIM_XML_NAME]; /* without prefix */
	size_t text;             /* where its text begins, in the reader's */
};

struct reader {
	struct ctx *c;
	XML_Parser p;
	const struct xml_lists *lists;
	struct open open[LIM_XML_DEPTH];
	size_t depth, elements;
	struct buf text; /* of all that are open, one behind the other */
	struct json_object *root;
	bool has_root;
	const char *why; /* it was stopped; NULL: not by us */
};

static void
stop(struct reader *r, const char *why)
{
	if (r->why == NULL)
		r->why = why;
	XML_StopParser(r->p, XML_FALSE);
}

static bool
is_among(const char *const *names, const char *name)
{
	for (; names != NULL && *names != NULL; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

static const char *
local_name(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon != NULL ? colon + 1 : name;
}

static void
on_begin(void *arg, const char *name, const char **attributes)
{
	struct reader *r = arg;
	struct open *e;

	(void)attributes;
	if (r->why != NULL)
		return;
	if (r->depth == LIM_XML_DEPTH) {
		stop(r, "too deep");
		return;
	}
	if (r->elements++ == LIM_XML_ELEMENTS) {
		stop(r, "too many elements");
		return;
	}
	name = local_name(name);
	if (*name == '\0') {
		stop(r, "a prefix without a name");
		return;
	}
	if (strlen(name) >= LIM_XML_NAME) {
		stop(r, "a name too long");
		return;
	}
	e = &r->open[r->depth++];
	e->o = NULL;
	memcpy(e->name, name, strlen(name) + 1);
	e->text = r->text.len;
}

static void
on_text(void *arg, const char *text, int len)
{
	struct reader *r = arg;

	if (r->why == NULL)
		buf_add(&r->text, text, (size_t)len);
}

static void
on_doctype(void *arg, const char *name, const char *sysid, const char *pubid,
    int has_internal)
{
	(void)name, (void)sysid, (void)pubid, (void)has_internal;
	stop(arg, "a document type");
}

static bool
append(struct json_object *list, struct json_object *v)
{
	return json_object_array_add(list, v) == 0;
}

/* One more element of the list that the parent is. */
static bool
put_wrapped(struct reader *r, struct open *parent, struct json_object *v)
{
	if (parent->o == NULL)
		parent->o = json_object_new_array();
	if (!json_object_is_type(parent->o, json_type_array)) {
		stop(r, "a list with other elements");
		return false;
	}
	return append(parent->o, v);
}

/* A member of the parent; the second of a name makes a list of both. */
static bool
put_member(struct reader *r, struct open *parent, const char *name,
    struct json_object *v, bool flat)
{
	struct json_object *was, *list;

	if (parent->o == NULL)
		parent->o = json_object_new_object();
	if (!json_object_is_type(parent->o, json_type_object)) {
		stop(r, "a list with other elements");
		return false;
	}
	if (!json_object_object_get_ex(parent->o, name, &was)) {
		if (flat) {
			list = json_object_new_array();
			json_object_object_add(parent->o, name, list);
			return append(list, v);
		}
		return json_object_object_add(parent->o, name, v) == 0;
	}
	/*
	 * An element that is a list itself would be taken for the list of
	 * those that repeat: no such document is known, so it is refused.
	 */
	if (json_object_is_type(v, json_type_array)) {
		stop(r, "lists that repeat");
		return false;
	}
	if (!json_object_is_type(was, json_type_array)) {
		list = json_object_new_array();
		append(list, json_object_get(was));
		json_object_object_add(parent->o, name, list);
		was = list;
	}
	return append(was, v);
}

static bool
is_blank(const char *s, size_t len)
{
	while (len > 0)
		if (strchr(" \t\r\n", s[--len]) == NULL)
			return false;
	return true;
}

/*
 * Text beside elements is layout, or nothing that a provider sends; so is that
 * of a list without elements whose end stands in a line of its own.
 */
static struct json_object *
value_of(struct reader *r, struct open *e)
{
	size_t len = r->text.len - e->text;
	const char *text;

	if (e->o != NULL || len == 0)
		return e->o;
	text = r->text.p + e->text;
	if (memchr(text, '\n', len) != NULL && is_blank(text, len))
		return NULL;
	return json_object_new_string_len(text, (int)len);
}

static void
on_end(void *arg, const char *name)
{
	struct reader *r = arg;
	struct open *e;
	struct json_object *v;
	bool put;

	(void)name;
	if (r->why != NULL) /* the end of the element that it was stopped at */
		return;
	e = &r->open[r->depth - 1];
	if (e->o != NULL &&
	    !is_blank(r->text.p + e->text, r->text.len - e->text)) {
		stop(r, "text beside elements");
		return;
	}
	v = value_of(r, e);
	e->o = NULL;
	r->text.len = e->text;
	r->depth--;
	if (r->depth == 0) {
		r->root = v;
		r->has_root = true;
		return;
	}
	if (is_among(r->lists->wrapped, e->name))
		put = put_wrapped(r, e - 1, v);
	else
		put = put_member(r, e - 1, e->name, v,
		    is_among(r->lists->flat, e->name));
	if (!put)
		json_object_put(v);
}

static enum rc
failed(struct reader *r)
{
	const char *why = r->why;

	if (why == NULL)
		why = XML_ErrorString(XML_GetErrorCode(r->p));
	return err_set(&r->c->err, RC_DATA, "xml: line %lu: %s",
	    (unsigned long)XML_GetCurrentLineNumber(r->p), why);
}

static void
put(void *o)
{
	json_object_put(o);
}

static void
discard(struct reader *r)
{
	while (r->depth > 0)
		json_object_put(r->open[--r->depth].o);
}

enum rc
xml_doc(struct ctx *c, struct json_object **o, struct span text,
    const struct xml_lists *lists)
{
	static const struct xml_lists none = { NULL, NULL };
	struct reader *r = arena_zalloc(c->a, 1, sizeof(*r));
	enum rc rc = RC_OK;

	if (text.len > INT_MAX)
		return err_set(&c->err, RC_DATA, "xml: %zu bytes", text.len);
	r->c = c;
	r->text.a = c->a;
	r->lists = lists != NULL ? lists : &none;
	if ((r->p = XML_ParserCreate("UTF-8")) == NULL)
		err_die("xml", "no memory");
	XML_SetUserData(r->p, r);
	XML_SetElementHandler(r->p, on_begin, on_end);
	XML_SetCharacterDataHandler(r->p, on_text);
	XML_SetStartDoctypeDeclHandler(r->p, on_doctype);
	if (XML_Parse(r->p, (const char *)text.p, (int)text.len, 1) !=
	    XML_STATUS_OK)
		rc = failed(r);
	XML_ParserFree(r->p);
	discard(r);
	if (rc != RC_OK) {
		json_object_put(r->root);
		return rc;
	}
	*o = r->root;
	if (r->root != NULL)
		arena_defer(c->a, put, r->root);
	return RC_OK;
}
