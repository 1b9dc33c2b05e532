/* SPDX-License-Identifier: ISC */
/*
 * HMAC-SHA256: who does not know the key can neither make nor change what is
 * authenticated.  The parts are taken one behind the other: who needs to know
 * where one ends puts its length in.
 */
#ifndef DP_COMMON_BASE_MAC_H
#define DP_COMMON_BASE_MAC_H

#include <stdbool.h>
#include <stdint.h>

#include "common/base/span.h"

#define MAC_BYTES 32

void mac_make(uint8_t mac[MAC_BYTES], const uint8_t key[MAC_BYTES],
    const struct span *parts, size_t n);

/* In a time that does not tell where they differ. */
bool mac_is(const uint8_t a[MAC_BYTES], const uint8_t b[MAC_BYTES]);

#endif
