-- SPDX-License-Identifier: ISC
-- Counters.  0008 keeps most of them.

CREATE TABLE disc.aggregate_user (
	user_id int PRIMARY KEY,
	track_count bigint NOT NULL DEFAULT 0,
	playlist_count bigint NOT NULL DEFAULT 0,
	album_count bigint NOT NULL DEFAULT 0,
	follower_count bigint NOT NULL DEFAULT 0,
	following_count bigint NOT NULL DEFAULT 0,
	repost_count bigint NOT NULL DEFAULT 0,
	track_save_count bigint NOT NULL DEFAULT 0,
	supporter_count int NOT NULL DEFAULT 0,
	supporting_count int NOT NULL DEFAULT 0,
	dominant_genre text,
	dominant_genre_count int NOT NULL DEFAULT 0,
	score int DEFAULT 0,
	total_track_count bigint NOT NULL DEFAULT 0,
	track_share_count int NOT NULL DEFAULT 0
) WITH (fillfactor = 60);
-- Lists of users stand in this order; walking it beats sorting for a user
-- with very many followers.
CREATE INDEX aggregate_user_follower_count_idx
	ON disc.aggregate_user (follower_count DESC, user_id);

CREATE TABLE disc.aggregate_track (
	track_id int PRIMARY KEY,
	repost_count int NOT NULL DEFAULT 0,
	save_count int NOT NULL DEFAULT 0,
	comment_count int NOT NULL DEFAULT 0,
	share_count int NOT NULL DEFAULT 0
) WITH (fillfactor = 60);

CREATE TABLE disc.aggregate_playlist (
	playlist_id int PRIMARY KEY,
	is_album bool NOT NULL,
	repost_count int NOT NULL DEFAULT 0,
	save_count int NOT NULL DEFAULT 0,
	share_count int NOT NULL DEFAULT 0
) WITH (fillfactor = 60);

CREATE TABLE disc.aggregate_plays (
	play_item_id int PRIMARY KEY,
	count bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 60);
