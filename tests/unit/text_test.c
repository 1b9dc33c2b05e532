/* SPDX-License-Identifier: ISC */
#include "common/base/text.h"

#include "tests/tap.h"
#include "tests/unit/vec.h"

static void
clean_rows(struct arena *a)
{
	static const struct {
		const char *name, *in;
		size_t len;
		const char *want;
	} vec[] = {
		{ "empty", "", 0, "" },
		{ "plain", "abc", 3, "abc" },
		{ "two, three and four bytes",
		    "\xc3\xa9\xe9\x9f\xb3\xf0\x9f\x8e\xb5", 9,
		    "\xc3\xa9\xe9\x9f\xb3\xf0\x9f\x8e\xb5" },
		{ "NUL", "a\0b\0", 4, "ab" },
		{ "a byte that never occurs",
		    "a\xff"
		    "b",
		    3, "ab" },
		{ "continuation without lead",
		    "\x80"
		    "a\xbf",
		    3, "a" },
		{ "lead without continuation", "\xc3(", 2, "(" },
		{ "cut off at the end", "ab\xe9\x9f", 4, "ab" },
		{ "interrupted character",
		    "\xe9\x9f"
		    "a",
		    3, "a" },
		{ "overlong slash", "\xc0\xaf", 2, "" },
		{ "overlong in three bytes", "\xe0\x80\xaf", 3, "" },
		{ "overlong in four bytes", "\xf0\x80\x80\xaf", 4, "" },
		{ "overlong NUL",
		    "a\xc0\x80"
		    "b",
		    4, "ab" },
		{ "last before the surrogates", "\xed\x9f\xbf", 3,
		    "\xed\x9f\xbf" },
		{ "surrogate", "\xed\xa0\x80", 3, "" },
		{ "first after the surrogates", "\xee\x80\x80", 3,
		    "\xee\x80\x80" },
		{ "last code point", "\xf4\x8f\xbf\xbf", 4,
		    "\xf4\x8f\xbf\xbf" },
		{ "above the last", "\xf4\x90\x80\x80", 4, "" },
		{ "five-byte form", "\xf8\x88\x80\x80\x80", 5, "" },
		{ "byte order mark stays",
		    "\xef\xbb\xbf"
		    "a",
		    4,
		    "\xef\xbb\xbf"
		    "a" },
		{ "dropping does not join", "\xc3\xff\xa9", 3, "" },
	};
	size_t i;
	int was_clean;
	char *got;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++) {
		got = text_clean(a, vec[i].in, vec[i].len);
		IS(got, vec[i].want, "clean: %s", vec[i].name);
		was_clean = strlen(vec[i].want) == vec[i].len;
		OK(text_is_clean(vec[i].in, vec[i].len) == was_clean,
		    "is_clean tells about: %s", vec[i].name);
	}
}

/* Every code point, written by hand, is one character; surrogates are none. */
static void
every_code_point(void)
{
	uint8_t b[4];
	unsigned uc, bad = 0;
	size_t n, want;

	for (uc = 0; uc < 0x110000; uc++) {
		if (uc < 0x80) {
			b[0] = (uint8_t)uc;
			n = 1;
		} else if (uc < 0x800) {
			b[0] = (uint8_t)(0xc0 | uc >> 6);
			n = 2;
		} else if (uc < 0x10000) {
			b[0] = (uint8_t)(0xe0 | uc >> 12);
			b[1] = (uint8_t)(0x80 | (uc >> 6 & 63));
			n = 3;
		} else {
			b[0] = (uint8_t)(0xf0 | uc >> 18);
			b[1] = (uint8_t)(0x80 | (uc >> 12 & 63));
			b[2] = (uint8_t)(0x80 | (uc >> 6 & 63));
			n = 4;
		}
		if (n > 1)
			b[n - 1] = (uint8_t)(0x80 | (uc & 63));
		want = uc >= 0xd800 && uc < 0xe000 ? 0 : n;
		bad += text_char_len(b, n) != want;
		bad += n > 1 && text_char_len(b, n - 1) != 0;
	}
	OK(bad == 0, "all code points are seen with their length");
}

/* Without NUL, as D2 stores it; text null in the vectors means "". */
static const char *
stored(struct json_object *o, char buf[64])
{
	struct json_object *t = vec_get(o, "text");
	const char *s = json_object_get_string(t);
	size_t i, n = 0, len;

	len = t == NULL ? 0 : (size_t)json_object_get_string_len(t);
	for (i = 0; i < len; i++)
		if (s[i] != '\0')
			buf[n++] = s[i];
	buf[n] = '\0';
	return buf;
}

static void
bytes32(struct arena *a, struct json_object *arr)
{
	struct json_object *o;
	char buf[64];
	size_t i;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		IS(text_from_bytes(a, vec_hex(o, "bytes32", NULL), 32),
		    stored(o, buf), "%s as text", vec_str(o, "bytes32"));
		vec_ran(o);
	}
}

static void
malformed_text(struct arena *a, struct json_object *arr)
{
	struct json_object *o;
	const uint8_t *data;
	size_t i, len;

	for (i = 0; i < vec_len(arr); i++) {
		o = vec_at(arr, i);
		if (strcmp(vec_str(o, "expect"), "clean") != 0 ||
		    strcmp(vec_str(o, "event"), "UpdateName") != 0)
			continue;
		data = vec_hex(o, "data", &len);
		IS(text_from_bytes(a, data + 32, 32), vec_str(o, "text"), "%s",
		    vec_str(o, "why"));
		vec_ran(o);
	}
}

