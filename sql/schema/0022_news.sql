-- SPDX-License-Identifier: ISC
-- What users hear of: notifications and round numbers, made by statement
-- triggers behind those that count and keep the journal.
--
-- Rows of one statement may be of several blocks.  What comes out is what
-- block after block would have given, so the indexer puts into one statement
-- only what bears it (rows_write() knows what does not).  Nothing here knows a
-- clock.  Undoing a block silences this: the journal holds these rows, too.

-- Which rows were written first is decided by how blocks are cut.
DROP TRIGGER notification_id ON disc.notification;
ALTER TABLE disc.notification DROP COLUMN id;

-- When a count first reached a round number; of a listen count no block.
CREATE TABLE disc.milestones (
	id int NOT NULL, -- a user, track or playlist, as the name says
	name text COLLATE "C" NOT NULL,
	threshold int NOT NULL,
	blocknumber int,
	slot int,
	timestamp timestamp NOT NULL,
	PRIMARY KEY (id, name, threshold)
);
SELECT disc.journal_attach('milestones');

CREATE FUNCTION disc.milestone_counts(name text) RETURNS int[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN name = 'FOLLOWER_COUNT'
		THEN '{10,25,50,100,250,500,1000,5000,10000,20000,50000,
			100000,1000000}'::int[]
		ELSE '{10,25,50,100,250,500,1000,2500,5000,10000,25000,50000,
			100000,250000,500000,1000000}'::int[] END
$$;

-- A number that is an id, else null, whatever users have written there.
CREATE FUNCTION disc.json_id(j jsonb) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT CASE WHEN pg_catalog.jsonb_typeof(j) = 'number'
		THEN CASE WHEN j::numeric BETWEEN 0 AND 2147483647
			AND j::numeric = pg_catalog.trunc(j::numeric)
		THEN j::numeric::int END END
$$;

-- The first parent counts.
CREATE FUNCTION disc.remix_parent(remix_of jsonb) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT disc.json_id(remix_of -> 'tracks' -> 0 -> 'parent_track_id')
$$;
CREATE INDEX tracks_remix_parent_idx
	ON disc.tracks (disc.remix_parent(remix_of), created_at)
	WHERE remix_of IS NOT NULL;

-- Who is silenced is counted, but moves nobody to hear of it.  A score that is
-- not known silences as well.
CREATE FUNCTION disc.is_heard(who int) RETURNS bool
LANGUAGE sql STABLE AS $$
	SELECT (SELECT a.score >= 0 FROM disc.aggregate_user AS a
		 WHERE a.user_id = who) IS TRUE
$$;

-- Each statement of work reads "fresh": "columns" of the rows written, n, and
-- of what each was before, o (nulls: it was not there).  "when CONDITION:" in
-- its first line asks whether one of n needs it.
--
-- Plans are kept, and may have been made for few rows: what belongs to a row
-- is looked up by key, never joined, and the two tables of an UPDATE meet in a
-- FULL JOIN, which is hashed or merged.
CREATE FUNCTION disc.news_attach(tab text, columns text, VARIADIC work text[])
RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	cols text[] := disc.key_columns(tab);
	same text := (SELECT pg_catalog.string_agg(
		pg_catalog.format('n.%I = o.%I', c, c), ' AND ')
		FROM pg_catalog.unnest(cols) AS c);
	event text;
	source text;
	condition text;
	body text := '';
	step text;
