-- Apps, and who lets whom act for him.

-- Addresses stand in lower case.
-- @ api_developer_app ($1 address text) -> 0..1 (address text, user_id int4,
--   name text, description text, image_url text)
SELECT d.address, d.user_id, disc.clip(d.name, 4000) AS name,
       disc.clip(d.description, 16000) AS description,
       disc.clip(d.image_url, 4000) AS image_url
  FROM disc.developer_apps AS d
 WHERE d.address = CASE WHEN pg_catalog.left($1, 2) = '0x' THEN $1
                        ELSE '0x' || $1 END
   AND d.is_current AND NOT d.is_delete;

-- @ api_user_apps ($1 id int4) -> 0..n (address text, user_id int4, name text,
--   description text, image_url text)
SELECT d.address, d.user_id, disc.clip(d.name, 4000) AS name,
       disc.clip(d.description, 16000) AS description,
       disc.clip(d.image_url, 4000) AS image_url
  FROM disc.developer_apps AS d
 WHERE d.user_id = $1 AND d.is_current AND NOT d.is_delete
 ORDER BY d.created_at DESC, d.address
 LIMIT 500;

-- Those a user lets act for him.
-- @ api_authorized_apps ($1 id int4, $2 limit int8, $3 offset int8) -> 0..n (
--   address text, name text, description text, image_url text,
--   grantor_user_id int4, grant_created_at timestamp without time zone,
--   grant_updated_at timestamp without time zone)
SELECT d.address, disc.clip(d.name, 4000) AS name,
       disc.clip(d.description, 16000) AS description,
       disc.clip(d.image_url, 4000) AS image_url,
       g.user_id AS grantor_user_id, g.created_at AS grant_created_at,
       g.updated_at AS grant_updated_at
  FROM disc.grants AS g
  JOIN disc.developer_apps AS d ON d.address = g.grantee_address
 WHERE g.user_id = $1 AND g.is_current AND NOT g.is_revoked
   AND d.is_current AND NOT d.is_delete
 ORDER BY g.updated_at, d.address
 LIMIT $2 OFFSET $3;

-- Users who may act for $1, or are asked to; those not heard yet first.
-- @ api_user_managers ($1 id int4, $2 is_approved bool, $3 is_revoked bool)
--   -> 0..n (manager int4, user_id int4, grantee_address text, is_revoked bool,
--   is_approved bool, created_at timestamp without time zone,
--   updated_at timestamp without time zone)
SELECT m.user_id AS manager, g.user_id, g.grantee_address, g.is_revoked,
       g.is_approved, g.created_at, g.updated_at
  FROM disc.grants AS g
  JOIN disc.users AS m ON pg_catalog.lower(m.wallet) = g.grantee_address
   AND m.is_current
 WHERE g.user_id = $1 AND g.is_current AND g.is_revoked = $3
   AND ($2::bool IS NULL OR COALESCE(g.is_approved, false) = $2)
 ORDER BY COALESCE(g.is_approved, false), g.created_at, g.grantee_address,
       m.user_id
 LIMIT 500;

-- Users whom $1 may act for, or is asked to.
-- @ api_managed_users ($1 id int4, $2 is_approved bool, $3 is_revoked bool)
--   -> 0..n (managed int4, user_id int4, grantee_address text, is_revoked bool,
--   is_approved bool, created_at timestamp without time zone,
--   updated_at timestamp without time zone)
SELECT g.user_id AS managed, g.user_id, g.grantee_address, g.is_revoked,
       g.is_approved, g.created_at, g.updated_at
  FROM disc.users AS m
  JOIN disc.grants AS g ON g.grantee_address = pg_catalog.lower(m.wallet)
 WHERE m.user_id = $1 AND m.is_current AND g.is_current AND g.is_revoked = $3
   AND ($2::bool IS NULL OR COALESCE(g.is_approved, false) = $2)
 ORDER BY COALESCE(g.is_approved, false), g.created_at, g.user_id
 LIMIT 500;

-- Users who let an address act for them.
-- @ api_grantee_users ($1 address text, $2 is_approved bool,
--   $3 is_revoked bool, $4 limit int8, $5 offset int8) -> 0..n (user_id int4)
SELECT g.user_id
  FROM disc.grants AS g
 WHERE g.grantee_address = CASE WHEN pg_catalog.left($1, 2) = '0x' THEN $1
                                ELSE '0x' || $1 END
   AND g.is_current AND ($3::bool IS NULL OR g.is_revoked = $3)
   AND ($2::bool IS NULL OR COALESCE(g.is_approved, false) = $2)
 ORDER BY g.user_id
 LIMIT $4 OFFSET $5;
