-- SPDX-License-Identifier: ISC
-- Plays: statements of those who bring them, count them and put them away.

-- From here to the end of the transaction nobody else writes plays, and the
-- next statement sees all that were written.
-- @ plays_turn () -> 0
INSERT INTO disc.indexing_checkpoints AS c (tablename, last_checkpoint)
VALUES ('plays', 0)
ON CONFLICT (tablename) DO UPDATE SET last_checkpoint = c.last_checkpoint;

-- Without updated_at: learned of now.
-- @ plays_put ($1 user_id int4[], $2 play_item_id int4[],
--   $3 created_at timestamp[], $4 updated_at timestamp[], $5 slot int4[],
--   $6 source text[], $7 source_id text[], $8 signature text[],
--   $9 city text[], $10 region text[], $11 country text[]) -> 0
INSERT INTO disc.plays (user_id, play_item_id, created_at, updated_at, slot,
	source, source_id, signature, city, region, country)
SELECT n.user_id, n.play_item_id, n.created_at, COALESCE(n.updated_at,
	pg_catalog.timezone('UTC', pg_catalog.now())), n.slot, n.source,
       n.source_id, n.signature, n.city, n.region, n.country
  FROM unnest($1::int4[], $2::int4[], $3::timestamp[], $4::timestamp[],
	$5::int4[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
	$11::text[]) AS n (user_id, play_item_id, created_at, updated_at, slot,
	source, source_id, signature, city, region, country)
ON CONFLICT (source, source_id) WHERE source_id IS NOT NULL DO NOTHING;

-- Totals of an identity service: a play for each listen above what was taken
-- before, the oldest totals first, and no more than $6 of them at once.  Totals
-- without user_id are of the hour that created names.  more: how many plays
-- are left, for who asks again.
-- @ plays_take ($1 user_id int4[], $2 track_id int4[], $3 count int4[],
--   $4 created timestamp[], $5 updated timestamp[], $6 most int8) ->
--   1 (added int8, more int8)
WITH given AS (
	SELECT n.track_id, COALESCE(n.user_id, 0) AS user_id,
	       CASE WHEN n.user_id IS NULL THEN n.created ELSE '-infinity' END
			AS hour,
	       max(n.count) AS count, min(n.created) AS created,
	       max(n.updated) AS updated
	  FROM unnest($1::int4[], $2::int4[], $3::int4[], $4::timestamp[],
		$5::timestamp[]) AS n (user_id, track_id, count, created, updated)
	 GROUP BY 1, 2, 3
), known AS (
	SELECT g.*, COALESCE((SELECT i.count FROM disc.identity_plays AS i
		 WHERE i.track_id = g.track_id AND i.user_id = g.user_id
		   AND i.hour = g.hour), 0) AS before
	  FROM given AS g
), new AS (
	SELECT k.*, k.count - k.before AS wanted,
	       sum(k.count - k.before) OVER (ORDER BY k.updated, k.track_id,
			k.user_id, k.hour) AS upto
	  FROM known AS k
	 WHERE k.count > k.before
), part AS MATERIALIZED (
	SELECT n.*, GREATEST(LEAST(n.wanted, $6 - (n.upto - n.wanted)), 0)
			AS share
	  FROM new AS n
), put AS (
	INSERT INTO disc.plays (user_id, play_item_id, created_at, updated_at)
	SELECT nullif(p.user_id, 0), p.track_id, p.created, p.updated
	  FROM part AS p
	 CROSS JOIN LATERAL generate_series(1, p.share)
	 WHERE p.share > 0
), taken AS (
	INSERT INTO disc.identity_plays (track_id, user_id, hour, count)
	SELECT p.track_id, p.user_id, p.hour, p.before + p.share
	  FROM part AS p
	 WHERE p.share > 0
	ON CONFLICT (track_id, user_id, hour) DO UPDATE
	   SET count = EXCLUDED.count
)
SELECT COALESCE(sum(p.share), 0)::int8 AS added,
       COALESCE(sum(p.wanted - p.share), 0)::int8 AS more
  FROM part AS p;

-- @ plays_files () -> 0..n (digest text, bytes int8, lines int8, bad int8,
--   done bool)
SELECT f.digest, f.bytes, f.lines, f.bad, f.done
  FROM disc.plays_files AS f
 ORDER BY f.bytes;

-- The row of a file that is being read moves on with it; $1 is the one that
-- stood there before, or null.
-- @ plays_files_put ($1 was text, $2 digest text, $3 bytes int8, $4 lines int8,
--   $5 bad int8, $6 done bool) -> 0
WITH gone AS (
	DELETE FROM disc.plays_files AS f WHERE f.digest = $1 AND $1 <> $2
)
INSERT INTO disc.plays_files (digest, bytes, lines, bad, done)
VALUES ($2, $3, $4, $5, $6)
ON CONFLICT (digest) DO UPDATE SET (lines, bad, done) =
	(EXCLUDED.lines, EXCLUDED.bad, EXCLUDED.done);

-- How far the histories have read; nobody else reads on meanwhile.
-- @ history_place () -> 1 (id int8)
INSERT INTO disc.indexing_checkpoints AS c (tablename, last_checkpoint)
VALUES ('user_listening_history', 0)
ON CONFLICT (tablename) DO UPDATE SET last_checkpoint = c.last_checkpoint
RETURNING c.last_checkpoint AS id;

-- The next plays of users, $2 of them, enter their histories.  upto is the
-- last play that was looked at, null when there was none; read is how many of
-- them were of users.  An entry without play_count counts for one.
-- @ history_add ($1 after int8, $2 most int8, $3 entries int8) ->
--   1 (upto int8, read int8, changed int8)
WITH page AS MATERIALIZED (
	SELECT p.id, p.user_id, p.play_item_id, p.created_at
	  FROM disc.plays AS p
	 WHERE p.id > $1
	   AND p.user_id IS NOT NULL
	 ORDER BY p.id
	 LIMIT $2
), new AS MATERIALIZED (
	SELECT p.user_id, p.play_item_id AS track_id,
	       disc.play_time(max(p.created_at)) AS heard, count(*) AS count
	  FROM page AS p
	 GROUP BY 1, 2
), both_of AS (
	SELECT n.user_id, n.track_id, n.heard, n.count
	  FROM new AS n
	 UNION ALL
	SELECT u.user_id, (e.entry ->> 'track_id')::int4,
	       e.entry ->> 'timestamp',
	       COALESCE((e.entry ->> 'play_count')::int8, 1)
	  FROM (SELECT DISTINCT n.user_id FROM new AS n) AS u
	 CROSS JOIN LATERAL jsonb_array_elements(
		(SELECT h.listening_history
		   FROM disc.user_listening_history AS h
		  WHERE h.user_id = u.user_id)) AS e (entry)
), ranked AS (
	SELECT b.user_id, b.track_id, max(b.heard COLLATE "C") AS heard,
	       sum(b.count) AS count,
	       row_number() OVER (PARTITION BY b.user_id
			ORDER BY max(b.heard COLLATE "C") DESC, b.track_id DESC)
			AS place
	  FROM both_of AS b
	 GROUP BY b.user_id, b.track_id
), put AS (
	INSERT INTO disc.user_listening_history (user_id, listening_history)
	SELECT r.user_id, jsonb_agg(jsonb_build_object('track_id', r.track_id,
		'timestamp', r.heard, 'play_count', r.count) ORDER BY r.place)
	  FROM ranked AS r
	 WHERE r.place <= $3
	 GROUP BY r.user_id
	ON CONFLICT (user_id) DO UPDATE
	   SET listening_history = EXCLUDED.listening_history
	RETURNING 1
)
SELECT CASE WHEN (SELECT count(*) FROM page) = $2
	    THEN (SELECT max(p.id) FROM page AS p)
	    ELSE (SELECT max(p.id) FROM disc.plays AS p WHERE p.id > $1)
	END AS upto,
       (SELECT count(*) FROM page) AS read,
       (SELECT count(*) FROM put) AS changed;

-- @ history_place_put ($1 id int8) -> 0
UPDATE disc.indexing_checkpoints AS c
   SET last_checkpoint = $1
 WHERE c.tablename = 'user_listening_history';

-- What goes from here on was only put away: it stays counted.
-- @ plays_prune_begin () -> 1 (setting text)
SELECT pg_catalog.set_config('discprov.prune', 'on', true) AS setting;

-- The oldest plays of more than so many days ago that no history waits for.
-- @ plays_prune ($1 days int8, $2 most int8) -> 0
DELETE FROM disc.plays AS p
 WHERE p.id = ANY (ARRAY(SELECT o.id
	  FROM disc.plays AS o
	 WHERE o.created_at < pg_catalog.timezone('UTC', pg_catalog.now())
			- $1::int8 * interval '1 day'
	   AND o.id <= (SELECT c.last_checkpoint
			  FROM disc.indexing_checkpoints AS c
			 WHERE c.tablename = 'user_listening_history')
	 ORDER BY o.created_at
	 LIMIT $2));

-- Plays of a core chain's blocks, each transaction of them once: $1 to $4 are
-- of the transactions, $5 of each play says whose it is, from 1 on.  Unless
-- $13, only those that a registered node has signed, and those up to the height
-- $14, which tell what was before the chain.  Of plays that were imported
-- nobody knows the transaction: one like these is one of them.  Ids go on behind all that
-- were ever given, also of plays that were put away, and without gaps, so that
-- they come out the same after a crash.
-- @ core_plays_put ($1 height int4[], $2 digest bytea[], $3 signer text[],
--   $4 block_time timestamp[], $5 tx int4[], $6 user_id int4[],
--   $7 play_item_id int4[], $8 created_at timestamp[], $9 signature text[],
--   $10 city text[], $11 region text[], $12 country text[], $13 anybody bool,
--   $14 past int4) -> 1 (added int8, repeated int8, stranger int8, last int8)
WITH told AS (
	SELECT n.height, n.digest, n.block_time, n.place,
	       $13 OR n.height <= $14 OR n.signer IN (SELECT pg_catalog.lower(s.delegate_owner_wallet)
			FROM disc.service_providers AS s) IS TRUE AS known
	  FROM unnest($1::int4[], $2::bytea[], $3::text[], $4::timestamp[])
		WITH ORDINALITY AS n (height, digest, signer, block_time, place)
), tx AS MATERIALIZED (
	SELECT t.*,
	       t.place <> min(t.place) OVER (PARTITION BY t.digest, t.known)
		 OR EXISTS (SELECT FROM disc.core_plays AS c
			     WHERE c.digest = t.digest) AS again
	  FROM told AS t
), play AS MATERIALIZED (
	SELECT n.*, t.height, t.block_time, t.known,
	       t.again OR EXISTS (SELECT FROM disc.indexing_checkpoints AS i
			JOIN disc.plays AS p ON p.id <= i.last_checkpoint
			 AND p.created_at = n.created_at
			 AND p.play_item_id = n.play_item_id
			 AND p.user_id IS NOT DISTINCT FROM n.user_id
			 AND p.signature = n.signature
		       WHERE i.tablename = 'imported_plays') AS again
	  FROM unnest($5::int4[], $6::int4[], $7::int4[], $8::timestamp[],
		$9::text[], $10::text[], $11::text[], $12::text[])
		WITH ORDINALITY AS n (tx, user_id, play_item_id, created_at,
		signature, city, region, country, number)
	  JOIN tx AS t ON t.place = n.tx
), seen AS (
	INSERT INTO disc.core_plays (digest, seen_at)
	SELECT t.digest, t.block_time
	  FROM tx AS t
	 WHERE t.known AND NOT t.again
), before AS MATERIALIZED (
	SELECT GREATEST((SELECT max(p.id) FROM disc.plays AS p),
		(SELECT max(c.last_checkpoint)
		   FROM disc.indexing_checkpoints AS c
		  WHERE c.tablename = 'user_listening_history'), 0) AS id
), put AS (
	INSERT INTO disc.plays (id, user_id, play_item_id, created_at,
		updated_at, slot, source, signature, city, region, country)
	SELECT b.id + row_number() OVER (ORDER BY p.number), p.user_id,
	       p.play_item_id, p.created_at, p.block_time, p.height, 'relay',
	       p.signature, p.city, p.region, p.country
	  FROM play AS p, before AS b
	 WHERE p.known AND NOT p.again
	 ORDER BY p.number
), sum AS (
	SELECT count(*) FILTER (WHERE p.known AND NOT p.again) AS added,
	       count(*) FILTER (WHERE p.known AND p.again) AS repeated,
	       count(*) FILTER (WHERE NOT p.known) AS stranger
	  FROM play AS p
)
SELECT s.added, s.repeated, s.stranger, b.id + s.added AS last
  FROM sum AS s, before AS b;

-- Who gives ids from the sequence goes on behind these.
-- @ core_plays_ids ($1 last int8) -> 1 (last int8)
SELECT pg_catalog.setval('disc.plays_id_seq', GREATEST($1::int8,
	(SELECT s.last_value FROM disc.plays_id_seq AS s))) AS last;

-- @ core_plays_prune ($1 block_time timestamp) -> 0
DELETE FROM disc.core_plays AS c
 WHERE c.seen_at < $1::timestamp - interval '3 hours';
