/* SPDX-License-Identifier: ISC */
#include "chain/core/typed.h"

#include <string.h>

#include "chain/core/proto.h"
#include "common/base/hex.h"
#include "common/base/keccak.h"

#define SIGNATURE 65

static const char domain_type[] = "EIP712Domain(string name,string version,"
				  "uint256 chainId,address verifyingContract)";
static const char act_type[] =
    "ManageEntity(uint userId,string entityType,uint entityId,string action,"
    "string metadata,bytes32 nonce)";

/* The first that the chain's name begins with. */
static const struct {
	const char *begins;
	uint64_t chain_id;
	const char *contract;
} networks[] = {
	{ "audius-mainnet", 31524,
	    "0x1cd8a543596d499b9b6e7a6ec15ecd2b7857fd64" },
	{ "audius-testnet", 1056801,
	    "0x1cd8a543596d499b9b6e7a6ec15ecd2b7857fd64" },
	{ "", 1337, "0x254dffcd3277c0b1660f6d42efbb754edababc2b" },
};

static void
word_u64(uint8_t word[32], uint64_t n)
{
	int i;

	memset(word, 0, 32);
	for (i = 31; n > 0; n >>= 8)
		word[i--] = (uint8_t)n;
}

static void
word_text(uint8_t word[32], const char *s)
{
	keccak256(word, s, strlen(s));
}

void
typed_domain(uint8_t separator[32], const char *core_id)
{
	uint8_t words[5][32];
	size_t i = 0;

	while (strncmp(core_id, networks[i].begins,
		   strlen(networks[i].begins)) != 0)
		i++; /* the last one fits */
	word_text(words[0], domain_type);
	word_text(words[1], "Entity Manager");
	word_text(words[2], "1");
	word_u64(words[3], networks[i].chain_id);
	memset(words[4], 0, 32);
	if (hex_decode(words[4] + 12, 20, networks[i].contract,
		strlen(networks[i].contract)) != 0)
		memset(words[4], 0, 32); /* of the table above: it is one */
	keccak256(separator, words, sizeof(words));
}

static bool
has_prefix(struct span s)
{
	return s.len >= 2 && s.p[0] == '0' && s.p[1] == 'x';
}

/* As many bytes as it has digits for; -1: it is no hexadecimal. */
static int
nonce_word(uint8_t word[32], struct arena *a, struct span s)
{
	uint8_t *all;
	size_t n;

	if (has_prefix(s)) {
		s.p += 2;
		s.len -= 2;
	}
	n = s.len / 2;
	all = arena_zalloc(a, n + 1, 1);
	if (hex_bare(all, n, (const char *)s.p, s.len) != 0)
		return -1;
	memset(word, 0, 32);
	memcpy(word, all, n < 32 ? n : 32);
	return 0;
}

int
typed_digest(uint8_t digest[32], struct arena *a, const uint8_t separator[32],
    const struct core_act *x)
{
	uint8_t words[7][32], message[2 + 64];

	if (x->user_id < 0 || x->entity_id < 0 ||
	    nonce_word(words[6], a, x->nonce) != 0)
		return -1;
	word_text(words[0], act_type);
	word_u64(words[1], (uint64_t)x->user_id);
	keccak256(words[2], x->type.p, x->type.len);
	word_u64(words[3], (uint64_t)x->entity_id);
	keccak256(words[4], x->action.p, x->action.len);
	keccak256(words[5], x->metadata.p, x->metadata.len);
	message[0] = 0x19;
	message[1] = 0x01;
	memcpy(message + 2, separator, 32);
	keccak256(message + 34, words, sizeof(words));
	keccak256(digest, message, sizeof(message));
	return 0;
}

/* With "0x" in front, or without. */
static int
signature_read(uint8_t raw[SIGNATURE], struct span s)
{
	return has_prefix(s)
		   ? hex_decode(raw, SIGNATURE, (const char *)s.p, s.len)
		   : hex_bare(raw, SIGNATURE, (const char *)s.p, s.len);
}

int
typed_signer(uint8_t addr[20], const struct sig *s, const uint8_t digest[32],
    const struct core_act *x)
{
	uint8_t raw[SIGNATURE];

	return signature_read(raw, x->signature) != 0
		   ? -1
		   : sig_recover(s, addr, digest, raw);
}

int
typed_plays_signer(uint8_t addr[20], const struct sig *s, struct arena *a,
    const struct core_tx *t)
{
	struct span bytes = proto_plays(a, t);
	uint8_t raw[SIGNATURE], hash[32], digest[32];

	if (signature_read(raw, t->signature) != 0)
		return -1;
	keccak256(hash, bytes.p, bytes.len);
	sig_personal(digest, hash, sizeof(hash));
	return sig_recover(s, addr, digest, raw);
}
