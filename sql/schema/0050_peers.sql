-- SPDX-License-Identifier: ISC
-- The other discovery nodes, as discprov-job peers finds them.  Nothing of it
-- comes from a block, and nothing that a peer says goes anywhere else.

CREATE TABLE disc.peers (
	endpoint text COLLATE "C" PRIMARY KEY,
	wallet text COLLATE "C", -- that signs for it, in small letters
	state text COLLATE "C" NOT NULL CHECK (state IN ('up', 'suspect', 'down',
		'behind', 'diverged', 'left')),
	since timestamptz NOT NULL, -- of the state
	turn text COLLATE "C", -- the state that it may be turning to
	turns int NOT NULL DEFAULT 0, -- for how many passes in a row
	heard_at timestamptz, -- the last answer
	silent_ms bigint NOT NULL DEFAULT 0, -- since then, while somebody watched
	gaps_ms int[] NOT NULL DEFAULT '{}', -- between the last answers
	phi real NOT NULL DEFAULT 0,
	latency_ms int, -- of the last answer
	fault text, -- why the last pass got no answer of it
	-- what the last answer said
	version text,
	height bigint,
	blockhash text,
	database_bytes bigint,
	disk_bytes bigint,
	disk_used_bytes bigint,
	cpus int,
	memory_bytes bigint,
	meets_minimum bool,
	unhealthy text, -- in its own words
	-- its digest
	verdict text COLLATE "C" CHECK (verdict IN ('equal', 'differs', 'fork',
		'forged', 'none')),
	verdict_height bigint, -- that of the block that was compared
	verdict_why text,
	verdict_at timestamptz,
	forks int NOT NULL DEFAULT 0, -- passes in a row with another block
	differs json, -- where: table, bucket, keys
	is_linked bool NOT NULL DEFAULT false, -- its last block was ours
	equal_number int, -- of the newest block of ours with an equal digest
	equal_digest bytea
) WITH (fillfactor = 50);

-- How the last pass was, and what follows from it: one row.
CREATE TABLE disc.peer_pass (
	one bool PRIMARY KEY DEFAULT true CHECK (one),
	at timestamptz NOT NULL,
	took_ms int NOT NULL,
	bytes bigint NOT NULL, -- of answers
	live int NOT NULL, -- peers that answer
	known_height bigint,
	-- the newest block that more than half of them, or all, have confirmed
	most_number int,
	most_height bigint,
	most_digest bytea,
	all_number int,
	all_height bigint,
	all_digest bytea
);

CREATE TABLE disc.peer_changes (
	seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	at timestamptz NOT NULL,
	endpoint text COLLATE "C" NOT NULL,
	was text COLLATE "C", -- null: it is new
	is_now text COLLATE "C" NOT NULL,
	why text
);
