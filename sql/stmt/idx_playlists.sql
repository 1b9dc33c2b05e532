-- SPDX-License-Identifier: ISC
-- Statements of the indexer: playlists.
-- The columns stand in the order of indexer/tables.h; rows that are there
-- already are overwritten.

-- @ idx_playlists_load ($1 playlist_id int4[]) -> 0..n (
--   playlist_id int4, blockhash text, blocknumber int4, txhash text,
--   playlist_owner_id int4, is_album bool, is_private bool,
--   playlist_name text, playlist_contents jsonb,
--   playlist_image_multihash text, playlist_image_sizes_multihash text,
--   is_delete bool, description text, upc text, created_at timestamp,
--   updated_at timestamp, last_added_to timestamp)
SELECT p.playlist_id, p.blockhash, p.blocknumber, p.txhash,
       p.playlist_owner_id, p.is_album, p.is_private, p.playlist_name,
       p.playlist_contents, p.playlist_image_multihash,
       p.playlist_image_sizes_multihash, p.is_delete, p.description, p.upc,
       p.created_at, p.updated_at, p.last_added_to
  FROM disc.playlists AS p
 WHERE p.playlist_id = ANY ($1);

-- @ idx_playlists_put ($1 playlist_id int4[], $2 blockhash text[],
--   $3 blocknumber int4[], $4 txhash text[], $5 playlist_owner_id int4[],
--   $6 is_album bool[], $7 is_private bool[], $8 playlist_name text[],
--   $9 playlist_contents jsonb[], $10 playlist_image_multihash text[],
--   $11 playlist_image_sizes_multihash text[], $12 is_delete bool[],
--   $13 description text[], $14 upc text[], $15 created_at timestamp[],
--   $16 updated_at timestamp[], $17 last_added_to timestamp[]) -> 0
INSERT INTO disc.playlists (playlist_id, blockhash, blocknumber, txhash,
	playlist_owner_id, is_album, is_private, playlist_name,
	playlist_contents, playlist_image_multihash,
	playlist_image_sizes_multihash, is_delete, description, upc,
	created_at, updated_at, last_added_to)
SELECT n.playlist_id, n.blockhash, n.blocknumber, n.txhash,
       n.playlist_owner_id, n.is_album, n.is_private, n.playlist_name,
       n.playlist_contents, n.playlist_image_multihash,
       n.playlist_image_sizes_multihash, n.is_delete, n.description, n.upc,
       n.created_at, n.updated_at, n.last_added_to
  FROM unnest($1::int4[], $2::text[], $3::int4[], $4::text[], $5::int4[],
	$6::bool[], $7::bool[], $8::text[], $9::jsonb[], $10::text[],
	$11::text[], $12::bool[], $13::text[], $14::text[], $15::timestamp[],
	$16::timestamp[], $17::timestamp[])
    AS n (playlist_id, blockhash, blocknumber, txhash, playlist_owner_id,
	is_album, is_private, playlist_name, playlist_contents,
	playlist_image_multihash, playlist_image_sizes_multihash, is_delete,
	description, upc, created_at, updated_at, last_added_to)
ON CONFLICT (playlist_id) DO UPDATE SET
	(blockhash, blocknumber, txhash, playlist_owner_id, is_album,
	is_private, playlist_name, playlist_contents,
	playlist_image_multihash, playlist_image_sizes_multihash, is_delete,
	description, upc, created_at, updated_at, last_added_to) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.playlist_owner_id, EXCLUDED.is_album, EXCLUDED.is_private,
	EXCLUDED.playlist_name, EXCLUDED.playlist_contents,
	EXCLUDED.playlist_image_multihash,
	EXCLUDED.playlist_image_sizes_multihash, EXCLUDED.is_delete,
	EXCLUDED.description, EXCLUDED.upc, EXCLUDED.created_at,
	EXCLUDED.updated_at, EXCLUDED.last_added_to);

-- @ idx_playlist_routes_load ($1 owner_id int4[], $2 slug text[]) -> 0..n (
--   owner_id int4, slug text, blockhash text, blocknumber int4, txhash text,
--   title_slug text, collision_id int4, playlist_id int4, is_current bool)
SELECT r.owner_id, r.slug, r.blockhash, r.blocknumber, r.txhash, r.title_slug,
       r.collision_id, r.playlist_id, r.is_current
  FROM disc.playlist_routes AS r
  JOIN unnest($1::int4[], $2::text[]) AS k (owner_id, slug)
    ON r.owner_id = k.owner_id
   AND r.slug = k.slug;

-- @ idx_playlist_routes_put ($1 owner_id int4[], $2 slug text[],
--   $3 blockhash text[], $4 blocknumber int4[], $5 txhash text[],
--   $6 title_slug text[], $7 collision_id int4[], $8 playlist_id int4[],
--   $9 is_current bool[]) -> 0
INSERT INTO disc.playlist_routes (owner_id, slug, blockhash, blocknumber,
	txhash, title_slug, collision_id, playlist_id, is_current)
SELECT n.owner_id, n.slug, n.blockhash, n.blocknumber, n.txhash, n.title_slug,
       n.collision_id, n.playlist_id, n.is_current
  FROM unnest($1::int4[], $2::text[], $3::text[], $4::int4[], $5::text[],
	$6::text[], $7::int4[], $8::int4[], $9::bool[])
    AS n (owner_id, slug, blockhash, blocknumber, txhash, title_slug,
	collision_id, playlist_id, is_current)
ON CONFLICT (owner_id, slug) DO UPDATE SET
	(blockhash, blocknumber, txhash, title_slug, collision_id,
	playlist_id, is_current) =
	(EXCLUDED.blockhash, EXCLUDED.blocknumber, EXCLUDED.txhash,
	EXCLUDED.title_slug, EXCLUDED.collision_id, EXCLUDED.playlist_id,
	EXCLUDED.is_current);

-- The current route of a playlist.
-- @ idx_playlist_route_now ($1 ids int4[]) ->
--   0..n (playlist_id int4, owner_id int4, slug text)
SELECT r.playlist_id, r.owner_id, r.slug
  FROM disc.playlist_routes AS r
 WHERE r.playlist_id = ANY ($1)
   AND r.is_current;

-- @ idx_playlist_route_max ($1 owner_id int4[], $2 title_slug text[]) ->
--   0..n (owner_id int4, title_slug text, collision_id int4)
SELECT k.owner_id, k.title_slug, m.collision_id
  FROM unnest($1::int4[], $2::text[]) AS k (owner_id, title_slug)
 CROSS JOIN LATERAL (
	SELECT r.collision_id
	  FROM disc.playlist_routes AS r
	 WHERE r.owner_id = k.owner_id AND r.title_slug = k.title_slug
	 ORDER BY r.collision_id DESC
	 LIMIT 1) AS m;
