/* SPDX-License-Identifier: ISC */
#include "common/base/base58.h"

#include "tests/tap.h"
#include "tests/unit/vec.h"

static void
vectors(struct json_object *arr)
{
	struct json_object *o;
	char text[BASE58_OUT];
	uint8_t back[BASE58_IN];
	const uint8_t *in;
	size_t i, len, n;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		in = vec_hex(o, "hex", &len);
		n = base58_encode(text, in, len);
		IS(text, vec_str(o, "base58"), "encode vector %zu", i);
		OK(n == strlen(text), "encode vector %zu tells its length", i);
		OK(base58_decode(back, len, text) == 0 &&
			memcmp(back, in, len) == 0,
		    "decode vector %zu", i);
		OK(base58_decode(back, len + 1, text) == -1,
		    "vector %zu does not decode to one byte more", i);
		OK(len == 0 || base58_decode(back, len - 1, text) == -1,
		    "vector %zu does not decode to one byte less", i);
		vec_ran(o);
	}
}

static void
limits(void)
{
	uint8_t in[BASE58_IN], back[BASE58_IN];
	char text[BASE58_OUT];

	memset(in, 0xff, sizeof(in));
	OK(base58_encode(text, in, sizeof(in)) < BASE58_OUT &&
		base58_decode(back, sizeof(back), text) == 0 &&
		memcmp(in, back, sizeof(in)) == 0,
	    "the largest input goes there and back");
	memset(in, 0, sizeof(in));
	OK(base58_encode(text, in, sizeof(in)) == sizeof(in) &&
		base58_decode(back, sizeof(back), text) == 0 &&
		memcmp(in, back, sizeof(in)) == 0,
	    "all zero bytes go there and back");
}

static void
invalid(void)
{
	static const char *const bad[] = { "0", "O", "I", "l", "2g ", " 2g",
		"2g\n", "2\xc3\xa9", "zz" };
	uint8_t out[1] = { 0x55 };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		OK(base58_decode(out, 1, bad[i]) == -1 && out[0] == 0x55,
		    "invalid text %zu is refused and out left alone", i);
}

int
main(void)
{
	vectors(vec_get(vec_file("chain.json"), "base58"));
	limits();
	invalid();
	DONE();
}
