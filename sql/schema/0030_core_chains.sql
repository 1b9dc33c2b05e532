-- SPDX-License-Identifier: ISC
-- Chains whose blocks are known by heights that begin again with each chain.

-- In the order in which they were read.  The number that a block is stored
-- under is its height + base, so numbers go on; base says nothing to others.
CREATE TABLE disc.core_chains (
	id int PRIMARY KEY, -- from 1
	chain_id text COLLATE "C" NOT NULL UNIQUE, -- what it calls itself
	base int NOT NULL CHECK (base >= 0),
	first_height int NOT NULL CHECK (first_height > 0) -- that was read
);

-- Both are null for blocks of a chain whose numbers are the stored ones.
ALTER TABLE disc.blocks
	ADD COLUMN core int, -- disc.core_chains
	ADD COLUMN height int,
	ADD CHECK ((core IS NULL) = (height IS NULL));
