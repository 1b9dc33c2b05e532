/* SPDX-License-Identifier: ISC */
/* Accepted text has the exact length, and encodes back to itself. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/base/fuzz.h"
#include "common/base/hex.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	const char *in = (const char *)data;
	uint8_t out[64];
	char back[2 * sizeof(out) + 3];
	uint64_t n;
	size_t i;

	for (i = 0; i <= sizeof(out); i++) {
		if (hex_decode(out, i, in, len) != 0)
			continue;
		if (len != 2 * i + 2)
			__builtin_trap();
		hex_encode(back, out, i);
		if (strncasecmp(back, in, len) != 0)
			__builtin_trap();
	}
	if (hex_qty(&n, in, len) == 0 &&
	    (len < 3 || len > 18 || (n == 0) != (len == 3 && in[2] == '0')))
		__builtin_trap();
	return 0;
}
