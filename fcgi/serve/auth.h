/* SPDX-License-Identifier: ISC */
/* For whom the request was signed. */
#ifndef DP_FCGI_SERVE_AUTH_H
#define DP_FCGI_SERVE_AUTH_H

#include <stdbool.h>
#include <stdint.h>

#include "fcgi/serve/app.h"

/*
 * Whom the signature (EIP-191) stands for goes into k->auth.  It is in
 * Encoded-Data-Message and -Signature, or in the arguments user_data and
 * user_signature.  That is the user named by user_id when the wallet is his,
 * or one that he lets act for him (an approved grant); else the user of the
 * wallet.  0 when there is no signature, a bad or old one, or the wallet is
 * nobody's, as that of an app.  None of these is an error.
 */
enum rc auth_read(struct call *k) MUST_CHECK;

/* Whose signature came with the request; false: none that counts. */
bool auth_wallet(const struct call *k, char wallet[ADDRESS_TEXT]);

/* Address that signed message; sig is 65 bytes hexadecimal.  0 or -1. */
int auth_recover(const struct sig *s, uint8_t addr[20], const char *message,
    const char *sig) MUST_CHECK;

#endif
