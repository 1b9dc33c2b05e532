/* SPDX-License-Identifier: ISC */
/* A value from the cache: refused, or a 200 or 404 that ends in time. */
#include "common/base/fuzz.h"
#include "fcgi/serve/stored.h"

#define LIFE_S 60

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *a = arena_new(1 << 20);
	struct span value = { data, len };
	struct reply r = { 0 };

	if (stored_parse(&r, a, value, LIFE_S, 1000) == 0 &&
	    ((r.status != 200 && r.status != 404) || r.ttl_s == 0 ||
		r.ttl_s > LIFE_S || r.body.len >= len))
		__builtin_trap();
	arena_free(a);
	return 0;
}
