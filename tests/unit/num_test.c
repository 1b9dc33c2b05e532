/* SPDX-License-Identifier: ISC */
#include "common/base/num.h"

#include "tests/tap.h"

static void
unsigned_rows(void)
{
	static const struct {
		const char *name, *in;
		uint64_t min, max;
		int want;
		uint64_t n;
	} vec[] = {
		{ "zero", "0", 0, 9, 0, 0 },
		{ "leading zeros", "007", 0, 9, 0, 7 },
		{ "at the lower end", "5", 5, 9, 0, 5 },
		{ "below the lower end", "4", 5, 9, -1, 0 },
		{ "at the upper end", "9", 5, 9, 0, 9 },
		{ "above the upper end", "10", 5, 9, -1, 0 },
		{ "largest", "18446744073709551615", 0, UINT64_MAX, 0,
		    UINT64_MAX },
		{ "largest and one", "18446744073709551616", 0, UINT64_MAX, -1,
		    0 },
		{ "twenty-one digits", "184467440737095516150", 0, UINT64_MAX,
		    -1, 0 },
		{ "empty", "", 0, 9, -1, 0 },
		{ "sign", "+1", 0, 9, -1, 0 },
		{ "minus", "-1", 0, 9, -1, 0 },
		{ "blank in front", " 1", 0, 9, -1, 0 },
		{ "blank behind", "1 ", 0, 9, -1, 0 },
		{ "letters", "12abc", 0, 99, -1, 0 },
		{ "hexadecimal", "0x1", 0, 9, -1, 0 },
		{ "point", "1.0", 0, 9, -1, 0 },
	};
	uint64_t n;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		n = 77;
		rc = num_u64(&n, vec[i].in, vec[i].min, vec[i].max);
		OK(rc == vec[i].want && n == (rc == 0 ? vec[i].n : 77),
		    "unsigned: %s", vec[i].name);
	}
}

static void
signed_rows(void)
{
	static const struct {
		const char *name, *in;
		int64_t min, max;
		int want;
		int64_t n;
	} vec[] = {
		{ "negative", "-12", -99, 99, 0, -12 },
		{ "minus zero is zero", "-0", -9, 9, 0, 0 },
		{ "smallest", "-9223372036854775808", INT64_MIN, INT64_MAX, 0,
		    INT64_MIN },
		{ "smallest less one", "-9223372036854775809", INT64_MIN,
		    INT64_MAX, -1, 0 },
		{ "largest", "9223372036854775807", INT64_MIN, INT64_MAX, 0,
		    INT64_MAX },
		{ "largest and one", "9223372036854775808", INT64_MIN,
		    INT64_MAX, -1, 0 },
		{ "below the range", "-2", -1, 1, -1, 0 },
		{ "above the range", "2", -1, 1, -1, 0 },
		{ "minus alone", "-", -9, 9, -1, 0 },
		{ "two signs", "--1", -9, 9, -1, 0 },
		{ "plus", "+1", -9, 9, -1, 0 },
		{ "empty", "", -9, 9, -1, 0 },
	};
	int64_t n;
	size_t i;
	int rc;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		n = 77;
		rc = num_i64(&n, vec[i].in, vec[i].min, vec[i].max);
		OK(rc == vec[i].want && n == (rc == 0 ? vec[i].n : 77),
		    "signed: %s", vec[i].name);
	}
}

int
main(void)
{
	unsigned_rows();
	signed_rows();
	DONE();
}
