-- SPDX-License-Identifier: ISC
-- How far we were, and how far the chain, in each minute of the last day: what
-- runs of the indexer saw.  It belongs to no block.
CREATE TABLE disc.height_history (
	minute bigint PRIMARY KEY, -- since 1970
	indexed bigint,
	chain bigint NOT NULL
);
