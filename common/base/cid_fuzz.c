/* SPDX-License-Identifier: ISC */
/* A CID that parses is written back the same; base58 goes there and back. */
#include <string.h>

#include "common/base/base58.h"
#include "common/base/cid.h"
#include "common/base/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	char in[128], text[CID_TEXT], b58[BASE58_OUT];
	uint8_t digest[32], raw[BASE58_IN];
	size_t n;

	if (len >= sizeof(in))
		return 0;
	memcpy(in, data, len);
	in[len] = '\0';
	if (cid_v0_parse(digest, in) == 0) {
		cid_v0(text, digest);
		if (strcmp(text, in) != 0)
			__builtin_trap();
	}
	for (n = 0; n <= BASE58_IN; n++)
		if (base58_decode(raw, n, in) == 0 &&
		    (base58_encode(b58, raw, n) != strlen(in) ||
			strcmp(b58, in) != 0))
			__builtin_trap();
	n = len < BASE58_IN ? len : BASE58_IN;
	base58_encode(b58, data, n);
	if (base58_decode(raw, n, b58) != 0 || memcmp(raw, data, n) != 0)
		__builtin_trap();
	if (cid_matches(in, data, len))
		__builtin_trap(); /* nobody finds a text with its own hash */
	return 0;
}
