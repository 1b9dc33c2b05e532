-- SPDX-License-Identifier: ISC
-- Orders in which lists of users, and of what they did, are walked.

CREATE INDEX aggregate_user_artists_idx
	ON disc.aggregate_user (follower_count DESC, user_id)
	WHERE track_count > 0;
CREATE INDEX aggregate_user_genre_idx
	ON disc.aggregate_user (dominant_genre, follower_count DESC, user_id)
	WHERE dominant_genre IS NOT NULL;
CREATE INDEX muted_users_user_idx
	ON disc.muted_users (user_id, muted_user_id) WHERE NOT is_delete;
CREATE INDEX reposts_user_idx
	ON disc.reposts (user_id, created_at DESC, repost_item_id DESC)
	WHERE NOT is_delete;
CREATE INDEX saves_user_idx
	ON disc.saves (user_id, created_at DESC, save_item_id DESC)
	WHERE NOT is_delete;
