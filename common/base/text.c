/* SPDX-License-Identifier: ISC */
#include "common/base/text.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unicase.h>
#include <uninorm.h>
#include <unictype.h>
#include <unistr.h>

#include "common/base/err.h"

#define SIGMA 2 /* bytes of any sigma */

/*
 * Unicode, table 3-7: the first byte decides the length and what the second
 * may be; the others are 80..BF.
 */
static size_t
lead(uint8_t b, uint8_t *lo, uint8_t *hi)
{
	*lo = b == 0xe0 ? 0xa0 : b == 0xf0 ? 0x90 : 0x80;
	*hi = b == 0xed ? 0x9f : b == 0xf4 ? 0x8f : 0xbf;
	if (b < 0x80)
		return 1;
	if (b < 0xc2 || b > 0xf4)
		return 0;
	return b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
}

size_t
text_char_len(const uint8_t *p, size_t len)
{
	uint8_t lo, hi;
	size_t i, n;

	if (len == 0)
		return 0;
	n = lead(p[0], &lo, &hi);
	if (n > len)
		return 0;
	if (n > 1 && (p[1] < lo || p[1] > hi))
		return 0;
	for (i = 2; i < n; i++)
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;
	return n;
}

char *
text_clean(struct arena *a, const void *in, size_t len)
{
	const uint8_t *p = in;
	char *out, *w;
	size_t n;

	w = out = arena_alloc(a, len + 1);
	while (len > 0) {
		n = text_char_len(p, len);
		if (n > 0 && *p != 0) {
			memcpy(w, p, n);
			w += n;
		} else {
			n = 1;
		}
		p += n;
		len -= n;
	}
	*w = '\0';
	return out;
}

int
text_is_clean(const void *in, size_t len)
{
	const uint8_t *p = in;
	size_t n;

	for (; len > 0; p += n, len -= n)
		if ((n = text_char_len(p, len)) == 0 || *p == 0)
			return 0;
	return 1;
}

char *
text_from_bytes(struct arena *a, const uint8_t *in, size_t len)
{
	while (len > 0 && in[len - 1] == 0)
		len--;
	return text_clean(a, in, len);
}

/* Take over what libunistring wrote: into our buffer, or into its own. */
static char *
taken(struct arena *a, uint8_t *res, uint8_t *buf, size_t len)
{
	char *out;

	if (res == NULL) {
		assert(errno == ENOMEM); /* the input is clean */
		err_die("text", "no memory");
	}
	if (res == buf) {
		buf[len] = '\0';
		return (char *)buf;
	}
	out = arena_memdup(a, res, len);
	free(res);
	return out;
}

/*
 * Is the capital sigma at p the last letter of a word (Unicode, 3.13)?
 * libunistring has a rule of its own here, which sees a letter in a modifier
 * letter and an end in an apostrophe.
 */
static bool
is_final(const uint8_t *start, const uint8_t *p)
{
	const uint8_t *q = p;
	ucs4_t uc;

	do
		if ((q = u8_prev(&uc, q, start)) == NULL)
			return false;
	while (uc_is_property_case_ignorable(uc));
	if (!uc_is_property_cased(uc))
		return false;
	q = p + SIGMA;
	do
		if ((q = u8_next(&uc, q)) == NULL)
			return true;
	while (uc_is_property_case_ignorable(uc));
	return !uc_is_property_cased(uc);
}

/* A copy with small sigmas for the capital ones, each of its form. */
static uint8_t *
small_sigmas(struct arena *a, const char *in, size_t len)
{
	uint8_t *s = (uint8_t *)arena_memdup(a, in, len), *p = s;

	while ((p = u8_strchr(p, 0x3a3)) != NULL) {
		memcpy(p, is_final(s, p) ? "\xcf\x82" : "\xcf\x83", SIGMA);
		p += SIGMA;
	}
	return s;
}

char *
text_lower(struct arena *a, const char *in)
{
	size_t len = strlen(in), n = len + 8;
	uint8_t *buf = arena_alloc(a, n + 1), *s, *res;

	assert(text_is_clean(in, len));
	s = small_sigmas(a, in, len);
	/* No language: Turkish dotless i and its kind stay out. */
	res = u8_tolower(s, len, NULL, NULL, buf, &n);
	return taken(a, res, buf, n);
}

static char *
normal(struct arena *a, const char *in, uninorm_t form)
{
	size_t len = strlen(in), n = len + 8;
	uint8_t *buf = arena_alloc(a, n + 1), *res;

	assert(text_is_clean(in, len));
	res = u8_normalize(form, (const uint8_t *)in, len, buf, &n);
	return taken(a, res, buf, n);
}

char *
text_nfc(struct arena *a, const char *in)
{
	return normal(a, in, UNINORM_NFC);
}

static bool
looks_like_a(ucs4_t uc)
{
	static const ucs4_t those[] = { 0x410, 0x430, 0x391, 0x3b1, 0x1d00,
		0x2c6f, 0x23a };
	size_t i;

	for (i = 0; i < sizeof(those) / sizeof(those[0]); i++)
		if (uc == those[i])
			return true;
	return false;
}

/* In place, which only gets shorter: each becomes an "a". */
static void
replace_a(char *s)
{
	uint8_t *from = (uint8_t *)s, *to = from;
	ucs4_t uc;
	int n;

	for (; (n = u8_strmbtouc(&uc, from)) > 0; from += n) {
		if (looks_like_a(uc)) {
			*to++ = 'a';
			continue;
		}
		memmove(to, from, (size_t)n);
		to += n;
	}
	*to = '\0';
}

static void
drop_marks(char *s)
{
	uint8_t *from = (uint8_t *)s, *to = from;
	ucs4_t uc;
	int n;

	for (; (n = u8_strmbtouc(&uc, from)) > 0; from += n) {
		if (uc_is_general_category(uc, UC_MARK))
			continue;
		memmove(to, from, (size_t)n);
		to += n;
	}
	*to = '\0';
}

char *
text_seen(struct arena *a, const char *in)
{
	char *s = normal(a, in, UNINORM_NFKC);

	replace_a(s);
	s = normal(a, s, UNINORM_NFD);
	drop_marks(s);
	return text_lower(a, s);
}
