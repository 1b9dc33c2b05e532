/* SPDX-License-Identifier: ISC */
#include "crawler/wire/request.h"

#include <stdlib.h>
#include <string.h>

bool
pairs_put(struct pairs *p, const char *name, const char *value)
{
	if (p->n == LIM_WIRE_PARAMS)
		return false;
	p->of[p->n++] = (struct pair){ name, value };
	return true;
}

bool
pairs_set(struct pairs *p, const char *name, const char *value)
{
	size_t i;

	for (i = 0; i < p->n; i++)
		if (strcmp(p->of[i].name, name) == 0) {
			p->of[i].value = value;
			return true;
		}
	return pairs_put(p, name, value);
}

static bool
is_unreserved(char ch)
{
	return (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z') ||
	       (ch >= '0' && ch <= '9') ||
	       (ch != '\0' && strchr("-_.~", ch) != NULL);
}

char *
uri_encode(struct arena *a, const char *s, const char *keep)
{
	static const char digit[] = "0123456789ABCDEF";
	char *out = arena_alloc(a, 3 * strlen(s) + 1), *o = out;
	unsigned char b;

	for (; *s != '\0'; s++) {
		b = (unsigned char)*s;
		if (is_unreserved(*s) || strchr(keep, *s) != NULL) {
			*o++ = *s;
			continue;
		}
		*o++ = '%';
		*o++ = digit[b >> 4];
		*o++ = digit[b & 15];
	}
	*o = '\0';
	return out;
}

static int
by_name_then_value(const void *x, const void *y)
{
	const struct pair *p = x, *q = y;
	int d = strcmp(p->name, q->name);

	return d != 0 ? d : strcmp(p->value, q->value);
}

char *
pairs_encoded(struct arena *a, const struct pairs *p, bool sorted)
{
	struct pair *e = arena_zalloc(a, p->n + 1, sizeof(*e));
	size_t i, len = 1, n, m;
	char *out, *o;

	for (i = 0; i < p->n; i++) {
		e[i].name = uri_encode(a, p->of[i].name, "");
		e[i].value = uri_encode(a, p->of[i].value, "");
		len += strlen(e[i].name) + strlen(e[i].value) + 2;
	}
	if (sorted)
		qsort(e, p->n, sizeof(*e), by_name_then_value);
	o = out = arena_alloc(a, len);
	for (i = 0; i < p->n; i++) {
		n = strlen(e[i].name);
		m = strlen(e[i].value);
		if (i > 0)
			*o++ = '&';
		memcpy(o, e[i].name, n);
		o += n;
		*o++ = '=';
		memcpy(o, e[i].value, m);
		o += m;
	}
	*o = '\0';
	return out;
}

char *
request_url(struct arena *a, const struct request *r)
{
	const char *query = r->raw_query;

	if (query == NULL)
		query = pairs_encoded(a, &r->query, false);
	return arena_printf(a, "%s%s%s%s", r->origin, r->path,
	    *query != '\0' ? "?" : "", query);
}
