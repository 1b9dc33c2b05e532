-- SPDX-License-Identifier: ISC
-- Tracks that content nodes say they do not serve.

CREATE TABLE disc.content_node_lists (
	sp_id int PRIMARY KEY,
	asked_at timestamptz NOT NULL,
	answered_at timestamptz -- the list is of then; null: none came yet
);
CREATE TABLE disc.content_node_tracks (
	track_id int,
	sp_id int REFERENCES disc.content_node_lists ON DELETE CASCADE,
	PRIMARY KEY (track_id, sp_id)
);
CREATE INDEX content_node_tracks_node_idx
	ON disc.content_node_tracks (sp_id);