static void
lower_rows(struct arena *a)
{
	static const struct {
		const char *name, *in, *want;
	} vec[] = {
		{ "empty", "", "" },
		{ "ASCII", "Hello WORLD_09", "hello world_09" },
		{ "Latin", "\xc3\x89T\xc3\x89", "\xc3\xa9t\xc3\xa9" },
		{ "sharp s stays",
		    "Stra\xc3\x9f"
		    "e",
		    "stra\xc3\x9f"
		    "e" },
		{ "capital sharp s", "\xe1\xba\x9e", "\xc3\x9f" },
		{ "dotted I becomes two characters", "\xc4\xb0", "i\xcc\x87" },
		{ "sigma inside a word", "\xce\xa3\xce\x91",
		    "\xcf\x83\xce\xb1" },
		{ "sigma at the end of a word", "\xce\x91\xce\xa3",
		    "\xce\xb1\xcf\x82" },
		{ "sigma before a dash", "\xce\x91\xce\xa3-\xce\x92",
		    "\xce\xb1\xcf\x82-\xce\xb2" },
		{ "sigma before an apostrophe and a letter",
		    "\xce\x91\xce\xa3'\xce\x92", "\xce\xb1\xcf\x83'\xce\xb2" },
		{ "sigma before a modifier letter", "\xce\x91\xce\xa3\xca\xb0",
		    "\xce\xb1\xcf\x82\xca\xb0" },
		{ "sigma behind a modifier letter alone", "\xca\xb0\xce\xa3",
		    "\xca\xb0\xcf\x83" },
		{ "two words with sigma", "\xce\x91\xce\xa3 \xce\x91\xce\xa3",
		    "\xce\xb1\xcf\x82 \xce\xb1\xcf\x82" },
		{ "sigma alone", "\xce\xa3", "\xcf\x83" },
		{ "Cyrillic", "\xd0\x9c\xd0\x98\xd0\xa0",
		    "\xd0\xbc\xd0\xb8\xd1\x80" },
		{ "Deseret (four bytes)", "\xf0\x90\x90\x80",
		    "\xf0\x90\x90\xa8" },
		{ "Kelvin sign", "\xe2\x84\xaa", "k" },
		{ "no case", "\xe9\x9f\xb3\xe6\xa5\xbd",
		    "\xe9\x9f\xb3\xe6\xa5\xbd" },
	};
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++)
		IS(text_lower(a, vec[i].in), vec[i].want, "lower: %s",
		    vec[i].name);
}

/* What a reader takes it for. */
static void
seen_rows(struct arena *a)
{
	static const struct {
		const char *name, *in, *want;
	} vec[] = {
		{ "plain", "Audius", "audius" },
		{ "mathematical letters",
		    "\xf0\x9d\x90\x80\xf0\x9d\x90\xae"
		    "dius",
		    "audius" },
		{ "full width", "\xef\xbc\xa1udius", "audius" },
		{ "a Greek alpha", "\xce\xb1udius", "audius" },
		{ "a Cyrillic A", "\xd0\x90udius", "audius" },
		{ "accents",
		    "\xc3\xa1\xc3\xbb"
		    "d\xc3\xaf"
		    "us",
		    "audius" },
		{ "loose marks", "a\xcc\x81u\xcc\xb2", "au" },
		{ "a ligature", "\xef\xac\x81", "fi" },
		{ "nothing", "", "" },
		{ "only marks", "\xcc\x81\xcc\x82", "" },
	};
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++)
		IS(text_seen(a, vec[i].in), vec[i].want, "seen: %s",
		    vec[i].name);
}

static void
nfc_rows(struct arena *a)
{
	static const struct {
		const char *name, *in, *want;
	} vec[] = {
		{ "empty", "", "" },
		{ "ASCII", "Cafe", "Cafe" },
		{ "combining accent", "Cafe\xcc\x81", "Caf\xc3\xa9" },
		{ "already composed", "Caf\xc3\xa9", "Caf\xc3\xa9" },
		{ "Hangul", "\xe1\x84\x80\xe1\x85\xa1", "\xea\xb0\x80" },
		{ "two marks are ordered", "a\xcc\x81\xcc\xa3",
		    "\xe1\xba\xa1\xcc\x81" },
		{ "a result longer than the input", "\xe0\xa5\x98",
		    "\xe0\xa4\x95\xe0\xa4\xbc" },
	};
	size_t i;

	for (i = 0; i < sizeof(vec) / sizeof(vec[0]); i++)
		IS(text_nfc(a, vec[i].in), vec[i].want, "nfc: %s", vec[i].name);
}

/* Results far longer than the input still fit. */
static void
growing(struct arena *a)
{
	enum { N = 1000 };
	char in[2 * N + 1], *got;
	size_t i;

	for (i = 0; i < N; i++)
		memcpy(in + 2 * i, "\xc4\xb0", 2);
	in[2 * N] = '\0';
	got = text_lower(a, in);
	OK(strlen(got) == 3 * N && memcmp(got + 3 * N - 3, "i\xcc\x87", 3) == 0,
	    "a lower-case text may be longer than its input");
}

int
main(void)
{
	struct json_object *chain = vec_file("chain.json");
	struct arena *a = arena_new(1 << 20);

	clean_rows(a);
	every_code_point();
	bytes32(a, vec_get(chain, "bytes32_text"));
	bytes32(a, vec_get(chain, "names_as_bytes32"));
	malformed_text(a, vec_get(chain, "malformed_logs"));
	lower_rows(a);
	nfc_rows(a);
	seen_rows(a);
	growing(a);
	arena_free(a);
	DONE();
}
