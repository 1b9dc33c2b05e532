/* SPDX-License-Identifier: ISC */
/*
 * The logs of a block from the receipts of its transactions, for nodes
 * without eth_getLogs and for blocks whose logs are in doubt.
 */
#ifndef DP_CHAIN_RECEIPTS_H
#define DP_CHAIN_RECEIPTS_H

#include "chain/reader.h"

/*
 * Ask for all receipts of rd->blocks[i], which has transactions; its logs and
 * txs are replaced when they come.  One eth_getBlockReceipts, or a batch of
 * eth_getTransactionReceipt for nodes that do not know it.
 */
void receipts_ask(struct reader *rd, size_t i);

#endif
