-- SPDX-License-Identifier: ISC
-- What discprov-job peers has found, for who shows it.

-- How many peers there are in each state, and the heights that follow; a block
-- that was confirmed counts while our digest behind it is still the same.
-- @ api_peer_heights () -> 0..1 (age_s int8, live int4, up int8, suspect int8,
--   down int8, behind int8, diverged int8, known int8, most int8, every int8)
SELECT (EXTRACT(epoch FROM pg_catalog.now() - p.at))::int8 AS age_s, p.live,
       n.up, n.suspect, n.down, n.behind, n.diverged, p.known_height AS known,
       (SELECT p.most_height FROM disc.digest_block AS d
	 WHERE d.number = p.most_number AND d.digest = p.most_digest) AS most,
       (SELECT p.all_height FROM disc.digest_block AS d
	 WHERE d.number = p.all_number AND d.digest = p.all_digest) AS every
  FROM disc.peer_pass AS p
 CROSS JOIN (SELECT count(*) FILTER (WHERE s.state = 'up') AS up,
		count(*) FILTER (WHERE s.state = 'suspect') AS suspect,
		count(*) FILTER (WHERE s.state = 'down') AS down,
		count(*) FILTER (WHERE s.state = 'behind') AS behind,
		count(*) FILTER (WHERE s.state = 'diverged') AS diverged
	  FROM disc.peers AS s) AS n;

-- All of them, those that want a look first.
-- @ api_peers () -> 0..1024 (endpoint text, wallet text, state text,
--   since text, since_s int8, heard_s int8, phi float8, latency_ms int4,
--   fault text, version text, height int8, behind int8, database_bytes int8,
--   disk_bytes int8, disk_used_bytes int8, cpus int4, memory_bytes int8,
--   meets_minimum bool, unhealthy text, verdict text, verdict_height int8,
--   verdict_why text, differs text)
SELECT p.endpoint, p.wallet, p.state,
       pg_catalog.to_char(pg_catalog.timezone('UTC', p.since),
	'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
       EXTRACT(epoch FROM pg_catalog.now() - p.since)::int8 AS since_s,
       EXTRACT(epoch FROM pg_catalog.now() - p.heard_at)::int8 AS heard_s,
       p.phi::float8 AS phi, p.latency_ms, p.fault, p.version, p.height,
       h.known - p.height AS behind, p.database_bytes, p.disk_bytes,
       p.disk_used_bytes, p.cpus, p.memory_bytes, p.meets_minimum,
       p.unhealthy, p.verdict, p.verdict_height, p.verdict_why,
       p.differs::text AS differs
  FROM disc.peers AS p
  LEFT JOIN (SELECT s.known_height AS known FROM disc.peer_pass AS s) AS h
    ON true
 ORDER BY pg_catalog.strpos('diverged down behind suspect up left', p.state),
       p.endpoint
 LIMIT 1024;

-- Where rows of those differ who have diverged: the first of it.
-- @ api_peers_diverged () -> 0..20 (endpoint text, tablename text, key text)
SELECT p.endpoint, p.differs -> 0 ->> 'table' AS tablename,
       p.differs -> 0 -> 'keys' ->> 0 AS key
  FROM disc.peers AS p
 WHERE p.state = 'diverged'
 ORDER BY p.endpoint
 LIMIT 20;

-- Is the state that this transaction sees confirmed by more than half of the
-- live peers, by all of them?  With the newest blocks that are.
-- @ api_confirmed () -> 1 (live int4, most int8, every int8, most_has bool,
--   every_has bool)
SELECT COALESCE(p.live, 0) AS live, m.height AS most, e.height AS every,
       COALESCE(m.number >= b.number, false) AS most_has,
       COALESCE(e.number >= b.number, false) AS every_has
  FROM (SELECT 1) AS one
  LEFT JOIN disc.blocks AS b ON b.is_current
  LEFT JOIN disc.peer_pass AS p ON true
  LEFT JOIN LATERAL (SELECT d.number, p.most_height AS height
	  FROM disc.digest_block AS d
	 WHERE d.number = p.most_number AND d.digest = p.most_digest) AS m
    ON true
  LEFT JOIN LATERAL (SELECT d.number, p.all_height AS height
	  FROM disc.digest_block AS d
	 WHERE d.number = p.all_number AND d.digest = p.all_digest) AS e
    ON true;
