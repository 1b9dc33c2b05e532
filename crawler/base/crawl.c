/* SPDX-License-Identifier: ISC */
#include "crawler/base/crawl.h"

#include <json-c/json.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *
crawl_end_name(enum crawl_end end)
{
	static const char *const name[CRAWL__MAX] = {
		[CRAWL_OK] = "ok",
		[CRAWL_LATER] = "later",
		[CRAWL_REFUSED] = "refused",
		[CRAWL_DENIED] = "denied",
		[CRAWL_GONE] = "gone",
		[CRAWL_BROKEN] = "broken",
	};

	return end < CRAWL__MAX ? name[end] : "broken";
}

void
crawl_page_clear(struct crawl_page *p)
{
	json_object_put(p->items);
	json_object_put(p->next);
	p->items = p->next = NULL;
}

enum crawl_end
crawl_failed(struct crawl_page *p, enum crawl_end end, const char *fmt, ...)
{
	va_list ap;

	crawl_page_clear(p);
	va_start(ap, fmt);
	vsnprintf(p->msg, sizeof(p->msg), fmt, ap);
	va_end(ap);
	return p->end = end;
}

void
crawl_left_out(struct crawl_page *p, const char *fmt, ...)
{
	va_list ap;

	if (p->left_out++ > 0)
		return;
	va_start(ap, fmt);
	vsnprintf(p->msg, sizeof(p->msg), fmt, ap);
	va_end(ap);
}

const char *
crawl_text(struct json_object *o, const char *member)
{
	struct json_object *v;

	if (!json_object_is_type(o, json_type_object) ||
	    !json_object_object_get_ex(o, member, &v))
		return "";
	switch (json_object_get_type(v)) {
	case json_type_string:
	case json_type_int:
		return json_object_get_string(v);
	default:
		return "";
	}
}

const char *
crawl_region(struct arena *a, const char *label)
{
	return arena_memdup(a, label, strcspn(label, " "));
}
