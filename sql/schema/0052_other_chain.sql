-- SPDX-License-Identifier: ISC
-- What happens on the chain that is not read, as far as an import or another
-- program has put it here: wallets there, who has tipped whom, what was bought.
-- No block of ours owns any of it.

-- The wallet there of a wallet here: for the token, and for dollars.
CREATE TABLE disc.user_bank_accounts (
	ethereum_address text COLLATE "C" PRIMARY KEY,
	bank_account text COLLATE "C" NOT NULL,
	signature text COLLATE "C",
	created_at timestamp NOT NULL
);
CREATE TABLE disc.usdc_user_bank_accounts (
	LIKE disc.user_bank_accounts INCLUDING INDEXES
);

-- Accounts there of any token that belong to a wallet here.
CREATE TABLE disc.sol_claimable_accounts (
	account text COLLATE "C" PRIMARY KEY,
	ethereum_address text COLLATE "C" NOT NULL,
	mint text COLLATE "C" NOT NULL,
	signature text COLLATE "C" NOT NULL,
	instruction_index int NOT NULL,
	slot bigint NOT NULL
);

-- The sum of what one user has tipped another, in units of 10^-8.
CREATE TABLE disc.aggregate_user_tips (
	sender_user_id int,
	receiver_user_id int,
	amount bigint NOT NULL,
	PRIMARY KEY (sender_user_id, receiver_user_id)
);
-- Supporters by rank, and the ranks of one sender's.
CREATE INDEX aggregate_user_tips_rank_idx ON disc.aggregate_user_tips
	(receiver_user_id, amount DESC, sender_user_id);
CREATE INDEX aggregate_user_tips_given_idx ON disc.aggregate_user_tips
	(sender_user_id, amount DESC, receiver_user_id);

CREATE TYPE disc.usdc_purchase_content_type AS ENUM
	('track', 'playlist', 'album');

-- Amounts are millionths of a dollar.
CREATE TABLE disc.usdc_purchases (
	slot bigint,
	signature text COLLATE "C",
	seller_user_id int NOT NULL,
	buyer_user_id int NOT NULL,
	amount bigint NOT NULL,
	extra_amount bigint NOT NULL DEFAULT 0,
	content_type disc.usdc_purchase_content_type NOT NULL,
	content_id int NOT NULL,
	access disc.usdc_purchase_access_type NOT NULL DEFAULT 'stream',
	splits jsonb NOT NULL DEFAULT '[]',
	created_at timestamp NOT NULL,
	updated_at timestamp NOT NULL,
	PRIMARY KEY (slot, signature)
);
-- Has he bought it?
CREATE INDEX usdc_purchases_item_idx ON disc.usdc_purchases
	(buyer_user_id, content_type, content_id, created_at);
CREATE INDEX usdc_purchases_buyer_idx ON disc.usdc_purchases
	(buyer_user_id, created_at, slot, signature);
CREATE INDEX usdc_purchases_seller_idx ON disc.usdc_purchases
	(seller_user_id, created_at, slot, signature);
