/* SPDX-License-Identifier: ISC */
#include "common/base/u256.h"

#include "tests/tap.h"

#define MAX                                                                    \
	"1157920892373161954235709850086879078532699846656405640394575840079"  \
	"13129639935"
#define OVER                                                                   \
	"1157920892373161954235709850086879078532699846656405640394575840079"  \
	"13129639936"

static void
texts(void)
{
	static const struct {
		const char *name, *in;
		int want;
		const char *text;
	} vec[] = {
		{ "zero", "0", 0, "0" },
		{ "one", "1", 0, "1" },
		{ "leading zeros", "00042", 0, "42" },
		{ "64 bits", "18446744073709551616", 0,
		    "18446744073709551616" },
		{ "largest", MAX, 0, MAX },
		{ "2^256", OVER, -1, NULL },
		{ "79 digits", MAX "0", -1, NULL },
		{ "empty", "", -1, NULL },
		{ "sign", "-1", -1, NULL },
		{ "letters", "1a", -1, NULL },
		{ "blank", " 1", -1, NULL },
	};
	char text[U256_TEXT];
	struct u256 x;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		memset(&x, 0x55, sizeof(x));
		rc = u256_parse(&x, vec[i].in);
		OK(rc == vec[i].want, "parse: %s", vec[i].name);
		if (rc != 0) {
			OK(x.be[0] == 0x55 && x.be[31] == 0x55,
			    "parse: %s leaves x alone", vec[i].name);
			continue;
		}
		u256_text(text, &x);
		IS(text, vec[i].text, "text: %s", vec[i].name);
	}
}

static void
conversions(void)
{
	struct u256 x;
	uint64_t n = 77;
	int i;

	memset(&x, 0, sizeof(x));
	memset(x.be + 24, 0xff, 8);
	OK(u256_u64(&n, &x, UINT64_MAX) == 0 && n == UINT64_MAX,
	    "the largest 64-bit number is read");
	n = 77;
	OK(u256_u64(&n, &x, UINT64_MAX - 1) == -1 && n == 77,
	    "above max is refused");
	for (i = 0; i < 24; i++) {
		memset(&x, 0, sizeof(x));
		x.be[i] = 1;
		OK(u256_u64(&n, &x, UINT64_MAX) == -1 && n == 77,
		    "a bit in byte %d does not fit", i);
	}
	OK(u256_parse(&x, "2147483647") == 0 &&
		u256_u64(&n, &x, 2147483647) == 0 && n == 2147483647,
	    "the largest id fits its limit");
	OK(u256_parse(&x, "2147483648") == 0 &&
		u256_u64(&n, &x, 2147483647) == -1,
	    "one more does not");
}

static void
sums(void)
{
	static const struct {
		const char *a, *b, *sum; /* NULL: does not fit */
	} rows[] = {
		{ "0", "0", "0" },
		{ "255", "1", "256" },
		{ "18446744073709551615", "1", "18446744073709551616" },
		{ "115792089237316195423570985008687907853269984665640564039457"
		  "584007913129639935",
		    "0",
		    "115792089237316195423570985008687907853269984665640564039"
		    "457584007913129639935" },
		{ "115792089237316195423570985008687907853269984665640564039457"
		  "584007913129639935",
		    "1", NULL },
	};
	char text[U256_TEXT];
	struct u256 a, b, was;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (u256_parse(&a, rows[i].a) != 0 ||
		    u256_parse(&b, rows[i].b) != 0)
			continue;
		was = a;
		OK(u256_add(&a, &b) == (rows[i].sum == NULL ? -1 : 0),
		    "sum %zu fits or does not", i);
		if (rows[i].sum == NULL) {
			OK(memcmp(&a, &was, sizeof(a)) == 0, "and is left");
			continue;
		}
		u256_text(text, &a);
		IS(text, rows[i].sum, "sum %zu", i);
	}
}

int
main(void)
{
	texts();
	sums();
	conversions();
	DONE();
}
