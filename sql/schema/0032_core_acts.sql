-- SPDX-License-Identifier: ISC
-- What a core chain may tell again, and must not be done twice.

-- Acts that were accepted, for ever: Keccak-256 of what was signed (its EIP-712
-- digest) and by whom.
CREATE TABLE disc.core_acts (
	digest bytea PRIMARY KEY
);

-- Transactions of plays, for some hours of block time: SHA-256 of what their
-- node has signed.  Older ones are refused for the time of their plays.
CREATE TABLE disc.core_plays (
	digest bytea PRIMARY KEY,
	seen_at timestamp NOT NULL -- block time
);
CREATE INDEX core_plays_seen_at_idx ON disc.core_plays (seen_at);
