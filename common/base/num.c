/* SPDX-License-Identifier: ISC */
#include "common/base/num.h"

/* Digits up to the NUL, at most cap. */
static int
digits(uint64_t *n, const char *s, uint64_t cap)
{
	uint64_t v = 0, d;

	if (*s == '\0')
		return -1;
	for (; *s != '\0'; s++) {
		if (*s < '0' || *s > '9')
			return -1;
		d = (uint64_t)(*s - '0');
		if (v > (cap - d) / 10)
			return -1;
		v = v * 10 + d;
	}
	*n = v;
	return 0;
}

int
num_u64(uint64_t *n, const char *s, uint64_t min, uint64_t max)
{
	uint64_t v;

	if (digits(&v, s, UINT64_MAX) != 0 || v < min || v > max)
		return -1;
	*n = v;
	return 0;
}

int
num_i64(int64_t *n, const char *s, int64_t min, int64_t max)
{
	const uint64_t above = (uint64_t)INT64_MAX + 1;
	uint64_t v;
	int64_t r;

	if (*s == '-') {
		if (digits(&v, s + 1, above) != 0)
			return -1;
		r = v == above ? INT64_MIN : -(int64_t)v;
	} else {
		if (digits(&v, s, INT64_MAX) != 0)
			return -1;
		r = (int64_t)v;
	}
	if (r < min || r > max)
		return -1;
	*n = r;
	return 0;
}
