/* SPDX-License-Identifier: ISC */
#include "common/base/u256.h"

#include <string.h>

int
u256_u64(uint64_t *n, const struct u256 *x, uint64_t max)
{
	uint64_t v = 0;
	int i;

	for (i = 0; i < 24; i++)
		if (x->be[i] != 0)
			return -1;
	for (; i < 32; i++)
		v = v << 8 | x->be[i];
	if (v > max)
		return -1;
	*n = v;
	return 0;
}

/* Divide in place by ten; the remainder is the next digit from the right. */
static unsigned
div10(struct u256 *x)
{
	unsigned i, rest = 0;

	for (i = 0; i < 32; i++) {
		rest = rest << 8 | x->be[i];
		x->be[i] = (uint8_t)(rest / 10);
		rest %= 10;
	}
	return rest;
}

static int
is_zero(const struct u256 *x)
{
	static const struct u256 zero;

	return memcmp(x, &zero, sizeof(zero)) == 0;
}

void
u256_text(char out[U256_TEXT], const struct u256 *x)
{
	struct u256 rest = *x;
	char *p = out + U256_TEXT - 1;

	*p = '\0';
	do
		*--p = (char)('0' + div10(&rest));
	while (!is_zero(&rest));
	memmove(out, p, (size_t)(out + U256_TEXT - p));
}

static int
mul10_add(struct u256 *x, unsigned digit)
{
	unsigned carry = digit;
	int i;

	for (i = 31; i >= 0; i--) {
		carry += 10u * x->be[i];
		x->be[i] = (uint8_t)(carry & 255);
		carry >>= 8;
	}
	return carry == 0 ? 0 : -1;
}

int
u256_parse(struct u256 *x, const char *s)
{
	struct u256 v = { { 0 } };

	if (*s == '\0')
		return -1;
	for (; *s != '\0'; s++)
		if (*s < '0' || *s > '9' ||
		    mul10_add(&v, (unsigned)(*s - '0')) != 0)
			return -1;
	*x = v;
	return 0;
}

int
u256_add(struct u256 *sum, const struct u256 *x)
{
	struct u256 out;
	unsigned carry = 0;
	int i;

	for (i = 31; i >= 0; i--) {
		carry += (unsigned)sum->be[i] + x->be[i];
		out.be[i] = (uint8_t)(carry & 0xff);
		carry >>= 8;
	}
	if (carry != 0)
		return -1;
	*sum = out;
	return 0;
}

void
u256_plus(struct u256 *sum, const struct u256 *x)
{
	unsigned carry = 0;
	int i;

	for (i = 31; i >= 0; i--) {
		carry += (unsigned)sum->be[i] + x->be[i];
		sum->be[i] = (uint8_t)(carry & 0xff);
		carry >>= 8;
	}
}

void
u256_minus(struct u256 *sum, const struct u256 *x)
{
	int i, rest = 0;

	for (i = 31; i >= 0; i--) {
		rest += sum->be[i] - x->be[i];
		sum->be[i] = (uint8_t)(rest & 0xff);
		rest >>= 8;
	}
}
