/* SPDX-License-Identifier: ISC */
/* Who has signed an answer of a node, as nodes sign them. */
#ifndef DP_JOBS_PEERS_SIGNED_H
#define DP_JOBS_PEERS_SIGNED_H

#include "common/base/arena.h"
#include "common/base/sig.h"
#include "common/base/span.h"

/*
 * What is signed is the answer without its member "signature".  body is JSON
 * that was checked.  0, or -1: there is no signature, or none that says who.
 */
int signed_by(struct arena *a, const struct sig *sig, char who[ADDRESS_TEXT],
    struct span body) MUST_CHECK;

#endif
