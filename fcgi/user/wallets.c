/* SPDX-License-Identifier: ISC */
/* Wallets that users have linked, and whose an address is. */
#include "fcgi/api/rows.h"
#include "fcgi/model/field.h"

/* clang-format off */
static const struct field wallet_fields[] = {
	COL("erc_wallets", ON_BOTH, F_JSON, API_USER_WALLETS_erc_wallets),
	COL("spl_wallets", ON_BOTH, F_JSON, API_USER_WALLETS_spl_wallets),
};
static const struct field associated_fields[] = {
	COL("sol_wallets", ON_V1, F_JSON, API_USER_ASSOCIATED_sol_wallets),
	COL("wallets", ON_V1, F_JSON, API_USER_ASSOCIATED_wallets),
};
static const struct field owner_fields[] = {
	COL("user_id", ON_V1, F_ID, API_USER_OF_WALLET_user_id),
};
static const struct field address_fields[] = {
	COL("address", ON_BOTH, F_TEXT, API_USERS_OF_ADDRESSES_address),
	COL("user_id", ON_BOTH, F_ID, API_USERS_OF_ADDRESSES_user_id),
};

static const struct fields wallets = FIELDS("connected_wallets",
    wallet_fields, SQL_API_USER_WALLETS);
static const struct fields associated = FIELDS("associated_wallets",
    associated_fields, SQL_API_USER_ASSOCIATED);
static const struct fields owner = FIELDS("associated_wallet_owner",
    owner_fields, SQL_API_USER_OF_WALLET);
static const struct fields addresses = FIELDS("user_id_address",
    address_fields, SQL_API_USERS_OF_ADDRESSES);

static const struct param id_only[] = { PATH_ID("id"), END };
static const struct param id_asked[] = {
	IN("id", P_ID, NO, .required = true), END
};
static const struct param wallet_asked[] = {
	IN("associated_wallet", P_TEXT, NO, .required = true), END
};
static const struct param addresses_asked[] = { TEXTS("address"), END };

static const struct route rows[] = {
	{
		.path = "/users/:id/connected_wallets", .on = ON_BOTH,
		.record = &wallets, .shape = SHAPE_ONE,
		.shape_full = SHAPE_ONE, .ttl_s = 10,
		.stmt = SQL_API_USER_WALLETS, .params = id_only,
	}, {
		.path = "/users/associated_wallets", .on = ON_V1,
		.record = &associated, .shape = SHAPE_ONE, .ttl_s = 10,
		.stmt = SQL_API_USER_ASSOCIATED, .params = id_asked,
	}, {
		.path = "/users/id", .on = ON_V1, .record = &owner,
		.shape = SHAPE_ONE, .ttl_s = 10,
		.stmt = SQL_API_USER_OF_WALLET, .params = wallet_asked,
	}, {
		.path = "/users/address", .on = ON_BOTH, .record = &addresses,
		.ttl_s = 5, .stmt = SQL_API_USERS_OF_ADDRESSES,
		.params = addresses_asked,
	},
};
/* clang-format on */

const struct family family_user_wallets = FAMILY(rows);
