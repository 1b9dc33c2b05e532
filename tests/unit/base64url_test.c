/* SPDX-License-Identifier: ISC */
/* The vectors of RFC 4648, section 10, in the alphabet of section 5. */
#include "common/base/base64url.h"

#include <string.h>

#include "tests/tap.h"

static const struct {
	const char *in, *out; /* out NULL: none */
} rows[] = {
	{ "", "" },
	{ "Zg==", "f" },
	{ "Zg", "f" },
	{ "Zm8=", "fo" },
	{ "Zm9v", "foo" },
	{ "Zm9vYg", "foob" },
	{ "Zm9vYmE=", "fooba" },
	{ "Zm9vYmFy", "foobar" },
	{ "_-8", "\xff\xef" },
	{ "Z", NULL },
	{ "Zm9vY", NULL },
	{ "Zm+v", NULL },
	{ "Zm/v", NULL },
	{ "Z=9v", NULL },
	{ "Zm9 v", NULL },
};

int
main(void)
{
	struct arena *a = arena_new(1 << 20);
	struct span out;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool is =
		    base64url_decode(a, &out, rows[i].in, strlen(rows[i].in));

		OK(is == (rows[i].out != NULL), "\"%s\" is one or not",
		    rows[i].in);
		if (is && rows[i].out != NULL)
			IS((const char *)out.p, rows[i].out, "what \"%s\" is",
			    rows[i].in);
	}
	OK(base64url_decode(a, &out, "AAEC", 4) && out.len == 3 &&
		memcmp(out.p, "\0\1\2", 3) == 0,
	    "a NUL is a byte like others");
	arena_free(a);
	DONE();
}
