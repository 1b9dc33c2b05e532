-- SPDX-License-Identifier: ISC
-- Indexes that no statement looks into; each costs a write a row.
DROP INDEX disc.dashboard_wallet_users_user_idx;
DROP INDEX disc.track_delist_statuses_owner_id_created_at;
DROP INDEX disc.track_delist_statuses_track_cid_created_at;
DROP INDEX disc.track_collaborators_user_idx;
DROP INDEX disc.tracks_isrc_idx;
