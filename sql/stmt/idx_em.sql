-- Statements of the indexer: tables that only EntityManager writes.
-- Columns of rows stand in the order of sql/tables.def, which makes the plain
-- statements that load and write them.

-- Notifications are never changed: the first of a key stays.
-- @ idx_notifications_put ($1 group_id text[], $2 specifier text[],
--   $3 type text[], $4 blocknumber int4[], $5 timestamp timestamp[],
--   $6 data jsonb[], $7 user_ids text[]) -> 0
INSERT INTO disc.notification (group_id, specifier, type, blocknumber,
	timestamp, data, user_ids)
SELECT n.group_id, n.specifier, n.type, n.blocknumber, n.timestamp, n.data,
       n.user_ids::int4[]
  FROM unnest($1::text[], $2::text[], $3::text[], $4::int4[], $5::timestamp[],
	$6::jsonb[], $7::text[])
    AS n (group_id, specifier, type, blocknumber, timestamp, data, user_ids)
ON CONFLICT (group_id, specifier) DO NOTHING;
