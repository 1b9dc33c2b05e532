/* SPDX-License-Identifier: ISC */
/*
 * What is on another chain, which is not read: tips, purchases, sales,
 * transactions.  There are none here, whoever asks, and that is said
 * as the original says it of somebody who has none.
 */
#include "fcgi/api/rows.h"
#include "fcgi/model/answer.h"
#include "fcgi/serve/envelope.h"

static enum rc
none_get(struct call *k)
{
	return envelope(k, 200, span_str("[]"));
}

static enum rc
zero_get(struct call *k)
{
	return envelope(k, 200, span_str("0"));
}

/* clang-format off */
static const struct param paged[] = { PATH_ID("id"), USER, LP, END };
static const struct param counted[] = { PATH_ID("id"), USER, END };
static const struct param supporter[] = {
	PATH_ID("id"), PATH("supporter_user_id", P_ID, NULL), USER, END
};
static const struct param supported[] = {
	PATH_ID("id"), PATH("supported_user_id", P_ID, NULL), USER, END
};

static const struct param of_all[] = { USER, LP, END };

#define ELSEWHERE(p, of, does) { \
		.path = p, .on = ON_BOTH, .ttl_s = 5, \
		.stmt = STMT_NONE, .params = (of), .fn = (does), \
	}
#define NONE(p)      ELSEWHERE("/users/:id/" p, paged, none_get)
#define ZERO(p)      ELSEWHERE("/users/:id/" p, counted, zero_get)
#define NOBODY(p, of) ELSEWHERE("/users/:id/" p, of, list_missing)

static const struct route rows[] = {
	NONE("supporters"),
	NOBODY("supporters/:supporter_user_id", supporter),
	NONE("supporting"),
	NOBODY("supporting/:supported_user_id", supported),
	NONE("purchasers"),
	ZERO("purchasers/count"),
	NONE("purchases"),
	ZERO("purchases/count"),
	NONE("sales"),
	NONE("sales/aggregate"),
	ZERO("sales/count"),
	NONE("transactions/audio"),
	ZERO("transactions/audio/count"),
	NONE("transactions/usdc"),
	ZERO("transactions/usdc/count"),
	ELSEWHERE("/tips", of_all, none_get),
};
/* clang-format on */

const struct family family_user_elsewhere = FAMILY(rows);
