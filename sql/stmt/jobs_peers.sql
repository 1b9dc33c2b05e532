-- SPDX-License-Identifier: ISC
-- Statements of discprov-job peers.

-- What is known of those who were asked before.
-- @ peers_known () -> 0..2048 (endpoint text, state text, turn text, turns int4,
--   silent_ms int8, gaps text, latency_ms int4, forks int4, differs text,
--   equal_number int4, equal_digest text)
SELECT p.endpoint, p.state, p.turn, p.turns, p.silent_ms,
       pg_catalog.array_to_string(p.gaps_ms, ' ') AS gaps, p.latency_ms,
       p.forks, p.differs::text AS differs, p.equal_number,
       pg_catalog.encode(p.equal_digest, 'hex') AS equal_digest
  FROM disc.peers AS p
 ORDER BY p.endpoint
 LIMIT 2048;

-- How long ago the last pass was.
-- @ peers_last_pass () -> 0..1 (ago_ms int8)
SELECT (EXTRACT(epoch FROM pg_catalog.clock_timestamp() - p.at) * 1000)::int8
           AS ago_ms
  FROM disc.peer_pass AS p;

-- Where we are, and what the indexer has seen of the chain.
-- @ peers_ours () -> 0..1 (number int4, height int4, blockhash text, chain text,
--   head int8)
SELECT b.number, COALESCE(b.height, b.number) AS height, b.blockhash,
       (SELECT c.chain_id FROM disc.core_chains AS c WHERE c.id = b.core)
           AS chain,
       (SELECT k.value::int8
          FROM disc.keyvalue AS k
         WHERE k.key = 'latest_block_from_chain'
           AND k.value ~ '^[0-9]{1,15}$'
           AND k.updated_at > pg_catalog.now() - interval '60 seconds') AS head
  FROM disc.blocks AS b
 WHERE b.is_current
   AND b.number IS NOT NULL;

-- The newest block with a digest that is not above a height, of those whose
-- height is a multiple.
-- @ peers_agreed ($1 height int8, $2 every int4) -> 0..1 (number int4,
--   height int4, blockhash text, digest text)
SELECT d.number, COALESCE(d.height, d.number) AS height, d.blockhash,
       pg_catalog.encode(d.digest, 'hex') AS digest
  FROM disc.digest_block AS d
 WHERE COALESCE(d.height, d.number) <= $1::int8
   AND COALESCE(d.height, d.number) % $2::int4 = 0
   AND d.core IS NOT DISTINCT FROM (SELECT b.core FROM disc.blocks AS b
	WHERE b.is_current)
 ORDER BY COALESCE(d.height, d.number) DESC
 LIMIT 1;

-- All buckets of a table as they are now.
-- @ peers_buckets ($1 tablename text) -> 0..n (bucket text, sum text)
SELECT k.bucket, k.sum::text AS sum
  FROM disc.digest_bucket AS k
 WHERE k.tablename = $1
 ORDER BY k.bucket;

-- A page of rows of a bucket, and the block that they are of.
-- @ peers_rows ($1 tablename text, $2 bucket text, $3 after text) ->
--   0..1000 (key text, term text)
SELECT r.key::text AS key, r.term
  FROM disc.digest_rows($1, $2, $3, 1000) AS r;

-- What the pass has found, a list of JSON objects:
-- the state of each;
-- @ peers_put ($1 found json) -> 0
INSERT INTO disc.peers AS p (endpoint, wallet, state, since, turn, turns,
	silent_ms, gaps_ms, phi, fault, forks, differs, is_linked, equal_number,
	equal_digest)
SELECT r.endpoint, r.wallet, r.state, pg_catalog.now(),
       r.turn, r.turns, r.silent_ms, r.gaps_ms, r.phi, r.fault, r.forks,
       r.differs, r.is_linked, r.equal_number,
       pg_catalog.decode(r.equal_digest, 'hex')
  FROM pg_catalog.json_to_recordset($1::json) AS r (endpoint text, wallet text,
	state text, turn text, turns int, silent_ms bigint, gaps_ms int[],
	phi real, fault text, forks int, differs json, is_linked bool,
	equal_number int, equal_digest text)
ON CONFLICT (endpoint) DO UPDATE
   SET (wallet, state, since, turn, turns, silent_ms, gaps_ms, phi, fault,
	forks, differs, is_linked, equal_number, equal_digest) =
	(EXCLUDED.wallet, EXCLUDED.state, CASE WHEN EXCLUDED.state = p.state
		THEN p.since ELSE EXCLUDED.since END,
	 EXCLUDED.turn, EXCLUDED.turns, EXCLUDED.silent_ms, EXCLUDED.gaps_ms,
	 EXCLUDED.phi, EXCLUDED.fault, EXCLUDED.forks, EXCLUDED.differs,
	 EXCLUDED.is_linked, EXCLUDED.equal_number, EXCLUDED.equal_digest);

