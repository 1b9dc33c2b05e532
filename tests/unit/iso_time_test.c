/* SPDX-License-Identifier: ISC */
#include "common/base/iso_time.h"

#include <inttypes.h>

#include "tests/tap.h"

#define NO INT64_MIN
#define AT 1738326659 /* 2025-01-31 12:30:59 */

/* Seconds as the first two readers understand them; NO: not at all. */
static const struct {
	const char *in;
	int64_t any, strict;
	int32_t us;
} vec[] = {
	{ "2025-01-31T12:30:59Z", AT, AT, 0 },
	{ "2025-01-31 12:30:59Z", AT, AT, 0 },
	{ "2025-01-31T12:30:59+01:30", AT - 5400, AT - 5400, 0 },
	{ "2025-01-31T12:30:59-01:30", AT + 5400, AT + 5400, 0 },
	{ "2025-01-31T12:30:59.5Z", AT, AT, 500000 },
	{ "2025-01-31T12:30:59.123456Z", AT, AT, 123456 },
	{ "2025-01-31T12:30:59.1234569Z", AT, AT, 123456 },
	{ "2024-02-29T00:00:00Z", 1709164800, 1709164800, 0 },
	{ "1969-12-31T23:59:59Z", -1, -1, 0 },
	{ "1970-01-01T00:00:00+00:01", -60, -60, 0 },
	{ "0001-01-01T00:00:00Z", -62135596800, -62135596800, 0 },
	{ "9999-12-31T23:59:59Z", 253402300799, 253402300799, 0 },
	/* parts may be missing */
	{ "2025-01-31", AT - 45059, NO, 0 },
	{ "2025-01-31T12:30", AT - 59, NO, 0 },
	{ "2025-01-31T12:30Z", AT - 59, NO, 0 },
	{ "2025-01-31T12:30:59", AT, NO, 0 },
	{ "2025-01-31 12:30:59.25", AT, NO, 250000 },
	{ "2025-01-31T12:30:59+01", AT - 3600, NO, 0 },
	{ "2025-01-31T12:30:59+0130", AT - 5400, NO, 0 },
	/* small letters are RFC 3339's alone */
	{ "2025-01-31t12:30:59Z", NO, AT, 0 },
	{ "2025-01-31T12:30:59z", NO, AT, 0 },
	/* no such time */
	{ "2025-02-29T00:00:00Z", NO, NO, 0 },
	{ "1900-02-29T00:00:00Z", NO, NO, 0 },
	{ "2025-04-31T00:00:00Z", NO, NO, 0 },
	{ "2025-00-01T00:00:00Z", NO, NO, 0 },
	{ "2025-13-01T00:00:00Z", NO, NO, 0 },
	{ "2025-01-00T00:00:00Z", NO, NO, 0 },
	{ "0000-01-01T00:00:00Z", NO, NO, 0 },
	{ "2025-01-31T24:00:00Z", NO, NO, 0 },
	{ "2025-01-31T12:60:00Z", NO, NO, 0 },
	{ "2025-01-31T12:30:60Z", NO, NO, 0 },
	{ "2025-01-31T12:30:59+24:00", NO, NO, 0 },
	{ "2025-01-31T12:30:59+00:60", NO, NO, 0 },
	/* not written as one */
	{ "", NO, NO, 0 },
	{ "now", NO, NO, 0 },
	{ "2025", NO, NO, 0 },
	{ "2025-1-31T12:30:59Z", NO, NO, 0 },
	{ "25-01-31T12:30:59Z", NO, NO, 0 },
	{ "2025-01-31x12:30:59Z", NO, NO, 0 },
	{ "2025-01-31T", NO, NO, 0 },
	{ "2025-01-31T1:30:59Z", NO, NO, 0 },
	{ "2025-01-31T12:30:59.Z", NO, NO, 0 },
	{ "2025-01-31T12:30:59,5Z", NO, NO, 0 },
	{ "2025-01-31T12:30:59+", NO, NO, 0 },
	{ "2025-01-31T12:30:59+1", NO, NO, 0 },
	{ "2025-01-31T12:30:59+01:", NO, NO, 0 },
	{ "2025-01-31T12:30:59+01:300", NO, NO, 0 },
	{ "2025-01-31T12:30:59 Z", NO, NO, 0 },
	{ "2025-01-31T12:30:59ZZ", NO, NO, 0 },
	{ " 2025-01-31T12:30:59Z", NO, NO, 0 },
};

