/* SPDX-License-Identifier: ISC */
#include "chain/providers.h"

#include <string.h>

#include "common/base/limits.h"
#include "tests/tap.h"

static const struct {
	const char *text;
	bool ok;
} cases[] = {
	{ "https://cn1.example", true },
	{ "http://cn1.example", true },
	{ "cn1.example", true },
	{ " https://cn1.example", true },
	{ "\thttps://cn1.example", true },
	{ "https://localhost:4000", true },
	{ "http://my_host.in-the.net:4000/a/b?c=d", true },
	{ "https://10.0.0.1:65535/", true },
	{ "https://a.b", true },
	{ "", false },
	{ " ", false },
	{ "https://", false },
	{ "https://localhost.", false },
	{ "https://nodot", false },
	{ "https://localhosts", false },
	{ "  https://cn1.example", false },
	{ "https://cn1.example ", false },
	{ "https://cn1.example\n", false },
	{ "ftp://cn1.example", false },
	{ "HTTPS://cn1.example", false },
	{ "https://https://cn1.example", false },
	{ "https://.example", false },
	{ "https://a..b", false },
	{ "https://a.b:", false },
	{ "https://a.b:x", false },
	{ "https://a.b:1234567", false },
	{ "https://a.b/ c", false },
	{ "https://a.b/,c", false },
	{ "https://a.b/\"><script>", false },
	{ "https://a.b/\xff", false },
	{ "https://user@a.b", false },
	{ "https://a.b?x", false },
	{ "https://a.b#x", false },
	{ "javascript:alert(1)", false },
	{ "https://\xc3\xa4.example", false },
};

int
main(void)
{
	char longest[LIM_ENDPOINT + 2];
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		OK(provider_endpoint_ok(cases[i].text, strlen(cases[i].text)) ==
			cases[i].ok,
		    "case %zu is %s", i, cases[i].ok ? "taken" : "refused");
	memset(longest, 'a', sizeof(longest));
	memcpy(longest, "https://a.b/", 12);
	OK(provider_endpoint_ok(longest, LIM_ENDPOINT), "the longest is taken");
	OK(!provider_endpoint_ok(longest, LIM_ENDPOINT + 1),
	    "one byte more is refused");
	OK(!provider_endpoint_ok("https://a.b/\0c", 14),
	    "a NUL inside is refused");
	DONE();
}
