/* SPDX-License-Identifier: ISC */
#include "common/base/hex.h"

/* One more than the value of a digit; 0: none. */
/* clang-format off */
static const uint8_t value[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6,
	['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
	['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
	['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};
/* clang-format on */

int
hex_digit(char ch)
{
	return value[(uint8_t)ch] - 1;
}

static int
has_prefix(const char *in, size_t inlen)
{
	return inlen >= 2 && in[0] == '0' && in[1] == 'x';
}

int
hex_bare(uint8_t *out, size_t outlen, const char *in, size_t inlen)
{
	size_t i;

	if (inlen % 2 != 0 || inlen / 2 != outlen)
		return -1;
	for (i = 0; i < inlen; i++)
		if (hex_digit(in[i]) < 0)
			return -1;
	for (i = 0; i < outlen; i++)
		out[i] = (uint8_t)(hex_digit(in[2 * i]) << 4 |
				   hex_digit(in[2 * i + 1]));
	return 0;
}

int
hex_decode(uint8_t *out, size_t outlen, const char *in, size_t inlen)
{
	return has_prefix(in, inlen) ? hex_bare(out, outlen, in + 2, inlen - 2)
				     : -1;
}

void
hex_encode(char *out, const uint8_t *in, size_t len)
{
	static const char digit[] = "0123456789abcdef";
	size_t i;

	*out++ = '0';
	*out++ = 'x';
	for (i = 0; i < len; i++) {
		*out++ = digit[in[i] >> 4];
		*out++ = digit[in[i] & 15];
	}
	*out = '\0';
}

char *
hex_text(struct arena *a, const uint8_t *in, size_t len)
{
	char *out = arena_alloc(a, 2 * len + 3);

	hex_encode(out, in, len);
	return out;
}

int
hex_qty(uint64_t *n, const char *in, size_t inlen)
{
	uint64_t v = 0;
	size_t i;

	if (!has_prefix(in, inlen) || inlen < 3 || inlen > 18)
		return -1;
	if (in[2] == '0' && inlen != 3)
		return -1;
	for (i = 2; i < inlen; i++) {
		if (hex_digit(in[i]) < 0)
			return -1;
		v = v << 4 | (uint64_t)hex_digit(in[i]);
	}
	*n = v;
	return 0;
}

int
hex_u256(struct u256 *n, const char *in, size_t inlen)
{
	static const struct u256 zero;
	size_t i, at;

	if (!has_prefix(in, inlen) || inlen < 3 || inlen - 2 > 64)
		return -1;
	for (i = 2; i < inlen; i++)
		if (hex_digit(in[i]) < 0)
			return -1;
	*n = zero;
	for (i = inlen - 1, at = 0; i >= 2; i--, at++)
		n->be[31 - at / 2] |=
		    (uint8_t)(hex_digit(in[i]) << (at % 2 == 1 ? 4 : 0));
	return 0;
}
