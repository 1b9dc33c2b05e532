-- SPDX-License-Identifier: ISC
-- Rewards and tips: what is told of them.
--
-- Who has earned what is settled on another chain, and whoever reads that writes
-- these tables; no block of ours owns them.  Their rows are few, so what users
-- hear of each is made row by row.

CREATE TYPE disc.challengetype AS ENUM ('boolean', 'numeric', 'aggregate',
	'trending');

CREATE TABLE disc.challenges (
	id text COLLATE "C" PRIMARY KEY,
	type disc.challengetype NOT NULL,
	amount text COLLATE "C" NOT NULL,
	active bool NOT NULL,
	step_count int,
	starting_block int,
	weekly_pool int,
	cooldown_days int
);

CREATE TABLE disc.user_challenges (
	challenge_id text COLLATE "C" NOT NULL,
	user_id int NOT NULL,
	specifier text COLLATE "C" NOT NULL,
	is_complete bool NOT NULL,
	current_step_count int,
	completed_blocknumber int,
	amount int NOT NULL DEFAULT 0,
	created_at timestamptz,
	completed_at timestamp,
	PRIMARY KEY (challenge_id, specifier)
);
CREATE INDEX user_challenges_user_idx ON disc.user_challenges (user_id);
CREATE INDEX user_challenges_completed_idx
	ON disc.user_challenges (completed_at) WHERE is_complete;

CREATE TABLE disc.challenge_disbursements (
	challenge_id text COLLATE "C" NOT NULL,
	user_id int NOT NULL,
	specifier text COLLATE "C" NOT NULL,
	signature text COLLATE "C" NOT NULL,
	slot int NOT NULL,
	amount text COLLATE "C" NOT NULL,
	created_at timestamp,
	PRIMARY KEY (challenge_id, specifier)
);

CREATE TABLE disc.challenge_profile_completion (
	user_id int PRIMARY KEY,
	profile_description bool NOT NULL,
	profile_name bool NOT NULL,
	profile_picture bool NOT NULL,
	profile_cover_photo bool NOT NULL,
	follows bool NOT NULL,
	favorites bool NOT NULL,
	reposts bool NOT NULL
);

CREATE TABLE disc.challenge_listen_streak (
	user_id int PRIMARY KEY,
	last_listen_date timestamp,
	listen_streak int NOT NULL
);
CREATE INDEX challenge_listen_streak_date_idx
	ON disc.challenge_listen_streak (last_listen_date);

CREATE TABLE disc.user_bank_txs (
	signature text COLLATE "C" PRIMARY KEY,
	slot int NOT NULL,
	created_at timestamp NOT NULL
);
CREATE INDEX user_bank_txs_slot_idx ON disc.user_bank_txs (slot);

CREATE TABLE disc.supporter_rank_ups (
	slot int NOT NULL,
	sender_user_id int NOT NULL,
	receiver_user_id int NOT NULL,
	rank int NOT NULL,
	PRIMARY KEY (slot, sender_user_id, receiver_user_id)
);
CREATE INDEX supporter_rank_ups_first_idx
	ON disc.supporter_rank_ups (receiver_user_id, slot) WHERE rank = 1;

-- Tell somebody; nothing when it was told, or nobody is there to be told.
CREATE FUNCTION disc.tell(receiver int, specifier text, group_id text,
	type text, slot int, blocknumber int, at timestamp, data jsonb,
	type_v2 text) RETURNS void
LANGUAGE sql AS $$
	INSERT INTO disc.notification (specifier, group_id, type, slot,
		blocknumber, timestamp, data, user_ids, type_v2)
	SELECT specifier, group_id, type, slot, blocknumber, at, data,
	       ARRAY[receiver], type_v2
	 WHERE receiver IS NOT NULL AND specifier IS NOT NULL
	   AND at IS NOT NULL
	ON CONFLICT (group_id, specifier) DO NOTHING
$$;

