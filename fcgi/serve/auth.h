/* SPDX-License-Identifier: ISC */
/* Who signed the request. */
#ifndef DP_FCGI_SERVE_AUTH_H
#define DP_FCGI_SERVE_AUTH_H

#include "fcgi/serve/app.h"

/*
 * For whom the wallet acts that signed Encoded-Data-Message (EIP-191) goes
 * into k->auth: the current user, when he has granted it that and not taken it
 * back; else the user whose wallet it is.  0 when there is no signature, a bad
 * one, or nobody has that wallet.  None of these is an error.
 */
enum rc auth_read(struct call *k) MUST_CHECK;

/* Address that signed message; sig is 65 bytes hexadecimal.  0 or -1. */
int auth_recover(const struct sig *s, uint8_t addr[20], const char *message,
    const char *sig) MUST_CHECK;

#endif
