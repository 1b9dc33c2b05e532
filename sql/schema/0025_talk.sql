-- SPDX-License-Identifier: ISC
-- Comments and events in the order of their lists; whose are shown to whom.

DROP INDEX disc.comments_entity_idx;
CREATE INDEX comments_entity_idx
	ON disc.comments (entity_id, entity_type, created_at, comment_id);
CREATE INDEX comments_user_idx
	ON disc.comments (user_id, created_at, comment_id)
	WHERE NOT is_delete;
CREATE INDEX events_created_idx ON disc.events (created_at DESC, event_id);

-- One's own comment is unless one has reported it.  Another's is not when the
-- asker or the owner of what it is about has reported it or muted its author, when those who did
-- have 1,700,000 followers together (the first hundred of them are looked at),
-- or when the author is no honest user and not the owner.
CREATE FUNCTION disc.comment_shown(comment int, author int, owner int, me int)
RETURNS bool LANGUAGE sql STABLE PARALLEL SAFE
RETURN NOT EXISTS (SELECT 1 FROM disc.comment_reports AS r
		    WHERE r.comment_id = comment AND NOT r.is_delete
		      AND r.user_id = me)
	AND (COALESCE(author = me, false) OR NOT (
	EXISTS (SELECT 1 FROM disc.comment_reports AS r
		 WHERE r.comment_id = comment AND NOT r.is_delete
		   AND r.user_id = owner)
	OR EXISTS (SELECT 1 FROM disc.muted_users AS m
		    WHERE m.muted_user_id = author AND NOT m.is_delete
		      AND m.user_id IN (me, owner))
	OR EXISTS (SELECT 1 FROM disc.aggregate_user AS a
		    WHERE a.user_id = author AND a.score < 0
		      AND author IS DISTINCT FROM owner)
	OR (SELECT COALESCE(sum(q.n), 0)
	      FROM (SELECT a.follower_count AS n
		      FROM disc.comment_reports AS r
		      JOIN disc.aggregate_user AS a ON a.user_id = r.user_id
		     WHERE r.comment_id = comment AND NOT r.is_delete
		     LIMIT 100) AS q) >= 1700000
	OR (SELECT COALESCE(sum(q.n), 0)
	      FROM (SELECT a.follower_count AS n
		      FROM disc.muted_users AS m
		      JOIN disc.aggregate_user AS a ON a.user_id = m.user_id
		     WHERE m.muted_user_id = author AND NOT m.is_delete
		     LIMIT 100) AS q) >= 1700000));
