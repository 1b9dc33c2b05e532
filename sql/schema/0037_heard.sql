-- SPDX-License-Identifier: ISC
-- Tracks that were made like somebody.
CREATE INDEX tracks_attributed_idx ON disc.tracks
	(ai_attribution_user_id, created_at DESC, track_id DESC)
	WHERE ai_attribution_user_id IS NOT NULL;
