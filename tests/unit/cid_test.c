/* SPDX-License-Identifier: ISC */
#include "common/base/cid.h"

#include "common/base/limits.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

static void
v0(struct json_object *arr)
{
	uint8_t digest[32];
	struct json_object *o;
	char text[CID_TEXT];
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		cid_v0(text, vec_hex(o, "digest", NULL));
		IS(text, vec_str(o, "cidv0"), "digest %zu to CID", i);
		OK(cid_v0_parse(digest, vec_str(o, "cidv0")) == 0 &&
			memcmp(digest, vec_hex(o, "digest", NULL), 32) == 0,
		    "CID %zu to digest", i);
		cid_multihash(text, 0x12, digest);
		IS(text, vec_str(o, "cidv0"),
		    "function 18 gives the same text %zu", i);
		vec_ran(o);
	}
}

static void
invalid(struct json_object *arr)
{
	static const char *const more[] = {
		"QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKhNYdd",
		"QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKhNY",
		"qmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKhNYd",
		" QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKhNY",
		"Qm111111111111111111111111111111111111111111111",
		"QmzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzZ",
	};
	uint8_t digest[32] = { 0x55 };
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		OK(cid_v0_parse(digest, vec_str(vec_at(arr, i), "cid")) == -1 &&
			digest[0] == 0x55,
		    "no CID: %s", vec_str(vec_at(arr, i), "why"));
		vec_ran(vec_at(arr, i));
	}
	for (i = 0; i < sizeof(more) / sizeof(more[0]); i++)
		OK(cid_v0_parse(digest, more[i]) == -1 && digest[0] == 0x55,
		    "no CID: '%s'", more[i]);
}

static void
chunks(struct json_object *arr)
{
	struct json_object *o;
	const char *cid;
	uint8_t *in;
	size_t i, len;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		cid = vec_str(o, "cidv0");
		in = vec_hex(o, "content_hex", &len);
		OK(cid_matches(cid, in, len) == 1,
		    "%zu bytes hash to their CID", len);
		OK(cid_matches(cid, in, len + 1) == 0,
		    "%zu bytes and one more do not", len);
		vec_ran(o);
		if (len == 0)
			continue;
		in[len / 2] ^= 1;
		OK(cid_matches(cid, in, len) == 0,
		    "%zu bytes with one bit changed do not", len);
	}
}

/* The CIDs of zeros were made with another implementation. */
static void
sizes(void)
{
	static const struct {
		size_t len;
		const char *cid;
	} rows[] = {
		{ 262144, "QmRk1rduJvo5DfEYAaLobS2za9tDszk35hzaNSDCJ74DA7" },
		{ 262145, "QmbVuw4C4vcmVKqxoWtgDVobvcHrSn51qsmQmyxjk4sB2Q" },
		{ 524288, "QmeBAFpC3fbNhVMsExM8uS23gKmiaPQJbNu5rFEKDGdhcW" },
		{ 524289, "Qmf1pNpWHeRjfapTMNsWkyr5wUJpX2SXk5PPfRVBfKrxV7" },
		{ 700000, "QmT44ZzMM5ZL5UheSV83EtxQ5SP9bg2qLi6JHtFYKbPtT1" },
		{ 1048576, "QmVkbauSDEaMP4Tkq6Epm9uW75mWm136n81YH8fGtfwdHU" },
	};
	uint8_t *zeros = calloc(1, LIM_METADATA_BIG + 1);
	size_t i;

	if (zeros == NULL)
		exit(1);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		OK(cid_matches(rows[i].cid, zeros, rows[i].len) == 1,
		    "%zu bytes hash to their CID", rows[i].len);
		OK(cid_matches(rows[i].cid, zeros, rows[i].len - 1) == 0,
		    "one byte less does not");
		zeros[rows[i].len - 1] = 1;
		OK(cid_matches(rows[i].cid, zeros, rows[i].len) == 0,
		    "nor with another last byte");
		zeros[rows[i].len - 1] = 0;
	}
	OK(cid_matches("QmUKdDFY93QoCk7Nbe6E5YnUjSiLNw8a4txnBaj6LvgYr5", zeros,
	       LIM_METADATA + 1) == 0,
	    "a chunk of one byte too many is refused");
	OK(cid_matches(rows[0].cid, zeros, LIM_METADATA_BIG + 1) == 0,
	    "content above the limit is not looked at");
	OK(cid_matches("not a CID", "", 0) == 0,
	    "content matches nothing that is no CID");
	free(zeros);
}

static void
long_code(void)
{
	uint8_t digest[32];
	char text[CID_TEXT];

	memset(digest, 0xff, sizeof(digest));
	cid_multihash(text, UINT64_MAX, digest);
	OK(strlen(text) < CID_TEXT, "the longest function code fits");
	cid_multihash(text, 0xb220, digest);
	IS(text, "2DrjgbMVD6ACjecRUb7ofwdfaq7i4ZkgJELH8PnqnNu3h26pcW",
	    "a function code of three bytes is a varint");
}

int
main(void)
{
	struct json_object *chain = vec_file("chain.json");

	v0(vec_get(chain, "cidv0"));
	invalid(vec_get(chain, "invalid_cidv0"));
	chunks(vec_get(chain, "unixfs_single_chunk"));
	sizes();
	long_code();
	DONE();
}
