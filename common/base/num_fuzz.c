/* SPDX-License-Identifier: ISC */
/* An accepted number prints as the text without its leading zeros. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "common/base/fuzz.h"
#include "common/base/num.h"
#include "common/base/u256.h"

static void
same(const char *text, const char *in)
{
	if (*in == '-' && strspn(in + 1, "0") != strlen(in + 1)) {
		if (*text++ != '-')
			__builtin_trap();
	}
	if (*in == '-')
		in++;
	while (*in == '0' && in[1] != '\0')
		in++;
	if (strcmp(text, in) != 0)
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char in[128], text[U256_TEXT];
	struct u256 x;
	uint64_t u;
	int64_t i;

	if (len >= sizeof(in))
		return 0;
	memcpy(in, data, len);
	in[len] = '\0';
	if (num_u64(&u, in, 0, UINT64_MAX) == 0) {
		snprintf(text, sizeof(text), "%" PRIu64, u);
		same(text, in);
		/* What fits 64 bits fits 256. */
		if (u256_parse(&x, in) != 0 ||
		    u256_u64(&u, &x, UINT64_MAX) != 0)
			__builtin_trap();
	}
	if (num_i64(&i, in, INT64_MIN, INT64_MAX) == 0) {
		snprintf(text, sizeof(text), "%" PRId64, i);
		same(text, in);
	}
	if (u256_parse(&x, in) == 0) {
		u256_text(text, &x);
		same(text, in);
	}
	return 0;
}
