/* SPDX-License-Identifier: ISC */
#include "common/base/base64url.h"

#include <stdint.h>
#include <string.h>

static int
digit(char c)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)(at - digits);
}

bool
base64url_decode(struct arena *a, struct span *out, const char *s, size_t len)
{
	uint8_t *bytes = arena_zalloc(a, len + 1, 1);
	uint32_t bits = 0;
	size_t i, n = 0;
	int d;

	while (len > 0 && s[len - 1] == '=')
		len--;
	if (len % 4 == 1)
		return false;
	for (i = 0; i < len; i++) {
		if ((d = digit(s[i])) < 0)
			return false;
		bits = bits << 6 | (uint32_t)d;
		if (i % 4 != 0)
			bytes[n++] = (uint8_t)(bits >> (6 - i % 4 * 2) & 0xff);
	}
	out->p = bytes;
	out->len = n;
	return true;
}
