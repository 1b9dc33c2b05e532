-- SPDX-License-Identifier: ISC
-- Who follows, reposts, saves, subscribes.  Rows are never deleted: taking
-- something back sets is_delete.  The keys carry is_delete along so that a
-- list of the live ones needs only the index.

CREATE TABLE disc.follows (
	blockhash text COLLATE "C",
	blocknumber int,
	follower_user_id int NOT NULL,
	followee_user_id int NOT NULL,
	is_current bool NOT NULL DEFAULT true,
	is_delete bool NOT NULL,
	created_at timestamp NOT NULL,
	txhash text COLLATE "C" NOT NULL DEFAULT '',
	slot int,
	PRIMARY KEY (follower_user_id, followee_user_id) INCLUDE (is_delete)
);
CREATE INDEX follows_inbound_idx
	ON disc.follows (followee_user_id, follower_user_id) WHERE NOT is_delete;

CREATE TABLE disc.reposts (
	blockhash text COLLATE "C",
	blocknumber int,
	user_id int NOT NULL,
	repost_item_id int NOT NULL,
	repost_type disc.reposttype NOT NULL,
	is_current bool NOT NULL DEFAULT true,
	is_delete bool NOT NULL,
	created_at timestamp NOT NULL,
	txhash text COLLATE "C" NOT NULL DEFAULT '',
	slot int,
	is_repost_of_repost bool NOT NULL DEFAULT false,
	PRIMARY KEY (user_id, repost_item_id, repost_type) INCLUDE (is_delete)
);
CREATE INDEX reposts_item_idx
	ON disc.reposts (repost_item_id, repost_type, user_id)
	WHERE NOT is_delete;

CREATE TABLE disc.saves (
	blockhash text COLLATE "C",
	blocknumber int,
	user_id int NOT NULL,
	save_item_id int NOT NULL,
	save_type disc.savetype NOT NULL,
	is_current bool NOT NULL DEFAULT true,
	is_delete bool NOT NULL,
	created_at timestamp NOT NULL,
	txhash text COLLATE "C" NOT NULL DEFAULT '',
	slot int,
	is_save_of_repost bool NOT NULL DEFAULT false,
	PRIMARY KEY (user_id, save_item_id, save_type) INCLUDE (is_delete)
);
CREATE INDEX saves_item_idx ON disc.saves (save_item_id, save_type, user_id)
	WHERE NOT is_delete;

CREATE TABLE disc.subscriptions (
	blockhash text COLLATE "C",
	blocknumber int,
	subscriber_id int NOT NULL,
	user_id int NOT NULL,
	is_current bool NOT NULL DEFAULT true,
	is_delete bool NOT NULL,
	created_at timestamp NOT NULL,
	txhash text COLLATE "C" NOT NULL DEFAULT '',
	PRIMARY KEY (subscriber_id, user_id) INCLUDE (is_delete)
);
CREATE INDEX subscriptions_user_idx
	ON disc.subscriptions (user_id, subscriber_id) WHERE NOT is_delete;
