/* SPDX-License-Identifier: ISC */
#include "common/base/sig.h"

#include "common/base/arena.h"
#include "common/base/keccak.h"
#include "common/json/jsonw.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

static struct sig *sig;

static const char *
eip55(const uint8_t addr[20])
{
	static char text[ADDRESS_TEXT];

	address_eip55(text, addr);
	return text;
}

static void
keys(struct json_object *arr)
{
	struct json_object *o;
	uint8_t addr[20];
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		OK(sig_address(sig, addr, vec_hex(o, "private_key", NULL)) == 0,
		    "key %zu has an address", i);
		IS(eip55(addr), vec_str(o, "address"), "address of key %zu", i);
		vec_ran(o);
	}
}

static void
checksums(struct json_object *arr)
{
	char text[ADDRESS_TEXT];
	struct json_object *o;
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		IS(eip55(vec_hex(o, "lower", NULL)), vec_str(o, "checksum"),
		    "EIP-55 form %zu", i);
		address_text(text, vec_hex(o, "checksum", NULL));
		IS(text, vec_str(o, "lower"), "lower-case form %zu", i);
		vec_ran(o);
	}
}

/* Sign hash with the vector's key and recover the vector's address. */
static void
there_and_back(struct json_object *o, const uint8_t hash[32],
    const char *sigkey, const char *addrkey, size_t i)
{
	const uint8_t *want = vec_hex(o, sigkey, NULL);
	uint8_t raw[65], addr[20];

	OK(sig_sign(sig, raw, hash, vec_hex(o, "private_key", NULL)) == 0,
	    "%s %zu is signed", sigkey, i);
	OK(memcmp(raw, want, 64) == 0 && (raw[64] - 27) % 27 == want[64] % 27,
	    "%s %zu has the expected bytes", sigkey, i);
	OK(sig_recover(sig, addr, hash, want) == 0, "%s %zu can be recovered",
	    sigkey, i);
	if (addrkey != NULL)
		IS(eip55(addr), vec_str(o, addrkey), "signer of %s %zu", sigkey,
		    i);
}

static void
personal(struct json_object *arr)
{
	struct json_object *o;
	uint8_t hash[32];
	const char *msg;
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		msg = vec_str(o, "message");
		sig_personal(hash, msg, strlen(msg));
		OK(memcmp(hash, vec_hex(o, "digest", NULL), 32) == 0,
		    "personal message %zu has its hash", i);
		there_and_back(o, hash, "signature", "recovered", i);
		vec_ran(o);
	}
}

static void
typed_data(struct json_object *arr)
{
	struct json_object *o;
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		there_and_back(o, vec_hex(o, "digest", NULL), "signature",
		    "recovered", i);
	}
}

/* What is signed: our own canonical text of the unsigned payload. */
static struct span
canonical(struct arena *a, struct json_object *o, const char *key)
{
	struct jsonw *w = jsonw_new(a);

	jsonw_json(w, NULL,
	    json_object_to_json_string_ext(vec_get(o, key),
		JSON_C_TO_STRING_SPACED));
	return jsonw_done(w);
}

static void
answers(struct arena *a, struct json_object *arr, const char *key)
{
	const char *want;
	struct json_object *o;
	char text[SIG_TEXT];
	struct span s;
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		s = canonical(a, o, key);
		want = vec_str(o, "canonical_string");
		OK(s.len == strlen(want) && memcmp(s.p, want, s.len) == 0,
		    "%s %zu has its canonical text", key, i);
		OK(sig_answer(sig, text, (const char *)s.p, s.len,
		       vec_hex(o, "private_key", NULL)) == 0,
		    "%s %zu is signed", key, i);
		if (vec_has(o, "signature"))
			IS(text, vec_str(o, "signature"), "signature of %s %zu",
			    key, i);
	}
}

/* The hashes on the way, and v written as 0 or 1 by newer nodes. */
static void
answer_parts(struct json_object *arr)
{
	uint8_t digest[32], hash[32];
	struct json_object *o;
	const char *text;
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		text = vec_str(o, "canonical_string");
		keccak256(digest, text, strlen(text));
		OK(memcmp(digest, vec_hex(o, "keccak256_of_canonical", NULL),
		       32) == 0,
		    "hash of canonical text %zu", i);
		sig_personal(hash, digest, 32);
		if (vec_has(o, "personal_sign_digest"))
			OK(memcmp(hash,
			       vec_hex(o, "personal_sign_digest", NULL),
			       32) == 0,
			    "personal message of digest %zu", i);
		if (vec_has(o, "signature_with_v_0_or_1"))
			there_and_back(o, hash, "signature_with_v_0_or_1",
			    "signer", i);
	}
}

static void
requests(struct json_object *arr)
{
	uint8_t hash[32], addr[20];
	struct json_object *o, *h;
	char text[ADDRESS_TEXT];
	const char *msg;
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		h = vec_get(o, "headers");
		msg = vec_str(h, "Encoded-Data-Message");
		sig_personal(hash, msg, strlen(msg));
		OK(sig_recover(sig, addr, hash,
		       vec_hex(h, "Encoded-Data-Signature", NULL)) == 0,
		    "signed request %zu can be recovered", i);
		IS(eip55(addr), vec_str(o, "recovered_address"),
		    "signer of request %zu", i);
		address_text(text, addr);
		IS(text, vec_str(o, "wallet_column_value"),
		    "wallet column of request %zu", i);
	}
}

static void
refusals(void)
{
	static const uint8_t zero[32];
	uint8_t order[32], hash[32] = { 1 }, raw[65], addr[20], v;
	uint8_t key[32] = { 0 };

	key[31] = 1;
	memset(order, 0xff, sizeof(order)); /* above the order of the curve */
	OK(sig_address(sig, addr, zero) == -1, "key 0 is refused");
	OK(sig_address(sig, addr, order) == -1,
	    "a key above the order is refused");
	OK(sig_sign(sig, raw, hash, zero) == -1, "key 0 does not sign");
	OK(sig_sign(sig, raw, hash, key) == 0, "key 1 signs");
	for (v = 2; v < 27; v++) {
		raw[64] = v;
		if (sig_recover(sig, addr, hash, raw) != -1)
			break;
	}
	OK(v == 27, "v from 2 to 26 is refused");
	raw[64] = 29;
	OK(sig_recover(sig, addr, hash, raw) == -1, "v above 28 is refused");
	memset(raw, 0, sizeof(raw));
	OK(sig_recover(sig, addr, hash, raw) == -1, "r 0 and s 0 are refused");
	memset(raw, 0xff, 64);
	OK(sig_recover(sig, addr, hash, raw) == -1,
	    "r and s above the order are refused");
}

int
main(void)
{
	struct json_object *chain = vec_file("chain.json");
	struct json_object *rest = vec_file("rest.json");
	struct arena *a = arena_new(1 << 20);

	sig = sig_new();
	keys(vec_get(chain, "keys"));
	checksums(vec_get(chain, "eip55"));
	personal(vec_get(chain, "personal_sign"));
	typed_data(vec_get(chain, "eip712"));
	answers(a, vec_get(rest, "response_signing"), "payload_before_signing");
	answers(a, vec_get(rest, "stream_signature"), "data");
	answers(a, vec_get(rest, "media_link_signature_2025"), "data");
	answer_parts(vec_get(rest, "response_signing"));
	answer_parts(vec_get(rest, "stream_signature"));
	answer_parts(vec_get(rest, "media_link_signature_2025"));
	requests(vec_get(rest, "request_auth"));
	refusals();
	sig_free(sig);
	arena_free(a);
	DONE();
}
