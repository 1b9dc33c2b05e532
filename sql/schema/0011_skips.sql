-- SPDX-License-Identifier: ISC
-- What each commit and each failure of a block asks for, found at once.

CREATE INDEX ipld_blacklists_block_idx
	ON disc.ipld_blacklists (blocknumber);

CREATE INDEX skipped_transactions_network_idx
	ON disc.skipped_transactions (id) WHERE level = 'network';
