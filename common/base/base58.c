/* SPDX-License-Identifier: ISC */
#include "common/base/base58.h"

#include <assert.h>
#include <string.h>

static const char alphabet[] =
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

size_t
base58_encode(char out[BASE58_OUT], const uint8_t *in, size_t len)
{
	uint8_t digit[BASE58_OUT] = { 0 }; /* least significant first */
	size_t i, k, zeros, n = 0;
	unsigned carry;

	assert(len <= BASE58_IN);
	for (zeros = 0; zeros < len && in[zeros] == 0; zeros++)
		;
	for (i = zeros; i < len; i++) {
		carry = in[i];
		for (k = 0; k < n || carry > 0; k++) {
			carry += 256u * digit[k];
			digit[k] = (uint8_t)(carry % 58);
			carry /= 58;
		}
		n = k;
	}
	memset(out, alphabet[0], zeros);
	for (i = 0; i < n; i++)
		out[zeros + i] = alphabet[digit[n - 1 - i]];
	out[zeros + n] = '\0';
	return zeros + n;
}

/* v = v * 58 + digit in len big-endian bytes; -1 when it overflows. */
static int
mul58_add(uint8_t *v, size_t len, unsigned digit)
{
	unsigned carry = digit;

	while (len-- > 0) {
		carry += 58u * v[len];
		v[len] = (uint8_t)(carry & 255);
		carry >>= 8;
	}
	return carry == 0 ? 0 : -1;
}

int
base58_decode(uint8_t *out, size_t outlen, const char *in)
{
	uint8_t v[BASE58_IN] = { 0 };
	size_t zeros, lead;
	const char *at;

	assert(outlen <= BASE58_IN);
	for (zeros = 0; in[zeros] == alphabet[0]; zeros++)
		;
	for (in += zeros; *in != '\0'; in++)
		if ((at = strchr(alphabet, *in)) == NULL ||
		    mul58_add(v, outlen, (unsigned)(at - alphabet)) != 0)
			return -1;
	/* Each leading 1 is one zero byte, and there are no others. */
	for (lead = 0; lead < outlen && v[lead] == 0; lead++)
		;
	if (lead != zeros)
		return -1;
	memcpy(out, v, outlen);
	return 0;
}
