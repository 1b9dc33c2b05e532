-- Wallets that users have linked, and whose an address is.

-- @ api_user_wallets ($1 id int4) -> 1 (erc_wallets json, spl_wallets json)
SELECT pg_catalog.array_to_json(ARRAY(
           SELECT w.wallet FROM disc.associated_wallets AS w
            WHERE w.user_id = $1 AND w.chain = 'eth' AND w.is_current
              AND NOT w.is_delete
            ORDER BY w.wallet LIMIT 500)) AS erc_wallets,
       pg_catalog.array_to_json(ARRAY(
           SELECT w.wallet FROM disc.associated_wallets AS w
            WHERE w.user_id = $1 AND w.chain = 'sol' AND w.is_current
              AND NOT w.is_delete
            ORDER BY w.wallet LIMIT 500)) AS spl_wallets;

-- @ api_user_associated ($1 id int4) -> 1 (wallets json, sol_wallets json)
SELECT pg_catalog.array_to_json(ARRAY(
           SELECT w.wallet FROM disc.associated_wallets AS w
            WHERE w.user_id = $1 AND w.chain = 'eth' AND w.is_current
              AND NOT w.is_delete
            ORDER BY w.wallet LIMIT 500)) AS wallets,
       pg_catalog.array_to_json(ARRAY(
           SELECT w.wallet FROM disc.associated_wallets AS w
            WHERE w.user_id = $1 AND w.chain = 'sol' AND w.is_current
              AND NOT w.is_delete
            ORDER BY w.wallet LIMIT 500)) AS sol_wallets;

-- Whose a linked wallet is, as it is written; null: nobody's.
-- @ api_user_of_wallet ($1 associated_wallet text) -> 1 (user_id int4)
SELECT (SELECT w.user_id FROM disc.associated_wallets AS w
         WHERE w.wallet = $1 AND w.is_current AND NOT w.is_delete
         ORDER BY w.user_id LIMIT 1) AS user_id;

-- Users with these wallets, or linked with them.
-- @ api_users_of_addresses ($1 address text[]) -> 0..n (address text,
--   user_id int4)
SELECT i.address, COALESCE(
           (SELECT u.user_id FROM disc.users AS u
             WHERE pg_catalog.lower(u.wallet) = pg_catalog.lower(i.address)
               AND u.is_current
             ORDER BY u.handle IS NULL, u.created_at, u.user_id LIMIT 1),
           (SELECT w.user_id FROM disc.associated_wallets AS w
             WHERE w.wallet = i.address AND w.is_current AND NOT w.is_delete
             ORDER BY w.user_id LIMIT 1),
           (SELECT u.user_id FROM disc.sol_claimable_accounts AS c
              JOIN disc.users AS u
                ON pg_catalog.lower(u.wallet) = pg_catalog.lower(
                       c.ethereum_address) AND u.is_current
             WHERE c.account = i.address
             ORDER BY u.handle IS NULL, u.created_at, u.user_id LIMIT 1))
           AS user_id
  FROM pg_catalog.unnest($1::text[]) WITH ORDINALITY AS i (address, place)
 WHERE EXISTS (SELECT 1 FROM disc.users AS u
                WHERE pg_catalog.lower(u.wallet) = pg_catalog.lower(i.address)
                  AND u.is_current OFFSET 0)
    OR EXISTS (SELECT 1 FROM disc.associated_wallets AS w
                WHERE w.wallet = i.address AND w.is_current
                  AND NOT w.is_delete OFFSET 0)
    OR EXISTS (SELECT 1 FROM disc.sol_claimable_accounts AS c
                 JOIN disc.users AS u
                   ON pg_catalog.lower(u.wallet) = pg_catalog.lower(
                          c.ethereum_address) AND u.is_current
                WHERE c.account = i.address OFFSET 0)
 ORDER BY i.place;
