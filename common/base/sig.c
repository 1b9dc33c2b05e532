/* SPDX-License-Identifier: ISC */
#include "common/base/sig.h"

#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "common/base/err.h"
#include "common/base/hex.h"
#include "common/base/keccak.h"

struct sig {
	secp256k1_context *secp;
};

struct sig *
sig_new(void)
{
	/* Newer libraries ignore these; older ones need them. */
	const unsigned flags =
	    SECP256K1_CONTEXT_SIGN | SECP256K1_CONTEXT_VERIFY;
	uint8_t seed[32];
	struct sig *s;

	if ((s = calloc(1, sizeof(*s))) == NULL ||
	    (s->secp = secp256k1_context_create(flags)) == NULL)
		err_die("sig", "no memory");
	if (getrandom(seed, sizeof(seed), 0) != (ssize_t)sizeof(seed))
		err_die("sig", "no entropy");
	if (!secp256k1_context_randomize(s->secp, seed))
		err_die("sig", "context refused its seed");
	return s;
}

void
sig_free(struct sig *s)
{
	if (s == NULL)
		return;
	secp256k1_context_destroy(s->secp);
	free(s);
}

/* The last 20 bytes of the hash of the point, without its format byte. */
static void
to_address(const struct sig *s, uint8_t addr[20], const secp256k1_pubkey *pub)
{
	uint8_t point[65], hash[32];
	size_t len = sizeof(point);

	secp256k1_ec_pubkey_serialize(s->secp, point, &len, pub,
	    SECP256K1_EC_UNCOMPRESSED);
	keccak256(hash, point + 1, sizeof(point) - 1);
	memcpy(addr, hash + 12, 20);
}

int
sig_address(const struct sig *s, uint8_t addr[20], const uint8_t key[32])
{
	secp256k1_pubkey pub;

	if (!secp256k1_ec_pubkey_create(s->secp, &pub, key))
		return -1;
	to_address(s, addr, &pub);
	return 0;
}

int
sig_sign(const struct sig *s, uint8_t out[65], const uint8_t hash[32],
    const uint8_t key[32])
{
	secp256k1_ecdsa_recoverable_signature rs;
	int recid;

	/* The default nonce function is RFC 6979; s comes out low. */
	if (!secp256k1_ecdsa_sign_recoverable(s->secp, &rs, hash, key, NULL,
		NULL))
		return -1;
	secp256k1_ecdsa_recoverable_signature_serialize_compact(s->secp, out,
	    &recid, &rs);
	out[64] = (uint8_t)(27 + recid);
	return 0;
}

int
sig_recover(const struct sig *s, uint8_t addr[20], const uint8_t hash[32],
    const uint8_t in[65])
{
	secp256k1_ecdsa_recoverable_signature rs;
	secp256k1_pubkey pub;
	int v = in[64] >= 27 ? in[64] - 27 : in[64];

	if (v > 1)
		return -1;
	if (!secp256k1_ecdsa_recoverable_signature_parse_compact(s->secp, &rs,
		in, v))
		return -1;
	if (!secp256k1_ecdsa_recover(s->secp, &pub, &rs, hash))
		return -1;
	to_address(s, addr, &pub);
	return 0;
}

void
sig_personal(uint8_t hash[32], const void *msg, size_t len)
{
	static const char head[] = "\x19"
				   "Ethereum Signed Message:\n";
	char number[24];
	uint8_t *buf;
	size_t n, h = sizeof(head) - 1;

	n = (size_t)snprintf(number, sizeof(number), "%zu", len);
	if (len > SIZE_MAX - h - n || (buf = malloc(h + n + len)) == NULL)
		err_die("sig", "no memory");
	memcpy(buf, head, h);
	memcpy(buf + h, number, n);
	if (len > 0)
		memcpy(buf + h + n, msg, len);
	keccak256(hash, buf, h + n + len);
	free(buf);
}

int
sig_answer(const struct sig *s, char out[SIG_TEXT], const char *text,
    size_t len, const uint8_t key[32])
{
	uint8_t digest[32], hash[32], raw[65];

	keccak256(digest, text, len);
	sig_personal(hash, digest, sizeof(digest));
	if (sig_sign(s, raw, hash, key) != 0)
		return -1;
	hex_encode(out, raw, sizeof(raw));
	return 0;
}

void
address_text(char out[ADDRESS_TEXT], const uint8_t addr[20])
{
	hex_encode(out, addr, 20);
}

/* A letter is a capital when its digit of the hash of the text is 8 or more. */
void
address_eip55(char out[ADDRESS_TEXT], const uint8_t addr[20])
{
	uint8_t hash[32];
	unsigned digit;
	int i;

	address_text(out, addr);
	keccak256(hash, out + 2, 40);
	for (i = 0; i < 40; i++) {
		digit = i % 2 == 0 ? hash[i / 2] >> 4 : hash[i / 2] & 15;
		if (out[2 + i] >= 'a' && digit >= 8)
			out[2 + i] = (char)(out[2 + i] - 'a' + 'A');
	}
}
