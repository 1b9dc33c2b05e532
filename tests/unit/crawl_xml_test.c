/* SPDX-License-Identifier: ISC */
#include "crawler/tree/xml.h"

#include <stdlib.h>

#include "common/base/limits.h"
#include "tests/tap.h"

static const char *const wrapped[] = { "item", "member", "Bucket", NULL };
static const char *const flat[] = { "QueueUrl", NULL };
static const struct xml_lists lists = { wrapped, flat };

static void
trees(struct ctx *c)
{
	static const struct {
		const char *xml, *want; /* of it; NULL: refused */
	} rows[] = {
		{ "<a>1</a>", "\"1\"" },
		{ "<a/>", "null" },
		{ "<a> 1 </a>", "\" 1 \"" },
		{ "<a> </a>", "\" \"" },
		{ "<a>\n  \n</a>", "null" },
		{ "<a>\n x</a>", "\"\\n x\"" },
		{ "<a>\n <b>1</b>\n <c>2</c>\n</a>",
		    "{\"b\":\"1\",\"c\":\"2\"}" },
		{ "<a x='1'><n:b xmlns:n='u' y='2'>1</n:b></a>",
		    "{\"b\":\"1\"}" },
		{ "<a><s><item>1</item></s></a>", "{\"s\":[\"1\"]}" },
		{ "<a><s><item>1</item><item>2</item></s></a>",
		    "{\"s\":[\"1\",\"2\"]}" },
		{ "<a><s/></a>", "{\"s\":null}" },
		{ "<a><s><member><k>1</k></member></s></a>",
		    "{\"s\":[{\"k\":\"1\"}]}" },
		{ "<R><Buckets><Bucket><Name>x</Name></Bucket></Buckets></R>",
		    "{\"Buckets\":[{\"Name\":\"x\"}]}" },
		{ "<R><QueueUrl>1</QueueUrl></R>", "{\"QueueUrl\":[\"1\"]}" },
		{ "<R><QueueUrl>1</QueueUrl><QueueUrl>2</QueueUrl></R>",
		    "{\"QueueUrl\":[\"1\",\"2\"]}" },
		{ "<R><b>1</b><b>2</b><b>3</b></R>",
		    "{\"b\":[\"1\",\"2\",\"3\"]}" },
		{ "<R><b/><b>2</b></R>", "{\"b\":[null,\"2\"]}" },
		{ "<a>&lt;&amp;&#233;<![CDATA[<b>]]></a>",
		    "\"<&\xc3\xa9<b>\"" },
		{ "<a>one<b/></a>", NULL },
		{ "<a><b:/></a>", NULL },
		{ "<a><item/><b/></a>", NULL },
		{ "<a><b/><item/></a>", NULL },
		{ "<a><s><item/></s><s><item/></s></a>", NULL },
		{ "", NULL },
		{ "<a>", NULL },
		{ "<a></b>", NULL },
		{ "<a/><b/>", NULL },
		{ "<a>&e;</a>", NULL },
		{ "<a>\xff</a>", NULL },
		{ "<a>&#0;</a>", NULL },
		{ "<!DOCTYPE a><a/>", NULL },
		{ "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>", NULL },
		{ "<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>", NULL },
	};
	struct json_object *o;
	const char *got;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		o = NULL;
		if (xml_doc(c, &o, span_str(rows[i].xml), &lists) != RC_OK) {
			OK(rows[i].want == NULL && c->err.rc == RC_DATA &&
				strncmp(c->err.msg, "xml: line ", 10) == 0,
			    "%s is refused", rows[i].xml);
			err_clear(&c->err);
			continue;
		}
		got = json_object_to_json_string_ext(o,
		    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
		IS(got, rows[i].want != NULL ? rows[i].want : "(refused)", "%s",
		    rows[i].xml);
	}
}

/* n times what, in arena memory. */
static char *
times(struct arena *a, const char *what, size_t n)
{
	size_t len = strlen(what), i;
	char *s = arena_alloc(a, n * len + 1);

	for (i = 0; i < n; i++)
		memcpy(s + i * len, what, len);
	s[n * len] = '\0';
	return s;
}

static enum rc
nested(struct ctx *c, size_t depth)
{
	struct json_object *o;
	enum rc rc;

	rc = xml_doc(c, &o,
	    span_str(arena_printf(c->a, "%s%s", times(c->a, "<a>", depth),
		times(c->a, "</a>", depth))),
	    NULL);
	err_clear(&c->err);
	return rc;
}

static void
bounds(struct ctx *c)
{
	struct json_object *o;

	OK(nested(c, LIM_XML_DEPTH) == RC_OK, "as deep as may be");
	OK(nested(c, LIM_XML_DEPTH + 1) == RC_DATA, "deeper");
	OK(xml_doc(c, &o,
	       span_str(arena_printf(c->a, "<a>%s</a>",
		   times(c->a, "<b/>", LIM_XML_ELEMENTS))),
	       NULL) == RC_DATA,
	    "too many elements");
	err_clear(&c->err);
	OK(xml_doc(c, &o,
	       span_str(
		   arena_printf(c->a, "<%s/>", times(c->a, "n", LIM_XML_NAME))),
	       NULL) == RC_DATA,
	    "a name too long");
	err_clear(&c->err);
}

int
main(void)
{
	struct ctx c = { .a = arena_new((size_t)256 << 20) };

	trees(&c);
	bounds(&c);
	arena_free(c.a);
	DONE();
}
