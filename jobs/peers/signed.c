/* SPDX-License-Identifier: ISC */
#include "jobs/peers/signed.h"

#include <string.h>

#include "common/base/buf.h"
#include "common/base/hex.h"
#include "common/base/keccak.h"
#include "common/json/jsonv.h"

#define SIGNATURE_BYTES 65

/* The members as they came, but the signature; false: there was none. */
static bool
take_apart(struct buf *text, struct span *signature, struct span body)
{
	struct jsonv_walk w = jsonv_open(body, '{');
	bool found = false;

	while (jsonv_next(&w)) {
		if (w.key.len == 11 &&
		    memcmp(w.key.p, "\"signature\"", 11) == 0) {
			*signature = w.value;
			found = true;
			continue;
		}
		buf_add(text, text->len == 0 ? "{" : ",", 1);
		buf_add(text, w.key.p, w.key.len);
		buf_add(text, ":", 1);
		buf_add(text, w.value.p, w.value.len);
	}
	buf_add(text, "}", 1);
	return found;
}

int
signed_by(struct arena *a, const struct sig *sig, char who[ADDRESS_TEXT],
    struct span body)
{
	uint8_t in[SIGNATURE_BYTES], text_hash[32], hash[32], addr[20];
	struct buf text = { .a = a };
	struct span s = { 0 };

	if (!take_apart(&text, &s, body) || s.len < 2 ||
	    hex_decode(in, sizeof(in), (const char *)s.p + 1, s.len - 2) != 0)
		return -1;
	keccak256(text_hash, text.p, text.len);
	sig_personal(hash, text_hash, sizeof(text_hash));
	if (sig_recover(sig, addr, hash, in) != 0)
		return -1;
	address_text(who, addr);
	return 0;
}
