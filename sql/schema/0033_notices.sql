-- SPDX-License-Identifier: ISC
-- What one user hears of, the newest first: what is told to him alone, and
-- what is told to many at once.
DROP INDEX disc.notification_user_ids_idx;
CREATE INDEX notification_one_idx ON disc.notification
	((user_ids[1]), timestamp DESC, group_id DESC)
	WHERE pg_catalog.cardinality(user_ids) = 1;
CREATE INDEX notification_many_idx ON disc.notification USING gin (user_ids)
	WHERE pg_catalog.cardinality(user_ids) > 1;
