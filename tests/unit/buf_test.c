/* SPDX-License-Identifier: ISC */
/* Bytes that grow: whatever is added stands there, in order, however long. */
#include "common/base/buf.h"

#include <string.h>

#include "tests/tap.h"

static void
pieces(struct arena *a)
{
	struct buf b = { .a = a };
	char long_one[5000];
	size_t i;

	OK(buf_span(&b).len == 0, "nothing is there at first");
	buf_str(&b, "");
	buf_add(&b, "a\0b", 3);
	OK(b.len == 3 && memcmp(b.p, "a\0b", 3) == 0, "bytes, zeros as well");
	memset(long_one, 'x', sizeof(long_one));
	buf_add(&b, long_one, sizeof(long_one));
	OK(b.len == 5003 && memcmp(b.p + 3, long_one, 5000) == 0,
	    "more than fits at once");
	for (i = 0; i < 5003 && (i < 3 || b.p[i] == 'x'); i++)
		continue;
	OK(i == 5003 && memcmp(b.p, "a\0b", 3) == 0,
	    "what was there before stays");
}

/* Every length around the first size. */
static void
printed(struct arena *a)
{
	char want[600];
	size_t n, bad = 0;

	for (n = 0; n < sizeof(want); n++) {
		struct buf b = { .a = a };

		memset(want, 'y', n);
		buf_str(&b, "<");
		buf_printf(&b, "%.*s%d", (int)n, want, 7);
		buf_str(&b, ">");
		bad += b.len != n + 3 || b.p[0] != '<' ||
		       memcmp(b.p + 1, want, n) != 0 ||
		       memcmp(b.p + 1 + n, "7>", 2) != 0;
	}
	OK(bad == 0, "formats of any length");
}

int
main(void)
{
	struct arena *a = arena_new(1 << 20);

	pieces(a);
	printed(a);
	arena_free(a);
	DONE();
}