BEGIN
	FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE'] LOOP
		source := pg_catalog.format(CASE event WHEN 'INSERT'
			THEN 'SELECT %1$s FROM new_rows AS n
				LEFT JOIN disc.%2$I AS o ON false'
			ELSE 'SELECT %1$s FROM old_rows AS o
				FULL JOIN new_rows AS n ON %3$s
				WHERE pg_catalog.num_nonnulls(n.%4$I) > 0' END,
			columns, tab, same, cols[1]);
		body := body || pg_catalog.format(
			E'IF TG_OP = %L THEN\nIF NOT EXISTS (SELECT FROM new_rows) '
			'THEN RETURN NULL; END IF;\n', event);
		FOREACH step IN ARRAY work LOOP
			condition := COALESCE((pg_catalog.regexp_match(step,
				'^\s*when ([^\n]+):\n'))[1], 'true');
			step := pg_catalog.regexp_replace(step,
				'^\s*when [^\n]+:\n', '');
			body := body || pg_catalog.format(
				E'IF EXISTS (SELECT FROM new_rows AS n WHERE %s) '
				'THEN\nWITH fresh AS MATERIALIZED (%s)\n%s;\nEND IF;\n',
				condition, source, step);
		END LOOP;
		body := body || E'END IF;\n';
	END LOOP;
	EXECUTE pg_catalog.format('CREATE OR REPLACE FUNCTION disc.%I()
		RETURNS trigger LANGUAGE plpgsql AS %L', 'news_' || tab,
		E'BEGIN\n' || body || E'RETURN NULL;\nEND');
	FOREACH event IN ARRAY ARRAY['INSERT', 'UPDATE'] LOOP
		EXECUTE pg_catalog.format('CREATE OR REPLACE TRIGGER %I
			AFTER %s ON disc.%I REFERENCING %s FOR EACH STATEMENT
			WHEN (pg_catalog.current_setting(''discprov.revert'',
				true) IS DISTINCT FROM ''on'')
			EXECUTE FUNCTION disc.%I()',
			'news_' || pg_catalog.lower(event), event, tab,
			CASE event WHEN 'INSERT' THEN 'NEW TABLE AS new_rows'
				ELSE 'OLD TABLE AS old_rows NEW TABLE AS new_rows'
			END, 'news_' || tab);
	END LOOP;
END
$$;

-- Round numbers that counts of "fresh" have passed.  A count moves by one, so
-- none is passed without being met; the rows of a block go by who acts.
-- "counted" is the count of t.id as it is now, "owner" gives who hears of r.id
-- and what is said of it.
CREATE FUNCTION disc.milestone_work(name text, among text, counted text,
	owner text) RETURNS text
LANGUAGE sql IMMUTABLE AS $f$
	SELECT pg_catalog.replace(pg_catalog.replace(
		pg_catalog.replace(pg_catalog.replace($$
, top AS MATERIALIZED (
	SELECT f.id, sum(f.delta) AS net,
	       count(*) FILTER (WHERE f.delta > 0) AS up
	  FROM fresh AS f
	 WHERE :among
	 GROUP BY f.id
), base AS MATERIALIZED (
	SELECT t.id, t.up, t.up - t.net AS down, :counted - t.net AS count
	  FROM top AS t
	 WHERE t.up > 0
), near AS MATERIALIZED (
	SELECT b.id, b.count
	  FROM base AS b
	 WHERE EXISTS (SELECT FROM pg_catalog.unnest(
			disc.milestone_counts(:name)) AS m (count)
		WHERE m.count > b.count - b.down AND m.count <= b.count + b.up)
), ran AS MATERIALIZED (
	SELECT f.id, f.actor, f.blocknumber, f.created_at, f.delta,
	       (b.count + sum(f.delta) OVER (PARTITION BY f.id
			ORDER BY f.blocknumber, f.actor, f.kind
			ROWS UNBOUNDED PRECEDING))::int AS count
	  FROM near AS b
	  JOIN fresh AS f ON f.id = b.id
	 WHERE :among
), hit AS MATERIALIZED (
	SELECT r.id, r.count, r.blocknumber, r.created_at, o.owner, o.data
	  FROM ran AS r
	 CROSS JOIN LATERAL (:owner) AS o (owner, data)
	 WHERE r.delta > 0
	   AND r.count = ANY (disc.milestone_counts(:name))
	   AND disc.is_heard(r.actor)
), noted AS (
	INSERT INTO disc.milestones (id, name, threshold, blocknumber,
		timestamp)
	SELECT h.id, :name, h.count, h.blocknumber, h.created_at
	  FROM hit AS h
	 ORDER BY h.blocknumber
	ON CONFLICT (id, name, threshold) DO NOTHING
)
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT h.owner::text,
       'milestone:' || :name || ':id:' || h.id || ':threshold:' || h.count,
       CASE :name WHEN 'FOLLOWER_COUNT' THEN 'milestone_follower_count'
		ELSE 'milestone' END,
       h.blocknumber, h.created_at,
       h.data || pg_catalog.jsonb_build_object('type', :name,
		'threshold', h.count),
       ARRAY[h.owner]
  FROM hit AS h
 ORDER BY h.blocknumber
ON CONFLICT (group_id, specifier) DO NOTHING
$$, ':counted', counted), ':owner', owner), ':among', among),
		':name', pg_catalog.quote_literal(name))
$f$;

