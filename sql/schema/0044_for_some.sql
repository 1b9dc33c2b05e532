-- SPDX-License-Identifier: ISC
-- Tracks that only some wallets may hear are few; walks pass them by.

CREATE INDEX tracks_for_some_idx
	ON disc.tracks (track_id) WHERE access_authorities IS NOT NULL;
