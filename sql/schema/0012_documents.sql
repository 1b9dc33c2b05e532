-- SPDX-License-Identifier: ISC
-- Ids that said in which order rows were written: how blocks are cut into
-- transactions decides that, and nothing asks for them.

DROP TRIGGER associated_wallets_id ON disc.associated_wallets;
ALTER TABLE disc.associated_wallets DROP COLUMN id;
DROP TRIGGER user_events_id ON disc.user_events;
ALTER TABLE disc.user_events DROP COLUMN id;