SELECT disc.news_attach('follows', $$
	n.followee_user_id AS id, n.follower_user_id AS actor, 'user' AS kind,
	n.blocknumber, n.created_at, n.is_current AND NOT n.is_delete AS live,
	(n.is_current AND NOT n.is_delete)::int
	- COALESCE(o.is_current AND NOT o.is_delete, false)::int AS delta
$$, $$
when NOT n.is_delete:
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT f.actor::text, 'follow:' || f.id, 'follow', f.blocknumber, f.created_at,
       pg_catalog.jsonb_build_object('followee_user_id', f.id,
		'follower_user_id', f.actor),
       ARRAY[f.id]
  FROM fresh AS f
 WHERE f.live
   AND disc.is_heard(f.actor)
ON CONFLICT (group_id, specifier) DO NOTHING
$$, E'\nwhen NOT n.is_delete:\n' || disc.milestone_work('FOLLOWER_COUNT', 'true',
	'(SELECT a.follower_count FROM disc.aggregate_user AS a
		WHERE a.user_id = t.id)',
	'SELECT r.id, pg_catalog.jsonb_build_object(''user_id'', r.id)'));

-- Reposts and saves differ in words only.  An item that nobody has is told to
-- nobody.  Of those whom one follows the first 5000 count.
CREATE FUNCTION disc.news_of_items(tab text, word text) RETURNS void
LANGUAGE plpgsql AS $f$
DECLARE
	telling constant text := $$
when NOT n.is_delete:
, item AS MATERIALIZED (
	SELECT f.id, f.actor, f.kind, f.blocknumber, f.created_at, i.owner,
	       i.parent
	  FROM fresh AS f
	  LEFT JOIN LATERAL (
		SELECT t.owner_id AS owner,
		       disc.remix_parent(t.remix_of) AS parent
		  FROM disc.tracks AS t
		 WHERE f.kind = 'track' AND t.track_id = f.id
		 UNION ALL
		SELECT p.playlist_owner_id, NULL
		  FROM disc.playlists AS p
		 WHERE f.kind <> 'track' AND p.playlist_id = f.id) AS i ON true
	 WHERE f.live
	   AND disc.is_heard(f.actor)
)
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT i.actor::text, ':word:' || i.id || ':type:' || i.kind, ':word',
       i.blocknumber, i.created_at,
       pg_catalog.jsonb_build_object(':word_item_id', i.id,
		'user_id', i.actor, 'type', i.kind),
       ARRAY[i.owner]
  FROM item AS i
 UNION ALL
SELECT i.actor::text,
       'cosign:parent_track' || i.parent || ':original_track:' || i.id,
       'cosign', i.blocknumber, i.created_at,
       pg_catalog.jsonb_build_object('parent_track_id', i.parent,
		'track_id', i.id, 'track_owner_id', i.owner),
       ARRAY[i.owner]
  FROM item AS i
 WHERE i.actor = (SELECT p.owner_id FROM disc.tracks AS p
	WHERE p.track_id = i.parent)
ON CONFLICT (group_id, specifier) DO NOTHING
$$;
	telling_again constant text := $$
when NOT n.is_delete AND n.is_:word_of_repost:
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT f.actor::text, ':word_of_repost:' || f.id || ':type:' || f.kind,
       ':word_of_repost', f.blocknumber, f.created_at,
       pg_catalog.jsonb_build_object(':word_of_repost_item_id', f.id,
		'user_id', f.actor, 'type', CASE WHEN f.kind <> 'track'
			AND (SELECT p.is_album FROM disc.playlists AS p
				WHERE p.playlist_id = f.id)
			THEN 'album' ELSE f.kind END),
       w.ids
  FROM fresh AS f
 CROSS JOIN LATERAL (SELECT ARRAY(
	SELECT o.followee_user_id
	  FROM (SELECT x.followee_user_id
		  FROM disc.follows AS x
		 WHERE x.follower_user_id = f.actor AND NOT x.is_delete
		 ORDER BY x.followee_user_id
		 LIMIT 5000) AS o
	 WHERE (SELECT NOT r.is_delete
			AND r.created_at > f.created_at - interval '1 month'
		  FROM disc.reposts AS r
		 WHERE r.user_id = o.followee_user_id
		   AND r.repost_item_id = f.id
		   AND r.repost_type = f.kind::disc.reposttype)
	 ORDER BY 1) AS ids OFFSET 0) AS w
 WHERE f.live
   AND f.again
   AND disc.is_heard(f.actor)
   AND pg_catalog.cardinality(w.ids) > 0
