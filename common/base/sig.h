/* SPDX-License-Identifier: ISC */
/* secp256k1 as Ethereum uses it.  One context, made and randomised at start. */
#ifndef DP_COMMON_BASE_SIG_H
#define DP_COMMON_BASE_SIG_H

#include <stddef.h>
#include <stdint.h>

#include "common/base/attr.h"

#define SIG_TEXT     133 /* "0x", 130 digits, NUL */
#define ADDRESS_TEXT 43  /* "0x", 40 digits, NUL */

struct sig;

struct sig *sig_new(void); /* exits without entropy or memory */
void sig_free(struct sig *s);

/* The address of a private key.  -1 when the key is not a valid scalar. */
int sig_address(const struct sig *s, uint8_t addr[20],
    const uint8_t key[32]) MUST_CHECK;

/* Deterministic (RFC 6979), low s: r, s, v with v = 27 or 28.  0 or -1. */
int sig_sign(const struct sig *s, uint8_t out[65], const uint8_t hash[32],
    const uint8_t key[32]) MUST_CHECK;

/* Recover the signer; v may be 0, 1, 27 or 28.  0 or -1. */
int sig_recover(const struct sig *s, uint8_t addr[20], const uint8_t hash[32],
    const uint8_t in[65]) MUST_CHECK;

/* EIP-191 personal message: keccak(0x19 "Ethereum Signed Message:\n" len msg)
 */
void sig_personal(uint8_t hash[32], const void *msg, size_t len);

/*
 * Sign a canonical JSON text the way the original signs answers: Keccak of
 * the text, then the personal message of these 32 bytes.  Writes lower-case
 * hexadecimal with "0x".  0 or -1.
 */
int sig_answer(const struct sig *s, char out[SIG_TEXT], const char *text,
    size_t len, const uint8_t key[32]) MUST_CHECK;

void address_text(char out[ADDRESS_TEXT], const uint8_t addr[20]); /* lower */
void address_eip55(char out[ADDRESS_TEXT], const uint8_t addr[20]);

#endif
