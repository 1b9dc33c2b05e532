/* SPDX-License-Identifier: ISC */
/* What is signed on the core chain, and who has signed it. */
#ifndef DP_CHAIN_CORE_TYPED_H
#define DP_CHAIN_CORE_TYPED_H

#include "chain/core/block.h"
#include "common/base/arena.h"
#include "common/base/attr.h"
#include "common/base/sig.h"

/*
 * The separator of the domain in which users of the network sign (EIP-712):
 * that of EntityManager on the chain before, which the name of a core chain
 * tells.
 */
void typed_domain(uint8_t separator[32], const char *core_id);

/*
 * The digest that a user has signed.  A nonce of another length is cut or
 * filled up with zeros behind it.  -1: an id is negative, or the nonce is no
 * hexadecimal: nobody can have signed that.
 */
int typed_digest(uint8_t digest[32], struct arena *a,
    const uint8_t separator[32], const struct core_act *x) MUST_CHECK;

/* Who signed the act; -1: nobody. */
int typed_signer(uint8_t addr[20], const struct sig *s,
    const uint8_t digest[32], const struct core_act *x) MUST_CHECK;

/* Who signed the plays of a transaction; -1: nobody. */
int typed_plays_signer(uint8_t addr[20], const struct sig *s, struct arena *a,
    const struct core_tx *t) MUST_CHECK;

#endif
