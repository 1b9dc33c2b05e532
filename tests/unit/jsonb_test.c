/* SPDX-License-Identifier: ISC */
#include "common/json/jsonb.h"

#include <string.h>

#include "common/base/limits.h"
#include "tests/tap.h"
#include "tests/unit/jsonb_cases.h"

static struct arena *a;

/* NULL: no JSON. */
static const char *
made(const char *text)
{
	struct buf b = { .a = a };

	if (!jsonb_add(&b, text))
		return NULL;
	return arena_memdup(a, b.p, b.len);
}

static void
cases(void)
{
	const char *got;
	size_t i;

	for (i = 0; i < JSONB_CASES; i++) {
		got = made(jsonb_cases[i].in);
		if (jsonb_cases[i].want == NULL)
			OK(got == NULL, "no JSON: %s", jsonb_cases[i].name);
		else
			IS(got != NULL ? got : "none", jsonb_cases[i].want,
			    "%s", jsonb_cases[i].name);
	}
}

static void
deep(void)
{
	char text[4096];
	struct buf b = { .a = a };
	size_t n;

	for (n = 500; n <= 2000; n += 1500) {
		memset(text, '[', n);
		memset(text + n, ']', n);
		text[2 * n] = '\0';
		OK((made(text) != NULL) == (n == 500), "%zu deep", n);
	}
	buf_str(&b, "before");
	OK(!jsonb_add(&b, "{\"a\":[1,2,}") && b.len == 6 &&
		memcmp(b.p, "before", 6) == 0,
	    "what is no JSON adds nothing");
}

int
main(void)
{
	a = arena_new((size_t)64 << 20);
	cases();
	deep();
	arena_free(a);
	DONE();
}
