/* SPDX-License-Identifier: ISC */
/*
 * Rewards, as far as the tables know them: who keeps these is another chain.
 */
#include "fcgi/api/rows.h"
#include "fcgi/model/field.h"

/* clang-format off */
#define AT(col) API_USER_CHALLENGES_##col
static const struct field challenge_fields[] = {
	COL("amount", ON_BOTH, F_TEXT, AT(amount)),
	COL("challenge_id", ON_BOTH, F_TEXT, AT(challenge_id)),
	COL("challenge_type", ON_BOTH, F_TEXT, AT(challenge_type)),
	COL("cooldown_days", ON_BOTH, F_NUM, AT(cooldown_days)),
	COL("current_step_count", ON_BOTH, F_NUM, AT(current_step_count)),
	COL("disbursed_amount", ON_BOTH, F_NUM, AT(disbursed_amount)),
	COL("is_active", ON_BOTH, F_BOOL0, AT(is_active)),
	COL("is_complete", ON_BOTH, F_BOOL0, AT(is_complete)),
	COL("is_disbursed", ON_BOTH, F_BOOL0, AT(is_disbursed)),
	COL("max_steps", ON_BOTH, F_NUM, AT(max_steps)),
	LIT("metadata", ON_BOTH, "{}"),
	COL("specifier", ON_BOTH, F_TEXT, AT(specifier)),
	COL("user_id", ON_BOTH, F_ID, AT(user_id)),
};
#undef AT
static const struct fields challenge = FIELDS("challenge", challenge_fields,
    SQL_API_USER_CHALLENGES);

#define AT(col) API_UNDISBURSED_##col
static const struct field undisbursed_fields[] = {
	COL("amount", ON_BOTH, F_TEXT, AT(amount)),
	COL("challenge_id", ON_BOTH, F_TEXT, AT(challenge_id)),
	COL("completed_at", ON_BOTH, F_DATE, AT(completed_at)),
	COL("completed_blocknumber", ON_BOTH, F_NUM,
	    AT(completed_blocknumber)),
	COL("cooldown_days", ON_BOTH, F_NUM, AT(cooldown_days)),
	COL("created_at", ON_BOTH, F_DATE, AT(created_at)),
	COL("handle", ON_BOTH, F_TEXT, AT(handle)),
	COL("specifier", ON_BOTH, F_TEXT, AT(specifier)),
	COL("user_id", ON_BOTH, F_ID, AT(user_id)),
	COL("wallet", ON_BOTH, F_TEXT, AT(wallet)),
};
#undef AT
static const struct fields undisbursed = FIELDS("undisbursed_challenge",
    undisbursed_fields, SQL_API_UNDISBURSED);

static const struct param of_user[] = {
	PATH_ID("id"), BOOL("show_historical"), USER, END
};
#define CLAIMS TEXT("challenge_id"), INT("completed_blocknumber", LIM_ID), \
	LP, END
static const struct param claims[] = {
	IN("user_id", P_USER, NO, .as = "id"), CLAIMS
};
static const struct param claims_of[] = { PATH_ID("id"), USER, CLAIMS };

#define RECORD(p, r, s, of) { \
		.path = (p), .on = ON_BOTH, .record = (r), .ttl_s = 5, \
		.stmt = (s), .params = (of), \
	}

static const struct route rows[] = {
	RECORD("/users/:id/challenges", &challenge, SQL_API_USER_CHALLENGES,
	    of_user),
	RECORD("/challenges/undisbursed", &undisbursed, SQL_API_UNDISBURSED,
	    claims),
	RECORD("/challenges/undisbursed/:id", &undisbursed,
	    SQL_API_UNDISBURSED, claims_of),
};
/* clang-format on */

const struct family family_rewards = FAMILY(rows);
