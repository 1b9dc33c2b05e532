/* SPDX-License-Identifier: ISC */
/* The key that this node signs with, and whose it is. */
#ifndef DP_COMMON_PROG_SIGNER_H
#define DP_COMMON_PROG_SIGNER_H

#include <stdint.h>

#include "common/base/ctx.h"
#include "common/base/sig.h"

/*
 * delegate.private_key, and its address in checksum form.  RC_CONFIG when there
 * is none, or when it is not that of the wallet that clients expect.
 */
enum rc signer_read(struct ctx *c, uint8_t key[32], char signer[ADDRESS_TEXT],
    const struct sig *s) MUST_CHECK;

#endif
