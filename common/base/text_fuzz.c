/* SPDX-License-Identifier: ISC */
/* Cleaned text is clean, cleaning it again changes nothing, and so on. */
#include <string.h>

#include "common/base/fuzz.h"
#include "common/base/text.h"

static void
clean_or_trap(const char *s)
{
	if (!text_is_clean(s, strlen(s)))
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct arena *a = arena_new(64 << 20);
	char *once = text_clean(a, data, len);
	char *nfc = text_nfc(a, once);

	clean_or_trap(once);
	if (strcmp(text_clean(a, once, strlen(once)), once) != 0)
		__builtin_trap();
	if (text_is_clean(data, len) &&
	    (strlen(once) != len || memcmp(once, data, len) != 0))
		__builtin_trap();
	clean_or_trap(text_from_bytes(a, data, len));
	clean_or_trap(text_lower(a, once));
	clean_or_trap(nfc);
	if (strcmp(text_nfc(a, nfc), nfc) != 0)
		__builtin_trap();
	arena_free(a);
	return 0;
}
