/* SPDX-License-Identifier: ISC */
#include "common/base/hex.h"

#include "tests/tap.h"

static void
decode_rows(void)
{
	static const struct {
		const char *name, *in;
		size_t outlen;
		int want;
	} vec[] = {
		{ "two bytes", "0xbeef", 2, 0 },
		{ "capitals", "0xBEEF", 2, 0 },
		{ "nothing", "0x", 0, 0 },
		{ "odd digits", "0xbee", 2, -1 },
		{ "one digit too many", "0xbeef0", 2, -1 },
		{ "one byte too few", "0xbe", 2, -1 },
		{ "one byte too many", "0xbeef00", 2, -1 },
		{ "no prefix", "beef", 2, -1 },
		{ "capital prefix", "0Xbeef", 2, -1 },
		{ "half a prefix", "0", 0, -1 },
		{ "empty", "", 0, -1 },
		{ "not a digit", "0xbeeg", 2, -1 },
		{ "blank", "0xbe f", 2, -1 },
		{ "high byte", "0xbe\xc3\xa9", 2, -1 },
	};
	uint8_t out[4];
	size_t i;
	int rc;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		memset(out, 0x55, sizeof(out));
		rc = hex_decode(out, vec[i].outlen, vec[i].in,
		    strlen(vec[i].in));
		OK(rc == vec[i].want, "decode: %s", vec[i].name);
		if (rc != 0)
			OK(out[0] == 0x55 && out[1] == 0x55,
			    "decode: %s leaves out alone", vec[i].name);
		else if (vec[i].outlen == 2)
			OK(out[0] == 0xbe && out[1] == 0xef && out[2] == 0x55,
			    "decode: %s gives its bytes", vec[i].name);
	}
}

static void
quantity_rows(void)
{
	static const struct {
		const char *name, *in;
		int want;
		uint64_t n;
	} vec[] = {
		{ "zero", "0x0", 0, 0 },
		{ "one digit", "0x7", 0, 7 },
		{ "both cases", "0xaF", 0, 0xaf },
		{ "largest", "0xffffffffffffffff", 0, UINT64_MAX },
		{ "65 bits", "0x10000000000000000", -1, 0 },
		{ "leading zero", "0x01", -1, 0 },
		{ "two zeros", "0x00", -1, 0 },
		{ "no digit", "0x", -1, 0 },
		{ "no prefix", "10", -1, 0 },
		{ "empty", "", -1, 0 },
		{ "not a digit", "0x1g", -1, 0 },
		{ "minus", "-0x1", -1, 0 },
	};
	uint64_t n;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		n = 77;
		rc = hex_qty(&n, vec[i].in, strlen(vec[i].in));
		OK(rc == vec[i].want && n == (rc == 0 ? vec[i].n : 77),
		    "quantity: %s", vec[i].name);
	}
}

/* 256 bits, leading zeros or not. */
static void
wide_rows(void)
{
	static const struct {
		const char *name, *in;
		int want;
		uint8_t first, last;
	} vec[] = {
		{ "zero", "0x0", 0, 0, 0 },
		{ "a digit", "0xf", 0, 0, 15 },
		{ "three digits", "0x1aB", 0, 0, 0xab },
		{ "leading zeros", "0x0007", 0, 0, 7 },
		{ "64 digits",
		    "0xab000000000000000000000000000000000000000000000000000000"
		    "000000cd",
		    0, 0xab, 0xcd },
		{ "65 digits",
		    "0x1ab00000000000000000000000000000000000000000000000000000"
		    "0000000cd",
		    -1, 0, 0 },
		{ "no digit", "0x", -1, 0, 0 },
		{ "no prefix", "12", -1, 0, 0 },
		{ "another letter", "0x1g", -1, 0, 0 },
	};
	struct u256 n;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		memset(&n, 0x55, sizeof(n));
		rc = hex_u256(&n, vec[i].in, strlen(vec[i].in));
		OK(rc == vec[i].want, "256 bits: %s", vec[i].name);
		if (rc != 0)
			OK(n.be[0] == 0x55, "%s leaves it alone", vec[i].name);
		else
			OK(n.be[0] == vec[i].first && n.be[31] == vec[i].last &&
				n.be[15] == 0,
			    "256 bits: %s has its value", vec[i].name);
	}
}

int
main(void)
{
	static const uint8_t bytes[] = { 0x00, 0x1f, 0xA0, 0xff };
	struct arena *a = arena_new((size_t)1 << 20);
	char text[2 * sizeof(bytes) + 3];

	decode_rows();
	quantity_rows();
	wide_rows();
	hex_encode(text, bytes, sizeof(bytes));
	IS(text, "0x001fa0ff", "encode writes lower-case digits");
	hex_encode(text, bytes, 0);
	IS(text, "0x", "encode of nothing is the prefix");
	IS(hex_text(a, bytes, sizeof(bytes)), "0x001fa0ff",
	    "the same in an arena");
	arena_free(a);
	DONE();
}
