/* SPDX-License-Identifier: ISC */
/* A client's check of an answer, done on what is really sent. */
#include "fcgi/serve/envelope.h"

#include <json-c/json.h>

#include "common/base/keccak.h"
#include "fcgi/serve/auth.h"
#include "tests/tap.h"
#include "tests/unit/fcgi_call.h"
#include "tests/unit/vec.h"

static struct test_call t;

/* The body without its signature member, and the member's text. */
static char *
unsign(const char *body, char sig[SIG_TEXT])
{
	const char *at = strstr(body, ",\"signature\":\"");
	size_t head;
	char *out;

	if (at == NULL || strlen(at) < 14 + SIG_TEXT)
		return NULL;
	memcpy(sig, at + 14, SIG_TEXT - 1);
	sig[SIG_TEXT - 1] = '\0';
	head = (size_t)(at - body);
	out = arena_strdup(t.app.c.a, body);
	memmove(out + head, out + head + 14 + SIG_TEXT,
	    strlen(out + head + 14 + SIG_TEXT) + 1);
	return out;
}

static const char *
signer(const char *text, const char *sig)
{
	static char out[ADDRESS_TEXT];
	uint8_t digest[32], hash[32], in[65], addr[20];

	keccak256(digest, text, strlen(text));
	sig_personal(hash, digest, sizeof(digest));
	if (hex_decode(in, sizeof(in), sig, strlen(sig)) != 0 ||
	    sig_recover(t.app.sig, addr, hash, in) != 0)
		return "nobody";
	address_eip55(out, addr);
	return out;
}

static void
checked(unsigned on, const char *data, const char *name)
{
	char sig[SIG_TEXT];
	char *text;

	t.k.on = on;
	OK(envelope(&t.k, 200, span_str(data)) == RC_OK, "%s is wrapped", name);
	text = unsign(test_body(&t), sig);
	OK(text != NULL, "%s is signed", name);
	if (text == NULL)
		return;
	IS(signer(text, sig), TEST_SIGNER, "%s: the signer is recovered", name);
	text[1]++;
	OK(strcmp(signer(text, sig), TEST_SIGNER) != 0,
	    "%s: not from another text", name);
}

static void
shapes(void)
{
	struct json_object *o;

	t.k.on = ON_V1;
	OK(envelope(&t.k, 200, span_str("[1]")) == RC_OK, "v1 is wrapped");
	IS(test_body(&t), "{\"data\":[1]}", "v1 carries data alone");
	checked(ON_FULL, "{\"a\":\"é\\\"\"}", "v1/full");
	o = json_tokener_parse(test_body(&t));
	OK(o != NULL && json_object_object_length(o) == 8 &&
		!json_object_object_get_ex(o, "signer", NULL) &&
		!json_object_object_get_ex(o, "success", NULL),
	    "v1/full has eight members, no signer, no success");
	json_object_put(o);
	checked(ON_LEGACY, "[]", "legacy");
	o = json_tokener_parse(test_body(&t));
	OK(o != NULL && json_object_object_length(o) == 10,
	    "legacy has ten members");
	json_object_put(o);
	t.k.on = ON_SERVICE;
	OK(envelope(&t.k, 200, span_str("1")) == RC_OK, "service is wrapped");
	IS(test_body(&t),
	    "{\"data\":1,\"latest_chain_block\":103,"
	    "\"latest_chain_slot_plays\":null,\"latest_indexed_block\":101,"
	    "\"latest_indexed_slot_plays\":null,\"signer\":\"" TEST_SIGNER
	    "\",\"success\":true,\"version\":{\"service\":\"discovery-node\","
	    "\"version\":\"0.7.2\"}}",
	    "service answers have neither time nor signature");
	t.k.heights.chain = HEIGHT_UNKNOWN;
	OK(envelope(&t.k, 200, span_str("1")) == RC_OK &&
		strstr(test_body(&t), "\"latest_chain_block\":null") != NULL,
	    "an unknown height is null");
}

static void
times(void)
{
	char out[ENVELOPE_TIME];

	envelope_time(out, 1672164827123);
	IS(out, "2022-12-27T18:13:47.123Z", "three decimals");
	envelope_time(out, 1672164827000);
	IS(out, "2022-12-27T18:13:47.000Z", "also when they are zero");
}

/* The golden answers: our canonical text and signature are theirs. */
static void
golden(void)
{
	struct json_object *all =
	    vec_get(vec_file("rest.json"), "response_signing");
	char sig[SIG_TEXT];
	uint8_t *key;
	size_t i;

	for (i = 0; i < vec_len(all); i++) {
		struct json_object *v = vec_at(all, i);
		const char *text = vec_str(v, "canonical_string");

		key = vec_hex(v, "private_key", NULL);
		OK(sig_answer(t.app.sig, sig, text, strlen(text), key) == 0,
		    "signed: %s", vec_str(v, "name"));
		IS(sig, vec_str(v, "signature"), "as published");
		IS(signer(text, sig), vec_str(v, "signer"), "and recovered");
	}
}

static void
requests(void)
{
	struct json_object *all =
	    vec_get(vec_file("rest.json"), "request_auth");
	char out[ADDRESS_TEXT];
	uint8_t addr[20];
	size_t i;

	for (i = 0; i < vec_len(all); i++) {
		struct json_object *v = vec_at(all, i);
		struct json_object *h = vec_get(v, "headers");
		const char *msg = vec_str(h, "Encoded-Data-Message");
		const char *sig = vec_str(h, "Encoded-Data-Signature");

		OK(auth_recover(t.app.sig, addr, msg, sig) == 0,
		    "the signer of '%s' is found", msg);
		address_text(out, addr);
		IS(out, vec_str(v, "wallet_column_value"), "in lower case");
		OK(auth_recover(t.app.sig, addr, msg, sig + 2) == 0,
		    "also without 0x");
		OK(auth_recover(t.app.sig, addr, msg, sig + 3) != 0,
		    "not from half a byte less");
	}
	OK(auth_recover(t.app.sig, addr, "x", "") != 0 &&
		auth_recover(t.app.sig, addr, "x", "0x") != 0,
	    "nothing signs nothing");
}

int
main(void)
{
	test_begin(&t);
	shapes();
	times();
	golden();
	requests();
	test_end(&t);
	DONE();
}
