/* SPDX-License-Identifier: ISC */
#include "common/base/keccak.h"

#include "tests/tap.h"
#include "tests/unit/vec.h"

static void
hashes(struct json_object *file, const char *member,
    void (*fn)(uint8_t *, const void *, size_t))
{
	struct json_object *arr = vec_get(file, member), *o;
	const uint8_t *in;
	uint8_t out[32];
	size_t i, len;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		in = vec_input(o, &len);
		fn(out, in, len);
		OK(memcmp(out, vec_hex(o, member, NULL), 32) == 0,
		    "%s of vector %zu, %zu bytes", member, i, len);
		vec_ran(o);
	}
}

/* Bits that two independent libraries set for these inputs. */
static void
blooms(void)
{
	static const struct {
		const char *in;
		unsigned bit[3];
	} vec[] = {
		{ "0x1000000000000000000000000000000000000001",
		    { 1744, 993, 849 } },
		{ "0xd1d6ad95bbecda8e24685116c6fcbf8bbbd6a03c07fea60fad548103fc"
		  "effe5f",
		    { 1826, 872, 6 } },
		{ "0x772d62d21cc8467a14127f11ab2c094d32e5b521433cefba5a7312fc46"
		  "4d88b4",
		    { 1076, 1587, 64 } },
		{ "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
		    { 368, 1294, 369 } },
	};
	uint8_t bloom[256], in[32];
	size_t i, k, len;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		len = (strlen(vec[i].in) - 2) / 2;
		OK(hex_decode(in, len, vec[i].in, strlen(vec[i].in)) == 0,
		    "bloom input %zu is hexadecimal", i);
		memset(bloom, 0, sizeof(bloom));
		for (k = 0; k < 3; k++)
			bloom[255 - vec[i].bit[k] / 8] |=
			    (uint8_t)(1 << vec[i].bit[k] % 8);
		OK(bloom_has(bloom, in, len) == 1,
		    "bloom %zu has its three bits", i);
		for (k = 0; k < 256; k++)
			bloom[k] = (uint8_t)~bloom[k];
		OK(bloom_has(bloom, in, len) == 0,
		    "bloom %zu: all other bits do not help", i);
		for (k = 0; k < 3; k++) {
			memset(bloom, 0xff, sizeof(bloom));
			bloom[255 - vec[i].bit[k] / 8] &=
			    (uint8_t) ~(1 << vec[i].bit[k] % 8);
			OK(bloom_has(bloom, in, len) == 0,
			    "bloom %zu: bit %u counts", i, vec[i].bit[k]);
		}
	}
}

int
main(void)
{
	struct json_object *chain = vec_file("chain.json");

	hashes(chain, "keccak256", keccak256);
	hashes(chain, "sha256", sha256);
	blooms();
	DONE();
}
