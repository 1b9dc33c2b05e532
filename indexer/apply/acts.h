/* SPDX-License-Identifier: ISC */
/*
 * Acts of a core chain as events of EntityManager.
 *
 * No contract has checked anything before: who signed is recovered here, and
 * what the chain says of it is only compared.
 */
#ifndef DP_INDEXER_APPLY_ACTS_H
#define DP_INDEXER_APPLY_ACTS_H

#include "common/base/sig.h"
#include "indexer/apply/decode.h"

/*
 * The events of b, in the order of its acts; memory of c->a.  Those that are
 * left out are not among them.
 */
void acts_decode(struct ctx *c, struct event_list *list, const struct sig *sig,
    const uint8_t domain[32], const struct chain_block *b, events_skip_fn *skip,
    const void *skip_arg);

#endif
