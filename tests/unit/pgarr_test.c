/* SPDX-License-Identifier: ISC */
#include "common/base/pgarr.h"

#include <stdint.h>

#include "tests/tap.h"

static const struct {
	const char *name, *in, *want;
} vec[] = {
	{ "a word", "abc", "{\"abc\"}" },
	{ "an empty text is not NULL", "", "{\"\"}" },
	{ "the word NULL is not NULL", "NULL", "{\"NULL\"}" },
	{ "braces and commas stay inside", "{a,b}", "{\"{a,b}\"}" },
	{ "quotes are escaped", "a\"b", "{\"a\\\"b\"}" },
	{ "backslashes are escaped", "\\\\", "{\"\\\\\\\\\"}" },
	{ "other bytes are left alone", "\xc3\xbc\n\t", "{\"\xc3\xbc\n\t\"}" },
};

static void
check_many(struct arena *a)
{
	struct pgarr *p = pgarr_new(a);
	const char *s;
	size_t i, commas = 0;

	for (i = 0; i < 10000; i++)
		pgarr_text(p, "some words of text");
	OK(pgarr_len(p) == 10000, "elements are counted");
	for (s = pgarr_done(p); *s != '\0'; s++)
		commas += *s == ',';
	OK(commas == 9999 && s[-1] == '}', "10000 texts fit");
}

int
main(void)
{
	struct arena *a = arena_new((size_t)16 << 20);
	struct pgarr *p;
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		p = pgarr_new(a);
		pgarr_text(p, vec[i].in);
		IS(pgarr_done(p), vec[i].want, "%s", vec[i].name);
	}
	IS(pgarr_done(pgarr_new(a)), "{}", "no element");
	p = pgarr_new(a);
	pgarr_int(p, INT64_MIN);
	pgarr_text(p, NULL);
	pgarr_int(p, INT64_MAX);
	IS(pgarr_done(p), "{-9223372036854775808,NULL,9223372036854775807}",
	    "the longest numbers, and a NULL");
	check_many(a);
	arena_free(a);
	DONE();
}
