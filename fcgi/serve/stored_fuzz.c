/* SPDX-License-Identifier: ISC */
/* A value from the cache: refused, or a 200 or 404 with an end in sight. */
#include "common/base/fuzz.h"
#include "fcgi/serve/stored.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *a = arena_new(1 << 20);
	struct span value = { data, len };
	struct reply r = { 0 };

	if (stored_parse(&r, a, value, 1000) == 0 &&
	    ((r.status != 200 && r.status != 404) || r.ttl_s == 0 ||
		r.body.len >= len))
		__builtin_trap();
	arena_free(a);
	return 0;
}
