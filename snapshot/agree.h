/* SPDX-License-Identifier: ISC */
/* What other nodes say of the state behind a block. */
#ifndef DP_SNAPSHOT_AGREE_H
#define DP_SNAPSHOT_AGREE_H

#include "snapshot/manifest.h"

/*
 * Ask those of [network] discovery_nodes for their digest behind that block;
 * only what their own wallet has signed counts.  RC_DATA: of those that keep
 * one, not more than half have the same, or there is none.  RC_OK, too, when
 * no node is named, which is said.
 */
enum rc agree(struct ctx *c, const struct manifest *m) MUST_CHECK;

#endif