CREATE FUNCTION disc.tell_on(tab text, event text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE pg_catalog.format('CREATE TRIGGER news AFTER %s ON disc.%I
		FOR EACH ROW WHEN (pg_catalog.current_setting(
			''discprov.revert'', true) IS DISTINCT FROM ''on'')
		EXECUTE FUNCTION disc.%I()', event, tab, 'news_' || tab);
END
$$;

-- A reward that may be claimed at once, or that has to wait, of which an hour
-- is told but once.  What leaders of trending and two others earn is told
-- otherwise.
CREATE FUNCTION disc.news_user_challenges() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
	cooldown int;
	name text := NEW.user_id || ':challenge:' || NEW.challenge_id
		|| ':specifier:' || NEW.specifier;
	data jsonb := pg_catalog.jsonb_build_object('specifier', NEW.specifier,
		'challenge_id', NEW.challenge_id, 'amount', NEW.amount);
BEGIN
	SELECT COALESCE(c.cooldown_days, 0) INTO cooldown
	  FROM disc.challenges AS c WHERE c.id = NEW.challenge_id;
	IF NOT NEW.is_complete OR NOT FOUND THEN
		RETURN NULL;
	ELSIF cooldown > 0 THEN
		IF NEW.challenge_id NOT IN ('b', 's') AND NOT EXISTS (SELECT
			  FROM disc.notification AS n
			 WHERE n.group_id >= 'reward_in_cooldown:'
				|| NEW.user_id || ':'
			   AND n.group_id < 'reward_in_cooldown:'
				|| NEW.user_id || ';'
			   AND n.timestamp >= NEW.completed_at
				- interval '1 hour') THEN
			PERFORM disc.tell(NEW.user_id, NEW.specifier,
				'reward_in_cooldown:' || name,
				'reward_in_cooldown', NULL,
				NEW.completed_blocknumber, NEW.completed_at,
				data, NULL);
		END IF;
		RETURN NULL;
	END IF;
	IF NEW.challenge_id NOT IN ('tt', 'tp', 'tut') THEN
		PERFORM disc.tell(NEW.user_id, NEW.specifier,
			'claimable_reward:' || name, 'claimable_reward', NULL,
			NEW.completed_blocknumber, NEW.completed_at, data, NULL);
	END IF;
	data := data || pg_catalog.jsonb_build_object('amount',
		NEW.amount || '00000000');
	IF NEW.challenge_id = 'e' THEN
		data := data || pg_catalog.jsonb_build_object('listen_streak',
			COALESCE((SELECT s.listen_streak
				    FROM disc.challenge_listen_streak AS s
				   WHERE s.user_id = NEW.user_id), 0));
	END IF;
	PERFORM disc.tell(NEW.user_id, NEW.user_id::text,
		'challenge_reward:' || name, 'challenge_reward', NULL,
		NEW.completed_blocknumber, NEW.completed_at, data, NULL);
	RETURN NULL;
END
$$;
SELECT disc.tell_on('user_challenges', 'INSERT OR UPDATE');

CREATE FUNCTION disc.news_user_tips() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
	data jsonb := pg_catalog.jsonb_build_object('amount', NEW.amount,
		'tx_signature', NEW.signature,
		'sender_user_id', NEW.sender_user_id,
		'receiver_user_id', NEW.receiver_user_id);
BEGIN
	PERFORM disc.tell(NEW.receiver_user_id, NEW.receiver_user_id::text,
			'tip_receive:user_id:' || NEW.receiver_user_id
			|| ':signature:' || NEW.signature, 'tip_receive',
			NEW.slot, NULL, NEW.created_at, data, NULL),
		disc.tell(NEW.sender_user_id, NEW.sender_user_id::text,
			'tip_send:user_id:' || NEW.sender_user_id
			|| ':signature:' || NEW.signature, 'tip_send',
			NEW.slot, NULL, NEW.created_at, data, NULL);
	RETURN NULL;
END
$$;
SELECT disc.tell_on('user_tips', 'INSERT');

-- Blocks own reactions, so what is told of one goes with its block.
CREATE FUNCTION disc.news_reactions() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
	tip disc.user_tips;
BEGIN
	SELECT * INTO tip FROM disc.user_tips AS t
	 WHERE t.signature = NEW.reacted_to
	 ORDER BY t.slot LIMIT 1;
	IF NOT FOUND OR NEW.reaction_type <> 'tip' THEN
		RETURN NULL;
	END IF;
	UPDATE disc.notification AS n
	   SET data = n.data || pg_catalog.jsonb_build_object('reaction_value',
			NEW.reaction_value)
	 WHERE n.group_id = 'tip_receive:user_id:' || tip.receiver_user_id
			|| ':signature:' || tip.signature
	   AND n.specifier = tip.receiver_user_id::text;
	IF NEW.reaction_value <> 0 THEN
		PERFORM disc.tell(tip.sender_user_id,
			tip.receiver_user_id::text,
			'reaction:reaction_to:' || NEW.reacted_to
			|| ':reaction_type:' || NEW.reaction_type
			|| ':reaction_value:' || NEW.reaction_value, 'reaction',
			NULL, NEW.blocknumber, NEW.timestamp,
			pg_catalog.jsonb_build_object(
				'sender_wallet', NEW.sender_wallet,
				'reaction_type', NEW.reaction_type,
				'reacted_to', NEW.reacted_to,
				'reaction_value', NEW.reaction_value,
				'sender_user_id', tip.sender_user_id,
				'receiver_user_id', tip.receiver_user_id,
				'tip_amount', tip.amount::text), NULL);
	END IF;
	RETURN NULL;
END
$$;
SELECT disc.tell_on('reactions', 'INSERT OR UPDATE');

-- Both hear of it, and who was first until then.
CREATE FUNCTION disc.news_supporter_rank_ups() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
	at timestamp := (SELECT t.created_at FROM disc.user_bank_txs AS t
		WHERE t.slot = NEW.slot ORDER BY t.signature LIMIT 1);
	data jsonb := pg_catalog.jsonb_build_object('rank', NEW.rank,
		'sender_user_id', NEW.sender_user_id,
		'receiver_user_id', NEW.receiver_user_id);
	was int;
BEGIN
	PERFORM disc.tell(NEW.receiver_user_id, NEW.receiver_user_id::text,
			'supporter_rank_up:' || NEW.rank || ':slot:' || NEW.slot,
			'supporter_rank_up', NEW.slot, NULL, at, data,
			'supporter_rank_up'),
		disc.tell(NEW.sender_user_id, NEW.sender_user_id::text,
			'supporting_rank_up:' || NEW.rank || ':slot:' || NEW.slot,
			'supporting_rank_up', NEW.slot, NULL, at, data,
			'supporting_rank_up');
	IF NEW.rank = 1 THEN
		SELECT r.sender_user_id INTO was
		  FROM disc.supporter_rank_ups AS r
		 WHERE r.receiver_user_id = NEW.receiver_user_id
		   AND r.rank = 1 AND r.slot < NEW.slot
		 ORDER BY r.slot DESC LIMIT 1;
		PERFORM disc.tell(was, NEW.sender_user_id::text,
			'supporter_dethroned:receiver_user_id:'
			|| NEW.receiver_user_id || ':slot:' || NEW.slot,
			'supporter_dethroned', NEW.slot, NULL, at,
			pg_catalog.jsonb_build_object(
				'sender_user_id', NEW.sender_user_id,
				'receiver_user_id', NEW.receiver_user_id,
				'dethroned_user_id', was), 'supporter_dethroned')
		 WHERE was <> NEW.sender_user_id;
	END IF;
	RETURN NULL;
END
$$;
SELECT disc.tell_on('supporter_rank_ups', 'INSERT');

-- How far somebody is trusted; below 0 nobody hears of what he does.  Hours in
-- which he listened, of 100,000 plays at most; followers; what his followers
-- are followed by; less for who hurries through what is rewarded, follows few,
-- hears next to nothing, or is called as the network is.
CREATE FUNCTION disc.user_score(who int) RETURNS int
LANGUAGE sql STABLE AS $$
SELECT (h.hours / 2 + a.follower_count
	+ CASE WHEN a.follower_count > 1000 THEN 100
	       WHEN a.follower_count <= 0 THEN 0
	       ELSE LEAST(100, (SELECT pg_catalog.sum(o.follower_count)
			  FROM disc.follows AS f
			  JOIN disc.aggregate_user AS o
			    ON o.user_id = f.follower_user_id
			   AND o.following_count < 10000
			 WHERE f.followee_user_id = who AND f.is_current
			   AND NOT f.is_delete) / 100) END
	- (SELECT pg_catalog.count(*)
	     FROM disc.user_challenges AS c
	    WHERE c.user_id = who AND c.is_complete
	      AND c.challenge_id NOT IN ('m', 'b')
	      AND c.completed_at <= u.created_at + interval '3 minutes')
	- CASE WHEN a.following_count < 5 THEN 1 ELSE 0 END
	- CASE WHEN h.tracks <= 3 THEN 10 ELSE 0 END
	- CASE WHEN NOT u.is_verified AND (u.handle ILIKE '%audius%'
			OR u.name ILIKE '%audius%') THEN 1000 ELSE 0 END)::int
  FROM disc.aggregate_user AS a
  JOIN disc.users AS u ON u.user_id = a.user_id
 CROSS JOIN LATERAL (SELECT pg_catalog.count(DISTINCT
			pg_catalog.date_trunc('hour', p.created_at)) AS hours,
		pg_catalog.count(DISTINCT p.play_item_id) AS tracks
	  FROM (SELECT x.created_at, x.play_item_id
		  FROM disc.plays AS x
		 WHERE x.user_id = who
		 LIMIT 100000) AS p) AS h
 WHERE a.user_id = who
$$;
