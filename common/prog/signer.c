/* SPDX-License-Identifier: ISC */
#include "common/prog/signer.h"

#include <string.h>
#include <strings.h>

#include "common/base/hex.h"
#include "common/conf/conf.h"

enum rc
signer_read(struct ctx *c, uint8_t key[32], char signer[ADDRESS_TEXT],
    const struct sig *s)
{
	const char *text = c->cf->delegate_private_key;
	const char *wallet = c->cf->delegate_owner_wallet;
	uint8_t addr[20];

	if (*text == '\0')
		return err_set(&c->err, RC_CONFIG,
		    "delegate.private_key: not set; answers are signed with "
		    "it: set private_key_file in discprov.ini, or "
		    "audius_delegate_private_key");
	if (hex_decode(key, 32, text, strlen(text)) != 0 ||
	    sig_address(s, addr, key) != 0)
		return err_set(&c->err, RC_CONFIG,
		    "delegate.private_key: not a private key");
	address_eip55(signer, addr);
	if (*wallet != '\0' && strcasecmp(wallet, signer) != 0)
		return err_set(&c->err, RC_CONFIG,
		    "delegate.owner_wallet: %s, but the private key belongs "
		    "to %s; name that wallet, or the other one's key",
		    wallet, signer);
	return RC_OK;
}
