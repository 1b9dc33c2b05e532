/* SPDX-License-Identifier: ISC */
/* HMAC-SHA256 against RFC 4231; a key of 20 bytes is one padded with zeros. */
#include "common/base/mac.h"

#include <string.h>

#include "common/base/hex.h"
#include "tests/tap.h"

int
main(void)
{
	static const char data[] = "Hi There";
	struct span whole = { (const uint8_t *)data, 8 };
	struct span parts[] = { { (const uint8_t *)data, 3 }, { NULL, 0 },
		{ (const uint8_t *)data + 3, 5 } };
	uint8_t key[MAC_BYTES] = { 0 }, mac[MAC_BYTES], other[MAC_BYTES];
	char text[2 * MAC_BYTES + 3];
	size_t i;

	memset(key, 0x0b, 20);
	mac_make(mac, key, &whole, 1);
	hex_encode(text, mac, sizeof(mac));
	IS(text,
	    "0xb0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff"
	    "7",
	    "test case 1");
	mac_make(other, key, parts, 3);
	OK(mac_is(mac, other), "parts are one text");
	for (i = 0; i < MAC_BYTES; i++) {
		other[i] ^= 1;
		OK(!mac_is(mac, other), "byte %zu counts", i);
		other[i] ^= 1;
	}
	key[31] = 1;
	mac_make(other, key, &whole, 1);
	OK(!mac_is(mac, other), "so does the key");
	DONE();
}