/* What iso_time_stamp() takes and RFC 3339 does not, and the reverse. */
static const struct {
	const char *in;
	int64_t s;
	int32_t us;
} stamps[] = {
	/* as PostgreSQL, Go, Python, Ruby and JavaScript write them */
	{ "2025-01-31 12:30:59+00", AT, 0 },
	{ "2025-01-31 12:30:59.123456+00", AT, 123456 },
	{ "2025-01-31 12:30:59.1+05:30", AT - 19800, 100000 },
	{ "2025-01-31 12:30:59-03:30", AT + 12600, 0 },
	{ "2025-01-31 12:30:59+00:53:28", AT - 3208, 0 },
	{ "2025-01-31 12:30:59-00:44:30", AT + 2670, 0 },
	{ "2025-01-31 12:30:59.25", AT, 250000 },
	{ "2025-01-31T12:30:59", AT, 0 },
	{ "2025-01-31T12:30:59+0000", AT, 0 },
	{ "2025-01-31T12:30:59-0330", AT + 12600, 0 },
	{ "2025-01-31T12:30:59.123Z", AT, 123000 },
	{ "2025-01-31t12:30:59z", AT, 0 },
	{ "2025-01-31 12:30:59 +0000", AT, 0 },
	{ "2025-01-31 12:30:59 UTC", AT, 0 },
	{ "2025-01-31 12:30:59 GMT", AT, 0 },
	{ "2025-01-31T12:30:59 Z", AT, 0 },
	/* no times */
	{ "2025-01-31", NO, 0 },
	{ "2025-01-31 12:30+00", NO, 0 },
	{ "2025-01-31 12:30:59 ", NO, 0 },
	{ "2025-01-31 12:30:59  Z", NO, 0 },
	{ "2025-01-31 12:30:59 CET", NO, 0 },
	{ "2025-01-31 12:30:59+", NO, 0 },
	{ "2025-01-31 12:30:59+0", NO, 0 },
	{ "2025-01-31 12:30:59+000", NO, 0 },
	{ "2025-01-31 12:30:59+00:", NO, 0 },
	{ "2025-01-31 12:30:59+00:00:", NO, 0 },
	{ "2025-01-31 12:30:59+000000", NO, 0 },
	{ "2025-01-31 12:30:59+24", NO, 0 },
	{ "2025-01-31 12:30:59+00:60", NO, 0 },
	{ "2025-01-31 12:30:59+00:00:60", NO, 0 },
	{ "2025-01-31 12:30:59+00 BC", NO, 0 },
	{ "2025-01-31 12:30:59.+00", NO, 0 },
	{ "infinity", NO, 0 },
	{ "1738326659", NO, 0 },
	{ "", NO, 0 },
};

static bool
reads(bool (*fn)(struct iso_time *t, const char *s), const char *in, int64_t s,
    int32_t us)
{
	struct iso_time t = { 0, 0 };

	return fn(&t, in) ? t.s == s && t.us == us : s == NO;
}

static void
check_cells(struct arena *a)
{
	static const struct {
		struct iso_time t;
		const char *want;
	} cells[] = {
		{ { AT, 0 }, "2025-01-31 12:30:59" },
		{ { AT, 500000 }, "2025-01-31 12:30:59.5" },
		{ { AT, 1 }, "2025-01-31 12:30:59.000001" },
		{ { -62135596800, 0 }, "0001-01-01 00:00:00" },
		{ { 253402300799, 999999 }, "9999-12-31 23:59:59.999999" },
		{ { -62135596801, 0 }, NULL },
		{ { 253402300800, 0 }, NULL },
		{ { INT64_MAX, 0 }, NULL },
	};
	const char *cell;
	size_t i;

	for (i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		cell = iso_time_cell(a, &cells[i].t);
		IS(cell != NULL ? cell : "none",
		    cells[i].want != NULL ? cells[i].want : "none",
		    "the cell of %" PRId64 ", %" PRId32, cells[i].t.s,
		    cells[i].t.us);
	}
}

static void
check_order(void)
{
	const struct iso_time a = { 1, 5 }, b = { 1, 6 }, c = { 2, 0 };

	OK(iso_time_cmp(&a, &a) == 0, "a time is as late as itself");
	OK(iso_time_cmp(&a, &b) < 0 && iso_time_cmp(&b, &a) > 0,
	    "microseconds count");
	OK(iso_time_cmp(&b, &c) < 0 && iso_time_cmp(&c, &b) > 0,
	    "seconds count more");
}

int
main(void)
{
	struct arena *a = arena_new((size_t)1 << 20);
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		OK(reads(iso_time_read, vec[i].in, vec[i].any, vec[i].us),
		    "read: '%s'", vec[i].in);
		OK(reads(iso_time_rfc3339, vec[i].in, vec[i].strict, vec[i].us),
		    "RFC 3339: '%s'", vec[i].in);
	}
	for (i = 0; i < sizeof(stamps) / sizeof(stamps[0]); i++)
		OK(reads(iso_time_stamp, stamps[i].in, stamps[i].s,
		       stamps[i].us),
		    "stamp: '%s'", stamps[i].in);
	check_cells(a);
	check_order();
	arena_free(a);
	DONE();
}
