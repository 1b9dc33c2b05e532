-- SPDX-License-Identifier: ISC
-- Jobs that change what blocks own, and what they look for.

-- What the transaction writes from here on is the current block's: undoing it
-- undoes that, too, counters and all, and the job finds it to do again.  Null
-- when nothing is indexed; then, as without a journal, nothing can be undone.
CREATE FUNCTION disc.block_join() RETURNS int
LANGUAGE plpgsql AS $$
DECLARE
	block disc.blocks;
BEGIN
	SELECT * INTO block FROM disc.blocks AS b WHERE b.is_current FOR SHARE;
	PERFORM pg_catalog.set_config('discprov.block',
			COALESCE(block.number, 0)::text, true),
		pg_catalog.set_config('discprov.seq', (SELECT COALESCE(max(j.seq), 0)
			FROM disc.undo_journal AS j
			WHERE j.blocknumber = block.number)::text, true),
		pg_catalog.set_config('discprov.journal',
			CASE WHEN block.journaled THEN 'on' ELSE 'off' END, true);
	RETURN block.number;
END
$$;

CREATE INDEX tracks_release_idx ON disc.tracks (created_at, track_id)
	WHERE is_unlisted AND is_scheduled_release;
CREATE INDEX playlists_release_idx
	ON disc.playlists (created_at, playlist_id)
	WHERE is_private AND is_album AND is_scheduled_release;
CREATE INDEX events_end_idx ON disc.events (end_date)
	WHERE event_type = 'remix_contest' AND NOT is_deleted;
-- Remixes by the first track that they name, whatever users have written there.
CREATE INDEX tracks_remix_of_idx ON disc.tracks
	(pg_catalog.left(remix_of #>> '{tracks,0,parent_track_id}', 12))
	WHERE remix_of IS NOT NULL;
