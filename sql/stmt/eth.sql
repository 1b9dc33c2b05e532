-- SPDX-License-Identifier: ISC
-- What the Ethereum chain says: statements of the jobs, and of the indexer.

-- @ eth_providers_put ($1 service_type text, $2 sp_id int4[], $3 owner text[],
--   $4 endpoint text[], $5 block int8[], $6 delegate text[]) -> 0
INSERT INTO disc.service_providers AS s (service_type, sp_id, owner_wallet,
	endpoint, block_number, delegate_owner_wallet, checked_at)
SELECT $1, n.sp_id, n.owner, n.endpoint, n.block, n.delegate,
       pg_catalog.clock_timestamp()
  FROM unnest($2::int4[], $3::text[], $4::text[], $5::int8[], $6::text[])
    AS n (sp_id, owner, endpoint, block, delegate)
 ORDER BY n.sp_id
ON CONFLICT (service_type, sp_id) DO UPDATE SET (owner_wallet, endpoint,
	block_number, delegate_owner_wallet, checked_at) =
	(EXCLUDED.owner_wallet, EXCLUDED.endpoint, EXCLUDED.block_number,
	EXCLUDED.delegate_owner_wallet, EXCLUDED.checked_at);

-- Those that are not among the given ones are registered no more.
-- @ eth_providers_keep ($1 service_type text, $2 sp_id int4[]) -> 0
DELETE FROM disc.service_providers AS s
 WHERE s.service_type = $1 AND s.sp_id <> ALL ($2::int4[]);

-- @ job_done ($1 key text) -> 0
INSERT INTO disc.keyvalue AS k (key, value)
VALUES ($1, pg_catalog.floor(pg_catalog.date_part('epoch',
	pg_catalog.clock_timestamp()))::int8::text)
ON CONFLICT (key) DO UPDATE SET value = EXCLUDED.value;
