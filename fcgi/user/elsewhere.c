/* SPDX-License-Identifier: ISC */
/*
 * Transactions are on another chain, which is not read.  There are none here,
 * whoever asks, and that is said as the original says it of somebody who has
 * none.
 */
#include "fcgi/api/rows.h"
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

#define ELSEWHERE(p, of, does) { \
		.path = p, .on = ON_BOTH, .ttl_s = 5, \
		.stmt = STMT_NONE, .params = (of), .fn = (does), \
	}
#define NONE(p)      ELSEWHERE("/users/:id/" p, paged, none_get)
#define ZERO(p)      ELSEWHERE("/users/:id/" p, counted, zero_get)

static const struct route rows[] = {
	NONE("transactions/audio"),
	ZERO("transactions/audio/count"),
	NONE("transactions/usdc"),
	ZERO("transactions/usdc/count"),
};
/* clang-format on */

const struct family family_user_elsewhere = FAMILY(rows);
