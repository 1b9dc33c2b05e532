/* SPDX-License-Identifier: ISC */
#include "fcgi/serve/auth.h"

#include <stdio.h>
#include <string.h>

#include "common/base/hex.h"
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

enum rc
auth_read(struct call *k)
{
	const struct req *rq = k->rq;
	char wallet[ADDRESS_TEXT];
	const char *p[] = { wallet, param_me(k) };
	uint8_t addr[20];
	PGresult *res;
	enum rc rc;

	if (rq->sig_message == NULL || rq->sig_hex == NULL ||
	    auth_recover(k->app->sig, addr, rq->sig_message, rq->sig_hex) != 0)
		return RC_OK;
	address_text(wallet, addr);
	if ((rc = db_run(k->c, &res, SQL_API_AUTH, p)) != RC_OK)
		return rc;
	if (PQntuples(res) == 0)
		return RC_OK;
	return db_i64(k->c, &k->auth, res, 0, 0);
}