ON CONFLICT (group_id, specifier) DO NOTHING
$$;
BEGIN
	PERFORM disc.news_attach(tab, pg_catalog.replace($$
		n.:word_item_id AS id, n.user_id AS actor,
		n.:word_type::text AS kind, n.blocknumber, n.created_at,
		n.is_current AND NOT n.is_delete AS live,
		n.is_:word_of_repost AS again,
		(n.is_current AND NOT n.is_delete)::int
		- COALESCE(o.is_current AND NOT o.is_delete, false)::int AS delta
		$$, ':word', word),
		pg_catalog.replace(telling, ':word', word),
		pg_catalog.replace(telling_again, ':word', word),
		pg_catalog.format(E'\nwhen NOT n.is_delete AND n.%s_type = ''track'':\n',
			word) || disc.milestone_work(
			pg_catalog.format('TRACK_%s_COUNT', upper(word)),
			'f.kind = ''track''',
			pg_catalog.format('(SELECT a.%s_count
				FROM disc.aggregate_track AS a
				WHERE a.track_id = t.id)', word),
			'SELECT i.owner_id, pg_catalog.jsonb_build_object(
				''track_id'', r.id) FROM disc.tracks AS i
			WHERE i.track_id = r.id'),
		pg_catalog.format(E'\nwhen NOT n.is_delete AND n.%s_type <> ''track'':\n',
			word) || disc.milestone_work(
			pg_catalog.format('PLAYLIST_%s_COUNT', upper(word)),
			'f.kind <> ''track''',
			pg_catalog.format('(SELECT a.%s_count
				FROM disc.aggregate_playlist AS a
				WHERE a.playlist_id = t.id)', word),
			'SELECT i.playlist_owner_id, pg_catalog.jsonb_build_object(
				''playlist_id'', r.id, ''is_album'', i.is_album)
			   FROM disc.playlists AS i
			  WHERE i.playlist_id = r.id'));
END
$f$;
SELECT disc.news_of_items('reposts', 'repost'),
       disc.news_of_items('saves', 'save');

-- Who hears what somebody brings out.  There may be very many of them, and
-- very much may be brought out in a block: the first thing is told to all, and
-- another one while those who hear are a million at most in all.
CREATE FUNCTION disc.subscribers(who int, place bigint) RETURNS int[]
LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN place = 1 OR (SELECT pg_catalog.count(*)
			FROM (SELECT FROM disc.subscriptions AS s
				WHERE s.user_id = who AND s.entity_type = 'User'
				  AND NOT s.is_delete
				LIMIT 1000001) AS x) * place <= 1000000
	THEN ARRAY(SELECT s.subscriber_id
		  FROM disc.subscriptions AS s
		 WHERE s.user_id = who AND s.entity_type = 'User'
		   AND NOT s.is_delete
		 ORDER BY s.subscriber_id)
	ELSE '{}' END
$$;


-- An edit by a block tells again, those who had nothing to hear before; what
-- else changes a track tells only that it has come out.
SELECT disc.news_attach('tracks', $$
	n.track_id AS id, n.owner_id, n.blocknumber, n.created_at, n.updated_at,
	n.is_playlist_upload IS TRUE AS in_list,
	disc.remix_parent(n.remix_of) AS parent,
	n.is_current AND NOT n.is_delete AND n.is_available
	AND NOT n.is_unlisted AND n.stem_of IS NULL
	AND n.access_authorities IS NULL
	AND (o.track_id IS NULL OR o.blocknumber IS DISTINCT FROM n.blocknumber
		OR o.txhash <> n.txhash
		OR NOT (o.is_current AND NOT o.is_delete AND o.is_available
			AND NOT o.is_unlisted AND o.stem_of IS NULL
			AND o.access_authorities IS NULL)) AS told
$$, $$
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT f.id::text, 'create:track:user_id:' || f.owner_id, 'create',
       f.blocknumber, f.updated_at,
       pg_catalog.jsonb_build_object('track_id', f.id), w.ids
  FROM (SELECT x.*, row_number() OVER (PARTITION BY x.owner_id, x.blocknumber
		ORDER BY x.id) AS place
	  FROM fresh AS x
	 WHERE x.told AND NOT x.in_list) AS f
 CROSS JOIN LATERAL (SELECT disc.subscribers(f.owner_id, f.place) AS ids
	OFFSET 0) AS w
 WHERE pg_catalog.cardinality(w.ids) > 0
ON CONFLICT (group_id, specifier) DO NOTHING
$$, $$
when n.remix_of IS NOT NULL:
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT f.owner_id::text,
       'remix:track:' || f.id || ':parent_track:' || f.parent, 'remix',
       f.blocknumber, f.updated_at,
       pg_catalog.jsonb_build_object('track_id', f.id,
		'parent_track_id', f.parent),
       ARRAY[p.owner_id]
  FROM fresh AS f
 CROSS JOIN LATERAL (SELECT t.owner_id FROM disc.tracks AS t
	WHERE t.track_id = f.parent) AS p
 WHERE f.told
ON CONFLICT (group_id, specifier) DO NOTHING
$$, $$
when n.remix_of IS NOT NULL:
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT c.count || ':' || e.event_id,
       'artist_remix_contest_submissions:' || e.event_id || ':' || c.count,
       'artist_remix_contest_submissions', f.blocknumber, f.updated_at,
       pg_catalog.jsonb_build_object('event_id', e.event_id,
		'milestone', c.count, 'entity_id', f.parent),
       ARRAY[e.user_id]
  FROM fresh AS f
 CROSS JOIN LATERAL (
	SELECT v.event_id, v.user_id, v.created_at
	  FROM disc.events AS v
	 WHERE v.entity_id = f.parent AND v.event_type = 'remix_contest'
	   AND NOT v.is_deleted
	   AND (v.end_date IS NULL OR v.end_date > f.updated_at)
	 ORDER BY v.event_id
	 LIMIT 1) AS e
 CROSS JOIN LATERAL (
	SELECT count(*) AS count
	  FROM (SELECT
		  FROM disc.tracks AS t
		 WHERE t.remix_of IS NOT NULL
		   AND disc.remix_parent(t.remix_of) = f.parent
		   AND t.created_at >= e.created_at
		   AND t.is_current AND NOT t.is_delete AND t.is_available
		   AND NOT t.is_unlisted AND t.access_authorities IS NULL
		   AND (t.blocknumber, t.track_id) <= (f.blocknumber, f.id)
		 LIMIT 51) AS x) AS c
 WHERE f.told
   AND c.count IN (1, 10, 50)
 ORDER BY f.blocknumber, f.id
ON CONFLICT (group_id, specifier) DO NOTHING
$$);

-- Only blocks bring out playlists.
SELECT disc.news_attach('playlists', $$
	n.playlist_id AS id, n.playlist_owner_id AS owner_id, n.is_album,
	n.blocknumber, n.updated_at, n.playlist_contents AS contents,
	n.is_current AND NOT n.is_private AND NOT n.is_delete
	AND (o.playlist_id IS NULL OR o.blocknumber IS DISTINCT FROM n.blocknumber
		OR o.txhash <> n.txhash) AS told,
	n.created_at = n.updated_at OR COALESCE(o.is_private, false) AS is_new
$$, $$
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT f.owner_id::text, 'create:playlist_id:' || f.id, 'create',
       f.blocknumber, f.updated_at,
       pg_catalog.jsonb_build_object('playlist_id', f.id,
		'is_album', f.is_album), w.ids
  FROM (SELECT x.id, x.owner_id, x.is_album, x.blocknumber, x.updated_at,
	       row_number() OVER (PARTITION BY x.owner_id, x.blocknumber
		ORDER BY x.id) AS place
	  FROM fresh AS x
	 WHERE x.told AND x.is_new) AS f
 CROSS JOIN LATERAL (SELECT disc.subscribers(f.owner_id, f.place) AS ids
	OFFSET 0) AS w
 WHERE pg_catalog.cardinality(w.ids) > 0
ON CONFLICT (group_id, specifier) DO NOTHING
$$, $$
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT t.owner_id::text, 'track_added_to_playlist:playlist_id:' || f.id
	|| ':track_id:' || t.track_id,
       'track_added_to_playlist', f.blocknumber, f.updated_at,
       pg_catalog.jsonb_build_object('track_id', t.track_id,
		'playlist_id', f.id, 'playlist_owner_id', f.owner_id),
       ARRAY[t.owner_id]
  FROM fresh AS f
 CROSS JOIN LATERAL pg_catalog.jsonb_array_elements(CASE
	WHEN pg_catalog.jsonb_typeof(f.contents -> 'track_ids') = 'array'
	THEN f.contents -> 'track_ids' ELSE '[]' END) AS e
 CROSS JOIN LATERAL (SELECT x.track_id, x.owner_id FROM disc.tracks AS x
	WHERE x.track_id = disc.json_id(e -> 'track')
	  AND x.created_at <= f.updated_at) AS t
 WHERE f.told
   AND t.owner_id <> f.owner_id
   AND CASE WHEN pg_catalog.jsonb_typeof(e -> 'time') = 'number'
	THEN pg_catalog.floor((e -> 'time')::numeric) >= pg_catalog.floor(
		EXTRACT(epoch FROM f.updated_at)) ELSE false END
ON CONFLICT (group_id, specifier) DO NOTHING
$$);

-- To a manager, and from one; of several with one wallet the first counts.
SELECT disc.news_attach('grants', $$
	n.grantee_address, n.user_id, n.is_approved, n.blocknumber,
	n.created_at, n.updated_at, n.is_current AND NOT n.is_revoked AS live,
	pg_catalog.to_char(n.created_at, 'YYYY-MM-DD HH24:MI:SS') AS created,
	pg_catalog.to_char(n.updated_at, 'YYYY-MM-DD HH24:MI:SS') AS updated
$$, $$
when NOT n.is_revoked:
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT CASE WHEN w.asked THEN f.user_id ELSE g.id END::text,
       CASE WHEN w.asked THEN 'request_manager' ELSE 'approve_manager_request'
		END || ':grantee_user_id:' || g.id || ':grantee_address:'
		|| f.grantee_address || ':user_id:' || f.user_id
		|| CASE WHEN w.asked THEN ':updated_at:' || f.updated ELSE '' END
		|| ':created_at:' || f.created,
       CASE WHEN w.asked THEN 'request_manager' ELSE 'approve_manager_request'
		END,
       f.blocknumber, f.updated_at,
       pg_catalog.jsonb_build_object('grantee_user_id', g.id,
		'grantee_address', f.grantee_address, 'user_id', f.user_id),
       ARRAY[CASE WHEN w.asked THEN g.id ELSE f.user_id END]
  FROM fresh AS f
 CROSS JOIN LATERAL (SELECT f.is_approved IS NULL AS asked) AS w
 CROSS JOIN LATERAL (SELECT u.user_id AS id
	  FROM disc.users AS u
	 WHERE pg_catalog.lower(u.wallet) = pg_catalog.lower(f.grantee_address)
	   AND u.created_at <= f.updated_at
	 ORDER BY u.user_id
	 LIMIT 1) AS g
 WHERE f.live
   AND (f.is_approved OR (w.asked AND f.created_at = f.updated_at))
ON CONFLICT (group_id, specifier) DO NOTHING
$$);

-- A contest, once more when it is edited: to those who did not hear of it yet.
SELECT disc.news_attach('events', $$
	n.event_id, n.user_id AS host, n.entity_id AS track_id, n.blocknumber,
	n.created_at, n.event_type = 'remix_contest' AND NOT n.is_deleted
	AND (o.event_id IS NULL OR o.blocknumber IS DISTINCT FROM n.blocknumber
		OR o.txhash <> n.txhash) AS told
$$, $$
when n.event_type = 'remix_contest' AND NOT n.is_deleted:
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT r.id::text,
       'fan_remix_contest_started:' || f.track_id || ':user:' || f.host,
       'fan_remix_contest_started', f.blocknumber, f.created_at,
       pg_catalog.jsonb_build_object('entity_user_id', f.host,
		'entity_id', f.track_id),
       ARRAY[r.id]
  FROM fresh AS f
 CROSS JOIN LATERAL (SELECT x.follower_user_id AS id
	  FROM disc.follows AS x
	 WHERE x.followee_user_id = f.host AND NOT x.is_delete
	 UNION
	SELECT s.user_id
	  FROM disc.saves AS s
	 WHERE s.save_item_id = f.track_id AND s.save_type = 'track'
	   AND NOT s.is_delete
	 UNION
	SELECT s.subscriber_id
	  FROM disc.subscriptions AS s
	 WHERE s.user_id = f.event_id AND s.entity_type = 'Event'
	   AND NOT s.is_delete) AS r
 WHERE f.told
   AND r.id <> f.host
   AND (SELECT NOT t.is_unlisted AND t.access_authorities IS NULL
	  FROM disc.tracks AS t WHERE t.track_id = f.track_id)
 ORDER BY f.blocknumber, f.event_id
ON CONFLICT (group_id, specifier) DO NOTHING
$$);

-- Whole tokens of a balance in wei, by its text: the first digit of one that
-- is short counts.  Null below the first tier.
CREATE FUNCTION disc.tier(balance text) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
	SELECT (SELECT pg_catalog.max(t) FROM pg_catalog.unnest(
			ARRAY[10, 100, 1000, 10000]) AS t
		WHERE t <= w.whole)
	  FROM (SELECT CASE WHEN balance ~ '^[0-9]+$'
		THEN pg_catalog.left(balance, GREATEST(
			pg_catalog.length(balance) - 18, 1))::numeric END
			AS whole) AS w
$$;

SELECT disc.news_attach('user_balance_changes', $$
	n.user_id, n.blocknumber, n.updated_at, n.current_balance AS balance,
	disc.tier(n.current_balance) AS tier,
	disc.tier(n.previous_balance) AS previous
$$, $$
INSERT INTO disc.notification (specifier, group_id, type, blocknumber,
	timestamp, data, user_ids)
SELECT f.user_id::text, 'tier_change:user_id:' || f.user_id || ':tier:'
	|| w.name || ':blocknumber:' || f.blocknumber,
       'tier_change', f.blocknumber, f.updated_at,
       pg_catalog.jsonb_build_object('new_tier', w.name,
		'new_tier_value', f.tier, 'current_value', f.balance),
       ARRAY[f.user_id]
  FROM fresh AS f
 CROSS JOIN LATERAL (SELECT CASE f.tier WHEN 10 THEN 'bronze'
	WHEN 100 THEN 'silver' WHEN 1000 THEN 'gold' ELSE 'platinum' END AS name)
	AS w
 WHERE f.tier > COALESCE(f.previous, 0)
ON CONFLICT (group_id, specifier) DO NOTHING
$$);

-- Plays come from anybody and are of no block; each counts, whoever heard it.
SELECT disc.news_attach('plays', $$
	n.id AS play, n.play_item_id AS id, n.slot, n.created_at,
	(o.id IS NULL)::int AS delta
$$, $$
, top AS MATERIALIZED (
	SELECT f.id, sum(f.delta) AS up
	  FROM fresh AS f
	 GROUP BY f.id
	HAVING sum(f.delta) > 0
), base AS MATERIALIZED (
	SELECT t.id, t.up, (SELECT a.count FROM disc.aggregate_plays AS a
		WHERE a.play_item_id = t.id) - t.up AS count
	  FROM top AS t
), near AS MATERIALIZED (
	SELECT b.id, b.count
	  FROM base AS b
	 WHERE EXISTS (SELECT FROM pg_catalog.unnest(
			disc.milestone_counts('LISTEN_COUNT')) AS m (count)
		WHERE m.count > b.count AND m.count <= b.count + b.up)
), ran AS MATERIALIZED (
	SELECT f.id, f.slot, f.created_at,
	       b.count + row_number() OVER (PARTITION BY f.id ORDER BY f.play)
			AS count
	  FROM near AS b
	  JOIN fresh AS f ON f.id = b.id
	 WHERE f.delta > 0
), hit AS MATERIALIZED (
	SELECT r.id, r.count::int AS count, r.slot, r.created_at
	  FROM ran AS r
	 WHERE r.count = ANY (disc.milestone_counts('LISTEN_COUNT'))
), noted AS (
	INSERT INTO disc.milestones (id, name, threshold, slot, timestamp)
	SELECT h.id, 'LISTEN_COUNT', h.count, h.slot, h.created_at
	  FROM hit AS h
	ON CONFLICT (id, name, threshold) DO NOTHING
)
INSERT INTO disc.notification (specifier, group_id, type, slot, timestamp,
	data, user_ids)
SELECT t.owner_id::text,
       'milestone:LISTEN_COUNT:id:' || h.id || ':threshold:' || h.count,
       'milestone', h.slot, h.created_at,
       pg_catalog.jsonb_build_object('type', 'LISTEN_COUNT',
		'track_id', h.id, 'threshold', h.count),
       ARRAY[t.owner_id]
  FROM hit AS h
  JOIN disc.tracks AS t ON t.track_id = h.id
ON CONFLICT (group_id, specifier) DO NOTHING
$$);
