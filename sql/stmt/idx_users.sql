-- SPDX-License-Identifier: ISC
-- Statements of the indexer: users, content nodes.
-- Columns of rows stand in the order of sql/tables.def, which makes the plain
-- statements that load and write them.

-- What the registry on Ethereum has for these content nodes.
-- @ idx_node_endpoints ($1 sp_id int4[]) ->
--   0..n (sp_id int4, endpoint text, known bool)
SELECT k.sp_id, s.endpoint,
       EXISTS (SELECT FROM disc.service_providers AS o
		WHERE o.service_type = 'content-node') AS known
  FROM unnest($1::int4[]) AS k (sp_id)
  LEFT JOIN disc.service_providers AS s
    ON s.service_type = 'content-node'
   AND s.sp_id = k.sp_id;

-- Where a user's documents may be found.
-- Content nodes: those of the Ethereum registry, and those that the first
-- chain knows.
-- @ idx_hosts () -> 0..n (endpoint text)
SELECT pg_catalog.rtrim(p.endpoint, '/') AS endpoint
  FROM disc.service_providers AS p
 WHERE p.service_type = 'content-node'
 UNION
SELECT pg_catalog.rtrim(n.endpoint, '/')
  FROM disc.ursm_content_nodes AS n
 WHERE n.endpoint <> ''
 ORDER BY endpoint;

-- A user may have made the list as long as they liked.
-- @ idx_endpoints ($1 ids int4[], $2 most int4) ->
--   0..n (user_id int4, endpoints text)
SELECT u.user_id, pg_catalog.left(u.creator_node_endpoint, $2) AS endpoints
  FROM disc.users AS u
 WHERE u.user_id = ANY ($1)
   AND u.creator_node_endpoint <> '';
