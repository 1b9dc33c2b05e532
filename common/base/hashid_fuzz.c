/* SPDX-License-Identifier: ISC */
/* What decodes is within the limit; what encodes decodes to itself. */
#include <string.h>

#include "common/base/fuzz.h"
#include "common/base/hashid.h"
#include "common/base/limits.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char in[128], text[HASHID_TEXT];
	uint64_t n = 0;
	int64_t id, back;

	if (len >= sizeof(in))
		return 0;
	memcpy(in, data, len);
	in[len] = '\0';
	if (hashid_decode(&id, in) == 0) {
		if (id < 0 || id > LIM_ID)
			__builtin_trap();
		hashid_encode(text, (uint64_t)id);
		if (hashid_decode(&back, text) != 0 || back != id)
			__builtin_trap();
	}
	memcpy(&n, data, len < sizeof(n) ? len : sizeof(n));
	hashid_encode(text, n);
	if (strlen(text) < 5 ||
	    (hashid_decode(&back, text) == 0) != (n <= LIM_ID))
		__builtin_trap();
	return 0;
}
