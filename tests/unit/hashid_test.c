/* SPDX-License-Identifier: ISC */
#include "common/base/hashid.h"

#include "common/base/limits.h"
#include "tests/tap.h"
#include "tests/unit/vec.h"

static void
both_ways(struct json_object *arr, const char *key)
{
	struct json_object *o;
	char text[HASHID_TEXT];
	int64_t id, got;
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		id = json_object_get_int64(vec_get(o, "id"));
		hashid_encode(text, (uint64_t)id);
		IS(text, vec_str(o, key), "%lld to hash id", (long long)id);
		got = 77;
		if (id <= LIM_ID)
			OK(hashid_decode(&got, text) == 0 && got == id,
			    "%s to id", text);
		else
			OK(hashid_decode(&got, text) == -1 && got == 77,
			    "%s is above the limit of ids", text);
		vec_ran(o);
	}
}

/*
 * The vectors' edge cases are those of a node that takes hash ids only; ours
 * also takes decimal digits.
 */
static void
edges(struct json_object *arr)
{
	const char *in;
	int64_t id;
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		in = vec_str(vec_at(arr, i), "input");
		id = 77;
		if (*in != '\0' && strspn(in, "0123456789") == strlen(in))
			OK(hashid_decode(&id, in) == 0 &&
				id == strtol(in, NULL, 10),
			    "'%s' is read as a decimal number", in);
		else
			OK(hashid_decode(&id, in) == -1 && id == 77,
			    "'%s' is no id", in);
	}
}

static void
several(struct json_object *arr)
{
	struct json_object *o;
	const char *in;
	int64_t id;
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		in = vec_str(o, "hashid");
		id = 77;
		OK(hashid_decode(&id, in) == 0 &&
			id == json_object_get_int64(
				  vec_get(o, "reference_decodes_to")),
		    "of the numbers of '%s' the first counts", in);
	}
}

static void
decimal(void)
{
	char big[300];
	int64_t id = 77;

	OK(hashid_decode(&id, "2147483647") == 0 && id == 2147483647,
	    "the largest id as decimal text");
	id = 77;
	OK(hashid_decode(&id, "2147483648") == -1 && id == 77,
	    "one more is refused");
	OK(hashid_decode(&id, "-1") == -1, "a sign is refused");
	OK(hashid_decode(&id, "99999999999999999999999") == -1,
	    "a number beyond 64 bits is refused");
	hashid_encode(big, 328269300766);
	OK(strspn(big, "0123456789") == strlen(big) &&
		hashid_decode(&id, big) == -1,
	    "a hash id of digits only stays one, here above the limit");
	memset(big, 'x', sizeof(big) - 1);
	big[sizeof(big) - 1] = '\0';
	OK(hashid_decode(&id, big) == -1, "a long text is refused");
	OK(hashid_decode(&id, "7eP5n\xc3\xa9") == -1,
	    "bytes above 127 are refused");
	OK(hashid_decode(&id, "DenL") == -1 && hashid_decode(&id, "D") == -1,
	    "guards alone are refused");
	OK(hashid_decode(&id, "7hhhhhhhhhhhhhhhhhhhhhhhhhhh") == -1,
	    "separators alone are refused");
}

/* Multiples of a large step and the first ids, there and back. */
static void
sweep(void)
{
	char text[HASHID_TEXT];
	int64_t n, got;
	int bad = 0;

	for (n = 0; n <= LIM_ID; n += n < 20000 ? 1 : 104729) {
		hashid_encode(text, (uint64_t)n);
		got = -1;
		bad += hashid_decode(&got, text) != 0 || got != n ||
		       strlen(text) < 5;
	}
	OK(bad == 0, "all hash ids of a sweep decode to their id");
	hashid_encode(text, UINT64_MAX);
	OK(strlen(text) < HASHID_TEXT, "the largest number fits its buffer");
}

int
main(void)
{
	struct json_object *chain = vec_file("chain.json");
	struct json_object *rest = vec_get(vec_file("rest.json"), "hashids");

	both_ways(vec_get(vec_get(chain, "hashids"), "vectors"), "hash");
	both_ways(vec_get(rest, "encode"), "hashid");
	both_ways(vec_get(rest, "real_world"), "hashid");
	edges(vec_get(rest, "invalid_or_edge_decode"));
	several(vec_get(rest, "multi_number"));
	decimal();
	sweep();
	DONE();
}