-- what those said who answered: of the others the last answer stays;
-- @ peers_put_said ($1 found json) -> 0
UPDATE disc.peers AS p
   SET heard_at = pg_catalog.now(),
       latency_ms = r.latency_ms, version = r.version, height = r.height,
       blockhash = r.blockhash, database_bytes = r.database_bytes,
       disk_bytes = r.disk_bytes, disk_used_bytes = r.disk_used_bytes,
       cpus = r.cpus, memory_bytes = r.memory_bytes,
       meets_minimum = r.meets_minimum, unhealthy = r.unhealthy
  FROM pg_catalog.json_to_recordset($1::json) AS r (endpoint text, heard bool,
	latency_ms int, version text, height bigint, blockhash text,
	database_bytes bigint, disk_bytes bigint, disk_used_bytes bigint,
	cpus int, memory_bytes bigint, meets_minimum bool, unhealthy text)
 WHERE p.endpoint = r.endpoint
   AND r.heard;

-- and what became of the digests that were compared.
-- @ peers_put_verdict ($1 found json) -> 0
UPDATE disc.peers AS p
   SET verdict = r.verdict, verdict_height = r.verdict_height,
       verdict_why = r.verdict_why,
       verdict_at = pg_catalog.now()
  FROM pg_catalog.json_to_recordset($1::json) AS r (endpoint text, verdict text,
	verdict_height bigint, verdict_why text)
 WHERE p.endpoint = r.endpoint
   AND r.verdict IS NOT NULL;

-- @ peers_change ($1 changes json) -> 0
INSERT INTO disc.peer_changes (at, endpoint, was, is_now, why)
SELECT pg_catalog.now(), r.endpoint, r.was, r.is_now,
       r.why
  FROM pg_catalog.json_to_recordset($1::json) AS r (endpoint text, was text,
	is_now text, why text);

-- Of changes the newest stay; who left a month ago is forgotten.
-- @ peers_forget () -> 0
WITH old AS (
	DELETE FROM disc.peer_changes AS c
	 WHERE c.seq <= (SELECT max(n.seq) - 10000 FROM disc.peer_changes AS n)
)
DELETE FROM disc.peers AS p
 WHERE p.state = 'left'
   AND p.since < pg_catalog.now() - interval '30 days';

-- The pass as a whole.  Live is who answers.  A digest counts while ours is
-- still the same behind that block: blocks may be undone, rows changed by hand.
-- How far the chain is beyond what the indexer has seen of it (head, null: it has
-- seen nothing lately) more than a third have to say, and at least two.
-- @ peers_pass ($1 took_ms int4, $2 bytes int8, $3 head int8) -> 0
WITH live AS (
	SELECT p.endpoint, p.height, p.is_linked, d.number, d.digest,
	       COALESCE(d.height, d.number) AS equal_height
	  FROM disc.peers AS p
	  LEFT JOIN disc.digest_block AS d
	    ON d.number = p.equal_number AND d.digest = p.equal_digest
	 WHERE p.state IN ('up', 'suspect', 'behind', 'diverged')
), sum AS (
	SELECT count(*)::int AS n FROM live
), known AS (
	SELECT max(k.height) AS height
	  FROM (SELECT COALESCE(b.height, b.number)::int8 AS height
		  FROM disc.blocks AS b WHERE b.is_current
		 UNION ALL
		SELECT l.height FROM live AS l
		 WHERE l.is_linked AND l.height <= $3::int8
		 UNION ALL
		(SELECT l.height FROM live AS l
		  WHERE l.is_linked AND l.height IS NOT NULL
		  ORDER BY l.height DESC
		 OFFSET (SELECT GREATEST(count(*) / 3, 1) FROM live AS n
			  WHERE n.is_linked AND n.height IS NOT NULL)
		  LIMIT 1)) AS k
), most AS (
	SELECT l.number, l.equal_height, l.digest
	  FROM live AS l
	 WHERE l.number IS NOT NULL
	 ORDER BY l.number DESC
	OFFSET (SELECT GREATEST(s.n / 2 + 1, 2) - 1 FROM sum AS s)
	 LIMIT 1
), every AS (
	SELECT l.number, l.equal_height, l.digest
	  FROM live AS l
	 WHERE l.number IS NOT NULL
	 ORDER BY l.number DESC
	OFFSET (SELECT GREATEST(s.n, 1) - 1 FROM sum AS s)
	 LIMIT 1
)
INSERT INTO disc.peer_pass (at, took_ms, bytes, live, known_height, most_number,
	most_height, most_digest, all_number, all_height, all_digest)
SELECT pg_catalog.clock_timestamp() - $1::int4 * interval '1 ms', $1::int4,
       $2::int8, s.n, k.height, m.number, m.equal_height, m.digest, e.number, e.equal_height,
       e.digest
  FROM sum AS s
 CROSS JOIN known AS k
  LEFT JOIN most AS m ON true
  LEFT JOIN every AS e ON true
ON CONFLICT (one) DO UPDATE
   SET (at, took_ms, bytes, live, known_height, most_number, most_height,
	most_digest, all_number, all_height, all_digest) =
	(EXCLUDED.at, EXCLUDED.took_ms, EXCLUDED.bytes, EXCLUDED.live,
	 EXCLUDED.known_height, EXCLUDED.most_number, EXCLUDED.most_height,
	 EXCLUDED.most_digest, EXCLUDED.all_number, EXCLUDED.all_height,
	 EXCLUDED.all_digest);
