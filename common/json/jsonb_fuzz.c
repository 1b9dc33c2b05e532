/* SPDX-License-Identifier: ISC */
/*
 * What is written is JSON and a fixed point; what our own check takes is taken,
 * unless an escape stands for no character; what is refused adds nothing.
 */
#include <stdbool.h>
#include <string.h>

#include "common/base/fuzz.h"
#include "common/base/limits.h"
#include "common/json/jsonb.h"
#include "common/json/jsonv.h"

/* An exponent of four digits is a number of ten thousand. */
static bool
is_vast(const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s != 'e' && *s != 'E')
			continue;
		s += s[1] == '-' || s[1] == '+';
		if (strspn(s + 1, "0123456789") > 2)
			return true;
	}
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *a = arena_new((size_t)256 << 20);
	const char *text = arena_memdup(a, data, len);
	struct buf once = { .a = a }, twice = { .a = a };
	struct jsonv_fault f;
	bool is_json;

	if (len < 20000 && memchr(text, '\0', len) == NULL && !is_vast(text)) {
		is_json = jsonv_check(&f, text, len, LIM_JSON_DEPTH) == 0;
		buf_str(&once, "x");
		if (jsonb_add(&once, text)) {
			const char *out =
			    arena_memdup(a, once.p + 1, once.len - 1);

			if (!jsonb_add(&twice, out) ||
			    twice.len != once.len - 1 ||
			    memcmp(twice.p, out, twice.len) != 0 ||
			    (is_json && jsonv_check(&f, out, once.len - 1,
					    LIM_JSON_DEPTH) != 0))
				__builtin_trap();
		} else if (once.len != 1 ||
			   (is_json && strstr(text, "\\u") == NULL)) {
			__builtin_trap();
		}
	}
	arena_free(a);
	return 0;
}
