/* SPDX-License-Identifier: ISC */
#include "common/base/mac.h"

#include <nettle/hmac.h>
#include <nettle/memops.h>
#include <string.h>

void
mac_make(uint8_t mac[MAC_BYTES], const uint8_t key[MAC_BYTES],
    const struct span *parts, size_t n)
{
	struct hmac_sha256_ctx ctx;
	size_t i;

	hmac_sha256_set_key(&ctx, MAC_BYTES, key);
	for (i = 0; i < n; i++)
		if (parts[i].len > 0)
			hmac_sha256_update(&ctx, parts[i].len, parts[i].p);
	hmac_sha256_digest(&ctx, MAC_BYTES, mac);
	explicit_bzero(&ctx, sizeof(ctx));
}

bool
mac_is(const uint8_t a[MAC_BYTES], const uint8_t b[MAC_BYTES])
{
	return memeql_sec(a, b, MAC_BYTES) != 0;
}
