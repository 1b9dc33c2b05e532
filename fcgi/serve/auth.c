/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/auth.h"

#include <stdio.h>
#include <string.h>

#include "common/base/clock.h"
#include "common/base/hex.h"
#include "common/base/limits.h"
#include "common/base/num.h"
#include "common/db/db.h"

int
auth_recover(const struct sig *s, uint8_t addr[20], const char *message,
    const char *sig)
{
	uint8_t hash[32], in[65];
	char text[SIG_TEXT];

	/* some wallets leave the 0x out */
	if (strlen(sig) == SIG_TEXT - 3)
		(void)snprintf(text, sizeof(text), "0x%s", sig);
	else if (strlen(sig) == SIG_TEXT - 1)
		memcpy(text, sig, SIG_TEXT);
	else
		return -1;
	if (hex_decode(in, sizeof(in), text, SIG_TEXT - 1) != 0)
		return -1;
	sig_personal(hash, message, strlen(message));
	return sig_recover(s, addr, hash, in);
}

/*
 * False for "signature:<unix ms>" of another time: clients sign it once and
 * send it for a day, and who has got hold of one must not use it for ever.
 */
static bool
is_fresh(const char *message, const struct conf *cf)
{
	const int64_t now_s = wall_s();
	static const char timed[] = "signature:";
	const size_t len = sizeof(timed) - 1;
	int64_t ms;

	if (strncmp(message, timed, len) != 0)
		return true;
	return num_i64(&ms, message + len, 0, INT64_MAX) == 0 &&
	       ms / 1000 > now_s - (int64_t)cf->signature_max_age_s &&
	       ms / 1000 < now_s + LIM_AHEAD_S;
}

/* In headers, or where there can be none in the query. */
static const char *
sent(const struct call *k, const char *header, const char *arg)
{
	return header != NULL ? header : req_arg(k->rq, arg, 0);
}

bool
auth_wallet(const struct call *k, char wallet[ADDRESS_TEXT])
{
	const char *message = sent(k, k->rq->sig_message, "user_data");
	const char *hex = sent(k, k->rq->sig_hex, "user_signature");
	uint8_t addr[20];

	if (message == NULL || hex == NULL || !is_fresh(message, k->app->cf) ||
	    auth_recover(k->app->sig, addr, message, hex) != 0)
		return false;
	address_text(wallet, addr);
	return true;
}

enum rc
auth_read(struct call *k)
{
	char wallet[ADDRESS_TEXT];
	const char *p[] = { wallet, param_me(k) };
	PGresult *res;
	enum rc rc;

	if (!auth_wallet(k, wallet))
		return RC_OK;
	if ((rc = db_run(k->c, &res, SQL_API_AUTH, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return RC_OK;
	return db_i64(k->c, &k->auth, res, 0, 0);
}
