/* SPDX-License-Identifier: ISC */
#include "common/base/slug.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

#include "common/base/hashid.h"
#include "common/base/limits.h"
#include "common/base/text.h"

/* Removed from titles; the newest sets.  U+2019 is the curly apostrophe. */
#define BOTH        "!%#$&'()*+,/:;=?@[]"
#define TITLE_DROPS BOTH "^.{}\"~\xe2\x80\x99"
#define ROUTE_DROPS BOTH "`"

/* White space of Python's str: \s, and what strip() takes away. */
static const struct {
	ucs4_t from, to;
} space[] = {
	{ 0x0009, 0x000d },
	{ 0x001c, 0x0020 },
	{ 0x0085, 0x0085 },
	{ 0x00a0, 0x00a0 },
	{ 0x1680, 0x1680 },
	{ 0x2000, 0x200a },
	{ 0x2028, 0x2029 },
	{ 0x202f, 0x202f },
	{ 0x205f, 0x205f },
	{ 0x3000, 0x3000 },
};

static bool
is_space(ucs4_t uc)
{
	size_t i;

	for (i = 0; i < sizeof(space) / sizeof(space[0]); i++)
		if (uc >= space[i].from && uc <= space[i].to)
			return true;
	return false;
}

/* The character at *p, which moves behind it; 0 at the end. */
static ucs4_t
next(const char **p)
{
	ucs4_t uc;
	int n = u8_strmbtouc(&uc, (const uint8_t *)*p);

	if (n <= 0)
		return 0;
	*p += n;
	return uc;
}

static void
drop(char *s, const char *chars)
{
	const char *p = s, *from;
	char *w = s;
	ucs4_t uc;

	for (from = p; (uc = next(&p)) != 0; from = p) {
		if (u8_strchr((const uint8_t *)chars, uc) != NULL)
			continue;
		memmove(w, from, (size_t)(p - from));
		w += p - from;
	}
	*w = '\0';
}

/* In place: no white space at either end. */
static void
trim(char *s)
{
	const char *p = s, *from = s, *end = s;
	bool started = false;
	ucs4_t uc;

	while ((uc = next(&p)) != 0) {
		if (!is_space(uc)) {
			started = true;
			end = p;
		} else if (!started) {
			from = end = p;
		}
	}
	memmove(s, from, (size_t)(end - from));
	s[end - from] = '\0';
}

/* Runs of white space become a dash each, and then runs of dashes one dash. */
static void
dash(char *s)
{
	const char *p = s, *from;
	char *w = s;
	ucs4_t uc;

	for (from = p; (uc = next(&p)) != 0; from = p) {
		if (!is_space(uc) && uc != '-') {
			memmove(w, from, (size_t)(p - from));
			w += p - from;
		} else if (w == s || w[-1] != '-') {
			*w++ = '-';
		}
	}
	*w = '\0';
}

static char *
cut(char *s)
{
	size_t n = LIM_SLUG;

	if (strnlen(s, n + 1) > n) {
		while (((unsigned char)s[n] & 0xc0) == 0x80)
			n--; /* inside a character */
		s[n] = '\0';
	}
	return s;
}

char *
slug_title(struct arena *a, const char *title, int64_t id)
{
	char *s = text_nfc(a, title), hashid[HASHID_TEXT];

	drop(s, TITLE_DROPS);
	trim(s);
	dash(s);
	if (*s != '\0')
		return cut(text_lower(a, s));
	hashid_encode(hashid, (uint64_t)id);
	return arena_strdup(a, hashid);
}

char *
slug_numbered(struct arena *a, const char *title_slug, int64_t collision)
{
	if (collision == 0)
		return arena_strdup(a, title_slug);
	return arena_printf(a, "%s-%" PRId64, title_slug, collision);
}

bool
slug_ends_in_digit(const char *s)
{
	const uint8_t *start = (const uint8_t *)s;
	ucs4_t uc;

	if (u8_prev(&uc, start + strlen(s), start) == NULL)
		return false;
	return uc_digit_value(uc) >= 0;
}

char *
slug_route_id(struct arena *a, const char *handle, const char *title)
{
	char *s = text_nfc(a, title);

	drop(s, ROUTE_DROPS);
	dash(s);
	return arena_printf(a, "%s/%s", text_lower(a, handle),
	    text_lower(a, s));
}
