/* SPDX-License-Identifier: ISC */
#include "fcgi/model/amount.h"

#include <string.h>

/* The digits without leading zeros; "" is zero. */
static const char *
digits(const char *s)
{
	if (s == NULL || s[strspn(s, "0123456789")] != '\0')
		return "";
	return s + strspn(s, "0");
}

static const char *
or_zero(const char *s)
{
	return *s == '\0' ? "0" : s;
}

const char *
amount_add(struct arena *a, const char *x, const char *y)
{
	size_t nx, ny, n;
	char *out, *p;
	int sum = 0;

	x = digits(x);
	y = digits(y);
	nx = strlen(x);
	ny = strlen(y);
	n = (nx > ny ? nx : ny) + 1;
	out = arena_alloc(a, n + 1);
	p = out + n;
	*p = '\0';
	while (p > out) {
		sum += nx > 0 ? x[--nx] - '0' : 0;
		sum += ny > 0 ? y[--ny] - '0' : 0;
		*--p = (char)('0' + sum % 10);
		sum /= 10;
	}
	return or_zero(digits(out));
}

const char *
amount_shift(struct arena *a, const char *x, int power)
{
	size_t n, more = power > 0 ? (size_t)power : 0;
	size_t less = power < 0 ? (size_t)-power : 0;
	char *out;

	x = digits(x);
	n = strlen(x);
	if (n <= less)
		return "0";
	n -= less;
	out = arena_alloc(a, n + more + 1);
	memcpy(out, x, n);
	memset(out + n, '0', more);
	out[n + more] = '\0';
	return out;
}
